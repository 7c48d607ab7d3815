/* SPDX-License-Identifier: MIT */
/* Patterns over probes. */
#include "harness/catalogue/selection.h"

#include "harness/base/error.h"
#include "harness/base/names.h"

#include <string.h>

/* Only the last "*" and the last "**" need to give way: what an earlier one could still reach,
 * these reach as well. */
static bool glob_matches(const char *glob, const char *text) {
  const char *within = NULL; /* what follows the last "*", and the text where it was tried last */
  const char *within_text = NULL;
  const char *across = NULL; /* the same for "**" */
  const char *across_text = NULL;
  for (;;) {
    if (*glob == '*') {
      const gsize stars = strspn(glob, "*");
      glob += stars;
      within = stars == 1 ? glob : NULL;
      within_text = text;
      across = stars == 1 ? across : glob;
      across_text = stars == 1 ? across_text : text;
    } else if (*text && (*glob == '?' ? *text != '/' : *glob == *text)) {
      glob++;
      text++;
    } else if (!*text && !*glob) {
      return true;
    } else if (within && *within_text && *within_text != '/') {
      glob = within;
      text = ++within_text;
    } else if (across && *across_text) {
      within = NULL;
      glob = across;
      text = ++across_text;
    } else {
      return false;
    }
  }
}

/* The kinds of "kind:value" patterns; tag has no closed list of values. */
static const struct {
  const char *prefix;
  const char *const *values;
} kinds[] = {{"tag:", NULL},
             {"severity:", pc_severity_names},
             {"role:", pc_role_names},
             {"reach:", pc_reach_names}};

/* "'severity:hgh' selects no probe: expected low, medium or high, ..." */
static bool value_fail(const char *pattern, const char *const *values, const char *value,
                       GError **error) {
  g_autofree char *hint = values ? pc_nearest_hint(value, values) : g_strdup("");
  g_autofree char *shown = g_strescape(pattern, NULL);
  g_autofree char *known =
      values ? g_strjoinv(", ", (char **)(guintptr)values) : g_strdup("a name");
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "'%.80s' selects no probe: expected %s after the colon%s", shown, known, hint);
  return false;
}

