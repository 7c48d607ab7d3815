/* SPDX-License-Identifier: MIT */
/*
 * A first configuration, drafted from what a project has: compose files, a file of variables, URLs.
 * No secret gets into it: a password is a reference to a variable, which is named with its place.
 */
#ifndef PC_DRAFT_H
#define PC_DRAFT_H

#include "harness/compose/compose_file.h"
#include "harness/compose/product.h"

typedef struct pc_draft_service {
  char *name;                /* in the configuration */
  const char *job;           /* database, cache, queue, stream; of a URL that was given: NULL */
  char *where;               /* what tells of it: "file:line:column", or NULL */
  const pc_product *product; /* or NULL: the URL alone was given */
  char *from;                /* the compose file's service, or NULL */
  char *url;                 /* as development is asked, with references */
  char *inner;               /* as it is reached within the project's network; NULL: as url */
  bool reachable;            /* url reaches it from this machine */
  GPtrArray *comments;       /* char * */
} pc_draft_service;

/* A variable that has to be set. */
typedef struct pc_draft_variable {
  char *name;
  char *value; /* what tells it from another of the same name; never shown */
  char *what;
} pc_draft_variable;

typedef struct pc_draft {
  char *source;         /* "docker-compose.yml", for people */
  char *application;    /* a service of the compose file that is an application, or NULL */
  GPtrArray *services;  /* pc_draft_service */
  GPtrArray *variables; /* pc_draft_variable */
  GPtrArray *left;      /* char *: what is not asked, with the reason */
} pc_draft;

pc_draft *pc_draft_new(const char *source);
void pc_draft_free(pc_draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_draft, pc_draft_free)

/* compose borrowed only while this runs. */
void pc_draft_add_compose(pc_draft *draft, const pc_compose_file *compose);
/* variables: pc_compose_text, of an application or a file; where an URL's host is one of compose
 * (or NULL) it is that.
 */
void pc_draft_add_variables(pc_draft *draft, const pc_compose_file *compose,
                            const GPtrArray *variables, const char *application);
/* "URL" or "ROLE=URL" of a command line. PC_ERROR_USAGE. */
bool pc_draft_add_url(pc_draft *draft, const char *argument, GError **error);

/* The configuration's text, the caller's. There must be a service. */
char *pc_draft_print(const pc_draft *draft);
/* What stands for production's URL of a service: "PRODUCTION_DATABASE_URL"; the caller's. */
char *pc_draft_production(const pc_draft_service *service);
/* Whether any of the services can be reached from this machine. */
bool pc_draft_is_reachable(const pc_draft *draft);
/* Whether it stands in the configuration as a comment only: it cannot be reached from here, others
 * can, and beside them it would make every run incomplete. */
bool pc_draft_leaves_out(const pc_draft *draft, const pc_draft_service *service);

#endif
