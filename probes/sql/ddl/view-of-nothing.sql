-- title: A view over a table that does not exist
-- bites: a misspelt table in a view is found when it is created in production, and when it is used in development
-- severity: medium
-- tags: ddl views
-- see: https://www.postgresql.org/docs/current/sql-createview.html
-- remedy: select from every view in a test

--? creating the view
CREATE VIEW recent AS SELECT * FROM ordres;
