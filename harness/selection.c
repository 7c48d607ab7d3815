/* SPDX-License-Identifier: MIT */
/* Patterns over probes. */
#include "harness/selection.h"

#include "harness/error.h"

#include <string.h>

static bool glob_matches(const char *glob, const char *text) {
  for (; *glob; glob++, text++) {
    if (*glob == '*') {
      const bool across = glob[1] == '*';
      glob += across ? 2 : 1;
      for (;; text++) {
        if (glob_matches(glob, text))
          return true;
        if (!*text || (*text == '/' && !across))
          return false;
      }
    }
    if (!*text || (*glob == '?' ? *text == '/' : *glob != *text))
      return false;
  }
  return !*text;
}

/* The kinds of "kind:value" patterns; tag has no closed list of values. */
static const struct {
  const char *prefix;
  const char *const *values;
} kinds[] = {{"tag:", NULL}, {"severity:", pc_severity_names}, {"role:", pc_role_names}, {"reach:", pc_reach_names}};

bool pc_pattern_valid(const char *pattern, GError **error) {
  const bool glob = strspn(pattern, "abcdefghijklmnopqrstuvwxyz0123456789-_./*?") == strlen(pattern);
  if (glob && *pattern)
    return true;
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (!g_str_has_prefix(pattern, kinds[i].prefix))
      continue;
    const char *value = pattern + strlen(kinds[i].prefix);
    if (kinds[i].values ? pc_name_index(kinds[i].values, value) >= 0 : *value != '\0')
      return true;
  }
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "'%s' selects no probe: expected an id glob such as 'sql/text/*', 'tag:NAME', 'severity:high|medium|low', 'role:NAME' or 'reach:NAME'",
              pattern);
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

bool pc_pattern_matches(const char *pattern, const pc_probe *probe) {
  if (g_str_has_prefix(pattern, "tag:"))
    return tags_contain(probe->header.tags, pattern + strlen("tag:"));
  if (g_str_has_prefix(pattern, "severity:"))
    return strcmp(pattern + strlen("severity:"), pc_severity_names[probe->header.severity]) == 0;
  if (g_str_has_prefix(pattern, "role:"))
    return strcmp(pattern + strlen("role:"), pc_role_names[probe->role]) == 0;
  if (g_str_has_prefix(pattern, "reach:"))
    return strcmp(pattern + strlen("reach:"), pc_reach_names[probe->header.reach]) == 0;
  return glob_matches(pattern, probe->id);
}
