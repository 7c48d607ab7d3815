/* SPDX-License-Identifier: MIT */
/* Splits the text of a number into sign, digits and power of ten, so that 1.50, 15e-1 and 1.5
 * compare equal. */
#ifndef PC_NUMBER_H
#define PC_NUMBER_H

#include <glib.h>
#include <stdbool.h>

/* Appends to digits those without sign, point, exponent and outer zeros; ret_power gets the power
 * of ten of the first. Zero has no digits, and no sign. false: not a plain number. */
bool pc_number_normalise(const char *text, GString *digits, gint64 *ret_power, bool *ret_negative);

#endif
