"""The lint refuses what it is there for: a copy of the sources with one wrong line for each rule, and the right ones beside them."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = sys.argv.pop()
# File, the lines that are added at its end, what the lint says of each (None: nothing).
WRONG = {
    "harness/compose/draft.c": [
        ("static int by_port(unsigned port) { return port == 6379; }", "'6379' belongs into the row of a product"),
        ('static const char *name(void) { return "Valkey"; }', "'Valkey' belongs into the row of a product"),
        ("static int redis_like;", "'redis' belongs into the row of a product"),
        ("/* 6379 and Valkey in a comment */", None),
        ('#include "reports/report.h"', "reports/report.h"),
        ('static void say(void) { puts("x"); }', "only commands and main print or exit"),
        ("static char *copy(char *to, const char *from) { return strcpy(to, from); }", "banned function"),
        ("static int " + "x" * 100 + ";", "columns, past 100"),
        ("/* https://" + "x" * 100 + " */", None),
    ],
    "adapters/sqlite/sqlite.c": [('#include "adapters/redis/internal.h"', "adapters/redis/internal.h")],
    "harness/model/value.h": [('#include "harness/run/plan.h"', "harness/run/plan.h")],
}


class SaysNo(unittest.TestCase):
    def test_each_wrong_line_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            for top in ("harness", "adapters", "probes", "reports", "suites", "tests"):
                shutil.copytree(os.path.join(SOURCE, top), os.path.join(folder, top), symlinks=True)
            first = {}
            for path, lines in WRONG.items():
                with open(os.path.join(folder, path), "r+", encoding="utf-8") as file:
                    first[path] = file.read().count("\n") + 1
                    file.write("".join(line + "\n" for line, _ in lines))
            result = subprocess.run([sys.executable, "-B", os.path.join(folder, "tests", "lint", "lint.py"), folder], capture_output=True,
                                    text=True, check=False)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        said = result.stdout.splitlines()
        for path, lines in WRONG.items():
            for number, (line, expected) in enumerate(lines, first[path]):
                with self.subTest(line):
                    of_line = [text for text in said if text.startswith(f"{path}:{number}:")]
                    if expected is None:
                        self.assertEqual(of_line, [])
                    else:
                        self.assertTrue(any(expected in text for text in of_line), "\n".join(said))


if __name__ == "__main__":
    unittest.main()
