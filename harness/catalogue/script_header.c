/* SPDX-License-Identifier: MIT */
/* A script's header: "-- key: value" lines. */
#include "harness/base/duration.h"
#include "harness/base/names.h"
#include "harness/catalogue/script_internal.h"

#include "harness/base/error.h"
#include "harness/model/statement_token.h"
#include "harness/model/value.h"

#include <string.h>

void pc_experiment_free(gpointer data) {
  pc_experiment *experiment = data;
  g_strfreev(experiment->dialects);
  g_free(experiment->text);
  g_free(experiment);
}

const pc_grammar_row pc_script_keys[] = {
    {"title", "the question, in one line; required", "-- title: Empty text and NULL"},
    {"bites", "what goes wrong in an application where services differ; required",
     "-- bites: a field left blank is stored in one environment only"},
    {"severity", "high, medium or low; required", "-- severity: high"},
    {"tags", "words to select it by: --select tag:WORD", "-- tags: text nulls"},
    {"see", "a public page that documents it",
     "-- see: https://www.postgresql.org/docs/current/datatype-character.html"},
    {"remedy", "what to do about a difference", "-- remedy: validate in the application"},
    {"reach",
     "read (only reads), scratch (works in its own scratch; the default) or intrusive (may affect "
     "the whole service, where that is allowed)",
     "-- reach: intrusive"},
    {"needs", "sessions: skipped where the service allows only one session", "-- needs: sessions"},
    {"depends-on", "settings of the service that the answer depends on",
     "-- depends-on: maxmemory, maxmemory-policy"},
    {"order", "labels whose whole order of rows is the question, or all", "-- order: all"},
    {"volatile", "LABEL or LABEL/COLUMN that changes each time, and is masked",
     "-- volatile: answer"},
    {"compare",
     "names: compare the names of columns too; tolerance NUMBER: real numbers that differ by less "
     "are equal",
     "-- compare: tolerance 0.001"},
    {"alone", "yes: no other probe runs on its service at the same time", "-- alone: yes"},
    {"levels",
     "all, or isolation levels: the script is a probe for each of them, written ${level} in it",
     "-- levels: read committed, serializable"},
    {"anomaly", "CODE: WORDS, its row in the table of 'paritycheck isolation'",
     "-- anomaly: G1a: what is rolled back is read"},
    {"occurs", "the answers that show the anomaly: LABEL = ROWS, LABEL < LABEL",
     "-- occurs: answer = 1"},
    {"experiment",
     "[DIALECT, ...] STATEMENT: SQL that may remove the difference; the probe is asked once more "
     "after it. May be given several times",
     "-- experiment: [sqlite] PRAGMA foreign_keys = ON"},
    {"deadline", "the least time that the probe gets", "-- deadline: 30s"},
    {"pauses",
     "yes: the probe mostly waits, so others may run beside it; implied where its pauses take a "
     "second",
     "-- pauses: yes"},
    {0}};

/* The names of all keys, NULL-terminated; the array is the caller's. */
static const char **keys_new(void) {
  const char **keys = g_new0(const char *, G_N_ELEMENTS(pc_script_keys));
  for (guint i = 0; pc_script_keys[i].word; i++)
    keys[i] = pc_script_keys[i].word;
  return keys;
}

static const char **header_slot(pc_probe_header *header, const char *key) {
  const struct {
    const char *key;
    const char **slot;
  } slots[] = {
      {"title", &header->title},     {"bites", &header->bites},
      {"tags", &header->tags},       {"see", &header->see},
      {"remedy", &header->remedy},   {"needs", &header->needs},
      {"order", &header->order},     {"volatile", &header->volatile_fields},
      {"compare", &header->compare}, {"depends-on", &header->depends_on},
      {"anomaly", &header->anomaly}, {"occurs", &header->occurs},
  };
  for (guint i = 0; i < G_N_ELEMENTS(slots); i++)
    if (strcmp(slots[i].key, key) == 0)
      return slots[i].slot;
  return NULL;
}

