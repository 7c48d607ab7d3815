/* SPDX-License-Identifier: MIT */
/* The tables of what is refused wherever it stands: commands, calls, files. */
#include "harness/model/statement_internal.h"

#include <string.h>

/* Words in their order; those with a bar between them are alternatives. What acts on the whole of a
 * server or of a database, from the lists of statements in PostgreSQL's manual (VI.I) and in
 * MySQL's (15) and MariaDB's. */
static const struct {
  guint dialects;
  const char *words;
  pc_statement_reason reason;
} commands[] = {
    {PC_SQL_POSTGRESQL, "alter system", PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "checkpoint", PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "discard|reset all", PC_REASON_LEAVES},
    {PC_SQL_POSTGRESQL, "reset search_path", PC_REASON_LEAVES},
    {PC_SQL_POSTGRESQL, "reassign|drop owned", PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "import foreign", PC_REASON_OTHER_SERVER},
    {PC_SQL_POSTGRESQL, "reindex database|system", PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "security label", PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "alter default privileges", PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "alter table|index all", PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "alter materialized view all", PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "create|drop|alter event trigger", PC_REASON_DATABASE},
    {PC_SQL_MYSQL, "shutdown|restart|flush|purge|kill|binlog|clone", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "install|uninstall plugin|component|soname", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "reset master|slave|replica|query|binary|persist", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "change master|replication", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "start|stop slave|replica|all|group_replication", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "lock instance", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "backup stage|lock|unlock", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "rename user", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "set password", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "set default role", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "set resource group", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "import table", PC_REASON_FILE},
    {PC_SQL_MYSQL, "load index", PC_REASON_SERVER},
    {PC_SQL_MYSQL, "cache index", PC_REASON_SERVER},
};

/* Whether the word at i is one of the alternatives, which end at a blank. */
static bool alternative_matches(const pc_statement_part *part, guint i, const char *alternatives) {
  const pc_token *token = i < part->end ? &part->in->tokens[i] : NULL;
  if (!token || token->kind != PC_TOKEN_WORD)
    return false;
  for (const char *at = alternatives;; at++) {
    const gsize length = strcspn(at, "| ");
    if (length == token->length && g_ascii_strncasecmp(part->in->text + token->at, at, length) == 0)
      return true;
    at += length;
    if (*at != '|')
      return false;
  }
}

static guint command_length(const pc_statement_part *part, guint i, const char *words) {
  guint n = 0;
  for (const char *at = words; at; n++) {
    if (!alternative_matches(part, i + n, at))
      return 0;
    at = strchr(at, ' ');
    at = at ? at + 1 : NULL;
  }
  return n;
}

/* "SET kill = 1" in the body of a function, "KILL" as a name: a command's word is no name. */
static bool is_assigned(const pc_statement_part *part, guint i) {
  return pc_part_mark(part, i, '=') || pc_part_mark(part, i, '.') || pc_part_mark(part, i, ':');
}

void pc_part_command_check(const pc_statement_part *part, guint i) {
  for (guint k = 0; k < G_N_ELEMENTS(commands); k++) {
    if (!(commands[k].dialects & part->in->dialect))
      continue;
    const guint length = command_length(part, i, commands[k].words);
    if (length > 1 || (length == 1 && !is_assigned(part, i + 1))) {
      pc_part_refuse(part, i, MIN(i + MAX(length, 2), part->end), commands[k].reason);
      return;
    }
  }
}

/* What else of a call decides. */
typedef enum call_rule {
  CALL_NEVER,      /* refused */
  CALL_SETTING,    /* set_config: which setting, and to what */
  CALL_QUALIFIED,  /* refused where the literal that names a sequence has a qualifier */
  CALL_OWN_NAME,   /* refused where all arguments are literals without a name of the probe's own */
  CALL_EMPTY_FILE, /* refused but for a file that holds nothing */
} call_rule;

