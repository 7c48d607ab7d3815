"""Queues on brokers that die or hang, beside what is others', with secrets, and over TLS."""
import glob
import json
import os
import random
import signal
import subprocess
import threading
import time
import unittest

import pc
from broker import Beanstalkd, RabbitMQ, Redis
from pc import PROGRAM, SOURCE
from test_kills import children

RUNS = int(os.environ.get("PC_FOREIGN_RUNS", "2"))
SECRET = "s3cretQueueWord99"
SELECT = ("--select", "queue/**")


class OnRabbitMQ(pc.Case):
    """The tests of each broker, beside those of the others."""
    BESIDE = "class"
    broker = RabbitMQ()

    def clean(self):
        """Also what the run's own end has left: nothing of it is there afterwards."""
        self.settled()
        _, output, _ = self.run_program("clean", self.broker.url, "--forget", status=0)
        self.assertEqual(self.workers(), [])
        self.assertEqual(self.broker.names(), [], output)
        self.assertEqual(os.listdir(self.tmp), [])
        self.assertEqual(os.listdir(self.state), [], output)

    def interrupted(self, deadline, meanwhile):
        """The report of a run to whose broker something happens once a part is answered."""
        process = self.popen("run", "queue=memory:", self.broker.url, *SELECT, "--deadline", deadline, "--report", "json")
        self.wait_for_answers_beside("memory:", 10)
        meanwhile()
        output, errors = process.communicate(timeout=pc.PATIENCE)
        self.assertEqual(process.returncode, 3, errors)
        report = json.loads(output)
        self.assertTrue(any(problem["kind"] == "fault" for problem in report["problems"]), report["problems"])
        return report

    def test_a_broker_that_is_killed_and_comes_back(self):
        def kill():
            self.broker.kill()
            self.broker.start()
        report = self.interrupted("30s", kill)
        faults = {problem["probe"] for problem in report["problems"] if problem["kind"] == "fault"}
        self.assertGreater(report["counts"]["behaviours"], 2 * len(faults), report["problems"])
        self.clean()

    def test_a_broker_that_hangs_for_good(self):
        began = time.monotonic()
        try:
            self.interrupted("4s", lambda: self.broker.signal(signal.SIGSTOP))
        finally:
            self.broker.signal(signal.SIGCONT)
        self.assertLess(time.monotonic() - began, 150)
        self.clean()

    def kill_one(self, chance, i):
        """A worker, or the harness with all of its workers at once."""
        process = self.popen("record", self.broker.url, "-o", f"r{i}.jsonl", *SELECT, "--deadline", "20s")
        self.wait_for_answers(chance.randint(1, 60))
        victims = children(process.pid, deep=False)
        victims = [chance.choice(victims)] if i % 2 and victims else [process.pid, *victims]
        pc.kill_at_once(victims)
        process.communicate(timeout=pc.PATIENCE)
        self.clean()

    def test_what_is_others_stays(self):
        chance = random.Random(int(os.environ.get("PC_SEED", "7")))
        self.broker.plant()
        before, content = self.broker.all(), self.broker.content()
        self.assertGreater(len(content), 4)
        for i in range(RUNS):
            self.kill_one(chance, i)
        self.assertEqual(self.broker.content(), content)
        self.assertEqual(self.broker.all(), before)


class OnBeanstalkd(OnRabbitMQ):
    broker = Beanstalkd()


class OnRedis(OnRabbitMQ):
    broker = Redis()


