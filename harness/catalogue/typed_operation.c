/* SPDX-License-Identifier: MIT */
/* Operations of typed steps as they are sent: the forms of typed_reader.h resolved. */
#include "harness/catalogue/reference.h"
#include "harness/catalogue/typed_step.h"

#include <string.h>

/* What references stand for. */
typedef struct referred {
  const char *scratch;
  char number[24];
} referred;

static json_t *text_resolve(const json_t *text, const referred *to) {
  const char *from = json_string_value(text);
  const size_t length = json_string_length(text);
  if (!memmem(from, length, "${", 2))
    return json_stringn(from, length);
  /* What follows a NUL is text like any other. */
  g_autoptr(GString) whole = g_string_new(NULL);
  for (const char *part = from; part <= from + length; part += strlen(part) + 1) {
    g_autoptr(GString) numbered = g_string_new(part);
    g_string_replace(numbered, "${i}", to->number, 0);
    g_autofree char *replaced = pc_references_replace(numbered->str, to->scratch);
    g_string_append(whole, replaced);
    if (part + strlen(part) < from + length)
      g_string_append_c(whole, '\0');
  }
  return json_stringn(whole->str, whole->len);
}

static json_t *resolve(const json_t *template, const referred *to);

static json_t *fill_new(const json_t *fill, const referred *to) {
  json_t *name = text_resolve(json_array_get(fill, 0), to);
  const char filler = *json_string_value(json_array_get(fill, 1));
  const gsize length = (gsize)json_integer_value(json_array_get(fill, 2));
  g_autoptr(GString) text =
      g_string_new_len(json_string_value(name), (gssize)json_string_length(name));
  json_decref(name);
  while (text->len < length)
    g_string_append_c(text, filler);
  return json_stringn(text->str, text->len);
}

static json_t *hex_new(const json_t *hex, const referred *to) {
  json_t *prefix = text_resolve(json_array_get(hex, 0), to);
  g_autoptr(GString) bytes = g_string_new(NULL);
  for (const char *c = json_string_value(prefix); *c; c++)
    g_string_append_printf(bytes, "%02x", (guchar)*c);
  json_decref(prefix);
  g_string_append(bytes, json_string_value(json_array_get(hex, 1)));
  return json_pack("{s:s}", "bytes", bytes->str);
}

static json_t *repeat_new(const json_t *repeat, const referred *to) {
  json_t *text = resolve(json_array_get(repeat, 0), to);
  const json_int_t times = json_integer_value(json_array_get(repeat, 1));
  if (json_is_array(text)) {
    json_t *list = json_array();
    for (json_int_t i = 0; i < times; i++)
      json_array_extend(list, text);
    json_decref(text);
    return list;
  }
  g_autoptr(GString) whole = g_string_new(NULL);
  for (json_int_t i = 0; i < times; i++)
    g_string_append_len(whole, json_string_value(text), (gssize)json_string_length(text));
  json_decref(text);
  return json_stringn(whole->str, whole->len);
}

static json_t *object_resolve(const json_t *template, const referred *to) {
  static const struct {
    const char *form;
    json_t *(*make)(const json_t *arguments, const referred *to);
  } forms[] = {{"$fill", fill_new}, {"$hex", hex_new}, {"$repeat", repeat_new}};
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    const json_t *arguments = json_object_get(template, forms[i].form);
    if (arguments)
      return forms[i].make(arguments, to);
  }
  json_t *object = json_object();
  const char *name;
  json_t *member;
  json_object_foreach((json_t *)(guintptr) template, name, member)
      json_object_set_new(object, name, resolve(member, to));
  return object;
}

static json_t *resolve(const json_t *template, const referred *to) {
  if (json_is_string(template))
    return text_resolve(template, to);
  if (json_is_object(template))
    return object_resolve(template, to);
  if (!json_is_array(template))
    return json_incref((json_t *)(guintptr) template);
  json_t *array = json_array();
  size_t i;
  json_t *item;
  json_array_foreach(template, i, item) json_array_append_new(array, resolve(item, to));
  return array;
}

json_t *pc_typed_operation_new(const pc_typed_step *step, const char *scratch, gint64 i) {
  referred to = {.scratch = scratch};
  g_snprintf(to.number, sizeof to.number, "%" G_GINT64_FORMAT, i);
  return resolve(step->operation, &to);
}
