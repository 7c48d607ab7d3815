/* SPDX-License-Identifier: MIT */
/*
 * What a shell may offer at the end of a command line, from the commands' tables of options. The
 * shells' own parts (completion.bash, .zsh, .fish) only pass the words on and show what comes back:
 *
 *   none | files<TAB>PREFIX | folders<TAB>PREFIX    whether names of files fit too, after PREFIX of
 * the word CANDIDATE[<TAB>DESCRIPTION]                     a whole word; one that ends in '/', ':'
 * or '=' goes on
 */
#ifndef PC_COMPLETION_H
#define PC_COMPLETION_H

#include "harness/cli/command.h"

/* words: what follows the program's name, NULL-terminated, the last is being typed and may be
 * empty. The caller's. */
char *pc_completion_new(const pc_command *const *commands, char *const *words);

/* The part of a shell, "bash", "zsh" or "fish", for its own file of completions; NULL and
 * PC_ERROR_USAGE for any other. The caller's. */
GBytes *pc_completion_script(const char *shell, GError **error);

#endif
