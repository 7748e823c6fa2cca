/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the detail of an enterprise policy. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* Revoke Key Access… and Delete…: the actions "revoke" and "delete", and their rows. */
void kh_policy_acts_add (KhDetailPage *page);
void kh_policy_acts_add_rows (KhDetailPage *page, GtkWidget *group);

/* Who may use the policy: the actions "add-reader" and "remove-reader" (with the name of the
 * account), and the group. */
void kh_policy_readers_add (KhDetailPage *page);
GtkWidget *kh_policy_readers_build (KhDetailPage *page, KhItem *item);

G_END_DECLS
