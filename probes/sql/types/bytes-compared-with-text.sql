-- title: Bytes compared with text
-- bites: a digest stored as bytes is never found by its text in development
-- severity: medium
-- tags: types bytes comparison
-- see: https://www.sqlite.org/datatype3.html#sort_order
-- remedy: bind bytes as bytes on both sides

--[sqlite,mysql]
CREATE TABLE digests (digest BLOB);
--[postgresql]
CREATE TABLE digests (digest BYTEA);
--$ x'616263'
INSERT INTO digests VALUES ($1);
--? found by its text
SELECT count(*) FROM digests WHERE digest = 'abc';
--? length
SELECT length(digest) FROM digests;
