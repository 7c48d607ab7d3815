/* SPDX-License-Identifier: MIT */
/*
 * Whether statements stay within the scratch.
 *
 * A text is cut into its statements at semicolons. In each, commands are looked for where one may
 * begin: at its start, and behind the words that open a block (BEGIN, THEN, ELSE, LOOP ...), so
 * that the inside of a routine is seen too. Tables and calls are looked for at every place.
 * Literals that hold statements are texts of their own.
 */
#include "harness/model/statement_check.h"

#include "harness/model/statement_internal.h"

#include <string.h>

enum { SHOWN_MAX = 60, DEPTH_MAX = 6 };

bool pc_part_word(const pc_statement_part *part, guint i, const char *word) {
  return i >= part->begin && i < part->end &&
         pc_token_is_word(part->in->text, &part->in->tokens[i], word);
}

bool pc_part_any_word(const pc_statement_part *part, guint i, const char *const *words) {
  for (; *words; words++)
    if (pc_part_word(part, i, *words))
      return true;
  return false;
}

bool pc_part_mark(const pc_statement_part *part, guint i, char character) {
  return i >= part->begin && i < part->end &&
         pc_token_is_punctuation(part->in->text, &part->in->tokens[i], character);
}

bool pc_part_string(const pc_statement_part *part, guint i) {
  return i >= part->begin && i < part->end && part->in->tokens[i].kind == PC_TOKEN_STRING;
}

guint pc_part_behind(const pc_statement_part *part, guint i) {
  guint depth = 0;
  for (guint at = i; at < part->end; at++) {
    depth += pc_part_mark(part, at, '(');
    if (depth == 0)
      return i;
    if (pc_part_mark(part, at, ')') && --depth == 0)
      return at + 1;
  }
  return depth == 0 ? i : part->end;
}

guint pc_part_find(const pc_statement_part *part, guint i, const char *word) {
  while (i < part->end && !pc_part_word(part, i, word))
    i = MAX(i + 1, pc_part_behind(part, i));
  return i;
}

char *pc_part_show(const pc_statement_part *part, guint begin, guint end) {
  GString *shown = g_string_new(NULL);
  for (guint i = begin; i < end && i < part->end; i++) {
    const pc_token *token = &part->in->tokens[i];
    const pc_token *before = i > begin ? token - 1 : NULL;
    if (before && before->at + before->length < token->at)
      g_string_append_c(shown, ' ');
    g_string_append_len(shown, part->in->text + token->at, (gssize)token->length);
    if (shown->len > SHOWN_MAX)
      break;
  }
  for (char *c = shown->str; *c; c++)
    *c = (guchar)*c < ' ' ? ' ' : *c;
  if (shown->len > SHOWN_MAX) {
    const char *cut = g_utf8_find_prev_char(shown->str, shown->str + SHOWN_MAX);
    g_string_truncate(shown, cut ? (gsize)(cut - shown->str) : SHOWN_MAX);
    g_string_append(shown, "...");
  }
  return g_string_free(shown, FALSE);
}

bool pc_part_refuse(const pc_statement_part *part, guint begin, guint end,
                    pc_statement_reason reason) {
  static const struct {
    const char *does;
    const char *instead;
  } words[] = {
      [PC_REASON_SERVER] = {"acts on the whole server", "leave it out"},
      [PC_REASON_DATABASE] = {"acts on what is outside of the probe's scratch", "leave it out"},
      [PC_REASON_EVERY_TABLE] = {"acts on every table of the database",
                                 "name the probe's own table"},
      [PC_REASON_LEAVES] = {"leaves the probe's scratch",
                            "leave it out: each session begins in the scratch"},
      [PC_REASON_FILE] = {"reaches files of the server", "leave it out"},
      [PC_REASON_OTHER_SERVER] = {"reaches another server", "leave it out"},
      [PC_REASON_STAYS] = {"makes what is not in the probe's scratch and would stay behind",
                           "write what the probe needs into its scratch"},
      [PC_REASON_OWN_NAME] = {"uses a name that is known outside of the probe's scratch",
                              "write ${name} in its place"},
      [PC_REASON_OWN_NUMBER] = {"uses a number that is known outside of the probe's scratch",
                                "write ${number} in its place"},
  };
  pc_statement_text *in = part->in;
  if (in->problem)
    return false;
  g_autofree char *shown = pc_part_show(part, begin, end);
  in->line = in->first_line + in->tokens[begin].line - 1;
  in->problem = g_strdup_printf("'%s' %s; %s, or declare 'reach: intrusive'", shown,
                                words[reason].does, words[reason].instead);
  return false;
}

static void text_check(pc_statement_text *in, gsize length);

