/* SPDX-License-Identifier: MIT */
/* Lua scripts are looked at, not run: what they call must be plain to see. No sandbox, but no
 * accident either. */
#include "adapters/redis/command.h"

#include "harness/base/error.h"

#include <string.h>

/* Stands for the scratch's name; no word of a script is so. */
static const char keys_word[] = "\001KEYS";

static bool lua_refuse(GError **error, const char *why) {
  g_set_error(error, PC_ERROR, PC_ERROR_CONFINED, "the Lua script is not let through: %s", why);
  return false;
}

static bool is_name(char c) { return g_ascii_isalnum(c) || c == '_'; }

static const char *blanks_skip(const char *at) {
  while (g_ascii_isspace(*at))
    at++;
  return at;
}

/* Behind a string or comment that begins at `at`, or at itself. */
static const char *literal_skip(const char *at) {
  if (at[0] == '-' && at[1] == '-')
    return at[2] == '[' && at[3] == '['
               ? (strstr(at, "]]") ? strstr(at, "]]") + 2 : at + strlen(at))
               : at + strcspn(at, "\n");
  if (at[0] == '[' && at[1] == '[')
    return strstr(at, "]]") ? strstr(at, "]]") + 2 : at + strlen(at);
  if (*at != '"' && *at != '\'')
    return at;
  const char quote = *at++;
  while (*at && *at != quote)
    at += *at == '\\' && at[1] ? 2 : 1;
  return *at ? at + 1 : at;
}

/* The arguments of a call, as text, from behind its '('; the caller's. NULL: it has no end. */
static GPtrArray *arguments_take(const char *at) {
  GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
  const char *from = at = blanks_skip(at);
  for (int depth = 0; *at;) {
    const char *behind = literal_skip(at);
    if (behind != at) {
      at = behind;
      continue;
    }
    if (depth == 0 && (*at == ',' || *at == ')')) {
      g_ptr_array_add(arguments, g_strchomp(g_strndup(from, (gsize)(at - from))));
      if (*at == ')')
        return arguments;
      from = blanks_skip(at + 1);
    }
    depth += *at == '(' || *at == '{' || *at == '[';
    depth -= *at == ')' || *at == '}' || *at == ']';
    at++;
  }
  g_ptr_array_unref(arguments);
  return NULL;
}

/* What is behind quotes; NULL: no plain string. The caller's. */
static char *string_from(const char *argument) {
  const gsize length = strlen(argument);
  const bool quoted = length >= 2 && (*argument == '"' || *argument == '\'') &&
                      argument[length - 1] == *argument && !strchr(argument, '\\') &&
                      literal_skip(argument) == argument + length;
  return quoted ? g_strndup(argument + 1, length - 2) : NULL;
}

/* A call's words: KEYS[...] stands for a key of the scratch, every other expression for some word.
 */
static GPtrArray *words_from(const GPtrArray *arguments) {
  GPtrArray *words = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < arguments->len; i++) {
    const char *argument = arguments->pdata[i];
    g_autofree char *string = string_from(argument);
    const bool key =
        g_str_has_prefix(argument, "KEYS[") || g_str_has_prefix(argument, "unpack(KEYS");
    const char *word = string ? string : key ? keys_word : argument;
    g_ptr_array_add(words, g_bytes_new(word, strlen(word)));
  }
  return words;
}

static bool call_confine(const char *at, bool intrusive, GError **error) {
  g_autoptr(GPtrArray) arguments = arguments_take(at);
  g_autofree char *name = arguments && arguments->len ? string_from(arguments->pdata[0]) : NULL;
  if (!name)
    return lua_refuse(error, "redis.call needs a command's name in plain quotes");
  g_autoptr(GPtrArray) words = words_from(arguments);
  g_autoptr(GPtrArray) written = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  const pc_redis_command *command;
  if (pc_redis_confine(words, keys_word, intrusive, written, &command, error))
    return true;
  g_prefix_error(error, "in the Lua script, where keys come as KEYS[...]: ");
  return false;
}

/* Behind "redis" or "server": a call, or one of the harmless members. */
static bool member_confine(const char *at, bool intrusive, GError **error) {
  static const char *const harmless[] = {
      "error_reply", "status_reply",  "sha1hex",           "log",         "setresp",
      "breakpoint",  "debug",         "LOG_DEBUG",         "LOG_VERBOSE", "LOG_NOTICE",
      "LOG_WARNING", "REDIS_VERSION", "REDIS_VERSION_NUM", NULL};
  at = blanks_skip(at);
  if (*at != '.')
    return lua_refuse(error, "'redis' may only be followed by '.call(...)' and the like");
  at = blanks_skip(at + 1);
  gsize length = 0;
  while (is_name(at[length]))
    length++;
  g_autofree char *member = g_strndup(at, length);
  if (g_strv_contains(harmless, member))
    return true;
  at = blanks_skip(at + length);
  if ((strcmp(member, "call") != 0 && strcmp(member, "pcall") != 0) || *at != '(')
    return lua_refuse(error, "'redis' may only be followed by '.call(...)' and the like");
  return call_confine(at + 1, intrusive, error);
}

/* Whether what follows the word KEYS sets it, or one of it. */
static bool keys_are_set(const char *at) {
  at = blanks_skip(at);
  if (*at == '[') {
    int depth = 0;
    do {
      depth += *at == '[';
      depth -= *at == ']';
      at++;
    } while (*at && depth > 0);
    at = blanks_skip(at);
  }
  return *at == '=' && at[1] != '=';
}

bool pc_redis_lua_confine(const char *script, gsize length, bool intrusive, GError **error) {
  static const char *const hidden[] = {"_G",      "loadstring", "load",  "dofile",       "getfenv",
                                       "setfenv", "rawget",     "debug", "getmetatable", NULL};
  g_autofree char *text = g_strndup(script, length);
  if (strlen(text) != length)
    return lua_refuse(error, "it holds a NUL");
  for (const char *at = text; *at;) {
    const char *behind = literal_skip(at);
    if (behind != at || !is_name(*at)) {
      at = behind != at ? behind : at + 1;
      continue;
    }
    gsize size = 0;
    while (is_name(at[size]))
      size++;
    g_autofree char *name = g_strndup(at, size);
    /* "x.load" is a member of something else. */
    const bool member = at > text && at[-1] == '.';
    at += size;
    if (!member && g_strv_contains(hidden, name))
      return lua_refuse(error, "it can call what cannot be seen");
    if (!member && strcmp(name, "KEYS") == 0 && keys_are_set(at))
      return lua_refuse(error, "it sets KEYS");
    if (!member && (strcmp(name, "redis") == 0 || strcmp(name, "server") == 0) &&
        !member_confine(at, intrusive, error))
      return false;
  }
  return true;
}
