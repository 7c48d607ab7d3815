/* SPDX-License-Identifier: MIT */
/* The sort keys of a statement. */
#include "harness/model/statement_order.h"

#include "harness/model/statement_internal.h"

#include <string.h>

enum { LIMIT_DIGITS = 6 };

/* An expression of the select list. */
typedef struct item {
  guint begin;
  guint end;  /* of the expression, without its name */
  char *name; /* that the answer's column has; NULL: not known */
  bool guess; /* it may have another: only the answer tells */
  bool plain; /* something may be appended behind it */
} item;

/* A statement that is sorted, taken apart: places are indices of tokens. */
typedef struct parts {
  pc_statement_part whole; /* without outer parentheses and the semicolon */
  guint list;              /* where the select list begins; list_end: there is none */
  guint list_end;
  guint from_end; /* where FROM and its tables end; list_end: there is none */
  guint order;    /* the word */
  guint tail;     /* behind the keys */
  bool compound;
  bool star;
  bool plain;
  bool locks;
  GArray *items; /* item */
} parts;

static void item_clear(gpointer data) { g_free(((item *)data)->name); }

static void key_clear(gpointer data) { g_free(((pc_sort_key *)data)->name); }

void pc_statement_order_free(pc_statement_order *order) {
  if (!order)
    return;
  if (order->keys)
    g_array_unref(order->keys);
  g_free(order->text);
  g_free(order);
}

static const pc_token *token_at(const parts *p, guint i) { return &p->whole.in->tokens[i]; }

/* The first place from i on, outside of parentheses, with any of the words; the end: none. */
static guint find_any(const pc_statement_part *part, guint i, const char *const *words) {
  while (i < part->end && !pc_part_any_word(part, i, words))
    i = MAX(i + 1, pc_part_behind(part, i));
  return i;
}

/* The first comma from i on that is within no parentheses or brackets; end: none. */
static guint comma_find(const pc_statement_part *part, guint i, guint end) {
  guint depth = 0;
  for (; i < end; i++) {
    if (depth == 0 && pc_part_mark(part, i, ','))
      return i;
    if (pc_part_mark(part, i, '(') || pc_part_mark(part, i, '['))
      depth++;
    else if (depth > 0 && (pc_part_mark(part, i, ')') || pc_part_mark(part, i, ']')))
      depth--;
  }
  return end;
}

/* In MySQL a script's $1 is a word. */
static bool is_name(const parts *p, guint i) {
  const pc_token *token = token_at(p, i);
  return token->kind == PC_TOKEN_NAME ||
         (token->kind == PC_TOKEN_WORD && p->whole.in->text[token->at] != '$');
}

/* The index behind the name with its qualifiers at i; i: there is none. */
static guint name_end(const parts *p, guint i, guint end) {
  if (i >= end || !is_name(p, i))
    return i;
  while (i + 2 < end && pc_part_mark(&p->whole, i + 1, '.') && is_name(p, i + 2))
    i += 2;
  return i + 1;
}

static char *name_value(const parts *p, guint i) {
  return pc_token_value(p->whole.in->text, token_at(p, i));
}

static bool names_same(pc_sql_dialect dialect, const char *a, const char *b) {
  return dialect == PC_SQL_POSTGRESQL ? strcmp(a, b) == 0 : g_ascii_strcasecmp(a, b) == 0;
}

/* Whether the same stands in both places. */
static bool tokens_same(const parts *p, guint a, guint a_end, guint b, guint b_end) {
  const char *text = p->whole.in->text;
  if (a_end - a != b_end - b)
    return false;
  for (; a < a_end; a++, b++) {
    const pc_token *x = token_at(p, a);
    const pc_token *y = token_at(p, b);
    if (x->kind != y->kind || x->length != y->length)
      return false;
    const bool same = x->kind == PC_TOKEN_WORD
                          ? g_ascii_strncasecmp(text + x->at, text + y->at, x->length) == 0
                          : memcmp(text + x->at, text + y->at, x->length) == 0;
    if (!same)
      return false;
  }
  return true;
}

static bool has_mark(const parts *p, guint begin, guint end, char character) {
  for (; begin < end; begin++)
    if (pc_part_mark(&p->whole, begin, character))
      return true;
  return false;
}

static bool is_literal(const parts *p, guint begin, guint end) {
  const pc_token_kind kind = token_at(p, begin)->kind;
  return end == begin + 1 &&
         (kind == PC_TOKEN_NUMBER || kind == PC_TOKEN_STRING || kind == PC_TOKEN_VARIABLE);
}

