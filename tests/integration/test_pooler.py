"""Behind a connection pooler nothing is sent but the question whose session it is; an application that is busy on the same pool is
answered as before, and nothing of it is changed."""
import json
import os
import re

import pc
import report_list
from pc import BIN, POSTGRESQL
from pooled_application import TABLES, Application, psql
from switching_pooler import Pooler

PSQL = os.path.join(BIN, "psql")
MODES = {mode: os.environ.get(f"PC_TEST_PGBOUNCER_{mode.upper()}", "") for mode in ("transaction", "statement", "session")}
LOG = os.path.join(os.environ.get("PC_TEST_POSTGRESQL_FOLDER", ""), "server.log")
STANDS = "a connection pooler or proxy seems to stand in between (backend pid "
WAY_OUT = "write 'session: own' beside the service's url"
# Annotations and CSV tell findings alone.
REPORTS = report_list.without("annotations", "csv")


class Case(pc.Case):
    def setUp(self):
        super().setUp()
        self.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def inventory(self):
        """All that is in the database but the application's rows, and what sessions there are called."""
        return self.sql("SELECT 'schema', nspname, nspacl::text FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)' UNION ALL "
                        "SELECT relkind::text, relname, relnamespace::regnamespace::text FROM pg_class WHERE relnamespace <> 99 "
                        "AND relnamespace::regnamespace::text !~ '^pg_(catalog|toast|temp)|information_schema' UNION ALL "
                        "SELECT 'role', rolname, rolconfig::text FROM pg_roles UNION ALL "
                        "SELECT 'database', datname, datacl::text FROM pg_database UNION ALL "
                        "SELECT 'function', proname, pronamespace::regnamespace::text FROM pg_proc WHERE oid > 16384 UNION ALL "
                        "SELECT 'setting', setrole::text, setconfig::text FROM pg_db_role_setting ORDER BY 1, 2, 3")

    def pooled(self, url):
        """The settings of each connection that the pool has."""
        clients = [psql(PSQL, url) for _ in range(4)]
        try:
            for client in clients:
                client.process.stdin.write("SELECT pg_backend_pid() || ' ' || current_setting('search_path') || ' ' || "
                                           "current_setting('statement_timeout') || ' ' || current_setting('client_encoding') || ' ' || "
                                           "current_user || pg_sleep(0.5)::text;\n")
                client.process.stdin.flush()
            said = [client.process.stdout.readline() for client in clients]
        finally:
            for client in clients:
                client.close()
        return {line.split(" ", 1)[1] for line in said}

    def sums(self):
        union = " UNION ALL ".join(f"SELECT client, n FROM {table}" for table in TABLES)
        return self.sql(f"SELECT client, count(*), sum(n) FROM ({union}) AS own GROUP BY client ORDER BY client")

    def assert_refused(self, url, *texts):
        """Doctor, a run and a recording, each of which says the same."""
        for arguments in (("doctor", url), ("record", url, "--suite", "nightly", "-o", "r.jsonl"),
                          ("run", "sqlite::memory:", url, "--select", "sql/text/*")):
            _, output, errors = self.run_program(*arguments, status=3)
            said = " ".join((output + errors).split())
            for text in texts:
                self.assertIn(text, said, arguments)


