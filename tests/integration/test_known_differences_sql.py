"""SQL databases' known differences (known_differences.py)."""
import sys

import known_differences
from known_differences import REQUIRED, same, variable

WANTED = [("with-postgresql-versions", ["--version", "17"], same("POSTGRESQL_17")), ("with-pglite", [], same("PGLITE")),
          ("with-mariadb", [], same("MARIADB"))]

POSTGRESQL = "postgresql"
# Which services are the engines that an entry was found with. Each is listed by the run of these: that of others shows something else.
ENGINES = {
    "sqlite": {"sqlite", "sqlite-wal"},
    "postgresql": {POSTGRESQL},
    "mariadb": {"mariadb"},
    "postgresql-15": {POSTGRESQL},
    "postgresql-17": {"postgresql-17"},
    "pglite-18": {"pglite"},
    "postgresql[scs=on]": {POSTGRESQL},
    "postgresql[scs=off]": {"postgresql-scs-off"},
    "postgresql[efd=1]": {POSTGRESQL},
    "postgresql[efd=0]": {"postgresql-efd-0"},
    "postgresql[read committed]": {POSTGRESQL},
    "postgresql[repeatable read]": {"postgresql-repeatable-read"},
    "mariadb[default]": {"mariadb"},
    "mariadb[ONLY_FULL_GROUP_BY]": {"mariadb-only-full-group-by"},
    "mariadb[time_zone=+00:00]": {"mariadb-zone-0"},
    "mariadb[time_zone=+05:00]": {"mariadb-zone-5"},
}
STRICT = "STRICT_TRANS_TABLES%2CERROR_FOR_DIVISION_BY_ZERO%2CNO_AUTO_CREATE_USER%2CNO_ENGINE_SUBSTITUTION"


class Databases(known_differences.Known):
    ROLE = "sql"
    ENTRIES = 129
    REPRESENTED = {"postgresql-versions": "postgresql-17", "pglite": "pglite", "mariadb": "mariadb"}
    GIVEN = {"area", "title", "source", "engines", "script", "outcome", "kind", "severity", "versions", "verified"}
    BACKENDS, STEPS, SOURCE = "engines", "script", r"^(https://|[\w.-]+/[\w.-]+[#:]\S)"

    def services(self):
        postgresql, mariadb = variable("POSTGRESQL"), variable("MARIADB")

        def setting(words):
            return postgresql and postgresql + "?options=-c%20" + words

        def mode(words):
            return mariadb and mariadb + "?" + words

        return {
            "sqlite": "sqlite::memory:",
            "sqlite-wal": "sqlite::memory:?journal_mode=wal",
            POSTGRESQL: postgresql,
            "postgresql-17": variable("POSTGRESQL_17"),
            "postgresql-scs-off": setting("standard_conforming_strings%3Doff"),
            "postgresql-efd-0": setting("extra_float_digits%3D0"),
            "postgresql-repeatable-read": setting("default_transaction_isolation%3Drepeatable%5C%20read"),
            "pglite": variable("PGLITE"),
            "mariadb": mariadb,
            "mariadb-only-full-group-by": mode(f"sql_mode=ONLY_FULL_GROUP_BY%2C{STRICT}"),
            "mariadb-zone-0": mode("time_zone=%2B00:00"),
            "mariadb-zone-5": mode("time_zone=%2B05:00"),
        }

    def test_each_is_shown_by_the_engines_that_it_was_found_with(self):
        for entry in self.entries():
            first, second = (ENGINES[engine] for engine in entry["engines"])
            for item in entry.get("shown-by", []):
                pair = item["development"], item["production"]
                with self.subTest(title=entry["title"], pair=pair):
                    self.assertTrue((pair[0] in first and pair[1] in second) or (pair[1] in first and pair[0] in second))


if __name__ == "__main__":
    if not variable("POSTGRESQL"):
        print("PostgreSQL is not there")
        sys.exit(1 if "postgresql" in REQUIRED else 77)
    sys.exit(known_differences.main(Databases, WANTED))
