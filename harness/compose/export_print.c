/* SPDX-License-Identifier: MIT */
/* An export as a compose file. */
#include "harness/compose/export.h"

#include <string.h>

enum { PORTS_MAX = 64 };

typedef struct printing {
  GString *text;
  GPtrArray *left;        /* char *: what is left out, with the reason */
  guint ports[PORTS_MAX]; /* that are taken on this machine */
  guint n_ports;
} printing;

static void comment_print(GString *text, const char *indent, const char *comment) {
  g_autofree char *valid = g_utf8_make_valid(comment, -1);
  g_string_append_printf(text, "%s# ", indent);
  for (const char *c = valid; *c; c = g_utf8_find_next_char(c, NULL)) {
    const gunichar letter = g_utf8_get_char(c);
    g_string_append_unichar(text, g_unichar_isprint(letter) ? letter : '?');
  }
  g_string_append_c(text, '\n');
}

/* In double quotes, a dollar sign doubled for Compose. */
static void quoted_print(GString *text, const char *value) {
  g_string_append_c(text, '"');
  for (; *value; value++) {
    if (g_ascii_iscntrl(*value)) {
      g_string_append_printf(text, "\\x%02x", (guchar)*value);
      continue;
    }
    if (strchr("\"\\$", *value))
      g_string_append_c(text, *value == '$' ? '$' : '\\');
    g_string_append_c(text, *value);
  }
  g_string_append_c(text, '"');
}

static void item_print(GString *text, const char *reason, const char *value) {
  if (reason)
    comment_print(text, "      ", reason);
  g_string_append(text, "      - ");
  quoted_print(text, value);
  g_string_append_c(text, '\n');
}

static void variable_print(GString *text, const char *reason, const char *name, const char *value) {
  if (reason)
    comment_print(text, "      ", reason);
  g_string_append_printf(text, "      %s: ", name);
  quoted_print(text, value);
  g_string_append_c(text, '\n');
}

static const char *value_of(const pc_export_service *service, const char *name) {
  return json_string_value(json_object_get(service->settings, name));
}

/* Why a setting is to be written, the caller's: it is not what the image has, or probes depend on
 * it. NULL: it is not. */
static char *setting_reason(const pc_export_service *service, const pc_product_setting *setting) {
  const char *value = value_of(service, setting->name);
  const pc_export_asked *asked =
      g_hash_table_lookup(service->asked, setting->asked ? setting->asked : setting->name);
  const bool differs = !setting->image || g_strcmp0(value, setting->image) != 0;
  if (!value || (!differs && !asked))
    return NULL;
  GString *reason = g_string_new(NULL);
  if (differs && setting->image)
    g_string_append_printf(reason, "the image has %s%s",
                           *setting->image ? setting->image : "nothing", asked ? "; " : "");
  else if (differs && !asked)
    g_string_append(reason, "the images do not all have the same");
  if (asked)
    g_string_append_printf(reason, "%s depends on it", asked->first);
  if (asked && asked->n > 1)
    g_string_append_printf(reason, ", and %u more", asked->n - 1);
  return g_string_free(reason, FALSE);
}

/* As setting_reason; nor is what has its value from another setting. The image has settings. */
static char *written_reason(const pc_export_service *service, const pc_product_setting *setting) {
  const bool follows = setting->follows && g_strcmp0(value_of(service, setting->name),
                                                     value_of(service, setting->follows)) == 0;
  return follows ? NULL : setting_reason(service, setting);
}

/* value may be NULL: NAME alone is filled in. */
static char *filled_new(const char *text, const char *name, const char *value) {
  GString *filled = g_string_new(text);
  g_string_replace(filled, "NAME", name, 0);
  if (value)
    g_string_replace(filled, "VALUE", value, 0);
  return g_string_free(filled, FALSE);
}

/* The arguments for a setting, as char *. */
static GPtrArray *arguments_new(const pc_export_service *service,
                                const pc_product_setting *setting) {
  GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
  const char *value = value_of(service, setting->name);
  const char *written = setting->written ? setting->written : setting->name;
  g_autofree char *number =
      setting->unit
          ? g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(value, NULL, 10) / setting->unit)
          : NULL;
  g_auto(GStrv) words = g_strsplit(service->product->image->arguments, " ", -1);
  for (char **word = words; *word; word++)
    if (!setting->bare || !strstr(*word, "VALUE"))
      g_ptr_array_add(arguments, filled_new(*word, written, number ? number : value));
  return arguments;
}

