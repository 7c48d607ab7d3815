-- title: Joining the texts of a group
-- bites: group_concat() is missing in production and string_agg() in development
-- severity: medium
-- tags: grouping functions
-- see: https://www.sqlite.org/lang_aggfunc.html#group_concat
-- remedy: join in the application, or keep both spellings behind one function

CREATE TABLE tags (post INTEGER, tag VARCHAR(10));
INSERT INTO tags VALUES (1, 'a'), (1, 'b');
--? group_concat
SELECT group_concat(tag) FROM tags;
--? string_agg
SELECT string_agg(tag, ',' ORDER BY tag) FROM tags;
