/* SPDX-License-Identifier: MIT */
/* Outcomes, and the one place where they are made comparable. */
#include "harness/model/outcome.h"

#include "harness/model/probe.h"
#include "harness/model/row_order.h"

#include <stdlib.h>
#include <string.h>

const char *const pc_rule_names[] = {"reference",        "volatile", "sorted",
                                     "deadlock",         "ties",     "order-not-determined",
                                     "ties-under-limit", NULL};

pc_outcome *pc_outcome_new(pc_outcome_kind kind) {
  pc_outcome *outcome = g_new0(pc_outcome, 1);
  outcome->kind = kind;
  return outcome;
}

pc_outcome *pc_outcome_new_refusal(const char *class_name, const char *native_code,
                                   const char *message) {
  pc_outcome *outcome = pc_outcome_new(PC_OUTCOME_REFUSAL);
  outcome->class_name = g_strdup(class_name);
  outcome->native_code = g_strdup(native_code);
  outcome->message = g_strdup(message);
  return outcome;
}

pc_outcome *pc_outcome_new_unsupported(const char *operation) {
  pc_outcome *outcome = pc_outcome_new(PC_OUTCOME_UNSUPPORTED);
  outcome->class_name = g_strdup(operation);
  return outcome;
}

pc_outcome *pc_outcome_new_value_take(pc_value *value) {
  pc_outcome *outcome = pc_outcome_new(PC_OUTCOME_VALUE);
  outcome->value = value;
  return outcome;
}

pc_outcome *pc_outcome_new_from_json(const json_t *json) {
  const char *refusal = json_string_value(json_object_get(json, "refusal"));
  const char *unsupported = json_string_value(json_object_get(json, "unsupported"));
  if (refusal)
    return pc_outcome_new_refusal(refusal, json_string_value(json_object_get(json, "code")),
                                  json_string_value(json_object_get(json, "message")));
  if (unsupported)
    return pc_outcome_new_unsupported(unsupported);
  if (json_is_true(json_object_get(json, "missing")))
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (json_is_true(json_object_get(json, "done")))
    return pc_outcome_new(PC_OUTCOME_DONE);
  const json_t *inner = json_object_get(json, "value");
  pc_value *value = inner ? pc_value_new_from_json(inner) : NULL;
  return value ? pc_outcome_new_value_take(value) : NULL;
}

void pc_outcome_add_column(pc_outcome *outcome, const char *name) {
  if (!outcome->columns)
    outcome->columns = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(outcome->columns, g_strdup(name));
}

enum { FOLDS_COLUMNS = 64 };

void pc_outcome_set_folds(pc_outcome *outcome) {
  const guint column = outcome->columns->len - 1;
  if (column < FOLDS_COLUMNS)
    outcome->folds |= G_GUINT64_CONSTANT(1) << column;
}

bool pc_outcome_column_folds(const pc_outcome *outcome, guint column) {
  return column < FOLDS_COLUMNS ? (outcome->folds >> column) & 1 : outcome->folds != 0;
}

static void row_destroy(gpointer row) { pc_value_free(row); }

void pc_outcome_add_row_take(pc_outcome *outcome, pc_value *row) {
  if (!outcome->rows)
    outcome->rows = g_ptr_array_new_with_free_func(row_destroy);
  g_ptr_array_add(outcome->rows, row);
}

void pc_outcome_free(pc_outcome *outcome) {
  if (!outcome)
    return;
  if (outcome->columns)
    g_ptr_array_unref(outcome->columns);
  if (outcome->rows)
    g_ptr_array_unref(outcome->rows);
  pc_value_free(outcome->value);
  g_free(outcome->class_name);
  g_free(outcome->native_code);
  g_free(outcome->message);
  g_free(outcome);
}

/* Whether position at is within a string of the JSON text that starts at offset. */
static bool position_is_in_string(const GString *json, gsize offset, gsize at) {
  bool inside = false;
  for (gsize i = offset; i < at; i++) {
    if (json->str[i] == '\\')
      i++;
    else if (json->str[i] == '"')
      inside = !inside;
  }
  return inside;
}

static bool character_is_of_number(char c) {
  return g_ascii_isalnum(c) || c == '.' || c == '-' || c == '+';
}

/* Replaces length bytes at position at by a token; outside a string, only a whole number, by the
 * token as a string. */