static item item_parse(const parts *p, guint begin, guint end) {
  static const char *const operators[] = {"not", "binary", "interval", "exists", "case", NULL};
  item found = {.begin = begin, .end = end};
  const guint name =
      pc_part_any_word(&p->whole, begin, operators) ? begin : name_end(p, begin, end);
  if (end - begin >= 3 && pc_part_word(&p->whole, end - 2, "as")) {
    found.end = end - 2;
    found.name = name_value(p, end - 1);
    found.plain = !has_mark(p, begin, found.end, '(');
  } else if (name > begin && name == end) {
    found.name = name_value(p, end - 1);
    found.plain = true;
  } else if (name > begin && name + 1 == end && is_name(p, name)) {
    found.end = name;
    found.name = name_value(p, name);
    found.plain = true;
  } else if (is_name(p, end - 1)) {
    found.name = name_value(p, end - 1);
    found.guess = true;
  } else {
    found.plain = is_literal(p, begin, end);
  }
  return found;
}

/* Whether an expression of the list is all columns, "*" or "t.*". */
static bool is_star(const parts *p, guint begin, guint end) {
  return end > begin && pc_part_mark(&p->whole, end - 1, '*') &&
         (end == begin + 1 || pc_part_mark(&p->whole, end - 2, '.'));
}

static void items_parse(parts *p) {
  p->items = g_array_new(FALSE, FALSE, sizeof(item));
  g_array_set_clear_func(p->items, item_clear);
  for (guint begin = p->list, end; begin < p->list_end; begin = end + 1) {
    end = comma_find(&p->whole, begin, p->list_end);
    if (end == begin) {
      p->plain = false;
      continue;
    }
    const item each = item_parse(p, begin, end);
    p->star = p->star || is_star(p, begin, end);
    p->plain = p->plain && each.plain;
    g_array_append_val(p->items, each);
  }
  p->plain = p->plain && !p->star && p->items->len > 0;
}

/* The select list, FROM, and whether anything may be appended. */
static void select_parse(parts *p, guint select) {
  static const char *const modifiers[] = {"all",
                                          "distinctrow",
                                          "high_priority",
                                          "straight_join",
                                          "sql_no_cache",
                                          "sql_small_result",
                                          "sql_big_result",
                                          "sql_cache",
                                          "sql_calc_found_rows",
                                          "sql_buffer_result",
                                          NULL};
  static const char *const list_ends[] = {"from",   "into",   "where", "group",
                                          "having", "window", "order", NULL};
  static const char *const from_ends[] = {"into",   "where", "group", "having",
                                          "window", "order", NULL};
  static const char *const others[] = {"group", "having", "window", "into", NULL};
  const pc_statement_part *whole = &p->whole;
  guint i = select + 1;
  p->plain = !p->compound;
  for (; pc_part_any_word(whole, i, modifiers) || pc_part_word(whole, i, "distinct"); i++) {
    p->plain =
        p->plain && !pc_part_word(whole, i, "distinct") && !pc_part_word(whole, i, "distinctrow");
    if (pc_part_word(whole, i, "distinct") && pc_part_word(whole, i + 1, "on"))
      i = pc_part_behind(whole, i + 2) - 1;
  }
  p->list = i;
  p->list_end = MIN(find_any(whole, i, list_ends), p->order);
  p->from_end = p->list_end;
  if (pc_part_word(whole, p->list_end, "from"))
    p->from_end = MIN(find_any(whole, p->list_end + 1, from_ends), p->order);
  p->plain =
      p->plain && p->from_end > p->list_end && find_any(whole, p->list_end, others) >= p->order;
  items_parse(p);
}

/* Where the outermost SELECT, VALUES, TABLE or parenthesis begins; the end: there is none. */
static guint body_find(const pc_statement_part *whole) {
  static const char *const bodies[] = {"select", "values", "table", NULL};
  static const char *const statements[] = {"select", "values", "table", "insert", "replace",
                                           "update", "delete", "merge", NULL};
  guint i = whole->begin;
  if (pc_part_word(whole, i, "with"))
    i = find_any(whole, i + 1, statements);
  return pc_part_any_word(whole, i, bodies) || pc_part_mark(whole, whole->begin, '(') ? i
                                                                                      : whole->end;
}

/* The last ORDER BY from i on; the end: none. */
static guint order_find(const pc_statement_part *whole, guint i) {
  guint last = whole->end;
  while ((i = pc_part_find(whole, i, "order")) < whole->end) {
    if (pc_part_word(whole, i + 1, "by"))
      last = i;
    i++;
  }
  return last;
}

