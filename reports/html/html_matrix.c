/* SPDX-License-Identifier: MIT */
/* The matrix of behaviours and environments, which stands without any script. */
#include "reports/html/html.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum { MANY_ENVIRONMENTS = 4 };

/* What a status is called on its button; NULL: it has none. */
static const char *const button_words[] = {
    "New",          "Changed", "Expired",   "Pending", "Accepted", "Differs", "Could not tell",
    "Type or name", "Agrees",  "Not asked", NULL};

/* How many behaviours have the status in an environment. */
static guint status_count(const pc_html *html, pc_html_status status) {
  guint n = 0;
  for (guint i = 0; i < html->rows->len; i++) {
    bool has = false;
    for (guint k = 0; k < html->names->len && !has; k++)
      has = pc_html_row_status(html, html->rows->pdata[i], k) == status;
    n += has;
  }
  return n;
}

static void statuses_append(const pc_html *html) {
  g_string_append(html->text, "<div class=\"chips\" role=\"group\" aria-label=\"Status\">");
  for (guint i = 0; button_words[i]; i++) {
    const guint n = status_count(html, (pc_html_status)i);
    if (n)
      g_string_append_printf(html->text,
                             "<button type=\"button\" class=\"chip %s\" data-status=\"%s\" "
                             "aria-pressed=\"false\"%s>%s <b>%u</b></button>",
                             pc_html_status_names[i], pc_html_status_names[i],
                             pc_html_status_is_wanted(html, (pc_html_status)i) ? " data-wanted"
                                                                               : "",
                             button_words[i], n);
  }
  g_string_append(html->text, "</div>");
}

static void select_append(const pc_html *html, const char *name, const char *words,
                          const char *const *values) {
  g_string_append_printf(
      html->text,
      "<label><span>%s</span> <select data-filter=\"%s\"><option value=\"\">all</option>", words,
      name);
  for (; *values; values++) {
    pc_html_format(html->text, "<option value=\"%s\">", *values);
    pc_html_format(html->text, "%s</option>", *values);
  }
  g_string_append(html->text, "</select></label>");
}

/* A set of words is offered where there are several. */
static void services_append(const pc_html *html) {
  g_autoptr(GPtrArray) services = g_ptr_array_new();
  for (guint i = 0; i < html->rows->len; i++) {
    char *service = ((const pc_html_row *)html->rows->pdata[i])->about->service;
    if (services->len == 0 || strcmp(services->pdata[services->len - 1], service) != 0)
      g_ptr_array_add(services, service);
  }
  g_ptr_array_add(services, NULL);
  if (services->len > 2)
    select_append(html, "role", "Role", (const char *const *)services->pdata);
}

static void environments_append(const pc_html *html) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 1; i < html->names->len; i++)
    g_ptr_array_add(names, html->names->pdata[html->columns[i]]);
  g_ptr_array_add(names, NULL);
  if (names->len > 2)
    select_append(html, "environment", "Environment", (const char *const *)names->pdata);
}

static void filters_append(const pc_html *html) {
  static const char *const severities[] = {"high", "medium", "low", NULL};
  g_string_append(html->text,
                  "<div class=\"filters\" role=\"search\" aria-label=\"Behaviours shown\">");
  statuses_append(html);
  g_string_append(
      html->text,
      "<div class=\"fields\"><label class=\"text\"><span>Text</span> <input type=\"search\" "
      "placeholder=\"title, id, statement\" spellcheck=\"false\" autocomplete=\"off\"></label>");
  services_append(html);
  environments_append(html);
  select_append(html, "severity", "Severity", severities);
  select_append(html, "category", "Category", pc_category_names);
  g_string_append(html->text,
                  "<button type=\"button\" class=\"everything\">Show everything</button></div>"
                  "<p class=\"shown\" role=\"status\" aria-live=\"polite\"></p></div>\n");
}

static void head_append(const pc_html *html) {
  g_string_append_printf(
      html->text,
      "<div class=\"scroller\"><table class=\"matrix%s\"><caption class=\"aside\">Behaviours by "
      "role and area, and what came of each in every environment</caption>\n<colgroup><col "
      "class=\"behaviour\"><col class=\"severity\">",
      html->names->len > MANY_ENVIRONMENTS ? " many" : "");
  for (guint i = 0; i < html->names->len; i++)
    g_string_append(html->text, "<col>");
  g_string_append(
      html->text,
      "</colgroup>\n<thead><tr><th scope=\"col\">Behaviour</th><th scope=\"col\">Severity</th>");
  for (guint i = 0; i < html->names->len; i++) {
    pc_html_format(html->text, "<th scope=\"col\" data-name=\"%s\">",
                   html->names->pdata[html->columns[i]]);
    pc_html_words(html->text, html->names->pdata[html->columns[i]]);
    g_string_append(html->text, i == 0 ? " <small>reference</small></th>" : "</th>");
  }
  g_string_append(html->text, "</tr></thead>\n");
}

static void role_append(const pc_html *html, const char *service) {
  pc_html_format(html->text, "<tbody class=\"role\" data-role=\"%s\"><tr>", service);
  pc_html_format(html->text, "<th scope=\"rowgroup\" colspan=\"2\">%s</th>", service);
  for (guint i = 0; i < html->names->len; i++) {
    const pc_service_record *record = pc_html_service(html, html->columns[i], service);
    pc_html_format(html->text, "<td>%s ", record ? record->product : NULL);
    pc_html_format(html->text, "<small>%s</small></td>",
                   record ? record->fingerprint.version : NULL);
  }
  g_string_append(html->text, "</tr></tbody>\n");
}

