/* SPDX-License-Identifier: MIT */
/* What the cells open, as JSON that the page's script reads when the first is opened. */
#include "reports/html/html.h"
#include "reports/wording.h"

#include "harness/compare/cause.h"
#include "harness/model/outcome_text.h"

#include <string.h>

enum { STATEMENTS_SHOWN = 200, FAR_COLUMNS = 400 };

static void member_append(GString *json, const char *name, const json_t *text) {
  if (!json_is_string(text))
    return;
  g_string_append_printf(json, "%s\"%s\":", json->str[json->len - 1] == '{' ? "" : ",", name);
  pc_html_json_words(json, json_string_value(text), json_string_length(text));
}

static void words_append(GString *json, const char *name, const char *words) {
  if (!words)
    return;
  g_string_append_printf(json, "%s\"%s\":", json->str[json->len - 1] == '{' ? "" : ",", name);
  pc_html_json_words(json, words, strlen(words));
}

static void flag_append(GString *json, const char *name, bool flag) {
  if (flag)
    g_string_append_printf(json, "%s\"%s\":true", json->str[json->len - 1] == '{' ? "" : ",", name);
}

/* Texts for each environment, each once: [[text,..],[index or -1,..]]. */
typedef struct texts {
  GPtrArray *each; /* JSON texts (char *) */
  GString *indices;
} texts;

static texts texts_new(void) {
  return (texts){.each = g_ptr_array_new_with_free_func(g_free), .indices = g_string_new("[")};
}

static void texts_add(texts *t, const char *text) {
  int at = -1;
  for (guint i = 0; text && i < t->each->len && at < 0; i++)
    if (strcmp(t->each->pdata[i], text) == 0)
      at = (int)i;
  if (text && at < 0) {
    at = (int)t->each->len;
    g_ptr_array_add(t->each, g_strdup(text));
  }
  g_string_append_printf(t->indices, "%s%d", t->indices->len > 1 ? "," : "", at);
}

static void texts_append_free(texts *t, GString *json) {
  g_string_append(json, "[[");
  for (guint i = 0; i < t->each->len; i++)
    g_string_append_printf(json, "%s%s", i ? "," : "", (const char *)t->each->pdata[i]);
  g_string_append_printf(json, "],%s]]", t->indices->str);
  g_ptr_array_unref(t->each);
  g_string_free(t->indices, TRUE);
}

