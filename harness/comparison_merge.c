/* SPDX-License-Identifier: MIT */
/* Recordings merged: sorted streams side by side, parsed only where they differ, in constant memory. */
#include "harness/comparison.h"

#include "harness/comparison_build.h"
#include "harness/error.h"
#include "harness/gaps.h"
#include "harness/probe.h"
#include "harness/recording.h"

#include <string.h>

typedef struct merge {
  pc_comparison *comparison;
  pc_recording_reader *readers;
  json_t **parsed; /* the current line of each reader, where it had to be parsed */
  json_t **chosen; /* of those, the ones with the lowest key */
  json_t **ahead;  /* the current line, where its order was checked: equal lines need not be parsed for that */
  guint n;
} merge;

static bool readers_next(merge *m, GError **error) {
  for (guint i = 0; i < m->n; i++) {
    g_clear_pointer(&m->ahead[i], json_decref);
    if (!pc_recording_reader_next(&m->readers[i], error))
      return false;
  }
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
  const int by_probe =
      strcmp(json_string_value(json_object_get(a, "probe")), json_string_value(json_object_get(b, "probe")));
  return by_probe ? by_probe
                  : strcmp(json_string_value(json_object_get(a, "service")),
                           json_string_value(json_object_get(b, "service")));
}

static bool line_parse(merge *m, guint i, GError **error) {
  if (m->parsed[i])
    return true;
  m->parsed[i] = m->ahead[i] ? m->ahead[i] : pc_recording_reader_parse(&m->readers[i], error);
  m->ahead[i] = NULL;
  if (!m->parsed[i])
    return false;
  if (json_is_string(json_object_get(m->parsed[i], "probe")) &&
      json_is_string(json_object_get(m->parsed[i], "service")))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%" G_GUINT64_FORMAT ": the line names no probe and service",
              m->readers[i].name, m->readers[i].number);
  return false;
}

/* Parses the current lines of section and chooses those with the lowest key; NULL where the section is over everywhere.
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
    m->chosen[i] = m->readers[i].section == section && key_compare(m->parsed[i], lowest) == 0 ? m->parsed[i] : NULL;
  *ret_lowest = lowest;
  return true;
}

static bool lines_advance(merge *m, GError **error) {
  for (guint i = 0; i < m->n; i++) {
    if (!m->chosen[i])
      continue;
    json_t *done = m->parsed[i];
    m->parsed[i] = NULL;
    m->chosen[i] = NULL;
    const bool advanced = pc_recording_reader_next(&m->readers[i], error);
    json_t *next = NULL;
    if (advanced && m->readers[i].section == PC_SECTION_ANSWERS &&
        (next = pc_recording_reader_parse(&m->readers[i], NULL)) && json_is_string(json_object_get(next, "probe")) &&
        json_is_string(json_object_get(next, "service")) && key_compare(next, done) <= 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%" G_GUINT64_FORMAT ": the lines are not sorted by probe",
                  m->readers[i].name, m->readers[i].number);
      json_decref(next);
      json_decref(done);
      return false;
    }
    m->ahead[i] = next;
    json_decref(done);
    if (!advanced)
      return false;
  }
  return true;
}

/* An answered line begins {"asked":N, and ends "status":"answered"}; any other status has to be looked at. */
static bool line_is_answered(const pc_recording_reader *reader, guint64 *ret_asked) {
  if (!g_str_has_prefix(reader->line, "{\"asked\":") || !g_str_has_suffix(reader->line, ",\"status\":\"answered\"}"))
    return false;
  *ret_asked = g_ascii_strtoull(reader->line + strlen("{\"asked\":"), NULL, 10);
  return true;
}

/* The value of the key that stands right behind prefix in text, unescaped only as far as ids need it; the caller's. */
static char *value_after(const char *text, const char *prefix) {
  const char *at = strstr(text, prefix);
  if (!at)
    return NULL;
  at += strlen(prefix);
  return g_strndup(at, strcspn(at, "\""));
}

/* Adds the line that all share. Its keys are sorted, and a quote within a text is escaped: the last such key is its
 * own. */
static bool equal_add(const merge *m, guint64 asked) {
  const char *line = m->readers[0].line;
  const char *tail = g_strrstr(line, ",\"probe\":\"");
  g_autofree char *probe = tail ? value_after(tail, ",\"probe\":\"") : NULL;
  g_autofree char *service = tail ? value_after(tail, ",\"service\":\"") : NULL;
  if (!probe || !service)
    return false;
  pc_comparison_add_equal(m->comparison, probe, service, line, asked);
  return true;
}

static bool answers_merge(merge *m, GError **error) {
  for (;;) {
    guint64 asked;
    if (lines_are_equal(m, PC_SECTION_ANSWERS) && line_is_answered(&m->readers[0], &asked) && equal_add(m, asked)) {
      if (!readers_next(m, error))
        return false;
      continue;
    }
    const json_t *lowest;
    if (!lines_choose(m, PC_SECTION_ANSWERS, &lowest, error))
      return false;
    if (!lowest)
      return true;
    const pc_answer_set set = {.probe = json_string_value(json_object_get(lowest, "probe")),
                               .service = json_string_value(json_object_get(lowest, "service")),
                               .answers = m->chosen};
    pc_comparison_add_answers(m->comparison, &set);
    if (!lines_advance(m, error))
      return false;
  }
}

