/* SPDX-License-Identifier: MIT */
/* What holds for all outcomes, asked of random ones: every failure names the seed and the round
 * that show it again. */
#include "tests/unit/unit.h"

#include "harness/compare/comparison.h"
#include "harness/compare/outcome_compare.h"
#include "harness/model/outcome.h"

#include <math.h>
#include <string.h>

enum { SEED = 20240229, ROUNDS = 2000, ROWS_MAX = 6, COLUMNS_MAX = 3, LABELS_MAX = 5 };

/* None is part of another, so that the order in which they are given may not count. */
static const char *const references[] = {"pc_run_one", "${name}", "pc_run_two", "${scratch}",
                                         "pc_other",   "${k}",    NULL};

static pc_value *text_random(GRand *random) {
  static const struct {
    const char *text;
    gssize length;
  } texts[] = {
      {"", 0},
      {"1", 1},
      {"1.0", 3},
      {"true", 4},
      {"a", 1},
      {"A", 1},
      {"\0a", 2},
      {"\xff\x1b", 2},
      {"pc_run_one", 10},
      {"xpc_othery", 10},
      {"\xc3\xa4", 2},
      {"\"\\\x1b[31m", 7},
      {"2024", 4},
      {"pc_run_two pc_run_two pc_run_two", 32},
      {"2024-01-01", 10},
      {"{\"a\":1}", 7},
      {"\xe2\x80\xae", 3},
  };
  static const pc_kind kinds[] = {PC_KIND_TEXT, PC_KIND_TEXT, PC_KIND_TEXT,
                                  PC_KIND_DATE, PC_KIND_JSON, PC_KIND_OTHER};
  const guint i = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(texts));
  const guint kind = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(kinds));
  return pc_value_new_text(kinds[kind], texts[i].text, texts[i].length);
}

static pc_value *number_random(GRand *random) {
  static const double reals[] = {0, -0.0, 1, 1.5, 0.1, 1e20, -2, (double)NAN, (double)INFINITY};
  static const char *const decimals[] = {
      "0", "1", "1.0", "1.50", "100", "-2", "99999999999999999999", "NaN"};
  switch (g_rand_int_range(random, 0, 4)) {
  case 0:
    return pc_value_new_real(reals[g_rand_int_range(random, 0, G_N_ELEMENTS(reals))]);
  case 1:
    return pc_value_new_text(PC_KIND_DECIMAL,
                             decimals[g_rand_int_range(random, 0, G_N_ELEMENTS(decimals))], -1);
  case 2:
    return pc_value_new_text(PC_KIND_INTEGER, decimals[g_rand_boolean(random) ? 6 : 5], -1);
  default:
    return pc_value_new_integer(g_rand_int_range(random, -2, 3));
  }
}

static pc_value *value_random(GRand *random, guint depth) {
  const gint choice = g_rand_int_range(random, 0, depth ? 12 : 11);
  if (choice < 4)
    return number_random(random);
  if (choice < 8)
    return text_random(random);
  if (choice == 8)
    return pc_value_new_boolean(g_rand_boolean(random));
  if (choice == 9)
    return pc_value_new_bytes("\x00\xff", (gsize)g_rand_int_range(random, 0, 3));
  if (choice == 10)
    return pc_value_new_null();
  const bool map = g_rand_boolean(random);
  pc_value *list = pc_value_new_list(map ? PC_KIND_MAP : PC_KIND_LIST);
  for (gint n = g_rand_int_range(random, 0, 3) * (map ? 2 : 1); n > 0; n--)
    pc_value_append_take(list, value_random(random, depth - 1));
  return list;
}

/* Rows of one width, often with equal ones among them. */
static pc_outcome *rows_random(GRand *random) {
  static const char *const names[] = {"id", "name", "pc_run_two"};
  pc_outcome *outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  const gint columns = g_rand_int_range(random, 1, COLUMNS_MAX + 1);
  for (gint k = 0; k < columns; k++)
    pc_outcome_add_column(outcome, names[k]);
  for (gint n = g_rand_int_range(random, 0, ROWS_MAX + 1); n > 0; n--) {
    pc_value *row = pc_value_new_list(PC_KIND_LIST);
    for (gint k = 0; k < columns; k++)
      pc_value_append_take(row, value_random(random, 2));
    pc_outcome_add_row_take(outcome, row);
  }
  return outcome;
}

