-- title: ANALYZE of a table without the word TABLE is not understood by MySQL
-- bites: the statement that refreshes statistics after an import is spelt otherwise in MySQL: the import fails at its end
-- severity: low
-- tags: maintenance
-- see: https://dev.mysql.com/doc/refman/8.0/en/analyze-table.html
-- remedy: leave statistics to the server, or write the statement per engine

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
--? refreshing statistics
ANALYZE users;
