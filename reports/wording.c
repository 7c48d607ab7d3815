/* SPDX-License-Identifier: MIT */
/* Words that several reports share. */
#include "reports/wording.h"

#include "harness/compare/cause.h"
#include "harness/model/outcome_text.h"

#include <string.h>

static char *length_tell(const char *text, gsize length, gsize characters) {
  gsize shown = 0;
  gsize end = 0;
  for (; end < length && shown < characters; shown++)
    end = MIN(length, end + (guchar)g_utf8_skip[(guchar)text[end]]);
  g_autofree char *head = pc_text_show(text, end);
  if (end == length)
    return g_steal_pointer(&head);
  return g_strdup_printf("%s... (%ld characters more)", head,
                         g_utf8_strlen(text + end, (gssize)(length - end)));
}

char *pc_wording_cut(const char *text, gsize characters) {
  return length_tell(text ? text : "", text ? strlen(text) : 0, characters);
}

char *pc_wording_member(const json_t *object, const char *key, gsize characters) {
  const json_t *value = json_object_get(object, key);
  return json_is_string(value)
             ? length_tell(json_string_value(value), json_string_length(value), characters)
             : g_strdup("");
}

const char *pc_wording_session(const pc_service_record *service) {
  return service->fingerprint.own_session ? " (session: own, declared)" : "";
}

char *pc_wording_environment(const pc_comparison *comparison, guint i) {
  return pc_wording_cut(pc_comparison_environment(comparison, i)->name, PC_WORDING_SHORT);
}

char *pc_wording_lack(const pc_comparison *comparison, const pc_lack *lack) {
  g_autofree char *environment = pc_wording_environment(comparison, lack->environment);
  g_autofree char *service = pc_wording_cut(lack->service, PC_WORDING_SHORT);
  g_autoptr(GString) operations = g_string_new(NULL);
  for (guint i = 0; i < lack->operations->len; i++)
    g_string_append_printf(operations, "%s%s", i ? ", " : "",
                           (const char *)lack->operations->pdata[i]);
  g_autofree char *shown = pc_wording_cut(operations->str, PC_WORDING_LONG);
  return g_strdup_printf("%s/%s lacks: %s", environment, service, shown);
}

