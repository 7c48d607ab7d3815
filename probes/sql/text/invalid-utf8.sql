-- title: Bytes that are no UTF-8 made into text, in each engine's words
-- bites: a file name or a log line in an old encoding is kept in development and breaks the reader later; production refuses it or stores NULL
-- severity: high
-- tags: text encoding bytes
-- see: https://www.sqlite.org/invalidutf.html
-- remedy: decode in the application, or store bytes as bytes; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE entries (content VARCHAR(10));
--? a byte of Latin-1
--equivalent
--[sqlite]
INSERT INTO entries VALUES (CAST(x'61e9' AS TEXT));
--[postgresql]
INSERT INTO entries VALUES (convert_from(decode('61e9', 'hex'), 'UTF8'));
--[mysql]
INSERT INTO entries VALUES (CONVERT(x'61e9' USING utf8mb4));
--? entries that are there
SELECT count(*) FROM entries WHERE content IS NOT NULL;
