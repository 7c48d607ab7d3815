/* SPDX-License-Identifier: MIT */
/* The contract of the role cache as a table of operations and what may be answered. */
#include "harness/conformance.h"

#include "adapters/adapter.h"
#include "harness/asking.h"
#include "harness/error.h"
#include "harness/journal.h"
#include "harness/operation.h"
#include "harness/pool.h"
#include "harness/run_name.h"

#include <string.h>

enum {
  LARGE_BYTES = 300000,
  /* What is allowed besides what is expected. */
  ANY_VALUE = 1 << 0,
  ANY_REFUSAL = 1 << 1,
  MISSING = 1 << 2,
  REQUIRED = 1 << 3, /* "unsupported" is not */
  SECONDS = 1 << 4,  /* more than 0, at most 60 */
};

/* JSON with ' for ". ${k}: the scratch; ${hex}: its bytes; ${large}: text that no pipe holds at once. */
typedef struct row {
  const char *label;
  const char *operation;
  const char *expected; /* outcomes, separated by " | " */
  guint allowed;
  guint session;
  guint pause_ms; /* before it is asked */
} row;

#define DONE "{'done':true}"
#define GONE "{'missing':true}"
#define YES "{'value':true}"
#define NO "{'value':false}"
#define UNKNOWN "paritycheck"
#define BAD_VALUE "{'refusal':'bad_value'}"

#define STORED(name, id, value)                                                                                        \
  {"set " name, "{'op':'set','key':'${k}:" id "','value':" value "}", DONE " | " BAD_VALUE, ANY_REFUSAL, 0, 0}, {      \
    "get " name, "{'op':'get','key':'${k}:" id "'}", "{'value':" value "}", ANY_VALUE | MISSING, 0, 0                  \
  }