/* A literal that holds statements. */
static void literal_check(const pc_statement_part *part, guint i, bool body) {
  pc_statement_text *in = part->in;
  if (in->problem || in->depth == DEPTH_MAX || !pc_part_string(part, i))
    return;
  g_autofree char *text = pc_token_value(in->text, &in->tokens[i]);
  pc_statement_text inner = {.text = text,
                             .dialect = in->dialect,
                             .body = body,
                             .depth = in->depth + 1,
                             .first_line = in->first_line + in->tokens[i].line - 1};
  text_check(&inner, strlen(text));
  in->problem = inner.problem;
  in->line = inner.line;
}

/* Databases and schemas: of all there are only the scratch is the probe's. */
static void schema_check(const pc_statement_part *part, guint from, guint kind) {
  static const char *const options[] = {"default",    "character", "charset", "collate",
                                        "encryption", "read",      NULL};
  static const char *const if_exists[] = {"if", "not", "exists", NULL};
  guint i = kind + 1;
  while (pc_part_any_word(part, i, if_exists))
    i++;
  const bool created = pc_part_word(part, from, "create");
  /* MySQL: "ALTER DATABASE COLLATE ..." is of the one that is in use. */
  if (part->in->dialect == PC_SQL_MYSQL && pc_part_word(part, from, "alter") &&
      pc_part_any_word(part, i, options))
    return;
  g_autofree char *name =
      i < part->end ? pc_token_value(part->in->text, &part->in->tokens[i]) : g_strdup("");
  const bool own = pc_name_is_own(name) && !created && !pc_part_mark(part, i + 1, ',') &&
                   pc_part_find(part, i, "rename") == part->end;
  if (!own)
    pc_part_refuse(part, from, i + 1, created ? PC_REASON_STAYS : PC_REASON_DATABASE);
}

/* Users and roles, with commas between them, from i on: whether each bears a name of the probe's
 * own. Such users are dropped with a MySQL scratch. */
static bool users_are_own(const pc_statement_part *part, guint i) {
  static const char *const if_exists[] = {"if", "not", "exists", NULL};
  while (pc_part_any_word(part, i, if_exists))
    i++;
  if (part->in->dialect != PC_SQL_MYSQL || i >= part->end)
    return false;
  for (bool begins = true; i < part->end; i++) {
    g_autofree char *name = begins ? pc_token_value(part->in->text, &part->in->tokens[i]) : NULL;
    if (name && !pc_name_is_own(name))
      return false;
    begins = pc_part_mark(part, i, ',');
  }
  return true;
}

/* "CREATE CAST (a AS b)": where one of the types is the probe's own, the cast is dropped with it.
 */
static bool cast_is_own(const pc_statement_part *part, guint i) {
  static const char *const built_in[] = {
      "as",         "bigint",    "bit",         "bool",      "boolean", "box",      "bpchar",
      "bytea",      "char",      "character",   "cidr",      "circle",  "date",     "decimal",
      "double",     "float",     "float4",      "float8",    "inet",    "int",      "int2",
      "int4",       "int8",      "integer",     "interval",  "json",    "jsonb",    "line",
      "lseg",       "macaddr",   "money",       "name",      "numeric", "oid",      "path",
      "pg_catalog", "point",     "polygon",     "precision", "real",    "smallint", "text",
      "time",       "timestamp", "timestamptz", "timetz",    "uuid",    "varchar",  "varying",
      "with",       "without",   "xml",         "zone",      NULL};
  bool own = false;
  for (const guint end = pc_part_behind(part, i); i < end; i++) {
    const bool named =
        part->in->tokens[i].kind == PC_TOKEN_WORD || part->in->tokens[i].kind == PC_TOKEN_NAME;
    g_autofree char *word = named ? pc_token_value(part->in->text, &part->in->tokens[i]) : NULL;
    own = own || (word && !g_strv_contains(built_in, word) && !pc_part_mark(part, i - 1, '.') &&
                  (!pc_part_mark(part, i + 1, '.') || pc_name_is_own(word)));
  }
  return own;
}

