"""Scripts that leave their scratch are refused before anything is sent: what is the application's stays as it is."""
import json
import os
import re
import subprocess

import pc
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
SOCKET = os.environ.get("PC_TEST_MARIADB_SOCKET", "")
HEAD = "-- title: t\n-- bites: b\n-- severity: high\n"
INTRUSIVE = HEAD + "-- reach: intrusive\n"
# As pg_dump and mysqldump write them.
DUMP = ("\n--? the tables of the application\nDROP TABLE IF EXISTS public.orders; CREATE TABLE public.orders (id integer);\n"
        "--? rows\nSELECT count(*) FROM public.orders;\n")
DATABASE = "\n--? the database of the application\nCREATE DATABASE app2; USE app2;\n--? a table\nCREATE TABLE orders (id integer);\n"


def mariadb(statement):
    result = subprocess.run(["mariadb", "--no-defaults", f"--socket={SOCKET}", "--user=root", "-N", "-B", "-e", statement],
                            capture_output=True, text=True, check=True)
    return result.stdout.strip()


class Statements(pc.Case):
    def setUp(self):
        super().setUp()
        self.sql("DROP TABLE IF EXISTS public.orders; CREATE TABLE public.orders (id integer, total integer); "
                 "INSERT INTO public.orders VALUES (1, 100), (2, 200)")
        self.addCleanup(self.sql, "DROP TABLE IF EXISTS public.orders")
        self.configure(orders=POSTGRESQL, stock=MARIADB)

    def configure(self, **production):
        services = {"orders": {"url": POSTGRESQL}, "stock": {"url": MARIADB}}
        self.write("paritycheck.yaml", json.dumps({"reference": "production", "environments": {
            "development": services, "production": {"production": True} | {name: {"url": url} for name, url in production.items()}}}))

    def assert_untouched(self):
        self.assertEqual(self.sql("SELECT id, total FROM public.orders ORDER BY id"), "1|100\n2|200")
        self.assertEqual(mariadb("SHOW DATABASES LIKE 'app2'"), "")
        self.assertEqual(self.sql("SELECT count(*) FROM pg_database WHERE datname = 'app2'"), "0")
        self.assertEqual(mariadb("SHOW DATABASES LIKE 'pc\\_%'"), "")
        self.assert_nothing_left()

    def assert_refused(self, text, *arguments):
        _, output, errors = self.run_program(*arguments, status=2)
        self.assertEqual(output, "")
        self.assertIn(text, errors)
        self.assert_untouched()

    def assert_refused_everywhere(self, text):
        for arguments in (("run", POSTGRESQL, POSTGRESQL), ("run", MARIADB, MARIADB), ("run", POSTGRESQL, MARIADB),
                          ("record", POSTGRESQL, "-o", "r.jsonl"), ("record", MARIADB, "-o", "r.jsonl")):
            with self.subTest(arguments=arguments[0]):
                self.assert_refused(text, *arguments, "--no-builtin", "--probes", "own")
        self.assert_refused(text, "run", "--no-builtin", "--probes", "own")

    def test_a_table_of_the_application(self):
        self.write("own/app/orders.sql", HEAD + DUMP)
        self.assert_refused_everywhere("own/app/orders.sql:6: 'DROP TABLE IF EXISTS public.orders' names a table outside of the "
                                       "probe's scratch; write 'DROP TABLE IF EXISTS orders' (the probe's own), or declare "
                                       "'reach: intrusive'")

    def test_a_database_of_its_own(self):
        self.write("own/app/orders.sql", HEAD + DATABASE)
        self.assert_refused_everywhere("own/app/orders.sql:6: 'CREATE DATABASE app2' makes what is not in the probe's scratch and "
                                       "would stay behind")

    def test_one_of_many_scripts_ends_the_run(self):
        self.write("own/app/fine.sql", HEAD + "\n--? one\nSELECT 1;\n")
        self.write("own/app/orders.sql", HEAD + "\n--? gone\nDELETE FROM public.orders;\n")
        self.assert_refused_everywhere("own/app/orders.sql:6: 'DELETE FROM public.orders' names a table")

    def test_what_is_hidden(self):
        rows = ["--{\nDO $$ BEGIN DELETE FROM public.orders; END $$;\n--}\n", "SET search_path TO public;\n--? gone\nDELETE FROM orders;\n",
                "SELECT set_config('search_path', 'public', false);\n--? gone\nDELETE FROM orders;\n",
                "WITH gone AS (DELETE FROM public.orders RETURNING *) SELECT count(*) FROM gone;\n",
                "COPY (SELECT 1) TO PROGRAM 'true';\n", "/*!50000 CREATE DATABASE app2 */;\n",
                "EXPLAIN ANALYZE DELETE FROM public.orders;\n"]
        for statement in rows:
            with self.subTest(statement=statement):
                self.write("own/x.sql", HEAD + "\n--? a\n" + statement)
                self.assert_refused("own/x.sql:", "run", POSTGRESQL, MARIADB, "--no-builtin", "--probes", "own")

    def test_intrusive_needs_leave_and_never_reaches_production(self):
        self.write("own/app/orders.sql", INTRUSIVE + DUMP)
        self.write("own/app/database.sql", INTRUSIVE + DATABASE)
        self.write("own/app/fine.sql", HEAD + "\n--? one\nSELECT 1;\n")
        # Users whom the servers keep in scratches: for any other, none of one's own probes is asked in production.
        mariadb("CREATE USER confined@'%' IDENTIFIED BY 'pw'; GRANT ALL ON `pc\\_%`.* TO confined@'%'; GRANT PROCESS ON *.* TO confined@'%'")
        self.addCleanup(mariadb, "DROP USER confined@'%'")
        self.configure(orders=self.confined_role("ts_confined"), stock=re.sub("//.*@([^/?]*)[^?]*", r"//confined:pw@\1", MARIADB))
        report = self.report("run", "--no-builtin", "--probes", "own", status=0)
        self.assertEqual(report["problems"], [])
        self.assert_untouched()
        # One who could write anywhere.
        self.configure(orders=POSTGRESQL, stock=MARIADB)
        report = self.report("run", "--no-builtin", "--probes", "own", status=3)
        self.assertEqual([p["text"].startswith("own probes are not run in production") for p in report["problems"] if p["kind"] == "not-there"],
                         [True, True])
        self.assert_untouched()
        self.run_program("run", "--no-builtin", "--probes", "own", "--allow", "intrusive", status=2)
        self.assert_untouched()
        # With leave it is sent as it stands.
        self.run_program("run", POSTGRESQL, POSTGRESQL, "--no-builtin", "--probes", "own", "--select", "app/orders", "--allow", "intrusive")
        self.assertEqual(self.sql("SELECT count(*) FROM public.orders"), "0")

    def test_what_is_the_scratchs_own_is_sent(self):
        self.write("own/app/orders.sql", HEAD + "\nCREATE TABLE ${k}.orders (id integer);\nINSERT INTO orders VALUES (7);\n"
                   "--? rows\nSELECT o.id FROM ${k}.orders o WHERE o.id IN (SELECT orders.id FROM orders);\n"
                   "--? catalogue\nSELECT count(*) FROM information_schema.tables WHERE table_schema = '${k}';\n")
        report = self.report("run", POSTGRESQL, MARIADB, "--no-builtin", "--probes", "own", status=0)
        self.assertEqual(report["problems"], [])
        self.assert_untouched()


if __name__ == "__main__":
    pc.main()
