"""MariaDB: the same against itself, what differs from the others, every type and refusal, and nothing left behind."""
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import time

import pc
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
SOCKET = os.environ.get("PC_TEST_MARIADB_SOCKET", "")
MOMENTS = int(os.environ.get("PC_KILL_MOMENTS", "6"))
HEAD = "-- title: t\n-- bites: b\n-- severity: high\n\n"

# Each refusal with a statement that brings it about, after these.
TABLES = ["CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, s VARCHAR(3), d DATE, b TINYINT, CHECK (n > 0))",
          "CREATE TABLE c (id INTEGER, FOREIGN KEY (id) REFERENCES p (id))", "INSERT INTO p VALUES (1, 1, 'a', NULL, 0)",
          "INSERT INTO c VALUES (1)", "CREATE VIEW v AS SELECT 1 AS one"]
REFUSALS = [
    ("INSERT INTO p VALUES (1, 1, 'a', NULL, 0)", "unique_violation"),
    ("INSERT INTO p (id, n) VALUES (2, NULL)", "not_null_violation"),
    ("INSERT INTO p (id) VALUES (2)", "not_null_violation"),
    ("INSERT INTO p (id, n) VALUES (2, 0)", "check_violation"),
    ("INSERT INTO c VALUES (9)", "foreign_key_violation"),
    ("DELETE FROM p", "foreign_key_violation"),
    ("DROP TABLE p", "dependent_objects_still_exist"),
    ("INSERT INTO p (id, n, s) VALUES (2, 1, 'long')", "string_data_right_truncation"),
    ("INSERT INTO p (id, n, b) VALUES (2, 1, 500)", "numeric_value_out_of_range"),
    ("INSERT INTO p (id, n) VALUES (2, 'x')", "invalid_text_representation"),
    ("INSERT INTO p (id, n, d) VALUES (2, 1, 'soon')", "invalid_datetime_format"),
    ("INSERT INTO p (id, n, d) VALUES (2, 1, '2024-02-30')", "datetime_field_overflow"),
    ("INSERT INTO p (id, n) VALUES (2, 1 / 0)", "division_by_zero"),
    ("SELECT 9223372036854775807 + 1", "numeric_value_out_of_range"),
    ("SELEKT 1", "syntax_error"),
    ("INSERT INTO c VALUES (1, 2)", "syntax_error"),
    ("SELECT * FROM missing", "undefined_table"),
    ("DROP TABLE missing", "undefined_table"),
    ("SELECT missing FROM p", "undefined_column"),
    ("SELECT missing(1)", "undefined_function"),
    ("CREATE TABLE x (a BANANA)", "undefined_object"),
    ("SELECT 'a' COLLATE missing", "undefined_object"),
    ("SELECT * FROM ${name}.t", "undefined_table"),
    ("CREATE TABLE p (n INTEGER)", "duplicate_table"),
    ("ALTER TABLE p ADD COLUMN n INTEGER", "duplicate_column"),
    ("ALTER TABLE p DROP COLUMN missing", "undefined_column"),
    ("SELECT id FROM p, c", "ambiguous_column"),
    ("SELECT (SELECT 1 UNION SELECT 2)", "cardinality_violation"),
    ("SELECT sum(sum(n)) FROM p", "grouping_error"),
    ("ROLLBACK TO SAVEPOINT missing", "invalid_savepoint_specification"),
    ("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'", "raise_exception"),
    ("SELECT 'a' REGEXP '('", "invalid_regular_expression"),
    ("INSERT INTO v VALUES (1)", "object_not_in_prerequisite_state"),
    ("SET SESSION missing_variable = 1", "undefined_object"),
    ("EXECUTE missing", "invalid_sql_statement_name"),
]