static pc_outcome *outcome_random(GRand *random) {
  static const char *const classes[] = {"unique_violation", "syntax_error", "sqlstate_XX001"};
  pc_outcome *outcome;
  switch (g_rand_int_range(random, 0, 9)) {
  case 0:
    return pc_outcome_new(PC_OUTCOME_WAITING);
  case 1:
    return pc_outcome_new_unsupported(g_rand_boolean(random) ? "listen" : "savepoint");
  case 2:
    outcome = pc_outcome_new_refusal(classes[g_rand_int_range(random, 0, G_N_ELEMENTS(classes))],
                                     "1", "evidence");
    break;
  case 3:
    outcome = pc_outcome_new(PC_OUTCOME_AFFECTED);
    outcome->affected = g_rand_int_range(random, 0, 3);
    break;
  case 4:
    outcome = pc_outcome_new(PC_OUTCOME_VALUE);
    outcome->value = value_random(random, 2);
    break;
  case 5:
    outcome = pc_outcome_new(PC_OUTCOME_DONE);
    break;
  default:
    outcome = rows_random(random);
    break;
  }
  outcome->blocked = g_rand_int_range(random, 0, 6) == 0;
  return outcome;
}

static pc_canon canon_random(GRand *random) {
  static const char *const columns[] = {NULL, NULL, "2", "id", "name,1", ""};
  return (pc_canon){.references = g_rand_boolean(random) ? references : NULL,
                    .volatile_columns = columns[g_rand_int_range(random, 0, G_N_ELEMENTS(columns))],
                    .ordered = g_rand_boolean(random),
                    .names = g_rand_boolean(random)};
}

static char *canonical(const pc_outcome *outcome, const pc_canon *canon, guint *ret_rules) {
  GString *json = g_string_new(NULL);
  *ret_rules = 0;
  pc_outcome_print(outcome, canon, json, ret_rules);
  return g_string_free(json, FALSE);
}

static json_t *parsed(const char *text, guint round) {
  json_error_t problem;
  json_t *value = json_loads(text, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
  if (!value)
    fail_msg("seed %d, round %u: not JSON: %s: %s", SEED, round, problem.text, text);
  return value;
}

static void rows_shuffle(GRand *random, GPtrArray *rows) {
  for (guint i = rows ? rows->len : 0; i > 1; i--) {
    const guint k = (guint)g_rand_int_range(random, 0, (gint32)i);
    gpointer row = rows->pdata[i - 1];
    rows->pdata[i - 1] = rows->pdata[k];
    rows->pdata[k] = row;
  }
}

/* "agree", or "CATEGORY SILENT SIGNATURE"; the caller's. swapped: as it reads from the other side.
 */
static char *difference(const json_t *reference, const json_t *other, double tolerance,
                        bool swapped) {
  pc_outcome_difference found;
  const pc_comparator how = {.tolerance = tolerance};
  if (!pc_outcome_differs(reference, other, &how, &found))
    return g_strdup("agree");
  g_auto(GStrv) sides = g_strsplit(found.signature, "/", 2);
  char *told = g_strdup_printf("%s %d %s/%s", pc_category_names[found.category], found.silent,
                               sides[swapped ? 1 : 0], sides[swapped ? 0 : 1]);
  pc_outcome_difference_clear(&found);
  return told;
}

static void an_outcome_never_differs_from_itself(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr(pc_outcome) outcome = outcome_random(random);
    const pc_canon canon = canon_random(random);
    guint rules;
    g_autofree char *first = canonical(outcome, &canon, &rules);
    g_autofree char *second = canonical(outcome, &canon, &rules);
    json_t *a = parsed(first, round);
    json_t *b = parsed(second, round);
    g_autofree char *exact = difference(a, b, 0, false);
    g_autofree char *near = difference(a, b, 1e-6, false);
    if (strcmp(first, second) != 0 || strcmp(exact, "agree") != 0 || strcmp(near, "agree") != 0)
      fail_msg("seed %d, round %u: %s and %s: %s, %s", SEED, round, first, second, exact, near);
    json_decref(a);
    json_decref(b);
  }
}

