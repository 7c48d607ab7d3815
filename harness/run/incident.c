/* SPDX-License-Identifier: MIT */
/* What changed while a run asked, and whether the run changed it. */
#include "harness/run/incident.h"

#include "adapters/adapter.h"
#include "harness/base/names.h"
#include "harness/base/secrets.h"
#include "harness/catalogue/script.h"
#include "harness/model/outcome_text.h"
#include "harness/run/attribution.h"

#include <string.h>

enum { MEANWHILE_SHOWN = 5, STATEMENT_BYTES = 300 };

/* Whether anything of the probe was sent. */
static bool probe_was_sent(const pc_results *results, const pc_target_result *result, guint probe,
                           bool *ret_sent, GError **error) {
  *ret_sent = false;
  for (guint attempt = 0; attempt < result->asks && !*ret_sent; attempt++) {
    json_t *reply = NULL;
    if (!pc_results_reply(results, result, probe, attempt, &reply, error))
      return false;
    const char *type = json_string_value(json_object_get(reply, "type"));
    const char *code = json_string_value(json_object_get(reply, "code"));
    *ret_sent = type && strcmp(type, "skipped") != 0 && g_strcmp0(code, "unreachable") != 0;
    json_decref(reply);
  }
  return true;
}

static bool is_intrusive(const pc_probe *probe) {
  return probe->header.reach == PC_REACH_INTRUSIVE;
}

/* Whether the text of a probe's steps is what is sent. */
static bool script_is_known(const pc_probe *probe) {
  return probe->script && !pc_language_is_typed(probe->language);
}

/* A script's statements are known, also where a worker that died told of none. */
static void script_add(pc_sent_log *log, const pc_probe *probe, const char *adapter) {
  const guint dialect = probe->language == PC_LANGUAGE_SQL ? pc_sql_dialect_named(adapter) : 0;
  const pc_experiment *experiment;
  for (guint i = 0; (experiment = pc_script_experiment(probe->script, adapter, i)); i++)
    pc_sent_log_add(log, probe->id, is_intrusive(probe), probe->language, dialect,
                    experiment->text);
  for (guint i = 0; i < probe->script->steps->len; i++) {
    const pc_step *step = probe->script->steps->pdata[i];
    if (pc_step_is_for(step, adapter))
      pc_sent_log_add(log, probe->id, is_intrusive(probe), probe->language, dialect, step->text);
  }
}

/* What a C probe sent, or one of operations, its traces tell. */
static bool traces_add(pc_sent_log *log, const pc_results *results, const pc_target_result *result,
                       guint index, const pc_probe *probe, GError **error) {
  const char *adapter = result->planned->target->adapter->name;
  const guint dialect = probe->language == PC_LANGUAGE_SQL ? pc_sql_dialect_named(adapter) : 0;
  for (guint attempt = 0; attempt < result->asks; attempt++) {
    json_t *reply = NULL;
    if (!pc_results_reply(results, result, index, attempt, &reply, error))
      return false;
    size_t i;
    json_t *sent;
    json_array_foreach(json_object_get(reply, "trace"), i, sent) {
      const char *text = json_string_value(json_object_get(sent, "sent"));
      if (text)
        pc_sent_log_add(log, probe->id, is_intrusive(probe), probe->language, dialect, text);
    }
    json_decref(reply);
  }
  return true;
}

static bool target_add(pc_sent_log *log, const pc_results *results, const pc_target_result *result,
                       GError **error) {
  for (guint i = 0; i < result->planned->probes->len; i++) {
    const pc_planned *planned = &g_array_index(result->planned->probes, pc_planned, i);
    bool sent = false;
    if (!planned->skipped && !probe_was_sent(results, result, i, &sent, error))
      return false;
    if (sent && script_is_known(planned->probe))
      script_add(log, planned->probe, result->planned->target->adapter->name);
    else if (sent && !traces_add(log, results, result, i, planned->probe, error))
      return false;
  }
  return true;
}

/* What was sent to the service, which may be several environments'. */
static bool log_fill(pc_sent_log *log, const pc_results *results, const pc_target_result *about,
                     GError **error) {
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *other = results->targets->pdata[i];
    if (strcmp(other->planned->target->endpoint->url, about->planned->target->endpoint->url) == 0 &&
        !target_add(log, results, other, error))
      return false;
  }
  return true;
}

/* A statement as a line that is not too long. */
static char *statement_show(const char *statement) {
  g_autofree char *shown = pc_text_show(statement, strlen(statement));
  if (strlen(shown) <= STATEMENT_BYTES)
    return g_steal_pointer(&shown);
  const char *end = g_utf8_find_prev_char(shown, shown + STATEMENT_BYTES);
  return g_strdup_printf("%.*s ...", (int)(end - shown), shown);
}

static json_t *incident_new(const pc_object_change *change, const char *probe,
                            const char *statement) {
  g_autofree char *object = pc_object_show(change->object);
  g_autofree char *shown = statement_show(statement);
  return json_pack("{s:s,s:s,s:s,s:s}", "object", object, "happened",
                   pc_happening_names[change->happening], "probe", probe, "statement", shown);
}

