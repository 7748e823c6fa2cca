/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on an enterprise policy, alike on its page and from its row (pages.md 2.3, 5.2): each asks
 * what has to be asked, does it, and says at @place how it ended (kh-pending-act.h).
 *
 * Main thread. @policy: as the list knows it; what an act needs besides it reads first. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

void kh_policy_revoke (GtkWidget *place, KhOrganization *organization, KhItem *policy);
void kh_policy_delete (GtkWidget *place, KhOrganization *organization, KhItem *policy);

/* (nullable) (transfer full): why it cannot be done now. */
char *kh_policy_refuse_grant (KhItem *policy, KhOrganization *organization);
char *kh_policy_refuse_revoke (KhItem *policy, KhOrganization *organization);
char *kh_policy_refuse_delete (KhItem *policy, KhOrganization *organization);

/* The actions "revoke" and "delete" of the page, and the rows that offer them. */
void kh_policy_acts_add (KhDetailPage *page);
void kh_policy_acts_add_rows (KhDetailPage *page, GtkWidget *group);

G_END_DECLS
