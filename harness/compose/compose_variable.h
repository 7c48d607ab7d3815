/* SPDX-License-Identifier: MIT */
/* Compose's variables: files of NAME=VALUE lines, and ${NAME} in values, in all the forms that
 * Compose has. */
#ifndef PC_COMPOSE_VARIABLE_H
#define PC_COMPOSE_VARIABLE_H

#include <glib.h>
#include <stdbool.h>

enum {
  PC_COMPOSE_VALUE_MAX = 64 * 1024,  /* bytes of a value with its variables replaced */
  PC_COMPOSE_FILE_MAX = 1024 * 1024, /* bytes of a compose file, or of one of variables */
};

/* A text of a file: what it says, and what it comes to. */
typedef struct pc_compose_text {
  char *name;     /* its key, where it has one, or NULL */
  char *raw;      /* as it is written; "" for none */
  char *text;     /* with its variables replaced: may hold a secret */
  char *variable; /* NAME where it is written as nothing but $NAME or ${NAME...}; else NULL */
  char *where;    /* "file:line:column" */
} pc_compose_text;

/* variables: name to value (char *), behind those of the process; may be NULL. NULL with
 * ret_problem set, borrowed. */
pc_compose_text *pc_compose_text_new(const char *name, const char *raw, const char *where,
                                     GHashTable *variables, const char **ret_problem);
void pc_compose_text_free(pc_compose_text *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_compose_text, pc_compose_text_free)

/* The value of a variable of the process, or else of variables, or NULL. */
const char *pc_compose_variable(GHashTable *variables, const char *name);

/*
 * Reads lines "NAME=VALUE" (quotes, "export", comments, variables) and adds a pc_compose_text for
 * each to texts, in order, and its value to known, where later lines see it; known may be NULL.
 * file is for messages. PC_ERROR_USAGE.
 */
bool pc_compose_env_parse(const char *content, gsize length, const char *file, GPtrArray *texts,
                          GHashTable *known, GError **error);

#endif
