/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row under Needs Attention offers to do (pages.md 2.1). Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"
#include "kh-overview.h"

G_BEGIN_DECLS

typedef struct _KhOverviewVerb KhOverviewVerb;

/* (transfer none): what the page of the object offers to this account, or else Show. */
const KhOverviewVerb *kh_overview_verb_find (KhOrganization *organization, const KhAttention *row);
/* (transfer none): translated, and without mnemonic: there are many rows. */
const char *kh_overview_verb_label (const KhOverviewVerb *self);
/* FALSE: it only opens something. */
gboolean kh_overview_verb_acts (const KhOverviewVerb *self);
/* Asks what has to be asked, and does it. @button is off while it runs; failures are told in the
 * window of @place, which outlives the row. */
void kh_overview_verb_run (const KhOverviewVerb *self, GtkWidget *button, GtkWidget *place,
                           KhOrganization *organization, KhItem *item);

G_END_DECLS