static void command_print(GString *text, const pc_export_service *service) {
  const pc_product_image *image = service->product->image;
  bool begun = false;
  for (const pc_product_setting *setting = image->settings; setting->name; setting++) {
    g_autofree char *reason = written_reason(service, setting);
    if (!reason)
      continue;
    if (!begun) {
      g_string_append(text, "    command:\n");
      item_print(text, NULL, image->program);
      begun = true;
    }
    g_autoptr(GPtrArray) arguments = arguments_new(service, setting);
    for (guint i = 0; i < arguments->len; i++)
      item_print(text, i ? NULL : reason, arguments->pdata[i]);
  }
}

/* All arguments in one variable, where whatever is no number might be taken for more of them. */
static void arguments_print(GString *text, const pc_export_service *service) {
  const pc_product_image *image = service->product->image;
  g_autoptr(GString) all = g_string_new(NULL);
  g_autoptr(GString) why = g_string_new(NULL);
  for (const pc_product_setting *setting = image->settings; setting->name; setting++) {
    g_autofree char *reason = written_reason(service, setting);
    const char *value = reason ? value_of(service, setting->name) : NULL;
    if (!value || strspn(value, "0123456789") != strlen(value))
      continue;
    g_autoptr(GPtrArray) arguments = arguments_new(service, setting);
    g_string_append(all, all->len ? "" : image->program);
    for (guint i = 0; i < arguments->len; i++)
      g_string_append_printf(all, " %s", (const char *)arguments->pdata[i]);
    g_string_append_printf(why, "%s%s: %s", why->len ? "; " : "", setting->name, reason);
  }
  if (all->len)
    variable_print(text, why->str, image->variable, all->str);
}

/* A variable for each setting. */
static void settings_print(GString *text, const pc_export_service *service) {
  const pc_product_image *image = service->product->image;
  for (const pc_product_setting *setting = image->settings; setting->name; setting++) {
    g_autofree char *reason = written_reason(service, setting);
    if (!reason)
      continue;
    g_autofree char *upper = g_ascii_strup(setting->name, -1);
    g_autofree char *name = filled_new(image->variable, g_strdelimit(upper, ".", '_'), NULL);
    variable_print(text, reason, name, value_of(service, setting->name));
  }
}

static void image_variable_print(GString *text, const pc_export_service *service,
                                 const pc_product_variable *variable, guint port) {
  if (variable->secret) {
    g_string_append_printf(text, "      %s: ${%s:?set it in the environment or in .env}\n",
                           variable->name, variable->secret);
    return;
  }
  if (variable->value && g_str_has_prefix(variable->value, "${")) {
    g_string_append_printf(text, "      %s: %s\n", variable->name, variable->value);
    return;
  }
  g_autofree char *made = variable->make ? variable->make(service->settings) : NULL;
  if (!made && !variable->value)
    return;
  g_autofree char *number = g_strdup_printf("%u", port);
  g_autoptr(GString) value = g_string_new(made ? made : variable->value);
  if (!made)
    g_string_replace(value, "PORT", number, 0);
  g_autofree char *reason = variable->because ? setting_reason(service, variable->because) : NULL;
  g_autofree char *why =
      reason ? g_strdup_printf("%s: %s", variable->why, reason) : g_strdup(variable->why);
  variable_print(text, why, variable->name, value->str);
}

static void environment_print(GString *text, const pc_export_service *service, guint port) {
  const pc_product_image *image = service->product->image;
  const char *remark = image->remark ? image->remark(service->settings) : NULL;
  if (!image->variables)
    return;
  g_string_append(text, "    environment:\n");
  for (const pc_product_variable *variable = image->variables; variable->name; variable++)
    image_variable_print(text, service, variable, port);
  if (remark)
    comment_print(text, "      ", remark);
  if (image->variable && image->program)
    arguments_print(text, service);
  else if (image->variable)
    settings_print(text, service);
}

static void entrypoint_print(GString *text, const pc_export_service *service) {
  const pc_product_image *image = service->product->image;
  g_autofree char *commands = image->prepare ? image->prepare(service->settings) : NULL;
  if (!commands)
    return;
  g_autofree char *script = g_strdup_printf("%sexec docker-entrypoint.sh \"$@\"", commands);
  comment_print(text, "    ", image->prepare_why);
  g_string_append(text, "    entrypoint:\n");
  item_print(text, NULL, "sh");
  item_print(text, NULL, "-c");
  item_print(text, NULL, script);
  item_print(text, NULL, "sh");
}

