/* SPDX-License-Identifier: MIT */
/* What was not asked of either side. */
#include "harness/compare/not_asked.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum { STATEMENT_SHOWN = 300 };

bool pc_may_be_unknown(const pc_comparison *comparison, const char *probe, const char *label) {
  const pc_environment *reference = pc_comparison_environment(comparison, comparison->reference);
  const json_t *labels = json_object_get(reference->header->own, probe);
  size_t i;
  json_t *may;
  json_array_foreach(labels, i, may) {
    if (label && g_strcmp0(json_string_value(may), label) == 0)
      return true;
  }
  return !labels;
}

/* What was sent last under the label; NULL: the setup that was refused, the last statement without
 * one. */
static const json_t *sent_find(const json_t *evidence, const char *label) {
  const json_t *found = NULL;
  size_t i;
  json_t *sent;
  json_array_foreach(json_object_get(evidence, "trace"), i, sent) {
    const char *own = json_string_value(json_object_get(sent, "label"));
    if (label ? g_strcmp0(own, label) == 0 : !own && json_object_get(sent, "message"))
      found = sent;
  }
  return found;
}

/* One side's part of the evidence. */
typedef struct side {
  json_t *evidence;
  const json_t *sent; /* borrowed from it, or NULL */
  guint environment;
} side;

static side side_read(const pc_problem *problem, guint environment) {
  const char *line = problem->about->evidence->pdata[environment];
  side s = {.evidence = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL,
            .environment = environment};
  s.sent = sent_find(s.evidence, problem->observation);
  return s;
}

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

/* "own/app/orders.sql:6: ", where that is known. */
static void place_print(const side *s, GString *text) {
  const char *file = text_of(json_object_get(s->evidence, "about"), "file");
  const json_int_t line = json_integer_value(json_object_get(s->sent, "line"));
  if (file && line)
    g_string_append_printf(text, "%s:%" JSON_INTEGER_FORMAT ": ", file, line);
}

static void statement_print(const side *s, GString *text) {
  const char *sent = text_of(s->sent, "sent");
  const char *end =
      sent ? g_utf8_offset_to_pointer(sent, MIN(g_utf8_strlen(sent, -1), STATEMENT_SHOWN)) : NULL;
  g_autofree char *shown =
      sent ? pc_text_show(sent, (gsize)(end - sent)) : g_strdup("the statement");
  g_string_append_printf(text, "'%s%s'", shown, end && *end ? " ..." : "");
}

static void message_print(const pc_comparison *comparison, const side *s, GString *text) {
  const char *message = text_of(s->sent, "message");
  g_string_append_printf(text, "%s says: %s",
                         pc_comparison_environment(comparison, s->environment)->name,
                         message ? message : "no such operation");
}

char *pc_not_asked_tell(const pc_comparison *comparison, const pc_problem *problem) {
  g_autoptr(GString) text = g_string_new(NULL);
  const side reference = side_read(problem, comparison->reference);
  const side own = side_read(problem, problem->environment);
  place_print(&reference, text);
  g_string_append(text, problem->observation
                            ? "neither side knows "
                            : "both refuse the setup, so that nothing was asked: ");
  statement_print(&reference, text);
  if (g_strcmp0(text_of(reference.sent, "sent"), text_of(own.sent, "sent")) != 0) {
    g_string_append(text, " and ");
    statement_print(&own, text);
  }
  g_string_append(text, "; ");
  message_print(comparison, &own, text);
  g_string_append(text, "; ");
  message_print(comparison, &reference, text);
  if (problem->observation)
    g_string_append_printf(text, "; where that may be, write '--? %s (may be unknown)'",
                           problem->observation);
  json_decref(reference.evidence);
  json_decref(own.evidence);
  return g_string_free(g_steal_pointer(&text), FALSE);
}