/* An outcome like the one that seed makes, with its rows moved and now and then one value replaced.
 */
static pc_outcome *outcome_near(GRand *random, guint32 seed) {
  g_autoptr(GRand) again = g_rand_new_with_seed(seed);
  pc_outcome *outcome = outcome_random(again);
  rows_shuffle(random, outcome->rows);
  if (outcome->rows && outcome->rows->len > 1 && g_rand_boolean(random)) {
    pc_value *row = pc_value_new_list(PC_KIND_LIST);
    for (guint k = 0; k < outcome->columns->len; k++)
      pc_value_append_take(row, value_random(random, 1));
    pc_value_free(outcome->rows->pdata[0]);
    outcome->rows->pdata[0] = row;
  }
  if (g_rand_int_range(random, 0, 10) == 0)
    outcome->blocked = !outcome->blocked;
  return outcome;
}

/* The category does not depend on which side is the reference; the signature only turns round. */
static void a_difference_is_the_same_from_both_sides(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  guint found[8] = {0};
  for (guint round = 0; round < ROUNDS; round++) {
    const double tolerance = round % 4 == 0 ? 1e-6 : 0;
    const guint32 seed = g_rand_int(random);
    g_autoptr(GRand) own = g_rand_new_with_seed(seed);
    g_autoptr(pc_outcome) outcome = outcome_random(own);
    g_autoptr(pc_outcome) another = round % 2 ? outcome_near(random, seed) : outcome_random(random);
    const pc_canon canon = canon_random(random);
    guint rules;
    g_autofree char *first = canonical(outcome, &canon, &rules);
    g_autofree char *second = canonical(another, &canon, &rules);
    json_t *a = parsed(first, round);
    json_t *b = parsed(second, round);
    g_autofree char *forth = difference(a, b, tolerance, false);
    g_autofree char *back = difference(b, a, tolerance, true);
    if (strcmp(forth, back) != 0 || (strcmp(first, second) == 0 && strcmp(forth, "agree") != 0))
      fail_msg("seed %d, round %u: %s and %s: %s, but %s", SEED, round, first, second, forth, back);
    for (guint i = 0; i < G_N_ELEMENTS(found); i++)
      found[i] += g_str_has_prefix(forth, pc_category_names[i]) ? 1 : 0;
    json_decref(a);
    json_decref(b);
  }
  for (guint i = 0; i < G_N_ELEMENTS(found) - 1; i++)
    if (found[i] == 0)
      fail_msg("seed %d: no pair differs in %s", SEED, pc_category_names[i]);
}

/* What is done to one side of a pair of equal answers decides the category. */
static void one_change_gives_its_category(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr(pc_outcome) outcome = rows_random(random);
    const pc_canon canon = {.ordered = g_rand_boolean(random), .names = true};
    guint rules;
    g_autofree char *before = canonical(outcome, &canon, &rules);
    const char *expected = NULL;
    g_autoptr(pc_outcome) refusal = NULL;
    const pc_outcome *changed = outcome;
    pc_value *row;
    switch (round % 5) {
    case 0:
      row = pc_value_new_list(PC_KIND_LIST);
      for (guint k = 0; k < outcome->columns->len; k++)
        pc_value_append_take(row, value_random(random, 1));
      pc_outcome_add_row_take(outcome, row);
      expected = "count 1 answers/answers";
      break;
    case 1:
      outcome->blocked = true;
      expected = "blocking 1 answers/answers";
      break;
    case 2:
      changed = refusal = pc_outcome_new_refusal("syntax_error", "1", "evidence");
      expected = "refusal 0 answers/syntax_error";
      break;
    case 3:
      changed = refusal = pc_outcome_new_unsupported("listen");
      expected = "unsupported 0 answers/answers";
      break;
    default:
      pc_outcome_add_column(outcome, "more");
      expected = "names 1 answers/answers";
      break;
    }
    g_autofree char *after = canonical(changed, &canon, &rules);
    json_t *a = parsed(before, round);
    json_t *b = parsed(after, round);
    g_autofree char *found = difference(a, b, 0, false);
    if (strcmp(found, expected) != 0)
      fail_msg("seed %d, round %u: %s and %s: %s, expected %s", SEED, round, before, after, found,
               expected);
    json_decref(a);
    json_decref(b);
  }
}

