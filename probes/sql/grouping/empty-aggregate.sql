-- title: Aggregates over no row
-- bites: if sum() were 0 in one environment, totals of empty accounts would differ
-- severity: low
-- tags: grouping nulls
-- see: https://www.postgresql.org/docs/current/functions-aggregate.html
-- remedy: nothing to do while both agree; COALESCE(sum(x), 0)

CREATE TABLE payments (amount INTEGER);
--? over nothing
SELECT count(*), sum(amount), max(amount) FROM payments;
