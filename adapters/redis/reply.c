/* SPDX-License-Identifier: MIT */
/* A reader of the Redis protocol with ceilings.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/ */
#include "adapters/redis/reply.h"

#include "adapters/adapter.h"
#include "adapters/redis/error.h"
#include "harness/base/error.h"

#include <math.h>
#include <string.h>

enum { CONSUMED_MAX = 64 * 1024, SHOWN_MAX = 40 };

static const char types[] = "+-:$*_,#!=(%~>|";

/* An aggregate that is not complete. */
typedef struct frame {
  char type;
  guint left; /* elements to come */
  pc_value *list;
} frame;

struct pc_redis_reader {
  GByteArray *input;
  gsize at;      /* consumed so far */
  gsize scanned; /* without a line's end, from at */
  frame frames[PC_REDIS_DEPTH_MAX];
  guint depth;
  guint elements; /* of this reply, announced ones included */
  gsize bytes;    /* of this reply's strings */
  bool bad;
};

void pc_redis_reply_clear(pc_redis_reply *reply) {
  g_clear_pointer(&reply->value, pc_value_free);
  g_clear_pointer(&reply->error, g_free);
}

pc_redis_reader *pc_redis_reader_new(void) {
  pc_redis_reader *reader = g_new0(pc_redis_reader, 1);
  reader->input = g_byte_array_new();
  return reader;
}

static void frames_drop(pc_redis_reader *reader) {
  while (reader->depth > 0)
    pc_value_free(reader->frames[--reader->depth].list);
}

void pc_redis_reader_free(pc_redis_reader *reader) {
  if (!reader)
    return;
  frames_drop(reader);
  g_byte_array_unref(reader->input);
  g_free(reader);
}

void pc_redis_reader_feed(pc_redis_reader *reader, const char *bytes, gsize length) {
  if (reader->at > CONSUMED_MAX || reader->at == reader->input->len) {
    g_byte_array_remove_range(reader->input, 0, (guint)reader->at);
    reader->at = 0;
  }
  g_byte_array_append(reader->input, (const guint8 *)bytes, (guint)length);
}

pc_value *pc_redis_value(const char *bytes, gsize length) {
  const char *at = bytes;
  const char *const end = bytes + length;
  while (length > 0 && !g_utf8_validate_len(at, (gsize)(end - at), &at)) {
    if (*at != '\0')
      return pc_value_new_bytes(bytes, length);
    at++;
  }
  return pc_value_new_text(PC_KIND_TEXT, bytes, (gssize)length);
}

static pc_redis_read reader_bad(pc_redis_reader *reader, int code, GError **error,
                                const char *message) {
  reader->bad = true;
  g_set_error_literal(error, PC_ERROR, code, message);
  return PC_REDIS_READ_BAD;
}

static pc_redis_read not_resp(pc_redis_reader *reader, const char *line, gsize length,
                              GError **error) {
  g_autofree char *cut = g_strndup(line, MIN(length, SHOWN_MAX));
  g_autofree char *escaped = g_strescape(cut, NULL);
  g_autofree char *message =
      g_strdup_printf("the answer is not of the Redis protocol: '%s'", escaped);
  return reader_bad(reader, PC_ERROR_LOST, error, message);
}

static pc_redis_read too_large(pc_redis_reader *reader, GError **error) {
  g_autofree char *message = g_strdup_printf("the answer is larger than %d elements or %d bytes",
                                             PC_REDIS_ELEMENTS_MAX, PC_ANSWER_BYTES_MAX);
  return reader_bad(reader, PC_ERROR_TOO_LARGE, error, message);
}

/* One element that is whole: of the innermost aggregate, or the reply itself. */
typedef struct element {
  char type;
  pc_value *value;
  char *error;
} element;

/* Puts an element where it belongs, and closes the aggregates that it completes. REPLY: the whole
 * reply is in. */
