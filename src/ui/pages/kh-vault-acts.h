/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on a vault as a whole, for its detail (pages.md 2.5). Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* The actions network, restore, delete, recover and purge, and the rows that offer them. */
void kh_vault_acts_add (KhDetailPage *page);
/* Restores the keys of the backups that were chosen, up to the first that cannot be. @files: of
 * GFile. */
void kh_vault_acts_restore (KhDetailPage *page, GListModel *files);
void kh_vault_acts_add_rows (KhDetailPage *page, GtkWidget *group, KhItem *item);

G_END_DECLS
