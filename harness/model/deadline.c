/* SPDX-License-Identifier: MIT */
/* When the work on a task must end. */
#include "harness/model/deadline.h"

#include <poll.h>

pc_stop_reason pc_stop_requested(const pc_stop *stop) {
  if (stop->deadline_us && g_get_monotonic_time() >= stop->deadline_us)
    return PC_STOP_DEADLINE;
  if (stop->input >= 0) {
    struct pollfd input = {.fd = stop->input, .events = POLLIN};
    if (poll(&input, 1, 0) > 0)
      return PC_STOP_INPUT;
  }
  return PC_STOP_NONE;
}

int pc_stop_left(const pc_stop *stop, int limit_ms) {
  if (!stop->deadline_us)
    return limit_ms;
  const gint64 left_ms = (stop->deadline_us - g_get_monotonic_time() + 999) / 1000;
  return (int)CLAMP(left_ms, 0, limit_ms);
}
