"""A network that delays, truncates or corrupts at random moments: every run ends by itself, and nothing is left after 'clean'.

PC_FAULTY_CASES: how often for each service (a night: 100).
"""
import json
import os
import random
import re
import time
import unittest

import kafka_client
import pc
from faulty_network import FAULTS, Proxy

CASES = int(os.environ.get("PC_FAULTY_CASES", "20"))
# What a run may take in which a service hangs: every connection until its deadline and the worker's end, three times, and cleaning.
LIMIT = 240
# Those whose sessions can all be ended: nothing arrives after the run has removed what it made.
ENDED = ("POSTGRESQL", "REDIS")


def variable(name):
    return os.environ.get("PC_TEST_" + name, "")


class Faulty(pc.Case):
    BESIDE = "class"
    NAME = None
    OTHER = "memory:"
    SELECT = ()
    DEADLINE = 2
    # Whether other tests' scratches may be there, too, and are told by 'clean'.
    SHARED = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = variable(cls.NAME) if cls.NAME else ""
        if cls.service:
            cls.proxy = Proxy(variable(cls.NAME + "_FAR") or cls.service, int(variable(cls.NAME + "_FAR_PORT") or 0))
            cls.addClassCleanup(cls.proxy.close)

    def bytes_of_a_run(self):
        """How much a run without a fault sends."""
        self.proxy.arm(None, 0, 0)
        self.once(0, 1, 3)
        self.proxy.settle()
        return -self.proxy.due

    def once(self, *statuses):
        began = time.monotonic()
        process = self.popen("run", self.OTHER, self.proxy.url, *self.SELECT, "--deadline", f"{self.DEADLINE}s", "--report", "json")
        try:
            output, errors = process.communicate(timeout=LIMIT)
        except Exception:
            process.kill()
            process.communicate()
            raise
        self.assertLess(time.monotonic() - began, LIMIT)
        self.assertIn(process.returncode, statuses, errors[-2000:])
        self.assertNotIn("runtime error", errors)
        return json.loads(output), errors

    def test_at_random_moments(self):
        if not self.service:
            self.skipTest(f"{self.NAME} is not there")
        whole = self.bytes_of_a_run()
        self.assertGreater(whole, 1000)
        happened = 0
        for i in range(CASES):
            fault = FAULTS[i % len(FAULTS)]
            with self.subTest(fault, i=i):
                self.proxy.arm(fault, random.randrange(1, whole), random.choice((0.3, 3, 6)))
                report, _ = self.once(0, 1, 3)
                happened += self.proxy.happened
                self.proxy.arm(None, 0, 0)
                self.settled()
                self.proxy.settle()
                self.clean(report["environments"])
        self.assertGreater(happened, CASES // 2)

    def clean(self, environments):
        runs = {environment["run"] for environment in environments if environment.get("run")}
        self.run_program("clean", self.proxy.url, "--forget", status=0 if self.NAME in ENDED else None)
        # Where a session cannot be ended, what it had sent may arrive after the run: by the run's name it is gone.
        for run in runs:
            self.run_program("clean", self.proxy.url, "--run", run, status=None if self.SHARED else 0)
        self.assert_nothing_left_of(runs)
        self.assertEqual([os.listdir(self.tmp), os.listdir(self.state) if os.path.isdir(self.state) else [], self.workers()], [[], [], []])


    def assert_nothing_left_of(self, _):
        _, output, _ = self.run_program("clean", self.service, status=0)
        self.assertTrue(re.search("^0 removed, 0 left$", output, re.M), output)


class OnPostgresql(Faulty):
    NAME = "POSTGRESQL"
    OTHER = "sqlite::memory:"
    SELECT = ("--select", "sql/transactions/*", "--select", "sql/ddl/*")

    def test_what_a_killed_worker_had_sent(self):
        """Its statement is under way when its scratch is removed, and bears no name that anybody could look for."""
        if not self.service:
            self.skipTest(f"{self.NAME} is not there")
        for words in (b"CREATE SCHEMA", b"DROP SCHEMA"):
            with self.subTest(words):
                self.proxy.arm("delay", 0, self.DEADLINE + 13, words)
                report, _ = self.once(3)
                self.assertIn("was killed", json.dumps(report["problems"]))
                self.settled()
                self.proxy.settle()
                self.clean(report["environments"])


class OnMariadb(Faulty):
    NAME = "MARIADB"
    OTHER = "sqlite::memory:"
    SELECT = ("--select", "sql/transactions/*")


class OnRedis(Faulty):
    NAME = "REDIS"
    SELECT = ("--select", "cache/value/*", "--select", "redis/transactions/*", "--select", "redis/lists/*")


class OnMemcached(Faulty):
    NAME = "MEMCACHED"
    SELECT = ("--select", "cache/value/*", "--select", "cache/keys/*")


class OnBeanstalkd(Faulty):
    NAME = "BEANSTALKD"
    OTHER = "queue=memory:"
    SELECT = ("--select", "queue/content/*", "--select", "queue/counting/*")


class OnRabbitmq(Faulty):
    NAME = "RABBITMQ"
    OTHER = "queue=memory:"
    SELECT = ("--select", "queue/content/*", "--select", "queue/counting/*")


class OnKafka(Faulty):
    NAME = "KAFKA"
    OTHER = "kafka-mock:"
    # A group gives a consumer that came back its turn only after seconds.
    DEADLINE = 5
    SHARED = True
    SELECT = ("--select", "stream/order/*", "--select", "stream/groups/resume")

    def assert_nothing_left_of(self, runs):
        client = kafka_client.Client(self.service)
        names = list(client.topics()) + client.groups()
        client.close()
        self.assertEqual([name for name in names if name.startswith(tuple(run + "_" for run in runs))], [])


del Faulty

if __name__ == "__main__":
    unittest.main(testRunner=pc.ConcurrentRunner)
