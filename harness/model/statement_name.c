/* SPDX-License-Identifier: MIT */
/* Which names statements have where. */
#include "harness/model/statement_internal.h"

#include <string.h>

enum { NAME_PARTS_MAX = 4 };

bool pc_name_is_own(const char *name) {
  return g_str_has_prefix(name, "${k}") || g_str_has_prefix(name, "${name}");
}

static bool is_name(const pc_statement_part *part, guint i) {
  if (i >= part->end)
    return false;
  const pc_token *token = &part->in->tokens[i];
  /* In MySQL a name too, under ANSI_QUOTES. */
  return token->kind == PC_TOKEN_WORD || token->kind == PC_TOKEN_NAME ||
         (token->kind == PC_TOKEN_STRING && token->quote == '"');
}

static bool qualifier_is_fine(pc_sql_dialect dialect, const char *qualifier, pc_name_use use) {
  /* Rows: a trigger of MySQL and SQLite may be sent to PostgreSQL too, which refuses it. */
  static const char *const rows[] = {"new", "old", "excluded", NULL};
  static const char *const catalogues[] = {
      "pg_catalog", "pg_toast", "information_schema", "performance_schema", "mysql", "sys", NULL};
  /* What is attached is refused where it is attached: all else is the scratch's own file. */
  if (dialect == PC_SQL_SQLITE || pc_name_is_own(qualifier))
    return true;
  if (dialect == PC_SQL_POSTGRESQL && strcmp(qualifier, "pg_temp") == 0)
    return true;
  g_autofree char *lower = g_ascii_strdown(qualifier, -1);
  return g_strv_contains(rows, lower) ||
         (use == PC_NAME_READ && g_strv_contains(catalogues, lower));
}

/* PostgreSQL finds its catalogues without a qualifier, before anything else; what is written to
 * them is everybody's. */
static bool name_is_catalogue(pc_sql_dialect dialect, const char *name) {
  return dialect == PC_SQL_POSTGRESQL && g_str_has_prefix(name, "pg_");
}

typedef struct name_chain {
  char *parts[NAME_PARTS_MAX];
  guint count;
  guint dots; /* one more than count - 1 where the last part is not known: "public." || name */
  guint last; /* the token of the last part */
  guint end;
} name_chain;

static void chain_clear(name_chain *chain) {
  for (guint i = 0; i < chain->count; i++)
    g_free(chain->parts[i]);
}

static void chain_read(const pc_statement_part *part, guint i, name_chain *chain) {
  *chain = (name_chain){.end = i, .last = i};
  while (chain->count < NAME_PARTS_MAX && is_name(part, chain->end)) {
    chain->last = chain->end;
    chain->parts[chain->count++] = pc_token_value(part->in->text, &part->in->tokens[chain->end]);
    chain->end++;
    if (!pc_part_mark(part, chain->end, '.'))
      return;
    chain->end++;
    /* "DELETE a.* FROM ..." */
    if (pc_part_mark(part, chain->end, '*')) {
      chain->end++;
      return;
    }
    chain->dots++;
  }
}

static void name_refuse(const pc_statement_part *part, guint from, guint head_end,
                        const name_chain *chain, guint begin, const char *kind) {
  pc_statement_text *in = part->in;
  if (in->problem)
    return;
  g_autofree char *words = pc_part_show(part, from, head_end);
  /* "INHERITS (public.orders" */
  g_autofree char *head = g_strconcat(words, g_str_has_suffix(words, "(") ? "" : " ", NULL);
  g_autofree char *name = pc_part_show(part, begin, chain->end);
  in->line = in->first_line + in->tokens[begin].line - 1;
  if (chain->dots == 0) {
    in->problem = g_strdup_printf(
        "'%s%s' writes to a catalogue, which is the whole server's; leave it out, or declare "
        "'reach: intrusive'",
        head, name);
    return;
  }
  g_autofree char *last = chain->dots < chain->count
                              ? pc_part_show(part, chain->last, chain->last + 1)
                              : g_strdup("NAME");
  in->problem = g_strdup_printf(
      "'%s%s' names a %s outside of the probe's scratch; write '%s%s' (the probe's own), or "
      "declare 'reach: intrusive'",
      head, name, kind, head, last);
}

/* head_end: where what is shown in front of the name ends. */
static guint name_check(const pc_statement_part *part, guint from, guint head_end, guint i,
                        pc_name_use use, const char *kind) {
  name_chain chain;
  chain_read(part, i, &chain);
  const guint below = use == PC_NAME_COLUMN ? 2 : 1;
  const char *qualifier = chain.dots >= below ? chain.parts[chain.dots - below] : NULL;
  const bool fine = qualifier ? qualifier_is_fine(part->in->dialect, qualifier, use)
                              : use != PC_NAME_WRITE || chain.count == 0 || chain.dots > 0 ||
                                    !name_is_catalogue(part->in->dialect, chain.parts[0]);
  if (!fine)
    name_refuse(part, from, head_end, &chain, i, kind);
  chain_clear(&chain);
  return chain.end;
}

