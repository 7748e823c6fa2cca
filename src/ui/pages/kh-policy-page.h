/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the detail of an enterprise policy. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* Who may use the policy: the actions "add-reader" and "remove-reader" (with the name of the
 * account), and the group. */
void kh_policy_readers_add (KhDetailPage *page);
GtkWidget *kh_policy_readers_build (KhDetailPage *page, KhItem *item);

G_END_DECLS
