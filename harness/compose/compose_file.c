/* SPDX-License-Identifier: MIT */
/* Compose files: YAML with anchors and merge keys, short and long forms. */
#include "harness/compose/compose_file.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/yaml.h"

#include <string.h>

/* What a file may cost: a small one with many aliases could else keep us for years. */
enum { VISITS_MAX = 100000, MERGED_MAX = 16 };

typedef struct pair {
  yaml_node_t *key;
  yaml_node_t *value;
} pair;

typedef struct reading {
  pc_yaml yaml;
  pc_compose_file *compose;
  const char *folder; /* where other files are; NULL: they are not read */
  guint visits;
} reading;

static void port_free(gpointer data) {
  g_free(((pc_compose_port *)data)->host);
  g_free(data);
}

static void text_free(gpointer data) { pc_compose_text_free(data); }

static void service_free(gpointer data) {
  pc_compose_service *service = data;
  g_free(service->name);
  g_free(service->where);
  pc_compose_text_free(service->image);
  g_free(service->profile);
  g_ptr_array_unref(service->environment);
  g_ptr_array_unref(service->ports);
  g_ptr_array_unref(service->command);
  g_free(service);
}

static pc_compose_file *compose_new(void) {
  pc_compose_file *compose = g_new0(pc_compose_file, 1);
  compose->services = g_ptr_array_new_with_free_func(service_free);
  compose->notes = g_ptr_array_new_with_free_func(g_free);
  compose->variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return compose;
}

void pc_compose_file_free(pc_compose_file *compose) {
  if (!compose)
    return;
  g_ptr_array_unref(compose->services);
  g_ptr_array_unref(compose->notes);
  g_hash_table_unref(compose->variables);
  g_free(compose);
}

pc_compose_service *pc_compose_file_find(const pc_compose_file *compose, const char *name) {
  for (guint i = 0; i < compose->services->len; i++)
    if (strcmp(((pc_compose_service *)compose->services->pdata[i])->name, name) == 0)
      return compose->services->pdata[i];
  return NULL;
}

const pc_compose_text *pc_compose_service_variable(const pc_compose_service *service,
                                                   const char *name) {
  for (guint i = 0; i < service->environment->len; i++)
    if (strcmp(((const pc_compose_text *)service->environment->pdata[i])->name, name) == 0)
      return service->environment->pdata[i];
  return NULL;
}

static pc_compose_service *service_find_or_add(pc_compose_file *compose, const char *name) {
  pc_compose_service *service = pc_compose_file_find(compose, name);
  if (service)
    return service;
  service = g_new0(pc_compose_service, 1);
  service->name = g_strdup(name);
  service->environment = g_ptr_array_new_with_free_func(text_free);
  service->ports = g_ptr_array_new_with_free_func(port_free);
  service->command = g_ptr_array_new_with_free_func(text_free);
  g_ptr_array_add(compose->services, service);
  return service;
}

static bool scalar_is_null(const yaml_node_t *node) {
  const char *text = (const char *)node->data.scalar.value;
  return node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
         (!*text || strcmp(text, "~") == 0 || g_ascii_strcasecmp(text, "null") == 0);
}

static bool node_is_null(const yaml_node_t *node) {
  return node->type == YAML_SCALAR_NODE && scalar_is_null(node);
}

static bool key_check(const reading *r, const yaml_node_t *key, GError **error) {
  if (key->type != YAML_SCALAR_NODE)
    return pc_yaml_fail(&r->yaml, key, error, "expected a key, not a %s",
                        key->type == YAML_MAPPING_NODE ? "mapping" : "list");
  return strlen(pc_yaml_name(key)) == key->data.scalar.length ||
         pc_yaml_fail(&r->yaml, key, error, "a key with a NUL character");
}

