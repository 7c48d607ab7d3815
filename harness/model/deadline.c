/* SPDX-License-Identifier: MIT */
/* When the work on a task must end. */
#include "harness/model/deadline.h"

#include <poll.h>

pc_deadline_state pc_deadline_now(const pc_deadline *deadline) {
  if (deadline->at_us && g_get_monotonic_time() >= deadline->at_us)
    return PC_DEADLINE_PASSED;
  if (deadline->input >= 0) {
    struct pollfd input = {.fd = deadline->input, .events = POLLIN};
    if (poll(&input, 1, 0) > 0)
      return PC_DEADLINE_CANCELLED;
  }
  return PC_DEADLINE_AHEAD;
}

int pc_deadline_left(const pc_deadline *deadline, int limit_ms) {
  if (!deadline->at_us)
    return limit_ms;
  const gint64 left_ms = (deadline->at_us - g_get_monotonic_time() + 999) / 1000;
  return (int)CLAMP(left_ms, 0, limit_ms);
}
