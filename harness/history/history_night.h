/* SPDX-License-Identifier: MIT */
/* Nights, made and let go; for history*.c only. */
#ifndef PC_HISTORY_NIGHT_H
#define PC_HISTORY_NIGHT_H

#include "harness/history/history.h"

/* A night without recordings yet; began: in seconds since 1970. */
pc_night *pc_night_new(gint64 began);
void pc_night_free(gpointer night);

#endif