static gsize reference_replace(GString *json, gsize offset, gsize at, gsize length,
                               const char *token) {
  const bool inside = position_is_in_string(json, offset, at);
  if (!inside && ((at > 0 && character_is_of_number(json->str[at - 1])) ||
                  character_is_of_number(json->str[at + length])))
    return 0;
  g_autofree char *quoted = g_strdup_printf(inside ? "%s" : "\"%s\"", token);
  g_string_erase(json, (gssize)at, (gssize)length);
  g_string_insert(json, (gssize)at, quoted);
  return strlen(quoted);
}

/* Replaces names of the run in the JSON text from offset on. Names are plain identifiers and
 * numbers, so that their JSON is their text. */
static bool references_replace(const char *const *references, GString *json, gsize offset) {
  bool changed = false;
  for (; references && references[0]; references += 2) {
    const char *found;
    gsize from = offset;
    while ((found = strstr(json->str + from, references[0])) != NULL) {
      const gsize at = (gsize)(found - json->str);
      const gsize replaced =
          reference_replace(json, offset, at, strlen(references[0]), references[1]);
      from = at + MAX(replaced, 1);
      changed = changed || replaced;
    }
  }
  return changed;
}

static bool column_is_volatile(const pc_outcome *outcome, const pc_canon *canon, guint i) {
  if (!canon->volatile_columns)
    return false;
  char number[12];
  g_snprintf(number, sizeof number, "%u", i + 1);
  return pc_list_contains(canon->volatile_columns, number) ||
         (outcome->columns && i < outcome->columns->len &&
          pc_list_contains(canon->volatile_columns, outcome->columns->pdata[i]));
}

static char *row_print(const pc_outcome *outcome, const pc_canon *canon, const pc_value *row,
                       guint columns, guint *rules) {
  GString *json = g_string_sized_new(64);
  g_string_append_c(json, '[');
  for (guint i = 0; i < MIN(columns, pc_value_length(row)); i++) {
    if (i)
      g_string_append_c(json, ',');
    if (column_is_volatile(outcome, canon, i)) {
      g_string_append(json, "{\"volatile\":true}");
      *rules |= PC_RULE_VOLATILE;
    } else {
      pc_value_print(pc_value_item(row, i), json);
    }
  }
  g_string_append_c(json, ']');
  if (references_replace(canon->references, json, 0))
    *rules |= PC_RULE_REFERENCE;
  return g_string_free(json, FALSE);
}

static int row_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether a sort key is a column whose values are masked. */
static bool key_is_volatile(const pc_outcome *outcome, const pc_canon *canon) {
  const GArray *keys = canon->order ? canon->order->keys : NULL;
  for (guint i = 0; keys && i < keys->len; i++) {
    guint column;
    const pc_sort_key *key = &g_array_index(keys, pc_sort_key, i);
    if (pc_sort_key_find(key, canon->order, outcome, &column) &&
        column_is_volatile(outcome, canon, column))
      return true;
  }
  return false;
}

/* Sorts rows that follow each other and are of one group; they came in any order. */
static void groups_sort(GPtrArray *rows, const guint *groups, guint *rules) {
  for (guint begin = 0, end; begin < rows->len; begin = end) {
    bool sorted = true;
    for (end = begin + 1; end < rows->len && groups[end] == groups[begin]; end++)
      sorted = sorted && strcmp(rows->pdata[end - 1], rows->pdata[end]) <= 0;
    if (sorted)
      continue;
    qsort(rows->pdata + begin, end - begin, sizeof *rows->pdata, row_compare);
    *rules |= PC_RULE_TIES;
  }
}

/* Puts rows into the order in which they are compared. */
static void rows_sort(GPtrArray *rows, const pc_canon *canon, const guint *groups, guint *rules) {
  bool sorted = true;
  for (guint i = 1; i < rows->len; i++)
    sorted = sorted && strcmp(rows->pdata[i - 1], rows->pdata[i]) <= 0;
  if (canon->ordered)
    return;
  if (groups) {
    groups_sort(rows, groups, rules);
    return;
  }
  if (canon->order && rows->len > 1)
    *rules |= PC_RULE_UNFOLLOWED;
  else if (!sorted)
    *rules |= PC_RULE_SORTED;
  g_ptr_array_sort(rows, row_compare);
}

