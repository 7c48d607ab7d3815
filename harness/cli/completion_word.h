/* SPDX-License-Identifier: MIT */
/* What the value of a word that is being typed may be (completion.h). */
#ifndef PC_COMPLETION_WORD_H
#define PC_COMPLETION_WORD_H

#include "harness/cli/command.h"

/* word is what is typed of the value, prefix what of the same word is before it. */
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
