/* SPDX-License-Identifier: MIT */
/* Any bytes, in every dialect, become tokens that follow each other without overlapping, hold all
 * that is not blank or a comment, and count their lines; the check of statements gives a line of
 * the text, or none; what is sent for the sake of an order is the statement with as many columns
 * more as are said, and at most a digit more in its LIMIT. */
#include "harness/model/statement_check.h"
#include "harness/model/statement_order.h"
#include "harness/model/statement_token.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static guint lines_count(const char *text, gsize length) {
  guint lines = 1;
  for (gsize i = 0; i < length; i++)
    lines += text[i] == '\n';
  return lines;
}

static void tokens_check(const char *text, gsize length, pc_sql_dialect dialect) {
  g_autoptr(GArray) tokens = pc_tokens_new(text, length, dialect);
  gsize end = 0;
  guint line = 1;
  for (guint i = 0; i < tokens->len; i++) {
    const pc_token *token = &g_array_index(tokens, pc_token, i);
    g_assert_true(token->at >= end && token->length > 0 && token->length <= length - token->at);
    g_assert_true((guchar)text[token->at] > ' ');
    line += lines_count(text + end, token->at - end) - 1;
    g_assert_cmpuint(token->line, ==, line);
    line += lines_count(text + token->at, token->length) - 1;
    end = token->at + token->length;
    g_autofree char *value = pc_token_value(text, token);
    g_assert_true(value && strlen(value) <= token->length);
  }
}

static void order_check(const char *text, gsize length, pc_sql_dialect dialect) {
  g_autoptr(pc_statement_order) order = pc_statement_order_new(text, length, dialect, true);
  if (!order)
    return;
  g_assert_true(order->keys || !order->text);
  g_assert_true((order->text != NULL) == (order->appended > 0 || order->rows_most > 0));
  g_assert_true(!order->text ||
                strlen(order->text) + 1 + 2 * order->appended >= strnlen(text, length));
  pc_statement_folds(text, length, dialect);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const pc_sql_dialect dialects[] = {PC_SQL_POSTGRESQL, PC_SQL_MYSQL, PC_SQL_SQLITE};
  const char *text = (const char *)data;
  for (guint i = 0; i < G_N_ELEMENTS(dialects); i++) {
    tokens_check(text, size, dialects[i]);
    order_check(text, size, dialects[i]);
    guint line = 0;
    g_autofree char *problem = NULL;
    const bool fine = pc_statement_check(text, size, dialects[i], &line, &problem);
    g_assert_true(fine == !problem);
    g_assert_true(fine || (line >= 1 && line <= lines_count(text, size) && !strchr(problem, '\n')));
  }
  return 0;
}
