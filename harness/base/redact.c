/* SPDX-License-Identifier: MIT */
/* Secrets in command lines: masked by the names in front of them. */
#include "harness/base/redact.h"

#include "harness/base/secrets.h"

#include <stdbool.h>
#include <string.h>

#define NAME "[\\w.-]*(?:(?:password|passwd|secret|token|credential)[\\w-]*|pass|pwd|key|auth)"
#define WORD "\"[^\"]*\"|'[^']*'|[^\\s'\"]+"
/* What -p takes in other programs: "5432", "5432:5432", "/a/folder", another option. */
#define NO_OTHER "(?![\"']?(?:\\d{1,5}(?::\\d{1,5})*[\"']?(?:\\s|$)|[-/.]))"

static const char pattern[] =
    "(?iJ)"
    /* 'NAME=a b' in quotes as a whole; NAME=VALUE; --NAME VALUE */
    "(?<q>[\"'])" NAME "=(?<v>.*?)\\k<q>"
    "|" NAME "=(?<v>" WORD ")"
    "|--?" NAME "\\s+(?<v>" WORD ")"
    /* scheme://USER:VALUE@HOST; USER:VALUE@HOST */
    "|://[^\\s'\"/@:]*:(?<v>[^\\s'\"]*)@"
    "|(?<=[\\s'\"=])[\\w.+-]+:(?<v>[^\\s'\"/@]+)@"
    /* -u USER:VALUE, --user=USER:VALUE */
    "|(?<![^\\s'\"])(?:-u|--user(?:name)?)[\\s=]*[\"']?[\\w.@+-]*:(?<v>[^\\s'\"]+)"
    /* -p VALUE; of MySQL's clients -pVALUE; of Redis's -a VALUE */
    "|(?<![^\\s'\"])-p[\\s=]+" NO_OTHER "(?<v>" WORD ")"
    "|\\b(?:mysql|mariadb)[\\w-]*\\s(?:[^;|&]*\\s)?-p(?<v>" WORD ")"
    "|\\b(?:redis|valkey|keydb)-cli\\s(?:[^;|&]*\\s)?-a\\s*(?<v>" WORD ")"
    /* a header of HTTP */
    "|\\bauthorization:\\s*(?:(?:basic|bearer|token)\\s+)?(?<v>[^\\s'\"]+)";

static void secret_add(const char *text, gsize length, GPtrArray *secrets) {
  const bool quoted = length > 1 && (*text == '\'' || *text == '"');
  if (length > (quoted ? 2 : 0))
    pc_secrets_add(secrets, quoted ? text + 1 : text, (gssize)(quoted ? length - 2 : length));
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
  g_string_append(result, PC_SECRET_MASK);
  g_string_append_len(result, text + to, end - to);
  return FALSE;
}

char *pc_command_redact(const char *command, GPtrArray *secrets) {
  /* Bytes that are no UTF-8 are no reason to show a password. */
  g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);
  g_autofree char *masked =
      g_regex_replace_eval(regex, command, -1, 0, 0, match_mask, secrets, NULL);
  return masked && strcmp(masked, command) != 0 ? g_steal_pointer(&masked) : NULL;
}