/* What statements make and change. */
static const struct {
  const char *word;
  guint dialects; /* that have it */
  bool within;    /* in a schema or database */
  pc_statement_reason reason;
} kinds[] = {
    {"table", PC_SQL_EVERY, true, 0},
    {"view", PC_SQL_EVERY, true, 0},
    {"index", PC_SQL_EVERY, true, 0},
    {"trigger", PC_SQL_EVERY, true, 0},
    {"sequence", PC_SQL_EVERY, true, 0},
    {"function", PC_SQL_EVERY, true, 0},
    {"procedure", PC_SQL_EVERY, true, 0},
    {"routine", PC_SQL_EVERY, true, 0},
    {"package", PC_SQL_MYSQL, true, 0},
    {"event", PC_SQL_MYSQL, true, 0},
    {"aggregate", PC_SQL_POSTGRESQL, true, 0},
    {"type", PC_SQL_POSTGRESQL, true, 0},
    {"domain", PC_SQL_POSTGRESQL, true, 0},
    {"collation", PC_SQL_POSTGRESQL, true, 0},
    {"conversion", PC_SQL_POSTGRESQL, true, 0},
    {"statistics", PC_SQL_POSTGRESQL, true, 0},
    {"configuration", PC_SQL_POSTGRESQL, true, 0},
    {"dictionary", PC_SQL_POSTGRESQL, true, 0},
    {"operator", PC_SQL_POSTGRESQL, true, 0},
    {"policy", PC_SQL_POSTGRESQL, true, 0},
    {"rule", PC_SQL_POSTGRESQL, true, 0},
    {"column", PC_SQL_POSTGRESQL, true, 0},
    {"constraint", PC_SQL_POSTGRESQL, true, 0},
    {"role", PC_SQL_POSTGRESQL | PC_SQL_MYSQL, false, PC_REASON_SERVER},
    {"user", PC_SQL_POSTGRESQL | PC_SQL_MYSQL, false, PC_REASON_SERVER},
    {"group", PC_SQL_POSTGRESQL, false, PC_REASON_SERVER},
    {"tablespace", PC_SQL_POSTGRESQL | PC_SQL_MYSQL, false, PC_REASON_SERVER},
    {"server", PC_SQL_POSTGRESQL | PC_SQL_MYSQL, false, PC_REASON_OTHER_SERVER},
    {"foreign", PC_SQL_POSTGRESQL, false, PC_REASON_OTHER_SERVER},
    {"subscription", PC_SQL_POSTGRESQL, false, PC_REASON_OTHER_SERVER},
    {"publication", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"extension", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"language", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"cast", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"transform", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"access", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"large", PC_SQL_POSTGRESQL, false, PC_REASON_DATABASE},
    {"logfile", PC_SQL_MYSQL, false, PC_REASON_SERVER},
    {"resource", PC_SQL_MYSQL, false, PC_REASON_SERVER},
    {"instance", PC_SQL_MYSQL, false, PC_REASON_SERVER},
    {"spatial", PC_SQL_MYSQL, false, PC_REASON_SERVER}, /* REFERENCE SYSTEM; SPATIAL INDEX is an
                                                           index (kind_find) */
};

/* The kind of object that stands at or behind i, before any name: its index in kinds, or -1. */
static int kind_find(const pc_statement_part *part, guint i, guint *ret_i) {
  for (guint at = i; at < part->end && at < i + 16 && !pc_part_mark(part, at, '('); at++)
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
      if ((kinds[k].dialects & part->in->dialect) && pc_part_word(part, at, kinds[k].word) &&
          !(strcmp(kinds[k].word, "spatial") == 0 && !pc_part_word(part, at + 1, "reference"))) {
        *ret_i = at;
        return (int)k;
      }
  return -1;
}

static bool is_schema_word(const pc_statement_part *part, guint i) {
  static const char *const words[] = {"database", "schema", NULL};
  return pc_part_any_word(part, i, words);
}

/* "CREATE INDEX i ON t", "DROP POLICY p ON t", "CREATE RULE r AS ON INSERT TO t", "CREATE
 * STATISTICS s ON a FROM t" */
static void object_table_check(const pc_statement_part *part, guint kind) {
  static const char *const of_tables[] = {"index", "trigger", "policy", "constraint", NULL};
  const bool rule = pc_part_word(part, kind, "rule");
  if (pc_part_word(part, kind, "statistics"))
    pc_part_name(part, part->begin, pc_part_find(part, kind, "from") + 1, PC_NAME_WRITE, "table");
  if (!rule && !pc_part_any_word(part, kind, of_tables))
    return;
  guint on = pc_part_find(part, kind, "on");
  if (rule && pc_part_any_word(part, on + 1,
                               (const char *const[]){"select", "insert", "update", "delete", NULL}))
    on = pc_part_find(part, on, "to");
  if (on >= part->end)
    return;
  static const char *const options[] = {"only", "domain", NULL};
  pc_part_name(part, part->begin, on + 1 + pc_part_any_word(part, on + 1, options), PC_NAME_WRITE,
               "table");
}

/* What stands behind an object's name and takes a name itself. */
static void object_tail_check(const pc_statement_part *part, guint name_end) {
  static const struct {
    const char *first;
    const char *second; /* NULL: the name follows the first at once */
    pc_name_use use;
  } tails[] = {
      {"rename", "to", PC_NAME_WRITE},        {"rename", "as", PC_NAME_WRITE},
      {"inherit", NULL, PC_NAME_WRITE},       {"inherits", NULL, PC_NAME_WRITE},
      {"partition", "of", PC_NAME_WRITE},     {"attach", "partition", PC_NAME_WRITE},
      {"detach", "partition", PC_NAME_WRITE}, {"with", "table", PC_NAME_WRITE},
      {"owned", "by", PC_NAME_COLUMN},
  };
  for (guint i = name_end; i < part->end; i++) {
    const bool like =
        pc_part_word(part, i, "like") && pc_part_word(part, part->begin, "create") &&
        (i == name_end || pc_part_mark(part, i - 1, '(') || pc_part_mark(part, i - 1, ','));
    if (like)
      pc_part_name(part, i, i + 1, PC_NAME_READ, "table");
    if (pc_part_word(part, i, "set") && pc_part_word(part, i + 1, "schema"))
      schema_check(part, i, i + 1);
    for (guint k = 0; k < G_N_ELEMENTS(tails); k++) {
      if (!pc_part_word(part, i, tails[k].first) ||
          (tails[k].second && !pc_part_word(part, i + 1, tails[k].second)))
        continue;
      const guint at = i + (tails[k].second ? 2 : 1);
      i = MAX(pc_part_names(part, i, at + pc_part_mark(part, at, '('), tails[k].use, "table"),
              i + 1) -
          1;
      break;
    }
  }
}

