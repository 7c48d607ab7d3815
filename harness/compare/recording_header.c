/* SPDX-License-Identifier: MIT */
/* Headers of recordings, as they are read. */
#include "harness/compare/recording_header.h"

#include "harness/base/error.h"
#include "harness/base/json_member.h"
#include "harness/base/version.h"
#include "harness/compare/recording.h"

#include <string.h>

typedef struct text_member {
  const char *key;
  const char **ret_text;
} text_member;

static bool texts_read(const json_t *object, const char *where, const text_member *members, guint n,
                       GError **error) {
  for (guint i = 0; i < n; i++)
    if (!pc_json_member_text(object, members[i].key, where, members[i].ret_text, error))
      return false;
  return true;
}

static bool service_parse(const char *name, const json_t *json, pc_service_record *record,
                          GError **error) {
  const text_member texts[] = {{"adapter", &record->adapter},
                               {"product", &record->product},
                               {"url", &record->url},
                               {"client", &record->client},
                               {"session_client", &record->session_client},
                               {"down", &record->down},
                               {"unseen", &record->unseen}};
  g_autofree char *where = g_strdup_printf("services.%s", name);
  g_autofree char *fingerprint = g_strdup_printf("%s.fingerprint", where);
  json_t *left;
  json_t *incidents;
  if (!texts_read(json, where, texts, G_N_ELEMENTS(texts), error) ||
      !pc_json_member_of(json, "left", JSON_ARRAY, where, &left, error) ||
      !pc_json_member_of(json, "incidents", JSON_ARRAY, where, &incidents, error) ||
      !pc_fingerprint_parse(json_object_get(json, "fingerprint"), fingerprint, &record->fingerprint,
                            error))
    return false;
  record->name = name;
  record->json = json;
  record->left = left;
  record->incidents = incidents;
  record->incidents_more = json_integer_value(json_object_get(json, "incidents_more"));
  return true;
}

static bool services_parse(pc_recording_header *header, GError **error) {
  json_t *services = json_object_get(header->json, "services");
  const char *name;
  json_t *json;
  json_object_foreach(services, name, json) {
    pc_service_record record = {0};
    json_t *checked;
    if (!pc_json_member_of(services, name, JSON_OBJECT, "services", &checked, error) ||
        !service_parse(name, json, &record, error))
      return false;
    g_array_append_val(header->services, record);
  }
  return true;
}

static bool header_fail(GError **error, const char *what) {
  g_set_error_literal(error, PC_ERROR, PC_ERROR_USAGE, what);
  return false;
}

static bool header_parse(pc_recording_header *header, GError **error) {
  const json_t *json = header->json;
  const json_int_t format = json_integer_value(json_object_get(json, "format"));
  if (!pc_recording_header_is(json))
    return header_fail(error, "not a recording of paritycheck");
  if (format != PC_RECORDING_FORMAT) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the recording has format %d, this paritycheck " PC_VERSION
                " reads format %d: record both sides with the same version",
                (int)format, PC_RECORDING_FORMAT);
    return false;
  }
  if (!json_is_string(json_object_get(json, "environment")) ||
      !json_is_object(json_object_get(json, "services")))
    return header_fail(error, "the header has no environment or no services");
  const text_member texts[] = {
      {"tool", &header->tool},           {"run", &header->run},
      {"recorded", &header->recorded},   {"catalogue", &header->catalogue},
      {"reference", &header->reference}, {"environment", &header->environment}};
  json_t *comparators;
  json_t *ordered;
  json_t *own;
  if (!texts_read(json, NULL, texts, G_N_ELEMENTS(texts), error) ||
      !pc_json_member_of(json, "comparators", JSON_OBJECT, NULL, &comparators, error) ||
      !pc_json_member_of(json, "ordered", JSON_OBJECT, NULL, &ordered, error) ||
      !pc_json_member_of(json, "own", JSON_OBJECT, NULL, &own, error) ||
      !pc_json_member_of(json, "outside", JSON_OBJECT, NULL, &header->outside, error))
    return false;
  /* Told beside the comparison, never counted: facts of another type are none. */
  json_t *deployment = json_object_get(json, "deployment");
  header->deployment = json_is_object(deployment) ? deployment : NULL;
  header->interrupted = json_is_true(json_object_get(json, "interrupted"));
  header->comparators = comparators;
  header->ordered = ordered;
  header->own = own;
  return services_parse(header, error);
}

pc_recording_header *pc_recording_header_new(json_t *json, GError **error) {
  g_autoptr(pc_recording_header) header = g_rc_box_new0(pc_recording_header);
  header->json = json_incref(json);
  header->services = g_array_new(FALSE, TRUE, sizeof(pc_service_record));
  return header_parse(header, error) ? g_steal_pointer(&header) : NULL;
}

pc_recording_header *pc_recording_header_ref(pc_recording_header *header) {
  return g_rc_box_acquire(header);
}

static void header_clear(gpointer data) {
  pc_recording_header *header = data;
  g_array_unref(header->services);
  json_decref(header->json);
}

void pc_recording_header_unref(pc_recording_header *header) {
  if (header)
    g_rc_box_release_full(header, header_clear);
}

bool pc_recording_header_is(const json_t *json) {
  return g_strcmp0(json_string_value(json_object_get(json, "paritycheck")), "recording") == 0;
}

const pc_service_record *pc_recording_header_service(const pc_recording_header *header,
                                                     const char *name) {
  for (guint i = 0; i < header->services->len; i++) {
    const pc_service_record *record = pc_recording_header_service_at(header, i);
    if (strcmp(record->name, name) == 0)
      return record;
  }
  return NULL;
}
