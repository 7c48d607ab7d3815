"""What the demo shows of SQLite's profiles is what a run says."""
import os
import re
import subprocess

import pc
from pc import POSTGRESQL

PROFILES = ("bare", "django", "rails")


class Demo(pc.Case):
    def test_what_each_profile_of_sqlite_closes_and_what_stays(self):
        shown = subprocess.run([os.path.join(pc.SOURCE, "tests/demo/sqlite-profiles"), pc.PROGRAM, POSTGRESQL],
                               capture_output=True, text=True, env=self.env, check=False, cwd=self.folder)
        self.assertEqual((shown.returncode, shown.stderr), (1, ""))
        report = self.report("run", *(f"sqlite::memory:?profile={profile}" for profile in PROFILES), POSTGRESQL,
                             "--suite", "sqlite-is-not-postgres", status=1)
        differ = {profile: {d["probe"] for d in report["divergences"]
                            if d["environment"].endswith(profile) and d["category"] not in ("kind", "names")} for profile in PROFILES}
        text = " ".join(shown.stdout.split())
        blocks = dict(zip(PROFILES, re.split(r"(?:^|(?<= ))(?:bare|django|rails) (?=\d+ of )", text.split("stays whatever")[0])[1:]))
        self.assertIn("sql/foreign-keys/enforced-by-default", differ["bare"] - differ["django"] - differ["rails"])
        for profile in PROFILES:
            self.assertTrue(blocks[profile].startswith(f"{len(differ[profile])} of {report['counts']['behaviours'] // 3} behaviours differ"), shown.stdout)
            self.assertEqual(set(re.findall(r"closed (\S+)", blocks[profile])), differ["bare"] - differ[profile])
            self.assertEqual(set(re.findall(r"new (\S+)", blocks[profile])), differ[profile] - differ["bare"])
        stays = differ["bare"] & differ["django"] & differ["rails"]
        self.assertIn(f"stays whatever the profile: {len(stays)}: ", text)
        areas = {area: int(n) for area, n in re.findall(r"([a-z-]+) (\d+)(?:,|$)", text.split("stays whatever the profile")[1])}
        self.assertEqual(areas, {area: sum(probe.split("/")[1] == area for probe in stays) for area in areas})
        self.assertEqual(sum(areas.values()), len(stays))
        self.assert_nothing_left()


if __name__ == "__main__":
    pc.main()
