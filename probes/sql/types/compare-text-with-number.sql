-- title: Comparing a text column with a number
-- bites: `WHERE zip = 1234` is answered in development and is an operator error in production
-- severity: high
-- tags: types comparison affinity
-- see: https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison
-- remedy: compare text with text; bind parameters of the column's type

CREATE TABLE addresses (zip VARCHAR(10));
INSERT INTO addresses VALUES ('1234'), ('01234');
--? zip = 1234
SELECT zip FROM addresses WHERE zip = 1234;
