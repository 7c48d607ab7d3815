"""The gate on figures can fail: it counts what happened, and lets through nothing that grew."""

import contextlib
import io
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import yaml

import figures
import measure
import process_tree
import proxy
from figures import Row

HERE = os.path.dirname(os.path.abspath(__file__))
# LeakSanitizer does not work in a process that is traced.
NO_LEAKS = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")


def python_watch(text, calls=False):
    return process_tree.watch([sys.executable, "-S", "-E", "-c", text], calls)


class Judging(unittest.TestCase):
    def test_growth(self):
        rows = ((100, 110, ""), (100, 111, "GROWN"), (100, 90, ""), (100, 89, "can be lowered"),
                (0, 0, ""), (0, 0.1, "GROWN"), (2, 3, "GROWN"),
                (None, 3, "NOT KEPT"), (3, None, "NOT MEASURED"))
        for kept, measured, verdict in rows:
            row = Row("a/memory", kept, measured)
            self.assertEqual((row.verdict, row.failed), (verdict, verdict.isupper()), row)

    def test_a_tolerance_of_its_own(self):
        self.assertEqual(Row("a/memory", 100, 110, tolerance=5).verdict, "GROWN")

    def test_the_last_value_holds_and_other_groups_are_left_alone(self):
        history = [{"value": 50, "why": "first"}, {"value": 100, "why": "more"}]
        kept = {"a/bytes": {"tolerance": 10, "history": history},
                "b/bytes": {"tolerance": 10, "history": history}}
        row, = figures.rows_judge(kept, {"a/bytes": 109}, ["a"])
        self.assertEqual((row.kept, row.measured, row.verdict), (100, 109, ""))

    def test_what_to_do_is_said(self):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            figures.advice_print([Row("redis/bytes", 100, 120), Row("run/memory", 40, 20),
                                  Row("sqlite/memory", 14, 14), Row("exec/memory", 14, None)])
        self.assertIn("1 of 4 figures grew", output.getvalue())
        self.assertIn("tests/bench/figures.py redis --update --why 'REASON'", output.getvalue())
        self.assertIn("tests/bench/figures.py run --update --why 'REASON'", output.getvalue())


class Kept(unittest.TestCase):
    def test_every_value_has_a_reason(self):
        for name, figure in figures.kept_load(figures.KEPT)["figures"].items():
            self.assertIn(name.split("/")[0], measure.GROUPS)
            self.assertEqual(figure["unit"], Row(name).unit, name)
            for entry in figure["history"]:
                self.assertTrue(entry["why"].strip(), name)
                self.assertIsInstance(entry["value"], (int, float), name)


class Watching(unittest.TestCase):
    def test_peaks_are_of_each_process_alone(self):
        status, (large, small) = python_watch(
            "import os, sys; x = bytearray(80 << 20); del x\n"
            "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0); sys.exit(3)")
        self.assertEqual(status, 3)
        self.assertGreater(large.peak_kib, 80 << 10)
        self.assertEqual(small.arguments, ["true"])
        self.assertLess(small.peak_kib, 20 << 10)

    def test_processes_count_and_threads_do_not(self):
        _, processes = python_watch(
            "import os, threading\nfor _ in range(3):\n  os.fork() or os._exit(0)\n  os.wait()\n"
            "t = threading.Thread(target=str); t.start(); t.join()")
        self.assertEqual(len(processes), 4)

    def test_a_signal_reaches_the_process(self):
        status, _ = python_watch("import os; os.kill(os.getpid(), 15)")
        self.assertEqual(status, -15)

    def test_system_calls(self):
        counts = []
        for n in (100, 600):
            text = f"import os\nfor _ in range({n}): os.getppid()"
            _, (process,) = python_watch(text, calls=True)
            counts.append(process.system_calls)
        self.assertEqual(counts[1] - counts[0], 500)

    def test_looks_for_what_has_not_come_do_not_count(self):
        counts = []
        for n in (10, 60):
            _, (process,) = python_watch(
                "import select, os; r, w = os.pipe(); os.set_blocking(r, False)\n"
                "p = select.poll(); p.register(r, 1)\n"
                f"for _ in range({n}):\n  p.poll(1)\n  try: os.read(r, 1)\n"
                "  except BlockingIOError: pass", calls=True)
            counts.append(process.system_calls)
        self.assertLess(counts[1] - counts[0], 10)


class Counting(unittest.TestCase):
    def test_round_trips_and_bytes(self):
        server = socket.create_server(("127.0.0.1", 0))

        def answer():
            with server, server.accept()[0] as connection:
                while question := connection.recv(100):
                    connection.sendall(question * 3)

        thread = threading.Thread(target=answer)
        thread.start()
        with proxy.Proxy(*server.getsockname()) as between:
            with socket.create_connection(("127.0.0.1", between.port)) as client:
                for _ in range(5):
                    client.sendall(b"abcd")
                    self.assertEqual(client.recv(12, socket.MSG_WAITALL), b"abcd" * 3)
        thread.join()
        self.assertEqual((between.round_trips, between.bytes), (5, 5 * 16))


class Gate(unittest.TestCase):
    """All of it, with the program of this build, whose figures are kept in a file of the test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pcfigures-")
        self.addCleanup(folder.cleanup)
        self.kept = os.path.join(folder.name, "figures.yaml")
        self.document_write({"machine": figures.machine(), "figures": {}})

    def document_write(self, document):
        with open(self.kept, "w", encoding="utf-8") as file:
            yaml.safe_dump(document, file)

    def gate_ends(self, status, *arguments):
        """Its output."""
        command = [sys.executable, "-B", os.path.join(HERE, "figures.py"), "sqlite", "--program",
                   os.environ["PARITYCHECK"], "--figures", self.kept, *arguments]
        result = subprocess.run(command, env=NO_LEAKS, capture_output=True, text=True, check=False)
        output = result.stdout + result.stderr
        self.assertEqual(result.returncode, status, output)
        return output

    def test_it_fails_when_a_figure_has_grown(self):
        self.assertIn("NOT KEPT", self.gate_ends(1))
        self.gate_ends(2, "--update")
        self.gate_ends(0, "--update", "--why", "first measured")
        self.gate_ends(0)

        document = figures.kept_load(self.kept)
        document["figures"]["sqlite/memory"]["history"][-1]["value"] *= 0.8
        self.document_write(document)
        output = self.gate_ends(1)
        self.assertRegex(output, r"sqlite/memory .*GROWN")
        self.assertIn("--update --why 'REASON'", output)

        self.gate_ends(0, "--update", "--why", "it is worth it")
        history = figures.kept_load(self.kept)["figures"]["sqlite/memory"]["history"]
        self.assertEqual([entry["why"] for entry in history], ["first measured", "it is worth it"])
        self.gate_ends(0)

    def test_on_another_machine_nothing_is_judged(self):
        figure = {"tolerance": 10, "history": [{"value": 0.1, "why": "first measured"}]}
        self.document_write({"machine": "plan9 4 mips", "figures": {"sqlite/memory": figure}})
        self.assertIn("plan9", self.gate_ends(77))

    def test_a_program_that_cannot_be_measured_is_no_success(self):
        self.assertIn("is measured again", self.gate_ends(2, "--program", "/bin/false"))


if __name__ == "__main__":
    if not process_tree.allowed():
        sys.exit(figures.untraceable())
    unittest.main(verbosity=1)
