/* SPDX-License-Identifier: MIT */
/* paritycheck completion: the part of a shell that completes command lines. */
#include "harness/base/error.h"
#include "harness/cli/command.h"
#include "harness/cli/completion.h"

#include <stdio.h>

static int completion_run(void *given, char *const *arguments, GError **error) {
  (void)given;
  if (!arguments[0] || arguments[1]) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected the name of one shell: bash, zsh or fish");
    return 0;
  }
  g_autoptr(GBytes) script = pc_completion_script(arguments[0], error);
  if (script)
    fwrite(g_bytes_get_data(script, NULL), 1, g_bytes_get_size(script), stdout);
  return 0;
}

static const pc_command_note statuses[] = {{"0", "it was printed"}, {"2", "no such shell"}, {0}};

static const pc_command_note examples[] = {
    {"eval \"$(paritycheck completion bash)\"", "in ~/.bashrc"},
    {"paritycheck completion zsh > ~/.zfunc/_paritycheck",
     "where ~/.zfunc is in zsh's fpath, before compinit"},
    {"paritycheck completion fish > ~/.config/fish/completions/paritycheck.fish", "for fish"},
    {0},
};

const pc_command pc_command_completion = {
    .name = "completion",
    .arguments = "bash|zsh|fish",
    .summary = "print what completes command lines of paritycheck in a shell",
    .options_size = 1,
    .run = completion_run,
    .description = "Commands, options, reports, suites, probes, adapters and the environments of "
                   "the configuration are offered, as the installed version knows them. An "
                   "installed paritycheck has these files where the shells look for them.",
    .statuses = statuses,
    .examples = examples,
};
