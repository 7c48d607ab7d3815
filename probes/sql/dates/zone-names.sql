-- title: Names of time zones that came or went
-- bites: 'Europe/Kyiv' (new in 2022) or 'US/Pacific' (in a package of its own on newer systems) is unknown to one of two servers of the same version
-- severity: medium
-- tags: dates timezones versions
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES
-- remedy: keep tzdata alike on both; use the canonical names of long standing

--? Europe/Kyiv
SELECT TIMESTAMP '2024-01-01 12:00:00' AT TIME ZONE 'Europe/Kyiv' IS NOT NULL;
--? US/Pacific
SELECT TIMESTAMP '2024-01-01 12:00:00' AT TIME ZONE 'US/Pacific' IS NOT NULL;
--? an abbreviation
SELECT TIMESTAMP '2024-01-01 12:00:00' AT TIME ZONE 'CEST' IS NOT NULL;
--? in MySQL's words
SELECT convert_tz('2024-01-01 12:00:00', 'UTC', 'Europe/Berlin');
