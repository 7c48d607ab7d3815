/* SPDX-License-Identifier: MIT */
/* Names of runs and scratches. */
#include "harness/model/run_name.h"

#include <string.h>

/* No run began before there was a release: 2024. Clocks may differ by a day. */
enum { FIRST_S = 1704067200, DAY_S = 24 * 60 * 60 };

enum { NAME_BYTES_MAX = 63 }; /* PostgreSQL cuts what is longer */

static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static void base36_append(GString *text, guint64 number) {
  char reversed[16];
  guint n = 0;
  do
    reversed[n++] = letters[number % 36];
  while ((number /= 36) > 0 && n < sizeof reversed);
  while (n > 0)
    g_string_append_c(text, reversed[--n]);
}

char *pc_run_name_new(void) {
  GString *name = g_string_new("pc_");
  base36_append(name, (guint64)(g_get_real_time() / G_USEC_PER_SEC));
  g_string_append_c(name, '_');
  base36_append(name, ((guint64)g_random_int() << 10) ^ g_random_int());
  return g_string_free(name, FALSE);
}

char *pc_scratch_name_new(const char *run, guint task, guint attempt) {
  GString *name = g_string_new(run);
  g_string_append_c(name, '_');
  base36_append(name, task);
  g_string_append_printf(name, "_%u", attempt);
  return g_string_free(name, FALSE);
}

char *pc_run_name_of(const char *scratch, gint64 *ret_started_s) {
  if (!g_str_has_prefix(scratch, "pc_"))
    return NULL;
  const char *time = scratch + 3;
  const gsize time_length = strspn(time, letters);
  if (time_length < 5 || time_length > 8 || time[time_length] != '_')
    return NULL;
  const char *random = time + time_length + 1;
  const gsize random_length = strspn(random, letters);
  if (random_length == 0 || (random[random_length] != '\0' && random[random_length] != '_'))
    return NULL;
  g_autofree char *digits = g_strndup(time, time_length);
  *ret_started_s = (gint64)g_ascii_strtoull(digits, NULL, 36);
  return g_strndup(scratch, (gsize)(random + random_length - scratch));
}

char *pc_scratch_name_of(const char *text) {
  gint64 started_s;
  g_autofree char *head = g_strndup(text, strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_"));
  g_autofree char *run = pc_run_name_of(head, &started_s);
  if (!run)
    return NULL;
  const char *task = text + strlen(run);
  const gsize task_length = *task == '_' ? strspn(task + 1, letters) : 0;
  const char *attempt = task + 1 + task_length;
  const gsize digits = task_length && *attempt == '_' ? strspn(attempt + 1, "0123456789") : 0;
  return digits ? g_strndup(text, (gsize)(attempt + 1 + digits - text)) : NULL;
}

bool pc_scratch_name_is_one(const char *name) {
  g_autofree char *found = name && strlen(name) <= NAME_BYTES_MAX ? pc_scratch_name_of(name) : NULL;
  return found && strcmp(found, name) == 0;
}

char *pc_worker_name_new(const char *run, guint number) {
  return pc_scratch_name_new(run, number, 0);
}

bool pc_worker_name_is_one(const char *name) {
  return pc_scratch_name_is_one(name) && g_str_has_suffix(name, "_0");
}

bool pc_run_time_is_plausible(const char *scratch) {
  gint64 started_s;
  g_autofree char *run = pc_run_name_of(scratch, &started_s);
  return run && started_s >= FIRST_S && started_s <= g_get_real_time() / G_USEC_PER_SEC + DAY_S;
}
