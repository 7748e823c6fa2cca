/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to whoever listens to a screen reader; the seam to gtk_accessible_announce() of
 * newer libraries.
 *
 * Main thread. Each window of the shell has an announcer, which nobody sees: what it says is the
 * text of a label with the role of an alert, which is shown anew each time. With GTK 4.14 and newer
 * it is spoken besides; Orca 43 beside GTK 4.8 speaks no alert, since that GTK does not tell what
 * appears. At most one text is said in five seconds (pages.md 7.5); of those that wait the newest
 * is said.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_ANNOUNCER (kh_announcer_get_type ())
G_DECLARE_FINAL_TYPE (KhAnnouncer, kh_announcer, KH, ANNOUNCER, GtkWidget)

/* @widget: one in a window. Where that has no announcer, as a dialog whose own alert tells it, it
 * is spoken at once or not at all. */
void kh_announce (GtkWidget *widget, const char *text);

G_END_DECLS
