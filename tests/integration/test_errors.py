"""Whatever is wrong gets a clear message and the documented exit status."""
import html
import json
import os
import stat
import urllib.parse

import pc
import report_list
from pc import POSTGRESQL

PROBE = "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nSELECT 1;\n"


class Errors(pc.Case):
    LEAKS = True
    def assert_told(self, arguments, status, *texts, env=None):
        _, output, errors = self.run_program(*arguments, status=status, env=env or self.env)
        for text in texts:
            self.assertIn(text, output + errors)

    def test_usage(self):
        self.assert_told(["rum"], 2, "unknown command 'rum', did you mean 'run'?")
        self.assert_told(["run"], 2, "no environment is named")
        self.assert_told(["run", "sqlite::memory:"], 2, "at least two environments")
        self.assert_told(["run", "--suit", "x"], 2, "Unknown option --suit")
        self.assert_told(["run", "sqlite::memory:", "postgrsql://h/d"], 2, "did you mean 'postgresql:'?")
        self.assert_told(["run", "sqlite::memory:", "postgresql:///d"], 2, "there is no default endpoint")
        self.assert_told(["run", "sqlite::memory:", POSTGRESQL, "--suite", "nigthly"], 2, "did you mean 'nightly'?")
        self.assert_told(["run", "sqlite::memory:", POSTGRESQL, "--report", "htm"], 2, "no report is called 'htm'")
        self.assert_told(["run", "sqlite::memory:", POSTGRESQL, "--fail-on", "hihg"], 2, "did you mean 'high'?")
        self.assert_told(["run", "sqlite::memory:", POSTGRESQL, "--select", "severity:grave"], 2, "selects no probe")
        self.assert_told(["run", "sqlite::memory:", POSTGRESQL, "--deadline", "soon"], 2, "is not a duration")
        self.assert_told(["explain", "sql/text/like-cases"], 2, "did you mean 'sql/text/like-case'?")
        self.assert_told(["list", "probs"], 2, "expected one of")
        self.assert_told(["record", "sqlite::memory:"], 2, "expected '-o FILE'")
        self.assert_told(["record", "sqlite::memory:", "-o", "/nonexistent/x"], 2, "cannot write the recording")

    def test_nothing_selected_is_not_green(self):
        self.assert_told(["run", "sqlite::memory:", POSTGRESQL, "--select", "queue"], 3, "no probe is selected")

    def test_a_pattern_that_selects_no_probe_is_wrong_usage(self):
        self.write("own/app/order.sql", PROBE.replace("-- severity", "-- tags: shop\n-- severity"))
        self.write("s.yaml", "select: [sql/nulls, app/ordr]\n")
        self.write("t.yaml", "exclude: ['tag:unicod']\n")
        for pattern, hint in (("none/such", "; 'paritycheck list probes' lists those that there are"),
                              ("sql/txt", ", did you mean 'sql/text'?"), ("sql/nuls/*", ", did you mean 'sql/nulls'?"),
                              ("sql/nulls/sort-positon", ", did you mean 'sql/nulls/sort-position'?"),
                              ("sql/nul*", ", did you mean 'sql/nul*/**'?"),
                              ("sql/text/x*y", "; 'paritycheck list probes --select sql/text' lists"),
                              ("tag:unicod", ", did you mean 'tag:unicode'?"), ("tag:none-such", "; 'paritycheck list tags' lists"),
                              ("app/ordre", ", did you mean 'app/order'?"), ("tag:shp", ", did you mean 'tag:shop'?")):
            for command in (["run", "sqlite::memory:", "sqlite::memory:"], ["list", "probes"], ["list", "tags"]):
                self.assert_told([*command, "--probes", "own", "--select", "sql/nulls", "--select", pattern], 2,
                                 f"'{pattern}' selects no probe{hint}")
        run = ["run", "sqlite::memory:", "sqlite::memory:", "--probes", "own", "--suite"]
        self.assert_told([*run, "s.yaml"], 2, "the suite 's.yaml': 'app/ordr' selects no probe, did you mean 'app/order'?")
        self.assert_told([*run, "t.yaml"], 2, "the suite 't.yaml': 'tag:unicod' selects no probe, did you mean 'tag:unicode'?")

    def test_a_name_that_is_misspelt_is_told_with_the_nearest(self):
        self.write("paritycheck.yaml", "environments:\n  development: {d: 'sqlite::memory:'}\n  production: {d: 'sqlite::memory:?foreign_keys=on'}\n")
        self.assert_told(["run", "developmnt"], 2, "no environment is called 'developmnt', did you mean 'development'?")
        self.assert_told(["explain", "sql/nulls"], 2, "no probe is called 'sql/nulls'; 'paritycheck list probes --select sql/nulls' lists")
        self.assert_told(["explain", "sql/nulls/sort-position", "--script", "sqlit"], 2, "did you mean 'sqlite'?")
        self.assert_told(["list", "tgs"], 2, "did you mean 'tags'?")
        self.run_program("run", "--select", "sql/foreign-keys", "--report", "json=r.json", "--keep", "nights", status=1)
        accept = ["accept", "r.json", "--reason", "r", "--owner", "o"]
        self.assert_told([*accept, "--select", "sql/foreign-kys"], 2, "'sql/foreign-kys' selects no probe, did you mean 'sql/foreign-keys'?")
        self.assert_told([*accept, "--select", "tag:foreign-kes"], 2, "did you mean 'tag:foreign-keys'?")
        self.assert_told([*accept, "--environment", "developmnt"], 2, "did you mean 'development'?")
        self.assert_told([*accept, "--select", "sql/text", "--environment", "development"], 0, "nothing to accept")
        self.assert_told(["accept", "r.json", "--prune", "--select", "sql/foreign-kys"], 2, "did you mean 'sql/foreign-keys'?")
        self.assert_told(["history", "nights", "--select", "sql/foreign-kys"], 2, "did you mean 'sql/foreign-keys'?")
        self.assert_told(["history", "nights", "--select", "tag:unicod"], 2, "did you mean 'tag:unicode'?")
        self.assert_told(["history", "nights", "--reference", "prodution"], 2, "did you mean 'production'?")
        self.assert_told(["history", "nights", "--select", "sql/text"], 0)

    def test_services_that_are_not_there(self):
        self.assert_told(["run", "sqlite::memory:", "postgresql://127.0.0.1:1/d", "--suite", "smoke"], 3, "not-there", "Connection refused")
        self.assert_told(["run", "sqlite:missing.db", POSTGRESQL, "--suite", "smoke"], 3, "cannot read the SQLite file")
        self.write("no.db", "this is no database, and long enough to be looked at twice " * 3)
        self.assert_told(["run", "sqlite:no.db", POSTGRESQL, "--suite", "smoke"], 3, "is not an SQLite database")
        self.assert_told(["record", "postgresql://127.0.0.1:1/d", "-o", "x.jsonl"], 3, "cannot be asked")
        self.assert_told(["doctor", "postgresql://127.0.0.1:1/d"], 3, "NOT THERE")

    def test_two_refusals_of_what_is_not_known_are_of_low_severity(self):
        head = PROBE[:PROBE.index("--? a")]
        for statement, severity in (("SELECT to_number('x', '9')", "low"), ("SELECT 'a' FROM (SELECT 1)", "high")):
            self.write("own/x.sql", f"{head}--? a\n{statement};\n")
            run = ["run", "sqlite::memory:", POSTGRESQL, "--no-builtin", "--probes", "own"]
            self.assertEqual([d["severity"] for d in self.report(*run, status=1)["divergences"]], [severity])
            self.run_program(*run, "--fail-on", "medium", status=0 if severity == "low" else 1)

    def test_what_is_no_file_is_written_to_and_stays(self):
        self.write("own/x.sql", PROBE)
        probes = ["--no-builtin", "--probes", "own"]
        for arguments in (["record", "sqlite::memory:", *probes, "-o"], ["run", "sqlite::memory:", "sqlite::memory:", *probes, "--report"]):
            pipe = self.path(arguments[0])
            os.mkfifo(pipe)
            process = self.popen(*arguments, pipe if arguments[0] == "record" else f"json={pipe}")
            with open(pipe, encoding="utf-8") as file:
                self.assertIn("paritycheck", file.read())
            self.assertEqual(process.communicate(timeout=pc.PATIENCE)[1], "")
            self.assertEqual(process.returncode, 0)
            self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))

    def test_probe_folders(self):
        run = ["run", "sqlite::memory:", "sqlite::memory:", "--no-builtin", "--probes", "own"]
        self.assert_told(run, 2, "cannot open the probe folder 'own'")
        os.mkdir(self.path("own"))
        self.assert_told(run, 2, "no probe in the folder 'own'")
        rows = (("-- bites: b\n-- severity: low\n", "has no '-- title"), ("--? a\nSELECT 1;\n" + PROBE, "the header has no"),
                (PROBE + "--? a\nSELECT 2;\n", "own/x.sql:7: label 'a' is used twice, first in line 5"),
                (PROBE + "--! a\n", "own/x.sql:7: unknown directive '--!'"))
        for text, message in rows:
            self.write("own/x.sql", text)
            self.assert_told(run, 2, message)
        self.write("own/x.sql", PROBE)
        self.assert_told(run, 0)

    def test_configurations(self):
        self.write("paritycheck.yaml", "enviroments: {}\n")
        self.assert_told(["run"], 2, "paritycheck.yaml:1:1: unknown key 'enviroments', did you mean 'environments'?")
        self.write("paritycheck.yaml", "environments:\n  a: {d: 'sqlte:x'}\n  b: {d: 'sqlite:x'}\n")
        self.assert_told(["run"], 2, "paritycheck.yaml:2:10: no adapter for 'sqlte:', did you mean 'sqlite:'?")
        self.write("paritycheck.yaml", "environments:\n  a:\n    d: memory:\n")
        self.assert_told(["run"], 2, "paritycheck.yaml:3:14", "needs quotes")
        self.write("paritycheck.yaml", "environments:\n  a: {d: 'sqlite:x'}\n")
        self.assert_told(["run", "b"], 2, "no environment is called 'b'")

    def test_recordings(self):
        self.run_program("record", "sqlite::memory:", "-o", "a.jsonl", "--suite", "smoke", status=0)
        with open(self.path("a.jsonl"), encoding="utf-8") as file:
            text = file.read()
        self.write("short.jsonl", text[:len(text) // 2])
        self.assert_told(["compare", "a.jsonl", "short.jsonl"], 2, "short.jsonl:", "truncated")
        self.write("lines.jsonl", "\n".join(text.split("\n")[:5]) + "\n")
        self.assert_told(["compare", "a.jsonl", "lines.jsonl"], 2, "truncated")
        self.write("future.jsonl", text.replace('"format":1', '"format":9'))
        self.assert_told(["compare", "a.jsonl", "future.jsonl"], 2, "has format 9")
        self.assert_told(["compare", "a.jsonl"], 2, "at least one other")
        self.assert_told(["compare", "a.jsonl", "none.jsonl"], 2, "cannot read the recording 'none.jsonl'")

    def test_doubles_are_told_in_every_category(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        self.write("own/x.sql", "-- title: t\n-- bites: b\n-- severity: high\n-- order: all\n\n--? a\nSELECT 1;\n")
        self.write("names/x.sql", "-- title: t\n-- bites: b\n-- severity: high\n-- compare: names\n\n--? a\nSELECT 1;\n")
        self.report("run", "echo:", "echo:", "--no-builtin", "--probes", "own", status=0, env=env)
        for lie in ("refusal", "value", "count", "order", "blocking", "kind", "names"):
            report = self.report("run", f"liar:?lie={lie}", "echo:", "--no-builtin", "--probes", "names" if lie == "names" else "own",
                                 "--fail-on", "strict", status=1, env=env)
            self.assertEqual([d["category"] for d in report["divergences"]], [lie])
        report = self.report("run", "liar:?lie=unsupported", "echo:", "--no-builtin", "--probes", "own", status=3, env=env)
        self.assertEqual(([lack["operations"] for lack in report["lacks"]], report["divergences"]), ([["statement"]], []))
        self.assert_told(["run", "echo:", "echo:", "--probes", "own"], 2, "no adapter for 'echo:'")

    def test_a_coin_is_never_told_as_a_divergence(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        for i in range(10):
            self.write(f"own/p{i}.sql", PROBE)
        for n in range(int(os.environ.get("PC_COIN_RUNS", "83"))):
            report = self.report("run", "coin:", ("coin:", "echo:")[n % 2], "--no-builtin", "--probes", "own", status=3, env=env)
            self.assertEqual(report["divergences"], [])
            self.assertEqual(sum(p["kind"] == "unstable" for p in report["problems"]), (20, 10)[n % 2])

    def test_more_asks_tell_a_coin_of_two_sides(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        for i in range(10):
            self.write(f"own/p{i}.sql", PROBE)
        report = self.report("run", "coin:?sides=2", "echo:", "--no-builtin", "--probes", "own", "--asks", "40", status=3, env=env)
        self.assertEqual(report["divergences"], [])
        self.assertEqual(sum(p["kind"] == "unstable" for p in report["problems"]), 10)

    def test_a_number_that_is_given_is_never_taken_for_one_that_is_not(self):
        run = ["run", "sqlite::memory:", "sqlite::memory:"]
        for asks in ("0", "1", "-1", "101", "4294967298", "two", ""):
            self.assert_told([*run, "--asks", asks], 2, f"--asks {asks}: expected a number from 2 to 100")
        for nights in ("0", "-1", "x"):
            self.assert_told([*run, "--keep", "nights", "--keep-nights", nights], 2, f"--keep-nights {nights}: expected a number from 1")
            self.assert_told(["history", "nights", "--last", nights], 2, f"--last {nights}: expected a number from 1")
        for url in ("mysql://a@h/d?connect_timeout=0", "redis://h?connect_timeout=0"):
            self.assert_told(["doctor", url], 2, "connect_timeout")

    def assert_in_every_report(self, arguments, env, *texts):
        """Every report of a run with these arguments has the texts, and no report a password."""
        for form in report_list.NAMES:
            _, output, errors = self.run_program("run", *arguments, "--report", form, status=3, env=env)
            plain = html.unescape(html.unescape(output)).replace("\\", "").replace("%3A", ":").replace("%2C", ",").replace("{{", "{").replace("}}", "}")
            for text in texts:
                self.assertIn(text, plain, form)
            self.assertNotIn("hunter2secret", output + errors, form)

    def test_a_crash_is_told_with_its_signal_its_last_step_and_its_last_words(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        self.write("own/p.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--@ A\n--? a\nSELECT 1;\n--@ B\n--? b\nSELECT 2, '${name}'\n  AS x;\n")
        says = "says=a first line%0A%0Alibx: cannot allocate for hunter%32secret".replace(" ", "%20")
        rows = (("", "was killed by signal 6 (SIGABRT, Aborted)", {"signal": "SIGABRT"}),
                ("&signal=9", "was killed by signal 9 (SIGKILL, Killed)", {"signal": "SIGKILL"}),
                ("&status=99", "ended with status 99", {"status": 99}),
                ("&status=139", "ended with status 139, which a shell gives for SIGSEGV", {"status": 139}))
        for option, how, end in rows:
            url = f"crash://user:hunter2secret@host?when=SELECT%202&{says}{option}"
            self.write("paritycheck.yaml", f"reference: prod\nenvironments:\n  dev: {{d: '{url}'}}\n  prod: {{d: 'echo:'}}\n")
            arguments = ("--no-builtin", "--probes", "own")
            message = (f"the worker {how} before it answered; last step: SELECT 2, '${{name}}' AS x (session B); "
                       "it wrote to standard error: a first line | libx: cannot allocate for ***")
            report = self.report("run", *arguments, status=3, env=env)
            self.assertEqual([(p["kind"], p["text"], p["message"]) for p in report["problems"] if p["kind"] == "fault"],
                             [("fault", "crashed", message)])
            if option in ("", "&status=99"):
                self.assert_in_every_report(arguments, env, message)
            self.run_program("record", "dev", "-o", "r.jsonl", *arguments, status=3, env=env)
            with open(self.path("r.jsonl"), encoding="utf-8") as file:
                text = file.read()
            [evidence] = [line for line in map(json.loads, text.splitlines()) if "end" in line]
            self.assertEqual(evidence["message"], message)
            self.assertEqual(evidence["end"], {**end, "step": "SELECT 2, '${name}' AS x (session B)",
                                               "stderr": "a first line\n\nlibx: cannot allocate for ***"})
            self.assertNotIn("hunter2secret", text)

    def test_a_fault_that_the_worker_reports_names_the_statement_that_was_being_sent(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        self.write("own/p.sql", PROBE)
        arguments = ("slow:?ms=5000", "echo:", "--no-builtin", "--probes", "own", "--deadline", "200ms")
        found = self.report("run", *arguments, status=3, env=env)["problems"]
        self.assertEqual([(p["text"], p["step"]) for p in found if p["kind"] == "fault"], [("timed-out", "SELECT 1")])
        self.assert_in_every_report(arguments, env, "SELECT 1")

    def test_a_fault_names_the_statement_that_waits_and_not_the_one_sent_last(self):
        self.write("own/p.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--@ A\nCREATE TABLE t (n INTEGER);\nINSERT INTO t VALUES (1);\n"
                   "BEGIN;\nUPDATE t SET n = 2;\n--@ B\n--? waits\nUPDATE t SET n = 3;\n--@ A\nSELECT 4;\n--@ B\nSELECT 5;\n")
        found = self.report("run", POSTGRESQL, "sqlite::memory:", "--no-builtin", "--probes", "own", "--deadline", "1s", status=3)["problems"]
        self.assertEqual([(p["text"], p["step"]) for p in found if p["kind"] == "fault" and p["environment"] == POSTGRESQL],
                         [("timed-out", "UPDATE t SET n = 3 (session B)")])

    def test_a_sanitizers_report_is_told_by_its_summary(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        self.write("own/p.sql", PROBE)
        report = "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n" + "    #0 0x1 in f x.c:1\n" * 300
        report += "\nSUMMARY: AddressSanitizer: heap-use-after-free x.c:1 in f\n" + "Shadow bytes around\n" * 150
        url = "crash:?status=99&says=" + urllib.parse.quote(report)
        found = self.report("run", url, "echo:", "--no-builtin", "--probes", "own", status=3, env=env)["problems"]
        self.assertEqual([p["message"] for p in found if p["kind"] == "fault"],
                         ["the worker ended with status 99 before it answered; last step: SELECT 1; it wrote to standard error: "
                          "ERROR: AddressSanitizer: heap-use-after-free on address 0x1 | "
                          "SUMMARY: AddressSanitizer: heap-use-after-free x.c:1 in f"])

    def test_a_worker_that_had_to_be_killed_is_told_with_its_last_step(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        self.write("own/p.sql", PROBE)
        self.write("deaf", "#!/bin/sh\ntrap '' TERM\n\"$@\" | sed -u '/\"type\":\"answer\"/d; /\"type\":\"fault\"/d'\n")
        os.symlink(pc.PROGRAM, self.path("paritycheck"))
        self.write("paritycheck.yaml", "environments:\n  a:\n    via: sh deaf\n    d: 'echo:'\n  b:\n    d: 'echo:'\n")
        env["PATH"] = self.folder + ":" + os.environ["PATH"]
        found = self.report("run", "--no-builtin", "--probes", "own", "--deadline", "200ms", status=3, env=env)["problems"]
        self.assertEqual([p["text"] for p in found if p["kind"] == "fault"], ["timed-out"])
        self.assertIn("; last step: removing the scratch", [p["message"] for p in found if p["kind"] == "fault"][0])

    def test_a_worker_that_dies_before_it_connects_is_told_with_its_last_step(self):
        self.write("dying", "#!/bin/sh\n\"$@\" | { grep -m1 connecting; kill -9 0; }\n")
        os.symlink(pc.PROGRAM, self.path("paritycheck"))
        self.write("paritycheck.yaml", "environments:\n  a:\n    via: sh dying\n    d: 'sqlite::memory:'\n  b:\n    d: 'sqlite::memory:'\n")
        env = dict(self.env, PATH=self.folder + ":" + os.environ["PATH"])
        message = "the worker was killed by signal 9 (SIGKILL, Killed) before it connected; last step: connecting to the service"
        self.assert_told(["doctor"], 3, message, env=env)
        self.assert_told(["run", "--suite", "smoke"], 3, message, env=env)

    def test_crashes_and_hangs_cost_one_answer(self):
        env = dict(self.env, PARITYCHECK_DOUBLES="1")
        for i in range(10):
            self.write(f"own/p{i}.sql", PROBE.replace("SELECT 1", f"SELECT {i}"))
        report = self.report("run", "crash:?when=SELECT%203", "echo:", "--no-builtin", "--probes", "own", status=3, env=env)
        self.assertEqual([(p["kind"], p["probe"], p["text"]) for p in report["problems"]], [("fault", "p3", "crashed")])
        self.assertEqual(report["counts"]["behaviours"], 9)
        report = self.report("run", "slow:?ms=5000", "echo:", "--no-builtin", "--probes", "own", "--select", "p3", "--deadline", "200ms",
                             status=3, env=env)
        self.assertEqual([p["text"] for p in report["problems"] if p["kind"] == "fault"], ["timed-out"])

    def test_an_endless_query_is_ended(self):
        self.write("own/x.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\n"
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i % 7 + 1 FROM n) SELECT max(i) FROM n;\n")
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--no-builtin", "--probes", "own", "--deadline", "500ms", status=3)
        self.assertEqual([p["text"] for p in report["problems"] if p["kind"] == "fault"], ["timed-out", "timed-out"])
        self.assert_nothing_left()

    def test_a_setup_that_both_refuse_is_incomplete(self):
        self.write("own/x.sql", "-- title: t\n-- bites: b\n-- severity: high\n\nSELECT nonsense;\n--? a\nSELECT 1;\n")
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--no-builtin", "--probes", "own", status=3)
        self.assertIn("setup-refused", [p["kind"] for p in report["problems"]])


if __name__ == "__main__":
    pc.main()
