/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children side by side, and in a new line below where there is no more room. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_FLOW (kh_flow_get_type ())
G_DECLARE_FINAL_TYPE (KhFlow, kh_flow, KH, FLOW, GtkLayoutManager)

/* (transfer full): with @at_end lines end where the widget ends, instead of starting where it
 * starts. */
GtkLayoutManager *kh_flow_new (int spacing, gboolean at_end);

G_END_DECLS