/* One line for what others have changed. */
static char *meanwhile_tell(const GArray *changes, bool intrusive) {
  GString *line = g_string_new(intrusive ? "changed meanwhile, named in no statement of this run:"
                                         : "changed meanwhile, not by this run:");
  for (guint i = 0; i < MIN(changes->len, MEANWHILE_SHOWN); i++) {
    const pc_object_change *change = &g_array_index(changes, pc_object_change, i);
    g_autofree char *object = pc_object_show(change->object);
    g_autofree char *shown = statement_show(object);
    g_string_append_printf(line, "%s %s (%s)", i ? "," : "", shown,
                           pc_happening_names[change->happening]);
  }
  if (changes->len > MEANWHILE_SHOWN)
    g_string_append_printf(line, " and %u more", changes->len - MEANWHILE_SHOWN);
  return g_string_free(line, FALSE);
}

static void changes_sort(pc_target_result *result, const GArray *changes, const pc_sent_log *log) {
  g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(pc_object_change));
  for (guint i = 0; i < changes->len; i++) {
    const pc_object_change *change = &g_array_index(changes, pc_object_change, i);
    const char *probe;
    const char *statement;
    if (!pc_sent_log_find(log, change, &probe, &statement)) {
      g_array_append_vals(others, change, 1);
      continue;
    }
    if (!result->incidents)
      result->incidents = json_array();
    if (json_array_size(result->incidents) < PC_INCIDENTS_MAX)
      json_array_append_new(result->incidents, incident_new(change, probe, statement));
    else
      result->incidents_more++;
  }
  pc_secrets_mask_json(result->planned->target->endpoint->masked, PC_MASK_ALL, result->incidents);
  if (others->len)
    result->net = meanwhile_tell(others, pc_sent_log_is_intrusive(log));
}

static bool target_find(const pc_results *results, pc_target_result *result, GError **error) {
  const char *none = json_string_value(json_object_get(result->before, "none"));
  if (none)
    result->net = g_strdup_printf(
        "what the run changes outside of its scratches would not be noticed: %s", none);
  const char *none_after = json_string_value(json_object_get(result->after, "none"));
  if (none_after && !result->unseen)
    result->unseen = g_strdup(none_after);
  g_autoptr(pc_inventory) before = pc_inventory_parse(json_object_get(result->before, "objects"));
  g_autoptr(pc_inventory) after = pc_inventory_parse(json_object_get(result->after, "objects"));
  if (!before || !after)
    return true;
  g_autoptr(GArray) changes = pc_inventory_changes(before, after);
  g_autoptr(pc_sent_log) log = pc_sent_log_new();
  if (changes->len == 0)
    return true;
  if (!log_fill(log, results, result, error))
    return false;
  changes_sort(result, changes, log);
  return true;
}

bool pc_incidents_find(const pc_results *results, GError **error) {
  for (guint i = 0; i < results->targets->len; i++)
    if (!target_find(results, results->targets->pdata[i], error))
      return false;
  return true;
}

static const char *member(const json_t *incident, const char *key) {
  const char *text = json_string_value(json_object_get(incident, key));
  return text ? text : "?";
}

char *pc_incident_tell(const json_t *incident) {
  static const char *const words[] = {"appeared", "was removed", "was changed"};
  static const char *const remedies[] = {
      "look at it, and remove it by hand unless it is meant to be there",
      "look at what is missing, and restore it from a backup",
      "look at it, and restore what it was before",
  };
  const int found = pc_name_index(pc_happening_names, member(incident, "happened"));
  const int happened = found >= 0 ? found : PC_CHANGED;
  return g_strdup_printf(
      "%s, which is not this run's, %s while it ran, and the probe %s names it: %s; %s",
      member(incident, "object"), words[happened], member(incident, "probe"),
      member(incident, "statement"), remedies[happened]);
}

char *pc_incidents_more_tell(json_int_t more) {
  return more > 0 ? g_strdup_printf("%" JSON_INTEGER_FORMAT
                                    " more objects that are not this run's were changed by it",
                                    more)
                  : NULL;
}

char *pc_incidents_unseen_tell(const char *why) {
  return g_strdup_printf(
      "whether the run changed anything outside of its scratches could not be determined: %s", why);
}

static void line_add(GPtrArray *lines, const char *what, const pc_target_result *result,
                     const char *text) {
  const pc_target *target = result->planned->target;
  g_ptr_array_add(lines,
                  g_strdup_printf("%s%s/%s: %s", what, target->environment, target->service, text));
}

GPtrArray *pc_incidents_list(const pc_results *results, guint *ret_unseen) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *result = results->targets->pdata[i];
    g_autofree char *more = pc_incidents_more_tell(result->incidents_more);
    size_t k;
    json_t *incident;
    json_array_foreach(result->incidents, k, incident) {
      g_autofree char *text = pc_incident_tell(incident);
      line_add(lines, "INCIDENT: ", result, text);
    }
    if (more)
      line_add(lines, "INCIDENT: ", result, more);
  }
  const guint found = lines->len;
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *result = results->targets->pdata[i];
    g_autofree char *text = result->unseen ? pc_incidents_unseen_tell(result->unseen) : NULL;
    if (text)
      line_add(lines, "", result, text);
  }
  *ret_unseen = lines->len - found;
  return lines;
}
