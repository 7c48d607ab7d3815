"""Workers are forked from a process that has everything loaded: as if each had been started by itself, and nothing is left."""
import array
import ctypes
import json
import os
import random
import re
import signal
import socket
import subprocess
import time
import unittest

import pc
from server import is_there
from test_kills import children

PR_SET_CHILD_SUBREAPER = 36
with open(os.path.join(pc.SOURCE, "harness", "worker", "worker.h"), encoding="utf-8") as header:
    PROTOCOL = int(re.search(r"PC_PROTOCOL = (\d+)", header.read())[1])
MOMENTS = int(os.environ.get("PC_KILL_MOMENTS", "50"))
WAITS = "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n"
# A dictionary that never answers a question.
HANGS = """
import sys, time
sys.stdin.readline()
print('{"protocol":1,"engine":"hangs","version":"1"}', flush=True)
time.sleep(60)
"""


def words(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read().decode().split("\0")


def is_zygote(pid):
    try:
        return words(pid)[1:2] == ["zygote"]
    except OSError:
        return False


def status(pid, *names):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        lines = dict(line.rstrip("\n").split(":\t", 1) for line in file)
    return {name: lines[name] for name in names}


def descriptors(pid):
    """What each open file of a process is, by its number; of pipes and sockets only that they are."""
    folder = f"/proc/{pid}/fd"
    return {int(fd): os.readlink(os.path.join(folder, fd)).split(":")[0] for fd in os.listdir(folder)}


def surroundings(pid):
    """All that a process has from the one that started it."""
    with open(f"/proc/{pid}/environ", "rb") as file:
        environment = sorted(file.read().split(b"\0"))
    with open(f"/proc/{pid}/limits", encoding="utf-8") as file:
        limits = file.read()
    # Real-time signals and further threads are the C library's own, and a sanitizer's.
    caught = int(status(pid, "SigCgt")["SigCgt"], 16) & 0x7fffffff
    return {"environment": environment, "limits": limits, "caught": caught, "folder": os.readlink(f"/proc/{pid}/cwd"), "words": words(pid),
            "descriptors": descriptors(pid), "group": os.getpgid(pid) == pid, "nice": os.getpriority(os.PRIO_PROCESS, pid),
            **status(pid, "Umask", "SigBlk", "SigIgn", "NoNewPrivs")}


class Worker:
    """What a worker's process and pipes are, to the one who has it."""

    def __init__(self, pid, pipes):
        self.pid = pid
        self.input, self.output, self.errors = (os.fdopen(fd, mode, buffering=1) for fd, mode in zip(pipes, "wrr"))

    def ask(self, **request):
        self.input.write(json.dumps(request) + "\n")
        return json.loads(self.output.readline())

    def hello(self, url):
        return self.ask(type="hello", protocol=PROTOCOL, timeout_ms=60000, url=url)

    def ended(self):
        """Its status, once its input has ended."""
        self.input.close()
        result = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        for file in (self.output, self.errors):
            file.close()
        return result


class Case(pc.Case):
    def setUp(self):
        super().setUp()
        self.env["PARITYCHECK_DOUBLES"] = "1"

    def leftovers(self):
        return os.listdir(self.tmp) + (os.listdir(self.state) if os.path.isdir(self.state) else [])


class Zygote(Case):
    """Asked by the test in the harness's stead."""

    def setUp(self):
        super().setUp()
        self.assertEqual(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0)
        self.addCleanup(ctypes.CDLL(None).prctl, PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
        self.socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.addCleanup(self.socket.close)
        self.process = subprocess.Popen([pc.PROGRAM, "zygote"], stdin=other, env=self.env, cwd=self.folder)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        other.close()

    def fork(self):
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        socket.send_fds(self.socket, [b"\0"], theirs)
        pid = array.array("i", self.socket.recv(64))[0]
        for fd in theirs:
            os.close(fd)
        return Worker(pid, [pipes[0][1], pipes[1][0], pipes[2][0]])

    def test_a_forked_worker_is_as_one_started_by_itself(self):
        plain = subprocess.Popen([pc.PROGRAM, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=self.env, cwd=self.folder, process_group=0)
        alone = Worker(plain.pid, [os.dup(file.fileno()) for file in (plain.stdin, plain.stdout, plain.stderr)])
        for file in (plain.stdin, plain.stdout, plain.stderr):
            file.close()
        for _ in range(3):
            forked = self.fork()
            for worker in (alone, forked):
                self.assertEqual(worker.ask(type="hello", protocol=0)["code"], "usage")
            self.assertEqual(surroundings(forked.pid), surroundings(plain.pid))
            self.assertEqual(descriptors(forked.pid), {0: "pipe", 1: "pipe", 2: "pipe"})
            self.assertEqual(forked.ended(), 0)
        alone.input.close()
        self.assertEqual(plain.wait(), 0)
        alone.output.close()
        alone.errors.close()

    def test_the_zygote_has_one_thread_and_nothing_open(self):
        for _ in range(2):
            self.fork().ended()
            self.assertEqual(status(self.process.pid, "Threads"), {"Threads": "1"})
            self.assertEqual(descriptors(self.process.pid)[0], "socket")
            self.assertEqual([fd for fd in descriptors(self.process.pid) if fd > 2], [])
            self.assertEqual(children(self.process.pid), [])

    def test_random_numbers_differ_between_workers(self):
        thrown = []
        for i in range(20):
            worker = self.fork()
            self.assertEqual(worker.hello("coin:")["type"], "ready")
            answer = worker.ask(type="ask", task=i, probe="own/p", scratch=f"pc_6a5f3c00_0123456789abcdef_{i}_1", script=WAITS, language="sql")
            thrown.append(json.dumps(answer["observations"]))
            self.assertEqual(worker.ended(), 0)
        self.assertEqual(len(set(thrown)), len(thrown), thrown)

    def test_a_crash_harms_nobody_else(self):
        other = self.fork()
        for _ in range(3):
            worker = self.fork()
            self.assertEqual(worker.hello("echo:")["type"], "ready")
            os.kill(worker.pid, signal.SIGKILL)
            self.assertEqual(worker.ended(), -signal.SIGKILL)
        self.assertEqual(other.hello("echo:")["type"], "ready")
        self.assertEqual(other.ended(), 0)
        self.assertIsNone(self.process.poll())

    def test_the_end_of_the_socket_ends_it_and_no_worker(self):
        worker = self.fork()
        self.socket.close()
        self.assertEqual(self.process.wait(60), 0)
        self.assertEqual(worker.hello("echo:")["type"], "ready")
        self.assertEqual(worker.ended(), 0)

    def test_what_is_no_request_ends_it(self):
        self.socket.send(b"x")
        self.assertEqual(self.process.wait(60), 0)

    def test_it_is_no_command(self):
        self.assertIn("unknown command 'zygote'", self.run_program("zygote", status=2)[2])


class Harness(Case):
    def setUp(self):
        super().setUp()
        for i in range(40):
            self.write(f"own/p{i:02}.sql", WAITS)

    def ask(self, ms=100):
        return self.popen("run", f"slow:?ms={ms}", f"slow:?ms={ms + 1}", "--no-builtin", "--probes", "own", "--report", "json")

    def zygotes(self, harness):
        return [pid for pid in children(harness.pid, deep=False) if is_zygote(pid)]

    def finished(self, harness, faults):
        """The report of a run in which some workers were killed."""
        output, errors = harness.communicate(timeout=pc.PATIENCE)
        self.assertEqual(errors, "")
        self.assertEqual(self.workers(), [])
        self.assert_nothing_left()
        report = json.loads(output)
        self.assertLessEqual(sum(p["kind"] == "fault" for p in report["problems"]), faults)
        self.assertEqual(harness.returncode, 3 if report["problems"] else 0)
        return report

    def test_workers_are_the_harness_s_children(self):
        harness = self.ask()
        self.wait_for_answers(10)
        found = children(harness.pid, deep=False)
        zygotes = [pid for pid in found if is_zygote(pid)]
        workers = [pid for pid in found if not is_zygote(pid)]
        self.assertEqual(len(zygotes), 1)
        self.assertGreaterEqual(len(workers), 4)
        self.assertLessEqual(set(found), set(self.workers()))
        for pid in workers:
            self.assertEqual((words(pid)[1:], os.getpgid(pid), len(descriptors(pid))), (["worker", ""], pid, 3))
        self.assertNotIn(os.getpgid(zygotes[0]), (os.getpgid(harness.pid), *workers))
        self.finished(harness, 0)

    def test_a_zygote_that_is_gone_or_hangs_is_done_without(self):
        for number in (signal.SIGKILL, signal.SIGSTOP):
            with self.subTest(number):
                harness = self.ask()
                self.wait_for_answers(10)
                [zygote] = self.zygotes(harness)
                os.kill(zygote, number)
                before = [pid for pid in children(harness.pid, deep=False) if pid != zygote]
                for pid in before:
                    os.kill(pid, signal.SIGKILL)
                self.wait_until(lambda h=harness, old=before: set(children(h.pid, deep=False)) - {zygote} - set(old), "others instead")
                self.wait_until(lambda z=zygote: not os.path.exists(f"/proc/{z}"), "no zygote, dead or alive")
                self.finished(harness, len(before))

    def test_nothing_is_left_of_a_harness_killed_at_any_moment(self):
        random.seed(int(os.environ.get("PC_SEED", "7")))
        for i in range(MOMENTS):
            with self.subTest(i=i):
                harness = self.ask(ms=20)
                time.sleep(random.uniform(0, 0.5))
                zygotes = self.zygotes(harness) if i % 3 == 0 else []
                # One that is stopped does not see the end of its socket.
                for pid in zygotes:
                    os.kill(pid, signal.SIGSTOP)
                harness.kill()
                harness.communicate(timeout=pc.PATIENCE)
                self.settled()
                self.assertEqual(self.workers(), [])
                for url in ("slow:?ms=20", "slow:?ms=21"):
                    self.run_program("clean", url, "--forget", status=0)
                self.assert_nothing_left()

    def test_the_programs_of_killed_workers_stay_no_zombies(self):
        program = self.write("hangs.py", HANGS)
        harness = self.popen("record", f"exec:python3 {program}", "-o", "r.jsonl", "--select", "cache/**", "--deadline", "20s")
        self.wait_until(lambda: any(children(pid) for pid in children(harness.pid, deep=False)), "a worker's program")
        for pid in children(harness.pid, deep=False):
            programs = children(pid)
            if programs:
                os.kill(pid, signal.SIGKILL)
                self.wait_until(lambda p=programs: not any(map(is_there, p)), "the end of its program")
        self.wait_until(lambda: all(map(is_there, children(harness.pid, deep=False))), "no child that waits to be reaped")
        harness.send_signal(signal.SIGINT)
        harness.communicate(timeout=pc.PATIENCE)
        self.settled()
        self.assertEqual(self.workers(), [])


if __name__ == "__main__":
    unittest.main(verbosity=1)
