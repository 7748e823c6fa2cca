/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place of a group of Overview, which is made again when what it was made from differs: few
 * rows at first, all of them when they are asked for. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_OVERVIEW_GROUP (kh_overview_group_get_type ())
G_DECLARE_FINAL_TYPE (KhOverviewGroup, kh_overview_group, KH, OVERVIEW_GROUP, AdwBin)

/* Signal "all": more rows are asked for; whoever fills the group does it again. It is not visible
 * before it is filled. */
KhOverviewGroup *kh_overview_group_new (const char *title);
/* How many rows of @n are shown. */
guint kh_overview_group_count (KhOverviewGroup *self, guint n);
/* How many rows are shown before more are asked for. */
guint kh_overview_group_few (void);
/* (transfer floating) (nullable): an empty group to fill, when @digest (transfer full) or @narrow
 * differ from what is shown. */
GtkWidget *kh_overview_group_begin (KhOverviewGroup *self, GString *digest, gboolean narrow);
/* Shows @group, which kh_overview_group_begin() gave, with what opens the rest of @n rows; the
 * focus stays where it was. */
void kh_overview_group_end (KhOverviewGroup *self, GtkWidget *group, guint n);

G_END_DECLS
