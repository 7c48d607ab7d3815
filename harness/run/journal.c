/* SPDX-License-Identifier: MIT */
/* Journals of runs. */
#include "harness/run/journal.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/line_reader.h"
#include "harness/model/run_name.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define ANSWERS ".answers.jsonl"

struct pc_journal {
  int fd;
  int answers_fd; /* -1: no answer yet, or taken */
  bool answered;  /* there is a file of answers */
  char *path;
  char *answers_path;
  GHashTable *open; /* names of scratches that are not known to be gone */
};

static char *state_folder(void) {
  const char *named = g_getenv("PARITYCHECK_STATE");
  return named && *named ? g_strdup(named)
                         : g_build_filename(g_get_user_state_dir(), "paritycheck", NULL);
}

static char *journal_path(const char *run, const char *suffix) {
  g_autofree char *folder = state_folder();
  g_autofree char *file = g_strconcat(run, suffix, NULL);
  return g_build_filename(folder, file, NULL);
}

static bool errno_fail(const char *what, const char *path, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot %s the journal '%s': %s", what, path,
              g_strerror(errno));
  return false;
}

pc_journal *pc_journal_new(const char *run, GError **error) {
  g_autoptr(pc_journal) journal = g_new0(pc_journal, 1);
  journal->fd = -1;
  journal->answers_fd = -1;
  journal->path = journal_path(run, ".jsonl");
  journal->answers_path = journal_path(run, ANSWERS);
  journal->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *folder = state_folder();
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    errno_fail("make the folder of", journal->path, error);
    return NULL;
  }
  journal->fd = g_open(journal->path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (journal->fd < 0 || flock(journal->fd, LOCK_EX | LOCK_NB) != 0) {
    errno_fail("create", journal->path, error);
    return NULL;
  }
  return g_steal_pointer(&journal);
}

void pc_journal_free(pc_journal *journal) {
  if (!journal)
    return;
  if (journal->fd >= 0 && g_hash_table_size(journal->open) == 0)
    g_unlink(journal->path);
  if (journal->answered)
    g_unlink(journal->answers_path);
  if (journal->answers_fd >= 0)
    close(journal->answers_fd);
  if (journal->fd >= 0)
    close(journal->fd);
  g_hash_table_unref(journal->open);
  g_free(journal->path);
  g_free(journal->answers_path);
  g_free(journal);
}

/* The caller's, with its end. */
static char *line_print_take(json_t *line) {
  char *text = json_dumps(line, JSON_COMPACT | JSON_SORT_KEYS);
  char *whole = g_strconcat(text, "\n", NULL);
  free(text);
  json_decref(line);
  return whole;
}

static bool line_write_take(int fd, json_t *line, GError **error) {
  g_autofree char *text = line_print_take(line);
  return pc_write_all(fd, text, strlen(text), error);
}

bool pc_journal_scratch(pc_journal *journal, const char *scratch, const char *target,
                        GError **error) {
  if (!line_write_take(journal->fd, json_pack("{s:s,s:s}", "scratch", scratch, "target", target),
                       error))
    return false;
  g_hash_table_add(journal->open, g_strdup(scratch));
  return true;
}

void pc_journal_removed(pc_journal *journal, const char *scratch) {
  if (!g_hash_table_remove(journal->open, scratch))
    return;
  /* A line that cannot be written means one removal too many later, which does no harm. */
  line_write_take(journal->fd, json_pack("{s:s}", "removed", scratch), NULL);
}

pc_answer_place pc_journal_answer(pc_journal *journal, const char *environment, const char *service,
                                  const char *probe, guint attempt, json_t *reply) {
  if (journal->answers_fd < 0)
    journal->answers_fd =
        g_open(journal->answers_path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  journal->answered = journal->answered || journal->answers_fd >= 0;
  g_autofree char *line =
      line_print_take(json_pack("{s:s,s:s,s:s,s:i,s:O}", "environment", environment, "service",
                                service, "probe", probe, "attempt", (int)attempt, "reply", reply));
  /* Where the disk is full the run goes on. */
  const off_t at = journal->answers_fd < 0 ? -1 : lseek(journal->answers_fd, 0, SEEK_END);
  if (at < 0 || !pc_write_all(journal->answers_fd, line, strlen(line), NULL))
    return (pc_answer_place){0};
  return (pc_answer_place){.at = at, .length = strlen(line)};
}

int pc_journal_answers_take(pc_journal *journal) {
  const int fd = journal->answers_fd;
  journal->answers_fd = -1;
  return fd;
}

json_t *pc_journal_answer_read(int answers, const pc_answer_place *place, GError **error) {
  g_autofree char *line = g_malloc(place->length);
  gsize done = 0;
  errno = 0;
  while (done < place->length) {
    const ssize_t n = pread(answers, line + done, place->length - done, place->at + (off_t)done);
    if (n <= 0 && errno != EINTR)
      break;
    done += n > 0 ? (gsize)n : 0;
  }
  json_t *answer =
      done == place->length ? json_loadb(line, place->length, JSON_ALLOW_NUL, NULL) : NULL;
  json_t *reply = json_incref(json_object_get(answer, "reply"));
  json_decref(answer);
  if (!reply)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot read an answer of this run again: %s",
                errno ? g_strerror(errno) : "its file was changed meanwhile");
  return reply;
}

static void leftover_free(gpointer data) {
  pc_leftover *leftover = data;
  g_free(leftover->scratch);
  g_free(leftover->target);
  g_free(leftover);
}

