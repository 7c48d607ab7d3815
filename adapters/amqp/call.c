/* SPDX-License-Identifier: MIT */
/* What goes over a connection of AMQP: methods and their replies, messages in both directions, and
 * what comes unasked.
 */
#include "adapters/amqp/internal.h"

#include "harness/base/error.h"

#include <string.h>

enum {
  BODY_FRAME_MAX = 8192, /* small enough for any socket that says it is writable */
  FRAME_OVERHEAD = 8,
  CODE_FORCED = 320, /* the broker goes down, or an administrator said so */
};

void pc_amqp_message_free(pc_amqp_message *message) {
  if (!message)
    return;
  json_decref(message->headers);
  g_free(message->consumer);
  g_free(message->message_id);
  g_free(message->content_type);
  if (message->body)
    g_string_free(message->body, TRUE);
  g_free(message);
}

void pc_amqp_answer_clear(pc_amqp_answer *answer) {
  g_clear_pointer(&answer->message, pc_amqp_message_free);
  g_clear_pointer(&answer->text, g_free);
  *answer = (pc_amqp_answer){0};
}

static bool too_large(pc_amqp_connection *c, GError **error) {
  pc_amqp_connection_cut(c);
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the broker's messages are larger than %d MiB",
              PC_ANSWER_BYTES_MAX >> 20);
  return false;
}

static void content_announce(pc_amqp_connection *c, const amqp_frame_t *frame) {
  pc_amqp_message *message = g_new0(pc_amqp_message, 1);
  const amqp_method_t *method = &frame->payload.method;
  message->method = method->id;
  message->priority = -1;
  message->body = g_string_new(NULL);
  if (method->id == AMQP_BASIC_DELIVER_METHOD) {
    const amqp_basic_deliver_t *deliver = method->decoded;
    message->tag = deliver->delivery_tag;
    message->redelivered = deliver->redelivered;
    message->consumer = pc_amqp_bytes_text(deliver->consumer_tag);
  } else if (method->id == AMQP_BASIC_GET_OK_METHOD) {
    const amqp_basic_get_ok_t *got = method->decoded;
    message->tag = got->delivery_tag;
    message->redelivered = got->redelivered;
  }
  c->content = message;
  c->content_channel = frame->channel;
  c->content_begun = false;
}

static void content_finish(pc_amqp_connection *c, pc_amqp_answer *answer) {
  pc_amqp_message *message = g_steal_pointer(&c->content);
  if (message->method == AMQP_BASIC_GET_OK_METHOD) {
    pc_amqp_message_free(answer->message);
    answer->method = message->method;
    answer->message = message;
  } else if (message->method == AMQP_BASIC_DELIVER_METHOD) {
    c->delivered_bytes += message->body->len;
    g_queue_push_tail(c->delivered, message);
  } else {
    c->returned = true;
    pc_amqp_message_free(message);
  }
}

static bool header_take(pc_amqp_connection *c, const amqp_frame_t *frame, pc_amqp_answer *answer,
                        GError **error) {
  pc_amqp_message *message = c->content;
  if (!message || c->content_begun || frame->channel != c->content_channel ||
      frame->payload.properties.class_id != AMQP_BASIC_CLASS)
    return pc_amqp_garbage(c, "a content header that nothing announced", error);
  const amqp_basic_properties_t *properties = frame->payload.properties.decoded;
  c->content_begun = true;
  message->size = frame->payload.properties.body_size;
  if (message->size > PC_ANSWER_BYTES_MAX || c->delivered_bytes > PC_ANSWER_BYTES_MAX)
    return too_large(c, error);
  if (properties->_flags & AMQP_BASIC_HEADERS_FLAG)
    message->headers = pc_amqp_table_json(&properties->headers);
  if (properties->_flags & AMQP_BASIC_PRIORITY_FLAG)
    message->priority = properties->priority;
  if (properties->_flags & AMQP_BASIC_MESSAGE_ID_FLAG)
    message->message_id = pc_amqp_bytes_text(properties->message_id);
  if (properties->_flags & AMQP_BASIC_CONTENT_TYPE_FLAG)
    message->content_type = pc_amqp_bytes_text(properties->content_type);
  if (!message->size)
    content_finish(c, answer);
  return true;
}

static bool body_take(pc_amqp_connection *c, const amqp_frame_t *frame, pc_amqp_answer *answer,
                      GError **error) {
  pc_amqp_message *message = c->content;
  const amqp_bytes_t fragment = frame->payload.body_fragment;
  if (!message || !c->content_begun || frame->channel != c->content_channel ||
      fragment.len > message->size - message->body->len)
    return pc_amqp_garbage(c, "a body that nothing announced", error);
  g_string_append_len(message->body, fragment.bytes, (gssize)fragment.len);
  if (message->body->len == message->size)
    content_finish(c, answer);
  return true;
}

