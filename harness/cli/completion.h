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

/* What a word's value may be, for completion.c: word is what is typed of it, prefix what of the
 * same word is before it.
 */
typedef struct pc_completion_word {
  const pc_command *const *commands;
  const char *word;
  const char *prefix;
  const char *config;        /* --config of the same line, or NULL */
  const char *const *probes; /* --probes of the same line, NULL-terminated */
  const char *file_kind;     /* set where files fit: "files" or "folders" */
  const char *file_prefix; /* set with it: NULL, or the part of word that is before the file's name;
                              borrowed */
  gsize file_prefix_length;
  GString *candidates;
} pc_completion_word;

/* Adds a candidate if it begins as the word does. description may be NULL. */
void pc_completion_word_offer(pc_completion_word *word, const char *candidate,
                              const char *description);
/* Adds what an argument, in the words of a usage line such as "ENV|URL", can be. */
void pc_completion_word_offer_argument(pc_completion_word *word, const char *argument);

#endif
