/* SPDX-License-Identifier: MIT */
/* The contract of the role queue (role_queue.h) as a table. */
#include "harness/worker/contract.h"

#define DONE "{'done':true}"
#define GONE "{'missing':true}"
#define YES "{'value':true}"
#define NO "{'value':false}"
#define EMPTY "{'value':0} | " GONE
#define UNKNOWN "paritycheck"
#define NO_SUCH_DELIVERY "{'refusal':'no_such_delivery'}"

/* Operations on the queue that is called so, as text. */
#define ON(op, queue) "{'op':'" op "','queue':'${k}." queue "'"
#define DECLARE(queue) ON("declare", queue) "}"
#define PUBLISH(queue, body) ON("publish", queue) ",'body':" body "}"
#define RECEIVE(queue, as) ON("receive", queue) ",'wait':2,'as':'" as "'}"
#define RECEIVE_NOW(queue, as) ON("receive", queue) ",'wait':0,'as':'" as "'}"
#define ACK(as) "{'op':'ack','message':'" as "'}"
#define REJECT(as, requeue) "{'op':'reject','message':'" as "','requeue':" requeue "}"
#define DEPTH(queue) ON("depth", queue) "}"

/* A body goes out as it came in, or is refused; what was refused does not come. */
#define BODY(name, body, flags)                                                                    \
  {"publish " name, PUBLISH("bodies", body), DONE, .allowed = (flags)}, {                          \
    "receive " name, ON("receive", "bodies") ",'wait':2,'as':'body','auto_ack':true}",             \
        "message " body, .after = "publish " name, .allowed = PC_ALLOW_VALUE                       \
  }

/* An option is taken, refused, or said to be unsupported. */
#define DECLARED(name, option)                                                                     \
  {                                                                                                \
    "declare with " name, ON("declare", "of-" name) ",'" name "':" option "}", DONE,               \
        .allowed = PC_ALLOW_REFUSAL                                                                \
  }
#define PUBLISHED(name, option)                                                                    \
  {"publish with " name, ON("publish", "options") ",'body':'" name "','" name "':" option "}",     \
   DONE, .allowed = PC_ALLOW_REFUSAL},                                                             \
  {                                                                                                \
    "receive with " name, ON("receive", "options") ",'wait':2,'as':'" name "','auto_ack':true}",   \
        "message '" name "'", .after = "publish with " name, .allowed = PC_ALLOW_MISSING           \
  }

