/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs of a lock that are one click away, told by the command that a diagnosis proposes: a
 * closed set of verbs, of which each makes something usable again and takes nothing away. Main
 * thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* (nullable) (transfer none): the label of the button, translated; NULL when the command cannot be
 * done by a button. */
const char *kh_repair_verb (const char *command);
/* Opens the wizard that unlocks on @item, an environment or a policy. */
void kh_repair_open_wizard (GtkWidget *place, KhItem *item);
/* The work itself, for kh_organization_run_async(): what it needs (transfer full), and the
 * function, whose result is not NULL where it was done. */
gpointer kh_repair_work_new (KhOrganization *organization, const char *command);
void kh_repair_work_free (gpointer work);
gpointer kh_repair_worker (KhClient *client, gpointer work, GCancellable *cancellable,
                           GError **error);
/* Runs it as the act @action of @page. */
void kh_repair_run (KhDetailPage *page, const char *action, const char *command);

G_END_DECLS
