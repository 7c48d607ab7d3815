/* SPDX-License-Identifier: MIT */
/* Probes gathered from the program's resources, the table of C probes and users' folders. */
#include "harness/catalogue/catalogue.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/names.h"
#include "harness/catalogue/script.h"
#include "harness/catalogue/selection.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>

#define RESOURCE_ROOT "/paritycheck/probes/"

struct pc_catalogue {
  GPtrArray *probes; /* const pc_probe, sorted by id */
  GPtrArray *owned;  /* the pc_probes among them that were made here */
  char *digest;
};

pc_probe *pc_probe_new_script(const char *id, pc_script *script) {
  pc_probe *probe = g_new0(pc_probe, 1);
  probe->id = g_strdup(id);
  probe->language = script->language;
  probe->role = pc_language_role(script->language);
  probe->sessions = script->sessions->len;
  probe->header = script->header;
  const pc_role_table *table = pc_role_table_of(probe->role);
  const bool typed = pc_language_is_typed(script->language);
  probe->deadline_ms = MAX(script->deadline_ms, typed ? table->deadline_ms : 0);
  probe->pauses = script->pauses;
  probe->script = script;
  return probe;
}

void pc_probe_free(pc_probe *probe) {
  if (!probe)
    return;
  pc_script_free((pc_script *)(guintptr)probe->script);
  g_free((char *)(guintptr)probe->id);
  g_free(probe);
}

static void probe_destroy(gpointer probe) { pc_probe_free(probe); }

const pc_probe *pc_probe_find_c(const char *id) {
  for (const pc_probe *const *const *group = pc_c_probes; *group; group++)
    for (const pc_probe *const *probe = *group; *probe; probe++)
      if (strcmp((*probe)->id, id) == 0)
        return *probe;
  return NULL;
}

static void script_keep(pc_catalogue *catalogue, const char *id, pc_script *script) {
  pc_probe *probe = pc_probe_new_script(id, script);
  g_ptr_array_add(catalogue->owned, probe);
  g_ptr_array_add(catalogue->probes, probe);
}

/* A script with levels is a probe for each. */
static bool script_add(pc_catalogue *catalogue, const char *id, pc_language language,
                       const char *text, gsize length, const char *name, bool built_in,
                       GError **error) {
  pc_script *script = built_in ? pc_script_parse_built_in(text, length, language, name, NULL, error)
                               : pc_script_parse(text, length, language, name, error);
  if (!script)
    return false;
  g_auto(GStrv) levels = g_strdupv(script->levels);
  if (!levels) {
    script_keep(catalogue, id, script);
    return true;
  }
  pc_script_free(script);
  for (char **level = levels; *level; level++) {
    g_autofree char *name_of_level = g_strdelimit(g_strdup(*level), " ", '-');
    g_autofree char *own = g_strconcat(id, "/", name_of_level, NULL);
    script = built_in ? pc_script_parse_built_in(text, length, language, name, *level, error)
                      : pc_script_parse_at(text, length, language, name, *level, error);
    if (!script)
      return false;
    script_keep(catalogue, own, script);
  }
  return true;
}

/* "text/like-case.sql" -> "text/like-case" and its language; NULL for a file that is no script. */
static char *script_id(const char *path, pc_language *ret_language) {
  const char *dot = strrchr(path, '.');
  const int language = dot ? pc_name_index(pc_language_names, dot + 1) : -1;
  if (language < 0)
    return NULL;
  *ret_language = (pc_language)language;
  return g_strndup(path, (gsize)(dot - path));
}

bool pc_script_file_is(const char *path) {
  pc_language language;
  g_autofree char *id = script_id(path, &language);
  return id != NULL;
}

static bool resources_add(pc_catalogue *catalogue, const char *folder, GError **error) {
  g_auto(GStrv) children =
      g_resources_enumerate_children(folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (char **child = children; child && *child; child++) {
    g_autofree char *path = g_strconcat(folder, *child, NULL);
    if (g_str_has_suffix(path, "/")) {
      if (!resources_add(catalogue, path, error))
        return false;
      continue;
    }
    pc_language language;
    g_autofree char *id = script_id(path + strlen(RESOURCE_ROOT), &language);
    g_autoptr(GBytes) data =
        id ? g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL) : NULL;
    if (!data)
      continue;
    gsize length;
    const char *text = g_bytes_get_data(data, &length);
    if (!script_add(catalogue, id, language, text, length, path + strlen("/paritycheck/"), true,
                    error))
      return false;
  }
  return true;
}

static bool file_add(pc_catalogue *catalogue, const char *path, const char *relative,
                     GError **error) {
  pc_language language;
  g_autofree char *id = script_id(relative, &language);
  if (!id)
    return true;
  g_autofree char *text = NULL;
  gsize length;
  GError *local = NULL;
  if (!pc_input_read(path, PC_SCRIPT_BYTES_MAX, &text, &length, &local)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the probe '%s': %s", path,
                local->message);
    g_error_free(local);
    return false;
  }
  return script_add(catalogue, id, language, text, length, path, false, error);
}

/* A folder that is being read, within those above it. */
typedef struct open_folder {
  const struct open_folder *above;
  dev_t device;
  ino_t inode;
  guint depth;
} open_folder;

/* Whether a link leads back to a folder above: without an end, and with two such links in more ways
 * than can be read.
 */
