/* SPDX-License-Identifier: MIT */
/* Which baseline a command goes by: a file, or what it was where a branch began. */
#ifndef PC_BASELINE_FIND_H
#define PC_BASELINE_FIND_H

#include "harness/baseline/baseline.h"

/* Filled by a command's table of options (command.h). */
typedef struct pc_baseline_options {
  char *file;
  char *from;
  gboolean none;
} pc_baseline_options;

/* The entries for the options above, in the table of a command whose options, of this type, have
 * them as baseline. */
#define PC_BASELINE_FILE_OPTION(type)                                                              \
  {                                                                                                \
    "baseline", 'b', PC_COMMAND_FILE, offsetof(type, baseline.file), "FILE",                       \
        "the accepted differences (default: " PC_BASELINE_DEFAULT                                  \
        " beside the configuration, if it is there)"                                               \
  }
#define PC_BASELINE_OPTIONS(type)                                                                  \
  PC_BASELINE_FILE_OPTION(type),                                                                   \
      {"baseline-from", 0,                                                                         \
       PC_COMMAND_TEXT, offsetof(type, baseline.from),                                             \
       "REVISION",      "the baseline as git has it where HEAD and REVISION parted"},              \
  {                                                                                                \
    "no-baseline", 0, PC_COMMAND_FLAG, offsetof(type, baseline.none), NULL, "accept nothing"       \
  }

/* The file that the options or the configuration name, else the default one beside the
 * configuration, which need not be there. config: the configuration's file, which must then be
 * there; NULL: paritycheck.yaml, if it is. The caller's. */
char *pc_baseline_path(const char *file, const char *config, GError **error);

/* Reads the baseline; ret_baseline is NULL where there is none. PC_ERROR_USAGE: it is named but
 * cannot be read, or is wrong; for --baseline-from also that git, the repository, the revision or
 * the file in it is not there. */
bool pc_baseline_choose(const pc_baseline_options *options, const char *config,
                        pc_baseline **ret_baseline, GError **error);

#endif