/* false: the statement has no order. */
static bool parts_find(parts *p) {
  static const char *const compounds[] = {"union", "intersect", "except", "minus", NULL};
  static const char *const tails[] = {"limit", "offset", "fetch",     "for",
                                      "lock",  "into",   "procedure", NULL};
  static const char *const locks[] = {"for", "lock", "into", "procedure", NULL};
  pc_statement_part *whole = &p->whole;
  while (whole->end > whole->begin && pc_part_mark(whole, whole->end - 1, ';'))
    whole->end--;
  while (pc_part_mark(whole, whole->begin, '(') &&
         pc_part_behind(whole, whole->begin) == whole->end &&
         pc_part_mark(whole, whole->end - 1, ')')) {
    whole->begin++;
    whole->end--;
  }
  const guint body = body_find(whole);
  p->order = body < whole->end ? order_find(whole, body) : whole->end;
  if (p->order == whole->end || has_mark(p, whole->begin, whole->end, ';'))
    return false;
  p->compound = find_any(whole, body, compounds) < p->order;
  p->tail = find_any(whole, p->order + 2, tails);
  p->locks = find_any(whole, p->tail, locks) < whole->end;
  if (pc_part_word(whole, body, "select"))
    select_parse(p, body);
  return true;
}

/* The expression of the list that stands there word for word; -1: none does. */
static gint item_same(const parts *p, guint begin, guint end) {
  for (guint i = 0; p->items && !p->compound && i < p->items->len; i++) {
    const item *each = &g_array_index(p->items, item, i);
    if (tokens_same(p, each->begin, each->end, begin, end))
      return (gint)i;
  }
  return -1;
}

/* The only one of the list that is called so; -1: none, or several are. ret_any: at least one is.
 */
static gint item_named(const parts *p, const char *name, bool *ret_any) {
  gint found = -1;
  *ret_any = false;
  for (guint i = 0; p->items && i < p->items->len; i++) {
    const item *each = &g_array_index(p->items, item, i);
    if (!each->name || !names_same(p->whole.in->dialect, each->name, name))
      continue;
    found = *ret_any ? -1 : (gint)i;
    *ret_any = true;
  }
  return found;
}

/* Whether all columns of one table are the answer, so that one of them is called as it is there. */
static bool is_whole_table(const parts *p) {
  return p->star && p->items->len == 1 &&
         pc_part_find(&p->whole, p->list_end, "join") >= p->from_end &&
         comma_find(&p->whole, p->list_end, p->from_end) == p->from_end;
}

/* A sort key being read: the expression without what tells the direction. */
typedef struct key_text {
  guint begin;
  guint end;
  bool collated;
} key_text;

static key_text key_text_find(const parts *p, guint begin, guint end) {
  static const char *const directions[] = {"asc", "desc", "nulls", "using", NULL};
  const pc_statement_part range = {p->whole.in, begin, end};
  key_text key = {.begin = begin, .end = find_any(&range, begin, directions)};
  const guint collate = pc_part_find(&range, begin, "collate");
  if (collate < key.end && collate > begin) {
    key.end = collate;
    key.collated = true;
  }
  return key;
}

/* Columns that are to be appended: pairs of places of tokens. */
typedef struct append {
  guint begin;
  guint end;
} append;

static void key_append(const key_text *text, GArray *appended, pc_sort_key *key) {
  const append more = {text->begin, text->end};
  key->appended = true;
  key->column = appended->len;
  g_array_append_val(appended, more);
}

/* A name: the answer's column that is called so, or one that is appended. */
static bool column_follow(const parts *p, const key_text *text, GArray *appended,
                          pc_sort_key *key) {
  const bool qualified = text->end > text->begin + 1;
  /* With a collation, PostgreSQL takes it for an expression, in which names of the answer do not
   * count. */
  const bool answers_first = !qualified && !text->collated;
  g_autofree char *name = name_value(p, text->end - 1);
  bool any;
  const gint named = item_named(p, name, &any);
  const gint same = p->star ? -1 : item_same(p, text->begin, text->end);
  if (p->compound || p->star || !p->items) {
    key->name = g_steal_pointer(&name);
    return answers_first || (p->items && !p->compound && is_whole_table(p));
  }
  if (answers_first && any) {
    key->column = (guint)MAX(named, 0);
    if (named >= 0 && g_array_index(p->items, item, named).guess)
      key->name = g_steal_pointer(&name);
    return named >= 0;
  }
  if (same >= 0) {
    key->column = (guint)same;
    return true;
  }
  if (p->plain)
    key_append(text, appended, key);
  return p->plain;
}

