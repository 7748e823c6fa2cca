/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checked entries of a dialog, inside of it: which of them are wrong, and which may be
 * complained about already. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

typedef struct _KhDialogFields KhDialogFields;

KhDialogFields *kh_dialog_fields_new (void);
void kh_dialog_fields_free (KhDialogFields *self);
/* @row must be a child of the dialog. */
void kh_dialog_fields_add (KhDialogFields *self, AdwEntryRow *row, KhDialogCheck check);
/* The focus is at @focus now. TRUE if a field was left by that, which counts as touched then. */
gboolean kh_dialog_fields_move (KhDialogFields *self, GtkWidget *focus);
/* @row may be complained about. */
void kh_dialog_fields_touch (KhDialogFields *self, AdwEntryRow *row);
/* Gives the focus to the first one. FALSE when there is none. */
gboolean kh_dialog_fields_grab_focus (KhDialogFields *self);
/* The rows are going. */
void kh_dialog_fields_clear (KhDialogFields *self);
/* (transfer full) (nullable): as kh_dialog_set_reason(). Marks what is wrong. */
char *kh_dialog_fields_check (KhDialogFields *self, KhDialog *dialog);

G_END_DECLS
