/* SPDX-License-Identifier: MIT */
/*
 * The error numbers of MySQL and MariaDB as SQLSTATE condition names, as PostgreSQL would call what
 * is wrong. The servers' own SQLSTATE is no use: 42000 stands for a syntax error, a missing right
 * and a function that is not there.
 * https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
 * https://mariadb.com/kb/en/mariadb-error-code-reference/
 */
#include "adapters/mysql/internal.h"

#include <stdlib.h>
#include <string.h>

typedef struct number_class {
  guint number;
  const char *class_name;
} number_class;

/* Sorted by number. */
static const number_class numbers[] = {
    {1007, "duplicate_schema"},
    {1008, "invalid_schema_name"},
    {1020, "serialization_failure"},
    {1021, "disk_full"},
    {1022, "duplicate_object"},
    {1037, "out_of_memory"},
    {1038, "out_of_memory"},
    {1041, "out_of_memory"},
    {1044, "insufficient_privilege"},
    /* Of a statement, which is no login: without the privilege FILE. */
    {1045, "insufficient_privilege"},
    {1048, "not_null_violation"},
    {1049, "invalid_schema_name"},
    {1050, "duplicate_table"},
    {1051, "undefined_table"},
    {1052, "ambiguous_column"},
    {1054, "undefined_column"},
    {1055, "grouping_error"},
    {1056, "grouping_error"},
    {1059, "name_too_long"},
    {1060, "duplicate_column"},
    {1061, "duplicate_table"},
    {1062, "unique_violation"},
    {1064, "syntax_error"},
    {1066, "duplicate_alias"},
    {1068, "invalid_table_definition"},
    {1071, "program_limit_exceeded"},
    {1072, "undefined_column"},
    {1075, "invalid_table_definition"},
    {1091, "undefined_object"},
    {1093, "feature_not_supported"},
    {1103, "invalid_name"},
    {1109, "undefined_table"},
    {1111, "grouping_error"},
    {1114, "disk_full"},
    {1115, "undefined_object"},
    {1117, "too_many_columns"},
    {1118, "program_limit_exceeded"},
    {1128, "undefined_function"},
    {1136, "syntax_error"},
    {1138, "not_null_violation"},
    {1139, "invalid_regular_expression"},
    {1140, "grouping_error"},
    {1142, "insufficient_privilege"},
    {1143, "insufficient_privilege"},
    {1146, "undefined_table"},
    {1149, "syntax_error"},
    {1153, "program_limit_exceeded"},
    {1166, "invalid_name"},
    {1169, "unique_violation"},
    {1172, "too_many_rows"},
    {1178, "feature_not_supported"},
    {1193, "undefined_object"},
    {1205, "lock_not_available"},
    {1210, "invalid_parameter_value"},
    {1213, "deadlock_detected"},
    {1215, "invalid_foreign_key"},
    {1216, "foreign_key_violation"},
    {1217, "foreign_key_violation"},
    {1221, "syntax_error"},
    {1222, "syntax_error"},
    {1227, "insufficient_privilege"},
    {1231, "invalid_parameter_value"},
    {1235, "feature_not_supported"},
    {1241, "syntax_error"},
    {1242, "cardinality_violation"},
    {1243, "invalid_sql_statement_name"},
    {1248, "syntax_error"},
    {1253, "undefined_object"},
    {1263, "not_null_violation"},
    {1264, "numeric_value_out_of_range"},
    {1265, "invalid_text_representation"},
    {1267, "collation_mismatch"},
    {1273, "undefined_object"},
    {1286, "undefined_object"},
    {1288, "object_not_in_prerequisite_state"},
    {1292, "invalid_datetime_format"},
    {1295, "feature_not_supported"},
    {1300, "character_not_in_repertoire"},
    {1304, "duplicate_function"},
    {1305, "undefined_function"},
    {1317, "query_canceled"},
    {1318, "undefined_function"},
    {1324, "invalid_cursor_name"},
    {1326, "invalid_cursor_state"},
    {1329, "no_data_found"},
    {1347, "wrong_object_type"},
    {1348, "feature_not_supported"},
    {1359, "duplicate_object"},
    {1360, "undefined_object"},
    {1364, "not_null_violation"},
    {1365, "division_by_zero"},
    {1366, "invalid_text_representation"},
    {1367, "numeric_value_out_of_range"},
    {1369, "with_check_option_violation"},
    {1370, "insufficient_privilege"},
    {1390, "too_many_arguments"},
    {1406, "string_data_right_truncation"},
    {1411, "invalid_datetime_format"},
    {1419, "insufficient_privilege"},
    {1425, "invalid_parameter_value"},
    {1426, "invalid_parameter_value"},
    {1436, "statement_too_complex"},
    {1441, "datetime_field_overflow"},
    {1451, "foreign_key_violation"},
    {1452, "foreign_key_violation"},
    {1463, "grouping_error"},
    {1471, "object_not_in_prerequisite_state"},
    {1553, "dependent_objects_still_exist"},
    {1568, "active_sql_transaction"},
    {1582, "undefined_function"},
    {1583, "undefined_function"},
    {1584, "undefined_function"},
    {1586, "unique_violation"},
    {1614, "deadlock_detected"},
    {1630, "undefined_function"},
    {1644, "raise_exception"},
    {1690, "numeric_value_out_of_range"},
    {1701, "feature_not_supported"},
    {1761, "foreign_key_violation"},
    {1762, "foreign_key_violation"},
    {1792, "read_only_sql_transaction"},
    {1822, "invalid_foreign_key"},
    {1824, "undefined_table"},
    {1826, "duplicate_object"},
    {1828, "dependent_objects_still_exist"},
    {1829, "dependent_objects_still_exist"},
    {1836, "read_only_sql_transaction"},
    {1845, "feature_not_supported"},
    {1846, "feature_not_supported"},
    {1859, "unique_violation"},
    {1901, "invalid_object_definition"},
    {1906, "generated_always"},
    {1969, "query_canceled"},
    {1977, "untranslatable_character"},
    {2031, "protocol_violation"},
    {3024, "query_canceled"},
    {3102, "invalid_object_definition"},
    {3105, "generated_always"},
    {3140, "invalid_text_representation"},
    {3141, "invalid_text_representation"},
    {3143, "syntax_error"},
    {3572, "lock_not_available"},
    {3593, "windowing_error"},
    {3685, "invalid_regular_expression"},
    {3688, "invalid_regular_expression"},
    {3689, "invalid_regular_expression"},
    {3690, "invalid_regular_expression"},
    {3691, "invalid_regular_expression"},
    {3692, "invalid_regular_expression"},
    {3693, "invalid_regular_expression"},
    {3694, "invalid_regular_expression"},
    {3695, "invalid_regular_expression"},
    {3696, "invalid_regular_expression"},
    {3697, "invalid_regular_expression"},
    {3730, "dependent_objects_still_exist"},
    {3763, "invalid_object_definition"},
    {3780, "datatype_mismatch"},
    {3819, "check_violation"},
    {3822, "duplicate_object"},
    {3959, "dependent_objects_still_exist"},
    {4015, "windowing_error"},
    {4025, "check_violation"},
    {4038, "invalid_text_representation"},
    {4084, "sequence_generator_limit_exceeded"},
    {4091, "undefined_table"},
    {4161, "undefined_object"},
    {6125, "invalid_foreign_key"},
};