/* A whole number of a few digits; 0: the token is none. */
static guint64 token_number(const parts *p, guint i) {
  const pc_token *token = i < p->whole.end ? token_at(p, i) : NULL;
  guint64 number = 0;
  if (!token || token->kind != PC_TOKEN_NUMBER || token->length > LIMIT_DIGITS)
    return 0;
  g_autofree char *digits = g_strndup(p->whole.in->text + token->at, token->length);
  return g_ascii_string_to_unsigned(digits, 10, 0, G_MAXUINT, &number, NULL) ? number : 0;
}

static bool ordinal_follow(const parts *p, const key_text *text, pc_sort_key *key) {
  const guint64 number = token_number(p, text->begin);
  key->column = (guint)number - 1;
  return number > 0 && !text->collated;
}

/* false: the key cannot be followed. */
static bool key_follow(const parts *p, guint begin, guint end, GArray *appended, pc_sort_key *key) {
  const key_text text = key_text_find(p, begin, end);
  if (text.end <= text.begin)
    return false;
  const bool one = text.end == text.begin + 1;
  key->folds = text.collated && p->whole.in->dialect == PC_SQL_MYSQL;
  if (one && token_at(p, text.begin)->kind == PC_TOKEN_NUMBER)
    return ordinal_follow(p, &text, key);
  if (name_end(p, text.begin, text.end) == text.end)
    return column_follow(p, &text, appended, key);
  const gint same =
      is_literal(p, text.begin, text.end) || p->star ? -1 : item_same(p, text.begin, text.end);
  key->column = (guint)MAX(same, 0);
  return same >= 0;
}

/* Whether a key without qualifiers would be another column, or any of two, once the columns are
 * appended. */
static bool appended_clash(const parts *p, const GArray *appended) {
  for (guint begin = p->order + 2, end; begin < p->tail; begin = end + 1) {
    end = comma_find(&p->whole, begin, p->tail);
    const key_text text = key_text_find(p, begin, end);
    if (text.end != text.begin + 1 || !is_name(p, text.begin))
      continue;
    g_autofree char *name = name_value(p, text.begin);
    bool any;
    item_named(p, name, &any);
    guint n = any;
    for (guint i = 0; i < appended->len; i++) {
      g_autofree char *other = name_value(p, g_array_index(appended, append, i).end - 1);
      n += names_same(p->whole.in->dialect, name, other);
    }
    if (n > 1)
      return true;
  }
  return false;
}

static GArray *keys_follow(const parts *p, GArray *appended) {
  g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(pc_sort_key));
  g_array_set_clear_func(keys, key_clear);
  for (guint begin = p->order + 2, end; begin < p->tail; begin = end + 1) {
    end = comma_find(&p->whole, begin, p->tail);
    pc_sort_key key = {0};
    const bool followed = key_follow(p, begin, end, appended, &key);
    g_array_append_val(keys, key);
    if (!followed)
      return NULL;
  }
  return keys->len > 0 && !appended_clash(p, appended) ? g_steal_pointer(&keys) : NULL;
}

/* Whether every call is one that does nothing but give a value: reading one row more changes
 * nothing. */
static bool calls_are_pure(const parts *p) {
  static const char *const pure[] = {
      "abs",      "all",       "and",     "any",        "array",   "as",         "avg",
      "between",  "by",        "case",    "cast",       "ceil",    "char",       "char_length",
      "coalesce", "concat",    "count",   "date",       "decimal", "dense_rank", "else",
      "exists",   "extract",   "filter",  "floor",      "from",    "greatest",   "group_concat",
      "having",   "ifnull",    "in",      "is",         "join",    "least",      "length",
      "like",     "lower",     "ltrim",   "max",        "min",     "mod",        "not",
      "nullif",   "numeric",   "on",      "or",         "over",    "partition",  "position",
      "rank",     "replace",   "round",   "row_number", "rtrim",   "select",     "string_agg",
      "substr",   "substring", "sum",     "then",       "total",   "trim",       "upper",
      "using",    "values",    "varchar", "when",       "where",   NULL};
  const pc_statement_part *whole = &p->whole;
  for (guint i = whole->begin; i + 1 < whole->end; i++)
    if (pc_part_mark(whole, i + 1, '(') && is_name(p, i) && !pc_part_any_word(whole, i, pure))
      return false;
  /* MySQL: @a := 1. */
  return whole->in->dialect != PC_SQL_MYSQL || !has_mark(p, whole->begin, whole->end, ':');
}

