-- title: left(), right(), reverse(), repeat() and lpad() are not known to SQLite
-- bites: a query with one of these fails in development, so it is kept out of the tests or written twice
-- severity: medium
-- tags: functions text
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: substr(), which all know; format in the application

--? left
SELECT left('paritycheck', 6);
--? right
SELECT right('paritycheck', 5);
--? reverse
SELECT reverse('abc');
--? repeat
SELECT repeat('ab', 3);
--? lpad
SELECT lpad('7', 3, '0');
