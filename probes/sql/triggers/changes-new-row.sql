-- title: A BEFORE trigger that changes the new row
-- bites: e-mail addresses lower-cased by a trigger in production stay as they were typed in SQLite, whose triggers cannot assign to NEW
-- severity: medium
-- tags: triggers
-- see: https://www.sqlite.org/lang_createtrigger.html
-- remedy: normalise in the application, or by an UPDATE in an AFTER trigger in SQLite

CREATE TABLE users (email VARCHAR(20));
--[postgresql]
--{
CREATE FUNCTION lowered() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN NEW.email := lower(NEW.email); RETURN NEW; END'
--}
--? making the trigger
--equivalent
--[sqlite,mysql]
--{
CREATE TRIGGER lowered BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.email = lower(NEW.email); END
--}
--[postgresql]
CREATE TRIGGER lowered BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION lowered();
INSERT INTO users VALUES ('Ada@Example.org');
--? what is stored
SELECT email FROM users;
