/* SPDX-License-Identifier: MIT */
/* Recordings: written from results, read back line by line. */
#include "harness/recording.h"

#include "adapters/adapter.h"
#include "harness/error.h"
#include "harness/input_file.h"
#include "harness/script.h"
#include "harness/version.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

/* The lines of one answer. */
typedef struct entry {
  const char *probe;
  const char *service;
  char *answer;
  char *rules;    /* or NULL */
  char *evidence; /* or NULL */
} entry;

static void entry_free(gpointer data) {
  entry *e = data;
  free(e->answer);
  free(e->rules);
  free(e->evidence);
  g_free(e);
}

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
  if (!probe->script)
    json_object_set_new(about, "script", json_false());
  for (guint i = 0; probe->script && i < probe->script->steps->len; i++)
    if (((const pc_step *)probe->script->steps->pdata[i])->equivalent)
      json_object_set_new(about, "equivalent", json_true());
  return about;
}

static void evidence_make(entry *e, const pc_probe *probe, const json_t *reply, const json_t *fault,
                          json_t *experiments) {
  json_t *evidence = json_pack("{s:o,s:s,s:s}", "about", about_new(probe), "probe", e->probe, "service", e->service);
  if (json_array_size(experiments) > 0)
    json_object_set(evidence, "experiments", experiments);
  json_decref(experiments);
  static const char *const members[] = {"trace", "took_us", "left"};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++)
    if (json_object_get(reply, members[i]))
      json_object_set(evidence, members[i], json_object_get(reply, members[i]));
  if (fault && json_object_get(fault, "message"))
    json_object_set(evidence, "message", json_object_get(fault, "message"));
  e->evidence = line_dump(evidence);
}

/* What was answered behind each statement that may close a difference; an experiment that failed tells nothing. */
static json_t *experiments_new(const pc_target_result *result, const pc_probe *probe, json_t *const *reply) {
  json_t *experiments = json_array();
  const pc_experiment *experiment;
  for (guint i = 0; (experiment = pc_script_experiment(probe->script, result->planned->target->adapter->name, i)); i++)
    if (!reply_is_fault(reply[result->asks + i]))
      json_array_append_new(experiments, json_pack("{s:s,s:O}", "with", experiment->text, "observations",
                                                   json_object_get(reply[result->asks + i], "observations")));
  return experiments;
}

static void answered_make(entry *e, const json_t *reply) {
  const bool refused = json_is_true(json_object_get(reply, "setup_refused"));
  json_t *answer = answer_new(e, refused ? "setup-refused" : "answered");
  json_object_set(answer, "asked", json_object_get(reply, "asked"));
  json_object_set(answer, "observations", json_object_get(reply, "observations"));
  e->answer = line_dump(answer);
  json_t *rules = json_object_get(reply, "rules");
  if (json_object_size(rules) > 0)
    e->rules = line_dump(json_pack("{s:s,s:s,s:O}", "probe", e->probe, "service", e->service, "rules", rules));
}

static void unstable_make(entry *e, const json_t *first, const json_t *second) {
  json_t *answer = answer_new(e, "unstable");
  json_object_set_new(
      answer, "answers",
      json_pack("[O,O]", json_object_get(first, "observations"), json_object_get(second, "observations")));
  e->answer = line_dump(answer);
}

static void fault_make(entry *e, const json_t *fault) {
  const char *code = json_string_value(json_object_get(fault, "code"));
  json_t *answer = answer_new(e, "fault");
  json_object_set_new(answer, "code", json_string(fault && code ? code : "not-asked"));
  e->answer = line_dump(answer);
}

/* The first that is not as the first; NULL: all are. */
static const json_t *reply_that_differs(json_t *const *reply, guint n) {
  const json_t *first = json_object_get(reply[0], "observations");
  for (guint k = 1; k < n; k++)
    if (!json_equal(first, json_object_get(reply[k], "observations")))
      return reply[k];
  return NULL;
}

