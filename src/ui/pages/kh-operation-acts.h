/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on operations (pages.md 2.7, 5.2). Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* TRUE if Cancel makes sense of it: an encryption that has not ended. */
gboolean kh_operation_is_cancelable (KhItem *operation);
/* TRUE once it was stopped, unless it has to begin from the start. */
gboolean kh_operation_can_go_on (KhItem *operation);
/* (nullable) (transfer none): why it cannot be canceled now all the same. */
const char *kh_operation_cancel_reason (KhItem *operation);
/* (nullable) (transfer none): the newest later operation on the same environment. */
KhItem *kh_operation_find_newer (KhOrganization *organization, KhItem *operation);
/* Asks, then cancels. @parent: a widget of the window that asks. */
void kh_operation_cancel_async (GtkWidget *parent, KhOrganization *organization, KhItem *operation,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
/* FALSE: what the tenant said, or G_IO_ERROR_CANCELLED: it was kept. */
gboolean kh_operation_cancel_finish (GAsyncResult *result, GError **error);

G_END_DECLS
