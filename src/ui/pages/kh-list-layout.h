/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the headings of a table above its rows, which follow when a heading moves. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-list-line.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_LAYOUT (kh_list_layout_get_type ())
G_DECLARE_FINAL_TYPE (KhListLayout, kh_list_layout, KH, LIST_LAYOUT, GtkLayoutManager)

/* (transfer full): of a widget whose first child is the KhListHead of @lines, its second what
 * scrolls the rows. Narrow lines have no headings. */
GtkLayoutManager *kh_list_layout_new (KhListLines *lines);

G_END_DECLS
