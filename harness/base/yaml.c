/* SPDX-License-Identifier: MIT */
/* YAML read under tables of keys. */
#include "harness/base/yaml.h"

#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/base/secrets.h"
#include "harness/base/url_variable.h"

#include <stdarg.h>
#include <string.h>

enum { QUOTED_MAX = 48 };

#define UNSET "the environment variable '%s' is not set"

static bool mark_fail(const pc_yaml *yaml, gsize line, gsize column, GError **error,
                      const char *message) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%zu:%zu: %s", yaml->name, line + 1, column + 1,
              message);
  return false;
}

static bool offset_fail(const pc_yaml *yaml, const char *text, gsize offset, GError **error,
                        const char *message) {
  gsize line = 0;
  gsize column = 0;
  for (gsize i = 0; i < offset; i++) {
    column += (text[i] & 0xc0) != 0x80;
    if (text[i] == '\n') {
      line++;
      column = 0;
    }
  }
  return mark_fail(yaml, line, column, error, message);
}

static bool text_check(const pc_yaml *yaml, const char *text, gsize length, GError **error) {
  const char *end;
  const gsize most = yaml->most ? yaml->most : PC_YAML_BYTES_MAX;
  if (length > most) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: larger than %zu bytes", yaml->name, most);
    return false;
  }
  return g_utf8_validate_len(text, length, &end) ||
         offset_fail(yaml, text, (gsize)(end - text), error,
                     *end ? "not UTF-8 text" : "a NUL character");
}

/* Whether a tab is among the blanks that a line begins with. */
static bool line_is_indented_by_tab(const char *text, gsize length, gsize line) {
  const char *end = text + length;
  for (; line > 0 && text; line--) {
    text = memchr(text, '\n', (gsize)(end - text));
    text = text ? text + 1 : NULL;
  }
  while (text && text < end && *text == ' ')
    text++;
  return text && text < end && *text == '\t';
}

static bool parser_fail(const pc_yaml *yaml, const yaml_parser_t *parser, const char *text,
                        gsize length, GError **error) {
  const yaml_mark_t *mark = &parser->problem_mark;
  const char *problem = parser->problem ? parser->problem : "out of memory";
  if (parser->error == YAML_READER_ERROR) {
    g_autofree char *message = g_strdup_printf("not YAML: %s", problem);
    return offset_fail(yaml, text, MIN(parser->problem_offset, length), error, message);
  }
  if (line_is_indented_by_tab(text, length, mark->line))
    return mark_fail(yaml, mark->line, mark->column, error,
                     "a tab character: YAML is indented with spaces");
  /* "cache: memory:" is what people write, and the parser's own words do not lead them to the
   * quotes. */
  if (strcmp(problem, "mapping values are not allowed in this context") == 0)
    return mark_fail(
        yaml, mark->line, mark->column, error,
        "a value with ':' at its end or before a blank needs quotes, as in \"memory:\"");
  g_autofree char *context = parser->context
                                 ? g_strdup_printf(" %s that begins in line %zu", parser->context,
                                                   parser->context_mark.line + 1)
                                 : g_strdup("");
  g_autofree char *message = g_strdup_printf("not YAML: %s%s", problem, context);
  return mark_fail(yaml, mark->line, mark->column, error, message);
}

/* What YAML allows and a configuration does not need: NULL when the event is fine. */
static const char *event_problem(const pc_yaml *yaml, const yaml_event_t *event, guint depth,
                                 guint documents) {
  const yaml_char_t *tag = event->type == YAML_SCALAR_EVENT          ? event->data.scalar.tag
                           : event->type == YAML_MAPPING_START_EVENT ? event->data.mapping_start.tag
                           : event->type == YAML_SEQUENCE_START_EVENT
                               ? event->data.sequence_start.tag
                               : NULL;
  if (depth > PC_YAML_DEPTH_MAX)
    return "nested too deep";
  if (documents > 1)
    return "a second document: expected one";
  if (event->type == YAML_ALIAS_EVENT && !yaml->tolerant)
    return "an alias ('*name'): not supported, write the value itself";
  if (tag && !yaml->tolerant)
    return "a tag ('!name'): not supported, write the value itself";
  if (event->type == YAML_SCALAR_EVENT && event->data.scalar.length > PC_YAML_VALUE_MAX)
    return "a value longer than 65536 bytes";
  return NULL;
}

