"""The isolation table: of PostgreSQL and InnoDB what Hermitage has published (https://github.com/ept/hermitage, the table in its
README), of SQLite what its documentation says; and the same every time, under load too."""
import json
import os

import pc
from pc import POSTGRESQL, SOURCE

RUNS = int(os.environ.get("PC_ISOLATION_RUNS", "4"))
LEVELS = ["read uncommitted", "read committed", "repeatable read", "serializable"]

# How it is prevented is not Hermitage's: of PostgreSQL it is in https://www.postgresql.org/docs/current/transaction-iso.html
# (an UPDATE of a row that another has updated waits; from REPEATABLE READ on it is then refused), of InnoDB in
# https://dev.mysql.com/doc/refman/8.0/en/innodb-transaction-isolation-levels.html (at SERIALIZABLE a plain SELECT locks).
# READ UNCOMMITTED is READ COMMITTED in PostgreSQL. Columns in the order of LEVELS.
EXPECTED_POSTGRESQL = """
p0               blocked    blocked    blocked    blocked
p1               prevented  prevented  prevented  prevented
p2               occurs     occurs     prevented  prevented
p3               occurs     occurs     prevented  prevented
a5b              occurs     occurs     occurs     refused
g0               blocked    blocked    refused    refused
g1a              prevented  prevented  prevented  prevented
g1b              prevented  prevented  prevented  prevented
g1c              prevented  prevented  prevented  refused
otv              blocked    blocked    refused    refused
pmp              occurs     occurs     prevented  prevented
pmp-write        occurs     occurs     refused    refused
p4               occurs     occurs     refused    refused
p4-late          occurs     occurs     refused    refused
g-single         occurs     occurs     prevented  prevented
g-single-where   occurs     occurs     prevented  prevented
g-single-write   occurs     occurs     refused    refused
g2-item          occurs     occurs     occurs     refused
g2               occurs     occurs     occurs     refused
g2-reader        occurs     occurs     occurs     refused
"""

EXPECTED_INNODB = """
p0               blocked    blocked    blocked    blocked
p1               occurs     prevented  prevented  blocked
p2               occurs     occurs     prevented  blocked
p3               occurs     occurs     prevented  blocked
a5b              occurs     occurs     occurs     refused
g0               blocked    blocked    blocked    blocked
g1a              occurs     prevented  prevented  blocked
g1b              occurs     prevented  prevented  blocked
g1c              occurs     prevented  prevented  refused
otv              occurs     blocked    blocked    blocked
pmp              occurs     occurs     prevented  blocked
pmp-write        occurs     occurs     occurs     refused
p4               occurs     occurs     occurs     refused
p4-late          occurs     occurs     occurs     refused
g-single         occurs     occurs     prevented  blocked
g-single-where   occurs     occurs     prevented  blocked
g-single-write   occurs     occurs     occurs     refused
g2-item          occurs     occurs     occurs     refused
g2               occurs     occurs     occurs     refused
g2-reader        occurs     occurs     occurs     refused
"""

# SQLite is serializable (https://www.sqlite.org/isolation.html): with a rollback journal a reader keeps others from committing,
# and a writer keeps others from writing; without a busy timeout each of them is refused at once (SQLITE_BUSY). With a WAL
# readers and a writer do not meet, but a transaction that has read may not write once another has written
# (SQLITE_BUSY_SNAPSHOT). PRAGMA read_uncommitted changes nothing but in a shared cache (https://www.sqlite.org/sharedcache.html),
# which locks tables at once (SQLITE_LOCKED_SHAREDCACHE) and where it lets readers by: dirty reads. Two writers are kept
# apart even then, as a cache has one write transaction.
# Columns: rollback journal, WAL; then shared cache at read uncommitted, and at serializable.
EXPECTED_SQLITE = """
p0               refused    refused    refused    refused
p1               refused    prevented  occurs     refused
p2               refused    prevented  occurs     refused
p3               refused    prevented  occurs     refused
a5b              refused    refused    refused    refused
g0               refused    refused    refused    refused
g1a              prevented  prevented  occurs     refused
g1b              refused    prevented  occurs     refused
g1c              refused    refused    refused    refused
otv              refused    refused    refused    refused
pmp              refused    prevented  occurs     refused
pmp-write        refused    refused    refused    refused
p4               refused    refused    refused    refused
p4-late          refused    refused    occurs     refused
g-single         refused    prevented  occurs     refused
g-single-where   refused    prevented  occurs     refused
g-single-write   refused    refused    occurs     refused
g2-item          refused    refused    refused    refused
g2               refused    refused    refused    refused
g2-reader        refused    refused    occurs     refused
"""

