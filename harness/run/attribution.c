/* SPDX-License-Identifier: MIT */
/* Which statement of a run names what has changed. */
#include "harness/run/attribution.h"

#include <string.h>

enum {
  DEPTH_MAX = 4,    /* of literals within literals */
  NAMES_BEHIND = 8, /* words behind that of a kind that may be names */
};

/* One that changes something; of other statements only what says where their names are looked for
 * is kept. */
typedef struct statement {
  char *text;
  GPtrArray *words; /* of SQL, in lower case, those within literals too; "." between names */
  GHashTable *set;  /* the same, and whole literals */
} statement;

typedef struct sent_probe {
  char *id;
  bool intrusive;
  pc_language language;
  GPtrArray *statements; /* statement, those that change something */
  GHashTable *reached;   /* words beside SET search_path and the like: where its names may be looked
                            for */
} sent_probe;

struct pc_sent_log {
  GPtrArray *probes; /* sent_probe */
  bool intrusive;
};

static void statement_free(gpointer data) {
  statement *s = data;
  g_free(s->text);
  g_clear_pointer(&s->set, g_hash_table_unref);
  g_clear_pointer(&s->words, g_ptr_array_unref);
  g_free(s);
}

static void probe_free(gpointer data) {
  sent_probe *p = data;
  g_free(p->id);
  g_ptr_array_unref(p->statements);
  g_hash_table_unref(p->reached);
  g_free(p);
}

pc_sent_log *pc_sent_log_new(void) {
  pc_sent_log *log = g_new0(pc_sent_log, 1);
  log->probes = g_ptr_array_new_with_free_func(probe_free);
  return log;
}

void pc_sent_log_free(pc_sent_log *log) {
  if (!log)
    return;
  g_ptr_array_unref(log->probes);
  g_free(log);
}

bool pc_sent_log_is_intrusive(const pc_sent_log *log) { return log->intrusive; }

/* What a statement says in words, in code and in literals, which may be code elsewhere: EXECUTE,
 * DO, dblink. */
static void words_add(statement *s, const char *text, pc_sql_dialect dialect, guint depth) {
  g_autoptr(GArray) tokens = pc_tokens_new(text, strlen(text), dialect);
  for (guint i = 0; i < tokens->len; i++) {
    const pc_token *token = &g_array_index(tokens, pc_token, i);
    const bool point = token->kind == PC_TOKEN_PUNCTUATION && text[token->at] == '.';
    if (!point && token->kind != PC_TOKEN_WORD && token->kind != PC_TOKEN_NAME &&
        token->kind != PC_TOKEN_STRING)
      continue;
    g_autofree char *value = pc_token_value(text, token);
    char *lower = g_utf8_strdown(value, -1);
    g_hash_table_add(s->set, lower);
    if (token->kind != PC_TOKEN_STRING)
      g_ptr_array_add(s->words, g_strdup(lower));
    else if (depth < DEPTH_MAX)
      words_add(s, value, dialect, depth + 1);
  }
}

static bool has(const statement *s, const char *word) {
  return g_hash_table_contains(s->set, word);
}

static bool has_any(const statement *s, const char *const *words) {
  for (; *words; words++)
    if (has(s, *words))
      return true;
  return false;
}

static statement *statement_new(const char *text, guint dialect) {
  statement *s = g_new0(statement, 1);
  s->text = g_strdup(text);
  s->words = g_ptr_array_new_with_free_func(g_free);
  s->set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (dialect)
    words_add(s, text, (pc_sql_dialect)dialect, 0);
  return s;
}

static bool sql_changes(const statement *s) {
  static const char *const verbs[] = {
      "create", "drop",   "alter",    "rename",  "truncate", "comment",  "grant",
      "revoke", "into",   "cluster",  "reindex", "refresh",  "vacuum",   "optimize",
      "repair", "import", "security", "execute", "owned",    "reassign", NULL};
  return has_any(s, verbs);
}

static sent_probe *probe_ensure(pc_sent_log *log, const char *id, bool intrusive,
                                pc_language language) {
  sent_probe *last = log->probes->len ? log->probes->pdata[log->probes->len - 1] : NULL;
  if (last && strcmp(last->id, id) == 0)
    return last;
  sent_probe *p = g_new0(sent_probe, 1);
  p->id = g_strdup(id);
  p->intrusive = intrusive;
  p->language = language;
  p->statements = g_ptr_array_new_with_free_func(statement_free);
  p->reached = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add(log->probes, p);
  return p;
}

static void sql_reach(sent_probe *p, const statement *s) {
  static const char *const leaving[] = {"search_path", "use", NULL};
  const bool sets = has(s, "set") && has(s, "schema");
  if (!sets && !has_any(s, leaving))
    return;
  for (guint i = 0; i < s->words->len; i++)
    g_hash_table_add(p->reached, g_strdup(s->words->pdata[i]));
}

void pc_sent_log_add(pc_sent_log *log, const char *id, bool intrusive, pc_language language,
                     guint dialect, const char *text) {
  sent_probe *p = probe_ensure(log, id, intrusive, language);
  log->intrusive = log->intrusive || intrusive;
  if (language == PC_LANGUAGE_REDIS && !intrusive)
    return;
  statement *s = statement_new(text, dialect);
  if (dialect)
    sql_reach(p, s);
  if (dialect && !sql_changes(s))
    statement_free(s);
  else
    g_ptr_array_add(p->statements, s);
}

static const char *word_at(const statement *s, guint i) {
  return i < s->words->len ? s->words->pdata[i] : "";
}

