/* SPDX-License-Identifier: MIT */
/* The tokens of SQL text. */
#include "harness/model/statement_token.h"

#include <string.h>

const char *const pc_sql_dialect_names[] = {"postgresql", "mysql", "sqlite", NULL};

guint pc_sql_dialect_named(const char *name) {
  for (guint i = 0; pc_sql_dialect_names[i]; i++)
    if (strcmp(pc_sql_dialect_names[i], name) == 0)
      return 1u << i;
  return 0;
}

void pc_tokeniser_init(pc_tokeniser *t, const char *text, gsize length, pc_sql_dialect dialect) {
  *t = (pc_tokeniser){
      .text = text, .length = length, .dialect = dialect, .line = 1, .name_end = G_MAXSIZE};
}

/* The byte that stands n behind the present one; 0 behind the end. */
static char byte_at(const pc_tokeniser *t, gsize n) {
  return n < t->length - t->at ? t->text[t->at + n] : '\0';
}

static bool text_follows(const pc_tokeniser *t, gsize n, const char *expected) {
  const gsize length = strlen(expected);
  const gsize left = t->length - t->at;
  return n <= left && length <= left - n && memcmp(t->text + t->at + n, expected, length) == 0;
}

static void advance(pc_tokeniser *t, gsize n) {
  for (const gsize end = t->at + MIN(n, t->length - t->at); t->at < end; t->at++)
    t->line += t->text[t->at] == '\n';
}

static bool is_blank(char c) { return (guchar)c <= ' '; }

static bool is_name_start(char c) { return g_ascii_isalpha(c) || c == '_' || (guchar)c >= 0x80; }

static bool is_name_part(char c) { return is_name_start(c) || g_ascii_isdigit(c) || c == '$'; }

/* The length of a script's ${name} here, or 0. */
static gsize reference_length(const pc_tokeniser *t, gsize n) {
  if (!text_follows(t, n, "${"))
    return 0;
  gsize end = n + 2;
  while (g_ascii_isalpha(byte_at(t, end)))
    end++;
  return byte_at(t, end) == '}' ? end + 1 - n : 0;
}

/* The length of the word here, or 0. */
static gsize word_length(const pc_tokeniser *t) {
  gsize n = reference_length(t, 0);
  if (n == 0 && !is_name_start(byte_at(t, 0)) &&
      !(t->dialect == PC_SQL_MYSQL && byte_at(t, 0) == '$'))
    return 0;
  for (gsize more;; n += more) {
    more = reference_length(t, n);
    if (more == 0)
      more = is_name_part(byte_at(t, n)) && t->at + n < t->length;
    if (more == 0)
      return n;
  }
}

static void line_comment_skip(pc_tokeniser *t) {
  while (t->at < t->length && t->text[t->at] != '\n')
    t->at++;
}

/* Gives whether it is closed. */
static bool block_comment_skip(pc_tokeniser *t) {
  guint depth = 1;
  advance(t, 2);
  while (t->at < t->length && depth > 0) {
    if (text_follows(t, 0, "*/")) {
      depth--;
      advance(t, 2);
    } else if (t->dialect == PC_SQL_POSTGRESQL && text_follows(t, 0, "/*")) {
      depth++;
      advance(t, 2);
    } else {
      advance(t, 1);
    }
  }
  return depth == 0;
}

/* Enters or leaves a comment that MySQL executes. */
static bool executed_comment_skip(pc_tokeniser *t) {
  if (t->dialect != PC_SQL_MYSQL)
    return false;
  if (t->executed > 0 && text_follows(t, 0, "*/")) {
    t->executed--;
    advance(t, 2);
    return true;
  }
  const gsize head = text_follows(t, 0, "/*!") ? 3 : text_follows(t, 0, "/*M!") ? 4 : 0;
  if (head == 0)
    return false;
  advance(t, head);
  for (guint digits = 0; digits < 6 && g_ascii_isdigit(byte_at(t, 0)); digits++)
    advance(t, 1);
  t->executed++;
  return true;
}

static bool comment_skip(pc_tokeniser *t) {
  if (executed_comment_skip(t))
    return true;
  const bool mysql = t->dialect == PC_SQL_MYSQL;
  /* 5--1 is six in MySQL. */
  if ((text_follows(t, 0, "--") && (!mysql || is_blank(byte_at(t, 2)))) ||
      (mysql && byte_at(t, 0) == '#')) {
    line_comment_skip(t);
    return true;
  }
  if (!text_follows(t, 0, "/*"))
    return false;
  block_comment_skip(t);
  return true;
}

