/* SPDX-License-Identifier: MIT */
/* Compose's variables. */
#include "harness/compose/compose_variable.h"

#include "harness/base/error.h"

#include <string.h>

enum { NESTED_MAX = 8 };

static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
static const char later[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

const char *pc_compose_variable(GHashTable *variables, const char *name) {
  const char *value = g_getenv(name);
  if (value)
    return g_utf8_validate(value, -1, NULL) ? value : NULL;
  return variables ? g_hash_table_lookup(variables, name) : NULL;
}

static gsize name_length(const char *text) {
  return *text && strchr(first, *text) ? strspn(text, later) : 0;
}

/* Where the brace that is open at text is closed, those within it left out; NULL: nowhere. */
static const char *brace_end(const char *text) {
  for (guint depth = 1; *text; text++) {
    if (text[0] == '$' && text[1] == '$')
      text++;
    else if (text[0] == '$' && text[1] == '{')
      depth++;
    else if (*text == '}' && --depth == 0)
      return text;
  }
  return NULL;
}

static bool text_append(const char *raw, gsize length, GHashTable *variables, guint depth,
                        GString *text, const char **ret_problem);

/* What stands behind the name: ":-default", "-default", ":+other", "+other", ":?message",
 * "?message". */
static bool rest_append(const char *value, const char *rest, const char *end, GHashTable *variables,
                        guint depth, GString *text, const char **ret_problem) {
  const bool colon = *rest == ':';
  const char *word = rest + colon + 1;
  const bool there = value && (!colon || *value);
  switch (rest[colon]) {
  case '-':
    if (!there)
      return text_append(word, (gsize)(end - word), variables, depth + 1, text, ret_problem);
    g_string_append(text, value);
    return true;
  case '+':
    return !there ||
           text_append(word, (gsize)(end - word), variables, depth + 1, text, ret_problem);
  case '?':
    /* Compose stops without it; here it is one more that is to be set. */
    g_string_append(text, there ? value : "");
    return true;
  default:
    *ret_problem = "expected '${NAME}', or ':-', '-', ':+', '+', ':?' or '?' behind the name";
    return false;
  }
}

/* The reference at c ("$..."): *ret_next is where the text goes on. */
static bool reference_append(const char *c, const char *limit, GHashTable *variables, guint depth,
                             GString *text, const char **ret_next, const char **ret_problem) {
  const bool braces = c[1] == '{';
  const gsize length = name_length(c + 1 + braces);
  const char *end = braces ? brace_end(c + 2) : c + 1 + length;
  if (braces && (!end || end >= limit)) {
    *ret_problem = "'${' without '}'; '$$' stands for a dollar sign";
    return false;
  }
  if (length == 0) {
    *ret_problem = "expected the name of a variable behind '$'; '$$' stands for a dollar sign";
    return false;
  }
  g_autofree char *name = g_strndup(c + 1 + braces, length);
  const char *value = pc_compose_variable(variables, name);
  const char *rest = c + 1 + braces + length;
  *ret_next = end + braces;
  if (rest != end)
    return rest_append(value, rest, end, variables, depth, text, ret_problem);
  g_string_append(text, value ? value : "");
  return true;
}

static bool text_append(const char *raw, gsize length, GHashTable *variables, guint depth,
                        GString *text, const char **ret_problem) {
  const char *limit = raw + length;
  if (depth > NESTED_MAX) {
    *ret_problem = "variables nested too deep";
    return false;
  }
  for (const char *c = raw; c < limit;) {
    if (text->len > PC_COMPOSE_VALUE_MAX) {
      *ret_problem = "longer than 65536 bytes with its variables";
      return false;
    }
    if (*c != '$') {
      g_string_append_c(text, *c++);
    } else if (c + 1 < limit && c[1] == '$') {
      g_string_append_c(text, '$');
      c += 2;
    } else if (!reference_append(c, limit, variables, depth, text, &c, ret_problem)) {
      return false;
    }
  }
  return true;
}

/* NAME of "$NAME" and "${NAME...}" with nothing around it. */
static char *sole_variable(const char *raw) {
  const bool braces = raw[0] == '$' && raw[1] == '{';
  const gsize length = *raw == '$' ? name_length(raw + 1 + braces) : 0;
  const char *end = braces ? brace_end(raw + 2) : raw + 1 + length;
  return length && end && !end[braces] ? g_strndup(raw + 1 + braces, length) : NULL;
}

pc_compose_text *pc_compose_text_new(const char *name, const char *raw, const char *where,
                                     GHashTable *variables, const char **ret_problem) {
  g_autoptr(GString) text = g_string_new(NULL);
  if (!text_append(raw, strlen(raw), variables, 0, text, ret_problem))
    return NULL;
  pc_compose_text *made = g_new0(pc_compose_text, 1);
  made->name = g_strdup(name);
  made->raw = g_strdup(raw);
  made->text = g_string_free(g_steal_pointer(&text), FALSE);
  made->variable = sole_variable(raw);
  made->where = g_strdup(where);
  return made;
}

void pc_compose_text_free(pc_compose_text *text) {
  if (!text)
    return;
  g_free(text->name);
  g_free(text->raw);
  g_free(text->text);
  g_free(text->variable);
  g_free(text->where);
  g_free(text);
}

static bool line_fail(const char *where, GError **error, const char *what) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: %s", where, what);
  return false;
}

