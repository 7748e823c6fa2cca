/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with the folder that files are written to, and a button to choose another; at first that of
 * the documents, else the home folder. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

#define KH_TYPE_FOLDER_ROW (kh_folder_row_get_type ())
G_DECLARE_FINAL_TYPE (KhFolderRow, kh_folder_row, KH, FOLDER_ROW, AdwActionRow)

/* (transfer floating) It is part of a KhDialog when the button is used. */
GtkWidget *kh_folder_row_new (void);
/* (transfer none) */
GFile *kh_folder_row_get_folder (KhFolderRow *self);
void kh_folder_row_set_folder (KhFolderRow *self, GFile *folder);

G_END_DECLS
