/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group Access of a vault's detail (pages.md 2.5): who may do what with its keys and secrets,
 * in both permission models, and how that is given, changed and taken away. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* The actions grant-access, remove-role (with the id of the assignment), change-policy and
 * remove-policy (with that of the principal), and switch-model. */
void kh_vault_access_add_actions (KhDetailPage *page);
/* (transfer floating) (nullable): depends on "permissionModel", "assignments", "accessPolicies",
 * "accounts" and "state". */
GtkWidget *kh_vault_access_build (KhDetailPage *page, KhItem *item);

G_END_DECLS
