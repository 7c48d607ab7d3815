/* SPDX-License-Identifier: MIT */
/*
 * Variables within URLs. In "postgresql://app:${PASSWORD}@${HOST}/${NAME}?application_name=${JOB}"
 * each variable holds plain text, and is percent-encoded as its place asks for it:
 *
 *   at the very beginning            as it is: it holds a URL, or the beginning of one
 *   user and password                encoded; one that is all of "USER:PASSWORD" keeps its first
 * ':' host and port                    as it is: a host, "host:port", a list of them path behind a
 * host               encoded, but for '/' an option's value                encoded; right behind
 * '?' or '&', where options stand, as it is anywhere without a host ("exec:COMMAND", "sqlite:FILE",
 * "sqlite:///FILE")      as it is
 */
#ifndef PC_URL_VARIABLE_H
#define PC_URL_VARIABLE_H

#include <glib.h>

/* What the variable at offset at of the URL as it is written (raw, with its variables) adds to the
 * URL where it holds value. length is that of its reference, "${NAME}". The caller's. */
char *pc_url_variable(const char *raw, gsize at, gsize length, const char *value);

#endif
