/* SPDX-License-Identifier: MIT */
/* The Beanstalkd adapter: URLs, fingerprint, and the removal of jobs. */
#include "adapters/beanstalkd/internal.h"

#include "adapters/shared/fingerprint.h"
#include "adapters/shared/options.h"
#include "adapters/shared/queue_model.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <string.h>

enum {
  TTR_S = 60,       /* what clients put with where nothing is said: greenstalk's defaults */
  PRIORITY = 65536, /* the same */
  AGAIN_US = 20000,
};

static const char product[] = "Beanstalkd";
static const char default_port[] = "11300";

static const pc_option options[] = {
    {"ttr", "NUMBER", "seconds that a job may be reserved where no visibility is declared (60)"},
    {"priority", "NUMBER", "of a job that is published without one (65536)"},
    {0},
};

static bool beanstalkd_check(const pc_endpoint *endpoint, GError **error) {
  pc_wire_address address;
  const bool fine = pc_wire_address_parse(&address, endpoint, product, default_port, error);
  pc_wire_address_clear(&address);
  return fine && pc_cache_options_check(product, options, endpoint, error);
}

static pc_deadline administer_deadline(void) {
  return (pc_deadline){
      .input = -1, .at_us = g_get_monotonic_time() + (gint64)PC_BEANSTALKD_ADMINISTER_MS * 1000};
}

static guint option_read(const pc_endpoint *endpoint, const char *name, guint otherwise) {
  const char *text = pc_endpoint_option(endpoint, name);
  return text ? (guint)g_ascii_strtoull(text, NULL, 10) : otherwise;
}

static bool beanstalkd_open(void *state, const pc_endpoint *endpoint, int timeout_ms,
                            GError **error) {
  pc_beanstalkd_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  const char *line;
  GError *why = NULL;
  deadline.at_us = MIN(deadline.at_us, g_get_monotonic_time() + (gint64)timeout_ms * 1000);
  if (!pc_wire_address_parse(&service->address, endpoint, product, default_port, error))
    return false;
  service->ttr_s = option_read(endpoint, "ttr", TTR_S);
  service->priority = option_read(endpoint, "priority", PRIORITY);
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, &why) &&
                    pc_wire_ask_line(&wire, "list-tube-used", &line, &why) &&
                    (strcmp(line, "USING default") == 0 || pc_wire_garbage(&wire, line, &why));
  pc_wire_disconnect(&wire);
  if (!fine) {
    pc_wire_address_clear(&service->address);
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "%s", why->message);
    g_error_free(why);
  }
  return fine;
}

static void beanstalkd_close(void *state) {
  pc_beanstalkd_service *service = state;
  pc_wire_address_clear(&service->address);
  g_clear_pointer(&service->tubes, g_hash_table_unref);
}

static void fingerprint_fill(const pc_beanstalkd_service *service, const char *stats,
                             json_t *fingerprint) {
  g_autofree char *version = pc_beanstalkd_field(stats, "version");
  g_autofree char *size = pc_beanstalkd_field(stats, "max-job-size");
  g_autofree char *binlog = pc_beanstalkd_field(stats, "binlog-current-index");
  g_autofree char *draining = pc_beanstalkd_field(stats, "draining");
  g_autofree char *ttr = g_strdup_printf("%u", service->ttr_s);
  g_autofree char *priority = g_strdup_printf("%u", service->priority);
  json_t *settings = json_pack("{s:s,s:s}", "ttr", ttr, "priority", priority);
  if (size)
    json_object_set_new(settings, "max-job-size", json_string(size));
  if (binlog)
    json_object_set_new(settings, "binlog", json_string(strcmp(binlog, "0") == 0 ? "off" : "on"));
  if (draining)
    json_object_set_new(settings, "draining", json_string(draining));
  pc_cache_fingerprint_fill(fingerprint, product, version ? version : "unknown", settings);
  pc_cache_note_add(fingerprint,
                    "asked over its protocol without a client library. A queue is a tube, which "
                    "comes into being when it is used and ends when it has no job and nobody "
                    "refers to it: declaring uses it, deleting empties it and lets go of it, and "
                    "nothing is unroutable. Every job is confirmed by its answer");
  pc_cache_note_add(
      fingerprint,
      "numbers of priority are passed on as they are, and the smallest is the most urgent; a "
      "message tells its own where it is not the default. max_priority is taken and means nothing");
  pc_cache_note_add(
      fingerprint,
      "acknowledging deletes the job, rejecting releases it, rejecting without requeue buries it "
      "(there it stays), extending touches it; a declared visibility is the time to run of what is "
      "put after it; deliveries is how often the job was reserved (stats-job)");
  pc_cache_note_add(fingerprint,
                    "nothing is pushed: a consumer reserves its next job when it asks for it. A "
                    "wait is not ended by DEADLINE_SOON, which is refused where nothing else came. "
                    "Refused by the client (code 'client'): bodies that are no text or bytes, "
                    "numbers that are not whole or beyond 32 bits, tubes with blanks");
}

