"""Differences that bit real projects: each is shown by a probe, on services that part in just the observation told of.

known-differences/ROLE.jsonl has one entry a line, as it was found (title, source, backends, steps, outcome, severity, verified; of SQL
databases engines and script), and either "shown-by" or "reason", why no service at hand can show it. An item of "shown-by" names a probe, an observation of it and two services;
holding the one against the other must give a divergence there that is more than one of kind. With "lacks" instead of an observation, the
service of development has no such operation or option, which the probe needs. There is a test for each role, which says what
services there are.
"""
import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import unittest

import pc
from pc import SOURCE

GIVEN = {"role", "title", "source", "backends", "steps", "outcome", "severity", "verified"}
ITEM = {"probe", "development", "production"}
REQUIRED = os.environ.get("PC_REQUIRE_SERVICES", "").split()


def variable(name):
    return os.environ.get("PC_TEST_" + name, "")


def same(*names):
    """What a with-* script tells in variables of the names that this test has for them."""
    return {"PC_TEST_" + name: "PC_TEST_" + name for name in names}


def program(name, *arguments):
    """An exec: URL of one of the programs in adapters/exec/programs."""
    interpreter = {".py": "/usr/bin/python3", ".js": "node", ".php": "php"}[os.path.splitext(name)[1]]
    words = shlex.join([interpreter, os.path.join(SOURCE, "adapters", "exec", "programs", name), *arguments])
    return "exec:" + words.replace("%", "%25").replace("?", "%3F")


