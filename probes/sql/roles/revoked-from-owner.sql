-- title: A privilege that the role took from itself
-- bites: a superuser, as in development, may do everything still; the role that production gives is stopped
-- severity: medium
-- tags: roles permissions
-- see: https://www.postgresql.org/docs/current/ddl-priv.html
-- remedy: connect in development with a role like that of production

CREATE TABLE payroll (salary INTEGER);
INSERT INTO payroll VALUES (100);
--? taking the privilege away
REVOKE ALL ON payroll FROM CURRENT_USER;
--? reading all the same
SELECT count(*) FROM payroll;
