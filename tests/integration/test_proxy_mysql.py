"""Behind a proxy that hands out connections to a MariaDB by the transaction nothing is sent but the question whose session it is, and
an application that is busy on the same connections is answered as before."""
import json
import os
import sys

import pc
from pooled_application import TABLES, Application, mariadb
from switching_proxy import Proxy

SOCKET = os.environ.get("PC_TEST_MARIADB_SOCKET", "")
STANDS = "a connection pooler or proxy seems to stand in between ("
QUESTION = "SELECT 0+CONNECTION_ID()"


class Proxies(pc.Case):
    def setUp(self):
        super().setUp()
        self.direct = mariadb("--socket", SOCKET, "--user", "root")
        self.addCleanup(self.direct.close)
        self.direct.ask("DROP DATABASE IF EXISTS app; CREATE DATABASE app; USE app;")
        Application.tables(self.direct)

    def proxy(self, by):
        proxy = Proxy(SOCKET, by)
        self.addCleanup(proxy.close)
        return proxy

    def inventory(self, proxy):
        """All that is there but the application's rows, and each pooled connection's database and settings."""
        pooled = []
        for backend in proxy.backends:
            with backend.lock:
                pooled.append(backend.ask(b"\3SELECT DATABASE(), @@sql_mode, @@collation_connection, @@max_statement_time")[0])
        return pooled, self.direct.ask(
            "SELECT 'database', SCHEMA_NAME FROM information_schema.SCHEMATA UNION ALL "
            "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES UNION ALL "
            "SELECT 'routine', ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA <> 'sys' UNION ALL "
            "SELECT 'user', concat(User, '@', Host) FROM mysql.user ORDER BY 1, 2;")

    def assert_refused(self, url, *texts):
        for arguments in (("doctor", url), ("record", url, "--suite", "nightly", "-o", "r.jsonl"),
                          ("run", "sqlite::memory:", url, "--select", "sql/text/*")):
            _, output, errors = self.run_program(*arguments, status=3)
            said = " ".join((output + errors).split())
            for text in texts:
                self.assertIn(text, said, arguments)
        self.assertEqual([os.listdir(self.tmp), os.listdir(self.state) if os.path.isdir(self.state) else []], [[], []])

    def test_one_with_numbers_of_its_own(self):
        proxy = self.proxy("own")
        before = self.inventory(proxy)
        self.assert_refused(proxy.url, STANDS + "connection id", "the protocol said 50", "write 'session: own' beside")
        self.assertEqual(set(proxy.asked), {QUESTION})
        with Application(lambda: mariadb("--host=127.0.0.1", f"--port={proxy.port}", "--user=root", "app")) as application:
            answers = sum(application.answers)
            self.assert_refused(proxy.url, STANDS + "connection id", "the protocol said 50")
            self.assertGreater(sum(application.answers), answers)
        self.assertEqual(application.wrong, [])
        self.assertEqual(self.inventory(proxy), before)
        union = " UNION ALL ".join(f"SELECT client, n FROM app.{table}" for table in TABLES)
        self.assertEqual(self.direct.ask(f"SELECT client, count(*), sum(n) FROM ({union}) AS own GROUP BY client ORDER BY client;"),
                         [f"{i}\t{n}\t{n * (n + 1) // 2}" for i, n in enumerate(application.rows)])

    def test_one_that_tells_real_numbers(self):
        for by in ("first", "turn"):
            proxy = self.proxy(by)
            before = self.inventory(proxy)
            self.assert_refused(proxy.url, STANDS)
            self.assertLessEqual({asked for asked in proxy.asked if not asked.startswith("SELECT @@c")},
                                 {QUESTION, "START TRANSACTION", "ROLLBACK"}, by)
            self.assertEqual(self.inventory(proxy), before)

    def test_a_declaration_that_is_wrong_is_found_out(self):
        proxy = self.proxy("own")
        _, before = self.inventory(proxy)
        self.write("paritycheck.yaml", f"environments:\n  a: {{sql: {json.dumps({'url': proxy.url, 'session': 'own'})}}}\n")
        self.assert_refused("a", STANDS + "two connections have the ids", "does not give each client a whole server session")
        # Settings may stay on a pooled connection of one that was declared to be the client's own: nothing else does.
        self.assertEqual(self.inventory(proxy)[1], before)


if __name__ == "__main__":
    if not SOCKET:
        print("MariaDB is not there")
        sys.exit(1 if "mariadb" in os.environ.get("PC_REQUIRE_SERVICES", "") else 77)
    import unittest
    unittest.main(verbosity=1)
