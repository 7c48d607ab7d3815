-- title: A CHECK compares text with a number
-- bites: CHECK (age > 0) lets the text 'abc' in, in development
-- severity: medium
-- tags: constraints types
-- see: https://www.sqlite.org/datatype3.html#comparison_expressions
-- remedy: STRICT tables in SQLite

CREATE TABLE people (age INTEGER CHECK (age > 0));
--? a word as an age
INSERT INTO people VALUES ('abc');
