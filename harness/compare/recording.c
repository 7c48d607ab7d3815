/* SPDX-License-Identifier: MIT */
/* Recordings: written from results, read back line by line. */
#include "harness/compare/recording.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/version.h"
#include "harness/catalogue/script.h"
#include "harness/compare/rows_compare.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

/* A planned probe of one service, in the place of its lines. */
typedef struct entry {
  const pc_results *results;
  const pc_target_result *result;
  guint index; /* into its planned->probes */
  const char *probe;
  const char *service;
} entry;

static char *line_dump(json_t *object) {
  char *line = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(object);
  return line;
}

static json_t *answer_new(const entry *e, const char *status) {
  return json_pack("{s:s,s:s,s:s}", "probe", e->probe, "service", e->service, "status", status);
}

static bool reply_is_fault(const json_t *reply) {
  return g_strcmp0(json_string_value(json_object_get(reply, "type")), "answer") != 0;
}

static void about_set(json_t *about, const char *key, const char *text) {
  if (text)
    json_object_set_new(about, key, json_string(text));
}

static json_t *about_new(const pc_probe *probe) {
  json_t *about = json_object();
  about_set(about, "title", probe->header.title);
  about_set(about, "bites", probe->header.bites);
  about_set(about, "severity", pc_severity_names[probe->header.severity]);
  about_set(about, "tags", probe->header.tags);
  about_set(about, "see", probe->header.see);
  about_set(about, "remedy", probe->header.remedy);
  about_set(about, "depends-on", probe->header.depends_on);
  about_set(about, "level", probe->header.level);
  about_set(about, "anomaly", probe->header.anomaly);
  about_set(about, "occurs", probe->header.occurs);
  if (probe->header.reach == PC_REACH_INTRUSIVE)
    about_set(about, "reach", "intrusive");
  if (!probe->script || pc_language_is_typed(probe->language))
    json_object_set_new(about, "script", json_false());
  if (probe->script && !probe->script->built_in)
    about_set(about, "file", probe->script->name);
  for (guint i = 0; probe->script && i < probe->script->steps->len; i++)
    if (((const pc_step *)probe->script->steps->pdata[i])->equivalent)
      json_object_set_new(about, "equivalent", json_true());
  return about;
}

static const pc_planned *entry_planned(const entry *e) {
  return &g_array_index(e->result->planned->probes, pc_planned, e->index);
}

/* What was said in one attempt; the caller's. */
static bool entry_reply(const entry *e, guint attempt, json_t **ret_reply, GError **error) {
  return pc_results_reply(e->results, e->result, e->index, attempt, ret_reply, error);
}

/* What was answered behind each statement that may close a difference; an experiment that failed
 * tells nothing. */
static bool experiments_add(const entry *e, json_t *evidence, GError **error) {
  const char *adapter = e->result->planned->target->adapter->name;
  json_t *experiments = json_array();
  const pc_experiment *experiment;
  bool fine = true;
  for (guint i = 0;
       fine && (experiment = pc_script_experiment(entry_planned(e)->probe->script, adapter, i));
       i++) {
    json_t *reply = NULL;
    fine = entry_reply(e, e->result->asks + i, &reply, error);
    if (fine && !reply_is_fault(reply))
      json_array_append_new(experiments,
                            json_pack("{s:s,s:O}", "with", experiment->text, "observations",
                                      json_object_get(reply, "observations")));
    json_decref(reply);
  }
  if (json_array_size(experiments) > 0)
    json_object_set(evidence, "experiments", experiments);
  json_decref(experiments);
  return fine;
}

/* What was said each time; cleared by replies_clear. */
typedef struct replies {
  json_t *each[PC_ASKS_MAX];
  guint n;
  const json_t *fault; /* the first of them that is none; NULL: all are answers */
} replies;

static void replies_clear(replies *r) {
  for (guint i = 0; i < r->n; i++)
    json_decref(r->each[i]);
}

