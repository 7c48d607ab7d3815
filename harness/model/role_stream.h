/* SPDX-License-Identifier: MIT */
/*
 * The role stream: its operations.
 *
 *   {"op":"create_topic","topic":T,"partitions":N,"settings":{NAME:TEXT,..}?}
 *       done. "prepare":true: how it is made is not the question, a fake may use a function of
 *       its own
 *   {"op":"delete_topic","topic":T}
 *       done
 *   {"op":"topic","topic":T}
 *       how many partitions it has (integer), or missing. Does not create it
 *   {"op":"produce","topic":T,"value":V,..}
 *       a map of "partition" and "offset" once the broker has taken it. Options: "key":V,
 *       "headers":[[NAME,V],..], "partition":N, "timestamp":MS; value null: a tombstone
 *   {"op":"producer",..}
 *       done: the session's producer is made anew. "idempotent":B, "transactional":TEXT,
 *       "acks":"all"|"1"|"0", "partitioner":TEXT, "max_message_bytes":N
 *   {"op":"begin"} {"op":"commit_transaction"} {"op":"abort_transaction"}
 *       done
 *   {"op":"read","topic":T,"partition":N,"offset":N|"beginning"|"end","count":N,"wait":S,..}
 *       list of messages from there, at most count, as many as come in S seconds; without "wait",
 *       up to the partition's end (no group is involved). "timestamps":true: messages have
 *       "timestamp" (MS) too. Without "isolation":"committed", what is uncommitted is read too
 *   {"op":"subscribe","topics":[T,..],"group":G,..}
 *       done. "reset":"earliest"|"latest"|"none", "auto_commit":B,
 *       "isolation":"committed"|"uncommitted", "assignor":TEXT. Not given: latest, false,
 *       uncommitted, the client's own
 *   {"op":"poll","count":N,"wait":S}
 *       list of messages given to the session's group member
 *   {"op":"assignment","wait":S}
 *       list of [T,partition] once it is not empty (with "count":N: once it is so long), or what
 *       it is then
 *   {"op":"commit","topic":T,"partition":N,"offset":N} done (of the session's group)
 *   {"op":"committed","topic":T,"partition":N,"group":G}
 *       the offset (integer), or missing. Without "group": the session's
 *   {"op":"unsubscribe"}
 *       done: leaves the group
 *   {"op":"offsets","topic":T,"partition":N}
 *       map of "low" and "high"
 *   {"op":"offset_for_time","topic":T,"partition":N,"timestamp":MS}
 *       the offset, or missing
 *   {"op":"delete_records","topic":T,"partition":N,"before":N}
 *       done
 *   {"op":"delete_group","group":G}
 *       done
 *   {"op":"disconnect"}
 *       done: the session's clients are cut off without a word
 *
 * A message is a map: "topic" (only of poll), "partition", "offset", "key", "value", "headers"
 * (list of pairs), "timestamp_type" ("create", "append" or "none"). T and G begin with the
 * scratch's name. What a service has no notion of is "unsupported".
 *
 * Refusals are of these classes; anything else is the broker's or client's own name for it behind
 * "other:": unknown_topic, topic_exists, bad_topic, unknown_partition, too_large,
 * offset_out_of_range, unknown_group, bad_argument, fenced, not_in_transaction, access_denied,
 * timed_out.
 */
#ifndef PC_ROLE_STREAM_H
#define PC_ROLE_STREAM_H

#include "harness/model/operation.h"

/* Names of the refusal classes, NULL-terminated. */
extern const char *const pc_stream_refusals[];
/* The class for what a service or client calls a refusal: the name itself where it is one of the
 * above, else "other:NAME". The caller's. */
char *pc_stream_refusal_class(const char *name);

#endif