/* A port of this machine that no other service here has. */
static guint port_take(printing *p, guint wanted) {
  for (guint i = 0; i < p->n_ports; i++)
    if (p->ports[i] == wanted)
      return port_take(p, wanted + 1);
  if (p->n_ports < PORTS_MAX)
    p->ports[p->n_ports++] = wanted;
  return wanted;
}

/* Which image has the version; ret_remark is what to say about it, or NULL. The caller's. */
static char *image_new(const pc_export_service *service, const char **ret_remark) {
  const pc_product_image *image = service->product->image;
  const char *name = pc_export_is_build(service) ? image->build_name : image->name;
  g_auto(GStrv) parts = g_strsplit(service->tag, ".", -1);
  *ret_remark = g_strv_length(parts) == 2 ? image->line : NULL;
  return g_strdup_printf("%s:%s%s", name, service->tag, *ret_remark ? ".0" : "");
}

static void service_print(printing *p, const pc_export_service *service) {
  const pc_product *product = service->product;
  const char *remark = NULL;
  g_autofree char *image = image_new(service, &remark);
  g_autofree char *what = g_strdup_printf("%s %s", service->engine, service->version);
  const guint port = port_take(p, product->port);
  g_string_append_printf(p->text, "  %s:\n", service->name);
  comment_print(p->text, "    ", what);
  if (remark)
    comment_print(p->text, "    ", remark);
  g_string_append_printf(p->text, "    image: %s\n", image);
  environment_print(p->text, service, port);
  entrypoint_print(p->text, service);
  if (!product->image->variable)
    command_print(p->text, service);
  g_string_append_printf(p->text, "    ports:\n      - \"127.0.0.1:%u:%u\"\n", port, product->port);
  g_string_append_printf(p->text,
                         "    healthcheck:\n      test: %s\n      interval: 5s\n      timeout: "
                         "10s\n      retries: 30\n",
                         product->image->health);
}

static bool names_are_fit(const char *name) {
  return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
         strlen(name);
}

/* Why a service is left out, the caller's; NULL: it is not. */
static char *left_out_new(const pc_export *export, guint index) {
  const pc_export_service *service = export->services->pdata[index];
  if (!service->version)
    return g_strdup_printf("%s: %s did not answer when it was recorded, or was asked nothing",
                           service->name, service->engine);
  if (service->look_alike)
    return g_strdup_printf(
        "%s: what speaks like %s here calls itself '%s', which has no official image",
        service->name, service->engine, service->look_alike);
  if (!service->product || !service->product->image || !names_are_fit(service->name))
    return g_strdup_printf("%s: %s %s, for which there is no official image", service->name,
                           service->engine, service->version);
  if (!service->tag)
    return g_strdup_printf("%s: %s, whose version '%s' is not known as an image's tag",
                           service->name, service->engine, service->version);
  for (guint i = 0; i < index; i++) {
    const pc_export_service *other = export->services->pdata[i];
    if (service->server && g_strcmp0(other->server, service->server) == 0)
      return g_strdup_printf("%s: the same server as %s", service->name, other->name);
  }
  return NULL;
}

char *pc_export_print(const pc_export *export) {
  printing p = {.text = g_string_new(NULL), .left = g_ptr_array_new_with_free_func(g_free)};
  g_autofree char *head =
      g_strdup_printf("Drafted by 'paritycheck compose' from %s: the backing services of %s as "
                      "they were on %s, with the",
                      export->file, export->environment, export->recorded ? export->recorded : "?");
  guint n = 0;
  comment_print(p.text, "", head);
  comment_print(p.text, "",
                "settings that are not the image's own, or that a probe names in 'depends-on:'.");
  g_string_append(p.text, "services:\n");
  for (guint i = 0; i < export->services->len; i++) {
    char *why = left_out_new(export, i);
    if (why)
      g_ptr_array_add(p.left, why);
    else
      service_print(&p, export->services->pdata[i]);
    n += !why;
  }
  if (n == 0)
    g_string_insert(p.text, (gssize)p.text->len - 1, " {}");
  for (guint i = 0; i < p.left->len; i++) {
    g_autofree char *line = g_strdup_printf("left out: %s", (const char *)p.left->pdata[i]);
    comment_print(p.text, "", line);
  }
  g_ptr_array_unref(p.left);
  return g_string_free(p.text, FALSE);
}
