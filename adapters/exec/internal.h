/* SPDX-License-Identifier: MIT */
/* What the files of the exec adapter share. */
#ifndef PC_EXEC_INTERNAL_H
#define PC_EXEC_INTERNAL_H

#include "adapters/adapter.h"

/*
 * A program that is asked on its standard input and answers on its standard output, a line each. It
 * leads a process group of its own and dies with the worker.
 */
typedef struct pc_exec_program pc_exec_program;

/* Starts argv. PC_ERROR_UNREACHABLE where that cannot be. */
pc_exec_program *pc_exec_program_new(char *const *argv, GError **error);
/*
 * Writes line (which ends in a newline) and reads the answer: borrowed, without its newline, until
 * the next call. PC_ERROR_LOST, _TOO_LARGE, _TIMED_OUT or _STOPPED, with what the program last
 * wrote to standard error; it is killed then and can only be freed.
 */
bool pc_exec_program_ask(pc_exec_program *program, const GString *line, const pc_deadline *deadline,
                         char **ret_answer, gsize *ret_length, GError **error);
/* Whether it can be asked. */
bool pc_exec_program_is_alive(const pc_exec_program *program);
/* Kills it and its group, for an answer that makes no sense: PC_ERROR_LOST with text and what it
 * complained of. */
void pc_exec_program_fail(pc_exec_program *program, const char *text, GError **error);
/* Ends its input and waits for it to end; false: it did not and was killed. */
bool pc_exec_program_end(pc_exec_program *program);
/* Ends it where it runs. */
void pc_exec_program_free(pc_exec_program *program);

/* answer.c: the outcome that a line stands for, strictly; NULL: none, with the reason. role: whose
 * classes refusals have. */
pc_outcome *pc_exec_outcome_parse(const char *line, gsize length, pc_role role, char **ret_reason);
/* Whether line says that the program is ready; if so, ret_hello (a new reference) is what it says.
 * PC_ERROR_UNREACHABLE where it says that it is not, _USAGE where it speaks another protocol,
 * _UNFIT where it says neither. */
bool pc_exec_hello_parse(const char *line, gsize length, json_t **ret_hello, GError **error);

/*
 * keys.c: the keys that a scratch may have been given, queues' names being keys too, on disk in the
 * scratch's folder before each is written, so that they are removed by exact name also after a
 * kill.
 */
typedef struct pc_exec_keys {
  char *path;
  GHashTable *keys; /* the key as JSON -> whether every write of it was refused */
  int fd;           /* -1: nothing yet */
} pc_exec_keys;

void pc_exec_keys_init(pc_exec_keys *keys, const char *folder);
void pc_exec_keys_clear(pc_exec_keys *keys);
/* Reads what a scratch has left; not there is success. */
bool pc_exec_keys_load(pc_exec_keys *keys, const char *scratch, GError **error);
/* Before operation is sent: PC_ERROR_CONFINED where it changes a key that does not begin with
 * scratch. */
bool pc_exec_keys_note(pc_exec_keys *keys, const char *scratch, const json_t *operation,
                       GError **error);
/* After it was not refused. */
void pc_exec_keys_written(pc_exec_keys *keys, const json_t *operation);

#endif