/* Whether "CONTAINER.NAME" stands in it; in what is put together while it runs, both. */
static bool qualified_stands(const statement *s, const char *within, const char *name) {
  static const char *const dynamic[] = {"execute", "prepare",     "call", "format",
                                        "dblink",  "dblink_exec", NULL};
  for (guint i = 0; i < s->words->len; i++)
    if (strcmp(word_at(s, i), within) == 0 && strcmp(word_at(s, i + 1), ".") == 0 &&
        strcmp(word_at(s, i + 2), name) == 0)
      return true;
  return has(s, within) && (has_any(s, dynamic) || strcmp(word_at(s, 0), "do") == 0);
}

/* Whether it names an object behind the word for its kind: "DROP ROLE IF EXISTS a, b", "IN SCHEMA
 * a". */
static bool kind_stands(const statement *s, const char *const *kinds, const char *name) {
  static const char *const before[] = {"create",  "drop", "alter", "replace",
                                       "foreign", "set",  "in",    NULL};
  for (guint i = 1; i < s->words->len; i++) {
    if (!g_strv_contains(kinds, word_at(s, i)) || !g_strv_contains(before, word_at(s, i - 1)))
      continue;
    for (guint k = i + 1; k <= i + NAMES_BEHIND; k++)
      if (strcmp(word_at(s, k), name) == 0)
        return true;
  }
  return false;
}

/* The object as SQL would say it: in lower case, without arguments and host. */
typedef struct sql_name {
  char *within;
  char *name;
  const char *const *words; /* one of them stands in front of what is in nothing: SCHEMA, ROLE */
} sql_name;

static sql_name sql_name_of(const pc_object *o) {
  static const char *const schemas[] = {"schema", NULL};
  static const char *const databases[] = {"database", "schema", NULL};
  static const char *const roles[] = {"role", "user", "group", NULL};
  const bool routine = strcmp(o->kind, "function") == 0 || strcmp(o->kind, "procedure") == 0;
  const char *end = routine                        ? strchr(o->name, '(')
                    : strcmp(o->kind, "user") == 0 ? strrchr(o->name, '@')
                                                   : NULL;
  g_autofree char *bare = g_strndup(o->name, end ? (gsize)(end - o->name) : strlen(o->name));
  return (sql_name){.within = g_utf8_strdown(o->within, -1),
                    .name = g_utf8_strdown(bare, -1),
                    .words = strcmp(o->kind, "schema") == 0     ? schemas
                             : strcmp(o->kind, "database") == 0 ? databases
                                                                : roles};
}

static bool sql_names(const sent_probe *p, const statement *s, const sql_name *n,
                      pc_happening happening) {
  static const char *const containers[] = {"schema", "database", NULL};
  const bool named = has(s, n->name);
  if (p->intrusive && (named || (happening == PC_GONE && has(s, "owned"))))
    return true;
  if (*n->within == '\0')
    return kind_stands(s, n->words, n->name);
  return (named && (qualified_stands(s, n->within, n->name) ||
                    g_hash_table_contains(p->reached, n->within))) ||
         kind_stands(s, containers, n->within);
}

/* Whether text has the word between blanks, quotes and the like. */
static bool word_stands(const char *text, const char *word) {
  static const char around[] = " \t\r\n'\"`\\,;(){}[]";
  const gsize length = strlen(word);
  for (const char *at = length ? strstr(text, word) : NULL; at; at = strstr(at + 1, word))
    if ((at == text || strchr(around, at[-1])) && strchr(around, at[length]))
      return true;
  return false;
}

static bool redis_names(const statement *s, const pc_object_change *change) {
  static const char *const all[] = {"flushall", "flushdb", "swapdb", NULL};
  g_autofree char *lower = g_ascii_strdown(s->text, -1);
  for (const char *const *command = all; *command && change->happening == PC_GONE; command++)
    if (word_stands(lower, *command))
      return true;
  return word_stands(s->text, change->object->name);
}

/* operation_show() has key="NAME". */
static bool operation_names(const statement *s, const pc_object *o) {
  static const char *const arguments[] = {"key", "queue", "topic", "to", "from", "group"};
  json_t *name = json_string(o->name);
  char *quoted = json_dumps(name, JSON_ENCODE_ANY);
  bool found = false;
  for (guint i = 0; i < G_N_ELEMENTS(arguments) && !found; i++) {
    g_autofree char *argument = g_strdup_printf(" %s=%s", arguments[i], quoted);
    found = strstr(s->text, argument) != NULL;
  }
  free(quoted);
  json_decref(name);
  return found;
}

static bool statement_names(const sent_probe *p, const statement *s, const sql_name *n,
                            const pc_object_change *change) {
  switch (p->language) {
  case PC_LANGUAGE_SQL:
    return sql_names(p, s, n, change->happening);
  case PC_LANGUAGE_REDIS:
    return redis_names(s, change);
  case PC_LANGUAGE_CACHE:
  case PC_LANGUAGE_QUEUE:
  case PC_LANGUAGE_STREAM:
    return operation_names(s, change->object);
  case PC_LANGUAGE_COUNT:
    break;
  }
  return false;
}

bool pc_sent_log_find(const pc_sent_log *log, const pc_object_change *change,
                      const char **ret_probe, const char **ret_statement) {
  sql_name n = sql_name_of(change->object);
  bool found = false;
  for (guint i = 0; i < log->probes->len && !found; i++) {
    const sent_probe *p = log->probes->pdata[i];
    for (guint k = 0; k < p->statements->len && !found; k++) {
      const statement *s = p->statements->pdata[k];
      found = statement_names(p, s, &n, change);
      *ret_probe = p->id;
      *ret_statement = s->text;
    }
  }
  g_free(n.within);
  g_free(n.name);
  return found;
}