/* The files, libraries and servers that tables and functions may name. */
static void object_reach_check(const pc_statement_part *part, guint kind, guint name_end) {
  static const char *const engines[] = {"federated", "connect", "spider", "s3", NULL};
  static const char *const languages[] = {"c",       "plpythonu", "plpython2u", "plpython3u",
                                          "plperlu", "pltclu",    "plsh",       NULL};
  static const char *const modules[] = {"csv", "fsdir", "zipfile", NULL};
  static const char *const places[] = {"data", "index", NULL};
  const pc_sql_dialect dialect = part->in->dialect;
  const bool table = pc_part_word(part, kind, "table");
  for (guint i = name_end; i < part->end; i++) {
    const guint value = i + 1 + pc_part_mark(part, i + 1, '=');
    if (!table && dialect == PC_SQL_MYSQL && pc_part_word(part, i, "soname"))
      pc_part_refuse(part, i, i + 2, PC_REASON_SERVER);
    else if (!table && dialect == PC_SQL_POSTGRESQL && pc_part_word(part, i, "language") &&
             !pc_part_word(part, kind, "view") && pc_part_any_word(part, i + 1, languages))
      pc_part_refuse(part, i, i + 2, PC_REASON_FILE);
    else if (!table)
      continue;
    else if (dialect == PC_SQL_MYSQL && pc_part_any_word(part, i, places) &&
             pc_part_word(part, i + 1, "directory"))
      pc_part_refuse(part, i, i + 4, PC_REASON_FILE);
    else if (dialect == PC_SQL_MYSQL && pc_part_word(part, i, "engine") &&
             pc_part_any_word(part, value, engines))
      pc_part_refuse(part, i, value + 1, PC_REASON_OTHER_SERVER);
    else if (dialect == PC_SQL_SQLITE && pc_part_word(part, i, "using") &&
             pc_part_any_word(part, i + 1, modules))
      pc_part_refuse(part, i, i + 2, PC_REASON_FILE);
  }
}

/* SET within or before: of PostgreSQL's search path and role. at: behind SET. */
static void path_check(const pc_statement_part *part, guint set, guint at) {
  static const char *const scopes[] = {"session", "local", NULL};
  static const char *const others[] = {"characteristics", "authorization", NULL};
  if (pc_part_any_word(part, at, scopes) && !pc_part_any_word(part, at + 1, others))
    at++;
  if (pc_part_word(part, at, "search_path")) {
    const guint value = at + 2;
    if (!pc_part_word(part, at + 1, "from") && !pc_part_path_is_own(part, value))
      pc_part_refuse(part, set, value + 1, PC_REASON_LEAVES);
  } else if (pc_part_word(part, at, "schema")) {
    if (!pc_part_path_is_own(part, at + 1))
      pc_part_refuse(part, set, at + 2, PC_REASON_LEAVES);
  } else if (pc_part_word(part, at, "role") && !pc_part_word(part, at + 1, "none") &&
             !pc_part_mark(part, at + 1, '.')) {
    pc_part_refuse(part, set, at + 2, PC_REASON_LEAVES);
  } else if (pc_part_word(part, at, "session") && pc_part_word(part, at + 1, "authorization") &&
             !pc_part_word(part, at + 2, "default")) {
    pc_part_refuse(part, set, at + 3, PC_REASON_LEAVES);
  }
}

/* "CREATE FUNCTION ... SET search_path = public AS ..." */
static void object_path_check(const pc_statement_part *part, guint name_end) {
  for (guint i = name_end; part->in->dialect == PC_SQL_POSTGRESQL && i < part->end; i++)
    if (pc_part_word(part, i, "set") && pc_part_word(part, i + 1, "search_path"))
      path_check(part, i, i + 1);
}

/* Behind EXPLAIN and its options. */
static guint explained(const pc_statement_part *part, guint i) {
  static const char *const options[] = {"analyze", "verbose", "extended", "query",
                                        "plan",    "format",  NULL};
  for (i = pc_part_behind(part, i + 1); pc_part_any_word(part, i, options); i++)
    i += pc_part_word(part, i, "format") ? (pc_part_mark(part, i + 1, '=') ? 2 : 1) : 0;
  return i;
}

