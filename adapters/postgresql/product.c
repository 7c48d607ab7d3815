/* SPDX-License-Identifier: MIT */
/* PostgreSQL, as projects speak of it. */
#include "adapters/product.h"

#include "adapters/shared/recorded.h"
#include "harness/base/version_number.h"

#include <string.h>

/* https://www.postgresql.org/docs/current/runtime-config.html; the image's time zone is Etc/UTC. */
static const pc_product_setting settings[] = {
    {.name = "TimeZone", .image = "Etc/UTC"},
    {.name = "DateStyle", .image = "ISO, MDY"},
    {.name = "IntervalStyle", .image = "postgres"},
    {.name = "default_transaction_isolation", .image = "read committed"},
    {.name = "default_transaction_deferrable", .image = "off"},
    {.name = "standard_conforming_strings", .image = "on"},
    {.name = "backslash_quote", .image = "safe_encoding"},
    {.name = "escape_string_warning", .image = "on"},
    {.name = "bytea_output", .image = "hex"},
    {.name = "extra_float_digits", .image = "1"},
    {.name = "transform_null_equals", .image = "off"},
    {.name = "lock_timeout", .image = "0"},
    {.name = "statement_timeout", .image = "0"},
    {.name = "idle_in_transaction_session_timeout", .image = "0"},
    {.name = "deadlock_timeout", .image = "1000"},
    {.name = "max_connections", .image = "100"},
    {.name = "jit", .image = "on"},
    {.name = "plan_cache_mode", .image = "auto"},
    {.name = "array_nulls", .image = "on"},
    {.name = "xmloption", .image = "content"},
    {.name = "default_text_search_config", .image = "pg_catalog.english"},
    {.name = "lc_messages", .image = "en_US.utf8", .follows = "datcollate"},
    {.name = "lc_monetary", .image = "en_US.utf8", .follows = "datcollate"},
    {.name = "lc_numeric", .image = "en_US.utf8", .follows = "datcollate"},
    {.name = "lc_time", .image = "en_US.utf8", .follows = "datcollate"},
    {.name = "max_locks_per_transaction", .image = "64"},
    {.name = "default_toast_compression", .image = "pglz"},
    {.name = "row_security", .image = "on"},
    {.name = "check_function_bodies", .image = "on"},
    {0}};

/* The locales that the image has:
 * https://github.com/docker-library/postgres/blob/master/Dockerfile-debian.template */
static bool locale_is_there(const char *locale) {
  static const char *const there[] = {"",       "C",          "POSIX",       "C.UTF-8",
                                      "C.utf8", "en_US.utf8", "en_US.UTF-8", NULL};
  return g_strv_contains(there, locale);
}

static void locale_add(GPtrArray *locales, const char *locale) {
  if (locale && !locale_is_there(locale) && pc_recorded_is_word(locale) &&
      !g_ptr_array_find_with_equal_func(locales, locale, g_str_equal, NULL))
    g_ptr_array_add(locales, (gpointer)(guintptr)locale);
}

/* Made when the container starts: https://hub.docker.com/_/postgres, "Locale Customization". */
static char *locales_make(const json_t *recorded) {
  static const char *const names[] = {"datcollate",  "datctype",   "lc_messages",
                                      "lc_monetary", "lc_numeric", "lc_time"};
  g_autoptr(GPtrArray) locales = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    locale_add(locales, pc_recorded_setting(recorded, names[i]));
  if (locales->len == 0)
    return NULL;
  GString *script = g_string_new(NULL);
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
  return g_string_free(script, FALSE);
}

static char *initdb_arguments(const json_t *recorded) {
  const char *encoding = pc_recorded_setting(recorded, "server_encoding");
  const char *collate = pc_recorded_setting(recorded, "datcollate");
  const char *type = pc_recorded_setting(recorded, "datctype");
  const char *provider = pc_recorded_setting(recorded, "datlocprovider");
  const char *locale = pc_recorded_setting(recorded, "datlocale");
  g_autoptr(GString) text = g_string_new(NULL);
  if (encoding && pc_recorded_is_word(encoding))
    g_string_append_printf(text, "--encoding=%s", encoding);
  if (provider && strcmp(provider, "libc") != 0 && pc_recorded_is_word(provider))
    g_string_append_printf(text, " --locale-provider=%s", provider);
  if (collate && type && strcmp(collate, type) == 0 && pc_recorded_is_word(collate))
    g_string_append_printf(text, " --locale=%s", collate);
  else if (collate && type && pc_recorded_is_word(collate) && pc_recorded_is_word(type))
    g_string_append_printf(text, " --lc-collate=%s --lc-ctype=%s", collate, type);
  if (locale && provider && pc_recorded_is_word(locale))
    g_string_append_printf(
        text, strcmp(provider, "icu") == 0 ? " --icu-locale=%s" : " --builtin-locale=%s", locale);
  return text->len ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static const char *provider_remark(const json_t *recorded) {
  const char *provider = pc_recorded_setting(recorded, "datlocprovider");
  const bool untold =
      provider && strcmp(provider, "libc") != 0 && !pc_recorded_setting(recorded, "datlocale");
  return untold ? "the recording does not tell the locale of this provider: add it" : NULL;
}

/* "pg16" and "2.14.2-pg15" are extensions' tags; of Timescale's others no number is PostgreSQL's.
 */
static bool tag_read(const char *repository, const char *tag, char **ret_version) {
  const char *own = strstr(tag, "pg");
  const char *slash = strrchr(repository, '/');
  const bool named = own && g_ascii_isdigit(own[2]);
  *ret_version = named ? pc_version_at(own + 2) : NULL;
  return named || g_str_has_prefix(slash ? slash + 1 : repository, "timescale");
}

static const pc_product_setting collation = {
    .name = "datcollate", .image = "en_US.utf8", .asked = "collation"};

static const pc_product_variable variables[] = {
    {.name = "POSTGRES_PASSWORD", .secret = "POSTGRES_PASSWORD"},
    {.name = "POSTGRES_INITDB_ARGS",
     .make = initdb_arguments,
     .why = "production's encoding and collation",
     .because = &collation},
    {0}};

static const pc_product_image image = {
    .name = "postgres",
    .health = "[CMD, pg_isready, -U, postgres]",
    .variables = variables,
    .program = "postgres",
    .arguments = "-c NAME=VALUE",
    .settings = settings,
    .remark = provider_remark,
    .prepare = locales_make,
    .prepare_why = "the image does not have production's locale: it is made first",
};

const pc_product pc_product_postgresql = {
    .name = "PostgreSQL",
    .service = "database",
    .capabilities = PC_PRODUCT_USERS_DATABASE,
    .port = 5432,
    .scheme = "postgresql",
    .native = "postgresql postgres",
    .schemes = "postgresql postgres postgis pgsql psql timescale",
    .path = "/DATABASE",
    .images = "postgres postgresql postgis timescaledb timescaledb-ha pgvector postgres-ai "
              "pgvecto-rs postgresql-repmgr",
    .users = "POSTGRES_USER POSTGRESQL_USERNAME",
    .passwords = "POSTGRES_PASSWORD POSTGRESQL_PASSWORD",
    .databases = "POSTGRES_DB POSTGRESQL_DATABASE",
    .user = "postgres",
    .alpine = "sorts text by musl's rules, which are not those of glibc",
    .banner = "PostgreSQL",
    .look_alikes = "aurora yugabyte cockroach",
    .environment = "PG*",
    .image = &image,
    .tag_read = tag_read,
};