static guint rules_of(const json_t *line, const char *label) {
  static const char *const names[] = {"reference", "volatile", "sorted", "deadlock", NULL};
  guint rules = 0;
  size_t i;
  json_t *rule;
  json_array_foreach(json_object_get(json_object_get(line, "rules"), label), i, rule) {
    const int bit = json_is_string(rule) ? pc_name_index(names, json_string_value(rule)) : -1;
    if (bit >= 0)
      rules |= 1u << bit;
  }
  return rules;
}

static void rules_count(merge *m, guint i, const json_t *lowest, const json_t *own, const json_t *reference) {
  const char *probe = json_string_value(json_object_get(lowest, "probe"));
  const char *service = json_string_value(json_object_get(lowest, "service"));
  pc_counts *counts = &((pc_environment *)m->comparison->environments->pdata[i])->counts;
  const json_t *const lines[] = {own, reference};
  for (guint side = 0; side < 2; side++) {
    const char *label;
    json_t *unused;
    json_object_foreach(json_object_get(lines[side], "rules"), label, unused) {
      /* A label on both sides is counted once, with the first. */
      if ((side == 1 && json_object_get(json_object_get(own, "rules"), label)) ||
          pc_comparison_diverges(m->comparison, i, probe, service, label))
        continue;
      const guint rules = rules_of(own, label) | rules_of(reference, label);
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

/* Takes what a probe says of itself from the beginning of an evidence line; the rest stays unparsed. */
static void about_read(pc_case *about, const char *line) {
  static const char prefix[] = "{\"about\":";
  if (about->title || !g_str_has_prefix(line, prefix))
    return;
  json_t *header = json_loads(line + strlen(prefix), JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
  const char *severity = json_string_value(json_object_get(header, "severity"));
  const int index = severity ? pc_name_index(pc_severity_names, severity) : -1;
  if (index >= 0)
    about->severity = (pc_severity)index;
  about->title = g_strdup(json_string_value(json_object_get(header, "title")));
  json_decref(header);
}

/* Keeps the evidence of what is told, or of all where the comparison is whole. */
static bool evidence_read(merge *m, guint i, GError **error) {
  pc_recording_reader *reader = &m->readers[i];
  while (reader->section == PC_SECTION_EVIDENCE) {
    /* The keys behind "about" are sorted, and a quote within a text is escaped. */
    g_autofree char *probe = value_after(reader->line, "},\"probe\":\"");
    if (!probe)
      probe = value_after(reader->line, ",\"probe\":\"");
    g_autofree char *service = value_after(reader->line, ",\"service\":\"");
    pc_case *about = probe && service ? pc_comparison_case(m->comparison, probe, service) : NULL;
    if (about)
      about_read(about, reader->line);
    if (about && (about->told || m->comparison->whole)) {
      g_free(about->evidence->pdata[i]);
      about->evidence->pdata[i] = g_strndup(reader->line, reader->length);
    }
    if (!pc_recording_reader_next(reader, error))
      return false;
  }
  return true;
}

static bool merge_run(merge *m, GError **error) {
  if (!readers_next(m, error) || !answers_merge(m, error) || !rules_merge(m, error))
    return false;
  for (guint i = 0; i < m->n; i++)
    if (!evidence_read(m, i, error))
      return false;
  pc_comparison_add_headers(m->comparison);
  pc_gaps_add(m->comparison);
  pc_comparison_close(m->comparison);
  return true;
}

static bool environments_add(merge *m, FILE *const *files, const char *const *names, GError **error) {
  for (guint i = 0; i < m->n; i++) {
    if (!pc_recording_reader_init(&m->readers[i], files[i], names[i], error))
      return false;
    pc_environment *environment = g_new0(pc_environment, 1);
    environment->name = g_strdup(json_string_value(json_object_get(m->readers[i].header, "environment")));
    environment->header = json_incref(m->readers[i].header);
    g_ptr_array_add(m->comparison->environments, environment);
  }
  return true;
}

pc_comparison *pc_comparison_new(FILE *const *files, const char *const *names, guint n, guint reference, bool whole,
                                 GError **error) {
  pc_comparison *comparison = pc_comparison_allocate();
  comparison->whole = whole;
  comparison->reference = reference;
  merge m = {.comparison = comparison,
             .readers = g_new0(pc_recording_reader, n),
             .parsed = g_new0(json_t *, n),
             .chosen = g_new0(json_t *, n),
             .ahead = g_new0(json_t *, n),
             .n = n};
  if (!environments_add(&m, files, names, error) || !merge_run(&m, error))
    g_clear_pointer(&comparison, pc_comparison_free);
  for (guint i = 0; i < n; i++) {
    json_decref(m.parsed[i]);
    json_decref(m.ahead[i]);
    pc_recording_reader_clear(&m.readers[i]);
  }
  g_free(m.readers);
  g_free(m.parsed);
  g_free(m.chosen);
  g_free(m.ahead);
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

pc_comparison *pc_comparison_load(char *const *paths, guint n, guint reference, bool whole, GError **error) {
  g_autofree FILE **files = g_new0(FILE *, n);
  pc_comparison *comparison = NULL;
  if (files_open(paths, n, files, error))
    comparison = pc_comparison_new(files, (const char *const *)paths, n, reference, whole, error);
  for (guint i = 0; i < n; i++)
    if (files[i])
      fclose(files[i]);
  return comparison;
}
