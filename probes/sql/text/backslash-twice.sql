-- title: A text with two backslashes
-- bites: paths and patterns lose half of their backslashes where a backslash escapes in literals
-- severity: medium
-- tags: text quoting literals
-- see: https://dev.mysql.com/doc/refman/8.0/en/string-literals.html
-- remedy: bind texts as parameters

CREATE TABLE files (path VARCHAR(20));
INSERT INTO files VALUES ('c:\\new');
--? its length
SELECT length(path) FROM files;
