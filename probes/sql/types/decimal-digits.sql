-- title: A DECIMAL with more than 15 digits
-- bites: large amounts lose their last digits in development
-- severity: high
-- tags: types decimals precision money
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: store such amounts as text or as integers of the smallest unit

CREATE TABLE ledgers (balance DECIMAL(24, 2));
INSERT INTO ledgers VALUES ('12345678901234567890.12');
--? what comes back
SELECT balance FROM ledgers;
