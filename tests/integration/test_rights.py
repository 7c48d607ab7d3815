"""What doctor calls unfit is unfit for run and record: a Redis that becomes full, and one whose user may run few
commands; what such a user is not asked doctor names."""
import glob
import json
import os
import re
import threading
import time
import unittest

import pc
from cache_servers import REDIS, redis
from production_servers import Started

PASSWORD = "pw"
# Runs of one server against another of the same program differ in nothing but what is asked here.
FULL = "its memory is full and nothing is evicted"
RIGHTS = ("~pc_*", "&*", "+get", "+set", "+del", "+ping", "+client", "+info", "+acl", "+scan", "+keys")


class Rights(pc.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = Started("redis")
        cls.addClassCleanup(other.close)
        cls.other = other["REDIS"]

    def user(self, name, *rights):
        redis("ACL", "SETUSER", name, "on", ">" + PASSWORD, *rights)
        self.addCleanup(redis, "ACL", "DELUSER", name)
        return REDIS.replace("://", f"://{name}:{PASSWORD}@")

    def number(self, section, field):
        return int(re.search(rf"^{field}:(\d+)", redis("INFO", section, url=self.other), re.MULTILINE)[1])

    def limit(self, most):
        redis("CONFIG", "SET", "maxmemory", str(most), url=self.other)

    def setUp(self):
        super().setUp()
        self.addCleanup(self.limit, 0)

    def calls(self, command):
        found = re.search(rf"^cmdstat_{command}:calls=(\d+)", redis("INFO", "commandstats", url=self.other), re.MULTILINE)
        return int(found[1]) if found else 0

    def fill_after(self, command, calls):
        """The other server is full once it was sent the command so often."""
        until = self.calls(command) + calls

        def fill():
            while self.calls(command) < until:
                time.sleep(0.01)
            self.limit(1)

        thread = threading.Thread(target=fill)
        thread.start()
        self.addCleanup(thread.join)

    def assert_nothing_left(self, url):
        self.assertEqual([key for key in redis("--scan", url=url).split("\n") if key.startswith("pc_")], [])

    def test_a_server_that_becomes_full(self):
        for role, command in (("cache", "set"), ("queue", "lpush")):
            with self.subTest(role):
                self.limit(0)
                self.fill_after(command, 60)
                report = self.report("run", f"{role}={self.other}", f"{role}={REDIS}", status=3)
                self.assertEqual(report["divergences"], [])
                self.assertGreater(report["counts"]["behaviours"], 0)
                problem, = [p for p in report["problems"] if p["kind"] == "not-there"]
                self.assertIn(FULL, problem["text"])
                self.assertIn("raise its maxmemory, or remove keys", problem["text"])
                # Told once, not of every probe that met it.
                self.assertLess(len(report["problems"]), 20)
                self.limit(0)
                self.assert_nothing_left(self.other)

    def test_a_server_without_room_for_large_values(self):
        self.limit(self.number("memory", "used_memory") + 2500000)
        report = self.report("run", f"cache={self.other}", f"cache={REDIS}", "--select", "cache/limits", status=3)
        self.assertEqual(report["divergences"], [])
        self.assertIn(FULL, json.dumps(report["problems"]))
        self.assert_nothing_left(self.other)

    def test_a_server_that_makes_room_refuses_what_is_larger_than_that(self):
        redis("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", url=self.other)
        self.addCleanup(redis, "CONFIG", "SET", "maxmemory-policy", "noeviction", url=self.other)
        self.limit(16 << 20)
        report = self.report("run", f"cache={self.other}", f"cache={REDIS}", "--select", "cache/limits/value-size", status=1)
        self.assertIn({"refusal": "out_of_memory"}, [d["other"] for d in report["divergences"]])

    def test_probes_that_fill_it_are_asked(self):
        self.limit(self.number("memory", "used_memory") + 8000000)
        report = self.report("run", f"cache={self.other}", f"cache={REDIS}", "--allow", "intrusive", "--select",
                             "cache/memory/eviction-refusal", status=1)
        self.assertIn({"refusal": "out_of_memory"}, [d["other"] for d in report["divergences"]])

    def test_too_few_commands(self):
        rows = ((("~pc_*", "&*", "+set", "+client", "+ping", "+acl", "+info"), "may not run GET"),
                ((*RIGHTS, "-scan"), "may not run SCAN"), ((*RIGHTS, "-del"), "may not run UNLINK or DEL"))
        for rights, text in rows:
            url = self.user("tiny", *rights)
            for command in (("doctor", url), ("record", url, "-o", "r.jsonl"), ("run", url, REDIS)):
                with self.subTest(text, command=command[0]):
                    _, output, errors = self.run_program(*command, status=3)
                    said = " ".join((output + errors).split())
                    self.assertIn(text, said)
                    self.assertRegex(said, r"ACL SETUSER tiny ~pc_\*")
            redis("ACL", "DELUSER", "tiny")
        _, output, _ = self.run_program("doctor", "queue=" + self.user("few", *RIGHTS), status=3)
        self.assertIn("may not run LPUSH, RPUSH, RPOP, ", output)
        self.assert_nothing_left(REDIS)

    def test_doctor_names_what_run_does_not_ask(self):
        url = self.user("few", "~pc_*", "&*", "+@all", "-@admin", "-@dangerous", "-append", "-xadd", "+info", "+keys",
                        "+sort", "+sort_ro", "+restore", "+acl")
        _, output, _ = self.run_program("doctor", url, status=0)
        self.assertIn("may not run APPEND, XADD: probes that send one of them are not asked; an administrator can "
                      "run: ACL SETUSER few +append +xadd", output)
        report = self.report("run", f"cache={url}", f"cache={REDIS[:-1]}1", status=0)
        lacked = {re.search(r"run the '(.*)' command", s["reason"])[1] for s in report["skipped"] if "NOPERM" in s["reason"]}
        self.assertEqual(lacked, {"append", "xadd"})
        # What it names gives the right.
        redis("ACL", "SETUSER", "few", "+append", "+xadd")
        self.assertNotIn("may not run", self.run_program("doctor", url, status=0)[1])

    def test_few_commands_give_no_difference(self):
        report = self.report("run", "cache=" + self.user("few", *RIGHTS), f"cache={REDIS[:-1]}1", status=0)
        self.assertEqual(report["divergences"], [])
        self.assertGreater(report["counts"]["behaviours"], 50)

    def test_all_commands_of_the_probes_are_looked_at(self):
        """Those that the scripts send are those that doctor asks about."""
        with open(os.path.join(pc.SOURCE, "adapters", "redis", "rights.c"), encoding="utf-8") as file:
            named = dict(re.findall(r'"([^"]+) (\d)"', re.search(r"asked\[\] = \{(.*?)NULL", file.read(), re.DOTALL)[1]))
        redis("ACL", "SETUSER", "nobody", "on", "nopass", "-@all")
        self.addCleanup(redis, "ACL", "DELUSER", "nobody")
        for name, arguments in named.items():
            answer = redis("ACL", "DRYRUN", "nobody", *name.split("|"), *["pc_"] * int(arguments))
            self.assertRegex(answer, "permissions to run|Command 'h(expire|ttl)' not found", (name, arguments))
        # These two everybody may run.
        own = {"hello", "reset", "receive", "sleep", "select", "nosuchcommand", "get", "set", "ping", "object"}
        for path in glob.glob(os.path.join(pc.SOURCE, "probes", "redis", "**", "*.redis"), recursive=True):
            with open(path, encoding="utf-8") as file:
                for words in (line.lower().split() for line in file if line.strip() and not line.startswith("--")):
                    if words[0] not in own:
                        self.assertTrue(words[0] in named or "|".join(words[:2]) in named, (path, words))


if __name__ == "__main__":
    if not REDIS:
        print("Redis is not there")
        raise SystemExit(77)
    unittest.main(verbosity=1)
