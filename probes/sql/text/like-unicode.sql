-- title: LIKE folds case for ASCII letters only
-- bites: a case-insensitive search that works for 'Alice' misses 'Ärger' in the same environment, and neither is found in production
-- severity: high
-- tags: text search like unicode
-- see: https://www.sqlite.org/faq.html#q18
-- remedy: store a folded search column filled by the application, or use the production engine in development
-- depends-on: datcollate, datctype, collation_database, collation_connection, case_sensitive_like
-- experiment: [sqlite] PRAGMA case_sensitive_like = ON

CREATE TABLE articles (title VARCHAR(50));
INSERT INTO articles VALUES ('Ärger im Büro'), ('ärger'), ('Argument');
--? titles like 'ärg%'
SELECT title FROM articles WHERE title LIKE 'ärg%';
--? titles like 'arg%'
SELECT title FROM articles WHERE title LIKE 'arg%';
