-- title: Updating the first row by a subquery on its key
-- bites: if it differed, two workers would take other jobs
-- severity: low
-- tags: queries
-- see: https://www.sqlite.org/lang_update.html#optional_limit_and_order_by_clauses
-- remedy: nothing to do while both agree

CREATE TABLE jobs (id INTEGER, state VARCHAR(10));
INSERT INTO jobs VALUES (1, 'new'), (2, 'new');
--? by a subquery
UPDATE jobs SET state = 'taken' WHERE id IN (SELECT id FROM jobs ORDER BY id LIMIT 1);
--? jobs
SELECT id, state FROM jobs;