static bool pair_add(const reading *r, GArray *pairs, const pair *one, bool own, GError **error) {
  for (guint i = 0; i < pairs->len; i++) {
    const yaml_node_t *other = g_array_index(pairs, pair, i).key;
    if (strcmp(pc_yaml_name(other), pc_yaml_name(one->key)) != 0)
      continue;
    g_autofree char *quoted = pc_yaml_quote(pc_yaml_name(one->key));
    /* What is merged in gives way to what is there. */
    return !own ||
           pc_yaml_fail(&r->yaml, one->key, error, "key %s is given twice, first in line %zu",
                        quoted, other->start_mark.line + 1);
  }
  g_array_append_val(pairs, *one);
  return true;
}

static bool pairs_collect(reading *r, yaml_node_t *node, guint depth, GArray *pairs,
                          GError **error);

/* "<<": a mapping, or a list of them of which the first goes before. */
static bool merged_collect(reading *r, yaml_node_t *value, guint depth, GArray *pairs,
                           GError **error) {
  if (value->type != YAML_SEQUENCE_NODE)
    return pairs_collect(r, value, depth + 1, pairs, error);
  const yaml_node_item_t *item = value->data.sequence.items.start;
  for (; item < value->data.sequence.items.top; item++)
    if (!pairs_collect(r, yaml_document_get_node(&r->yaml.document, *item), depth + 1, pairs,
                       error))
      return false;
  return true;
}

static bool pairs_collect(reading *r, yaml_node_t *node, guint depth, GArray *pairs,
                          GError **error) {
  if (node->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(&r->yaml, node, error,
                        depth ? "expected a mapping behind '<<'" : "expected a mapping");
  const yaml_node_pair_t *top = node->data.mapping.pairs.top;
  for (guint merging = 0; merging < 2; merging++) {
    for (const yaml_node_pair_t *each = node->data.mapping.pairs.start; each < top; each++) {
      const pair one = {yaml_document_get_node(&r->yaml.document, each->key),
                        yaml_document_get_node(&r->yaml.document, each->value)};
      if (++r->visits > VISITS_MAX || depth > MERGED_MAX)
        return pc_yaml_fail(&r->yaml, node, error, "too much is merged in here ('<<', '*name')");
      if (!key_check(r, one.key, error))
        return false;
      const bool merge = strcmp(pc_yaml_name(one.key), "<<") == 0 &&
                         one.key->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      if (merge && merging && !merged_collect(r, one.value, depth, pairs, error))
        return false;
      if (!merge && !merging && !pair_add(r, pairs, &one, depth == 0, error))
        return false;
    }
  }
  return true;
}

/* The entries of a mapping with what is merged into it; the caller's. NULL with error set. */
static GArray *pairs_new(reading *r, yaml_node_t *node, GError **error) {
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(pair));
  return pairs_collect(r, node, 0, pairs, error) ? g_steal_pointer(&pairs) : NULL;
}

/* A scalar with its variables replaced; NULL with error set. */
static pc_compose_text *text_new(reading *r, const char *name, const yaml_node_t *node,
                                 const char *what, GError **error) {
  const char *problem = NULL;
  if (node->type != YAML_SCALAR_NODE)
    return pc_yaml_fail(&r->yaml, node, error, "expected %s, not a %s", what,
                        node->type == YAML_MAPPING_NODE ? "mapping" : "list"),
           NULL;
  if (strlen(pc_yaml_name(node)) != node->data.scalar.length)
    return pc_yaml_fail(&r->yaml, node, error, "a value with a NUL character"), NULL;
  if (++r->visits > VISITS_MAX)
    return pc_yaml_fail(&r->yaml, node, error, "too many values ('*name')"), NULL;
  g_autofree char *where = pc_yaml_where(&r->yaml, node);
  pc_compose_text *text = pc_compose_text_new(name, scalar_is_null(node) ? "" : pc_yaml_name(node),
                                              where, r->compose->variables, &problem);
  if (!text)
    pc_yaml_fail(&r->yaml, node, error, "%s", problem);
  return text;
}

/* What is given again counts in place of what was given before. */
static void environment_set(pc_compose_service *service, pc_compose_text *text) {
  for (guint i = 0; i < service->environment->len; i++) {
    if (strcmp(((pc_compose_text *)service->environment->pdata[i])->name, text->name) != 0)
      continue;
    pc_compose_text_free(service->environment->pdata[i]);
    service->environment->pdata[i] = text;
    return;
  }
  g_ptr_array_add(service->environment, text);
}

