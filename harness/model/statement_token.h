/* SPDX-License-Identifier: MIT */
/*
 * The tokens of SQL text, as one of the dialects reads it. It knows no grammar: what is a comment,
 * a literal, a name, and in which line it stands. Comments and blanks are passed over; what MySQL
 * executes within a comment is code there.
 *
 *   dialect      comments                literals                              names
 *   PostgreSQL   --  nested slash-star   'it''s' E'it\'s' $tag$...$tag$        "a""b"
 *   MySQL        "-- " #  slash-star,    'it''s' 'it\'s' "text" (or a name,    `a``b`
 *                executed: slash-star-!  under ANSI_QUOTES)
 *   SQLite       --  slash-star          'it''s'                               "a" `a` [a]
 *
 * A script's ${name} is a part of the word that it stands in, in every dialect.
 *
 * Any bytes are taken: a token ends at the end of the text at the latest (closed is then false),
 * each has at least one byte, and no token holds a byte of another. Nothing is allocated: the text
 * must outlive its tokens.
 *
 * Sources: PostgreSQL manual 4.1 "Lexical Structure"; MySQL manual 9.1 to 9.7;
 * sqlite.org/lang_keywords.html and lang_comment.html.
 */
#ifndef PC_STATEMENT_TOKEN_H
#define PC_STATEMENT_TOKEN_H

#include <glib.h>
#include <stdbool.h>

/* Bits, for text that goes to several. */
typedef enum pc_sql_dialect {
  PC_SQL_POSTGRESQL = 1 << 0,
  PC_SQL_MYSQL = 1 << 1, /* and MariaDB */
  PC_SQL_SQLITE = 1 << 2,
} pc_sql_dialect;
enum { PC_SQL_EVERY = PC_SQL_POSTGRESQL | PC_SQL_MYSQL | PC_SQL_SQLITE };

/* Their names, as adapters are called and scripts write them, NULL-terminated, in the order of the
 * bits. */
extern const char *const pc_sql_dialect_names[];
/* The dialect of the adapter called so, 0: it has none of these. */
guint pc_sql_dialect_named(const char *name);

typedef enum pc_token_kind {
  PC_TOKEN_WORD,        /* keyword or name, not quoted: select, t_${name} */
  PC_TOKEN_NAME,        /* quoted name, with its quotes */
  PC_TOKEN_STRING,      /* literal with its quotes and its prefix: 'a', E'a', x'00', "a" in MySQL,
                           $tag$a$tag$ */
  PC_TOKEN_NUMBER,      /* 1, 1.5e-3, 0x1f */
  PC_TOKEN_VARIABLE,    /* @a, @@global, $1, :name, ?1 */
  PC_TOKEN_PUNCTUATION, /* one character of anything else */
  PC_TOKEN_COMMENT, /* between slash-star and star-slash, where a tokeniser is to give comments */
} pc_token_kind;

typedef struct pc_token {
  pc_token_kind kind;
  char quote;   /* of a name or string: ' " ` [ or $; else 0 */
  bool escapes; /* a string in which a backslash escapes */
  bool closed;  /* false: the text ended before the closing quote */
  guint line;   /* of its first byte, from 1 */
  gsize at;     /* its first byte in the text */
  gsize length;
} pc_token;

typedef struct pc_tokeniser {
  const char *text;
  gsize length;
  pc_sql_dialect dialect;
  gsize at;
  guint line;
  guint executed; /* comments that MySQL executes, open here */
  bool comments;  /* set by the caller: block comments, but those executed, are tokens too */
  gsize name_end; /* where the last token ended, if it was a name: a digit behind its point is no
                     number */
} pc_tokeniser;

void pc_tokeniser_init(pc_tokeniser *tokeniser, const char *text, gsize length,
                       pc_sql_dialect dialect);
/* false: the text is at its end. */
bool pc_tokeniser_next(pc_tokeniser *tokeniser, pc_token *ret_token);

/* All of them, as pc_token; the caller's. */
GArray *pc_tokens_new(const char *text, gsize length, pc_sql_dialect dialect);

/* Whether it is this word (in lower case), written in any case, not quoted. */
bool pc_token_is_word(const char *text, const pc_token *token, const char *word);
bool pc_token_is_punctuation(const char *text, const pc_token *token, char character);
/* What a token says, without quotes and escapes; a word that is not quoted in lower case. \n, \t,
 * \0 and the like of an escaping literal are given as they are meant, \x41 and \u0041 as the
 * characters after the backslash. The caller's. */
char *pc_token_value(const char *text, const pc_token *token);

#endif
