/* SPDX-License-Identifier: MIT */
/* The products that images and applications' URLs name, and which of them can be asked. */
#ifndef PC_PRODUCT_H
#define PC_PRODUCT_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_product {
  const char *name;    /* as fingerprints have it as their engine: "PostgreSQL" */
  const char *service; /* what a configuration calls it: database, cache, queue, stream */
  const char *scheme;  /* of its URLs; NULL: there is no adapter for it */
  guint port;
  const char *images;   /* the last parts of its images' names, a blank between them */
  const char *schemes;  /* what applications' libraries write in their URLs, likewise */
  const char *official; /* the image whose tags are its versions; NULL: none that this program
                           writes */
  const char *users; /* the variables of its images for the user, the first that is given counts; or
                        NULL */
  const char *passwords; /* likewise */
  const char *databases; /* likewise */
  const char *user;      /* where none of these is given, or NULL */
} pc_product;

extern const pc_product pc_products[]; /* a NULL name ends it */

const pc_product *pc_product_named(const char *name); /* as pc_product.name; or NULL */
const pc_product *pc_product_of_scheme(const char *scheme, gsize length); /* "+driver" is left out;
                                                                             or NULL */

/* The name of an image, taken apart: [REGISTRY/]PATH[:TAG][@DIGEST]. */
typedef struct pc_image {
  char *repository;
  char *tag;                 /* or NULL */
  char *digest;              /* or NULL */
  char *version;             /* of the product, as far as the tag tells it: "15", "15.8"; or NULL */
  const pc_product *product; /* or NULL */
} pc_image;

void pc_image_parse(const char *text, pc_image *ret_image);
void pc_image_clear(pc_image *image);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pc_image, pc_image_clear)

/* Whether a version that says less ("15") is a beginning of one that says more ("15.8"). */
bool pc_version_covers(const char *less, const char *more);

#endif
