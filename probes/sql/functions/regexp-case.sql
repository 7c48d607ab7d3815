-- title: Whether regular expressions tell upper from lower case
-- bites: a check like [a-z]+ lets capitals through where the collation ignores case
-- severity: medium
-- tags: functions text regexp case
-- see: https://mariadb.com/kb/en/regexp_substr/
-- remedy: check patterns in the application
-- depends-on: collation

--? a lower-case letter in 'ABC'
SELECT regexp_substr('ABC', 'b');
--? replaced
SELECT regexp_replace('ABC', '[a-z]', 'x');