static void answers_append(const pc_html *html, const pc_html_row *row, GString *json) {
  texts t = texts_new();
  const char *reference = row->about->answers->pdata[html->comparison->reference];
  g_autofree char *reference_text = NULL;
  for (guint i = 0; i < html->names->len; i++) {
    const char *line = row->about->answers->pdata[html->columns[i]];
    if (reference_text && line && strcmp(line, reference) == 0) {
      texts_add(&t, reference_text);
      continue;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    if (line)
      pc_html_answer_append(text, line);
    texts_add(&t, line ? text->str : NULL);
    if (i == 0 && line)
      reference_text = g_strdup(text->str);
  }
  g_string_append(json, ",\"answers\":");
  texts_append_free(&t, json);
}

static void statement_append(GString *json, const json_t *entry) {
  const json_t *parameters = json_object_get(entry, "parameters");
  const json_t *sent = json_object_get(entry, "sent");
  g_string_append_c(json, '{');
  member_append(json, "label", json_object_get(entry, "label"));
  member_append(json, "session", json_object_get(entry, "session"));
  if (parameters) {
    char *bound = json_dumps(parameters, JSON_COMPACT | JSON_ENCODE_ANY);
    words_append(json, "bound", bound);
    free(bound);
  }
  g_string_append(json, json->str[json->len - 1] == '{' ? "\"sent\":" : ",\"sent\":");
  pc_html_json_lines(json, json_is_string(sent) ? json_string_value(sent) : "",
                     json_is_string(sent) ? json_string_length(sent) : 0);
  g_string_append_c(json, '}');
}

/* [statement,..,how many more] */
static void trace_append(GString *json, const json_t *trace) {
  size_t i;
  json_t *entry;
  g_string_append_c(json, '[');
  json_array_foreach(trace, i, entry) {
    if (i == STATEMENTS_SHOWN)
      break;
    statement_append(json, entry);
    g_string_append_c(json, ',');
  }
  g_string_append_printf(json, "%zu]", json_array_size(trace) - i);
}

/* ,"messages":[[label,{code,message}],..]: the engine's own words, the first for each label. */
static void messages_append(GString *json, const json_t *trace) {
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *entry;
  json_array_foreach(trace, i, entry) {
    const char *label = json_string_value(json_object_get(entry, "label"));
    const json_t *message = json_object_get(entry, "message");
    const json_t *code = json_object_get(entry, "code");
    label = label ? label : "setup";
    if ((!json_is_string(message) && !json_is_string(code)) ||
        !g_hash_table_add(told, (gpointer)(guintptr)label))
      continue;
    g_string_append(json, g_hash_table_size(told) == 1 ? ",\"messages\":[[" : ",[");
    pc_html_json_words(json, label, strlen(label));
    g_string_append(json, ",{");
    member_append(json, "code", code);
    member_append(json, "message", message);
    g_string_append(json, "}]");
  }
  if (g_hash_table_size(told))
    g_string_append_c(json, ']');
}

static void outcome_text_append(GString *json, const char *outcome) {
  json_t *parsed = outcome ? json_loads(outcome, JSON_ALLOW_NUL, NULL) : NULL;
  if (parsed)
    pc_html_outcome_append(json, parsed);
  json_decref(parsed);
}

/* Whether two answers differ in what is shown of them, and not first in how much was cut off, the
 * only number behind a text. */
static bool differ_visibly(const char *a, const char *b) {
  gsize at = 0;
  while (a[at] && a[at] == b[at])
    at++;
  gsize number = at;
  while (number && g_ascii_isdigit(a[number - 1]))
    number--;
  const bool counts = number >= 2 && a[number - 1] == ',' && a[number - 2] == '"';
  return (a[at] || b[at]) && !counts;
}

/* Where two answers that differ look the same as far as they are shown, both from shortly before
 * they differ. */
static void far_append(GString *json, const pc_divergence *d) {
  g_autoptr(GString) reference = g_string_new(NULL);
  g_autoptr(GString) other = g_string_new(NULL);
  outcome_text_append(reference, d->reference);
  outcome_text_append(other, d->other);
  if (differ_visibly(reference->str, other->str))
    return;
  g_autofree char *shown_reference = NULL;
  g_autofree char *shown_other = NULL;
  pc_outcome_show_pair(d->reference, d->other, FAR_COLUMNS, &shown_reference, &shown_other);
  g_string_append(json, ",\"far\":[");
  pc_html_json_shown(json, shown_reference);
  g_string_append_c(json, ',');
  pc_html_json_shown(json, shown_other);
  g_string_append_c(json, ']');
}

static void divergence_append(const pc_html *html, GString *json, const pc_divergence *d) {
  g_string_append_c(json, '{');
  words_append(json, "label", d->observation);
  words_append(json, "category", pc_category_names[d->category]);
  flag_append(json, "silent", d->silent);
  if (d->follows)
    words_append(json, "follows", d->follows);
  if (html->comparison->baseline)
    words_append(json, "standing", pc_standing_names[d->standing]);
  if (d->acceptance) {
    words_append(json, "reason", d->acceptance->reason);
    words_append(json, "owner", d->acceptance->owner);
    words_append(json, "expires", d->acceptance->expires);
  }
  far_append(json, d);
  g_string_append_c(json, '}');
}

static char *cause_words(const pc_html *html, const pc_cause *cause) {
  const pc_setting *s = cause->setting;
  const char *in = s ? NULL : pc_comparison_environment(html->comparison, cause->environment)->name;
  if (s)
    return g_strdup_printf("%s differs: %s, reference %s", s->name, s->other ? s->other : "(none)",
                           s->reference ? s->reference : "(none)");
  if (cause->gone && cause->stayed)
    return g_strdup_printf("tried: of %u differences %u disappear with \"%s\" in %s",
                           cause->gone + cause->stayed, cause->gone, cause->statement, in);
  return g_strdup_printf("tried: %s with \"%s\" in %s", cause->gone ? "disappears" : "stays",
                         cause->statement, in);
}

static void findings_append(const pc_html *html, const pc_html_row *row, guint environment,
                            GString *json) {
  g_autoptr(GPtrArray) own = g_ptr_array_new();
  for (guint i = 0; i < row->findings->len; i++)
    if (((const pc_finding *)row->findings->pdata[i])->environment == environment)
      g_ptr_array_add(own, row->findings->pdata[i]);
  if (own->len == 0)
    return;
  g_string_append(json, ",\"differ\":[");
  g_autoptr(GPtrArray) all = pc_divergences_in_order((pc_finding *const *)own->pdata, own->len);
  for (guint i = 0; i < all->len; i++) {
    if (i)
      g_string_append_c(json, ',');
    divergence_append(html, json, all->pdata[i]);
  }
  g_string_append_c(json, ']');
  g_autoptr(GPtrArray) causes =
      pc_causes_new(html->comparison, (pc_finding *const *)own->pdata, own->len);
  for (guint i = 0; i < causes->len; i++) {
    g_autofree char *words = cause_words(html, causes->pdata[i]);
    g_string_append(json, i ? "," : ",\"causes\":[");
    pc_html_json_words(json, words, strlen(words));
  }
  if (causes->len)
    g_string_append_c(json, ']');
}

/* Why there is nothing to compare. */
static void reasons_append(const pc_html_row *row, guint environment, const json_t *evidence,
                           GString *json) {
  guint n = 0;
  for (guint i = 0; i < row->problems->len; i++) {
    const pc_problem *problem = row->problems->pdata[i];
    if (problem->environment != environment)
      continue;
    g_string_append(json, n++ ? "," : ",\"reasons\":[");
    pc_html_json_words(json, problem->text, strlen(problem->text));
  }
  for (guint i = 0; i < row->skips->len; i++) {
    const pc_skip *skip = row->skips->pdata[i];
    if (skip->environment != environment)
      continue;
    g_string_append(json, n++ ? "," : ",\"reasons\":[");
    g_autofree char *words = skip->observations
                                 ? g_strdup_printf("%s: %s", skip->subject, skip->reason)
                                 : g_strdup(skip->reason);
    pc_html_json_words(json, words, strlen(words));
  }
  if (n)
    g_string_append_c(json, ']');
  g_autofree char *fault = pc_wording_fault(evidence);
  if (*fault) {
    g_string_append(json, ",\"fault\":");
    pc_html_json_shown(json, fault);
  }
}

static void about_append(GString *json, const json_t *about) {
  static const char *const members[] = {"bites", "remedy", "see", "tags"};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++)
    member_append(json, members[i], json_object_get(about, members[i]));
  flag_append(json, "program", json_is_false(json_object_get(about, "script")));
  flag_append(json, "equivalent", json_is_true(json_object_get(about, "equivalent")));
  flag_append(json, "intrusive",
              g_strcmp0(json_string_value(json_object_get(about, "reach")), "intrusive") == 0);
}