/* What shares its number with something else, told apart by how its message begins, or has in it.
 * Before the table. */
static const struct {
  guint number;
  const char *message; /* a GPattern */
  const char *class_name;
} messages[] = {
    {1005, "*errno: 121 *", "duplicate_object"},
    {1005, "*errno: 150 *", "invalid_foreign_key"},
    {1005, "*errno: 185 *", "too_many_columns"},
    {1091, "Can't DROP COLUMN *", "undefined_column"},
    {1292, "Truncated incorrect * value: *", "invalid_text_representation"},
    {1292, "Incorrect * value: '*-*-*", "datetime_field_overflow"},
    {1292, "Incorrect * value: '*:*:*", "datetime_field_overflow"},
    {1305, "SAVEPOINT *", "invalid_savepoint_specification"},
    {1366, "Incorrect string value: *", "character_not_in_repertoire"},
};

/* What is refused because of what refers to it, by what the statement wants. */
static const struct {
  guint number;
  const char *statement;
  const char *class_name;
} statements[] = {
    {1217, "DROP ", "dependent_objects_still_exist"},
    {1451, "DROP ", "dependent_objects_still_exist"},
};

static int number_compare(const void *number, const void *row) {
  const guint a = *(const guint *)number;
  const guint b = ((const number_class *)row)->number;
  return (a > b) - (a < b);
}

const char *pc_mysql_class(guint number, const char *message, const char *statement) {
  for (guint i = 0; i < G_N_ELEMENTS(messages); i++)
    if (messages[i].number == number && g_pattern_match_simple(messages[i].message, message))
      return messages[i].class_name;
  statement += strspn(statement, " \t\r\n");
  for (guint i = 0; i < G_N_ELEMENTS(statements); i++)
    if (statements[i].number == number && g_ascii_strncasecmp(statement, statements[i].statement,
                                                              strlen(statements[i].statement)) == 0)
      return statements[i].class_name;
  const number_class *found =
      bsearch(&number, numbers, G_N_ELEMENTS(numbers), sizeof *numbers, number_compare);
  return found ? found->class_name : NULL;
}
