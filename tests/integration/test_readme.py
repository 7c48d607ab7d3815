"""The README's commands do what it says."""
import os
import re
import subprocess

import pc
from pc import POSTGRESQL, SOURCE


class Readme(pc.Case):
    def setUp(self):
        super().setUp()
        with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
            self.text = file.read()
        os.symlink(pc.PROGRAM, self.path("paritycheck"))
        self.shell_env = dict(self.env, PATH=self.folder + ":" + os.environ["PATH"], DATABASE_URL=POSTGRESQL,
                              REDIS_URL=os.environ.get("PC_TEST_REDIS", ""))

    def shell(self, script):
        result = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, env=self.shell_env, capture_output=True,
                                text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout[-2000:] + result.stderr[-2000:])
        return result.stdout

    def test_the_tour(self):
        for block in re.findall(r"<!-- run -->\n```sh\n(.*?)```", self.text, re.S):
            self.assertIn("must not stand in for", self.shell(block))
        self.assertTrue(os.path.exists(self.path("report.html")))

    def test_installing(self):
        block = re.search(r"<!-- install -->\n```sh\n(.*?)```", self.text, re.S).group(1)
        self.shell_env.update(PREFIX=self.path("prefix"), MANPAGER="cat")
        self.assertIn("PARITYCHECK-RUN(1)", self.shell(f"cd '{SOURCE}'\n{block}"))

    def test_the_probe(self):
        probe = re.search(r"<!-- probe -->\n```sql\n(.*?)```", self.text, re.S).group(1)
        self.write("own/long.sql", probe)
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--probes", "own", "--no-builtin", status=1)
        self.assertEqual([d["observation"] for d in report["divergences"]], ["a long note", "notes"])

    def test_a_first_probe(self):
        block = re.search(r"<!-- first probe -->\n```sh\n(.*?)```", self.text, re.S).group(1)
        shown = self.shell(block)
        self.assertEqual(shown.count("1 row: ('first')"), 2, shown)

    def test_the_probe_of_operations(self):
        probe = re.search(r"<!-- typed probe -->\n```\n(.*?)```", self.text, re.S).group(1)
        self.write("own/alias.cache", probe)
        report = self.report("run", "memory:", "memory:?copy=on", "--probes", "own", "--no-builtin", status=1)
        self.assertEqual([d["observation"] for d in report["divergences"]], ["read again"])

    def test_the_excerpt_is_real(self):
        _, output, _ = self.run_program("run", "sqlite::memory:", POSTGRESQL, "--suite", "sqlite-is-not-postgres", "--deadline", "60s", status=1)
        printed = " ".join(output.split())
        excerpt = self.text.split("```text\n", 1)[1].split("```", 1)[0]
        for line in excerpt.splitlines():
            self.assertIn(" ".join(line.split()), printed)

    def test_the_isolation_table_is_real(self):
        _, output, _ = self.run_program("isolation", POSTGRESQL, "--deadline", "60s", status=0)
        printed = output.splitlines()
        excerpt = self.text.split("<!-- isolation -->\n```text\n", 1)[1].split("```", 1)[0].splitlines()
        self.assertEqual([line for line in excerpt if line not in printed], [])
        self.assertEqual(len(excerpt), 5)

    def test_the_configuration(self):
        self.write("paritycheck.yaml", self.text.split("```yaml\n", 2)[1].split("```", 1)[0].replace("    via: ssh bastion", "    # via: ssh bastion"))
        self.write("dev.db", "")
        self.run_program("run", status=1, env=self.shell_env)


if __name__ == "__main__":
    pc.main()
