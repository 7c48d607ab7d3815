/* SPDX-License-Identifier: MIT */
/* Baselines: read, and what an entry says. */
#include "harness/baseline/baseline.h"

#include "harness/base/error.h"
#include "harness/base/yaml.h"

#include <string.h>

enum { DIGEST_LENGTH = 16, DAY_LENGTH = 10 };

/* The digest of a setup that was accepted: no outcome is this text. */
#define SETUP_ACCEPTED "accepted"

void pc_baseline_side_clear(pc_baseline_side *side) {
  g_free(side->digest);
  g_free(side->version);
  g_free(side->answer);
  *side = (pc_baseline_side){0};
}

static pc_baseline_side side_copy(const pc_baseline_side *side) {
  return (pc_baseline_side){g_strdup(side->digest), g_strdup(side->version),
                            g_strdup(side->answer)};
}

pc_baseline_entry *pc_baseline_entry_copy(const pc_baseline_entry *entry) {
  pc_baseline_entry *copy = g_new0(pc_baseline_entry, 1);
  copy->environment = g_strdup(entry->environment);
  copy->probe = g_strdup(entry->probe);
  copy->service = g_strdup(entry->service);
  copy->observation = g_strdup(entry->observation);
  copy->reason = g_strdup(entry->reason);
  copy->owner = g_strdup(entry->owner);
  copy->expires = g_strdup(entry->expires);
  copy->reference = side_copy(&entry->reference);
  copy->other = side_copy(&entry->other);
  return copy;
}

void pc_baseline_entry_clear(pc_baseline_entry *entry) {
  g_free(entry->environment);
  g_free(entry->probe);
  g_free(entry->service);
  g_free(entry->observation);
  g_free(entry->reason);
  g_free(entry->owner);
  g_free(entry->expires);
  pc_baseline_side_clear(&entry->reference);
  pc_baseline_side_clear(&entry->other);
  *entry = (pc_baseline_entry){0};
}

void pc_baseline_entry_free(pc_baseline_entry *entry) {
  if (!entry)
    return;
  pc_baseline_entry_clear(entry);
  g_free(entry);
}

static void entry_destroy(gpointer entry) { pc_baseline_entry_free(entry); }

static guint key_hash(gconstpointer key) {
  const pc_baseline_entry *e = key;
  guint hash = g_str_hash(e->probe);
  hash = hash * 31 + g_str_hash(e->observation);
  hash = hash * 31 + g_str_hash(e->environment);
  return hash * 31 + g_str_hash(e->service);
}

static gboolean key_equal(gconstpointer a, gconstpointer b) {
  const pc_baseline_entry *x = a;
  const pc_baseline_entry *y = b;
  return strcmp(x->probe, y->probe) == 0 && strcmp(x->observation, y->observation) == 0 &&
         strcmp(x->environment, y->environment) == 0 && strcmp(x->service, y->service) == 0;
}

static bool digest_is_valid(const char *text) {
  return strlen(text) == DIGEST_LENGTH && strspn(text, "0123456789abcdef") == DIGEST_LENGTH;
}

