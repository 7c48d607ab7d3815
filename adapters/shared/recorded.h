/* SPDX-License-Identifier: MIT */
/* Settings of a recorded fingerprint, for the rows of products. */
#ifndef PC_RECORDED_H
#define PC_RECORDED_H

#include <jansson.h>
#include <stdbool.h>

/* Borrowed; NULL: it does not tell. */
const char *pc_recorded_setting(const json_t *settings, const char *name);
/* Whether a recorded text may stand in a shell's command as it is: a recording may be anybody's. */
bool pc_recorded_is_word(const char *text);

#endif
