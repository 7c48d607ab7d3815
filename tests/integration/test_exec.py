"""Programs behind exec: one that keeps the contract, all sorts that do not, and Django's own caches."""
import json
import os
import subprocess
import sys
import time
import unittest

import pc
import report_list

DJANGO = os.path.join(pc.SOURCE, "adapters", "exec", "programs", "django_cache.py")
SECRET = "Zx9-hidden-Word"

# A dictionary; its argument says what is wrong with it.
PROGRAM = '''
import json, os, sys, time
wrong, store, seen = (sys.argv[1:] + [""])[0], {}, {}
if wrong == "dies at the start":
    sys.exit("no such luck")
def key(given):
    return json.dumps(given)
def number_print(n):
    return {"integer": str(n)} if isinstance(n, int) and not -2**63 <= n < 2**63 else n
def answer(r):
    op, k = r["op"], key(r.get("key"))
    if wrong.startswith("lacks ") and op in wrong.split()[1:]:
        return {"unsupported": op}
    alive = k in store and (store[k][1] is None or store[k][1] > time.monotonic())
    until = time.monotonic() + (int(r["ttl"]) if wrong == "cuts seconds" else r["ttl"]) if r.get("ttl") is not None else None
    if op == "hello":
        return {"ready": True, "protocol": 1, "name": "a dictionary", "version": "1", "settings": {"wrong": wrong}, "local": True}
    if op in ("get", "gets"):
        seen[r["session"], k] = store.get(k)
        return {"value": number_print(store[k][0])} if alive else {"value": None} if wrong == "calls what is missing null" else {"missing": True}
    if op == "get_many":
        return {"value": {"map": [[name, store[key(name)][0]] for name in r["keys"] if key(name) in store]}}
    if op == "set_many":
        store.update({key(name): (value, None) for name, value in r["entries"]})
        return {"done": True}
    if op in ("set", "add", "replace"):
        fine = op == "set" or alive == (op == "replace")
        if fine:
            store[k] = (r["value"], until)
        return {"done": True} if op == "set" else {"value": fine}
    if op == "cas":
        fine = alive and seen.get((r["session"], k)) is store[k]
        if fine:
            store[k] = (r["value"], until)
        return {"value": fine} if alive else {"missing": True}
    if op == "delete":
        store.pop(k, None)
        return {"value": alive}
    if op in ("increment", "decrement"):
        if not alive:
            return {"missing": True}
        if not isinstance(store[k][0], int):
            return {"refusal": "not_an_integer", "code": "TypeError", "message": "no number"}
        store[k] = (store[k][0] + r["by"] * (1 if op == "increment" else -1), store[k][1])
        return {"value": number_print(store[k][0])}
    if op == "touch":
        if alive:
            store[k] = (store[k][0], until)
        return {"value": alive}
    if op == "ttl":
        left = alive and store[k][1] is not None and store[k][1] - time.monotonic()
        return {"missing": True} if not alive else {"value": {"real": repr(left)} if left else None}
    if op == "reconnect":
        return {"done": True}
    return {"unsupported": op}
for number, line in enumerate(sys.stdin):
    said = json.dumps(answer(json.loads(line)))
    if number == 3:
        print("about to go wrong", file=sys.stderr, flush=True)
        if wrong == "dies in the middle":
            os._exit(7)
        if wrong == "is killed":
            os.kill(os.getpid(), 9)
        if wrong == "answers garbage":
            said = "<html>502 Bad Gateway</html>"
        if wrong == "answers two things at once":
            said = '{"done":true,"missing":true}'
        if wrong == "ends in the middle of a line":
            sys.stdout.write(said[:5])
            sys.stdout.flush()
            os._exit(0)
        if wrong == "answers 100 MB":
            said = '{"value":"' + "x" * 100000000 + '"}'
        if wrong == "says more than it is asked":
            said += "\\n" + said
        if wrong == "closes its output":
            os.close(1)
            time.sleep(600)
        if wrong == "answers late":
            time.sleep(600)
        if wrong == "starts others":
            import subprocess
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[2]])
            os._exit(1)
        if wrong == "complains without end":
            while True:
                sys.stderr.write("x" * 65536)
    if wrong == "says nothing":
        continue
    print(said, flush=True)
if wrong == "ignores the end of its input":
    time.sleep(600)
'''

