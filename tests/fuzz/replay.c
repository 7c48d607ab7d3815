/* SPDX-License-Identifier: MIT */
/* Gives every file named on the command line to the fuzz target, once, and then inputs that are
 * made of them: cut, spliced, and with bytes changed. PC_FUZZ_MUTATIONS says how many, PC_FUZZ_SEED
 * repeats those of another time. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MUTATIONS = 4000, CHANGES_MAX = 8, INPUT_MAX = 64 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static guint32 below(GRand *random, gsize n) { return (guint32)(n ? g_rand_int(random) % n : 0); }

/* The beginning of one input and the end of another, with some bytes changed. */
static GByteArray *mutation_new(GRand *random, const GPtrArray *inputs) {
  GBytes *one = inputs->pdata[below(random, inputs->len)];
  GBytes *other = inputs->pdata[below(random, inputs->len)];
  gsize length, other_length;
  const guint8 *head = g_bytes_get_data(one, &length);
  const guint8 *tail = g_bytes_get_data(other, &other_length);
  const guint kept = below(random, 2) ? (guint)length : below(random, length + 1);
  const guint from = below(random, other_length + 1);
  GByteArray *made = g_byte_array_new();
  g_byte_array_append(made, head, kept);
  if (below(random, 2) && other_length > from)
    g_byte_array_append(made, tail + from, (guint)other_length - from);
  g_byte_array_set_size(made, MIN(made->len, INPUT_MAX));
  for (guint n = below(random, CHANGES_MAX); n > 0 && made->len; n--)
    made->data[below(random, made->len)] = (guint8)g_rand_int(random);
  return made;
}

int main(int argc, char **argv) {
  g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  for (int i = 1; i < argc; i++) {
    char *data;
    gsize length;
    if (!g_file_get_contents(argv[i], &data, &length, NULL)) {
      fprintf(stderr, "cannot read '%s'\n", argv[i]);
      return 1;
    }
    g_ptr_array_add(inputs, g_bytes_new_take(data, length));
    LLVMFuzzerTestOneInput((const uint8_t *)data, length);
  }
  if (!inputs->len) {
    fprintf(stderr, "the corpus is empty\n");
    return 1;
  }
  const char *seed_text = g_getenv("PC_FUZZ_SEED");
  const guint32 seed = seed_text ? (guint32)g_ascii_strtoull(seed_text, NULL, 10) : g_random_int();
  const char *count_text = g_getenv("PC_FUZZ_MUTATIONS");
  const guint64 count = count_text ? g_ascii_strtoull(count_text, NULL, 10) : MUTATIONS;
  printf("%u inputs, %" G_GUINT64_FORMAT " made of them with PC_FUZZ_SEED=%u\n", inputs->len, count,
         seed);
  fflush(stdout);
  g_autoptr(GRand) random = g_rand_new_with_seed(seed);
  for (guint64 i = 0; i < count; i++) {
    g_autoptr(GByteArray) input = mutation_new(random, inputs);
    /* A copy of its exact size: the sanitizer sees a read beyond it. */
    g_autofree guint8 *exact = input->len ? g_memdup2(input->data, input->len) : g_malloc(1);
    LLVMFuzzerTestOneInput(exact, input->len);
  }
  return 0;
}
