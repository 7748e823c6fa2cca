/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two entries for the first and the last day of a span: typed, or chosen in a calendar.
 *
 * The entries are checked by their dialog (kh_dialog_check_entry with kh_day_row_check). Main
 * thread.
 */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* Gives @row a button that opens a calendar; @label: what the button is for, as its tooltip. */
void kh_day_row_set_up (AdwEntryRow *row, const char *label);
/* A KhDialogCheck: nothing is wrong with a row that is not shown, which the caller asks first. */
char *kh_day_row_check (KhDialog *dialog, const char *text);
/* (transfer full) (nullable): what is wrong with both together. */
char *kh_day_rows_check (AdwEntryRow *first, AdwEntryRow *last);
/* (transfer full): the name of the span (kh-day-range.h). */
char *kh_day_rows_get_name (AdwEntryRow *first, AdwEntryRow *last);
/* Shows the span that is called so, or the last 30 days before @now where that names no days. */
void kh_day_rows_set_name (AdwEntryRow *first, AdwEntryRow *last, const char *name, KhTime now);

G_END_DECLS
