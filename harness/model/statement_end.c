/* SPDX-License-Identifier: MIT */
/* The end of a statement. */
#include "harness/model/statement_end.h"

#include <string.h>

/*
 * Whether a ';' is within a body. The states, by the words that lead from one to the next:
 *
 *   START --create--> CREATE --trigger, function, procedure, event--> ROUTINE, in which depth
 * counts START --begin--> BEGIN --not, atomic--> ROUTINE at depth 1 any other beginning, and what
 * else is created: PLAIN, in which no ';' is within anything
 *
 * In a routine, "begin" and "case" open what "end" closes; "end if", "end loop" and the like close
 * what was not counted.
 */
typedef struct body {
  enum { BODY_START, BODY_CREATE, BODY_BEGIN, BODY_BEGIN_NOT, BODY_ROUTINE, BODY_PLAIN } state;
  guint depth;
  bool ending; /* the last word was "end": the next one tells of what */
} body;

static bool word_is_among(const char *text, const pc_token *token, const char *const *words) {
  for (; *words; words++)
    if (pc_token_is_word(text, token, *words))
      return true;
  return false;
}

static void body_begin(body *b, const char *text, const pc_token *token) {
  static const char *const routines[] = {"trigger", "function", "procedure", "event", NULL};
  static const char *const others[] = {"table", "view",     "index", "schema", "database",
                                       "type",  "sequence", "as",    NULL};
  const bool word = token->kind == PC_TOKEN_WORD;
  if (b->state == BODY_START)
    b->state = pc_token_is_word(text, token, "create")  ? BODY_CREATE
               : pc_token_is_word(text, token, "begin") ? BODY_BEGIN
                                                        : BODY_PLAIN;
  else if (b->state == BODY_BEGIN)
    b->state = pc_token_is_word(text, token, "not") ? BODY_BEGIN_NOT : BODY_PLAIN;
  else if (b->state == BODY_BEGIN_NOT)
    *b = (body){.state = pc_token_is_word(text, token, "atomic") ? BODY_ROUTINE : BODY_PLAIN,
                .depth = 1};
  else if (word_is_among(text, token, routines))
    b->state = BODY_ROUTINE;
  else if (pc_token_is_punctuation(text, token, '(') ||
           (word && word_is_among(text, token, others)))
    b->state = BODY_PLAIN;
}

static void body_word(body *b, const char *text, const pc_token *token) {
  static const char *const uncounted[] = {"if", "loop", "while", "repeat", "for", NULL};
  const bool ending = b->ending;
  b->ending = false;
  if (ending && !word_is_among(text, token, uncounted) && b->depth > 0)
    b->depth--;
  if (ending && pc_token_is_word(text, token, "case"))
    return;
  if (pc_token_is_word(text, token, "begin") || pc_token_is_word(text, token, "case"))
    b->depth++;
  b->ending = pc_token_is_word(text, token, "end");
}

static bool body_contains(body *b, const char *text, const pc_token *token) {
  if (b->state == BODY_ROUTINE)
    body_word(b, text, token);
  else if (b->state != BODY_PLAIN)
    body_begin(b, text, token);
  return b->state == BODY_ROUTINE && b->depth > 0;
}

/* Whether nothing but blanks and a comment follow in the line. */
static bool line_ends(const char *text, gsize length, gsize at) {
  while (at < length && strchr(" \t\r", text[at]))
    at++;
  const bool comment = length - at >= 3 && memcmp(text + at, "-- ", 3) == 0;
  return at == length || text[at] == '\n' || comment;
}

gsize pc_statement_end(const char *text, gsize length, pc_sql_dialect dialect, GArray *spans,
                       guint *ret_open) {
  pc_tokeniser tokeniser;
  body b = {.state = BODY_START};
  pc_tokeniser_init(&tokeniser, text, length, dialect);
  tokeniser.comments = true;
  *ret_open = 0;
  for (pc_token token; pc_tokeniser_next(&tokeniser, &token);) {
    const bool comment = token.kind == PC_TOKEN_COMMENT;
    if ((comment || token.quote) && memchr(text + token.at, '\n', token.length)) {
      const pc_span span = {token.at, token.at + token.length};
      g_array_append_val(spans, span);
    }
    if (!token.closed)
      *ret_open = token.line;
    const bool within = !comment && body_contains(&b, text, &token);
    if (!within && pc_token_is_punctuation(text, &token, ';') &&
        line_ends(text, length, tokeniser.at))
      return tokeniser.at;
  }
  return 0;
}
