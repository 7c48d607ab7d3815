/* SPDX-License-Identifier: MIT */
/*
 * The role queue: its operations, as they reach an adapter or a program behind "exec:".
 *
 *   {"op":"declare","queue":Q,..}
 *       done. Options: "durable" (not given: a client that has the notion declares it durable),
 *       "exclusive" "auto_delete" (true or false), "max_length":N,
 *       "overflow":"drop-head"|"reject-publish", "message_ttl":S, "expires":S, "max_priority":N,
 *       "dead_letter_queue":Q, "delivery_limit":N, "visibility":S (how long a delivery may stay
 *       unacknowledged), "kind":"classic"|"quorum"
 *   {"op":"publish","queue":Q,"body":V,..}
 *       done; with "confirm":true also true (confirmed) or false (refused by the broker); with
 *       "mandatory":true true, or false where no queue takes it. Options: "headers":{..}
 *       (canonical values), "priority":N, "ttl":S, "delay":S, "persistent":B, "message_id":T,
 *       "content_type":T, "user_id":T (who says that he sent it), "exchange":E (begins with the
 *       scratch's name; the queue's is the routing key)
 *   {"op":"receive","queue":Q,"wait":S,"as":NAME}
 *       the next message, unacknowledged, known to the session as NAME, or missing once S seconds
 *       have passed. "auto_ack":true: acknowledged
 *   {"op":"ack","message":NAME}
 *       done
 *   {"op":"reject","message":NAME,"requeue":B}
 *       done
 *   {"op":"extend","message":NAME}
 *       done: its time to run starts anew
 *   {"op":"prefetch","count":N}
 *       done: how many the session may have unacknowledged from now on
 *   {"op":"consume","queue":Q,"as":NAME}
 *       done: messages are pushed to the session from now on; "exclusive":B; "auto_ack":true:
 *       what is pushed is acknowledged with that
 *   {"op":"next","consumer":NAME,"wait":S,"as":NAME}
 *       the next one that was pushed, or missing
 *   {"op":"cancel","consumer":NAME}
 *       done
 *   {"op":"depth","queue":Q}
 *       how many messages are ready (integer), or missing: no such queue
 *   {"op":"purge","queue":Q}
 *       how many were removed (integer)
 *   {"op":"delete","queue":Q}
 *       true: it was there; false: it was not
 *   {"op":"disconnect"}
 *       done: the connection is cut without a word; the next operation of the session opens a new
 *       one
 *
 * A message is a map: "body", and where the service tells them "headers" (map), "redelivered"
 * (boolean), "deliveries" (integer), "priority", "message_id", "content_type". Q begins with the
 * scratch's name. Bodies are text or bytes; a client that takes typed objects (kombu) may take any
 * canonical value, others refuse it as bad_value. What a service has no notion of is "unsupported",
 * also a single option: {"unsupported":"priority"}; then nothing was done. declare without options,
 * publish, receive and ack are what every service has.
 *
 * Refusals are of these classes; anything else keeps the service's own name behind "other:":
 * not_found, precondition_failed (declared with other arguments), locked (another's exclusive),
 * too_large, bad_value, bad_argument, no_such_delivery, access_denied, resource_limit,
 * not_delivered.
 */
#ifndef PC_ROLE_QUEUE_H
#define PC_ROLE_QUEUE_H

#include "harness/model/operation.h"

/* Names of the refusal classes, NULL-terminated. */
extern const char *const pc_queue_refusals[];
/* The class for what a service or program calls a refusal: the name itself where it is one of the
 * above, else "other:NAME". The caller's. */
char *pc_queue_refusal_class(const char *name);

#endif
