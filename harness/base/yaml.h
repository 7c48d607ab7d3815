/* SPDX-License-Identifier: MIT */
/*
 * YAML documents read under tables of keys: one table parses, validates and says what was expected.
 *
 * Every message begins with "name:line:column: ". Keys are shown in messages (a URL is not); the
 * text of values is not, as it may hold a secret.
 */
#ifndef PC_YAML_H
#define PC_YAML_H

#include <glib.h>
#include <stdbool.h>
#include <yaml.h>

enum {
  PC_YAML_BYTES_MAX = 1024 * 1024, /* of a document */
  PC_YAML_VALUE_MAX = 64 * 1024,   /* of one value, before and after variables are replaced */
  PC_YAML_DEPTH_MAX = 16,          /* of mappings and lists within each other */
};

typedef struct pc_yaml {
  const char *name;   /* of the file, for messages */
  bool variables;     /* replace ${VAR}, ${VAR:-default} and $$ in values */
  GPtrArray *secrets; /* gets what variables hold whose names tell of a secret; NULL: nothing does
                       */
  GPtrArray *missing; /* gets a message (char *) for each variable that is not set: its value is not
                         stored, and that is no error; NULL: it is */
  gsize most;         /* bytes of a document; 0: PC_YAML_BYTES_MAX */
  bool tolerant;      /* aliases and tags are allowed: a node may then be within itself */
  yaml_document_t document;
} pc_yaml;

/*
 * Parses text, which must be one document, without aliases and tags unless tolerant. name,
 * variables, most and tolerant are set by the caller before. ret_root is borrowed. PC_ERROR_USAGE.
 */
bool pc_yaml_init(pc_yaml *yaml, const char *text, gsize length, yaml_node_t **ret_root,
                  GError **error);
void pc_yaml_clear(pc_yaml *yaml);

/* Sets PC_ERROR_USAGE with "name:line:column: " in front; always false. */
bool pc_yaml_fail(const pc_yaml *yaml, const yaml_node_t *node, GError **error, const char *format,
                  ...) G_GNUC_PRINTF(4, 5);
/* "name:line:column"; the caller's. */
char *pc_yaml_where(const pc_yaml *yaml, const yaml_node_t *node);
/* Text of the file as messages show it: in quotes, on one line, cut short, a URL hidden; the
 * caller's. */
char *pc_yaml_quote(const char *text);

/* What a key's value is, and what it is stored as. */
typedef enum pc_yaml_kind {
  PC_YAML_TEXT,  /* char *, not empty; where names is given, one of these */
  PC_YAML_URL,   /* the same, whose variables are encoded as url_variable.h tells */
  PC_YAML_TEXTS, /* char **, from a list or a single value; where check is given, each passes it */
  PC_YAML_COMMAND,  /* char **, split as a shell does */
  PC_YAML_BOOLEAN,  /* bool */
  PC_YAML_FLAG,     /* bool, set by the only one of names */
  PC_YAML_INDEX,    /* guint or an enum, the index in names */
  PC_YAML_NUMBER,   /* guint, from 1 to most */
  PC_YAML_DURATION, /* guint, milliseconds */
  PC_YAML_READ,     /* read does it */
} pc_yaml_kind;

/* One key of a mapping. A NULL name ends a table; the name "*" takes every other key. */
typedef struct pc_yaml_key {
  const char *name;
  const char *expected; /* what its value is, for messages: "a duration such as '10s'" */
  pc_yaml_kind kind;
  gsize offset; /* of the member in the target */
  guint most;
  const char *const *names; /* NULL-terminated */
  bool (*check)(const char *text, GError **error);
  bool (*read)(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target, GError **error);
} pc_yaml_key;

/* Reads a mapping into target, which the caller frees also after an error. Unknown keys and keys
 * given twice are errors. */
bool pc_yaml_read(pc_yaml *yaml, yaml_node_t *node, const pc_yaml_key *keys, void *target,
                  GError **error);
/* Reads the value of one key; name is the key as it stands in the file. */
bool pc_yaml_read_value(pc_yaml *yaml, const pc_yaml_key *key, yaml_node_t *name,
                        yaml_node_t *value, void *target, GError **error);
/* The text of a key that pc_yaml_read passed on; borrowed. */
const char *pc_yaml_name(const yaml_node_t *name);
/* The value of a key of a mapping, or NULL. */
yaml_node_t *pc_yaml_find(pc_yaml *yaml, const yaml_node_t *mapping, const char *name);

#endif
