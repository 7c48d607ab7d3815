/* SPDX-License-Identifier: MIT */
/*
 * The worker: the side of the program that talks to a service. It speaks newline-delimited JSON,
 * one object a line, on two file descriptors; one request is under way at a time.
 *
 *   {"type":"hello","protocol":3,"url":U,"adapter":A?,"secrets":[S,..]?,"session":"own"?,
 *    "confined":true?,"timeout_ms":N,"fingerprint":true,"steps":true?,"name":W?}
 *          secrets: what is to be masked beside the URL's own
 *          name: its own (run_name.h); to remove it as if it were a scratch ends the session in
 *          which it makes scratches
 *          confined: refused (unfit) where the service does not keep its user in scratches
 *       -> {"type":"ready","protocol":3,"tool":V,"pid":N,"adapter":A,"fingerprint":{..},"client":C}
 *       -> {"type":"refused","code":"usage|unreachable|unfit|...","message":M}, and the worker ends
 *   {"type":"ask","task":N,"probe":ID,"scratch":S,"script":TEXT?,"language":L?,"level":V?}
 *          script: a C probe has none
 *       -> {"type":"answer","task":N,"asked":..,"observations":[..],"rules":{..},
 *           "setup_refused":B,"trace":[..],"took_us":N,"left":M?}
 *       -> {"type":"fault","task":N,"code":C,"message":M,"step":S?, and the same members}
 *          step: what was being done, as people read it (step.h)
 *       -> {"type":"skipped","task":N,"reason":R,"took_us":N,"left":M?}
 *          the service has not proved what it needs; left: the scratch could not be removed, and
 *          why
 *   {"type":"clean","scratch":[S,..]}  -> {"type":"cleaned","left":{S:M,..},"gone":[S,..]}
 *          gone: nothing was there under the name any more
 *   {"type":"inventory"}               -> {"type":"inventory","names":[..],"live":[..]}
 *          live: those that a session bears
 *   {"type":"objects"}
 *       -> {"type":"objects","objects":[KIND,WITHIN,NAME,VERSION,..]}  (inventory.h)
 *       -> {"type":"objects","none":WHY}  (there are too many)
 *
 * Where the hello has "steps", a line says of every step what it is, before it is taken (step.h).
 *
 * Anything that arrives while a probe is asked, the end of input above all, cancels it. At the end
 * of input the worker removes what it made and ends.
 */
#ifndef PC_WORKER_H
#define PC_WORKER_H

#include <glib.h>
#include <stdbool.h>

enum {
  PC_PROTOCOL = 3,
  PC_MESSAGE_BYTES_MAX = 64 * 1024 * 1024,
  PC_WORKER_MEMORY_MIB = 4096, /* of a worker whose adapter does not say otherwise; a crash then, as
                                  any other */
};

/* Serves until the end of input. false: the other side does not speak the protocol (error says what
 * was read). */
bool pc_worker_serve(int input, int output, GError **error);

#endif
