/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A failure that has no place of its own, such as that of an act from a row: told in a window
 * (pages.md 5.6). Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says what failed and why, in the window of @place; nothing of a cancellation, or when @place is
 * in no window any more. */
void kh_failure_show (GtkWidget *place, const GError *error);

G_END_DECLS