static bool events_check(const pc_yaml *yaml, const char *text, gsize length, GError **error) {
  yaml_parser_t parser;
  yaml_event_t event;
  guint depth = 0;
  guint documents = 0;
  bool fine = yaml_parser_initialize(&parser);
  bool ended = false;
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
  while (fine && !ended) {
    fine = yaml_parser_parse(&parser, &event) || parser_fail(yaml, &parser, text, length, error);
    if (!fine)
      break;
    depth += event.type == YAML_MAPPING_START_EVENT || event.type == YAML_SEQUENCE_START_EVENT;
    depth -= event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT;
    documents += event.type == YAML_DOCUMENT_START_EVENT;
    ended = event.type == YAML_STREAM_END_EVENT;
    const char *problem = event_problem(yaml, &event, depth, documents);
    fine =
        !problem || mark_fail(yaml, event.start_mark.line, event.start_mark.column, error, problem);
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return fine;
}

bool pc_yaml_init(pc_yaml *yaml, const char *text, gsize length, yaml_node_t **ret_root,
                  GError **error) {
  yaml_parser_t parser;
  if (!text_check(yaml, text, length, error) || !events_check(yaml, text, length, error))
    return false;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
  const bool loaded =
      yaml_parser_load(&parser, &yaml->document) || parser_fail(yaml, &parser, text, length, error);
  yaml_parser_delete(&parser);
  if (!loaded)
    return false;
  *ret_root = yaml_document_get_root_node(&yaml->document);
  if (*ret_root)
    return true;
  yaml_document_delete(&yaml->document);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "%s: the file is empty, expected a mapping of keys to values", yaml->name);
  return false;
}

void pc_yaml_clear(pc_yaml *yaml) { yaml_document_delete(&yaml->document); }

char *pc_yaml_where(const pc_yaml *yaml, const yaml_node_t *node) {
  return g_strdup_printf("%s:%zu:%zu", yaml->name, node->start_mark.line + 1,
                         node->start_mark.column + 1);
}

bool pc_yaml_fail(const pc_yaml *yaml, const yaml_node_t *node, GError **error, const char *format,
                  ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return mark_fail(yaml, node->start_mark.line, node->start_mark.column, error, message);
}

const char *pc_yaml_name(const yaml_node_t *name) { return (const char *)name->data.scalar.value; }

char *pc_yaml_quote(const char *text) {
  if (strstr(text, "://") || strchr(text, '@'))
    return g_strdup("(a URL)");
  g_autoptr(GString) quoted = g_string_new("'");
  for (guint n = 0; *text && n < QUOTED_MAX; text = g_utf8_find_next_char(text, NULL), n++) {
    const gunichar c = g_utf8_get_char(text);
    g_string_append_unichar(quoted, g_unichar_isprint(c) ? c : '?');
  }
  g_string_append(quoted, *text ? "...'" : "'");
  return g_string_free(g_steal_pointer(&quoted), FALSE);
}

/* Variables of such names hold secrets. */
static bool name_is_secret(const char *name) {
  static const char *const words[] = {"PASS", "PW", "SECRET", "TOKEN", "KEY", "AUTH", "CREDENTIAL"};
  g_autofree char *upper = g_ascii_strup(name, -1);
  bool is = false;
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    is = is || strstr(upper, words[i]);
  return is;
}

/* A value's text as it is written, and whether it is a URL's. */
typedef struct scalar {
  const yaml_node_t *node;
  const char *raw;
  bool url;
} scalar;

/* Appends what the variable called name holds in place of the reference from c to end. */
static void value_append(const pc_yaml *yaml, const scalar *s, const char *c, const char *end,
                         const char *name, const char *value, GString *text) {
  g_autofree char *encoded =
      s->url ? pc_url_variable(s->raw, (gsize)(c - s->raw), (gsize)(end - c), value)
             : g_strdup(value);
  g_string_append(text, encoded);
  if (yaml->secrets && name_is_secret(name))
    pc_secrets_add(yaml->secrets, value, -1);
}

/* Replaces the reference at c ("${...}") and returns where the text goes on; NULL with error set.
 */
