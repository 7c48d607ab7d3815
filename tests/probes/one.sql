-- title: One statement
-- bites: nothing; it is asked of doubles
-- severity: high

--? one
SELECT 1;
