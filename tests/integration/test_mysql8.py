"""MySQL 8 itself: the same against itself, in words of its own everywhere, and every wait seen, whoever may see what."""
import json
import os
import subprocess

import pc
from test_isolation import EXPECTED_INNODB, HERMITAGE_INNODB, LEVELS, as_hermitage, cells, grid
from test_mysql import HEAD, REFUSALS, TABLES

MYSQL = os.environ.get("PC_TEST_MYSQL", "")
SOCKET = os.environ.get("PC_TEST_MYSQL_SOCKET", "")
# What MySQL has since 8.0.16 only, or says in other words.
OTHERWISE = {
    "INSERT INTO p (id, n) VALUES (2, 0)": {"affected": 1},
    "SELECT * FROM ${name}.t": {"refusal": "invalid_schema_name"},
    "ALTER TABLE p DROP COLUMN missing": {"refusal": "undefined_object"},
    "CREATE TABLE x (a BANANA)": {"refusal": "syntax_error"},
}
# Rows that are only read count, too: a transaction that has only read is told nowhere but in data_locks.
ROW = "CREATE TABLE t (id INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (1);\n"
WAITS = {
    "a row": ROW + "BEGIN;\nSELECT * FROM t FOR UPDATE;\n--@ B\n--? w\nSELECT * FROM t FOR UPDATE;\n",
    "a row to read": ROW + "BEGIN;\nDELETE FROM t;\n--@ B\nSET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nBEGIN;\n--? w\nSELECT * FROM t;\n",
    "a gap": ROW + "BEGIN;\nSELECT * FROM t WHERE id > 1 FOR UPDATE;\n--@ B\n--? w\nINSERT INTO t VALUES (5);\n",
    "a table": ROW + "LOCK TABLES t WRITE;\n--@ B\n--? w\nSELECT count(*) FROM t;\n",
    "a definition": ROW + "BEGIN;\nSELECT * FROM t;\n--@ B\n--? w\nDROP TABLE t;\n",
    "a name": "SELECT get_lock('${name}', 0);\n--@ B\n--? w\nSELECT get_lock('${name}', 60);\n",
}


def admin(statement):
    result = subprocess.run(["mariadb", "--no-defaults", f"--socket={SOCKET}", "--user=root", "-N", "-B", "-e", statement],
                            capture_output=True, text=True, check=True)
    return result.stdout.strip()


class Mysql8(pc.Case):
    def leftovers(self):
        names = admin("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'pc\\_%'; "
                      "SELECT User FROM mysql.user WHERE User LIKE 'pc\\_%'; "
                      "SELECT DB FROM information_schema.PROCESSLIST WHERE DB LIKE 'pc\\_%'").split()
        return names + super().leftovers()

    def record(self, script, url=MYSQL):
        """What one probe answers: its observations by label."""
        self.write("own/one.sql", HEAD + script)
        self.run_program("record", url, "--no-builtin", "--probes", "own", "-o", "r.jsonl", status=0)
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            answers = [json.loads(line) for line in file if '"observations"' in line]
        return {o["label"]: o["outcome"] for o in answers[0]["observations"]}

    def test_against_postgresql(self):
        report = self.report("run", MYSQL, pc.POSTGRESQL, "--select", "sql/**", status=1)
        self.assertEqual(report["problems"], [])
        # A setup that MySQL alone refuses would be one that is not in its words.
        self.assertEqual([d["probe"] for d in report["divergences"] if d["observation"] == "setup"], [])
        found = {d["probe"] for d in report["divergences"]}
        self.assertLessEqual({"sql/text/utf8mb4-0900", "sql/ddl/rollback", "sql/types/integer-division"}, found)
        self.assertFalse({"sql/nulls/not-in", "sql/grouping/bare-column"} & found)
        self.assert_nothing_left()

    def test_its_isolation_is_as_hermitage_says(self):
        _, output, _ = self.run_program("isolation", MYSQL, "--report", "json", status=0)
        got = cells(json.loads(output)["isolation"][0])
        self.assertEqual({name: [row[level] for level in LEVELS] for name, row in got.items()}, grid(EXPECTED_INNODB))
        self.assertEqual({level: as_hermitage(got, level) for level in HERMITAGE_INNODB}, HERMITAGE_INNODB)
        self.assert_nothing_left()

    def test_refusals_have_classes(self):
        script = "".join(f"{table};\n" for table in TABLES)
        script += "".join(f"--? {i}\n{statement};\n" for i, (statement, _) in enumerate(REFUSALS))
        answers = self.record(script)
        wrong = [(statement, answers[str(i)]) for i, (statement, name) in enumerate(REFUSALS)
                 if answers[str(i)] != OTHERWISE.get(statement, {"refusal": name})]
        self.assertEqual(wrong, [])

    def test_waits_of_every_kind_are_seen(self):
        for name, script in WAITS.items():
            with self.subTest(name):
                self.assertEqual(self.record("--@ A\n" + script), {"w": {"blocked": True}})
        self.assert_nothing_left()

    def test_waits_are_seen_without_the_privilege_to_read_locks(self):
        port = MYSQL.rsplit(":", 1)[1]
        admin("CREATE USER poor@'127.0.0.1' IDENTIFIED BY 'w0rd'; GRANT ALL ON `pc\\_%`.* TO poor@'127.0.0.1'; "
              "GRANT PROCESS ON *.* TO poor@'127.0.0.1'")
        try:
            for name in ("a row", "a row to read", "a gap"):
                with self.subTest(name):
                    self.assertEqual(self.record("--@ A\n" + WAITS[name], f"mysql://poor:w0rd@127.0.0.1:{port.split('/')[0]}"), {"w": {"blocked": True}})
        finally:
            admin("DROP USER poor@'127.0.0.1'")
        self.assert_nothing_left()

    def test_times_may_be_read_in_another_zone(self):
        report = self.report("run", MYSQL + "?time_zone=%2B09:00", MYSQL + "?time_zone=%2B00:00", "--select", "sql/dates/stored-under-another-zone", status=1)
        self.assertIn({"setting": "time_zone"}, report["divergences"][0]["causes"])


if __name__ == "__main__":
    if not MYSQL:
        raise SystemExit(77)
    pc.main()
