/* SPDX-License-Identifier: MIT */
/* What a program's lines say. */
#include "adapters/exec/internal.h"

#include "harness/base/error.h"
#include "harness/model/role_cache.h"
#include "harness/model/role_queue.h"

#include <string.h>

enum { SHOWN_MAX = 200, PROTOCOL = 1 };

static char *line_show(const char *line, gsize length) {
  g_autofree char *begun = g_utf8_make_valid(line, (gssize)MIN(length, SHOWN_MAX));
  return length > SHOWN_MAX ? g_strdup_printf("'%s'... (%" G_GSIZE_FORMAT " bytes)", begun, length)
                            : g_strdup_printf("'%s'", begun);
}

/* Exactly one of the members that make an outcome, of its type, and none that mean nothing. */
static const char *outcome_check(const json_t *json) {
  static const char *const kinds[] = {"value", "done", "missing", "refusal", "unsupported", NULL};
  static const char *const evidence[] = {"code", "message", NULL};
  const char *kind = NULL;
  const char *name;
  json_t *member;
  if (!json_is_object(json))
    return "is no JSON object";
  json_object_foreach((json_t *)(guintptr)json, name, member) {
    if (g_strv_contains(kinds, name)) {
      if (kind)
        return "says two things at once";
      kind = name;
      if ((strcmp(name, "done") == 0 || strcmp(name, "missing") == 0) && !json_is_true(member))
        return "has a member that must be true and is not";
    } else if (!g_strv_contains(evidence, name) || !json_is_string(member)) {
      return "has a member that an outcome does not have";
    }
  }
  if (!kind)
    return "is no outcome: one of value, done, missing, refusal, unsupported";
  return NULL;
}

pc_outcome *pc_exec_outcome_parse(const char *line, gsize length, pc_role role, char **ret_reason) {
  json_error_t problem;
  json_t *json =
      json_loadb(line, length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
  const char *reason = json ? outcome_check(json) : problem.text;
  pc_outcome *outcome = reason ? NULL : pc_outcome_new_from_json(json);
  if (!outcome) {
    g_autofree char *shown = line_show(line, length);
    *ret_reason =
        g_strdup_printf("the program answered %s, which %s%s", shown,
                        json ? "" : "is no JSON: ", reason ? reason : "holds no canonical value");
  } else if (outcome->kind == PC_OUTCOME_REFUSAL &&
             !g_str_has_prefix(outcome->class_name, "other:")) {
    char *class_name = role == PC_ROLE_QUEUE ? pc_queue_refusal_class(outcome->class_name)
                                             : pc_cache_refusal_class(outcome->class_name);
    g_free(outcome->class_name);
    outcome->class_name = class_name;
  }
  json_decref(json);
  return outcome;
}

static bool hello_check(const json_t *hello, GError **error) {
  const json_int_t protocol = json_integer_value(json_object_get(hello, "protocol"));
  const json_t *settings = json_object_get(hello, "settings");
  const json_t *notes = json_object_get(hello, "notes");
  if (protocol != PROTOCOL) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the program speaks protocol %" JSON_INTEGER_FORMAT
                " of 'exec:', this paritycheck speaks %d",
                protocol, PROTOCOL);
    return false;
  }
  if (json_string_value(json_object_get(hello, "name")) &&
      json_string_value(json_object_get(hello, "version")) &&
      (!settings || json_is_object(settings)) && (!notes || json_is_array(notes)))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "the program's hello needs a name and a version, both text; settings are an object, "
              "notes an array");
  return false;
}

bool pc_exec_hello_parse(const char *line, gsize length, json_t **ret_hello, GError **error) {
  json_error_t problem;
  json_t *hello = json_loadb(line, length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
  const json_t *ready = json_object_get(hello, "ready");
  bool fine = false;
  if (json_is_false(ready)) {
    const char *message = json_string_value(json_object_get(hello, "message"));
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "the program is not ready: %s",
                message ? message : "it does not say why");
  } else if (json_is_true(ready)) {
    fine = hello_check(hello, error);
  } else {
    g_autofree char *shown = line_show(line, length);
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "the program answered the hello with %s, expected "
                "{\"ready\":true,\"protocol\":%d,\"name\":..}",
                shown, PROTOCOL);
  }
  if (fine)
    *ret_hello = json_incref(hello);
  json_decref(hello);
  return fine;
}
