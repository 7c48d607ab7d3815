-- title: upper() and lower() leave letters beyond ASCII alone in SQLite
-- bites: a search column folded with lower() never matches 'Ärger' in development
-- severity: medium
-- tags: text unicode functions
-- see: https://www.sqlite.org/lang_corefunc.html#upper
-- remedy: fold case in the application before storing and before searching
-- depends-on: datcollate, datctype, collation_database, collation_connection

--? folded
SELECT upper('straße ärger'), lower('ÄRGER ÉTÉ');
