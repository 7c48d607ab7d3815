-- title: A generated column without STORED or VIRTUAL
-- bites: it is virtual in SQLite, MySQL and PostgreSQL 18 and a syntax error in PostgreSQL before 18: the migration fails in production
-- severity: medium
-- tags: generated ddl migrations versions
-- see: https://www.postgresql.org/docs/release/18.0/
-- remedy: write STORED

--? the table
CREATE TABLE boxes (width INTEGER, area INTEGER GENERATED ALWAYS AS (width * width));
--? a row
INSERT INTO boxes (width) VALUES (3);
--? its area
SELECT area FROM boxes;
