/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with the recovery sheet of the organization: whether there is one, and what saves another
 * or makes it worthless. Part of a KhDialog, which tells what went wrong. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

#define KH_TYPE_SHEET_ROW (kh_sheet_row_get_type ())
G_DECLARE_FINAL_TYPE (KhSheetRow, kh_sheet_row, KH, SHEET_ROW, AdwActionRow)

/* Reads what opens the organization; to be called once, and when it may have changed. */
void kh_sheet_row_read (KhSheetRow *self);

G_END_DECLS
