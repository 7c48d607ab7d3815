/* SPDX-License-Identifier: MIT */
/*
 * The backing services of a recorded environment as a compose file: of their type, version and
 * settings, so that development can run what production runs. Also: where a compose file that there
 * is runs something else.
 */
#ifndef PC_EXPORT_H
#define PC_EXPORT_H

#include "harness/compose/compose_file.h"
#include "harness/compose/product.h"

#include <jansson.h>
#include <stdio.h>

/* The probes that say that they depend on a setting. */
typedef struct pc_export_asked {
  char *first; /* of them */
  guint n;
} pc_export_asked;

typedef struct pc_export_service {
  char *name;
  const pc_product *product; /* NULL: none that is known */
  char *engine;      /* "PostgreSQL", or what the adapter calls it where it did not answer */
  char *version;     /* as it says itself, or NULL */
  char *tag;         /* the version as images have it: "15.8"; or NULL */
  char *look_alike;  /* what it calls itself where it is not what it speaks like, or NULL */
  char *server;      /* its URL up to the path, without secrets */
  json_t *settings;  /* an object, or NULL */
  GHashTable *asked; /* setting to pc_export_asked */
} pc_export_service;

typedef struct pc_export {
  char *file;
  char *environment;
  char *recorded;      /* when */
  GPtrArray *services; /* pc_export_service, in the order of their names */
} pc_export;

/* Reads a whole recording. PC_ERROR_USAGE where it is none, or truncated. */
pc_export *pc_export_read(FILE *file, const char *name, GError **error);
void pc_export_free(pc_export *export);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_export, pc_export_free)

/* Whether it is somebody else's build of the product, whose image is pc_product_image.build_name.
 */
bool pc_export_is_build(const pc_export_service *service);

/* The compose file's text, the caller's. */
char *pc_export_print(const pc_export *export);

/* Where what a compose file runs differs from the recorded services. */
typedef struct pc_export_finding {
  bool differs; /* else it is only said */
  char *text;   /* "docker-compose.yml:5:12: ..." */
} pc_export_finding;

/* pc_export_finding; source is the compose file's name. */
GPtrArray *pc_export_check(const pc_export *export, const pc_compose_file *compose,
                           const char *source);

#endif