static bool replies_read(const entry *e, replies *r, GError **error) {
  *r = (replies){0};
  for (; r->n < e->result->asks; r->n++) {
    json_t **reply = &r->each[r->n];
    if (!entry_reply(e, r->n, reply, error))
      return false;
    if (!r->fault && reply_is_fault(*reply))
      r->fault = *reply ? *reply : json_null();
  }
  return true;
}

static json_t *evidence_new(const entry *e, const replies *r) {
  json_t *evidence = json_pack("{s:o,s:s,s:s}", "about", about_new(entry_planned(e)->probe),
                               "probe", e->probe, "service", e->service);
  static const char *const members[] = {"trace", "took_us", "left"};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++)
    if (json_object_get(r->each[0], members[i]))
      json_object_set(evidence, members[i], json_object_get(r->each[0], members[i]));
  static const char *const fault_members[] = {"message", "end", "step"};
  for (guint i = 0; i < G_N_ELEMENTS(fault_members); i++)
    if (json_object_get(r->fault, fault_members[i]))
      json_object_set(evidence, fault_members[i], json_object_get(r->fault, fault_members[i]));
  return evidence;
}

static json_t *answered_new(const entry *e, const json_t *reply) {
  const bool refused = json_is_true(json_object_get(reply, "setup_refused"));
  json_t *answer = answer_new(e, refused ? "setup-refused" : "answered");
  json_object_set(answer, "asked", json_object_get(reply, "asked"));
  json_object_set(answer, "observations", json_object_get(reply, "observations"));
  return answer;
}

static json_t *unstable_new(const entry *e, const json_t *first, const json_t *second) {
  json_t *answer = answer_new(e, "unstable");
  json_object_set_new(answer, "answers",
                      json_pack("[O,O]", json_object_get(first, "observations"),
                                json_object_get(second, "observations")));
  return answer;
}

static json_t *fault_new(const entry *e, const json_t *fault) {
  const char *code = json_string_value(json_object_get(fault, "code"));
  json_t *answer = answer_new(e, "fault");
  json_object_set_new(answer, "code", json_string(code ? code : "not-asked"));
  return answer;
}

/* Whether two outcomes of one observation are one answer: what ties may come in any order, and is
 * one at a LIMIT. */
static bool outcomes_agree(const json_t *a, const json_t *b) {
  const pc_comparator exact = {0};
  pc_outcome_difference difference;
  if (json_equal(a, b))
    return true;
  if (!pc_rows_have_order(a, b))
    return false;
  const bool differs = pc_outcome_differs(a, b, &exact, &difference);
  pc_outcome_difference_clear(&difference);
  return !differs;
}

static bool observations_agree(const json_t *a, const json_t *b) {
  if (json_equal(a, b))
    return true;
  if (json_array_size(a) != json_array_size(b))
    return false;
  for (size_t i = 0; i < json_array_size(a); i++) {
    const json_t *x = json_array_get(a, i);
    const json_t *y = json_array_get(b, i);
    if (!json_equal(json_object_get(x, "label"), json_object_get(y, "label")) ||
        !outcomes_agree(json_object_get(x, "outcome"), json_object_get(y, "outcome")))
      return false;
  }
  return true;
}

/* The first that is not as the first; NULL: all are. */
static const json_t *reply_that_differs(const replies *r) {
  const json_t *first = json_object_get(r->each[0], "observations");
  for (guint k = 1; k < r->n; k++)
    if (!observations_agree(first, json_object_get(r->each[k], "observations")))
      return r->each[k];
  return NULL;
}

/* Why the probe was not asked; NULL: it was. Of some only the service's greeting told it. */
static const char *entry_skipped(const entry *e, const replies *r) {
  const bool skipped =
      g_strcmp0(json_string_value(json_object_get(r->each[0], "type")), "skipped") == 0;
  const char *planned = entry_planned(e)->skipped;
  return planned || !skipped ? planned : json_string_value(json_object_get(r->each[0], "reason"));
}

static void line_write_take(FILE *file, json_t *line) {
  char *text = line_dump(line);
  fprintf(file, "%s\n", text);
  free(text);
}