static bool compare_is_valid(const char *value) {
  if (strcmp(value, "names") == 0)
    return true;
  if (!g_str_has_prefix(value, "tolerance "))
    return false;
  char *end;
  const double tolerance = g_ascii_strtod(value + 10, &end);
  return end != value + 10 && *end == '\0' && tolerance > 0 && tolerance < 1;
}

static bool header_word(pc_script_parser *p, const char *key, const char *value,
                        const char *const *names, int *ret_index, GError **error) {
  *ret_index = pc_name_index(names, value);
  if (*ret_index >= 0)
    return true;
  g_autofree char *expected = g_strjoinv(", ", (char **)(guintptr)names);
  return pc_script_fail(p, p->line, error, "'%s' is not a value of '%s', expected one of: %s",
                        value, key, expected);
}

const char *const *pc_dialects_known(const pc_script_parser *p) {
  static const char *const redis[] = {"redis", NULL};
  return p->script->language == PC_LANGUAGE_REDIS ? redis : pc_sql_dialect_names;
}

static bool dialect_check(pc_script_parser *p, const char *dialect, GError **error) {
  const char *const *names = pc_dialects_known(p);
  g_autofree char *name = g_strndup(dialect, strcspn(dialect, "/"));
  if (pc_name_index(names, name) >= 0)
    return true;
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)names);
  g_autofree char *hint = pc_nearest_hint(name, names);
  return pc_script_fail(p, p->line, error, "unknown dialect '%s'%s (dialects: %s)", name, hint,
                        known);
}

char **pc_dialects_parse(pc_script_parser *p, const char *list, const char *expected,
                         GError **error) {
  g_auto(GStrv) dialects = g_strsplit(list, ",", -1);
  bool fine = *dialects || pc_script_fail(p, p->line, error, "%s", expected);
  for (char **dialect = dialects; fine && *dialect; dialect++) {
    if (!*g_strstrip(*dialect) || **dialect == '/')
      fine = pc_script_fail(p, p->line, error, "%s", expected);
    else
      fine = dialect_check(p, *dialect, error);
  }
  return fine ? g_steal_pointer(&dialects) : NULL;
}

static bool header_experiment(pc_script_parser *p, const char *value, GError **error) {
  static const char expected[] = "expected '-- experiment: [DIALECT,...] STATEMENT'";
  const char *end = value[0] == '[' ? strchr(value, ']') : NULL;
  if (!end || p->script->language != PC_LANGUAGE_SQL)
    return pc_script_fail(p, p->line, error, "%s", end ? "only SQL has experiments" : expected);
  g_autofree char *list = g_strndup(value + 1, (gsize)(end - value - 1));
  g_auto(GStrv) dialects = pc_dialects_parse(p, list, expected, error);
  g_autofree char *text = g_strstrip(g_strdup(end + 1));
  if (g_str_has_suffix(text, ";"))
    text[strlen(text) - 1] = '\0';
  if (!dialects)
    return false;
  if (!*text)
    return pc_script_fail(p, p->line, error, "%s", expected);
  pc_experiment *experiment = g_new0(pc_experiment, 1);
  experiment->dialects = g_steal_pointer(&dialects);
  experiment->text = g_steal_pointer(&text);
  experiment->line = p->line;
  g_ptr_array_add(p->script->experiments, experiment);
  return true;
}

static bool levels_set(pc_script_parser *p, const char *value, GError **error) {
  g_auto(GStrv) levels = g_strsplit(strcmp(value, "all") == 0 ? "" : value, ",", -1);
  int index;
  for (char **level = levels; *level; level++)
    if (!header_word(p, "levels", g_strstrip(*level), pc_level_names, &index, error))
      return false;
  p->script->levels =
      *levels ? g_steal_pointer(&levels) : g_strdupv((char **)(guintptr)pc_level_names);
  return true;
}

