/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk of a tour by keyboard through a window: by Tab, and by arrows in lists. Main thread. */
#pragma once

#include "kh-display-test.h"

G_BEGIN_DECLS

/* More than any window has. */
#define TOUR_MANY 500

/* (nullable) (transfer none) */
GtkWidget *tour_focus (GtkWindow *window);
/* FALSE: it was met before. */
gboolean tour_meet (GPtrArray *met, GtkWidget *widget);
/* (element-type GtkWidget) (transfer container): what is met once round. */
GPtrArray *tour_walk (GtkWindow *window);
/* Each has a name. */
void tour_check_names (GPtrArray *met, const char *where);
/* No two mnemonics are the same, besides. */
void tour_check_window (GtkWindow *window, GPtrArray *met, const char *where);

G_END_DECLS
