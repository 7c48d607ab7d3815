-- title: A UNIQUE column and a value with a blank at its end
-- bites: where a collation pads, 'ab' and 'ab ' are duplicates and found by each other; an import that works elsewhere is refused there
-- severity: medium
-- tags: text collation unique padding
-- see: https://dev.mysql.com/doc/refman/8.0/en/char.html
-- remedy: trim before storing; name a collation without padding in MySQL
-- depends-on: collation

CREATE TABLE codes (code VARCHAR(10) UNIQUE);
INSERT INTO codes VALUES ('ab');
--? with a blank at the end
INSERT INTO codes VALUES ('ab ');
--? found with two blanks
SELECT count(*) FROM codes WHERE code = 'ab  ';
