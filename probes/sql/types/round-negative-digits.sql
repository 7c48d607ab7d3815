-- title: round() to tens
-- bites: 365 rounded to tens stays 365 in development and becomes 370 in production
-- severity: medium
-- tags: types rounding functions
-- see: https://www.sqlite.org/lang_corefunc.html#round
-- remedy: divide, round, multiply

--? to tens
SELECT round(365, -1) = 370;
