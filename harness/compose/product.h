/* SPDX-License-Identifier: MIT */
/* The products (adapters/product.h) that images and applications' URLs name. */
#ifndef PC_COMPOSE_PRODUCT_H
#define PC_COMPOSE_PRODUCT_H

#include "adapters/product.h"

/* Whether a word is one of a row's list, which may be NULL; in small letters or capitals. */
bool pc_product_has_word(const char *words, const char *word, gsize length);

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

#endif
