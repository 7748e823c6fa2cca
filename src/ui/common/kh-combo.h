/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is chosen in a row, whole: libadwaita cuts it after twenty characters, and to nothing where
 * the words of the row need the room. Here the value stands beside the words where both fit, else
 * below them, and long ones break into lines, in the menu too. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For a row whose factories are the default ones. */
void kh_combo_show_whole (AdwComboRow *row);
/* The same for each such row below @root, once its template is made. */
void kh_combos_show_whole (GtkWidget *root);

G_END_DECLS
