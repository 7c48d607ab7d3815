-- title: LISTEN and NOTIFY are understood by PostgreSQL only
-- bites: caches that are told of changes by the database hear of nothing in development, where the words are syntax errors
-- severity: medium
-- tags: notifications
-- see: https://www.postgresql.org/docs/current/sql-notify.html
-- remedy: test against PostgreSQL; behind a pooler in transaction mode, LISTEN hears nothing either

--? listening
LISTEN ${name};
--? telling
NOTIFY ${name}, 'changed';
--? a payload of 8000 bytes
SELECT pg_notify('${name}', repeat('x', 8000));
