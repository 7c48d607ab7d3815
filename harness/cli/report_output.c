/* SPDX-License-Identifier: MIT */
/* Reports to files and to the terminal. */
#include "harness/cli/report_output.h"

#include "harness/base/atomic_file.h"
#include "harness/base/error.h"
#include "harness/compare/verdict.h"
#include "reports/report.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef const pc_report *(*report_find)(const char *name, GError **error);

static const pc_report *output_report_of(report_find find, const char *output,
                                         const char **ret_file, GError **error) {
  const char *equals = strchr(output, '=');
  g_autofree char *name = equals ? g_strndup(output, (gsize)(equals - output)) : g_strdup(output);
  *ret_file = equals ? equals + 1 : NULL;
  if (equals && !*(equals + 1)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--report %s: expected a file name after '='",
                output);
    return NULL;
  }
  return find(name, error);
}

static const pc_report *output_report(const char *output, const char **ret_file, GError **error) {
  return output_report_of(pc_report_find, output, ret_file, error);
}

bool pc_report_outputs_check(char *const *outputs, GError **error) {
  for (; outputs && *outputs; outputs++) {
    const char *file;
    if (!output_report(*outputs, &file, error))
      return false;
  }
  return true;
}

pc_detail pc_report_outputs_detail(char *const *outputs) {
  pc_detail detail = PC_DETAIL_TOLD;
  for (; outputs && *outputs; outputs++) {
    const char *file;
    const pc_report *report = output_report(*outputs, &file, NULL);
    if (report)
      detail = MAX(detail, report->detail);
  }
  return detail;
}

static pc_report_options options_for(FILE *stream) {
  pc_report_options options = {.width = 100, .colour = false};
  const int fd = fileno(stream);
  struct winsize size;
  if (fd < 0 || !isatty(fd))
    return options;
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
    options.width = size.ws_col;
  const char *no_colour = g_getenv("NO_COLOR");
  options.colour = (!no_colour || !*no_colour) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
  return options;
}

/* What a report renders: one of the three. */
typedef struct matter {
  const pc_comparison *comparison;
  const pc_isolation *isolation;
  const pc_history *history;
} matter;

/* Whether who read from the other end of the pipe has gone, as "| head" does once it has enough. */
static bool reader_has_gone(FILE *stream) {
  struct pollfd end = {.fd = fileno(stream), .events = POLLOUT};
  return poll(&end, 1, 0) == 1 && (end.revents & POLLERR);
}

static bool stream_write(const pc_report *report, const matter *about, FILE *stream,
                         const char *name, GError **error) {
  const pc_report_options options = options_for(stream);
  if (about->isolation)
    report->isolation(about->isolation, &options, stream);
  else if (about->history)
    report->history(about->history, &options, stream);
  else
    report->write(about->comparison, &options, stream);
  if ((fflush(stream) == 0 && !ferror(stream)) || (stream == stdout && reader_has_gone(stream)))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write the %s report to '%s': %s",
              report->name, name, g_strerror(errno));
  return false;
}

static bool file_write(const pc_report *report, const matter *about, const char *path,
                       GError **error) {
  g_autofree char *what = g_strdup_printf("the %s report to", report->name);
  pc_atomic_file file;
  return pc_atomic_file_open(&file, path, what, error) &&
         pc_atomic_file_close(&file, stream_write(report, about, file.stream, path, error), error);
}

bool pc_report_outputs_check_isolation(char *const *outputs, GError **error) {
  for (; outputs && *outputs; outputs++) {
    const char *file;
    const pc_report *report = output_report(*outputs, &file, error);
    if (!report)
      return false;
    if (report->isolation)
      continue;
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the report '%s' has no form for an isolation table", report->name);
    return false;
  }
  return true;
}

static bool outputs_write(char *const *outputs, const matter *about, GError **error) {
  static char text[] = "text";
  static char *const standard[] = {text, NULL};
  if (!outputs || !*outputs)
    outputs = standard;
  for (; *outputs; outputs++) {
    const char *path;
    const report_find find = about->history ? pc_report_find_history : pc_report_find;
    const pc_report *report = output_report_of(find, *outputs, &path, error);
    if (!report)
      return false;
    if (path ? !file_write(report, about, path, error)
             : !stream_write(report, about, stdout, "standard output", error))
      return false;
  }
  return true;
}

bool pc_report_outputs_write(char *const *outputs, const pc_comparison *comparison,
                             GError **error) {
  const matter about = {.comparison = comparison};
  return outputs_write(outputs, &about, error);
}

bool pc_report_outputs_write_isolation(char *const *outputs, const pc_isolation *isolation,
                                       GError **error) {
  const matter about = {.isolation = isolation};
  return outputs_write(outputs, &about, error);
}

bool pc_report_outputs_check_history(char *const *outputs, GError **error) {
  const char *file;
  for (; outputs && *outputs; outputs++)
    if (!output_report_of(pc_report_find_history, *outputs, &file, error))
      return false;
  return true;
}

bool pc_report_outputs_write_history(char *const *outputs, const pc_history *history,
                                     GError **error) {
  const matter about = {.history = history};
  return outputs_write(outputs, &about, error);
}