class Secrets(pc.Case):
    def setUp(self):
        super().setUp()
        self.said = []

    def listening(self):
        """Everybody's command lines, until the test says stop."""
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                self.said.append(subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout)
                time.sleep(0.1)
        thread = threading.Thread(target=listen)
        thread.start()
        return stop, thread

    def ask(self, url, status, *texts):
        """By a configuration, since a command line is everybody's to see."""
        self.write("paritycheck.yaml", "environments:\n  a:\n    queue: 'memory:'\n  b:\n    queue: ${BROKER}\n")
        env = dict(self.env, BROKER=url)
        said = ""
        for arguments in (("doctor", "b"), ("run", *SELECT, "--report", "text", "--report", "json=report.json"), ("record", "b", "-o", "r.jsonl", *SELECT)):
            _, output, errors = self.run_program(*arguments, "--config", "paritycheck.yaml", env=env)
            said += output + errors
        _, output, errors = self.run_program("doctor", "b", "--config", "paritycheck.yaml", env=env, status=status)
        for text in texts:
            self.assertIn(text, output + errors)
        for path in glob.glob(self.path("*.json*")) + glob.glob(self.path("state", "*")):
            with open(path, encoding="utf-8") as file:
                said += file.read()
        self.said.append(said)

    def test_secrets_are_shown_nowhere(self):
        broker = RabbitMQ()
        broker.control("add_vhost", "their/own ünit")
        broker.control("add_user", "ada", SECRET)
        broker.control("set_permissions", "-p", "their/own ünit", "ada", ".*", ".*", ".*")
        address, vhost = f"127.0.0.1:{broker.port}", "their%2Fown%20%C3%BCnit"
        stop, thread = self.listening()
        try:
            self.ask(f"amqp://ada:{SECRET}@{address}/{vhost}", 0, "vhost: their/own ünit", "amqp://ada:***@", "fine")
            self.ask(f"amqp://ada:{SECRET}x@{address}/{vhost}", 3, "NOT THERE: the broker lets nobody in so: ACCESS_REFUSED")
            self.ask(f"amqp://ada:{SECRET}@{address}/%2F", 3, "NOT_ALLOWED")
            self.ask(f"amqp://ada:{SECRET}@{address}/none", 3, "vhost none not found")
            self.ask(f"amqp://ada:{SECRET}@127.0.0.1:1/{vhost}", 3, "NOT THERE: cannot connect to '127.0.0.1:1'")
            self.ask(f"amqps://ada:{SECRET}@{address}/{vhost}", 3, "NOT THERE: cannot connect to")
            self.ask(f"amqp://ada:{SECRET}@{address}/{vhost}?nonsense={SECRET}", 2)
        finally:
            stop.set()
            thread.join()
        self.assertIn("paritycheck", "".join(self.said))
        for said in self.said:
            self.assertNotIn(SECRET, said)
        self.assertEqual(broker.names(), [])

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.certificates, capture_output=True, check=True)

    def certificate(self, name, subject, *options):
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={subject}")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", "-days", "2", *options)

    def test_tls(self):
        self.certificates = self.path("certificates")
        os.mkdir(self.certificates)
        os.chmod(self.folder, 0o755)
        for ca in ("ca", "other"):
            self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{ca}.key", "-out", f"{ca}.pem", "-days", "2", "-subj", f"/CN={ca}",
                         "-addext", "basicConstraints=critical,CA:TRUE")
        self.write("certificates/names", "subjectAltName=DNS:localhost")
        self.certificate("server", "localhost", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
        os.chmod(os.path.join(self.certificates, "server.key"), 0o644)
        port = random.randint(20000, 32000)
        lines = (f"listeners.ssl.1 = 127.0.0.1:{port}", f"ssl_options.cacertfile = {self.certificates}/ca.pem",
                 f"ssl_options.certfile = {self.certificates}/server.pem", f"ssl_options.keyfile = {self.certificates}/server.key")
        rows = (("localhost", "?cacertfile=" + os.path.join(self.certificates, "ca.pem")), ("localhost", ""),
                ("localhost", "?cacertfile=" + os.path.join(self.certificates, "other.pem")),
                ("127.0.0.1", "?cacertfile=" + os.path.join(self.certificates, "ca.pem")), ("localhost", "?cacertfile=/nonexistent"))
        commands = [f"{PROGRAM} doctor 'amqps://guest:guest@{host}:{port}/%2F{options}' 2>&1; echo status $?" for host, options in rows]
        commands.append(f"{PROGRAM} record 'amqps://guest:guest@{rows[0][0]}:{port}/%2F{rows[0][1]}' -o r.jsonl --select 'queue/order/**'; echo status $?")
        command = f"export TMPDIR={self.tmp}; cd {self.folder}; " + "; ".join(commands)
        words = [word for line in lines for word in ("--conf", line)]
        result = subprocess.run([os.path.join(SOURCE, "tests", "services", "with-rabbitmq"), *words, "sh", "-c", command], capture_output=True, text=True,
                                env=dict(self.env, TMPDIR=os.environ.get("PC_TEST_TMP", "/tmp")), check=False)
        statuses = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("status")]
        self.assertEqual(statuses, ["0", "3", "3", "3", "3", "0"], result.stdout + result.stderr)
        self.assertEqual(result.stdout.count("NOT THERE: cannot connect to"), 4, result.stdout)
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            self.assertGreater(file.read().count('"answered"'), 5)


if __name__ == "__main__":
    unittest.main(testRunner=pc.ConcurrentRunner)