static bool connection_closed(pc_amqp_connection *c, const amqp_connection_close_t *close,
                              pc_amqp_answer *answer, GError **error) {
  amqp_connection_close_ok_t ok = {0};
  g_free(answer->text);
  answer->text = pc_amqp_bytes_text(close->reply_text);
  answer->code = close->reply_code;
  if (answer->code == CODE_FORCED || !answer->code) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the broker closed the connection: %s",
                answer->text);
    pc_amqp_connection_cut(c);
    return false;
  }
  pc_amqp_method_send(c, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &ok, NULL);
  pc_amqp_connection_cut(c);
  return true;
}

static bool channel_closed(pc_amqp_connection *c, amqp_channel_t channel,
                           const amqp_channel_close_t *close, pc_amqp_answer *answer,
                           GError **error) {
  amqp_channel_close_ok_t ok = {0};
  g_free(answer->text);
  answer->text = pc_amqp_bytes_text(close->reply_text);
  answer->code = close->reply_code ? close->reply_code : G_MAXUINT16;
  c->channels &= ~(1u << channel);
  if (channel == c->content_channel)
    g_clear_pointer(&c->content, pc_amqp_message_free);
  return pc_amqp_method_send(c, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &ok, error);
}

static void confirm_note(pc_amqp_connection *c, guint64 tag, bool multiple, int word) {
  if (tag == c->published || (multiple && (tag > c->published || !tag)))
    c->confirmed = word;
}

static bool method_take(pc_amqp_connection *c, const amqp_frame_t *frame, pc_amqp_answer *answer,
                        GError **error) {
  const amqp_method_t *method = &frame->payload.method;
  switch (method->id) {
  case AMQP_CONNECTION_CLOSE_METHOD:
    return connection_closed(c, method->decoded, answer, error);
  case AMQP_CHANNEL_CLOSE_METHOD:
    return (frame->channel == PC_AMQP_CHANNEL || frame->channel == PC_AMQP_CHANNEL_ASIDE)
               ? channel_closed(c, frame->channel, method->decoded, answer, error)
               : pc_amqp_garbage(c, "a channel closed that was never open", error);
  case AMQP_CONNECTION_BLOCKED_METHOD:
    g_free(c->blocked);
    c->blocked = pc_amqp_bytes_text(((const amqp_connection_blocked_t *)method->decoded)->reason);
    return true;
  case AMQP_CONNECTION_UNBLOCKED_METHOD:
    g_clear_pointer(&c->blocked, g_free);
    return true;
  case AMQP_BASIC_GET_OK_METHOD:
  case AMQP_BASIC_DELIVER_METHOD:
  case AMQP_BASIC_RETURN_METHOD:
    if (c->content)
      return pc_amqp_garbage(c, "a message within a message", error);
    content_announce(c, frame);
    return true;
  case AMQP_BASIC_ACK_METHOD: {
    const amqp_basic_ack_t *ack = method->decoded;
    confirm_note(c, ack->delivery_tag, ack->multiple, 1);
    return true;
  }
  case AMQP_BASIC_NACK_METHOD: {
    const amqp_basic_nack_t *nack = method->decoded;
    confirm_note(c, nack->delivery_tag, nack->multiple, -1);
    return true;
  }
  case AMQP_BASIC_CANCEL_METHOD:
    g_ptr_array_add(
        c->cancelled,
        pc_amqp_bytes_text(((const amqp_basic_cancel_t *)method->decoded)->consumer_tag));
    return true;
  default:
    answer->method = method->id;
    answer->decoded = method->decoded;
    return true;
  }
}

bool pc_amqp_take_in(pc_amqp_connection *c, gint64 until_us, bool *ret_came, pc_amqp_answer *answer,
                     GError **error) {
  amqp_frame_t frame;
  if (!pc_amqp_frame_next(c, until_us, &frame, ret_came, error))
    return false;
  if (!*ret_came)
    return true;
  switch (frame.frame_type) {
  case AMQP_FRAME_METHOD:
    return method_take(c, &frame, answer, error);
  case AMQP_FRAME_HEADER:
    return header_take(c, &frame, answer, error);
  case AMQP_FRAME_BODY:
    return body_take(c, &frame, answer, error);
  default:
    return pc_amqp_garbage(c, "a frame of an unknown kind", error);
  }
}

/* Each reply's number is its request's and one, but for get's "empty". */
static bool is_reply(amqp_method_number_t request, amqp_method_number_t reply) {
  return reply == request + 1 ||
         (request == AMQP_BASIC_GET_METHOD && reply == AMQP_BASIC_GET_EMPTY_METHOD);
}

