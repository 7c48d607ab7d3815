-- title: How many columns an index may have
-- bites: a wide unique index is refused by MySQL beyond 16 columns and by PostgreSQL beyond 32, and made in SQLite
-- severity: low
-- tags: limits indexes ddl
-- see: https://www.postgresql.org/docs/current/limits.html
-- remedy: a generated column with a digest of the columns, and an index on that

CREATE TABLE facts (
  c0 INTEGER, c1 INTEGER, c2 INTEGER, c3 INTEGER, c4 INTEGER, c5 INTEGER, c6 INTEGER, c7 INTEGER,
  c8 INTEGER, c9 INTEGER, c10 INTEGER, c11 INTEGER, c12 INTEGER, c13 INTEGER, c14 INTEGER, c15 INTEGER,
  c16 INTEGER, c17 INTEGER, c18 INTEGER, c19 INTEGER, c20 INTEGER, c21 INTEGER, c22 INTEGER, c23 INTEGER,
  c24 INTEGER, c25 INTEGER, c26 INTEGER, c27 INTEGER, c28 INTEGER, c29 INTEGER, c30 INTEGER, c31 INTEGER,
  c32 INTEGER);
--? seventeen columns
CREATE INDEX facts_17 ON facts (
  c0, c1, c2, c3, c4, c5, c6, c7,
  c8, c9, c10, c11, c12, c13, c14, c15,
  c16);
--? thirty-three columns
CREATE INDEX facts_33 ON facts (
  c0, c1, c2, c3, c4, c5, c6, c7,
  c8, c9, c10, c11, c12, c13, c14, c15,
  c16, c17, c18, c19, c20, c21, c22, c23,
  c24, c25, c26, c27, c28, c29, c30, c31,
  c32);
