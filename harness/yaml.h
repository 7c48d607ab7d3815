/* SPDX-License-Identifier: MIT */
/*
 * YAML documents read under tables of keys. A node knows its line and column, so that every message says where.
 * Messages never show a scalar's text, which may hold a secret; keys they show.
 */
#ifndef PC_YAML_H
#define PC_YAML_H

#include <glib.h>
#include <stdbool.h>
#include <yaml.h>

enum { PC_YAML_BYTES_MAX = 1024 * 1024 };

typedef struct pc_yaml {
  yaml_document_t document;
  const char *name; /* of the file, for messages */
} pc_yaml;

/* Parses one document that must be a mapping; ret_root is borrowed. PC_ERROR_USAGE. */
bool pc_yaml_init(pc_yaml *yaml, const char *text, gsize length, const char *name, yaml_node_t **ret_root, GError **error);
void pc_yaml_clear(pc_yaml *yaml);

/* Sets PC_ERROR_USAGE with "name:line:column: " in front; always false. */
bool pc_yaml_fail(const pc_yaml *yaml, const yaml_node_t *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* "name:line:column"; the caller's. */
char *pc_yaml_where(const pc_yaml *yaml, const yaml_node_t *node);

/* One key of a mapping. A NULL name ends a table; the name "*" takes every other key. */
typedef struct pc_yaml_key {
  const char *name;
  const char *expected; /* what its value is, for messages and the manual */
  /* Reads the value into target. key is the key's text. */
  bool (*read)(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error);
} pc_yaml_key;

/* Reads a mapping by its table: unknown keys (with the nearest), keys given twice, and other kinds than a mapping are errors. */
bool pc_yaml_read(pc_yaml *yaml, yaml_node_t *node, const pc_yaml_key *keys, void *target, GError **error);

/* The text of a scalar with ${VAR}, ${VAR:-default} and $$ replaced; the caller's. */
char *pc_yaml_text(pc_yaml *yaml, yaml_node_t *node, GError **error);
bool pc_yaml_boolean(pc_yaml *yaml, yaml_node_t *node, bool *ret_value, GError **error);
/* A list of scalars, or one scalar; the caller's. */
char **pc_yaml_texts(pc_yaml *yaml, yaml_node_t *node, GError **error);

#endif
