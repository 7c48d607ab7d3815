"""The net beneath the check of statements: what a service holds is looked at before the first probe and after the last. What the run
changed outside of its scratches is an incident, before all else; what others change meanwhile is none, and never counts."""
import contextlib
import json
import os
import re
import socket
import subprocess
import threading
import time
import unittest
import xml.etree.ElementTree as xml

import pc
import report_list
from cache_servers import REDIS, redis
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
SOCKET = os.environ.get("PC_TEST_MARIADB_SOCKET", "")
BEANSTALKD = os.environ.get("PC_TEST_BEANSTALKD", "")
RABBITMQ = os.environ.get("PC_TEST_RABBITMQ", "")
HEAD = "-- title: t\n-- bites: b\n-- severity: high\n"
INTRUSIVE = HEAD + "-- reach: intrusive\n"
OWN = ("--no-builtin", "--probes", "own", "--allow", "intrusive")


def mariadb(statements):
    result = subprocess.run(["mariadb", "--no-defaults", f"--socket={SOCKET}", "--user=root", "-N", "-B"], input=statements,
                            capture_output=True, text=True, check=True)
    return result.stdout.strip()


class Others:
    """Somebody else, who calls something again and again, each time with another number, until it is stopped."""

    def __init__(self, *calls):
        self.stopping, self.failure, self.times = threading.Event(), None, 0
        self.threads = [threading.Thread(target=self.work, args=(call,)) for call in calls]

    def work(self, call):
        number = 0
        while not self.stopping.is_set():
            try:
                call(number)
            except Exception as failure:  # pylint: disable=broad-except
                self.failure = failure
                return
            number += 1
            self.times += 1
            time.sleep(0.02)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        while self.times < len(self.threads) and not self.failure:
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.failure:
            raise self.failure


def tube_put(number):
    with socket.create_connection(BEANSTALKD.split("//")[1].rstrip("/").rsplit(":", 1), 60) as connection:
        connection.sendall(f"use theirs.{number}\r\nput 1 0 60 1\r\nx\r\n".encode())
        received = b""
        while b"INSERTED" not in received:
            received += connection.recv(1000)


class InventoryCase(pc.Case):
    def own(self, text, name="orders", language="sql", head=INTRUSIVE):
        self.write(f"own/app/{name}.{language}", f"{head}\n{text}\n")

    def notes(self, report):
        return [note for e in report["environments"] for s in e["services"].values() for note in s["fingerprint"]["notes"]
                if "meanwhile" in note or "would not be noticed" in note]

    def incidents(self, report):
        found = {}
        for environment in report["environments"]:
            for service in environment["services"].values():
                found.update({i["object"]: (i["happened"], i["probe"]) for i in service.get("incidents", [])})
        return found

    def assert_no_incident(self, report):
        self.assertEqual(self.incidents(report), {})
        self.assertNotEqual(report["verdict"]["exit_status"], 4)
        self.assertNotIn("incident", [p["kind"] for p in report["problems"]])


