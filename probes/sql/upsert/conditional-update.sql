-- title: DO UPDATE with a WHERE
-- bites: if "only when newer" differed, late messages would overwrite newer ones in one environment
-- severity: medium
-- tags: upsert
-- see: https://www.sqlite.org/lang_upsert.html
-- remedy: nothing to do while both agree; MySQL has no such condition

CREATE TABLE states (id INTEGER PRIMARY KEY, version INTEGER);
INSERT INTO states VALUES (1, 5);
--? an older version
INSERT INTO states VALUES (1, 4) ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE excluded.version > states.version;
--? a newer version
INSERT INTO states VALUES (1, 6) ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE excluded.version > states.version;
--? stored
SELECT version FROM states;
