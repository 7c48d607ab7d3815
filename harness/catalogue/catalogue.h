/* SPDX-License-Identifier: MIT */
/* Every probe that is known: the built-in scripts and C probes, and users' own scripts; sorted by
 * id. */
#ifndef PC_CATALOGUE_H
#define PC_CATALOGUE_H

#include "harness/model/probe.h"

/* The C probes: NULL-terminated groups, each a NULL-terminated list (probes/table.c). */
extern const pc_probe *const *const pc_c_probes[];

typedef struct pc_catalogue pc_catalogue;

/* Whether a file's name ends as a script's does. */
bool pc_script_file_is(const char *path);
/* builtin: with the probes that come with the program. folders: NULL-terminated, or NULL; each is
 * a script, whose id is its name, or holds users' scripts, whose id is their path below it without
 * the ending; the ending is the language (pc_language_names). PC_ERROR_USAGE: a folder that is not
 * there or holds no script, a script that is wrong, an id given twice. */
pc_catalogue *pc_catalogue_new(bool builtin, const char *const *folders, GError **error);
void pc_catalogue_free(pc_catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_catalogue, pc_catalogue_free)

/* All of them (const pc_probe). Borrowed. */
const GPtrArray *pc_catalogue_probes(const pc_catalogue *catalogue);
guint pc_catalogue_length(const pc_catalogue *catalogue);
const pc_probe *pc_catalogue_probe(const pc_catalogue *catalogue, guint i);
/* NULL and PC_ERROR_USAGE with the nearest id where there is none. */
const pc_probe *pc_catalogue_find(const pc_catalogue *catalogue, const char *id, GError **error);
/* A digest of every probe's id and text: equal digests, equal questions. Borrowed. */
const char *pc_catalogue_digest(const pc_catalogue *catalogue);

/* A probe of its own around a script, which it takes; id is copied. */
pc_probe *pc_probe_new_script(const char *id, struct pc_script *script);
void pc_probe_free(pc_probe *probe);
/* The C probe with this id, or NULL. */
const pc_probe *pc_probe_find_c(const char *id);

#endif
