/* SPDX-License-Identifier: MIT */
/* Where a compose file runs something else than what was recorded. */
#include "harness/compose/export.h"

#include "harness/base/version_number.h"
#include "harness/compose/draft.h"

#include <string.h>

static void finding_free(gpointer data) {
  g_free(((pc_export_finding *)data)->text);
  g_free(data);
}

static void finding_add(GPtrArray *findings, bool differs, const char *where, char *text) {
  pc_export_finding *finding = g_new0(pc_export_finding, 1);
  finding->differs = differs;
  finding->text = g_strdup_printf("%s: %s", where, text);
  g_free(text);
  g_ptr_array_add(findings, finding);
}

static const char *job_of(const pc_export_service *service) {
  const bool may = service->product->capabilities & PC_PRODUCT_ALSO_QUEUE;
  return may && strcmp(service->name, "queue") == 0 ? "queue" : service->product->service;
}

/* The recorded service that does the job: of the same product, or else the first. */
static const pc_export_service *counterpart(const pc_export *export,
                                            const pc_draft_service *service) {
  const pc_export_service *found = NULL;
  for (guint i = 0; i < export->services->len; i++) {
    const pc_export_service *other = export->services->pdata[i];
    if (!other->product || !other->version || g_strcmp0(job_of(other), service->job) != 0)
      continue;
    if (other->product == service->product && !(found && found->product == service->product))
      found = other;
    found = found ? found : other;
  }
  return found;
}

/* What an image's name tells of the version: differs is set where it is not production's, or cannot
 * be known to be. */
static char *image_judge(const pc_compose_service *service, const pc_image *image,
                         const pc_export_service *recorded, bool *ret_differs) {
  const char *name = service->image->text;
  g_autofree char *production =
      g_strdup_printf("production runs %s %s", recorded->engine, recorded->version);
  const bool latest = !image->tag || strcmp(image->tag, "latest") == 0;
  *ret_differs = true;
  if (latest && image->digest)
    return g_strdup_printf("'%s' pins a digest, which tells no version; %s", name, production);
  if (latest)
    return g_strdup_printf("'%s' has no version: whichever was the latest when it was pulled; %s",
                           name, production);
  if (!image->version)
    return g_strdup_printf("the tag '%s' tells no version of %s; %s", image->tag, recorded->engine,
                           production);
  if (!recorded->tag)
    return g_strdup_printf("'%s' cannot be held against it; %s", name, production);
  if (!pc_version_covers(image->version, recorded->tag) &&
      !pc_version_covers(recorded->tag, image->version))
    return g_strdup_printf("'%s' pins %s; %s", name, image->version, production);
  *ret_differs = false;
  if (strstr(image->tag, "alpine") && recorded->product->alpine)
    return g_strdup_printf("'%s' %s", name, recorded->product->alpine);
  return strlen(image->version) < strlen(recorded->tag) && !image->digest
             ? g_strdup_printf("'%s' may become another than %s at the next pull", name,
                               recorded->tag)
             : NULL;
}

static void image_examine(GPtrArray *findings, const pc_compose_service *service,
                          const pc_export_service *recorded) {
  bool differs = true;
  pc_image image = {0};
  if (service->image)
    pc_image_parse(service->image->text, &image);
  char *text =
      service->image && !service->build
          ? image_judge(service, &image, recorded, &differs)
          : g_strdup_printf("it is built here, which tells no version; production runs %s %s",
                            recorded->engine, recorded->version);
  g_autofree char *whole = text ? g_strdup_printf("service '%s': %s", service->name, text) : NULL;
  if (whole)
    finding_add(findings, differs, service->image ? service->image->where : service->where,
                g_steal_pointer(&whole));
  g_free(text);
  pc_image_clear(&image);
}

static void service_examine(GPtrArray *findings, const pc_export *export,
                            const pc_compose_file *compose, const pc_draft_service *service) {
  const pc_export_service *recorded = counterpart(export, service);
  const pc_compose_service *from =
      service->from ? pc_compose_file_find(compose, service->from) : NULL;
  if (!recorded) {
    finding_add(findings, false, service->where,
                g_strdup_printf("%s does the job '%s', which nothing recorded of %s does",
                                service->product->name, service->job, export->environment));
    return;
  }
  if (recorded->product != service->product)
    finding_add(findings, true, service->where,
                g_strdup_printf("%s%s%s is %s; production runs %s %s", from ? "service '" : "the ",
                                from ? from->name : service->job, from ? "'" : "",
                                service->product->name, recorded->engine, recorded->version));
  else if (from)
    image_examine(findings, from, recorded);
  else
    finding_add(findings, false, service->where,
                g_strdup_printf("the %s is outside of the compose file, which does not tell its "
                                "version; production runs %s %s",
                                service->job, recorded->engine, recorded->version));
}

static bool job_is_done(const pc_draft *draft, const char *job) {
  for (guint i = 0; i < draft->services->len; i++)
    if (g_strcmp0(((const pc_draft_service *)draft->services->pdata[i])->job, job) == 0)
      return true;
  return false;
}

GPtrArray *pc_export_check(const pc_export *export, const pc_compose_file *compose,
                           const char *source) {
  GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
  g_autoptr(pc_draft) draft = pc_draft_new(source);
  pc_draft_add_compose(draft, compose);
  for (guint i = 0; i < draft->services->len; i++)
    service_examine(findings, export, compose, draft->services->pdata[i]);
  for (guint i = 0; i < export->services->len; i++) {
    const pc_export_service *recorded = export->services->pdata[i];
    if (recorded->product && recorded->version && !job_is_done(draft, job_of(recorded)))
      finding_add(findings, true, source,
                  g_strdup_printf("nothing does the job of '%s'; production runs %s %s",
                                  recorded->name, recorded->engine, recorded->version));
    else if (!recorded->product || !recorded->version)
      finding_add(findings, true, source,
                  g_strdup_printf(
                      "'%s' (%s) cannot be held against it: %s", recorded->name, recorded->engine,
                      recorded->version
                          ? "no image of it is known"
                          : "it did not answer when it was recorded, or was asked nothing"));
  }
  return findings;
}
