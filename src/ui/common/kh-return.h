/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Return does in a window with a default button. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on Return opens a row of @window that has the focus and something to open: its choices,
 * what is folded below it, another page. Without this Return presses the default button wherever
 * the focus is, and who wants to see the choices of a row does what the window is for. A row that
 * only stands for a mark or a switch leaves Return to the button, as those do. */
void kh_return_opens_rows (GtkWindow *window);

G_END_DECLS
