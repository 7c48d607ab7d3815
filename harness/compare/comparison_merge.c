/* SPDX-License-Identifier: MIT */
/* Recordings merged: sorted streams side by side, parsed only where they differ, in constant
 * memory. */
#include "harness/base/names.h"
#include "harness/compare/comparison.h"

#include "harness/base/error.h"
#include "harness/compare/case_walk.h"
#include "harness/compare/comparison_build.h"
#include "harness/compare/parity_gap.h"
#include "harness/compare/recording.h"
#include "harness/model/outcome.h"
#include "harness/model/probe.h"

#include <string.h>

/* Probe and service of a line. */
typedef struct line_key {
  bool any;
  GString *probe;
  GString *service;
} line_key;

static void line_key_init(line_key *key) {
  *key = (line_key){.probe = g_string_new(NULL), .service = g_string_new(NULL)};
}

static void line_key_clear(line_key *key) {
  g_string_free(key->probe, TRUE);
  g_string_free(key->service, TRUE);
}

static void line_key_set(line_key *key, const char *probe, const char *service) {
  key->any = true;
  g_string_assign(key->probe, probe);
  g_string_assign(key->service, service);
}

static int line_key_compare(const line_key *key, const char *probe, const char *service) {
  const int by_probe = strcmp(key->probe->str, probe);
  return by_probe ? by_probe : strcmp(key->service->str, service);
}

typedef struct merge {
  pc_comparison *comparison;
  pc_recording_reader *readers;
  json_t **parsed; /* the current line of each reader, where it had to be parsed */
  json_t **chosen; /* of those, the ones with the lowest key */
  line_key *keys;  /* of each reader's current line of evidence */
  line_key last;   /* of what was added last */
  guint next_case; /* the first case that does not stand before the evidence taken last */
  guint n;
} merge;

static bool readers_next(merge *m, GError **error) {
  for (guint i = 0; i < m->n; i++)
    if (!pc_recording_reader_next(&m->readers[i], error))
      return false;
  return true;
}

static bool lines_are_equal(const merge *m, pc_section section) {
  for (guint i = 0; i < m->n; i++)
    if (m->readers[i].section != section || m->parsed[i])
      return false;
  for (guint i = 1; i < m->n; i++)
    if (m->readers[i].length != m->readers[0].length ||
        memcmp(m->readers[i].line, m->readers[0].line, m->readers[0].length) != 0)
      return false;
  return true;
}

static int key_compare(const json_t *a, const json_t *b) {
  const int by_probe = strcmp(json_string_value(json_object_get(a, "probe")),
                              json_string_value(json_object_get(b, "probe")));
  return by_probe ? by_probe
                  : strcmp(json_string_value(json_object_get(a, "service")),
                           json_string_value(json_object_get(b, "service")));
}

static bool line_parse(merge *m, guint i, GError **error) {
  if (m->parsed[i])
    return true;
  m->parsed[i] = pc_recording_reader_parse(&m->readers[i], error);
  if (!m->parsed[i])
    return false;
  if (json_is_string(json_object_get(m->parsed[i], "probe")) &&
      json_is_string(json_object_get(m->parsed[i], "service")))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "%s:%" G_GUINT64_FORMAT ": the line names no probe and service", m->readers[i].name,
              m->readers[i].number);
  return false;
}

/* Parses the current lines of section and chooses those with the lowest key; NULL where the section
 * is over everywhere.
 */
static bool lines_choose(merge *m, pc_section section, const json_t **ret_lowest, GError **error) {
  const json_t *lowest = NULL;
  for (guint i = 0; i < m->n; i++) {
    if (m->readers[i].section != section)
      continue;
    if (!line_parse(m, i, error))
      return false;
    if (!lowest || key_compare(m->parsed[i], lowest) < 0)
      lowest = m->parsed[i];
  }
  for (guint i = 0; i < m->n; i++)
    m->chosen[i] = m->readers[i].section == section && key_compare(m->parsed[i], lowest) == 0
                       ? m->parsed[i]
                       : NULL;
  *ret_lowest = lowest;
  return true;
}

