/* SPDX-License-Identifier: MIT */
/*
 * Compose files, read as far as it matters which backing services they start and how an application
 * reaches them: images, environments, ports. Anchors, merge keys, variables and several files are
 * followed; "extends" and "include" are not, and are named. Nothing is asked of Docker.
 */
#ifndef PC_COMPOSE_FILE_H
#define PC_COMPOSE_FILE_H

#include "harness/compose/compose_variable.h"

typedef struct pc_compose_port {
  char *host;      /* the address that it is published on; NULL: all */
  guint published; /* 0: any free one */
  guint target;
} pc_compose_port;

typedef struct pc_compose_service {
  char *name;
  char *where;
  pc_compose_text *image; /* or NULL */
  bool build;
  char *profile;          /* one that it is started with only, or NULL */
  GPtrArray *environment; /* pc_compose_text with a name; each name once */
  GPtrArray *ports;       /* pc_compose_port, in their order */
  GPtrArray *command;     /* pc_compose_text: its words */
} pc_compose_service;

typedef struct pc_compose_file {
  GPtrArray *services;   /* pc_compose_service, in the order of the files */
  GPtrArray *notes;      /* char *: what was not followed, with its place */
  GHashTable *variables; /* of the file .env beside the first file */
} pc_compose_file;

/* Later files are laid over earlier ones, as Compose does. PC_ERROR_USAGE with name:line:column and
 * what was expected.
 */
pc_compose_file *pc_compose_file_load(char *const *paths, GError **error);
/* One file that stands in folder; NULL: other files that it names are not read. */
pc_compose_file *pc_compose_file_parse(const char *text, gsize length, const char *name,
                                       GError **error);
void pc_compose_file_free(pc_compose_file *compose);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_compose_file, pc_compose_file_free)

/* Of a service's environment; NULL: it has none of that name. */
const pc_compose_text *pc_compose_service_variable(const pc_compose_service *service,
                                                   const char *name);
pc_compose_service *pc_compose_file_find(const pc_compose_file *compose, const char *name);

#endif