/* Where order is not the question, no permutation counts; where it is, a permutation is a
 * difference in order alone. */
static void permuted_rows_are_equal_unless_order_is_the_question(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr(pc_outcome) outcome = rows_random(random);
    pc_canon canon = canon_random(random);
    guint rules;
    canon.ordered = true;
    g_autofree char *ordered = canonical(outcome, &canon, &rules);
    canon.ordered = false;
    g_autofree char *sorted = canonical(outcome, &canon, &rules);
    if ((strcmp(ordered, sorted) != 0) != ((rules & PC_RULE_SORTED) != 0))
      fail_msg("seed %d, round %u: rules %#x: %s and %s", SEED, round, rules, ordered, sorted);
    rows_shuffle(random, outcome->rows);
    g_autofree char *shuffled = canonical(outcome, &canon, &rules);
    assert_string_equal(shuffled, sorted);
    canon.ordered = true;
    g_autofree char *moved = canonical(outcome, &canon, &rules);
    json_t *a = parsed(ordered, round);
    json_t *b = parsed(moved, round);
    g_autofree char *found = difference(a, b, 0, false);
    const char *expected = strcmp(ordered, moved) == 0 ? "agree" : "order 1 answers/answers";
    /* Rows that are the same but for the kinds of their values, pair by pair, are a matter of kind.
     */
    if (strcmp(found, expected) != 0 && strcmp(found, "kind 1 answers/answers") != 0)
      fail_msg("seed %d, round %u: %s and %s: %s", SEED, round, ordered, moved, found);
    json_decref(a);
    json_decref(b);
  }
}

static pc_value *value_read(const json_t *json);

static pc_value *list_read(const json_t *json, pc_kind kind) {
  pc_value *list = pc_value_new_list(kind);
  size_t i;
  json_t *item;
  json_array_foreach(json, i, item) {
    if (kind == PC_KIND_LIST) {
      pc_value_append_take(list, value_read(item));
      continue;
    }
    pc_value_append_take(list, value_read(json_array_get(item, 0)));
    pc_value_append_take(list, value_read(json_array_get(item, 1)));
  }
  return list;
}

static pc_value *hex_read(const char *hex, bool text) {
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  for (; *hex; hex += 2) {
    const guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
    g_byte_array_append(bytes, &byte, 1);
  }
  return text ? pc_value_new_text(PC_KIND_TEXT, (const char *)bytes->data, (gssize)bytes->len)
              : pc_value_new_bytes(bytes->data, bytes->len);
}

static pc_value *tagged_read(const char *tag, const json_t *inner) {
  static const struct {
    const char *tag;
    pc_kind kind;
  } kinds[] = {{"integer", PC_KIND_INTEGER}, {"real", PC_KIND_REAL}, {"decimal", PC_KIND_DECIMAL},
               {"date", PC_KIND_DATE},       {"json", PC_KIND_JSON}, {"other", PC_KIND_OTHER}};
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (strcmp(kinds[i].tag, tag) == 0)
      return pc_value_new_text(kinds[i].kind, json_string_value(inner),
                               (gssize)json_string_length(inner));
  if (strcmp(tag, "map") == 0)
    return list_read(inner, PC_KIND_MAP);
  if (strcmp(tag, "volatile") == 0)
    return pc_value_new_null();
  return hex_read(json_string_value(inner), strcmp(tag, "invalid-text") == 0);
}

/* A value as the canonical form says it; one that is masked is masked again. */
static pc_value *value_read(const json_t *json) {
  if (json_is_null(json))
    return pc_value_new_null();
  if (json_is_boolean(json))
    return pc_value_new_boolean(json_is_true(json));
  if (json_is_integer(json))
    return pc_value_new_integer(json_integer_value(json));
  if (json_is_string(json))
    return pc_value_new_text(PC_KIND_TEXT, json_string_value(json),
                             (gssize)json_string_length(json));
  if (json_is_array(json))
    return list_read(json, PC_KIND_LIST);
  void *member = json_object_iter((json_t *)(guintptr)json);
  return tagged_read(json_object_iter_key(member), json_object_iter_value(member));
}