guint pc_part_name(const pc_statement_part *part, guint from, guint i, pc_name_use use,
                   const char *kind) {
  return name_check(part, from, i, i, use, kind);
}

guint pc_part_names(const pc_statement_part *part, guint from, guint i, pc_name_use use,
                    const char *kind) {
  const guint head_end = i;
  for (;;) {
    i = pc_part_behind(part, name_check(part, from, head_end, i, use, kind));
    /* "LOCK TABLES a AS b READ LOCAL, c WRITE" */
    static const char *const options[] = {"as",           "read",    "local",    "write",
                                          "low_priority", "restart", "identity", NULL};
    for (guint more = 0; more < 4 && pc_part_any_word(part, i, options); more++)
      i += 1 + pc_part_word(part, i, "as");
    if (!pc_part_mark(part, i, ','))
      return i;
    i++;
  }
}

/* Within one pair of parentheses. */
typedef struct frame {
  bool reads;   /* a FROM is of tables, not of EXTRACT(YEAR FROM a.b) */
  bool deletes; /* USING is of tables */
  bool inserts; /* INTO is of the table that is written to */
  bool lists;   /* a comma is followed by another table */
  bool expects; /* a table is next */
  pc_name_use use;
  guint from;
} frame;

static void frame_expect(frame *f, guint from, pc_name_use use, bool lists) {
  f->expects = true;
  f->lists = lists;
  f->use = use;
  f->from = from;
}

/* "ON DELETE", "BEFORE INSERT OR UPDATE", "GRANT SELECT, UPDATE ON", "FOR UPDATE" are no
 * statements. */
static bool begins_writing(const pc_statement_part *part, guint i) {
  static const char *const before[] = {"on",  "before", "after", "or",     "of",
                                       "for", "key",    "grant", "revoke", NULL};
  static const char *const behind[] = {"on", "of", "from", "or", NULL};
  if ((pc_part_word(part, i, "delete") && pc_part_word(part, i + 1, "from")) ||
      (pc_part_word(part, i, "insert") && pc_part_word(part, i + 1, "into")))
    return true;
  /* MariaDB: "SET STATEMENT max_statement_time = 1 FOR UPDATE a SET b = 1" */
  const bool set_for =
      pc_part_word(part, part->begin, "set") && pc_part_word(part, part->begin + 1, "statement");
  if (i > part->begin && !(set_for && pc_part_word(part, i - 1, "for")) &&
      (pc_part_any_word(part, i - 1, before) || pc_part_mark(part, i - 1, ',') ||
       pc_part_mark(part, i - 1, '.')))
    return false;
  return pc_part_word(part, i, "delete") || pc_part_word(part, i, "insert") ||
         !pc_part_any_word(part, i + 1, behind);
}

static guint options_skip(const pc_statement_part *part, guint i) {
  static const char *const options[] = {"low_priority", "high_priority", "delayed", "quick",
                                        "ignore",       "only",          "temp",    "temporary",
                                        "unlogged",     "table",         "history", NULL};
  while (pc_part_any_word(part, i, options))
    i++;
  return i;
}

static void insert_take(const pc_statement_part *part, guint i, frame *f) {
  static const char *const others[] = {"into", "values", "set",         "default",
                                       "or",   "on",     "overwriting", NULL};
  if (pc_part_mark(part, i + 1, '(') || !begins_writing(part, i))
    return;
  f->inserts = true;
  f->from = i;
  if (!pc_part_any_word(part, options_skip(part, i + 1), others))
    frame_expect(f, i, PC_NAME_WRITE, false);
}

static void into_take(const pc_statement_part *part, guint i, frame *f) {
  if (f->inserts)
    frame_expect(f, f->from, PC_NAME_WRITE, false);
  else if (part->in->dialect == PC_SQL_POSTGRESQL && !part->in->body && f->reads)
    frame_expect(f, i, PC_NAME_WRITE, false);
  f->inserts = false;
}

static void from_take(const pc_statement_part *part, guint i, frame *f) {
  static const char *const is[] = {"is", "not", NULL};
  if (!f->reads || (i >= part->begin + 2 && pc_part_word(part, i - 1, "distinct") &&
                    pc_part_any_word(part, i - 2, is)))
    return;
  const bool deleted = i > part->begin && f->deletes && pc_part_word(part, i - 1, "delete");
  frame_expect(f, deleted ? i - 1 : i, deleted ? PC_NAME_WRITE : PC_NAME_READ, true);
}

