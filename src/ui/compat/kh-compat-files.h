/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing files and folders with the desktop's own chooser; the seam to the file dialog of newer
 * libraries.
 *
 * Main thread. @widget: one in the window that asks; (nullable). Cancelling @cancellable takes the
 * chooser away. Errors: G_IO_ERROR_CANCELLED, also when the user chose nothing.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @start: (nullable): the folder that is shown at first. */
void kh_choose_folder_async (GtkWidget *widget, const char *title, GFile *start,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full) */
GFile *kh_choose_folder_finish (GAsyncResult *result, GError **error);
void kh_choose_files_async (GtkWidget *widget, const char *title, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full): GListModel of GFile, never empty. */
GListModel *kh_choose_files_finish (GAsyncResult *result, GError **error);

G_END_DECLS
