"""The reports for other programs, read by those programs' own kind: JUnit by Jenkins' schema and junitparser, SARIF by its schema and
Microsoft's validator with GitHub's rules, TAP by Perl and by node-tap, Markdown by GitHub's renderer, annotations by the rules of
GitHub's runner, CSV by Python's reader. Each must be well-formed whatever a service answers, and be red exactly where the exit status is not 0."""
import collections
import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import unittest
import unittest.mock

import jsonschema
import junitparser

import pc
import report_list
import test_golden
from pc import PROGRAM, SOURCE
from test_golden import ALL, GOLDEN, everywhere, unsafe

sys.path.insert(0, os.path.join(SOURCE, "tests", "bench"))
import recordings  # noqa: E402

PACKAGES = os.path.join(os.environ["PC_TEST_REPORT_READERS"], "node_modules")
MULTITOOL = os.path.join(PACKAGES, "@microsoft", "sarif-multitool-linux")
XSD = os.path.join(SOURCE, "tests", "schemas", "junit-10.xsd")
FORMS = report_list.without(*report_list.OWN_TESTS)
CSV_COLUMNS = ["environment", "service", "probe", "title", "severity", "silent", "category", "observations", "reference answer", "answer", "status", "remedy"]
THREE = ["production.jsonl", "staging.jsonl", "development.jsonl"]
CALM = ["calm.jsonl", "staging.jsonl"]
# Names are cut behind 200 characters: what matters most comes first.
HOSTILE = (" # TODO z | \\| %0A%25 <b>x</b> &amp; *b* `c` [l](http://l) {0} ](x) a::b, " + test_golden.HOSTILE + "]]>--> \x01\x0b\x1f\x7f\ufffe\uffff\U0001ffff </testcase></code></td><script>alert(1)</script>&amp;&#x41; "
           "[x](javascript:alert(1)) ![i](http://evil.example/i) http://evil.example www.evil.example me@evil.example @team *b* __b__ ~~d~~ $x$ "
           "``` ` | \\| \\ \n::error title=t::x\r\n##[error]y\nnot ok 99 # TODO z\n# Subtest: s\n    1..9\nBail out! now\n  ...\n1..0\n{0} {{}} %0A %25 ]( ")
GITHUB_SUMMARY_LIMIT = 1024 * 1024


