/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: asks the tenant for the impact of a change, then asks the user as its level demands
 * (pages.md 5.1, 5.2): nothing, a confirmation, one with the affected objects, one with a typed
 * name, or, for what cannot be undone (level 4),
 * one with the account's passphrase besides, which stays open until the tenant has answered. Then
 * it does the change. When the tenant refuses it, or the impact is another one by then, the
 * question comes again with what was said and with the impact of now.
 *
 * What would lock environments in one of the ways of Lock Environments is not asked for: the
 * question says so and leads to that wizard, which for the caller is a cancellation.
 *
 * Where four eyes are asked for, the verb files a request, which is told in the window of the
 * shell.
 *
 * Main thread. The callback gets TRUE when the change was done, or FALSE: cancelled or filed as a
 * request (G_IO_ERROR_CANCELLED), or what the tenant said where there is nothing to ask again.
 * Cancelling takes an open question away.
 */
#pragma once

#include <gtk/gtk.h>

#include "kh-acts.h"
#include "kh-organization.h"

G_BEGIN_DECLS

/* Words of a question; all copied. */
typedef struct {
  const char *verb;         /* "_Disable Version": the button */
  const char *heading;      /* level 1, 2 and 4: "Disable Key Version 41d0…?" */
  const char *body;         /* level 1, 2 and 4 */
  const char *heading_hard; /* level 3: "Disable Key Version 41d0… Although It Is Needed?" */
  const char *body_hard;    /* level 3, above the rows */
  const char *keep;         /* (nullable): "_Keep Running" in place of "_Cancel" */
  gboolean destructive;
  /* (nullable): rows that the body announces, before those of the impact; not at level 4. */
  const char *const *rows;
  gboolean is_asked; /* a dialog of its own was the question of level 1 */
} KhConfirmTexts;

/* Does the change, on the thread for sequences of calls. */
typedef gboolean (*KhConfirmWork) (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                                   GCancellable *cancellable, GError **error);

/* @parent: a widget of the window that asks. @change: (transfer full). @data: (transfer full): of
 * @work; freed with @destroy (nullable) on any thread. */
void kh_confirm_async (GtkWidget *parent, KhOrganization *organization, KhWireImpactRequest *change,
                       const KhConfirmTexts *texts, KhConfirmWork work, gpointer data,
                       GDestroyNotify destroy, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_confirm_finish (GAsyncResult *result, GError **error);

/* The same question as at level 1, where the tenant need not be asked. */
void kh_ask_async (GtkWidget *parent, const KhConfirmTexts *texts, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data);
/* FALSE: G_IO_ERROR_CANCELLED. */
gboolean kh_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
