-- title: left(), right(), reverse(), repeat() and lpad()
-- bites: each is a function of production that development does not have, so such queries are never tested
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