static bool deadline_set(pc_script_parser *p, const char *value, GError **error) {
  g_autoptr(GError) problem = NULL;
  return pc_duration_parse(value, &p->script->deadline_ms, &problem) ||
         pc_script_fail(p, p->line, error, "'deadline': %s", problem->message);
}

/* "G1a: what is rolled back is read" */
static bool anomaly_is_valid(const char *value) {
  const char *colon = strstr(value, ": ");
  return colon && colon > value && (gsize)(colon - value) == strcspn(value, " ,:") && colon[2];
}

static bool header_set(pc_script_parser *p, const char *key, const char *value, GError **error) {
  pc_probe_header *header = &p->script->header;
  int index;
  if (strcmp(key, "experiment") == 0)
    return header_experiment(p, value, error);
  if (strcmp(key, "severity") == 0) {
    if (!header_word(p, key, value, pc_severity_names, &index, error))
      return false;
    header->severity = (pc_severity)index;
    return true;
  }
  if (strcmp(key, "reach") == 0) {
    if (!header_word(p, key, value, pc_reach_names, &index, error))
      return false;
    header->reach = (pc_reach)index;
    return true;
  }
  if (strcmp(key, "alone") == 0 || strcmp(key, "pauses") == 0) {
    static const char *const answers[] = {"no", "yes", NULL};
    if (!header_word(p, key, value, answers, &index, error))
      return false;
    *(*key == 'a' ? &header->alone : &p->script->pauses) = index == 1;
    return true;
  }
  if (strcmp(key, "levels") == 0)
    return levels_set(p, value, error);
  if (strcmp(key, "deadline") == 0)
    return deadline_set(p, value, error);
  if (strcmp(key, "anomaly") == 0 && !anomaly_is_valid(value))
    return pc_script_fail(p, p->line, error,
                          "'%s' is not a value of 'anomaly', expected 'CODE: WORDS'", value);
  if (strcmp(key, "needs") == 0 && !header_word(p, key, value, pc_need_names, &index, error))
    return false;
  if (strcmp(key, "compare") == 0 && !compare_is_valid(value))
    return pc_script_fail(
        p, p->line, error,
        "'%s' is not a value of 'compare', expected 'names' or 'tolerance NUMBER'", value);
  *header_slot(header, key) = g_strdup(value);
  return true;
}

static bool header_line(pc_script_parser *p, const char *line, GHashTable *seen, GError **error) {
  const char *colon = strchr(line, ':');
  g_autofree char *key =
      g_strstrip(colon ? g_strndup(line + 3, (gsize)(colon - line - 3)) : g_strdup(line + 3));
  g_autofree const char **keys = keys_new();
  if (pc_name_index(keys, key) < 0) {
    g_autofree char *hint = pc_nearest_hint(key, keys);
    return pc_script_fail(p, p->line, error,
                          "unknown header key '%s'%s; the header ends with an empty line", key,
                          hint);
  }
  if (!colon)
    return pc_script_fail(p, p->line, error, "expected '-- %s: VALUE'", key);
  if (!g_hash_table_add(seen, g_strdup(key)) && strcmp(key, "experiment") != 0)
    return pc_script_fail(p, p->line, error, "header key '%s' is given twice", key);
  g_autofree char *value = g_strstrip(g_strdup(colon + 1));
  if (!*value)
    return pc_script_fail(p, p->line, error, "header key '%s' has no value", key);
  return header_set(p, key, value, error);
}

bool pc_script_header_parse(pc_script_parser *p, char **lines, guint *ret_next, GError **error) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guint i = 0;
  for (; lines[i] && g_str_has_prefix(lines[i], "-- "); i++) {
    p->line = i + 1;
    if (!header_line(p, lines[i], seen, error))
      return false;
  }
  static const char *const required[] = {"title", "bites", "severity"};
  for (guint k = 0; k < G_N_ELEMENTS(required); k++)
    if (!g_hash_table_contains(seen, required[k]))
      return pc_script_fail(p, 1, error, "the header has no '-- %s: ...'", required[k]);
  *ret_next = i;
  return true;
}