static bool beanstalkd_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const pc_beanstalkd_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  const char *stats;
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
                    pc_beanstalkd_ask_data(&wire, "stats", &stats, error);
  g_autofree char *draining = fine ? pc_beanstalkd_field(stats, "draining") : NULL;
  const bool drains = g_strcmp0(draining, "true") == 0;
  if (drains)
    g_set_error(
        error, PC_ERROR, PC_ERROR_UNFIT,
        "reached, but it takes no jobs: it drains (signal USR1), which only a new start ends");
  else if (fine)
    fingerprint_fill(service, stats, fingerprint);
  pc_wire_disconnect(&wire);
  return fine && !drains;
}

static char *beanstalkd_client(const pc_endpoint *endpoint) {
  pc_wire_address address;
  char *command = pc_wire_address_parse(&address, endpoint, product, default_port, NULL)
                      ? pc_wire_address_client(&address)
                      : g_strdup("nc");
  pc_wire_address_clear(&address);
  return command;
}

/* The names (char *) of the tubes there are that begin with a scratch's name: with name's, or with
 * any where name is NULL. */
static bool tubes_list(pc_wire *wire, const char *name, GPtrArray *tubes, GError **error) {
  const char *data;
  if (!pc_beanstalkd_ask_data(wire, "list-tubes", &data, error))
    return false;
  g_auto(GStrv) lines = g_strsplit(data ? data : "", "\n", -1);
  for (char **line = lines; *line; line++) {
    const char *tube = g_str_has_prefix(*line, "- ") ? *line + 2 : "";
    g_autofree char *scratch = pc_scratch_name_of(tube);
    if (scratch && (!name || strcmp(scratch, name) == 0))
      g_ptr_array_add(tubes, g_strdup(tube));
  }
  return true;
}

/* Empties a tube, and waits for what a connection that is gone had reserved. */
static bool tube_clean(pc_wire *wire, const char *tube, GError **error) {
  g_autofree char *stats = g_strdup_printf("stats-tube %s", tube);
  for (;;) {
    const char *data;
    guint count;
    if (!pc_beanstalkd_empty(wire, tube, PC_BEANSTALKD_ALL, &count, error) ||
        !pc_beanstalkd_ask_data(wire, stats, &data, error))
      return false;
    g_autofree char *reserved = data ? pc_beanstalkd_field(data, "current-jobs-reserved") : NULL;
    if (!reserved || strcmp(reserved, "0") == 0)
      return true;
    if (pc_deadline_left(wire->deadline, 1) == 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                  "%s jobs of the tube '%s' are reserved by another connection", reserved, tube);
      return false;
    }
    g_usleep(AGAIN_US);
  }
}

