/* SPDX-License-Identifier: MIT */
/* Rows whose order is a question as far as their sort keys go. */
#include "harness/compare/rows_compare.h"

#include "harness/model/outcome.h"
#include "harness/model/row_order.h"

#include <string.h>

enum { GREEDY_MAX = 400, PAIRS_MAX = 20000, NONE = -1 };

/* Two lists of rows, and which stands for which. */
typedef struct pairing {
  const json_t *a;
  const json_t *b;
  double tolerance;
  gint n;
  gint *partner; /* of each row of a, in b, or NONE */
  gint *owner;   /* of each row of b, in a, or NONE */
  pc_agreement worst;
  bool moved; /* a row has its partner in another place */
} pairing;

static void row_pair(pairing *p, gint i, gint k, pc_agreement agreement) {
  p->partner[i] = k;
  p->owner[k] = i;
  p->worst = MAX(p->worst, agreement);
  p->moved = p->moved || i != k;
}

static pc_agreement rows_agreement(const pairing *p, gint i, gint k) {
  return pc_value_agreement(json_array_get(p->a, (size_t)i), json_array_get(p->b, (size_t)k),
                            p->tolerance);
}

static void pairing_reset(pairing *p) {
  for (gint i = 0; i < p->n; i++)
    p->partner[i] = p->owner[i] = NONE;
  p->worst = PC_AGREE_EXACTLY;
  p->moved = false;
}

/* Whether all agree as they stand. */
static bool pair_in_place(pairing *p) {
  for (gint i = 0; i < p->n; i++) {
    const pc_agreement agreement = rows_agreement(p, i, i);
    if (agreement == PC_DISAGREE)
      return false;
    row_pair(p, i, i, agreement);
  }
  return true;
}

static void text_free(gpointer text) { free(text); }

/* Pairs rows that are the same to the letter. */
static void pair_exact(pairing *p) {
  g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, text_free, NULL);
  g_autofree gint *next = g_new(gint, p->n + 1); /* the row of b that is the same, further down */
  for (gint k = p->n - 1; k >= 0; k--) {
    char *text = json_dumps(json_array_get(p->b, (size_t)k), JSON_COMPACT | JSON_SORT_KEYS);
    next[k] = GPOINTER_TO_INT(g_hash_table_lookup(places, text)) - 1;
    g_hash_table_replace(places, text, GINT_TO_POINTER(k + 1));
  }
  for (gint i = 0; i < p->n; i++) {
    char *text = json_dumps(json_array_get(p->a, (size_t)i), JSON_COMPACT | JSON_SORT_KEYS);
    const gint k = GPOINTER_TO_INT(g_hash_table_lookup(places, text)) - 1;
    if (k >= 0) {
      row_pair(p, i, k, PC_AGREE_EXACTLY);
      g_hash_table_replace(places, text, GINT_TO_POINTER(next[k] + 1));
    } else {
      free(text);
    }
  }
}

/* Pairs what is left and agrees at least so well. */
static void pair_rest(pairing *p, pc_agreement least) {
  gint left = 0;
  for (gint i = 0; i < p->n; i++)
    left += p->partner[i] == NONE;
  if (left > GREEDY_MAX)
    return;
  for (gint i = 0; i < p->n; i++)
    for (gint k = 0; k < p->n && p->partner[i] == NONE; k++) {
      const pc_agreement agreement = p->owner[k] == NONE ? rows_agreement(p, i, k) : PC_DISAGREE;
      if (agreement <= least)
        row_pair(p, i, k, agreement);
    }
}

/* The group numbers of a side; NULL: it tells none. The caller's. */
static gint *groups_read(const json_t *outcome, gint n) {
  const json_t *order = json_object_get(outcome, "order");
  if (n < 2 && json_object_get(outcome, "limit"))
    return g_new0(gint, n + 1);
  if (!order || (gint)json_array_size(order) != n)
    return NULL;
  gint *groups = g_new0(gint, n + 1);
  for (gint i = 0; i < n; i++)
    groups[i] = (gint)json_integer_value(json_array_get(order, (size_t)i));
  return groups;
}

/* Whether two rows came the other way round whose keys both sides tell apart. */
static bool order_differs(const pairing *p, const gint *a_groups, const gint *b_groups) {
  for (gint i = 0; i < p->n; i++)
    for (gint j = i + 1; j < p->n && p->partner[i] != NONE; j++) {
      const gint k = p->partner[i];
      const gint l = p->partner[j];
      if (l != NONE && k > l && a_groups[i] != a_groups[j] && b_groups[k] != b_groups[l])
        return true;
    }
  return false;
}

