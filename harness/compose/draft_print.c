/* SPDX-License-Identifier: MIT */
/* A draft as a commented configuration. */
#include "harness/compose/draft.h"

#include <string.h>

/* One line of a comment, whatever a file's names hold. */
static void comment_print(GString *text, const char *indent, const char *comment) {
  g_autofree char *valid = g_utf8_make_valid(comment, -1);
  g_string_append_printf(text, "%s# ", indent);
  for (const char *c = valid; *c; c = g_utf8_find_next_char(c, NULL)) {
    const gunichar letter = g_utf8_get_char(c);
    g_string_append_unichar(text, g_unichar_isprint(letter) ? letter : '?');
  }
  g_string_append_c(text, '\n');
}

static bool value_is_plain(const char *value) {
  static const char fine[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.:/@?=&%$~{},;()[]*'!";
  return strspn(value, fine) == strlen(value) && !g_str_has_suffix(value, ":") &&
         (g_ascii_isalpha(*value) || *value == '$');
}

/* One that is left out stands there as a comment. */
static void value_print(GString *text, bool left_out, const char *name, const char *value) {
  g_string_append_printf(text, "    %s%s: ", left_out ? "# " : "", name);
  if (value_is_plain(value)) {
    g_string_append_printf(text, "%s\n", value);
    return;
  }
  g_string_append_c(text, '"');
  for (; *value; value++) {
    if (strchr("\"\\", *value))
      g_string_append_c(text, '\\');
    if (g_ascii_iscntrl(*value))
      g_string_append_printf(text, "\\x%02x", (guchar)*value);
    else
      g_string_append_c(text, *value);
  }
  g_string_append(text, "\"\n");
}

static void variable_print(GString *text, const char *name, const char *what) {
  g_autofree char *line = g_strdup_printf("  %-26s %s", name, what);
  comment_print(text, "", line);
}

static char *production_what(const pc_draft_service *service) {
  const pc_product *product = service->product;
  if (!product || !product->port)
    return g_strdup("where production's is");
  const bool credentials = product->users != NULL;
  const bool password = product->passwords != NULL && !credentials;
  return g_strdup_printf("where production's is: %s://%s%s", product->scheme,
                         credentials ? "USER:PASSWORD@HOST"
                         : password  ? ":PASSWORD@HOST"
                                     : "HOST",
                         product->path ? product->path : "");
}

/* Nothing can be reached from this machine: it is asked from within the application's container. */
static bool is_inside(const pc_draft *draft) {
  return draft->application && !pc_draft_is_reachable(draft);
}

static void head_print(GString *text, const pc_draft *draft) {
  g_autofree char *from = g_strdup_printf(
      "Drafted by 'paritycheck init' from %s. Every line may be changed.", draft->source);
  comment_print(text, "", from);
  g_string_append(text, "#\n# Set before 'paritycheck run' (a password as it is: what a URL needs "
                        "is encoded then):\n");
  for (guint i = 0; i < draft->variables->len; i++) {
    const pc_draft_variable *variable = draft->variables->pdata[i];
    variable_print(text, variable->name, variable->what);
  }
  for (guint i = 0; i < draft->services->len; i++) {
    const pc_draft_service *service = draft->services->pdata[i];
    if (pc_draft_leaves_out(draft, service))
      continue;
    g_autofree char *name = pc_draft_production(service);
    g_autofree char *what = production_what(service);
    variable_print(text, name, what);
  }
}

static void via_print(GString *text, const pc_draft *draft) {
  g_autofree char *fit = g_strdup(draft->application ? draft->application : "app");
  g_strcanon(fit, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", '_');
  if (is_inside(draft)) {
    comment_print(
        text, "    ",
        "no port is published: asked from within, where paritycheck must be on the PATH too");
    g_string_append_printf(text, "    via: docker compose exec -T %s\n", fit);
    return;
  }
  for (guint i = 0; i < draft->services->len; i++) {
    const pc_draft_service *service = draft->services->pdata[i];
    if (service->reachable || !service->inner)
      continue;
    comment_print(
        text, "    ",
        "what has no port on this machine is reached by its name in the project's network, from a");
    comment_print(text, "    ",
                  "container that has paritycheck on its PATH; then all services here have to be "
                  "written so:");
    g_string_append_printf(text, "    # via: docker compose exec -T %s\n", fit);
    return;
  }
}

static void development_print(GString *text, const pc_draft *draft) {
  const bool inside = is_inside(draft);
  g_string_append(text, "  development:\n");
  via_print(text, draft);
  for (guint i = 0; i < draft->services->len; i++) {
    const pc_draft_service *service = draft->services->pdata[i];
    for (guint k = 0; k < service->comments->len; k++)
      comment_print(text, "    ", service->comments->pdata[k]);
    value_print(text, pc_draft_leaves_out(draft, service), service->name,
                inside && service->inner ? service->inner : service->url);
  }
}

char *pc_draft_print(const pc_draft *draft) {
  GString *text = g_string_new(NULL);
  head_print(text, draft);
  g_string_append(text, "\nreference: production\nenvironments:\n");
  development_print(text, draft);
  g_string_append(text,
                  "  production:\n    production: true   # few connections, no intrusive probe\n"
                  "    # via: ssh bastion   # where only another machine reaches it, with "
                  "paritycheck on its PATH\n");
  for (guint i = 0; i < draft->services->len; i++) {
    const pc_draft_service *service = draft->services->pdata[i];
    g_autofree char *name = pc_draft_production(service);
    g_autofree char *reference = g_strdup_printf("${%s}", name);
    value_print(text, pc_draft_leaves_out(draft, service), service->name, reference);
  }
  if (draft->left->len)
    g_string_append(text, "\n# Not asked:\n");
  for (guint i = 0; i < draft->left->len; i++) {
    g_autofree char *line = g_strdup_printf("  %s", (const char *)draft->left->pdata[i]);
    comment_print(text, "", line);
  }
  return g_string_free(text, FALSE);
}
