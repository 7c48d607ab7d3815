/* SPDX-License-Identifier: MIT */
/*
 * The contract of a product: what projects say of a backing service before anybody asks it (images,
 * ports, variables, URLs), from which 'init' drafts a configuration, and how a recorded one is
 * written as a service of a compose file. A product's row stands beside its adapter and is always
 * compiled: it is known, too, where the adapter is left out, or where there is none.
 *
 * Lists are words with a blank between them. A member that is NULL or 0: there is no such thing.
 * Settings are those of a recorded fingerprint, an object of strings, or NULL.
 */
#ifndef PC_PRODUCT_H
#define PC_PRODUCT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum {
  PC_PRODUCT_ALSO_QUEUE = 1 << 0,     /* is a queue too, where the application uses it as one */
  PC_PRODUCT_USERS_DATABASE = 1 << 1, /* a database that has no name is called as the user */
  PC_PRODUCT_FOLDER = 1 << 2, /* no server, but a folder: its URL is the scheme and the path */
};

/* A setting of the fingerprint that is written for the image. A NULL name ends a table. */
typedef struct pc_product_setting {
  const char *name;    /* in fingerprints */
  const char *written; /* as the server takes it; NULL: as name */
  const char *image; /* what the image has where nothing is said; NULL: not known, always written */
  const char *asked; /* as probes name it in "depends-on:"; NULL: as name */
  const char *follows; /* the setting that it takes its value from: not written where they agree */
  guint64 unit;        /* it is written in units of so many; 0: as it is */
  bool bare;           /* it is written without its value */
} pc_product_setting;

/* A variable of the image that a compose file sets. A NULL name ends a table. One of these: */
typedef struct pc_product_variable {
  const char *name;
  const char *secret; /* the variable of the user's that has to be set, and holds the value */
  const char *value;  /* a reference ("${NAME:-text}"), or text, in which PORT is the one of this
                         machine */
  char *(*make)(const json_t *settings); /* the caller's; NULL: the variable is left out */
  const char *why;                       /* to be said above it */
  const pc_product_setting *because;     /* the setting whose reason is added to that */
} pc_product_variable;

/* The official image: how a compose file has it behave as a recorded server. */
typedef struct pc_product_image {
  const char *name;       /* whose tags are the product's versions */
  const char *build_mark; /* part of the setting "version_comment" in somebody else's builds, */
  const char *build_name; /* the image of which this is, and its tags go on behind a '-' */
  const char *line;       /* what to say where a version has two numbers and its tags have three;
                             they get ".0" */
  const char *health;     /* the test of its health, in YAML */
  const pc_product_variable *variables;

  /* Settings are arguments of the program: NAME and VALUE stand for a setting's. Where there is a
   * variable, they are its text instead of a command; without a program, each is a variable, whose
   * NAME has capitals and underscores. */
  const char *program;
  const char *arguments; /* "-c NAME=VALUE" */
  const char *variable;  /* "KAFKA_NAME" */
  const pc_product_setting *settings;

  /* A warning below the variables, or NULL. */
  const char *(*remark)(const json_t *settings);
  /* Commands for the image's shell before the server starts, the caller's; NULL: none. */
  char *(*prepare)(const json_t *settings);
  const char *prepare_why;
} pc_product_image;

typedef struct pc_product {
  const char *name;    /* as fingerprints have it as their engine: "PostgreSQL" */
  const char *service; /* what a configuration calls it: database, cache, queue, stream */
  guint capabilities;
  guint port;

  /* URLs. */
  const char *scheme;  /* as this program writes it; NULL: there is no adapter for it */
  const char *native;  /* the schemes that applications' URLs share with this program's */
  const char *schemes; /* all that applications' libraries write; "+driver" may follow */
  const char *unclear; /* one more, that other things have too */
  const char *words; /* of variables' names: one of them makes "HOST:PORT" without a scheme, and an
                        unclear scheme, this product's, */
  const char *also;  /* where there is one of these too */
  const char *path;  /* what stands behind the host, for people: "/DATABASE"; "": need not be said;
                        NULL: nothing does */
  const char *in_memory; /* the path of a database in memory, where it is a file else */

  /* Images and what they are started with. */
  const char *images;        /* the last parts of their names */
  const char *users;         /* the variables for the user, the first that is given counts */
  const char *passwords;     /* likewise, */
  const char *databases;     /* and for the database or virtual host */
  const char *password_flag; /* the argument that the password follows */
  const char *user;          /* where none of the variables is given, */
  const char *own_passwords; /* the variables for the password of exactly that one */
  const char *known_user;    /* everybody knows the password of this one: it may be left out */
  const char *alpine;        /* how an image on Alpine differs: "sorts text by ..." */

  const char *banner; /* how its setting "version" begins, or it only speaks like this product */
  const char *look_alikes; /* what such servers call themselves, in small letters */
  const char *environment; /* the variables that its client library reads, as a pattern ("PG*") */

  const pc_product_image *image; /* NULL: none that this program writes */

  /* Whether a container's port that is not the product's may be a listener for clients. */
  bool (*is_listener)(guint port);
  /* Whether tags of images of this name (repository, as it is written) have a rule of their own for
   * versions; then *ret_version is what this one tells, the caller's or NULL. Asked of every image:
   * one whose name is nobody's may be built upon the product's. */
  bool (*tag_read)(const char *repository, const char *tag, char **ret_version);
} pc_product;

/* All products, NULL-terminated. */
extern const pc_product *const pc_products[];

#endif
