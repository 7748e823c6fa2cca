/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list page as a table, and as lines below each other where there is no room for
 * columns: both on the same model and selection.
 *
 * Main thread. Only what can be seen has widgets, so it may have many thousand rows. Selection,
 * focus and place stay with their objects when others change.
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

G_END_DECLS