static const row rows[] = {
    {"get a key that is not there", "{'op':'get','key':'${k}:none'}", GONE, REQUIRED, 0, 0},
    {"set text", "{'op':'set','key':'${k}:a','value':'one'}", DONE, REQUIRED, 0, 0},
    {"get text", "{'op':'get','key':'${k}:a'}", "{'value':'one'}", REQUIRED, 0, 0},
    {"set it again", "{'op':'set','key':'${k}:a','value':'Ärger €'}", DONE, REQUIRED, 0, 0},
    {"get what was set last", "{'op':'get','key':'${k}:a'}", "{'value':'Ärger €'}", REQUIRED, 0, 0},
    {"get from another session", "{'op':'get','key':'${k}:a'}", "{'value':'Ärger €'}", REQUIRED, 1, 0},
    {"set large text", "{'op':'set','key':'${k}:large','value':'${large}'}", DONE " | {'refusal':'value_too_large'}",
     ANY_REFUSAL, 0, 0},
    {"get large text", "{'op':'get','key':'${k}:large'}", "{'value':'${large}'}", MISSING, 0, 0},
    STORED("empty text", "empty", "''"),
    STORED("null", "null", "null"),
    STORED("true", "true", "true"),
    STORED("an integer", "integer", "42"),
    STORED("a wide integer", "wide", "{'integer':'99999999999999999999'}"),
    STORED("a real", "real", "{'real':'0.1'}"),
    STORED("a decimal", "decimal", "{'decimal':'1.50'}"),
    STORED("bytes", "bytes", "{'bytes':'00ff'}"),
    STORED("a list", "items", "[1,'a',null,[2]]"),
    STORED("a map", "map", "{'map':[['a',1],['b',[]]]}"),
    STORED("a date", "date", "{'date':'2024-02-29'}"),
    STORED("a time", "time", "{'time':'12:30:00'}"),
    STORED("a timestamp", "timestamp", "{'timestamp':'2024-02-29 12:30:00'}"),
    STORED("a timestamp with time zone", "timestamptz", "{'timestamptz':'2024-02-29 12:30:00+00:00'}"),
    {"set with bytes as the key", "{'op':'set','key':{'bytes':'${hex}3a00ff'},'value':'b'}",
     DONE " | {'refusal':'bad_key'}", ANY_REFUSAL, 0, 0},
    {"get with bytes as the key", "{'op':'get','key':{'bytes':'${hex}3a00ff'}}",
     "{'value':'b'} | " GONE " | {'refusal':'bad_key'}", ANY_REFUSAL, 0, 0},
    {"delete a key", "{'op':'delete','key':'${k}:large'}", YES " | " NO, REQUIRED, 0, 0},
    {"delete a key that is there", "{'op':'delete','key':'${k}:a'}", YES, REQUIRED, 0, 0},
    {"delete a key that is not there", "{'op':'delete','key':'${k}:a'}", NO, REQUIRED, 0, 0},
    {"get what was deleted", "{'op':'get','key':'${k}:a'}", GONE, REQUIRED, 0, 0},
    {"add a key that is not there", "{'op':'add','key':'${k}:a','value':'one'}", YES, 0, 0, 0},
    {"add a key that is there", "{'op':'add','key':'${k}:a','value':'two'}", NO, 0, 0, 0},
    {"set before replace", "{'op':'set','key':'${k}:a','value':'one'}", DONE, REQUIRED, 0, 0},
    {"replace a key that is there", "{'op':'replace','key':'${k}:a','value':'two'}", YES, 0, 0, 0},
    {"replace a key that is not there", "{'op':'replace','key':'${k}:none','value':'two'}", NO, 0, 0, 0},
    {"get what was not replaced", "{'op':'get','key':'${k}:none'}", GONE, REQUIRED, 0, 0},
    {"set before append", "{'op':'set','key':'${k}:a','value':'one'}", DONE, REQUIRED, 0, 0},
    {"append to a key that is there", "{'op':'append','key':'${k}:a','value':'two'}", YES, ANY_REFUSAL, 0, 0},
    {"append to a key that is not there", "{'op':'append','key':'${k}:made','value':'two'}", NO " | " YES, ANY_REFUSAL,
     0, 0},
    {"get what was appended to", "{'op':'get','key':'${k}:a'}", "{'value':'onetwo'} | {'value':'one'}", REQUIRED, 0, 0},
    {"set a number", "{'op':'set','key':'${k}:n','value':5}", DONE, REQUIRED, 0, 0},
    {"increment", "{'op':'increment','key':'${k}:n','by':2}", "{'value':7}", 0, 0, 0},
    {"decrement", "{'op':'decrement','key':'${k}:n','by':3}", "{'value':4}", ANY_VALUE, 0, 0},
    {"increment a key that is not there", "{'op':'increment','key':'${k}:none','by':1}", GONE " | {'value':1}",
     ANY_REFUSAL, 0, 0},
    {"decrement a key that is not there", "{'op':'decrement','key':'${k}:none2','by':1}", GONE " | {'value':-1}",
     ANY_VALUE | ANY_REFUSAL, 0, 0},
    {"increment text", "{'op':'increment','key':'${k}:a','by':1}", "{'refusal':'not_an_integer'}",
     ANY_VALUE | ANY_REFUSAL | MISSING, 0, 0},
    {"set the largest number of 64 bits", "{'op':'set','key':'${k}:n','value':9223372036854775807}", DONE, REQUIRED, 0,
     0},
    {"increment beyond 64 bits", "{'op':'increment','key':'${k}:n','by':1}",
     "{'value':{'integer':'9223372036854775808'}} | {'refusal':'overflow'}", ANY_VALUE | ANY_REFUSAL, 0, 0},
    {"set many", "{'op':'set_many','entries':[['${k}:b','two'],['${k}:c','three']]}", DONE, 0, 0, 0},
    {"set one of many", "{'op':'set','key':'${k}:b','value':'two'}", DONE, REQUIRED, 0, 0},
    {"set another of many", "{'op':'set','key':'${k}:c','value':'three'}", DONE, REQUIRED, 0, 0},
    {"get many in the order asked", "{'op':'get_many','keys':['${k}:c','${k}:gone','${k}:b']}",
     "{'value':{'map':[['${k}:c','three'],['${k}:b','two']]}}", 0, 0, 0},
    {"get and remember the version", "{'op':'gets','key':'${k}:b'}", "{'value':'two'}", 0, 0, 0},
    {"compare and set, unchanged", "{'op':'cas','key':'${k}:b','value':'new'}", YES, 0, 0, 0},
    {"get and remember the version again", "{'op':'gets','key':'${k}:b'}", "{'value':'new'} | {'value':'two'}", 0, 0,
     0},
    {"set by another session", "{'op':'set','key':'${k}:b','value':'other'}", DONE, REQUIRED, 1, 0},
    {"compare and set, changed", "{'op':'cas','key':'${k}:b','value':'mine'}", NO, 0, 0, 0},
    {"get what was not set", "{'op':'get','key':'${k}:b'}", "{'value':'other'}", REQUIRED, 0, 0},
    {"compare and set a key that is not there", "{'op':'cas','key':'${k}:gone','value':'mine'}", GONE " | " NO,
     ANY_REFUSAL, 0, 0},
    {"set a list to change", "{'op':'set','key':'${k}:list','value':[1]}", DONE " | " BAD_VALUE, ANY_REFUSAL, 0, 0},
    {"change what was got", "{'op':'change','key':'${k}:list','item':2}", DONE, MISSING | ANY_REFUSAL, 0, 0},
    {"get what may be the same object", "{'op':'get','key':'${k}:list'}", "{'value':[1]} | {'value':[1,2]}",
     MISSING | ANY_VALUE, 0, 0},
    {"get by another process", "{'op':'get_elsewhere','key':'${k}:c'}", "{'value':'three'} | " GONE, 0, 0, 0},
    {"time left of what never expires", "{'op':'ttl','key':'${k}:c'}", "{'value':null}", 0, 0, 0},
    {"time left of a key that is not there", "{'op':'ttl','key':'${k}:gone'}", GONE, 0, 0, 0},
    {"touch a key that is there", "{'op':'touch','key':'${k}:c','ttl':60}", YES, 0, 0, 0},
    {"touch a key that is not there", "{'op':'touch','key':'${k}:gone','ttl':60}", NO, 0, 0, 0},
    {"set for a while", "{'op':'set','key':'${k}:t','value':'one','ttl':60}", DONE, REQUIRED, 0, 0},
    {"time left", "{'op':'ttl','key':'${k}:t'}", "", SECONDS, 0, 0},
    {"set for a second", "{'op':'set','key':'${k}:t','value':'one','ttl':1}", DONE, REQUIRED, 0, 0},
    {"get what has expired", "{'op':'get','key':'${k}:t'}", GONE, REQUIRED, 0, 2200},
    {"reconnect", "{'op':'reconnect'}", DONE, 0, 0, 0},
    {"get after that", "{'op':'get','key':'${k}:c'}", "{'value':'three'}", REQUIRED | MISSING, 0, 0},
    {"an operation that there is not", "{'op':'" UNKNOWN "','key':'${k}:a'}", "{'unsupported':'" UNKNOWN "'}", REQUIRED,
     0, 0},
};

