/* SPDX-License-Identifier: MIT */
/*
 * The SARIF 2.1.0 report: a rule for each probe that is told of, a result for each divergence, a
 * notification for each problem. GitHub's code scanning takes none without a file to stand in, and
 * nothing but its own fingerprint to know a result again by: a divergence stands in the
 * configuration file, and has a fingerprint that does not depend on the answers.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
#include "reports/report.h"

#include "harness/base/version.h"
#include "harness/compare/verdict.h"
#include "reports/wording.h"

#include <string.h>

enum {
  DESCRIPTION = 900,    /* characters: GitHub takes 1024 */
  TAGS = 10,            /* of one rule: GitHub shows as many */
  RESULTS_KEPT = 25000, /* GitHub refuses a file with more */
  RANKS = 2 * (PC_SEVERITY_HIGH + 1),
};

typedef struct sarif {
  const pc_comparison *comparison;
  FILE *stream;
  GHashTable *rules; /* probe, borrowed, to its index + 1 */
  guint kept[RANKS]; /* how many results of a rank have a place */
  guint left_out;
} sarif;

static void item_write_take(FILE *stream, bool first, json_t *item) {
  fputs(first ? "\n" : ",\n", stream);
  json_dumpf(item, stream, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(item);
}

static json_t *string_new_take(char *text) {
  json_t *string = json_string(text);
  g_free(text);
  return string;
}

/* A message's text: braces would be placeholders, and "[words](target)" a link. */
static json_t *message_new(const char *text) {
  g_autoptr(GString) escaped = g_string_sized_new(strlen(text) + 16);
  for (const char *at = text; *at; at++) {
    if (*at == '{' || *at == '}')
      g_string_append_c(escaped, *at);
    if (at[0] == ']' && at[1] == '(')
      g_string_append_c(escaped, '\\');
    g_string_append_c(escaped, *at);
  }
  return json_pack("{s:s}", "text", escaped->str);
}

/* Whether text can stand as a URI as it is. */
static bool text_is_uri(const char *text) {
  if (!g_str_has_prefix(text, "https://") && !g_str_has_prefix(text, "http://"))
    return false;
  for (const char *at = text; *at; at++)
    if (*at <= ' ' || *at > '~' || strchr("<>\"{}|\\^`", *at))
      return false;
  return true;
}

static json_t *tags_new(const json_t *about) {
  json_t *tags = json_array();
  g_autofree char *text = pc_wording_member(about, "tags", PC_WORDING_LONG);
  g_auto(GStrv) words = g_strsplit_set(text, ", ", -1);
  for (char **word = words; *word && json_array_size(tags) < TAGS; word++)
    if (**word)
      json_array_append_new(tags, json_string(*word));
  return tags;
}

static const char *level_of(pc_severity severity) {
  static const char *const levels[] = {
      [PC_SEVERITY_LOW] = "note", [PC_SEVERITY_MEDIUM] = "warning", [PC_SEVERITY_HIGH] = "error"};
  return levels[severity];
}

static json_t *rule_new(const pc_case *about, const json_t *evidence) {
  static const char *const severities[] = {"recommendation", "warning", "error"};
  g_autofree char *probe = pc_wording_cut(about->probe, PC_WORDING_SHORT);
  g_autofree char *title = pc_wording_cut(about->title, DESCRIPTION);
  g_autofree char *bites = pc_wording_member(evidence, "bites", DESCRIPTION);
  g_autofree char *remedy = pc_wording_member(evidence, "remedy", DESCRIPTION);
  g_autofree char *see = pc_wording_member(evidence, "see", DESCRIPTION);
  const char *brief = *title ? title : probe;
  json_t *rule = json_pack(
      "{s:s,s:{s:s},s:{s:s},s:{s:s},s:{s:o,s:s,s:s}}", "id", probe, "shortDescription", "text",
      brief, "fullDescription", "text", *bites ? bites : brief, "defaultConfiguration", "level",
      level_of(about->severity), "properties", "tags", tags_new(evidence), "precision", "very-high",
      "problem.severity", severities[about->severity]);
  g_autofree char *help = g_strdup_printf("%s%sWhat is asked: paritycheck explain %s", remedy,
                                          *remedy ? "\n\n" : "", probe);
  json_object_set_new(rule, "help", json_pack("{s:s}", "text", help));
  if (text_is_uri(see))
    json_object_set_new(rule, "helpUri", json_string(see));
  return rule;
}

/* The evidence of any environment that tells what the probe is. */
static json_t *about_any(const pc_comparison *comparison, const pc_case *about) {
  json_t *found = json_object();
  for (guint i = 0; i < comparison->environments->len && json_object_size(found) == 0; i++) {
    json_decref(found);
    found = pc_wording_about(comparison, about, i);
  }
  return found;
}

static void rules_write(sarif *s) {
  fputs("\"rules\":[", s->stream);
  for (guint i = 0; i < s->comparison->cases->len; i++) {
    const pc_case *about = s->comparison->cases->pdata[i];
    /* One probe may have been asked of several services. */
    if (!about->told || g_hash_table_contains(s->rules, about->probe))
      continue;
    const guint index = g_hash_table_size(s->rules);
    g_hash_table_insert(s->rules, about->probe, GUINT_TO_POINTER(index + 1));
    json_t *evidence = about_any(s->comparison, about);
    item_write_take(s->stream, index == 0, rule_new(about, evidence));
    json_decref(evidence);
  }
  fputs("]", s->stream);
}

static json_t *logical_new(const pc_comparison *comparison, guint environment,
                           const char *service) {
  g_autofree char *name = pc_wording_environment(comparison, environment);
  g_autofree char *shown = pc_wording_cut(service, PC_WORDING_SHORT);
  g_autofree char *full = g_strdup_printf("%s%s%s", name, *shown ? "/" : "", shown);
  return json_pack("[{s:s,s:s,s:s}]", "name", *shown ? shown : name, "fullyQualifiedName", full,
                   "kind", "resource");
}

static json_t *locations_new(const pc_comparison *comparison, const pc_finding *finding) {
  return json_pack("[{s:{s:{s:s},s:{s:i,s:i,s:i,s:i}},s:o}]", "physicalLocation",
                   "artifactLocation", "uri", "paritycheck.yaml", "region", "startLine", 1,
                   "startColumn", 1, "endLine", 1, "endColumn", 2, "logicalLocations",
                   logical_new(comparison, finding->environment, finding->about->service));
}

/* What a divergence is known by from run to run: not by its answers, which the baseline watches. */
static json_t *fingerprints_new(const pc_comparison *comparison, const pc_finding *finding,
                                const pc_divergence *d) {
  const char *const parts[] = {finding->about->probe, finding->about->service, d->observation,
                               pc_comparison_environment(comparison, finding->environment)->name};
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    g_checksum_update(sum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);
  const char *whole = g_checksum_get_string(sum);
  g_autofree char *line = g_strdup_printf("%.16s:1", whole);
  return json_pack("{s:s,s:s}", "primaryLocationLineHash", line, "divergence/v1", whole);
}

/* An accepted one is suppressed; a pending one is until somebody has looked at it. */
static json_t *suppressions_new(const pc_comparison *comparison, const pc_divergence *d) {
  json_t *list = json_array();
  if (d->standing != PC_STANDING_ACCEPTED && d->standing != PC_STANDING_PENDING)
    return list;
  g_autofree char *told = pc_wording_standing(comparison, d);
  g_autofree char *reason =
      pc_wording_cut(d->acceptance ? d->acceptance->reason : NULL, PC_WORDING_LONG);
  json_array_append_new(list,
                        json_pack("{s:s,s:s,s:s}", "kind", "external", "status",
                                  d->standing == PC_STANDING_ACCEPTED ? "accepted" : "underReview",
                                  "justification", *reason ? reason : told));
  return list;
}

static json_t *properties_new(const pc_comparison *comparison, const pc_finding *finding,
                              const pc_divergence *d) {
  json_t *properties = json_object();
  json_object_set_new(properties, "environment",
                      string_new_take(pc_wording_environment(comparison, finding->environment)));
  json_object_set_new(properties, "service",
                      string_new_take(pc_wording_cut(finding->about->service, PC_WORDING_SHORT)));
  json_object_set_new(properties, "observation",
                      string_new_take(pc_wording_cut(d->observation, PC_WORDING_SHORT)));
  json_object_set_new(properties, "category", json_string(pc_category_names[d->category]));
  json_object_set_new(properties, "severity", json_string(pc_severity_names[d->severity]));
  json_object_set_new(properties, "silent", json_boolean(d->silent));
  if (d->follows)
    json_object_set_new(properties, "follows",
                        string_new_take(pc_wording_cut(d->follows, PC_WORDING_SHORT)));
  json_object_set_new(properties, "counts",
                      json_boolean(pc_divergence_counts(comparison, finding, d)));
  if (comparison->baseline)
    json_object_set_new(properties, "standing", json_string(pc_standing_names[d->standing]));
  return properties;
}

static json_t *result_new(const sarif *s, const pc_finding *finding, const pc_divergence *d) {
  static const char *const states[] = {
      [PC_STANDING_NEW] = "new",
      [PC_STANDING_CHANGED] = "updated",
      [PC_STANDING_EXPIRED] = "unchanged",
      [PC_STANDING_PENDING] = "new",
      [PC_STANDING_ACCEPTED] = "unchanged",
  };
  g_autofree char *told = pc_wording_divergence(s->comparison, d);
  const guint index = GPOINTER_TO_UINT(g_hash_table_lookup(s->rules, finding->about->probe)) - 1;
  json_t *result =
      json_pack("{s:o,s:i,s:s,s:o,s:o,s:o,s:o}", "ruleId",
                string_new_take(pc_wording_cut(finding->about->probe, PC_WORDING_SHORT)),
                "ruleIndex", (int)index, "level", level_of(d->severity), "message",
                message_new(told), "locations", locations_new(s->comparison, finding),
                "partialFingerprints", fingerprints_new(s->comparison, finding, d), "properties",
                properties_new(s->comparison, finding, d));
  /* All results have these, or none. */
  if (s->comparison->baseline) {
    json_object_set_new(result, "baselineState", json_string(states[d->standing]));
    json_object_set_new(result, "suppressions", suppressions_new(s->comparison, d));
  }
  return result;
}

/* What counts before what does not, then the severe. */
static guint rank_of(const pc_comparison *comparison, const pc_finding *finding,
                     const pc_divergence *d) {
  const guint behind = pc_divergence_counts(comparison, finding, d) ? 0 : PC_SEVERITY_HIGH + 1;
  return behind + (guint)(PC_SEVERITY_HIGH - d->severity);
}

static void ranks_count(sarif *s) {
  const GPtrArray *findings = s->comparison->findings;
  guint wanted[RANKS] = {0};
  for (guint i = 0; i < findings->len; i++) {
    const pc_finding *f = findings->pdata[i];
    for (guint k = 0; k < f->divergences->len; k++)
      wanted[rank_of(s->comparison, f, f->divergences->pdata[k])]++;
  }
  guint places = RESULTS_KEPT;
  for (guint i = 0; i < RANKS; i++) {
    s->kept[i] = MIN(wanted[i], places);
    places -= s->kept[i];
    s->left_out += wanted[i] - s->kept[i];
  }
}

static void results_write(sarif *s) {
  const GPtrArray *findings = s->comparison->findings;
  bool first = true;
  fputs("\"results\":[", s->stream);
  for (guint i = 0, end; i < findings->len; i = end) {
    end = pc_findings_end(s->comparison, i);
    g_autoptr(GPtrArray) all =
        pc_divergences_in_order((pc_finding *const *)&findings->pdata[i], end - i);
    for (guint k = 0; k < all->len; k++) {
      const pc_divergence *d = all->pdata[k];
      guint *kept = &s->kept[rank_of(s->comparison, d->finding, d)];
      if (!*kept)
        continue;
      --*kept;
      item_write_take(s->stream, first, result_new(s, d->finding, d));
      first = false;
    }
  }
  fputs("]", s->stream);
}

static json_t *notification_new(const char *id, const char *level, const char *text) {
  return json_pack("{s:{s:s},s:s,s:o}", "descriptor", "id", id, "level", level, "message",
                   message_new(text));
}

static json_t *problem_new(const sarif *s, const pc_problem *p) {
  g_autofree char *told = pc_wording_problem(s->comparison, p);
  json_t *notification = notification_new(pc_problem_names[p->kind], "error", told);
  const guint index =
      p->about ? GPOINTER_TO_UINT(g_hash_table_lookup(s->rules, p->about->probe)) : 0;
  if (index)
    json_object_set_new(
        notification, "associatedRule",
        json_pack("{s:o,s:i}", "id",
                  string_new_take(pc_wording_cut(p->about->probe, PC_WORDING_SHORT)), "index",
                  (int)index - 1));
  json_object_set_new(notification, "locations",
                      json_pack("[{s:o}]", "logicalLocations",
                                logical_new(s->comparison, p->environment, p->service)));
  return notification;
}

/* What is wrong with what was named, rather than with the asking. */
static bool problem_is_configuration(const pc_problem *p) {
  return p->kind == PC_PROBLEM_NOT_THERE || p->kind == PC_PROBLEM_SETUP_REFUSED ||
         p->kind == PC_PROBLEM_NOTHING_ASKED;
}

/* Gives whether the list is still empty. */
static bool problems_write(const sarif *s, bool configuration) {
  bool first = true;
  for (guint i = 0; i < s->comparison->problems->len; i++) {
    const pc_problem *p = s->comparison->problems->pdata[i];
    if (problem_is_configuration(p) != configuration)
      continue;
    item_write_take(s->stream, first, problem_new(s, p));
    first = false;
  }
  return first;
}

/* What the configuration declares of services instead of having it proved. */
static void declarations_write(const sarif *s, bool first) {
  for (guint i = 0; i < s->comparison->environments->len; i++) {
    const pc_recording_header *header = pc_comparison_environment(s->comparison, i)->header;
    for (guint k = 0; k < header->services->len; k++) {
      const pc_service_record *service = pc_recording_header_service_at(header, k);
      if (!*pc_wording_session(service))
        continue;
      g_autofree char *environment = pc_wording_environment(s->comparison, i);
      g_autofree char *shown = pc_wording_cut(service->name, PC_WORDING_SHORT);
      g_autofree char *text =
          g_strdup_printf("%s/%s%s", environment, shown, pc_wording_session(service));
      item_write_take(s->stream, first, notification_new("declared", "note", text));
      first = false;
    }
  }
}

static void invocation_write(const sarif *s) {
  const pc_comparison *comparison = s->comparison;
  fprintf(s->stream,
          "\"invocations\":[{\"executionSuccessful\":%s,\"exitCode\":%d,"
          "\n\"toolConfigurationNotifications\":[",
          comparison->problems->len ? "false" : "true", comparison->exit_status);
  declarations_write(s, problems_write(s, true));
  fputs("],\n\"toolExecutionNotifications\":[", s->stream);
  bool first = problems_write(s, false);
  /* As a result that is "absent" it would be an alert to GitHub, which knows no such state. */
  for (guint i = 0; i < comparison->stale->len; i++, first = false) {
    g_autofree char *told = pc_wording_stale(comparison->stale->pdata[i]);
    g_autofree char *text = g_strdup_printf("stale, what was accepted is gone: %s", told);
    item_write_take(s->stream, first, notification_new("stale", "note", text));
  }
  if (s->left_out) {
    g_autofree char *text =
        g_strdup_printf("%u results are left out, the least severe: GitHub takes no more than %d",
                        s->left_out, RESULTS_KEPT);
    item_write_take(s->stream, first, notification_new("left-out", "warning", text));
  }
  fputs("]}]", s->stream);
}

/* Which comparison this is, for those who upload several: its name up to the last slash is GitHub's
 * category. */
static json_t *automation_new(const pc_comparison *comparison) {
  g_autoptr(GString) id = g_string_new("paritycheck");
  for (guint i = 0; i < comparison->environments->len; i++) {
    g_autofree char *name = pc_wording_environment(comparison, i);
    g_string_append_printf(id, "/%s", name);
  }
  g_string_append_c(id, '/');
  return json_pack("{s:s}", "id", id->str);
}

/* What a notification is about. */
static const char *const notifications[][2] = {
    {"incident", "The run changed something outside of its scratches"},
    {"fault", "An answer could not be had"},
    {"unstable", "Asked twice, a service answered differently"},
    {"setup-refused", "Both sides refuse the setup, so that nothing was asked"},
    {"not-there", "A service could not be reached, or is in one environment only"},
    {"left-over", "Something of the run could not be removed"},
    {"unseen", "Whether the run changed anything outside of its scratches could not be told"},
    {"interrupted", "The run was stopped before everything was asked"},
    {"nothing-asked", "No behaviour was compared"},
    {"declared", "The configuration declares it of a service, and it was not proved"},
    {"stale", "What was accepted is gone: it is to be taken out of the baseline"},
    {"left-out", "There are more results than are taken"},
};

static void driver_write(sarif *s) {
  fputs("\"tool\":{\"driver\":{\"name\":\"paritycheck\",\"semanticVersion\":\"" PC_VERSION
        "\",\n\"notifications\":[",
        s->stream);
  for (guint i = 0; i < G_N_ELEMENTS(notifications); i++) {
    const char *const *n = notifications[i];
    item_write_take(s->stream, i == 0,
                    json_pack("{s:s,s:{s:s},s:{s:s},s:{s:s}}", "id", n[0], "shortDescription",
                              "text", n[1], "fullDescription", "text", n[1], "help", "text", n[1]));
  }
  fputs("],\n", s->stream);
  rules_write(s);
  fputs("}},\n", s->stream);
}

static void sarif_write(const pc_comparison *comparison, const pc_report_options *options,
                        FILE *stream) {
  (void)options;
  g_autoptr(GHashTable) rules = g_hash_table_new(g_str_hash, g_str_equal);
  sarif s = {.comparison = comparison, .stream = stream, .rules = rules};
  g_autofree char *verdict = pc_wording_cut(comparison->verdict, PC_WORDING_LONG);
  ranks_count(&s);
  fputs("{\"$schema\":\"https://json.schemastore.org/"
        "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n",
        stream);
  driver_write(&s);
  invocation_write(&s);
  fputs(",\n\"automationDetails\":", stream);
  json_t *automation = automation_new(comparison);
  json_dumpf(automation, stream, JSON_COMPACT);
  json_decref(automation);
  json_t *properties = json_pack("{s:s,s:s}", "failOn", comparison->fail_on, "verdict", verdict);
  fputs(",\n\"columnKind\":\"unicodeCodePoints\",\n\"properties\":", stream);
  json_dumpf(properties, stream, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(properties);
  fputs(",\n", stream);
  results_write(&s);
  fputs("}]}\n", stream);
}

const pc_report pc_report_sarif = {
    .name = "sarif",
    .summary = "SARIF 2.1.0, for GitHub's code scanning and editors",
    .write = sarif_write,
};
