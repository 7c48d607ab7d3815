"""The three gaps: deployment facts from the configuration, a command and a git repository, in recordings and reports."""
import json
import os
import subprocess
import time
import unittest

import pc
import test_golden
from pc import SOURCE

DAY = 24 * 3600


class Gaps(pc.Case):
    def setUp(self):
        super().setUp()
        self.now = int(time.time())
        # Neither the settings of who runs the tests nor a repository around the temporary folder.
        self.env.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_CEILING_DIRECTORIES=self.folder)

    def git(self, *words, when=0, author="Ann Author", folder="repository"):
        moment = f"{self.now - when} +0000"
        env = dict(self.env, GIT_AUTHOR_NAME=author, GIT_AUTHOR_EMAIL=author.split()[0].lower() + "@example.org",
                   GIT_COMMITTER_NAME="Robot", GIT_COMMITTER_EMAIL="robot@example.org", GIT_AUTHOR_DATE=moment, GIT_COMMITTER_DATE=moment)
        result = subprocess.run(["git", "-C", self.path(folder), *words], env=env, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.strip()

    def commit(self, message, when, author="Ann Author"):
        self.git("commit", "-q", "--allow-empty", "-m", message, when=when, author=author)
        return self.git("rev-parse", "HEAD")

    def repository(self):
        """Four commits, 20, 10, 4 and 1 days old."""
        os.makedirs(self.path("repository"))
        self.git("init", "-q")
        self.first = self.commit("first", 20 * DAY + 600)
        self.second = self.commit("second\n\nCo-authored-by: Cy Coder <cy@example.org>", 10 * DAY + 600)
        self.third = self.commit("third", 4 * DAY + 600, author="Bea Builder")
        self.fourth = self.commit("fourth", DAY + 600)

    def config(self, production="", development=""):
        def environment(name, facts):
            return f"  {name}:\n    database: \"sqlite::memory:\"\n" + (f"    deployment: {facts}\n" if facts else "")
        self.write("paritycheck.yaml", "reference: production\nenvironments:\n" + environment("development", development)
                   + environment("production", production))

    def gaps(self, production="", development="", errors=""):
        """Runs; gives the gaps by kind, without tools, and the facts. Gaps never change the exit status."""
        self.config(production, development)
        _, output, told = self.run_program("run", "--select", "sql/nulls/sort-position", "--report", "json", status=0)
        self.assertEqual(told, errors)
        report = json.loads(output)
        gaps = [gap for gap in report["gaps"] if gap["kind"] != "tools"]
        facts = next(e for e in report["environments"] if e["reference"]).get("deployment")
        return {kind: [(g["wide"], g["text"]) for g in gaps if g["kind"] == kind] for kind in ("time", "personnel")}, facts

    def test_without_facts_only_tools_are_told(self):
        gaps, facts = self.gaps()
        self.assertEqual((gaps, facts), ({"time": [], "personnel": []}, None))

    def test_what_waits_for_days_and_is_deployed_by_others_are_gaps(self):
        self.repository()
        deployed = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now - 9 * DAY - 600))
        gaps, facts = self.gaps(f"{{revision: {self.second[:10]}, deployed-at: \"{deployed}\", deployed-by: Bea Builder, repository: repository}}")
        self.assertEqual(gaps["time"], [(True, f"production runs {self.second[:12]}, committed 10 days and deployed 9 days before it was recorded; "
                                               f"2 commits behind HEAD ({self.fourth[:12]}), the oldest of them 4 days old")])
        self.assertEqual(gaps["personnel"], [(True, "Bea Builder deployed it, who is none of those who wrote it: Ann Author, Cy Coder")])
        self.assertEqual(facts["git"]["authors"], ["Ann Author", "Cy Coder"])
        self.assertNotIn("example.org", json.dumps(facts))

    def test_what_waits_for_hours_and_is_deployed_by_an_author_is_no_gap(self):
        self.repository()
        self.commit("now", 3600)
        gaps, _ = self.gaps(f"{{revision: {self.fourth}, deployed-by: ANN@example.org, repository: repository}}")
        self.assertEqual([wide for wide, _ in gaps["time"]], [False])
        self.assertIn("1 commit behind HEAD", gaps["time"][0][1])
        self.assertEqual(gaps["personnel"], [(False, "ANN@example.org deployed it, one of those who wrote it: Ann Author")])

    def test_authors_are_those_since_the_previous_deployment(self):
        self.repository()
        facts = "revision: HEAD, previous: %s, deployed-by: cy coder, repository: repository"
        gaps, _ = self.gaps("{" + facts % self.first + "}")
        self.assertEqual(gaps["personnel"], [(False, "cy coder deployed it, one of those who wrote it: Ann Author, Bea Builder, Cy Coder")])
        gaps, _ = self.gaps("{" + facts % self.third + "}")
        self.assertEqual(gaps["personnel"], [(True, "cy coder deployed it, who is none of those who wrote it: Ann Author")])
        # Going back brings nothing new: who wrote what runs now is asked.
        gaps, _ = self.gaps(f"{{revision: {self.second}, previous: {self.fourth}, deployed-by: cy coder, repository: repository}}")
        self.assertEqual(gaps["personnel"], [(False, "cy coder deployed it, one of those who wrote it: Ann Author, Cy Coder")])

    def test_the_revision_of_the_other_environment_goes_before_head(self):
        self.repository()
        gaps, _ = self.gaps(f"{{revision: {self.second}, repository: repository}}", f"{{revision: {self.third}}}")
        self.assertIn(f"1 commit behind development ({self.third[:12]})", gaps["time"][0][1])

    def test_commits_of_its_own_are_told(self):
        self.repository()
        self.git("checkout", "-q", "-b", "hotfix", self.second)
        fix = self.commit("fix", DAY)
        self.git("checkout", "-q", "-")
        gaps, _ = self.gaps(f"{{revision: {fix}, repository: repository}}")
        self.assertIn("2 commits behind HEAD", gaps["time"][0][1])
        self.assertTrue(gaps["time"][0][1].endswith("; 1 commit of its own"), gaps)

    def test_the_current_folder_is_the_repository_where_it_is_one(self):
        self.repository()
        os.rename(self.path("repository", ".git"), self.path(".git"))
        gaps, _ = self.gaps(f"{{revision: {self.third}}}")
        self.assertIn("1 commit behind HEAD", gaps["time"][0][1])

    def test_a_command_prints_the_facts(self):
        self.repository()
        lines = self.write("facts", f"# what runs\nrevision: {self.third}\ndeployed-at: {self.now - 3 * DAY - 600}\n\ndeployed-by: Bea Builder\nrepository: repository\n")
        known, facts = self.gaps(f"{{command: \"cat '{lines}'\"}}")
        self.assertIn("deployed 3 days before", known["time"][0][1])
        self.assertEqual([wide for wide, _ in known["personnel"]], [False])
        self.assertEqual(facts["deployed_by"], "Bea Builder")
        objects = self.write("facts.json", json.dumps({"revision": self.third, "deployed-at": self.now - 3 * DAY - 600, "deployed-by": "Bea Builder",
                                                       "repository": "repository", "previous": None}))
        self.assertEqual(self.gaps(f"{{command: \"cat '{objects}'\"}}")[0], known)
        # What the configuration says itself goes before.
        gaps, _ = self.gaps(f"{{command: \"cat '{lines}'\", deployed-by: Zed}}")
        self.assertEqual(gaps["personnel"], [(True, "Zed deployed it, who is none of those who wrote it: Bea Builder")])

    def test_no_shell_is_between(self):
        gaps, facts = self.gaps("{command: \"echo 'revision: $(id); touch made'\"}")
        self.assertEqual(facts["revision"], "$(id); touch made")
        self.assertFalse(os.path.exists(self.path("made")))
        self.assertEqual([wide for wide, _ in gaps["time"]], [None])

    def test_what_fails_is_told_and_changes_nothing_else(self):
        self.repository()
        odd = self.write("odd", "revsion: 1\nno colon\ndeployed-at: tomorrow\n")
        where = "paritycheck: of the deployment of 'production': "
        for facts, problems in (
                ("{command: \"sh -c 'exit 3'\"}", ["the program 'sh' ended with status 3"]),
                ("{command: /no/such/program s3cret}", ["cannot start '/no/such/program': .*"]),
                (f"{{command: \"cat '{odd}'\"}}", ["the command printed the unknown key 'revsion', did you mean 'revision'\\?",
                                                   "the command printed a line that is not 'key: value'",
                                                   "deployed-at: 'tomorrow' is no time: expected one such as 2026-01-31T12:00:00Z"]),
                ("{command: \"echo {\"}", ["the command printed what is not a JSON object: .*"]),
                ("{revision: 1234567, repository: repository}", ["the deployed revision '1234567' is not in the git repository"]),
                ("{revision: --help, repository: repository}", ["the deployed revision '--help' is not in the git repository"]),
                ("{revision: HEAD, repository: nowhere}", ["no git repository could be read at 'nowhere': the program 'git' ended with status 128"])):
            self.config(facts)
            _, output, told = self.run_program("run", "--select", "sql/nulls/sort-position", "--report", "json", status=0)
            self.assertRegex(told, "".join(f"{where}{problem}\n" for problem in problems) + "$")
            self.assertNotIn("s3cret", told + output)
            gaps = [gap for gap in json.loads(output)["gaps"] if gap["kind"] == "time"]
            self.assertEqual({gap["wide"] for gap in gaps}, {None}, facts)
            self.assertEqual(len(gaps), len(problems) + 1)

    def test_a_shallow_repository_cannot_count(self):
        self.repository()
        self.git("clone", "-q", "--depth", "2", "file://" + self.path("repository"), self.path("shallow"), folder=".")
        gaps, facts = self.gaps("{revision: HEAD, repository: shallow}",
                                errors="paritycheck: of the deployment of 'production': the git repository is shallow, so that commits cannot be "
                                       "counted: fetch its whole history\n")
        self.assertNotIn("git", facts)
        self.assertEqual([wide for wide, _ in gaps["time"]], [None, None])

    def test_recordings_tell_the_gaps_elsewhere(self):
        self.repository()
        self.config(f"{{revision: {self.second}, deployed-by: Bea Builder, repository: repository}}", f"{{revision: {self.third}}}")
        for name in ("production", "development"):
            self.run_program("record", name, "--select", "sql/nulls/sort-position", "-o", name, status=0)
        os.rename(self.path("repository"), self.path("moved"))
        _, output, _ = self.run_program("compare", "production", "development", status=0)
        output = " ".join(output.split())
        self.assertIn(f"1 commit behind development ({self.third[:12]})", output)
        self.assertIn("gap personnel, development: Bea Builder deployed it, who is none of those who wrote it", output)

    def test_wrong_facts_in_the_configuration_are_told_with_their_place(self):
        for facts, message in (("5", "'deployment' expects a mapping"), ("{revison: x}", "did you mean 'revision'?"),
                               ("{command: \"a 'b\"}", "expected a command with closed quotes"), ("{revision: \"\"}", "revision")):
            self.config(facts)
            _, _, errors = self.run_program("run", status=2)
            self.assertRegex(errors, r"paritycheck.yaml:7:\d+: ")
            self.assertIn(message, errors)


