-- title: A cascade through twenty generations
-- bites: deleting the root of a deep tree takes all of it along in PostgreSQL and SQLite; InnoDB refuses beyond 15 levels
-- severity: medium
-- tags: foreign-keys cascade limits
-- see: https://dev.mysql.com/doc/refman/8.0/en/ansi-diff-foreign-keys.html
-- remedy: delete deep trees level by level, from the leaves

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent_id INTEGER,
  FOREIGN KEY (parent_id) REFERENCES nodes (id) ON DELETE CASCADE);
INSERT INTO nodes VALUES (1, NULL);
INSERT INTO nodes VALUES (2, 1);
INSERT INTO nodes VALUES (3, 2);
INSERT INTO nodes VALUES (4, 3);
INSERT INTO nodes VALUES (5, 4);
INSERT INTO nodes VALUES (6, 5);
INSERT INTO nodes VALUES (7, 6);
INSERT INTO nodes VALUES (8, 7);
INSERT INTO nodes VALUES (9, 8);
INSERT INTO nodes VALUES (10, 9);
INSERT INTO nodes VALUES (11, 10);
INSERT INTO nodes VALUES (12, 11);
INSERT INTO nodes VALUES (13, 12);
INSERT INTO nodes VALUES (14, 13);
INSERT INTO nodes VALUES (15, 14);
INSERT INTO nodes VALUES (16, 15);
INSERT INTO nodes VALUES (17, 16);
INSERT INTO nodes VALUES (18, 17);
INSERT INTO nodes VALUES (19, 18);
INSERT INTO nodes VALUES (20, 19);
--? deleting the root
DELETE FROM nodes WHERE id = 1;
--? nodes left
SELECT count(*) FROM nodes;
