/* SPDX-License-Identifier: MIT */
/*
 * The adapter of filesystem caches: a file for each entry, written beside its place and renamed
 * into it.
 *
 * DIR is the user's. Everything is below DIR/<scratch>, a folder that the adapter makes and
 * removes; names are looked up in that folder by descriptor, so that no key reaches beyond it.
 */
#include "adapters/in_process/cache_model.h"

#include "adapters/shared/fingerprint.h"
#include "adapters/shared/options.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

static const pc_option options[] = {
    {"names", "key|hash",
     "what a file is called: by its key, or by the key's hash, which takes any key"},
    {"precision", "us|s", "of expiry times: microseconds, or whole seconds"},
    {0},
};

typedef struct file_service {
  pc_cache_model model;
  pc_cache_store rules;
  char *folder;
  bool hash;
  int fd; /* of the scratch's folder; -1: none is open */
  guint written;
  pc_cache_entry loaded;
} file_service;

static const char *endpoint_folder(const pc_endpoint *endpoint) {
  return g_str_has_prefix(endpoint->path, "///") ? endpoint->path + 2 : endpoint->path;
}

static bool file_check(const pc_endpoint *endpoint, GError **error) {
  const char *folder = endpoint_folder(endpoint);
  if (!*folder || g_str_has_prefix(folder, "//")) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected 'file:FOLDER', not '%s'",
                endpoint->redacted);
    return false;
  }
  return pc_cache_options_check("the filesystem cache", options, endpoint, error);
}

/* The folder is the user's: one that is not there may be a mistake, and is not made. */
static bool folder_check(const char *folder, GError **error) {
  struct stat status;
  const int problem = stat(folder, &status) != 0                ? errno
                      : !S_ISDIR(status.st_mode)                ? ENOTDIR
                      : access(folder, R_OK | W_OK | X_OK) != 0 ? errno
                                                                : 0;
  if (problem)
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot keep files in '%s': %s%s", folder,
                g_strerror(problem),
                problem == ENOENT ? " (a folder is not made for a cache: make it first)" : "");
  return !problem;
}

static bool entry_load(void *store, const pc_value *key, pc_cache_entry **ret_entry,
                       pc_outcome **ret_refusal, GError **error);
static bool entry_save_take(void *store, const pc_value *key, pc_value *value, gint64 expires_us,
                            pc_outcome **ret_refusal, GError **error);
static bool entry_drop(void *store, const pc_value *key, pc_outcome **ret_refusal, GError **error);

static bool file_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  file_service *service = state;
  (void)timeout_ms;
  if (!folder_check(endpoint_folder(endpoint), error))
    return false;
  service->folder = g_strdup(endpoint_folder(endpoint));
  service->hash = g_strcmp0(pc_endpoint_option(endpoint, "names"), "hash") == 0;
  service->fd = -1;
  service->rules = (pc_cache_store){
      .load = entry_load,
      .save_take = entry_save_take,
      .drop = entry_drop,
      .whole_seconds = g_strcmp0(pc_endpoint_option(endpoint, "precision"), "s") == 0,
      .increment_drops_ttl = true,
  };
  service->model.rules = &service->rules;
  return true;
}

static void file_close(void *state) {
  file_service *service = state;
  if (service->fd >= 0)
    close(service->fd);
  g_free(service->folder);
  pc_value_free(service->loaded.value);
}

static bool file_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const file_service *service = state;
  (void)error;
  pc_cache_fingerprint_fill(fingerprint, "filesystem cache (a model)", "1",
                            json_pack("{s:s,s:s}", "names", service->hash ? "hash" : "key",
                                      "precision", service->rules.whole_seconds ? "s" : "us"));
  pc_cache_note_add(
      fingerprint,
      "a model of the filesystem caches of frameworks, on a real folder: one file for each key, "
      "written beside its place and renamed into it; values as canonical JSON; expiry is in the "
      "file and looked at on access; a TTL of zero or less stores nothing");
  pc_cache_note_add(
      fingerprint,
      "increment reads the file and then writes it, without a lock and without the TTL; "
      "sessions here take turns, so that the race between two of them does not show");
  pc_cache_note_add(
      fingerprint,
      service->hash
          ? "names=hash: files are called by the SHA-256 of their key, so that any key will do"
          : "names=key: files are called by their key, so that the file system says which keys "
            "there can be and which of them are the same");
  return true;
}