static bool reply_wait(pc_amqp_connection *c, amqp_method_number_t method, pc_amqp_answer *answer,
                       GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)c->limit_ms * 1000;
  for (;;) {
    bool came;
    if (!pc_amqp_take_in(c, until_us, &came, answer, error))
      return false;
    if (answer->code)
      return true;
    if (!came) {
      pc_amqp_connection_cut(c);
      g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the broker did not answer within %d ms",
                  c->limit_ms);
      return false;
    }
    if (answer->method)
      return is_reply(method, answer->method) ||
             pc_amqp_garbage(c, "a reply that nothing asked for", error);
  }
}

bool pc_amqp_call(pc_amqp_connection *c, amqp_channel_t channel, amqp_method_number_t method,
                  void *decoded, pc_amqp_answer *answer, GError **error) {
  answer->method = 0;
  return pc_amqp_method_send(c, channel, method, decoded, error) &&
         reply_wait(c, method, answer, error);
}

bool pc_amqp_channel_open(pc_amqp_connection *c, amqp_channel_t channel, GError **error) {
  amqp_channel_open_t open = {0};
  g_auto(pc_amqp_answer) answer = {0};
  if (c->channels & (1u << channel))
    return true;
  if (!pc_amqp_call(c, channel, AMQP_CHANNEL_OPEN_METHOD, &open, &answer, error))
    return false;
  if (answer.code) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the broker opens no channel: %s", answer.text);
    return false;
  }
  c->channels |= 1u << channel;
  if (channel == PC_AMQP_CHANNEL) {
    c->confirms = false;
    c->published = 0;
  }
  return true;
}

/* Methods of a channel are done one after the other, and "flow" is one that changes nothing. */
bool pc_amqp_settle(pc_amqp_connection *c, amqp_channel_t channel, pc_amqp_answer *answer,
                    GError **error) {
  amqp_channel_flow_t flow = {.active = 1};
  return pc_amqp_call(c, channel, AMQP_CHANNEL_FLOW_METHOD, &flow, answer, error);
}

static bool confirms_begin(pc_amqp_connection *c, pc_amqp_answer *answer, GError **error) {
  amqp_confirm_select_t select = {0};
  if (c->confirms)
    return true;
  if (!pc_amqp_call(c, PC_AMQP_CHANNEL, AMQP_CONFIRM_SELECT_METHOD, &select, answer, error))
    return false;
  c->confirms = !answer->code;
  return true;
}

static bool body_send(pc_amqp_connection *c, const pc_amqp_publication *publication,
                      GError **error) {
  const char *body = publication->body;
  const gsize most = (gsize)CLAMP(amqp_get_frame_max(c->state) - FRAME_OVERHEAD, 1, BODY_FRAME_MAX);
  amqp_frame_t frame = {.frame_type = AMQP_FRAME_HEADER, .channel = PC_AMQP_CHANNEL};
  frame.payload.properties.class_id = AMQP_BASIC_CLASS;
  frame.payload.properties.body_size = publication->length;
  frame.payload.properties.decoded = (void *)(guintptr)&publication->properties;
  if (!pc_amqp_frame_send(c, &frame, error))
    return false;
  for (gsize sent = 0; sent < publication->length;) {
    const gsize n = MIN(publication->length - sent, most);
    frame = (amqp_frame_t){.frame_type = AMQP_FRAME_BODY, .channel = PC_AMQP_CHANNEL};
    frame.payload.body_fragment =
        (amqp_bytes_t){.len = n, .bytes = (void *)(guintptr)(body + sent)};
    if (!pc_amqp_frame_send(c, &frame, error))
      return false;
    sent += n;
  }
  return true;
}

static bool confirm_wait(pc_amqp_connection *c, pc_amqp_answer *answer, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)c->limit_ms * 1000;
  bool came = true;
  while (came && !c->confirmed && !answer->code)
    if (!pc_amqp_take_in(c, until_us, &came, answer, error))
      return false;
  return true;
}

bool pc_amqp_publish(pc_amqp_connection *c, const pc_amqp_publication *publication,
                     pc_amqp_answer *answer, GError **error) {
  amqp_basic_publish_t publish = {
      .exchange = pc_amqp_bytes(publication->exchange ? publication->exchange : ""),
      .routing_key = pc_amqp_bytes(publication->queue),
      .mandatory = publication->mandatory};
  if (publication->confirm && !confirms_begin(c, answer, error))
    return false;
  if (answer->code)
    return true;
  pc_amqp_answer_clear(answer);
  c->returned = false;
  c->confirmed = 0;
  c->published += c->confirms;
  if (!pc_amqp_method_send(c, PC_AMQP_CHANNEL, AMQP_BASIC_PUBLISH_METHOD, &publish, error) ||
      !body_send(c, publication, error))
    return false;
  return publication->confirm ? confirm_wait(c, answer, error)
                              : pc_amqp_settle(c, PC_AMQP_CHANNEL, answer, error);
}
