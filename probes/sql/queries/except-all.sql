-- title: INTERSECT ALL and EXCEPT ALL
-- bites: comparing two lists with their duplicates is a syntax error in SQLite, in MySQL before 8.0.31 and in MariaDB before 10.5
-- severity: low
-- tags: queries unions versions
-- see: https://www.sqlite.org/lang_select.html#compound_select_statements
-- remedy: count per value and compare the counts

CREATE TABLE a (n INTEGER);
CREATE TABLE b (n INTEGER);
INSERT INTO a VALUES (1), (1), (2);
INSERT INTO b VALUES (1);
--? EXCEPT ALL
SELECT n FROM a EXCEPT ALL SELECT n FROM b;
--? INTERSECT ALL
SELECT n FROM a INTERSECT ALL SELECT n FROM b;
--? EXCEPT
SELECT n FROM a EXCEPT SELECT n FROM b;
