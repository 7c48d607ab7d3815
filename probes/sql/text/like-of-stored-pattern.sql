-- title: LIKE in a filter of a stored list
-- bites: a black list of domains in capitals is matched in development and passed in production
-- severity: medium
-- tags: text like security
-- see: https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-LIKE
-- remedy: lower() on both sides

CREATE TABLE blocked (domain VARCHAR(20));
INSERT INTO blocked VALUES ('%@SPAM.example');
--? blocked senders
SELECT count(*) FROM blocked WHERE 'bob@spam.example' LIKE domain;
