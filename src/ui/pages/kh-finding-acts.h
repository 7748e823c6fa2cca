/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on findings (pages.md 2.9), from their page and from their rows.
 *
 * Main thread. @place: a widget of the window that asks and says what was done. Errors: as the
 * calls, and G_IO_ERROR_CANCELLED: it was not wanted.
 */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* (nullable): the verb, with mnemonic; NULL when nothing here mends it. */
const char *kh_finding_fix_label (KhOrganization *organization, KhItem *finding);
/* Ends at once when a dialog of its own does the rest. */
void kh_finding_fix_async (GtkWidget *place, KhOrganization *organization, KhItem *finding,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean kh_finding_fix_finish (GAsyncResult *result, GError **error);
/* With Undo. */
void kh_finding_dismiss_async (GtkWidget *place, KhOrganization *organization, KhItem *finding,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kh_finding_dismiss_finish (GAsyncResult *result, GError **error);
/* Hand Over…: for those who may not mend it. */
void kh_finding_hand_over (GtkWidget *place, KhOrganization *organization, KhItem *finding);

G_END_DECLS
