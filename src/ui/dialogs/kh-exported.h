/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said once a file was written (pages.md 5.4): "Exported to {file}", with Show. Main
 * thread.
 */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* Closes @dialog with the toast, as kh_dialog_done(). */
void kh_dialog_done_exported (KhDialog *dialog, GFile *file);
/* (floating): a flat button that shows @file, for a row that names it. */
GtkWidget *kh_show_file_button_new (GFile *file);

G_END_DECLS
