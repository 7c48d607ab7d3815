"""Differences that bit real projects: each is shown by a probe, on services that part in just the observation told of.

known-differences/cache.jsonl has one entry a line, as it was found (title, source, backends, steps, outcome, severity, verified), and either
"shown-by" or "reason", why no service at hand can show it. An item of "shown-by" names a probe, an observation of it and two services;
holding the one against the other must give a divergence there that is more than one of kind.
"""
import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import tempfile
import unittest

import pc
from pc import SOURCE

FILE = os.path.join(SOURCE, "tests", "known-differences", "cache.jsonl")
ENTRIES = 36
GIVEN = {"role", "title", "source", "backends", "steps", "outcome", "severity", "verified"}
ITEM = {"probe", "observation", "development", "production"}
REQUIRED = os.environ.get("PC_REQUIRE_SERVICES", "").split()
# What that variable may name, and a service that is there with it.
REPRESENTED = {"fakeredis": "fakeredis", "miniredis": "miniredis", "django": "django-locmem", "node-caches": "node-cache", "php": "phpredis"}


def variable(name):
    return os.environ.get("PC_TEST_" + name, "")


def program(name, *arguments):
    """An exec: URL of one of the programs in adapters/exec."""
    interpreter = {".py": "/usr/bin/python3", ".js": "node", ".php": "php"}[os.path.splitext(name)[1]]
    words = shlex.join([interpreter, os.path.join(SOURCE, "adapters", "exec", name), *arguments])
    return "exec:" + words.replace("%", "%25").replace("?", "%3F")


