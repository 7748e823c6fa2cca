/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark in front of a row that can be selected. The row takes what is done by pointer and keys;
 * the mark shows it, and the row tells screen readers. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full) floating: hidden until it is shown. */
GtkWidget *kh_check_mark_new (void);
/* @row: (nullable): the row around. @name: what the mark belongs to. Without @visible the row
 * cannot be checked at all. */
void kh_check_mark_show (GtkWidget *mark, GtkWidget *row, const char *name, gboolean visible,
                         gboolean checked);

G_END_DECLS
