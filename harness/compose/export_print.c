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

/* What stands on one line of a command for a setting. */
static void setting_print(GString *text, const pc_export_service *service,
                          const pc_export_setting *setting, const char *reason) {
  const char *value = value_of(service, setting->name);
  const char *written = setting->written ? setting->written : setting->name;
  if (service->product->port == 5432) {
    g_autofree char *pair = g_strdup_printf("%s=%s", written, value);
    item_print(text, reason, "-c");
    item_print(text, NULL, pair);
  } else if (service->product->port == 3306) {
    g_autofree char *pair = g_strdup_printf("--%s=%s", written, value);
    item_print(text, reason, pair);
  } else if (service->product->port == 6379) {
    g_autofree char *option = g_strdup_printf("--%s", written);
    item_print(text, reason, option);
    item_print(text, NULL, value);
  } else if (g_str_has_suffix(written, "!")) {
    g_autofree char *option = g_strndup(written, strlen(written) - 1);
    item_print(text, reason, option);
  } else {
    const bool megabytes = strcmp(written, "-m") == 0;
    g_autofree char *number =
        megabytes ? g_strdup_printf("%" G_GUINT64_FORMAT,
                                    g_ascii_strtoull(value, NULL, 10) / (1024 * 1024))
                  : NULL;
    item_print(text, reason, written);
    item_print(text, NULL, number ? number : value);
  }
}

/* What initdb has from the locale is no setting of its own. */
static bool setting_is_locale(const pc_export_service *service, const pc_export_setting *setting) {
  return service->product->port == 5432 && g_str_has_prefix(setting->name, "lc_") &&
         g_strcmp0(value_of(service, setting->name), value_of(service, "datcollate")) == 0;
}

static void command_print(GString *text, const pc_export_service *service, const char *program) {
  bool begun = false;
  for (const pc_export_setting *setting = pc_export_settings(service->product); setting->name;
       setting++) {
    g_autofree char *reason =
        setting_is_locale(service, setting) ? NULL : pc_export_reason(service, setting);
    if (!reason)
      continue;
    if (!begun) {
      g_string_append(text, "    command:\n");
      item_print(text, NULL, program);
      begun = true;
    }
    setting_print(text, service, setting, reason);
  }
}

/* The locales that the image has:
 * https://github.com/docker-library/postgres/blob/master/Dockerfile-debian.template */
static bool locale_is_there(const char *locale) {
  static const char *const there[] = {"",       "C",          "POSIX",       "C.UTF-8",
                                      "C.utf8", "en_US.utf8", "en_US.UTF-8", NULL};
  return g_strv_contains(there, locale);
}