static pc_redis_read element_place(pc_redis_reader *reader, element e, pc_redis_reply *ret_reply) {
  while (reader->depth > 0) {
    frame *top = &reader->frames[reader->depth - 1];
    if (e.error) {
      g_autofree char *class_name = pc_redis_error_class(e.error);
      g_autofree char *text = g_strconcat("error: ", class_name, NULL);
      e.value = pc_value_new_text(PC_KIND_OTHER, text, -1);
      g_clear_pointer(&e.error, g_free);
    }
    if (e.value)
      pc_value_append_take(top->list, g_steal_pointer(&e.value));
    if (top->left > 0 && --top->left > 0)
      return PC_REDIS_READ_MORE;
    e = (element){.type = top->type, .value = top->list};
    reader->depth--;
    if (e.type == '|') { /* attributes belong to the element that follows them */
      pc_value_free(e.value);
      return PC_REDIS_READ_MORE;
    }
  }
  *ret_reply = (pc_redis_reply){.type = e.type, .value = e.value, .error = e.error};
  reader->elements = 0;
  reader->bytes = 0;
  return PC_REDIS_READ_REPLY;
}

static pc_redis_read aggregate_open(pc_redis_reader *reader, char type, gint64 count,
                                    pc_redis_reply *ret_reply, GError **error) {
  const gint64 each = type == '%' || type == '|' ? 2 : 1;
  if (count > PC_REDIS_ELEMENTS_MAX || count * each + reader->elements > PC_REDIS_ELEMENTS_MAX)
    return too_large(reader, error);
  if (reader->depth == PC_REDIS_DEPTH_MAX)
    return reader_bad(reader, PC_ERROR_TOO_LARGE, error,
                      "the answer's lists lie too deep in each other");
  reader->elements += (guint)(count * each);
  pc_value *list = pc_value_new_list(each == 2 ? PC_KIND_MAP : PC_KIND_LIST);
  if (count == 0 && type == '|') {
    pc_value_free(list);
    return PC_REDIS_READ_MORE;
  }
  if (count == 0)
    return element_place(reader, (element){.type = type, .value = list}, ret_reply);
  reader->frames[reader->depth++] =
      (frame){.type = type, .left = (guint)(count * each), .list = list};
  return PC_REDIS_READ_MORE;
}

static pc_value *double_from(const char *text) {
  if (g_ascii_strcasecmp(text, "inf") == 0 || g_ascii_strcasecmp(text, "-inf") == 0)
    return pc_value_new_real(*text == '-' ? -INFINITY : INFINITY);
  if (g_ascii_strcasecmp(text, "nan") == 0 || g_ascii_strcasecmp(text, "-nan") == 0)
    return pc_value_new_real(NAN);
  char *end;
  const double value = g_ascii_strtod(text, &end);
  return *text && *end == '\0' && strspn(text, "+-.0123456789eE") == strlen(text)
             ? pc_value_new_real(value)
             : NULL;
}

static bool is_digits(const char *text) {
  text += *text == '-' || *text == '+';
  return *text && strspn(text, "0123456789") == strlen(text);
}

/* What one line alone says; NULL: it is not of this type's form. */
static pc_value *scalar_from(char type, const char *text) {
  gint64 integer;
  switch (type) {
  case ':':
    return g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &integer, NULL)
               ? pc_value_new_integer(integer)
               : NULL;
  case '(':
    return is_digits(text) ? pc_value_new_text(PC_KIND_INTEGER, text + (*text == '+'), -1) : NULL;
  case ',':
    return double_from(text);
  case '#':
    return strcmp(text, "t") == 0 || strcmp(text, "f") == 0 ? pc_value_new_boolean(*text == 't')
                                                            : NULL;
  case '_':
    return *text ? NULL : pc_value_new_null();
  default:
    return NULL;
  }
}

/* A string of length bytes after its line's end, if it has arrived. */
static pc_redis_read bulk_take(pc_redis_reader *reader, char type, gsize header, gint64 length,
                               pc_redis_reply *ret_reply, GError **error) {
  if (length > PC_ANSWER_BYTES_MAX || reader->bytes + (gsize)length > PC_ANSWER_BYTES_MAX)
    return too_large(reader, error);
  const gsize size = (gsize)length;
  const char *bytes = (const char *)reader->input->data + reader->at + header;
  if (reader->input->len - reader->at - header < size + 2)
    return PC_REDIS_READ_MORE;
  if (bytes[size] != '\r' || bytes[size + 1] != '\n' ||
      (type == '=' && (size < 4 || bytes[3] != ':')))
    return not_resp(reader, bytes, size + 2, error);
  element e = {.type = type};
  const gsize format = type == '=' ? 4 : 0; /* "txt:" */
  if (type == '!') {
    g_autofree char *raw = g_strndup(bytes, size);
    e.error = g_utf8_make_valid(raw, -1);
  } else {
    e.value = pc_redis_value(bytes + format, size - format);
  }
  reader->at += header + size + 2;
  reader->bytes += size;
  e.type = type == '!' ? '-' : type;
  return element_place(reader, e, ret_reply);
}

