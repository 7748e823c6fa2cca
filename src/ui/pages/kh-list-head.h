/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headings of a table: what it is sorted by, and how wide its columns are.
 *
 * Main thread. A GtkColumnView without rows of its own: in GTK 4.8 each of its two hundred rows
 * costs forty kilobytes before anything is in it, so the rows are in a list view below the
 * headings.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-cell.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_HEAD (kh_list_head_get_type ())
G_DECLARE_FINAL_TYPE (KhListHead, kh_list_head, KH, LIST_HEAD, AdwBin)

/* Columns, and what sorts by them, are those of the order's kind. */
GtkWidget *kh_list_head_new (KhListOrder *order);
/* @cell shows @item in @column: where that is wider than all before, the column asks for as much.
 */
void kh_list_head_widen (KhListHead *self, guint column, KhListCell *cell, KhItem *item);
/* After an allocation: TRUE if a column is in another place than after the one before. */
gboolean kh_list_head_note_places (KhListHead *self);
/* Where a column begins, and how wide it is. */
void kh_list_head_get_place (KhListHead *self, guint column, int *x, int *width);

G_END_DECLS
