/* SPDX-License-Identifier: MIT */
/* What Redis refuses with, by class. */
#include "adapters/redis/error.h"

#include "harness/model/role_cache.h"

#include <stdbool.h>
#include <string.h>

/* Codes whose class is not simply the code in lower case. */
static const char *const codes[][2] = {
    {"WRONGTYPE", "wrong_type"},  {"OOM", "out_of_memory"},        {"READONLY", "read_only"},
    {"NOAUTH", "access_denied"},  {"WRONGPASS", "access_denied"},  {"NOPERM", "access_denied"},
    {"NOSCRIPT", "no_script"},    {"BUSYGROUP", "busy_group"},     {"NOGROUP", "no_group"},
    {"EXECABORT", "exec_abort"},  {"BUSYKEY", "busy_key"},         {"NOTBUSY", "not_busy"},
    {"UNKILLABLE", "unkillable"}, {"NOREPLICAS", "no_replicas"},   {"MASTERDOWN", "master_down"},
    {"CROSSSLOT", "cross_slot"},  {"CLUSTERDOWN", "cluster_down"}, {"TRYAGAIN", "try_again"},
    {"NOPROTO", "no_protocol"},   {"INPROG", "in_progress"},       {"MISCONF", "misconfigured"},
    {"NOTREADY", "not_ready"},    {"UNBLOCKED", "unblocked"},      {"NOQUORUM", "no_quorum"},
};

/* Messages behind ERR, by a part of them in lower case; the first that fits. */
static const char *const messages[][2] = {
    /* What a script says may hold any of the others. */
    {"error compiling script", "script_compile_error"},
    {"error running script", "script_error"},
    {"err user_script", "script_error"},
    {"not allowed from", "not_in_script"},
    {"unknown redis command", "unknown_command"},
    {"unknown command", "unknown_command"},
    {"unknown subcommand", "unknown_subcommand"},
    {"unknown option", "syntax_error"},
    {"wrong number of arguments", "wrong_arity"},
    {"wrong number of args", "wrong_arity"},
    {"would overflow", "overflow"},
    {"decrement would overflow", "overflow"},
    {"index out of", "index_out_of_range"},
    {"timeout is", "invalid_timeout"},
    {"out of range", "not_an_integer"},
    {"not an integer", "not_an_integer"},
    {"would produce nan", "not_a_number"},
    {"not a valid float", "not_a_float"},
    {"not a float", "not_a_float"},
    {"min or max is not", "invalid_range"},
    {"syntax error", "syntax_error"},
    {"invalid expire", "invalid_expire"},
    {"no such key", "no_such_key"},
    {"requires the key to exist", "no_such_key"},
    {"offset is out of range", "not_an_integer"},
    {"maximum allowed size", "value_too_large"},
    {"invalid bulk length", "value_too_large"},
    {"calls can not be nested", "nested_multi"},
    {"without multi", "without_multi"},
    {"watch inside multi", "watch_inside_multi"},
    {"watch in multi", "watch_inside_multi"},
    {"invalid stream id", "invalid_stream_id"},
    {"smaller than the target stream top item", "stream_id_too_small"},
    {"id specified in xadd must be greater", "stream_id_too_small"},
    {"invalid cursor", "invalid_cursor"},
    {"source and destination objects are the same", "same_object"},
    {"numkeys", "invalid_numkeys"},
    {"number of keys", "invalid_numkeys"},
    {"unbalanced", "unbalanced"},
    {"are not compatible", "incompatible_options"},
    {"can't execute", "not_in_this_context"},
    {"must be positive", "invalid_number"},
    {"be negative", "invalid_number"},
    {"greater than 0", "invalid_number"},
    {"not found", "not_found"},
    {"dump payload", "bad_dump"},
    {"bit is not an integer", "not_an_integer"},
    {"bit argument must be", "not_an_integer"},
    {"invalid password", "access_denied"},
    {"without any password", "access_denied"},
    {"not permitted", "access_denied"},
    {"insufficient acl permissions", "access_denied"},
    {"max number of clients", "too_many_clients"},
};

char *pc_redis_error_code(const char *error) {
  const gsize length = strspn(error, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  const bool code = length > 1 && (error[length] == ' ' || error[length] == '\0');
  return code ? g_strndup(error, length) : g_strdup("ERR");
}

char *pc_redis_error_class(const char *error) {
  g_autofree char *code = pc_redis_error_code(error);
  for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
    if (strcmp(codes[i][0], code) == 0)
      return g_strdup(codes[i][1]);
  if (strcmp(code, "ERR") != 0)
    return g_ascii_strdown(code, -1);
  g_autofree char *lower = g_ascii_strdown(error, -1);
  for (guint i = 0; i < G_N_ELEMENTS(messages); i++)
    if (strstr(lower, messages[i][0]))
      return g_strdup(messages[i][1]);
  return g_strdup("err");
}

char *pc_redis_error_cache_class(const char *error) {
  static const char *const roles[][2] = {{"invalid_expire", "bad_argument"},
                                         {"wrong_arity", "bad_argument"},
                                         {"not_a_float", "not_an_integer"}};
  g_autofree char *class_name = pc_redis_error_class(error);
  for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
    if (strcmp(roles[i][0], class_name) == 0)
      return g_strdup(roles[i][1]);
  return pc_cache_refusal_class(class_name);
}
