"""The recipes for CI: valid by the published schemas and actionlint, their shell by shellcheck, and tried as a runner runs them."""
import json
import os
import re
import shutil
import subprocess

import pc
import report_list
import yaml
from pc import POSTGRESQL, SOURCE
from report_list import ACTION, TEMPLATE

LINTERS = os.environ.get("PC_TEST_CI_LINTERS", "")
SAME = ["sqlite::memory:"] * 2


def load(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return yaml.safe_load(file)


def readme_blocks(kind):
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        return re.findall(rf"<!-- {kind} -->\n```yaml\n(.*?)```", file.read(), re.S)


class Ci(pc.Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("bin"))
        os.symlink(pc.PROGRAM, self.path("bin", "paritycheck"))
        self.shell_env = dict(self.env, PATH=self.path("bin") + ":" + os.environ["PATH"])

    def lint(self, *command, fine=True):
        result = subprocess.run([os.path.join(LINTERS, command[0]), *command[1:]], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode == 0, fine, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def shellcheck(self, script, shell):
        result = subprocess.run(["shellcheck", "--norc", "-s", shell, "-"], input=script, capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stdout), (0, ""), script)

    def reports(self, folder, names):
        """All are there, and each is what it is called."""
        self.assertEqual(sorted(os.listdir(folder)), sorted(names))
        with open(os.path.join(folder, "parity.json"), encoding="utf-8") as file:
            return json.load(file)


class GitHub(Ci):
    FORMATS = report_list.files_in(report_list.ACTION)

    def project(self, workflow):
        """A repository with the action in it, and a workflow that uses it from there, so that its inputs are checked."""
        os.makedirs(self.path(".git"), exist_ok=True)
        os.makedirs(self.path(os.path.dirname(ACTION)), exist_ok=True)
        shutil.copy(os.path.join(SOURCE, ACTION), self.path(ACTION))
        return self.write(".github/workflows/parity.yml", re.sub(r"uses: OWNER/paritycheck/(\S+)@\S+", r"uses: ./\1", workflow))

    def test_the_action_is_valid(self):
        self.lint("check-jsonschema", "--builtin-schema", "vendor.github-actions", os.path.join(SOURCE, ACTION))
        self.write("action.yml", "name: x\nruns: {using: composite}\n")
        self.lint("check-jsonschema", "--builtin-schema", "vendor.github-actions", self.path("action.yml"), fine=False)

    def test_the_jobs_of_the_readme_are_valid_and_short(self):
        jobs = readme_blocks("github")
        self.assertEqual(len(jobs), 2)
        self.assertLessEqual(len(jobs[0].splitlines()), 10)
        for job in jobs:
            self.assertIn("OWNER/paritycheck/.github/actions/paritycheck@", job)
            workflow = self.project(job)
            self.lint("check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)
            self.lint("actionlint", "-shellcheck=", "-pyflakes=", workflow)
        wrong = self.project(jobs[0].replace("suite:", "suit:"))
        self.assertIn('input "suit" is not defined', self.lint("actionlint", "-shellcheck=", "-pyflakes=", wrong, fine=False))

    def test_its_shell_has_no_fault(self):
        scripts = [step["run"] for step in load(ACTION)["runs"]["steps"] if "run" in step]
        self.assertGreater(len(scripts), 3)
        for script in scripts:
            self.assertNotIn("${{", script, "what a user gives must not become part of a script")
            self.shellcheck(script, "bash")

    def expand(self, text, inputs, outputs):
        def value(found):
            scope, name = found.group(1).split(".", 1)
            if scope == "inputs":
                return inputs[name]
            step, name = re.fullmatch(r"(\w+)\.outputs\.(\w+)", name).groups()
            return outputs[step].get(name, "")
        expanded = re.sub(r"\$\{\{ ([a-z]+\.[\w.-]+) \}\}", value, text)
        self.assertNotIn("${{", expanded)
        return expanded

    def run_steps(self, environment=None, **given):
        """As a runner does: each step by itself, what it says to the next in files. The last status, log, summary, and steps of others."""
        action = load(ACTION)
        inputs = {name: one.get("default", "") for name, one in action["inputs"].items()}
        for name, value in given.items():
            self.assertIn(name.replace("_", "-"), inputs)
            inputs[name.replace("_", "-")] = value
        outputs, log, used, status = {}, "", [], 0
        for i, step in enumerate(action["runs"]["steps"]):
            if "uses" in step:
                used.append((step["uses"], {name: self.expand(value, inputs, outputs) for name, value in step["with"].items()},
                             step["if"]))
                continue
            files = {name: self.write(f"runner/{name}-{i if name == 'GITHUB_OUTPUT' else 0}", "") if name == "GITHUB_OUTPUT" or i == 0
                     else self.path(f"runner/{name}-0") for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
            os.makedirs(self.path("runner", "temp"), exist_ok=True)
            # A place where no sources are.
            runner = dict(self.shell_env, GITHUB_ACTIONS="true", CI="true", RUNNER_TEMP=self.path("runner", "temp"),
                          GITHUB_ACTION_PATH=self.path("nowhere/a/b/c"), **files)
            runner.update(environment or {})
            runner.update({name: self.expand(value, inputs, outputs) for name, value in step.get("env", {}).items()})
            result = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.folder, env=runner,
                                    stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            log, status = log + result.stdout + result.stderr, result.returncode
            with open(files["GITHUB_OUTPUT"], encoding="utf-8") as file:
                outputs[step.get("id", "")] = dict(line.split("=", 1) for line in file.read().splitlines())
            if status:
                break
        with open(self.path("runner/GITHUB_STEP_SUMMARY-0"), encoding="utf-8") as file:
            return status, log, file.read(), used

    def test_differences_end_it_with_1_once_everything_is_kept(self):
        status, log, summary, used = self.run_steps(environments=f"sqlite::memory:\n{POSTGRESQL}", suite="smoke")
        self.assertEqual(status, 1, log)
        self.assertIn("must not stand in for", log)
        self.assertRegex(log, r"(?m)^::(error|warning|notice) ")
        self.assertIn("must not stand in for", summary)
        report = self.reports(self.path("parity"), [f"parity.{format}" for format in self.FORMATS])
        self.assertEqual(report["verdict"]["exit_status"], 1)
        self.assertEqual([name.split("@")[0] for name, _, _ in used], ["actions/upload-artifact", "github/codeql-action/upload-sarif"])
        self.assertEqual(self.path(used[0][1]["path"]), self.path("parity"))
        self.assertTrue(os.path.isfile(self.path(used[1][1]["sarif_file"])))

    def test_agreement_ends_it_with_0(self):
        status, log, summary, _ = self.run_steps(environments="\n".join(SAME) + "\n", suite="smoke", reports="out/of night")
        self.assertEqual(status, 0, log)
        self.assertTrue(summary.strip())
        self.reports(self.path("out", "of night"), [f"parity.{format}" for format in self.FORMATS])

    def test_every_input_is_passed_on(self):
        self.write("its own.yaml", "environments:\n  development: {database: 'sqlite::memory:'}\n  production: {database: '${DATABASE_URL}'}\n")
        status, log, _, _ = self.run_steps({"DATABASE_URL": POSTGRESQL}, config="its own.yaml", suite="smoke", fail_on="never",
                                           arguments="--select\nsql/nulls/*")
        self.assertEqual(status, 0, log)
        report = self.reports(self.path("parity"), [f"parity.{format}" for format in self.FORMATS])
        self.assertEqual([one["name"] for one in report["environments"]], ["production", "development"])
        for name in ("baseline", "baseline_from"):
            status, log, summary, _ = self.run_steps(environments="\n".join(SAME), **{name: "no such thing"})
            self.assertEqual(status, 2, log)
            self.assertIn("no such thing", log)
            self.assertIn("status 2", summary)

    def test_what_could_not_be_asked_is_neither_green_nor_one_of_an_earlier_run(self):
        self.write("parity/parity.markdown", "of yesterday: all is fine")
        status, log, summary, _ = self.run_steps(environments="sqlite::memory:\nno-such-environment")
        self.assertEqual(status, 2, log)
        self.assertNotIn("yesterday", summary)
        self.assertIn("status 2", summary)
        status, log, summary, _ = self.run_steps(environments="sqlite::memory:\npostgresql://127.0.0.1:1/none", suite="smoke")
        self.assertEqual(status, 3, log)
        self.assertTrue(summary.strip())

    def test_arguments_are_no_shell(self):
        hostile = "$(touch hacked)`touch hacked`; touch hacked"
        status, _, _, _ = self.run_steps(environments=hostile, suite=hostile, config=hostile, arguments=hostile)
        self.assertEqual(status, 2)
        self.assertFalse(os.path.exists(self.path("hacked")))

    def test_a_summary_has_its_limit(self):
        step = next(one for one in load(ACTION)["runs"]["steps"] if one["name"] == "Summarise")
        self.write("parity/parity.markdown", "x" * 1500000)
        summary = self.write("summary", "")
        subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=self.folder, check=True,
                       env=dict(self.env, PARITY_REPORTS="parity", PARITY_STATUS="1", GITHUB_STEP_SUMMARY=summary))
        self.assertLess(os.path.getsize(summary), 1024 * 1024)
        with open(summary, encoding="utf-8") as file:
            self.assertIn("in the artifact", file.read())

    def without_paritycheck(self):
        """A PATH with everything but paritycheck."""
        folders = [folder for folder in os.environ["PATH"].split(":") if not os.path.exists(os.path.join(folder, "paritycheck"))]
        return ":".join(folders)

    def test_without_the_program_or_its_sources_it_says_so(self):
        status, log, _, _ = self.run_steps({"PATH": self.without_paritycheck()}, environments="\n".join(SAME))
        self.assertEqual(status, 4)
        self.assertIn("::error::", log)

    def test_without_the_program_it_is_built_from_the_action_s_own_sources(self):
        # There it is where ./demo builds it, so that what is built already need not be built again.
        temporary = os.path.join(SOURCE, "build")
        self.addCleanup(shutil.rmtree, os.path.join(temporary, "paritycheck"), ignore_errors=True)
        step = load(ACTION)["runs"]["steps"][0]
        path = self.write("runner/path", "")
        result = subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=self.folder, capture_output=True, text=True, check=False,
                                env=dict(self.env, PATH=self.without_paritycheck(), GITHUB_PATH=path, RUNNER_TEMP=temporary,
                                         GITHUB_ACTION_PATH=os.path.join(SOURCE, os.path.dirname(ACTION))))
        self.assertEqual(result.returncode, 0, result.stdout[-2000:] + result.stderr[-2000:])
        with open(path, encoding="utf-8") as file:
            program = os.path.join(file.read().strip(), "paritycheck")
        self.assertIn("paritycheck ", subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout)


class GitLab(Ci):
    FILES = ["junit.xml" if name == "junit" else f"parity.{name}" for name in report_list.files_in(report_list.TEMPLATE)]

    def job(self, name, template=None):
        """With what it extends, as GitLab merges it."""
        template = template or load(TEMPLATE)
        job = dict(template[name])
        base = self.job(job.pop("extends"), template) if "extends" in job else {}
        for key, value in job.items():
            base[key] = {**base.get(key, {}), **value} if isinstance(value, dict) else value
        return base

    def valid(self, path, fine=True):
        return self.lint("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", path, fine=fine)

    def test_the_template_is_valid(self):
        self.valid(os.path.join(SOURCE, TEMPLATE))
        for name in load(TEMPLATE):
            self.valid(self.write("whole.yml", yaml.safe_dump({"parity": self.job(name)})))
        self.valid(self.write("wrong.yml", "parity: {script: [true, {a: b}], artifacts: {when: sometimes}}"), fine=False)

    def test_the_jobs_of_the_readme_are_valid_and_short(self):
        jobs = readme_blocks("gitlab")
        self.assertEqual(len(jobs), 1)
        self.assertLessEqual(len(jobs[0].splitlines()), 10)
        self.valid(self.write(".gitlab-ci.yml", jobs[0]))
        given = yaml.safe_load(jobs[0])
        self.assertEqual(given.pop("include")["file"], TEMPLATE)
        for name in given:
            job = self.job(name, {**load(TEMPLATE), **given})
            self.assertIn("paritycheck run", job["script"][0])
            self.assertTrue(set(given[name]["variables"]) <= {"DATABASE_URL", *load(TEMPLATE)[".paritycheck"]["variables"]})
            self.valid(self.write("whole.yml", yaml.safe_dump({name: job})))

    def test_its_shell_has_no_fault(self):
        for key in ("before_script", "script"):
            for script in load(TEMPLATE)[".paritycheck"][key]:
                self.shellcheck(script, "sh")

    def run_job(self, name=".paritycheck", environment=None, **variables):
        job = self.job(name)
        script = "\n".join(job["before_script"] + job["script"])
        env = dict(self.shell_env, CI="true", GITLAB_CI="true", **job["variables"])
        env.update(environment or {})
        for key, value in variables.items():
            self.assertIn("PARITYCHECK_" + key, job["variables"])
            env["PARITYCHECK_" + key] = value
        result = subprocess.run(["sh", "-e", "-c", script], cwd=self.folder, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                                text=True, check=False)
        return result.returncode, result.stdout + result.stderr

    def test_a_job_ends_as_paritycheck_does_and_keeps_its_reports(self):
        status, log = self.run_job(ENVIRONMENTS=f"sqlite::memory:\n{POSTGRESQL}", SUITE="smoke")
        self.assertEqual(status, 1, log)
        self.assertIn("must not stand in for", log)
        self.assertEqual(self.reports(self.path("parity"), self.FILES)["verdict"]["exit_status"], 1)
        artifacts = self.job(".paritycheck")["artifacts"]
        self.assertTrue(os.path.isfile(self.path(artifacts["reports"]["junit"])))
        self.assertEqual((artifacts["paths"], artifacts["when"]), (["parity/"], "always"))
        status, log = self.run_job(ENVIRONMENTS="\n".join(SAME), SUITE="smoke")
        self.assertEqual(status, 0, log)
        self.reports(self.path("parity"), self.FILES)

    def test_every_variable_is_passed_on(self):
        self.write("its own.yaml", "environments:\n  development: {database: 'sqlite::memory:'}\n  production: {database: '${DATABASE_URL}'}\n")
        status, log = self.run_job(environment={"DATABASE_URL": POSTGRESQL}, CONFIG="its own.yaml", FAIL_ON="never", SUITE="smoke",
                                   ARGUMENTS="--select\nsql/nulls/*")
        self.assertEqual(status, 0, log)
        for name in ("BASELINE", "BASELINE_FROM"):
            status, log = self.run_job(ENVIRONMENTS="\n".join(SAME), **{name: "no such thing"})
            self.assertEqual(status, 2, log)
            self.assertIn("no such thing", log)

    def test_before_a_release_staging_is_held_against_production(self):
        config = "environments:\n  staging: {database: 'sqlite::memory:'}\n  production: {database: '${DATABASE_URL}'}\n"
        self.write("paritycheck.yaml", config + "  development: {database: 'sqlite:none.db'}\n")
        environment = {"DATABASE_URL": "sqlite::memory:"}
        status, log = self.run_job(".paritycheck-release", environment, ARGUMENTS="--select\nsql/nulls/*")
        self.assertEqual(status, 0, log)
        environment = {"DATABASE_URL": POSTGRESQL}
        status, log = self.run_job(".paritycheck-release", environment, ARGUMENTS="--select\nsql/nulls/*")
        self.assertEqual(status, 1, log)

    def test_without_the_program_or_its_sources_it_says_so(self):
        path = ":".join(folder for folder in os.environ["PATH"].split(":") if not os.path.exists(os.path.join(folder, "paritycheck")))
        status, log = self.run_job(environment={"PATH": path}, ENVIRONMENTS="\n".join(SAME))
        self.assertEqual(status, 4)
        self.assertIn("PARITYCHECK_SOURCE", log)


if __name__ == "__main__":
    pc.need("ci-linters", "shellcheck")
    pc.main()
