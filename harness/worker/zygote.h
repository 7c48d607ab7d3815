/* SPDX-License-Identifier: MIT */
/*
 * Workers by fork from a process that has everything loaded: a zygote. Loading is nearly all that a
 * worker's start costs, and a run starts dozens.
 *
 * The zygote is this program, started with the word "zygote" by the harness when it wants its first
 * worker. It has one thread, holds no credential and opens no connection; its standard input is a
 * socket to the harness.
 *
 *   harness                        zygote                     between            worker
 *     | its ends of three pipes ---> |
 *     |                              | fork ------------------> |
 *     |                              |                          | fork ----------> |
 *     |                              | <----- ends, process id -+                  | main goes on,
 * as "worker" | <-------------- process id - |                                             | | <-
 * parent: the harness takes in who loses its parent, for as long as this takes
 *
 * So a worker is the harness's own child, as one that was started by exec: what waits for its end,
 * kills it and tells of it knows no difference. A zygote that is dead, stopped or broken is given
 * up, and workers start by exec from then on:
 *
 *   none --the first worker is wanted--> running --it does not answer; the harness ends--> gone
 */
#ifndef PC_ZYGOTE_H
#define PC_ZYGOTE_H

#include <glib.h>
#include <stdbool.h>

/* The harness: a new worker in a process group of its own, and our ends of its standard input,
 * output and error, which are the caller's, as is the child that it is. false: none can be had this
 * way, and nothing was started. Not thread-safe: for the main thread, in whose life the zygote
 * lives. */
bool pc_worker_zygote_fork(GPid *ret_pid, int *ret_input, int *ret_output, int *ret_errors);
/* Ends the zygote, where one runs; workers go on. */
void pc_worker_zygote_end(void);

/* The zygote: serves until the harness is gone, then false. true in every worker: word, which is in
 * this process's command line, is now "worker", and standard input, output and error are the
 * worker's. Also true, with word as it was, where socket is not a harness's. */
bool pc_worker_zygote_serve(int socket, char *word);

#endif
