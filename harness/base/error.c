/* SPDX-License-Identifier: MIT */
/* The harness's error domain, the names of its codes, and the valid name nearest to a wrong one. */
#include "harness/base/error.h"

#include <string.h>

G_DEFINE_QUARK(pc - error - quark, pc_error)

enum { NAME_MAX_COMPARED = 64 };

static const char *const code_names[] = {
    [PC_ERROR_USAGE] = "usage",         [PC_ERROR_UNREACHABLE] = "unreachable",
    [PC_ERROR_UNFIT] = "unfit",         [PC_ERROR_LOST] = "lost",
    [PC_ERROR_TIMED_OUT] = "timed-out", [PC_ERROR_STOPPED] = "stopped",
    [PC_ERROR_CONFINED] = "confined",   [PC_ERROR_NOT_ASKED] = "not-asked",
    [PC_ERROR_TOO_LARGE] = "too-large", [PC_ERROR_FAILED] = "failed",
};

const char *pc_error_code_name(int code) {
  return code >= 0 && code < (int)G_N_ELEMENTS(code_names) ? code_names[code] : "failed";
}

int pc_error_code_named(const char *name, int fallback) {
  for (guint i = 0; name && i < G_N_ELEMENTS(code_names); i++)
    if (strcmp(code_names[i], name) == 0)
      return (int)i;
  return fallback;
}

/* Edit distance (insert, delete, replace) of two names of at most NAME_MAX_COMPARED bytes. */
static guint name_distance(const char *a, const char *b) {
  guint previous[NAME_MAX_COMPARED + 1];
  const size_t b_length = strlen(b);
  for (guint j = 0; j <= b_length; j++)
    previous[j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++) {
    guint diagonal = previous[0];
    previous[0] = i;
    for (guint j = 1; j <= b_length; j++) {
      const guint replaced = diagonal + (g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]));
      diagonal = previous[j];
      previous[j] = MIN(replaced, MIN(previous[j], previous[j - 1]) + 1);
    }
  }
  return previous[b_length];
}

const char *pc_nearest(const char *name, const char *const *candidates) {
  const size_t length = strlen(name);
  if (length > NAME_MAX_COMPARED)
    return NULL;
  const char *nearest = NULL;
  guint best = (guint)length / 3 + 2;
  for (; *candidates; candidates++) {
    if (strlen(*candidates) > NAME_MAX_COMPARED)
      continue;
    const guint distance = name_distance(name, *candidates);
    if (distance < best) {
      best = distance;
      nearest = *candidates;
    }
  }
  return nearest;
}

char *pc_nearest_hint(const char *name, const char *const *candidates) {
  const char *nearest = pc_nearest(name, candidates);
  return nearest ? g_strdup_printf(", did you mean '%s'?", nearest) : g_strdup("");
}
