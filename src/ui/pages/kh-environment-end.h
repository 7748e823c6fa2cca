/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on an environment that its page and its row do alike (pages.md 2.2, 5.2): each asks what has
 * to be asked, does it, and says at @place how it ended (kh-pending-act.h).
 *
 * Main thread. @environment: as the list knows it; what an act needs besides it reads first. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

void kh_environment_delete (GtkWidget *place, KhOrganization *organization, KhItem *environment);
/* Of a deleted one. */
void kh_environment_recover (GtkWidget *place, KhOrganization *organization, KhItem *environment);
/* Of a locked one, whose key is back. */
void kh_environment_re_enable (GtkWidget *place, KhOrganization *organization, KhItem *environment);
void kh_environment_make_managed (GtkWidget *place, KhOrganization *organization,
                                  KhItem *environment);

gboolean kh_environment_is_deleted (KhItem *environment);

/* The actions "delete" and "recover" of the page, and the row of the one that fits. */
void kh_environment_end_add (KhDetailPage *page);
void kh_environment_end_add_row (KhDetailPage *page, GtkWidget *group, KhItem *item);

G_END_DECLS
