/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The height of a dialog while it is open. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* More came into sight: makes @window as high as that, within reason, once the loop is idle. Never
 * makes it lower. */
void kh_window_fit (GtkWindow *window);
/* Not any more; harmless when nothing waits. */
void kh_window_fit_cancel (GtkWindow *window);

G_END_DECLS
