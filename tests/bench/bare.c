/* SPDX-License-Identifier: MIT */
/*
 * What a program without a harness needs for the same work: plain libpq and sqlite3 calls, one
 * after the other.
 *
 * bare FILE SCHEMA CONNINFO: FILE has one probe a line,
 * {"statements":[{"sql":S,"parameters":[..]?},..]}, twice asked of an in-memory SQLite and of
 * PostgreSQL, each time in scratch of its own ("${schema}" stands for its name). bare --loop N SQL
 * CONNINFO: microseconds of N statements on each, as JSON.
 */
#include <glib.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int sink; /* so that values are looked at */

static const char *parameter_text(const json_t *value, char *buffer, size_t size) {
  if (json_is_string(value))
    return json_string_value(value);
  if (json_is_null(value))
    return NULL;
  if (json_is_integer(value))
    snprintf(buffer, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  else if (json_is_real(value))
    snprintf(buffer, size, "%.17g", json_real_value(value));
  else
    snprintf(buffer, size, "%s", json_is_true(value) ? "true" : "false");
  return buffer;
}

static void sqlite_statement(sqlite3 *db, const char *sql, const json_t *parameters) {
  while (*sql) {
    sqlite3_stmt *statement = NULL;
    char buffer[64];
    if (sqlite3_prepare_v2(db, sql, -1, &statement, &sql) != SQLITE_OK || !statement)
      return;
    for (size_t i = 0; i < json_array_size(parameters); i++)
      sqlite3_bind_text(statement, (int)i + 1,
                        parameter_text(json_array_get(parameters, i), buffer, sizeof buffer), -1,
                        SQLITE_TRANSIENT);
    while (sqlite3_step(statement) == SQLITE_ROW)
      for (int k = 0; k < sqlite3_column_count(statement); k++)
        sink += sqlite3_column_bytes(statement, k);
    sqlite3_finalize(statement);
  }
}

static void postgresql_statement(PGconn *connection, const char *sql, const json_t *parameters) {
  PGresult *result;
  const size_t n = json_array_size(parameters);
  if (n > 0) {
    const char *values[n];
    char buffers[n][64];
    for (size_t i = 0; i < n; i++)
      values[i] = parameter_text(json_array_get(parameters, i), buffers[i], sizeof buffers[i]);
    result = PQexecParams(connection, sql, (int)n, NULL, values, NULL, NULL, 0);
  } else {
    result = PQexec(connection, sql);
  }
  for (int i = 0; i < PQntuples(result); i++)
    for (int k = 0; k < PQnfields(result); k++)
      sink += PQgetlength(result, i, k);
  PQclear(result);
}

static PGconn *postgresql_open(const char *conninfo) {
  PGconn *connection = PQconnectdb(conninfo);
  if (PQstatus(connection) == CONNECTION_OK)
    return connection;
  fprintf(stderr, "bare: %s", PQerrorMessage(connection));
  exit(1);
}

static void probe_ask(const json_t *probe, PGconn *connection, const char *schema) {
  sqlite3 *db = NULL;
  size_t i;
  json_t *statement;
  g_autofree char *begin =
      g_strdup_printf("CREATE SCHEMA %s; SET search_path TO %s", schema, schema);
  g_autofree char *drop = g_strdup_printf("DROP SCHEMA IF EXISTS %s CASCADE", schema);
  sqlite3_open(":memory:", &db);
  postgresql_statement(connection, begin, NULL);
  json_array_foreach(json_object_get(probe, "statements"), i, statement) {
    const json_t *parameters = json_object_get(statement, "parameters");
    GString *sql = g_string_new(json_string_value(json_object_get(statement, "sql")));
    g_string_replace(sql, "${schema}", schema, 0);
    if (json_is_true(json_object_get(statement, "sqlite")))
      sqlite_statement(db, sql->str, parameters);
    else
      postgresql_statement(connection, sql->str, parameters);
    g_string_free(sql, TRUE);
  }
  sqlite3_close(db);
  if (PQtransactionStatus(connection) != PQTRANS_IDLE)
    postgresql_statement(connection, "ROLLBACK", NULL);
  postgresql_statement(connection, "DISCARD ALL", NULL);
  postgresql_statement(connection, drop, NULL);
}

static void notice_ignore(void *data, const char *message) {
  (void)data;
  (void)message;
}

static int probes_ask(const char *path, const char *schema, const char *conninfo) {
  PGconn *connection = postgresql_open(conninfo);
  PQsetNoticeProcessor(connection, notice_ignore, NULL);
  for (int pass = 0; pass < 2; pass++) {
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t capacity = 0;
    while (file && getline(&line, &capacity, file) > 0) {
      json_t *probe = json_loads(line, JSON_ALLOW_NUL, NULL);
      probe_ask(probe, connection, schema);
      json_decref(probe);
    }
    free(line);
    if (file)
      fclose(file);
  }
  PQfinish(connection);
  return 0;
}

static int loop(int n, const char *sql, const char *conninfo) {
  PGconn *connection = postgresql_open(conninfo);
  sqlite3 *db = NULL;
  sqlite3_open(":memory:", &db);
  const gint64 start = g_get_monotonic_time();
  for (int i = 0; i < n; i++)
    sqlite_statement(db, sql, NULL);
  const gint64 middle = g_get_monotonic_time();
  for (int i = 0; i < n; i++)
    postgresql_statement(connection, sql, NULL);
  const gint64 end = g_get_monotonic_time();
  printf("{\"sqlite_us\":%" G_GINT64_FORMAT ",\"postgresql_us\":%" G_GINT64_FORMAT "}\n",
         middle - start, end - middle);
  PQfinish(connection);
  sqlite3_close(db);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 5 && strcmp(argv[1], "--loop") == 0)
    return loop(atoi(argv[2]), argv[3], argv[4]);
  if (argc == 4)
    return probes_ask(argv[1], argv[2], argv[3]);
  fprintf(stderr, "usage: bare FILE SCHEMA CONNINFO | bare --loop N SQL CONNINFO\n");
  return 2;
}