/* Writes the line of an answer, and appends that of its rules. */
static bool answer_write(const entry *e, FILE *file, GString *rules, GError **error) {
  replies r;
  const bool fine = replies_read(e, &r, error);
  const char *skipped = fine ? entry_skipped(e, &r) : NULL;
  const json_t *other;
  if (!fine) {
    replies_clear(&r);
    return false;
  }
  if (skipped) {
    json_t *answer = answer_new(e, "skipped");
    json_object_set_new(answer, "reason", json_string(skipped));
    line_write_take(file, answer);
  } else if (r.fault) {
    line_write_take(file, fault_new(e, r.fault));
  } else if ((other = reply_that_differs(&r)) != NULL) {
    line_write_take(file, unstable_new(e, r.each[0], other));
  } else {
    json_t *changed = json_object_get(r.each[0], "rules");
    line_write_take(file, answered_new(e, r.each[0]));
    if (json_object_size(changed) > 0) {
      char *line = line_dump(
          json_pack("{s:s,s:s,s:O}", "probe", e->probe, "service", e->service, "rules", changed));
      g_string_append_printf(rules, "%s\n", line);
      free(line);
    }
  }
  replies_clear(&r);
  return true;
}

static bool evidence_write(const entry *e, FILE *file, GError **error) {
  replies r;
  bool fine = replies_read(e, &r, error);
  if (fine && !entry_skipped(e, &r)) {
    json_t *evidence = evidence_new(e, &r);
    fine = experiments_add(e, evidence, error);
    line_write_take(file, evidence);
  }
  replies_clear(&r);
  return fine;
}

static int entry_compare(gconstpointer a, gconstpointer b) {
  const entry *x = *(const entry *const *)a;
  const entry *y = *(const entry *const *)b;
  const int by_probe = strcmp(x->probe, y->probe);
  return by_probe ? by_probe : strcmp(x->service, y->service);
}

/* What the net beneath the scratches has caught. */
static void incidents_set(const pc_target_result *result, json_t *service) {
  if (result->incidents)
    json_object_set(service, "incidents", result->incidents);
  if (result->incidents_more)
    json_object_set_new(service, "incidents_more", json_integer(result->incidents_more));
  about_set(service, "unseen", result->unseen);
  if (!result->net)
    return;
  json_t *notes = json_object_get(json_object_get(service, "fingerprint"), "notes");
  json_array_append_new(notes, json_string(result->net));
}

static json_t *service_new(const pc_target_result *result) {
  const pc_target *target = result->planned->target;
  json_t *fingerprint = json_object_get(result->greeting, "fingerprint");
  const char *engine = json_string_value(json_object_get(fingerprint, "engine"));
  const bool front = engine && (target->adapter->capabilities & PC_ADAPTER_FRONT);
  json_t *service =
      json_pack("{s:s,s:s,s:s}", "adapter", target->adapter->name, "product",
                front ? engine : target->adapter->product, "url", target->endpoint->redacted);
  json_object_set_new(service, "fingerprint",
                      fingerprint ? json_deep_copy(fingerprint) : json_null());
  incidents_set(result, service);
  g_autofree char *client = target->adapter->client(target->endpoint);
  json_object_set_new(service, "client", json_string(client));
  if (target->adapter->client_script)
    about_set(service, "session_client", target->adapter->client_script->several_client);
  if (target->via_shown)
    json_object_set_new(service, "via", json_string(target->via_shown));
  if (result->down)
    json_object_set_new(service, "down", json_string(result->down));
  if (result->left->len) {
    json_t *left = json_array();
    for (guint i = 0; i < result->left->len; i++)
      json_array_append_new(left, json_string(result->left->pdata[i]));
    json_object_set_new(service, "left", left);
  }
  return service;
}

/* The labels of a user's script whose statements need not be known. */
static json_t *unknown_labels(const pc_script *script) {
  json_t *labels = json_array();
  for (guint i = 0; i < script->steps->len; i++) {
    const pc_step *step = script->steps->pdata[i];
    if (step->may_be_unknown)
      json_array_append_new(labels, json_string(step->label));
  }
  return labels;
}