/* Why the probe was not asked, which only the service's greeting told; NULL: it was. */
static const char *reply_skipped(const json_t *reply) {
  const bool skipped = g_strcmp0(json_string_value(json_object_get(reply, "type")), "skipped") == 0;
  return skipped ? json_string_value(json_object_get(reply, "reason")) : NULL;
}

static entry *entry_new(const pc_target_result *result, guint i) {
  const pc_planned *planned = &g_array_index(result->planned->probes, pc_planned, i);
  entry *e = g_new0(entry, 1);
  e->probe = planned->probe->id;
  e->service = result->planned->target->service;
  json_t *const *reply = pc_target_result_replies(result, i);
  const char *skipped = planned->skipped ? planned->skipped : reply_skipped(reply[0]);
  if (skipped) {
    json_t *answer = answer_new(e, "skipped");
    json_object_set_new(answer, "reason", json_string(skipped));
    e->answer = line_dump(answer);
    return e;
  }
  const json_t *fault = NULL;
  const json_t *other;
  for (guint k = 0; k < result->asks && !fault; k++)
    if (reply_is_fault(reply[k]))
      fault = reply[k] ? reply[k] : json_null();
  if (fault)
    fault_make(e, fault);
  else if ((other = reply_that_differs(reply, result->asks)) != NULL)
    unstable_make(e, reply[0], other);
  else
    answered_make(e, reply[0]);
  evidence_make(e, planned->probe, reply[0], fault, experiments_new(result, planned->probe, reply));
  return e;
}

static int entry_compare(gconstpointer a, gconstpointer b) {
  const entry *x = *(const entry *const *)a;
  const entry *y = *(const entry *const *)b;
  const int by_probe = strcmp(x->probe, y->probe);
  return by_probe ? by_probe : strcmp(x->service, y->service);
}

static json_t *service_new(const pc_target_result *result) {
  const pc_target *target = result->planned->target;
  json_t *fingerprint = json_object_get(result->greeting, "fingerprint");
  const char *engine = json_string_value(json_object_get(fingerprint, "engine"));
  const bool front = engine && (target->adapter->capabilities & PC_ADAPTER_FRONT);
  json_t *service = json_pack("{s:s,s:s,s:s}", "adapter", target->adapter->name, "product",
                              front ? engine : target->adapter->product, "url", target->endpoint->redacted);
  json_object_set(service, "fingerprint", fingerprint ? fingerprint : json_null());
  g_autofree char *client = target->adapter->client(target->endpoint);
  json_object_set_new(service, "client", json_string(client));
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

static json_t *header_new(const pc_results *results, const char *environment, const pc_catalogue *catalogue,
                          const char *run, guint deadline_ms) {
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *recorded = g_date_time_format_iso8601(now);
  json_t *services = json_object();
  json_t *comparators = json_object();
  json_t *ordered = json_object();
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
    }
  }
  json_t *header = json_pack("{s:s,s:i,s:s,s:s,s:s,s:s,s:s,s:i,s:b,s:o,s:o,s:o}", "paritycheck", "recording", "format",
                             PC_RECORDING_FORMAT, "tool", PC_VERSION, "run", run, "recorded", recorded, "catalogue",
                             pc_catalogue_digest(catalogue), "environment", environment, "deadline_ms",
                             (int)deadline_ms, "interrupted", results->interrupted, "services", services, "comparators",
                             comparators, "ordered", ordered);
  about_set(header, "reference", results->reference);
  if (json_object_get(results->deployments, environment))
    json_object_set(header, "deployment", json_object_get(results->deployments, environment));
  return header;
}

static GPtrArray *entries_collect(const pc_results *results, const char *environment) {
  GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *result = results->targets->pdata[i];
    if (strcmp(result->planned->target->environment, environment) != 0)
      continue;
    for (guint k = 0; k < result->planned->probes->len; k++)
      g_ptr_array_add(entries, entry_new(result, k));
  }
  g_ptr_array_sort(entries, entry_compare);
  return entries;
}

