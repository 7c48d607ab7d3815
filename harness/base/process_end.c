/* SPDX-License-Identifier: MIT */
/* Ends of processes, for people. */
#include "harness/base/process_end.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SHELL_SIGNAL = 128 }; /* what shells add to the number of the signal that killed a command */

static const char summary[] = "SUMMARY: ";

static char *signal_name(int number) {
  const char *name = sigabbrev_np(number);
  return name ? g_strconcat("SIG", name, NULL) : NULL;
}

char *pc_process_end_signal(int status) {
  return WIFSIGNALED(status) ? signal_name(WTERMSIG(status)) : NULL;
}

char *pc_process_end_describe(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    g_autofree char *name = signal_name(number);
    return g_strdup_printf("was killed by signal %d (%s%s%s)", number, name ? name : "",
                           name ? ", " : "", strsignal(number));
  }
  const int exited = WEXITSTATUS(status);
  g_autofree char *name = exited > SHELL_SIGNAL ? signal_name(exited - SHELL_SIGNAL) : NULL;
  return g_strdup_printf("ended with status %d%s%s", exited,
                         name ? ", which a shell gives for " : "", name ? name : "");
}

bool pc_stderr_read(int fd, GString *tail) {
  char chunk[4096];
  const ssize_t n = read(fd, chunk, sizeof chunk);
  if (n <= 0)
    return false;
  g_string_append_len(tail, chunk, n);
  if (tail->len > PC_STDERR_BYTES_MAX)
    g_string_erase(tail, 0, (gssize)(tail->len - PC_STDERR_BYTES_MAX));
  return true;
}

/* The last line of text that begins with a sanitizer's summary, or NULL. */
static const char *summary_find(const char *text) {
  const char *found = g_str_has_prefix(text, summary) ? text : NULL;
  for (const char *line = text; (line = strchr(line, '\n')) != NULL;)
    if (g_str_has_prefix(++line, summary))
      found = line;
  return found;
}

/* The last bytes of text, from the beginning of a character. */
static const char *text_end(const char *text, gsize bytes) {
  const gsize length = strlen(text);
  const char *end = text + (length > bytes ? length - bytes : 0);
  while ((*end & 0xC0) == 0x80)
    end++;
  return end;
}

/* Where a sanitizer's own words begin: "ERROR: AddressSanitizer: heap-use-after-free on address
 * ..." without the number of the process, or "x.c:7:3: runtime error: ..."; NULL: nowhere. */
static const char *error_find(const char *text) {
  const char *runtime = strstr(text, "runtime error: ");
  const char *error = strstr(text, "ERROR: ");
  while (error && !g_str_has_prefix(error + strcspn(error, "S\n"), "Sanitizer: "))
    error = strstr(error + 1, "ERROR: ");
  if (error && (!runtime || error < runtime))
    return error;
  while (runtime && runtime > text && runtime[-1] != '\n')
    runtime--;
  return runtime;
}

/* A report (changed) from its error on: the beginning of it, and the summary. */
static char *report_cut(const char *error, const char *last) {
  static const char between[] = "\n...\n";
  const gsize room =
      PC_STDERR_BYTES_TOLD - MIN(strlen(last) + strlen(between), PC_STDERR_BYTES_TOLD);
  gsize length = MIN(room, (gsize)(last - error));
  while (length > 0 && (error[length] & 0xC0) == 0x80)
    length--;
  g_autofree char *head = g_strchomp(g_strndup(error, length));
  return g_strconcat(head, between, last, NULL);
}

char *pc_stderr_tell(const GString *tail) {
  g_autofree char *text = g_utf8_make_valid(tail->str, (gssize)tail->len);
  const char *last = summary_find(text);
  if (last)
    text[(last - text) + (gssize)strcspn(last, "\n")] = '\0';
  g_strchomp(text);
  const char *error = last ? error_find(text) : NULL;
  if (error && error < last && strlen(error) > PC_STDERR_BYTES_TOLD)
    return report_cut(error, last);
  const char *begin = text + strspn(text, " \t\r\n");
  return *begin ? g_strdup(text_end(begin, PC_STDERR_BYTES_TOLD)) : NULL;
}

char *pc_stderr_show(const char *told) {
  static const char between[] = " | ";
  if (!told)
    return NULL;
  g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
  const guint n = g_strv_length(lines);
  g_autoptr(GString) shown = g_string_new(text_end(lines[n - 1], PC_STDERR_BYTES_SHOWN));
  const bool report = g_str_has_prefix(lines[n - 1], summary);
  const char *error = report ? error_find(told) : NULL;
  g_autofree char *first = error ? g_strndup(error, strcspn(error, "\n")) : NULL;
  for (guint i = n - 1; !report && i-- > 0;) {
    const char *line = g_strstrip(lines[i]);
    if (shown->len + strlen(line) + strlen(between) > PC_STDERR_BYTES_SHOWN)
      break;
    if (*line)
      g_string_prepend(g_string_prepend(shown, between), line);
  }
  if (first && shown->len + strlen(first) + strlen(between) <= PC_STDERR_BYTES_SHOWN)
    g_string_prepend(g_string_prepend(shown, between), first);
  return g_string_free(g_steal_pointer(&shown), FALSE);
}
