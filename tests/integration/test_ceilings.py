"""An answer without an end, or of a size that no report could show, costs one answer: it is a fault, and takes little memory."""
import json
import os
import threading
import time
import unittest

import pc
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
HEAD = "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\n"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;\n"
SANITIZED = "asan" in pc.PROGRAM or "tsan" in pc.PROGRAM
# Of all that a worker has taken in at once; a sanitizer takes some times as much.
MEMORY_MIB = 700


class Ceilings(pc.Case):
    def setUp(self):
        super().setUp()
        self.peak = 0
        if SANITIZED:
            # In the place of the limit that other builds set for themselves.
            self.env["ASAN_OPTIONS"] += ":allocator_may_return_null=1:max_allocation_size_mb=256"

    def watch(self, process):
        while process.poll() is None:
            for pid in self.workers():
                try:
                    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                        sizes = [line.split()[1] for line in file if line.startswith("VmHWM:")]
                except OSError:
                    continue
                self.peak = max([self.peak] + [int(size) // 1024 for size in sizes])
            time.sleep(0.05)

    def assert_too_large(self, url, text, service="sql"):
        """Asked of the service twice over, the probe is a fault in both and nothing agrees."""
        self.write("own/x.sql", text)
        self.write("paritycheck.yaml", "environments:\n" + "".join(f"  {name}: {{{service}: {json.dumps(url)}}}\n" for name in ("one", "two")))
        self.peak = 0
        process = self.popen("run", "--no-builtin", "--probes", "own", "--report", "json", "--deadline", "120s")
        watcher = threading.Thread(target=self.watch, args=(process,))
        watcher.start()
        output, errors = process.communicate(timeout=300)
        watcher.join()
        self.assertEqual(process.returncode, 3, errors)
        report = json.loads(output)
        self.assertEqual(report["counts"]["observations"], 0)
        self.assertEqual({p["text"] for p in report["problems"] if p["kind"] == "fault"}, {"too-large"}, report["problems"])
        self.assertEqual({p["environment"] for p in report["problems"] if p["kind"] == "fault"}, {"one", "two"})
        if not SANITIZED:
            self.assertLess(self.peak, MEMORY_MIB)
        print(f"{self.id().rsplit('.', 1)[1]}: {self.peak} MiB", flush=True)

    def test_rows_without_an_end(self):
        self.assert_too_large("sqlite::memory:", HEAD + ENDLESS)
        if POSTGRESQL:
            self.assert_too_large(POSTGRESQL, HEAD + ENDLESS)
            self.assert_too_large(POSTGRESQL, HEAD + "SELECT generate_series(1, 1000000000);\n")
        if MARIADB:
            self.assert_too_large(MARIADB, HEAD + "SELECT seq FROM seq_1_to_1000000000;\n")
            self.assert_too_large(MARIADB, HEAD + "--$ 1\nSELECT seq, $1 FROM seq_1_to_1000000000;\n")

    def test_values_of_hundreds_of_megabytes(self):
        self.assert_too_large("sqlite::memory:", HEAD + "SELECT zeroblob(1000000000);\n")
        self.assert_too_large("sqlite::memory:", HEAD + "SELECT replace(hex(zeroblob(10000000)), '00', 'x');\n")
        if POSTGRESQL:
            self.assert_too_large(POSTGRESQL, HEAD + "SELECT repeat('x', 300000000);\n")
            self.assert_too_large(POSTGRESQL, HEAD + "SELECT repeat('x', 10000000);\n")
        if MARIADB:
            self.assert_too_large(MARIADB, HEAD + f"SELECT {', '.join(['repeat(char(120), 15000000)'] * 8)};\n")

    def test_rows_of_nothing(self):
        nothing = ", ".join(["NULL"] * 1000)
        self.assert_too_large("sqlite::memory:", HEAD + ENDLESS.replace("SELECT i FROM n;", f"SELECT {nothing} FROM n LIMIT 19000;"))
        if POSTGRESQL:
            self.assert_too_large(POSTGRESQL, HEAD + f"SELECT {nothing} FROM generate_series(1, 19000);\n")

    def test_what_is_not_too_large_is_answered(self):
        rows = ENDLESS.replace("FROM n;", "FROM n LIMIT 20000;")
        self.write("own/x.sql", HEAD + rows + "--? b\nSELECT hex(zeroblob(2000000));\n")
        self.write("own/y.sql", HEAD + rows)
        self.run_program("run", "sqlite::memory:", "sqlite::memory:", "--no-builtin", "--probes", "own", "--deadline", "60s", status=0)


if __name__ == "__main__":
    unittest.main(verbosity=1)
