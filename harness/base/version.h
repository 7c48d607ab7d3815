/* SPDX-License-Identifier: MIT */
/* The tool's version: in recordings, reports, manuals and the worker's greeting. */
#ifndef PC_VERSION_H
#define PC_VERSION_H

#define PC_VERSION "0.1.0"
#define PC_VERSION_DATE "2026-11-21"

#endif
