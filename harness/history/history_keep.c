/* SPDX-License-Identifier: MIT */
/* Nights kept, and old ones removed. */
#include "harness/history/history_keep.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_LENGTH_MAX = 80, SAME_SECOND_MAX = 100, MARK_BYTES_MAX = 1024 * 1024 };

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

static bool fail(GError **error, int code, const char *what, const char *path) {
  const int number = errno;
  g_set_error(error, PC_ERROR, code, "%s '%s': %s", what, path, g_strerror(number));
  return false;
}

bool pc_history_keep_check(const char *folder, GError **error) {
  if (g_mkdir_with_parents(folder, 0777) == 0 && access(folder, W_OK | X_OK) == 0)
    return true;
  return fail(error, PC_ERROR_USAGE, "cannot keep recordings in", folder);
}

/* A file's name for an environment, which may be called by its URL; the caller's. */
static char *file_name(const char *environment) {
  g_autofree char *name = g_strndup(environment, NAME_LENGTH_MAX);
  g_strcanon(name, plain, '_');
  if (*name == '.' || *name == '-')
    *name = '_';
  return strcmp(name, environment) == 0
             ? g_strconcat(name, ".jsonl", NULL)
             : g_strdup_printf("%s-%08x.jsonl", name, g_str_hash(environment));
}

static bool file_copy(FILE *from, const char *path, GError **error) {
  char buffer[65536];
  FILE *to = fopen(path, "wxe");
  if (!to)
    return fail(error, PC_ERROR_FAILED, "cannot write", path);
  size_t n;
  bool fine = true;
  rewind(from);
  while (fine && (n = fread(buffer, 1, sizeof buffer, from)) > 0)
    fine = fwrite(buffer, 1, n, to) == n;
  fine = fine && !ferror(from) && fflush(to) == 0 && fsync(fileno(to)) == 0;
  if (!fine)
    fail(error, PC_ERROR_FAILED, "cannot write", path);
  fclose(to);
  rewind(from);
  return fine;
}

/* The files that the mark of a night lists, and the mark itself; then the folder, unless somebody
 * put more there. */
static bool night_remove(const char *folder, GError **error) {
  g_autofree char *mark = g_build_filename(folder, PC_NIGHT_MARK, NULL);
  g_autofree char *text = NULL;
  if (!pc_input_read(mark, MARK_BYTES_MAX, &text, NULL, NULL))
    return true;
  g_auto(GStrv) names = g_strsplit(text, "\n", -1);
  for (char **name = names; *name; name++) {
    if (!**name || **name == '.' || strspn(*name, plain) != strlen(*name))
      continue;
    g_autofree char *path = g_build_filename(folder, *name, NULL);
    if (unlink(path) != 0 && errno != ENOENT)
      return fail(error, PC_ERROR_FAILED, "cannot remove", path);
  }
  if (unlink(mark) != 0)
    return fail(error, PC_ERROR_FAILED, "cannot remove", mark);
  rmdir(folder);
  return true;
}

static bool night_fill(const char *partial, FILE *const *files, const char *const *names, guint n,
                       GError **error) {
  g_autoptr(GString) list = g_string_new(NULL);
  g_autofree char *mark = g_build_filename(partial, PC_NIGHT_MARK, NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = file_name(names[i]);
    g_string_append_printf(list, "%s\n", name);
  }
  if (!g_file_set_contents(mark, list->str, (gssize)list->len, NULL))
    return fail(error, PC_ERROR_FAILED, "cannot write", mark);
  g_auto(GStrv) lines = g_strsplit(list->str, "\n", -1);
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_build_filename(partial, lines[i], NULL);
    if (!file_copy(files[i], path, error))
      return false;
  }
  return true;
}

/* Gives the whole folder its name, which tells the time; another run may have had the same second.
 */
static bool night_publish(const char *folder, const char *partial, GError **error) {
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H%M%SZ");
  for (guint i = 1; i <= SAME_SECOND_MAX; i++) {
    g_autofree char *name = i == 1 ? g_strdup(time) : g_strdup_printf("%s-%03u", time, i);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (rename(partial, path) == 0)
      return true;
    if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR)
      break;
  }
  return fail(error, PC_ERROR_FAILED, "cannot rename", partial);
}

bool pc_history_keep(const char *folder, const char *run, FILE *const *files,
                     const char *const *names, guint n, GError **error) {
  g_autofree char *hidden = g_strdup_printf(".%s.partial", run);
  g_autofree char *partial = g_build_filename(folder, hidden, NULL);
  if (g_mkdir(partial, 0777) != 0)
    return fail(error, PC_ERROR_FAILED, "cannot make the folder", partial);
  if (night_fill(partial, files, names, n, error) && night_publish(folder, partial, error))
    return true;
  night_remove(partial, NULL);
  rmdir(partial);
  return false;
}

/* "2026-01-31T020000Z", "2026-01-31T020000Z-002" */
static bool name_is_night(const char *name) {
  static const char shape[] = "0000-00-00T000000Z";
  gsize i = 0;
  for (; shape[i]; i++)
    if (shape[i] == '0' ? !g_ascii_isdigit(name[i]) : name[i] != shape[i])
      return false;
  return !name[i] ||
         (name[i] == '-' && strlen(name + i + 1) == 3 && strspn(name + i + 1, "0123456789") == 3);
}

static int text_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool pc_history_prune(const char *folder, guint nights, GError **error) {
  GDir *dir = g_dir_open(folder, 0, NULL);
  if (!dir)
    return fail(error, PC_ERROR_FAILED, "cannot read the folder", folder);
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while ((name = g_dir_read_name(dir))) {
    g_autofree char *mark = g_build_filename(folder, name, PC_NIGHT_MARK, NULL);
    if (name_is_night(name) && g_file_test(mark, G_FILE_TEST_IS_REGULAR))
      g_ptr_array_add(kept, g_build_filename(folder, name, NULL));
  }
  g_dir_close(dir);
  g_ptr_array_sort(kept, text_compare);
  for (guint i = 0; i + nights < kept->len; i++)
    if (!night_remove(kept->pdata[i], error))
      return false;
  return true;
}
