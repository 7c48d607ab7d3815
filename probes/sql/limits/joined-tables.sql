-- title: A join of 65 tables
-- bites: a query that an ORM or a report builder puts together from many relations is refused by MySQL beyond 61 and by SQLite beyond 64 tables
-- severity: low
-- tags: limits queries
-- see: https://www.sqlite.org/limits.html
-- remedy: split the query; fewer joins of attributes

CREATE TABLE one (n INTEGER);
INSERT INTO one VALUES (1);
--? rows of the join
SELECT count(*) FROM one t0 CROSS JOIN one t1 CROSS JOIN one t2 CROSS JOIN one t3 CROSS JOIN one t4 CROSS JOIN one t5
  CROSS JOIN one t6 CROSS JOIN one t7 CROSS JOIN one t8 CROSS JOIN one t9 CROSS JOIN one t10 CROSS JOIN one t11
  CROSS JOIN one t12 CROSS JOIN one t13 CROSS JOIN one t14 CROSS JOIN one t15 CROSS JOIN one t16 CROSS JOIN one t17
  CROSS JOIN one t18 CROSS JOIN one t19 CROSS JOIN one t20 CROSS JOIN one t21 CROSS JOIN one t22 CROSS JOIN one t23
  CROSS JOIN one t24 CROSS JOIN one t25 CROSS JOIN one t26 CROSS JOIN one t27 CROSS JOIN one t28 CROSS JOIN one t29
  CROSS JOIN one t30 CROSS JOIN one t31 CROSS JOIN one t32 CROSS JOIN one t33 CROSS JOIN one t34 CROSS JOIN one t35
  CROSS JOIN one t36 CROSS JOIN one t37 CROSS JOIN one t38 CROSS JOIN one t39 CROSS JOIN one t40 CROSS JOIN one t41
  CROSS JOIN one t42 CROSS JOIN one t43 CROSS JOIN one t44 CROSS JOIN one t45 CROSS JOIN one t46 CROSS JOIN one t47
  CROSS JOIN one t48 CROSS JOIN one t49 CROSS JOIN one t50 CROSS JOIN one t51 CROSS JOIN one t52 CROSS JOIN one t53
  CROSS JOIN one t54 CROSS JOIN one t55 CROSS JOIN one t56 CROSS JOIN one t57 CROSS JOIN one t58 CROSS JOIN one t59
  CROSS JOIN one t60 CROSS JOIN one t61 CROSS JOIN one t62 CROSS JOIN one t63 CROSS JOIN one t64;