/* Where the next command may begin: behind a word that opens a block; part->end: nowhere. */
static guint command_next(const pc_statement_part *part, guint i) {
  static const char *const simple[] = {"select",  "insert",  "update",   "delete", "with", "values",
                                       "replace", "merge",   "perform",  "return", "set",  "call",
                                       "grant",   "revoke",  "truncate", "copy",   "drop", "alter",
                                       "table",   "execute", NULL};
  static const char *const openers[] = {"then",   "else",   "loop", "do",      "begin", "row",
                                        "repeat", "atomic", "also", "instead", NULL};
  static const char *const routines[] = {"trigger", "procedure", "function", "event",
                                         "rule",    "package",   NULL};
  guint kind = part->end;
  if (pc_part_word(part, i, "explain") || pc_part_word(part, i, "describe"))
    return explained(part, i);
  if (pc_part_any_word(part, i, simple) || pc_part_mark(part, i, '('))
    return part->end;
  if (pc_part_word(part, i, "create") &&
      (kind_find(part, i + 1, &kind) < 0 || !pc_part_any_word(part, kind, routines)))
    return part->end;
  const bool prepares = pc_part_word(part, i, "prepare");
  for (; i < part->end; i = MAX(i + 1, pc_part_behind(part, i)))
    if (pc_part_any_word(part, i, openers) || (prepares && pc_part_word(part, i, "as")))
      return i + 1;
  return part->end;
}

/* CREATE, DROP, ALTER and COMMENT ON; i: that word. */
static void object_check(const pc_statement_part *command, guint i) {
  static const char *const skipped[] = {"if",    "not",    "exists", "only", "concurrently",
                                        "class", "family", "body",   NULL};
  /* Up to the body of a routine, which has commands of its own. */
  const pc_statement_part part = {.in = command->in, .begin = i, .end = command_next(command, i)};
  const guint schema =
      i + 1 + 2 * pc_part_word(&part, i + 2, "replace") + pc_part_word(&part, i + 1, "on");
  if (is_schema_word(&part, schema)) {
    schema_check(&part, i, schema);
    return;
  }
  guint kind;
  const int k = kind_find(&part, i + 1, &kind);
  if (k < 0)
    return;
  if (!kinds[k].within) {
    static const char *const users[] = {"user", "role", NULL};
    if (!(pc_part_any_word(&part, kind, users) && users_are_own(&part, kind + 1)) &&
        !(pc_part_word(&part, kind, "cast") && cast_is_own(&part, kind + 1)))
      pc_part_refuse(&part, i, kind + 2, kinds[k].reason);
    return;
  }
  guint name = kind + 1;
  while (pc_part_any_word(&part, name, skipped))
    name++;
  const pc_name_use use = pc_part_word(&part, kind, "column") ? PC_NAME_COLUMN : PC_NAME_WRITE;
  const bool several = pc_part_word(&part, i, "drop");
  guint end = name;
  if (!pc_part_word(&part, name, "on"))
    end = several ? pc_part_names(&part, i, name, use, kinds[k].word)
                  : pc_part_name(&part, i, name, use, kinds[k].word);
  object_table_check(&part, kind);
  object_tail_check(&part, end);
  object_reach_check(&part, kind, end);
  object_path_check(&part, end);
}

static void rename_check(const pc_statement_part *part, guint i) {
  if (!pc_part_word(part, i + 1, "table"))
    return;
  for (guint at = i + 1; at < part->end; at++)
    if (at == i + 1 || pc_part_word(part, at, "to") || pc_part_mark(part, at, ','))
      pc_part_name(part, i, at + 1, PC_NAME_WRITE, "table");
}

/* Commands whose names follow at once: TRUNCATE [TABLE] a, b; ANALYZE TABLE a; CALL a.b(). Whether
 * there is a name. */
static bool names_are_there(const pc_statement_part *part, guint i) {
  static const char *const options[] = {
      "table",        "tables",       "only",  "no_write_to_binlog",
      "local",        "verbose",      "index", "view",
      "materialized", "concurrently", "full",  "freeze",
      "analyze",      "into",         NULL};
  const bool reads = pc_part_word(part, i, "table") || pc_part_word(part, i, "handler");
  const bool calls = pc_part_word(part, i, "call");
  guint name = pc_part_behind(part, i + 1);
  while (!calls && pc_part_any_word(part, name, options))
    name++;
  pc_part_names(part, i, name, reads ? PC_NAME_READ : PC_NAME_WRITE, calls ? "procedure" : "table");
  return name < part->end;
}

static void names_check(const pc_statement_part *part, guint i) { names_are_there(part, i); }

/* Without a table, PostgreSQL's VACUUM and its like are of the whole database; SQLite's of the
 * scratch's file. */