static const char *reference_append(const pc_yaml *yaml, const scalar *s, const char *c,
                                    GString *text, GError **error) {
  const yaml_node_t *node = s->node;
  static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
  static const char later[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  const gsize length = strchr(first, c[2]) && c[2] ? strspn(c + 2, later) : 0;
  const char *rest = c + 2 + length;
  const char *end = strchr(rest, '}');
  const bool has_default = rest[0] == ':' && rest[1] == '-';
  if (!end)
    return pc_yaml_fail(yaml, node, error, "'${' without '}'; '$$' stands for a dollar sign"), NULL;
  if (length == 0 || (!has_default && rest != end))
    return pc_yaml_fail(yaml, node, error,
                        "expected '${VAR}' or '${VAR:-default}'; '$$' stands for a dollar sign"),
           NULL;
  const char *nested = strstr(rest, "${");
  if (nested && nested < end)
    return pc_yaml_fail(yaml, node, error,
                        "'${' within the default of another; expected plain text"),
           NULL;
  g_autofree char *name = g_strndup(c + 2, length);
  const char *value = g_getenv(name);
  if (!value && !has_default && yaml->missing) {
    g_autoptr(GError) unset = NULL;
    pc_yaml_fail(yaml, node, &unset, UNSET, name);
    g_ptr_array_add(yaml->missing, g_strdup(unset->message));
    return end + 1;
  }
  if (!value && !has_default)
    return pc_yaml_fail(yaml, node, error, UNSET, name), NULL;
  if (value && !g_utf8_validate(value, -1, NULL))
    return pc_yaml_fail(yaml, node, error, "the environment variable '%s' is not UTF-8 text", name),
           NULL;
  g_autofree char *otherwise = has_default ? g_strndup(rest + 2, (gsize)(end - rest - 2)) : NULL;
  value_append(yaml, s, c, end + 1, name, value && (*value || !has_default) ? value : otherwise,
               text);
  return end + 1;
}

/* A scalar's text, with its variables replaced; the caller's. NULL with error set. */
static char *text_read(const pc_yaml *yaml, const yaml_node_t *node, bool url, GError **error) {
  const char *raw = (const char *)node->data.scalar.value;
  if (strlen(raw) != node->data.scalar.length)
    return pc_yaml_fail(yaml, node, error, "a value with a NUL character"), NULL;
  if (!yaml->variables)
    return g_strdup(raw);
  g_autoptr(GString) text = g_string_new(NULL);
  const scalar s = {.node = node, .raw = raw, .url = url};
  for (const char *c = raw; *c;) {
    if (c[0] == '$' && c[1] == '{') {
      if (!(c = reference_append(yaml, &s, c, text, error)))
        return NULL;
      if (text->len > PC_YAML_VALUE_MAX)
        return pc_yaml_fail(yaml, node, error, "longer than %d bytes with its variables",
                            PC_YAML_VALUE_MAX),
               NULL;
      continue;
    }
    c += c[0] == '$' && c[1] == '$';
    g_string_append_c(text, *c++);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static guint missing_count(const pc_yaml *yaml) { return yaml->missing ? yaml->missing->len : 0; }

/* "expected a duration such as '10s' for 'deadline'". text: the value, or NULL when it is no
 * scalar. */
static bool value_fail(const pc_yaml *yaml, const pc_yaml_key *key, const yaml_node_t *name,
                       const yaml_node_t *value, const char *text, GError **error) {
  static const char *const booleans[] = {"false", "true", NULL};
  const char *const *names = key->kind == PC_YAML_BOOLEAN ? booleans : key->names;
  g_autofree char *hint = text && *text && names ? pc_nearest_hint(text, names) : g_strdup("");
  g_autofree char *quoted = pc_yaml_quote(pc_yaml_name(name));
  if (value->type != YAML_SCALAR_NODE)
    return pc_yaml_fail(yaml, value, error, "expected %s, not a %s: %s for %s",
                        key->kind == PC_YAML_TEXTS ? "single values in a list" : "a single value",
                        value->type == YAML_MAPPING_NODE ? "mapping" : "list", key->expected,
                        quoted);
  return pc_yaml_fail(yaml, value, error, "expected %s for %s%s%s", key->expected, quoted,
                      text && !*text ? ", not nothing" : "", hint);
}

static bool texts_read(pc_yaml *yaml, const pc_yaml_key *key, const yaml_node_t *name,
                       yaml_node_t *value, char ***slot, GError **error) {
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
  const bool list = value->type == YAML_SEQUENCE_NODE;
  const yaml_node_item_t *items = list ? value->data.sequence.items.start : NULL;
  const gsize length = list ? (gsize)(value->data.sequence.items.top - items) : 1;
  for (gsize i = 0; i < length; i++) {
    const yaml_node_t *item = list ? yaml_document_get_node(&yaml->document, items[i]) : value;
    if (item->type != YAML_SCALAR_NODE)
      return value_fail(yaml, key, name, item, NULL, error);
    g_autofree char *text = text_read(yaml, item, false, error);
    g_autoptr(GError) problem = NULL;
    if (!text)
      return false;
    if (key->check && !key->check(text, &problem))
      return yaml->variables ? value_fail(yaml, key, name, item, text, error)
                             : pc_yaml_fail(yaml, item, error, "%s", problem->message);
    g_strv_builder_add(texts, text);
  }
  *slot = g_strv_builder_end(texts);
  return true;
}

/* Stores the value of a scalar; false: it is not what the key expects. */
static bool scalar_store(const pc_yaml_key *key, const char *text, void *slot) {
  const int index = key->names ? pc_name_index(key->names, text) : 0;
  guint64 number;
  switch (key->kind) {
  case PC_YAML_TEXT:
  case PC_YAML_URL:
    if (!*text || index < 0)
      return false;
    *(char **)slot = g_strdup(text);
    return true;
  case PC_YAML_COMMAND:
    return g_shell_parse_argv(text, NULL, (char ***)slot, NULL);
  case PC_YAML_BOOLEAN:
    *(bool *)slot = strcmp(text, "true") == 0;
    return *(bool *)slot || strcmp(text, "false") == 0;
  case PC_YAML_FLAG:
    *(bool *)slot = index >= 0;
    return index >= 0;
  case PC_YAML_INDEX:
    *(guint *)slot = index >= 0 ? (guint)index : 0;
    return index >= 0;
  case PC_YAML_NUMBER:
    if (!g_ascii_string_to_unsigned(text, 10, 1, key->most, &number, NULL))
      return false;
    *(guint *)slot = (guint)number;
    return true;
  case PC_YAML_DURATION:
    return pc_duration_parse(text, slot, NULL);
  case PC_YAML_TEXTS:
  case PC_YAML_READ:
    break;
  }
  return false;
}

bool pc_yaml_read_value(pc_yaml *yaml, const pc_yaml_key *key, yaml_node_t *name,
                        yaml_node_t *value, void *target, GError **error) {
  void *slot = (char *)target + key->offset;
  if (key->kind == PC_YAML_READ)
    return key->read(yaml, name, value, target, error);
  if (key->kind == PC_YAML_TEXTS && value->type != YAML_MAPPING_NODE)
    return texts_read(yaml, key, name, value, slot, error);
  if (value->type != YAML_SCALAR_NODE)
    return value_fail(yaml, key, name, value, NULL, error);
  const guint missing = missing_count(yaml);
  g_autofree char *text = text_read(yaml, value, key->kind == PC_YAML_URL, error);
  if (text && missing_count(yaml) > missing)
    return true;
  return text && (scalar_store(key, text, slot) || value_fail(yaml, key, name, value, text, error));
}

static const pc_yaml_key *key_find(const pc_yaml_key *keys, const char *name) {
  for (; keys->name; keys++)
    if (strcmp(keys->name, name) == 0 || strcmp(keys->name, "*") == 0)
      return keys;
  return NULL;
}

static bool key_unknown(const pc_yaml *yaml, const yaml_node_t *node, const pc_yaml_key *keys,
                        const char *name, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (; keys->name; keys++)
    g_ptr_array_add(names, (gpointer)(guintptr)keys->name);
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  g_autofree char *quoted = pc_yaml_quote(name);
  return pc_yaml_fail(yaml, node, error, "unknown key %s%s (keys: %s)", quoted, hint, known);
}

/* The text of a key that is not yet in seen, which it joins. NULL with error set. */
static const char *key_text(const pc_yaml *yaml, yaml_node_t *key, GHashTable *seen,
                            GError **error) {
  if (key->type != YAML_SCALAR_NODE)
    return pc_yaml_fail(yaml, key, error, "expected a key, not a %s",
                        key->type == YAML_MAPPING_NODE ? "mapping" : "list"),
           NULL;
  const char *name = pc_yaml_name(key);
  if (strlen(name) != key->data.scalar.length)
    return pc_yaml_fail(yaml, key, error, "a key with a NUL character"), NULL;
  const yaml_node_t *first = g_hash_table_lookup(seen, name);
  if (first) {
    g_autofree char *quoted = pc_yaml_quote(name);
    return pc_yaml_fail(yaml, key, error, "key %s is given twice, first in line %zu, column %zu",
                        quoted, first->start_mark.line + 1, first->start_mark.column + 1),
           NULL;
  }
  g_hash_table_insert(seen, (gpointer)(guintptr)name, key);
  return name;
}

bool pc_yaml_read(pc_yaml *yaml, yaml_node_t *node, const pc_yaml_key *keys, void *target,
                  GError **error) {
  if (node->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(yaml, node, error, "expected a mapping of keys to values%s",
                        node->type == YAML_SEQUENCE_NODE ? ", not a list" : "");
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
  for (; pair < node->data.mapping.pairs.top; pair++) {
    yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
    yaml_node_t *value = yaml_document_get_node(&yaml->document, pair->value);
    const char *name = key_text(yaml, key, seen, error);
    if (!name)
      return false;
    const pc_yaml_key *known = key_find(keys, name);
    if (!known)
      return key_unknown(yaml, key, keys, name, error);
    if (!pc_yaml_read_value(yaml, known, key, value, target, error))
      return false;
  }
  return true;
}

yaml_node_t *pc_yaml_find(pc_yaml *yaml, const yaml_node_t *mapping, const char *name) {
  if (mapping->type != YAML_MAPPING_NODE)
    return NULL;
  const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
  for (; pair < mapping->data.mapping.pairs.top; pair++) {
    const yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
    if (key->type == YAML_SCALAR_NODE && strcmp(pc_yaml_name(key), name) == 0)
      return yaml_document_get_node(&yaml->document, pair->value);
  }
  return NULL;
}