static const struct {
  guint dialects;
  const char *name; /* "lo_*": all that begin so */
  call_rule rule;
  pc_statement_reason reason;
} calls[] = {
    {PC_SQL_POSTGRESQL, "dblink*", CALL_NEVER, PC_REASON_OTHER_SERVER},
    {PC_SQL_POSTGRESQL, "lo_import", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "lo_export", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "lo_creat*", CALL_NEVER, PC_REASON_STAYS},
    {PC_SQL_POSTGRESQL, "lo_from_bytea", CALL_NEVER, PC_REASON_STAYS},
    {PC_SQL_POSTGRESQL, "lo_put", CALL_NEVER, PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "lo_unlink", CALL_NEVER, PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "pg_read_file", CALL_EMPTY_FILE, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "pg_read_binary_file", CALL_EMPTY_FILE, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "pg_stat_file", CALL_EMPTY_FILE, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "pg_ls_*", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "pg_file_*", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_POSTGRESQL, "pg_terminate_backend", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_cancel_backend", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_reload_conf", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_rotate_logfile*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_switch_wal", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_switch_xlog", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_promote", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_create_*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_drop_replication_slot", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_copy_*_slot", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_replication_*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_logical_*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_wal_replay_*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_start_backup", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_stop_backup", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_backup_*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_stat_reset*", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_stat_statements_reset", CALL_NEVER, PC_REASON_SERVER},
    {PC_SQL_POSTGRESQL, "pg_import_system_collations", CALL_NEVER, PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "set_config", CALL_SETTING, PC_REASON_LEAVES},
    {PC_SQL_POSTGRESQL, "nextval", CALL_QUALIFIED, PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "setval", CALL_QUALIFIED, PC_REASON_DATABASE},
    {PC_SQL_POSTGRESQL, "pg_notify", CALL_OWN_NAME, PC_REASON_OWN_NAME},
    {PC_SQL_POSTGRESQL, "pg_advisory_*", CALL_OWN_NAME, PC_REASON_OWN_NUMBER},
    {PC_SQL_POSTGRESQL, "pg_try_advisory_*", CALL_OWN_NAME, PC_REASON_OWN_NUMBER},
    {PC_SQL_MYSQL, "load_file", CALL_EMPTY_FILE, PC_REASON_FILE},
    {PC_SQL_MYSQL, "sys_exec", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_MYSQL, "sys_eval", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_MYSQL, "get_lock", CALL_OWN_NAME, PC_REASON_OWN_NAME},
    {PC_SQL_SQLITE, "load_extension", CALL_NEVER, PC_REASON_FILE},
    {PC_SQL_SQLITE, "readfile", CALL_EMPTY_FILE, PC_REASON_FILE},
    {PC_SQL_SQLITE, "writefile", CALL_EMPTY_FILE, PC_REASON_FILE},
    {PC_SQL_SQLITE, "fsdir", CALL_NEVER, PC_REASON_FILE},
};

bool pc_part_empty_file(const pc_statement_part *part, guint i) {
  if (!pc_part_string(part, i))
    return false;
  g_autofree char *file = pc_token_value(part->in->text, &part->in->tokens[i]);
  return strcmp(file, "/dev/null") == 0 ||
         (g_str_has_prefix(file, "/nonexistent/") && !strstr(file, "/../"));
}

/* "pg_catalog, pg_temp": nothing of anybody's is found there by a name without a schema. */
static bool schemas_are_own(const char *value) {
  static const char *const own[] = {"", "pg_catalog", "pg_temp", "information_schema", NULL};
  g_auto(GStrv) schemas = g_strsplit(value, ",", -1);
  for (char **schema = schemas; *schema; schema++)
    if (!g_strv_contains(own, g_strstrip(*schema)) && !pc_name_is_own(*schema))
      return false;
  return true;
}

bool pc_part_path_is_own(const pc_statement_part *part, guint i) {
  do {
    g_autofree char *value =
        i < part->end ? pc_token_value(part->in->text, &part->in->tokens[i]) : NULL;
    if (!value || !schemas_are_own(value))
      return false;
    i += 2;
  } while (pc_part_mark(part, i - 1, ','));
  return true;
}

static bool call_is(const char *name, const char *pattern) {
  return strchr(pattern, '*') ? g_pattern_match_simple(pattern, name) : strcmp(pattern, name) == 0;
}

/* set_config('search_path', 'public', false); open: its parenthesis. */
static bool setting_is_fine(const pc_statement_part *part, guint open) {
  static const char *const guarded[] = {"search_path", "role", "session_authorization", NULL};
  if (!pc_part_string(part, open + 1))
    return true;
  g_autofree char *value = pc_token_value(part->in->text, &part->in->tokens[open + 1]);
  g_autofree char *name = g_ascii_strdown(value, -1);
  if (!g_strv_contains(guarded, name))
    return true;
  if (strcmp(name, "search_path") != 0 || !pc_part_string(part, open + 3) ||
      !pc_part_mark(part, open + 4, ','))
    return false;
  g_autofree char *path = pc_token_value(part->in->text, &part->in->tokens[open + 3]);
  return schemas_are_own(path);
}

static bool sequence_is_own(const pc_statement_part *part, guint open) {
  if (!pc_part_string(part, open + 1))
    return true;
  g_autofree char *name = pc_token_value(part->in->text, &part->in->tokens[open + 1]);
  const char *point = strrchr(name, '.');
  g_autofree char *qualifier = point ? g_strndup(name, (gsize)(point - name)) : NULL;
  return !qualifier || pc_name_is_own(qualifier) || strcmp(qualifier, "pg_temp") == 0;
}

/* What is not made of literals alone may be anything: that is let be. */
static bool arguments_are_own(const pc_statement_part *part, guint open) {
  const guint end = pc_part_behind(part, open);
  bool literal = false;
  for (guint i = open + 1; i + 1 < end; i++) {
    const pc_token *token = &part->in->tokens[i];
    const char *text = part->in->text + token->at;
    if (g_strstr_len(text, (gssize)token->length, "${"))
      return true;
    if (token->kind == PC_TOKEN_STRING || token->kind == PC_TOKEN_NUMBER)
      literal = true;
    else if (token->kind != PC_TOKEN_PUNCTUATION)
      return true;
  }
  return !literal;
}

static bool call_is_fine(const pc_statement_part *part, guint open, call_rule rule) {
  switch (rule) {
  case CALL_NEVER:
    return false;
  case CALL_SETTING:
    return setting_is_fine(part, open);
  case CALL_QUALIFIED:
    return sequence_is_own(part, open);
  case CALL_OWN_NAME:
    return arguments_are_own(part, open);
  case CALL_EMPTY_FILE:
    return pc_part_empty_file(part, open + 1);
  }
  return false;
}

/* "CREATE TABLE dblink (...)", "INSERT INTO dblink (...)": a name of the probe's own. */
static bool is_call(const pc_statement_part *part, guint i) {
  static const char *const before[] = {"function", "procedure", "table", "into",       "exists",
                                       "view",     "index",     "with",  "references", NULL};
  if (!pc_part_mark(part, i + 1, '('))
    return false;
  const bool indexed = pc_part_word(part, part->begin, "create") && i > part->begin &&
                       pc_part_word(part, i - 1, "on");
  return i == part->begin || (!indexed && !pc_part_any_word(part, i - 1, before));
}

void pc_part_calls_check(const pc_statement_part *part) {
  for (guint i = part->begin; i < part->end && !part->in->problem; i++) {
    const pc_token *token = &part->in->tokens[i];
    if ((token->kind != PC_TOKEN_WORD && token->kind != PC_TOKEN_NAME) || !is_call(part, i))
      continue;
    g_autofree char *name = pc_token_value(part->in->text, token);
    for (guint k = 0; k < G_N_ELEMENTS(calls); k++)
      if ((calls[k].dialects & part->in->dialect) && call_is(name, calls[k].name)) {
        if (!call_is_fine(part, i + 1, calls[k].rule))
          pc_part_refuse(part, i, pc_part_behind(part, i + 1), calls[k].reason);
        break;
      }
  }
}
