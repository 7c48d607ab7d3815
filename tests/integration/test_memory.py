"""What memory must not grow with: the behaviours in which all agree, and how often each probe is asked. How much it is at all depends on
the build: these are differences between a small and a large one, in bytes for each behaviour more."""
import fcntl
import json
import os
import select
import subprocess
import sys
import unittest

import pc
import report_list
from pc import PROGRAM, SOURCE

sys.path.insert(0, os.path.join(SOURCE, "tests", "bench"))
import recordings  # noqa: E402

FEW, MANY = 5_000, 50_000
DIFFERENCES = 300
# What an allocator or a library may take once more, whatever for.
NOISE = 2 * 2**20
# Ids that are sorted take some 8 bytes, a title some 30.
NOTHING, NAMES, TITLES = 8, 24, 80
# What reports of every behaviour keep of each. The page, which shows each one's answers too, is not measured here.
BY_BEHAVIOUR = {"json": NAMES, "junit": NAMES, "tap": TITLES}


def high_water(pid):
    """The most memory that a process had so far, in bytes; 0: it has ended."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def peak(command, **options):
    """The most memory that the process ever had, in bytes, and its exit status; its workers are not counted. It is looked at every few
    milliseconds, and the report is read from a pipe that holds no more than a page, so that the process waits beside a long one."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options) as process:
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
        most, goes_on = 0, True
        while goes_on:
            most = max(most, high_water(process.pid))
            if select.select([process.stdout], [], [], 0.002)[0]:
                goes_on = os.read(process.stdout.fileno(), 4096)
    return most, process.returncode


class Memory(pc.Case):
    def setUp(self):
        super().setUp()
        # Freed memory is given out again at once, as without a sanitizer.
        self.env["ASAN_OPTIONS"] += ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0"

    def peak(self, *arguments, statuses):
        most, status = peak([PROGRAM, *arguments], env=self.env, cwd=self.folder)
        self.assertIn(status, statuses, arguments)
        return most

    @classmethod
    def setUpClass(cls):
        cls.sizes = []
        cls.addClassCleanup(lambda: [folder.cleanup() for folder, _ in cls.sizes])
        for probes in (FEW, MANY):
            folder = pc.tempfile.TemporaryDirectory(prefix="pcmemory-")
            cls.sizes.append((folder, recordings.write(folder.name, probes=probes, observations=1, environments=2,
                                                       differ=DIFFERENCES / probes)))

    def assert_flat(self, bytes_each, arguments, statuses=(1,)):
        """arguments: of the paths of recordings, the reference's first."""
        few, many = (self.peak(*arguments(paths), statuses=statuses) for _, paths in self.sizes)
        self.assertLess(many - few, NOISE + bytes_each * (MANY - FEW), f"{few / 2**20:.1f} MiB, then {many / 2**20:.1f}")

    def test_reports_of_what_differs_hold_nothing_of_what_agrees(self):
        for report in report_list.without(*BY_BEHAVIOUR, "html"):
            with self.subTest(report):
                self.assert_flat(NOTHING, lambda paths, report=report: ("compare", *paths, "--report", report))

    def test_reports_of_every_behaviour_hold_its_name(self):
        for report, each in BY_BEHAVIOUR.items():
            with self.subTest(report):
                self.assert_flat(each, lambda paths, report=report: ("compare", *paths, "--report", report))

    def test_a_baseline_finds_what_agrees_by_its_name(self):
        baseline = self.path("known.yaml")
        self.run_program("accept", *self.sizes[0][1], "--baseline", baseline, "--reason", "known", "--owner", "us", status=0)
        self.assert_flat(NAMES, lambda paths: ("compare", *paths, "--baseline", baseline), statuses=(0, 1))

    def nights(self, paths):
        """A folder with two nights of the recordings; its path."""
        folder = self.path(f"nights{len(os.listdir(self.folder))}")
        for day in ("02", "03"):
            os.makedirs(os.path.join(folder, day))
            for path in paths:
                with open(path, encoding="utf-8") as file, \
                     open(os.path.join(folder, day, os.path.basename(path)), "w", encoding="utf-8") as copy:
                    header = json.loads(file.readline())
                    header["recorded"] = header["recorded"].replace("-02T", f"-{day}T")
                    header["run"] += day
                    copy.write(json.dumps(header) + "\n")
                    copy.writelines(file)
        return folder

    def test_a_history_keeps_names(self):
        self.assert_flat(5 * NAMES, lambda paths: ("history", self.nights(paths), "--reference", "production"), statuses=(0,))

    def test_the_isolation_table_keeps_nothing_but_anomalies(self):
        self.assert_flat(NOTHING, lambda paths: ("isolation", "--recording", paths[0]), statuses=(3,))

    def test_a_run_holds_no_replies(self):
        def run(asks):
            return self.peak("run", "sqlite::memory:", "sqlite::memory:", "--select", "sql/types/*", "--select", "sql/text/*",
                             "--asks", str(asks), "--report", "json", statuses=(0, 3))
        few, many = run(2), run(25)
        # Each reply has its place in a file, and its task while it waits; as trees of JSON these would be 10 MiB.
        self.assertLess(many - few, 2 * NOISE, f"{few / 2**20:.1f} MiB, then {many / 2**20:.1f}")


if __name__ == "__main__":
    unittest.main()
