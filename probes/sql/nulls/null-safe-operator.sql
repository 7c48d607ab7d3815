-- title: The operator <=> is understood by MySQL only
-- bites: MySQL's comparison that takes NULL for a value is an operator error elsewhere
-- severity: low
-- tags: nulls operators comparison
-- see: https://dev.mysql.com/doc/refman/8.0/en/comparison-operators.html
-- remedy: `a = b OR (a IS NULL AND b IS NULL)`

--? NULL and NULL
SELECT NULL <=> NULL;
--? 1 and NULL
SELECT 1 <=> NULL;
