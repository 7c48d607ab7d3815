"""Servers that die, hang or restart in the middle: a run ends by itself, tells what it knows, and nothing is left after 'clean'."""
import json
import os
import signal
import time

import pc
from pc import POSTGRESQL
from server import Server

DEADLINE = 1
# Beyond the deadline: a server that went away is waited for 5 s, and asked to let a worker clean for 2 s; the rest is for a
# machine that has much to do.
PATIENCE = 240
PROBES = 40


class ServerDeath(pc.Case):
    """Each test kills a server of its own."""
    BESIDE = "tests"

    @classmethod
    def setUpClass(cls):
        cls.empty = Server()
        cls.addClassCleanup(cls.empty.close)

    def setUp(self):
        super().setUp()
        self.server = Server(like=self.empty)
        self.addCleanup(self.server.close)
        self.server.start()
        self.url = self.server.url()
        for i in range(PROBES):
            self.write(f"own/p{i:02}.sql", "-- title: t\n-- bites: b\n-- severity: high\n\nCREATE TABLE t (n INTEGER);\n"
                       "--? a\nSELECT count(*) FROM t, (SELECT pg_sleep(0.3)) AS s;\n")

    def leftovers(self):
        journals = os.listdir(self.state) if os.path.isdir(self.state) else []
        return self.server.leftovers() + os.listdir(self.tmp) + journals

    def ends(self, process, patience=PATIENCE):
        """Waits for the end of the run, which leaves no worker; gives the report."""
        try:
            output, errors = process.communicate(timeout=DEADLINE + patience)
        except Exception:
            process.kill()
            process.communicate()
            raise
        self.assertIn(process.returncode, (0, 1, 3), output + errors)
        self.assertNotIn("runtime error", errors)
        self.assertEqual(self.workers(), [])
        return process.returncode, json.loads(output)

    def clean(self):
        _, output, _ = self.run_program("clean", self.url, status=0)
        self.assert_nothing_left()
        return output

    def run_beside(self, beside, *arguments, url=None):
        """Asks the server that dies, beside a service that does not; by some connections, since each costs the start of a worker."""
        services = {"beside": {"url": beside, "connections": 4}, "dying": {"url": url or self.url, "connections": 10}}
        self.write("paritycheck.yaml", json.dumps({"reference": "dying", "environments": {name: {"sql": service} for name, service in services.items()}}))
        return self.popen("run", "--deadline", f"{DEADLINE}s", "--report", "json", *arguments)

    def own(self, *more, url=None):
        return self.run_beside(POSTGRESQL, "--no-builtin", "--probes", "own", *more, url=url)

    def killed_after(self, moment):
        process = self.run_beside("sqlite::memory:", *pc.SOME_SQL)
        time.sleep(moment)
        self.server.kill()
        try:
            status, report = self.ends(process)
        finally:
            self.server.start()
        # A run may have been done before: then nothing is missing.
        if report["problems"]:
            self.assertEqual(status, 3)
        self.clean()

    def test_killed_at_the_start(self):
        self.killed_after(0.03)

    def test_killed_while_connecting(self):
        self.killed_after(0.1)

    def test_killed_after_a_moment(self):
        self.killed_after(0.3)

    def test_killed_in_the_middle(self):
        self.killed_after(1)

    def test_killed_between_answers(self):
        process = self.own()
        self.wait_for_answers_beside("beside", 3)
        self.server.kill()
        try:
            status, report = self.ends(process)
            self.assert_told(status, report)
            self.assertIn("it went away and was not back within", json.dumps(report["problems"]))
        finally:
            self.server.start()
        self.assertRegex(self.clean(), "(removed|gone already:) pc_")

    def test_down_for_a_while(self):
        """A server that needs some seconds to come back is waited for."""
        process = self.own("--deadline", "3s")
        self.wait_for_answers_beside("beside", 3)
        self.server.kill()
        time.sleep(3)
        self.server.start()
        status, report = self.ends(process)
        self.assert_rest_completes(status, report)
        self.clean()

    def assert_told(self, status, report):
        """What was answered is there, everything else is a fault, or the service was given up: nothing is passed over."""
        self.assertEqual(status, 3)
        faults = {p["probe"] for p in report["problems"] if p["kind"] == "fault"}
        self.assertGreater(len(faults), 0)
        self.assertGreater(report["counts"]["behaviours"], 0)
        if "not-there" in {p["kind"] for p in report["problems"]}:
            self.assertLess(report["counts"]["behaviours"] + len(faults), PROBES, report["problems"])
        else:
            self.assertEqual(report["counts"]["behaviours"] + len(faults), PROBES, report["problems"])

    def assert_rest_completes(self, status, report):
        """Only what was under way is lost: at most one probe for each worker, and the service is not given up."""
        self.assert_told(status, report)
        kinds = [p["kind"] for p in report["problems"]]
        self.assertNotIn("not-there", kinds, report["problems"])
        self.assertLessEqual(kinds.count("fault"), PROBES // 2, report["problems"])

    def test_stopped_for_good(self):
        process = self.own()
        self.wait_for_answers_beside("beside", 3)
        self.server.signal_all(signal.SIGSTOP)
        try:
            status, report = self.ends(process)
            self.assert_told(status, report)
            self.assertIn("it went away and was not back within", json.dumps(report["problems"]))
        finally:
            self.server.signal_all(signal.SIGCONT)
        self.settle()
        self.clean()

    def test_stopped_for_good_where_connecting_may_take_long(self):
        """However long the URL allows for connecting, which is for the beginning."""
        process = self.own(url=self.server.url(options="connect_timeout=60"))
        self.wait_for_answers_beside("beside", 3)
        self.server.signal_all(signal.SIGSTOP)
        try:
            status, report = self.ends(process)
            self.assert_told(status, report)
        finally:
            self.server.signal_all(signal.SIGCONT)
        self.settle()
        self.run_program("clean", self.server.url(options="connect_timeout=60"), status=0)
        self.assert_nothing_left()

    def test_interrupted_while_the_server_hangs(self):
        process = self.own()
        self.wait_for_answers_beside("beside", 3)
        self.server.signal_all(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        try:
            status, report = self.ends(process)
            self.assertEqual(status, 3)
            self.assertIn("interrupted", {p["kind"] for p in report["problems"]})
        finally:
            self.server.signal_all(signal.SIGCONT)
        self.settle()
        self.clean()

    def settle(self):
        """Gives sessions whose client is gone the time to see it."""
        until = time.monotonic() + pc.SOON
        while time.monotonic() < until and self.server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'p%c%' "
                                                           "AND pid <> pg_backend_pid() AND backend_type = 'client backend' "
                                                           "AND application_name <> 'psql'") != "0":
            time.sleep(0.1)

    def test_stopped_before_the_first_question(self):
        self.server.signal_all(signal.SIGSTOP)
        try:
            status, report = self.ends(self.own())
        finally:
            self.server.signal_all(signal.SIGCONT)
        self.assertEqual(status, 3)
        self.assertIn("not-there", {p["kind"] for p in report["problems"]})
        self.settle()
        self.clean()

    def test_stopped_and_continued(self):
        process = self.own("--deadline", "20s")
        self.wait_for_answers_beside("beside", 3)
        self.server.signal_all(signal.SIGSTOP)
        time.sleep(0.4)
        self.server.signal_all(signal.SIGCONT)
        status, report = self.ends(process)
        # A pause below the deadline costs nothing.
        self.assertEqual((status, report["problems"]), (0, []))
        self.assertEqual(report["counts"]["behaviours"], PROBES)
        self.assert_nothing_left()

    def test_stopped_beyond_the_deadline_and_continued(self):
        process = self.own()
        self.wait_for_answers_beside("beside", 3)
        self.server.signal_all(signal.SIGSTOP)
        time.sleep(DEADLINE + 4)
        self.server.signal_all(signal.SIGCONT)
        status, report = self.ends(process)
        self.assert_rest_completes(status, report)
        self.settle()
        self.clean()

    def test_restarted(self):
        process = self.own()
        self.wait_for_answers_beside("beside", 3)
        self.server.stop()
        self.server.start()
        status, report = self.ends(process)
        self.assert_rest_completes(status, report)
        self.clean()

    def test_dead_server_and_clean(self):
        """A run that is killed together with its server: clean tells that the server is not there, and cleans when it is."""
        process = self.own()
        self.wait_for_answers_beside("beside", 3)
        self.server.kill()
        process.kill()
        process.communicate()
        until = time.monotonic() + pc.SOON
        while self.workers() and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(self.workers(), [])
        try:
            self.run_program("clean", self.url, status=3)
        finally:
            self.server.start()
        self.run_program("clean", POSTGRESQL, status=0)
        # What a killed run had been answered may be kept until it is told to be forgotten.
        for name in filter(lambda name: name.endswith(".answers.jsonl"), os.listdir(self.state)):
            os.unlink(os.path.join(self.state, name))
        self.assertRegex(self.clean(), "(removed|gone already:) pc_")


if __name__ == "__main__":
    pc.main(testRunner=pc.ConcurrentRunner)
