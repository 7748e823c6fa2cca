/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object a widget of a list page shows: rows are KhItemRow, or the rows of a column view or
 * list view. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-item.h"

G_BEGIN_DECLS

/* (nullable) (transfer none): what the row of @view that holds @widget shows; @row: that row. */
KhItem *kh_list_place_find (GtkWidget *view, GtkWidget *widget, GtkWidget **row);
/* The same of what has the focus. */
KhItem *kh_list_place_find_focused (GtkWidget *view, GtkWidget **row);

G_END_DECLS
