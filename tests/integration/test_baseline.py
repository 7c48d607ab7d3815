"""What is accepted, on real servers: night after night, when an answer changes, goes, or comes, and when somebody cheats."""
import json
import os
import re
import subprocess

import pc
import server
from pc import POSTGRESQL, SOURCE

PROBE = "-- title: t\n-- bites: b\n-- severity: high\n\n--? {label}\n{sql};\n"
WHY = ["--reason", "known since spring", "--owner", "ann@example.org"]
BASELINE = "paritycheck.baseline.yaml"
GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
       "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}


def scrubbed(report):
    """Without times and names of runs."""
    report = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?Z?| UTC)", "TIME", report)
    return re.sub(r"pc_[0-9a-z]{5,8}_[0-9a-z]+", "RUN", report)


class Baseline(pc.Case):
    LEAKS = True
    def setUp(self):
        super().setUp()
        self.env.update(DB_URL=POSTGRESQL, **GIT)
        self.dev()

    def dev(self, url="sqlite::memory:", more=""):
        self.write("paritycheck.yaml", f"reference: production\n{more}environments:\n  development:\n    database: '{url}'\n"
                   "  production:\n    database: ${DB_URL}\n")

    def probe(self, name, sql, label="answer"):
        self.write(f"own/app/{name}.sql", PROBE.format(label=label, sql=sql))

    def own(self, *arguments, status, command="run"):
        """A run of the own probes; gives its report, also in report.json."""
        self.run_program(command, "--probes", "own", "--no-builtin", *arguments, "--report", "json=report.json", status=status)
        return json.loads(self.read("report.json"))

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def accept(self, *arguments, status=0):
        _, output, errors = self.run_program("accept", *arguments, status=status)
        return output + errors

    def standings(self, report):
        return {d["probe"]: d["standing"] for d in report["divergences"]}

    def test_from_the_second_night_on_all_is_quiet_and_the_same(self):
        _, listed, _ = self.run_program("list", "reports", status=0)
        forms = [line.split()[0] for line in listed.splitlines()]
        self.assertLessEqual({"text", "json"}, set(forms))
        self.env.update(DB_URL=server.quiet(self))
        nights = []
        for night, status in ((1, 1), (2, 0), (3, 0)):
            reports = [word for form in forms for word in ("--report", f"{form}={night}.{form}")]
            self.run_program("run", "--suite", "sqlite-is-not-postgres", *reports, status=status)
            if night == 1:
                self.assertEqual(json.loads(self.read("1.json"))["baseline"], None)
                self.assertRegex(self.accept("1.json", *WHY, "--expires", "90d"), r"^paritycheck\.baseline\.yaml: \d+ added, 0 updated, 0 left")
            nights.append({form: scrubbed(self.read(f"{night}.{form}")) for form in forms})
        for form in forms:
            self.assertEqual(nights[1][form], nights[2][form], form)
        report = json.loads(self.read("2.json"))
        self.assertEqual(report["baseline"]["file"], BASELINE)
        self.assertGreater(report["baseline"]["standings"]["accepted"], 100)
        self.assertEqual({d["standing"] for d in report["divergences"]}, {"accepted"})
        self.assertIn("Accepted: known to differ", nights[1]["text"])
        self.assertNotIn("differ:", nights[1]["text"])
        # A part of it: what is not asked is not gone, and not accepting it again changes nothing.
        part = self.report("run", "--suite", "smoke", status=0)
        self.assertEqual(part["baseline"]["stale"], [])
        before = self.read(BASELINE)
        self.assertIn("nothing to accept, what differs is accepted already", self.accept("2.json", *WHY))
        self.assertEqual(self.read(BASELINE), before)
        self.run_program("run", "--suite", "smoke", "--no-baseline", status=1)

    def test_another_answer_is_told_again(self):
        self.probe("like", "SELECT 'a' LIKE 'A'")
        self.own(status=1)
        self.accept("report.json", *WHY)
        self.assertEqual(self.own(status=0)["baseline"]["standings"]["accepted"], 1)
        self.probe("like", "SELECT 'a' LIKE 'A', 'more'")
        report = self.own(status=1)
        self.assertEqual(self.standings(report), {"app/like": "changed"})
        self.assertEqual(report["divergences"][0]["acceptance"]["note"], "both answer otherwise than was accepted")
        self.assertIn("1 changed", report["verdict"]["sentence"])
        _, text, _ = self.run_program("run", "--probes", "own", "--no-builtin", status=1)
        self.assertIn("high silent changed  app/like", text)
        self.assertIn("known since spring (ann@example.org); both answer otherwise", " ".join(text.split()))
        self.assertIn("0 added, 1 updated", self.accept("report.json", "--reason", "new", "--owner", "bob"))
        self.assertEqual(self.own(status=0)["divergences"][0]["acceptance"]["owner"], "bob")

    def test_what_is_gone_is_stale_and_can_be_pruned(self):
        self.probe("like", "SELECT count(*) FROM (SELECT 'a' AS a) AS t WHERE a LIKE 'A'")
        self.probe("null", "SELECT * FROM (SELECT NULL AS a UNION ALL SELECT '1') AS t ORDER BY a LIMIT 1")
        self.own(status=1)
        self.accept("report.json", *WHY)
        text = self.read(BASELINE).replace("  - probe: app/like", "  # goes with it\n  - probe: app/like").replace("  - probe: app/null", "\n  # stays\n  - probe: app/null")
        self.write(BASELINE, text + "# tail\n")
        self.dev("sqlite::memory:?case_sensitive_like=on")
        report = self.own(status=0)
        self.assertEqual([(s["probe"], s["owner"]) for s in report["baseline"]["stale"]], [("app/like", "ann@example.org")])
        self.assertIn("1 accepted one is gone", report["verdict"]["sentence"])
        _, told, _ = self.run_program("run", "--probes", "own", "--no-builtin", status=0)
        self.assertIn("Stale: accepted, but gone", told)
        self.assertIn("0 removed", self.accept("report.json", "--prune", "--select", "app/null"))
        self.assertEqual(self.read(BASELINE), text + "# tail\n")
        self.assertIn("1 removed", self.accept("report.json", "--prune"))
        pruned = self.read(BASELINE)
        self.assertNotIn("goes with it", pruned)
        self.assertIn("  # stays\n  - probe: app/null", pruned)
        self.assertTrue(pruned.endswith("# tail\n"))
        self.assertEqual([line for line in pruned.splitlines() if line not in text.splitlines() + ["# tail"]], [])
        self.assertEqual(self.own(status=0)["baseline"]["stale"], [])
        # Back again, it is a difference that nobody has accepted.
        self.dev()
        self.assertEqual(self.standings(self.own(status=1))["app/like"], "new")

    def test_what_cannot_be_told_is_not_stale(self):
        self.probe("like", "SELECT 'a' LIKE 'A'")
        self.own(status=1)
        self.accept("report.json", *WHY)
        self.dev("sqlite:nowhere.db")
        self.assertEqual(self.own(status=3)["baseline"]["stale"], [])
        self.dev()
        self.write("own/app/like.sql", PROBE.format(label="answer", sql="SELECT nonsense()"))
        self.assertEqual(self.own(status=3)["baseline"]["stale"], [])
        self.write("own/app/like.sql", PROBE.format(label="answer", sql="SELECT nonsense();\n--? fine\nSELECT 1"))
        self.assertEqual(self.own(status=3)["baseline"]["stale"], [])
        self.write("own/app/like.sql", PROBE.format(label="answer", sql="SELECT 1"))
        self.assertEqual([s["probe"] for s in self.own(status=0)["baseline"]["stale"]], ["app/like"])
        self.write("own/app/like.sql", PROBE.format(label="answer", sql="SELECT 1").replace("\n\n--?", "\n\nCREATE TABLE t (a nonsense(;\n--?"))
        self.assertEqual(self.own(status=3)["baseline"]["stale"], [])

    def test_an_expired_one_counts_by_the_day_of_the_recordings(self):
        self.probe("like", "SELECT 'a' LIKE 'A'")
        for environment, name in (("production", "p.jsonl"), ("development", "d.jsonl")):
            self.run_program("record", environment, "-o", name, "--probes", "own", "--no-builtin", status=0)
        self.assertIn("1 added", self.accept("p.jsonl", "d.jsonl", *WHY, "--expires", "2098-12-31"))
        self.run_program("compare", "p.jsonl", "d.jsonl", status=0)
        for day, status in (("2098-12-31", 0), ("2099-01-01", 1)):
            # One of the two is enough.
            self.write("later.jsonl", re.sub(r'"recorded":"\d{4}-\d\d-\d\d', f'"recorded":"{day}', self.read("d.jsonl")))
            report = self.report("compare", "p.jsonl", "later.jsonl", status=status)
            self.assertEqual(self.standings(report), {"app/like": "expired" if status else "accepted"})
        self.assertIn("0 added, 1 updated", self.accept("p.jsonl", "later.jsonl", *WHY))
        self.run_program("compare", "p.jsonl", "later.jsonl", status=0)

    def test_a_probe_newer_than_the_baseline_is_pending(self):
        self.probe("like", "SELECT 'a' LIKE 'A'")
        self.probe("agree", "SELECT 1")
        self.own(status=1)
        self.accept("report.json", *WHY)
        self.probe("new", "SELECT length('a' || NULL) IS NULL, 'a' LIKE 'A'")
        self.probe("agree", "SELECT 'b' LIKE 'B'")
        # One that was known and agreed is no newer one.
        self.assertEqual(self.standings(self.own(status=1)), {"app/agree": "new", "app/like": "accepted", "app/new": "pending"})
        self.accept("report.json", *WHY, "--select", "app/agree")
        report = self.own(status=0)
        self.assertEqual(self.standings(report), {"app/agree": "accepted", "app/like": "accepted", "app/new": "pending"})
        self.assertIn("1 pending", report["verdict"]["sentence"])
        _, text, _ = self.run_program("run", "--probes", "own", "--no-builtin", status=0)
        self.assertIn("high silent pending  app/new", text)
        self.own("--fail-on", "strict", status=1)
        self.accept("report.json", *WHY)
        self.own("--fail-on", "strict", status=0)
        # Every built-in probe was known when the file was begun.
        self.assertIn("new", {d["standing"] for d in self.report("run", "--suite", "smoke", status=1)["divergences"]})

    def git(self, *arguments, cwd=None):
        subprocess.run(["git", *arguments], cwd=cwd or self.folder, env=self.env, check=True, capture_output=True)

    def test_a_change_cannot_accept_itself(self):
        self.probe("like", "SELECT 'a' LIKE 'A'")
        for environment, name in (("production", "p.jsonl"), ("development", "d.jsonl")):
            self.run_program("record", environment, "-o", name, "--probes", "own", "--no-builtin", status=0)
        os.makedirs(self.path("repository/parity"))
        self.git("init", "-q", "-b", "main", "repository")
        known = "repository/parity/known.yaml"
        based = ["p.jsonl", "d.jsonl", "--baseline", known]
        cwd = self.path("repository")
        self.git("commit", "-q", "--allow-empty", "-m", "nothing", cwd=cwd)
        _, _, errors = self.run_program("compare", *based, "--baseline-from", "main", status=2)
        self.assertRegex(errors, r"--baseline-from main: no baseline 'repository/parity/known\.yaml' at [0-9a-f]{12}")
        self.write(known, "accepted: []\n")
        self.git("add", ".", cwd=cwd)
        self.git("commit", "-q", "-m", "begin", cwd=cwd)
        self.git("checkout", "-q", "-b", "feature", cwd=cwd)
        self.accept(*based, *WHY)
        self.git("commit", "-q", "-a", "-m", "accept", cwd=cwd)
        self.git("commit", "-q", "--allow-empty", "-m", "main goes on", cwd=cwd)
        self.run_program("compare", *based, status=0)
        report = self.report("compare", *based, "--baseline-from", "main", status=1)
        self.assertRegex(report["baseline"]["file"], r"^repository/parity/known\.yaml at [0-9a-f]{12}$")
        self.assertEqual(self.standings(report), {"app/like": "new"})
        # Once it has landed, it holds for what begins there.
        self.git("checkout", "-q", "main", cwd=cwd)
        self.git("merge", "-q", "feature", cwd=cwd)
        self.git("checkout", "-q", "-b", "next", cwd=cwd)
        self.run_program("compare", *based, "--baseline-from", "main", status=0)
        self.run_program("run", "--probes", "own", "--no-builtin", "--baseline", known, "--baseline-from", "main", status=0)
        os.remove(self.path(known))
        self.run_program("compare", *based, "--baseline-from", "main", status=0)
        for revision, message in (("nowhere", "nowhere"), ("--output=x", "expected a revision"), ("", "expected a revision")):
            _, _, errors = self.run_program("compare", *based, f"--baseline-from={revision}", status=2)
            self.assertIn(message, errors)
        self.git("checkout", "-q", "--orphan", "other", cwd=cwd)
        self.git("commit", "-q", "--allow-empty", "-m", "other", cwd=cwd)
        _, _, errors = self.run_program("compare", *based, "--baseline-from", "main", status=2)
        self.assertIn("no commit in common", errors)
        _, _, errors = self.run_program("compare", "p.jsonl", "d.jsonl", "--baseline-from", "main", status=2)
        self.assertRegex(errors, "--baseline-from main: .*not a git repository")
        os.mkdir(self.path("empty"))
        _, _, errors = self.run_program("compare", *based, "--baseline-from", "main", status=2, env=dict(self.env, PATH=self.path("empty")))
        self.assertIn("cannot run git", errors)
        self.assertEqual(errors.count("\n"), 1)

    def test_comments_and_order_are_kept(self):
        for name in ("one", "two", "three"):
            self.probe(name, "SELECT 'a' LIKE 'A'")
        self.own("--select", "app/one", "--select", "app/two", status=1)
        self.accept("report.json", *WHY)
        entries = re.split(r"(?m)^(?=  - probe)", self.read(BASELINE).split("accepted:\n")[1].split("\n\n")[0] + "\n")[1:]
        tail = self.read(BASELINE).split("\n\n")[1]
        text = "# ours\naccepted:\n  # second first\n" + entries[1] + "\n  # ---\n" + entries[0].replace("ann@example.org\"", "'ann'  # till May") + "\n\n# more\n" + tail
        text = text.replace('"\'ann\'', "'ann'")
        self.write(BASELINE, text)
        os.chmod(self.path(BASELINE), 0o640)
        os.rename(self.path(BASELINE), self.path("elsewhere.yaml"))
        os.symlink("elsewhere.yaml", self.path(BASELINE))
        self.assertEqual(self.standings(self.own(status=0)), {"app/one": "accepted", "app/two": "accepted", "app/three": "pending"})
        self.accept("report.json", *WHY)
        now = self.read(BASELINE)
        added = [line for line in now.splitlines() if line not in text.splitlines()]
        self.assertEqual([line for line in added if line.startswith("  - ")], ["  - probe: app/three"])
        at = now.index("  - probe: app/three")
        self.assertTrue(text.startswith(now[:at]))
        self.assertIn("'ann'  # till May", now[:at])
        self.assertTrue(os.path.islink(self.path(BASELINE)))
        self.assertEqual(os.stat(self.path("elsewhere.yaml")).st_mode & 0o777, 0o640)
        # Accepted again by name, an entry is set in place.
        self.accept("report.json", "--reason", "again", "--owner", "carl", "--select", "app/one", "--expires", "2099-01-01")
        again = self.read(BASELINE)
        self.assertIn("    reason: again\n    owner: carl  # till May\n", again)
        self.assertIn("    expires: 2099-01-01\n", again)
        self.assertEqual(re.findall(r"- probe: (\S+)", again), ["app/two", "app/one", "app/three"])
        self.assertEqual(re.findall("#.*", again), re.findall("#.*", now))
        self.assertEqual(len(again.splitlines()), len(now.splitlines()) + 1)
        self.assertEqual({d["acceptance"]["owner"] for d in self.own(status=0)["divergences"]}, {"carl", "ann@example.org"})

    def test_run_and_compare_go_by_the_same_baseline(self):
        self.probe("like", "SELECT 'a' LIKE 'A'")
        self.dev(more="baseline: parity/known.yaml\n")
        _, _, errors = self.run_program("run", "--probes", "own", "--no-builtin", status=2)
        self.assertIn("cannot read the baseline 'parity/known.yaml'", errors)
        os.mkdir(self.path("parity"))
        self.own("--no-baseline", status=1)
        self.assertIn("parity/known.yaml: 1 added", self.accept("report.json", *WHY))
        run = self.own(status=0)
        for environment, name in (("production", "p.jsonl"), ("development", "d.jsonl")):
            self.run_program("record", environment, "-o", name, "--probes", "own", "--no-builtin", status=0)
        compared = self.report("compare", "p.jsonl", "d.jsonl", status=0)
        self.assertEqual(scrubbed(json.dumps(run)), scrubbed(json.dumps(compared)))
        os.mkdir(self.path("below"))
        os.rename(self.path("paritycheck.yaml"), self.path("below", "paritycheck.yaml"))
        os.rename(self.path("parity"), self.path("below", "parity"))
        compared = self.report("compare", "p.jsonl", "d.jsonl", "--config", "below/paritycheck.yaml", status=0)
        self.assertEqual(compared["baseline"]["file"], "below/parity/known.yaml")
        self.run_program("compare", "p.jsonl", "d.jsonl", status=1)

    def test_what_was_typed_wrong_is_told(self):
        golden = os.path.join(SOURCE, "tests", "golden")
        two = [os.path.join(golden, name) for name in ("production.jsonl", "development.jsonl")]
        self.write("list.json", "[]")
        self.write("broken.yaml", "accepted:\n  - prob: x\n")
        for arguments, message in (
                ([*two, "--owner", "a"], "expected --reason TEXT"),
                ([*two, "--reason", " ", "--owner", "a"], "expected --reason TEXT"),
                ([*two, "--reason", "a"], "expected --owner WHO"),
                ([*two, *WHY, "--expires", "soon"], "a day such as 2026-12-31, '90d' or 'never'"),
                ([*two, *WHY, "--expires", "2001-01-01"], "a day that is not over"),
                ([*two, *WHY, "--select", "role:sql"], "recordings do not tell it"),
                ([*two, *WHY, "--prune"], "--prune accepts nothing"),
                ([*two, "--prune"], "there is no baseline"),
                ([*two, *WHY, "--baseline", "broken.yaml"], "broken.yaml:2:5: unknown key 'prob', did you mean 'probe'?"),
                ([*two, *WHY, "--baseline", "no/such/folder.yaml"], "cannot write the baseline"),
                ([*WHY], "expected a JSON report, or the recording"),
                (["nowhere.json", *WHY], "cannot read 'nowhere.json'"),
                (["list.json", *WHY], "'list.json' is not a JSON report of this version"),
                ([two[0], *WHY], "as a JSON report")):
            _, _, errors = self.run_program("accept", *arguments, status=2)
            self.assertIn(message, errors)
        self.assertFalse(os.path.exists(self.path(BASELINE)))
        _, _, errors = self.run_program("compare", *two, "--baseline", "broken.yaml", status=2)
        self.assertIn("broken.yaml:2:5: unknown key 'prob'", errors)
        _, _, errors = self.run_program("run", "--baseline", "broken.yaml", status=2)
        self.assertIn("broken.yaml:2:5", errors)


if __name__ == "__main__":
    pc.main()
