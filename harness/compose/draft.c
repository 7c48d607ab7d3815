/* SPDX-License-Identifier: MIT */
/* Drafts of configurations: which services there are, and how they are reached. */
#include "harness/compose/draft.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/compose/application_url.h"

#include <string.h>

static void draft_service_free(gpointer data) {
  pc_draft_service *service = data;
  g_free(service->name);
  g_free(service->where);
  g_free(service->from);
  g_free(service->url);
  g_free(service->inner);
  g_ptr_array_unref(service->comments);
  g_free(service);
}

static void draft_variable_free(gpointer data) {
  pc_draft_variable *variable = data;
  g_free(variable->name);
  g_free(variable->value);
  g_free(variable->what);
  g_free(variable);
}

pc_draft *pc_draft_new(const char *source) {
  pc_draft *draft = g_new0(pc_draft, 1);
  draft->source = g_strdup(source);
  draft->services = g_ptr_array_new_with_free_func(draft_service_free);
  draft->variables = g_ptr_array_new_with_free_func(draft_variable_free);
  draft->left = g_ptr_array_new_with_free_func(g_free);
  return draft;
}

void pc_draft_free(pc_draft *draft) {
  if (!draft)
    return;
  g_free(draft->source);
  g_free(draft->application);
  g_ptr_array_unref(draft->services);
  g_ptr_array_unref(draft->variables);
  g_ptr_array_unref(draft->left);
  g_free(draft);
}

static pc_draft_service *service_named(const pc_draft *draft, const char *name) {
  for (guint i = 0; i < draft->services->len; i++)
    if (strcmp(((pc_draft_service *)draft->services->pdata[i])->name, name) == 0)
      return draft->services->pdata[i];
  return NULL;
}

/* What a configuration takes as a service's name; NULL: nothing is left. */
static char *name_fit(const char *text) {
  g_autofree char *name = g_ascii_strdown(text, -1);
  g_strcanon(name, "abcdefghijklmnopqrstuvwxyz0123456789_-", '-');
  if (g_str_has_suffix(name, "_url"))
    name[strlen(name) - strlen("_url")] = '\0';
  const char *start = name + strcspn(name, "abcdefghijklmnopqrstuvwxyz");
  return *start ? g_strndup(start, 40) : NULL;
}

/* A name for a service that does the job wanted; of a second one its own, which must not name
 * another job. */
static char *name_choose(const pc_draft *draft, const char *wanted, const char *own) {
  static const char *const taken[] = {"production", "via", "url", NULL};
  if (!service_named(draft, wanted))
    return g_strdup(wanted);
  g_autofree char *fit = own ? name_fit(own) : NULL;
  const bool free_name =
      fit && pc_name_index(pc_role_names, fit) < 0 && !g_strv_contains(taken, fit);
  g_autofree char *base = free_name ? g_steal_pointer(&fit) : g_strdup_printf("second-%s", wanted);
  char *name = g_strdup(base);
  for (guint k = 2; service_named(draft, name); k++) {
    g_free(name);
    name = g_strdup_printf("%s-%u", base, k);
  }
  return name;
}

static pc_draft_service *service_add(pc_draft *draft, const char *name, const char *job,
                                     const pc_product *product, const char *where) {
  pc_draft_service *service = g_new0(pc_draft_service, 1);
  service->name = g_strdup(name);
  service->job = job;
  service->where = g_strdup(where);
  service->product = product;
  service->reachable = true;
  service->comments = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(draft->services, service);
  return service;
}

/* The name that is free, or stands for the same value already, of one and, in front of it, owner.
 */