bool pc_recording_write(const pc_results *results, const char *environment, const pc_catalogue *catalogue,
                        const char *run, guint deadline_ms, FILE *file, GError **error) {
  g_autoptr(GPtrArray) entries = entries_collect(results, environment);
  char *header = line_dump(header_new(results, environment, catalogue, run, deadline_ms));
  fprintf(file, "%s\n", header);
  free(header);
  for (guint i = 0; i < entries->len; i++)
    fprintf(file, "%s\n", ((const entry *)entries->pdata[i])->answer);
  for (guint i = 0; i < entries->len; i++)
    if (((const entry *)entries->pdata[i])->rules)
      fprintf(file, "%s\n", ((const entry *)entries->pdata[i])->rules);
  for (guint i = 0; i < entries->len; i++)
    if (((const entry *)entries->pdata[i])->evidence)
      fprintf(file, "%s\n", ((const entry *)entries->pdata[i])->evidence);
  fprintf(file, "{\"answers\":%u,\"trailer\":true}\n", entries->len);
  if (fflush(file) == 0 && !ferror(file))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write the recording of '%s': %s", environment,
              g_strerror(errno));
  return false;
}

FILE *pc_recording_open(const char *path, GError **error) {
  g_autoptr(GError) local = NULL;
  FILE *file = pc_input_open(path, PC_INPUT_FILE_OR_PIPE, &local);
  if (!file)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the recording '%s': %s", path, local->message);
  return file;
}

enum { LINE_BYTES_LEAST = 4096 };

static bool reader_fail(const pc_recording_reader *reader, GError **error, const char *what) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%" G_GUINT64_FORMAT ": %s", reader->name, reader->number, what);
  return false;
}

/* Reads up to a newline, and no more than a line may have. What ends without one is cut there: at the end of the file,
 * at the ceiling, at a NUL. */
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
    return reader_fail(reader, error, "the recording is truncated: it ends without a trailer; record it again");
  if (reader->length > PC_RECORDING_LINE_MAX)
    return reader_fail(reader, error, "the line is too long for a recording");
  if (reader->line[reader->length - 1] != '\n')
    return reader_fail(reader, error, "the recording is truncated in the middle of this line; record it again");
  reader->line[--reader->length] = '\0';
  return true;
}

json_t *pc_recording_reader_parse(const pc_recording_reader *reader, GError **error) {
  json_error_t problem;
  json_t *value = json_loadb(reader->line, reader->length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
  if (json_is_object(value))
    return value;
  json_decref(value);
  g_autofree char *what = g_strdup_printf("expected a JSON object%s%s", *problem.text ? ": " : "", problem.text);
  reader_fail(reader, error, what);
  return NULL;
}

bool pc_recording_reader_init(pc_recording_reader *reader, FILE *file, const char *name, GError **error) {
  *reader = (pc_recording_reader){.file = file, .name = name};
  if (!reader_line(reader, error) || !(reader->header = pc_recording_reader_parse(reader, error)))
    return false;
  if (g_strcmp0(json_string_value(json_object_get(reader->header, "paritycheck")), "recording") != 0)
    return reader_fail(reader, error, "not a recording of paritycheck");
  const json_int_t format = json_integer_value(json_object_get(reader->header, "format"));
  if (format != PC_RECORDING_FORMAT) {
    g_autofree char *what = g_strdup_printf("the recording has format %d, this paritycheck " PC_VERSION
                                            " reads format %d: record both sides with the same version",
                                            (int)format, PC_RECORDING_FORMAT);
    return reader_fail(reader, error, what);
  }
  if (!json_is_string(json_object_get(reader->header, "environment")) ||
      !json_is_object(json_object_get(reader->header, "services")))
    return reader_fail(reader, error, "the header has no environment or no services");
  return true;
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
    return reader_fail(reader, error,
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
    return reader_fail(reader, error, "a line stands in the wrong place: the recording was altered");
  reader->section = section;
  reader->answers += section == PC_SECTION_ANSWERS;
  return section != PC_SECTION_TRAILER || trailer_check(reader, error);
}

void pc_recording_reader_clear(pc_recording_reader *reader) {
  json_decref(reader->header);
  g_free(reader->line);
  *reader = (pc_recording_reader){0};
}
