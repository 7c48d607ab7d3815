/* SPDX-License-Identifier: MIT */
/* YAML read under tables of keys. */
#include "harness/yaml.h"

#include "harness/error.h"

#include <stdarg.h>
#include <string.h>

static bool parser_fail(const yaml_parser_t *parser, const char *name, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%zu:%zu: %s", name, parser->problem_mark.line + 1,
              parser->problem_mark.column + 1, parser->problem ? parser->problem : "not YAML");
  return false;
}

static bool text_check(const char *text, gsize length, const char *name, GError **error) {
  if (length > PC_YAML_BYTES_MAX) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: larger than %d bytes", name, PC_YAML_BYTES_MAX);
    return false;
  }
  if (!g_utf8_validate_len(text, length, NULL)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: not UTF-8 text", name);
    return false;
  }
  return true;
}

bool pc_yaml_init(pc_yaml *yaml, const char *text, gsize length, const char *name, yaml_node_t **ret_root, GError **error) {
  yaml_parser_t parser;
  yaml->name = name;
  if (!text_check(text, length, name, error))
    return false;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
  const bool loaded = yaml_parser_load(&parser, &yaml->document) || parser_fail(&parser, name, error);
  yaml_document_t second;
  bool single = loaded;
  if (loaded && yaml_document_get_root_node(&yaml->document)) {
    single = yaml_parser_load(&parser, &second) || parser_fail(&parser, name, error);
    if (single) {
      const yaml_node_t *extra = yaml_document_get_root_node(&second);
      single = !extra || pc_yaml_fail(yaml, extra, error, "a second document: expected one");
      yaml_document_delete(&second);
    }
  }
  yaml_parser_delete(&parser);
  yaml_node_t *root = loaded ? yaml_document_get_root_node(&yaml->document) : NULL;
  if (single && !root)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: the file is empty", name);
  if (single && root) {
    *ret_root = root;
    return true;
  }
  if (loaded)
    yaml_document_delete(&yaml->document);
  return false;
}

void pc_yaml_clear(pc_yaml *yaml) {
  yaml_document_delete(&yaml->document);
}

char *pc_yaml_where(const pc_yaml *yaml, const yaml_node_t *node) {
  return g_strdup_printf("%s:%zu:%zu", yaml->name, node->start_mark.line + 1, node->start_mark.column + 1);
}

bool pc_yaml_fail(const pc_yaml *yaml, const yaml_node_t *node, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *where = pc_yaml_where(yaml, node);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: %s", where, message);
  return false;
}

static const pc_yaml_key *key_find(const pc_yaml_key *keys, const char *name) {
  for (; keys->name; keys++)
    if (strcmp(keys->name, name) == 0 || strcmp(keys->name, "*") == 0)
      return keys;
  return NULL;
}

static bool key_unknown(const pc_yaml *yaml, const yaml_node_t *node, const pc_yaml_key *keys, const char *name,
                        GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (; keys->name; keys++)
    g_ptr_array_add(names, (gpointer)(guintptr)keys->name);
  g_ptr_array_add(names, NULL);
  const char *nearest = pc_nearest(name, (const char *const *)names->pdata);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  return pc_yaml_fail(yaml, node, error, "unknown key '%s'%s%s%s (keys: %s)", name, nearest ? ", did you mean '" : "",
                      nearest ? nearest : "", nearest ? "'?" : "", known);
}

bool pc_yaml_read(pc_yaml *yaml, yaml_node_t *node, const pc_yaml_key *keys, void *target, GError **error) {
  if (node->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(yaml, node, error, "expected a mapping of keys to values");
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
  for (; pair < node->data.mapping.pairs.top; pair++) {
    yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
    yaml_node_t *value = yaml_document_get_node(&yaml->document, pair->value);
    if (key->type != YAML_SCALAR_NODE)
      return pc_yaml_fail(yaml, key, error, "expected a plain key");
    const char *name = (const char *)key->data.scalar.value;
    if (strlen(name) != key->data.scalar.length)
      return pc_yaml_fail(yaml, key, error, "a key with a NUL character");
    const yaml_node_t *first = g_hash_table_lookup(seen, name);
    if (first)
      return pc_yaml_fail(yaml, key, error, "key '%s' is given twice, first in line %zu", name, first->start_mark.line + 1);
    g_hash_table_insert(seen, (gpointer)(guintptr)name, key);
    const pc_yaml_key *known = key_find(keys, name);
    if (!known)
      return key_unknown(yaml, key, keys, name, error);
    if (!known->read(yaml, name, value, target, error))
      return false;
  }
  return true;
}

/* Replaces the reference at c ("${...}") and returns where the text goes on; NULL with error set. */
static const char *reference_append(pc_yaml *yaml, const yaml_node_t *node, const char *c, GString *text, GError **error) {
  const char *end = strchr(c, '}');
  if (!end) {
    pc_yaml_fail(yaml, node, error, "'${' without '}'; write '$$' for a dollar sign");
    return NULL;
  }
  g_autofree char *inner = g_strndup(c + 2, (gsize)(end - c - 2));
  char *fallback = strstr(inner, ":-");
  if (fallback) {
    *fallback = '\0';
    fallback += 2;
  }
  if (!*inner || strspn(inner, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != strlen(inner)) {
    pc_yaml_fail(yaml, node, error, "expected the name of an environment variable in '${...}'");
    return NULL;
  }
  const char *value = g_getenv(inner);
  if (!value && !fallback) {
    pc_yaml_fail(yaml, node, error, "the environment variable '%s' is not set", inner);
    return NULL;
  }
  g_string_append(text, value && (*value || !fallback) ? value : fallback);
  return end + 1;
}

char *pc_yaml_text(pc_yaml *yaml, yaml_node_t *node, GError **error) {
  if (node->type != YAML_SCALAR_NODE) {
    pc_yaml_fail(yaml, node, error, "expected a single value, not a %s", node->type == YAML_MAPPING_NODE ? "mapping" : "list");
    return NULL;
  }
  const char *raw = (const char *)node->data.scalar.value;
  if (strlen(raw) != node->data.scalar.length) {
    pc_yaml_fail(yaml, node, error, "a value with a NUL character");
    return NULL;
  }
  g_autoptr(GString) text = g_string_new(NULL);
  for (const char *c = raw; *c;) {
    if (c[0] == '$' && c[1] == '{') {
      c = reference_append(yaml, node, c, text, error);
      if (!c)
        return NULL;
      continue;
    }
    c += c[0] == '$' && c[1] == '$';
    g_string_append_c(text, *c++);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

bool pc_yaml_boolean(pc_yaml *yaml, yaml_node_t *node, bool *ret_value, GError **error) {
  g_autofree char *text = pc_yaml_text(yaml, node, error);
  if (!text)
    return false;
  *ret_value = strcmp(text, "true") == 0;
  return *ret_value || strcmp(text, "false") == 0 || pc_yaml_fail(yaml, node, error, "expected true or false");
}

char **pc_yaml_texts(pc_yaml *yaml, yaml_node_t *node, GError **error) {
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  if (node->type == YAML_SEQUENCE_NODE) {
    for (const yaml_node_item_t *item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
      char *text = pc_yaml_text(yaml, yaml_document_get_node(&yaml->document, *item), error);
      if (!text)
        return NULL;
      g_ptr_array_add(texts, text);
    }
  } else {
    char *text = pc_yaml_text(yaml, node, error);
    if (!text)
      return NULL;
    g_ptr_array_add(texts, text);
  }
  g_ptr_array_add(texts, NULL);
  g_ptr_array_set_free_func(texts, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&texts), FALSE);
}
