"""A verdict that can be trusted: green only for what was asked; and the exit status of every pair of services (exit-statuses.md)."""
import json
import os
import re
import subprocess
import unittest

import cache_servers
import pc
import report_list
from pc import POSTGRESQL

DEAD = "redis://127.0.0.1:1/0"
HEAD = "-- title: t\n-- bites: b\n-- severity: high\n\n"
STATUSES = os.path.join(pc.SOURCE, "tests", "integration", "exit-statuses.md")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)` \| (\d) \| ([^|]+) \|$", re.MULTILINE)


def variable(name):
    return os.environ.get("PC_TEST_" + name, "")


# "": not there.
SERVICES = {
    "SQLite": "sqlite::memory:", "PostgreSQL": POSTGRESQL, "MariaDB": variable("MARIADB"), "MySQL": variable("MYSQL"),
    "dictionary": "memory:", "cache files": "file:cache", "Redis": cache_servers.REDIS, "Memcached": cache_servers.MEMCACHED,
    "queue in memory": "memory:", "Redis lists": cache_servers.REDIS, "Beanstalkd": variable("BEANSTALKD"),
    "RabbitMQ": variable("RABBITMQ"), "Kafka's mock": "kafka-mock:", "Kafka": variable("KAFKA"),
}
ROLES = {"SQLite": "sql", "PostgreSQL": "sql", "MariaDB": "sql", "MySQL": "sql", "queue in memory": "queue", "Redis lists": "queue",
         "Beanstalkd": "queue", "RabbitMQ": "queue", "Kafka's mock": "stream", "Kafka": "stream"}


class Verdict(pc.Case):
    def configure(self, **environments):
        self.write("paritycheck.yaml", json.dumps({"environments": environments}))

    def own(self, **statements):
        for name, text in statements.items():
            self.write(f"own/{name}.sql", HEAD + text)
        return ("--no-builtin", "--probes", "own")

    def verdict(self, report):
        return report["verdict"]["sentence"]

    def test_a_service_that_is_not_there_is_named(self):
        self.configure(development={"database": "sqlite::memory:", "cache": "memory:"},
                       production={"database": "sqlite::memory:", "cache": DEAD})
        report = self.report("run", "--suite", "smoke", status=3)
        self.assertRegex(self.verdict(report), r"^INCOMPLETE.*\(nothing of cache\)")
        self.assertEqual(report["outside"], [])

    def test_a_name_that_pairs_with_nothing_is_named(self):
        self.configure(development={"db": "sqlite::memory:", "cache": "memory:"},
                       production={"database": "sqlite::memory:", "cache": "memory:"})
        report = self.report("run", "--suite", "smoke", status=3)
        self.assertRegex(self.verdict(report), r"^INCOMPLETE.*\(nothing of (db, database|database, db)\)")

    def test_a_service_that_nothing_asks_is_named(self):
        self.configure(development={"database": "sqlite::memory:", "cache": "memory:"},
                       production={"database": "sqlite::memory:", "cache": "memory:"})
        suite = self.write("mine.yaml", "select: [sql/text/*]\n")
        report = self.report("run", "--suite", suite, status=3)
        self.assertRegex(self.verdict(report), r"^INCOMPLETE.*\(nothing of cache\)")
        self.assertEqual([(p["kind"], p["service"]) for p in report["problems"]], [("nothing-asked", "cache")])
        _, _, errors = self.run_program("record", "production", "-o", "r.jsonl", "--suite", suite, status=3)
        self.assertIn("no probe that is selected asks it", errors)
        # What the recordings hold tells it too.
        self.run_program("record", "development", "-o", "d.jsonl", "--suite", suite, status=3)
        self.assertRegex(self.verdict(self.report("compare", "d.jsonl", "r.jsonl", status=3)), r"\(nothing of cache\)")
        # A suite that says what it is about leaves the others out.
        suite = self.write("mine.yaml", "roles: [sql]\nselect: [sql/text/*]\n")
        report = self.report("run", "--suite", suite, status=0)
        self.assertIn("; not asked about: cache", self.verdict(report))
        self.assertEqual({o["service"] for o in report["outside"]}, {"cache"})
        self.run_program("record", "production", "-o", "r.jsonl", "--suite", suite, status=0)
        self.run_program("record", "development", "-o", "d.jsonl", "--suite", suite, status=0)
        self.assertIn("; not asked about: cache", self.verdict(self.report("compare", "d.jsonl", "r.jsonl", status=0)))

    def test_all_probes_of_a_service_are_skipped(self):
        self.configure(development={"database": "sqlite::memory:", "cache": "memory:"},
                       production={"database": "sqlite::memory:", "cache": cache_servers.REDIS})
        report = self.report("run", "--select", "redis/**", "--select", "sql/text/*", status=3)
        self.assertEqual([(p["kind"], p["service"]) for p in report["problems"]], [("nothing-asked", "cache")])

    def test_the_scope(self):
        self.configure(development={"db": "sqlite::memory:", "cache": "memory:"},
                       production={"database": "sqlite::memory:", "cache": "memory:", "old": DEAD})
        report = self.report("run", "--select", "sql/text/*", status=3)
        self.assertEqual({p["service"] for p in report["problems"] if p["service"]}, {"db", "database"})
        self.assertEqual({o["service"] for o in report["outside"]}, {"cache", "old"})
        report = self.report("run", "development/cache", "production/cache", "--suite", "smoke", status=0)
        self.assertEqual({(o["environment"], o["service"], o["reason"]) for o in report["outside"]},
                         {("development", "db", "the command line names others"), ("production", "database", "the command line names others"),
                          ("production", "old", "the command line names others")})
        self.assertIn("; not asked about: database, db, old", self.verdict(report))
        self.configure(**{"eu/one": {"cache": "memory:"}, "eu/two": {"cache": "memory:"}})
        self.run_program("run", "eu/one", "eu/two/cache", "--suite", "smoke", status=0)
        self.configure(development={"cache": "memory:"}, production={"cache": "memory:"})
        for argument, expected in (("production/cahe", "'production' has no service 'cahe', did you mean 'cache'? (services: "),
                                   ("prodution/cache", "no environment is called 'prodution', did you mean 'production'?")):
            _, _, errors = self.run_program("run", "development", argument, status=2)
            self.assertIn(expected, errors)

    def test_every_suite_says_what_it_is_about(self):
        _, output, _ = self.run_program("list", "suites", status=0)
        for name in re.findall(r"^(\S+)", output, re.MULTILINE):
            with open(os.path.join(pc.SOURCE, "suites", name + ".yaml"), encoding="utf-8") as file:
                self.assertRegex(file.read(), r"(?m)^roles: \[")
        for role in ("sql", "cache", "queue", "stream"):
            with open(os.path.join(pc.SOURCE, "suites", "smoke.yaml"), encoding="utf-8") as file:
                self.assertRegex(file.read(), rf"(?m)^  - {role}/")
        _, _, errors = self.run_program("run", "sqlite::memory:", POSTGRESQL, "--suite", self.write("s.yaml", "roles: [sqll]\n"), status=2)
        self.assertIn("did you mean 'sql'?", errors)

    def test_what_neither_side_knows_is_not_asked(self):
        own = self.own(a="--? nonsense\nSELEC 1;\n--? a name\nSELECT nosuch;\n--? fine\nSELECT 1;\n")
        report = self.report("run", "sqlite::memory:", POSTGRESQL, *own, status=3)
        self.assertEqual([(p["kind"], p["observation"]) for p in report["problems"] if p["probe"]],
                         [("not-asked", "nonsense"), ("not-asked", "a name")])
        # What agrees as far as it was asked is not told as agreement.
        self.assertEqual((report["counts"]["behaviours"], report["counts"]["observations"], report["divergences"]), (0, 1, []))
        for name in report_list.NAMES:
            _, output, _ = self.run_program("run", "sqlite::memory:", POSTGRESQL, *own, "--report", name, status=3)
            with self.subTest(name):
                output = re.sub(r"\s+", " ", output.replace("%3A", ":").replace("&#39;", "'").replace("&quot;", '"').replace("\\", ""))
                for part in ("a.sql:6", "SELEC 1", "syntax error", "syntax error at or near", "(may be unknown)"):
                    self.assertIn(part, output)

    def test_what_need_not_be_known(self):
        own = self.own(a="--? nonsense (may be unknown)\nSELEC 1;\n--? fine\nSELECT 1;\n", b="--? only (may be unknown)\nSELEC 1;\n")
        report = self.report("run", "sqlite::memory:", POSTGRESQL, *own, status=0)
        # A script of which nothing at all was asked is no agreement.
        self.assertEqual([(s["probe"], s["reason"]) for s in report["skipped"]], [("b", "neither side knows what it asks")])
        self.assertEqual((report["counts"]["behaviours"], report["counts"]["observations"], report["counts"]["neither_knows"]), (1, 1, 2))

    def test_a_setup_that_both_refuse(self):
        own = self.own(a="CREATE TABL x (a integer);\n--? fine\nSELECT 1;\n")
        for name in report_list.NAMES:
            _, output, _ = self.run_program("run", "sqlite::memory:", POSTGRESQL, *own, "--report", name, status=3)
            with self.subTest(name):
                output = re.sub(r"\s+", " ", output.replace("%3A", ":").replace("\\", ""))
                for part in ("a.sql:5", "CREATE TABL x (a integer)", "syntax error", "syntax error at or near"):
                    self.assertIn(part, output)

    def test_what_comes_with_the_program_never_counts(self):
        """Two SQLites know less than a PostgreSQL is asked: that is told, and is no gap."""
        report = self.report("run", "sqlite::memory:", "sqlite::memory:", status=0)
        self.assertGreater(report["counts"]["neither_knows"], 20)
        self.assertIn("neither side knows what it asks", {s["reason"] for s in report["skipped"]})

    def test_settings_that_change_answers(self):
        """Two databases of one server that differ in these: each is told, and asked through."""
        url = POSTGRESQL + "_other"
        name = url.rsplit("/", 1)[1]
        self.sql(f"CREATE DATABASE {name}")
        self.addCleanup(self.sql, f"DROP DATABASE {name}")
        for setting in ("search_path = 'public', 'pg_temp'", "default_text_search_config = 'simple'", "timezone = 'Asia/Tokyo'"):
            self.sql(f"ALTER DATABASE {name} SET {setting}")
        for statement in ("CREATE SCHEMA ext", "CREATE EXTENSION lo SCHEMA ext", "CREATE SCHEMA shop",
                          "CREATE COLLATION shop.shop (provider = libc, locale = 'C')",
                          "DROP SCHEMA public"):
            subprocess.run([os.path.join(pc.BIN, "psql"), url, "-XAtqc", statement], check=True, env=self.env)
        report = self.report("run", url, POSTGRESQL, "--select", "sql", status=1)
        self.assertEqual({s["name"] for s in report["settings"]},
                         {"search_path", "default_text_search_config", "TimeZone", "extensions", "collations", "create_on_public"})
        self.assertLessEqual({"sql/schemas/search-path-of-the-user", "sql/full-text/default-configuration", "sql/schemas/extensions",
                              "sql/dates/day-in-session-zone", "sql/schemas/create-on-public"}, {d["probe"] for d in report["divergences"]})

    def test_every_pair(self):
        with open(STATUSES, encoding="utf-8") as file:
            rows = ROW.findall(file.read())
        pairs = {(a, b) for a, b, *_ in rows}
        names = list(SERVICES)
        self.assertEqual(pairs, {(a, b) for i, a in enumerate(names) for b in names[i:] if ROLES.get(a, "cache") == ROLES.get(b, "cache")})
        os.mkdir(self.path("cache"))
        for a, b, suite, status, why in rows:
            if not SERVICES[a] or not SERVICES[b]:
                print(f"not there: {a} or {b}")
                continue
            role = ROLES.get(a, "cache")
            with self.subTest(pair=(a, b)):
                self.configure(one={role: SERVICES[a]}, other={role: SERVICES[b]})
                report = self.report("run", "one", "other", "--suite", suite, program=os.environ.get("PC_RELEASE", pc.PROGRAM))
                self.assertEqual(report["verdict"]["exit_status"], int(status), report["problems"])
                self.assertIn({"the same service": " answered as ", "they differ": " must not stand in for "}[why], self.verdict(report))


if __name__ == "__main__":
    pc.need("memcached", "memcached")
    unittest.main(verbosity=1)