# What is wrong, and what a run says of it, with the code of the fault.
FAULTS = (
    ("dies in the middle", "lost", "ended with status 7 before it answered; it wrote to standard error: about to go wrong"),
    ("is killed", "lost", "was killed by signal 9"),
    ("answers garbage", "lost", "answered '<html>502 Bad Gateway</html>', which is no JSON"),
    ("answers two things at once", "lost", "says two things at once"),
    ("ends in the middle of a line", "lost", "ended with status 0 in the middle of a line (5 bytes"),
    ("answers 100 MB", "too-large", "a line is longer than 8388608 bytes"),
    ("says more than it is asked", "lost", "wrote more than one line for an answer"),
    ("closes its output", "lost", "closed its output, went on, and was killed"),
    ("answers late", "timed-out", "did not answer within "),
    ("starts others", "lost", "ended with status 1"),
    ("complains without end", "timed-out", "did not answer within "),
)


class Case(pc.Case):
    LEAKS = True
    def assert_nearly_whole(self, report, status):
        """A starved Python program may lose an answer or two, which is told (3), never make one up."""
        self.assertIn(report["verdict"]["exit_status"], (status, 3))
        self.assertLessEqual(len(report["problems"]), 3, report["problems"])

    def setUp(self):
        super().setUp()
        self.program = self.write("dictionary.py", PROGRAM)

    def url(self, wrong=""):
        return f"exec:{sys.executable} {self.program} '{wrong}' {self.folder}"

    def processes(self):
        """Of this test: its folder is in their command line."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if self.folder.encode() in words and int(pid) != os.getpid():
                found.append((pid, words))
        return found

    def assert_all_gone(self):
        until = time.monotonic() + 30
        while self.processes() and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual(self.processes(), [])
        self.assertEqual(os.listdir(self.tmp), [])
        self.assertEqual(os.listdir(self.state) if os.path.isdir(self.state) else [], [])

    def doctor(self, url, status, *texts, more=()):
        _, output, errors = self.run_program("doctor", "--contract", url, *more, status=status)
        said = " ".join((output + errors).split())
        for text in texts:
            self.assertIn(text, said)
        self.assert_all_gone()
        return said


class Exec(Case):
    BESIDE = "tests"

    def test_a_program_that_keeps_the_contract(self):
        said = self.doctor(self.url(), 0, "engine: a dictionary 1", "wrong:", "get conforms (", "cas conforms (",
                           "append unsupported (", "(no such operation) conforms", "fine")
        self.assertNotIn("its own way", said)
        report = self.report("run", self.url(), self.url() + " other", "--select", "cache/**")
        self.assert_nearly_whole(report, 0)
        self.assertEqual(report["divergences"], [])
        self.assertGreater(report["counts"]["behaviours"], 100)
        self.assert_all_gone()

    def test_what_one_side_lacks_is_one_line_and_no_finding(self):
        """A small library without many operations: neither its probes nor what they would have made are differences."""
        lacked = ("add", "cas", "decrement", "gets", "increment", "touch", "ttl")
        report = self.report("run", self.url("lacks " + " ".join(lacked)), self.url(), "--select", "cache/**")
        self.assert_nearly_whole(report, 0)
        self.assertEqual(report["divergences"], [])
        environment = next(e["name"] for e in report["environments"] if not e["reference"])
        self.assertEqual(report["lacks"], [{"environment": environment, "service": "cache", "operations": list(lacked)}])
        self.assertIn(f"; {environment}/cache lacks: {', '.join(lacked)}", report["verdict"]["sentence"])
        skipped = {(s["probe"], *s.get("observations", ())): s["reason"] for s in report["skipped"]}
        self.assertEqual(skipped["cache/expiry/add-after-expiry",], f"needs add, which {environment} lacks")
        self.assertIn(("cache/expiry/beyond-thirty-days", "added for a year", "a year, read at once"), skipped)
        self.assertGreater(report["counts"]["behaviours"], 50)
        for form in report_list.without("json", "csv"):
            _, said, _ = self.run_program("run", self.url("lacks add"), self.url(), "--select", "cache/conditions/**", "--report", form)
            self.assertIn("cache lacks: add", said, form)

    def test_a_fraction_that_is_cut_is_seen_at_once(self):
        """As Django does for Memcached: 0.9 s are none, and the entry is not there when it is looked for."""
        report = self.report("run", self.url("cuts seconds"), self.url(), "--select", "cache/expiry/sub-second")
        self.assert_nearly_whole(report, 1)
        self.assertEqual([(d["observation"], d["other"], d["reference"]) for d in report["divergences"]],
                         [("read at once", {"missing": True}, {"value": "v"})])

    def test_a_program_that_breaks_the_contract(self):
        self.doctor(self.url("calls what is missing null"), 3, "get BREAKS THE CONTRACT", "BROKEN: get a key that is not there",
                    'sent: get key="${k}:none"', 'answered: {"value":null}', 'expected: {"missing":true}', "NOT FIT")

    def test_a_run_notes_what_breaks_the_contract(self):
        report = self.report("run", self.url("calls what is missing null"), "memory:", "--select", "cache/value/**")
        self.assert_nearly_whole(report, 1)
        self.assertIn("it does not keep the contract of the role cache (get a key that is not there", json.dumps(report["environments"]))
        self.assertGreater(report["counts"]["behaviours"], 0)
        self.assertNotIn("does not keep the contract", json.dumps(self.report("run", self.url(), "memory:", "--select", "cache/value/**")))
        self.assert_all_gone()

    def test_faults(self):
        for wrong, code, message in FAULTS:
            with self.subTest(wrong):
                began = time.monotonic()
                _, output, _ = self.run_program("run", self.url(wrong), "memory:", "--select", "cache/value/serialization",
                                                "--deadline", "2s" if code == "timed-out" else "20s", status=3)
                self.assertLess(time.monotonic() - began, 120)
                said = " ".join(output.split())
                self.assertRegex(said, rf"cache/value/serialization: {code}: line \d+: the program")
                self.assertIn(message, said)
                self.assert_all_gone()

    def test_faults_are_told_by_doctor(self):
        for wrong, code, message in FAULTS:
            if code != "timed-out":
                with self.subTest(wrong):
                    self.doctor(self.url(wrong), 3, f"FAULT ({code}) at ", message, "NOT FIT")

    def test_programs_that_do_not_start(self):
        rows = (("exec:/nonexistent/program", "NOT THERE: cannot start the program '/nonexistent/program'"),
                (self.url("dies at the start"), "NOT THERE: at the hello: the program ended with status 1 before it answered; "
                                                "it wrote to standard error: no such luck"),
                (self.url("says nothing"), "NOT THERE: at the hello: the program did not answer within "),
                ("exec:echo hello", "NOT FIT: the program answered the hello with 'hello'"),
                ("exec:true", "NOT THERE: at the hello: the program ended with status 0 before it answered"),
                ("exec:yes", "NOT FIT: the program answered the hello with 'y'"),
                ("exec:cat /dev/zero", "NOT FIT: at the hello: the program's answer cannot be read: a line is longer than 8388608 bytes"))
        for url, message in rows:
            with self.subTest(url):
                self.doctor(url, 3, message, more=("--deadline", "10s") if "did not answer" in message else ())
        for url, message in (("exec:", "there is no command"), ("exec:a 'b", "matching quote"), ("exec:a?b", "is written %3F"),
                             ("exec:a%zz", "is written %25")):
            self.doctor(url, 2, message)

    def test_a_program_that_does_not_end(self):
        self.doctor(self.url("ignores the end of its input"), 3, "did not end at the end of its input and was killed")

    def test_nothing_outlives_a_kill(self):
        """The harness and its workers at once; a program that does not listen either."""
        process = self.popen("run", self.url("ignores the end of its input"), "memory:", "--select", "cache/expiry/**")
        until = time.monotonic() + pc.SOON
        while not any(b"dictionary.py" in words and b"run\0" not in words for _, words in self.processes()) and time.monotonic() < until:
            time.sleep(0.02)
        self.assertGreater(pc.kill_run(process), 0)
        process.communicate()
        until = time.monotonic() + pc.SOON
        while self.processes() and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(self.processes(), [])

    def test_secrets_in_the_command_are_shown_nowhere(self):
        url = f"exec:{sys.executable} {self.program} '' --password={SECRET} --token '{SECRET}' redis://u:{SECRET}@h/0"
        said = self.doctor(url, 0, "--password=*** --token *** redis://u:***@h/0")
        for arguments in (("run", url, "memory:", "--select", "cache/value/**"), ("record", url, "-o", "r.jsonl", "--select", "cache/value/**")):
            _, output, errors = self.run_program(*arguments)
            said += output + errors
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            said += file.read()
        self.assertNotIn(SECRET, said)
        self.assert_all_gone()


@unittest.skipIf(subprocess.run(["/usr/bin/python3", "-c", "import django"], capture_output=True, check=False).returncode
                 and "django" not in os.environ.get("PC_REQUIRE_SERVICES", ""), "Django is not there (python3-django)")
class Django(Case):
    BESIDE = "tests"

    def django(self, words):
        return f"exec:/usr/bin/python3 {DJANGO} {words}"

    def setUp(self):
        super().setUp()
        self.cache = self.path("django")
        os.mkdir(self.cache)

    def test_contract(self):
        for words in ("locmem", f"file:{self.cache}"):
            self.doctor(self.django(words), 0, "engine: Django", "get conforms (", "touch conforms (", "cas unsupported", "fine")
        self.assertEqual(os.listdir(self.cache), [])

    def test_a_secret_from_the_environment(self):
        self.env["CACHE"] = "locmem"
        self.doctor(self.django("env:CACHE"), 0, "engine: Django locmem")
        self.doctor(self.django("env:NOWHERE"), 3, "the environment variable NOWHERE is not set")
        self.doctor(self.django("redis://127.0.0.1:1/0"), 3, "NOT THERE: the program is not ready", "Connection refused")

    def test_locmem_is_no_plain_dictionary(self):
        """It pickles: what is changed after it was got stays as it was stored. The by-reference model differs."""
        report = self.report("run", self.django("locmem"), "memory:", "--select", "cache/value/mutable-alias", status=1)
        self.assertEqual({divergence["probe"] for divergence in report["divergences"]}, {"cache/value/mutable-alias"})
        self.report("run", self.django("locmem"), "memory:?copy=on", "--select", "cache/value/mutable-alias", status=0)
        self.assert_all_gone()

    def test_locmem_against_file(self):
        report = self.report("run", self.django("locmem"), self.django(f"file:{self.cache}"), "--select", "cache/**")
        self.assert_nearly_whole(report, 1)
        found = {divergence["probe"] for divergence in report["divergences"]}
        # Another process sees a file, and not a dictionary; an expired file is refused to be touched.
        self.assertIn("cache/sharing/lock", found)
        self.assertIn("cache/expiry/after-expiry", found)
        self.assertEqual(os.listdir(self.cache), [])
        self.assert_all_gone()

    def test_foreign_entries_stay(self):
        """Django forgets entries of its folder at random beyond 300; none of them is the application's."""
        for i in range(310):
            self.write(f"django/{i:032x}.djcache", "foreign")
        self.run_program("run", self.django(f"file:{self.cache}"), "memory:", "--select", "cache/**", "--deadline", "60s")
        self.assertEqual(len(os.listdir(self.cache)), 310)

    def test_keys_of_a_killed_run_are_cleaned(self):
        self.write("django/00.djcache", "foreign")
        url = self.django(f"file:{self.cache}")
        process = self.popen("run", url, "memory:", "--select", "cache/expiry/**", *pc.UNHURRIED)
        until = time.monotonic() + pc.SOON
        while not any(files for _, _, files in os.walk(self.cache) if "00.djcache" not in files) and time.monotonic() < until:
            time.sleep(0.02)
        pc.kill_run(process)
        process.communicate()
        self.assertGreater(len(os.listdir(self.cache)), 1)
        _, output, _ = self.run_program("clean", url, status=0)
        self.assertIn("removed pc_", output)
        self.assertEqual(os.listdir(self.cache), ["00.djcache"])


if __name__ == "__main__":
    unittest.main(testRunner=pc.ConcurrentRunner)