/* The number of rows that are asked for, a plain number; the end: there is none. */
static guint limit_find(const parts *p) {
  static const char *const firsts[] = {"first", "next", NULL};
  static const char *const rows[] = {"row", "rows", NULL};
  const pc_statement_part *whole = &p->whole;
  guint i = pc_part_find(whole, p->tail, "limit");
  const guint fetch = pc_part_find(whole, p->tail, "fetch");
  if (fetch < whole->end)
    return pc_part_any_word(whole, fetch + 1, firsts) && pc_part_any_word(whole, fetch + 3, rows) &&
                   pc_part_word(whole, fetch + 4, "only")
               ? fetch + 2
               : whole->end;
  if (i == whole->end)
    return i;
  i += pc_part_mark(whole, i + 2, ',') ? 3 : 1;
  const bool ends = i + 1 >= whole->end || pc_part_word(whole, i + 1, "offset");
  return i < whole->end && ends ? i : whole->end;
}

static void limit_parse(const parts *p, pc_statement_order *order) {
  static const char *const words[] = {"limit", "offset", "fetch", NULL};
  const pc_statement_part *whole = &p->whole;
  order->limited = find_any(whole, p->tail, words) < whole->end &&
                   pc_part_find(whole, p->tail, "ties") == whole->end;
  const guint limit = pc_part_find(whole, p->tail, "limit");
  order->skips =
      pc_part_find(whole, p->tail, "offset") < whole->end || pc_part_mark(whole, limit + 2, ',');
}

/* The statement with the columns appended, and for one row more. */
static char *text_new(const parts *p, gsize length, const GArray *appended, guint limit,
                      guint64 rows) {
  const char *text = p->whole.in->text;
  GString *sent = g_string_new_len(text, (gssize)length);
  if (rows) {
    const pc_token *token = token_at(p, limit);
    g_autofree char *more = g_strdup_printf("%" G_GUINT64_FORMAT, rows + 1);
    g_string_erase(sent, (gssize)token->at, (gssize)token->length);
    g_string_insert(sent, (gssize)token->at, more);
  }
  gsize at =
      appended->len ? token_at(p, p->list_end - 1)->at + token_at(p, p->list_end - 1)->length : 0;
  for (guint i = 0; i < appended->len; i++) {
    const append *each = &g_array_index(appended, append, i);
    const gsize begin = token_at(p, each->begin)->at;
    const pc_token *last = token_at(p, each->end - 1);
    g_autofree char *column =
        g_strdup_printf(", %.*s", (int)(last->at + last->length - begin), text + begin);
    g_string_insert(sent, (gssize)at, column);
    at += strlen(column);
  }
  return g_string_free(sent, FALSE);
}

static pc_statement_order *order_new(const parts *p, gsize length, bool one_row_more) {
  pc_statement_order *order = g_new0(pc_statement_order, 1);
  g_autoptr(GArray) appended = g_array_new(FALSE, FALSE, sizeof(append));
  order->dialect = p->whole.in->dialect;
  order->keys = keys_follow(p, appended);
  limit_parse(p, order);
  if (!order->keys)
    return order;
  const guint limit = limit_find(p);
  if (one_row_more && order->limited && !p->locks && calls_are_pure(p))
    order->rows_most = token_number(p, limit);
  order->appended = appended->len;
  if (order->appended > 0 || order->rows_most > 0)
    order->text = text_new(p, length, appended, limit, order->rows_most);
  return order;
}

pc_statement_order *pc_statement_order_new(const char *text, gsize length, pc_sql_dialect dialect,
                                           bool one_row_more) {
  g_autoptr(GArray) tokens = pc_tokens_new(text, length, dialect);
  pc_statement_text in = {.text = text,
                          .dialect = dialect,
                          .tokens = (const pc_token *)(void *)tokens->data,
                          .count = tokens->len};
  parts p = {.whole = {&in, 0, tokens->len}};
  pc_statement_order *order = parts_find(&p) ? order_new(&p, length, one_row_more) : NULL;
  if (p.items)
    g_array_unref(p.items);
  return order;
}

bool pc_statement_folds(const char *text, gsize length, pc_sql_dialect dialect) {
  static const char *const words[] = {"nocase", "rtrim", "citext", "deterministic"};
  if (dialect == PC_SQL_MYSQL)
    return false;
  g_autoptr(GArray) tokens = pc_tokens_new(text, length, dialect);
  for (guint i = 0; i < tokens->len; i++) {
    const pc_token *token = &g_array_index(tokens, pc_token, i);
    if (token->kind != PC_TOKEN_WORD && token->kind != PC_TOKEN_NAME)
      continue;
    g_autofree char *value = pc_token_value(text, token);
    for (guint k = 0; k < G_N_ELEMENTS(words); k++)
      if (g_ascii_strcasecmp(value, words[k]) == 0)
        return true;
  }
  return false;
}
