/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/script.h"
#include "harness/model/statement_check.h"
#include "harness/model/statement_token.h"

#include <string.h>

void paritycheck_register_resource(void);

enum { P = PC_SQL_POSTGRESQL, M = PC_SQL_MYSQL, S = PC_SQL_SQLITE, E = PC_SQL_EVERY };

static const struct {
  guint dialects;
  const char *text;
  const char *problem; /* what it begins with */
} refused[] = {
    /* names */
    {E, "DROP TABLE public.orders",
     "'DROP TABLE public.orders' names a table outside of the probe's scratch; write 'DROP TABLE "
     "orders' (the probe's "
     "own), or declare 'reach: intrusive'"},
    {E, "DROP TABLE IF EXISTS public.orders; CREATE TABLE public.orders (id INTEGER)",
     "'DROP TABLE IF EXISTS public.orders' names a table"},
    {E, "DROP TABLE a, app.b", "'DROP TABLE app.b' names"},
    {E, "DROP FUNCTION f(int), app.g(text)", "'DROP FUNCTION app.g' names a function"},
    {P, "CREATE TABLE \"public\".\"orders\" (id INTEGER)",
     "'CREATE TABLE \"public\".\"orders\"' names"},
    {M, "CREATE TABLE `app`.`orders` (id INTEGER)", "'CREATE TABLE `app`.`orders`' names"},
    {M, "CREATE TABLE \"app\".\"orders\" (id INTEGER)", "'CREATE TABLE \"app\".\"orders\"' names"},
    {P, "CREATE TABLE db.public.orders (id INTEGER)", "'CREATE TABLE db.public.orders' names"},
    {P, "create /* a */ unlogged table if not exists public . orders (id integer)",
     "'create unlogged table if not"},
    {M, "/*!40000 ALTER TABLE app.orders DISABLE KEYS */", "'ALTER TABLE app.orders' names"},
    {M, "RENAME TABLE orders TO app.orders", "'RENAME TABLE orders TO app.orders' names"},
    {E, "ALTER TABLE orders RENAME TO app.orders", "'RENAME TO app.orders' names"},
    {P, "ALTER TABLE orders SET SCHEMA public", "'SET SCHEMA public' acts on what is outside"},
    {P, "ALTER TABLE ONLY public.orders ADD CONSTRAINT k PRIMARY KEY (id)",
     "'ALTER TABLE ONLY public.orders'"},
    {P, "ALTER SEQUENCE s OWNED BY public.orders.id", "'OWNED BY public.orders.id' names"},
    {P, "CREATE TABLE a (LIKE public.orders)", "'LIKE public.orders' names"},
    {M, "CREATE TABLE a LIKE app.orders", "'LIKE app.orders' names"},
    {P, "CREATE TABLE a (id INTEGER) INHERITS (b, public.orders)",
     "'INHERITS (public.orders' names"},
    {P, "CREATE TABLE a PARTITION OF public.orders DEFAULT", "'PARTITION OF public.orders' names"},
    {E, "CREATE TABLE a (id INTEGER REFERENCES app.orders (id))", "'REFERENCES app.orders' names"},
    {E, "CREATE INDEX i ON app.orders (id)", "'CREATE INDEX i ON app.orders' names a table"},
    {P, "CREATE INDEX CONCURRENTLY ON public.orders (id)",
     "'CREATE INDEX CONCURRENTLY ON public.orders'"},
    {P,
     "CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a, b ON public.orders FOR EACH ROW EXECUTE "
     "FUNCTION f()",
     "'CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a, b ON public.orders' names"},
    {P, "CREATE RULE r AS ON INSERT TO public.orders DO NOTHING",
     "'CREATE RULE r AS ON INSERT TO public.orders'"},
    {P, "CREATE POLICY p ON public.orders", "'CREATE POLICY p ON public.orders'"},
    {P, "COMMENT ON TABLE public.orders IS 'x'", "'COMMENT ON TABLE public.orders'"},
    {P, "COMMENT ON COLUMN public.orders.id IS 'x'", "'COMMENT ON COLUMN public.orders.id'"},
    {P, "CREATE VIEW v AS SELECT * FROM public.orders", "'FROM public.orders' names"},
    {E, "INSERT INTO app.orders VALUES (1)", "'INSERT INTO app.orders' names"},
    {M, "INSERT IGNORE app.orders VALUES (1)", "'INSERT IGNORE app.orders' names"},
    {M, "INSERT LOW_PRIORITY IGNORE INTO app.orders VALUES (1)",
     "'INSERT LOW_PRIORITY IGNORE INTO app.orders' names"},
    {M, "REPLACE INTO app.orders VALUES (1)", "'REPLACE INTO app.orders' names"},
    {E, "UPDATE app.orders SET id = 1", "'UPDATE app.orders' names"},
    {M, "UPDATE a, app.orders SET a.x = 1", "'UPDATE a, app.orders' names"},
    {P, "UPDATE ONLY public.orders SET id = 1", "'UPDATE ONLY public.orders'"},
    {E, "DELETE FROM app.orders", "'DELETE FROM app.orders' names"},
    {P, "DELETE FROM a USING public.orders o WHERE a.id = o.id", "'USING public.orders' names"},
    {M, "DELETE a, app.orders FROM a JOIN b ON a.id = b.id", "'DELETE a, app.orders'"},
    {M, "DELETE app.orders.* FROM a", "'DELETE app.orders.*' names"},
    {P, "MERGE INTO public.orders USING a ON true WHEN MATCHED THEN DELETE",
     "'MERGE INTO public.orders' names"},
    {P, "MERGE INTO a USING public.orders ON true WHEN MATCHED THEN DELETE",
     "'USING public.orders' names"},
    {P, "WITH d AS (DELETE FROM public.orders RETURNING *) SELECT * FROM d",
     "'DELETE FROM public.orders'"},
    {P, "WITH d AS (SELECT 1) INSERT INTO public.orders SELECT * FROM d",
     "'INSERT INTO public.orders'"},
    {P, "EXPLAIN ANALYZE DELETE FROM public.orders", "'DELETE FROM public.orders'"},
    {P, "EXPLAIN (ANALYZE, BUFFERS) UPDATE public.orders SET id = 1", "'UPDATE public.orders'"},
    {P, "PREPARE p AS DELETE FROM public.orders", "'DELETE FROM public.orders'"},
    {E, "TRUNCATE TABLE a, app.orders", "'TRUNCATE TABLE app.orders' names"},
    {P, "TRUNCATE public.orders", "'TRUNCATE public.orders'"},
    {P, "LOCK TABLE public.orders", "'LOCK TABLE public.orders'"},
    {M, "LOCK TABLES a AS x READ LOCAL, app.orders WRITE", "'LOCK TABLES app.orders'"},
    {P, "COPY public.orders (id) FROM stdin", "'COPY public.orders' names"},
    {P, "SELECT * INTO public.copied FROM a", "'INTO public.copied' names"},
    {E, "SELECT * FROM app.orders", "'FROM app.orders' names"},
    {E, "SELECT * FROM a x, app.orders y", "names a table outside"},
    {E, "SELECT * FROM a LEFT JOIN (b JOIN app.orders o ON b.id = o.id) ON a.id = b.id",
     "'JOIN app.orders' names"},
    {E, "SELECT (SELECT max(id) FROM app.orders)", "'FROM app.orders' names"},
    {P, "SELECT nextval('public.orders_id_seq')",
     "'nextval('public.orders_id_seq')' acts on what is outside"},
    {P, "SELECT pg_catalog.setval('public.orders_id_seq', 1, true)",
     "'setval('public.orders_id_seq', 1, true)'"},
    {E, "CALL app.archive()", "'CALL app.archive' names a procedure"},
    {P, "REFRESH MATERIALIZED VIEW public.sums", "'REFRESH MATERIALIZED VIEW public.sums'"},
    {P, "UPDATE pg_settings SET setting = 'public' WHERE name = 'search_path'",
     "'UPDATE pg_settings' writes to a cat"},
    {P, "DELETE FROM pg_catalog.pg_class", "'DELETE FROM pg_catalog.pg_class' names"},
    {P, "DELETE FROM pg_class", "'DELETE FROM pg_class' writes to a catalogue"},
    {P, "UPDATE pg_ts_config SET cfgname = 'x'", "'UPDATE pg_ts_config' writes to a catalogue"},
    {M, "UPDATE mysql.user SET a = 1", "'UPDATE mysql.user' names"},
    {M, "SET STATEMENT max_statement_time = 1 FOR UPDATE app.orders SET id = 1",
     "'UPDATE app.orders' names"},
    {M, "SET STATEMENT max_statement_time = 1 FOR DELETE FROM app.orders",
     "'DELETE FROM app.orders' names"},
    {P, "CREATE STATISTICS s ON a, b FROM public.orders",
     "'CREATE STATISTICS s ON a, b FROM public.orders' names"},
    {P, "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", "'ALTER TABLE ALL' acts"},
    {P, "DROP SCHEMA ${k}, public", "'DROP SCHEMA ${k}' acts"},
    {P, "SELECT 1 FROM a JOIN b ON pg_read_file('x') = b.c", "'pg_read_file('x')' reaches"},
    {P, "VACUUM public.orders", "'VACUUM public.orders'"},
    {P, "VACUUM", "'VACUUM' acts on every table of the database; name the probe's own table"},
    {P, "ANALYZE", "'ANALYZE' acts on every table"},
    {M, "ANALYZE TABLE app.orders", "'ANALYZE TABLE app.orders'"},
    /* the inside of routines, and text that is executed */
    {P, "DO $$ BEGIN DELETE FROM public.orders; END $$", "'DELETE FROM public.orders'"},
    {P, "DO $$BEGIN IF true THEN ALTER SYSTEM SET a = 1; END IF; END$$",
     "'ALTER SYSTEM' acts on the whole server"},
    {P, "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $x$ TRUNCATE public.orders $x$",
     "'TRUNCATE public.orders'"},
    {P,
     "CREATE FUNCTION f() RETURNS void AS 'BEGIN DROP TABLE public.orders; END' LANGUAGE plpgsql",
     "'DROP TABLE"},
    {P, "CREATE FUNCTION f() RETURNS void LANGUAGE sql SET search_path = public AS 'SELECT 1'",
     "'SET search_path = public' leaves the probe's scratch"},
    {P,
     "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC SELECT 1; DELETE FROM "
     "public.orders; END",
     "'DELETE"},
    {P, "CREATE FUNCTION f() RETURNS int AS '/lib/x.so', 'f' LANGUAGE c",
     "'LANGUAGE c' reaches files"},
    {P, "DO $$ BEGIN EXECUTE 'DROP TABLE public.orders'; END $$", "'DROP TABLE public.orders'"},
    {P, "DO $$ BEGIN EXECUTE 'DROP TABLE public.' || 'orders'; END $$",
     "'DROP TABLE public.' names"},
    {P, "DO $$ BEGIN EXECUTE format('DROP TABLE public.%I', 'orders'); END $$",
     "'DROP TABLE public.' names"},
    {M, "PREPARE s FROM 'DROP TABLE app.orders'", "'DROP TABLE app.orders'"},
    {M, "EXECUTE IMMEDIATE 'DROP TABLE app.orders'", "'DROP TABLE app.orders'"},
    {M, "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW UPDATE app.orders SET n = 1",
     "'UPDATE app.orders'"},
    {M, "CREATE PROCEDURE p() BEGIN IF 1 THEN KILL 5; END IF; END",
     "'KILL 5' acts on the whole server"},
    {M, "CREATE TRIGGER app.t BEFORE INSERT ON a FOR EACH ROW SET NEW.n = 1",
     "'CREATE TRIGGER app.t' names a trigger"},
    /* leaving */
    {M, "USE app2",
     "'USE app2' leaves the probe's scratch; leave it out: each session begins in the scratch, or"},
    {E, "CREATE DATABASE app2; USE app2",
     "'CREATE DATABASE app2' makes what is not in the probe's scratch and would"},
    {E, "CREATE DATABASE IF NOT EXISTS ${name}", "'CREATE DATABASE IF NOT EXISTS ${name}' makes"},
    {M, "CREATE OR REPLACE DATABASE app2", "'CREATE OR REPLACE DATABASE app2' makes"},
    {E, "DROP DATABASE app2", "'DROP DATABASE app2' acts on what is outside"},
    {P, "ALTER DATABASE app SET work_mem = 1", "'ALTER DATABASE app' acts"},
    {E, "CREATE SCHEMA s", "'CREATE SCHEMA s' makes"},
    {P, "DROP SCHEMA IF EXISTS public CASCADE", "'DROP SCHEMA IF EXISTS public' acts"},
    {P, "ALTER SCHEMA ${k} RENAME TO x", "'ALTER SCHEMA ${k}' acts"},
    {P, "SET search_path TO public", "'SET search_path TO public' leaves"},
    {P, "SET LOCAL search_path = pg_catalog, app", "'SET LOCAL search_path = pg_catalog' leaves"},
    {P, "SET search_path TO DEFAULT", "'SET search_path TO DEFAULT' leaves"},
    {P, "SET search_path = \"$user\", public", "'SET search_path = \"$user\"' leaves"},
    {P, "SET SCHEMA 'public'", "'SET SCHEMA 'public'' leaves"},
    {P, "RESET search_path", "'RESET search_path' leaves"},
    {P, "RESET ALL", "'RESET ALL' leaves"},
    {P, "DISCARD ALL", "'DISCARD ALL' leaves"},
    {P, "SELECT pg_catalog.set_config('search_path', 'public', false)",
     "'set_config('search_path', 'public', false)'"},
    {P, "SELECT set_config('search_path', current_setting('x'), false)",
     "'set_config('search_path', current"},
    {P, "SELECT set_config('Role', 'admin', false)", "'set_config('Role', 'admin', false)' leaves"},
    {P, "SET ROLE admin", "'SET ROLE admin' leaves"},
    {P, "SET LOCAL ROLE admin", "'SET LOCAL ROLE admin' leaves"},
    {P, "SET SESSION AUTHORIZATION admin", "'SET SESSION AUTHORIZATION admin' leaves"},
    {M, "SET ROLE admin", "'SET ROLE admin' leaves"},
    {S, "ATTACH DATABASE '/srv/app.db' AS app", "'ATTACH DATABASE '/srv/app.db'' reaches files"},
    {S, "ATTACH '' || '/srv/app.db' AS app", "'ATTACH ''' reaches files"},
    /* the whole server or database */
    {P, "ALTER SYSTEM SET work_mem = 1",
     "'ALTER SYSTEM' acts on the whole server; leave it out, or declare"},
    {P, "CHECKPOINT", "'CHECKPOINT' acts on the whole server"},
    {E, "CREATE ROLE app", "'CREATE ROLE app' acts"},
    {E, "ALTER USER app PASSWORD 'x'", "'ALTER USER app' acts"},
    {E, "DROP USER IF EXISTS app", "'DROP USER IF' acts"},
    {P, "CREATE ROLE ${name}", "'CREATE ROLE ${name}' acts"},
    {M, "DROP USER ${name}, app", "'DROP USER ${name}' acts"},
    {M, "GRANT SELECT ON orders TO ${name}, app", "'GRANT SELECT ON orders' makes"},
    {M, "GRANT ALL ON *.* TO ${name}", "'GRANT ALL ON *.' acts"},
    {M, "CREATE TABLE app.${name} (id INTEGER)", "'CREATE TABLE app.${name}' names"},
    {P, "CREATE EXTENSION IF NOT EXISTS pgcrypto", "'CREATE EXTENSION IF' acts on what is outside"},
    {P, "COMMENT ON EXTENSION plpgsql IS 'x'", "'COMMENT ON EXTENSION plpgsql'"},
    {P, "CREATE CAST (pg_catalog.int4 AS timestamp with time zone) WITH INOUT",
     "'CREATE CAST (' acts"},
    {P, "CREATE CAST (public.citext AS text) WITH INOUT", "'CREATE CAST (' acts"},
    {P, "REVOKE ALL ON FUNCTION public.f(int) FROM PUBLIC",
     "'REVOKE ALL ON FUNCTION public.f' names a function"},
    {P, "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION f()",
     "'CREATE EVENT TRIGGER' acts"},
    {P, "CREATE PUBLICATION p FOR ALL TABLES", "'CREATE PUBLICATION p' acts"},
    {P, "CREATE TABLESPACE t LOCATION '/x'", "'CREATE TABLESPACE t' acts"},
    {P, "DROP OWNED BY app", "'DROP OWNED' acts"},
    {P, "GRANT admin TO app", "'GRANT admin TO app' makes"},
    {P, "GRANT USAGE ON SCHEMA public TO app", "'GRANT USAGE ON SCHEMA public' acts"},
    {P, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app",
     "'GRANT SELECT ON ALL TABLES IN SCHEMA public' acts"},
    {P, "REVOKE ALL ON DATABASE app FROM PUBLIC", "'REVOKE ALL ON DATABASE app' acts"},
    {P, "GRANT SELECT ON public.orders TO app", "'GRANT SELECT ON public.orders' names"},
    {M, "GRANT SELECT ON orders TO app", "'GRANT SELECT ON orders' makes"},
    {M, "REVOKE ALL ON *.* FROM app", "'REVOKE ALL ON *.' acts"},
    {P, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
     "'pg_terminate_backend(pid)' acts"},
    {P, "SELECT PG_CATALOG.PG_RELOAD_CONF()", "'PG_RELOAD_CONF()' acts"},
    {P, "SELECT pg_create_logical_replication_slot('s', 'x')",
     "'pg_create_logical_replication_slot('s', 'x')' acts"},
    {M, "SET GLOBAL sql_mode = ''", "'SET GLOBAL sql_mode' acts"},
    {M, "SET SESSION a = 1, @@global.b = 2", "'SET SESSION a = 1, @@global.' acts"},
    {M, "SET a = concat('x', 'y'), PERSIST b = 2", "'SET a = concat('x', 'y'), PERSIST b' acts"},
    {M, "SET PASSWORD = 'x'", "'SET PASSWORD' acts"},
    {M, "SHUTDOWN", "'SHUTDOWN' acts"},
    {M, "RESET MASTER", "'RESET MASTER' acts"},
    {M, "FLUSH TABLES WITH READ LOCK", "'FLUSH TABLES' acts"},
    {M, "KILL QUERY 5", "'KILL QUERY' acts"},
    {M, "PURGE BINARY LOGS TO 'x'", "'PURGE BINARY' acts"},
    {M, "INSTALL PLUGIN x SONAME 'y'", "'INSTALL PLUGIN' acts"},
    {M, "CREATE FUNCTION f RETURNS INTEGER SONAME 'x.so'", "'SONAME 'x.so'' acts"},
    {M, "CHANGE MASTER TO MASTER_HOST = 'x'", "'CHANGE MASTER' acts"},
    {P, "NOTIFY orders",
     "'NOTIFY orders' uses a name that is known outside of the probe's scratch; write ${name}"},
    {P, "SELECT pg_notify('orders', 'x')", "'pg_notify('orders', 'x')' uses a name"},
    {P, "SELECT pg_advisory_lock(42)", "'pg_advisory_lock(42)' uses a number"},
    {M, "SELECT GET_LOCK('orders', 0)", "'GET_LOCK('orders', 0)' uses a name"},
    {P, "PREPARE TRANSACTION 'x'", "'PREPARE TRANSACTION 'x'' uses a name"},
    {P, "ROLLBACK PREPARED 'x'", "'ROLLBACK PREPARED 'x'' uses a name"},
    {M, "XA COMMIT 'x'", "'XA COMMIT 'x'' uses a name"},
    {P, "SELECT lo_create(0)", "'lo_create(0)' makes what is not in the probe's scratch"},
    /* files and other servers */
    {P, "COPY orders TO '/tmp/x'", "'COPY orders TO '/tmp/x'' reaches files of the server"},
    {P, "COPY (SELECT 1) TO PROGRAM 'sh'", "'COPY (SELECT 1) TO PROGRAM 'sh'' reaches files"},
    {P, "COPY orders (id) FROM '/nonexistent/../etc/passwd'",
     "'COPY orders (id) FROM '/nonexistent/../etc/passwd'' re"},
    {M, "SELECT * FROM a INTO OUTFILE '/tmp/x'", "'INTO OUTFILE '/tmp/x'' reaches files"},
    {M, "SELECT 1 INTO DUMPFILE '/tmp/x'", "'INTO DUMPFILE '/tmp/x'' reaches files"},
    {M, "LOAD DATA LOCAL INFILE '/tmp/x' INTO TABLE a",
     "'LOAD DATA LOCAL INFILE '/tmp/x'' reaches files"},
    {M, "LOAD DATA INFILE '/dev/null' INTO TABLE app.a", "'INTO TABLE app.a' names"},
    {M, "SELECT LOAD_FILE('/etc/passwd')", "'LOAD_FILE('/etc/passwd')' reaches files"},
    {M, "CREATE TABLE a (id INTEGER) DATA DIRECTORY = '/tmp'",
     "'DATA DIRECTORY = '/tmp'' reaches files"},
    {M, "CREATE TABLE a (id INTEGER) ENGINE=FEDERATED CONNECTION='x'",
     "'ENGINE=FEDERATED' reaches another server"},
    {P, "SELECT * FROM dblink('host=x', 'DELETE FROM a') AS t(id integer)",
     "'dblink('host=x', 'DELETE FROM a')' rea"},
    {P, "SELECT pg_read_file('/etc/passwd')", "'pg_read_file('/etc/passwd')' reaches files"},
    {P, "SELECT lo_import('/etc/passwd')", "'lo_import('/etc/passwd')' reaches files"},
    {P, "SELECT lo_export(1, '/tmp/x')", "'lo_export(1, '/tmp/x')' reaches files"},
    {P, "LOAD 'auto_explain'", "'LOAD 'auto_explain'' reaches files"},
    {P, "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw",
     "'CREATE SERVER s' reaches another server"},
    {P, "CREATE FOREIGN TABLE a (id integer) SERVER s",
     "'CREATE FOREIGN TABLE' reaches another server"},
    {P, "IMPORT FOREIGN SCHEMA public FROM SERVER s INTO app",
     "'IMPORT FOREIGN' reaches another server"},
    {S, "VACUUM INTO '/tmp/x'", "'VACUUM INTO '/tmp/x'' reaches files"},
    {S, "SELECT load_extension('x')", "'load_extension('x')' reaches files"},
    {S, "SELECT writefile('/tmp/x', 'y')", "'writefile('/tmp/x', 'y')' reaches files"},
    {S, "PRAGMA temp_store_directory = '/tmp'", "'PRAGMA temp_store_directory' reaches files"},
    {S, "CREATE VIRTUAL TABLE a USING csv(filename = '/etc/passwd')", "'USING csv' reaches files"},
};

