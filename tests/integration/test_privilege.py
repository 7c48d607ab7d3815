"""Own probes in production: run only where the server itself keeps the user in their scratch, else the roles that would do are told."""
import json
import os
import re
import subprocess
import unittest

import pc
import report_list
from cache_servers import REDIS, redis
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
# What a superuser sees or may do and others not, and the setting that says so.
SUPERUSERS = {"sql/roles/row-security": "bypasses_row_security", "sql/schemas/create-on-public": "create_on_public"}
SCRIPT = "-- title: t\n-- bites: b\n-- severity: high\n\n"


class Privilege(pc.Case):
    def setUp(self):
        super().setUp()
        self.write("own/app/here.sql", SCRIPT + "CREATE TABLE orders (n INTEGER);\n--? rows\nSELECT count(*) FROM orders;\n")
        self.write("own/app/there.redis", SCRIPT + "SET ${k}:a v\n--? value\nGET ${k}:a\n")

    def configure(self, role, development, production, flag="production: true"):
        self.write("paritycheck.yaml", f"reference: production\nenvironments:\n  development: {{{role}: {json.dumps(development)}}}\n"
                   f"  production:\n    {flag}\n    {role}: {json.dumps(production)}\n")

    def run_own(self, status, *more):
        return self.run_program("run", "--no-builtin", "--probes", "own", *more, status=status)

    def refused(self, *texts):
        _, output, errors = self.run_own(3)
        doctor = self.run_program("doctor", "production", status=0)[1]
        for said in (" ".join((output + errors).split()), " ".join(doctor.split())):
            self.assertIn("own probes are not run in production", said)
            for text in texts:
                self.assertIn(text, said)
        return doctor

    def allowed(self):
        self.run_own(0)
        self.assertIn("own probes: run here too", self.run_program("doctor", "production", status=0)[1])

    def test_postgresql(self):
        self.sql("CREATE TABLE public.orders (n integer); INSERT INTO public.orders VALUES (1); CREATE SEQUENCE public.numbers; "
                 "CREATE FUNCTION public.trusted() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.orders'; "
                 "REVOKE EXECUTE ON FUNCTION public.trusted() FROM PUBLIC")
        self.addCleanup(self.sql, "DROP TABLE public.orders; DROP SEQUENCE public.numbers; DROP FUNCTION public.trusted()")
        creates = self.sql("SELECT has_schema_privilege('public', 'public', 'CREATE')") == "t"
        if creates:
            self.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        rows = (("pt_super", "ALTER ROLE pt_super SUPERUSER", "it has SUPERUSER"),
                ("pt_writer", "GRANT INSERT ON public.orders TO pt_writer", "it may write to public.orders"),
                ("pt_column", "GRANT UPDATE (n) ON public.orders TO pt_column", "it may write to public.orders"),
                ("pt_counter", "GRANT USAGE ON SEQUENCE public.numbers TO pt_counter", "it may advance public.numbers"),
                ("pt_maker", "GRANT CREATE ON SCHEMA public TO pt_maker", "it may create in the schema public"),
                ("pt_caller", "GRANT EXECUTE ON FUNCTION public.trusted() TO pt_caller", "it may call trusted(), which runs with the rights of its owner"),
                ("pt_files", "GRANT pg_write_server_files TO pt_files", "it is a member of pg_write_server_files"))
        for name, sql, text in rows:
            with self.subTest(name):
                self.configure("sql", "sqlite::memory:", self.confined_role(name, sql))
                doctor = self.refused(name, text, "One that cannot: CREATE ROLE paritycheck LOGIN PASSWORD '...'; GRANT CREATE ON DATABASE ")
                self.assertIn("  fine", doctor)
        self.configure("sql", "sqlite::memory:", self.confined_role("pt_reader", "GRANT SELECT ON public.orders TO pt_reader"))
        self.allowed()
        # What this program brings along is run in any case, and so are own probes elsewhere.
        self.configure("sql", "sqlite::memory:", self.confined_role("pt_other", "GRANT INSERT ON public.orders TO pt_other"))
        self.run_program("run", "--suite", "smoke", status=1)
        self.configure("sql", "sqlite::memory:", POSTGRESQL, "production: false")
        self.run_own(0)
        self.assertEqual(self.sql("SELECT count(*) FROM public.orders"), "1")
        self.assert_nothing_left()

    def test_redis(self):
        self.configure("cache", "memory:", REDIS)
        self.write("paritycheck.yaml", f"environments:\n  other: {{cache: {json.dumps(REDIS)}}}\n  production: {{production: true, cache: {json.dumps(REDIS)}}}\n")
        doctor = self.refused("'default' may use keys that do not begin with 'pc_', FLUSHALL")
        recipe = doctor.split("ACL SETUSER paritycheck ")[-1].split("\n")[0].replace(">PASSWORD", ">pw").split()
        redis("ACL", "SETUSER", "paritycheck", *recipe)
        self.addCleanup(redis, "ACL", "DELUSER", "paritycheck")
        self.write("paritycheck.yaml", f"environments:\n  other: {{cache: {json.dumps(REDIS)}}}\n"
                   f"  production: {{production: true, cache: {json.dumps(REDIS.replace('://', '://paritycheck:pw@'))}}}\n")
        self.allowed()

    def test_mariadb(self):
        if not MARIADB:
            self.skipTest("there is no MariaDB")
        client = [word for word in ("mariadb", "mysql") if any(os.path.exists(os.path.join(folder, word)) for folder in os.environ["PATH"].split(":"))][0]
        address = MARIADB.rpartition("@")[2]
        host, port = address.split("/")[0].split("?")[0].split(":")

        def sql(text):
            subprocess.run([client, "--no-defaults", "-h", host, "-P", port, "-u", "root", "--protocol=tcp", "-e", text], check=True)
        sql("CREATE DATABASE shop; CREATE TABLE shop.orders (n integer)")
        self.addCleanup(sql, "DROP DATABASE shop")
        base = "GRANT ALL ON `pc\\_%`.* TO {0}; GRANT PROCESS ON *.* TO {0}; "
        rows = (("pt_writer", "GRANT SELECT, INSERT ON shop.* TO {0}", "GRANT SELECT, INSERT ON `shop`.* TO"),
                ("pt_column", "GRANT UPDATE (n) ON shop.orders TO {0}", "UPDATE (`n`)"),
                ("pt_wild", "GRANT ALL ON `pc_%`.* TO {0}", "GRANT ALL PRIVILEGES ON `pc_%`.* TO"),
                ("pt_file", "GRANT FILE ON *.* TO {0}", "FILE ON *.* TO"))
        for name, grant, text in rows + (("pt_reader", "GRANT SELECT ON shop.* TO {0}", None),):
            with self.subTest(name):
                sql(f"CREATE USER {name}@'%' IDENTIFIED BY 'pw'; " + (base + grant).format(f"{name}@'%'"))
                self.addCleanup(sql, f"DROP USER {name}@'%'")
                self.configure("sql", "sqlite::memory:", f"mysql://{name}:pw@{host}:{port}")
                if text:
                    said = self.refused(text, "One who cannot: CREATE USER paritycheck IDENTIFIED BY '...'; GRANT ALL ON `pc\\_%`.* TO paritycheck")
                    self.assertNotIn("IDENTIFIED BY PASSWORD", said)
                else:
                    self.allowed()

    def recommended(self, administrator, password="pw"):
        """The statements that doctor gives for a role of one's own."""
        self.configure("sql", "sqlite::memory:", administrator)
        output = self.run_program("doctor", "production", status=0)[1]
        os.remove(self.path("paritycheck.yaml"))
        recipe, = re.findall(r"One (?:who|that) cannot: (CREATE .*)", output)
        return recipe.replace("'...'", f"'{password}'")

    def ask_as(self, role, administrator, status):
        """Every probe, of one server by two of its users: what differs; nothing could not be asked. CSV has no column for causes."""
        reports = {name: self.path("report." + name) for name in report_list.without("csv")}
        words = [word for name, path in reports.items() for word in ("--report", f"{name}={path}")]
        actual = self.run_program("run", role, administrator, *words)[0]
        told = {}
        for name, path in reports.items():
            with open(path, encoding="utf-8") as file:
                told[name] = file.read()
            os.remove(path)
        report = json.loads(told["json"])
        self.assertEqual(report["problems"], [])
        self.assertEqual(actual, status)
        self.assertGreater(report["counts"]["behaviours"], 400)
        return report, told

    def assert_answers_as_root(self, url, administrator, socket):
        """MariaDB's or MySQL's recommended user, made by root."""
        def root(statement):
            subprocess.run(["mariadb", "--no-defaults", f"--socket={socket}", "--user=root", "-e", statement], check=True)
        root(self.recommended(administrator))
        self.addCleanup(root, "DROP USER paritycheck")
        role = re.sub(r"//[^@]*@([^/]*)/.*", r"//paritycheck:pw@\1/", url)
        report = self.ask_as(role, administrator, 0)[0]
        self.assertEqual(report["divergences"], [])
        # What it has no right to ask is named, with the right.
        lacked = {s["probe"]: s["reason"] for s in report["skipped"] if "lacks a right" in s["reason"]}
        self.assertEqual(lacked.keys(), {"sql/bulk/load-data", "sql/roles/revoked-from-owner"})
        self.assertIn("without FILE", lacked["sql/bulk/load-data"])

    def test_mariadb_asked_by_the_recommended_user(self):
        self.assert_answers_as_root(MARIADB, os.environ["PC_TEST_MARIADB_LOCAL"], os.environ["PC_TEST_MARIADB_SOCKET"])

    def test_mysql_asked_by_the_recommended_user(self):
        if "PC_TEST_MYSQL" not in os.environ:
            self.skipTest("there is no MySQL")
        self.assert_answers_as_root(os.environ["PC_TEST_MYSQL"], os.environ["PC_TEST_MYSQL_LOCAL"], os.environ["PC_TEST_MYSQL_SOCKET"])

    def test_postgresql_asked_by_the_recommended_role(self):
        """A superuser sees the rows of every tenant and may create anywhere, which every report tells with its cause."""
        self.sql(self.recommended(POSTGRESQL))
        self.addCleanup(self.sql, "DROP OWNED BY paritycheck CASCADE; DROP ROLE paritycheck")
        report, told = self.ask_as(POSTGRESQL.replace("postgres@", "paritycheck:pw@", 1), POSTGRESQL, 1)
        self.assertEqual({(d["probe"], *(c["setting"] for c in d["causes"])) for d in report["divergences"]}, set(SUPERUSERS.items()))
        for name, text in told.items():
            if name == "json":
                continue
            for setting in SUPERUSERS.values():
                with self.subTest(name, setting=setting):
                    self.assertIn(f"{setting} differs: off, reference on", " ".join(text.replace("&#95;", "_").split()))
        self.assert_nothing_left()


if __name__ == "__main__":
    if not REDIS:
        print("Redis is not there")
        raise SystemExit(77)
    unittest.main()
