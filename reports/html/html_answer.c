/* SPDX-License-Identifier: MIT */
/* Answers for the page's script: values as shown text, rows as lists of them, so that it can mark
 * what differs. */
#include "reports/html/html.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum { ROWS_SHOWN = 200, ROWS_BYTES_SHOWN = 64 * 1024 };

static void value_append(GString *json, const json_t *value) {
  g_autofree char *shown = pc_value_show(value);
  pc_html_json_shown(json, shown);
}

static void values_append(GString *json, const json_t *values) {
  size_t i;
  json_t *value;
  g_string_append_c(json, '[');
  json_array_foreach(values, i, value) {
    if (i)
      g_string_append_c(json, ',');
    value_append(json, value);
  }
  g_string_append_c(json, ']');
}

/* {"n":rows,"columns":[..]?,"rows":[[..],..],"waited":true?} */
static void rows_append(GString *json, const json_t *outcome, const json_t *rows) {
  const json_t *columns = json_object_get(outcome, "columns");
  const gsize start = json->len;
  size_t i;
  json_t *row;
  g_string_append_printf(json, "{\"n\":%zu", json_array_size(rows));
  if (columns) {
    g_string_append(json, ",\"columns\":");
    values_append(json, columns);
  }
  if (json_object_get(outcome, "blocked"))
    g_string_append(json, ",\"waited\":true");
  g_string_append(json, ",\"rows\":[");
  json_array_foreach(rows, i, row) {
    if (i == ROWS_SHOWN || json->len - start > ROWS_BYTES_SHOWN)
      break;
    if (i)
      g_string_append_c(json, ',');
    values_append(json, row);
  }
  g_string_append(json, "]}");
}

void pc_html_outcome_append(GString *json, const json_t *outcome) {
  const json_t *rows = json_object_get(outcome, "rows");
  if (json_is_array(rows)) {
    rows_append(json, outcome, rows);
    return;
  }
  g_autofree char *shown = pc_outcome_show(outcome);
  pc_html_json_shown(json, shown);
}

/* [["label",outcome],..] */
static void observations_append(GString *json, const json_t *observations) {
  size_t i;
  json_t *observation;
  g_string_append_c(json, '[');
  json_array_foreach(observations, i, observation) {
    const json_t *label = json_object_get(observation, "label");
    g_string_append(json, i ? ",[" : "[");
    pc_html_json_words(json, json_is_string(label) ? json_string_value(label) : "",
                       json_is_string(label) ? json_string_length(label) : 0);
    g_string_append_c(json, ',');
    pc_html_outcome_append(json, json_object_get(observation, "outcome"));
    g_string_append_c(json, ']');
  }
  g_string_append_c(json, ']');
}

/* {"said":[..]}, {"first":[..],"second":[..]} of one that is unstable, or {} of what was not
 * answered. */
void pc_html_answer_append(GString *json, const char *line) {
  json_t *answer = json_loads(line, JSON_ALLOW_NUL, NULL);
  const json_t *twice = json_object_get(answer, "answers");
  const json_t *observations = json_object_get(answer, "observations");
  if (json_array_size(twice) == 2) {
    g_string_append(json, "{\"first\":");
    observations_append(json, json_array_get(twice, 0));
    g_string_append(json, ",\"second\":");
    observations_append(json, json_array_get(twice, 1));
    g_string_append_c(json, '}');
  } else if (json_is_array(observations)) {
    g_string_append(json, "{\"said\":");
    observations_append(json, observations);
    g_string_append_c(json, '}');
  } else {
    g_string_append(json, "{}");
  }
  json_decref(answer);
}
