/* SPDX-License-Identifier: MIT */
/* What was answered, held against a contract's tables. */
#include "harness/worker/contract_judge.h"

#include "harness/model/operation.h"

#include <string.h>

enum { LARGE_BYTES = 300000 };

/* text as JSON, with the names of scratch; NULL for "". The caller's. */
static json_t *json_fill(const char *text, const char *scratch) {
  g_autoptr(GString) json = g_string_new(text);
  g_autoptr(GString) hex = g_string_new(NULL);
  for (const char *c = scratch; *c; c++)
    g_string_append_printf(hex, "%02x", (guchar)*c);
  g_string_replace(json, "'", "\"", 0);
  g_string_replace(json, "${hex}", hex->str, 0);
  g_string_replace(json, "${k}", scratch, 0);
  if (strstr(json->str, "${large}")) {
    g_autofree char *large = g_strnfill(LARGE_BYTES, 'x');
    g_string_replace(json, "${large}", large, 0);
  }
  return json_loads(json->str, JSON_DECODE_ANY, NULL);
}

json_t *pc_contract_operation_new(const pc_contract_row *row, const char *scratch) {
  return json_fill(row->operation, scratch);
}

static bool is_seconds(const json_t *outcome) {
  const json_t *value = json_object_get(outcome, "value");
  const char *real = json_string_value(json_object_get(value, "real"));
  const double seconds = real ? g_ascii_strtod(real, NULL) : json_number_value(value);
  return seconds > 0 && seconds <= 60;
}

/* The map's entries where the outcome is a message: a map with a body. */
static const json_t *message_entries(const json_t *outcome, const json_t **ret_body) {
  const json_t *entries = json_object_get(json_object_get(outcome, "value"), "map");
  size_t i;
  json_t *entry;
  *ret_body = NULL;
  json_array_foreach(entries, i, entry) {
    if (g_strcmp0(json_string_value(json_array_get(entry, 0)), "body") == 0)
      *ret_body = json_array_get(entry, 1);
  }
  return *ret_body ? entries : NULL;
}

/* What is wrong with one member of a message; NULL: nothing. */
static const char *member_check(const json_t *entry) {
  const char *name = json_string_value(json_array_get(entry, 0));
  const json_t *value = json_array_get(entry, 1);
  if (!name)
    return "a member of the message has no name";
  if (strcmp(name, "body") == 0)
    return NULL;
  if (strcmp(name, "headers") == 0)
    return json_is_array(json_object_get(value, "map")) ? NULL : "headers are a map";
  if (strcmp(name, "redelivered") == 0)
    return json_is_boolean(value) ? NULL : "redelivered is true or false";
  if (strcmp(name, "deliveries") == 0)
    return json_integer_value(value) >= 1 ? NULL : "deliveries is a count from 1";
  if (strcmp(name, "priority") == 0)
    return json_is_integer(value) ? NULL : "priority is an integer";
  if (strcmp(name, "message_id") == 0 || strcmp(name, "content_type") == 0)
    return json_is_string(value) ? NULL : "message_id and content_type are text";
  return "a message has no such member: body, headers, redelivered, deliveries, priority, "
         "message_id, content_type";
}

static const char *message_check(const json_t *entries) {
  size_t i;
  json_t *entry;
  json_array_foreach(entries, i, entry) {
    const char *wrong = member_check(entry);
    if (wrong)
      return wrong;
  }
  return NULL;
}

/* Whether outcome is the one that text (one of a row's) stands for. ret_wrong: it is, but for its
 * shape. */
static bool outcome_is(const char *text, const json_t *outcome, const char **ret_wrong) {
  static const char prefix[] = "message ";
  const bool message = g_str_has_prefix(text, prefix);
  json_t *wanted = json_fill(message ? text + strlen(prefix) : text, "${k}");
  const json_t *body;
  const json_t *entries = message ? message_entries(outcome, &body) : NULL;
  const bool is = message ? entries && json_equal(wanted, body) : json_equal(wanted, outcome);
  json_decref(wanted);
  if (is && message)
    *ret_wrong = message_check(entries);
  return is;
}

/* The member of the array's object that bears label. */
static const json_t *labelled_in(const json_t *array, const char *label) {
  size_t i;
  json_t *each;
  json_array_foreach(array, i, each) {
    if (g_strcmp0(json_string_value(json_object_get(each, "label")), label) == 0)
      return each;
  }
  return NULL;
}

static const json_t *labelled(const json_t *reply, const char *array, const char *label) {
  const json_t *found = labelled_in(json_object_get(reply, array), label);
  size_t i;
  json_t *part;
  json_array_foreach(json_object_get(reply, "parts"), i, part) {
    if (!found)
      found = labelled_in(json_object_get(part, array), label);
  }
  return found;
}

