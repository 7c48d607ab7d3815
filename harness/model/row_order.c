/* SPDX-License-Identifier: MIT */
/* Groups of rows with equal sort keys. */
#include "harness/model/row_order.h"

#include "harness/base/number.h"

#include <string.h>

enum { BMP_LAST = 0xFFFF };

/* Whether a letter tells nothing behind the one before it: a sharp s is "s" in some collations,
 * "ss" in others, and so are the umlauts and ligatures "a" and "ae". */
static bool letter_is_spare(char before, char letter) {
  return (letter == 's' && before == 's') || (letter == 'e' && before && strchr("aou", before));
}

/* Appends what is left of one character that has been decomposed and folded. */
static void character_fold(gunichar c, GString *folded) {
  char text[8] = {0};
  if (g_unichar_ismark(c) || g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
    return;
  if (c > BMP_LAST) {
    /* Equal to each other in utf8mb4_general_ci and utf8mb4_unicode_ci. */
    g_string_append_c(folded, '?');
    return;
  }
  text[g_unichar_to_utf8(c, text)] = '\0';
  g_autofree char *ascii = c < 0x80 ? NULL : g_str_to_ascii(text, "C");
  for (const char *add = ascii && strcmp(ascii, "?") != 0 ? ascii : text; *add; add++) {
    const char letter = g_ascii_tolower(*add);
    if (!letter_is_spare(folded->len > 0 ? folded->str[folded->len - 1] : '\0', letter))
      g_string_append_c(folded, letter);
  }
}

char *pc_text_fold(const char *text, gsize length) {
  GString *folded = g_string_sized_new(length);
  g_autofree char *cased = g_utf8_casefold(text, (gssize)length);
  g_autofree char *decomposed = g_utf8_normalize(cased, -1, G_NORMALIZE_ALL);
  for (char *c = decomposed; c && *c; c = g_utf8_next_char(c))
    character_fold(g_utf8_get_char(c), folded);
  while (folded->len > 0 && folded->str[folded->len - 1] == ' ')
    g_string_truncate(folded, folded->len - 1);
  return g_string_free(folded, FALSE);
}

static void bytes_append(const char *bytes, gsize length, GString *text) {
  g_string_append_printf(text, "%" G_GSIZE_FORMAT ":", length);
  g_string_append_len(text, bytes, (gssize)length);
}

static void number_append(const char *number, GString *text) {
  g_autoptr(GString) digits = g_string_new(NULL);
  gint64 power;
  bool negative;
  if (pc_number_normalise(number, digits, &power, &negative))
    g_string_append_printf(text, "#%c%se%" G_GINT64_FORMAT ",", negative ? '-' : '+', digits->str,
                           power);
  else
    g_string_append_printf(text, "#%s,", number);
}

static void text_append(const pc_value *value, bool folds, GString *text) {
  gsize length;
  const char *bytes = pc_value_text(value, &length);
  g_autofree char *folded = folds ? pc_text_fold(bytes, length) : NULL;
  bytes_append(folded ? folded : bytes, folded ? strlen(folded) : length, text);
}

/* Appends text that is the same for equal values; false: it cannot be told which are. */
static bool value_append(const pc_value *value, bool folds, GString *text) {
  const pc_kind kind = pc_value_kind(value);
  switch (kind) {
  case PC_KIND_NULL:
    g_string_append_c(text, 'n');
    return true;
  case PC_KIND_INTEGER:
  case PC_KIND_REAL:
  case PC_KIND_DECIMAL:
    number_append(pc_value_text(value, NULL), text);
    return true;
  case PC_KIND_TEXT:
  case PC_KIND_OTHER:
    g_string_append_c(text, 't');
    text_append(value, folds, text);
    return true;
  case PC_KIND_BOOLEAN:
  case PC_KIND_BYTES:
  case PC_KIND_DATE:
  case PC_KIND_TIME:
  case PC_KIND_TIMESTAMP:
  case PC_KIND_TIMESTAMP_TZ:
    g_string_append_printf(text, "%d", kind);
    text_append(value, false, text);
    return true;
  case PC_KIND_INTERVAL:
  case PC_KIND_JSON:
  case PC_KIND_STATUS:
  case PC_KIND_LIST:
  case PC_KIND_MAP:
    return false;
  }
  return false;
}

bool pc_sort_key_find(const pc_sort_key *key, const pc_statement_order *order,
                      const pc_outcome *outcome, guint *ret_column) {
  const guint columns = outcome->columns ? outcome->columns->len : 0;
  guint found = 0;
  if (!key->name) {
    *ret_column = key->appended ? columns - order->appended + key->column : key->column;
    return *ret_column < columns;
  }
  for (guint i = 0; i < columns; i++) {
    const char *name = outcome->columns->pdata[i];
    const bool same = order->dialect == PC_SQL_POSTGRESQL
                          ? strcmp(name, key->name) == 0
                          : g_ascii_strcasecmp(name, key->name) == 0;
    if (same)
      *ret_column = i;
    found += same;
  }
  return found == 1;
}

/* The keys of an answer's rows. */
typedef struct keys {
  guint n;
  guint *columns;
  bool *folds;
} keys;

static void keys_clear(keys *k) {
  g_free(k->columns);
  g_free(k->folds);
}

static bool keys_find(keys *k, const pc_outcome *outcome, const pc_statement_order *order,
                      bool folds) {
  k->n = order->keys->len;
  k->columns = g_new0(guint, k->n);
  k->folds = g_new0(bool, k->n);
  for (guint i = 0; i < k->n; i++) {
    const pc_sort_key *key = &g_array_index(order->keys, pc_sort_key, i);
    if (!pc_sort_key_find(key, order, outcome, &k->columns[i]))
      return false;
    k->folds[i] = folds || key->folds || pc_outcome_column_folds(outcome, k->columns[i]);
  }
  return true;
}

/* What is the same for all rows whose keys are equal; the caller's. NULL: it cannot be told. */
static char *row_keys(const pc_value *row, const keys *k) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < k->n; i++) {
    const pc_value *value =
        k->columns[i] < pc_value_length(row) ? pc_value_item(row, k->columns[i]) : NULL;
    if (!value || !value_append(value, k->folds[i], text)) {
      g_string_free(text, TRUE);
      return NULL;
    }
  }
  return g_string_free(text, FALSE);
}

