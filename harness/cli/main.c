/* SPDX-License-Identifier: MIT */
/* The program: finds the command, prints its error, exits with its status. */
#include "harness/base/error.h"
#include "harness/base/version.h"
#include "harness/cli/command.h"
#include "harness/cli/help.h"
#include "harness/model/endpoint.h"
#include "harness/worker/zygote.h"

#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void paritycheck_register_resource(void);

const pc_command *const pc_commands[] = {
    &pc_command_run,
    &pc_command_record,
    &pc_command_compare,
    &pc_command_accept,
    &pc_command_new,
    &pc_command_test,
    &pc_command_list,
    &pc_command_explain,
    &pc_command_isolation,
    &pc_command_history,
    &pc_command_init,
    &pc_command_compose,
    &pc_command_doctor,
    &pc_command_clean,
    &pc_command_help,
    &pc_command_completion,
    &pc_command_complete,
    &pc_command_worker,
    NULL,
};

/* Everybody on the machine sees a process's arguments: the secrets of a URL stay there no longer
 * than until they are read. The text is the system's, and keeps its length. */
static void argument_hide(char *argument) {
  char *url = argument + strcspn(argument, "=:");
  url = *url == '=' ? url + 1 : argument;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, NULL);
  const gsize length = strlen(url);
  if (endpoint && endpoint->secrets->len == 0)
    return;
  if (endpoint) {
    const gsize shown = MIN(strlen(endpoint->redacted), length);
    memcpy(url, endpoint->redacted, shown);
    memset(url + shown, 0, length - shown);
  } else if (strstr(url, "://")) {
    memset(url, '*', length);
  }
}

static int error_status(const GError *error) {
  if (error->domain != PC_ERROR)
    return PC_EXIT_FAILED;
  if (error->code == PC_ERROR_USAGE)
    return PC_EXIT_USAGE;
  return error->code == PC_ERROR_FAILED ? PC_EXIT_FAILED : PC_EXIT_INCOMPLETE;
}

/* The same as 'paritycheck help', where the command's name is what the user typed first. */
static int help_print(FILE *stream, const pc_command *command) {
  g_autofree char *text = command ? pc_help_command(command) : pc_help_overview(pc_commands);
  fputs(text, stream);
  return PC_EXIT_SAME;
}

static int command_start(int argc, char **argv, GError **error) {
  bool help = false;
  const pc_command *command = pc_command_find(pc_commands, argv[0], error);
  if (!command)
    return PC_EXIT_USAGE;
  const int status = pc_command_start(command, argc, argv, &help, error);
  return help ? help_print(stdout, command) : status;
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");
  signal(SIGPIPE, SIG_IGN);
  g_set_prgname("paritycheck");
  paritycheck_register_resource();
  if (argc < 2) {
    help_print(stderr, NULL);
    return PC_EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
    return help_print(stdout, NULL);
  if (strcmp(argv[1], "--version") == 0) {
    printf("paritycheck " PC_VERSION "\n");
    return PC_EXIT_SAME;
  }
  /* No command, and not for people: from here on a worker's start is that of "paritycheck worker".
   */
  if (strcmp(argv[1], "zygote") == 0 && !pc_worker_zygote_serve(STDIN_FILENO, argv[1]))
    return PC_EXIT_SAME;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) arguments = g_strdupv(argv);
  /* Options are taken out of it. */
  g_autofree char **words = g_memdup2(arguments, ((gsize)argc + 1) * sizeof *arguments);
  for (int i = 1; i < argc; i++)
    argument_hide(argv[i]);
  const int status = command_start(argc - 1, words + 1, &error);
  pc_worker_zygote_end();
  if (!error)
    return status;
  fprintf(stderr, "paritycheck: %s\n", error->message);
  return error_status(error);
}