/* A name alone stands for the variable of that name where Compose is called. */
static bool environment_pass(reading *r, const yaml_node_t *node, const char *name,
                             pc_compose_service *service, GError **error) {
  const char *problem = NULL;
  g_autofree char *where = pc_yaml_where(&r->yaml, node);
  g_autofree char *raw = g_strdup_printf("${%s}", name);
  pc_compose_text *text = pc_compose_text_new(name, raw, where, r->compose->variables, &problem);
  if (!text)
    return pc_yaml_fail(&r->yaml, node, error, "expected the name of a variable");
  environment_set(service, text);
  return true;
}

static bool environment_item(reading *r, const yaml_node_t *item, pc_compose_service *service,
                             GError **error) {
  g_autoptr(pc_compose_text) whole = text_new(r, NULL, item, "'NAME=VALUE'", error);
  if (!whole)
    return false;
  const char *equals = strchr(whole->raw, '=');
  g_autofree char *name =
      equals ? g_strndup(whole->raw, (gsize)(equals - whole->raw)) : g_strdup(whole->raw);
  const char *problem = NULL;
  if (!equals)
    return environment_pass(r, item, name, service, error);
  pc_compose_text *text =
      pc_compose_text_new(name, equals + 1, whole->where, r->compose->variables, &problem);
  if (!text)
    return pc_yaml_fail(&r->yaml, item, error, "%s", problem);
  environment_set(service, text);
  return true;
}

static bool environment_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                             GError **error) {
  if (value->type == YAML_SEQUENCE_NODE) {
    const yaml_node_item_t *item = value->data.sequence.items.start;
    for (; item < value->data.sequence.items.top; item++)
      if (!environment_item(r, yaml_document_get_node(&r->yaml.document, *item), service, error))
        return false;
    return true;
  }
  if (node_is_null(value))
    return true;
  if (value->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(&r->yaml, value, error,
                        "expected a mapping or a list of 'NAME=VALUE' for 'environment'");
  g_autoptr(GArray) pairs = pairs_new(r, value, error);
  for (guint i = 0; pairs && i < pairs->len; i++) {
    const pair *one = &g_array_index(pairs, pair, i);
    const char *name = pc_yaml_name(one->key);
    if (node_is_null(one->value)) {
      if (!environment_pass(r, one->value, name, service, error))
        return false;
      continue;
    }
    pc_compose_text *text = text_new(r, name, one->value, "a single value in 'environment'", error);
    if (!text)
      return false;
    environment_set(service, text);
  }
  return pairs != NULL;
}

/* The variables of a file count behind those of "environment", which is read after it. */
static bool env_file_load(reading *r, const yaml_node_t *node, const char *path, bool required,
                          pc_compose_service *service, GError **error) {
  g_autofree char *file = r->folder && !g_path_is_absolute(path)
                              ? g_build_filename(r->folder, path, NULL)
                              : g_strdup(path);
  g_autofree char *content = NULL;
  gsize length;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(text_free);
  if (!r->folder)
    return true;
  if (!pc_input_read(file, PC_COMPOSE_FILE_MAX, &content, &length, NULL)) {
    g_autofree char *where = pc_yaml_where(&r->yaml, node);
    g_autofree char *quoted = pc_yaml_quote(path);
    if (required)
      g_ptr_array_add(r->compose->notes,
                      g_strdup_printf("%s: the env_file %s cannot be read", where, quoted));
    return true;
  }
  const char *shown = g_str_has_prefix(file, "./") ? file + 2 : file;
  if (!pc_compose_env_parse(content, length, shown, texts, NULL, error))
    return false;
  for (guint i = 0; i < texts->len; i++) {
    environment_set(service, texts->pdata[i]);
    texts->pdata[i] = NULL;
  }
  return true;
}

static yaml_node_t *pairs_find(const GArray *pairs, const char *name) {
  for (guint i = 0; i < pairs->len; i++)
    if (strcmp(pc_yaml_name(g_array_index(pairs, pair, i).key), name) == 0)
      return g_array_index(pairs, pair, i).value;
  return NULL;
}

static bool env_file_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                          GError **error) {
  const bool list = value->type == YAML_SEQUENCE_NODE;
  const gsize length =
      list ? (gsize)(value->data.sequence.items.top - value->data.sequence.items.start) : 1;
  for (gsize i = 0; i < length && !node_is_null(value); i++) {
    yaml_node_t *item =
        list ? yaml_document_get_node(&r->yaml.document, value->data.sequence.items.start[i])
             : value;
    bool required = true;
    if (item->type == YAML_MAPPING_NODE) {
      g_autoptr(GArray) pairs = pairs_new(r, item, error);
      if (!pairs)
        return false;
      const yaml_node_t *must = pairs_find(pairs, "required");
      required =
          !must || must->type != YAML_SCALAR_NODE || strcmp(pc_yaml_name(must), "false") != 0;
      item = pairs_find(pairs, "path");
      if (!item)
        return pc_yaml_fail(&r->yaml, value, error, "expected 'path' in a long 'env_file'");
    }
    g_autoptr(pc_compose_text) path =
        text_new(r, NULL, item, "the path of a file for 'env_file'", error);
    if (!path || !env_file_load(r, item, path->text, required, service, error))
      return false;
  }
  return true;
}

