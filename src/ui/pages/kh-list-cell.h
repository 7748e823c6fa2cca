/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table shows of an object: a cell of a column, or a whole line where there is no room for
 * columns. Each is used again for another object while the list scrolls, and fills itself again
 * when its object or what depends on it has changed.
 *
 * Main thread.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-order.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_CELL (kh_list_cell_get_type ())
G_DECLARE_FINAL_TYPE (KhListCell, kh_list_cell, KH, LIST_CELL, AdwBin)

/* A cell of the column at @column. */
GtkWidget *kh_list_cell_new (KhListOrder *order, guint column);
/* A line: the name, what else there is to know, the states. */
GtkWidget *kh_list_line_new (KhListOrder *order);
/* @item: (nullable): nothing is shown. The first cell of a row, and a line, also name the row
 * around them for screen readers. */
void kh_list_cell_set_item (KhListCell *self, KhItem *item);
/* (nullable) (transfer none): the cell that names @row, a row of a table or of lines, or any widget
 * around it. */
KhListCell *kh_list_cell_find (GtkWidget *row);
/* (nullable) (transfer none) */
KhItem *kh_list_cell_get_item (KhListCell *self);

G_END_DECLS
