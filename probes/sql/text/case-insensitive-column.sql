-- title: A column that ignores case, in each engine's words
-- bites: the same "case-insensitive" column finds 'ÄRGER' or, in SQLite, only ASCII letters, and LIKE on it works, misses rows, or is refused (PostgreSQL before 18)
-- severity: high
-- tags: text collation unicode case like
-- see: https://www.postgresql.org/docs/current/collation.html#COLLATION-NONDETERMINISTIC
-- remedy: store a folded copy of the text and search that
-- depends-on: datcollate, datctype, collation_database, collation_connection, case_sensitive_like

--[sqlite]
CREATE TABLE notes (title VARCHAR(20) COLLATE NOCASE);
--[mysql]
CREATE TABLE notes (title VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci);
--[postgresql]
CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
--[postgresql]
CREATE TABLE notes (title VARCHAR(20) COLLATE folded);
INSERT INTO notes VALUES ('Order'), ('ORDER'), ('Ärger'), ('ärger');
--? equal to 'order'
SELECT title FROM notes WHERE title = 'order';
--? equal to 'ÄRGER'
SELECT title FROM notes WHERE title = 'ÄRGER';
--? distinct titles
SELECT count(DISTINCT title) FROM notes;
--? titles like 'ord%'
SELECT title FROM notes WHERE title LIKE 'ord%';