class Incident(InventoryCase):
    def setUp(self):
        super().setUp()
        self.sql("DROP SCHEMA IF EXISTS sales CASCADE; DROP TABLE IF EXISTS public.orders; CREATE TABLE public.orders (id integer); "
                 "CREATE SCHEMA sales; CREATE TABLE sales.stock (id integer); "
                 "CREATE FUNCTION public.total(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        self.addCleanup(self.sql, "DROP SCHEMA IF EXISTS sales CASCADE; DROP TABLE IF EXISTS public.orders; "
                        "DROP FUNCTION IF EXISTS public.total(integer); DROP TABLE IF EXISTS public.invented")

    def ask(self, url, status=4):
        return self.report("run", url, url, *OWN, status=status)

    def test_postgresql(self):
        rows = (("DROP TABLE IF EXISTS public.orders;\nCREATE TABLE public.orders (id integer);", {"table public.orders": "changed"}),
                ("DROP TABLE IF EXISTS public.orders;", {"table public.orders": "gone"}),
                ("CREATE TABLE IF NOT EXISTS public.invented (id integer);", {"table public.invented": "appeared"}),
                ("TRUNCATE \"public\".\"orders\";", {"table public.orders": "changed"}),
                ("SET search_path TO public;\nALTER TABLE orders ADD IF NOT EXISTS more text;", {"table public.orders": "changed"}),
                ("DROP SCHEMA IF EXISTS sales CASCADE;", {"schema sales": "gone", "table sales.stock": "gone"}),
                ("DROP FUNCTION IF EXISTS total(integer), public.total(integer);", {"function public.total(integer)": "gone"}),
                ("DROP ROLE IF EXISTS ti_role;\nCREATE ROLE ti_role;", {"role ti_role": "appeared"}),
                ("DROP DATABASE IF EXISTS ti_base;\nCREATE DATABASE ti_base;", {"database ti_base": "appeared"}))
        for statements, expected in rows:
            with self.subTest(statements):
                self.doCleanups()
                self.setUp()
                self.addCleanup(self.sql, "DROP ROLE IF EXISTS ti_role")
                self.addCleanup(self.sql, "DROP DATABASE IF EXISTS ti_base")
                self.own(statements + "\n--? one\nSELECT 1;")
                # Each server is asked alone, so that nobody else is in the way of DROP DATABASE.
                self.run_program("record", POSTGRESQL, "-o", "one.jsonl", *OWN, status=4)
                report = self.report("compare", "one.jsonl", "one.jsonl", status=4)
                self.assertEqual(self.incidents(report), {o: (h, "app/orders") for o, h in expected.items()})

    def test_a_statement_that_the_check_could_not_see_through(self):
        self.own("--{\nDO $$ BEGIN EXECUTE format('ALTER TABLE %I.%I ADD IF NOT EXISTS more text', 'public', 'orders'); END $$\n--}\n"
                 "--? one\nSELECT 1;", head=HEAD)
        report = self.report("run", POSTGRESQL, POSTGRESQL, "--no-builtin", "--probes", "own", status=4)
        self.assertEqual(self.incidents(report), {"table public.orders": ("changed", "app/orders")})

    def test_first_in_every_report(self):
        self.own("DROP TABLE IF EXISTS public.orders;\nCREATE TABLE public.orders (id integer);\n--? one\nSELECT 1;")
        requests = [word for name in report_list.NAMES for word in ("--report", f"{name}=report.{name}")]
        self.run_program("run", POSTGRESQL, POSTGRESQL, *OWN, *requests, "--keep", "nights", status=4)
        found = {}
        for name in report_list.NAMES:
            with open(self.path(f"report.{name}"), encoding="utf-8") as file:
                found[name] = file.read()
        # Both environments are one server: what one of them made anew may be new to the other.
        said = "table public.orders, which is not this run's, (was changed|appeared|was removed) while it ran, and the probe app/orders names it"
        self.assertTrue(found["text"].startswith("INCIDENT: this run changed what is not its own\n"), found["text"][:300])
        self.assertRegex(" ".join(found["text"].split()), said)
        self.assertTrue(found["markdown"].startswith("## Incident\n"), found["markdown"][:300])
        self.assertLess(found["markdown"].index("### This run changed what is not its own"), found["markdown"].index("| environment |"))
        self.assertIn('<p class="badge differs">Incident</p>', found["html"])
        self.assertEqual(re.findall(r'<section class="([a-z]+)"', found["html"])[0], "incidents")
        problem = json.loads(found["json"])["problems"][0]
        self.assertEqual(problem["kind"], "incident")
        self.assertRegex(problem["text"], said)
        first = xml.fromstring(found["junit"]).find("testsuite").find("testcase")
        self.assertEqual(first.find("error").get("type"), "incident")
        invocation = json.loads(found["sarif"])["runs"][0]["invocations"][0]
        self.assertEqual((invocation["exitCode"], invocation["toolExecutionNotifications"][0]["descriptor"]["id"]), (4, "incident"))
        self.assertRegex(found["tap"].split("\n")[3], r"^not ok 1 - .*incident")
        self.assertRegex(found["annotations"], r"^::error title=[^:]*%3A incident")
        self.assertRegex(found["csv"].split("\n")[1], r'"problem",.*"incident: .*table public.orders')
        for name in ("text", "json", "html"):
            _, output, _ = self.run_program("history", "nights", "--report", name, status=4)
            self.assertIn("INCIDENT", output)
            self.assertIn("table public.orders", output)

    def test_record_says_it(self):
        self.own("DROP TABLE IF EXISTS public.orders;\n--? one\nSELECT 1;")
        _, _, errors = self.run_program("record", POSTGRESQL, "-o", "one.jsonl", *OWN, status=4)
        self.assertIn("paritycheck: INCIDENT: ", errors.strip().split("\n")[0])
        self.assertIn("table public.orders, which is not this run's, was removed", errors)

    def test_mariadb(self):
        mariadb("CREATE DATABASE ti_shop; CREATE TABLE ti_shop.orders (id integer)")
        self.addCleanup(mariadb, "DROP DATABASE IF EXISTS ti_shop; DROP DATABASE IF EXISTS ti_new; DROP USER IF EXISTS ti_user")
        root = os.environ["PC_TEST_MARIADB_LOCAL"]
        rows = (("ALTER TABLE ti_shop.orders ADD IF NOT EXISTS more text;", {"table ti_shop.orders": "changed"}),
                ("CREATE DATABASE IF NOT EXISTS ti_new;", {"database ti_new": "appeared"}),
                ("CREATE USER IF NOT EXISTS 'ti_user'@'localhost';", {"user ti_user@localhost": "appeared"}),
                ("DROP DATABASE IF EXISTS ti_shop;", {"database ti_shop": "gone", "table ti_shop.orders": "gone"}))
        self.addCleanup(mariadb, "DROP USER IF EXISTS 'ti_user'@'localhost'")
        time.sleep(1.1)  # the time of a table's creation is told in seconds
        for statement, expected in rows:
            with self.subTest(statement):
                self.own(f"{statement}\n--? one\nSELECT 1;")
                self.assertEqual(self.incidents(self.ask(root)), {o: (h, "app/orders") for o, h in expected.items()})

    def test_redis(self):
        redis("FLUSHDB")
        redis("MSET", "theirs:1", "a", "theirs:2", "b")
        self.own("FLUSHDB\n--? one\nECHO one", language="redis")
        self.assertEqual(self.incidents(self.ask(REDIS)), {f"key theirs:{n}": ("gone", "app/orders") for n in (1, 2)})

    def test_what_cannot_be_seen_again_is_incomplete(self):
        redis("FLUSHDB")
        self.addCleanup(redis, "FLUSHDB")
        self.own("--? before\nECHO one\nSLEEP 4000\n--? after\nECHO two", language="redis", head=HEAD)
        run = self.popen("run", REDIS, REDIS, "--no-builtin", "--probes", "own", "--report", "json", *pc.UNHURRIED)
        self.wait_until(lambda: redis("CLIENT", "LIST").count("name=pc_") >= 2, "both environments are asked")
        redis("EVAL", "for i = 1, 10001 do redis.call('SET', 'theirs:' .. i, 1) end", "0")
        report = json.loads(run.communicate(timeout=pc.PATIENCE)[0])
        self.assertEqual((run.returncode, {p["kind"] for p in report["problems"]}), (3, {"unseen"}))
        self.assertIn("it holds more than 10000 objects", report["problems"][0]["text"])
        # Where there are too many before, there is no net, which is noted and does not count.
        self.own("--? one\nECHO one", language="redis", head=HEAD)
        report = self.ask(REDIS, status=0)
        self.assertIn("it holds more than 10000 objects", self.notes(report)[0])


