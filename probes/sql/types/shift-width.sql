-- title: Shifting bits beyond the 32nd
-- bites: flags above bit 31 land on other bits in production
-- severity: medium
-- tags: types integers operators
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: cast to BIGINT before shifting

--? 1 << 33
SELECT 1 << 33;
