/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on a vault as a whole, alike on its page and from its row (pages.md 2.5, 5.2): each asks
 * what has to be asked, does it, and says at @place how it ended (kh-pending-act.h).
 *
 * Main thread. @vault: as the list knows it; what an act needs besides it reads first. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

void kh_vault_delete (GtkWidget *place, KhOrganization *organization, KhItem *vault);
/* Of a deleted vault. */
void kh_vault_recover (GtkWidget *place, KhOrganization *organization, KhItem *vault);
void kh_vault_purge (GtkWidget *place, KhOrganization *organization, KhItem *vault);
/* Keys from files that are chosen. */
void kh_vault_restore (GtkWidget *place, KhOrganization *organization, KhItem *vault);
/* The keys of these backups, up to the first that cannot be. @files: of GFile. */
void kh_vault_restore_files (GtkWidget *place, KhOrganization *organization, KhItem *vault,
                             GListModel *files);

/* (nullable) (transfer full): why it cannot be purged, as a sentence without its full stop. */
char *kh_vault_refuse_purge (KhItem *vault, KhOrganization *organization);

/* Their actions on the page, and the rows that offer them. */
void kh_vault_acts_add (KhDetailPage *page);
void kh_vault_acts_add_rows (KhDetailPage *page, GtkWidget *group, KhItem *item);

G_END_DECLS
