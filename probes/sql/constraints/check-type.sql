-- title: A CHECK compares text with a number
-- bites: CHECK (age > 0) lets the text 'abc' in, in development
-- severity: medium
-- tags: constraints types
-- see: https://www.sqlite.org/datatype3.html#comparison_expressions
-- remedy: STRICT tables in SQLite; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE people (age INTEGER CHECK (age > 0));
--? a word as an age
INSERT INTO people VALUES ('abc');
