-- title: A join of 65 tables
-- bites: a query that an ORM or a report builder puts together from many relations is refused by MySQL beyond 61 and by SQLite beyond 64 tables
-- severity: low
-- tags: limits queries
-- see: https://www.sqlite.org/limits.html
-- remedy: split the query; fewer joins of attributes

CREATE TABLE one (n INTEGER);
INSERT INTO one VALUES (1);
--? rows of the join
SELECT count(*) FROM one t0, one t1, one t2, one t3, one t4, one t5, one t6, one t7, one t8, one t9, one t10, one t11,
  one t12, one t13, one t14, one t15, one t16, one t17, one t18, one t19, one t20, one t21, one t22, one t23,
  one t24, one t25, one t26, one t27, one t28, one t29, one t30, one t31, one t32, one t33, one t34, one t35,
  one t36, one t37, one t38, one t39, one t40, one t41, one t42, one t43, one t44, one t45, one t46, one t47,
  one t48, one t49, one t50, one t51, one t52, one t53, one t54, one t55, one t56, one t57, one t58, one t59,
  one t60, one t61, one t62, one t63, one t64;
