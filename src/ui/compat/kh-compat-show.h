/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows files where the desktop shows them; the seam to the file launcher of newer libraries.
 * Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows @file, marked in its folder, in the desktop's file manager; without one that can do so the
 * folder is opened alone. @widget: one in a window of the shell, which says when neither works. */
void kh_show_in_files (GtkWidget *widget, GFile *file);

G_END_DECLS