bool pc_day_is_valid(const char *text) {
  static const char form[] = "dddd-dd-dd";
  for (gsize i = 0; i < DAY_LENGTH; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
      return false;
  const guint year = (guint)g_ascii_strtoull(text, NULL, 10);
  const guint month = (guint)g_ascii_strtoull(text + 5, NULL, 10);
  const guint day = (guint)g_ascii_strtoull(text + 8, NULL, 10);
  return text[DAY_LENGTH] == '\0' && year > 0 && month <= 12 &&
         g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static bool side_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                      GError **error) {
  static const pc_yaml_key keys[] = {
      {"digest", "16 digits of a digest in quotes", PC_YAML_TEXT,
       .offset = offsetof(pc_baseline_side, digest)},
      {"version", "a product and its version", PC_YAML_TEXT,
       .offset = offsetof(pc_baseline_side, version)},
      {"answer", "the answer in words", PC_YAML_TEXT, .offset = offsetof(pc_baseline_side, answer)},
      {0}};
  pc_baseline_entry *entry = target;
  pc_baseline_side *side =
      strcmp(pc_yaml_name(name), "other") == 0 ? &entry->other : &entry->reference;
  if (!pc_yaml_read(yaml, value, keys, side, error))
    return false;
  if (!side->digest)
    return pc_yaml_fail(yaml, value, error, "'%s' has no digest: 'paritycheck accept' writes it",
                        pc_yaml_name(name));
  return digest_is_valid(side->digest) ||
         pc_yaml_fail(yaml, pc_yaml_find(yaml, value, "digest"), error,
                      "expected a digest, 16 of 0-9 and a-f: 'paritycheck accept' writes it");
}

static bool expires_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                         GError **error) {
  static const pc_yaml_key key = {"expires", "a day such as 2026-12-31, or never", PC_YAML_TEXT,
                                  .offset = offsetof(pc_baseline_entry, expires)};
  pc_baseline_entry *entry = target;
  if (!pc_yaml_read_value(yaml, &key, name, value, target, error))
    return false;
  if (strcmp(entry->expires, "never") == 0)
    g_clear_pointer(&entry->expires, g_free);
  else if (!pc_day_is_valid(entry->expires))
    return pc_yaml_fail(yaml, value, error, "expected %s for 'expires'", key.expected);
  return true;
}

static const pc_yaml_key entry_keys[] = {
    {"probe", "a probe's id", PC_YAML_TEXT, .offset = offsetof(pc_baseline_entry, probe)},
    {"service", "a service's name", PC_YAML_TEXT, .offset = offsetof(pc_baseline_entry, service)},
    {"environment", "an environment's name", PC_YAML_TEXT,
     .offset = offsetof(pc_baseline_entry, environment)},
    {"observation", "an observation's label", PC_YAML_TEXT,
     .offset = offsetof(pc_baseline_entry, observation)},
    {"reason", "why it is accepted", PC_YAML_TEXT, .offset = offsetof(pc_baseline_entry, reason)},
    {"owner", "who answers for it", PC_YAML_TEXT, .offset = offsetof(pc_baseline_entry, owner)},
    {"expires", "a day", PC_YAML_READ, .read = expires_read},
    {"reference", "a mapping with a digest", PC_YAML_READ, .read = side_read},
    {"other", "a mapping with a digest", PC_YAML_READ, .read = side_read},
    {0}};

static bool entry_check(const pc_yaml *yaml, const yaml_node_t *node,
                        const pc_baseline_entry *entry, GError **error) {
  const struct {
    const char *name;
    const char *value;
  } required[] = {{"probe", entry->probe},
                  {"service", entry->service},
                  {"environment", entry->environment},
                  {"observation", entry->observation},
                  {"reason", entry->reason},
                  {"owner", entry->owner},
                  {"reference", entry->reference.digest},
                  {"other", entry->other.digest}};
  for (guint i = 0; i < G_N_ELEMENTS(required); i++)
    if (!required[i].value)
      return pc_yaml_fail(yaml, node, error, "the entry has no '%s'", required[i].name);
  return true;
}

static bool value_is_nothing(const yaml_node_t *value) {
  return value->type == YAML_SCALAR_NODE && value->data.scalar.length == 0;
}

static bool accepted_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                          GError **error) {
  pc_baseline *baseline = target;
  if (value_is_nothing(value))
    return true;
  if (value->type != YAML_SEQUENCE_NODE)
    return pc_yaml_fail(yaml, value, error, "'%s' expects a list of entries", pc_yaml_name(name));
  for (yaml_node_item_t *item = value->data.sequence.items.start;
       item < value->data.sequence.items.top; item++) {
    yaml_node_t *node = yaml_document_get_node(&yaml->document, *item);
    pc_baseline_entry *entry = g_new0(pc_baseline_entry, 1);
    g_ptr_array_add(baseline->entries, entry);
    if (!pc_yaml_read(yaml, node, entry_keys, entry, error) ||
        !entry_check(yaml, node, entry, error))
      return false;
    if (!g_hash_table_add(baseline->by_key, entry))
      return pc_yaml_fail(
          yaml, node, error,
          "an entry for the same probe, service, environment and observation stands above");
  }
  return true;
}

