/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group Deleted of a vault's detail (pages.md 2.5): keys and secrets that can be recovered
 * or, where purge protection does not keep them, purged. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* The actions recover-key, recover-secret, purge-key and purge-secret, with the object's name. */
void kh_vault_deleted_add_actions (KhDetailPage *page);
/* (transfer floating) (nullable): depends on "deletedKeys", "deletedSecrets" and
 * "purgeProtection". */
GtkWidget *kh_vault_deleted_build (KhDetailPage *page, KhItem *item);

G_END_DECLS