/* Group numbers of all rows; NULL: they cannot be told. The caller's. */
static guint *groups_find(const pc_outcome *outcome, const keys *k) {
  const guint n = outcome->rows ? outcome->rows->len : 0;
  g_autofree guint *groups = g_new0(guint, n + 1);
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++) {
    char *text = row_keys(outcome->rows->pdata[i], k);
    if (!text)
      return NULL;
    groups[i] = GPOINTER_TO_UINT(g_hash_table_lookup(known, text));
    if (groups[i]) {
      g_free(text);
      continue;
    }
    groups[i] = g_hash_table_size(known) + 1;
    g_hash_table_insert(known, text, GUINT_TO_POINTER(groups[i]));
  }
  return g_steal_pointer(&groups);
}

static void keys_print(const char *name, const pc_value *row, const keys *k, GString *json) {
  g_string_append_printf(json, "\"%s\":[", name);
  for (guint i = 0; i < k->n; i++) {
    if (i)
      g_string_append_c(json, ',');
    pc_value_print(pc_value_item(row, k->columns[i]), json);
  }
  g_string_append_c(json, ']');
}

static GString *limit_new(const pc_row_order *rows, const pc_outcome *outcome,
                          const pc_statement_order *order, const keys *k) {
  const bool more = outcome->rows->len > rows->rows;
  const bool cut =
      more ? rows->groups[rows->rows] == rows->groups[rows->rows - 1] : order->rows_most == 0;
  bool folds = false;
  for (guint i = 0; i < k->n; i++)
    folds = folds || k->folds[i];
  GString *json = g_string_new(cut ? "{\"cut\":true," : "{");
  if (order->skips) {
    keys_print("first", outcome->rows->pdata[0], k, json);
    g_string_append_c(json, ',');
  }
  if (folds)
    g_string_append(json, "\"folds\":true,");
  keys_print("last", outcome->rows->pdata[rows->rows - 1], k, json);
  g_string_append_c(json, '}');
  return json;
}

void pc_row_order_init(pc_row_order *rows, const pc_outcome *outcome,
                       const pc_statement_order *order, bool folds) {
  const guint columns = outcome->columns ? outcome->columns->len : G_MAXUINT;
  const guint n = outcome->rows ? outcome->rows->len : 0;
  *rows = (pc_row_order){.columns = columns, .rows = n};
  if (!order)
    return;
  rows->columns = columns - MIN(order->appended, columns);
  if (order->rows_most > 0)
    rows->rows = (guint)MIN(n, order->rows_most);
  keys k = {0};
  if (order->keys && outcome->columns && keys_find(&k, outcome, order, folds))
    rows->groups = groups_find(outcome, &k);
  if (rows->groups && order->limited && outcome->rows && rows->rows > 0)
    rows->limit = limit_new(rows, outcome, order, &k);
  keys_clear(&k);
}

void pc_row_order_clear(pc_row_order *rows) {
  g_free(rows->groups);
  if (rows->limit)
    g_string_free(rows->limit, TRUE);
}
