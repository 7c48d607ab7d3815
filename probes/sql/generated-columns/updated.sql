-- title: A generated column after an UPDATE of what it is computed from
-- bites: if it did not follow, prices and search columns would be stale in one environment
-- severity: low
-- tags: generated
-- see: https://www.sqlite.org/gencol.html
-- remedy: nothing to do while all agree

CREATE TABLE boxes (width INTEGER, area INTEGER GENERATED ALWAYS AS (width * width) STORED);
INSERT INTO boxes (width) VALUES (3);
UPDATE boxes SET width = 4;
--? its area
SELECT area FROM boxes;
--? found by it
SELECT width FROM boxes WHERE area = 16;