static bool lines_advance(merge *m, GError **error) {
  for (guint i = 0; i < m->n; i++) {
    if (!m->chosen[i])
      continue;
    g_clear_pointer(&m->parsed[i], json_decref);
    m->chosen[i] = NULL;
    if (!pc_recording_reader_next(&m->readers[i], error))
      return false;
  }
  return true;
}

/* Whether the key stands behind the last one, whose place it takes. i: a reader that has it. */
static bool order_check(merge *m, guint i, const char *probe, const char *service, GError **error) {
  if (m->last.any && line_key_compare(&m->last, probe, service) >= 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "%s:%" G_GUINT64_FORMAT ": the lines are not sorted by probe", m->readers[i].name,
                m->readers[i].number);
    return false;
  }
  line_key_set(&m->last, probe, service);
  return true;
}

/* An answered line begins {"asked":N, and ends "status":"answered"}; any other status has to be
 * looked at. */
static bool line_is_answered(const pc_recording_reader *reader, guint64 *ret_asked) {
  static const char beginning[] = "{\"asked\":";
  static const char end[] = ",\"status\":\"answered\"}";
  if (reader->length < strlen(beginning) + strlen(end) ||
      memcmp(reader->line, beginning, strlen(beginning)) != 0 ||
      memcmp(reader->line + reader->length - strlen(end), end, strlen(end)) != 0)
    return false;
  *ret_asked = g_ascii_strtoull(reader->line + strlen(beginning), NULL, 10);
  return true;
}

/* Reads the key of a line without parsing it; the probe stands at a place, the service behind it.
 * false: it is not all there, or something is escaped, so that the line has to be parsed. */
static bool key_read(line_key *key, const char *probe_at) {
  static const char service_prefix[] = ",\"service\":\"";
  const gsize probe_length = strcspn(probe_at, "\"\\");
  const char *service =
      probe_at[probe_length] == '"' ? strstr(probe_at + probe_length, service_prefix) : NULL;
  if (!service)
    return false;
  service += strlen(service_prefix);
  const gsize service_length = strcspn(service, "\"\\");
  if (service[service_length] != '"')
    return false;
  g_string_truncate(key->probe, 0);
  g_string_append_len(key->probe, probe_at, (gssize)probe_length);
  g_string_truncate(key->service, 0);
  g_string_append_len(key->service, service, (gssize)service_length);
  return true;
}

/* Whether a refusal may be among the answers: it has to be looked at whether the service knew what
 * it was asked. */
static bool line_may_refuse(const pc_recording_reader *reader) {
  return memmem(reader->line, reader->length, "\"refusal\":", strlen("\"refusal\":")) ||
         memmem(reader->line, reader->length, "\"unsupported\":", strlen("\"unsupported\":"));
}

/* Adds the line that all share, where it says that it was answered and its key can be read. Members
 * come sorted, and a quote within a text is escaped: the last "probe" is the line's own. */
static bool equal_add(merge *m, bool *ret_added, GError **error) {
  static const char prefix[] = ",\"probe\":\"";
  const pc_recording_reader *reader = &m->readers[0];
  line_key *key = &m->keys[0];
  guint64 asked;
  *ret_added = false;
  if (!line_is_answered(reader, &asked) || line_may_refuse(reader))
    return true;
  const char *at = g_strrstr_len(reader->line, (gssize)reader->length, prefix);
  if (!at || !key_read(key, at + strlen(prefix)))
    return true;
  if (!order_check(m, 0, key->probe->str, key->service->str, error))
    return false;
  pc_comparison_add_equal(m->comparison, key->probe->str, key->service->str, reader->line, asked);
  *ret_added = true;
  return readers_next(m, error);
}

static guint chosen_first(const merge *m) {
  guint i = 0;
  while (!m->chosen[i])
    i++;
  return i;
}

