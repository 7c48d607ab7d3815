"""Running paritycheck in tests: a state folder and a temporary folder of its own, and what it leaves there."""
import collections
import concurrent.futures
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.environ["PARITYCHECK"]
SOURCE = os.environ["PC_SOURCE"]
# A part of the questions of SQL, those with the most sessions, locks and objects, where all of them would only take longer.
SOME_SQL = [word for area in ("constraints", "ddl", "foreign-keys", "isolation", "locking", "roles", "sessions", "transactions", "triggers")
            for word in ("--select", f"sql/{area}/*")]
# Seconds until a run that has not ended is thought to hang, and what a probe is given: that a machine has much to do is no fault of a service.
PATIENCE = 600
UNHURRIED = ("--deadline", "180s")
# Seconds until what should come soon is thought not to come at all.
SOON = 240
# Why a probe that comes with the program is asked of nobody where neither service knows its statements.
UNKNOWN = "neither side knows what it asks"
# Seconds until a server has seen that a client is gone.
SEEN = 20
# A sanitized worker that keeps little of what was freed touches half the pages. Leaks are looked for at the end of each process by the
# classes that say so (Case.LEAKS), and by all of them at night: it costs a fifth of the time.
ASAN = "exitcode=99:quarantine_size_mb=4:thread_local_quarantine_size_kb=256:max_malloc_fill_size=64"
ALL_LEAKS = bool(os.environ.get("PC_LEAKS"))
POSTGRESQL = os.environ.get("PC_TEST_POSTGRESQL", "")
BIN = os.environ.get("PC_TEST_POSTGRESQL_BIN", "")


def kill_at_once(pids):
    """Stops all before it kills them: a worker that has the time to notice that the harness is gone tidies up before it ends."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass


def kill_run(process):
    """A harness and all of its workers at once; how many processes it had. It is stopped first: it starts none meanwhile."""
    os.kill(process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False).stdout
    children = [int(pid) for pid in listed.split()]
    kill_at_once([process.pid, *children])
    return len(children)


@contextlib.contextmanager
def busy_cores(busy=True):
    """Every core has something else to do the while."""
    load = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(os.cpu_count() or 2)] if busy else []
    try:
        yield
    finally:
        for process in load:
            process.kill()
            process.wait()


def at_once(*calls):
    """Makes all of the calls beside each other; raises what the first of them that failed did."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        for call in [pool.submit(call) for call in calls]:
            call.result()


class Concurrent(unittest.TestSuite):
    """Runs the tests that wait more than they compute side by side, as their classes say (Case.BESIDE), then the others."""
    JOBS = 4

    def run(self, result, debug=False):
        tests = collections.defaultdict(list)
        for test in self.cases(self):
            tests[type(test)].append(test)
        try:
            for each in tests:
                each.setUpClass()
            beside = [group for each, own in tests.items() if each.BESIDE for group in (zip(own) if each.BESIDE == "tests" else [own])]
            with concurrent.futures.ThreadPoolExecutor(self.JOBS) as pool:
                results = list(pool.map(self.results_of, beside))
            results += [self.results_of(own) for each, own in tests.items() if not each.BESIDE]
        finally:
            for each in tests:
                each.tearDownClass()
                each.doClassCleanups()
                for _, error, _ in each.tearDown_exceptions:
                    raise error
        for own in results:
            result.testsRun += own.testsRun
            for name in ("failures", "errors", "skipped", "expectedFailures", "unexpectedSuccesses"):
                getattr(result, name).extend(getattr(own, name))
        return result

    @classmethod
    def cases(cls, suite):
        for test in suite:
            if isinstance(test, unittest.TestSuite):
                yield from cls.cases(test)
            else:
                yield test

    @staticmethod
    def results_of(tests):
        # A result is for one thread.
        own = unittest.TestResult()
        for test in tests:
            test.run(own)
        return own


class ConcurrentRunner(unittest.TextTestRunner):
    def run(self, test):
        return super().run(Concurrent([test]))


def tests_of(rows, name, check):
    """For the body of a class: check(self, *row) as a test of each row, which is called after the row's first word."""
    def test_of(row):
        return lambda self: check(self, *row)
    return {f"test_{row[0]}_{name}".replace(" ", "_"): test_of(row) for row in rows}


