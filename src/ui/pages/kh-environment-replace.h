/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to all data of an environment: Back Up…, Restore…, Copy… and Reset…, on its page.
 * Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

void kh_environment_replace_add (KhDetailPage *page);
/* (transfer floating): "Other Operations", each with its verb or the reason against it. */
GtkWidget *kh_environment_other_group (KhDetailPage *page, KhItem *item);

G_END_DECLS
