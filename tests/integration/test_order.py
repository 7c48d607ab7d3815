"""ORDER BY: the order of sort keys is compared, ties are not, and what was left out by LIMIT is told from what differs."""
import os

import pc
from pc import POSTGRESQL

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
MYSQL = os.environ.get("PC_TEST_MYSQL", "")
SQLITE = "sqlite::memory:"
HEAD = "-- title: t\n-- bites: b\n-- severity: high\n\n"
# Rows lie in the table in another order each time, so that ties come in another order with each asking.
TIES = HEAD + """CREATE TABLE t (n INTEGER, name TEXT, due DATE);
INSERT INTO t SELECT g % 5, 'row ' || g, DATE '2024-01-01' + g % 3 FROM generate_series(1, 60) g ORDER BY random();
INSERT INTO t SELECT NULL, 'none ' || g, NULL FROM generate_series(1, 5) g ORDER BY random();
--? by a column
SELECT n, name FROM t ORDER BY n DESC;
--? by one that is not in the answer
SELECT name FROM t ORDER BY due, n;
--? all columns
SELECT * FROM t ORDER BY n;
--? a limit among ties
SELECT n, name FROM t ORDER BY n LIMIT 7;
--? a limit and rows that are skipped
SELECT name FROM t ORDER BY n LIMIT 7 OFFSET 3;
--? a limit behind all ties
SELECT n, count(*) FROM t GROUP BY n ORDER BY n LIMIT 3;
--? an expression
SELECT n, name FROM t ORDER BY n + 0;
"""
PLANS = HEAD + """CREATE TABLE t (n INTEGER, name TEXT);
INSERT INTO t SELECT g % 5, 'row ' || g FROM generate_series(1, 60) g;
CREATE INDEX t_n ON t (n, name DESC);
--? by a column
SELECT n, name FROM t ORDER BY n;
"""
NULLS = HEAD + """CREATE TABLE t (n INTEGER, name VARCHAR(20));
INSERT INTO t VALUES (1, 'one'), (NULL, 'none'), (2, 'two'), (2, 'too');
--? in the answer
SELECT n FROM t ORDER BY n DESC;
--? appended
SELECT name FROM t ORDER BY n DESC;
--? appended, the first one
SELECT name FROM t ORDER BY n DESC LIMIT 1;
--? an expression
SELECT n FROM t ORDER BY n + 0;
"""
TEXTS = HEAD + """CREATE TABLE t (id INTEGER, name VARCHAR(20));
INSERT INTO t VALUES (1, 'b'), (2, 'a'), (3, 'A'), (4, 'C'), (5, 'B');
--? everything
SELECT name, id FROM t ORDER BY name;
--? ties of one engine alone
SELECT name, id FROM t WHERE id IN (2, 3) ORDER BY name;
"""


class Order(pc.Case):
    def differences(self, script, other, reference, *arguments):
        """The category of each observation that differs, and the rules by which others agree."""
        self.write("own/app/order.sql", script)
        report = self.report("run", other, reference, "--probes", "own", "--select", "app/*", *arguments)
        self.assertEqual(report["problems"], [])
        found = {d["observation"]: d["category"] for d in report["divergences"]}
        return found, report["counts"]["rules"]

    def test_ties_in_another_order_are_no_difference(self):
        # Twenty askings on each side are compared with each other.
        found, rules = self.differences(TIES, POSTGRESQL, POSTGRESQL, "--asks", "20")
        self.assertEqual(found, {})
        self.assertEqual(rules["order-not-determined"], 1)
        self.assertGreater(rules["ties"], 0)
        self.assertGreater(rules["ties-under-limit"], 0)

    def test_ties_that_another_plan_gives_in_another_order_are_no_difference(self):
        by_index = POSTGRESQL + "?options=-c%20enable_seqscan%3Doff%20-c%20enable_sort%3Doff"
        found, rules = self.differences(PLANS, POSTGRESQL + "?options=-c%20enable_indexscan%3Doff", by_index)
        self.assertEqual(found, {})
        self.assertEqual(rules["ties"], 1)

    def test_nulls_at_the_other_end_are_another_order(self):
        expected = {"in the answer": "order", "appended": "order", "appended, the first one": "value"}
        for other in filter(None, (SQLITE, MARIADB, MYSQL)):
            with self.subTest(other.split(":")[0]):
                found, rules = self.differences(NULLS, other, POSTGRESQL)
                self.assertEqual(found, expected)
                self.assertEqual(rules["order-not-determined"], 1)

    def test_texts_tie_where_one_engine_holds_them_equal(self):
        found, _ = self.differences(TEXTS, SQLITE, SQLITE)
        self.assertEqual(found, {})
        for other in filter(None, (MARIADB, MYSQL)):
            found, _ = self.differences(TEXTS, other, SQLITE)
            self.assertEqual(found, {"everything": "order"})
            found, _ = self.differences(TEXTS.replace("VARCHAR(20)", "VARCHAR(20) COLLATE NOCASE"), SQLITE, SQLITE)
            self.assertEqual(found, {})

    def test_what_was_sent_is_told(self):
        self.write("own/app/order.sql", NULLS)
        self.run_program("record", POSTGRESQL, "--probes", "own", "--select", "app/*", "-o", "recording.jsonl", status=0)
        with open(self.path("recording.jsonl"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("SELECT name, n FROM t ORDER BY n DESC LIMIT 2", text)
        self.assertIn('"order":[1,2,2,3],"rows":[["none"],["too"],["two"],["one"]]', text)


if __name__ == "__main__":
    pc.main()
