/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock Environments (pages.md 4.5), alike on the page and from the row of an environment, a policy,
 * a key and a vault. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* Opens the wizard on @item; as of KhListVerb. */
void kh_lock_open (GtkWidget *place, KhOrganization *organization, KhItem *item);
/* The action "lock" of the page, and the row that offers it. Everybody may look at what a lock
 * would do; the wizard says who can do it. */
void kh_lock_act_add (KhDetailPage *page);
void kh_lock_act_add_row (KhDetailPage *page, GtkWidget *group);

G_END_DECLS