static json_t *header_new(const pc_results *results, const char *environment,
                          const pc_catalogue *catalogue, const char *run, guint deadline_ms) {
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *recorded = g_date_time_format_iso8601(now);
  json_t *services = json_object();
  json_t *comparators = json_object();
  json_t *ordered = json_object();
  json_t *own = json_object();
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *result = results->targets->pdata[i];
    if (strcmp(result->planned->target->environment, environment) != 0)
      continue;
    json_object_set_new(services, result->planned->target->service, service_new(result));
    for (guint k = 0; k < result->planned->probes->len; k++) {
      const pc_probe *probe = g_array_index(result->planned->probes, pc_planned, k).probe;
      if (probe->header.compare && g_str_has_prefix(probe->header.compare, "tolerance "))
        json_object_set_new(comparators, probe->id, json_string(probe->header.compare));
      if (probe->header.order)
        json_object_set_new(ordered, probe->id, json_string(probe->header.order));
      if (probe->script && !probe->script->built_in)
        json_object_set_new(own, probe->id, unknown_labels(probe->script));
    }
  }
  json_t *header =
      json_pack("{s:s,s:i,s:s,s:s,s:s,s:s,s:s,s:i,s:b,s:o,s:o,s:o,s:o}", "paritycheck", "recording",
                "format", PC_RECORDING_FORMAT, "tool", PC_VERSION, "run", run, "recorded", recorded,
                "catalogue", pc_catalogue_digest(catalogue), "environment", environment,
                "deadline_ms", (int)deadline_ms, "interrupted", results->interrupted, "services",
                services, "comparators", comparators, "ordered", ordered, "own", own);
  about_set(header, "reference", results->reference);
  if (json_object_get(results->outside, environment))
    json_object_set(header, "outside", json_object_get(results->outside, environment));
  if (json_object_get(results->deployments, environment))
    json_object_set(header, "deployment", json_object_get(results->deployments, environment));
  return header;
}

/* entry, in the order of the lines. */
static GPtrArray *entries_collect(const pc_results *results, const char *environment) {
  GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *result = results->targets->pdata[i];
    if (strcmp(result->planned->target->environment, environment) != 0)
      continue;
    for (guint k = 0; k < result->planned->probes->len; k++) {
      entry *e = g_new0(entry, 1);
      *e = (entry){results, result, k,
                   g_array_index(result->planned->probes, pc_planned, k).probe->id,
                   result->planned->target->service};
      g_ptr_array_add(entries, e);
    }
  }
  g_ptr_array_sort(entries, entry_compare);
  return entries;
}

/* The replies are read twice, so that no more than one is held at a time. */
bool pc_recording_write(const pc_results *results, const char *environment,
                        const pc_catalogue *catalogue, const char *run, guint deadline_ms,
                        FILE *file, GError **error) {
  g_autoptr(GPtrArray) entries = entries_collect(results, environment);
  g_autoptr(GString) rules = g_string_new(NULL);
  line_write_take(file, header_new(results, environment, catalogue, run, deadline_ms));
  for (guint i = 0; i < entries->len; i++)
    if (!answer_write(entries->pdata[i], file, rules, error))
      return false;
  fwrite(rules->str, 1, rules->len, file);
  for (guint i = 0; i < entries->len; i++)
    if (!evidence_write(entries->pdata[i], file, error))
      return false;
  fprintf(file, "{\"answers\":%u,\"trailer\":true}\n", entries->len);
  if (fflush(file) == 0 && !ferror(file))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write the recording of '%s': %s",
              environment, g_strerror(errno));
  return false;
}

FILE *pc_recording_open(const char *path, GError **error) {
  g_autoptr(GError) local = NULL;
  FILE *file = pc_input_open(path, PC_INPUT_FILE_OR_PIPE, &local);
  if (!file)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the recording '%s': %s", path,
                local->message);
  return file;
}

enum { LINE_BYTES_LEAST = 4096 };

static bool reader_fail(const pc_recording_reader *reader, GError **error, const char *what) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%" G_GUINT64_FORMAT ": %s", reader->name,
              reader->number, what);
  return false;
}

/* Reads up to a newline, and no more than a line may have. What ends without one is cut there: at
 * the end of the file, at the ceiling, at a NUL. */
