-- title: A number that is too large for a BIGINT column
-- bites: an unsigned 64-bit identifier is rounded to a floating-point number in development, silently, and refused in production
-- severity: high
-- tags: types integers overflow precision
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: store unsigned 64-bit identifiers as text or DECIMAL(20); sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE tweets (id BIGINT);
--? beyond 63 bits
INSERT INTO tweets VALUES (9223372036854775809);
--? stored
SELECT count(*) FROM tweets WHERE id = 9223372036854775808;
