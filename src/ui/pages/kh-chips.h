/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of filters that scrolls sideways. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls to the filter that is set, once the line has its place: an address may have set one that
 * is out of sight. @chips: the box of filters, the first of which means all; in a scrolled window.
 */
void kh_chips_show_set (GtkBox *chips);

G_END_DECLS
