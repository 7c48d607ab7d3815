/* SPDX-License-Identifier: MIT */
/* The HTML report: one page that stands by itself, for people who decide. */
#include "reports/html/html.h"

#include "reports/isolation.h"

#include "harness/base/version.h"

#include <gio/gio.h>
#include <string.h>

#define RESOURCE_ROOT "/paritycheck/reports/html/"

static const char *const scripts[] = {"difference.js", "detail.js", "page.js", NULL};

/* A file of the program's own. */
static GBytes *resource_load(const char *name) {
  g_autofree char *path = g_strconcat(RESOURCE_ROOT, name, NULL);
  return g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static void resource_append(GString *text, const char *element, const char *name) {
  g_autoptr(GBytes) bytes = resource_load(name);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
  g_string_append_printf(text, "<%s>", element);
  g_string_append_len(text, data ? data : "", (gssize)length);
  g_string_append_printf(text, "</%s>\n", element);
}

/* As a content security policy names it. */
static void hash_append(GString *text, const char *name) {
  g_autoptr(GBytes) bytes = resource_load(name);
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = 0;
  const guchar *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
  g_checksum_update(checksum, data ? data : (const guchar *)"", (gssize)length);
  length = sizeof digest;
  g_checksum_get_digest(checksum, digest, &length);
  g_autofree char *base64 = g_base64_encode(digest, length);
  g_string_append_printf(text, " 'sha256-%s'", base64);
}

void pc_html_open(GString *text, const char *title, bool scripted) {
  g_string_append(
      text,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
      "form-action 'none'; img-src data:; style-src");
  hash_append(text, "page.css");
  for (guint i = 0; scripted && scripts[i]; i++) {
    g_string_append(text, i == 0 ? "; script-src" : "");
    hash_append(text, scripts[i]);
  }
  g_string_append(text,
                  "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
                  "content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n");
  pc_html_format(text, "<title>%s</title>\n", title);
  resource_append(text, "style", "page.css");
  for (guint i = 0; scripted && scripts[i]; i++)
    resource_append(text, "script", scripts[i]);
  g_string_append(text, "</head>\n<body>\n");
}

void pc_html_close(GString *text) {
  g_string_append(text, "<footer><p>Written by paritycheck " PC_VERSION
                        "</p></footer>\n</body>\n</html>\n");
}

/* An environment's name as the page calls it: each once. */
static GPtrArray *names_new(const pc_comparison *comparison) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < comparison->environments->len; i++) {
    const char *name = pc_comparison_environment(comparison, i)->name;
    guint before = 0;
    for (guint k = 0; k < i; k++)
      before += g_strcmp0(pc_comparison_environment(comparison, k)->name, name) == 0;
    g_ptr_array_add(names, before ? g_strdup_printf("%s (%u)", name, before + 1)
                                  : g_strdup(name ? name : ""));
  }
  return names;
}

static guint *columns_new(const pc_comparison *comparison) {
  guint *columns = g_new0(guint, comparison->environments->len);
  guint n = 0;
  columns[n++] = comparison->reference;
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      columns[n++] = i;
  return columns;
}

/* A clause of the verdict for each environment, a line each. */
static void verdict_append(pc_html *html) {
  static const char *const badges[] = {"No difference that counts", "Differences", "", "Incomplete",
                                       "Incident"};
  static const char *const classes[] = {"agrees", "differs", "", "unknown", "differs"};
  const int status = html->comparison->exit_status;
  const guint index = status >= 0 && status < (int)G_N_ELEMENTS(badges) ? (guint)status : 3;
  g_auto(GStrv) clauses =
      g_strsplit(html->comparison->verdict ? html->comparison->verdict : "", "; ", -1);
  g_string_append_printf(
      html->text,
      "<header class=\"top\"><p class=\"program\">paritycheck <button type=\"button\" "
      "class=\"theme\" hidden>Dark</button></p>\n<p class=\"badge %s\">%s</p>\n<h1%s>",
      classes[index], badges[index], g_strv_length(clauses) > 2 ? " class=\"several\"" : "");
  for (char **clause = clauses; *clause; clause++)
    pc_html_format(html->text, clause[1] ? "<span>%s;</span> " : "<span>%s</span>", *clause);
  g_string_append_printf(html->text, "</h1>\n<p class=\"note\">Exit status %d", status);
  pc_html_format(html->text, ", under <code>--fail-on %s</code>. ", html->comparison->fail_on);
  pc_html_format(
      html->text,
      "Each environment was asked the same, and is held against <b>%s</b>.</p></header>\n",
      html->names->pdata[html->comparison->reference]);
}

static void html_write(const pc_comparison *comparison, const pc_report_options *options,
                       FILE *stream) {
  (void)options;
  g_autofree guint *columns = columns_new(comparison);
  g_autoptr(GPtrArray) names = names_new(comparison);
  g_autoptr(GPtrArray) rows = pc_html_rows_new(comparison);
  g_autoptr(GString) text = g_string_sized_new(1 << 20);
  pc_html html = {
      .comparison = comparison, .text = text, .columns = columns, .names = names, .rows = rows};
  pc_html_open(text, comparison->verdict ? comparison->verdict : "paritycheck", true);
  verdict_append(&html);
  g_string_append(text, "<main>\n");
  pc_html_incidents_append(&html);
  pc_html_summary_append(&html);
  pc_html_problems_append(&html);
  pc_html_matrix_append(&html);
  pc_html_sections_append(&html);
  g_string_append(
      text,
      "</main>\n<noscript><p class=\"note\">The table is all here; what each cell opens, and the "
      "filters, take JavaScript. The text report has the same.</p></noscript>\n");
  pc_html_data_append(&html);
  pc_html_close(text);
  fwrite(text->str, 1, text->len, stream);
}

const pc_report pc_report_html = {
    .name = "html",
    .summary = "one page that stands by itself: what differs, side by side",
    .detail = PC_DETAIL_WHOLE,
    .write = html_write,
    .isolation = pc_isolation_write_html,
};
