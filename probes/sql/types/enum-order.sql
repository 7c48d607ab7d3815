-- title: The order of an enumeration, in each engine's words
-- bites: tickets sorted by priority come by rank where it is an enumeration and by the alphabet where it is a checked text; "above low" selects others
-- severity: high
-- tags: types enums order comparison
-- see: https://www.postgresql.org/docs/current/datatype-enum.html
-- remedy: sort by a rank column
-- order: all

--[sqlite]
CREATE TABLE tickets (id INTEGER, priority VARCHAR(10) CHECK (priority IN ('low', 'medium', 'high')));
--[mysql]
CREATE TABLE tickets (id INTEGER, priority ENUM('low', 'medium', 'high'));
--[postgresql]
CREATE TYPE priority AS ENUM ('low', 'medium', 'high');
--[postgresql]
CREATE TABLE tickets (id INTEGER, priority priority);
INSERT INTO tickets VALUES (1, 'medium'), (2, 'low'), (3, 'high');
--? sorted
SELECT id FROM tickets ORDER BY priority;
--? above low
SELECT id FROM tickets WHERE priority > 'low' ORDER BY id;
--? the highest
SELECT id FROM tickets WHERE priority = (SELECT max(priority) FROM tickets);
