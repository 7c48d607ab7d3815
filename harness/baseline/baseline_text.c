/* SPDX-License-Identifier: MIT */
/* Entries of a baseline as YAML text. */
#include "harness/baseline/baseline_text.h"

#include <string.h>

/* Words that a reader of YAML may take for something else than text. */
static bool word_is_special(const char *text) {
  static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_ascii_strcasecmp(text, words[i]) == 0)
      return true;
  return false;
}

static bool text_is_plain(const char *text) {
  static const char within[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.+() -";
  const gsize length = strlen(text);
  return g_ascii_isalpha(*text) && strspn(text, within) == length && text[length - 1] != ' ' &&
         !word_is_special(text);
}

static void character_append(GString *yaml, gunichar c) {
  if (c == '"' || c == '\\')
    g_string_append_printf(yaml, "\\%c", (char)c);
  else if (c == '\n')
    g_string_append(yaml, "\\n");
  else if (c == '\t')
    g_string_append(yaml, "\\t");
  else if (c == ' ' || (g_unichar_isprint(c) && !g_unichar_isspace(c) && c < 0xE000))
    g_string_append_unichar(yaml, c);
  else if (c > 0xFFFF)
    g_string_append_printf(yaml, "\\U%08X", c);
  else
    g_string_append_printf(yaml, "\\u%04X", c);
}

void pc_baseline_scalar_append(GString *yaml, const char *text) {
  if (text_is_plain(text) || pc_day_is_valid(text)) {
    g_string_append(yaml, text);
    return;
  }
  g_string_append_c(yaml, '"');
  for (; *text; text = g_utf8_find_next_char(text, NULL))
    character_append(yaml, g_utf8_get_char(text));
  g_string_append_c(yaml, '"');
}

void pc_baseline_side_append(GString *yaml, const pc_baseline_side *side) {
  g_string_append_printf(yaml, "{digest: \"%s\"", side->digest);
  if (side->version) {
    g_string_append(yaml, ", version: ");
    pc_baseline_scalar_append(yaml, side->version);
  }
  if (side->answer) {
    g_string_append(yaml, ", answer: ");
    pc_baseline_scalar_append(yaml, side->answer);
  }
  g_string_append_c(yaml, '}');
}

void pc_baseline_entry_append(GString *yaml, const pc_baseline_entry *entry, gsize column,
                              const char *line_end) {
  const struct {
    const char *key;
    const char *value;
  } members[] = {{"probe", entry->probe},
                 {"service", entry->service},
                 {"environment", entry->environment},
                 {"observation", entry->observation},
                 {"reason", entry->reason},
                 {"owner", entry->owner},
                 {"expires", entry->expires}};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
    if (!members[i].value)
      continue;
    g_string_append_printf(yaml, "%*s%s%s: ", (int)column, "", i ? "  " : "- ", members[i].key);
    pc_baseline_scalar_append(yaml, members[i].value);
    g_string_append(yaml, line_end);
  }
  g_string_append_printf(yaml, "%*s  reference: ", (int)column, "");
  pc_baseline_side_append(yaml, &entry->reference);
  g_string_append_printf(yaml, "%s%*s  other: ", line_end, (int)column, "");
  pc_baseline_side_append(yaml, &entry->other);
  g_string_append(yaml, line_end);
}

char *pc_baseline_area(const char *probe, const char **ret_name) {
  const char *slash = strrchr(probe, '/');
  *ret_name = slash ? slash + 1 : probe;
  return slash ? g_strndup(probe, (gsize)(slash - probe)) : g_strdup(".");
}