static char *file_client(const pc_endpoint *endpoint) {
  g_autofree char *quoted = g_shell_quote(endpoint_folder(endpoint));
  return g_strdup_printf("ls -la %s", quoted);
}

static bool fail(const char *what, const char *name, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot %s '%s': %s", what, name,
              g_strerror(errno));
  return false;
}

/* A scratch's folder holds files only. */
static bool file_remove(void *state, const char *name, bool *ret_found, GError **error) {
  const file_service *service = state;
  const int above = open(service->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (above < 0)
    return errno == ENOENT || fail("open", service->folder, error);
  const int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  bool fine = fd >= 0 || errno == ENOENT || fail("open", name, error);
  DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
  *ret_found = *ret_found || fd >= 0;
  for (struct dirent *each; fine && folder && (each = readdir(folder)) != NULL;)
    if (strcmp(each->d_name, ".") != 0 && strcmp(each->d_name, "..") != 0 &&
        unlinkat(fd, each->d_name, 0) != 0 && errno != ENOENT)
      fine = fail("remove", each->d_name, error);
  if (folder)
    closedir(folder);
  if (fine && fd >= 0 && unlinkat(above, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
    fine = fail("remove", name, error);
  close(above);
  return fine;
}

static bool file_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)live;
  const file_service *service = state;
  DIR *folder = opendir(service->folder);
  if (!folder)
    return errno == ENOENT || fail("list", service->folder, error);
  for (struct dirent *each; (each = readdir(folder)) != NULL;)
    if (pc_scratch_name_is_one(each->d_name))
      g_ptr_array_add(names, g_strdup(each->d_name));
  closedir(folder);
  return true;
}

static pc_outcome *refusal_new(int problem) {
  const char *name = strerrorname_np(problem);
  g_autofree char *other = g_strconcat("other:", name, NULL);
  const char *class_name = other;
  if (problem == ENOENT || problem == ENAMETOOLONG || problem == EILSEQ || problem == EINVAL)
    class_name = "bad_key";
  else if (problem == ENOSPC || problem == EDQUOT)
    class_name = "out_of_memory";
  else if (problem == EFBIG)
    class_name = "value_too_large";
  else if (problem == EROFS)
    class_name = "read_only";
  else if (problem == EACCES || problem == EPERM)
    class_name = "access_denied";
  return pc_outcome_new_refusal(class_name, name, g_strerror(problem));
}

/* The file's name; NULL and *ret_problem (an errno) where there can be none. No key may lead out of
 * the folder. */
static char *file_name_new(const file_service *service, const pc_value *key, int *ret_problem) {
  gsize length;
  const char *text = pc_value_text(key, &length);
  if (service->hash)
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
  *ret_problem = memchr(text, '\0', length) ? EINVAL : memchr(text, '/', length) ? ENOENT : 0;
  return *ret_problem ? NULL : g_strndup(text, length);
}

static bool bytes_read(int fd, GString *content, GError **error) {
  char buffer[65536];
  ssize_t n;
  while ((n = read(fd, buffer, sizeof buffer)) > 0) {
    g_string_append_len(content, buffer, n);
    if (content->len > FILE_BYTES_MAX) {
      g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "a file of the cache is larger than %d MiB",
                  FILE_BYTES_MAX >> 20);
      return false;
    }
  }
  return n == 0 || fail("read", "a file of the cache", error);
}

static bool entry_parse(file_service *service, const GString *content, GError **error) {
  char *end;
  const gint64 expires_us = g_ascii_strtoll(content->str, &end, 10);
  const gsize at = (gsize)(end - content->str) + 1;
  json_t *json =
      *end == '\n' ? json_loadb(end + 1, content->len - at, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL)
                   : NULL;
  pc_value_free(service->loaded.value);
  service->loaded = (pc_cache_entry){.value = json ? pc_value_new_from_json(json) : NULL,
                                     .expires_us = expires_us};
  json_decref(json);
  if (!service->loaded.value)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "a file of the cache is not as it was written");
  return service->loaded.value != NULL;
}

