/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotate… of any page (pages.md 4.4). Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* Asks, then makes a new version and says so. @place: a widget of the window that asks. */
void kh_key_rotate_async (GtkWidget *place, KhOrganization *organization, KhItem *key,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
/* FALSE: what the vault said, or G_IO_ERROR_CANCELLED: it was not wanted. */
gboolean kh_key_rotate_finish (GAsyncResult *result, GError **error);

G_END_DECLS
