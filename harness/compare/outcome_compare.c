/* SPDX-License-Identifier: MIT */
/* The ladder of agreement between two outcomes. */
#include "harness/compare/outcome_compare.h"

#include "harness/base/number.h"
#include "harness/compare/rows_compare.h"

#include <math.h>
#include <string.h>

enum { MATCH_ROWS_MAX = 400 };

/* A canonical value taken apart: the tag of its kind and its text. */
typedef struct plain {
  const char *tag; /* "null" "boolean" "integer" "real" "decimal" "text" "date" ... */
  const char *text;
  gsize length;
  char buffer[24];
} plain;

static bool plain_from(const json_t *value, plain *p) {
  if (json_is_null(value) || json_is_boolean(value)) {
    p->tag = json_is_null(value) ? "null" : "boolean";
    p->text = json_is_null(value) ? "" : json_is_true(value) ? "true" : "false";
  } else if (json_is_integer(value)) {
    p->tag = "integer";
    g_snprintf(p->buffer, sizeof p->buffer, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    p->text = p->buffer;
  } else if (json_is_string(value)) {
    p->tag = "text";
    p->text = json_string_value(value);
    p->length = json_string_length(value);
    return true;
  } else {
    void *member = json_object_iter((json_t *)(guintptr)value);
    const json_t *inner = member ? json_object_iter_value(member) : NULL;
    if (!json_is_string(inner))
      return false;
    p->tag = json_object_iter_key(member);
    p->text = json_string_value(inner);
    p->length = json_string_length(inner);
    return true;
  }
  p->length = strlen(p->text);
  return true;
}

static bool tag_is_number(const char *tag) {
  return strcmp(tag, "integer") == 0 || strcmp(tag, "real") == 0 || strcmp(tag, "decimal") == 0;
}

static bool numbers_same(const char *a, const char *b) {
  if (strcmp(a, b) == 0) /* NaN and Infinity have no digits */
    return true;
  g_autoptr(GString) a_digits = g_string_new(NULL);
  g_autoptr(GString) b_digits = g_string_new(NULL);
  gint64 a_power;
  gint64 b_power;
  bool a_negative;
  bool b_negative;
  return pc_number_normalise(a, a_digits, &a_power, &a_negative) &&
         pc_number_normalise(b, b_digits, &b_power, &b_negative) && a_power == b_power &&
         a_negative == b_negative && g_string_equal(a_digits, b_digits);
}

static bool numbers_near(const char *a, const char *b, double tolerance) {
  const double x = g_ascii_strtod(a, NULL);
  const double y = g_ascii_strtod(b, NULL);
  return isfinite(x) && isfinite(y) && fabs(x - y) <= tolerance * fmax(fabs(x), fabs(y));
}

static bool json_texts_same(const plain *a, const plain *b) {
  json_t *x = json_loadb(a->text, a->length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  json_t *y = json_loadb(b->text, b->length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  const bool same = x && y && json_equal(x, y);
  json_decref(x);
  json_decref(y);
  return same;
}

static bool boolean_is(const plain *boolean, const plain *other) {
  const bool truth = strcmp(boolean->text, "true") == 0;
  if (tag_is_number(other->tag))
    return numbers_same(other->text, truth ? "1" : "0");
  return strcmp(other->text, boolean->text) == 0;
}

static pc_agreement lists_agreement(const json_t *a, const json_t *b, double tolerance) {
  pc_agreement worst = PC_AGREE_EXACTLY;
  if (json_array_size(a) != json_array_size(b))
    return PC_DISAGREE;
  for (size_t i = 0; i < json_array_size(a) && worst != PC_DISAGREE; i++)
    worst = MAX(worst, pc_value_agreement(json_array_get(a, i), json_array_get(b, i), tolerance));
  return worst;
}

static pc_agreement numbers_agreement(const plain *a, const plain *b, double tolerance) {
  const bool one_kind = strcmp(a->tag, b->tag) == 0;
  if (tolerance > 0 && numbers_near(a->text, b->text, tolerance))
    return one_kind ? PC_AGREE_NEARLY : PC_AGREE_BUT_KIND;
  return !one_kind && numbers_same(a->text, b->text) ? PC_AGREE_BUT_KIND : PC_DISAGREE;
}

/* Values of two kinds, neither of them null nor both numbers. */
static bool texts_same(const plain *a, const plain *b) {
  if (strcmp(a->tag, "json") == 0 || strcmp(b->tag, "json") == 0)
    return json_texts_same(a, b);
  if (strcmp(a->tag, b->tag) == 0)
    return false;
  if (strcmp(a->tag, "boolean") == 0)
    return boolean_is(a, b);
  if (strcmp(b->tag, "boolean") == 0)
    return boolean_is(b, a);
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

pc_agreement pc_value_agreement(const json_t *a, const json_t *b, double tolerance) {
  plain x;
  plain y;
  if (json_equal(a, b))
    return PC_AGREE_EXACTLY;
  if (json_is_array(a) && json_is_array(b))
    return lists_agreement(a, b, tolerance);
  if (json_is_array(a) || json_is_array(b) || !plain_from(a, &x) || !plain_from(b, &y))
    return PC_DISAGREE;
  if (strcmp(x.tag, "null") == 0 || strcmp(y.tag, "null") == 0)
    return PC_DISAGREE;
  if (tag_is_number(x.tag) && tag_is_number(y.tag))
    return numbers_agreement(&x, &y, tolerance);
  return texts_same(&x, &y) ? PC_AGREE_BUT_KIND : PC_DISAGREE;
}

/* Rows of two answers as a graph: which may stand for which. */
typedef struct matching {
  const bool *fits; /* n by n */
  size_t n;
  gssize *owner; /* of each row on the right, or -1 */
  bool *seen;
} matching;

/* An augmenting path from row i. */
static bool row_place(const matching *m, size_t i) {
  for (size_t k = 0; k < m->n; k++) {
    if (!m->fits[i * m->n + k] || m->seen[k])
      continue;
    m->seen[k] = true;
    if (m->owner[k] < 0 || row_place(m, (size_t)m->owner[k])) {
      m->owner[k] = (gssize)i;
      return true;
    }
  }
  return false;
}

bool pc_bags_agree(const json_t *a, const json_t *b, pc_agreement least, double tolerance) {
  const size_t n = json_array_size(a);
  if (n > MATCH_ROWS_MAX)
    return false;
  g_autofree bool *fits = g_new(bool, n *n + 1);
  g_autofree bool *seen = g_new0(bool, n + 1);
  g_autofree gssize *owner = g_new(gssize, n + 1);
  const matching m = {.fits = fits, .n = n, .owner = owner, .seen = seen};
  for (size_t i = 0; i < n; i++) {
    owner[i] = -1;
    for (size_t k = 0; k < n; k++)
      fits[i * n + k] =
          pc_value_agreement(json_array_get(a, i), json_array_get(b, k), tolerance) <= least;
  }
  for (size_t i = 0; i < n; i++) {
    memset(seen, 0, n * sizeof *seen);
    if (!row_place(&m, i))
      return false;
  }
  return true;
}

/* false: the rows agree within the tolerance. */
static bool rows_differ(const json_t *a, const json_t *b, const pc_comparator *how,
                        pc_category *category) {
  const pc_agreement in_place = lists_agreement(a, b, how->tolerance);
  *category = PC_CATEGORY_KIND;
  if (json_array_size(a) != json_array_size(b))
    *category = PC_CATEGORY_COUNT;
  else if (in_place <= PC_AGREE_NEARLY)
    return false;
  /* Rows whose order is not the question were sorted: the same ones in another order are in another
   * place by a trifle.
   */
  else if (pc_bags_agree(a, b, PC_AGREE_NEARLY, how->tolerance))
    *category = PC_CATEGORY_ORDER;
  else if (in_place == PC_DISAGREE && !pc_bags_agree(a, b, PC_AGREE_BUT_KIND, how->tolerance))
    *category = PC_CATEGORY_VALUE;
  else if (in_place == PC_DISAGREE && how->ordered)
    *category = PC_CATEGORY_ORDER;
  return *category != PC_CATEGORY_ORDER || how->ordered || how->tolerance == 0;
}

static bool answers_differ(const json_t *reference, const json_t *other, const pc_comparator *how,
                           pc_category *category, guint *rules) {
  const json_t *a = json_object_get(reference, "rows");
  const json_t *b = json_object_get(other, "rows");
  if (a && b && !json_equal(a, b)) {
    if (!how->ordered && pc_rows_have_order(reference, other))
      return pc_rows_differ(reference, other, how->tolerance, category, rules);
    return rows_differ(a, b, how, category);
  }
  if (a && b) {
    *category = PC_CATEGORY_NAMES;
    const json_t *columns = json_object_get(reference, "columns");
    const json_t *other_columns = json_object_get(other, "columns");
    return (columns || other_columns) && !json_equal(columns, other_columns);
  }
  a = json_object_get(reference, "affected");
  b = json_object_get(other, "affected");
  *category = a && b ? PC_CATEGORY_COUNT : PC_CATEGORY_VALUE;
  a = json_object_get(reference, "value");
  b = json_object_get(other, "value");
  const pc_agreement agreement = a && b ? pc_value_agreement(a, b, how->tolerance) : PC_DISAGREE;
  if (agreement == PC_AGREE_BUT_KIND)
    *category = PC_CATEGORY_KIND;
  return agreement > PC_AGREE_NEARLY;
}

/* Waits to the end, without an answer. */
static bool outcome_is_waiting(const json_t *outcome) {
  return json_object_get(outcome, "blocked") && json_object_size(outcome) == 1;
}

static const char *outcome_class(const json_t *outcome) {
  const char *refusal = json_string_value(json_object_get(outcome, "refusal"));
  return refusal ? refusal : "answers";
}

void pc_outcome_difference_clear(pc_outcome_difference *difference) {
  g_clear_pointer(&difference->signature, g_free);
}

bool pc_outcome_differs(const json_t *reference, const json_t *other, const pc_comparator *how,
                        pc_outcome_difference *difference) {
  *difference = (pc_outcome_difference){.category = PC_CATEGORY_VALUE};
  if (json_equal(reference, other))
    return false;
  const char *a = outcome_class(reference);
  const char *b = outcome_class(other);
  const bool refuses = json_object_get(reference, "refusal") || json_object_get(other, "refusal");
  const bool blocking =
      !json_object_get(reference, "blocked") != !json_object_get(other, "blocked") ||
      outcome_is_waiting(reference) != outcome_is_waiting(other);
  if (json_object_get(reference, "unsupported") || json_object_get(other, "unsupported"))
    difference->category = PC_CATEGORY_UNSUPPORTED;
  else if (blocking)
    difference->category = PC_CATEGORY_BLOCKING;
  else if (refuses)
    difference->category = PC_CATEGORY_REFUSAL;
  else if (!answers_differ(reference, other, how, &difference->category, &difference->rules))
    return false;
  difference->silent = !refuses && difference->category != PC_CATEGORY_UNSUPPORTED;
  difference->signature = refuses ? g_strdup_printf("%s/%s", a, b) : g_strdup("answers/answers");
  return true;
}

/* What a program that was written for the service never meets: the statement, or what it names, is
 * not known there. */
static bool class_is_unknown(const char *class_name) {
  return strcmp(class_name, "syntax_error") == 0 ||
         strcmp(class_name, "feature_not_supported") == 0 ||
         g_str_has_prefix(class_name, "undefined_") || g_str_has_prefix(class_name, "unknown_");
}

bool pc_outcome_is_unknown(const json_t *outcome) {
  const char *refusal = json_string_value(json_object_get(outcome, "refusal"));
  return json_object_get(outcome, "unsupported") || (refusal && class_is_unknown(refusal));
}

bool pc_signature_is_moot(const char *signature) {
  g_auto(GStrv) sides = g_strsplit(signature, "/", 2);
  for (guint i = 0; i < 2; i++)
    if (!sides[0] || !sides[1] || strcmp(sides[i], "answers") == 0 ||
        strcmp(sides[i], "accepted") == 0)
      return false;
  return class_is_unknown(sides[0]) || class_is_unknown(sides[1]);
}