static void area_append(const pc_html *html, const pc_html_row *row) {
  pc_html_format(html->text, "<tbody class=\"area\" data-role=\"%s\"><tr class=\"area\">",
                 row->about->service);
  g_string_append_printf(html->text, "<th scope=\"rowgroup\" colspan=\"%u\">",
                         html->names->len + 2);
  pc_html_format(html->text, "%s</th></tr>\n", *row->area ? row->area : row->about->service);
}

static void escaped_append(GString *html, const char *words) {
  g_autofree char *shown = pc_text_show(words, strlen(words));
  g_autofree char *escaped = g_uri_escape_string(shown, "/", FALSE);
  g_string_append(html, escaped);
}

/* The categories that one environment shows in this behaviour, the worst first, as bits. */
static guint categories_of(const pc_html_row *row, guint environment, bool *ret_silent) {
  guint categories = 0;
  *ret_silent = true;
  for (guint i = 0; i < row->findings->len; i++) {
    const pc_finding *finding = row->findings->pdata[i];
    if (finding->environment != environment)
      continue;
    categories |= 1u << finding->category;
    *ret_silent = *ret_silent && (finding->silent || finding->category >= PC_CATEGORY_KIND);
  }
  return categories;
}

static const char *state_words(const pc_html_row *row, guint environment, pc_html_status status) {
  static const char *const words[] = {"differs", "differs", "differs", "differs",
                                      "differs", "differs", NULL,      "type or name",
                                      "agrees",  NULL,      "answered"};
  const pc_state state = row->about->states[environment];
  if (words[status])
    return words[status];
  if (state == PC_STATE_SETUP_REFUSED)
    return "setup refused";
  if (state == PC_STATE_ABSENT && row->about->answers->pdata[environment])
    return "not compared";
  return state == PC_STATE_ABSENT    ? "not there"
         : state == PC_STATE_SKIPPED ? "not asked"
                                     : pc_state_names[state];
}

static void cell_append(const pc_html *html, const pc_html_row *row, guint environment) {
  const pc_html_status status = pc_html_row_status(html, row, environment);
  bool silent;
  const guint categories = categories_of(row, environment, &silent);
  g_autoptr(GString) words = g_string_new(NULL);
  if (status <= PC_HTML_ACCEPTED)
    g_string_append(words, pc_html_status_names[status]);
  for (guint i = 0; pc_category_names[i]; i++)
    if (categories & (1u << i))
      g_string_append_printf(words, "%s%s", words->len ? ", " : "", pc_category_names[i]);
  g_string_append_printf(html->text, "<td class=\"%s\"><a href=\"#", pc_html_status_names[status]);
  escaped_append(html->text, row->about->probe);
  g_string_append_c(html->text, '@');
  escaped_append(html->text, html->names->pdata[environment]);
  if (row->ambiguous) {
    g_string_append(html->text, "&amp;service=");
    escaped_append(html->text, row->about->service);
  }
  g_string_append_printf(html->text, "\">%s", state_words(row, environment, status));
  if (words->len)
    g_string_append_printf(html->text, " <small>%s%s</small>", words->str,
                           silent && status != PC_HTML_KIND ? ", silent" : "");
  g_string_append(html->text, "</a></td>");
}

static void row_append(const pc_html *html, const pc_html_row *row) {
  const char *severity = pc_severity_names[row->about->severity];
  bool wanted = false;
  for (guint i = 0; i < html->names->len; i++)
    wanted = wanted || pc_html_status_is_wanted(html, pc_html_row_status(html, row, i));
  g_string_append_printf(html->text, "<tr class=\"row%s\"", wanted ? "" : " calm");
  pc_html_format(html->text, " id=\"%s\"><th scope=\"row\">", row->about->probe);
  pc_html_format(html->text, "<span>%s</span> ", row->about->title);
  pc_html_format(html->text, "<code>%s</code></th>", row->about->probe);
  g_string_append_printf(html->text, "<td class=\"severity %s\">%s</td>", severity, severity);
  for (guint i = 0; i < html->names->len; i++)
    cell_append(html, row, html->columns[i]);
  g_string_append(html->text, "</tr>\n");
}

void pc_html_matrix_append(pc_html *html) {
  const pc_html_row *before = NULL;
  g_string_append(html->text,
                  "<section class=\"behaviours\" aria-labelledby=\"the-behaviours\"><h2 "
                  "id=\"the-behaviours\">Behaviours</h2>\n");
  filters_append(html);
  head_append(html);
  for (guint i = 0; i < html->rows->len; i++) {
    const pc_html_row *row = html->rows->pdata[i];
    const bool role = !before || strcmp(before->about->service, row->about->service) != 0;
    const bool area = role || strcmp(before->area, row->area) != 0;
    if (area && before)
      g_string_append(html->text, "</tbody>\n");
    if (role)
      role_append(html, row->about->service);
    if (area)
      area_append(html, row);
    row_append(html, row);
    before = row;
  }
  g_string_append(html->text, before ? "</tbody>\n</table></div>\n" : "</table></div>\n");
  g_string_append(html->text,
                  "<p class=\"none\" hidden>No behaviour is like that. <button type=\"button\" "
                  "class=\"everything\">Show everything</button></p></section>\n");
}