static void delete_take(const pc_statement_part *part, guint i, frame *f) {
  if (!begins_writing(part, i))
    return;
  f->reads = true;
  f->deletes = true;
  if (!pc_part_word(part, options_skip(part, i + 1), "from"))
    frame_expect(f, i, PC_NAME_WRITE, true);
}

static void update_take(const pc_statement_part *part, guint i, frame *f) {
  if (!begins_writing(part, i) || pc_part_word(part, i + 1, "set"))
    return;
  f->reads = true;
  frame_expect(f, i, PC_NAME_WRITE, true);
}

static void merge_take(const pc_statement_part *part, guint i, frame *f) {
  f->inserts = pc_part_word(part, i + 1, "into");
  f->deletes = f->inserts;
  f->from = i;
}

static void select_take(const pc_statement_part *part, guint i, frame *f) {
  (void)part;
  (void)i;
  *f = (frame){.reads = true};
}

static void join_take(const pc_statement_part *part, guint i, frame *f) {
  (void)part;
  frame_expect(f, i, PC_NAME_READ, true);
}

static void using_take(const pc_statement_part *part, guint i, frame *f) {
  (void)part;
  if (f->deletes && !pc_part_mark(part, i + 1, '('))
    frame_expect(f, i, PC_NAME_READ, true);
}

static void references_take(const pc_statement_part *part, guint i, frame *f) {
  (void)part;
  frame_expect(f, i, PC_NAME_WRITE, false);
}

static void list_end(const pc_statement_part *part, guint i, frame *f) {
  (void)part;
  (void)i;
  f->lists = false;
  f->expects = false;
}

static const struct {
  const char *word;
  void (*take)(const pc_statement_part *part, guint i, frame *f);
} keywords[] = {
    {"delete", delete_take},      {"except", list_end},
    {"fetch", list_end},          {"for", list_end},
    {"from", from_take},          {"group", list_end},
    {"having", list_end},         {"insert", insert_take},
    {"intersect", list_end},      {"into", into_take},
    {"join", join_take},          {"limit", list_end},
    {"merge", merge_take},        {"offset", list_end},
    {"order", list_end},          {"references", references_take},
    {"replace", insert_take},     {"returning", list_end},
    {"select", select_take},      {"set", list_end},
    {"straight_join", join_take}, {"union", list_end},
    {"update", update_take},      {"using", using_take},
    {"values", list_end},         {"when", list_end},
    {"where", list_end},          {"window", list_end},
};

static bool keyword_take(const pc_statement_part *part, guint i, frame *f) {
  if (i > part->begin && pc_part_mark(part, i - 1, '.'))
    return false;
  for (guint k = 0; k < G_N_ELEMENTS(keywords); k++)
    if (pc_part_word(part, i, keywords[k].word)) {
      keywords[k].take(part, i, f);
      return true;
    }
  return false;
}

/* The name of a table, if one is expected here; gives the index behind it, else the next. */
static guint table_take(const pc_statement_part *part, guint i, frame *f) {
  static const char *const options[] = {"only", "lateral", NULL};
  if (!f->expects || pc_part_any_word(part, i, options))
    return i + 1;
  const guint begin = options_skip(part, i);
  if (begin > i)
    return begin;
  f->expects = false;
  if (!is_name(part, i))
    return i + 1;
  name_chain chain;
  chain_read(part, i, &chain);
  const guint end = chain.end;
  chain_clear(&chain);
  /* A function gives the rows. */
  if (f->use == PC_NAME_READ && pc_part_mark(part, end, '('))
    return end;
  const bool near_by = i - f->from <= 6;
  return name_check(part, f->from, near_by ? i : f->from + 1, i, f->use, "table");
}

void pc_part_tables_check(const pc_statement_part *part) {
  g_autoptr(GArray) frames = g_array_new(FALSE, TRUE, sizeof(frame));
  g_array_set_size(frames, 1);
  for (guint i = part->begin; i < part->end && !part->in->problem;) {
    frame *f = &g_array_index(frames, frame, frames->len - 1);
    if (pc_part_mark(part, i, '(')) {
      frame inner = f->expects ? *f : (frame){0};
      inner.deletes = false;
      inner.inserts = false;
      f->expects = false;
      g_array_append_val(frames, inner);
      i++;
    } else if (pc_part_mark(part, i, ')')) {
      g_array_set_size(frames, MAX(frames->len - 1, 1));
      i++;
    } else if (pc_part_mark(part, i, ',')) {
      f->expects = f->lists;
      i++;
    } else {
      i = keyword_take(part, i, f) ? i + 1 : table_take(part, i, f);
    }
  }
}
