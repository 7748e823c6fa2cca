/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the detail of an enterprise policy. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* Who may use the policy: the actions "add-reader" and "remove-reader" (with the name of the
 * account), and the group. */
void kh_policy_readers_add (KhDetailPage *page);
GtkWidget *kh_policy_readers_build (KhDetailPage *page, KhItem *item);

/* Of a policy that stays on one version: the actions "follow-latest" and "move-pin", and the rows
 * that offer them. */
void kh_policy_version_add (KhDetailPage *page);
void kh_policy_version_add_rows (KhDetailPage *page, GtkWidget *group);

G_END_DECLS