static bool key_agrees(const json_t *a, const json_t *b, bool folds) {
  if (pc_value_agreement(a, b, 0) <= PC_AGREE_BUT_KIND)
    return true;
  if (!folds || !json_is_string(a) || !json_is_string(b))
    return false;
  g_autofree char *x = pc_text_fold(json_string_value(a), json_string_length(a));
  g_autofree char *y = pc_text_fold(json_string_value(b), json_string_length(b));
  return strcmp(x, y) == 0;
}

static bool keys_agree(const json_t *a, const json_t *b, bool folds) {
  if (!a || json_array_size(a) != json_array_size(b))
    return false;
  for (size_t i = 0; i < json_array_size(a); i++)
    if (!key_agrees(json_array_get(a, i), json_array_get(b, i), folds))
      return false;
  return true;
}

/* Of the rows without a partner, how many are not in the group; in: gets those that are. */
static gint strangers_count(const gint *partner, const gint *groups, gint n, gint group, gint *in) {
  gint beyond = 0;
  *in = 0;
  for (gint i = 0; i < n; i++) {
    if (partner[i] != NONE)
      continue;
    if (groups[i] == group)
      ++*in;
    else
      beyond++;
  }
  return beyond;
}

/* Whether the rows without a partner may tie with what was left out at one end. */
static bool border_explains(const pairing *p, const json_t *a, const json_t *b,
                            const gint *a_groups, const gint *b_groups, bool last) {
  const json_t *a_limit = json_object_get(a, "limit");
  const json_t *b_limit = json_object_get(b, "limit");
  const char *member = last ? "last" : "first";
  const gint at = last ? p->n - 1 : 0;
  const bool cut = !last || json_object_get(a_limit, "cut") || json_object_get(b_limit, "cut");
  const bool folds = json_object_get(a_limit, "folds") || json_object_get(b_limit, "folds");
  gint a_in;
  gint b_in;
  return cut &&
         keys_agree(json_object_get(a_limit, member), json_object_get(b_limit, member), folds) &&
         strangers_count(p->partner, a_groups, p->n, a_groups[at], &a_in) == 0 &&
         strangers_count(p->owner, b_groups, p->n, b_groups[at], &b_in) == 0 && a_in == b_in;
}

static gint strangers(const pairing *p) {
  gint n = 0;
  for (gint i = 0; i < p->n; i++)
    n += p->partner[i] == NONE;
  return n;
}

/* The rows have been paired as far as they can be. */
static bool pairing_differs(const pairing *p, const json_t *reference, const json_t *other,
                            pc_category *category, guint *rules) {
  g_autofree gint *a_groups = groups_read(reference, p->n);
  g_autofree gint *b_groups = groups_read(other, p->n);
  const bool told = a_groups && b_groups && p->n <= PAIRS_MAX;
  const bool alone = strangers(p) > 0;
  *category = PC_CATEGORY_VALUE;
  if (alone && (!told || (!border_explains(p, reference, other, a_groups, b_groups, true) &&
                          !border_explains(p, reference, other, a_groups, b_groups, false))))
    return true;
  *category = PC_CATEGORY_ORDER;
  if (told && order_differs(p, a_groups, b_groups))
    return true;
  *category = PC_CATEGORY_KIND;
  if (p->worst == PC_AGREE_BUT_KIND)
    return true;
  *rules |= alone ? PC_RULE_LIMIT : !p->moved ? 0u : told ? PC_RULE_TIES : PC_RULE_UNFOLLOWED;
  return false;
}

bool pc_rows_have_order(const json_t *reference, const json_t *other) {
  static const char *const members[] = {"order", "limit"};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++)
    if (json_object_get(reference, members[i]) || json_object_get(other, members[i]))
      return true;
  return false;
}

bool pc_rows_differ(const json_t *reference, const json_t *other, double tolerance,
                    pc_category *ret_category, guint *ret_rules) {
  pairing p = {.a = json_object_get(reference, "rows"),
               .b = json_object_get(other, "rows"),
               .tolerance = tolerance};
  *ret_category = PC_CATEGORY_COUNT;
  if (json_array_size(p.a) != json_array_size(p.b))
    return true;
  p.n = (gint)json_array_size(p.a);
  p.partner = g_new(gint, p.n + 1);
  p.owner = g_new(gint, p.n + 1);
  pairing_reset(&p);
  if (!pair_in_place(&p)) {
    pairing_reset(&p);
    pair_exact(&p);
    pair_rest(&p, PC_AGREE_NEARLY);
    pair_rest(&p, PC_AGREE_BUT_KIND);
  }
  const bool differs = pairing_differs(&p, reference, other, ret_category, ret_rules);
  g_free(p.partner);
  g_free(p.owner);
  return differs;
}
