/* SPDX-License-Identifier: MIT */
/* What a history comes to. */
#include "harness/history/history_verdict.h"

#include "harness/base/error.h"

#include <string.h>

/* Sums over the environments of a night. */
typedef struct sums {
  guint changes[3];
  guint found;
  bool compared; /* with an earlier night */
} sums;

static sums sums_of(const pc_history *history, const pc_night *night) {
  sums s = {0};
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (strcmp(e->name, history->reference) == 0 || !e->compared)
      continue;
    s.compared = s.compared || !e->first;
    s.found += e->found;
    for (guint k = 0; k < G_N_ELEMENTS(s.changes); k++)
      s.changes[k] += e->changes[k];
  }
  return s;
}

static void standing_append(const pc_history *history, const pc_night *night, GString *text) {
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (strcmp(e->name, history->reference) != 0 && e->compared)
      g_string_append_printf(
          text, "; %s differs in %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " behaviours",
          e->name, e->differ, e->behaviours);
  }
}

void pc_history_decide(pc_history *history, bool unread) {
  const pc_night *last = history->nights->pdata[history->nights->len - 1];
  const sums s = sums_of(history, last);
  const bool incomplete = unread || last->incomplete->len > 0;
  const guint new = s.changes[PC_CHANGE_APPEARED] + s.changes[PC_CHANGE_CHANGED];
  GString *text = g_string_new(NULL);
  if (last->incidents->len)
    g_string_append_printf(text, "INCIDENT: the run changed %u object%s outside of its scratches; ",
                           last->incidents->len, last->incidents->len == 1 ? "" : "s");
  if (last->references->len)
    g_string_append_printf(
        text, "THE REFERENCE CHANGED: %s gives %u answer%s otherwise than the night before; ",
        history->reference, last->references->len, last->references->len == 1 ? "" : "s");
  if (incomplete)
    g_string_append(text, "INCOMPLETE, not everything could be told; ");
  if (!s.compared)
    g_string_append_printf(text, "night of %s: there is no earlier one to hold it against",
                           last->name);
  else if (new + s.changes[PC_CHANGE_WENT] == 0)
    g_string_append_printf(text, "night of %s: nothing appeared, nothing went", last->name);
  else
    g_string_append_printf(text, "night of %s: %u appeared, %u changed, %u went", last->name,
                           s.changes[PC_CHANGE_APPEARED], s.changes[PC_CHANGE_CHANGED],
                           s.changes[PC_CHANGE_WENT]);
  if (s.found)
    g_string_append_printf(text, ", %u found by new probes", s.found);
  standing_append(history, last, text);
  history->verdict = g_string_free(text, FALSE);
  history->exit_status = last->incidents->len               ? PC_EXIT_FAILED
                         : incomplete                       ? PC_EXIT_INCOMPLETE
                         : new > 0 || last->references->len ? PC_EXIT_DIFFERENT
                                                            : PC_EXIT_SAME;
}