/* Whether a comment begins here that is to be a token. */
static bool comment_is_token(const pc_tokeniser *t) {
  const bool executed =
      t->dialect == PC_SQL_MYSQL && (text_follows(t, 0, "/*!") || text_follows(t, 0, "/*M!"));
  return t->comments && text_follows(t, 0, "/*") && !executed;
}

static void blanks_skip(pc_tokeniser *t) {
  while (t->at < t->length)
    if (is_blank(t->text[t->at]))
      advance(t, 1);
    else if (comment_is_token(t) || !comment_skip(t))
      return;
}

/* From the opening quote, prefix bytes further; closing: the quote that ends it, twice meaning
 * itself. */
static void quoted_take(pc_tokeniser *t, pc_token *token, gsize prefix, char closing) {
  token->quote = byte_at(t, prefix);
  token->closed = false;
  advance(t, prefix + 1);
  while (t->at < t->length && !token->closed) {
    const char c = t->text[t->at];
    if (token->escapes && c == '\\') {
      advance(t, 2);
    } else if (c != closing) {
      advance(t, 1);
    } else if (closing != ']' && byte_at(t, 1) == closing) {
      advance(t, 2);
    } else {
      advance(t, 1);
      token->closed = true;
    }
  }
}

/* The length of a $tag$ here, or 0. */
static gsize tag_length(const pc_tokeniser *t) {
  if (t->dialect != PC_SQL_POSTGRESQL || byte_at(t, 0) != '$' || g_ascii_isdigit(byte_at(t, 1)))
    return 0;
  gsize n = 1;
  while (is_name_part(byte_at(t, n)) && byte_at(t, n) != '$')
    n++;
  return byte_at(t, n) == '$' ? n + 1 : 0;
}

static bool dollar_take(pc_tokeniser *t, pc_token *token) {
  const gsize length = tag_length(t);
  if (length == 0)
    return false;
  const char *tag = t->text + t->at;
  advance(t, length);
  token->kind = PC_TOKEN_STRING;
  token->quote = '$';
  const char *end = memmem(t->text + t->at, t->length - t->at, tag, length);
  token->closed = end != NULL;
  advance(t, end ? (gsize)(end - (t->text + t->at)) + length : t->length - t->at);
  return true;
}

/* Whether a literal begins here, and the bytes before its quote that belong to it: E'', x'', n'',
 * U&''. */
static bool literal_prefix(const pc_tokeniser *t, gsize *ret_length, bool *ret_escapes) {
  const bool mysql = t->dialect == PC_SQL_MYSQL;
  const char c = g_ascii_tolower(byte_at(t, 0));
  *ret_escapes = mysql;
  *ret_length = 0;
  if (c == '\'' || (mysql && c == '"'))
    return true;
  if (byte_at(t, 1) == '\'' &&
      (c == 'x' || c == 'b' || c == 'n' || (c == 'e' && t->dialect == PC_SQL_POSTGRESQL))) {
    *ret_length = 1;
    *ret_escapes = c == 'e' || (mysql && c == 'n');
    return t->dialect != PC_SQL_SQLITE || c == 'x';
  }
  *ret_length = 2;
  return c == 'u' && t->dialect == PC_SQL_POSTGRESQL && text_follows(t, 1, "&'");
}

static bool quote_take(pc_tokeniser *t, pc_token *token) {
  gsize prefix;
  bool escapes;
  if (literal_prefix(t, &prefix, &escapes)) {
    token->kind = PC_TOKEN_STRING;
    token->escapes = escapes;
    quoted_take(t, token, prefix, byte_at(t, prefix));
    return true;
  }
  const char c = byte_at(t, 0);
  if (c != '"' && (c != '`' || t->dialect == PC_SQL_POSTGRESQL) &&
      (c != '[' || t->dialect != PC_SQL_SQLITE))
    return dollar_take(t, token);
  token->kind = PC_TOKEN_NAME;
  quoted_take(t, token, 0, c == '[' ? ']' : c);
  return true;
}

static bool number_take(pc_tokeniser *t, pc_token *token) {
  const char c = byte_at(t, 0);
  const bool fraction = c == '.' && t->name_end != t->at && g_ascii_isdigit(byte_at(t, 1));
  if (!g_ascii_isdigit(c) && !fraction)
    return false;
  token->kind = PC_TOKEN_NUMBER;
  bool point = false;
  for (;;) {
    const char next = byte_at(t, 0);
    const char before = t->at == token->at ? '\0' : t->text[t->at - 1];
    const bool exponent = (next == '+' || next == '-') && (before == 'e' || before == 'E') &&
                          g_ascii_isdigit(byte_at(t, 1)) && t->text[token->at + 1] != 'x';
    /* 1..10 is a range. */
    const bool first_point = next == '.' && !point && byte_at(t, 1) != '.';
    point = point || first_point;
    if (!g_ascii_isalnum(next) && next != '_' && !exponent && !first_point)
      return true;
    advance(t, 1);
  }
}

