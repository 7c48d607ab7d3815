/* SPDX-License-Identifier: MIT */
/* The services of a recording, and which of their settings probes depend on. */
#include "harness/compose/export.h"

#include "harness/base/error.h"
#include "harness/compare/recording.h"

#include <string.h>

static void asked_free(gpointer data) {
  pc_export_asked *asked = data;
  g_free(asked->first);
  g_free(asked);
}

static void service_free(gpointer data) {
  pc_export_service *service = data;
  g_free(service->name);
  g_free(service->engine);
  g_free(service->version);
  g_free(service->tag);
  g_free(service->look_alike);
  g_free(service->server);
  json_decref(service->settings);
  g_hash_table_unref(service->asked);
  g_free(service);
}

void pc_export_free(pc_export *export) {
  if (!export)
    return;
  g_free(export->file);
  g_free(export->environment);
  g_free(export->recorded);
  g_ptr_array_unref(export->services);
  g_free(export);
}

static const char *text_of(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

/* "15.8 (Debian ...)", "10.11.6-MariaDB-1"; "8.0.36-28" of somebody else's build: what images' tags
 * are called. */
static char *version_tag(const char *version, bool build) {
  gsize length = strspn(version, "0123456789.");
  static const char *const stages[] = {"alpha", "beta", "rc", NULL};
  for (const char *const *stage = stages; *stage; stage++)
    if (g_str_has_prefix(version + length, *stage))
      length += strlen(*stage) + strspn(version + length + strlen(*stage), "0123456789");
  if (build && version[length] == '-')
    length += 1 + strspn(version + length + 1, "0123456789");
  while (length && version[length - 1] == '.')
    length--;
  return length && g_ascii_isdigit(*version) ? g_strndup(version, length) : NULL;
}

/* What the server calls itself where it only speaks like another. */
static char *look_alike_of(const json_t *settings, const pc_product *product, const char *version) {
  const char *banner = text_of(settings, "version");
  const char *comment = text_of(settings, "version_comment");
  g_autofree char *all =
      g_strjoin(" ", banner ? banner : "", comment ? comment : "", version ? version : "", NULL);
  g_autofree char *lower = g_ascii_strdown(all, -1);
  if (banner && product->banner && !g_str_has_prefix(banner, product->banner))
    return g_strdup(banner);
  g_auto(GStrv) names = g_strsplit(product->look_alikes ? product->look_alikes : "", " ", -1);
  for (char **name = names; *name; name++)
    if (strstr(lower, *name))
      return g_strdup(*name);
  return NULL;
}

bool pc_export_is_build(const pc_export_service *service) {
  const pc_product_image *image = service->product ? service->product->image : NULL;
  const char *comment = text_of(service->settings, "version_comment");
  return image && image->build_mark && comment && strstr(comment, image->build_mark);
}

static void service_fill(pc_export_service *service, const pc_service_record *recorded) {
  const char *engine = recorded->fingerprint.engine;
  const char *product = recorded->product;
  const char *url = recorded->url;
  service->engine = g_strdup(engine ? engine : product ? product : "?");
  service->version = g_strdup(recorded->fingerprint.version);
  service->settings = json_incref(recorded->fingerprint.settings);
  service->product = engine ? pc_product_named(engine) : NULL;
  if (service->product)
    service->look_alike = look_alike_of(service->settings, service->product, service->version);
  service->tag =
      service->version ? version_tag(service->version, pc_export_is_build(service)) : NULL;
  const char *authority = url ? strstr(url, "://") : NULL;
  service->server =
      authority ? g_strndup(url, (gsize)(authority + 3 + strcspn(authority + 3, "/?") - url))
                : NULL;
}

static void services_read(pc_export *export, const pc_recording_header *header) {
  for (guint i = 0; i < header->services->len; i++) {
    const pc_service_record *recorded = pc_recording_header_service_at(header, i);
    pc_export_service *service = g_new0(pc_export_service, 1);
    service->name = g_strdup(recorded->name);
    service->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, asked_free);
    service_fill(service, recorded);
    g_ptr_array_add(export->services, service);
  }
}

static void asked_add(const pc_export_service *service, const char *setting, const char *probe) {
  pc_export_asked *asked = g_hash_table_lookup(service->asked, setting);
  if (!asked) {
    asked = g_new0(pc_export_asked, 1);
    asked->first = g_strdup(probe);
    g_hash_table_insert(service->asked, g_strdup(setting), asked);
  }
  asked->n++;
}

/* Of one line of evidence. */
static void evidence_read(const pc_export *export, const json_t *evidence) {
  const char *depends = text_of(json_object_get(evidence, "about"), "depends-on");
  const char *probe = text_of(evidence, "probe");
  const char *of = text_of(evidence, "service");
  g_auto(GStrv) settings = g_strsplit(depends ? depends : "", ",", -1);
  for (char **setting = settings; probe && of && *setting; setting++) {
    for (guint i = 0; i < export->services->len; i++) {
      const pc_export_service *service = export->services->pdata[i];
      if (strcmp(service->name, of) == 0 && *g_strstrip(*setting))
        asked_add(service, *setting, probe);
    }
  }
}

static bool lines_read(const pc_export *export, pc_recording_reader *reader, GError **error) {
  do {
    if (!pc_recording_reader_next(reader, error))
      return false;
    if (reader->section != PC_SECTION_EVIDENCE)
      continue;
    json_t *evidence = pc_recording_reader_parse(reader, error);
    if (!evidence)
      return false;
    evidence_read(export, evidence);
    json_decref(evidence);
  } while (reader->section != PC_SECTION_TRAILER);
  return true;
}

pc_export *pc_export_read(FILE *file, const char *name, GError **error) {
  pc_recording_reader reader;
  g_autoptr(pc_export) export = g_new0(pc_export, 1);
  export->file = g_strdup(name);
  export->services = g_ptr_array_new_with_free_func(service_free);
  bool fine = pc_recording_reader_init(&reader, file, name, error);
  if (fine) {
    export->environment = g_strdup(reader.header->environment);
    export->recorded = g_strdup(reader.header->recorded);
    services_read(export, reader.header);
    fine = lines_read(export, &reader, error);
  }
  pc_recording_reader_clear(&reader);
  return fine ? g_steal_pointer(&export) : NULL;
}