static void line_fill(pc_recording_reader *reader) {
  reader->length = 0;
  for (gsize before = 1; before != reader->length && reader->length <= PC_RECORDING_LINE_MAX;) {
    before = reader->length;
    if (reader->capacity - before < LINE_BYTES_LEAST) {
      reader->capacity = MAX(reader->capacity * 2, (gsize)LINE_BYTES_LEAST * 2);
      reader->line = g_realloc(reader->line, reader->capacity);
    }
    char *more = reader->line + before;
    if (!fgets(more, (int)(reader->capacity - before), reader->file))
      return;
    reader->length += strlen(more);
    if (reader->length > before && reader->line[reader->length - 1] == '\n')
      return;
  }
}

/* The next line, whatever it is; false at the end or with error set. */
static bool reader_line(pc_recording_reader *reader, GError **error) {
  line_fill(reader);
  reader->number++;
  if (reader->length == 0)
    return reader_fail(reader, error,
                       "the recording is truncated: it ends without a trailer; record it again");
  if (reader->length > PC_RECORDING_LINE_MAX)
    return reader_fail(reader, error, "the line is too long for a recording");
  if (reader->line[reader->length - 1] != '\n')
    return reader_fail(reader, error,
                       "the recording is truncated in the middle of this line; record it again");
  reader->line[--reader->length] = '\0';
  return true;
}

json_t *pc_recording_reader_parse(const pc_recording_reader *reader, GError **error) {
  json_error_t problem;
  json_t *value =
      json_loadb(reader->line, reader->length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
  if (json_is_object(value))
    return value;
  json_decref(value);
  g_autofree char *what =
      g_strdup_printf("expected a JSON object%s%s", *problem.text ? ": " : "", problem.text);
  reader_fail(reader, error, what);
  return NULL;
}

bool pc_recording_reader_init(pc_recording_reader *reader, FILE *file, const char *name,
                              GError **error) {
  *reader = (pc_recording_reader){.file = file, .name = name};
  if (!reader_line(reader, error) || !(reader->first = pc_recording_reader_parse(reader, error)))
    return false;
  g_autoptr(GError) problem = NULL;
  reader->header = pc_recording_header_new(reader->first, &problem);
  return reader->header || reader_fail(reader, error, problem->message);
}

static pc_section line_section(const pc_recording_reader *reader) {
  const char *line = reader->line;
  if (g_str_has_prefix(line, "{\"about\":"))
    return PC_SECTION_EVIDENCE;
  if (g_str_has_suffix(line, ",\"trailer\":true}"))
    return PC_SECTION_TRAILER;
  if (g_str_has_prefix(line, "{\"probe\":") && strstr(line, ",\"rules\":{"))
    return PC_SECTION_RULES;
  return PC_SECTION_ANSWERS;
}

static bool trailer_check(pc_recording_reader *reader, GError **error) {
  json_t *trailer = pc_recording_reader_parse(reader, error);
  if (!trailer)
    return false;
  const json_int_t answers = json_integer_value(json_object_get(trailer, "answers"));
  json_decref(trailer);
  if ((guint64)answers != reader->answers)
    return reader_fail(
        reader, error,
        "the trailer counts other answers than there are lines: the recording was altered");
  if (getc(reader->file) != EOF)
    return reader_fail(reader, error, "there is something behind the trailer");
  return true;
}

bool pc_recording_reader_next(pc_recording_reader *reader, GError **error) {
  if (!reader_line(reader, error))
    return false;
  const pc_section section = line_section(reader);
  if (section < reader->section)
    return reader_fail(reader, error,
                       "a line stands in the wrong place: the recording was altered");
  reader->section = section;
  reader->answers += section == PC_SECTION_ANSWERS;
  return section != PC_SECTION_TRAILER || trailer_check(reader, error);
}

void pc_recording_reader_clear(pc_recording_reader *reader) {
  pc_recording_header_unref(reader->header);
  json_decref(reader->first);
  g_free(reader->line);
  *reader = (pc_recording_reader){0};
}
