"""Streams that die or hang in the middle of a run, runs that are killed beside what belongs to others, and secrets that stay secret."""
import json
import os
import random
import signal
import subprocess
import threading
import time
import unittest

import kafka_client
import pc

KAFKA = os.environ.get("PC_TEST_KAFKA", "")
SASL = os.environ.get("PC_TEST_KAFKA_SASL", "")
SECRET = "hunter2-kafka"
WRONG = "wr0ngWord99"
RUNS = int(os.environ.get("PC_FOREIGN_RUNS", "2"))
DEADLINE = 5
# Beyond the deadline: a broker that went away is waited for 5 s; what was under way gives up asking it, then cleaning.
PATIENCE = 300


class StreamSafety(pc.Case):
    @classmethod
    def setUpClass(cls):
        cls.server = kafka_client.Server(KAFKA)
        cls.others = kafka_client.Others(KAFKA)
        cls.before = cls.others.state()

    def leftovers(self):
        journals = os.listdir(self.state) if os.path.isdir(self.state) else []
        return self.others.leftovers() + os.listdir(self.tmp) + journals

    def clean(self):
        self.run_program("clean", KAFKA, "--forget", status=0)
        self.assertEqual(self.workers(), [])
        self.assert_nothing_left()
        self.assertEqual(self.others.state(), self.before)

    def cut(self, stop, go_on):
        """Asks the mock and Kafka, and has Kafka out of the way from some answers on; gives the report."""
        process = self.popen("run", "kafka-mock:", KAFKA, "--select", "stream/records/*", "--select", "stream/offsets/*",
                             "--select", "stream/groups/share", "--select", "stream/groups/resume", "--deadline", f"{DEADLINE}s",
                             "--report", "json")
        self.wait_for_answers_beside("kafka-mock:", 2)
        stop()
        began = time.monotonic()
        try:
            output, errors = process.communicate(timeout=DEADLINE + PATIENCE)
        finally:
            process.kill()
            go_on()
        self.assertLess(time.monotonic() - began, DEADLINE + PATIENCE)
        self.assertEqual(process.returncode, 3, output[-2000:] + errors)
        self.assertNotIn("runtime error", errors)
        return json.loads(output)

    def told(self, report):
        """Only Kafka could not be asked, and what it did not answer is no answer."""
        problems = [problem for problem in report["problems"] if problem["kind"] == "fault"]
        self.assertTrue(problems)
        self.assertEqual({problem["environment"] for problem in problems}, {KAFKA})
        for divergence in report["divergences"]:
            self.assertNotIn("timed_out", json.dumps(divergence))
        self.assertGreater(report["counts"]["behaviours"], 0)

    def test_killed_in_the_middle(self):
        self.told(self.cut(self.server.kill, self.server.start))
        self.clean()

    def test_paused_in_the_middle(self):
        def go_on():
            self.server.signal(signal.SIGCONT)
            self.server.ready()

        self.told(self.cut(lambda: self.server.signal(signal.SIGSTOP), go_on))
        self.clean()

    def test_what_belongs_to_others_stays(self):
        random.seed(int(os.environ.get("PC_SEED", "7")))
        for i in range(RUNS):
            how = ("worker", "harness")[i % 2]
            with self.subTest(how=how, i=i):
                process = self.popen("record", KAFKA, "-o", "r.jsonl")
                self.wait_for_answers(random.randrange(1, 60))
                pids = [pid for pid in self.workers() if pid != process.pid]
                victim = random.choice(pids) if how == "worker" and pids else process.pid
                try:
                    os.kill(victim, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.communicate(timeout=pc.PATIENCE)
                self.assertIn(process.returncode, (0, 3, -signal.SIGKILL))
                self.settled()
                self.clean()

    def test_passwords_appear_nowhere(self):
        self.assertIn(SECRET, SASL)
        seen = []
        stop = threading.Event()

        def watch():
            while not stop.is_set():
                seen.append(subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=False).stdout)
                time.sleep(0.05)

        watcher = threading.Thread(target=watch)
        watcher.start()
        texts = []
        select = ("--select", "stream/records/headers", "--select", "stream/limits/message-bytes")
        wrong = SASL.replace(SECRET, WRONG)
        try:
            for url, status in ((SASL, 1), (SASL.replace(SECRET, SECRET.replace("-", "%2D")), 1), (wrong, 3),
                                (SASL.replace("SASL_PLAINTEXT", "SASL_SSL"), 3), (SASL.replace("PLAIN&", "SCRAM-SHA-256&"), 3)):
                for report in ("text", "json"):
                    texts += self.run_program("run", "kafka-mock:", url, *select, "--report", report, status=status)[1:]
                texts += self.run_program("doctor", url, status=0 if status == 1 else 3)[1:]
                texts += self.run_program("record", url, *select, "-o", "r.jsonl", status=0 if status == 1 else 3)[1:]
                texts += self.run_program("clean", url)[1:]
                for folder in (self.folder, self.state):
                    for name in os.listdir(folder) if os.path.isdir(folder) else []:
                        if os.path.isfile(os.path.join(folder, name)):
                            with open(os.path.join(folder, name), encoding="utf-8") as file:
                                texts.append(file.read())
        finally:
            stop.set()
            watcher.join()
        for text in texts:
            for secret in (SECRET, SECRET.replace("-", "%2D"), WRONG):
                self.assertNotIn(secret, text)
            self.assertNotIn("|rdkafka#", text)
            self.assertNotIn("%3|", text)
        self.assertTrue(any("uthentication" in text for text in texts))
        for listing in seen:
            for line in listing.splitlines():
                # The command line that the user typed is the user's own.
                if (SECRET in line or WRONG in line) and not any(f" {word} " in line for word in ("run", "doctor", "record", "clean")):
                    self.fail(line)

    def test_doctor(self):
        _, output, _ = self.run_program("doctor", KAFKA, "kafka-mock:", status=0)
        for word in ("engine Apache Kafka", "auto.create.topics.enable", "session.timeout.ms=6000", "mock cluster", "authorizer"):
            self.assertIn(word, output.replace("=true", "").replace(": ", " ") if word.startswith("engine") else output)
        _, output, _ = self.run_program("doctor", "kafka://127.0.0.1:1", status=3)
        self.assertIn("NOT THERE", output)
        for option, nearest in (("sasl.usernam=x", "sasl.username"), ("security.protocl=SSL", "security.protocol")):
            _, _, errors = self.run_program("doctor", f"{KAFKA}?{option}", status=2)
            self.assertIn(f"did you mean '{nearest}'?", errors)
        _, _, errors = self.run_program("doctor", "kafka-mock:?broker=2", status=2)
        self.assertIn("did you mean 'brokers'?", errors)
        _, _, errors = self.run_program("doctor", f"{KAFKA}?group.id=x", status=2)
        self.assertIn("paritycheck sets it itself", errors)


if __name__ == "__main__":
    unittest.main(verbosity=1)