/* A line of evidence begins with what the probe says of itself; the rest need not be parsed. */
static json_t *about_parse(const char *line) {
  static const char prefix[] = "{\"about\":";
  if (!line || !g_str_has_prefix(line, prefix))
    return NULL;
  return json_loads(line + strlen(prefix), JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
}

json_t *pc_wording_about(const pc_comparison *comparison, const pc_case *about, guint environment) {
  json_t *object = about_parse(about->evidence->pdata[environment]);
  if (!object)
    object = about_parse(about->evidence->pdata[comparison->reference]);
  return object ? object : json_object();
}

char *pc_wording_standing(const pc_comparison *comparison, const pc_divergence *divergence) {
  const pc_acceptance *a = divergence->acceptance;
  if (!comparison->baseline)
    return g_strdup("");
  if (!a)
    return g_strdup(divergence->standing == PC_STANDING_PENDING
                        ? "pending: its probe is newer than the baseline"
                        : pc_standing_names[divergence->standing]);
  static const char *const words[] = {
      [PC_STANDING_NEW] = "new, accepted",
      [PC_STANDING_CHANGED] = "another answer than accepted",
      [PC_STANDING_EXPIRED] = "no longer accepted, but once",
      [PC_STANDING_PENDING] = "pending, accepted",
      [PC_STANDING_ACCEPTED] = "accepted",
  };
  g_autofree char *owner = pc_wording_cut(a->owner, PC_WORDING_SHORT);
  g_autofree char *expires = pc_wording_cut(a->expires, PC_WORDING_SHORT);
  g_autofree char *reason = pc_wording_cut(a->reason, PC_WORDING_LONG);
  g_autofree char *note = pc_wording_cut(a->note, PC_WORDING_LONG);
  return g_strdup_printf("%s%s%s%s%s%s%s%s%s%s", words[divergence->standing], *owner ? " by " : "",
                         owner, *expires ? " until " : "", expires, *reason ? ": " : "", reason,
                         *note ? " (" : "", note, *note ? ")" : "");
}

char *pc_wording_setting(const pc_setting *setting, gsize characters) {
  g_autofree char *name = pc_wording_cut(setting->name, characters);
  g_autofree char *own = pc_wording_cut(setting->other ? setting->other : "(none)", characters);
  g_autofree char *expected =
      pc_wording_cut(setting->reference ? setting->reference : "(none)", characters);
  return g_strdup_printf("%s differs: %s, reference %s", name, own, expected);
}

char *pc_wording_likely(const pc_comparison *comparison, const pc_finding *finding) {
  pc_finding *of[] = {(gpointer)(guintptr)finding};
  g_autoptr(GPtrArray) causes = pc_causes_new(comparison, of, G_N_ELEMENTS(of));
  GString *likely = g_string_new(NULL);
  for (guint i = 0; i < causes->len; i++) {
    const pc_cause *cause = causes->pdata[i];
    if (!cause->setting)
      continue;
    g_autofree char *told = pc_wording_setting(cause->setting, PC_WORDING_SHORT);
    g_string_append_printf(likely, "%s%s", likely->len ? "; " : "likely: ", told);
  }
  return g_string_free(likely, FALSE);
}

char *pc_wording_divergence(const pc_comparison *comparison, const pc_divergence *divergence) {
  g_autofree char *observation = pc_wording_cut(divergence->observation, PC_WORDING_SHORT);
  g_autofree char *environment =
      pc_wording_environment(comparison, divergence->finding->environment);
  g_autofree char *reference = pc_wording_environment(comparison, comparison->reference);
  g_autofree char *standing = pc_wording_standing(comparison, divergence);
  g_autofree char *cause = pc_wording_cut(divergence->follows, PC_WORDING_SHORT);
  g_autofree char *follows =
      divergence->follows ? g_strdup_printf(", may follow from '%s'", cause) : g_strdup("");
  g_autofree char *likely = pc_wording_likely(comparison, divergence->finding);
  g_autofree char *own = NULL;
  g_autofree char *expected = NULL;
  pc_outcome_show_pair(divergence->other, divergence->reference, PC_WORDING_SHORT, &own, &expected);
  return g_strdup_printf("'%s' (%s%s%s): %s: %s; %s: %s%s%s%s%s%s", observation,
                         pc_category_names[divergence->category],
                         divergence->silent ? ", silent" : "", follows, environment, own, reference,
                         expected, *likely ? "; " : "", likely, *standing ? " [" : "", standing,
                         *standing ? "]" : "");
}

void pc_wording_instability(const pc_instability *instability, gsize characters, char **ret_first,
                            char **ret_second) {
  const bool setup = strcmp(instability->observation, "setup") == 0;
  pc_outcome_show_pair(instability->first, instability->second, characters, ret_first, ret_second);
  char **missing = !instability->first ? ret_first : !instability->second ? ret_second : NULL;
  if (!missing || setup)
    return;
  g_free(*missing);
  *missing = g_strdup("not come to");
}

char *pc_wording_problem_text(const pc_problem *problem) {
  return pc_wording_cut(problem->instabilities ? pc_unstable_words : problem->text,
                        PC_WORDING_LONG);
}

const json_t *pc_wording_step(const json_t *evidence) {
  const json_t *step = json_object_get(evidence, "step");
  step = step ? step : json_object_get(json_object_get(evidence, "end"), "step");
  return json_is_string(step) ? step : NULL;
}

char *pc_wording_fault(const json_t *evidence) {
  const json_t *said = pc_wording_step(evidence);
  g_autofree char *message = pc_wording_member(evidence, "message", PC_WORDING_LONG);
  g_autofree char *step =
      said ? length_tell(json_string_value(said), json_string_length(said), PC_WORDING_LONG) : NULL;
  g_autofree char *words = g_strdup_printf("last step: %s", step ? step : "");
  if (!step || strstr(message, words))
    return g_steal_pointer(&message);
  return g_strdup_printf("%s%s%s", message, *message ? "; " : "", words);
}

static void instabilities_append(const pc_problem *problem, GString *told) {
  for (guint i = 0; problem->instabilities && i < problem->instabilities->len; i++) {
    const pc_instability *u = problem->instabilities->pdata[i];
    g_autofree char *label = pc_wording_cut(u->observation, PC_WORDING_SHORT);
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    pc_wording_instability(u, PC_WORDING_SHORT, &first, &second);
    g_string_append_printf(told, "%s'%s' first %s, then %s", i ? "; " : ": ", label, first, second);
  }
}

char *pc_wording_problem(const pc_comparison *comparison, const pc_problem *problem) {
  (void)comparison;
  const char *line = problem->about ? problem->about->evidence->pdata[problem->environment] : NULL;
  json_t *evidence = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL;
  g_autofree char *text = pc_wording_problem_text(problem);
  g_autofree char *message = pc_wording_fault(evidence);
  json_decref(evidence);
  GString *told = g_string_new(NULL);
  g_string_printf(told, "%s: %s%s%s", pc_problem_names[problem->kind], text, *message ? ": " : "",
                  message);
  instabilities_append(problem, told);
  return g_string_free(told, FALSE);
}

char *pc_wording_stale(const pc_acceptance *acceptance) {
  g_autofree char *environment = pc_wording_cut(acceptance->environment, PC_WORDING_SHORT);
  g_autofree char *service = pc_wording_cut(acceptance->service, PC_WORDING_SHORT);
  g_autofree char *probe = pc_wording_cut(acceptance->probe, PC_WORDING_SHORT);
  g_autofree char *observation = pc_wording_cut(acceptance->observation, PC_WORDING_SHORT);
  g_autofree char *owner = pc_wording_cut(acceptance->owner, PC_WORDING_SHORT);
  g_autofree char *reason = pc_wording_cut(acceptance->reason, PC_WORDING_LONG);
  return g_strdup_printf("%s/%s %s '%s' (accepted%s%s%s%s)", environment, service, probe,
                         observation, *owner ? " by " : "", owner, *reason ? ": " : "", reason);
}