static void row_append(const pc_html *html, const pc_html_row *row, GString *json) {
  g_autoptr(GString) sides = g_string_new("[");
  texts sent = texts_new();
  bool told = false;
  g_string_append_c(json, '{');
  words_append(json, "probe", row->about->probe);
  words_append(json, "service", row->about->service);
  words_append(json, "title", row->about->title);
  words_append(json, "severity", pc_severity_names[row->about->severity]);
  for (guint i = 0; i < html->names->len; i++) {
    const guint environment = html->columns[i];
    const char *line = row->about->evidence->pdata[environment];
    json_t *evidence = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL;
    const json_t *trace = json_object_get(evidence, "trace");
    g_autoptr(GString) text = g_string_new(NULL);
    if (evidence && !told)
      about_append(json, json_object_get(evidence, "about"));
    told = told || evidence;
    trace_append(text, trace);
    texts_add(&sent, json_array_size(trace) ? text->str : NULL);
    g_string_append_printf(sides, "%s{\"state\":\"%s\"", i ? "," : "",
                           pc_state_names[row->about->states[environment]]);
    messages_append(sides, trace);
    reasons_append(row, environment, evidence, sides);
    findings_append(html, row, environment, sides);
    g_string_append_c(sides, '}');
    json_decref(evidence);
  }
  answers_append(html, row, json);
  g_string_append(json, ",\"sent\":");
  texts_append_free(&sent, json);
  g_string_append_printf(json, ",\"sides\":%s]}", sides->str);
}

static void services_append(const pc_recording_header *header, GString *json) {
  static const char *const members[] = {"adapter", "client", "session_client", "url", "product"};
  for (guint k = 0; k < header->services->len; k++) {
    const pc_service_record *service = pc_recording_header_service_at(header, k);
    g_string_append(json, k ? ",[" : "[");
    pc_html_json_words(json, service->name, strlen(service->name));
    g_string_append(json, ",{");
    for (guint i = 0; i < G_N_ELEMENTS(members); i++)
      member_append(json, members[i], json_object_get(service->json, members[i]));
    member_append(json, "version", json_object_get(service->fingerprint.json, "version"));
    g_string_append(json, "}]");
  }
}

void pc_html_data_append(pc_html *html) {
  GString *json = html->text;
  g_string_append(json, "<script type=\"application/json\">{\"environments\":[");
  for (guint i = 0; i < html->names->len; i++) {
    const char *name = html->names->pdata[html->columns[i]];
    const pc_environment *e = pc_comparison_environment(html->comparison, html->columns[i]);
    g_string_append(json, i ? ",{" : "{");
    words_append(json, "name", name);
    g_string_append(json, ",\"services\":[");
    services_append(e->header, json);
    g_string_append(json, "]}");
  }
  g_string_append(json, "],\n\"rows\":[\n");
  for (guint i = 0; i < html->rows->len; i++) {
    if (i)
      g_string_append(json, ",\n");
    row_append(html, html->rows->pdata[i], json);
  }
  g_string_append(json, "\n]}</script>\n");
}
