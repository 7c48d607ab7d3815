/* SPDX-License-Identifier: MIT */
/* What a history comes to; for history*.c only. */
#ifndef PC_HISTORY_VERDICT_H
#define PC_HISTORY_VERDICT_H

#include "harness/history/history.h"

/* Sets the verdict and the exit status. unread: a file was left out that may be of the last night.
 */
void pc_history_decide(pc_history *history, bool unread);

#endif
