/* SPDX-License-Identifier: MIT */
/* One night: its recordings, and what changed since the night before. */
#include "harness/history/history_night.h"

static void environment_free(gpointer data) {
  pc_night_environment *e = data;
  g_free(e->name);
  g_free(e->path);
  pc_recording_header_unref(e->header);
  g_free(e);
}

static void change_free(gpointer data) {
  pc_change *c = data;
  g_free(c->environment);
  g_free(c->probe);
  g_free(c->service);
  g_free(c->observation);
  g_free(c->title);
  g_free(c->answer);
  g_free(c->expected);
  g_free(c);
}

static void reference_change_free(gpointer data) {
  pc_reference_change *c = data;
  g_free(c->probe);
  g_free(c->service);
  g_free(c->observation);
  g_free(c->title);
  g_free(c->before);
  g_free(c->after);
  g_free(c);
}

static void setting_change_free(gpointer data) {
  pc_setting_change *c = data;
  g_free(c->environment);
  g_free(c->service);
  g_free(c->name);
  g_free(c->before);
  g_free(c->after);
  g_free(c);
}

pc_night *pc_night_new(gint64 began) {
  g_autoptr(GDateTime) timestamp = g_date_time_new_from_unix_utc(began);
  pc_night *night = g_new0(pc_night, 1);
  night->began = began;
  night->name = g_date_time_format(timestamp, "%Y-%m-%d %H:%M");
  night->environments = g_ptr_array_new_with_free_func(environment_free);
  night->references = g_ptr_array_new_with_free_func(reference_change_free);
  night->changes = g_ptr_array_new_with_free_func(change_free);
  night->settings = g_ptr_array_new_with_free_func(setting_change_free);
  night->added = g_ptr_array_new_with_free_func(g_free);
  night->gone = g_ptr_array_new_with_free_func(g_free);
  night->incidents = g_ptr_array_new_with_free_func(g_free);
  night->incomplete = g_ptr_array_new_with_free_func(g_free);
  return night;
}

void pc_night_free(gpointer data) {
  pc_night *night = data;
  GPtrArray *const arrays[] = {night->environments, night->references, night->changes,
                               night->settings,     night->added,      night->gone,
                               night->incidents,    night->incomplete};
  for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
    g_ptr_array_unref(arrays[i]);
  g_free(night->name);
  g_free(night);
}
