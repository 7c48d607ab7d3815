"""Likely causes: a setting that differs is told beside what it explains, and a remedy that is a setting closes the difference."""
import glob
import json
import os
import re

import pc

DAY = """-- title: The day of a moment
-- bites: a report by day counts an order on another day
-- severity: high
-- depends-on: TimeZone
-- experiment: [postgresql] SET TIME ZONE 'UTC'

--? day
SELECT CAST(CAST('2024-03-01 20:00:00+00' AS timestamptz) AS date);
"""
# The same rows in the order of each engine's default, and in that of a collation that says which it is.
ORDER = """-- title: The order of names
-- bites: the first page shows other names
-- severity: medium
-- order: all

CREATE TABLE names (name VARCHAR(20));
INSERT INTO names VALUES ('bob'), ('Carl'), ('ada'), ('Dora');
--? by default
SELECT name FROM names ORDER BY name;
--? by a collation
--equivalent
--[sqlite]
SELECT name FROM names ORDER BY name COLLATE BINARY;
--[postgresql]
SELECT name FROM names ORDER BY name COLLATE "C";
--[mysql]
SELECT name FROM names ORDER BY name COLLATE utf8mb4_bin;
"""
POSTGRESQL = os.environ.get("PC_TEST_POSTGRESQL", "")
MARIADB = os.environ.get("PC_TEST_MARIADB", "")
SQLITE = "sqlite::memory:"
# What is tried because one would think of it first, and is shown not to be the cause.
NO_CAUSE = {("sql/ddl/drop-referenced-table", "PRAGMA foreign_keys = ON")}
# Settings that only MySQL has, of which no server is at hand.
MYSQL_ONLY = {"transaction_isolation", "cte_max_recursion_depth"}


def with_option(url, option):
    return f"{url}{'&' if '?' in url else '?'}{option}"


def with_options(url, options):
    return with_option(url, f"options={options}")


def headers(key):
    """The values of a header key by probe."""
    found = {}
    for path in glob.glob(os.path.join(pc.SOURCE, "probes/sql/*/*.sql")):
        with open(path, encoding="utf-8") as file:
            values = re.findall(rf"^-- {key}: (.*)$", file.read().split("\n\n")[0], re.MULTILINE)
        if values:
            found[os.path.relpath(path, os.path.join(pc.SOURCE, "probes"))[:-len(".sql")]] = values
    return found


class Causes(pc.Case):
    def tried(self, report):
        """By probe and statement: how many differences disappeared, of how many, where it was sent to the one or the other."""
        gone = {}
        differences = {}
        for divergence in report["divergences"]:
            differences[divergence["probe"]] = differences.get(divergence["probe"], 0) + 1
            for cause in divergence["causes"]:
                if "experiment" in cause:
                    sides = gone.setdefault((divergence["probe"], cause["experiment"]), {})
                    sides.setdefault(cause["environment"], {})[divergence["finding"]] = cause["gone"]
        return {key: (max(sum(side.values()) for side in sides.values()), differences[key[0]]) for key, sides in gone.items()}

    def pair(self, one, other, probes):
        """What the experiments with these probes say: as tried, by the probe whatever the isolation level."""
        select = [word for probe in sorted(probes) for word in ("--select", probe)]
        tried = self.tried(self.report("run", one, other, *select, status=1))
        result = {}
        for (probe, statement), (gone, differences) in tried.items():
            self.assertGreater(differences, 0)
            result.setdefault(("/".join(probe.split("/")[:3]), statement), []).append(gone == differences)
        return result

    def test_every_experiment_closes_its_difference(self):
        """Somewhere a difference is there without the statement, and gone altogether with it."""
        odd = ("-c%20DateStyle%3DISO,DMY%20-c%20extra_float_digits%3D0%20-c%20IntervalStyle%3Diso_8601%20"
               "-c%20standard_conforming_strings%3Doff%20-c%20bytea_output%3Descape%20-c%20TimeZone%3DAsia/Tokyo")
        pairs = [(SQLITE, POSTGRESQL), (SQLITE, MARIADB), ("sqlite::memory:?profile=django", POSTGRESQL), (MARIADB, POSTGRESQL),
                 (with_option(MARIADB, "sql_mode=NO_ENGINE_SUBSTITUTION"), MARIADB), (with_options(POSTGRESQL, odd), POSTGRESQL),
                 (POSTGRESQL, with_options(POSTGRESQL, "-c%20default_transaction_isolation%3Dserializable")),
                 (with_option(MARIADB, "time_zone=%2B09:00"), with_option(MARIADB, "time_zone=%2B00:00"))]
        experiments = {(probe, value.split("] ", 1)[1]) for probe, values in headers("experiment").items() for value in values}
        self.assertGreater(len(experiments), 80)
        closes = {}
        for one, other in pairs:
            for key, closed in self.pair(one, other, {probe for probe, _ in experiments}).items():
                closes.setdefault(key, []).extend(closed)
        self.assertEqual({key for key in experiments if not any(closes.get(key, []))}, NO_CAUSE)
        self.assertTrue(all(key in closes for key in NO_CAUSE))

    def test_remedies_that_are_settings_of_the_url_close_the_difference(self):
        for probes, one, remedy in (
                ({"sql/locking/same-row", "sql/locking/ddl-against-reader", "sql/locking/unique-insert-race"}, SQLITE, "busy_timeout=5000"),
                ({"sql/affected-rows/unchanged-update"}, MARIADB, "found_rows=on"),
                ({"sql/foreign-keys/cascade", "sql/foreign-keys/enforced-by-default"}, SQLITE, "profile=django"),
                ({"sql/foreign-keys/cascade", "sql/foreign-keys/enforced-by-default"}, SQLITE, "profile=rails")):
            select = [word for probe in probes for word in ("--select", probe)]
            report = self.report("run", one, POSTGRESQL, *select, status=1)
            self.assertEqual({d["probe"] for d in report["divergences"]}, probes)
            report = self.report("run", with_option(one, remedy), POSTGRESQL, *select, status=0)
            self.assertEqual(report["counts"]["behaviours"], len(probes))

    def test_an_explicit_collation_closes_the_difference(self):
        self.write("own/order.sql", ORDER)
        for other in (SQLITE, POSTGRESQL):
            report = self.report("run", MARIADB, other, "--no-builtin", "--probes", "own", status=1)
            self.assertEqual([d["observation"] for d in report["divergences"]], ["by default"])

    def test_what_a_probe_depends_on_is_a_setting_that_is_told(self):
        known = set()
        for url in ("sqlite::memory:?cache=shared", POSTGRESQL, MARIADB):
            self.run_program("record", url, "-o", "one.jsonl", "--select", "sql/types/division-by-zero", status=0)
            with open(self.path("one.jsonl"), encoding="utf-8") as file:
                known |= json.loads(file.readline())["services"]["sql"]["fingerprint"]["settings"].keys()
        depends = {name.strip() for values in headers("depends-on").values() for value in values for name in value.split(",")}
        self.assertEqual(depends - known, MYSQL_ONLY)

    def test_a_sql_mode_that_differs_is_told_beside_what_it_explains(self):
        lax = with_option(MARIADB, "sql_mode=NO_ENGINE_SUBSTITUTION")
        _, output, _ = self.run_program("run", lax, MARIADB, "--select", "sql/text/varchar-length", status=1)
        output = " ".join(output.split())
        self.assertIn("likely: sql_mode differs: NO_ENGINE_SUBSTITUTION, reference STRICT_TRANS_TABLES", output)
        self.assertIn("tried: disappears with \"SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')\"", output)

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
    pc.main()
