/* SPDX-License-Identifier: MIT */
/* Folders of recordings. */
#include "harness/history/history_folder.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/timestamp.h"
#include "harness/compare/recording.h"
#include "harness/history/history_night.h"

#include <string.h>

enum { DEPTH_MAX = 8, FILES_MAX = 100000 };

/* What has been found so far. */
typedef struct search {
  GPtrArray *units; /* runs: GPtrArray of found, in the order of their first recording */
  GPtrArray *unread;
  guint files;
} search;

typedef struct found {
  char *path;
  char *run;
  gint64 recorded;
  pc_recording_header *header;
} found;

static void found_free(gpointer data) {
  found *f = data;
  g_free(f->path);
  g_free(f->run);
  pc_recording_header_unref(f->header);
  g_free(f);
}

void pc_unread_free(gpointer data) {
  pc_unread *u = data;
  g_free(u->text);
  g_free(u);
}

static void unread_add_take(search *s, char *text, gint64 recorded) {
  pc_unread *u = g_new0(pc_unread, 1);
  u->text = text;
  u->recorded = recorded;
  g_ptr_array_add(s->unread, u);
}

/* The header of a file that is a recording, or NULL. */
static found *found_read(search *s, const char *path) {
  g_autoptr(GError) problem = NULL;
  FILE *file = pc_input_open(path, PC_INPUT_FILE, &problem);
  if (!file) {
    unread_add_take(s, g_strdup_printf("%s: %s", path, problem->message), G_MAXINT64);
    return NULL;
  }
  pc_recording_reader reader;
  GError *error = NULL;
  found *f = NULL;
  gint64 recorded = 0;
  const bool read = pc_recording_reader_init(&reader, file, path, &error);
  const bool ours = pc_recording_header_is(reader.first);
  /* Of a header that is wrong otherwise, too. */
  const char *when = json_string_value(json_object_get(reader.first, "recorded"));
  const bool dated = when && pc_timestamp_parse(when, &recorded);
  if (read && dated) {
    const char *run = reader.header->run;
    f = g_new0(found, 1);
    *f = (found){g_strdup(path), g_strdup(run ? run : path), recorded,
                 pc_recording_header_ref(reader.header)};
  } else {
    unread_add_take(
        s, error ? g_strdup(error->message) : g_strdup_printf("%s: its header tells no time", path),
        !ours   ? 0
        : dated ? recorded
                : G_MAXINT64);
  }
  g_clear_error(&error);
  pc_recording_reader_clear(&reader);
  fclose(file);
  return f;
}

static int text_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, sorted, without hidden ones; NULL: it cannot be read. */
static GPtrArray *names_list(const char *folder, GError **error) {
  GDir *dir = g_dir_open(folder, 0, error);
  if (!dir)
    return NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while ((name = g_dir_read_name(dir)))
    if (*name != '.')
      g_ptr_array_add(names, g_strdup(name));
  g_dir_close(dir);
  g_ptr_array_sort(names, text_compare);
  return names;
}

static void files_collect(search *s, GPtrArray *all, const char *folder, guint depth) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) names = names_list(folder, &error);
  if (!names)
    unread_add_take(s, g_strdup(error->message), G_MAXINT64);
  for (guint i = 0; names && i < names->len && s->files < FILES_MAX; i++) {
    g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
      if (depth < DEPTH_MAX && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
        files_collect(s, all, path, depth + 1);
      continue;
    }
    found *f = g_str_has_suffix(path, ".jsonl") ? found_read(s, path) : NULL;
    s->files++;
    if (f)
      g_ptr_array_add(all, f);
  }
}

static int found_compare(gconstpointer a, gconstpointer b) {
  const found *x = *(const found *const *)a;
  const found *y = *(const found *const *)b;
  return x->recorded != y->recorded ? (x->recorded < y->recorded ? -1 : 1)
                                    : strcmp(x->path, y->path);
}

static int environment_compare(gconstpointer a, gconstpointer b) {
  return strcmp((*(const pc_night_environment *const *)a)->name,
                (*(const pc_night_environment *const *)b)->name);
}

static const char *environment_of(const found *f) { return f->header->environment; }

static void night_add(search *s, pc_night *night, const found *f) {
  const pc_night_environment *other = pc_night_find(night, environment_of(f));
  if (other) {
    unread_add_take(
        s,
        g_strdup_printf("%s: the same run's '%s' is in %s too", f->path, other->name, other->path),
        0);
    return;
  }
  pc_night_environment *e = g_new0(pc_night_environment, 1);
  e->name = g_strdup(environment_of(f));
  e->path = g_strdup(f->path);
  e->header = pc_recording_header_ref(f->header);
  e->since = -1;
  g_ptr_array_add(night->environments, e);
}

/* Whether what one run recorded may be part of a night that others began. */
static bool night_takes(const pc_night *night, const GPtrArray *unit) {
  const found *first = unit->pdata[0];
  if (first->recorded - night->began >= PC_NIGHT_SPAN_S)
    return false;
  for (guint i = 0; i < unit->len; i++)
    if (pc_night_find(night, environment_of(unit->pdata[i])))
      return false;
  return true;
}

static void array_unref(gpointer array) { g_ptr_array_unref(array); }

/* Recordings by run, in the order of time. */
static void units_make(search *s, GPtrArray *all) {
  g_autoptr(GHashTable) by_run = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < all->len; i++) {
    found *f = all->pdata[i];
    GPtrArray *unit = g_hash_table_lookup(by_run, f->run);
    if (!unit) {
      unit = g_ptr_array_new();
      g_ptr_array_add(s->units, unit);
      g_hash_table_insert(by_run, f->run, unit);
    }
    g_ptr_array_add(unit, f);
  }
}

static void nights_make(search *s, GPtrArray *nights) {
  for (guint i = 0; i < s->units->len; i++) {
    const GPtrArray *unit = s->units->pdata[i];
    pc_night *night = nights->len ? nights->pdata[nights->len - 1] : NULL;
    if (!night || !night_takes(night, unit)) {
      night = pc_night_new(((const found *)unit->pdata[0])->recorded);
      g_ptr_array_add(nights, night);
    }
    for (guint k = 0; k < unit->len; k++)
      night_add(s, night, unit->pdata[k]);
    g_ptr_array_sort(night->environments, environment_compare);
  }
}

bool pc_history_folder_read(const char *folder, GPtrArray *ret_nights, GPtrArray *ret_unread,
                            GError **error) {
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(found_free);
  g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(array_unref);
  search s = {.units = units, .unread = ret_unread};
  if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is no folder: expected one with recordings",
                folder);
    return false;
  }
  files_collect(&s, all, folder, 0);
  if (s.files >= FILES_MAX) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' holds more than %d files", folder,
                FILES_MAX);
    return false;
  }
  g_ptr_array_sort(all, found_compare);
  units_make(&s, all);
  nights_make(&s, ret_nights);
  return true;
}
