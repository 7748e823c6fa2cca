/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A section in the sidebar: icon, title, badge. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-section.h"

G_BEGIN_DECLS

#define KH_TYPE_SIDEBAR_ROW (kh_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (KhSidebarRow, kh_sidebar_row, KH, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *kh_sidebar_row_new (const KhSection *section);
const KhSection *kh_sidebar_row_get_section (KhSidebarRow *self);
void kh_sidebar_row_set_badge (KhSidebarRow *self, const KhBadge *badge);

G_END_DECLS