static bool number_parse(const char *text, guint *ret_number) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(text, 10, 1, 65535, &number, NULL))
    return false;
  *ret_number = (guint)number;
  return true;
}

/* "[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]"; a range counts by its first port. */
static bool port_parse(const char *text, pc_compose_port *port) {
  g_autofree char *copy = g_strdup(text);
  copy[strcspn(copy, "/")] = '\0';
  char *colon = strrchr(copy, ':');
  char *target = colon ? colon + 1 : copy;
  const bool range = strchr(target, '-') != NULL;
  target[strcspn(target, "-")] = '\0';
  if (!number_parse(target, &port->target))
    return false;
  if (!colon)
    return true;
  *colon = '\0';
  colon = strrchr(copy, ':');
  char *published = colon ? colon + 1 : copy;
  if (colon) {
    *colon = '\0';
    const bool brackets = *copy == '[' && g_str_has_suffix(copy, "]");
    port->host = brackets ? g_strndup(copy + 1, strlen(copy) - 2) : g_strdup(copy);
  }
  /* Of a range for one port any may be taken. */
  if (!*published || (strchr(published, '-') && !range))
    return true;
  published[strcspn(published, "-")] = '\0';
  return number_parse(published, &port->published);
}

/* One value of a port's long form; ret_text stays NULL where it is not given. */
static bool port_value(reading *r, const GArray *pairs, const char *name,
                       pc_compose_text **ret_text, GError **error) {
  const yaml_node_t *value = pairs_find(pairs, name);
  return !value ||
         (*ret_text = text_new(r, NULL, value, "a single value of a port", error)) != NULL;
}

static bool port_long_read(reading *r, yaml_node_t *item, pc_compose_port *port, GError **error) {
  g_autoptr(GArray) pairs = pairs_new(r, item, error);
  g_autoptr(pc_compose_text) target = NULL;
  g_autoptr(pc_compose_text) published = NULL;
  g_autoptr(pc_compose_text) host = NULL;
  if (!pairs || !port_value(r, pairs, "target", &target, error) ||
      !port_value(r, pairs, "published", &published, error) ||
      !port_value(r, pairs, "host_ip", &host, error))
    return false;
  bool fine = target && number_parse(target->text, &port->target);
  if (published && *published->text && !strchr(published->text, '-'))
    fine = fine && number_parse(published->text, &port->published);
  if (host && *host->text)
    port->host = g_strdup(host->text);
  return fine || pc_yaml_fail(&r->yaml, item, error,
                              "expected numbers from 1 to 65535 for 'target' and 'published'");
}

