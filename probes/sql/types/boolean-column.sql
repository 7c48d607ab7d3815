-- title: What a BOOLEAN column takes
-- bites: 2, 'yes' and any text are stored as flags in development; production refuses or means something else
-- severity: high
-- tags: types booleans
-- see: https://www.sqlite.org/datatype3.html#boolean_datatype
-- remedy: CHECK (flag IN (0, 1)) in SQLite; bind booleans, never text or numbers; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE features (name VARCHAR(20), enabled BOOLEAN);
--? a number
INSERT INTO features VALUES ('a', 2);
--? the text 'yes'
INSERT INTO features VALUES ('b', 'yes');
--? true
INSERT INTO features VALUES ('c', true);
--? enabled ones
SELECT name FROM features WHERE enabled;
