/* SPDX-License-Identifier: MIT */
/* The three gaps, from the headers of recordings. */
#include "harness/compare/parity_gap.h"

#include "harness/base/timestamp.h"

#include <string.h>

enum { COMMIT_SHOWN = 12, AUTHORS_SHOWN = 5 };

typedef enum gap_width { GAP_NONE, GAP_WIDE, GAP_UNKNOWN } gap_width;

/* What the gaps of one environment are told from. */
typedef struct pair {
  pc_comparison *comparison;
  guint environment;
  const char *name;
  const char *reference;
} pair;

static void gap_add_take(const pair *p, pc_parity_gap_kind kind, const char *service,
                         gap_width width, char *text) {
  pc_parity_gap *gap = g_new0(pc_parity_gap, 1);
  gap->kind = kind;
  gap->environment = p->environment;
  gap->service = g_strdup(service);
  gap->wide = width == GAP_WIDE;
  gap->unknown = width == GAP_UNKNOWN;
  gap->text = text;
  g_ptr_array_add(p->comparison->gaps, gap);
}

/* The next number of a version, or -1; what is not a digit parts numbers only as a dot does. */
static gint64 number_next(const char **version) {
  if (!g_ascii_isdigit(**version))
    return -1;
  char *end;
  const gint64 number = (gint64)(g_ascii_strtoull(*version, &end, 10) & G_MAXINT64);
  *version = *end == '.' ? end + 1 : end;
  return number;
}

pc_version_gap pc_version_compare(const char *a, const char *b) {
  if (strcmp(a, b) == 0)
    return PC_VERSION_SAME;
  a += strcspn(a, "0123456789");
  b += strcspn(b, "0123456789");
  if (!*a || !*b)
    return PC_VERSION_MAJOR;
  for (guint i = 0;; i++) {
    const gint64 x = number_next(&a);
    const gint64 y = number_next(&b);
    if (x != y)
      return i == 0 ? PC_VERSION_MAJOR : PC_VERSION_MINOR;
    if (x < 0)
      return PC_VERSION_BUILD;
  }
}

static const char *member(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

/* A product, or the engine that stands behind it where that is another word. */
static const char *type_of(const pc_service_record *service) {
  const char *engine = service->fingerprint.engine;
  return engine ? engine : service->product ? service->product : "?";
}

static void tools_compare(const pair *p, const pc_service_record *reference,
                          const pc_service_record *other) {
  const char *service = reference->name;
  const char *a = reference->fingerprint.version;
  const char *b = other->fingerprint.version;
  const char *type = type_of(reference);
  const char *own = type_of(other);
  const bool product = strcmp(type, own) != 0 || g_strcmp0(reference->product, other->product) != 0;
  static const char *const words[] = {"the same", "the same version from another build",
                                      "another minor version", "another major version"};
  if (product) {
    gap_add_take(p, PC_PARITY_GAP_TOOLS, service, GAP_WIDE,
                 g_strdup_printf("another product: %s%s%s instead of %s%s%s", own, b ? " " : "",
                                 b ? b : "", type, a ? " " : "", a ? a : ""));
  } else if (!a || !b) {
    gap_add_take(p, PC_PARITY_GAP_TOOLS, service, GAP_UNKNOWN,
                 g_strdup_printf("%s told no version: %s", a ? p->name : p->reference, type));
  } else {
    const pc_version_gap apart = pc_version_compare(a, b);
    gap_add_take(p, PC_PARITY_GAP_TOOLS, service, apart >= PC_VERSION_MINOR ? GAP_WIDE : GAP_NONE,
                 apart == PC_VERSION_SAME
                     ? g_strdup_printf("the same: %s %s", type, a)
                     : g_strdup_printf("%s: %s %s instead of %s", words[apart], type, b, a));
  }
}

static void tools_add(const pair *p) {
  const pc_recording_header *reference =
      pc_comparison_environment(p->comparison, p->comparison->reference)->header;
  const pc_recording_header *others =
      pc_comparison_environment(p->comparison, p->environment)->header;
  for (guint i = 0; i < reference->services->len; i++) {
    const pc_service_record *service = pc_recording_header_service_at(reference, i);
    const pc_service_record *other = pc_recording_header_service(others, service->name);
    if (other)
      tools_compare(p, service, other);
    else
      gap_add_take(p, PC_PARITY_GAP_TOOLS, service->name, GAP_WIDE,
                   g_strdup_printf("nothing instead of %s", type_of(service)));
  }
  for (guint i = 0; i < others->services->len; i++) {
    const pc_service_record *service = pc_recording_header_service_at(others, i);
    if (!pc_recording_header_service(reference, service->name))
      gap_add_take(p, PC_PARITY_GAP_TOOLS, service->name, GAP_WIDE,
                   g_strdup_printf("%s, which %s has not", type_of(service), p->reference));
  }
}

/* Seconds from a timestamp of the deployment to the recording of it. */
static bool age_of(const pc_recording_header *header, const char *timestamp, gint64 *ret_age) {
  const char *recorded = header->recorded;
  gint64 now;
  gint64 then;
  if (!recorded || !timestamp || !pc_timestamp_parse(recorded, &now) ||
      !pc_timestamp_parse(timestamp, &then))
    return false;
  *ret_age = MAX(now - then, 0);
  return true;
}

static char *age_text(const pc_recording_header *header, const char *timestamp) {
  gint64 age;
  return age_of(header, timestamp, &age) ? pc_age_print(age) : NULL;
}

/* What the facts hold against environment name's revision, else against HEAD. */
static const json_t *behind_find(const json_t *facts, const char *name) {
  const json_t *head = NULL;
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(json_object_get(facts, "git"), "behind"), i, entry) {
    const char *environment = member(entry, "environment");
    if (environment && strcmp(environment, name) == 0)
      return entry;
    if (!environment)
      head = entry;
  }
  return head;
}

