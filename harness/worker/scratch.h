/* SPDX-License-Identifier: MIT */
/*
 * A scratch while it is open: made, asked in, removed. What an adapter is told of it stays where it
 * is until it is closed.
 */
#ifndef PC_SCRATCH_H
#define PC_SCRATCH_H

#include "adapters/adapter.h"
#include "harness/worker/step.h"

typedef struct pc_open_scratch {
  const pc_adapter *adapter;
  void *service;
  const pc_driver *driver;   /* NULL: nothing was made */
  const pc_harness *harness; /* borrowed */
  char *folder;              /* or NULL */
  pc_scratch scratch;
  pc_deadline deadline;
  int timeout_ms;
  bool opened;
  bool asked;
} pc_open_scratch;

/* The folder of a scratch of that name; the caller's. */
char *pc_scratch_folder(const char *name);
/* Removes a scratch's folder and the files in it; not there is success. */
bool pc_scratch_folder_remove(const char *name, bool *ret_found, GError **error);

/* Makes the scratch called name (borrowed) for probe. Every step is reported to harness, which may
 * stop it (step.h). It is to be closed also where that failed. */
bool pc_open_scratch_init(pc_open_scratch *open, const pc_adapter *adapter, void *service,
                          const pc_probe *probe, const char *name, int timeout_ms,
                          const pc_harness *harness, GError **error);
/* Asks probe in it, and appends what came of it (pc_execution_print), unless nothing was made.
 * first: see pc_execution_set_first. The first time shares its time with the opening, later ones
 * have it whole. false: there is no whole answer. */
bool pc_open_scratch_ask(pc_open_scratch *open, const pc_probe *probe, const char *first,
                         GString *json, GError **error);
/* false: something of it is left. */
bool pc_open_scratch_close(pc_open_scratch *open, GError **error);

#endif