class Case(unittest.TestCase):
    maxDiff = None
    # How a ConcurrentRunner runs a class: each of its "tests" beside others; the "class" beside others, its tests one by one;
    # or neither, alone. Each test has folders of its own; what a class sets up is shared.
    BESIDE = None
    # Whether a process that leaks memory fails the test.
    LEAKS = False

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="pcit-")
        self.tmp = os.path.join(self.folder, "tmp")
        self.state = os.path.join(self.folder, "state")
        os.mkdir(self.tmp)
        self.env = dict(os.environ, TMPDIR=self.tmp, PARITYCHECK_STATE=self.state, NO_COLOR="1",
                        ASAN_OPTIONS=f"{ASAN}:detect_leaks={int(self.LEAKS or ALL_LEAKS)}", UBSAN_OPTIONS="print_stacktrace=1")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def popen(self, *arguments, program=PROGRAM, **options):
        options.setdefault("env", self.env)
        options.setdefault("cwd", self.folder)
        return subprocess.Popen([program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, **options)

    def run_program(self, *arguments, status=None, **options):
        """Runs it, without hurry unless the test says how long a probe may take; gives status, output and errors."""
        if set(arguments[:1]) & {"run", "record", "doctor"} and not any(word.startswith("--deadline") for word in arguments):
            arguments += UNHURRIED
        process = self.popen(*arguments, **options)
        output, errors = process.communicate(timeout=PATIENCE)
        if status is not None:
            self.assertEqual(process.returncode, status, f"{arguments}\n{output[-3000:]}\n{errors[-3000:]}")
        return process.returncode, output, errors

    def report(self, *arguments, status=None, **options):
        """Runs with a JSON report and gives it."""
        _, output, _ = self.run_program(*arguments, "--report", "json", status=status, **options)
        return json.loads(output)

    def sql(self, statement):
        result = subprocess.run([os.path.join(BIN, "psql"), POSTGRESQL, "-XAtqc", statement], capture_output=True, text=True,
                                check=True, env=self.env)
        return result.stdout.strip()

    def confined_role(self, name, more=""):
        """The URL of a role that may make schemas in the test's database, and what more gives it."""
        database = self.sql("SELECT current_database()")
        self.sql(f"CREATE ROLE {name} LOGIN; GRANT CREATE ON DATABASE {database} TO {name}; {more}")
        self.addCleanup(self.sql, f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}")
        return POSTGRESQL.replace("postgres@", f"{name}@", 1)

    def leftovers(self):
        """Everything of a run that is still there, in the database of this test."""
        names = self.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pc\\_%' UNION ALL SELECT application_name "
                         "FROM pg_stat_activity WHERE application_name LIKE 'pc\\_%' AND datname = current_database()").split()
        journals = os.listdir(self.state) if os.path.isdir(self.state) else []
        return names + os.listdir(self.tmp) + journals

    def workers(self):
        """Processes of this test that still run: they have its state folder in their environment."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    if self.state.encode() in file.read() and int(pid) != os.getpid():
                        found.append(int(pid))
            except OSError:
                pass
        return found

    def answers(self):
        """The answers that the run under way has written down: environment, probe, attempt and the reply."""
        for name in os.listdir(self.state) if os.path.isdir(self.state) else []:
            if name.endswith(".answers.jsonl"):
                with open(os.path.join(self.state, name), encoding="utf-8") as file:
                    yield from (json.loads(line) for line in file if line.endswith("\n"))

    def wait_for_answers(self, n):
        """Until the run under way has written down n answers."""
        self.wait_until(lambda: sum(1 for _ in self.answers()) >= n, f"{n} answers")

    def wait_for_answers_beside(self, stand_in, n):
        """Until another service than the stand-in has answered n probes for good, which is twice."""
        def answered():
            times = collections.Counter(a["probe"] for a in self.answers() if a["environment"] != stand_in)
            return sum(count > 1 for count in times.values()) >= n
        self.wait_until(answered, f"{n} probes answered by another than {stand_in}")

    def wait_until(self, holds, what):
        until = time.monotonic() + SOON
        while time.monotonic() < until:
            if holds():
                return
            time.sleep(0.01)
        self.fail(f"not within {SOON} s: {what}")

    def settled(self):
        """Gives workers that lost their harness the time to end by themselves."""
        until = time.monotonic() + SOON
        while self.workers() and time.monotonic() < until:
            time.sleep(0.05)

    def assert_nothing_left(self, message=None):
        """A server that has much to do sees the end of a connection some time after it; what else is left stays."""
        until = time.monotonic() + SEEN
        while (left := self.leftovers()) and time.monotonic() < until:
            time.sleep(0.1)
        self.assertEqual(left, [], message)


def need(name, *programs):
    """Ends, loudly, where one of these programs is not there; PC_REQUIRE_SERVICES may have the name (tests/services/missing)."""
    gone = [program for program in programs if not shutil.which(program)]
    if gone:
        print(f"not there: {', '.join(gone)}")
        sys.exit(subprocess.run([os.path.join(SOURCE, "tests/services/missing"), name], check=False).returncode)


def main(**options):
    if not POSTGRESQL:
        print("PostgreSQL is not there")
        sys.exit(1 if "postgresql" in os.environ.get("PC_REQUIRE_SERVICES", "") else 77)
    unittest.main(verbosity=1, **options)
