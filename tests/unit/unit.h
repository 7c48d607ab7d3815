/* SPDX-License-Identifier: MIT */
/* What every unit test includes: cmocka with the headers that it needs first, and canonical JSON at
 * hand. */
#ifndef PC_UNIT_H
#define PC_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

/* Fails unless error is set, in the given code, and its message contains text; clears it. */
#define assert_error(error, expected, text)                                                        \
  do {                                                                                             \
    assert_non_null(error);                                                                        \
    assert_int_equal((error)->code, expected);                                                     \
    if (!strstr((error)->message, text))                                                           \
      fail_msg("'%s' does not contain '%s'", (error)->message, text);                              \
    g_clear_error(&(error));                                                                       \
  } while (0)

#endif
