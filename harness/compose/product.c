/* SPDX-License-Identifier: MIT */
/* Products by their images and URLs. */
#include "harness/compose/product.h"

#include "harness/base/version_number.h"

#include <string.h>

bool pc_product_has_word(const char *words, const char *word, gsize length) {
  for (words = words ? words : ""; *words; words += strcspn(words, " "), words += *words == ' ')
    if (strcspn(words, " ") == length && g_ascii_strncasecmp(words, word, length) == 0)
      return true;
  return false;
}

const pc_product *pc_product_named(const char *name) {
  for (const pc_product *const *product = pc_products; *product; product++)
    if (strcmp((*product)->name, name) == 0)
      return *product;
  return NULL;
}

const pc_product *pc_product_of_scheme(const char *scheme, gsize length) {
  const char *plus = memchr(scheme, '+', length);
  const gsize own = plus ? (gsize)(plus - scheme) : length;
  for (const pc_product *const *product = pc_products; length && *product; product++)
    if (pc_product_has_word((*product)->schemes, scheme, length) ||
        pc_product_has_word((*product)->schemes, scheme, own))
      return *product;
  return NULL;
}

static const pc_product *product_of_image(const char *repository) {
  const char *slash = strrchr(repository, '/');
  const char *last = slash ? slash + 1 : repository;
  for (const pc_product *const *product = pc_products; *product; product++)
    if (pc_product_has_word((*product)->images, last, strlen(last)))
      return *product;
  return NULL;
}

/* By the first rule that some product has for such a tag: an image whose name is nobody's may be
 * built upon that product's. Else as "15.8-alpine" and "v7.0" tell it. */
static char *image_version(const pc_image *image) {
  char *version = NULL;
  for (const pc_product *const *product = pc_products; *product; product++)
    if ((*product)->tag_read && (*product)->tag_read(image->repository, image->tag, &version))
      return version;
  return pc_version_at(image->tag + (*image->tag == 'v'));
}

void pc_image_parse(const char *text, pc_image *ret_image) {
  pc_image image = {0};
  const char *at = strchr(text, '@');
  g_autofree char *name = at ? g_strndup(text, (gsize)(at - text)) : g_strdup(text);
  image.digest = at ? g_strdup(at + 1) : NULL;
  char *slash = strrchr(name, '/');
  char *colon = strchr(slash ? slash : name, ':');
  if (colon) {
    *colon = '\0';
    image.tag = g_strdup(colon + 1);
  }
  image.repository = g_steal_pointer(&name);
  image.product = product_of_image(image.repository);
  image.version = image.tag ? image_version(&image) : NULL;
  *ret_image = image;
}

void pc_image_clear(pc_image *image) {
  g_free(image->repository);
  g_free(image->tag);
  g_free(image->digest);
  g_free(image->version);
  *image = (pc_image){0};
}
