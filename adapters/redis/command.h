/* SPDX-License-Identifier: MIT */
/*
 * Redis commands: their words, where their keys are, and which of them stay within a scratch.
 *
 * A word is the scratch's own when it begins with the scratch's name and no digit follows: names of
 * scratches end in a number, so that no own word of one is an own word of another.
 */
#ifndef PC_REDIS_COMMAND_H
#define PC_REDIS_COMMAND_H

#include <glib.h>
#include <stdbool.h>

/* The words (GBytes) of a command line with redis-cli's quoting; PC_ERROR_FAILED: quotes are not
 * balanced. */
GPtrArray *pc_redis_words(const char *line, GError **error);
/* Word i as text, NULL where there is none; the caller's. */
char *pc_redis_word(const GPtrArray *words, guint i);

typedef enum pc_redis_flag {
  PC_REDIS_WRITES = 1 << 0,   /* may make its keys: to be removed */
  PC_REDIS_BLOCKS = 1 << 1,   /* may wait for another client */
  PC_REDIS_CHANNELS = 1 << 2, /* its "keys" are channels or patterns of channels */
  PC_REDIS_CONFIRMS = 1 << 3, /* answers once for every channel */
  PC_REDIS_SCRIPT = 1 << 4,   /* word 1 (2 for SCRIPT LOAD) is a Lua script */
  PC_REDIS_RUNS = 1 << 5,     /* runs a script, which may not end */
  PC_REDIS_STATE = 1 << 6,    /* makes or reads a state of the session */
} pc_redis_flag;

/* "object|encoding" is the subcommand's entry. Word 0 is the command itself. */
typedef struct pc_redis_command {
  const char *name;
  guint flags;
  int first; /* first key; 0: none at a fixed place */
  int last;  /* last key; negative: counted from the end */
  int step;
  int count; /* the word that tells how many keys follow it; 0: none */
  /* Looks at what positions cannot tell; NULL: nothing. scratch is the name. Adds the indices of
   * keys to keys. */
  bool (*special)(const GPtrArray *words, const char *scratch, GArray *keys, GError **error);
} pc_redis_command;

/* The entry for a command, or NULL. */
const pc_redis_command *pc_redis_command_find(const GPtrArray *words);
/* Whether the whole command is known to act on the whole server, or on others' things. */
bool pc_redis_command_is_barred(const GPtrArray *words);
/* Whether the command makes, reads or holds up a session, which must be the client's own then:
 * transactions, subscriptions, settings of a connection, waits. */
bool pc_redis_needs_session(const GPtrArray *words);
/* Every entry's and every barred command's name (char *), for tests; "config|set" among them. The
 * caller's. */
GPtrArray *pc_redis_command_names(void);

/* Whether bytes are the scratch's own. */
bool pc_redis_is_own(const char *bytes, gsize length, const char *scratch);

/*
 * Whether a command stays within the scratch; PC_ERROR_CONFINED and why not. intrusive: commands
 * that act on the whole server are let through. What names keys or channels must name its own in
 * any case, and what would take the session out of the harness's hands (MONITOR, SELECT, QUIT,
 * CLIENT REPLY, ...) is never let through.
 *
 * ret_command: its entry, or NULL for an unknown one. written gets the keys (GBytes) that it may
 * make.
 */
bool pc_redis_confine(const GPtrArray *words, const char *scratch, bool intrusive,
                      GPtrArray *written, const pc_redis_command **ret_command, GError **error);

/* lua.c: whether all that a Lua script calls is known and has KEYS where its keys are. */
bool pc_redis_lua_confine(const char *script, gsize length, bool intrusive, GError **error);

#endif