static bool was_done(const json_t *reply, const char *label) {
  const json_t *outcome = json_object_get(labelled(reply, "observations", label), "outcome");
  return json_object_get(outcome, "done") ||
         (json_object_get(outcome, "value") && !json_is_false(json_object_get(outcome, "value")));
}

/* "unsupported" names the operation, or one of its arguments. */
static bool names_what_it_lacks(const pc_contract_row *row, const char *name) {
  json_t *operation = json_fill(row->operation, "");
  const bool names = strcmp(name, pc_operation_name(operation)) == 0 ||
                     (strcmp(name, "op") != 0 && json_object_get(operation, name));
  json_decref(operation);
  return names;
}

static pc_contract_verdict unsupported_judge(const pc_contract_row *row, const json_t *outcome,
                                             char **ret_reason) {
  const char *name = json_string_value(json_object_get(outcome, "unsupported"));
  if (row->allowed & PC_REQUIRED)
    return PC_CONFORMANCE_BROKEN;
  if (name && names_what_it_lacks(row, name))
    return PC_CONFORMANCE_UNSUPPORTED;
  *ret_reason = g_strdup("what is unsupported is neither the operation nor an argument of it");
  return PC_CONFORMANCE_BROKEN;
}

static pc_contract_verdict allowed_judge(const pc_contract_row *row, const json_t *outcome,
                                         char **ret_reason) {
  static const struct {
    guint bit;
    const char *member;
  } kinds[] = {{PC_ALLOW_VALUE, "value"},
               {PC_ALLOW_REFUSAL, "refusal"},
               {PC_ALLOW_MISSING, "missing"},
               {PC_ALLOW_DONE, "done"}};
  const json_t *body;
  if (json_object_get(outcome, "unsupported"))
    return unsupported_judge(row, outcome, ret_reason);
  if (g_str_has_prefix(row->expected, "message ") && json_object_get(outcome, "value")) {
    const json_t *entries = message_entries(outcome, &body);
    *ret_reason = g_strdup(entries ? message_check(entries) : "a message is a map with a body");
    if (*ret_reason)
      return PC_CONFORMANCE_BROKEN;
  }
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if ((row->allowed & kinds[i].bit) && json_object_get(outcome, kinds[i].member))
      return PC_CONFORMS_OWN;
  return PC_CONFORMANCE_BROKEN;
}

static pc_contract_verdict time_judge(const pc_contract_row *row, const json_t *outcome,
                                      const json_t *sent, char **ret_reason) {
  const json_int_t ms = json_integer_value(json_object_get(sent, "us")) / 1000;
  if (row->most_ms && ms > row->most_ms) {
    *ret_reason = g_strdup_printf("it took %" JSON_INTEGER_FORMAT " ms, expected at most %u", ms,
                                  row->most_ms);
    return PC_CONFORMANCE_BROKEN;
  }
  if (ms >= row->least_ms || !json_object_get(outcome, "missing"))
    return PC_CONFORMS;
  *ret_reason =
      g_strdup_printf("it did not wait: nothing was found after %" JSON_INTEGER_FORMAT " of %u ms",
                      ms, row->least_ms);
  return PC_CONFORMS_OWN;
}

pc_contract_verdict pc_contract_judge(const pc_contract_row *row, const json_t *reply,
                                      const json_t **ret_outcome, const json_t **ret_sent,
                                      char **ret_reason) {
  const json_t *outcome = json_object_get(labelled(reply, "observations", row->label), "outcome");
  const json_t *body;
  const char *wrong = NULL;
  bool is = false;
  *ret_outcome = outcome;
  *ret_sent = labelled(reply, "trace", row->label);
  *ret_reason = NULL;
  if (!outcome)
    return PC_CONFORMANCE_NOT_ASKED;
  const bool idle = row->after && !was_done(reply, row->after);
  if (idle && !(g_str_has_prefix(row->expected, "message ") && message_entries(outcome, &body)))
    return PC_CONFORMS;
  g_auto(GStrv) expected = g_strsplit(row->expected, " | ", -1);
  for (char **each = expected; *each && !is && !idle; each++)
    is = outcome_is(*each, outcome, &wrong);
  *ret_reason = g_strdup(wrong);
  if (wrong)
    return PC_CONFORMANCE_BROKEN;
  if (idle)
    *ret_reason = g_strdup_printf("a message came, though '%s' was not done", row->after);
  if (is || (!idle && (row->allowed & PC_EXPECT_SECONDS) && is_seconds(outcome)))
    return time_judge(row, outcome, *ret_sent, ret_reason);
  return idle ? PC_CONFORMANCE_BROKEN : allowed_judge(row, outcome, ret_reason);
}