static void maintenance_check(const pc_statement_part *part, guint i) {
  if (part->in->dialect == PC_SQL_SQLITE) {
    const guint into = pc_part_find(part, i, "into");
    if (pc_part_word(part, i, "vacuum") && into < part->end && !pc_part_empty_file(part, into + 1))
      pc_part_refuse(part, i, into + 2, PC_REASON_FILE);
    return;
  }
  const bool schema = pc_part_word(part, i, "reindex") && is_schema_word(part, i + 1);
  if (schema)
    schema_check(part, i, i + 1);
  else if (!names_are_there(part, i) && part->in->dialect == PC_SQL_POSTGRESQL)
    pc_part_refuse(part, i, part->end, PC_REASON_EVERY_TABLE);
}

/* "ON [TABLE] a, b"; i: GRANT or REVOKE */
static void grant_names_check(const pc_statement_part *part, guint i, guint at) {
  static const char *const within[] = {"sequence", "function", "procedure", "routine",
                                       "type",     "domain",   "package",   NULL};
  const char *kind = "table";
  for (guint k = 0; within[k]; k++)
    if (pc_part_word(part, at, within[k]))
      kind = within[k];
  pc_part_names(part, i, at + pc_part_word(part, at, kind), PC_NAME_WRITE, kind);
}

static void grant_check(const pc_statement_part *part, guint i) {
  static const char *const whole[] = {"database", "tablespace", "language", "foreign",
                                      "large",    "parameter",  NULL};
  guint on = pc_part_find(part, i, "on");
  const bool mysql = part->in->dialect == PC_SQL_MYSQL;
  if (part->in->dialect == PC_SQL_SQLITE)
    return;
  /* A membership; and MySQL keeps what was granted when the database is gone, unless the user goes
   * too. */
  const bool own_users = users_are_own(
      part, pc_part_find(part, i, pc_part_word(part, i, "grant") ? "to" : "from") + 1);
  if (!own_users && (on >= part->end || (mysql && pc_part_word(part, i, "grant")))) {
    pc_part_refuse(part, i, MIN(i + 4, part->end), PC_REASON_STAYS);
    return;
  }
  if (on >= part->end)
    return;
  const guint in = pc_part_find(part, on, "in");
  if (pc_part_word(part, on + 1, "all") && pc_part_word(part, in + 1, "schema"))
    schema_check(part, i, in + 1);
  else if (pc_part_word(part, on + 1, "schema"))
    schema_check(part, i, on + 1);
  else if (pc_part_any_word(part, on + 1, whole) ||
           (pc_part_mark(part, on + 1, '*') && pc_part_mark(part, on + 2, '.')))
    pc_part_refuse(part, i, on + 3, PC_REASON_SERVER);
  else
    grant_names_check(part, i, on + 1);
}

/* What MySQL sets for all: SET GLOBAL a = 1, SET SESSION a = 1, @@persist.b = 2. */
static void global_check(const pc_statement_part *part, guint i) {
  static const char *const scopes[] = {"global", "persist", "persist_only", NULL};
  for (guint at = i; at < part->end; at = MAX(at + 1, pc_part_behind(part, at + 1))) {
    if (at != i && !pc_part_mark(part, at, ','))
      continue;
    const guint target = at + 1;
    if (target >= part->end)
      return;
    const pc_token *token = &part->in->tokens[target];
    g_autofree char *shown = pc_token_value(part->in->text, token);
    g_autofree char *lower = g_ascii_strdown(shown, -1);
    const bool variable = token->kind == PC_TOKEN_VARIABLE && g_str_has_prefix(lower, "@@") &&
                          g_strv_contains(scopes, lower + 2) && pc_part_mark(part, target + 1, '.');
    if (variable ||
        (pc_part_any_word(part, target, scopes) && !pc_part_mark(part, target + 1, '=')))
      pc_part_refuse(part, i, target + 2, PC_REASON_SERVER);
  }
}

static void set_check(const pc_statement_part *part, guint i) {
  if (part->in->dialect == PC_SQL_POSTGRESQL)
    path_check(part, i, i + 1);
  else if (part->in->dialect == PC_SQL_MYSQL && pc_part_word(part, i + 1, "role") &&
           !pc_part_mark(part, i + 2, '=') && !users_are_own(part, i + 2))
    path_check(part, i, i + 1);
  else if (part->in->dialect == PC_SQL_MYSQL)
    global_check(part, i);
}

static void copy_check(const pc_statement_part *part, guint i) {
  static const char *const directions[] = {"from", "to", NULL};
  guint at = pc_part_mark(part, i + 1, '(') ? pc_part_behind(part, i + 1)
                                            : pc_part_name(part, i, i + 1, PC_NAME_WRITE, "table");
  at = pc_part_behind(part, at);
  if (!pc_part_any_word(part, at, directions))
    return;
  const bool program = pc_part_word(part, at + 1, "program");
  if (program || (pc_part_string(part, at + 1) && !pc_part_empty_file(part, at + 1)))
    pc_part_refuse(part, i, at + 2 + program, PC_REASON_FILE);
}

