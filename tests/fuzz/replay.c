/* SPDX-License-Identifier: MIT */
/* Gives every file named on the command line to the fuzz target, once. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "the corpus is empty\n");
    return 1;
  }
  for (int i = 1; i < argc; i++) {
    g_autofree char *data = NULL;
    gsize length;
    if (!g_file_get_contents(argv[i], &data, &length, NULL)) {
      fprintf(stderr, "cannot read '%s'\n", argv[i]);
      return 1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)data, length);
  }
  printf("%d inputs\n", argc - 1);
  return 0;
}
