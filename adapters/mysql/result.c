/* SPDX-License-Identifier: MIT */
/* What a statement of MySQL or MariaDB gives: counts, rows, several results of a CALL. */
#include "adapters/mysql/session_internal.h"

#include "adapters/shared/answer.h"

#include <string.h>

enum { CELL_BYTES = 8 };

static bool text_changes_rows(const char *text) {
  static const char *const words[] = {"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"};
  text += strspn(text, " \t\r\n(");
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) == 0)
      return true;
  return false;
}

/* A result without rows; after those of a procedure it only says that the procedure has ended. */
void pc_mysql_command_done(pc_mysql_session *s, guint64 affected) {
  if (s->outcome)
    return;
  s->outcome = pc_outcome_new(PC_OUTCOME_DONE);
  if (text_changes_rows(s->statement->text)) {
    s->outcome->kind = PC_OUTCOME_AFFECTED;
    s->outcome->affected = (gint64)affected;
  }
}

/* What a procedure answers with more than one set of rows: a list of lists of rows. */
static void several_add(pc_mysql_session *s) {
  pc_value *rows = pc_value_new_list(PC_KIND_LIST);
  GPtrArray *from = s->outcome->rows;
  for (guint i = 0; from && i < from->len; i++)
    pc_value_append_take(rows, g_steal_pointer(&from->pdata[i]));
  if (!s->several)
    s->several = pc_value_new_list(PC_KIND_LIST);
  pc_value_append_take(s->several, rows);
  pc_outcome_free(s->outcome);
  s->outcome = NULL;
}

void pc_mysql_rows_begin(pc_mysql_session *s) {
  if (s->sets++ > 0)
    several_add(s);
  s->outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  const guint n = mysql_num_fields(s->result);
  for (guint i = 0; i < n; i++) {
    const MYSQL_FIELD *field = mysql_fetch_field_direct(s->result, i);
    pc_outcome_add_column(s->outcome, field->name);
    if (!(field->flags & BINARY_FLAG))
      pc_outcome_set_folds(s->outcome);
  }
}

void pc_mysql_statement_end(pc_mysql_session *s) {
  if (s->several) {
    several_add(s);
    s->outcome = pc_outcome_new_value_take(g_steal_pointer(&s->several));
  }
  pc_mysql_statement_clear(s);
}

/* Whether one row more fits, of so many bytes; what does not is not copied. */
static bool row_fits(pc_mysql_session *s, gsize bytes, GError **error) {
  s->bytes += bytes + (gsize)mysql_num_fields(s->result) * PC_ANSWER_VALUE_BYTES;
  if (pc_answer_fits(s->outcome->rows ? s->outcome->rows->len + 1 : 1, s->bytes, error))
    return true;
  pc_mysql_cancel(s);
  return false;
}

bool pc_mysql_text_row_add(pc_mysql_session *s, GError **error) {
  const gulong *lengths = mysql_fetch_lengths(s->result);
  gsize bytes = 0;
  for (guint i = 0; i < mysql_num_fields(s->result); i++)
    bytes += lengths[i];
  if (!row_fits(s, bytes, error))
    return false;
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < mysql_num_fields(s->result); i++)
    pc_value_append_take(row, s->row[i] ? pc_mysql_value(mysql_fetch_field_direct(s->result, i),
                                                         s->row[i], lengths[i])
                                        : pc_value_new_null());
  pc_outcome_add_row_take(s->outcome, row);
  return true;
}

/* Numbers come as they are; everything else as text, whose length is known only when it is there.
 */
void pc_mysql_cells_bind(pc_mysql_session *s) {
  const guint n = mysql_num_fields(s->result);
  s->binds = g_new0(MYSQL_BIND, n);
  s->cells = g_new0(pc_mysql_cell, n);
  for (guint i = 0; i < n; i++) {
    const MYSQL_FIELD *field = mysql_fetch_field_direct(s->result, i);
    MYSQL_BIND *bind = &s->binds[i];
    *bind = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                         .length = &s->cells[i].length,
                         .is_null = &s->cells[i].is_null,
                         .error = &s->cells[i].too_long};
    if (field->type != MYSQL_TYPE_DOUBLE && field->type != MYSQL_TYPE_FLOAT)
      continue;
    bind->buffer_type = field->type;
    bind->buffer = &s->cells[i].as;
    bind->buffer_length = CELL_BYTES;
  }
  mysql_stmt_bind_result(s->prepared, s->binds);
}

/* A FLOAT's shortest text of its own width; read as a double, that is the shortest again. */
static pc_value *narrow_new(float number) {
  char text[32];
  for (int digits = 6; digits <= 9; digits++) {
    g_snprintf(text, sizeof text, "%.*g", digits, (double)number);
    if ((float)g_ascii_strtod(text, NULL) >= number && (float)g_ascii_strtod(text, NULL) <= number)
      break;
  }
  return pc_value_new_real(g_ascii_strtod(text, NULL));
}

static pc_value *cell_value(pc_mysql_session *s, guint i) {
  const MYSQL_FIELD *field = mysql_fetch_field_direct(s->result, i);
  const pc_mysql_cell *c = &s->cells[i];
  if (c->is_null)
    return pc_value_new_null();
  if (field->type == MYSQL_TYPE_DOUBLE)
    return pc_value_new_real(c->as.real);
  if (field->type == MYSQL_TYPE_FLOAT)
    return narrow_new(c->as.narrow);
  g_autofree char *text = g_malloc0(c->length + 1);
  gulong length = 0;
  my_bool is_null = 0;
  my_bool too_long = 0;
  MYSQL_BIND bind = {.buffer_type = MYSQL_TYPE_STRING,
                     .buffer = text,
                     .buffer_length = c->length + 1,
                     .length = &length,
                     .is_null = &is_null,
                     .error = &too_long};
  mysql_stmt_fetch_column(s->prepared, &bind, i, 0);
  return pc_mysql_value(field, text, MIN(length, c->length));
}

bool pc_mysql_prepared_row_add(pc_mysql_session *s, GError **error) {
  gsize bytes = 0;
  for (guint i = 0; i < mysql_num_fields(s->result); i++)
    bytes += s->cells[i].is_null ? 0 : s->cells[i].length;
  if (!row_fits(s, bytes, error))
    return false;
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < mysql_num_fields(s->result); i++)
    pc_value_append_take(row, cell_value(s, i));
  pc_outcome_add_row_take(s->outcome, row);
  return true;
}
