/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of an environment's detail; see KhDetailGroup. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

GtkWidget *kh_environment_locked_group (KhDetailPage *page, KhItem *item);
GtkWidget *kh_environment_summary_group (KhDetailPage *page, KhItem *item);
GtkWidget *kh_environment_coverage_group (KhDetailPage *page, KhItem *item);
GtkWidget *kh_environment_actions_group (KhDetailPage *page, KhItem *item);
GtkWidget *kh_environment_history_group (KhDetailPage *page, KhItem *item);
GtkWidget *kh_environment_details_group (KhDetailPage *page, KhItem *item);

/* The repairs of the diagnosis that stand before the re-enabling. */
guint kh_environment_count_open_repairs (KhItem *item);

G_END_DECLS
