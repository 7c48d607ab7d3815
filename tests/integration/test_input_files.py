"""Files that a command or the configuration names are files: nothing waits for a pipe, and nothing reads a device without an end."""
import os
import re
import socket
import subprocess
import unittest

import pc

PROBE = "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n"
RUN = ("run", "sqlite::memory:", "sqlite::memory:")


class InputFiles(pc.Case):
    def setUp(self):
        super().setUp()
        self.write("own/x.sql", PROBE)
        os.mkfifo(self.path("pipe"))
        os.mkfifo(self.path("pipe.yaml"))
        os.symlink("loop", self.path("loop"))
        os.symlink("loop.yaml", self.path("loop.yaml"))
        os.symlink("/dev/zero", self.path("zero"))
        os.symlink("/dev/zero", self.path("zero.yaml"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path("socket"))
        os.mkdir(self.path("folder"))
        with open(self.path("huge"), "wb") as file:
            file.truncate(2 << 30)
        with open(self.path("huge.yaml"), "wb") as file:
            file.truncate(2 << 30)

    def assert_told(self, arguments, text, status=2, env=None):
        """Ends at once, with the status and a message that names what is wrong, and takes little memory over it."""
        process = self.popen(*arguments, env=env or self.env)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, status, (arguments, output[-500:], errors[-500:]))
        self.assertRegex(output + errors, text, arguments)

    KINDS = {"pipe": "is a pipe, expected a file", "zero": "is a device, expected a file", "loop": "[Ss]ymbolic link",
             "huge": "is larger than"}

    def test_every_file_that_a_command_names(self):
        for name, text in self.KINDS.items():
            own = ("--no-builtin", "--probes", "own")
            self.assert_told([*RUN, *own, "--config", name], f"configuration '{name}'.*{text}")
            self.assert_told([*RUN, *own, "--baseline", name], f"baseline '{name}'.*{text}")
            self.assert_told([*RUN, "--suite", f"{name}.yaml"], f"suite '{name}.yaml'.*{text}")
            self.assert_told(["init", "--from", name, "-o", "out.yaml"], f"'{name}'.*{text}")
            self.assert_told([*RUN, "--probes", name], f"probe folder '{name}'")
        self.assert_told([*RUN, "--config", "folder"], "is a folder, expected a file")
        self.assert_told([*RUN, "--config", "socket"], "is a socket, expected a file")
        self.assert_told([*RUN, "--config", "missing"], "No such file")

    def test_recordings(self):
        for name in ("zero", "loop", "huge", "folder", "socket"):
            text = f"recording '{name}'.*({self.KINDS.get(name, 'expected a file')})"
            self.assert_told(["compare", name, "own/x.sql"], text)
            self.assert_told(["isolation", "--recording", name], text)
            self.assert_told(["compose", name], text)
        for name in ("zero", "loop", "folder", "socket"):
            self.assert_told(["accept", name, "--reason", "r", "--owner", "o", "--expires", "2099-01-01"], f"'{name}'")
        # Without a newline, a line would be the whole file.
        with open(self.path("wide"), "wb") as file:
            file.truncate(1 << 30)
        self.assert_told(["compare", "wide", "wide"], "wide:1: ")

    def test_folders(self):
        for kind in ("pipe", "zero", "loop", "huge"):
            os.makedirs(self.path(kind + "s"))
            if kind == "loop":
                os.symlink("x.sql", self.path("loops/x.sql"))
            else:
                os.rename(self.path(kind), self.path(kind + "s", "x.sql"))
            self.assert_told([*RUN, "--probes", kind + "s"], f"'{kind}s/x.sql'")
        # Two links back: 2 to the power of 16 folders.
        os.symlink(".", self.path("own/a"))
        os.symlink("../own", self.path("own/b"))
        self.assert_told([*RUN, "--no-builtin", "--probes", "own"], "'own/[ab]' is a link to a folder that it is in")
        os.makedirs(self.path("nights"))
        os.mkfifo(self.path("nights/a.jsonl"))
        os.symlink("/dev/zero", self.path("nights/b.jsonl"))
        self.assert_told(["history", "nights"], "no recording is below 'nights'")

    def test_the_state_folder(self):
        for name in ("zero", "pipe", "loop", "own/x.sql"):
            self.assert_told([*RUN, "--no-builtin", "--probes", "own"], "journal", env=dict(self.env, PARITYCHECK_STATE=self.path(name)))
        os.makedirs(self.state)
        for name in ("a.jsonl", "a.answers.jsonl"):
            os.mkfifo(os.path.join(self.state, name))
        self.assert_told(["clean", "sqlite::memory:"], "0 removed, 0 left", status=0)
        self.assertTrue(os.path.exists(os.path.join(self.state, "a.jsonl")))

    def test_files_of_services(self):
        own = ("--no-builtin", "--probes", "own")
        self.assert_told(["run", "sqlite::memory:", "sqlite:pipe", *own], "is a pipe, expected a file", status=3)
        self.assert_told(["run", "sqlite::memory:", "sqlite:zero", *own], "is a device, expected a file", status=3)
        self.assert_told(["doctor", f"postgresql://127.0.0.1:1/d?sslmode=verify-full&sslrootcert={self.path('pipe')}"],
                         "'sslrootcert' names a pipe, expected a file", status=3)

    def test_files_of_compose(self):
        os.mkfifo(self.path(".env"))
        self.assert_told(["init", "-o", "out.yaml"], "no .env|cannot read")
        self.write("compose.yaml", "services:\n  db:\n    image: postgres:15\n    env_file: pipe\n")
        os.unlink(self.path(".env"))
        self.assert_told(["init", "--from", "compose.yaml", "-o", "out.yaml"], "to set", status=0)
        with open(self.path("out.yaml"), encoding="utf-8") as file:
            self.assertIn("the env_file 'pipe' cannot be read", file.read())

    def test_a_pipe_may_be_a_recording(self):
        self.run_program("record", "sqlite::memory:", "-o", "a.jsonl", "--no-builtin", "--probes", "own", status=0)
        self.run_program("compare", "a.jsonl", "a.jsonl", status=0)
        compare = f"'{pc.PROGRAM}' compare <(cat a.jsonl) <(sleep 1; cat a.jsonl)"
        done = subprocess.run(["bash", "-c", compare], cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        writer = subprocess.Popen(["sh", "-c", "cat a.jsonl > pipe"], cwd=self.folder)
        self.run_program("compare", "pipe", "a.jsonl", status=0)
        self.assertEqual(writer.wait(timeout=10), 0)
        # Nobody writes.
        self.assert_told(["compare", "pipe", "a.jsonl"], "'pipe': it is a pipe to which nobody wrote for 2 s")
        # Without an end.
        endless = f"'{pc.PROGRAM}' compare <(yes) a.jsonl"
        done = subprocess.run(["bash", "-c", endless], cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertTrue(re.search("larger than 256 MiB", done.stderr), done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
