/* SPDX-License-Identifier: MIT */
/* paritycheck complete: what a shell's completion asks (completion.h). */
#include "harness/cli/command.h"
#include "harness/cli/completion.h"

#include <stdio.h>
#include <string.h>

static int complete_run(void *given, char *const *arguments, GError **error) {
  (void)given;
  (void)error;
  if (arguments[0] && strcmp(arguments[0], "--") == 0)
    arguments++;
  g_autofree char *offered = pc_completion_new(pc_commands, arguments);
  fputs(offered, stdout);
  return 0;
}

const pc_command pc_command_complete = {.name = "complete", .run = complete_run};
