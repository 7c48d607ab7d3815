-- title: A view with SELECT * after its table got a column
-- bites: the new column shows in the view in SQLite at once, elsewhere only after the view was made again: code that reads by position breaks
-- severity: medium
-- tags: views ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-view.html
-- remedy: name the columns of a view; make views again in the migration

CREATE TABLE users (id INTEGER, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada');
CREATE VIEW everybody AS SELECT * FROM users;
ALTER TABLE users ADD COLUMN age INTEGER;
--? what the view shows
SELECT * FROM everybody;