static const pc_contract_row rows[] = {
    {"receive from a queue that is called as a neighbour's", RECEIVE_NOW("shared", "s"), GONE,
     .allowed = PC_REQUIRED | PC_ALLOW_REFUSAL | PC_HARMS},
    {"delete a queue that was never made", ON("delete", "never") "}", NO, .allowed = 0},
    {"declare", DECLARE("a"), DONE, .allowed = PC_REQUIRED},
    {"declare again", DECLARE("a"), DONE, .allowed = PC_REQUIRED},
    {"depth of an empty queue", DEPTH("a"), EMPTY, .allowed = 0},
    {"receive from an empty queue", ON("receive", "a") ",'wait':1,'as':'none'}", GONE,
     .allowed = PC_REQUIRED, .least_ms = 990, .most_ms = 6000},

    {"publish", PUBLISH("a", "'one'"), DONE, .allowed = PC_REQUIRED},
    {"depth of one", DEPTH("a"), "{'value':1}", .allowed = 0},
    {"receive", RECEIVE("a", "m1"), "message 'one'", .allowed = PC_REQUIRED, .most_ms = 7000},
    {"receive what another session has unacknowledged", RECEIVE_NOW("a", "n1"), GONE,
     .allowed = PC_REQUIRED, .session = 1},
    {"acknowledge", ACK("m1"), DONE, .allowed = PC_REQUIRED},
    {"receive what was acknowledged", RECEIVE_NOW("a", "m2"), GONE, .allowed = PC_REQUIRED},
    {"acknowledge what was never received", ACK("nothing"), NO_SUCH_DELIVERY,
     .allowed = PC_ALLOW_REFUSAL | PC_ALLOW_DONE},

    {"publish and be told", ON("publish", "a") ",'body':'two','confirm':true}", YES, .allowed = 0},
    {"publish once more", PUBLISH("a", "'three'"), DONE, .after = "publish and be told"},
    {"receive without acknowledging", ON("receive", "a") ",'wait':2,'as':'m3','auto_ack':true}",
     "message 'two'", .after = "publish and be told"},
    {"receive the other one by another session", RECEIVE("a", "n3"), "message 'three'",
     .session = 1, .after = "publish and be told"},
    {"acknowledge by another session", ACK("n3"), DONE, .session = 1,
     .after = "publish and be told"},

    {"declare for bodies", DECLARE("bodies"), DONE, .allowed = PC_REQUIRED},
    BODY("text", "'Ärger €'", PC_REQUIRED),
    BODY("empty text", "''", PC_ALLOW_REFUSAL),
    BODY("bytes", "{'bytes':'00ff'}", PC_ALLOW_REFUSAL),
    BODY("null", "null", PC_ALLOW_REFUSAL),
    BODY("an integer", "42", PC_ALLOW_REFUSAL),
    BODY("a wide integer", "{'integer':'99999999999999999999'}", PC_ALLOW_REFUSAL),
    BODY("a list", "[1,'a',null,[2]]", PC_ALLOW_REFUSAL),
    BODY("a map", "{'map':[['a',1],['b',[]]]}", PC_ALLOW_REFUSAL),
    BODY("large text", "'${large}'", PC_ALLOW_REFUSAL),

    {"declare for rejecting", DECLARE("r"), DONE, .allowed = PC_REQUIRED},
    {"publish for rejecting", PUBLISH("r", "'four'"), DONE, .allowed = PC_REQUIRED},
    {"receive for rejecting", RECEIVE("r", "m4"), "message 'four'", .allowed = PC_REQUIRED},
    {"reject with requeue", REJECT("m4", "true"), DONE, .allowed = 0},
    {"receive again", RECEIVE("r", "m5"), "message 'four'", .after = "reject with requeue",
     .allowed = PC_ALLOW_MISSING},
    {"reject for good", REJECT("m5", "false"), DONE, .allowed = PC_ALLOW_REFUSAL},
    {"receive what was rejected for good", RECEIVE_NOW("r", "m6"), GONE, .after = "reject for good",
     .allowed = PC_REQUIRED},

    {"declare for disconnecting", DECLARE("d"), DONE, .allowed = PC_REQUIRED},
    {"publish for disconnecting", PUBLISH("d", "'five'"), DONE, .allowed = PC_REQUIRED},
    {"receive for disconnecting", RECEIVE("d", "m7"), "message 'five'", .allowed = PC_REQUIRED},
    {"disconnect", "{'op':'disconnect'}", DONE, .allowed = 0},
    {"receive what the other had unacknowledged", ON("receive", "d") ",'wait':1,'as':'n7'}",
     "message 'five'", .session = 1, .after = "disconnect", .allowed = PC_ALLOW_MISSING},
    {"publish over the new connection", PUBLISH("d", "'six'"), DONE, .allowed = PC_REQUIRED},
    {"receive over the new connection", RECEIVE("d", "m8"), "message 'six'",
     .allowed = PC_REQUIRED},
    {"acknowledge over the new connection", ACK("m8"), DONE, .allowed = PC_REQUIRED},
    {"acknowledge what came over the old connection", ACK("m7"), NO_SUCH_DELIVERY,
     .allowed = PC_ALLOW_REFUSAL | PC_ALLOW_DONE},

    {"declare for consuming", DECLARE("c"), DONE, .allowed = PC_REQUIRED},
    {"prefetch", "{'op':'prefetch','count':5}", DONE, .allowed = 0},
    {"publish for consuming", PUBLISH("c", "'seven'"), DONE, .allowed = PC_REQUIRED},
    {"consume", ON("consume", "c") ",'as':'c1'}", DONE, .allowed = 0},
    {"next", "{'op':'next','consumer':'c1','wait':2,'as':'m9'}", "message 'seven'",
     .after = "consume", .most_ms = 7000},
    {"extend", "{'op':'extend','message':'m9'}", DONE, .after = "next",
     .allowed = PC_ALLOW_REFUSAL},
    {"acknowledge what was consumed", ACK("m9"), DONE, .after = "consume"},
    {"next where there is none", "{'op':'next','consumer':'c1','wait':1,'as':'m10'}", GONE,
     .after = "consume", .least_ms = 990, .most_ms = 6000},
    {"cancel", "{'op':'cancel','consumer':'c1'}", DONE, .after = "consume"},
    {"next of what was cancelled", "{'op':'next','consumer':'c1','wait':0,'as':'m11'}",
     "{'refusal':'not_found'}", .after = "consume", .allowed = PC_ALLOW_MISSING | PC_ALLOW_REFUSAL},
    {"next of no consumer", "{'op':'next','consumer':'never','wait':0,'as':'m12'}",
     "{'refusal':'not_found'}", .after = "consume"},
    {"declare for consuming without acknowledging", DECLARE("u"), DONE, .allowed = PC_REQUIRED},
    {"publish for consuming without acknowledging", PUBLISH("u", "'eight'"), DONE,
     .allowed = PC_REQUIRED},
    {"consume without acknowledging", ON("consume", "u") ",'as':'c2','auto_ack':true}", DONE,
     .session = 1},
    {"next without acknowledging", "{'op':'next','consumer':'c2','wait':2,'as':'n13'}",
     "message 'eight'", .session = 1, .after = "consume without acknowledging"},
    {"disconnect after that", "{'op':'disconnect'}", DONE, .session = 1},
    {"receive what needed no acknowledging", RECEIVE_NOW("u", "m13"), GONE,
     .after = "disconnect after that", .allowed = PC_REQUIRED},

    {"declare for purging", DECLARE("p"), DONE, .allowed = PC_REQUIRED},
    {"publish for purging", PUBLISH("p", "'nine'"), DONE, .allowed = PC_REQUIRED},
    {"publish for purging again", PUBLISH("p", "'ten'"), DONE, .allowed = PC_REQUIRED},
    {"depth of two", DEPTH("p"), "{'value':2}", .allowed = 0},
    {"purge", ON("purge", "p") "}", "{'value':2}", .allowed = 0},
    {"depth of what was purged", DEPTH("p"), EMPTY, .after = "purge"},
    {"receive what was purged", RECEIVE_NOW("p", "m14"), GONE, .after = "purge"},

    {"declare for deleting", DECLARE("x"), DONE, .allowed = PC_REQUIRED},
    {"publish for deleting", PUBLISH("x", "'eleven'"), DONE, .allowed = PC_REQUIRED},
    {"delete", ON("delete", "x") "}", YES, .allowed = 0},
    {"delete again", ON("delete", "x") "}", NO, .after = "delete"},
    {"depth of what was deleted", DEPTH("x"), GONE " | {'value':0}", .after = "delete"},
    {"receive what was deleted", RECEIVE_NOW("x", "m15"), GONE, .after = "delete",
     .allowed = PC_REQUIRED | PC_ALLOW_REFUSAL},

    DECLARED("durable", "true"),
    DECLARED("exclusive", "true"),
    DECLARED("auto_delete", "true"),
    DECLARED("overflow", "'drop-head'"),
    DECLARED("expires", "60"),
    DECLARED("max_priority", "9"),
    DECLARED("dead_letter_queue", "'${k}.dead'"),
    DECLARED("delivery_limit", "3"),
    DECLARED("visibility", "60"),
    DECLARED("kind", "'classic'"),
    {"declare for options", DECLARE("options"), DONE, .allowed = PC_REQUIRED},
    PUBLISHED("headers", "{'a':1}"),
    PUBLISHED("priority", "1"),
    PUBLISHED("ttl", "60"),
    PUBLISHED("persistent", "true"),
    PUBLISHED("message_id", "'id'"),
    PUBLISHED("content_type", "'text/plain'"),
    {"publish with mandatory", ON("publish", "options") ",'body':'m','mandatory':true}", YES,
     .allowed = PC_ALLOW_VALUE},
    {"receive with mandatory", RECEIVE("options", "m16"), "message 'm'",
     .after = "publish with mandatory"},

    /* What is done is done: an option that is taken and means nothing is told as an own way. */
    {"declare with max_length", ON("declare", "short") ",'max_length':1}", DONE,
     .allowed = PC_ALLOW_REFUSAL},
    {"publish to a short queue", PUBLISH("short", "'first'"), DONE,
     .after = "declare with max_length"},
    {"publish to a full queue", PUBLISH("short", "'second'"), DONE,
     .after = "declare with max_length", .allowed = PC_ALLOW_REFUSAL | PC_ALLOW_VALUE},
    {"depth of a short queue", DEPTH("short"), "{'value':1}", .after = "declare with max_length",
     .allowed = PC_ALLOW_VALUE},
    {"publish for later", ON("publish", "options") ",'body':'later','delay':2}", DONE,
     .allowed = PC_ALLOW_REFUSAL},
    {"receive before it is time", RECEIVE_NOW("options", "m17"), GONE, .after = "publish for later",
     .allowed = PC_ALLOW_VALUE},
    {"declare with message_ttl", ON("declare", "brief") ",'message_ttl':1}", DONE,
     .allowed = PC_ALLOW_REFUSAL},
    {"publish to a brief queue", PUBLISH("brief", "'brief'"), DONE,
     .after = "declare with message_ttl"},
    {"receive what has expired", RECEIVE_NOW("brief", "m18"), GONE, .pause_ms = 1300,
     .after = "declare with message_ttl", .allowed = PC_ALLOW_VALUE},

    {"declare with an option that there is not", ON("declare", "odd") ",'" UNKNOWN "':1}",
     "{'unsupported':'" UNKNOWN "'}", .allowed = PC_REQUIRED},
    {"declare without it", DECLARE("odd"), DONE, .allowed = PC_REQUIRED},
    {"publish with an option that there is not",
     ON("publish", "odd") ",'body':'odd','" UNKNOWN "':1}", "{'unsupported':'" UNKNOWN "'}",
     .allowed = PC_REQUIRED},
    {"receive what was unsupported", RECEIVE_NOW("odd", "m19"), GONE, .allowed = PC_REQUIRED},
    {"an operation that there is not", ON(UNKNOWN, "a") "}", "{'unsupported':'" UNKNOWN "'}",
     .allowed = PC_REQUIRED},

    /* Not deleted, to see it dropped: one that is ready, and one that a session has. */
    {"declare what is dropped", DECLARE("left"), DONE, .allowed = PC_REQUIRED},
    {"publish what is dropped", PUBLISH("left", "'left'"), DONE, .allowed = PC_REQUIRED},
    {"publish more that is dropped", PUBLISH("left", "'left'"), DONE, .allowed = PC_REQUIRED},
    {"receive what is dropped", RECEIVE("left", "m20"), "message 'left'", .session = 1,
     .allowed = PC_REQUIRED},
    {0},
};

