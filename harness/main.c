/* SPDX-License-Identifier: MIT */
/* The program: finds the command, prints its error, exits with its status. */
#include "harness/command.h"
#include "harness/error.h"
#include "harness/version.h"

#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

void paritycheck_register_resource(void);

const pc_command *const pc_commands[] = {
    &pc_command_run,     &pc_command_record,    &pc_command_compare, &pc_command_list,
    &pc_command_explain, &pc_command_isolation, &pc_command_doctor,  &pc_command_clean,
    &pc_command_init,    &pc_command_compose,   &pc_command_worker,  NULL,
};

static void usage_print(FILE *stream) {
  fprintf(stream, "usage: paritycheck COMMAND [OPTION ...]\n\n"
                  "Asks the backing services of each environment the same questions, and lists every\n"
                  "place where two environments answer differently.\n\n");
  for (const pc_command *const *command = pc_commands; *command; command++)
    if ((*command)->summary)
      fprintf(stream, "  %-9s  %s\n", (*command)->name, (*command)->summary);
  fprintf(stream, "\n'paritycheck COMMAND --help' tells more.\n"
                  "Exit status: 0 no difference that counts, 1 differences, 2 usage or configuration,\n"
                  "3 incomplete (something could not be asked), 4 paritycheck itself failed.\n");
}

static const pc_command *command_find(const char *name) {
  const char *names[G_N_ELEMENTS(pc_commands)] = {NULL};
  guint n = 0;
  for (const pc_command *const *command = pc_commands; *command; command++) {
    if (strcmp((*command)->name, name) == 0)
      return *command;
    names[n++] = (*command)->name;
  }
  const char *nearest = pc_nearest(name, names);
  fprintf(stderr, "paritycheck: unknown command '%s'%s%s%s; see 'paritycheck --help'\n", name,
          nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
  return NULL;
}

static int error_status(const GError *error) {
  if (error->domain != PC_ERROR)
    return PC_EXIT_FAILED;
  if (error->code == PC_ERROR_USAGE)
    return PC_EXIT_USAGE;
  return error->code == PC_ERROR_FAILED ? PC_EXIT_FAILED : PC_EXIT_INCOMPLETE;
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");
  signal(SIGPIPE, SIG_IGN);
  g_set_prgname("paritycheck");
  paritycheck_register_resource();
  if (argc < 2) {
    usage_print(stderr);
    return PC_EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "-h") == 0) {
    usage_print(stdout);
    return PC_EXIT_SAME;
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("paritycheck " PC_VERSION "\n");
    return PC_EXIT_SAME;
  }
  const pc_command *command = command_find(argv[1]);
  if (!command)
    return PC_EXIT_USAGE;
  g_autoptr(GError) error = NULL;
  const int status = pc_command_start(command, argc - 1, argv + 1, &error);
  if (!error)
    return status;
  fprintf(stderr, "paritycheck: %s\n", error->message);
  return error_status(error);
}
