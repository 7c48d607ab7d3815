-- title: A text PRIMARY KEY takes NULL in SQLite
-- bites: rows without a key pile up in development; production refuses the first one
-- severity: high
-- tags: nulls constraints primary-key
-- see: https://www.sqlite.org/lang_createtable.html#the_primary_key
-- remedy: write NOT NULL beside PRIMARY KEY, or WITHOUT ROWID

CREATE TABLE countries (code VARCHAR(2) PRIMARY KEY);
--? a row without a key
INSERT INTO countries VALUES (NULL);
--? rows
SELECT count(*) FROM countries;