static const char *variable_add(pc_draft *draft, const char *name, const char *owner,
                                const char *value, const char *what) {
  g_autofree char *wanted =
      g_strdup_printf("%s%s", g_ascii_isdigit(*name) || !*name ? "_" : "", name);
  /* What a file calls a variable need not be one that can be referred to. */
  g_strcanon(wanted, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", '_');
  for (guint k = 1;; k++) {
    const pc_draft_variable *other = NULL;
    for (guint i = 0; i < draft->variables->len; i++)
      if (strcmp(((pc_draft_variable *)draft->variables->pdata[i])->name, wanted) == 0)
        other = draft->variables->pdata[i];
    if (other && g_strcmp0(other->value, value) == 0)
      return other->name;
    if (!other)
      break;
    g_autofree char *prefix = g_ascii_strup(owner, -1);
    g_strcanon(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", '_');
    g_free(wanted);
    wanted = k == 1 ? g_strdup_printf("%s%s_%s", g_ascii_isdigit(*prefix) ? "_" : "", prefix, name)
                    : g_strdup_printf("_%s_%u", name, k);
    g_strcanon(wanted, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", '_');
  }
  pc_draft_variable *variable = g_new0(pc_draft_variable, 1);
  variable->name = g_steal_pointer(&wanted);
  variable->value = g_strdup(value);
  variable->what = g_strdup(what);
  g_ptr_array_add(draft->variables, variable);
  return variable->name;
}

/* The first of several variables that the service has and that is not empty; NULL: none. */
static const pc_compose_text *first_of(const pc_compose_service *service, const char *names) {
  g_auto(GStrv) each = g_strsplit(names ? names : "", " ", -1);
  for (char **name = each; *name; name++) {
    const pc_compose_text *text = pc_compose_service_variable(service, *name);
    if (text && (*text->text || text->variable))
      return text;
  }
  return NULL;
}

/* The word behind a flag in a command. */
static const pc_compose_text *argument_of(const pc_compose_service *service, const char *flag) {
  for (guint i = 0; i + 1 < service->command->len; i++)
    if (strcmp(((const pc_compose_text *)service->command->pdata[i])->raw, flag) == 0)
      return service->command->pdata[i + 1];
  return NULL;
}

static const pc_compose_text *service_password(const pc_compose_service *service,
                                               const pc_product *product, const char *user) {
  const pc_compose_text *of_command =
      product->password_flag ? argument_of(service, product->password_flag) : NULL;
  if (of_command)
    return of_command;
  /* A user's password is not root's. */
  if (product->own_passwords && g_strcmp0(user, product->user) == 0)
    return first_of(service, product->own_passwords);
  return first_of(service, product->passwords);
}

static const char *password_reference(pc_draft *draft, const pc_compose_service *service,
                                      const pc_product *product, const pc_compose_text *password) {
  const char *name = password->variable ? password->variable : password->name;
  g_autofree char *upper = g_ascii_strup(product->name, -1);
  g_autofree char *usual =
      g_strdup_printf("%s_PASSWORD", g_strcanon(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", '_'));
  g_autofree char *what =
      g_strdup_printf("the password of %s (%s)", service->name, password->where);
  return variable_add(draft, name ? name : usual, service->name, password->text, what);
}

static char *escape(const char *text) { return g_uri_escape_string(text, NULL, FALSE); }

/* A name as it stands in a URL: what only a variable tells is a reference to it. */
static char *part_new(pc_draft *draft, const pc_compose_service *service,
                      const pc_compose_text *text) {
  if (*text->text)
    return escape(text->text);
  g_autofree char *what = g_strdup_printf("%s of %s (%s)", text->name, service->name, text->where);
  return g_strdup_printf("${%s}", variable_add(draft, text->variable, service->name, "", what));
}

static const char *used_password(pc_draft *draft, const pc_compose_service *service,
                                 const pc_product *product) {
  g_autofree char *upper = g_ascii_strup(product->name, -1);
  g_autofree char *name =
      g_strdup_printf("%s_PASSWORD", g_strcanon(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", '_'));
  g_autofree char *what =
      g_strdup_printf("the password of %s, as the application's URL has it", service->name);
  return variable_add(draft, name, service->name, NULL, what);
}

/* The URL up to the host: "postgresql://USER:${PASSWORD}@". */
static char *credentials_new(pc_draft *draft, const pc_compose_service *service,
                             const pc_product *product, const pc_application_url *used) {
  const pc_compose_text *named = first_of(service, product->users);
  const char *user = used && used->user ? used->user : product->user;
  const pc_compose_text *password = service_password(service, product, named ? named->text : user);
  const bool known = !password && user && g_strcmp0(user, product->known_user) == 0;
  const char *reference = NULL;
  if (password)
    reference = password_reference(draft, service, product, password);
  else if (used && used->password && !known)
    reference = used_password(draft, service, product);
  /* Only a database has users without a password; elsewhere what stands there alone may be one. */
  if (!reference && !product->user)
    return g_strdup_printf("%s://", product->scheme);
  g_autofree char *part = named ? part_new(draft, service, named) : escape(user ? user : "");
  return reference ? g_strdup_printf("%s://%s:${%s}@", product->scheme, part, reference)
                   : g_strdup_printf("%s://%s@", product->scheme, part);
}

/* Behind the host and port. */
static char *path_new(pc_draft *draft, const pc_compose_service *service, const pc_product *product,
                      const pc_application_url *used) {
  const pc_compose_text *named = first_of(service, product->databases);
  const bool as_user = product->capabilities & PC_PRODUCT_USERS_DATABASE;
  if (!named && !(used && used->path) && as_user)
    named = first_of(service, product->users);
  const char *path = used && used->path ? used->path : as_user ? product->user : NULL;
  if (!product->path || (!named && !path))
    return g_strdup("");
  g_autofree char *part = named ? part_new(draft, service, named) : escape(path);
  return g_strdup_printf("/%s", part);
}

static const pc_compose_port *port_of(const pc_compose_service *service, guint target) {
  for (guint i = 0; i < service->ports->len; i++)
    if (((const pc_compose_port *)service->ports->pdata[i])->target == target)
      return service->ports->pdata[i];
  return NULL;
}

/* There may be a listener of its own for the machine outside. */
static const pc_compose_port *port_published(const pc_compose_service *service,
                                             const pc_product *product) {
  const pc_compose_port *port = port_of(service, product->port);
  for (guint i = 0; !port && product->is_listener && i < service->ports->len; i++) {
    const pc_compose_port *other = service->ports->pdata[i];
    if (other->published && product->is_listener(other->target))
      port = other;
  }
  return port;
}

static const char *port_host(const pc_compose_port *port) {
  static const char *const any[] = {"", "0.0.0.0", "::", "*", NULL};
  const bool usable = port->host && !g_strv_contains(any, port->host) &&
                      strspn(port->host, "0123456789abcdefABCDEF.:") == strlen(port->host);
  return usable ? port->host : "127.0.0.1";
}

static void comment_add(pc_draft_service *service, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void comment_add(pc_draft_service *service, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_ptr_array_add(service->comments, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}

static void reach_tell(pc_draft_service *made, const pc_compose_service *service,
                       const pc_compose_port *port) {
  const guint target = made->product->port;
  if (port && port->published)
    return;
  if (port)
    comment_add(made, "docker takes any free port for it: 'docker compose port %s %u' tells which",
                service->name, target);
  else
    comment_add(
        made,
        "it has no port on this machine; publish it (ports: [\"127.0.0.1:%u:%u\"]), or ask from "
        "within, where it is %s",
        target, target, made->inner);
}

static void service_draft(pc_draft *draft, const pc_compose_service *service,
                          const pc_product *product, const char *job,
                          const pc_application_url *used) {
  g_autofree char *name = name_choose(draft, job, service->name);
  /* Of what is something else too, the name alone tells that it is asked as a queue. */
  const bool queue = strcmp(job, "queue") == 0;
  if (queue && strcmp(product->service, "queue") != 0 && strcmp(name, "queue") != 0) {
    g_ptr_array_add(
        draft->left,
        g_strdup_printf("%s as a queue: the name 'queue', which it needs for that, is taken",
                        service->name));
    return;
  }
  pc_draft_service *made = service_add(draft, name, job, product,
                                       service->image ? service->image->where : service->where);
  made->from = g_strdup(service->name);
  const pc_compose_port *port = port_published(service, product);
  g_autofree char *front = credentials_new(draft, service, product, used);
  g_autofree char *path = path_new(draft, service, product, used);
  const char *host = port ? port_host(port) : "127.0.0.1";
  const bool brackets = strchr(host, ':') != NULL;
  const guint number = port && port->published ? port->published : product->port;
  made->url = g_strdup_printf("%s%s%s%s:%u%s", front, brackets ? "[" : "", host,
                              brackets ? "]" : "", number, path);
  g_autofree char *inner_host = escape(service->name);
  made->inner = g_strdup_printf("%s%s:%u%s", front, inner_host,
                                used && used->port ? used->port : product->port, path);
  made->reachable = port && port->published;
  if (service->image)
    comment_add(made, "%s runs the image %s (%s)", service->name, service->image->raw,
                service->image->where);
  else
    comment_add(made, "%s is taken for %s by the application's URL (%s)", service->name,
                product->name, service->where);
  if (service->profile)
    comment_add(made, "it runs only with --profile %s", service->profile);
  reach_tell(made, service, port);
}

/* Whether a service of the compose file is in the draft for that job. */
static pc_draft_service *drafted(const pc_draft *draft, const char *from, const char *job) {
  for (guint i = 0; i < draft->services->len; i++) {
    pc_draft_service *service = draft->services->pdata[i];
    const bool role = pc_name_index(pc_role_names, service->name) >= 0;
    if (g_strcmp0(service->from, from) == 0 && (!job || !role || strcmp(service->name, job) == 0))
      return service;
  }
  return NULL;
}

static void external_draft(pc_draft *draft, const pc_compose_text *variable,
                           const pc_application_url *url) {
  if (!url->native) {
    g_autofree char *port = url->port ? g_strdup_printf(":%u", url->port) : g_strdup("");
    g_autofree char *what =
        g_strdup_printf("%s, which is no URL as paritycheck takes it: %s://...%s", variable->where,
                        url->product->scheme, port);
    g_ptr_array_add(draft->left, g_strdup_printf("%s (%s)", variable->name, what));
    return;
  }
  g_autofree char *what = g_strdup_printf("the URL that the application has (%s)", variable->where);
  const char *own = variable->variable ? variable->variable : variable->name;
  g_autofree char *reference =
      g_strdup_printf("${%s}", variable_add(draft, own, "APP", variable->text, what));
  for (guint i = 0; i < draft->services->len; i++)
    if (strcmp(((const pc_draft_service *)draft->services->pdata[i])->url, reference) == 0)
      return;
  g_autofree char *name = name_choose(draft, url->service, variable->name);
  pc_draft_service *made = service_add(draft, name, url->service, url->product, variable->where);
  made->url = g_steal_pointer(&reference);
  comment_add(made, "%s is outside of the compose file (%s)", variable->name, variable->where);
}

/* What stands in for a service: a database that is a file, a dictionary. */
static void model_draft(pc_draft *draft, const pc_compose_text *variable,
                        const pc_application_url *url, const GPtrArray *variables) {
  const char *profile = "";
  for (guint i = 0; i < variables->len; i++) {
    const char *name = ((const pc_compose_text *)variables->pdata[i])->name;
    profile = strcmp(name, "DJANGO_SETTINGS_MODULE") == 0 ? "?profile=django"
              : strcmp(name, "RAILS_ENV") == 0            ? "?profile=rails"
                                                          : profile;
  }
  g_autofree char *path = url->path ? g_uri_escape_string(url->path, "/:", FALSE) : g_strdup("");
  const pc_product *product = url->product;
  const bool folder = product->capabilities & PC_PRODUCT_FOLDER;
  g_autofree char *text =
      g_strdup_printf("%s:%s%s", product->scheme, product->in_memory || folder ? path : "",
                      product->in_memory ? profile : "");
  for (guint i = 0; i < draft->services->len; i++)
    if (strcmp(((const pc_draft_service *)draft->services->pdata[i])->url, text) == 0)
      return;
  g_autofree char *name = name_choose(draft, url->service, variable->name);
  pc_draft_service *made = service_add(draft, name, url->service, url->product, variable->where);
  made->url = g_steal_pointer(&text);
  comment_add(made, "%s (%s)", variable->name, variable->where);
  if (product->in_memory && strcmp(path, product->in_memory) != 0)
    comment_add(
        made,
        "the path as the application sees it: the file's own, where the volume is elsewhere here");
}

static void variable_draft(pc_draft *draft, const pc_compose_file *compose,
                           const pc_compose_text *variable, const pc_application_url *url,
                           const GPtrArray *variables) {
  const pc_compose_service *host =
      compose && url->host ? pc_compose_file_find(compose, url->host) : NULL;
  if (!url->service) {
    g_ptr_array_add(draft->left,
                    g_strdup_printf("%s (%s): there is no adapter for %s", variable->name,
                                    variable->where, url->product->name));
  } else if (!url->product->port) {
    model_draft(draft, variable, url, variables);
  } else if (!host) {
    external_draft(draft, variable, url);
  } else {
    pc_image image = {0};
    if (host->image)
      pc_image_parse(host->image->text, &image);
    const pc_product *product =
        image.product && image.product->scheme ? image.product : url->product;
    if (!drafted(draft, host->name, url->service))
      service_draft(draft, host, product, url->service, url);
    pc_image_clear(&image);
  }
}

void pc_draft_add_variables(pc_draft *draft, const pc_compose_file *compose,
                            const GPtrArray *variables, const char *application) {
  if (application && !draft->application)
    draft->application = g_strdup(application);
  for (guint i = 0; i < variables->len; i++) {
    const pc_compose_text *variable = variables->pdata[i];
    pc_application_url url;
    if (!pc_application_url_parse(variable->name, variable->text, &url))
      continue;
    variable_draft(draft, compose, variable, &url, variables);
    pc_application_url_clear(&url);
  }
}

static const pc_product *service_product(const pc_compose_service *service) {
  pc_image image = {0};
  if (service->image)
    pc_image_parse(service->image->text, &image);
  const pc_product *product = image.product;
  pc_image_clear(&image);
  return product;
}

static void left_tell(pc_draft *draft, const pc_compose_service *service,
                      const pc_product *product) {
  const char *image = service->image ? service->image->raw : NULL;
  if (product)
    g_ptr_array_add(draft->left, g_strdup_printf("%s (%s): there is no adapter for %s",
                                                 service->name, service->where, product->name));
  else if (drafted(draft, service->name, NULL))
    return;
  else if (image && !service->build)
    g_ptr_array_add(
        draft->left,
        g_strdup_printf(
            "%s (%s): the image %s is not known as a backing service; taken for an application",
            service->name, service->where, image));
  else
    g_ptr_array_add(draft->left, g_strdup_printf("%s (%s): built here, taken for an application",
                                                 service->name, service->where));
}

void pc_draft_add_compose(pc_draft *draft, const pc_compose_file *compose) {
  /* Applications tell jobs and names of databases, so they are read first; their order is that of
   * the file. */
  for (guint i = 0; i < compose->services->len; i++) {
    const pc_compose_service *service = compose->services->pdata[i];
    if (!service_product(service))
      pc_draft_add_variables(draft, compose, service->environment, service->name);
  }
  for (guint i = 0; i < compose->services->len; i++) {
    const pc_compose_service *service = compose->services->pdata[i];
    const pc_product *product = service_product(service);
    if (product && product->scheme && !drafted(draft, service->name, NULL))
      service_draft(draft, service, product, product->service, NULL);
    else if (!product || !product->scheme)
      left_tell(draft, service, product);
  }
  for (guint i = 0; i < compose->notes->len; i++)
    g_ptr_array_add(draft->left, g_strdup(compose->notes->pdata[i]));
}

/* The URL with its password replaced by a reference; NULL with error set where it cannot be told
 * apart. */
static char *url_without_secret(pc_draft *draft, const pc_endpoint *endpoint, const char *name,
                                GError **error) {
  if (endpoint->secrets->len == 0) {
    g_autoptr(GString) plain = g_string_new(endpoint->url);
    g_string_replace(plain, "$", "$$", 0);
    return g_string_free(g_steal_pointer(&plain), FALSE);
  }
  g_autofree char *upper = g_ascii_strup(name, -1);
  g_strcanon(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", '_');
  g_autofree char *wanted = g_strdup_printf("%s_PASSWORD", upper);
  g_auto(GStrv) parts = g_strsplit(endpoint->redacted, "***", -1);
  if (g_strv_length(parts) != 2) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the URL '%s' has several secrets: put it into a variable, and its name into the "
                "configuration",
                endpoint->redacted);
    return NULL;
  }
  for (char **part = parts; *part; part++) {
    g_auto(GStrv) dollars = g_strsplit(*part, "$", -1);
    g_free(*part);
    *part = g_strjoinv("$$", dollars);
  }
  g_autofree char *what = g_strdup_printf("the password in %s", endpoint->redacted);
  const char *variable = variable_add(draft, wanted, name, endpoint->url, what);
  return g_strdup_printf("%s${%s}%s", parts[0], variable, parts[1]);
}

bool pc_draft_add_url(pc_draft *draft, const char *argument, GError **error) {
  const gsize word = strspn(argument, "abcdefghijklmnopqrstuvwxyz");
  g_autofree char *role = argument[word] == '=' ? g_strndup(argument, word) : NULL;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(role ? argument + word + 1 : argument, error);
  const pc_adapter *adapter = NULL;
  if (endpoint)
    adapter = role ? pc_adapter_find_role(endpoint->scheme, role, error)
                   : pc_adapter_find(endpoint->scheme, error);
  if (!adapter || !adapter->check(endpoint, error))
    return false;
  guint index = 0;
  while (!role && !(adapter->roles & (1u << index)))
    index++;
  const char *job = role ? role : pc_role_names[index];
  const bool sql = strcmp(job, pc_role_names[PC_ROLE_SQL]) == 0;
  g_autofree char *name = name_choose(draft, sql ? "database" : job, NULL);
  g_autofree char *url = url_without_secret(draft, endpoint, name, error);
  if (!url)
    return false;
  pc_draft_service *made = service_add(draft, name, NULL, NULL, NULL);
  made->url = g_steal_pointer(&url);
  comment_add(made, "%s, as given", adapter->product);
  return true;
}

char *pc_draft_production(const pc_draft_service *service) {
  g_autofree char *upper = g_ascii_strup(service->name, -1);
  g_strcanon(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", '_');
  return g_strdup_printf("PRODUCTION_%s_URL", upper);
}

bool pc_draft_is_reachable(const pc_draft *draft) {
  for (guint i = 0; i < draft->services->len; i++)
    if (((const pc_draft_service *)draft->services->pdata[i])->reachable)
      return true;
  return false;
}

bool pc_draft_leaves_out(const pc_draft *draft, const pc_draft_service *service) {
  return !service->reachable && pc_draft_is_reachable(draft);
}