/* text as JSON, with the names of scratch; NULL for "". The caller's. */
static json_t *json_fill(const char *text, const char *scratch) {
  g_autoptr(GString) json = g_string_new(text);
  g_autoptr(GString) hex = g_string_new(NULL);
  for (const char *c = scratch; *c; c++)
    g_string_append_printf(hex, "%02x", (guchar)*c);
  g_string_replace(json, "'", "\"", 0);
  g_string_replace(json, "${hex}", hex->str, 0);
  g_string_replace(json, "${k}", scratch, 0);
  if (strstr(json->str, "${large}")) {
    g_autofree char *large = g_strnfill(LARGE_BYTES, 'x');
    g_string_replace(json, "${large}", large, 0);
  }
  return json_loads(json->str, 0, NULL);
}

static bool conformance_probe_ask(pc_asking *asking, GError **error) {
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    json_t *operation = json_fill(rows[i].operation, pc_asking_scratch(asking));
    if (!pc_asking_sleep(asking, rows[i].pause_ms, error) ||
        !pc_asking_operate_take(asking, rows[i].session, rows[i].label, operation, error))
      return false;
  }
  return true;
}

static bool is_seconds(const json_t *outcome) {
  const json_t *value = json_object_get(outcome, "value");
  const char *real = json_string_value(json_object_get(value, "real"));
  const double seconds = real ? g_ascii_strtod(real, NULL) : json_number_value(value);
  return seconds > 0 && seconds <= 60;
}

