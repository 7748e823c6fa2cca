/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting rows of a list page where they are (pages.md 1.7): Space checks the row with the focus
 * while rows are selected, Ctrl+A takes all that are shown, Ctrl+Shift+A none, Escape ends it, and
 * a click with Ctrl begins it. Main thread. */
#pragma once

#include "kh-list-order.h"

G_BEGIN_DECLS

/* @view: the widget around the rows; it lets go by kh_list_check_detach() when it is disposed. */
void kh_list_check_attach (GtkWidget *view, KhListOrder *order);
void kh_list_check_detach (GtkWidget *view);
/* TRUE if rows are being selected: @item was checked, or is not any more. */
gboolean kh_list_check_activate (KhListOrder *order, KhItem *item);

G_END_DECLS