class Pgbouncer(Case):
    def beside_an_application(self, mode, act):
        """Acts while an application is busy on the pool of this mode: what it is answered, and all that is there, stays as it was."""
        direct = psql(PSQL, POSTGRESQL)
        Application.tables(direct)
        direct.close()
        url = MODES[mode]
        before, settings = self.inventory(), self.pooled(url)
        with Application(lambda: psql(PSQL, url), clients=6 if mode != "session" else 2, transactions=mode != "statement") as application:
            act(application)
        self.assertEqual(application.wrong, [])
        self.assertEqual(self.inventory(), before)
        self.assertEqual(self.pooled(url), settings)
        expected = [f"{i}|{n}|{n * (n + 1) // 2}" for i, n in enumerate(application.rows)]
        self.assertEqual(self.sums().split(), expected)
        os.kill(int(os.environ["PC_TEST_PGBOUNCER_PID"]), 0)

    def refused_beside_an_application(self, mode):
        def act(application):
            answers = sum(application.answers)
            self.assert_refused(MODES[mode], STANDS, "Use the server's own host and port", WAY_OUT)
            self.assertGreater(sum(application.answers), answers)
        self.beside_an_application(mode, act)
        self.assert_nothing_left()

    def test_transaction_pooling(self):
        self.refused_beside_an_application("transaction")

    def test_statement_pooling(self):
        self.refused_beside_an_application("statement")

    def test_session_pooling(self):
        self.refused_beside_an_application("session")

    def test_nothing_but_the_question_is_sent(self):
        self.sql("ALTER SYSTEM SET log_statement = 'all'")
        self.sql("SELECT pg_reload_conf()")
        self.sql("SELECT 'the log begins'")
        for url in MODES.values():
            self.assert_refused(url, STANDS)
        self.sql("SELECT 'the log ends'")
        self.sql("ALTER SYSTEM RESET log_statement")
        self.sql("SELECT pg_reload_conf()")
        with open(LOG, encoding="utf-8") as file:
            log = re.search("the log begins'\n(.*)statement: SELECT 'the log ends'", file.read(), re.DOTALL)
        sent = set(re.findall("statement: (.*)", log[1]))
        # pgbouncer itself empties a session that goes back into the pool.
        self.assertEqual(sent, {"SELECT pg_backend_pid()", "DISCARD ALL"})

    def declared(self, mode, **environment):
        service = {"url": MODES[mode], "session": "own", "connections": 3}
        self.write("paritycheck.yaml", f"reference: direct\nenvironments:\n  pooled: {json.dumps(dict(environment, sql=service))}\n"
                   f"  direct: {{sql: {json.dumps(POSTGRESQL)}}}\n")

    def test_whole_sessions_that_are_declared_answer_like_the_server_itself(self):
        self.declared("session")

        def act(_):
            arguments = [f"--report={name}={self.path('report.' + name)}" for name in REPORTS]
            _, output, _ = self.run_program("doctor", "pooled", status=0)
            self.assertIn("session: own: the configuration declares", output)
            self.run_program("run", "pooled", "direct", *pc.SOME_SQL, "--deadline", "60s", *arguments, status=0)
        self.beside_an_application("session", act)
        for name in REPORTS:
            with open(self.path("report." + name), encoding="utf-8") as file:
                self.assertIn("session: own", file.read(), name)
        with open(self.path("report.json"), encoding="utf-8") as file:
            report = json.load(file)
        services = {e["name"]: e["services"]["sql"]["fingerprint"] for e in report["environments"]}
        self.assertEqual(services["pooled"]["session"], "own")
        self.assertNotIn("session", services["direct"])
        self.assertEqual(report["problems"], [])
        self.assertGreater(report["counts"]["behaviours"], 100)
        self.assert_nothing_left()

    def test_a_statement_past_its_deadline_is_ended_without_a_cancel_request(self):
        self.declared("session")
        self.write("own/slow.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT pg_sleep(20);\n")
        _, output, errors = self.run_program("record", "pooled", "--no-builtin", "--probes", "own", "--deadline", "1s", "-o", "r.jsonl", status=3)
        self.assertIn("2 answers could not be had", output + errors)
        self.assertEqual(self.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"), "0")
        os.kill(int(os.environ["PC_TEST_PGBOUNCER_PID"]), 0)
        self.assert_nothing_left()

    def test_a_declaration_that_is_wrong_is_found_out(self):
        for mode in ("transaction", "statement"):
            self.declared(mode)
            self.assert_refused("pooled", "seems to stand in between", "does not give each client a whole server session")
        self.assert_nothing_left()

    def test_production_does_not_take_a_declaration(self):
        self.declared("session", production=True)
        _, _, errors = self.run_program("doctor", "pooled", status=2)
        self.assertIn("the service 'sql' says 'session: own', which 'production: true' forbids", errors)

    def test_a_service_without_sessions_to_prove_takes_no_declaration(self):
        self.write("paritycheck.yaml", 'environments:\n  a: {sql: {url: "sqlite::memory:", session: own}}\n')
        _, _, errors = self.run_program("doctor", "a", status=2)
        self.assertIn("'session: own' means nothing for SQLite", errors)


class Switching(Case):
    def test_one_that_tells_real_numbers_is_found_out(self):
        for by in ("first", "turn"):
            pooler = Pooler(int(POSTGRESQL.rsplit(":", 1)[1].split("/")[0]), by)
            self.addCleanup(pooler.close)
            before = self.inventory()
            self.assert_refused(pooler.url, "a connection pooler or proxy seems to stand in between (two connections")
            sent = set(pooler.asked)
            self.assertLessEqual(sent, {"SELECT pg_backend_pid()", "BEGIN READ ONLY; SELECT pg_backend_pid()", "ROLLBACK",
                                        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"}, by)
            self.assertEqual(self.inventory(), before)
        self.assert_nothing_left()


if __name__ == "__main__":
    pc.main()