static pc_conformance_verdict row_judge(const row *r, const json_t *outcome) {
  g_auto(GStrv) expected = g_strsplit(r->expected, " | ", -1);
  for (char **each = expected; *each; each++) {
    json_t *one = json_fill(*each, "${k}");
    const bool equal = json_equal(one, outcome);
    json_decref(one);
    if (equal)
      return PC_CONFORMS;
  }
  if ((r->allowed & SECONDS) && is_seconds(outcome))
    return PC_CONFORMS;
  if (json_object_get(outcome, "unsupported"))
    return r->allowed & REQUIRED ? PC_CONFORMANCE_BROKEN : PC_CONFORMANCE_UNSUPPORTED;
  const bool allowed = ((r->allowed & ANY_VALUE) && json_object_get(outcome, "value")) ||
                       ((r->allowed & ANY_REFUSAL) && json_object_get(outcome, "refusal")) ||
                       ((r->allowed & MISSING) && json_object_get(outcome, "missing"));
  return allowed ? PC_CONFORMS_OWN : PC_CONFORMANCE_BROKEN;
}

/* The member of the array's object that bears label. */
static const json_t *labelled(const json_t *array, const char *label) {
  size_t i;
  json_t *each;
  json_array_foreach(array, i, each) {
    if (g_strcmp0(json_string_value(json_object_get(each, "label")), label) == 0)
      return each;
  }
  return NULL;
}

static char *json_show(const json_t *json) {
  enum { SHOWN_MAX = 200 };
  char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
  char *shown = text && strlen(text) > SHOWN_MAX
                    ? g_strdup_printf("%.*s... (%" G_GSIZE_FORMAT " bytes)", SHOWN_MAX, text, strlen(text))
                    : g_strdup(text);
  free(text);
  char *valid = g_utf8_make_valid(shown ? shown : "nothing", -1);
  g_free(shown);
  return valid;
}

static void row_tell(const row *r, pc_conformance_verdict found, const json_t *outcome, const json_t *sent,
                     GPtrArray *details) {
  const char *message = json_string_value(json_object_get(sent, "message"));
  const char *text = json_string_value(json_object_get(sent, "sent"));
  g_autofree char *answered = json_show(outcome);
  g_autoptr(GString) expected = g_string_new(r->allowed & SECONDS ? "{'value':SECONDS}" : r->expected);
  g_string_replace(expected, "'", "\"", 0);
  g_string_replace(expected, " | ", " or ", 0);
  g_string_replace(expected, "${large}", "...", 0);
  g_ptr_array_add(details,
                  g_strdup_printf("    %s: %s", found == PC_CONFORMANCE_BROKEN ? "BROKEN" : "its own way", r->label));
  g_ptr_array_add(details, g_strdup_printf("      sent:     %s", text ? text : "?"));
  g_ptr_array_add(details, g_strdup_printf("      answered: %s%s%s%s", answered, message ? " (" : "",
                                           message ? message : "", message ? ")" : ""));
  g_ptr_array_add(details, g_strdup_printf("      expected: %s", expected->str));
}

/* What became of one operation, with what is to be told of it. */
static pc_conformance_verdict operation_judge(const char *op, const json_t *reply, guint *ret_asked,
                                              GPtrArray *details) {
  pc_conformance_verdict worst = PC_CONFORMS;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    json_t *operation = json_fill(rows[i].operation, "");
    const bool is = strcmp(pc_operation_name(operation), op) == 0;
    json_decref(operation);
    if (!is)
      continue;
    const json_t *observed = labelled(json_object_get(reply, "observations"), rows[i].label);
    const json_t *outcome = json_object_get(observed, "outcome");
    const pc_conformance_verdict found = outcome ? row_judge(&rows[i], outcome) : PC_CONFORMANCE_NOT_ASKED;
    *ret_asked += outcome != NULL;
    worst = MAX(worst, found);
    if (found == PC_CONFORMANCE_BROKEN || found == PC_CONFORMS_OWN)
      row_tell(&rows[i], found, outcome, labelled(json_object_get(reply, "trace"), rows[i].label), details);
  }
  return worst;
}

