/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/run/attribution.h"

#include <string.h>

/* Whether a change is attributed to a probe that sends the statements. */
typedef struct row {
  const char *statements[4];
  const char *kind;
  const char *within;
  const char *name;
  pc_happening happening;
  pc_language language;
  guint dialect;
  bool intrusive;
  bool attributed;
} row;

#define PG .language = PC_LANGUAGE_SQL, .dialect = PC_SQL_POSTGRESQL
#define MY .language = PC_LANGUAGE_SQL, .dialect = PC_SQL_MYSQL
#define TABLE .kind = "table", .within = "public", .name = "orders"

static const row rows[] = {
    {{"DROP TABLE public.orders"}, TABLE, PC_GONE, PG, .attributed = true},
    {{"drop table PUBLIC . \"orders\""}, TABLE, PC_GONE, PG, .attributed = true},
    {{"DO $$ BEGIN EXECUTE 'DROP TABLE public.orders'; END $$"},
     TABLE,
     PC_GONE,
     PG,
     .attributed = true},
    {{"DO $$ BEGIN EXECUTE format('DROP TABLE %I.%I', 'public', 'orders'); END $$"},
     TABLE,
     PC_GONE,
     PG,
     .attributed = true},
    {{"SET search_path TO public", "DROP TABLE orders"}, TABLE, PC_GONE, PG, .attributed = true},
    {{"SELECT set_config('search_path', 'public', false)", "ALTER TABLE orders ADD x int"},
     TABLE,
     PC_CHANGED,
     PG,
     .attributed = true},
    {{"DROP SCHEMA public CASCADE"}, TABLE, PC_GONE, PG, .attributed = true},
    {{"DROP TABLE orders"}, TABLE, PC_GONE, PG, .intrusive = true, .attributed = true},
    {{"DROP OWNED BY app"}, TABLE, PC_GONE, PG, .intrusive = true, .attributed = true},
    {{"ALTER TABLE orders SET SCHEMA public"}, TABLE, PC_APPEARED, PG, .attributed = true},
    {{"DO $$ BEGIN EXECUTE 'DROP ' || 'SCHEMA ' || quote_ident('public'); END $$"},
     TABLE,
     PC_GONE,
     PG,
     .attributed = true},
    {{"DROP ROLE IF EXISTS other, app"},
     .kind = "role",
     .within = "",
     .name = "app",
     .happening = PC_GONE,
     PG,
     .attributed = true},
    {{"ALTER TABLE \"Sales\".\"My Orders\" ADD x int"},
     .kind = "table",
     .within = "Sales",
     .name = "My Orders",
     .happening = PC_CHANGED,
     PG,
     .attributed = true},
    {{"SELECT * INTO public.orders FROM t"}, TABLE, PC_APPEARED, PG, .attributed = true},
    {{"USE shop", "DROP TABLE orders"},
     .kind = "table",
     .within = "shop",
     .name = "orders",
     .happening = PC_GONE,
     MY,
     .attributed = true},
    {{"DROP DATABASE `Shop`"},
     .kind = "table",
     .within = "shop",
     .name = "orders",
     .happening = PC_GONE,
     MY,
     .attributed = true},
    {{"CREATE SCHEMA app2"},
     .kind = "database",
     .within = "",
     .name = "app2",
     .happening = PC_APPEARED,
     MY,
     .attributed = true},
    {{"CREATE USER 'app'@'%'"},
     .kind = "user",
     .within = "",
     .name = "app@%",
     .happening = PC_APPEARED,
     MY,
     .attributed = true},
    {{"DROP FUNCTION public.total"},
     .kind = "function",
     .within = "public",
     .name = "total(integer)",
     .happening = PC_GONE,
     PG,
     .attributed = true},
    /* Its own table is called so, too. */
    {{"CREATE TABLE orders (id integer)", "DROP TABLE orders"}, TABLE, PC_GONE, PG},
    {{"GRANT SELECT ON orders TO PUBLIC"}, TABLE, PC_CHANGED, PG},
    {{"INSERT INTO t VALUES ('orders')"}, TABLE, PC_CHANGED, PG},
    {{"INSERT INTO orders VALUES ('public', 'schema')"}, TABLE, PC_CHANGED, PG},
    {{"INSERT INTO t VALUES ('role', 'app')"},
     .kind = "role",
     .within = "",
     .name = "app",
     .happening = PC_CHANGED,
     PG},
    {{"GRANT SELECT ON t TO app"},
     .kind = "role",
     .within = "",
     .name = "app",
     .happening = PC_CHANGED,
     PG},
    {{"SELECT * FROM public.orders"}, TABLE, PC_CHANGED, PG},
    {{"DROP TABLE public.order"}, TABLE, PC_GONE, PG},
    {{"-- public.orders\nDROP TABLE t"}, TABLE, PC_GONE, PG, .intrusive = true},
    {{"CREATE TABLE app (role text)"},
     .kind = "schema",
     .within = "",
     .name = "app",
     .happening = PC_CHANGED,
     PG},
    {{"CREATE TABLE t (app text)"},
     .kind = "role",
     .within = "",
     .name = "app",
     .happening = PC_CHANGED,
     PG},
    {{"GRANT SELECT ON t TO PUBLIC"},
     .kind = "schema",
     .within = "",
     .name = "public",
     .happening = PC_CHANGED,
     PG},
    /* Redis: the adapter lets only an intrusive probe name another's key. */
    {{"DEL orders:1"},
     .kind = "key",
     .within = "",
     .name = "orders:1",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_REDIS,
     .intrusive = true,
     .attributed = true},
    {{"EVAL \"redis.call('DEL', 'orders:1')\" 0"},
     .kind = "key",
     .within = "",
     .name = "orders:1",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_REDIS,
     .intrusive = true,
     .attributed = true},
    {{"EVAL \"return cjson.decode('{}')['a']\" 0"},
     .kind = "key",
     .within = "",
     .name = "a",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_REDIS},
    {{"flushall"},
     .kind = "key",
     .within = "",
     .name = "orders:1",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_REDIS,
     .intrusive = true,
     .attributed = true},
    {{"flushall"},
     .kind = "key",
     .within = "",
     .name = "orders:1",
     .happening = PC_APPEARED,
     .language = PC_LANGUAGE_REDIS,
     .intrusive = true},
    {{"SET ${k}:a orders:1"},
     .kind = "key",
     .within = "",
     .name = "orders:1",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_REDIS},
    {{"DEL orders:11"},
     .kind = "key",
     .within = "",
     .name = "orders:1",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_REDIS,
     .intrusive = true},
    {{"delete queue=\"theirs\""},
     .kind = "tube",
     .within = "",
     .name = "theirs",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_QUEUE,
     .attributed = true},
    {{"publish body=\"theirs\" queue=\"${k}\""},
     .kind = "tube",
     .within = "",
     .name = "theirs",
     .happening = PC_GONE,
     .language = PC_LANGUAGE_QUEUE},
};

static void a_change_is_attributed_to_what_names_it(void **state) {
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const row *r = &rows[i];
    const pc_object object = {.kind = (char *)(guintptr)r->kind,
                              .within = (char *)(guintptr)r->within,
                              .name = (char *)(guintptr)r->name};
    const pc_object_change change = {.object = &object, .happening = r->happening};
    g_autoptr(pc_sent_log) log = pc_sent_log_new();
    const char *probe = NULL;
    const char *statement = NULL;
    pc_sent_log_add(log, "sql/another", false, PC_LANGUAGE_SQL, PC_SQL_EVERY & r->dialect,
                    "SELECT 1");
    for (guint k = 0; k < G_N_ELEMENTS(r->statements) && r->statements[k]; k++)
      pc_sent_log_add(log, "app/orders", r->intrusive, r->language, r->dialect, r->statements[k]);
    const bool found = pc_sent_log_find(log, &change, &probe, &statement);
    if (found != r->attributed)
      fail_msg("'%s' is %sattributed to '%s'", r->name, found ? "" : "not ", r->statements[0]);
    if (found)
      assert_string_equal(probe, "app/orders");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_change_is_attributed_to_what_names_it)};
  return cmocka_run_group_tests_name("attribution", tests, NULL, NULL);
}
