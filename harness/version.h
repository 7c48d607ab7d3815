/* SPDX-License-Identifier: MIT */
/* The tool's version: in recordings, reports and the worker's greeting. */
#ifndef PC_VERSION_H
#define PC_VERSION_H

#define PC_VERSION "0.1.0"

#endif
