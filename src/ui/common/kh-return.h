/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on Return opens a row of @window that has the focus and something to open: its choices, what is folded below it,
 * another page. Without this Return presses the default button of the window wherever the focus is, and who wants to see the
 * choices of a row makes or confirms what the window is for. A row that only stands for a mark or a switch leaves Return to
 * the button, as those do. Main thread. */
void kh_return_opens_rows (GtkWindow *window);

G_END_DECLS