static void canonical_rules_applied_twice_equal_once(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr(pc_outcome) outcome = rows_random(random);
    pc_canon canon = canon_random(random);
    if (canon.volatile_columns && !*canon.volatile_columns)
      canon.volatile_columns = NULL;
    guint rules;
    g_autofree char *once = canonical(outcome, &canon, &rules);
    json_t *json = parsed(once, round);
    g_autoptr(pc_outcome) again = pc_outcome_new(PC_OUTCOME_ROWS);
    for (guint k = 0; k < outcome->columns->len; k++)
      pc_outcome_add_column(again, outcome->columns->pdata[k]);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(json, "rows"), i, row)
        pc_outcome_add_row_take(again, list_read(row, PC_KIND_LIST));
    canon.names = canon.names && !canon.references;
    g_autofree char *columns_once = canonical(outcome, &canon, &rules);
    g_autofree char *twice = canonical(again, &canon, &rules);
    if (strcmp(columns_once, twice) != 0 || (rules & (PC_RULE_SORTED | PC_RULE_REFERENCE)) != 0)
      fail_msg("seed %d, round %u: rules %#x: %s and %s", SEED, round, rules, columns_once, twice);
    json_decref(json);
  }
}

static void the_order_in_which_rules_are_given_does_not_count(void **state) {
  (void)state;
  static const char *const turned[] = {"pc_other",   "${k}",    "pc_run_two", "${scratch}",
                                       "pc_run_one", "${name}", NULL};
  static const char *const columns[][2] = {
      {"1,name", "name,1"}, {"id,2,3", "3,id,2"}, {NULL, NULL}};
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr(pc_outcome) outcome = outcome_random(random);
    pc_canon canon = canon_random(random);
    const char *const *pair = columns[round % G_N_ELEMENTS(columns)];
    guint rules;
    guint rules_turned;
    canon.references = references;
    canon.volatile_columns = pair[0];
    g_autofree char *one = canonical(outcome, &canon, &rules);
    canon.references = turned;
    canon.volatile_columns = pair[1];
    g_autofree char *other = canonical(outcome, &canon, &rules_turned);
    if (strcmp(one, other) != 0 || rules != rules_turned)
      fail_msg("seed %d, round %u: %s (%#x) and %s (%#x)", SEED, round, one, rules, other,
               rules_turned);
  }
}

/* A recording of one probe with an observation for each label, in the order given. */
static char *recording_print(const char *environment, const guint *order, guint n,
                             char *const *outcomes, bool rules) {
  GString *text = g_string_new(NULL);
  g_string_append_printf(
      text,
      "{\"comparators\":{},\"environment\":\"%s\",\"format\":1,\"paritycheck\":\"recording\","
      "\"services\":{\"sql\":{\"adapter\":\"echo\",\"product\":\"x\",\"url\":\"echo:\"}}}\n",
      environment);
  g_string_append_printf(text, "{\"asked\":%u,\"observations\":[", n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text, "%s{\"label\":\"l%u\",\"outcome\":%s}", i ? "," : "", order[i],
                           outcomes[order[i]]);
  g_string_append(text, "],\"probe\":\"sql/a\",\"service\":\"sql\",\"status\":\"answered\"}\n");
  if (rules) {
    g_string_append(text, "{\"probe\":\"sql/a\",\"rules\":{");
    for (guint i = 0; i < n; i++)
      g_string_append_printf(text, "%s\"l%u\":[%s]", i ? "," : "", order[i],
                             order[i] % 2   ? "\"sorted\""
                             : order[0] % 2 ? "\"volatile\",\"reference\""
                                            : "\"reference\",\"volatile\"");
    g_string_append(text, "},\"service\":\"sql\"}\n");
  }
  g_string_append(text, "{\"answers\":1,\"trailer\":true}\n");
  return g_string_free(text, FALSE);
}

