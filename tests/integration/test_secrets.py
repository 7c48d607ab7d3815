"""No part of a secret is told: in no report, recording, log, journal, message or list of processes, whatever goes wrong."""
import json
import os
import socket
import stat
import subprocess
import threading
import time
import unittest

import pc
import report_list
from pc import POSTGRESQL

# The two halves of every planted secret; a library that cuts a URL at a special character tells of one of them.
HALVES = ("Zq7left", "Wk9right")
SPECIAL = "@/#%?:&=+ ,;'\"$\\|[]{}<>ä"
PROBES = ("--no-builtin", "--probes", "own")
PROBE = "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n"


def secret(character="-"):
    return f"{HALVES[0]}{character}{HALVES[1]}"


class Secrets(pc.Case):
    def setUp(self):
        super().setUp()
        self.write("own/x.sql", PROBE)
        self.seen = []

    def assert_untold(self, text, where):
        for half in HALVES:
            self.assertNotIn(half, text, where)

    def watch(self, process):
        """Looks at the arguments of the process and all below it until it ends."""
        def children(pid):
            found = [pid]
            try:
                with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
                    for child in file.read().split():
                        found += children(int(child))
            except OSError:
                pass
            return found
        while process.poll() is None:
            for pid in children(process.pid):
                try:
                    with open(f"/proc/{pid}/cmdline", "rb") as file:
                        self.seen.append(file.read().decode("utf-8", "replace"))
                except OSError:
                    pass
            time.sleep(0.01)

    def ask(self, *arguments, env=None, watched=True):
        """Runs; nothing that it says or writes holds a half of a secret."""
        process = self.popen(*arguments, env=env or self.env)
        self.seen.clear()
        watcher = threading.Thread(target=self.watch, args=(process,))
        watcher.start()
        output, errors = process.communicate(timeout=120)
        watcher.join()
        self.assert_untold(output, arguments)
        self.assert_untold(errors, arguments)
        for line in self.seen if watched else []:
            self.assert_untold(line, arguments)
        for folder in (self.folder, self.state):
            for path, _, names in os.walk(folder):
                for name in names:
                    if name in ("paritycheck.yaml", "fake.py") or not stat.S_ISREG(os.stat(os.path.join(path, name)).st_mode):
                        continue
                    with open(os.path.join(path, name), encoding="utf-8", errors="replace") as file:
                        self.assert_untold(file.read(), os.path.join(path, name))
        return process.returncode, output, errors

    def ask_all(self, *more, env=None, watched=True, status=3):
        """Every command that reaches a service, with every report."""
        reports = [word for name in report_list.NAMES for word in ("--report", f"{name}={self.path('report.' + name)}")]
        run = self.ask("run", *reports, *(more or PROBES), env=env, watched=watched)
        record = self.ask("record", "production", "-o", self.path("production.jsonl"), *(more or PROBES), env=env, watched=watched)
        doctor = self.ask("doctor", "--contract", env=env, watched=watched)
        clean = self.ask("clean", "production", env=env, watched=watched)
        self.assertEqual(run[0], status, run)
        for name in report_list.NAMES:
            self.assertGreater(os.path.getsize(self.path("report." + name)), 0)
        return [output + errors for _, output, errors in (run, record, doctor, clean)]

    def config(self, more="", service="sql", **urls):
        """The environments by name."""
        self.write("paritycheck.yaml", "reference: production\nenvironments:\n  development:\n"
                   f"    {service}: '{'sqlite::memory:' if service == 'sql' else 'memory:'}'\n"
                   + "".join(f"  {name}:\n{more}    {service}: {json.dumps(url)}\n" for name, url in urls.items()))

    def test_passwords_that_are_not_escaped(self):
        for scheme, service, characters in (("postgresql", "sql", "@/#%?"), ("mysql", "sql", "@/#%?"), ("redis", "cache", "@/?"),
                                            ("amqp", "queue", "@/"), ("kafka", "stream", "@"), ("memcached", "cache", "@")):
            for character in characters:
                with self.subTest(scheme=scheme, character=character):
                    url = f"{scheme}://app:{secret(character)}@127.0.0.1:1/app"
                    self.config(service=service, production=url)
                    code, _, errors = self.ask("run", *(PROBES if service == "sql" else ()))
                    # What libpq reads is read.
                    self.assertEqual(code, 3 if (scheme, character) == ("postgresql", "#") else 2, errors)

    def test_passwords_in_variables_are_encoded_and_reach_the_server(self):
        env = dict(self.env, **{f"PASSWORD_{i}": secret(c) for i, c in enumerate(SPECIAL)}, PASSWORD=secret())
        urls = {f"e{i}": f"postgresql://app:${{PASSWORD_{i}}}@127.0.0.1:1/app" for i in range(len(SPECIAL))}
        self.config(production="postgresql://app:${PASSWORD}@127.0.0.1:1/app", **urls)
        told = self.ask_all(env=env)
        self.assertEqual(told[2].count("Connection refused"), len(SPECIAL) + 1, told[2])

    def server(self, answer):
        """A server that hangs up on whoever comes, with a word that repeats what it was told."""
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        self.addCleanup(listener.close)

        def serve():
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.settimeout(5)
                    try:
                        heard = client.recv(65536)
                        # PostgreSQL's clients ask for encryption first.
                        while heard[4:8] in (b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"):
                            client.sendall(b"N")
                            heard = client.recv(65536)
                        client.sendall(answer(heard))
                        client.recv(1)
                    except OSError:
                        pass
        threading.Thread(target=serve, daemon=True).start()
        return listener.getsockname()[1]

    def test_servers_that_repeat_it(self):
        def refusal(_):
            fields = f"SFATAL\0VFATAL\0C28P01\0Mno entry with '{secret()}', nor '{secret()[:-3]}'\0\0".encode()
            return b"E" + (len(fields) + 4).to_bytes(4, "big") + fields
        port = self.server(refusal)
        self.config(production=f"postgresql://app:${{PW}}@127.0.0.1:{port}/app")
        told = self.ask_all(env=dict(self.env, PW=secret()))
        self.assertIn("no entry with '***', nor '***'", told[2])
        port = self.server(lambda heard: b"-WRONGPASS " + heard.replace(b"\r\n", b" ") + b"\r\n")
        self.config(service="cache", production=f"redis://app:${{PW}}@127.0.0.1:{port}/0")
        told = self.ask_all("--select", "cache/keys/blank", env=dict(self.env, PW=secret()))
        self.assertIn("WRONGPASS", told[2])
        self.assertIn("***", told[2].split("WRONGPASS")[1])

    @unittest.skipUnless(POSTGRESQL, "no PostgreSQL")
    def test_options_of_the_server(self):
        self.config(production=f"{POSTGRESQL}{'&' if '?' in POSTGRESQL else '?'}options=-c%20app.secret%3D${{APP_SECRET}}")
        env = dict(self.env, APP_SECRET=secret())
        head = PROBE[:PROBE.index("--? a")]
        # What is compared stays as it is: an answer that holds it is none.
        self.write("own/x.sql", head + "--? a\nSELECT current_setting('app.secret');\n")
        self.ask_all(env=env)
        with open(self.path("production.jsonl"), encoding="utf-8") as file:
            self.assertIn("the answer holds a secret", file.read())
        self.write("own/x.sql", head + "--? a\nSELECT CAST(current_setting('app.secret') AS int);\n")
        self.ask_all(env=env, status=1)
        with open(self.path("production.jsonl"), encoding="utf-8") as file:
            self.assertIn('invalid input syntax for type integer: \\"***\\"', file.read())

    FAKE = """import json, os, sys
for word in sys.argv + [v for k, v in os.environ.items() if k.startswith("FAKE_")]:
    print("started with", word, file=sys.stderr, flush=True)
mode = os.environ.get("MODE", "")
for line in sys.stdin:
    op = json.loads(line).get("op")
    words = " ".join(sys.argv + [v for k, v in os.environ.items() if k.startswith("FAKE_")])
    if op == "hello" and mode == "not-ready":
        print(json.dumps({"ready": False, "message": words}), flush=True)
    elif op == "hello" and mode == "garbage":
        print("garbage " + words, flush=True)
    elif op == "hello":
        print(json.dumps({"ready": True, "protocol": 1, "name": "fake", "version": "1", "settings": {"url": words},
                          "notes": ["started as " + words]}), flush=True)
    elif mode == "crash":
        sys.exit(3)
    else:
        print(json.dumps({"refusal": "other:x", "code": words, "message": words}), flush=True)
"""

    def test_programs(self):
        self.write("fake.py", self.FAKE)
        fake = f"exec:python3 {self.path('fake.py')}"
        commands = ["-p ${PW}", "-u app:${PW}", "--password=${PW}", "--token ${PW}", "--url redis://app:${PW}@127.0.0.1/0",
                    "env:FAKE_URL", "${PW}"]
        urls = {f"e{i}": f"{fake} {command}" for i, command in enumerate(commands)}
        self.config(service="cache", production=f"exec:env FAKE_PASSWORD=${{PW}} {fake[5:]}", **urls)
        for mode in ("", "crash", "not-ready", "garbage"):
            with self.subTest(mode=mode):
                env = dict(self.env, PW=secret(), MODE=mode, FAKE_URL=f"redis://app:{secret()}@127.0.0.1/0")
                # The program's own arguments are its own affair.
                told = self.ask_all("--select", "cache/keys/blank", env=env, watched=False, status=3 if mode else 1)
                self.assertEqual(told[2].count("***") >= 2 * len(urls), True, told[2])

    def test_commands_in_front_of_a_worker(self):
        self.config(more="    via: env FRONT_PASSWORD=${PW} sh -c 'echo $$FRONT_PASSWORD >&2; exit 3' --\n", production="sqlite::memory:")
        told = self.ask_all(env=dict(self.env, PW=secret()), watched=False)
        self.assertIn("ended with status 3 before it connected; it wrote to standard error: ***", told[2])

    def test_deployment_commands(self):
        self.write("command.sh", 'echo "to standard error $2 $DB_PASSWORD" >&2; echo "revision: $2"; echo "deployed-by: $DB_PASSWORD"; echo "$2: x"')
        self.config(more=f"    deployment: {{command: 'sh {self.path('command.sh')} --token ${{API_TOKEN}}'}}\n    via: env X=${{DB_PASSWORD}}\n",
                    production="sqlite::memory:")
        env = dict(self.env, API_TOKEN=secret("+"), DB_PASSWORD=secret())
        _, output, errors = self.ask("run", "--report", "json", *PROBES, env=env, watched=False)
        self.assertIn("to standard error *** ***", errors)
        self.assertIn('"revision": "***"', output)

    def test_urls_on_the_command_line_do_not_stay_there(self):
        os.mkfifo(self.path("pipe"))
        url = f"postgresql://app:{secret()}@127.0.0.1:1/app"
        process = subprocess.Popen([pc.PROGRAM, "run", url, f"queue=amqp://app:{secret()}@127.0.0.1:1/app", "sqlite::memory:",
                                    "--report", f"json={self.path('pipe')}", "--no-builtin", "--probes", "own"],
                                   cwd=self.folder, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            def hidden():
                with open(f"/proc/{process.pid}/cmdline", "rb") as file:
                    line = file.read().decode()
                return "***" in line and HALVES[0] not in line
            self.wait_until(hidden, "arguments without secrets")
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    pc.main()
