"""Completion in real shells: commands, options, reports, suites, probes, and the environments of the configuration."""
import os
import subprocess
import unittest

import pc
import shells

CONFIG = """
environments:
  development: {database: "sqlite::memory:"}
  "of production": {database: "${A_VARIABLE_THAT_IS_NOT_SET}"}
"""


class Completion(pc.Case):
    def setUp(self):
        super().setUp()
        self.write("paritycheck.yaml", CONFIG)
        self.write("other.yaml", "environments: {elsewhere: {}}")
        self.write("out/page.html", "")
        self.write("own/mine/first.sql", "-- title: t\n-- bites: b\n-- severity: low\n\n--? one\nSELECT 1;\n")
        os.mkdir(self.path("bin"))
        os.symlink(pc.PROGRAM, self.path("bin", "paritycheck"))
        self.shell_env = dict(self.env, PATH=self.path("bin") + ":" + os.environ["PATH"], HOME=self.folder)

    def script(self, shell, name):
        """Where the completion of a shell is."""
        _, text, _ = self.run_program("completion", shell, status=0)
        return self.write(name, text)

    def offered(self, *words):
        _, output, _ = self.run_program("complete", "--", *words, status=0)
        lines = output.splitlines()
        return lines[0], [line.split("\t")[0] for line in lines[1:]]


class Words(Completion):
    def test_each_place_of_a_line_has_its_own_words(self):
        for words, among in [
            (("",), ["run", "record", "list", "completion"]),
            (("help", "re"), ["record"]),
            (("run", "--s"), ["--suite", "--select"]),
            (("run", "--fail-on", ""), ["any", "medium", "high", "strict", "never"]),
            (("run", "--fail-on="), ["--fail-on=any"]),
            (("run", "--allow", ""), ["intrusive"]),
            (("run", "-r", "js"), ["json", "json="]),
            (("run", "--report=te"), ["--report=text", "--report=text="]),
            (("record", "dev"), ["development"]),
            (("run", "development", "of"), ["of production"]),
            (("run", "-c", "other.yaml", "else"), ["elsewhere"]),
            (("run", "--config=other.yaml", "else"), ["elsewhere"]),
            (("run", "postg"), ["postgres:", "postgresql:"]),
            (("explain", "sql/nulls/"), ["sql/nulls/sort-position", "sql/nulls/not-in"]),
            (("explain", "--probes", "own", "mine/"), ["mine/first"]),
            (("explain", "x", "--script", "sq"), ["sqlite"]),
            (("run", "--select", "tag:unic"), ["tag:unicode"]),
            (("run", "--select", "role:"), ["role:sql", "role:cache", "role:queue", "role:stream"]),
            (("list", ""), ["probes", "tags", "adapters", "suites", "reports"]),
            (("list", "--format", ""), ["text", "markdown"]),
            (("completion", ""), ["bash", "zsh", "fish"]),
        ]:
            _, candidates = self.offered(*words)
            self.assertEqual([word for word in among if word not in candidates], [], words)
            self.assertEqual([word for word in candidates if not word.startswith(words[-1])], [], words)
            self.assertEqual(len(set(candidates)), len(candidates), words)

    def test_files_and_folders_are_the_shells_to_name(self):
        for words, first in [(("compare", ""), "files\t"), (("compare", "a", "b", ""), "files\t"), (("run", "-c", ""), "files\t"),
                             (("run", "--probes", ""), "folders\t"), (("run", "--probes=o"), "folders\t--probes="),
                             (("run", "--report", "json=o"), "files\tjson="), (("run", "--report=json=o"), "files\t--report=json="),
                             (("run", "--suite", ""), "files\t"), (("run", ""), "none"), (("explain", ""), "none")]:
            self.assertEqual(self.offered(*words)[0], first, words)

    def test_a_line_that_is_over_or_wrong_offers_nothing_wrong(self):
        self.assertNotIn("--suite", self.offered("run", "--suite", "smoke", "--")[1])
        self.assertIn("--report", self.offered("run", "--report", "json", "--")[1])
        self.assertEqual(self.offered("run", "--", "--"), ("none", []))
        self.assertEqual(self.offered("no-such-command", ""), ("none", []))
        self.assertEqual(self.offered("worker", ""), ("none", []))
        self.assertEqual(self.offered("run", "--deadline", ""), ("none", []))
        self.write("paritycheck.yaml", "environments: [a, *b]\n\tx")
        self.assertNotIn("development", self.offered("run", "")[1])
        self.run_program("completion", "tcsh", status=2)


