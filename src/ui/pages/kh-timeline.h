/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of the next 90 days on a line (pages.md 7.4 b): squares for deletions, discs for
 * expiries, triangles for rotations, rings for versions that nothing needs any longer, and a number
 * where marks would overlap. A click opens the object; for keyboard and
 * screen reader the same dates are rows beside it. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-overview.h"

G_BEGIN_DECLS

#define KH_TYPE_TIMELINE (kh_timeline_get_type ())
G_DECLARE_FINAL_TYPE (KhTimeline, kh_timeline, KH, TIMELINE, GtkWidget)

/* @dates: (element-type KhDate): as kh_overview_dates() gives them; kept. */
GtkWidget *kh_timeline_new (GPtrArray *dates, KhTime now);
/* (nullable) (transfer none): the first date of the mark at @x, in pixels of the widget; @n: how
 * many dates that mark stands for. */
const KhDate *kh_timeline_find (KhTimeline *self, double x, guint *n);

G_END_DECLS
