"""'cmake --install': what is installed works by itself, wherever it is moved to, and knows nothing of where it was built."""
import os
import re
import shutil
import subprocess
import unittest

import pc
import shells
from pc import SOURCE


class Install(pc.Case):
    @classmethod
    def setUpClass(cls):
        # As ./demo builds it, so that it is often there.
        for arguments in (["--preset", "release"], ["--build", "--preset", "release"]):
            result = subprocess.run(["cmake", *arguments], cwd=SOURCE, capture_output=True, text=True, check=False)
            if result.returncode != 0:
                raise AssertionError(result.stdout[-3000:] + result.stderr[-3000:])

    def setUp(self):
        super().setUp()
        staged = self.path("staged")
        subprocess.run(["cmake", "--install", os.path.join(SOURCE, "build", "release"), "--prefix", "/opt/some/where"],
                       env=dict(self.env, DESTDIR=staged), capture_output=True, check=True)
        self.prefix = self.path("moved")
        shutil.move(os.path.join(staged, "opt", "some", "where"), self.prefix)
        self.assertEqual([files for _, _, files in os.walk(staged) if files], [])
        self.program = self.at("bin", "paritycheck")
        self.shell_env = dict(self.env, PATH=self.at("bin") + ":" + os.environ["PATH"], HOME=self.folder, XDG_DATA_DIRS=self.at("share"))

    def at(self, *parts):
        return os.path.join(self.prefix, *parts)

    def installed(self, *arguments, status=0):
        """Runs it, with nothing of this test's environment, in a folder that has nothing."""
        os.makedirs(self.path("empty"), exist_ok=True)
        result = subprocess.run([self.program, *arguments], cwd=self.path("empty"), capture_output=True, text=True, check=False,
                                env={"TMPDIR": self.tmp, "PARITYCHECK_STATE": self.state, "PATH": os.environ["PATH"]})
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout

    def files(self):
        return {os.path.relpath(os.path.join(folder, name), self.prefix) for folder, _, names in os.walk(self.prefix) for name in names}

    def test_everything_is_there_and_nothing_else(self):
        commands = re.findall(r"^  ([a-z-]+) {2,}\S", self.installed("help").split("Commands:\n")[1].split("\n\n")[0], re.M)
        expected = {"bin/paritycheck", "share/bash-completion/completions/paritycheck", "share/zsh/site-functions/_paritycheck",
                    "share/fish/vendor_completions.d/paritycheck.fish", "share/doc/paritycheck/LICENSE", "share/doc/paritycheck/README.md",
                    "share/paritycheck/ci/github/action.yml", "share/paritycheck/ci/gitlab/paritycheck.gitlab-ci.yml",
                    "share/man/man1/paritycheck.1"}
        expected |= {f"share/paritycheck/{name}" for name in os.listdir(os.path.join(SOURCE, "reports")) if name.endswith(".schema.json")}
        expected |= {f"share/man/man1/paritycheck-{command}.1" for command in commands}
        expected |= {f"share/paritycheck/exec/{name}" for name in os.listdir(os.path.join(SOURCE, "adapters", "exec", "programs")) if "." in name}
        self.assertEqual(self.files() ^ expected, set())

    def test_no_file_knows_where_it_was_built(self):
        for name in self.files():
            with open(self.at(name), "rb") as file:
                content = file.read()
            for path in (SOURCE, os.path.realpath(SOURCE)):
                self.assertNotIn(path.encode() + b"/", content, name)

    def test_it_works_where_it_is(self):
        self.assertIn("sql/nulls/sort-position", self.installed("list"))
        self.assertIn("smoke", self.installed("list", "suites"))
        output = self.installed("run", "sqlite::memory:", "sqlite::memory:?foreign_keys=on", "--select", "sql/foreign-keys/*", status=1)
        self.assertIn("sql/foreign-keys/", output)
        self.assertEqual(os.listdir(self.tmp), [])

    def test_its_manual_is_found_by_its_name(self):
        for page in ("paritycheck", "paritycheck-run"):
            shown = subprocess.run(["man", "-M", self.at("share", "man"), page], capture_output=True, text=True, check=True,
                                   env=dict(self.env, LC_ALL="C.UTF-8", MANWIDTH="80")).stdout
            self.assertIn(page.upper() + "(1)", re.sub(r".\x08", "", shown))

    def test_bash_finds_its_completion(self):
        shell = shells.bash(self.folder, self.shell_env, "/usr/share/bash-completion/bash_completion")
        self.addCleanup(shell.close)
        self.assertEqual(shell.complete("paritycheck explain sql/nu")[1], "paritycheck explain sql/nulls/")
        self.assertEqual(shell.complete("paritycheck run --suite=smo")[1], "paritycheck run --suite=smoke ")

    def test_zsh_finds_its_completion(self):
        shell = shells.zsh(self.folder, self.shell_env, self.at("share", "zsh", "site-functions", "_paritycheck"))
        self.addCleanup(shell.close)
        self.assertEqual(shell.complete("paritycheck explain sql/nu")[1], "paritycheck explain sql/nulls/")

    def test_fish_finds_its_completion(self):
        result = subprocess.run(["fish", "-c", "complete -C 'paritycheck explain sql/nu'"], cwd=self.folder, env=self.shell_env,
                                capture_output=True, text=True, check=True)
        self.assertEqual(result.stdout.split(), ["sql/nulls/"])


if __name__ == "__main__":
    pc.need("install", "cmake", "man", "bash", "zsh", "fish")
    unittest.main(verbosity=1)
