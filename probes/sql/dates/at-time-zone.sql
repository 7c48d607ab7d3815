-- title: AT TIME ZONE, and names of zones that came or went
-- bites: local times computed in SQL are a syntax error in SQLite; 'Europe/Kyiv' (new in 2022) or 'US/Pacific' (a package of its own on newer systems) is unknown to one of two servers of one version
-- severity: medium
-- tags: dates timezones versions
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES
-- remedy: convert in the application; keep tzdata alike on both and use the canonical names of long standing

--? a time that summer time leaves out
SELECT TIMESTAMP '2024-03-31 02:30:00' AT TIME ZONE 'Europe/Berlin' = TIMESTAMP '2024-03-31 03:30:00' AT TIME ZONE 'Europe/Berlin';
--? Europe/Kyiv
SELECT TIMESTAMP '2024-01-01 12:00:00' AT TIME ZONE 'Europe/Kyiv' IS NOT NULL;
--? US/Pacific
SELECT TIMESTAMP '2024-01-01 12:00:00' AT TIME ZONE 'US/Pacific' IS NOT NULL;
--? an abbreviation
SELECT TIMESTAMP '2024-01-01 12:00:00' AT TIME ZONE 'CEST' IS NOT NULL;
--? in MySQL's words
SELECT convert_tz('2024-03-31 02:30:00', 'Europe/Berlin', 'UTC');
