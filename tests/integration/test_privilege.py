"""Own probes in production: run only where the server itself keeps the user in their scratch, else the roles that would do are told."""
import json
import os
import unittest

import pc
from cache_servers import REDIS, redis
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
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
            pc.subprocess.run([client, "--no-defaults", "-h", host, "-P", port, "-u", "root", "--protocol=tcp", "-e", text], check=True)
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


if __name__ == "__main__":
    if not REDIS:
        print("Redis is not there")
        raise SystemExit(77)
    unittest.main()
