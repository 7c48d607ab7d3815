/* SPDX-License-Identifier: MIT */
/*
 * A canonical value: what a service answered, exact, in one of a few kinds.
 *
 * A value is immutable once it is complete and has one owner; a list or map owns its items.
 * Functions that make a value give it to the caller, functions named _take consume their argument,
 * everything else borrows.
 *
 * Printed form (canonical JSON, the one used in recordings):
 *   null, true, false, "text", 42 (fits 64 bits), [list]           as JSON has them
 *   {"integer":"9999999999999999999"}                              an integer beyond 64 bits
 *   {"real":"0.1"} {"decimal":"1.50"} {"bytes":"00ff"}             shortest round trip; exact text;
 * lower-case hex
 *   {"date":"..."} {"time":..} {"timestamp":..} {"timestamptz":..} {"interval":..} {"json":..}
 * {"other":..}
 *   {"status":"OK"}
 *   {"map":[[key,value],...]}                                      in the order given
 * Text that is not valid UTF-8 is printed as {"invalid-text":"hex"}.
 */
#ifndef PC_VALUE_H
#define PC_VALUE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum pc_kind {
  PC_KIND_NULL,
  PC_KIND_BOOLEAN,
  PC_KIND_INTEGER, /* decimal digits with an optional minus sign, any width */
  PC_KIND_REAL, /* binary floating point: NaN, Infinity, -Infinity or the shortest text that reads
                   back */
  PC_KIND_DECIMAL, /* exact, scale kept, as the service printed it */
  PC_KIND_TEXT,    /* UTF-8; may contain NUL */
  PC_KIND_BYTES,
  PC_KIND_DATE,
  PC_KIND_TIME,
  PC_KIND_TIMESTAMP,    /* without a time zone */
  PC_KIND_TIMESTAMP_TZ, /* with one */
  PC_KIND_INTERVAL,
  PC_KIND_JSON,   /* a JSON-typed value, as the service printed it */
  PC_KIND_OTHER,  /* a type of the service's own, as it printed it */
  PC_KIND_STATUS, /* a word by which the service says that all is well, where it tells such from
                     text */
  PC_KIND_LIST,
  PC_KIND_MAP,
} pc_kind;

typedef struct pc_value pc_value;

pc_value *pc_value_new_null(void);
pc_value *pc_value_new_boolean(bool value);
pc_value *pc_value_new_integer(gint64 value);
pc_value *pc_value_new_real(double value);
/* text: the canonical text of a value of any scalar kind but NULL, BOOLEAN and BYTES; length in
 * bytes or -1. */
pc_value *pc_value_new_text(pc_kind kind, const char *text, gssize length);
pc_value *pc_value_new_bytes(const void *bytes, gsize length);
/* kind: LIST, or MAP (items then come in pairs of key and value). */
pc_value *pc_value_new_list(pc_kind kind);
void pc_value_append_take(pc_value *list, pc_value *item);
void pc_value_free(pc_value *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_value, pc_value_free)

pc_kind pc_value_kind(const pc_value *value);
/* The text of a scalar ("true"/"false" for a boolean, raw bytes for BYTES); ret_length may be NULL.
 * Borrowed. */
const char *pc_value_text(const pc_value *value, gsize *ret_length);
guint pc_value_length(const pc_value *list);
const pc_value *pc_value_item(const pc_value *list, guint i);

/* Of a map: what stands under name; NULL: nothing does. Borrowed. */
const pc_value *pc_value_member(const pc_value *map, const char *name);
pc_value *pc_value_copy(const pc_value *value);
/* Whether both are the same, their kinds too. */
bool pc_value_equal(const pc_value *a, const pc_value *b);

/* The value that canonical JSON stands for; NULL: it is none. The caller's. */
pc_value *pc_value_new_from_json(const json_t *json);
/* Appends the canonical JSON of value. */
void pc_value_print(const pc_value *value, GString *json);
/* Appends text as a JSON string literal, quotes included; text must be valid UTF-8. */
void pc_json_string_print(const char *text, gsize length, GString *json);

#endif