static bool variable_take(pc_tokeniser *t, pc_token *token) {
  const char c = byte_at(t, 0);
  const bool mysql = t->dialect == PC_SQL_MYSQL;
  gsize n = 1;
  if (c == '@' && t->dialect != PC_SQL_POSTGRESQL)
    n += mysql && byte_at(t, 1) == '@';
  else if (c != '?' && c != '$' && (c != ':' || t->dialect != PC_SQL_SQLITE))
    return false;
  const gsize head = n;
  while (is_name_part(byte_at(t, n)) && t->at + n < t->length)
    n++;
  if (n == head && c != '?')
    return false;
  token->kind = PC_TOKEN_VARIABLE;
  advance(t, n);
  return true;
}

static bool word_take(pc_tokeniser *t, pc_token *token) {
  const gsize length = word_length(t);
  token->kind = PC_TOKEN_WORD;
  advance(t, length);
  return length > 0;
}

bool pc_tokeniser_next(pc_tokeniser *t, pc_token *token) {
  blanks_skip(t);
  if (t->at >= t->length)
    return false;
  *token = (pc_token){.at = t->at, .line = t->line, .closed = true};
  if (comment_is_token(t)) {
    token->kind = PC_TOKEN_COMMENT;
    token->closed = block_comment_skip(t);
  } else if (!quote_take(t, token) && !word_take(t, token) && !number_take(t, token) &&
             !variable_take(t, token)) {
    token->kind = PC_TOKEN_PUNCTUATION;
    advance(t, 1);
  }
  token->length = t->at - token->at;
  if (token->kind == PC_TOKEN_WORD || token->kind == PC_TOKEN_NAME)
    t->name_end = t->at;
  return true;
}

GArray *pc_tokens_new(const char *text, gsize length, pc_sql_dialect dialect) {
  GArray *tokens = g_array_new(FALSE, FALSE, sizeof(pc_token));
  pc_tokeniser tokeniser;
  pc_tokeniser_init(&tokeniser, text, length, dialect);
  for (pc_token token; pc_tokeniser_next(&tokeniser, &token);)
    g_array_append_val(tokens, token);
  return tokens;
}

bool pc_token_is_word(const char *text, const pc_token *token, const char *word) {
  /* Most words differ at once. */
  return token->kind == PC_TOKEN_WORD && (text[token->at] | 0x20) == word[0] &&
         g_ascii_strncasecmp(text + token->at, word, token->length) == 0 &&
         word[token->length] == '\0';
}

bool pc_token_is_punctuation(const char *text, const pc_token *token, char character) {
  return token->kind == PC_TOKEN_PUNCTUATION && text[token->at] == character;
}

static char escaped(char c) {
  switch (c) {
  case 'n':
    return '\n';
  case 't':
    return '\t';
  case 'r':
    return '\r';
  case 'b':
    return '\b';
  default:
    return c;
  }
}

/* Where what a quoted token says begins, and how long it is. */
static const char *inside(const char *text, const pc_token *token, gsize *ret_length) {
  const char *begin = text + token->at;
  const char *end = begin + token->length;
  const char *open = memchr(begin, token->quote, token->length);
  gsize mark = 1;
  if (token->quote == '$')
    mark = (gsize)((const char *)memchr(open + 1, '$', token->length - 1) - open) + 1;
  open += mark;
  *ret_length = (gsize)(end - open) - (token->closed ? mark : 0);
  return open;
}

char *pc_token_value(const char *text, const pc_token *token) {
  if (token->quote == 0)
    return token->kind == PC_TOKEN_WORD ? g_ascii_strdown(text + token->at, (gssize)token->length)
                                        : g_strndup(text + token->at, token->length);
  gsize length;
  const char *from = inside(text, token, &length);
  if (token->quote == '$')
    return g_strndup(from, length);
  GString *value = g_string_sized_new(length);
  for (gsize i = 0; i < length; i++) {
    if (token->escapes && from[i] == '\\' && i + 1 < length) {
      g_string_append_c(value, escaped(from[++i]));
      continue;
    }
    g_string_append_c(value, from[i]);
    /* A quote that is doubled. */
    if (from[i] == token->quote && token->quote != '[' && i + 1 < length &&
        from[i + 1] == token->quote)
      i++;
  }
  return g_string_free(value, FALSE);
}
