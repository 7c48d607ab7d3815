/* SPDX-License-Identifier: MIT */
/* Scripts to type in. */
#include "harness/catalogue/reproduce.h"

#include "adapters/adapter.h"
#include "harness/catalogue/reference.h"

#include <string.h>

typedef struct reproduction {
  const pc_client_script *client;
  const char *scratch;
  GPtrArray *sent; /* char *, the statements' texts */
  GString *text;
} reproduction;

char *pc_reproduce_scratch_new(void) {
  return g_strdup_printf("pc_try_%08x%08x", g_random_int(), g_random_int());
}

static void fragment_append(reproduction *r, const char *fragment) {
  if (!fragment)
    return;
  g_autoptr(GString) named = g_string_new(fragment);
  g_string_replace(named, "${scratch}", r->scratch, 0);
  g_string_append(r->text, named->str);
}

static void label_append(reproduction *r, const char *label) {
  if (r->client->label_append)
    r->client->label_append(label, r->text);
  else
    g_string_append_printf(r->text, "-- %s\n", label);
}

static void step_append(reproduction *r, const pc_step *step) {
  char *sent = pc_references_replace(step->text, r->scratch);
  const pc_statement statement = {.text = sent, .parameters = step->parameters};
  if (step->label) {
    g_autofree char *label = g_strconcat(step->label, ":", NULL);
    label_append(r, label);
  }
  if (r->client->statement_append)
    r->client->statement_append(&statement, r->sent->len, r->scratch, r->text);
  else
    g_string_append_printf(r->text, "%s;\n", sent);
  g_ptr_array_add(r->sent, sent);
}

/* Which session sends what follows, where there are several: people read it, no client does. The
 * first one makes the scratch. */
static void session_append(reproduction *r, const pc_script *script, const pc_step *step,
                           bool *begun, guint *now) {
  const guint session = step->session;
  const bool several = script->sessions->len > 1;
  if (several && *now != session)
    g_string_append_printf(r->text, "-- session %s:\n",
                           (const char *)script->sessions->pdata[session]);
  if (*now == G_MAXUINT)
    fragment_append(r, several && r->client->several_begin ? r->client->several_begin
                                                           : r->client->scratch_begin);
  *now = session;
  if (!begun[session])
    fragment_append(r, r->client->session_begin);
  begun[session] = true;
}

/* How people send a script of several sessions. */
static void sessions_explain(reproduction *r, const pc_script *script) {
  g_string_append(r->text, "-- Sessions ");
  for (guint i = 0; i < script->sessions->len; i++)
    g_string_append_printf(r->text, "%s%s", i ? ", " : "",
                           (const char *)script->sessions->pdata[i]);
  g_string_append(
      r->text,
      ": open a client for each, in a terminal of its own. Send the parts in this order,\n"
      "-- each in the session that it names; where one waits for another, go on with the next.\n");
}

char *pc_script_reproduce(const pc_script *script, const char *title, const char *dialect,
                          const pc_client_script *client, const char *scratch) {
  static const pc_client_script plain = {0};
  g_autoptr(GPtrArray) sent = g_ptr_array_new_with_free_func(g_free);
  reproduction r = {.client = client ? client : &plain,
                    .scratch = scratch,
                    .sent = sent,
                    .text = g_string_new(NULL)};
  bool begun[PC_SCRIPT_SESSIONS_MAX] = {false};
  guint first = G_MAXUINT;
  guint session = G_MAXUINT;
  const bool several = script->sessions->len > 1;
  label_append(&r, title);
  if (several)
    sessions_explain(&r, script);
  for (guint i = 0; i < script->steps->len; i++) {
    const pc_step *step = script->steps->pdata[i];
    if (!pc_step_is_for(step, dialect))
      continue;
    first = first == G_MAXUINT ? step->session : first;
    session_append(&r, script, step, begun, &session);
    step_append(&r, step);
  }
  if (several && first != G_MAXUINT)
    g_string_append_printf(r.text, "-- session %s: (at the end, the others being closed)\n",
                           (const char *)script->sessions->pdata[first]);
  fragment_append(&r, r.client->end);
  if (r.client->end_append)
    r.client->end_append(sent, scratch, r.text);
  return g_string_free(r.text, FALSE);
}