class Meanwhile(InventoryCase):
    def setUp(self):
        super().setUp()
        # In their scratches, they call theirs as others do theirs.
        self.own("CREATE TABLE orders (id integer);\n--? rows\nSELECT count(*) FROM orders;\nDROP TABLE orders;", head=HEAD)
        self.own("--? rows\nSELECT 'role_0', 'schema public';", name="words", head=HEAD)

    @contextlib.contextmanager
    def others(self):
        self.sql("CREATE TABLE IF NOT EXISTS public.orders (id integer); CREATE TABLE IF NOT EXISTS public.t (id integer)")

        def postgresql(number):
            self.sql(f"ALTER TABLE public.orders ADD c{number} integer; ALTER TABLE public.orders DROP c{number}; "
                     f"DROP TABLE IF EXISTS public.t; CREATE TABLE public.t (id integer); CREATE TABLE public.n{number} (id integer); "
                     f"CREATE ROLE role_{number}; GRANT USAGE ON SCHEMA public TO role_{number}; DROP OWNED BY role_{number}; "
                     f"DROP ROLE role_{number}")

        def maria(number):
            mariadb(f"CREATE TABLE IF NOT EXISTS app.orders (id integer); ALTER TABLE app.orders ADD IF NOT EXISTS c{number} integer; "
                    f"DROP TABLE IF EXISTS app.orders; CREATE DATABASE base_{number}; CREATE USER user_{number}; DROP USER user_{number}")

        def keys(number):
            redis("MSET", f"theirs:{number}", "1", "a", "1", "k", "1")
            redis("DEL", "a", "k")
        calls = [postgresql, maria, keys, tube_put]
        try:
            with Others(*calls) as others:
                yield others
        finally:
            tables = self.sql("SELECT string_agg('public.' || relname, ', ') FROM pg_class WHERE relname ~ '^(n[0-9]+|t|orders)$' "
                              "AND relnamespace = 'public'::regnamespace AND relkind = 'r'")
            self.sql(f"DROP TABLE {tables}")
            for name in mariadb("SHOW DATABASES LIKE 'base\\_%'").split():
                mariadb(f"DROP DATABASE {name}")
            mariadb("DROP TABLE IF EXISTS app.orders")
            redis("FLUSHDB")

    def test_what_others_do_is_no_incident(self):
        runs = ((POSTGRESQL, POSTGRESQL, "--probes", "own", *pc.SOME_SQL, "--select", "app/*"), (MARIADB, MARIADB, "--probes", "own", "--suite", "smoke"),
                (REDIS, REDIS, "--select", "redis/keys/*", "--select", "redis/strings/*", "--select", "redis/scripting/*"),
                (BEANSTALKD, BEANSTALKD, "--select", "queue/order/*"))
        with self.others():
            for words in runs:
                with self.subTest(words[0]):
                    _, output, _ = self.run_program("run", *words, "--report", "json")
                    report = json.loads(output)
                    self.assert_no_incident(report)
                    notes = self.notes(report)
                    self.assertEqual([note.split(":")[0] for note in notes], ["changed meanwhile, not by this run"] * 2, report["problems"])
                    self.assertLess(max(map(len, notes)), 400)
            with self.subTest("rabbitmq"):
                # It does not list its queues.
                report = self.report("run", RABBITMQ, RABBITMQ, "--select", "queue/order/*", status=0)
                self.assert_no_incident(report)

    def test_another_run_is_not_even_told(self):
        pairs = ((POSTGRESQL, *pc.SOME_SQL), (MARIADB, "--select", "sql/ddl/*", "--select", "sql/constraints/*"),
                 (REDIS, "--select", "redis/keys/*", "--select", "redis/strings/*"))
        for url, *words in pairs:
            with self.subTest(url):
                beside = [self.popen("record", url, "-o", f"{i}.jsonl", *words, *pc.UNHURRIED) for i in range(2)]
                report = self.report("run", url, url, *words, status=0)
                for process in beside:
                    _, errors = process.communicate(timeout=pc.PATIENCE)
                    self.assertEqual(process.returncode, 0, errors)
                self.assert_no_incident(report)
                self.assertEqual(self.notes(report), [])
                for i in range(2):
                    self.assertEqual(self.notes(self.report("compare", f"{i}.jsonl", f"{i}.jsonl", status=0)), [])
        self.assert_nothing_left()

    def test_a_role_that_may_not_see_all(self):
        role = self.confined_role("ti_small")
        self.sql("CREATE SCHEMA hidden; CREATE TABLE hidden.secret (id integer); REVOKE ALL ON SCHEMA hidden FROM PUBLIC")
        self.addCleanup(self.sql, "DROP SCHEMA hidden CASCADE")
        mariadb("CREATE USER ti_small@'%' IDENTIFIED BY 'pw'; GRANT ALL ON `pc\\_%`.* TO ti_small@'%'")
        self.addCleanup(mariadb, "DROP USER ti_small@'%'")
        redis("ACL", "SETUSER", "ti_small", "on", ">pw", "+@all", "-dbsize", "~*", "&*")
        self.addCleanup(redis, "ACL", "DELUSER", "ti_small")
        for url, select in ((role, "sql/ddl/*"), (re.sub("//.*@([^/?]*)[^?]*", r"//ti_small:pw@\1", MARIADB), "sql/constraints/*"),
                            (REDIS.replace("://", "://ti_small:pw@"), "redis/keys/*")):
            with self.subTest(url):
                report = self.report("run", url, url, "--select", select, status=0)
                self.assertEqual((report["problems"], self.notes(report)), ([], []))
        # What it may see is looked at all the same.
        self.own("CREATE SCHEMA IF NOT EXISTS ti_left;\n--? one\nSELECT 1;")
        report = self.report("run", role, role, *OWN, "--select", "app/orders", status=4)
        self.assertEqual(self.incidents(report), {"schema ti_left": ("appeared", "app/orders")})


if __name__ == "__main__":
    if not (MARIADB and REDIS and BEANSTALKD and RABBITMQ):
        print("MariaDB, Redis, Beanstalkd or RabbitMQ is not there")
        raise SystemExit(77)
    pc.main()