static void load_check(const pc_statement_part *part, guint i) {
  static const char *const kinds_of_data[] = {"data", "xml", NULL};
  if (part->in->dialect == PC_SQL_POSTGRESQL && pc_part_string(part, i + 1))
    pc_part_refuse(part, i, i + 2, PC_REASON_FILE);
  if (part->in->dialect != PC_SQL_MYSQL || !pc_part_any_word(part, i + 1, kinds_of_data))
    return;
  const guint file = pc_part_find(part, i, "infile");
  const guint into = pc_part_find(part, file, "into");
  if (!pc_part_empty_file(part, file + 1))
    pc_part_refuse(part, i, MIN(file + 2, part->end), PC_REASON_FILE);
  if (pc_part_word(part, into + 1, "table"))
    pc_part_name(part, into, into + 2, PC_NAME_WRITE, "table");
}

static void attach_check(const pc_statement_part *part, guint i) {
  const guint file = i + 1 + pc_part_word(part, i + 1, "database");
  if (part->in->dialect != PC_SQL_SQLITE)
    return;
  g_autofree char *name =
      pc_part_string(part, file) ? pc_token_value(part->in->text, &part->in->tokens[file]) : NULL;
  const bool memory =
      name && pc_part_word(part, file + 1, "as") && (!*name || strcmp(name, ":memory:") == 0);
  if (!memory)
    pc_part_refuse(part, i, file + 1, PC_REASON_FILE);
}

static void pragma_check(const pc_statement_part *part, guint i) {
  static const char *const folders[] = {"temp_store_directory", "data_store_directory", NULL};
  const guint name = i + 1 + 2 * pc_part_mark(part, i + 2, '.');
  if (part->in->dialect == PC_SQL_SQLITE && pc_part_any_word(part, name, folders))
    pc_part_refuse(part, i, name + 1, PC_REASON_FILE);
}

static void use_check(const pc_statement_part *part, guint i) {
  if (part->in->dialect != PC_SQL_MYSQL || i + 1 >= part->end)
    return;
  g_autofree char *name = pc_token_value(part->in->text, &part->in->tokens[i + 1]);
  if (!pc_name_is_own(name))
    pc_part_refuse(part, i, i + 2, PC_REASON_LEAVES);
}

static bool mentions_reference(const pc_statement_part *part, guint i) {
  for (; i < part->end; i++)
    if (g_strstr_len(part->in->text + part->in->tokens[i].at, (gssize)part->in->tokens[i].length,
                     "${"))
      return true;
  return false;
}

/* Channels and prepared transactions are everybody's: their names have to be the probe's own. */
static void own_name_check(const pc_statement_part *part, guint i) {
  static const char *const ends[] = {"prepare", "commit", "rollback", NULL};
  const bool notifies = part->in->dialect == PC_SQL_POSTGRESQL && pc_part_word(part, i, "notify");
  const bool prepares = part->in->dialect == PC_SQL_POSTGRESQL &&
                        (pc_part_word(part, i + 1, "prepared") ||
                         (pc_part_word(part, i, "prepare") &&
                          pc_part_word(part, i + 1, "transaction") && pc_part_string(part, i + 2)));
  const bool distributed = part->in->dialect == PC_SQL_MYSQL && pc_part_word(part, i, "xa") &&
                           pc_part_any_word(part, i + 1, ends);
  if ((notifies || prepares || distributed) && !mentions_reference(part, i))
    pc_part_refuse(part, i, MIN(i + (notifies ? 2 : 3), part->end), PC_REASON_OWN_NAME);
}

static const struct {
  const char *word;
  void (*check)(const pc_statement_part *part, guint i);
} verbs[] = {
    {"alter", object_check},
    {"analyze", maintenance_check},
    {"attach", attach_check},
    {"call", names_check},
    {"check", names_check},
    {"cluster", maintenance_check},
    {"comment", object_check},
    {"commit", own_name_check},
    {"copy", copy_check},
    {"create", object_check},
    {"drop", object_check},
    {"grant", grant_check},
    {"handler", names_check},
    {"load", load_check},
    {"lock", names_check},
    {"notify", own_name_check},
    {"optimize", names_check},
    {"pragma", pragma_check},
    {"prepare", own_name_check},
    {"refresh", names_check},
    {"reindex", maintenance_check},
    {"rename", rename_check},
    {"repair", names_check},
    {"revoke", grant_check},
    {"rollback", own_name_check},
    {"set", set_check},
    {"table", names_check},
    {"truncate", names_check},
    {"use", use_check},
    {"vacuum", maintenance_check},
    {"xa", own_name_check},
};

static void command_check(const pc_statement_part *part, guint i) {
  pc_part_command_check(part, i);
  for (guint k = 0; k < G_N_ELEMENTS(verbs); k++)
    if (pc_part_word(part, i, verbs[k].word))
      verbs[k].check(part, i);
}