static bool beanstalkd_remove(void *state, const char *name, bool *ret_found, GError **error) {
  const pc_beanstalkd_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  g_autoptr(GPtrArray) tubes = g_ptr_array_new_with_free_func(g_free);
  bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
              tubes_list(&wire, name, tubes, error);
  *ret_found = *ret_found || tubes->len > 0;
  for (guint i = 0; fine && i < tubes->len; i++)
    fine = tube_clean(&wire, tubes->pdata[i], error);
  wire.settles = fine;
  pc_wire_disconnect(&wire);
  return fine;
}

static bool beanstalkd_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  const pc_beanstalkd_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  g_autoptr(GPtrArray) tubes = g_ptr_array_new_with_free_func(g_free);
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
                    tubes_list(&wire, NULL, tubes, error);
  (void)live;
  pc_wire_disconnect(&wire);
  for (guint i = 0; fine && i < tubes->len; i++) {
    g_autofree char *name = pc_scratch_name_of(tubes->pdata[i]);
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
      g_ptr_array_add(names, g_steal_pointer(&name));
  }
  return fine;
}

static bool beanstalkd_objects(void *state, pc_inventory *inventory, GError **error) {
  const pc_beanstalkd_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  const char *data;
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
                    pc_beanstalkd_ask_data(&wire, "list-tubes", &data, error);
  g_auto(GStrv) lines = g_strsplit(fine && data ? data : "", "\n", -1);
  for (char **line = lines; *line; line++)
    if (g_str_has_prefix(*line, "- ") &&
        !pc_inventory_add(inventory, "tube", NULL, *line + 2, NULL))
      break;
  pc_wire_disconnect(&wire);
  return fine;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  pc_beanstalkd_service *service = state;
  (void)error;
  service->scratch = scratch;
  service->deadline = deadline;
  service->tubes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return true;
}

/* Cleans every tube. Where there is none, whether the server still answers. */
static bool tubes_clean(pc_wire *wire, GHashTable *tubes, GError **error) {
  GHashTableIter each;
  gpointer tube;
  const char *line;
  if (g_hash_table_size(tubes) == 0)
    return pc_wire_ask_line(wire, "list-tube-used", &line, error);
  g_hash_table_iter_init(&each, tubes);
  while (g_hash_table_iter_next(&each, &tube, NULL))
    if (!tube_clean(wire, tube, error))
      return false;
  return true;
}

/* What was cleaned is taken for a sign of life: a server that did not answer in time is asked also
 * where nothing was made. */
static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_beanstalkd_service *service = state;
  const bool late = pc_deadline_now(service->deadline) == PC_DEADLINE_PASSED;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  bool fine = true;
  (void)scratch;
  if (late || g_hash_table_size(service->tubes)) {
    fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
           tubes_clean(&wire, service->tubes, error);
    wire.settles = fine;
    pc_wire_disconnect(&wire);
  }
  g_clear_pointer(&service->tubes, g_hash_table_unref);
  service->scratch = NULL;
  service->deadline = NULL;
  return fine;
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_beanstalkd_session_open,
    .session_close = pc_beanstalkd_session_close,
    .send = pc_beanstalkd_send,
    .wait = pc_beanstalkd_wait,
    .take = pc_beanstalkd_take,
    .cancel = pc_beanstalkd_cancel,
};

static const char *const schemes[] = {"beanstalkd", NULL};

const pc_adapter pc_adapter_beanstalkd = {
    .name = "beanstalkd",
    .product = product,
    .summary = "Beanstalkd, over TCP or a unix socket",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_QUEUE,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_LATE,
    .service_size = sizeof(pc_beanstalkd_service),
    .session_size = PC_BEANSTALKD_SESSION_BYTES,
    .options = options,
    .check = beanstalkd_check,
    .open = beanstalkd_open,
    .close = beanstalkd_close,
    .fingerprint = beanstalkd_fingerprint,
    .client = beanstalkd_client,
    .remove = beanstalkd_remove,
    .inventory = beanstalkd_inventory,
    .objects = beanstalkd_objects,
    .drivers = {[PC_LANGUAGE_QUEUE] = &driver},
};