# Each type with a literal and what is answered by the text protocol; and by the binary one, where that is not the same.
TYPES = [
    ("TINYINT(1)", "true", 1),
    ("INTEGER(5) ZEROFILL", "42", 42),
    ("BIGINT UNSIGNED", "18446744073709551615", {"integer": "18446744073709551615"}),
    ("DECIMAL(20,4)", "1234567890123456.78", {"decimal": "1234567890123456.7800"}),
    ("FLOAT", "0.1", {"real": "0.1"}),
    ("FLOAT", "16777216", {"real": "16777200"}, {"real": "16777216"}),
    ("DOUBLE", "1e20", {"real": "1e+20"}),
    ("DOUBLE", "0.1", {"real": "0.1"}),
    ("BIT(10)", "b'1000000101'", {"other": "1000000101"}),
    ("YEAR", "2024", 2024),
    ("DATE", "'2024-02-29'", {"date": "2024-02-29"}),
    ("TIME", "'-838:59:59'", {"time": "-838:59:59"}),
    ("TIME(3)", "'25:00:00.5'", {"time": "25:00:00.500"}),
    ("DATETIME(6)", "'2024-01-01 10:00:00.25'", {"timestamp": "2024-01-01 10:00:00.250000"}),
    ("DATETIME", "'2024-01-01 10:00:00'", {"timestamp": "2024-01-01 10:00:00"}),
    ("TIMESTAMP NULL", "'2024-01-01 10:00:00'", {"timestamp": "2024-01-01 10:00:00"}),
    ("VARCHAR(9)", "'Ä€'", "Ä€"),
    ("TEXT", "''", ""),
    ("VARBINARY(9)", "x'00ff'", {"bytes": "00ff"}),
    ("BLOB", "x'00ff'", {"bytes": "00ff"}),
    ("ENUM('a','b')", "'b'", "b"),
    ("SET('a','b')", "'a,b'", "a,b"),
    ("JSON", "'{\"a\": 1}'", {"json": "{\"a\": 1}"}),
    ("UUID", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", {"other": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}),
    ("INTEGER", "NULL", None),
]


def admin(statement):
    result = subprocess.run(["mariadb", "--no-defaults", f"--socket={SOCKET}", "--user=root", "-N", "-B", "-e", statement],
                            capture_output=True, text=True, check=True)
    return result.stdout.strip()


class Mysql(pc.Case):
    LEAKS = True
    def leftovers(self):
        names = admin("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'pc\\_%'; "
                      "SELECT User FROM mysql.user WHERE User LIKE 'pc\\_%'; "
                      "SELECT DB FROM information_schema.PROCESSLIST WHERE DB LIKE 'pc\\_%'").split()
        return names + super().leftovers()

    def record(self, script, url=None):
        """What one probe answers: its observations by label."""
        self.write("own/one.sql", HEAD + script)
        self.run_program("record", url or MARIADB, "--no-builtin", "--probes", "own", "-o", "r.jsonl", status=0)
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            answers = [json.loads(line) for line in file if '"observations"' in line]
        return {o["label"]: o["outcome"] for o in answers[0]["observations"]}

    def test_a_file_that_the_server_forgets_keeps_no_scratch(self):
        """MariaDB's copy of a trigger's file, in the way of DROP DATABASE: orders.TRG-."""
        self.write("own/x.sql", HEAD + "CREATE TABLE orders (n INTEGER);\n--{\nCREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW SET NEW.n = 1;\n"
                   "--}\n--? rows\nSELECT count(*) FROM orders WHERE sleep(2) = 0;\n--? slept\nSELECT sleep(2);\n")
        data = os.path.join(os.environ["PC_TEST_MARIADB_FOLDER"], "data")
        process = self.popen("run", MARIADB, MARIADB, "--no-builtin", "--probes", "own", "--report", "json", "--deadline", "60s")
        forgotten = set()
        while process.poll() is None:
            for path in glob.glob(os.path.join(data, "pc_*", "orders.TRG")):
                if path not in forgotten:
                    owner = os.stat(path)
                    with open(path + "-", "w", encoding="utf-8"):
                        os.chown(path + "-", owner.st_uid, owner.st_gid)
                        forgotten.add(path)
            time.sleep(0.02)
        output, errors = process.communicate()
        self.assertEqual(process.returncode, 0, output + errors)
        self.assertEqual(len(forgotten), 4)
        self.assertEqual(glob.glob(os.path.join(data, "pc_*")), [])

    def test_against_the_others(self):
        for other in (POSTGRESQL, "sqlite::memory:"):
            report = self.report("run", MARIADB, other, "--select", "sql/**", status=1)
            self.assertEqual(report["problems"], [])
            self.assertLessEqual({(s["environment"], s["reason"]) for s in report["skipped"]},
                                 {("sqlite::memory:", "the service has no such isolation level"), (report["environments"][1]["name"], pc.UNKNOWN)})
            found = {d["probe"]: d for d in report["divergences"]}
            self.assertGreater(len(found), 60)
            # A setup that MariaDB alone refuses would be one that is not in its words.
            self.assertEqual([d["probe"] for d in report["divergences"] if d["observation"] == "setup"], [])
            self.assertLessEqual({"sql/text/length-of-characters", "sql/ddl/rollback", "sql/types/integer-division"}, set(found))
            self.assertFalse({"sql/nulls/not-in", "sql/transactions/multi-row-atomic", "sql/grouping/empty-aggregate"} & set(found))
        self.assert_nothing_left()

    def test_every_refusal_has_its_class(self):
        script = "".join(f"{table};\n" for table in TABLES)
        script += "".join(f"--? {i}\n{statement};\n" for i, (statement, _) in enumerate(REFUSALS))
        answers = self.record(script)
        wrong = [(statement, answers[str(i)]) for i, (statement, name) in enumerate(REFUSALS) if answers[str(i)] != {"refusal": name}]
        self.assertEqual(wrong, [])

    def test_every_type_is_exact_in_both_protocols(self):
        script = ""
        for i, (kind, literal, *_) in enumerate(TYPES):
            script += f"CREATE TABLE t{i} (v {kind});\nINSERT INTO t{i} VALUES ({literal});\n"
            script += f"--? text {i}\nSELECT v FROM t{i};\n--? bound {i}\n--$ 1\nSELECT v FROM t{i} WHERE 1 = $1;\n"
        answers = self.record(script)
        for i, (kind, literal, *expected) in enumerate(TYPES):
            with self.subTest(kind=kind, literal=literal):
                self.assertEqual(answers[f"text {i}"], {"rows": [[expected[0]]]})
                self.assertEqual(answers[f"bound {i}"], {"rows": [[expected[-1]]]})

    def test_zero_dates_come_as_they_are(self):
        script = "CREATE TABLE t (d DATE, at DATETIME);\nINSERT INTO t VALUES ('0000-00-00', 0);\n"
        script += "--? text\nSELECT d, at FROM t;\n--? bound\n--$ 1\nSELECT d, at FROM t WHERE 1 = $1;\n"
        answers = self.record(script, MARIADB + "?sql_mode=")
        zero = {"rows": [[{"date": "0000-00-00"}, {"timestamp": "0000-00-00 00:00:00"}]]}
        self.assertEqual(answers, {"text": zero, "bound": zero})

    def test_parameters_go_as_they_are(self):
        answers = self.record("CREATE TABLE t (i BIGINT, r DOUBLE, s VARCHAR(20), b BLOB, f BOOLEAN, n INTEGER);\n--? in\n"
                              "--$ 5 1.5 'it''s' x'00ff' true null\nINSERT INTO t VALUES ($1, $2, $3, $4, $5, $6);\n"
                              "--? out\nSELECT * FROM t;\n--? twice and in another order\n--$ 1 2\nSELECT $2, $1, $2;\n"
                              "--? too few\n--$ 1\nSELECT $1, $2;\n--? too many\n--$ 1 2\nSELECT $1;\n")
        self.assertEqual(answers["in"], {"affected": 1})
        self.assertEqual(answers["out"], {"rows": [[5, {"real": "1.5"}, "it's", {"bytes": "00ff"}, 1, None]]})
        self.assertEqual(answers["twice and in another order"], {"rows": [[2, 1, 2]]})
        self.assertEqual(answers["too few"], {"refusal": "protocol_violation"})
        self.assertEqual(answers["too many"], {"refusal": "protocol_violation"})

    def test_a_procedure_may_answer_more_than_once(self):
        script = ("--{\nCREATE PROCEDURE one() BEGIN SELECT 1; END\n--}\n--{\nCREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2, 3; END\n--}\n"
                  "--{\nCREATE PROCEDURE none() BEGIN DO 1; END\n--}\n--? one\nCALL one();\n--? two\nCALL two();\n--? none\nCALL none();\n"
                  "--? afterwards\n--$ 4\nSELECT $1;\n")
        answers = self.record(script)
        self.assertEqual(answers, {"one": {"rows": [[1]]}, "two": {"value": [[[1]], [[2, 3]]]}, "none": {"done": True},
                                   "afterwards": {"rows": [[4]]}})

    def test_rows_found_or_changed(self):
        script = "CREATE TABLE t (n INTEGER);\nINSERT INTO t VALUES (1);\n--? same\nUPDATE t SET n = 1;\n"
        self.assertEqual(self.record(script), {"same": {"affected": 0}})
        self.assertEqual(self.record(script, MARIADB + "?found_rows=on"), {"same": {"affected": 1}})

    def test_a_user_and_a_role_are_dropped(self):
        self.record("--[mysql]\nCREATE USER ${name};\n--[mysql]\nCREATE ROLE ${name}_r;\n--? there\nSELECT count(*) FROM mysql.user WHERE User LIKE '${name}%';\n")
        self.assert_nothing_left()

    def test_waits_of_every_kind_are_seen(self):
        row = "CREATE TABLE t (id INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (1);\n"
        scripts = {
            "a row": row + "BEGIN;\nSELECT * FROM t FOR UPDATE;\n--@ B\n--? w\nSELECT * FROM t FOR UPDATE;\n",
            "a gap": row + "BEGIN;\nSELECT * FROM t WHERE id > 1 FOR UPDATE;\n--@ B\n--? w\nINSERT INTO t VALUES (5);\n",
            "a table": row + "LOCK TABLES t WRITE;\n--@ B\n--? w\nSELECT count(*) FROM t;\n",
            "a definition": row + "BEGIN;\nSELECT * FROM t;\n--@ B\n--? w\nDROP TABLE t;\n",
            "a name": "SELECT get_lock('${name}', 0);\n--@ B\n--? w\nSELECT get_lock('${name}', 60);\n",
        }
        for name, script in scripts.items():
            with self.subTest(name):
                self.assertEqual(self.record("--@ A\n" + script), {"w": {"blocked": True}})
        self.assert_nothing_left()

    def without_process(self, url):
        """What needs the privilege is not asked, whatever the machine is busy with; what the user wrote is incomplete."""
        report = self.report("run", url, MARIADB, "--select", "sql/locking/**", "--select", "sql/nulls/**", "--select", "sql/isolation/**", status=0)
        self.assertEqual((report["divergences"], report["problems"]), ([], []))
        self.assertGreater(report["counts"]["behaviours"], 5)
        need, = {s["reason"] for s in report["skipped"] if "PROCESS" in s["reason"]}
        self.assertRegex(need, r"^needs the privilege PROCESS .*GRANT PROCESS ON \*\.\* TO poor@127\.0\.0\.1$")
        self.write("own/a/two.sql", "-- title: t\n-- bites: b\n-- severity: low\n\n--@ A\n--? a\nSELECT 1;\n--@ B\n--? b\nSELECT 2;\n")
        report = self.report("run", url, MARIADB, "--no-builtin", "--probes", "own", status=3)
        self.assertEqual(report["divergences"], [])
        fault, = [p for p in report["problems"] if p["kind"] == "fault"]
        self.assertRegex(fault["message"], "^line 10: needs the privilege PROCESS")
        shutil.rmtree(self.path("own"))

    def test_rights_are_told(self):
        port = MARIADB.rsplit(":", 1)[1]
        admin("CREATE USER poor@'127.0.0.1' IDENTIFIED BY 'w0rd'; GRANT SELECT ON app.* TO poor@'127.0.0.1'")
        try:
            _, output, errors = self.run_program("doctor", f"mysql://poor:w0rd@127.0.0.1:{port}", status=3)
            self.assertIn("may not create databases", output + errors)
            admin("GRANT ALL ON `pc\\_%`.* TO poor@'127.0.0.1'")
            _, output, _ = self.run_program("doctor", f"mysql://poor:w0rd@127.0.0.1:{port}", status=0)
            self.assertIn("lacks the privilege PROCESS: probes of several sessions are not asked", output)
            self.assertIn("GRANT PROCESS ON *.* TO poor@127.0.0.1", output)
            self.without_process(f"mysql://poor:w0rd@127.0.0.1:{port}")
            admin("GRANT PROCESS ON *.* TO poor@'127.0.0.1'")
            _, output, _ = self.run_program("doctor", f"mysql://poor:w0rd@127.0.0.1:{port}", status=0)
            self.assertNotIn("note:", output)
            report = self.report("run", f"mysql://poor:w0rd@127.0.0.1:{port}", MARIADB, "--select", "sql/locking/**", status=0)
            self.assertEqual((report["divergences"], report["problems"]), ([], []))
        finally:
            admin("DROP USER poor@'127.0.0.1'")

    def test_tls_is_what_the_url_says(self):
        authority = os.environ["PC_TEST_MARIADB_CA"]
        for option, told in ((f"ssl-mode=verify_identity&ssl-ca={authority}", "ssl: on"), ("ssl-mode=required", "ssl: on"),
                             ("ssl-mode=preferred", "ssl: on"), ("ssl-mode=disabled", "ssl: off")):
            _, output, _ = self.run_program("doctor", f"{MARIADB}?{option}", status=0)
            self.assertIn(told, output)
        _, output, _ = self.run_program("doctor", f"{MARIADB}?ssl-mode=verify_identity", status=3)
        self.assertIn("TLS/SSL error", output)
        self.assertNotIn("w0rd", output)

    def test_kills_at_random_moments(self):
        random.seed(int(os.environ.get("PC_SEED", "7")))
        admin("CREATE TABLE IF NOT EXISTS app.planted (n INTEGER); DELETE FROM app.planted; INSERT INTO app.planted VALUES (1), (2)")
        for i in range(MOMENTS):
            process = self.popen("run", MARIADB, "sqlite::memory:", *pc.SOME_SQL)
            time.sleep(random.uniform(0.3, 3))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL if i % 2 else signal.SIGINT)
            process.communicate(timeout=pc.PATIENCE)
            self.settled()
            self.run_program("clean", MARIADB, "--forget", status=0)
            self.run_program("clean", "sqlite::memory:", "--forget", status=0)
            self.assert_nothing_left()
        self.assertEqual(admin("SELECT sum(n) FROM app.planted"), "3")


if __name__ == "__main__":
    if not MARIADB:
        raise SystemExit(77)
    pc.main()