static int text_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What a comparison found, in an order of its own. turned: with the sides exchanged. */
static char *findings_print(const char *reference, const char *other, bool turned) {
  g_autoptr(GError) error = NULL;
  FILE *files[] = {fmemopen((char *)(guintptr)reference, strlen(reference), "r"),
                   fmemopen((char *)(guintptr)other, strlen(other), "r")};
  static const char *const names[] = {"a.jsonl", "b.jsonl"};
  g_autoptr(pc_comparison) comparison =
      pc_comparison_new(files, names, 2, 0, PC_DETAIL_NAMED, &error);
  fclose(files[0]);
  fclose(files[1]);
  if (!comparison)
    fail_msg("seed %d: %s", SEED, error->message);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *f = comparison->findings->pdata[i];
    for (guint k = 0; k < f->divergences->len; k++) {
      const pc_divergence *d = f->divergences->pdata[k];
      g_ptr_array_add(lines, g_strdup_printf("%s %s %d %s %s", d->observation,
                                             pc_category_names[d->category], d->silent,
                                             turned ? d->other : d->reference,
                                             turned ? d->reference : d->other));
    }
  }
  g_ptr_array_sort(lines, text_compare);
  const pc_counts *c = &pc_comparison_environment(comparison, 1)->counts;
  g_ptr_array_add(lines, g_strdup_printf("%d %d %d %d; rules %d %d %d", (int)c->behaviours_differ,
                                         (int)c->behaviours_silent, (int)c->observations_differ,
                                         (int)c->findings, (int)c->rules[0], (int)c->rules[1],
                                         (int)c->rules[2]));
  g_ptr_array_add(lines, NULL);
  return g_strjoinv("\n", (char **)lines->pdata);
}

static void order_shuffle(GRand *random, guint *order, guint n) {
  for (guint i = n; i > 1; i--) {
    const guint k = (guint)g_rand_int_range(random, 0, (gint32)i);
    const guint label = order[i - 1];
    order[i - 1] = order[k];
    order[k] = label;
  }
}

static void the_order_of_labels_and_sides_does_not_count(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (guint round = 0; round < ROUNDS / 8; round++) {
    const guint n = (guint)g_rand_int_range(random, 1, LABELS_MAX + 1);
    char *outcomes[2][LABELS_MAX];
    guint order[LABELS_MAX];
    const bool rules = g_rand_boolean(random);
    for (guint i = 0; i < n; i++) {
      order[i] = i;
      for (guint side = 0; side < 2; side++) {
        g_autoptr(pc_outcome) outcome = outcome_random(random);
        const pc_canon canon = canon_random(random);
        guint unused;
        outcomes[side][i] = side && g_rand_boolean(random) ? g_strdup(outcomes[0][i])
                                                           : canonical(outcome, &canon, &unused);
      }
    }
    g_autofree char *reference = recording_print("prod", order, n, outcomes[0], rules);
    g_autofree char *other = recording_print("dev", order, n, outcomes[1], !rules);
    order_shuffle(random, order, n);
    g_autofree char *reference_moved = recording_print("prod", order, n, outcomes[0], rules);
    order_shuffle(random, order, n);
    g_autofree char *other_moved = recording_print("dev", order, n, outcomes[1], !rules);
    g_autofree char *straight = findings_print(reference, other, false);
    g_autofree char *moved = findings_print(reference_moved, other_moved, false);
    g_autofree char *turned = findings_print(other_moved, reference, true);
    if (strcmp(straight, moved) != 0 || strcmp(straight, turned) != 0)
      fail_msg("seed %d, round %u:\n%s\n\nmoved:\n%s\n\nturned:\n%s", SEED, round, straight, moved,
               turned);
    for (guint i = 0; i < n; i++) {
      g_free(outcomes[0][i]);
      g_free(outcomes[1][i]);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_outcome_never_differs_from_itself),
      cmocka_unit_test(a_difference_is_the_same_from_both_sides),
      cmocka_unit_test(one_change_gives_its_category),
      cmocka_unit_test(permuted_rows_are_equal_unless_order_is_the_question),
      cmocka_unit_test(canonical_rules_applied_twice_equal_once),
      cmocka_unit_test(the_order_in_which_rules_are_given_does_not_count),
      cmocka_unit_test(the_order_of_labels_and_sides_does_not_count),
  };
  return cmocka_run_group_tests_name("rule_order", tests, NULL, NULL);
}