def succeeds(*command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def services(folder):
    """The URL of each service by the name it has in the file; empty: it is not there."""
    redis, memcached, node = variable("REDIS"), variable("MEMCACHED"), variable("NODE_CACHES")
    django = succeeds("/usr/bin/python3", "-c", "import django, django_redis, pymemcache")
    php = succeeds("php", "-r", "exit(class_exists('Redis') && (include 'Predis/Autoloader.php') && (include 'Illuminate/Cache/autoload.php') ? 0 : 1);")
    address = memcached.removeprefix("memcached://")
    found = {
        "redis": redis,
        "redis-resp3": redis and redis + "?protocol=3",
        "memcached": memcached,
        "memcached-small": variable("MEMCACHED_SMALL"),
        "memcached-M": variable("MEMCACHED_M"),
        "fakeredis": variable("FAKEREDIS"),
        "miniredis": variable("MINIREDIS"),
        "ioredis-mock": variable("IOREDIS_MOCK"),
        "redis-mock": variable("REDIS_MOCK"),
        "django-locmem": django and program("django_cache.py", "locmem"),
        "django-file": django and program("django_cache.py", "file:" + os.path.join(folder, "django")),
        "django-memcached": django and memcached and program("django_cache.py", "memcached:" + address),
        "django-redis": django and redis and program("django_cache.py", redis),
        "phpredis": php and redis and program("php_cache.php", "phpredis:" + redis),
        "predis": php and redis and program("php_cache.php", "predis:" + redis),
        "laravel-array": php and program("php_cache.php", "laravel-array"),
        "laravel-file": php and program("php_cache.php", "laravel-file:" + os.path.join(folder, "laravel")),
        # As its own configuration has it: values in database 1, locks in database 0.
        "laravel-redis": php and redis and program("php_cache.php", "laravel-redis:" + redis.rpartition("/")[0] + "/1", redis),
        "redis-json": node and redis and program("node_cache.js", "redis-json:" + redis),
    }
    found.update({name: node and program("node_cache.js", name)
                  for name in ("node-cache", "lru-cache", "keyv", "cache-manager", "memcached-mock")})
    return found


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


def start():
    """What no with-* script around this test has started."""
    def same(*names):
        return {"PC_TEST_" + name: "PC_TEST_" + name for name in names}
    wanted = [("with-fakeredis", [], same("FAKEREDIS")), ("with-miniredis", [], same("MINIREDIS")),
              ("with-node-caches", [], dict(same("IOREDIS_MOCK", "REDIS_MOCK", "NODE_CACHES"), PC_NODE_CACHES="PC_NODE_CACHES")),
              ("with-memcached", ["-m", "8"], {"PC_TEST_MEMCACHED": "PC_TEST_MEMCACHED_SMALL"}),
              ("with-memcached", ["-m", "8", "-M"], {"PC_TEST_MEMCACHED": "PC_TEST_MEMCACHED_M"})]
    return [Started(script, *options, **names) for script, options, names in wanted
            if not all(os.environ.get(name) for name in names.values())]


def entries():
    with open(FILE, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class KnownDifferences(pc.Case):
    def test_every_entry_is_there_once_and_whole(self):
        found = entries()
        self.assertEqual(len(found), ENTRIES)
        self.assertEqual(len({entry["title"] for entry in found}), ENTRIES)
        known = set(services(self.folder))
        for entry in found:
            with self.subTest(title=entry["title"]):
                self.assertEqual(set(entry) - {"shown-by", "reason"}, GIVEN)
                self.assertEqual(entry["role"], "cache")
                self.assertIn(entry["severity"], ("low", "medium", "high"))
                self.assertTrue(entry["source"].startswith("https://") and entry["steps"])
                self.assertEqual(set(entry["outcome"]), set(entry["backends"]))
                self.assertTrue(("shown-by" in entry) != ("reason" in entry), "shown-by or reason, and not both")
                self.assertTrue(entry.get("shown-by") or len(entry.get("reason", "")) > 20)
                for item in entry.get("shown-by", []):
                    self.assertEqual(set(item), ITEM)
                    self.assertLessEqual({item["development"], item["production"]}, known)

    def test_what_is_required_is_there(self):
        there = services(self.folder)
        for name, service in REPRESENTED.items():
            self.assertTrue(there[service] or name not in REQUIRED, f"{name} is required (PC_REQUIRE_SERVICES)")

    def test_every_probe_exists(self):
        _, output, _ = self.run_program("list", "probes", status=0)
        ids = {line.split(" ")[0] for line in output.split("\n")}
        for entry in entries():
            for item in entry.get("shown-by", []):
                self.assertIn(item["probe"], ids, entry["title"])

    def assert_no_key_left(self):
        """Neither in Redis' databases of values and of locks, nor in files, journals or folders."""
        for database in ("/0", "/1"):
            result = subprocess.run(["redis-cli", "-u", variable("REDIS").rpartition("/")[0] + database, "--scan", "--pattern", "*pc_*"],
                                    capture_output=True, text=True, check=True)
            self.assertEqual(result.stdout.split(), [])
        left = [name for folder in (self.state, self.tmp, self.path("django"), self.path("laravel"))
                if os.path.isdir(folder) for name in os.listdir(folder)]
        self.assertEqual(left, [])

    def ask(self, development, production, probes):
        """The observations that differ in more than kind, as (probe, label), and what went wrong, by probe."""
        selects = [word for probe in sorted(probes) for word in ("--select", probe)]
        report = self.report("run", development, production, "--quiet", "--allow", "intrusive", "--deadline", "30s", *selects)
        problems = {problem.get("probe"): problem["text"] for problem in report["problems"]}
        return {(d["probe"], d["observation"]) for d in report["divergences"] if d["category"] != "kind"}, problems

    def test_every_entry_is_shown(self):
        there = services(self.folder)
        pairs = collections.defaultdict(list)
        for entry in entries():
            for item in entry.get("shown-by", []):
                pairs[item["development"], item["production"]].append((entry["title"], item["probe"], item["observation"]))
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
                    self.assertIn((probe, observation), differ, problems.get(probe, "they agree"))
                    shown[title] += 1
        self.assert_no_key_left()
        told = [entry for entry in entries() if "reason" in entry]
        unseen = {title: names for title, names in absent.items() if not shown[title]}
        print(f"{len(shown)} of {ENTRIES} known differences shown by {sum(shown.values())} probes and pairs, "
              f"{len(told)} have a reason, {len(unseen)} SKIPPED", file=sys.stderr)
        for title, names in sorted(absent.items()):
            if names:
                print(f"{'PARTLY ' if shown[title] else ''}SKIPPED '{title}': not there: {', '.join(sorted(names))}", file=sys.stderr)
        self.assertEqual(len(shown) + len(told) + len(unseen), ENTRIES)


def main():
    started = start()
    try:
        return unittest.main(verbosity=1, exit=False).result
    finally:
        for service in started:
            service.stop()


if __name__ == "__main__":
    if not variable("REDIS") or not variable("MEMCACHED"):
        print("Redis or Memcached is not there")
        sys.exit(1 if "redis" in REQUIRED else 77)
    sys.exit(0 if main().wasSuccessful() else 1)
