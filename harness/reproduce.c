/* SPDX-License-Identifier: MIT */
/* Scripts to type in. */
#include "harness/reproduce.h"

#include "harness/value.h"

#include <string.h>

static void literal_append(const pc_value *value, GString *text) {
  gsize length;
  const char *plain = pc_value_text(value, &length);
  if (pc_value_kind(value) == PC_KIND_NULL) {
    g_string_append(text, "NULL");
  } else if (pc_value_kind(value) == PC_KIND_TEXT) {
    g_auto(GStrv) parts = g_strsplit(plain, "'", -1);
    g_autofree char *quoted = g_strjoinv("''", parts);
    g_string_append_printf(text, "'%s'", quoted);
  } else if (pc_value_kind(value) == PC_KIND_BYTES) {
    g_string_append(text, "x'");
    for (gsize i = 0; i < length; i++)
      g_string_append_printf(text, "%02x", (guchar)plain[i]);
    g_string_append_c(text, '\'');
  } else {
    g_string_append(text, plain);
  }
}

/* $1 outside of nothing in particular: probes' parameters stand where a literal may stand. */
static void statement_append(const pc_step *step, const char *ending, GString *text) {
  for (const char *c = step->text; *c; c++) {
    char *end;
    const guint64 number = *c == '$' && g_ascii_isdigit(c[1]) ? g_ascii_strtoull(c + 1, &end, 10) : 0;
    if (!step->parameters || number == 0 || number > step->parameters->len) {
      g_string_append_c(text, *c);
      continue;
    }
    literal_append(step->parameters->pdata[number - 1], text);
    c = end - 1;
  }
  g_string_append(text, ending);
}

char *pc_script_reproduce(const pc_script *script, const char *dialect, const char *before, const char *after) {
  GString *text = g_string_new(NULL);
  const bool several = script->sessions->len > 1;
  if (several)
    g_string_append(text, "-- Several sessions: open one client for each and send the statements in this order.\n");
  if (before)
    g_string_append_printf(text, "%s\n", before);
  for (guint i = 0; i < script->steps->len; i++) {
    const pc_step *step = script->steps->pdata[i];
    if (!pc_step_is_for(step, dialect))
      continue;
    if (step->label)
      g_string_append_printf(text, "-- %s:\n", step->label);
    if (several)
      g_string_append_printf(text, "-- [session %s]\n", (const char *)script->sessions->pdata[step->session]);
    if (step->parameters)
      g_string_append(text, "-- (an application binds the values as parameters)\n");
    statement_append(step, script->language == PC_LANGUAGE_SQL ? ";\n" : "\n", text);
  }
  if (after)
    g_string_append_printf(text, "%s\n", after);
  if (script->language == PC_LANGUAGE_REDIS)
    g_string_replace(text, "${k}", "paritycheck_try", 0);
  return g_string_free(text, FALSE);
}