static bool entry_load(void *store, const pc_value *key, pc_cache_entry **ret_entry,
                       pc_outcome **ret_refusal, GError **error) {
  file_service *service = store;
  int problem = 0;
  g_autofree char *name = file_name_new(service, key, &problem);
  const int fd = name ? openat(service->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
  *ret_entry = NULL;
  if (fd < 0) {
    if (name)
      problem = errno;
    if (problem != ENOENT)
      *ret_refusal = refusal_new(problem);
    return true;
  }
  g_autoptr(GString) content = g_string_new(NULL);
  const bool fine = bytes_read(fd, content, error) && entry_parse(service, content, error);
  close(fd);
  if (fine)
    *ret_entry = &service->loaded;
  return fine;
}

static int bytes_write(int fd, const GString *content) {
  gsize written = 0;
  while (written < content->len) {
    const ssize_t n = write(fd, content->str + written, content->len - written);
    if (n < 0 && errno != EINTR)
      return errno;
    written += n > 0 ? (gsize)n : 0;
  }
  return 0;
}

/* An errno. No key begins with a dot. */
static int file_write(file_service *service, const char *name, const GString *content) {
  g_autofree char *beside = g_strdup_printf(".%d-%u", (int)getpid(), service->written++);
  const int fd = openat(service->fd, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno;
  int problem = bytes_write(fd, content);
  if (close(fd) != 0 && !problem)
    problem = errno;
  if (!problem && renameat(service->fd, beside, service->fd, name) != 0)
    problem = errno;
  if (problem)
    unlinkat(service->fd, beside, 0);
  return problem;
}

static bool entry_save_take(void *store, const pc_value *key, pc_value *value_, gint64 expires_us,
                            pc_outcome **ret_refusal, GError **error) {
  file_service *service = store;
  g_autoptr(pc_value) value = value_;
  int problem = 0;
  g_autofree char *name = file_name_new(service, key, &problem);
  g_autoptr(GString) content = g_string_new(NULL);
  struct stat status;
  g_string_append_printf(content, "%" G_GINT64_FORMAT "\n", expires_us);
  pc_value_print(value, content);
  if (name)
    problem = file_write(service, name, content);
  if (problem && fstat(service->fd, &status) == 0 && status.st_nlink == 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the scratch's folder was removed in the meantime");
    return false;
  }
  if (problem)
    *ret_refusal = refusal_new(problem);
  return true;
}

static bool entry_drop(void *store, const pc_value *key, pc_outcome **ret_refusal, GError **error) {
  const file_service *service = store;
  int problem = 0;
  g_autofree char *name = file_name_new(service, key, &problem);
  (void)error;
  if (name && unlinkat(service->fd, name, 0) != 0)
    problem = errno;
  if (problem && problem != ENOENT)
    *ret_refusal = refusal_new(problem);
  return true;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  file_service *service = state;
  (void)deadline;
  g_autofree char *path = g_build_filename(service->folder, scratch->name, NULL);
  if (mkdir(path, 0700) != 0)
    return fail("make the folder", path, error);
  service->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  service->model.scratch = scratch->name;
  return service->fd >= 0 || fail("open", path, error);
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  file_service *service = state;
  if (service->fd >= 0)
    close(service->fd);
  service->fd = -1;
  service->model.scratch = NULL;
  bool found = false;
  return file_remove(service, scratch->name, &found, error);
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_cache_session_open,
    .session_close = pc_cache_session_close,
    .send = pc_cache_session_send,
    .wait = pc_cache_session_wait,
    .take = pc_cache_session_take,
    .cancel = pc_cache_session_cancel,
};

static const char *const schemes[] = {"file", NULL};

const pc_adapter pc_adapter_file = {
    .name = "file",
    .product = "filesystem cache (a model)",
    .summary = "a model of filesystem caches, in a real folder",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_CACHE,
    .capabilities = PC_ADAPTER_SESSIONS,
    .service_size = sizeof(file_service),
    .session_size = PC_CACHE_SESSION_BYTES,
    .options = options,
    .check = file_check,
    .open = file_open,
    .close = file_close,
    .fingerprint = file_fingerprint,
    .client = file_client,
    .remove = file_remove,
    .inventory = file_inventory,
    .drivers = {[PC_LANGUAGE_CACHE] = &driver},
};
