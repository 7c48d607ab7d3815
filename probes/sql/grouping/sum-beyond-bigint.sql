-- title: A sum beyond 64 bits
-- bites: a total of large amounts is an error in development and exact in production
-- severity: medium
-- tags: grouping aggregates overflow
-- see: https://www.sqlite.org/lang_aggfunc.html
-- remedy: sum in the application, or by total() in SQLite where a rounded value will do

CREATE TABLE volumes (bytes BIGINT);
INSERT INTO volumes VALUES (9223372036854775807), (9223372036854775807);
--? the total
SELECT sum(bytes) = 18446744073709551614 FROM volumes;