/* The value as it is written, without its quotes; ret_literal: nothing in it is replaced. NULL: a
 * quote is not closed.
 */
static char *value_unquote(const char *text, bool *ret_literal) {
  const char quote = *text;
  *ret_literal = quote == '\'';
  if (quote != '"' && quote != '\'') {
    /* A comment begins behind a blank. */
    const char *comment = *text == '#' ? text : strstr(text, " #");
    return g_strchomp(comment ? g_strndup(text, (gsize)(comment - text)) : g_strdup(text));
  }
  g_autoptr(GString) value = g_string_new(NULL);
  for (const char *c = text + 1; *c; c++) {
    if (*c == quote)
      return g_string_free(g_steal_pointer(&value), FALSE);
    if (*c == '\\' && quote == '"' && c[1] && strchr("\"\\nrt", c[1])) {
      c++;
      g_string_append_c(value, *c == 'n' ? '\n' : *c == 'r' ? '\r' : *c == 't' ? '\t' : *c);
    } else {
      g_string_append_c(value, *c);
    }
  }
  return NULL;
}

static bool line_parse(char *line, const char *where, GPtrArray *texts, GHashTable *known,
                       GError **error) {
  line = g_strstrip(line);
  if (!*line || *line == '#')
    return true;
  if (g_str_has_prefix(line, "export "))
    line = g_strchug(line + strlen("export "));
  const gsize length = strcspn(line, "= \t");
  char *equals = line + length + strspn(line + length, " \t");
  bool literal;
  if (!name_length(line) || *equals != '=')
    return *equals ? line_fail(where, error, "expected a line such as 'NAME=VALUE'") : true;
  line[length] = '\0';
  g_autofree char *raw = value_unquote(g_strchug(equals + 1), &literal);
  const char *problem = NULL;
  if (!raw)
    return line_fail(where, error, "a quote is not closed: expected a value on one line");
  /* A dollar sign that begins no name stands for itself here. */
  g_autoptr(GString) escaped = g_string_new(NULL);
  for (const char *c = raw; *c; c++)
    g_string_append(escaped, *c != '$'                                         ? (char[]){*c, '\0'}
                             : literal || !(c[1] == '{' || name_length(c + 1)) ? "$$"
                                                                               : "$");
  pc_compose_text *text = pc_compose_text_new(line, escaped->str, where, known, &problem);
  if (!text)
    return line_fail(where, error, problem);
  g_ptr_array_add(texts, text);
  if (known)
    g_hash_table_insert(known, g_strdup(line), g_strdup(text->text));
  return true;
}

bool pc_compose_env_parse(const char *content, gsize length, const char *file, GPtrArray *texts,
                          GHashTable *known, GError **error) {
  if (length > PC_COMPOSE_VALUE_MAX * 4 || !g_utf8_validate_len(content, length, NULL))
    return line_fail(file, error,
                     "not a file of variables: expected at most 262144 bytes of UTF-8 text");
  g_autofree char *copy = g_strndup(content, length);
  g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_autofree char *where = g_strdup_printf("%s:%u:1", file, i + 1);
    if (!line_parse(lines[i], where, texts, known, error))
      return false;
  }
  return true;
}
