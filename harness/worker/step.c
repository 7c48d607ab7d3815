/* SPDX-License-Identifier: MIT */
/* Steps of workers: written, recognised, shown. */
#include "harness/worker/step.h"

#include "harness/base/line_reader.h"
#include "harness/model/value.h"

#include <string.h>

static const char prefix[] = "{\"type\":\"step\"";

static bool steps_wanted(const pc_harness *harness) {
  return harness && (harness->steps >= 0 || harness->latest);
}

static void member_print(const char *key, const char *text, GString *line) {
  g_string_append_printf(line, ",\"%s\":", key);
  pc_json_string_print(text, strlen(text), line);
}

/* A harness that is gone is noticed where its requests are read. */
static void step_write(const pc_harness *harness, GString *line) {
  g_string_append_c(line, '}');
  if (harness->latest)
    g_string_assign(harness->latest, line->str);
  g_string_append_c(line, '\n');
  if (harness->steps >= 0)
    pc_write_all(harness->steps, line->str, line->len, NULL);
}

void pc_step_doing(const pc_harness *harness, const char *doing) {
  if (!steps_wanted(harness))
    return;
  g_autoptr(GString) line = g_string_new(prefix);
  member_print("doing", doing, line);
  step_write(harness, line);
}

/* The beginning of text, as valid UTF-8. */
static char *text_cut(const char *text) {
  const gsize length = strnlen(text, PC_STEP_BYTES_MAX + 1);
  gsize end = MIN(length, (gsize)PC_STEP_BYTES_MAX);
  while (length > PC_STEP_BYTES_MAX && end > 0 && (text[end] & 0xC0) == 0x80)
    end--;
  g_autofree char *valid = g_utf8_make_valid(text, (gssize)end);
  return g_strconcat(valid, length > PC_STEP_BYTES_MAX ? "..." : "", NULL);
}

void pc_step_sending(const pc_harness *harness, const char *session, const char *text,
                     const char *const *references) {
  if (!steps_wanted(harness))
    return;
  g_autofree char *cut = text_cut(text);
  g_autoptr(GString) shown = g_string_new(cut);
  for (; references[0]; references += 2)
    g_string_replace(shown, references[0], references[1], 0);
  g_autoptr(GString) line = g_string_new(prefix);
  member_print("sent", shown->str, line);
  if (session)
    member_print("session", session, line);
  step_write(harness, line);
}

bool pc_step_is(const char *line, gsize length) {
  return length >= sizeof prefix - 1 && memcmp(line, prefix, sizeof prefix - 1) == 0;
}

/* Makes one line of several: each break becomes a blank, with what is blank around it. Gives text.
 */
static char *line_join(char *text) {
  char *to = text;
  for (const char *from = text; *from;) {
    const gsize blank = strspn(from, " \t\r\n");
    const bool breaks = strcspn(from, "\r\n") < blank;
    if (breaks)
      *to++ = ' ';
    else
      memmove(to, from, MAX(blank, 1));
    to += breaks ? 0 : MAX(blank, 1);
    from += MAX(blank, 1);
  }
  *to = '\0';
  return text;
}

char *pc_step_show(const char *line) {
  json_t *step = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL;
  const char *sent = json_string_value(json_object_get(step, "sent"));
  const char *session = json_string_value(json_object_get(step, "session"));
  char *shown = NULL;
  if (sent && session)
    shown = g_strdup_printf("%s (session %s)", sent, session);
  else
    shown = g_strdup(sent ? sent : json_string_value(json_object_get(step, "doing")));
  json_decref(step);
  return shown ? line_join(shown) : NULL;
}