static bool port_read(reading *r, yaml_node_t *item, pc_compose_service *service, GError **error) {
  pc_compose_port *port = g_new0(pc_compose_port, 1);
  g_ptr_array_add(service->ports, port);
  if (item->type == YAML_MAPPING_NODE)
    return port_long_read(r, item, port, error);
  g_autoptr(pc_compose_text) text =
      text_new(r, NULL, item, "a port such as '127.0.0.1:5432:5432'", error);
  if (!text)
    return false;
  if (port_parse(text->text, port))
    return true;
  /* A variable that is not set here leaves a hole. */
  if (strchr(text->raw, '$')) {
    g_ptr_array_remove_index(service->ports, service->ports->len - 1);
    g_ptr_array_add(
        r->compose->notes,
        g_strdup_printf("%s: the port is not known without its variables", text->where));
    return true;
  }
  return pc_yaml_fail(&r->yaml, item, error,
                      "expected a port such as '5432:5432' or '127.0.0.1:5432:5432'");
}

static bool ports_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                       GError **error) {
  if (node_is_null(value))
    return true;
  if (value->type != YAML_SEQUENCE_NODE)
    return pc_yaml_fail(&r->yaml, value, error, "expected a list of ports for 'ports'");
  const yaml_node_item_t *item = value->data.sequence.items.start;
  for (; item < value->data.sequence.items.top; item++)
    if (!port_read(r, yaml_document_get_node(&r->yaml.document, *item), service, error))
      return false;
  return true;
}

static bool command_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                         GError **error) {
  g_ptr_array_set_size(service->command, 0);
  const bool list = value->type == YAML_SEQUENCE_NODE;
  const gsize length =
      list ? (gsize)(value->data.sequence.items.top - value->data.sequence.items.start) : 1;
  for (gsize i = 0; i < length; i++) {
    const yaml_node_t *item =
        list ? yaml_document_get_node(&r->yaml.document, value->data.sequence.items.start[i])
             : value;
    g_autoptr(pc_compose_text) text = text_new(r, NULL, item, "a command's words", error);
    g_auto(GStrv) words = NULL;
    if (!text)
      return false;
    /* What is no shell's command line is its words as they are. */
    if (list || !g_shell_parse_argv(text->raw, NULL, &words, NULL)) {
      g_ptr_array_add(service->command, g_steal_pointer(&text));
      continue;
    }
    for (char **word = words; *word; word++) {
      const char *problem = NULL;
      pc_compose_text *one =
          pc_compose_text_new(NULL, *word, text->where, r->compose->variables, &problem);
      if (one)
        g_ptr_array_add(service->command, one);
    }
  }
  return true;
}

static bool image_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                       GError **error) {
  pc_compose_text *image = text_new(r, NULL, value, "the name of an image", error);
  if (!image)
    return false;
  pc_compose_text_free(service->image);
  service->image = image;
  return true;
}

static bool build_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                       GError **error) {
  (void)r;
  (void)error;
  service->build = !node_is_null(value);
  return true;
}

static bool profiles_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                          GError **error) {
  if (value->type != YAML_SEQUENCE_NODE)
    return pc_yaml_fail(&r->yaml, value, error, "expected a list of names for 'profiles'");
  if (value->data.sequence.items.start == value->data.sequence.items.top)
    return true;
  const yaml_node_t *item =
      yaml_document_get_node(&r->yaml.document, value->data.sequence.items.start[0]);
  g_autoptr(pc_compose_text) text = text_new(r, NULL, item, "the name of a profile", error);
  if (!text)
    return false;
  g_free(service->profile);
  service->profile = g_strdup(text->text);
  return true;
}

static bool extends_read(reading *r, yaml_node_t *value, pc_compose_service *service,
                         GError **error) {
  (void)error;
  g_autofree char *where = pc_yaml_where(&r->yaml, value);
  g_autofree char *quoted = pc_yaml_quote(service->name);
  g_ptr_array_add(
      r->compose->notes,
      g_strdup_printf("%s: what the service %s extends was not followed", where, quoted));
  return true;
}

