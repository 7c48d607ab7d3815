/* SPDX-License-Identifier: MIT */
/*
 * A probe: one behavioural question about a role, with why it matters. It observes, it does not
 * judge.
 *
 * A probe is a script (script.h) or a C function under the same header. Both are driven through
 * pc_execution (execution.h).
 */
#ifndef PC_PROBE_H
#define PC_PROBE_H

#include <glib.h>
#include <stdbool.h>

typedef enum pc_role {
  PC_ROLE_SQL,
  PC_ROLE_CACHE,
  PC_ROLE_QUEUE,
  PC_ROLE_STREAM,
  PC_ROLE_OBJECTS,
  PC_ROLE_COUNT
} pc_role;
/* What a probe's questions are written in. */
typedef enum pc_language {
  PC_LANGUAGE_SQL,    /* statements, as text */
  PC_LANGUAGE_REDIS,  /* raw commands of the Redis protocol, as text with redis-cli's quoting */
  PC_LANGUAGE_CACHE,  /* the typed operations of the role (role.h) */
  PC_LANGUAGE_QUEUE,  /* likewise */
  PC_LANGUAGE_STREAM, /* likewise */
  PC_LANGUAGE_COUNT
} pc_language;
typedef enum pc_severity { PC_SEVERITY_LOW, PC_SEVERITY_MEDIUM, PC_SEVERITY_HIGH } pc_severity;
typedef enum pc_reach { PC_REACH_READ, PC_REACH_SCRATCH, PC_REACH_INTRUSIVE } pc_reach;

/* The names of the enums above, in their order, NULL-terminated: "sql" ..., "low" ..., "read" ...
 */
extern const char *const pc_role_names[];
extern const char *const pc_language_names[]; /* as scripts end: "sql", "redis", "cache" ... */
extern const char *const pc_need_names[];     /* what `needs` may say: "sessions" (adapter.h) */
extern const char *const pc_severity_names[];
extern const char *const pc_reach_names[];
/* The isolation levels of the SQL standard, from the weakest: "read uncommitted" ... */
extern const char *const pc_level_names[];

/* Lists are comma-separated text; NULL means not given. */
typedef struct pc_probe_header {
  const char *title; /* required, as are bites and severity */
  const char *bites;
  pc_severity severity;
  pc_reach reach;
  const char *tags;
  const char *see;
  const char *remedy;
  const char *needs;           /* a capability without which the probe is skipped (pc_need_names) */
  const char *depends_on;      /* settings that the answer depends on */
  const char *order;           /* labels whose row order is the question, or "all" */
  const char *volatile_fields; /* LABEL or LABEL/COLUMN, masked */
  const char *compare;         /* "names", "tolerance NUMBER" */
  bool alone;                  /* no sibling runs on its service meanwhile */
  const char *level;   /* of transaction isolation (pc_level_names), of a script asked at several */
  const char *anomaly; /* "CODE: WORDS": what isolation is to prevent */
  const char *occurs;  /* by which answers it occurred (anomaly.h) */
} pc_probe_header;

struct pc_execution;
struct pc_script;

typedef struct pc_probe {
  const char *id; /* "sql/text/like-case": role, area, name */
  pc_role role;
  pc_language language;
  guint sessions; /* how many client sessions it opens, at least 1 */
  pc_probe_header header;
  bool pauses; /* spends nearly all of its time letting time pass: many may do so side by side */
  guint deadline_ms; /* it gets at least so long, whatever the run's deadline is; 0: it needs no
                        more */
  /* Exactly one of the two is set. */
  const struct pc_script *script;
  bool (*ask)(struct pc_execution *execution, GError **error);
} pc_probe;

/* The role that probes in language are about. */
pc_role pc_language_role(pc_language language);
/* The language of the typed operations of a role; of sql, its statements. */
pc_language pc_role_language(pc_role role);
/* Whether language is made of typed operations (operation.h). */
bool pc_language_is_typed(pc_language language);

/* The longest that probe may take in a run with such a deadline. */
guint pc_probe_deadline_ms(const pc_probe *probe, guint deadline_ms);
/* Whether word is one of the items of a comma-separated list (blanks around items do not count);
 * list may be NULL. */
bool pc_list_contains(const char *list, const char *word);

#endif
