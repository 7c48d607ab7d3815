/* SPDX-License-Identifier: MIT */
/* Scratches that are open, with their folders. */
#include "harness/worker/scratch.h"

#include "harness/base/error.h"
#include "harness/model/value.h"
#include "harness/worker/execution.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

char *pc_scratch_folder(const char *name) { return g_build_filename(g_get_tmp_dir(), name, NULL); }

bool pc_scratch_folder_remove(const char *name, bool *ret_found, GError **error) {
  g_autofree char *folder = pc_scratch_folder(name);
  GStatBuf state;
  if (g_lstat(folder, &state) != 0 && errno == ENOENT)
    return true;
  if (!S_ISDIR(state.st_mode) || state.st_uid != geteuid()) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "'%s' is no folder of this user's: not removed",
                folder);
    return false;
  }
  *ret_found = true;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *file; dir && (file = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_unlink(path);
  }
  if (g_rmdir(folder) == 0 || errno == ENOENT)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot remove the folder '%s': %s", folder,
              g_strerror(errno));
  return false;
}

static void deadline_set(pc_open_scratch *open) {
  open->deadline.at_us = g_get_monotonic_time() + (gint64)open->timeout_ms * 1000;
}

bool pc_open_scratch_init(pc_open_scratch *open, const pc_adapter *adapter, void *service,
                          const pc_probe *probe, const char *name, int timeout_ms,
                          const pc_harness *harness, GError **error) {
  const bool files = (adapter->capabilities & PC_ADAPTER_FILES) != 0;
  const pc_driver *driver = adapter->drivers[probe->language];
  *open = (pc_open_scratch){.adapter = adapter,
                            .service = service,
                            .harness = harness,
                            .timeout_ms = timeout_ms,
                            .deadline.input = harness->input};
  open->folder = files ? pc_scratch_folder(name) : NULL;
  if (!driver) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "%s does not speak the language of '%s' (%s)",
                adapter->product, probe->id, pc_language_names[probe->language]);
    return false;
  }
  if (open->folder && g_mkdir(open->folder, 0700) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot make the folder '%s': %s", open->folder,
                g_strerror(errno));
    return false;
  }
  open->driver = driver;
  open->scratch = (pc_scratch){.name = name,
                               .folder = open->folder,
                               .sessions = probe->sessions,
                               .intrusive = probe->header.reach == PC_REACH_INTRUSIVE};
  deadline_set(open);
  pc_step_doing(harness, "making the scratch");
  open->opened = driver->scratch_open(service, &open->scratch, &open->deadline, error);
  return open->opened;
}

/* What was being done when the execution ended without an answer. */
static void step_print(const pc_open_scratch *open, GString *json) {
  g_autofree char *step = open->harness->latest ? pc_step_show(open->harness->latest->str) : NULL;
  if (!step)
    return;
  g_string_append(json, ",\"step\":");
  pc_json_string_print(step, strlen(step), json);
}

bool pc_open_scratch_ask(pc_open_scratch *open, const pc_probe *probe, const char *first,
                         GString *json, GError **error) {
  if (!open->driver)
    return false;
  /* The first one shares the time with the opening. */
  if (open->asked)
    deadline_set(open);
  open->asked = true;
  g_autoptr(pc_execution) execution =
      pc_execution_new(open->adapter, open->service, probe, open->scratch.name, &open->deadline);
  pc_execution_set_first(execution, first);
  pc_execution_set_harness(execution, open->harness);
  const bool fine = open->opened && pc_execution_run(execution, error);
  pc_execution_print(execution, json);
  if (!fine)
    step_print(open, json);
  return fine;
}

bool pc_open_scratch_close(pc_open_scratch *open, GError **error) {
  bool removed = true;
  bool found = false;
  if (open->driver) {
    pc_step_doing(open->harness, "removing the scratch");
    removed = open->driver->scratch_close(open->service, &open->scratch, error) &&
              (!open->folder || pc_scratch_folder_remove(open->scratch.name, &found, error));
  }
  g_clear_pointer(&open->folder, g_free);
  open->driver = NULL;
  return removed;
}