def succeeds(*command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


class Started:
    """Services of this test's own, for as long as it lives: what a with-* script starts and tells in variables."""

    def __init__(self, script, *options, **names):
        told = "|".join(f"${name}" for name in names)
        command = [os.path.join(SOURCE, "tests", "services", script), *options, "sh", "-c", f'echo "{told}"; read -r line']
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        values = self.process.stdout.readline().strip().split("|")
        # Without a line, the script could not start it, and has said why.
        os.environ.update(zip(names.values(), values) if any(values) else {})

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def start(wanted):
    """What no with-* script around this test has started: of (script, options, names)."""
    return [Started(script, *options, **names) for script, options, names in wanted
            if not all(os.environ.get(name) for name in names.values())]


class Known(pc.Case):
    """What every role's test is: ROLE, ENTRIES, REPRESENTED (what PC_REQUIRE_SERVICES may name, and a service that is there with it)."""
    ROLE, ENTRIES, REPRESENTED = "", 0, {}
    # How an entry of the role is written: its keys, and which of them has the services' kinds, and what to do.
    GIVEN, BACKENDS, STEPS, SOURCE = GIVEN, "backends", "steps", "https://"

    def services(self):
        """The URL of each service by the name it has in the file; empty: it is not there."""
        raise NotImplementedError

    def assert_nothing_left(self):
        left = [name for folder in (self.state, self.tmp) if os.path.isdir(folder) for name in os.listdir(folder)]
        self.assertEqual(left, [])

    def entries(self):
        with open(os.path.join(SOURCE, "tests", "known-differences", self.ROLE + ".jsonl"), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def test_every_entry_is_there_once_and_whole(self):
        found = self.entries()
        self.assertEqual(len(found), self.ENTRIES)
        self.assertEqual(len({entry["title"] for entry in found}), self.ENTRIES)
        known = set(self.services())
        for entry in found:
            with self.subTest(title=entry["title"]):
                self.assertEqual(set(entry) - {"shown-by", "reason"}, self.GIVEN)
                self.assertEqual(entry.get("role", self.ROLE), self.ROLE)
                self.assertIn(entry["severity"], ("low", "medium", "high"))
                self.assertRegex(entry["source"], self.SOURCE)
                self.assertTrue(entry[self.STEPS])
                self.assertEqual(set(entry["outcome"]), set(entry[self.BACKENDS]))
                self.assertTrue(("shown-by" in entry) != ("reason" in entry), "shown-by or reason, and not both")
                self.assertTrue(entry.get("shown-by") or len(entry.get("reason", "")) > 20)
                for item in entry.get("shown-by", []):
                    self.assertEqual(set(item) - {"observation", "lacks"}, ITEM)
                    self.assertTrue(("observation" in item) != ("lacks" in item), "observation or lacks, and not both")
                    self.assertLessEqual({item["development"], item["production"]}, known)

    def test_what_is_required_is_there(self):
        there = self.services()
        for name, service in self.REPRESENTED.items():
            self.assertTrue(there[service] or name not in REQUIRED, f"{name} is required (PC_REQUIRE_SERVICES)")

    def test_every_probe_exists(self):
        _, output, _ = self.run_program("list", "probes", status=0)
        ids = {line.split(" ")[0] for line in output.split("\n")}
        for entry in self.entries():
            for item in entry.get("shown-by", []):
                self.assertIn(item["probe"], ids, entry["title"])

    def ask(self, development, production, probes):
        """The observations that differ in more than kind, as (probe, label), what development lacks for a probe, and what went wrong."""
        selects = [word for probe in sorted(probes) for word in ("--select", probe)]
        services = {"development": development, "production": production}
        words = list(services.values())
        # These do not tell whether a connection keeps its session.
        fakes = {variable(name) for name in ("MINIREDIS", "IOREDIS_MOCK", "REDIS_MOCK")}
        if fakes & set(services.values()):
            environments = {name: {"cache": {"url": url, **({"session": "own"} if url in fakes else {})}} for name, url in services.items()}
            path = self.write(f"{abs(hash((development, production)))}/paritycheck.yaml", json.dumps({"environments": environments}))
            words = ["--config", path, *services]
        report = self.report("run", *words, "--quiet", "--allow", "intrusive", *selects)
        differ = {(d["probe"], d["observation"]) for d in report["divergences"] if d["category"] != "kind"}
        lacked = [op for lack in report["lacks"] if lack["environment"] != report["reference"] for op in lack["operations"]]
        differ |= {(s["probe"], "lacks " + op) for op in lacked for s in report["skipped"] if s["reason"].startswith(f"needs {op}, ")}
        return differ, [f"{problem.get('probe') or ''} {problem['text']}" for problem in report["problems"]]

    def test_every_entry_is_shown(self):
        there = self.services()
        pairs = collections.defaultdict(list)
        for entry in self.entries():
            for item in entry.get("shown-by", []):
                pairs[item["development"], item["production"]].append(
                    (entry["title"], item["probe"], item.get("observation") or "lacks " + item["lacks"]))
        shown, absent = collections.Counter(), collections.defaultdict(set)
        for pair, items in pairs.items():
            for title, _, _ in items:
                absent[title].update(name for name in pair if not there[name])
        # Most of the time is waiting for entries to expire.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = {pair: pool.submit(self.ask, *map(there.get, pair), {probe for _, probe, _ in items})
                       for pair, items in sorted(pairs.items()) if all(map(there.get, pair))}
        for (development, production), answer in answers.items():
            differ, problems = answer.result()
            for title, probe, observation in pairs[development, production]:
                with self.subTest(title=title, probe=probe, development=development, production=production):
                    self.assertIn((probe, observation), differ, problems or "they agree")
                    shown[title] += 1
        self.assert_nothing_left()
        told = [entry for entry in self.entries() if "reason" in entry]
        unseen = {title: names for title, names in absent.items() if not shown[title]}
        print(f"{len(shown)} of {self.ENTRIES} known differences shown by {sum(shown.values())} probes and pairs, "
              f"{len(told)} have a reason, {len(unseen)} SKIPPED", file=sys.stderr)
        for title, names in sorted(absent.items()):
            if names:
                print(f"{'PARTLY ' if shown[title] else ''}SKIPPED '{title}': not there: {', '.join(sorted(names))}", file=sys.stderr)
        self.assertEqual(len(shown) + len(told) + len(unseen), self.ENTRIES)


def main(case, wanted):
    started = start(wanted)
    try:
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1
    finally:
        for service in started:
            service.stop()