static bool folder_is_above(const open_folder *folder) {
  for (const open_folder *each = folder->above; each; each = each->above)
    if (each->device == folder->device && each->inode == folder->inode)
      return true;
  return false;
}

static bool folder_add(pc_catalogue *catalogue, const char *folder, const char *prefix,
                       const open_folder *above, GError **error) {
  struct stat status = {0};
  const bool known = stat(folder, &status) == 0;
  const open_folder here = {.above = above,
                            .device = status.st_dev,
                            .inode = status.st_ino,
                            .depth = above ? above->depth + 1 : 0};
  if (known && folder_is_above(&here)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the probe folder '%s' is a link to a folder that it is in", folder);
    return false;
  }
  GError *local = NULL;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, &local);
  if (!dir) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot open the probe folder '%s': %s", folder,
                local->message);
    g_error_free(local);
    return false;
  }
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *relative = g_strconcat(prefix, name, NULL);
    if (*name == '.')
      continue;
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
      if (!file_add(catalogue, path, relative, error))
        return false;
      continue;
    }
    g_autofree char *below = g_strconcat(relative, "/", NULL);
    if (here.depth < 16 && !folder_add(catalogue, path, below, &here, error))
      return false;
  }
  return true;
}

static bool folders_add(pc_catalogue *catalogue, const char *const *folders, GError **error) {
  for (; folders && *folders; folders++) {
    const guint before = catalogue->probes->len;
    g_autofree char *name = g_path_get_basename(*folders);
    const bool file = pc_script_file_is(name) && !g_file_test(*folders, G_FILE_TEST_IS_DIR);
    if (file ? !file_add(catalogue, *folders, name, error)
             : !folder_add(catalogue, *folders, "", NULL, error))
      return false;
    if (catalogue->probes->len == before) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                  "no probe in the folder '%s': expected at least one file that ends in .sql, "
                  ".redis, .cache, .queue or .stream",
                  *folders);
      return false;
    }
  }
  return true;
}

static int probe_compare(gconstpointer a, gconstpointer b) {
  return strcmp((*(const pc_probe *const *)a)->id, (*(const pc_probe *const *)b)->id);
}

static bool catalogue_close(pc_catalogue *catalogue, GError **error) {
  g_ptr_array_sort(catalogue->probes, probe_compare);
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint i = 0; i < catalogue->probes->len; i++) {
    const pc_probe *probe = catalogue->probes->pdata[i];
    if (i > 0 && strcmp(((const pc_probe *)catalogue->probes->pdata[i - 1])->id, probe->id) == 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "two probes have the id '%s'", probe->id);
      return false;
    }
    g_checksum_update(checksum, (const guchar *)probe->id, -1);
    g_checksum_update(checksum, (const guchar *)"\n", 1);
    if (probe->script)
      g_checksum_update(checksum, (const guchar *)probe->script->source, -1);
  }
  catalogue->digest = g_strndup(g_checksum_get_string(checksum), 16);
  return true;
}

pc_catalogue *pc_catalogue_new(bool builtin, const char *const *folders, GError **error) {
  g_autoptr(pc_catalogue) catalogue = g_new0(pc_catalogue, 1);
  catalogue->probes = g_ptr_array_new();
  catalogue->owned = g_ptr_array_new_with_free_func(probe_destroy);
  if (builtin) {
    if (!resources_add(catalogue, RESOURCE_ROOT, error))
      return NULL;
    for (const pc_probe *const *const *group = pc_c_probes; *group; group++)
      for (const pc_probe *const *probe = *group; *probe; probe++)
        g_ptr_array_add(catalogue->probes, (gpointer)(guintptr)*probe);
  }
  if (!folders_add(catalogue, folders, error) || !catalogue_close(catalogue, error))
    return NULL;
  return g_steal_pointer(&catalogue);
}

void pc_catalogue_free(pc_catalogue *catalogue) {
  if (!catalogue)
    return;
  g_ptr_array_unref(catalogue->probes);
  g_ptr_array_unref(catalogue->owned);
  g_free(catalogue->digest);
  g_free(catalogue);
}

guint pc_catalogue_length(const pc_catalogue *catalogue) { return catalogue->probes->len; }

const GPtrArray *pc_catalogue_probes(const pc_catalogue *catalogue) { return catalogue->probes; }

const pc_probe *pc_catalogue_probe(const pc_catalogue *catalogue, guint i) {
  return catalogue->probes->pdata[i];
}

const pc_probe *pc_catalogue_find(const pc_catalogue *catalogue, const char *id, GError **error) {
  g_autoptr(GPtrArray) ids = g_ptr_array_new();
  for (guint i = 0; i < catalogue->probes->len; i++) {
    const pc_probe *probe = catalogue->probes->pdata[i];
    if (strcmp(probe->id, id) == 0)
      return probe;
    g_ptr_array_add(ids, (gpointer)(guintptr)probe->id);
  }
  g_ptr_array_add(ids, NULL);
  const char *const pattern[] = {id, NULL};
  const bool selects = pc_patterns_check(pattern, catalogue->probes, NULL);
  g_autofree char *hint =
      selects ? g_strdup_printf(
                    "; 'paritycheck list probes --select %s' lists those that it selects", id)
              : pc_nearest_hint(id, (const char *const *)ids->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no probe is called '%s'%s", id, hint);
  return NULL;
}

const char *pc_catalogue_digest(const pc_catalogue *catalogue) { return catalogue->digest; }