static bool answers_merge(merge *m, GError **error) {
  for (;;) {
    bool added = false;
    if (lines_are_equal(m, PC_SECTION_ANSWERS) && !equal_add(m, &added, error))
      return false;
    if (added)
      continue;
    const json_t *lowest;
    if (!lines_choose(m, PC_SECTION_ANSWERS, &lowest, error))
      return false;
    if (!lowest)
      return true;
    const pc_answer_set set = {.probe = json_string_value(json_object_get(lowest, "probe")),
                               .service = json_string_value(json_object_get(lowest, "service")),
                               .answers = m->chosen};
    if (!order_check(m, chosen_first(m), set.probe, set.service, error))
      return false;
    pc_comparison_add_answers(m->comparison, &set);
    if (!lines_advance(m, error))
      return false;
  }
}

static guint rules_of(const json_t *line, const char *label) {
  guint rules = 0;
  size_t i;
  json_t *rule;
  json_array_foreach(json_object_get(json_object_get(line, "rules"), label), i, rule) {
    const int bit =
        json_is_string(rule) ? pc_name_index(pc_rule_names, json_string_value(rule)) : -1;
    if (bit >= 0)
      rules |= 1u << bit;
  }
  return rules;
}

static void rules_count(merge *m, guint i, const json_t *lowest, const json_t *own,
                        const json_t *reference) {
  const char *probe = json_string_value(json_object_get(lowest, "probe"));
  const char *service = json_string_value(json_object_get(lowest, "service"));
  pc_environment *environment = m->comparison->environments->pdata[i];
  pc_counts *counts = &environment->counts;
  const json_t *const lines[] = {own, reference};
  for (guint side = 0; side < 2; side++) {
    const char *label;
    json_t *unused;
    json_object_foreach(json_object_get(lines[side], "rules"), label, unused) {
      /* A label on both sides is counted once, with the first. */
      if ((side == 1 && json_object_get(json_object_get(own, "rules"), label)) ||
          pc_comparison_diverges(m->comparison, i, probe, service, label))
        continue;
      g_autofree char *key = g_strdup_printf("%s\n%s\n%s", probe, service, label);
      const guint counted = GPOINTER_TO_UINT(g_hash_table_lookup(environment->ruled, key));
      const guint rules = (rules_of(own, label) | rules_of(reference, label)) & ~counted;
      for (guint bit = 0; bit < G_N_ELEMENTS(counts->rules); bit++)
        counts->rules[bit] += (rules >> bit) & 1;
    }
  }
}

static bool rules_merge(merge *m, GError **error) {
  const guint reference = m->comparison->reference;
  for (;;) {
    const json_t *lowest;
    if (!lines_choose(m, PC_SECTION_RULES, &lowest, error))
      return false;
    if (!lowest)
      return true;
    for (guint i = 0; i < m->n; i++)
      if (i != reference)
        rules_count(m, i, lowest, m->chosen[i], m->chosen[reference]);
    if (!lines_advance(m, error))
      return false;
  }
}

/* Takes what a probe says of itself from the beginning of an evidence line, unless its title is
 * known already; the rest stays unparsed. */
