"""The main job on real servers: run, record, compare, the reports, the suites."""
import json
import os
import re
import subprocess

import pc
import server
from pc import POSTGRESQL, SOURCE

class Run(pc.Case):
    LEAKS = True
    def test_a_reader_that_has_enough_changes_no_status(self):
        self.report("run", "sqlite::memory:", POSTGRESQL, "--select", "sql/nulls/*", status=1)
        for report in ("text", "json", "markdown"):
            process = self.popen("run", "sqlite::memory:", POSTGRESQL, "--select", "sql/**", "--report", report, *pc.UNHURRIED)
            process.stdout.read(1)
            process.stdout.close()
            self.assertEqual((process.wait(pc.PATIENCE), process.stderr.read()), (1, ""), report)
            process.stderr.close()

    def test_only_variables_of_what_is_asked_need_be_set(self):
        self.write("paritycheck.yaml", "environments:\n  dev:\n    db: sqlite:dev.db\n  staging:\n    db: ${PC_TEST_A}\n    via: ${PC_TEST_B}\n"
                                       "  production:\n    db: sqlite:${PC_TEST_C}\n")
        for variable in ("PC_TEST_A", "PC_TEST_B", "PC_TEST_C"):
            self.env.pop(variable, None)
        with open(self.path("dev.db"), "w", encoding="utf-8"):
            pass
        self.run_program("doctor", "dev", status=0)
        self.run_program("record", "dev", "-o", "r.jsonl", "--select", "sql/nulls/*", status=0)
        for arguments, named in ((("run",), "ABC"), (("run", "dev", "production"), "C"), (("doctor", "staging"), "AB")):
            _, _, errors = self.run_program(*arguments, status=2)
            for letter in "ABC":
                self.assertEqual(f"the environment variable 'PC_TEST_{letter}' is not set" in errors, letter in named, errors)
            self.assertIn("paritycheck.yaml:", errors)

    def test_sqlite_is_not_postgresql(self):
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--suite", "sqlite-is-not-postgres", status=1)
        self.assertRegex(report["verdict"]["sentence"],
                         r"^SQLite must not stand in for PostgreSQL: \d+ of \d+ behaviours differ, \d+ of them silently$")
        counts = report["counts"]
        self.assertGreaterEqual(counts["behaviours"], 100)
        self.assertGreaterEqual(counts["behaviours_silent"] * 4, counts["behaviours"])
        agree = counts["behaviours"] - counts["behaviours_differ"] - counts["behaviours_kind_only"]
        self.assertGreaterEqual(agree * 10, counts["behaviours"])
        self.assertEqual(report["problems"], [])
        report = self.report("run", "sqlite::memory:", POSTGRESQL, status=1)
        self.assertGreaterEqual(report["counts"]["behaviours"], 400)
        self.assertEqual(report["problems"], [])
        found = {(d["probe"], d["observation"]): d for d in report["divergences"]}
        like = found["sql/text/like-case", "names like 'ali%'"]
        self.assertEqual(like["reference"], {"rows": [["alistair"]]})
        self.assertEqual(like["other"], {"rows": [["ALINA"], ["Alice"], ["alistair"]]})
        self.assertTrue(like["silent"])
        self.assertEqual(like["about"]["severity"], "high")
        row = found["sql/locking/same-row", "the second writer"]
        self.assertEqual(row["reference"], {"affected": 1, "blocked": True})
        self.assertEqual(row["other"], {"refusal": "lock_not_available"})
        deadlock = found["sql/locking/deadlock", "B wants the first row"]
        self.assertEqual(deadlock["reference"], {"blocked": True, "value": "of a deadlock, exactly one is refused"})
        self.assertFalse([key for key in found if key[0] == "sql/text/equality-case"])
        self.assert_nothing_left()

    def test_the_report_keeps_its_schema(self):
        import jsonschema
        with open(os.path.join(SOURCE, "reports", "report.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        for urls, status in ((("sqlite::memory:", POSTGRESQL), 1), ((POSTGRESQL, POSTGRESQL), 0), (("sqlite:nowhere.db", POSTGRESQL), 3)):
            jsonschema.validate(self.report("run", *urls, "--suite", "smoke", status=status), schema)

    def test_record_and_compare_give_what_run_gives(self):
        production = server.quiet(self)
        run = self.report("run", "sqlite::memory:", production, status=1)
        self.run_program("record", "sqlite::memory:", "-o", "dev.jsonl", "--deadline", "60s", status=0)
        self.run_program("record", production, "-o", "prod.jsonl", "--deadline", "60s", status=0)
        _, output, _ = self.run_program("compare", "prod.jsonl", "dev.jsonl", "--report", "json", status=1)
        compared = json.loads(output)
        for report in (run, compared):
            for environment in report["environments"]:
                environment["run"] = environment["recorded"] = None
        self.assertEqual(json.dumps(run), json.dumps(compared))
        self.assert_both_sides_are_shown("prod.jsonl", "dev.jsonl")

    def assert_both_sides_are_shown(self, *names):
        """What each side was sent is in the text and on the page, for every probe that differs."""
        traces = []
        for name in names:
            with open(self.path(name), encoding="utf-8") as file:
                traces.append({row["probe"]: row["trace"] for row in map(json.loads, file) if "trace" in row})
        _, text, _ = self.run_program("compare", *names, "--report", "text", "--report", "html=r.html", status=1)
        with open(self.path("r.html"), encoding="utf-8") as file:
            data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', file.read(), re.DOTALL)[1])
        page = {row["probe"]: row for row in data["rows"]}
        starts = list(re.finditer(r"^(?:high|medium|low)(?: silent)?  (\S+)  ", text, re.MULTILINE))
        blocks = {start[1]: text[start.start():end] for start, end in
                  zip(starts, [start.start() for start in starts[1:]] + [text.index("\nThe same value as another type")])}
        otherwise = 0
        for probe, block in blocks.items():
            sent = [[[e.get(key) for key in ("label", "session", "sent", "parameters")] for e in trace[probe]] for trace in traces]
            otherwise += sent[0] != sent[1]
            texts, of = page[probe]["sent"]
            for side, statements in enumerate(sent):
                shown = json.dumps(texts[of[side]])
                for _, _, statement, _ in statements:
                    self.assertIn(statement.split("\n")[0][:60], block, probe)
                    self.assertIn(json.dumps(statement[:60])[1:-1], shown, probe)
            if sent[0] != sent[1]:
                self.assertRegex(block, r"(?m)^  to (SQLite|PostgreSQL):$", probe)
        self.assertGreaterEqual(len(blocks), 300)
        self.assertGreaterEqual(otherwise, 26)

    def test_two_recordings_of_one_service_are_equal_but_for_times(self):
        lines = []
        for name in ("a.jsonl", "b.jsonl"):
            self.run_program("record", POSTGRESQL, "-o", name, "--suite", "smoke", status=0)
            with open(self.path(name), encoding="utf-8") as file:
                lines.append([line for line in file if '"status":' in line])
        self.assertEqual(*lines)

    def test_a_configuration(self):
        self.write("paritycheck.yaml", "reference: production\nenvironments:\n  development:\n    database: 'sqlite::memory:?profile=django'\n"
                   "  production:\n    production: true\n    database: ${DB_URL}\n")
        env = dict(self.env, DB_URL=POSTGRESQL)
        report = self.report("run", "--suite", "smoke", status=1, env=env)
        self.assertEqual(report["reference"], "production")
        self.assertIn("development must not stand in for production",
                      report["verdict"]["sentence"].replace("SQLite", "development").replace("PostgreSQL", "production"))
        probes = {d["probe"] for d in report["divergences"]}
        self.assertNotIn("sql/foreign-keys/enforced-by-default", probes)
        self.assertIn("sql/text/like-case", probes)
        self.run_program("doctor", status=0, env=env)

    def test_profiles_close_differences(self):
        bare = self.report("run", "sqlite::memory:", POSTGRESQL, "--select", "sql/foreign-keys/*", status=1)
        closed = self.report("run", "sqlite::memory:?profile=rails", POSTGRESQL, "--select", "sql/foreign-keys/*", status=1)
        self.assertIn("sql/foreign-keys/cascade", {d["probe"] for d in bare["divergences"]})
        self.assertNotIn("sql/foreign-keys/cascade", {d["probe"] for d in closed["divergences"]})

    def test_busy_timeout_waits_as_a_server_does(self):
        report = self.report("run", "sqlite::memory:?busy_timeout=3000", POSTGRESQL, "--select", "sql/locking/same-row", status=0)
        self.assertEqual(report["divergences"], [])

    def test_what_alter_table_looks_up_is_no_answer(self):
        # SQLite looks for rows without a value by a query inside the ALTER TABLE: that it found none is not "no row".
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--select", "sql/ddl/add-required-column", status=0)
        self.assertEqual(report["divergences"], [])

    def test_users_own_probes(self):
        self.write("own/app/case.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? compared\nSELECT 'a' LIKE 'A';\n")
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--probes", "own", "--no-builtin", status=1)
        self.assertEqual([d["probe"] for d in report["divergences"]], ["app/case"])
        self.assertEqual(report["counts"]["behaviours"], 1)
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--probes", "own", "--select", "app/**", "--select", "tag:json", status=1)
        self.assertGreater(report["counts"]["behaviours"], 3)

    def test_via_puts_a_command_in_front(self):
        self.write("far", "#!/bin/sh\nshift\nexec \"$@\"\n")
        os.symlink(pc.PROGRAM, self.path("paritycheck"))
        self.write("paritycheck.yaml", "environments:\n  a:\n    via: sh far host\n    database: 'sqlite::memory:'\n  b:\n    database: 'sqlite::memory:'\n")
        env = dict(self.env, PATH=self.folder + ":" + os.environ["PATH"])
        report = self.report("run", "--suite", "smoke", status=0, env=env)
        self.assertEqual(report["environments"][1]["services"]["database"]["via"], "sh far host")

    def test_worker_that_complains_and_dies(self):
        self.write("far", "#!/bin/sh\necho no such host >&2\nexit 1\n")
        self.write("paritycheck.yaml", "environments:\n  a:\n    via: sh far\n    database: 'sqlite::memory:'\n  b:\n    database: 'sqlite::memory:'\n")
        report = self.report("run", "--suite", "smoke", status=3)
        self.assertIn("the worker ended with status 1 before it connected; it wrote to standard error: no such host",
                      json.dumps(report["problems"]))

    def test_text_report_tells_all(self):
        _, output, _ = self.run_program("run", "sqlite::memory:", POSTGRESQL, "--suite", "smoke", status=1)
        for text in ("must not stand in for", "bites:", "remedy:", "see:", "by hand:", "silent", "PostgreSQL  refused: foreign_key_violation",
                     "paritycheck explain sql/text/like-case --script sqlite | sqlite3 :memory:"):
            self.assertIn(text, output)
        self.assertNotIn("\033", output)

    def test_by_hand_really_reproduces(self):
        _, script, _ = self.run_program("explain", "sql/text/like-case", "--script", "sqlite", status=0)
        result = subprocess.run(["sqlite3", ":memory:"], input=script, capture_output=True, text=True, check=True)
        self.assertEqual(result.stdout.splitlines(), ["-- sql/text/like-case", "in memory", "-- names like 'ali%':", "Alice", "ALINA", "alistair",
                                                     "-- names not like 'ali%':", "1"])
        _, script, _ = self.run_program("explain", "sql/text/like-case", "--script", "postgresql", status=0)
        result = subprocess.run([os.path.join(pc.BIN, "psql"), POSTGRESQL, "-XAtq"], input=script, capture_output=True, text=True, check=True)
        self.assertEqual(result.stdout.splitlines(), ["-- sql/text/like-case", "-- names like 'ali%':", "alistair", "-- names not like 'ali%':", "3"])

    def test_reports_go_to_files(self):
        self.run_program("run", "sqlite::memory:", POSTGRESQL, "--suite", "smoke", "--report", "json=r.json", "--report", "text=r.txt", status=1)
        with open(self.path("r.json"), encoding="utf-8") as file:
            json.load(file)
        self.assertGreater(os.path.getsize(self.path("r.txt")), 1000)

    def test_text_in_quotes_is_sent_as_it_is_written(self):
        text = "a\n-- bb\n\n--? c\n;\n  d  \n"
        self.write("own/x.sql", f"-- title: t\n-- bites: b\n-- severity: low\n\nCREATE TABLE t (a VARCHAR(50));\nINSERT INTO t VALUES ('{text}');\n"
                   "CREATE TABLE u (b INTEGER);\n--[sqlite]\nCREATE TRIGGER r AFTER INSERT ON u BEGIN\n  DELETE FROM t WHERE a = 'b;';\n  DELETE FROM t WHERE a = 'c';\nEND;\n"
                   f"--? length\nSELECT length(a), a = '{text}' FROM t;\n")
        self.run_program("record", "sqlite::memory:", "-o", "r.jsonl", "--no-builtin", "--probes", "own", status=0)
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            answers = [json.loads(line) for line in file][1]
        self.assertEqual(answers["observations"][0]["outcome"]["rows"], [[len(text), 1]])

    def test_an_area_is_selected_without_a_glob(self):
        def ids(*select):
            return [line.split()[0] for line in self.run_program("list", "probes", *select, status=0)[1].splitlines()]
        for area in ("sql", "sql/nulls", "sql/isolation", "redis/scan"):
            within = [probe for probe in ids() if probe.startswith(f"{area}/")]
            self.assertGreater(len(within), 2)
            self.assertEqual(ids("--select", area), within)
            self.assertEqual(ids("--select", f"{area}/"), within)
        report = self.report("run", "sqlite::memory:", "sqlite::memory:", "--select", "sql/nulls", status=0)
        self.assertEqual(report["counts"]["behaviours"] + report["counts"]["skipped"], len(ids("--select", "sql/nulls")))

    def test_tags_are_listed_with_the_number_of_their_probes(self):
        self.write("own/app/x.sql", "-- title: t\n-- bites: b\n-- severity: low\n-- tags: mine, unicode\n\n--? a\nSELECT 1;\n")
        for options in ([], ["--select", "sql/text"], ["--probes", "own"], ["--no-builtin", "--probes", "own"]):
            tags = [line.split() for line in self.run_program("list", "tags", *options, status=0)[1].splitlines()]
            self.assertEqual([tag for tag, _ in tags], sorted(tag for tag, _ in tags))
            self.assertEqual("mine" in dict(tags), "own" in options)
            selected = ["--select", f"tag:{tags[0][0]}"] if "--select" not in options else []
            if selected:
                listed = self.run_program("list", "probes", *options, *selected, status=0)[1].splitlines()
                self.assertEqual(int(tags[0][1]), len(listed))
        self.assertEqual(tags, [["mine", "1"], ["unicode", "1"]])

    def test_the_catalogue_as_a_page(self):
        _, page, _ = self.run_program("list", "probes", "--format", "markdown", "--select", "sql/**", status=0)
        rows = [line for line in page.splitlines() if line.startswith("| `")]
        _, listed, _ = self.run_program("list", "probes", "--select", "sql/**", status=0)
        self.assertEqual([row.split("`")[1] for row in rows], [line.split()[0] for line in listed.splitlines()])
        self.assertGreaterEqual(len(rows), 280)
        for row in rows:
            self.assertEqual(len(re.findall(r"(?<!\\)\|", row)), 5, row)
        _, _, errors = self.run_program("list", "probes", "--format", "markdwn", status=2)
        self.assertIn("did you mean 'markdown'?", errors)

    def test_list_and_explain(self):
        for what, text in (("probes", "sql/text/like-case"), ("adapters", "postgresql"), ("suites", "nightly"), ("reports", "json")):
            _, output, _ = self.run_program("list", what, status=0)
            self.assertIn(text, output)
        _, output, _ = self.run_program("explain", "sql/text/like-case", status=0)
        self.assertIn("SELECT name FROM users", output)


if __name__ == "__main__":
    pc.main()
