/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table shows of an object: a cell of a column, or all there is to know where there is no
 * room for columns.
 *
 * Main thread. It listens to nothing: the line around it fills it.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-order.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_CELL (kh_list_cell_get_type ())
G_DECLARE_FINAL_TYPE (KhListCell, kh_list_cell, KH, LIST_CELL, AdwBin)

/* A cell of the column at @column. */
GtkWidget *kh_list_cell_new (KhListOrder *order, guint column);
/* A whole line: the name, what else there is to know, the states. */
GtkWidget *kh_list_cell_new_line (KhListOrder *order);
void kh_list_cell_fill (KhListCell *self, KhItem *item);
/* Where it begins a line: whether @item is selected, while there is something to select. */
void kh_list_cell_mark (KhListCell *self, KhItem *item);

G_END_DECLS