static void about_read(const char *line, char **title, pc_severity *severity) {
  static const char prefix[] = "{\"about\":";
  if (*title || !g_str_has_prefix(line, prefix))
    return;
  json_t *header = json_loads(line + strlen(prefix), JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
  const char *word = json_string_value(json_object_get(header, "severity"));
  const int index = word ? pc_name_index(pc_severity_names, word) : -1;
  if (index >= 0)
    *severity = (pc_severity)index;
  *title = g_strdup(json_string_value(json_object_get(header, "title")));
  json_decref(header);
}

/* Reads the key of reader i's line, if that is evidence and has one. */
static void evidence_key(const merge *m, guint i) {
  static const char *const prefixes[] = {"},\"probe\":\"", ",\"probe\":\""};
  const pc_recording_reader *reader = &m->readers[i];
  line_key *key = &m->keys[i];
  const char *at = NULL;
  key->any = false;
  if (reader->section != PC_SECTION_EVIDENCE)
    return;
  /* The keys behind "about" are sorted, and a quote within a text is escaped. */
  for (guint k = 0; k < G_N_ELEMENTS(prefixes) && !at; k++)
    if ((at = strstr(reader->line, prefixes[k])))
      at += strlen(prefixes[k]);
  if (at && key_read(key, at)) {
    key->any = true;
    return;
  }
  json_t *line = pc_recording_reader_parse(reader, NULL);
  const char *probe = json_string_value(json_object_get(line, "probe"));
  const char *service = json_string_value(json_object_get(line, "service"));
  if (probe && service)
    line_key_set(key, probe, service);
  json_decref(line);
}

/* Goes to the next line of evidence that has a key, or to what follows the last one. */
static bool evidence_next(merge *m, guint i, GError **error) {
  do {
    if (!pc_recording_reader_next(&m->readers[i], error))
      return false;
    evidence_key(m, i);
  } while (m->readers[i].section == PC_SECTION_EVIDENCE && !m->keys[i].any);
  return true;
}

/* The key that comes next in any reader; NULL: there is none left. */
static const line_key *evidence_lowest(const merge *m) {
  const line_key *lowest = NULL;
  for (guint i = 0; i < m->n; i++)
    if (m->keys[i].any &&
        (!lowest || line_key_compare(lowest, m->keys[i].probe->str, m->keys[i].service->str) > 0))
      lowest = &m->keys[i];
  return lowest;
}

/* The case of the key, which nearly always stands behind the last one. */
static pc_case *evidence_case(merge *m, const line_key *key) {
  const GPtrArray *cases = m->comparison->cases;
  if (m->last.any && line_key_compare(&m->last, key->probe->str, key->service->str) >= 0)
    return pc_comparison_case(m->comparison, key->probe->str, key->service->str);
  for (; m->next_case < cases->len; m->next_case++) {
    pc_case *about = cases->pdata[m->next_case];
    const int order = line_key_compare(key, about->probe, about->service);
    if (order <= 0)
      return order == 0 ? about : NULL;
  }
  return NULL;
}

/* The titles of what agrees, being made beside the evidence. */
typedef struct titles {
  pc_packed_list *list;
  pc_packed_cursor keys;
  const GString *next; /* the key whose title comes next; NULL: none, or no titles are wanted */
} titles;

static void title_add(titles *t, const char *title, pc_severity severity) {
  g_autofree char *item = g_strdup_printf("%c%s", (char)severity, title ? title : "");
  pc_packed_list_add(t->list, item, 1 + strlen(item + 1));
  t->next = pc_packed_cursor_next(&t->keys);
}

/* Goes on to a key, or to the end where that is NULL; what has no evidence has no title. Whether
 * the key is there. */
static bool titles_reach(titles *t, const line_key *key) {
  int order = -1;
  while (t->next) {
    order =
        key ? -line_key_compare(key, t->next->str, t->next->str + strlen(t->next->str) + 1) : -1;
    if (order >= 0)
      break;
    title_add(t, NULL, PC_SEVERITY_MEDIUM);
  }
  return t->next && order == 0;
}

/* Keeps what reports show of the lines with the key taken last: of a case the evidence behind it,
 * or everything where the comparison is whole; of a probe that agrees its title. */
static bool evidence_take(merge *m, pc_case *about, titles *t, GError **error) {
  const bool kept = about && (about->told || m->comparison->detail == PC_DETAIL_WHOLE);
  const bool titled = !about && titles_reach(t, &m->last);
  g_autofree char *title = NULL;
  pc_severity severity = PC_SEVERITY_MEDIUM;
  for (guint i = 0; i < m->n; i++) {
    const pc_recording_reader *reader = &m->readers[i];
    const line_key *key = &m->keys[i];
    if (!key->any || line_key_compare(key, m->last.probe->str, m->last.service->str) != 0)
      continue;
    if (about)
      about_read(reader->line, &about->title, &about->severity);
    else if (titled)
      about_read(reader->line, &title, &severity);
    if (kept) {
      g_free(about->evidence->pdata[i]);
      about->evidence->pdata[i] = g_strndup(reader->line, reader->length);
    }
    if (!evidence_next(m, i, error))
      return false;
  }
  if (titled)
    title_add(t, title, severity);
  return true;
}

static bool evidence_merge_into(merge *m, titles *t, GError **error) {
  const line_key *key;
  m->last.any = false;
  for (guint i = 0; i < m->n; i++) {
    evidence_key(m, i);
    if (m->readers[i].section == PC_SECTION_EVIDENCE && !m->keys[i].any &&
        !evidence_next(m, i, error))
      return false;
  }
  while ((key = evidence_lowest(m))) {
    pc_case *about = evidence_case(m, key);
    line_key_set(&m->last, key->probe->str, key->service->str);
    if (!evidence_take(m, about, t, error))
      return false;
  }
  titles_reach(t, NULL);
  return true;
}

static bool evidence_merge(merge *m, GError **error) {
  titles t = {.list = m->comparison->titles};
  pc_packed_cursor_init(&t.keys, m->comparison->agreeing, 0);
  t.next = m->comparison->detail == PC_DETAIL_TITLED ? pc_packed_cursor_next(&t.keys) : NULL;
  const bool merged = evidence_merge_into(m, &t, error);
  pc_packed_cursor_clear(&t.keys);
  return merged;
}

static bool merge_run(merge *m, GError **error) {
  if (!readers_next(m, error) || !answers_merge(m, error) || !rules_merge(m, error) ||
      !evidence_merge(m, error))
    return false;
  pc_comparison_add_headers(m->comparison);
  pc_parity_gaps_add(m->comparison);
  pc_comparison_close(m->comparison);
  return true;
}

static bool environments_add(merge *m, FILE *const *files, const char *const *names,
                             GError **error) {
  for (guint i = 0; i < m->n; i++) {
    if (!pc_recording_reader_init(&m->readers[i], files[i], names[i], error))
      return false;
    pc_environment *environment = g_new0(pc_environment, 1);
    environment->header = pc_recording_header_ref(m->readers[i].header);
    environment->name = g_strdup(environment->header->environment);
    environment->compared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    environment->ruled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_ptr_array_add(m->comparison->environments, environment);
  }
  return true;
}

pc_comparison *pc_comparison_new(FILE *const *files, const char *const *names, guint n,
                                 guint reference, pc_detail detail, GError **error) {
  pc_comparison *comparison = pc_comparison_allocate();
  comparison->detail = detail;
  comparison->reference = reference;
  merge m = {.comparison = comparison,
             .readers = g_new0(pc_recording_reader, n),
             .parsed = g_new0(json_t *, n),
             .chosen = g_new0(json_t *, n),
             .keys = g_new0(line_key, n),
             .n = n};
  line_key_init(&m.last);
  for (guint i = 0; i < n; i++)
    line_key_init(&m.keys[i]);
  if (!environments_add(&m, files, names, error) || !merge_run(&m, error))
    g_clear_pointer(&comparison, pc_comparison_free);
  for (guint i = 0; i < n; i++) {
    json_decref(m.parsed[i]);
    line_key_clear(&m.keys[i]);
    pc_recording_reader_clear(&m.readers[i]);
  }
  g_free(m.readers);
  g_free(m.parsed);
  g_free(m.chosen);
  g_free(m.keys);
  line_key_clear(&m.last);
  return comparison;
}

static bool files_open(char *const *paths, guint n, FILE **files, GError **error) {
  for (guint i = 0; i < n; i++) {
    files[i] = pc_recording_open(paths[i], error);
    if (!files[i])
      return false;
  }
  return true;
}

pc_comparison *pc_comparison_load(char *const *paths, guint n, guint reference, pc_detail detail,
                                  GError **error) {
  g_autofree FILE **files = g_new0(FILE *, n);
  pc_comparison *comparison = NULL;
  if (files_open(paths, n, files, error))
    comparison = pc_comparison_new(files, (const char *const *)paths, n, reference, detail, error);
  for (guint i = 0; i < n; i++)
    if (files[i])
      fclose(files[i]);
  return comparison;
}
