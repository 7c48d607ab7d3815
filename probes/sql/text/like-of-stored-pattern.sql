-- title: LIKE in a filter of a stored list
-- bites: a black list of domains in capitals is matched in development and passed in production
-- severity: medium
-- tags: text like security
-- see: https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-LIKE
-- remedy: lower() on both sides
-- depends-on: case_sensitive_like
-- experiment: [sqlite] PRAGMA case_sensitive_like = ON

CREATE TABLE blocked (domain VARCHAR(20));
INSERT INTO blocked VALUES ('%@SPAM.example');
--? blocked senders
SELECT count(*) FROM blocked WHERE 'bob@spam.example' LIKE domain;
