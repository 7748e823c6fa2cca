/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list page as a table, and as lines below each other where there is no room for
 * columns.
 *
 * Main thread. Only what can be seen, and what is near, has cells, so it may have many thousand
 * rows. Selection, focus and place stay with their objects when others change, or when the table
 * turns into lines.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-order.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_TABLE (kh_list_table_get_type ())
G_DECLARE_FINAL_TYPE (KhListTable, kh_list_table, KH, LIST_TABLE, AdwBin)

/* Columns, and what sorts by them, are those of the order's kind. */
GtkWidget *kh_list_table_new (KhListOrder *order);
void kh_list_table_set_narrow (KhListTable *self, gboolean narrow);
/* A KhFoldNeeds of a table, whether or not it is shown. */
int kh_list_table_get_needed_width (gpointer self);
/* (transfer none): what is shown, in its order. */
GtkSelectionModel *kh_list_table_get_model (KhListTable *self);
/* How many rows have cells. */
guint kh_list_table_count_filled (KhListTable *self);

G_END_DECLS
