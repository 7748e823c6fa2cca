/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of CSV files that people open in a spreadsheet. Pure, any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @text in quotes (RFC 4180). What a spreadsheet would take for a formula begins with an
 * apostrophe, and control characters are spaces. */
void kh_csv_add_text (GString *line, const char *text);

G_END_DECLS
