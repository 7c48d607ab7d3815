/* SPDX-License-Identifier: MIT */
/* Secrets in command lines: masked by the names in front of them. */
#include "harness/command_redact.h"

#include <stdbool.h>
#include <string.h>

#define NAME "[\\w.-]*(?:password|passwd|pass|pwd|secret|token|key|auth|credentials?)"
#define WORD "\"[^\"]*\"|'[^']*'|[^\\s'\"]+"

/* 'NAME=a b' in quotes as a whole; NAME=VALUE; --NAME VALUE; scheme://user:VALUE@host. */
static const char pattern[] = "(?iJ)(?<q>[\"'])" NAME "=(?<v>.*?)\\k<q>|" NAME "=(?<v>" WORD ")|--?" NAME
                              "\\s+(?<v>" WORD ")|://[^\\s'\"/@:]*:(?<v>[^\\s'\"]*)@";

static void secret_add(const char *text, gsize length, GPtrArray *secrets) {
  const bool quoted = length > 1 && (*text == '\'' || *text == '"');
  if (length > (quoted ? 2 : 0))
    g_ptr_array_add(secrets, quoted ? g_strndup(text + 1, length - 2) : g_strndup(text, length));
}

static gboolean match_mask(const GMatchInfo *match, GString *result, gpointer secrets) {
  const char *text = g_match_info_get_string(match);
  int begin;
  int end;
  int from;
  int to;
  g_match_info_fetch_pos(match, 0, &begin, &end);
  if (!g_match_info_fetch_named_pos(match, "v", &from, &to) || from < 0) {
    g_string_append_len(result, text + begin, end - begin);
    return FALSE;
  }
  secret_add(text + from, (gsize)(to - from), secrets);
  g_string_append_len(result, text + begin, from - begin);
  g_string_append(result, "***");
  g_string_append_len(result, text + to, end - to);
  return FALSE;
}

char *pc_command_redact(const char *command, GPtrArray *secrets) {
  g_autofree char *decoded = g_uri_unescape_string(command, NULL);
  const char *text = decoded ? decoded : command;
  /* Bytes that are no UTF-8 are no reason to show a password. */
  g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);
  g_autofree char *masked = g_regex_replace_eval(regex, text, -1, 0, 0, match_mask, secrets, NULL);
  return masked && strcmp(masked, text) != 0 ? g_steal_pointer(&masked) : NULL;
}