static void leftover_drop(GPtrArray *leftovers, const char *scratch) {
  for (guint i = 0; i < leftovers->len; i++) {
    if (strcmp(((pc_leftover *)leftovers->pdata[i])->scratch, scratch) == 0) {
      g_ptr_array_remove_index(leftovers, i);
      return;
    }
  }
}

static void leftover_add(GPtrArray *leftovers, const char *scratch, const char *target) {
  pc_leftover *leftover = g_new0(pc_leftover, 1);
  leftover->scratch = g_strdup(scratch);
  leftover->target = g_strdup(target);
  g_ptr_array_add(leftovers, leftover);
}

/* Whether the run that a journal is called after can have given a scratch this name. */
static bool scratch_is_of(const char *scratch, const char *path) {
  gint64 started;
  g_autofree char *run = pc_run_name_of(scratch, &started);
  g_autofree char *file = g_path_get_basename(path);
  return run && g_str_has_prefix(file, run) && strcmp(file + strlen(run), ".jsonl") == 0;
}

/* A last line that was cut off by a kill parses as nothing, and nothing had been asked for it.
 * strange may be NULL. */
static void journal_read(const char *path, GPtrArray *leftovers, GPtrArray *strange) {
  g_autofree char *text = NULL;
  if (!pc_input_read(path, PC_INPUT_BYTES_MAX, &text, NULL, NULL))
    return;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    json_t *entry = json_loads(*line, 0, NULL);
    const char *removed = json_string_value(json_object_get(entry, "removed"));
    const char *scratch = json_string_value(json_object_get(entry, "scratch"));
    const char *target = json_string_value(json_object_get(entry, "target"));
    if (removed)
      leftover_drop(leftovers, removed);
    if (scratch && target && scratch_is_of(scratch, path))
      leftover_add(leftovers, scratch, target);
    else if (scratch && strange)
      g_ptr_array_add(
          strange, g_strdup_printf(
                       "the journal '%s' lists '%s', which its run cannot have made: not touched "
                       "(remove the journal where it is not needed)",
                       path, scratch));
    json_decref(entry);
  }
}

/* Whether the process that wrote the journal still runs. */
static bool journal_is_alive(const char *path) {
  const int fd = pc_input_open_fd(path, 0, NULL);
  if (fd < 0)
    return false;
  const bool alive = flock(fd, LOCK_SH | LOCK_NB) != 0;
  close(fd);
  return alive;
}

GPtrArray *pc_journal_leftovers(GPtrArray *ret_alive, GPtrArray *ret_strange, GError **error) {
  g_autofree char *folder = state_folder();
  GPtrArray *leftovers = g_ptr_array_new_with_free_func(leftover_free);
  GError *local = NULL;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, &local);
  if (!dir && !g_error_matches(local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the folder of journals: %s",
                local->message);
    g_clear_pointer(&leftovers, g_ptr_array_unref);
  }
  g_clear_error(&local);
  for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    /* What is no file is no journal of ours. */
    if (!g_str_has_suffix(name, ".jsonl") || g_str_has_suffix(name, ANSWERS) ||
        !g_file_test(path, G_FILE_TEST_IS_REGULAR))
      continue;
    if (journal_is_alive(path)) {
      g_ptr_array_add(ret_alive, g_strndup(name, strlen(name) - strlen(".jsonl")));
      continue;
    }
    const guint before = leftovers->len + ret_strange->len;
    journal_read(path, leftovers, ret_strange);
    /* A run that was killed before it made anything, or after it had removed everything. */
    if (leftovers->len + ret_strange->len == before)
      g_unlink(path);
  }
  return leftovers;
}

bool pc_journal_settle(const char *scratch, GError **error) {
  gint64 started;
  g_autofree char *run = pc_run_name_of(scratch, &started);
  g_autofree char *path = journal_path(run ? run : scratch, ".jsonl");
  const int fd = g_open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0)
    return errno == ENOENT || errno_fail("open", path, error);
  const bool written = line_write_take(fd, json_pack("{s:s}", "removed", scratch), error);
  close(fd);
  g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(leftover_free);
  journal_read(path, left, NULL);
  if (written && left->len == 0)
    g_unlink(path);
  return written;
}

static void kept_free(gpointer data) {
  pc_kept *kept = data;
  g_free(kept->run);
  g_free(kept->path);
  g_free(kept);
}

GPtrArray *pc_journal_kept(bool forget) {
  GPtrArray *found = g_ptr_array_new_with_free_func(kept_free);
  g_autofree char *folder = state_folder();
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
    if (!g_str_has_suffix(name, ANSWERS))
      continue;
    g_autofree char *run = g_strndup(name, strlen(name) - strlen(ANSWERS));
    g_autofree char *journal = journal_path(run, ".jsonl");
    g_autofree char *text = NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (journal_is_alive(journal) || !g_file_test(path, G_FILE_TEST_IS_REGULAR))
      continue;
    pc_kept *kept = g_new0(pc_kept, 1);
    kept->run = g_steal_pointer(&run);
    kept->path = g_steal_pointer(&path);
    pc_input_read(kept->path, PC_INPUT_BYTES_MAX, &text, NULL, NULL);
    for (const char *end = text; end && (end = strchr(end, '\n')) != NULL; end++)
      kept->answers++;
    if (forget)
      g_unlink(kept->path);
    g_ptr_array_add(found, kept);
  }
  return found;
}