static const struct {
  guint dialects;
  const char *text;
} fine[] = {
    {E, "DROP TABLE IF EXISTS orders"},
    {E, "CREATE TABLE ${k}.orders (id INTEGER)"},
    {P, "CREATE TABLE \"${k}\".orders (id INTEGER)"},
    {P, "CREATE TEMPORARY TABLE pg_temp.orders (id INTEGER)"},
    {S, "CREATE TABLE main.orders (id INTEGER)"},
    {S, "DROP TABLE temp.orders"},
    {E, "SELECT 'DROP TABLE public.orders'"},
    {E, "SELECT 1 -- ; DROP TABLE public.orders"},
    {E, "SELECT 1 /* FROM public.orders */"},
    {P, "SELECT $$FROM public.orders$$, E'\\' FROM public.orders'"},
    {S, "SELECT 1 /*! DROP TABLE app.orders */"},
    {E, "SELECT o.id, public.id FROM orders AS public JOIN lines l ON l.order_id = public.id AND "
        "l.a = public.b"},
    {E, "SELECT a.x FROM a, b WHERE a.x = b.x ORDER BY a.x, b.y"},
    {E, "SELECT EXTRACT(YEAR FROM o.created), TRIM(BOTH 'x' FROM o.name) FROM orders o"},
    {P, "SELECT substring(o.name FROM o.start FOR 2) FROM orders o"},
    {P, "SELECT a.x IS DISTINCT FROM b.y, a.x IS NOT DISTINCT FROM b.z FROM a, b"},
    {E, "SELECT * FROM information_schema.tables"},
    {P, "SELECT * FROM pg_catalog.pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"},
    {P, "SELECT pg_catalog.version(), current_schema()"},
    {M, "SELECT * FROM mysql.user, performance_schema.threads, sys.version, "
        "INFORMATION_SCHEMA.TABLES"},
    {S, "SELECT * FROM sqlite_master, main.sqlite_schema, pragma_table_info('a')"},
    {E, "SELECT count(*) FROM mysql.user, pg_catalog.pg_class"},
    {M, "SHOW TABLES FROM mysql"},
    {M, "SHOW COLUMNS FROM orders FROM app"},
    {P, "SELECT public.similarity('a', 'b'), * FROM public.unnest(ARRAY[1])"},
    {P, "CREATE TABLE a (e public.citext COLLATE pg_catalog.\"C\")"},
    {P, "ALTER TABLE a ALTER COLUMN b TYPE integer USING a.b::integer"},
    {P, "CREATE POLICY p ON notes USING (notes.owner = current_user)"},
    {E, "UPDATE orders SET total = orders.total + 1 WHERE orders.id = 1"},
    {M, "UPDATE orders JOIN sums ON sums.order_id = orders.id SET orders.total = sums.total"},
    {M, "DELETE a.*, b FROM a JOIN b ON a.id = b.id"},
    {M, "INSERT INTO a VALUES (1) ON DUPLICATE KEY UPDATE n = a.n + 1, m = VALUES(m)"},
    {P,
     "INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET n = a.n + excluded.n RETURNING a.n"},
    {P, "MERGE INTO a USING b ON a.i = b.i WHEN MATCHED THEN UPDATE SET n = a.n + b.n WHEN NOT "
        "MATCHED THEN INSERT "
        "VALUES (b.i, b.n)"},
    {E, "SELECT replace(a.x, 'a', 'b'), insert_at FROM a FOR UPDATE"},
    {P, "SELECT * FROM a FOR NO KEY UPDATE OF a SKIP LOCKED"},
    {E, "CREATE TABLE a (b INTEGER REFERENCES c (id) ON DELETE CASCADE ON UPDATE SET NULL)"},
    {E, "CREATE TABLE schema_migrations (version INTEGER)"},
    {E, "CREATE TABLE roles (kill INTEGER, flush INTEGER, role INTEGER)"},
    {E, "CREATE INDEX user_name ON users (name)"},
    {P, "CREATE SEQUENCE s OWNED BY orders.id"},
    {P, "SELECT nextval('s'), setval('s', 5)"},
    {P, "COMMENT ON COLUMN orders.id IS 'x'"},
    {P, "GRANT SELECT ON orders TO PUBLIC"},
    {P, "GRANT ALL ON SCHEMA ${k} TO PUBLIC"},
    {E, "REVOKE ALL ON payroll FROM CURRENT_USER"},
    {P, "SET search_path TO pg_catalog"},
    {P, "SET LOCAL search_path = ${k}, pg_temp"},
    {P, "SELECT set_config('search_path', '', false), set_config('work_mem', '1MB', true)"},
    {P, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE"},
    {P, "SET TIME ZONE 'UTC'"},
    {P, "RESET ROLE"},
    {P, "SET SESSION AUTHORIZATION DEFAULT"},
    {P, "DISCARD TEMP"},
    {M, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'), @a = @@global.b"},
    {M, "ALTER DATABASE COLLATE utf8mb4_bin"},
    {M, "ALTER DATABASE CHARACTER SET utf8mb4"},
    {M, "USE ${k}"},
    {P, "LISTEN ${name}"},
    {P, "NOTIFY ${name}, 'changed'"},
    {P, "SELECT pg_try_advisory_lock(${number}), pg_notify('${name}', repeat('x', 8000))"},
    {P, "SELECT pg_advisory_unlock_all(), pg_advisory_lock(id) FROM a"},
    {M, "SELECT get_lock('${name}', 0)"},
    {P, "PREPARE TRANSACTION '${name}'"},
    {P, "PREPARE everybody AS SELECT * FROM users"},
    {M, "PREPARE everybody FROM 'SELECT * FROM users'"},
    {P, "COPY users TO '/dev/null'"},
    {P, "COPY users (a) FROM STDIN"},
    {E, "LOAD DATA INFILE '/nonexistent/users.csv' INTO TABLE users"},
    {S, "ATTACH ':memory:' AS other"},
    {S, "VACUUM"},
    {S, "ANALYZE"},
    {P, "VACUUM (FULL) users"},
    {S, "PRAGMA foreign_keys = ON"},
    {S, "CREATE VIRTUAL TABLE a USING fts5(body)"},
    {P, "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM a LOOP UPDATE a SET n = r.n WHERE "
        "a.id = r.id; END LOOP; "
        "SELECT count(*) INTO r.n FROM a; END $$"},
    {P, "CREATE FUNCTION f() RETURNS trigger AS 'BEGIN NEW.a := OLD.a; INSERT INTO log VALUES "
        "(OLD.id); RETURN NEW; END' "
        "LANGUAGE plpgsql SET search_path = ${k}, pg_temp"},
    {M, "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF NEW.n < 4 THEN SET NEW.n = 4; "
        "END IF; END"},
    {M, "CREATE PROCEDURE p() BEGIN DECLARE x INTEGER; SELECT n INTO x FROM a LIMIT 1; END"},
    {S, "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW WHEN NEW.n < 4 BEGIN INSERT INTO a VALUES "
        "(NEW.n + 1); END"},
    {P, "DO $$ BEGIN EXECUTE 'DELETE FROM ' || quote_ident('a'); EXECUTE format('DROP TABLE %I', "
        "'a'); END $$"},
    {P, "CREATE RULE r AS ON INSERT TO a DO ALSO INSERT INTO log VALUES (NEW.id)"},
    {P, "CREATE TABLE dblink (id INTEGER)"},
    {M, "CREATE USER IF NOT EXISTS ${name}, '${name}_b'@'localhost' IDENTIFIED BY 'x'"},
    {M, "CREATE ROLE ${name}_r"},
    {M, "GRANT ${name}_r TO ${name}@localhost"},
    {M, "GRANT SELECT ON orders TO '${name}'@'localhost' WITH GRANT OPTION"},
    {M, "SET ROLE ${name}_r"},
    {M, "DROP USER ${name}"},
    {E, "SELECT * FROM ${name}.orders"},
    {E, "DROP DATABASE IF EXISTS ${name}"},
    {P, "CREATE CAST (colour AS text) WITH INOUT"},
    {P, "CREATE CAST (${k}.colour AS pg_catalog.int4) WITH INOUT"},
    {P, "CREATE INDEX i ON dblink (id)"},
    {P, "CREATE VIEW v AS SELECT language c, engine connect FROM books"},
    {P, "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC UPDATE users SET role = 'x'; END"},
    {P, "CREATE POLICY p ON notes FOR DELETE USING (notes.owner = current_user)"},
    {E, "nonsense ((; 'never closed"},
    {E, ""},
};

static void what_leaves_the_scratch_is_refused_with_what_to_write(void **state) {
  (void)state;
  guint failed = 0;
  for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
    guint line = 0;
    g_autofree char *problem = NULL;
    const bool passed = pc_statement_check(refused[i].text, strlen(refused[i].text),
                                           refused[i].dialects, &line, &problem);
    if (!passed && line == 1 && strstr(problem, refused[i].problem) &&
        strstr(problem, "or declare 'reach: intrusive'"))
      continue;
    print_error("%s\n  gives    %s\n  expected %s\n", refused[i].text, passed ? "nothing" : problem,
                refused[i].problem);
    failed++;
  }
  assert_int_equal(failed, 0);
}

static void what_stays_within_it_is_fine(void **state) {
  (void)state;
  guint failed = 0;
  for (guint i = 0; i < G_N_ELEMENTS(fine); i++) {
    guint line = 0;
    g_autofree char *problem = NULL;
    if (pc_statement_check(fine[i].text, strlen(fine[i].text), fine[i].dialects, &line, &problem))
      continue;
    print_error("%s\n  refused: %s\n", fine[i].text, problem);
    failed++;
  }
  assert_int_equal(failed, 0);
}

/* A statement for every service may be an error in one of them only: that one is named. */
static void the_service_that_is_meant_is_named(void **state) {
  (void)state;
  static const struct {
    guint dialects;
    const char *text;
    const char *ending;
  } rows[] = {
      {E, "VACUUM", "'reach: intrusive' (as PostgreSQL reads it)"},
      {E, "USE app2", "'reach: intrusive' (as MySQL reads it)"},
      {E, "VACUUM INTO '/tmp/x'", "'reach: intrusive' (as SQLite reads it)"},
      {E, "DROP TABLE public.orders", "'reach: intrusive'"},
      {P, "VACUUM", "'reach: intrusive'"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    guint line;
    g_autofree char *problem = NULL;
    assert_false(
        pc_statement_check(rows[i].text, strlen(rows[i].text), rows[i].dialects, &line, &problem));
    if (!g_str_has_suffix(problem, rows[i].ending))
      fail_msg("%s", problem);
  }
}

static pc_script *parsed(const char *header, const char *body, GError **error) {
  g_autofree char *text =
      g_strconcat("-- title: t\n-- bites: b\n-- severity: low\n", header, "\n", body, NULL);
  return pc_script_parse(text, strlen(text), PC_LANGUAGE_SQL, "own/app/orders.sql", error);
}

static void a_script_is_refused_at_its_line(void **state) {
  (void)state;
  static const struct {
    const char *header;
    const char *body;
    const char *where; /* NULL: fine */
  } rows[] = {
      {"", "--? a\nSELECT 1;\nDROP TABLE public.orders;\n",
       "own/app/orders.sql:7: 'DROP TABLE public.orders' names"},
      {"", "--? a\nSELECT 1,\n\n-- why\n  2 FROM\n  app.orders;\n",
       "own/app/orders.sql:10: 'FROM app.orders'"},
      {"", "--? a\nSELECT 1;\n--{\n\nDO $$\nBEGIN\n  DELETE FROM public.orders;\nEND $$\n--}\n",
       "own/app/orders.sql:11: 'DELETE FROM public.orders'"},
      {"-- experiment: [mysql] SET GLOBAL a = 1\n", "--? a\nSELECT 1;\n",
       "own/app/orders.sql:4: 'SET GLOBAL a' acts"},
      {"-- reach: read\n", "--? a\nDROP TABLE public.orders;\n",
       "own/app/orders.sql:7: 'DROP TABLE"},
      {"-- reach: intrusive\n", "--? a\nDROP TABLE public.orders;\n", NULL},
      /* What a dialect alone is sent is read as that one does. */
      {"", "--[sqlite]\nCREATE TABLE main.a (id INTEGER);\n--? a\nSELECT 1;\n", NULL},
      {"", "--[sqlite,mysql]\nCREATE TABLE main.a (id INTEGER);\n--? a\nSELECT 1;\n",
       "own/app/orders.sql:6: 'CREATE"},
      {"", "--? a\n--equivalent\n--[postgresql]\nSELECT 1;\n--[mysql]\nUSE app;\n",
       "own/app/orders.sql:10: 'USE app'"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autoptr(pc_script) script = parsed(rows[i].header, rows[i].body, &error);
    if (!rows[i].where) {
      assert_non_null(script);
      continue;
    }
    assert_null(script);
    assert_error(error, PC_ERROR_USAGE, rows[i].where);
  }
}

static void no_built_in_script_leaves_its_scratch(void **state) {
  (void)state;
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, NULL);
  assert_non_null(catalogue);
  guint checked = 0;
  for (guint i = 0; i < pc_catalogue_length(catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(catalogue, i);
    if (!probe->script || probe->language != PC_LANGUAGE_SQL)
      continue;
    assert_int_not_equal(probe->header.reach, PC_REACH_INTRUSIVE);
    /* As a user's own would be read, its experiments included. */
    GError *error = NULL;
    const char *source = probe->script->source;
    g_autoptr(pc_script) script = pc_script_parse_at(source, strlen(source), PC_LANGUAGE_SQL,
                                                     probe->id, probe->header.level, &error);
    if (!script)
      fail_msg("%s", error->message);
    assert_int_equal(script->steps->len, probe->script->steps->len);
    for (guint k = 0; k < script->steps->len; k++)
      assert_string_equal(((const pc_step *)script->steps->pdata[k])->text,
                          ((const pc_step *)probe->script->steps->pdata[k])->text);
    checked += script->steps->len;
  }
  assert_true(checked > 1000);
}

int main(void) {
  paritycheck_register_resource();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_leaves_the_scratch_is_refused_with_what_to_write),
      cmocka_unit_test(what_stays_within_it_is_fine),
      cmocka_unit_test(the_service_that_is_meant_is_named),
      cmocka_unit_test(a_script_is_refused_at_its_line),
      cmocka_unit_test(no_built_in_script_leaves_its_scratch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