# Hermitage's own table: * prevented, - not, r prevented only where the transaction does not write. A cell of it is about all
# interleavings of that anomaly.
ANOMALIES = {"G0": ["g0"], "G1a": ["g1a"], "G1b": ["g1b"], "G1c": ["g1c"], "OTV": ["otv"], "PMP": ["pmp", "pmp-write"], "P4": ["p4"],
             "G-single": ["g-single", "g-single-where", "g-single-write"], "G2-item": ["g2-item"], "G2": ["g2", "g2-reader"]}
HERMITAGE_POSTGRESQL = {"read committed": "*****-----", "repeatable read": "********--", "serializable": "**********"}
HERMITAGE_INNODB = {"read uncommitted": "*---------", "read committed": "*****-----", "repeatable read": "*****r-r--",
                    "serializable": "**********"}


def grid(text):
    return {line.split()[0]: line.split()[1:] for line in text.strip().split("\n")}


def cells(table):
    """{name: {level: protection}} of one service's table."""
    return {row["name"]: {cell["level"]: cell["protection"] for cell in row["cells"]} for row in table["anomalies"]}


def as_hermitage(got, level):
    """A line of Hermitage's table out of ours."""
    line = ""
    for names in ANOMALIES.values():
        kept = [got[name][level] != "occurs" for name in names]
        line += "*" if all(kept) else "r" if kept[0] else "-"
    return line


class Isolation(pc.Case):
    def tables(self, *urls, status=0):
        _, output, _ = self.run_program("isolation", *urls, "--report", "json", status=status)
        self.text = output
        return json.loads(output)["isolation"]

    def check(self, url, expected, hermitage):
        got = cells(self.tables(url)[0])
        self.assertEqual({name: [row[level] for level in LEVELS] for name, row in got.items()}, grid(expected))
        self.assertEqual({level: as_hermitage(got, level) for level in hermitage}, hermitage)

    def test_postgresql_is_as_hermitage_says(self):
        self.check(POSTGRESQL, EXPECTED_POSTGRESQL, HERMITAGE_POSTGRESQL)
        self.assert_nothing_left()

    def test_mariadb_is_as_hermitage_says(self):
        url = os.environ.get("PC_TEST_MARIADB")
        if not url:
            self.skipTest("PC_TEST_MARIADB is not set: no such server is there")
        self.check(url, EXPECTED_INNODB, HERMITAGE_INNODB)

    def test_sqlite_is_as_its_manual_says(self):
        rollback, wal, shared = map(cells, self.tables("sqlite::memory:", "sqlite::memory:?journal_mode=wal", "sqlite::memory:?cache=shared"))
        weak, strong = "read uncommitted", "serializable"
        got = {name: [rollback[name][strong], wal[name][strong], shared[name][weak], shared[name][strong]] for name in rollback}
        self.assertEqual(got, grid(EXPECTED_SQLITE))
        self.assertEqual({level for table in (rollback, wal) for row in table.values() for level in row}, {strong})

    def test_a_busy_timeout_makes_some_of_sqlite_wait(self):
        got = cells(self.tables("sqlite::memory:?busy_timeout=3000")[0])
        self.assertEqual({protection for row in got.values() for protection in row.values()}, {"prevented", "blocked", "refused"})
        self.assertEqual(got["p2"]["serializable"], "blocked")

    def test_it_is_the_same_every_time(self):
        seen = set()
        for i in range(RUNS):
            with pc.busy_cores(i % 2):
                self.tables(POSTGRESQL)
            seen.add(self.text)
        self.assertEqual(len(seen), 1)

    def test_the_report_keeps_its_schema(self):
        import jsonschema
        with open(os.path.join(SOURCE, "reports", "isolation.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        self.tables("sqlite::memory:")
        jsonschema.Draft202012Validator(schema).validate(json.loads(self.text))

    def test_a_recording_gives_the_same_table(self):
        path = self.path("kept.jsonl")
        self.run_program("record", POSTGRESQL, "--select", "sql/isolation/**", "-o", path, status=0)
        recorded = self.tables("--recording", path)
        self.assertEqual(recorded, self.tables(POSTGRESQL))

    def test_what_could_not_be_asked_is_told(self):
        status, output, _ = self.run_program("isolation", "postgresql://postgres@127.0.0.1:1/postgres")
        self.assertEqual(status, 3, output)
        self.assertIn("could not be asked", output)
        self.assertNotIn("prevented  ", output.split("OCCURS")[0])

    def test_no_table_is_no_success(self):
        for arguments in (["memory:"], ["sqlite::memory:", "--select", "sql/text/like-case"]):
            status, output, errors = self.run_program("isolation", *arguments)
            self.assertEqual((status, output), (3, ""), errors)

    def test_the_cells_can_be_explained(self):
        for row in self.tables("sqlite::memory:")[0]["anomalies"]:
            cell = row["cells"][-1]
            _, output, _ = self.run_program("explain", cell["probe"], status=0)
            self.assertIn("at SERIALIZABLE\n", output)
            self.assertNotIn("${level}", output)


if __name__ == "__main__":
    pc.main()