bool pc_pattern_valid(const char *pattern, GError **error) {
  static const char glob[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./*?";
  if (*pattern && strspn(pattern, glob) == strlen(pattern))
    return true;
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (!g_str_has_prefix(pattern, kinds[i].prefix))
      continue;
    const char *value = pattern + strlen(kinds[i].prefix);
    const bool fine = kinds[i].values ? pc_name_index(kinds[i].values, value) >= 0
                                      : *value && !value[strcspn(value, ", \t\r\n")];
    return fine || value_fail(pattern, kinds[i].values, value, error);
  }
  g_autofree char *shown = g_strescape(pattern, NULL);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "'%.80s' selects no probe: expected an id such as 'sql/text/*', 'tag:NAME', "
              "'severity:NAME', 'role:NAME' or 'reach:NAME'",
              shown);
  return false;
}

/* Tags are separated by blanks or commas. */
static bool tags_contain(const char *tags, const char *tag) {
  const size_t length = strlen(tag);
  while (tags && *tags) {
    tags += strspn(tags, ", ");
    const size_t item = strcspn(tags, ", ");
    if (item == length && memcmp(tags, tag, length) == 0)
      return true;
    tags += item;
  }
  return false;
}

bool pc_probe_has_tag(const pc_probe *probe, const char *tag) {
  return tags_contain(probe->header.tags, tag);
}
/* Whether id is what a pattern without a glob says, or below it: "sql/text" is an area, as is
 * "sql/text/". */
static bool area_contains(const char *area, const char *id) {
  const gsize length = strlen(area) - (g_str_has_suffix(area, "/") ? 1 : 0);
  return strncmp(area, id, length) == 0 && (id[length] == '\0' || id[length] == '/');
}

bool pc_pattern_matches(const char *pattern, const pc_probe *probe) {
  if (g_str_has_prefix(pattern, "tag:"))
    return pc_probe_has_tag(probe, pattern + strlen("tag:"));
  if (g_str_has_prefix(pattern, "severity:"))
    return strcmp(pattern + strlen("severity:"), pc_severity_names[probe->header.severity]) == 0;
  if (g_str_has_prefix(pattern, "role:"))
    return strcmp(pattern + strlen("role:"), pc_role_names[probe->role]) == 0;
  if (g_str_has_prefix(pattern, "reach:"))
    return strcmp(pattern + strlen("reach:"), pc_reach_names[probe->header.reach]) == 0;
  return strpbrk(pattern, "*?") ? glob_matches(pattern, probe->id)
                                : area_contains(pattern, probe->id);
}

bool pc_patterns_match(const char *const *patterns, const pc_probe *probe) {
  for (; patterns && *patterns; patterns++)
    if (pc_pattern_matches(*patterns, probe))
      return true;
  return false;
}

GTree *pc_tags_new(void) {
  return g_tree_new_full((GCompareDataFunc)(void (*)(void))strcmp, NULL, g_free, NULL);
}

void pc_tags_add(GTree *tags, const char *of_probe) {
  g_auto(GStrv) words = g_strsplit_set(of_probe ? of_probe : "", ", ", -1);
  for (char **tag = words; *tag; tag++)
    if (**tag)
      g_tree_insert(tags, g_strdup(*tag),
                    GUINT_TO_POINTER(GPOINTER_TO_UINT(g_tree_lookup(tags, *tag)) + 1));
}

/* The ids and all of their areas, each once; owned by names. */
static GPtrArray *areas_new(const GPtrArray *probes, GHashTable *names) {
  GPtrArray *areas = g_ptr_array_new();
  for (guint i = 0; i < probes->len; i++) {
    const char *id = ((const pc_probe *)probes->pdata[i])->id;
    for (const char *end = id; *end; end += *end == '/') {
      end += strcspn(end, "/");
      g_autofree char *area = g_strndup(id, (gsize)(end - id));
      if (g_hash_table_contains(names, area))
        continue;
      g_ptr_array_add(areas, area);
      g_hash_table_add(names, g_steal_pointer(&area));
    }
  }
  g_ptr_array_add(areas, NULL);
  return areas;
}

/* What to write instead of an id, area or glob that selects no probe: the caller's. */
static char *id_hint(const char *pattern, const GPtrArray *probes) {
  g_autofree char *begin =
      g_strndup(pattern, strlen(pattern) - (g_str_has_suffix(pattern, "/") ? 1 : 0));
  char *glob = strpbrk(begin, "*?");
  g_autofree char *below = g_strconcat(begin, "/**", NULL);
  for (guint i = 0; glob && i < probes->len; i++)
    if (glob_matches(below, ((const pc_probe *)probes->pdata[i])->id))
      return g_strdup_printf(", did you mean '%s'? A glob is over whole ids", below);
  /* Of a glob only whole parts before it: what follows is near to too much. */
  if (glob) {
    *glob = '\0';
    char *slash = strrchr(begin, '/');
    *(slash ? slash : begin) = '\0';
  }
  g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) areas = areas_new(probes, names);
  const char *nearest = pc_nearest(begin, (const char *const *)areas->pdata);
  if (nearest && strcmp(nearest, begin) == 0)
    return g_strdup_printf("; 'paritycheck list probes --select %s' lists those that there are",
                           nearest);
  return nearest ? g_strdup_printf(", did you mean '%s'?", nearest)
                 : g_strdup("; 'paritycheck list probes' lists those that there are");
}

static gboolean tag_name_add(gpointer name, gpointer probes, gpointer names) {
  (void)probes;
  g_ptr_array_add(names, name);
  return FALSE;
}

/* What to write instead of a tag that no probe has: the caller's. */
static char *tag_hint(const char *tag, const GPtrArray *probes) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_autoptr(GTree) tags = pc_tags_new();
  for (guint i = 0; i < probes->len; i++)
    pc_tags_add(tags, ((const pc_probe *)probes->pdata[i])->header.tags);
  g_tree_foreach(tags, tag_name_add, names);
  g_ptr_array_add(names, NULL);
  const char *nearest = pc_nearest(tag, (const char *const *)names->pdata);
  return nearest ? g_strdup_printf(", did you mean 'tag:%s'?", nearest)
                 : g_strdup("; 'paritycheck list tags' lists those that there are");
}

static bool pattern_fail(const char *pattern, const GPtrArray *probes, GError **error) {
  g_autofree char *hint = NULL;
  if (g_str_has_prefix(pattern, "tag:"))
    hint = tag_hint(pattern + strlen("tag:"), probes);
  else if (!strchr(pattern, ':'))
    hint = id_hint(pattern, probes);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' selects no probe%s", pattern,
              hint ? hint : "");
  return false;
}

static bool pattern_selects(const char *pattern, const GPtrArray *probes) {
  for (guint i = 0; i < probes->len; i++)
    if (pc_pattern_matches(pattern, probes->pdata[i]))
      return true;
  return false;
}

bool pc_patterns_check(const char *const *patterns, const GPtrArray *probes, GError **error) {
  for (; patterns && *patterns; patterns++)
    if (!pc_pattern_valid(*patterns, error) ||
        (!pattern_selects(*patterns, probes) && !pattern_fail(*patterns, probes, error)))
      return false;
  return true;
}
