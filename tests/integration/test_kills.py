"""Kills at random moments: what was answered is told, the rest are faults, and nothing is left after 'clean'."""
import json
import os
import random
import re
import signal
import time

import pc
from pc import POSTGRESQL

MOMENTS = int(os.environ.get("PC_KILL_MOMENTS", "20"))


def children(pid, deep=True):
    """The processes below pid; without deep only its own: the leak check has helpers that must live."""
    found = []
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            for child in file.read().split():
                found += [int(child)] + (children(int(child)) if deep else [])
    except OSError:
        pass
    return found


class Kills(pc.Case):
    def clean(self):
        for url in (POSTGRESQL, "sqlite::memory:"):
            self.run_program("clean", url, "--forget", status=0)

    def one(self, how, moment):
        process = self.popen("run", "sqlite::memory:", POSTGRESQL, *pc.SOME_SQL, "--report", "json")
        time.sleep(moment)
        if how == "worker":
            workers = children(process.pid, deep=False)
            if workers:
                try:
                    os.kill(random.choice(workers), signal.SIGKILL)
                except ProcessLookupError:
                    pass
        elif process.poll() is None:
            process.send_signal({"harness": signal.SIGKILL, "interrupt": signal.SIGINT, "terminate": signal.SIGTERM}[how])
        output, errors = process.communicate(timeout=pc.PATIENCE)
        if how == "harness":
            self.assertIn(process.returncode, (-signal.SIGKILL, 1), errors)
        else:
            self.assertIn(process.returncode, (1, 3, -signal.SIGINT, -signal.SIGTERM), errors)
            if process.returncode == 3:
                report = json.loads(output)
                self.assertTrue(report["problems"])
        self.settled()
        if how in ("harness",) or process.returncode < 0:
            self.clean()
        self.assertEqual(self.workers(), [])
        self.assert_nothing_left(f"status {process.returncode}\n{output[-2000:]}\n{errors}")

    def test_random_moments(self):
        random.seed(int(os.environ.get("PC_SEED", "7")))
        self.sql("CREATE TABLE IF NOT EXISTS public.planted (n integer)")
        self.sql("DELETE FROM public.planted; INSERT INTO public.planted VALUES (1), (2)")
        began = time.monotonic()
        self.run_program("run", "sqlite::memory:", POSTGRESQL, *pc.SOME_SQL, "--deadline", "60s", status=1)
        whole = time.monotonic() - began
        for i in range(MOMENTS):
            how = ("worker", "harness", "interrupt", "terminate")[i % 4]
            with self.subTest(how=how, i=i):
                self.one(how, random.uniform(0, whole * 0.9))
        self.assertEqual(self.sql("SELECT sum(n) FROM public.planted"), "3")

    def test_answers_before_a_stop_are_kept(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        for i in range(60):
            self.write(f"own/p{i:02}.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n")
        process = self.popen("run", "slow:?ms=100", "echo:", "--no-builtin", "--probes", "own", "--report", "json", env=env)
        self.wait_for_answers(140)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=pc.PATIENCE)
        report = json.loads(output)
        self.assertEqual(process.returncode, 3)
        self.assertGreater(report["counts"]["behaviours"], 3)
        self.assertIn("interrupted", {p["kind"] for p in report["problems"]})
        self.assert_nothing_left()

    def test_answers_before_a_kill_are_kept(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        for i in range(60):
            self.write(f"own/p{i:02}.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n")
        process = self.popen("run", "slow:?ms=100", "echo:", "--no-builtin", "--probes", "own", env=env)
        self.wait_for_answers(20)
        process.kill()
        process.communicate(timeout=pc.PATIENCE)
        self.settled()
        _, output, _ = self.run_program("clean", "echo:", status=0, env=env)
        kept = re.search(r"was killed after (\d+) answers, kept in (\S+)", output)
        with open(kept[2], encoding="utf-8") as file:
            answers = [json.loads(line) for line in file]
        self.assertEqual(len(answers), int(kept[1]))
        self.assertEqual({a["reply"]["type"] for a in answers}, {"answer"})
        self.assertGreater(len(answers), 3)
        _, output, _ = self.run_program("clean", "echo:", "--forget", status=0, env=env)
        self.assertIn(f"forgot the {kept[1]} answers", output)
        self.run_program("clean", "slow:?ms=100", "--forget", status=0, env=env)
        self.assert_nothing_left()

    def test_a_worker_that_hangs_is_killed(self):
        """It is told after how long."""
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        for i in range(10):
            self.write(f"own/p{i}.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n")
        process = self.popen("record", "slow:?ms=300", "--no-builtin", "--probes", "own", "--deadline", "1s", "-o", "r.jsonl", env=env)
        self.wait_for_answers(1)
        stopped = children(process.pid, deep=False)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        process.communicate(timeout=pc.PATIENCE)
        self.assertEqual(process.returncode, 3)
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            told = re.findall(r"the worker did not answer by the deadline of 1 s and was killed after ([4-9]\.\d) s", file.read())
        self.assertGreater(len(told), 0)
        self.assertEqual(self.workers(), [])
        self.assert_nothing_left()

    def test_the_command_in_front_is_killed(self):
        self.write("cat", "#!/bin/sh\nexec \"$@\" <&0\n")
        os.symlink(pc.PROGRAM, self.path("paritycheck"))
        self.write("paritycheck.yaml", f"environments:\n  a:\n    via: sh cat\n    database: '{POSTGRESQL}'\n  b:\n    database: '{POSTGRESQL}'\n")
        env = dict(self.env, PATH=self.folder + ":" + os.environ["PATH"])
        process = self.popen("run", "--report", "json", env=env)
        self.wait_until(lambda: children(process.pid), "a command in front")
        os.kill(children(process.pid)[0], signal.SIGKILL)
        process.communicate(timeout=pc.PATIENCE)
        self.assertIn(process.returncode, (0, 3))
        self.settled()
        self.assert_nothing_left()

    def test_a_command_that_stays_in_front_is_killed(self):
        """Its worker lives on: nobody kills it, so it ends by itself."""
        os.symlink(pc.PROGRAM, self.path("paritycheck"))
        self.write("between", "\"$@\"\nexit $?\n")
        self.write("own/x.sql", "-- title: t\n-- bites: b\n-- severity: high\n\nCREATE TABLE t (n INTEGER);\n--? a\n"
                   "SELECT count(*) FROM t, (SELECT pg_sleep(9)) AS s;\n")
        self.write("paritycheck.yaml", f"environments:\n  a:\n    via: sh between\n    database: '{POSTGRESQL}'\n  b:\n    database: '{POSTGRESQL}'\n")
        env = dict(self.env, PATH=self.folder + ":" + os.environ["PATH"])
        process = self.popen("run", "--no-builtin", "--probes", "own", "--deadline", "60s", "--report", "json", env=env)
        until = time.monotonic() + pc.SOON
        while self.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(9)%' AND datname = current_database() AND pid <> pg_backend_pid()") != "4":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)
        between = [pid for pid in children(process.pid, deep=False) if children(pid, deep=False)]
        workers = [worker for pid in between for worker in children(pid, deep=False)]
        self.assertEqual((len(between), len(workers)), (2, 2))
        for pid in between:
            os.kill(pid, signal.SIGKILL)
        output, errors = process.communicate(timeout=pc.PATIENCE)
        self.assertEqual(process.returncode, 3, errors)
        self.assertEqual([p["text"] for p in json.loads(output)["problems"] if p["kind"] == "fault"], ["crashed"])
        until = time.monotonic() + pc.SOON
        while set(workers) & set(self.workers()) and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual(self.workers(), [])
        self.assert_nothing_left()


if __name__ == "__main__":
    pc.main()
