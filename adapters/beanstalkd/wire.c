/* SPDX-License-Identifier: MIT */
/* What Beanstalkd says, line by line. */
#include "adapters/beanstalkd/internal.h"

#include "harness/base/error.h"
#include "harness/model/role_queue.h"

#include <string.h>

static bool number_read(const char *text, guint64 *ret_number) {
  return g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, ret_number, NULL);
}

static bool data_read(pc_wire *wire, guint64 length, const char **ret_data, GError **error) {
  if (length <= PC_BEANSTALKD_DATA_MAX)
    return pc_wire_read_data(wire, (gsize)length, ret_data, error);
  pc_wire_disconnect(wire);
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE,
              "the server announced %" G_GUINT64_FORMAT " bytes", length);
  return false;
}

bool pc_beanstalkd_ask_data(pc_wire *wire, const char *command, const char **ret_data,
                            GError **error) {
  const char *line;
  guint64 length;
  *ret_data = NULL;
  if (!pc_wire_ask_line(wire, command, &line, error))
    return false;
  /* Nor is a tube there whose name is none. */
  if (strcmp(line, "NOT_FOUND") == 0 || strcmp(line, "BAD_FORMAT") == 0)
    return true;
  if (!g_str_has_prefix(line, "OK ") || !number_read(line + 3, &length))
    return pc_wire_garbage(wire, line, error);
  return data_read(wire, length, ret_data, error);
}

bool pc_beanstalkd_read_job(pc_wire *wire, const char *line, const char *word, guint64 *ret_id,
                            const char **ret_data, gsize *ret_length, GError **error) {
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  guint64 length;
  if (g_strv_length(words) != 3 || strcmp(words[0], word) != 0 || !number_read(words[1], ret_id) ||
      !number_read(words[2], &length))
    return pc_wire_garbage(wire, line, error);
  *ret_length = (gsize)length;
  return data_read(wire, length, ret_data, error);
}

char *pc_beanstalkd_field(const char *data, const char *key) {
  const gsize length = strlen(key);
  for (const char *line = data; line && *line;
       line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (strncmp(line, key, length) != 0 || strncmp(line + length, ": ", 2) != 0)
      continue;
    const char *value = line + length + 2;
    const bool quoted = *value == '"';
    g_autofree char *text =
        g_strndup(value + quoted, strcspn(value + quoted, quoted ? "\"\r\n" : "\r\n"));
    return g_utf8_make_valid(text, -1);
  }
  return NULL;
}

/* Deletes the jobs that peek shows, one by one. */
static bool state_empty(pc_wire *wire, const char *peek, guint *count, GError **error) {
  for (;;) {
    const char *line;
    const char *data;
    gsize length;
    guint64 id = 0;
    if (!pc_wire_ask_line(wire, peek, &line, error))
      return false;
    if (strcmp(line, "NOT_FOUND") == 0)
      return true;
    if (!pc_beanstalkd_read_job(wire, line, "FOUND", &id, &data, &length, error))
      return false;
    g_autofree char *command = g_strdup_printf("delete %" G_GUINT64_FORMAT, id);
    if (!pc_wire_ask_line(wire, command, &line, error))
      return false;
    /* It may have been reserved, or deleted, meanwhile. */
    const bool deleted = strcmp(line, "DELETED") == 0;
    if (!deleted && strcmp(line, "NOT_FOUND") != 0)
      return pc_wire_garbage(wire, line, error);
    *count += deleted;
  }
}

bool pc_beanstalkd_empty(pc_wire *wire, const char *tube, pc_beanstalkd_jobs which,
                         guint *ret_count, GError **error) {
  g_autofree char *use = g_strdup_printf("use %s", tube);
  const char *line;
  *ret_count = 0;
  if (!pc_wire_ask_line(wire, use, &line, error))
    return false;
  if (!g_str_has_prefix(line, "USING "))
    return pc_wire_garbage(wire, line, error);
  return state_empty(wire, "peek-ready", ret_count, error) &&
         (which == PC_BEANSTALKD_READY || (state_empty(wire, "peek-delayed", ret_count, error) &&
                                           state_empty(wire, "peek-buried", ret_count, error)));
}

pc_outcome *pc_beanstalkd_refuse(const char *line) {
  static const struct {
    const char *word;
    const char *class_name;
  } refusals[] = {
      {"BAD_FORMAT", "bad_argument"},    {"JOB_TOO_BIG", "too_large"},
      {"DRAINING", "resource_limit"},    {"OUT_OF_MEMORY", "resource_limit"},
      {"NOT_FOUND", "no_such_delivery"}, {"DEADLINE_SOON", "other:DEADLINE_SOON"},
      {"BURIED", "resource_limit"},      {"INTERNAL_ERROR", "other:INTERNAL_ERROR"},
  };
  g_autofree char *word = g_strndup(line, strcspn(line, " "));
  for (guint i = 0; i < G_N_ELEMENTS(refusals); i++)
    if (strcmp(refusals[i].word, word) == 0)
      return pc_outcome_new_refusal(refusals[i].class_name, word, line);
  return NULL;
}
