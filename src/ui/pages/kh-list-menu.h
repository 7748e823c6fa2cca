/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a row of a list page without opening it (pages.md 1.7): the menu of a right
 * click, the Menu key and Shift+F10, Ctrl+C for its identifier, and Delete for the verb that
 * deletes.
 *
 * Main thread. */
#pragma once

#include "kh-list-order.h"

G_BEGIN_DECLS

/* @view: the widget around the rows, KhItemRow or the rows of a column view or list view; it lets
 * go of the menu by kh_list_menu_detach() when it is disposed. */
void kh_list_menu_attach (GtkWidget *view, KhListOrder *order);
void kh_list_menu_detach (GtkWidget *view);

G_END_DECLS
