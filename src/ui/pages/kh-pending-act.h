/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act that was begun on a detail page or from the row of a list, until it has ended: where it
 * was begun tells how.
 *
 * Main thread. On a KhDetailPage its action is off while it runs, and a failure is shown on top;
 * anywhere else a failure is a window of its own. Cancellation only ends it. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

typedef struct _KhPendingAct KhPendingAct;

/* @place: the detail page, or another widget of the window. @action: of the page, without "page.".
 * @toast: (nullable): what is said when it was done. */
KhPendingAct *kh_pending_act_new (GtkWidget *place, const char *action, const char *toast);
/* The same for an act that ends the object, whose page then leaves with @toast. */
KhPendingAct *kh_pending_act_new_last (GtkWidget *place, const char *action, const char *toast);
/* (nullable) (transfer none): it ends with its page. */
GCancellable *kh_pending_act_get_cancellable (KhPendingAct *self);
/* (nullable) (transfer full): where it was begun, while that is still there. */
GtkWidget *kh_pending_act_ref_place (KhPendingAct *self);
/* Takes @self. @error: (nullable): none, when it was done. */
void kh_pending_act_end (KhPendingAct *self, const GError *error);
/* The callback of kh_confirm_async(); takes the act, its data. */
void kh_pending_act_confirmed_cb (GObject *source, GAsyncResult *result, gpointer act);

/* Runs @call (taken) as an act; @destroy: of its result. */
void kh_pending_act_run_call (KhPendingAct *self, KhOrganization *organization, KhCall *call,
                              GDestroyNotify destroy);
/* The same for work on the worker thread, which returns a gpointer that is not freed. */
void kh_pending_act_run_work (KhPendingAct *self, KhOrganization *organization,
                              KhOrganizationWork work, gpointer data, GDestroyNotify destroy);

G_END_DECLS
