/* SPDX-License-Identifier: MIT */
/* paritycheck worker: the side that talks to a service, started by the other commands. */
#include "adapters/product.h"
#include "harness/cli/command.h"
#include "harness/worker/worker.h"

#include <signal.h>
#include <unistd.h>

/* Only what the configuration names may count: libpq and others read settings from the environment.
 */
static void ambient_clear(void) {
  g_auto(GStrv) names = g_listenv();
  for (char **name = names; *name; name++)
    for (const pc_product *const *product = pc_products; *product; product++)
      if ((*product)->environment && g_pattern_match_simple((*product)->environment, *name))
        g_unsetenv(*name);
}

static int worker_run(void *given, char *const *arguments, GError **error) {
  (void)given;
  (void)arguments;
  /* Ctrl-C at a terminal is for the harness, also where via put both into one process group. */
  signal(SIGINT, SIG_IGN);
  ambient_clear();
  pc_worker_serve(STDIN_FILENO, STDOUT_FILENO, error);
  return 0;
}

const pc_command pc_command_worker = {.name = "worker", .run = worker_run};
