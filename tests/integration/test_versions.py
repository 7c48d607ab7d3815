"""PostgreSQL of other major versions against Debian's, with every difference accounted for."""
import os

import pc
from postgresql_since import between
from pc import POSTGRESQL

VERSIONS = os.environ.get("PC_TEST_POSTGRESQL_VERSIONS", "").split()


def url(version):
    return os.environ[f"PC_TEST_POSTGRESQL_{version}"]


def differences(report):
    return {(d["probe"], d["observation"], d["category"]) for d in report["divergences"]}


class Versions(pc.Case):
    def test_there_are_several(self):
        self.assertGreaterEqual(len(VERSIONS), 3)
        self.assertNotIn("15", VERSIONS)

    def check_settings(self, report, version, reference):
        """The versions that differ stand beside the behaviours, each with what the other has."""
        told = {s["name"]: [] for s in report["settings"]}
        for setting in report["settings"]:
            told[setting["name"]].append((setting["other"], setting["reference"]))
        self.assertTrue(any(other.startswith(f"{version}.") and ours.startswith(f"{reference}.") for other, ours in told["version"]), told)
        if int(version) < 14:
            self.assertEqual(told["default_toast_compression"], [(None, "pglz")])
        if int(version) < 15:
            self.assertEqual(told["datlocprovider"], [(None, "libc")])

    def test_each_against_the_distributions(self):
        described = self.report("run", POSTGRESQL, POSTGRESQL, "--select", "sql/nulls/*", status=0)
        reference = int(described["environments"][0]["services"]["sql"]["fingerprint"]["version"].split(".")[0])
        for version in VERSIONS:
            with self.subTest(version=version):
                report = self.report("run", url(version), POSTGRESQL)
                self.assertIn(report["verdict"]["exit_status"], (0, 1))
                self.assertEqual(report["problems"], [])
                self.assertEqual({skip["reason"] for skip in report["skipped"]}, {pc.UNKNOWN})
                self.assertEqual(differences(report), between(int(version), reference))
                self.check_settings(report, version, reference)
        self.assert_nothing_left()


if __name__ == "__main__":
    pc.main()
