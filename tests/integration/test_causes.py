"""Likely causes: a setting that differs is told beside what it explains, and a remedy that is a setting closes the difference."""
import os
import unittest

import pc

DAY = """-- title: The day of a moment
-- bites: a report by day counts an order on another day
-- severity: high
-- depends-on: TimeZone
-- experiment: [postgresql] SET TIME ZONE 'UTC'

--? day
SELECT CAST(CAST('2024-03-01 20:00:00+00' AS timestamptz) AS date);
"""
POSTGRESQL = os.environ.get("PC_TEST_POSTGRESQL", "")


def with_options(url, options):
    return f"{url}{'&' if '?' in url else '?'}options={options}"


class Causes(pc.Case):
    def tried(self, report):
        """By probe and statement: how many differences disappeared, of how many."""
        found = {}
        for divergence in report["divergences"]:
            for cause in divergence["causes"]:
                if "experiment" in cause:
                    key = divergence["probe"], cause["experiment"]
                    found.setdefault(key, {})[divergence["finding"]] = cause["gone"]
        counts = {}
        for divergence in report["divergences"]:
            counts.setdefault(divergence["probe"], []).append(divergence)
        return {key: (sum(gone.values()), len(counts[key[0]])) for key, gone in found.items()}

    def test_remedies_that_are_settings_close_the_difference(self):
        report = self.report("run", "sqlite::memory:", POSTGRESQL, "--deadline", "60s", status=1)
        tried = self.tried(report)
        for probe, statement in (("sql/foreign-keys/cascade", "PRAGMA foreign_keys = ON"),
                                 ("sql/foreign-keys/enforced-by-default", "PRAGMA foreign_keys = ON"),
                                 ("sql/text/like-case", "PRAGMA case_sensitive_like = ON")):
            gone, all_of_them = tried[probe, statement]
            self.assertGreater(all_of_them, 0, probe)
            self.assertEqual(gone, all_of_them, probe)
        # What is no cause is not told to be one.
        gone, all_of_them = tried["sql/ddl/drop-referenced-table", "PRAGMA foreign_keys = ON"]
        self.assertEqual(gone, 0)

    def test_a_setting_that_differs_is_told_beside_what_it_explains(self):
        tokyo = with_options(POSTGRESQL, "-c%20TimeZone%3DAsia/Tokyo")
        utc = with_options(POSTGRESQL, "-c%20TimeZone%3DUTC")
        os.mkdir(self.path("own"))
        with open(self.path("own/day.sql"), "w", encoding="utf-8") as file:
            file.write(DAY)
        arguments = ("run", tokyo, utc, "--no-builtin", "--probes", "own")
        report = self.report(*arguments, status=1)
        self.assertEqual(len(report["divergences"]), 1)
        causes = report["divergences"][0]["causes"]
        self.assertIn({"setting": "TimeZone"}, causes)
        self.assertIn({"experiment": "SET TIME ZONE 'UTC'", "environment": tokyo, "gone": 1}, causes)
        self.assertIn({"experiment": "SET TIME ZONE 'UTC'", "environment": utc, "gone": 0}, causes)
        _, output, _ = self.run_program(*arguments, status=1)
        self.assertIn("likely:  TimeZone differs: Asia/Tokyo, reference UTC", output)
        self.assertIn('tried:   disappears with "SET TIME ZONE \'UTC\'" in', output)
        self.assertIn('tried:   stays with "SET TIME ZONE \'UTC\'" in', output)

    def test_recordings_tell_the_same(self):
        self.run_program("record", "sqlite::memory:", "-o", "development.jsonl", "--select", "sql/foreign-keys/*", status=0)
        self.run_program("record", POSTGRESQL, "-o", "production.jsonl", "--select", "sql/foreign-keys/*", status=0)
        report = self.report("compare", "production.jsonl", "development.jsonl", status=1)
        self.assertIn(("sql/foreign-keys/cascade", "PRAGMA foreign_keys = ON"), self.tried(report))


if __name__ == "__main__":
    unittest.main(verbosity=1)
