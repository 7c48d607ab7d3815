/* SPDX-License-Identifier: MIT */
/* Any bytes, read as replies in pieces of any size, give the same values as when read at once, or
 * the same refusal, within the ceilings. The first byte is the size of the pieces. */
#include "adapters/redis/reply.h"
#include "harness/base/error.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every reply as JSON, then the error. */
static GString *replies_print(const uint8_t *data, size_t size, size_t piece) {
  g_autoptr(pc_redis_reader) reader = pc_redis_reader_new();
  g_autoptr(GError) error = NULL;
  GString *text = g_string_new(NULL);
  pc_redis_read state = PC_REDIS_READ_MORE;
  for (size_t at = 0; at < size && state != PC_REDIS_READ_BAD; at += piece) {
    pc_redis_reader_feed(reader, (const char *)data + at, MIN(piece, size - at));
    for (;;) {
      g_auto(pc_redis_reply) reply = {0};
      state = pc_redis_reader_next(reader, &reply, &error);
      if (state != PC_REDIS_READ_REPLY)
        break;
      g_assert_true((reply.value != NULL) != (reply.error != NULL));
      g_string_append_printf(text, "%c", reply.type);
      if (reply.value)
        pc_value_print(reply.value, text);
      else
        g_assert_true(g_utf8_validate(reply.error, -1, NULL));
      g_string_append(text, reply.error ? reply.error : "");
    }
  }
  if (state == PC_REDIS_READ_BAD) {
    g_assert_true(g_error_matches(error, PC_ERROR, PC_ERROR_LOST) ||
                  g_error_matches(error, PC_ERROR, PC_ERROR_TOO_LARGE));
    /* What is shown of garbage depends on how much of it was there. */
    g_string_append(text, error->code == PC_ERROR_LOST ? " lost" : " too large");
  }
  return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2)
    return 0;
  GString *whole = replies_print(data + 1, size - 1, size - 1);
  GString *pieces = replies_print(data + 1, size - 1, (size_t)data[0] % 17 + 1);
  g_assert_cmpstr(whole->str, ==, pieces->str);
  g_string_free(whole, TRUE);
  g_string_free(pieces, TRUE);
  return 0;
}
