/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list page as a boxed list: a row for each of the first ones, and a button for
 * more.
 *
 * Main thread. A row has widgets only while it can be seen or is near. Rows stay where they are
 * when others change, and the focus goes with its object.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-order.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_ROWS (kh_list_rows_get_type ())
G_DECLARE_FINAL_TYPE (KhListRows, kh_list_rows, KH, LIST_ROWS, AdwBin)

GtkWidget *kh_list_rows_new (KhListOrder *order);
/* Rows keep their last state alone, and say the rest below the name. */
void kh_list_rows_set_narrow (KhListRows *self, gboolean narrow);
/* Rows that have widgets. */
guint kh_list_rows_count_filled (KhListRows *self);

G_END_DECLS
