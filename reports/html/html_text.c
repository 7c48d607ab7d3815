/* SPDX-License-Identifier: MIT */
/* Text for a page: nothing in it acts, and none of it hides. */
#include "reports/html/html.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum { CHARACTERS_SHOWN = 4096 };

static void escaped_append(GString *html, const char *plain, gsize length) {
  for (gsize i = 0; i < length; i++) {
    switch (plain[i]) {
    case '&':
      g_string_append(html, "&amp;");
      break;
    case '<':
      g_string_append(html, "&lt;");
      break;
    case '>':
      g_string_append(html, "&gt;");
      break;
    case '"':
      g_string_append(html, "&quot;");
      break;
    case '\'':
      g_string_append(html, "&#39;");
      break;
    default:
      g_string_append_c(html, plain[i]);
    }
  }
}

/* How much of shown text is shown, in bytes; ret_more gets how many characters are not. */
static gsize shown_length(const char *shown, glong *ret_more) {
  const gsize length = strlen(shown);
  *ret_more = 0;
  if (length <= CHARACTERS_SHOWN)
    return length;
  const glong characters = g_utf8_strlen(shown, -1);
  if (characters <= CHARACTERS_SHOWN)
    return length;
  *ret_more = characters - CHARACTERS_SHOWN;
  return (gsize)(g_utf8_offset_to_pointer(shown, CHARACTERS_SHOWN) - shown);
}

void pc_html_words(GString *html, const char *words) {
  g_autofree char *shown = words ? pc_text_show(words, strlen(words)) : NULL;
  if (shown)
    pc_html_shown(html, shown);
}

void pc_html_shown(GString *html, const char *shown) {
  glong more;
  escaped_append(html, shown, shown_length(shown, &more));
  if (more)
    g_string_append_printf(html, "<span class=\"more\">… (%ld characters more)</span>", more);
}

void pc_html_format(GString *html, const char *format, const char *words) {
  const char *at = strstr(format, "%s");
  g_string_append_len(html, format, at - format);
  pc_html_words(html, words);
  g_string_append(html, at + strlen("%s"));
}

/* Nothing that comes here has control characters but newlines. '<' never stands in a script's text.
 */
static void literal_append(GString *json, const char *shown, gsize length) {
  g_string_append_c(json, '"');
  for (gsize i = 0; i < length; i++) {
    const char c = shown[i];
    if (c == '"' || c == '\\') {
      g_string_append_c(json, '\\');
      g_string_append_c(json, c);
    } else if (c == '<' || c == '>' || c == '&' || (guchar)c < ' ') {
      g_string_append_printf(json, "\\u%04x", c);
    } else {
      g_string_append_c(json, c);
    }
  }
  g_string_append_c(json, '"');
}

void pc_html_json_shown(GString *json, const char *shown) {
  glong more;
  const gsize length = shown_length(shown, &more);
  if (more)
    g_string_append_c(json, '[');
  literal_append(json, shown, length);
  if (more)
    g_string_append_printf(json, ",%ld]", more);
}

void pc_html_json_words(GString *json, const char *words, gsize length) {
  if (pc_text_is_plain(words, length) && memchr(words, '\0', length + 1) == words + length) {
    pc_html_json_shown(json, words);
    return;
  }
  g_autofree char *shown = pc_text_show(words, length);
  pc_html_json_shown(json, shown);
}

void pc_html_json_lines(GString *json, const char *words, gsize length) {
  g_autoptr(GString) shown = g_string_sized_new(length);
  const char *const end = words + length;
  for (const char *newline; (newline = memchr(words, '\n', (gsize)(end - words)));
       words = newline + 1) {
    g_autofree char *line = pc_text_show(words, (gsize)(newline - words));
    g_string_append(shown, line);
    g_string_append_c(shown, '\n');
  }
  g_autofree char *line = pc_text_show(words, (gsize)(end - words));
  g_string_append(shown, line);
  pc_html_json_shown(json, shown->str);
}