static const char *const verdict_names[] = {
    [PC_CONFORMS] = "conforms",
    [PC_CONFORMS_OWN] = "conforms, in its own way",
    [PC_CONFORMANCE_UNSUPPORTED] = "unsupported",
    [PC_CONFORMANCE_NOT_ASKED] = "NOT ASKED to the end",
    [PC_CONFORMANCE_BROKEN] = "BREAKS THE CONTRACT",
};

static void fault_tell(pc_conformance *c, const json_t *reply) {
  const char *message = json_string_value(json_object_get(reply, "message"));
  const char *left = json_string_value(json_object_get(reply, "left"));
  const json_t *trace = json_object_get(reply, "trace");
  const json_t *last = json_array_get(trace, json_array_size(trace) ? json_array_size(trace) - 1 : 0);
  const char *sent = json_string_value(json_object_get(last, "sent"));
  c->kept = c->kept && !message && !left;
  if (message)
    g_ptr_array_add(c->lines,
                    g_strdup_printf("  FAULT (%s) at %s: %s", json_string_value(json_object_get(reply, "code")),
                                    sent ? sent : "the beginning", message));
  if (left)
    g_ptr_array_add(c->lines, g_strdup_printf("  LEFT BEHIND: %s", left));
}

static void reply_judge(pc_conformance *c, const json_t *reply) {
  g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    json_t *operation = json_fill(rows[i].operation, "");
    const char *op = pc_operation_name(operation);
    if (!g_ptr_array_find_with_equal_func(ops, op, g_str_equal, NULL))
      g_ptr_array_add(ops, g_strdup(op));
    json_decref(operation);
  }
  for (guint i = 0; i < ops->len; i++) {
    g_autoptr(GPtrArray) details = g_ptr_array_new();
    guint asked = 0;
    const pc_conformance_verdict found = operation_judge(ops->pdata[i], reply, &asked, details);
    c->kept = c->kept && found < PC_CONFORMANCE_NOT_ASKED;
    const char *op = strcmp(ops->pdata[i], UNKNOWN) == 0 ? "(no such operation)" : ops->pdata[i];
    g_ptr_array_add(c->lines, g_strdup_printf("  %-19s %s (%u asked)", op, verdict_names[found], asked));
    for (guint j = 0; j < details->len; j++)
      g_ptr_array_add(c->lines, details->pdata[j]);
  }
  fault_tell(c, reply);
}

const pc_probe pc_conformance_probe = {
    .id = "conformance/cache",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "The contract of the role cache",
               .bites = "an adapter that breaks it makes every answer doubtful",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH},
    .ask = conformance_probe_ask,
};

bool pc_conformance_is_for(const pc_target *target) {
  return (target->adapter->roles & (1u << PC_ROLE_CACHE)) && target->adapter->drivers[PC_LANGUAGE_OPERATIONS];
}

bool pc_conformance_ask(const pc_target *target, pc_conformance **ret_conformance, GError **error) {
  g_autofree char *run = pc_run_name_new();
  g_autofree char *scratch = pc_scratch_name_new(run, 1, 1);
  g_autoptr(pc_journal) journal = pc_journal_new(run, error);
  json_t *reply = NULL;
  if (!journal || !pc_journal_scratch(journal, scratch, target->endpoint->redacted, error))
    return false;
  json_t *request =
      json_pack("{s:s,s:i,s:s,s:s}", "type", "ask", "task", 1, "probe", pc_conformance_probe.id, "scratch", scratch);
  const bool fine = pc_pool_request(target, request, NULL, &reply, error);
  json_decref(request);
  if (!fine)
    return false;
  pc_conformance *conformance = g_new0(pc_conformance, 1);
  conformance->lines = g_ptr_array_new_with_free_func(g_free);
  conformance->kept = true;
  reply_judge(conformance, reply);
  if (!json_object_get(reply, "left"))
    pc_journal_removed(journal, scratch);
  json_decref(reply);
  *ret_conformance = conformance;
  return true;
}

void pc_conformance_free(pc_conformance *conformance) {
  if (!conformance)
    return;
  g_ptr_array_unref(conformance->lines);
  g_free(conformance);
}