class Formats(pc.Case):
    def compare(self, paths, form, *arguments):
        result = subprocess.run([PROGRAM, "compare", *paths, "--report", form, *arguments], cwd=GOLDEN, capture_output=True, env=self.env,
                                stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(result.stderr.decode(), "")
        self.assertIn(result.returncode, (0, 1, 3))
        return result.returncode, result.stdout.decode()

    def rewritten(self, name, change):
        """The recording with each line changed; gives its path."""
        with open(os.path.join(GOLDEN, name), encoding="utf-8", newline="") as file:
            lines = [change(json.loads(line)) for line in file.read().split("\n") if line]
        # One of its own: a scenario keeps its recordings.
        self.written = getattr(self, "written", 0) + 1
        return self.write(f"{self.written}/{name}", "".join(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in lines))

    def hostile(self, ids):
        with unittest.mock.patch.object(test_golden, "HOSTILE", HOSTILE):
            return [self.rewritten(name, lambda line: everywhere(line, ids)) for name in ALL]

    def large(self):
        def change(line):
            for observation in line.get("observations", []) if line.get("probe") == "golden/value" else []:
                observation["outcome"]["rows"] = [["<é\x1b" * 250000 + str(side)]]
            return line
        paths = []
        for side, name in enumerate(ALL):
            paths.append(self.rewritten(name, change))
        return paths

    def gone(self):
        """The other environment's service is called otherwise: it is in one environment only, both ways."""
        def change(line):
            if "services" in line:
                line["services"] = {"other": line["services"]["sql"]}
            elif "service" in line:
                line["service"] = "other"
            return line
        return ["production.jsonl", self.rewritten("development.jsonl", change)]

    def down(self):
        """Nothing could be asked of the reference."""
        def change(line):
            if "services" in line:
                line["services"]["sql"]["down"] = "connection refused"
            elif "status" in line:
                line = {"code": "unreachable", "probe": line["probe"], "service": line["service"], "status": "fault"}
            return line
        return [self.rewritten("production.jsonl", change), "development.jsonl"]

    def generated(self, **size):
        folder = self.path("generated")
        os.makedirs(folder, exist_ok=True)
        return recordings.write(folder, **size)

    def scenarios(self):
        """Names, recordings and policy."""
        some = self.generated(probes=40, observations=2, skip=0.1)
        return [("three", THREE, "any"), ("calm", CALM, "any"), ("hostile", self.hostile(False), "any"), ("hostile ids", self.hostile(True), "any"),
                ("large", self.large(), "any"), ("gone", self.gone(), "any"), ("down", self.down(), "any"),
                *((f"generated, {policy}", some, policy) for policy in ("any", "medium", "high", "strict", "never"))]

    def each(self, form, check):
        """Calls check for each scenario with its name, status, text, and the comparison as JSON."""
        for name, paths, policy in self.scenarios():
            with self.subTest(name):
                status, text = self.compare(paths, form, "--fail-on", policy)
                whole = json.loads(self.compare(paths, "json", "--fail-on", policy)[1])
                self.assertEqual(status, whole["verdict"]["exit_status"])
                self.assertEqual(unsafe(test_golden.lines_of(form, text)), [])
                check(name, status, text, whole)

    def environments(self, whole):
        """The names of the environments as reports tell them."""
        return [told(environment["name"]) for environment in whole["environments"]]

    def test_the_scenarios_have_every_exit_status(self):
        self.assertEqual({self.compare(paths, "json", "--fail-on", policy)[0] for _, paths, policy in self.scenarios()}, {0, 1, 3})

    def test_the_same_bytes_twice(self):
        for form in FORMS:
            self.assertEqual(self.compare(THREE, form), self.compare(THREE, form), form)

    def test_no_report_takes_a_large_value_whole(self):
        paths = self.large()
        for form in FORMS:
            self.assertLess(len(self.compare(paths, form)[1]), 100000, form)

    def test_junit(self):
        def check(name, status, text, whole):
            path = self.write("report.xml", text)
            result = subprocess.run(["xmllint", "--noout", "--schema", XSD, path], capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 0, result.stderr[-2000:])
            suites = list(junitparser.JUnitXml.fromfile(path))
            results = [[case.result[0] if case.result else None for case in suite] for suite in suites]
            counted = [[sum(isinstance(r, kind) for r in rs) for kind in (junitparser.Failure, junitparser.Error, junitparser.Skipped)]
                       for rs in results]
            self.assertEqual([[s.failures, s.errors, s.skipped] for s in suites], counted)
            self.assertEqual([s.tests for s in suites], [len(r) for r in results])
            failures, errors, _ = (sum(column) for column in zip(*counted))
            self.assertEqual(errors, len(whole["problems"]), name)
            self.assertEqual(failures + errors > 0, status != 0, name)
            if status == 1:
                self.assertGreater(failures, 0)
            compared = [e["counts"] for e in whole["environments"] if not e["reference"]]
            for suite, (failed, wrong, skipped), counts in zip([s for s in suites if " held against " in s.name], counted[-len(compared):], compared):
                self.assertEqual(suite.tests - wrong - skipped, counts["behaviours"])
                if name in ("three", "calm", "generated, any"):
                    self.assertEqual(failed, counts["behaviours_differ"])
                if name == "generated, strict":
                    self.assertEqual(failed, counts["behaviours_differ"] + counts["behaviours_kind_only"])
            reference, *others = self.environments(whole)
            self.assertEqual([s.name for s in suites][-len(others):], [f"{other} held against {reference}" for other in others])
            self.assertEqual([], [case.classname for suite in suites for case in suite if not case.classname.startswith((reference, *others))])
            names = [(case.classname, case.name) for suite in suites for case in suite]
            if "gone" not in name:
                self.assertEqual(len(names), len(set(names)), "readers keep a case's history by its class and name")
        self.each("junit", check)

    def sarif_schema(self):
        with open(os.path.join(MULTITOOL, "sarif-2.1.0.json"), encoding="utf-8-sig") as file:
            schema = json.load(file)
        return jsonschema.validators.validator_for(schema)(schema)

    def test_sarif(self):
        validator = self.sarif_schema()
        def check(name, status, text, whole):
            log = json.loads(text)
            validator.validate(log)
            run, = log["runs"]
            self.assertEqual(len(run["results"]), len(whole["divergences"]))
            self.assertEqual([r["level"] for r in run["results"]],
                             [{"high": "error", "medium": "warning", "low": "note"}[d["severity"]] for d in whole["divergences"]])
            for result in run["results"]:
                self.assertEqual(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
                self.assertEqual([p["physicalLocation"]["artifactLocation"]["uri"] for p in result["locations"]], ["paritycheck.yaml"])
                self.assertNotRegex(result["message"]["text"].replace("{{", "").replace("}}", ""), r"[{}]|[^\\]\]\(")
            prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
            self.assertEqual(len(prints), len(set(prints)))
            invocation, = run["invocations"]
            told = invocation["toolConfigurationNotifications"] + invocation["toolExecutionNotifications"]
            self.assertEqual(sorted(n["descriptor"]["id"] for n in told), sorted(p["kind"] for p in whole["problems"]))
            self.assertEqual((invocation["exitCode"], invocation["executionSuccessful"]), (status, status != 3))
            self.assertEqual(any(r["properties"]["counts"] for r in run["results"]) or status == 3, status != 0)
        self.each("sarif", check)

    def test_sarif_by_the_rules_of_github(self):
        env = dict(self.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1", DOTNET_CLI_TELEMETRY_OPTOUT="1", HOME=self.tmp)
        for name, paths in (("three", THREE), ("calm", CALM), ("hostile", self.hostile(False)), ("gone", self.gone())):
            log = self.write("report.sarif", self.compare(paths, "sarif")[1])
            result = subprocess.run([os.path.join(MULTITOOL, "Sarif.Multitool"), "validate", log, "--rule-kind", "Sarif;Ghas", "-o", self.path("validated.sarif"),
                                     "--log", "ForceOverwrite"], env=env, capture_output=True, text=True, check=False, timeout=120)
            self.assertIn("Analysis completed successfully", result.stdout, result.stderr)
            with open(self.path("validated.sarif"), encoding="utf-8-sig") as file:
                found = json.load(file)["runs"][0].get("results", [])
            # The project's page is no part of the program.
            self.assertEqual([r for r in found if r["ruleId"] != "SARIF2005"], [], name)

    def test_sarif_knows_a_divergence_again(self):
        def later(line):
            if "run" in line:
                line["run"], line["recorded"] = "pc_later", "2026-02-03T04:05:06.000000Z"
            for observation in line.get("observations", []):
                if observation["outcome"] == {"affected": 3}:
                    observation["outcome"]["affected"] = 4
            return line
        before = json.loads(self.compare(ALL, "sarif")[1])
        after = json.loads(self.compare(["production.jsonl", self.rewritten("development.jsonl", later)], "sarif")[1])
        prints = [[r["partialFingerprints"] for r in log["runs"][0]["results"]] for log in (before, after)]
        self.assertEqual(*prints)
        self.assertNotEqual(before, after)

    def test_sarif_leaves_out_what_github_does_not_take(self):
        many = self.generated(probes=1200, observations=9, environments=4, differ=1)
        log, whole = (json.loads(self.compare(many, form)[1]) for form in ("sarif", "json"))
        run, = log["runs"]
        self.assertEqual(len(run["results"]), 25000)
        text, = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
        self.assertRegex(text, f"^{len(whole['divergences']) - 25000} results are left out")
        self.assertEqual({r["properties"]["environment"] for r in run["results"] if r["level"] == "error"},
                         {"development", "staging", "ci"})

    def test_tap(self):
        perl = ("use TAP::Parser; my $p = TAP::Parser->new({source => $ARGV[0]}); my @unknown; my $yaml = 0;"
                "while (my $r = $p->next) { push @unknown, $r->raw if $r->is_unknown; $yaml++ if $r->is_yaml }"
                "printf qq(%d %d %d %d %d %d\n), $p->tests_planned, scalar $p->actual_passed, scalar $p->actual_failed, scalar $p->skipped, "
                "scalar $p->parse_errors, scalar @unknown; print for $p->parse_errors")
        def check(name, status, text, whole):
            self.assertTrue(text.startswith("TAP version 14\n"))
            # Debian's Perl knows the version before, of which 14 is a superset that it reads alike.
            path = self.write("report.tap", text.replace("TAP version 14", "TAP version 13", 1))
            output = subprocess.run(["perl", "-e", perl, path], capture_output=True, text=True, check=True).stdout
            planned, passed, failed, skipped, wrong, unknown = map(int, output.split("\n")[0].split())
            self.assertEqual((wrong, unknown, passed + failed), (0, 0, planned), output)
            self.assertEqual(failed > 0, status != 0)
            node = ("const { Parser } = require(process.argv[1]); const names = []; const p = new Parser({ strict: true }, "
                    "({ ok, count, fail, skip, todo, bailout }) => console.log(JSON.stringify({ ok, count, fail, skip, todo, bailout, names })));"
                    "p.on('assert', ({ name }) => names.push(name)); process.stdin.pipe(p)")
            result = subprocess.run(["node", "-e", node, os.path.join(PACKAGES, "tap-parser")], input=text, capture_output=True, text=True,
                                    check=True, env=self.env)
            final = json.loads(result.stdout)
            self.assertEqual((final["ok"], final["count"], final["fail"], final["skip"], final["todo"]), (status == 0, planned, failed, skipped, 0))
            self.assertEqual(final["bailout"], False)
            self.assertEqual([], [words for words in final["names"] if not words.startswith(tuple(self.environments(whole)))])
            compared = sum(e["counts"]["behaviours"] for e in whole["environments"] if not e["reference"])
            self.assertEqual(planned - skipped - len(whole["problems"]), compared, name)
        self.each("tap", check)

    def test_annotations(self):
        def check(name, status, text, whole):
            commands = [runner_parse(line) for line in text.split("\n")[:-1]]
            kinds = [command[0] for command in commands]
            self.assertTrue(text == "" or text.endswith("\n"))
            for kind in ("error", "warning", "notice"):
                self.assertLessEqual(kinds.count(kind), 10)
            self.assertEqual("error" in kinds, status != 0, name)
            for kind, properties, message in commands:
                self.assertEqual(list(properties), ["title"])
                self.assertTrue(properties["title"].startswith((*self.environments(whole), "left out")), properties)
                self.assertEqual([], [c for c in unsafe(properties["title"] + message)])
            left = [message for _, properties, message in commands if properties["title"] == "left out"]
            behaviours = {(d["environment"], d["service"], d["probe"]) for d in whole["divergences"]}
            shown = len(commands) - len(left)
            told = sum(map(int, re.findall(r"(?:^|, )([0-9]+) ", left[0].split(": GitHub")[0]))) if left else 0
            self.assertEqual(shown + told, len(behaviours) + len(whole["problems"]) + len(whole["lacks"]))
            if left:
                self.assertEqual(commands[-1][1]["title"], "left out")
        self.each("annotations", check)

    def test_markdown(self):
        def check(name, status, text, whole):
            self.assertLess(len(text.encode()), GITHUB_SUMMARY_LIMIT)
            rendered = Rendered(text)
            self.assertLessEqual(rendered.tags, {"h2", "h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "br", "i", "ul", "li",
                                                 "details", "summary"}, name)
            self.assertLessEqual(rendered.attributes, {"align"})
            self.assertEqual(rendered.links - {""}, set())
            self.assertEqual([row[0].replace(" (reference)", "") for row in rendered.tables[0][1:]], [e.strip() for e in self.environments(whole)])
            for table in rendered.tables:
                self.assertEqual({len(row) for row in table}, {len(table[0])})
            self.assertEqual(rendered.headings[0], {0: "Nothing differs that counts", 1: "Environments differ", 3: "Incomplete"}[status])
            differs = [table for table in rendered.tables if table[0][0] == "severity"]
            self.assertEqual(sum(len(table) - 1 for table in differs[:1]), len({(d["service"], d["probe"]) for d in whole["divergences"]
                                                                               if d["category"] not in ("kind", "names") or name == "generated, strict"}))
            self.assertEqual(sum("What could not be told" in h for h in rendered.headings), int(bool(whole["problems"])))
        self.each("markdown", check)

    def csv_rows(self, text):
        """The rows as Python reads them, which are what its writer would write again: each cell with its column's name."""
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.assertEqual(head, CSV_COLUMNS)
        self.assertEqual({len(row) for row in rows} - {len(head)}, set())
        again = io.StringIO(newline="")
        csv.writer(again, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([head, *rows])
        self.assertEqual(again.getvalue(), text)
        self.assertEqual([], [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n"))])
        return [dict(zip(head, row)) for row in rows]

    def test_csv(self):
        def check(name, status, text, whole):
            rows = self.csv_rows(text)
            problems = [row for row in rows if row["category"] == "problem"]
            findings = [row for row in rows if row["category"] != "problem"]
            self.assertEqual(text.count("\r\n"), len(rows) + 1)
            self.assertEqual(len(problems), len(whole["problems"]), name)
            self.assertEqual([row["answer"].split(": ")[0] for row in problems], [p["kind"] for p in whole["problems"]], name)
            self.assertEqual(len(findings), sum(e["counts"]["findings"] for e in whole["environments"] if not e["reference"]), name)
            if not name.startswith("hostile"):
                self.assertEqual(sum(len(row["observations"].split("; ")) for row in findings), len(whole["divergences"]))
                self.assertEqual(collections.Counter((row["environment"], row["service"], row["probe"], label) for row in findings
                                                     for label in row["observations"].split("; ")),
                                 collections.Counter((d["environment"], d["service"], d["probe"], d["observation"]) for d in whole["divergences"]))
                for key, shown in (("category", str), ("severity", str), ("silent", lambda value: "yes" if value else "no")):
                    self.assertEqual({row[key] for row in findings}, {shown(d[key]) for d in whole["divergences"]})
            self.assertEqual([], [row for row in findings if not row["reference answer"] or not row["answer"] or row["status"]])
            self.assertTrue(rows or status == 0)
        self.each("csv", check)

    def test_no_cell_of_a_csv_is_a_formula_or_breaks_out(self):
        starts = ("=1+1", "+1", "-1", "@SUM(A1)", '"=1+1', "\t=1+1", "\r\n=1+1", '","=1+1', ";=1+1")
        for start in starts:
            def change(line, start=start):
                if "about" in line:
                    line["about"].update(title=start + '"a",b', remedy=start + '"\r\n"')
                for observation in line.get("observations", []):
                    observation["label"] = start + observation["label"] if observation["label"] != "setup" else "setup"
                return line
            paths = [self.rewritten(name, change) for name in ALL]
            with self.subTest(start):
                rows = self.csv_rows(self.compare(paths, "csv")[1])
                kept = ("'" if start[0] in "=+-@" else "") + start.replace("\r", "«U+000D»").replace("\n", "«U+000A»").replace("\t", "«U+0009»")
                some = [row for row in rows if row["category"] != "problem"]
                self.assertEqual({row["title"] for row in some}, {kept + '"a",b'})
                self.assertEqual({row["remedy"] for row in some}, {kept + '"«U+000D»«U+000A»"'})
                self.assertEqual({row["observations"][:len(kept)] for row in some if row["observations"] != "setup"}, {kept})

    def test_markdown_stays_below_what_github_takes_and_says_what_it_leaves_out(self):
        paths = self.generated(probes=5000, observations=1, environments=4, differ=1, skip=0.1)
        text = self.compare(paths, "markdown")[1]
        self.assertLess(len(text.encode()), GITHUB_SUMMARY_LIMIT)
        whole = json.loads(self.compare(paths, "json")[1])
        rendered = Rendered(text)
        rows = sum(len(table) - 1 for table in rendered.tables if table[0][0] == "severity")
        behaviours = [{d["probe"] for d in whole["divergences"] if (d["category"] == "kind") == mild} for mild in (False, True)]
        left = sum(int(n) for n in re.findall(r"\*\*([0-9]+) more are left out here\*\*", text))
        self.assertGreater(left, 0)
        self.assertEqual(rows + left, sum(map(len, behaviours)))

    def accepted(self):
        """A comparison of which everything is accepted but what one observation of it answers now, and one entry is stale."""
        baseline = self.path("paritycheck.baseline.yaml")
        paths = self.generated(probes=40, observations=2, environments=2)
        with open(paths[1], encoding="utf-8") as file:
            before = file.read()
        subprocess.run([PROGRAM, "accept", *paths, "--reason", "known <b>since</b> | May", "--owner", "the team", "--baseline", baseline],
                       env=self.env, check=True, capture_output=True)
        return baseline, paths, before

    def test_what_is_accepted_is_not_red(self):
        baseline, paths, _ = self.accepted()
        self.assertEqual(self.compare(paths, "json")[0], 1)
        reports = {}
        for form in FORMS:
            status, reports[form] = self.compare(paths, form, "--baseline", baseline)
            self.assertEqual(status, 0, form)
        suite, = junitparser.JUnitXml.fromstring(reports["junit"].encode())
        self.assertEqual((suite.failures, suite.errors, suite.skipped), (0, 0, 0))
        self.assertIn("[accepted by the team: known &lt;b&gt;since&lt;/b&gt; | May]", reports["junit"])
        self.assertNotIn("\nnot ok", reports["tap"])
        self.assertEqual({runner_parse(line)[0] for line in reports["annotations"].split("\n")[:-1]}, {"notice"})
        self.assertEqual({row["status"] for row in self.csv_rows(reports["csv"])}, {"accepted by the team: known <b>since</b> | May"})
        log = json.loads(reports["sarif"])
        self.sarif_schema().validate(log)
        for result in log["runs"][0]["results"]:
            self.assertEqual(result["baselineState"], "unchanged")
            self.assertEqual(result["suppressions"], [{"justification": "known <b>since</b> | May", "kind": "external", "status": "accepted"}])
        rendered = Rendered(reports["markdown"])
        self.assertEqual([h for h in rendered.headings if "What differs" in h], [])
        self.assertTrue(any("accepted by the team: known <b>since</b> | May" in row[-1] for table in rendered.tables for row in table))

    def test_what_is_no_longer_as_accepted_is_red(self):
        baseline, paths, before = self.accepted()
        line = re.search(r'"outcome":\{"refusal":"lock_not_available"\}', before)
        changed = before[:line.start()] + '"outcome":{"refusal":"deadlock_detected"}' + before[line.end():]
        with open(paths[1], "w", encoding="utf-8") as file:
            file.write(changed)
        status, text = self.compare(paths, "sarif", "--baseline", baseline)
        self.assertEqual(status, 1)
        results = json.loads(text)["runs"][0]["results"]
        self.assertEqual(sorted({(r["baselineState"], r["properties"]["counts"], len(r["suppressions"])) for r in results}),
                         [("unchanged", False, 1), ("updated", True, 0)])
        self.assertEqual(self.compare(paths, "tap", "--baseline", baseline)[1].count("\nnot ok"), 1)
        rows = self.csv_rows(self.compare(paths, "csv", "--baseline", baseline)[1])
        self.assertEqual(sum("another answer than accepted" in row["status"] for row in rows), 1)
        self.assertEqual([runner_parse(line)[0] for line in self.compare(paths, "annotations", "--baseline", baseline)[1].split("\n")].count("error"), 1)

    def test_what_is_accepted_and_gone_is_told(self):
        baseline, paths, _ = self.accepted()
        with open(paths[0], encoding="utf-8") as file:
            alike = file.read().replace('"environment":"production"', '"environment":"development"')
        with open(paths[1], "w", encoding="utf-8") as file:
            file.write(alike)
        for form, words in (("junit", "stale, what was accepted is gone: development/"), ("tap", "# stale, what was accepted is gone: "),
                            ("annotations", "accepted and gone%3A take out of the baseline::development/"),
                            ("markdown", "### Accepted and gone: take out of the baseline ("), ("sarif", '"descriptor":{"id":"stale"}')):
            status, text = self.compare(paths, form, "--baseline", baseline)
            self.assertEqual(status, 0)
            self.assertIn(words, text, form)


def told(name):
    """A name as reports show it (reports/wording.h)."""
    head = "".join(f"«U+{ord(c):04X}»" if unicodedata.category(c) in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp") else c for c in name[:200])
    return head if len(name) <= 200 else f"{head}... ({len(name) - 200} characters more)"


def runner_parse(line):
    """A line by the rules of GitHub's runner (ActionCommand.TryParseV2): the command, its properties and its data; ("", {}, "") where
    the runner would take it for text."""
    if not line.lstrip().startswith("::") or line.find("::", 2) < 0:
        return "", {}, ""
    end = line.find("::", 2)
    name, _, rest = line[2:end].partition(" ")
    assert name in ("error", "warning", "notice"), name

    def unescaped(text, mappings):
        for token, character in mappings:
            text = text.replace(token, character)
        return text
    data = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
    pairs = [pair.split("=", 1) for pair in rest.strip().split(",") if pair]
    properties = {key: unescaped(value, (*data[:2], ("%3A", ":"), ("%2C", ","), data[2])) for key, value in pairs}
    message = unescaped(line[end + 2:], data)
    return name, properties, message.replace("\n", " ")


class Rendered(html.parser.HTMLParser):
    """Markdown as GitHub renders it: what elements it has, and its tables and headings as text."""

    def __init__(self, text):
        super().__init__()
        result = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist"], input=text.encode(),
                                capture_output=True, check=True)
        self.tags, self.attributes, self.links = set(), set(), set()
        self.tables, self.headings, self.within = [], [], None
        self.feed(result.stdout.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.update(value for name, value in attrs if name in ("href", "src"))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag in ("h2", "h3"):
            self.headings.append("")
        self.within = {"td": "cell", "th": "cell", "h2": "heading", "h3": "heading", "p": None, "li": None, "summary": None}.get(tag, self.within)

    def handle_data(self, data):
        if self.within == "cell":
            self.tables[-1][-1][-1] += data
        elif self.within == "heading":
            self.headings[-1] += data

    def handle_endtag(self, tag):
        if tag in ("td", "th", "h2", "h3"):
            self.within = None


if __name__ == "__main__":
    unittest.main(verbosity=1)