/* env_file goes before environment, which counts more. */
static bool service_read(reading *r, const pair *one, GError **error) {
  static const struct {
    const char *key;
    bool (*read)(reading *r, yaml_node_t *value, pc_compose_service *service, GError **error);
  } keys[] = {{"image", image_read},       {"build", build_read},
              {"env_file", env_file_read}, {"environment", environment_read},
              {"ports", ports_read},       {"command", command_read},
              {"profiles", profiles_read}, {"extends", extends_read}};
  pc_compose_service *service = service_find_or_add(r->compose, pc_yaml_name(one->key));
  g_autoptr(GArray) pairs = NULL;
  if (!service->where)
    service->where = pc_yaml_where(&r->yaml, one->key);
  if (node_is_null(one->value))
    return true;
  if (!(pairs = pairs_new(r, one->value, error)))
    return false;
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    yaml_node_t *value = pairs_find(pairs, keys[i].key);
    if (value && !keys[i].read(r, value, service, error))
      return false;
  }
  return true;
}

static bool root_read(reading *r, yaml_node_t *root, GError **error) {
  if (root->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(&r->yaml, root, error, "expected a mapping with the key 'services'");
  g_autoptr(GArray) top = pairs_new(r, root, error);
  if (!top)
    return false;
  yaml_node_t *included = pairs_find(top, "include");
  yaml_node_t *node = pairs_find(top, "services");
  if (included) {
    g_autofree char *where = pc_yaml_where(&r->yaml, included);
    g_ptr_array_add(r->compose->notes,
                    g_strdup_printf("%s: what is included was not followed", where));
  }
  if (!node)
    return included ||
           pc_yaml_fail(&r->yaml, root, error, "not a compose file: expected the key 'services'");
  if (node->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(&r->yaml, node, error,
                        "expected a mapping of names to services for 'services'");
  g_autoptr(GArray) services = pairs_new(r, node, error);
  for (guint i = 0; services && i < services->len; i++)
    if (!service_read(r, &g_array_index(services, pair, i), error))
      return false;
  return services != NULL;
}

static bool file_parse(pc_compose_file *compose, const char *text, gsize length, const char *name,
                       const char *folder, GError **error) {
  reading r = {.yaml = {.name = name, .tolerant = true}, .compose = compose, .folder = folder};
  yaml_node_t *root;
  if (!pc_yaml_init(&r.yaml, text, length, &root, error))
    return false;
  const bool fine = root_read(&r, root, error);
  pc_yaml_clear(&r.yaml);
  return fine;
}

pc_compose_file *pc_compose_file_parse(const char *text, gsize length, const char *name,
                                       GError **error) {
  g_autoptr(pc_compose_file) compose = compose_new();
  return file_parse(compose, text, length, name, NULL, error) ? g_steal_pointer(&compose) : NULL;
}

static bool dot_env_load(pc_compose_file *compose, const char *folder, GError **error) {
  g_autofree char *path = g_build_filename(folder, ".env", NULL);
  g_autofree char *content = NULL;
  gsize length;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(text_free);
  return !pc_input_read(path, PC_COMPOSE_FILE_MAX, &content, &length, NULL) ||
         pc_compose_env_parse(content, length, g_str_has_prefix(path, "./") ? path + 2 : path,
                              texts, compose->variables, error);
}

pc_compose_file *pc_compose_file_load(char *const *paths, GError **error) {
  g_autoptr(pc_compose_file) compose = compose_new();
  g_autofree char *folder = g_path_get_dirname(paths[0]);
  if (!dot_env_load(compose, folder, error))
    return NULL;
  for (; *paths; paths++) {
    g_autofree char *text = NULL;
    gsize length;
    g_autoptr(GError) local = NULL;
    if (!pc_input_read(*paths, PC_COMPOSE_FILE_MAX, &text, &length, &local)) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the compose file '%s': %s", *paths,
                  local->message);
      return NULL;
    }
    if (!file_parse(compose, text, length, *paths, folder, error))
      return NULL;
  }
  return g_steal_pointer(&compose);
}