static bool locale_is_name(const char *locale) {
  return strspn(locale, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@-") ==
         strlen(locale);
}

static void locale_add(GPtrArray *locales, const char *locale) {
  if (locale && !locale_is_there(locale) && locale_is_name(locale) &&
      !g_ptr_array_find_with_equal_func(locales, locale, g_str_equal, NULL))
    g_ptr_array_add(locales, (gpointer)(guintptr)locale);
}

/* Made when the container starts: https://hub.docker.com/_/postgres, "Locale Customization". */
static void locales_print(GString *text, const pc_export_service *service) {
  static const char *const names[] = {"datcollate",  "datctype",   "lc_messages",
                                      "lc_monetary", "lc_numeric", "lc_time"};
  g_autoptr(GPtrArray) locales = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    locale_add(locales, value_of(service, names[i]));
  if (locales->len == 0)
    return;
  g_autoptr(GString) script = g_string_new(NULL);
  for (guint i = 0; i < locales->len; i++) {
    const char *locale = locales->pdata[i];
    const char *modifier = strchr(locale, '@');
    const char *dot = strchr(locale, '.');
    const gsize language = strcspn(locale, ".@");
    g_autofree char *charset = dot ? g_strndup(dot + 1, strcspn(dot + 1, "@"))
                                   : g_strdup(modifier ? "ISO-8859-15" : "ISO-8859-1");
    const bool utf8 = g_ascii_strcasecmp(charset, "utf8") == 0;
    g_string_append_printf(
        script, "localedef -i %.*s%s -c -f %s -A /usr/share/locale/locale.alias %s; ",
        (int)language, locale, modifier ? modifier : "", utf8 ? "UTF-8" : charset, locale);
  }
  g_string_append(script, "exec docker-entrypoint.sh \"$@\"");
  comment_print(text, "    ", "the image does not have production's locale: it is made first");
  g_string_append(text, "    entrypoint:\n");
  item_print(text, NULL, "sh");
  item_print(text, NULL, "-c");
  item_print(text, NULL, script->str);
  item_print(text, NULL, "sh");
}

static char *initdb_arguments(const pc_export_service *service) {
  const char *encoding = value_of(service, "server_encoding");
  const char *collate = value_of(service, "datcollate");
  const char *type = value_of(service, "datctype");
  const char *provider = value_of(service, "datlocprovider");
  GString *text = g_string_new(NULL);
  if (encoding && locale_is_name(encoding))
    g_string_append_printf(text, "--encoding=%s", encoding);
  if (provider && strcmp(provider, "libc") != 0 && locale_is_name(provider))
    g_string_append_printf(text, " --locale-provider=%s", provider);
  if (collate && type && strcmp(collate, type) == 0 && locale_is_name(collate))
    g_string_append_printf(text, " --locale=%s", collate);
  else if (collate && type && locale_is_name(collate) && locale_is_name(type))
    g_string_append_printf(text, " --lc-collate=%s --lc-ctype=%s", collate, type);
  const char *locale = value_of(service, "datlocale");
  if (locale && provider && locale_is_name(locale))
    g_string_append_printf(
        text, strcmp(provider, "icu") == 0 ? " --icu-locale=%s" : " --builtin-locale=%s", locale);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static void postgresql_print(GString *text, const pc_export_service *service) {
  g_autofree char *arguments = initdb_arguments(service);
  const pc_export_setting collation = {"datcollate", NULL, "en_US.utf8", "collation"};
  g_autofree char *reason = pc_export_reason(service, &collation);
  g_autofree char *why = g_strdup_printf("production's encoding and collation%s%s",
                                         reason ? ": " : "", reason ? reason : "");
  const char *provider = value_of(service, "datlocprovider");
  g_string_append(text, "    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in "
                        "the environment or in .env}\n");
  if (*arguments)
    variable_print(text, why, "POSTGRES_INITDB_ARGS", arguments);
  if (provider && strcmp(provider, "libc") != 0 && !value_of(service, "datlocale"))
    comment_print(text, "      ",
                  "the recording does not tell the locale of this provider: add it");
  locales_print(text, service);
  command_print(text, service, "postgres");
}

static void mysql_print(GString *text, const pc_export_service *service) {
  const bool mariadb = strcmp(service->product->name, "MariaDB") == 0;
  const char *zone = value_of(service, "system_time_zone");
  const char *name = mariadb ? "MARIADB_ROOT_PASSWORD" : "MYSQL_ROOT_PASSWORD";
  g_string_append_printf(
      text, "    environment:\n      %s: ${%s:?set it in the environment or in .env}\n", name,
      name);
  if (g_strcmp0(value_of(service, "time_zone"), "SYSTEM") == 0 && zone &&
      strcmp(zone, "UTC") != 0 && locale_is_name(zone))
    variable_print(text,
                   "the zone of production's machine, which 'SYSTEM' stands for; the image has UTC",
                   "TZ", zone);
  command_print(text, service, mariadb ? "mariadbd" : "mysqld");
}

static void redis_print(GString *text, const pc_export_service *service) {
  const bool valkey = strcmp(service->product->name, "Valkey") == 0;
  command_print(text, service, valkey ? "valkey-server" : "redis-server");
}

static void rabbitmq_print(GString *text, const pc_export_service *service) {
  const char *vhost = value_of(service, "vhost");
  g_autoptr(GString) arguments = g_string_new(NULL);
  g_autoptr(GString) why = g_string_new(NULL);
  for (const pc_export_setting *setting = pc_export_settings(service->product); setting->name;
       setting++) {
    g_autofree char *reason = pc_export_reason(service, setting);
    const char *value = reason ? value_of(service, setting->name) : NULL;
    if (!value || strspn(value, "0123456789") != strlen(value))
      continue;
    g_string_append_printf(arguments, "%s%s %s", arguments->len ? " " : "-rabbit ", setting->name,
                           value);
    g_string_append_printf(why, "%s%s: %s", why->len ? "; " : "", setting->name, reason);
  }
  g_string_append(
      text,
      "    environment:\n      RABBITMQ_DEFAULT_USER: ${RABBITMQ_USER:-app}\n"
      "      RABBITMQ_DEFAULT_PASS: ${RABBITMQ_PASSWORD:?set it in the environment or in .env}\n");
  if (vhost && strcmp(vhost, "/") != 0)
    variable_print(text, "production's virtual host", "RABBITMQ_DEFAULT_VHOST", vhost);
  if (arguments->len)
    variable_print(text, why->str, "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", arguments->str);
}

/* The image takes its own settings only where none is given: https://hub.docker.com/r/apache/kafka
 */
static void kafka_print(GString *text, const pc_export_service *service, guint port) {
  static const char *const fixed[][2] = {
      {"KAFKA_NODE_ID", "1"},
      {"KAFKA_PROCESS_ROLES", "broker,controller"},
      {"KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"},
      {"KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"},
      {"KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093"},
      {"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"},
      {"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"},
      {"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"},
      {"KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"},
  };
  g_autofree char *advertised = g_strdup_printf("PLAINTEXT://127.0.0.1:%u", port);
  const char *replicas = value_of(service, "default.replication.factor");
  g_string_append(text, "    environment:\n");
  for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
    variable_print(text, NULL, fixed[i][0], fixed[i][1]);
  variable_print(text, NULL, "KAFKA_ADVERTISED_LISTENERS", advertised);
  if (replicas && strcmp(replicas, "1") != 0)
    comment_print(text, "      ",
                  "production keeps several replicas, which takes several brokers: this is one");
  for (const pc_export_setting *setting = pc_export_settings(service->product); setting->name;
       setting++) {
    g_autofree char *reason = pc_export_reason(service, setting);
    g_autofree char *upper = g_ascii_strup(setting->name, -1);
    g_autofree char *name = g_strdup_printf("KAFKA_%s", g_strdelimit(upper, ".", '_'));
    if (reason)
      variable_print(text, reason, name, value_of(service, setting->name));
  }
}

static void health_print(GString *text, const pc_export_service *service) {
  static const struct {
    const char *product;
    const char *test;
  } tests[] = {
      {"PostgreSQL", "[CMD, pg_isready, -U, postgres]"},
      {"MySQL", "[CMD, mysqladmin, ping, --silent, -h, 127.0.0.1]"},
      {"MariaDB", "[CMD, healthcheck.sh, --connect, --innodb_initialized]"},
      {"Redis", "[CMD, redis-cli, ping]"},
      {"Valkey", "[CMD, valkey-cli, ping]"},
      {"Memcached", "[CMD-SHELL, \"echo version | timeout 2 bash -c 'exec "
                    "3<>/dev/tcp/127.0.0.1/11211; cat >&3; head -1 <&3'\"]"},
      {"RabbitMQ", "[CMD, rabbitmq-diagnostics, -q, check_port_connectivity]"},
      {"Apache Kafka",
       "[CMD, /opt/kafka/bin/kafka-topics.sh, --bootstrap-server, \"127.0.0.1:9092\", --list]"}};
  for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
    if (strcmp(tests[i].product, service->product->name) == 0)
      g_string_append_printf(text,
                             "    healthcheck:\n      test: %s\n      interval: 5s\n      timeout: "
                             "10s\n      retries: 30\n",
                             tests[i].test);
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

/* Which image has the version; ret_remark is what to say about it, or NULL. Both the caller's. */
static char *image_new(const pc_export_service *service, char **ret_remark) {
  const bool kafka = strcmp(service->product->name, "Apache Kafka") == 0;
  const char *comment = value_of(service, "version_comment");
  const bool percona = comment && strstr(comment, "Percona");
  g_auto(GStrv) parts = g_strsplit(service->tag, ".", -1);
  if (kafka && g_strv_length(parts) == 2) {
    *ret_remark =
        g_strdup("the broker tells its release line only: put production's last number here");
    return g_strdup_printf("%s:%s.0", service->product->official, service->tag);
  }
  return g_strdup_printf("%s:%s", percona ? "percona" : service->product->official, service->tag);
}

static void service_print(printing *p, const pc_export_service *service) {
  g_autofree char *remark = NULL;
  g_autofree char *image = image_new(service, &remark);
  g_autofree char *what = g_strdup_printf("%s %s", service->engine, service->version);
  const guint target = service->product->port;
  const guint port = port_take(p, target);
  g_string_append_printf(p->text, "  %s:\n", service->name);
  comment_print(p->text, "    ", what);
  if (remark)
    comment_print(p->text, "    ", remark);
  g_string_append_printf(p->text, "    image: %s\n", image);
  if (target == 5432)
    postgresql_print(p->text, service);
  else if (target == 3306)
    mysql_print(p->text, service);
  else if (target == 6379)
    redis_print(p->text, service);
  else if (target == 11211)
    command_print(p->text, service, "memcached");
  else if (target == 5672)
    rabbitmq_print(p->text, service);
  else
    kafka_print(p->text, service, port);
  g_string_append_printf(p->text, "    ports:\n      - \"127.0.0.1:%u:%u\"\n", port, target);
  health_print(p->text, service);
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
  if (!service->product || !service->product->official || !names_are_fit(service->name))
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
