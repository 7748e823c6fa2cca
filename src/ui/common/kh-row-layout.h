/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a row side by side, and what follows its words below them where they would have no
 * room: in large letters a state is as wide as a narrow window. Main thread.
 *
 * The words are the child that expands; the one behind it is what goes below. All others keep their
 * width and their place.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_ROW_LAYOUT (kh_row_layout_get_type ())
G_DECLARE_FINAL_TYPE (KhRowLayout, kh_row_layout, KH, ROW_LAYOUT, GtkLayoutManager)

/* (transfer full) */
GtkLayoutManager *kh_row_layout_new (void);
/* (transfer full): what follows the words is never given less than it wants beside them. */
GtkLayoutManager *kh_row_layout_new_whole (void);

G_END_DECLS