class Rendered(pc.Case):
    """The same, as the reports show it: golden files from recordings with facts in their headers."""

    assert_golden = test_golden.Golden.assert_golden
    compare = test_golden.Golden.compare

    FACTS = {"revision": "v7", "deployed_at": "2026-01-01T00:00:00Z", "deployed_by": "Cy", "problems": ["the program 'x' was killed"],
             "git": {"commit": "0123456789abcdef", "committed": "2025-12-20T00:00:00Z", "authors": ["Ann", "Bob"], "by_author": False,
                     "behind": [{"environment": None, "commit": "fedcba9876543210", "behind": 3, "ahead": 1, "oldest": "2025-12-24T00:00:00Z"}]}}

    def recordings(self, facts):
        paths = []
        for name in ("calm.jsonl", "staging.jsonl"):
            with open(os.path.join(test_golden.GOLDEN, name), encoding="utf-8", newline="") as file:
                header, rest = file.read().split("\n", 1)
            header = json.loads(header)
            if name == "calm.jsonl":
                header["deployment"] = facts
            paths.append(self.write(name, json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" + rest))
        return paths

    def test_the_gaps_in_text_and_json(self):
        paths = self.recordings(self.FACTS)
        text = self.compare(paths, status=0)
        self.assert_golden("gaps.txt", "The three gaps" + text.split("\nThe three gaps", 1)[1].split("\n\n", 1)[0] + "\n")
        import jsonschema
        with open(os.path.join(SOURCE, "reports", "report.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        report = json.loads(self.compare(paths, "--report", "json", status=0))
        jsonschema.Draft202012Validator(schema).validate(report)
        shown = {"gaps": report["gaps"], "deployment": report["environments"][0]["deployment"]}
        self.assert_golden("gaps.json", json.dumps(shown, indent=2, sort_keys=True) + "\n")

    def test_hostile_facts_are_shown_harmlessly(self):
        hostile = test_golden.everywhere(self.FACTS, ids=False)
        hostile["deployed_at"] = self.FACTS["deployed_at"]
        text = self.compare(self.recordings(hostile), status=0)
        self.assertEqual([ascii(line) for line in text.split("\n") if test_golden.unsafe(line)], [])
        self.assertGreaterEqual(text.count("«U+001B»[31mred"), 4)


if __name__ == "__main__":
    unittest.main(verbosity=1)