# What every shell must make of a line: the line after it, or words that it shows.
BECOME = [
    ("paritycheck ru", "paritycheck run "),
    ("paritycheck run --fail", "paritycheck run --fail-on "),
    ("paritycheck run --suite sm", "paritycheck run --suite smoke "),
    ("paritycheck run --suite=sm", "paritycheck run --suite=smoke "),
    ("paritycheck explain sql/nu", "paritycheck explain sql/nulls/"),
    ("paritycheck explain sql/nulls/sort", "paritycheck explain sql/nulls/sort-position "),
    ("paritycheck run dev", "paritycheck run development "),
    ("paritycheck run sqlite::memory: dev", "paritycheck run sqlite::memory: development "),
    ("paritycheck run 'sqlite::memory:' dev", "paritycheck run 'sqlite::memory:' development "),
    ("paritycheck run mari", "paritycheck run mariadb:"),
    ("paritycheck run --select tag:unic", "paritycheck run --select tag:unicode "),
    ("paritycheck compare out/pa", "paritycheck compare out/page.html "),
    ("paritycheck run --report json=out/pa", "paritycheck run --report json=out/page.html "),
    ("paritycheck run --report=json=out/pa", "paritycheck run --report=json=out/page.html "),
    ("paritycheck run --probes ow", "paritycheck run --probes own/"),
]
SHOWN = [
    ("paritycheck ", ["run", "record", "explain", "completion"]),
    ("paritycheck run --report ", ["text", "json"]),
    ("paritycheck run --suite s", ["smoke", "sqlite-is-not-postgres"]),
    ("paritycheck explain sql/nulls/", ["sort-position", "not-in"]),
    ("paritycheck run --select severity:", ["high", "medium", "low"]),
]


class AtATerminal(Completion):
    def check(self, shell):
        self.addCleanup(shell.close)
        self.assertEqual(shell.complete("paritycheck run of")[1], "paritycheck run of\\ production ")
        for typed, line in BECOME:
            with self.subTest(typed):
                self.assertEqual(shell.complete(typed)[1], line)
        for typed, words in SHOWN:
            with self.subTest(typed):
                shown, _ = shell.complete(typed)
                self.assertEqual([word for word in words if word not in shown.split(typed, 1)[-1]], [], shown)

    def test_bash(self):
        self.check(shells.bash(self.folder, self.shell_env, self.script("bash", "completions/paritycheck")))

    def test_zsh(self):
        self.check(shells.zsh(self.folder, self.shell_env, self.script("zsh", "completions/_paritycheck")))

    def test_fish(self):
        script = self.script("fish", "completions/paritycheck.fish")

        def fish(typed):
            result = subprocess.run(["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, typed],
                                    cwd=self.folder, env=self.shell_env, capture_output=True, text=True, check=False)
            self.assertEqual((result.returncode, result.stderr), (0, ""), typed)
            return [line.split("\t")[0] for line in result.stdout.splitlines()]
        self.assertEqual(fish("paritycheck run of"), ["of production"])
        for typed, line in BECOME:
            self.assertEqual(fish(typed), [line.split(" ")[-1] or line.split(" ")[-2]], typed)
        for typed, words in SHOWN:
            offered = " ".join(fish(typed))
            self.assertEqual([word for word in words if word not in offered], [], typed)


if __name__ == "__main__":
    pc.need("shells", "bash", "zsh", "fish")
    unittest.main(verbosity=1)