/* Whether a routine's text is SQL. */
static bool language_is_sql(const pc_statement_part *part) {
  const guint i = pc_part_find(part, part->begin, "language");
  if (i + 1 >= part->end)
    return true;
  g_autofree char *value = pc_token_value(part->in->text, &part->in->tokens[i + 1]);
  return g_ascii_strcasecmp(value, "sql") == 0 || g_ascii_strcasecmp(value, "plpgsql") == 0;
}

static void routine_check(const pc_statement_part *part) {
  static const char *const routines[] = {"function", "procedure", NULL};
  const bool block = pc_part_word(part, part->begin, "do");
  guint kind;
  const bool routine = pc_part_word(part, part->begin, "create") &&
                       kind_find(part, part->begin + 1, &kind) >= 0 &&
                       pc_part_any_word(part, kind, routines);
  if (part->in->dialect != PC_SQL_POSTGRESQL || (!block && !routine) || !language_is_sql(part))
    return;
  for (guint i = part->begin + 1; i < part->end; i++)
    if (block || pc_part_word(part, i - 1, "as"))
      literal_check(part, i, true);
}

/* EXECUTE 'text', EXECUTE IMMEDIATE 'text', EXECUTE format('text'), PREPARE a FROM 'text' */
static void literals_check(const pc_statement_part *part) {
  for (guint i = part->begin; i < part->end; i++) {
    if (pc_part_word(part, i, "execute")) {
      guint text = i + 1 + pc_part_word(part, i + 1, "immediate");
      text += pc_part_word(part, text, "format") && pc_part_mark(part, text + 1, '(') ? 2 : 0;
      literal_check(part, text, false);
    } else if (pc_part_word(part, i, "prepare") && pc_part_word(part, i + 2, "from")) {
      literal_check(part, i + 3, false);
    }
  }
}

/* SELECT ... INTO OUTFILE 'file' */
static void outfile_check(const pc_statement_part *part) {
  static const char *const files[] = {"outfile", "dumpfile", NULL};
  for (guint i = part->begin; part->in->dialect == PC_SQL_MYSQL && i < part->end; i++)
    if (pc_part_word(part, i, "into") && pc_part_any_word(part, i + 1, files) &&
        !pc_part_empty_file(part, i + 2))
      pc_part_refuse(part, i, i + 3, PC_REASON_FILE);
}

static void part_check(const pc_statement_part *part) {
  for (guint i = part->begin; i < part->end && !part->in->problem; i = command_next(part, i))
    command_check(part, i);
  pc_part_tables_check(part);
  pc_part_calls_check(part);
  outfile_check(part);
  routine_check(part);
  literals_check(part);
}

static void text_check(pc_statement_text *in, gsize length) {
  g_autoptr(GArray) tokens = pc_tokens_new(in->text, length, in->dialect);
  in->tokens = (const pc_token *)(gpointer)tokens->data;
  in->count = tokens->len;
  for (guint begin = 0; begin < in->count && !in->problem;) {
    guint end = begin;
    while (end < in->count && !pc_token_is_punctuation(in->text, &in->tokens[end], ';'))
      end++;
    const pc_statement_part part = {.in = in, .begin = begin, .end = end};
    part_check(&part);
    begin = end + 1;
  }
  in->tokens = NULL;
}

static const struct {
  pc_sql_dialect dialect;
  const char *product;
} products[] = {
    {PC_SQL_POSTGRESQL, "PostgreSQL"},
    {PC_SQL_MYSQL, "MySQL"},
    {PC_SQL_SQLITE, "SQLite"},
};

static bool dialect_check(const char *text, gsize length, pc_sql_dialect dialect, guint *ret_line,
                          char **ret_problem) {
  pc_statement_text in = {.text = text, .dialect = dialect, .first_line = 1};
  text_check(&in, length);
  *ret_line = in.line;
  *ret_problem = in.problem;
  return !in.problem;
}

/* Whether one of these has no objection. */
static bool is_fine_for_one(const char *text, gsize length, guint dialects) {
  bool fine = false;
  for (guint i = 0; i < G_N_ELEMENTS(products) && !fine; i++) {
    guint line;
    g_autofree char *problem = NULL;
    fine = (dialects & products[i].dialect) &&
           dialect_check(text, length, products[i].dialect, &line, &problem);
  }
  return fine;
}

bool pc_statement_check(const char *text, gsize length, guint dialects, guint *ret_line,
                        char **ret_problem) {
  for (guint i = 0; i < G_N_ELEMENTS(products); i++) {
    if (!(dialects & products[i].dialect) ||
        dialect_check(text, length, products[i].dialect, ret_line, ret_problem))
      continue;
    /* SQLite has no schemas: that it has no objection helps nobody. */
    const guint others = dialects & ~(guint)products[i].dialect & ~(guint)PC_SQL_SQLITE;
    if (is_fine_for_one(text, length, others)) {
      g_autofree char *problem = *ret_problem;
      *ret_problem = g_strdup_printf("%s (as %s reads it)", problem, products[i].product);
    }
    return false;
  }
  return true;
}