/* The names of one area. */
static bool area_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                      GError **error) {
  static const pc_yaml_key key = {"", "a list of probes' names", PC_YAML_TEXTS, .offset = 0};
  pc_baseline *baseline = target;
  g_auto(GStrv) names = NULL;
  if (!pc_yaml_read_value(yaml, &key, name, value, &names, error))
    return false;
  const char *area = pc_yaml_name(name);
  for (char **each = names; *each; each++)
    if (!**each)
      return pc_yaml_fail(yaml, value, error, "expected %s", key.expected);
  for (char **each = names; *each; each++)
    g_hash_table_add(baseline->probes, strcmp(area, ".") == 0
                                           ? g_strdup(*each)
                                           : g_strconcat(area, "/", *each, NULL));
  return true;
}

static bool probes_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                        GError **error) {
  static const pc_yaml_key keys[] = {{"*", "names of probes", PC_YAML_READ, .read = area_read},
                                     {0}};
  pc_baseline *baseline = target;
  (void)name;
  baseline->probes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return value_is_nothing(value) || pc_yaml_read(yaml, value, keys, baseline, error);
}

pc_baseline *pc_baseline_parse(const char *text, gsize length, const char *name, GError **error) {
  static const pc_yaml_key keys[] = {
      {"accepted", "a list of entries", PC_YAML_READ, .read = accepted_read},
      {"probes", "a mapping of areas to names of probes", PC_YAML_READ, .read = probes_read},
      {0}};
  pc_yaml yaml = {.name = name, .most = PC_BASELINE_BYTES_MAX};
  yaml_node_t *root;
  if (!pc_yaml_init(&yaml, text, length, &root, error))
    return NULL;
  g_autoptr(pc_baseline) baseline = g_new0(pc_baseline, 1);
  baseline->name = g_strdup(name);
  baseline->entries = g_ptr_array_new_with_free_func(entry_destroy);
  baseline->by_key = g_hash_table_new(key_hash, key_equal);
  const bool fine = pc_yaml_read(&yaml, root, keys, baseline, error);
  pc_yaml_clear(&yaml);
  return fine ? g_steal_pointer(&baseline) : NULL;
}

void pc_baseline_free(pc_baseline *baseline) {
  if (!baseline)
    return;
  g_free(baseline->name);
  g_hash_table_unref(baseline->by_key);
  g_ptr_array_unref(baseline->entries);
  g_clear_pointer(&baseline->probes, g_hash_table_unref);
  g_free(baseline);
}

const pc_baseline_entry *pc_baseline_entry_find(const pc_baseline *baseline,
                                                const pc_baseline_entry *key) {
  return g_hash_table_lookup(baseline->by_key, key);
}

bool pc_baseline_knows(const pc_baseline *baseline, const char *probe) {
  return !baseline->probes || g_hash_table_contains(baseline->probes, probe);
}

pc_standing pc_baseline_entry_standing(const pc_baseline_entry *entry, const pc_baseline_entry *now,
                                       const char *day) {
  if (strcmp(entry->reference.digest, now->reference.digest) != 0 ||
      strcmp(entry->other.digest, now->other.digest) != 0)
    return PC_STANDING_CHANGED;
  return entry->expires && strcmp(entry->expires, day) < 0 ? PC_STANDING_EXPIRED
                                                           : PC_STANDING_ACCEPTED;
}

char *pc_baseline_digest(const char *outcome) {
  g_autofree char *whole =
      g_compute_checksum_for_string(G_CHECKSUM_SHA256, outcome ? outcome : SETUP_ACCEPTED, -1);
  return g_strndup(whole, DIGEST_LENGTH);
}
