/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with all that is selected in a list page: the bar below it, which is there for
 * as long as rows are selected, and the actions of the page around it (pages.md 2.0).
 *
 * Main thread. A verb opens with the objects that allow it and names the others; with none it is
 * insensitive, and its tooltip and description say why.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-order.h"

G_BEGIN_DECLS

#define KH_TYPE_SELECTION_BAR (kh_selection_bar_get_type ())
G_DECLARE_FINAL_TYPE (KhSelectionBar, kh_selection_bar, KH, SELECTION_BAR, AdwBin)

/* @page, @view: (not owned): the page it belongs to, and its rows; both outlive it. */
GtkWidget *kh_selection_bar_new (KhPage *page, KhListOrder *order, GtkWidget *view);
/* Keeps what begins selecting, and what helps with it, the first entries of @menu. */
void kh_selection_bar_set_menu (KhSelectionBar *self, GMenu *menu);

G_END_DECLS