enum { COUNT_NULL = -1, COUNT_BAD = -2 };

static gint64 count_from(char type, const char *text) {
  gint64 count;
  if (strcmp(text, "-1") == 0 && (type == '$' || type == '*'))
    return COUNT_NULL;
  const bool fine =
      g_ascii_isdigit(*text) && g_ascii_string_to_signed(text, 10, 0, G_MAXINT64 / 4, &count, NULL);
  return fine ? count : COUNT_BAD;
}

/* An element that is one line. */
static pc_redis_read line_place(pc_redis_reader *reader, element e, gsize length,
                                pc_redis_reply *ret_reply, GError **error) {
  reader->at += length + 2;
  reader->bytes += length;
  if (reader->bytes <= PC_ANSWER_BYTES_MAX)
    return element_place(reader, e, ret_reply);
  pc_value_free(e.value);
  g_free(e.error);
  return too_large(reader, error);
}

/* The line that begins at reader->at, of length bytes before its end. */
static pc_redis_read line_take(pc_redis_reader *reader, gsize length, pc_redis_reply *ret_reply,
                               GError **error) {
  const char *line = (const char *)reader->input->data + reader->at;
  if (length == 0)
    return not_resp(reader, line, length, error);
  element e = {.type = *line};
  g_autofree char *text = g_strndup(line + 1, length - 1);
  if (e.type == '+') {
    e.value = pc_value_new_text(PC_KIND_STATUS, line + 1, (gssize)length - 1);
  } else if (e.type == '-') {
    e.error = g_utf8_make_valid(text, -1);
  } else if (strlen(text) != length - 1) {
    return not_resp(reader, line, length, error);
  } else if (!strchr("$=!*%~>|", e.type)) {
    e.value = scalar_from(e.type, text);
  } else {
    const gint64 count = count_from(e.type, text);
    if (count >= 0 && strchr("$=!", e.type))
      return bulk_take(reader, e.type, length + 2, count, ret_reply, error);
    if (count >= 0) {
      reader->at += length + 2;
      return aggregate_open(reader, e.type, count, ret_reply, error);
    }
    e.type = '_';
    e.value = count == COUNT_NULL ? pc_value_new_null() : NULL;
  }
  if (!e.value && !e.error)
    return not_resp(reader, line, length, error);
  return line_place(reader, e, length, ret_reply, error);
}

pc_redis_read pc_redis_reader_next(pc_redis_reader *reader, pc_redis_reply *ret_reply,
                                   GError **error) {
  if (reader->bad)
    return reader_bad(reader, PC_ERROR_LOST, error, "the connection is of no further use");
  for (;;) {
    const char *from = (const char *)reader->input->data + reader->at;
    const gsize available = reader->input->len - reader->at;
    const char *end = available > reader->scanned
                          ? memmem(from + reader->scanned, available - reader->scanned, "\r\n", 2)
                          : NULL;
    const gsize length = end ? (gsize)(end - from) : available;
    /* A fake may answer a value of any size as a simple string, which clients take. */
    const bool string = available && (*from == '+' || *from == '-');
    if (string && length > PC_ANSWER_BYTES_MAX)
      return too_large(reader, error);
    if ((available && !memchr(types, *from, sizeof types - 1)) ||
        (!string && length > PC_REDIS_LINE_MAX))
      return not_resp(reader, from, length, error);
    if (!end) {
      reader->scanned = available > 0 ? available - 1 : 0;
      return PC_REDIS_READ_MORE;
    }
    const gsize before = reader->at;
    const pc_redis_read state = line_take(reader, length, ret_reply, error);
    /* A string whose line is here and whose bytes are not is begun again, from its line. */
    reader->scanned = 0;
    if (state != PC_REDIS_READ_MORE || reader->at == before)
      return state;
  }
}
