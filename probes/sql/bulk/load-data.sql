-- title: LOAD DATA INFILE is understood by MySQL only
-- bites: an import written for MySQL is a syntax error elsewhere, and in MySQL depends on what the server lets a role read
-- severity: low
-- tags: bulk
-- see: https://dev.mysql.com/doc/refman/8.0/en/load-data.html
-- remedy: INSERT of several rows, which all know

CREATE TABLE users (name VARCHAR(10));
--? a file that is not there
LOAD DATA INFILE '/nonexistent/users.csv' INTO TABLE users;