static const pc_contract_row before[] = {
    {"declare beside", DECLARE("shared"), DONE, .allowed = PC_REQUIRED},
    {"publish beside", PUBLISH("shared", "'beside'"), DONE, .allowed = PC_REQUIRED},
    {0},
};

static const pc_contract_row after[] = {
    {"depth of what was published beside", DEPTH("shared"), "{'value':1}", .allowed = PC_HARMS},
    {"receive what was published beside", RECEIVE("shared", "b"), "message 'beside'",
     .allowed = PC_REQUIRED | PC_HARMS},
    {"acknowledge beside", ACK("b"), DONE, .allowed = PC_REQUIRED},
    {0},
};

static const pc_contract_row again[] = {
    {"receive what was dropped", RECEIVE_NOW("left", "l1"), GONE,
     .allowed = PC_REQUIRED | PC_ALLOW_REFUSAL},
    {"depth of what was dropped", DEPTH("left"), EMPTY, .allowed = 0},
    {"receive from what was dropped in the middle", RECEIVE_NOW("d", "l2"), GONE,
     .allowed = PC_REQUIRED | PC_ALLOW_REFUSAL},
    {0},
};

const pc_contract pc_contract_queue = {
    .id = "contract/queue",
    .unknown = UNKNOWN,
    .role = PC_ROLE_QUEUE,
    .rows = {[PC_CONTRACT_ITSELF] = rows,
             [PC_CONTRACT_BEFORE] = before,
             [PC_CONTRACT_AFTER] = after,
             [PC_CONTRACT_AGAIN] = again},
};
