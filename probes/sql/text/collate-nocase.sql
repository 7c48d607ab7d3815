-- title: COLLATE NOCASE
-- bites: a unique e-mail column that ignores case in development cannot even be created in production
-- severity: medium
-- tags: text collation unique case
-- see: https://www.sqlite.org/datatype3.html#collating_sequences
-- remedy: a unique index on lower(email), which SQLite and PostgreSQL both know

--? a column that ignores case
CREATE TABLE users (email VARCHAR(40) COLLATE NOCASE UNIQUE);
