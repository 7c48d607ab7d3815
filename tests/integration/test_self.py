"""Every service against itself gives nothing: all of those named beside each other, so that each is asked under load.

test_self.py [ROLE...]: the services of these roles; of all without. One row a service. PC_SAME_RUNS: how often each is held against
itself (a night: 100); PC_SAME_ONLY: a regular expression, which of them; PC_SAME_BESIDE: how many at a time. One run of twelve is of the
sanitized program, the others of the one that users have.
"""
import concurrent.futures
import contextlib
import json
import os
import re
import subprocess
import sys
import time
import unittest

import cache_servers
import pc
from pc import POSTGRESQL

RUNS = int(os.environ.get("PC_SAME_RUNS", "2"))
ROLES = sys.argv[1:]
ONLY = re.compile(os.environ.get("PC_SAME_ONLY", ""))
BESIDE = int(os.environ.get("PC_SAME_BESIDE", "2"))
CONNECTIONS = (16, 2, 8, 4, None)
FEW = 12
SANITIZED_EVERY = 12
RELEASE = os.environ.get("PC_RELEASE", pc.PROGRAM)


def variable(name):
    return os.environ.get("PC_TEST_" + name, "")


@contextlib.contextmanager
def own(starter, name):
    """The URL of a server for one run: an intrusive probe may fill or reconfigure it, which its neighbours must not notice."""
    command = [os.path.join(pc.SOURCE, "tests", "services", starter), "sh", "-c", f'echo "${name}"; read -r line']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.stdin.close()


# Name, role, the URLs of one service ("": it is not there; a pair: a starter and its variable, for a server of the run's own), how many behaviours at least, further arguments.
INTRUSIVE = ("--allow", "intrusive")
SERVICES = [
    ("postgresql", "sql", [POSTGRESQL], 450, ()),
    ("mariadb", "sql", [variable("MARIADB"), variable("MARIADB_LOCAL")], 450, ()),
    ("mysql", "sql", [variable("MYSQL"), variable("MYSQL_LOCAL")], 450, ()),
    *((f"postgresql-{version}", "sql", [variable(f"POSTGRESQL_{version}")], 100, tuple(pc.SOME_SQL))
      for version in variable("POSTGRESQL_VERSIONS").split()),
    ("sqlite", "sql", ["sqlite::memory:"], 400, ()),
    ("sqlite-shared-cache", "sql", ["sqlite::memory:?cache=shared"], 400, ()),
    ("sqlite-django", "sql", ["sqlite::memory:?profile=django"], 400, ()),
    ("sqlite-rails", "sql", ["sqlite::memory:?profile=rails"], 400, ()),
    ("memory", "cache", ["memory:"], 60, INTRUSIVE),
    ("memory-copy", "cache", ["memory:?copy=on"], 60, INTRUSIVE),
    ("memory-bounded", "cache", ["memory:?max_entries=100"], 60, INTRUSIVE),
    ("file", "cache", ["file:cache"], 50, ()),
    ("redis", "cache", [("with-redis", "PC_TEST_REDIS")], 300, INTRUSIVE),
    ("memcached", "cache", [("with-memcached", "PC_TEST_MEMCACHED")], 50, INTRUSIVE),
    ("django-locmem", "cache", [cache_servers.DJANGO + " locmem"], 50, ()),
    ("django-redis", "cache", [cache_servers.DJANGO + " " + cache_servers.REDIS], 50, ()),
    ("memory-queue", "queue", ["queue=memory:"], 40, ()),
    ("beanstalkd", "queue", [variable("BEANSTALKD")], 40, ()),
    ("redis-lists", "queue", [cache_servers.REDIS and "queue=" + cache_servers.REDIS], 40, ()),
    ("rabbitmq", "queue", [variable("RABBITMQ")], 40, ()),
    ("kafka-mock", "stream", ["kafka-mock:"], 30, ()),
    ("kafka", "stream", [variable("KAFKA")], 30, ()),
]


class Self(pc.Case):
    def once(self, i, name, role, urls, behaviours, arguments):
        if isinstance(urls[0], tuple):
            with own(*urls[0]) as url:
                self.assertTrue(url)
                self.ask(i, name, role, [url], behaviours, arguments)
        else:
            self.ask(i, name, role, urls, behaviours, arguments)

    def ask(self, i, name, role, urls, behaviours, arguments):
        """One run in a folder and with a state folder of its own: several go on at once."""
        folder = self.path(f"{name}-{i}")
        os.makedirs(os.path.join(folder, "cache"))
        connections = CONNECTIONS[i % len(CONNECTIONS)] if role == "sql" else FEW
        services = [json.dumps({"url": url} | ({"connections": connections} if connections else {}))
                    for url in (urls[0].removeprefix("queue="), urls[-1].removeprefix("queue="))]
        with open(os.path.join(folder, "paritycheck.yaml"), "w", encoding="utf-8") as file:
            file.writelines(["environments:\n", *(f"  {environment}: {{{role}: {service}}}\n"
                                                  for environment, service in zip(("one", "other"), services))])
        process = self.popen("run", "one", "other", *arguments, *pc.UNHURRIED, "--report", "json", cwd=folder,
                             program=RELEASE if i % SANITIZED_EVERY else pc.PROGRAM,
                             env=dict(self.env, PARITYCHECK_STATE=os.path.join(folder, "state")))
        output, errors = process.communicate(timeout=900)
        self.assertIn(process.returncode, (0, 1, 3), errors[-3000:])
        report = json.loads(output)
        self.assertEqual((process.returncode, report["divergences"], report["problems"]), (0, [], []))
        self.assertGreaterEqual(report["counts"]["behaviours"], behaviours)
        if role == "sql":
            self.assertLessEqual({skip["reason"] for skip in report["skipped"]}, {"the service has no such isolation level", pc.UNKNOWN})
        self.assertEqual(os.listdir(os.path.join(folder, "cache")), [])
        self.assertEqual(os.listdir(os.path.join(folder, "state")), [])

    def test_every_service_against_itself(self):
        services = [service for service in SERVICES if ONLY.search(service[0]) and (not ROLES or service[1] in ROLES)]
        there = [service for service in services if service[2][0]]
        print("not there:", *(service[0] for service in services if service not in there))
        self.assertTrue(there)
        # In turns, so that other neighbours stand beside a service each time.
        with concurrent.futures.ThreadPoolExecutor(BESIDE) as pool:
            runs = {pool.submit(self.once, i, *service): (service[0], i) for i in range(RUNS) for service in there}
            began = time.monotonic()
            for run in concurrent.futures.as_completed(runs):
                name, i = runs[run]
                print(f"{time.monotonic() - began:6.1f} s  load {os.getloadavg()[0]:5.1f}  {name} {i}", flush=True)
                with self.subTest(name, run=i):
                    run.result()
        self.assert_nothing_left()
        if cache_servers.REDIS:
            cache_servers.CacheCase.assert_no_key_left(self)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