static void commit_append(GString *text, const char *commit) {
  g_autofree char *shown = commit && g_utf8_strlen(commit, -1) > COMMIT_SHOWN
                               ? g_utf8_substring(commit, 0, COMMIT_SHOWN)
                               : g_strdup(commit ? commit : "?");
  g_string_append(text, shown);
}

/* "production runs 0123456789ab, committed 3 weeks and deployed 2 weeks before it was recorded" */
static void running_append(const pair *p, const pc_recording_header *header, const json_t *facts,
                           GString *text) {
  const json_t *git = json_object_get(facts, "git");
  const char *revision = member(facts, "revision");
  g_autofree char *committed = age_text(header, member(git, "committed"));
  g_autofree char *deployed = age_text(header, member(facts, "deployed_at"));
  g_string_append_printf(text, "%s runs ", p->reference);
  if (member(git, "commit"))
    commit_append(text, member(git, "commit"));
  else
    g_string_append(text, revision ? revision : "a revision that is not known");
  if (committed)
    g_string_append_printf(text, ", committed %s", committed);
  if (deployed)
    g_string_append_printf(text, "%s deployed %s", committed ? " and" : ",", deployed);
  if (committed || deployed)
    g_string_append(text, " before it was recorded");
}

static void time_add(const pair *p, const pc_recording_header *header, const json_t *facts) {
  const json_t *behind = behind_find(facts, p->name);
  g_autoptr(GString) text = g_string_new(NULL);
  running_append(p, header, facts, text);
  if (!behind) {
    g_string_append(text, "; how many commits wait is not known");
    gap_add_take(p, PC_PARITY_GAP_TIME, NULL, GAP_UNKNOWN, g_strdup(text->str));
    return;
  }
  const json_int_t waiting = json_integer_value(json_object_get(behind, "behind"));
  const json_int_t ahead = json_integer_value(json_object_get(behind, "ahead"));
  const char *environment = member(behind, "environment");
  gint64 oldest = 0;
  const bool dated = age_of(header, member(behind, "oldest"), &oldest);
  g_string_append_printf(text, "; %" JSON_INTEGER_FORMAT " commit%s behind %s (", waiting,
                         waiting == 1 ? "" : "s", environment ? environment : "HEAD");
  commit_append(text, member(behind, "commit"));
  g_string_append_c(text, ')');
  if (waiting > 0 && dated) {
    g_autofree char *age = pc_age_print(oldest);
    g_string_append_printf(text, ", the oldest of them %s old", age);
  }
  if (ahead > 0)
    g_string_append_printf(text, "; %" JSON_INTEGER_FORMAT " commit%s of its own", ahead,
                           ahead == 1 ? "" : "s");
  const bool wide = waiting > 0 && oldest > PC_PARITY_GAP_TIME_MAX_S;
  gap_add_take(p, PC_PARITY_GAP_TIME, NULL,
               waiting > 0 && !dated ? GAP_UNKNOWN
               : wide                ? GAP_WIDE
                                     : GAP_NONE,
               g_strdup(text->str));
}

static char *authors_print(const json_t *authors) {
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *author;
  json_array_foreach(authors, i, author) {
    const char *name = json_string_value(author);
    if (i < AUTHORS_SHOWN)
      g_string_append_printf(text, "%s%s", i ? ", " : "", name ? name : "?");
  }
  if (i > AUTHORS_SHOWN)
    g_string_append_printf(text, " and %zu more", i - AUTHORS_SHOWN);
  return g_string_free(text, FALSE);
}

static void personnel_add(const pair *p, const json_t *facts) {
  const char *deployer = member(facts, "deployed_by");
  const json_t *by_author = json_object_get(json_object_get(facts, "git"), "by_author");
  g_autofree char *authors =
      authors_print(json_object_get(json_object_get(facts, "git"), "authors"));
  if (!deployer && !*authors)
    return;
  if (!deployer || !json_is_boolean(by_author)) {
    gap_add_take(p, PC_PARITY_GAP_PERSONNEL, NULL, GAP_UNKNOWN,
                 deployer
                     ? g_strdup_printf("%s deployed it; who wrote it is not known", deployer)
                     : g_strdup_printf("written by %s; who deployed it is not known", authors));
    return;
  }
  const bool same = json_is_true(by_author);
  gap_add_take(
      p, PC_PARITY_GAP_PERSONNEL, NULL, same ? GAP_NONE : GAP_WIDE,
      same ? g_strdup_printf("%s deployed it, one of those who wrote it: %s", deployer, authors)
           : g_strdup_printf("%s deployed it, who is none of those who wrote it: %s", deployer,
                             authors));
}

static void problems_add(const pair *p, const json_t *facts) {
  size_t i;
  json_t *problem;
  json_array_foreach(json_object_get(facts, "problems"), i, problem) {
    const char *text = json_string_value(problem);
    if (text)
      gap_add_take(p, PC_PARITY_GAP_TIME, NULL, GAP_UNKNOWN,
                   g_strdup_printf("of %s's deployment could not be told: %s", p->reference, text));
  }
}

void pc_parity_gaps_add(pc_comparison *comparison) {
  const pc_environment *reference = pc_comparison_environment(comparison, comparison->reference);
  const json_t *facts = reference->header->deployment;
  for (guint i = 0; i < comparison->environments->len; i++) {
    if (i == comparison->reference)
      continue;
    const pair p = {comparison, i, pc_comparison_environment(comparison, i)->name, reference->name};
    tools_add(&p);
    if (!facts)
      continue;
    time_add(&p, reference->header, facts);
    problems_add(&p, facts);
    personnel_add(&p, facts);
  }
}
