-- title: An integer expression that overflows
-- bites: 2147483647 + 1 goes on counting in development and is an error in production
-- severity: medium
-- tags: types integers overflow
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: cast one operand to BIGINT or NUMERIC

--? beyond 32 bits
SELECT 2147483647 + 1;
--? beyond 64 bits
SELECT 9223372036854775807 + 1;