static void order_print(const pc_row_order *order, GString *json) {
  if (order->limit && order->groups)
    g_string_append_printf(json, "\"limit\":%s,", order->limit->str);
  if (!order->groups || order->rows < 2)
    return;
  g_string_append(json, "\"order\":");
  for (guint i = 0; i < order->rows; i++)
    g_string_append_printf(json, "%c%u", i ? ',' : '[', order->groups[i]);
  g_string_append(json, "],");
}

static void columns_print(const pc_outcome *outcome, guint columns, GString *json) {
  g_string_append(json, "\"columns\":[");
  for (guint i = 0; outcome->columns && i < MIN(columns, outcome->columns->len); i++) {
    if (i)
      g_string_append_c(json, ',');
    pc_json_string_print(outcome->columns->pdata[i], strlen(outcome->columns->pdata[i]), json);
  }
  g_string_append(json, "],");
}

static void rows_print(const pc_outcome *outcome, const pc_canon *canon, GString *json,
                       guint *rules) {
  pc_row_order order;
  pc_row_order_init(&order, outcome, canon->order, canon->folds);
  if (key_is_volatile(outcome, canon))
    g_clear_pointer(&order.groups, g_free);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_full(order.rows, g_free);
  for (guint i = 0; i < order.rows; i++)
    g_ptr_array_add(rows, row_print(outcome, canon, outcome->rows->pdata[i], order.columns, rules));
  rows_sort(rows, canon, order.groups, rules);
  if (canon->names)
    columns_print(outcome, order.columns, json);
  order_print(&order, json);
  g_string_append(json, "\"rows\":[");
  for (guint i = 0; i < rows->len; i++) {
    if (i)
      g_string_append_c(json, ',');
    g_string_append(json, rows->pdata[i]);
  }
  g_string_append_c(json, ']');
  pc_row_order_clear(&order);
}

static void name_print(const char *key, const char *name, GString *json) {
  g_string_append_printf(json, "\"%s\":", key);
  pc_json_string_print(name, strlen(name), json);
}

static void body_print(const pc_outcome *outcome, const pc_canon *canon, GString *json,
                       guint *rules) {
  switch (outcome->kind) {
  case PC_OUTCOME_ROWS:
    rows_print(outcome, canon, json, rules);
    break;
  case PC_OUTCOME_AFFECTED:
    g_string_append_printf(json, "\"affected\":%" G_GINT64_FORMAT, outcome->affected);
    break;
  case PC_OUTCOME_DONE:
    g_string_append(json, "\"done\":true");
    break;
  case PC_OUTCOME_VALUE:
    g_string_append(json, "\"value\":");
    pc_value_print(outcome->value, json);
    break;
  case PC_OUTCOME_MISSING:
    g_string_append(json, "\"missing\":true");
    break;
  case PC_OUTCOME_REFUSAL:
    name_print("refusal", outcome->class_name, json);
    break;
  case PC_OUTCOME_UNSUPPORTED:
    name_print("unsupported", outcome->class_name, json);
    break;
  case PC_OUTCOME_WAITING:
    break;
  }
}

void pc_outcome_print(const pc_outcome *outcome, const pc_canon *canon, GString *json,
                      guint *ret_rules) {
  const gsize start = json->len;
  g_string_append_c(json, '{');
  const bool masked =
      canon->volatile_columns && !*canon->volatile_columns && outcome->kind != PC_OUTCOME_REFUSAL &&
      outcome->kind != PC_OUTCOME_UNSUPPORTED && outcome->kind != PC_OUTCOME_WAITING;
  /* Keys in sorted order: affected < blocked < columns, done, refusal, rows, ... */
  const bool blocked = outcome->blocked || outcome->kind == PC_OUTCOME_WAITING;
  if (blocked && (masked || outcome->kind != PC_OUTCOME_AFFECTED))
    g_string_append(json,
                    outcome->kind == PC_OUTCOME_WAITING ? "\"blocked\":true" : "\"blocked\":true,");
  if (masked) {
    g_string_append(json, "\"volatile\":true");
    *ret_rules |= PC_RULE_VOLATILE;
  } else {
    body_print(outcome, canon, json, ret_rules);
  }
  if (blocked && !masked && outcome->kind == PC_OUTCOME_AFFECTED)
    g_string_append(json, ",\"blocked\":true");
  g_string_append_c(json, '}');
  if (references_replace(canon->references, json, start))
    *ret_rules |= PC_RULE_REFERENCE;
}
