/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark in front of a row that can be selected. The row takes what is done by pointer and keys;
 * the mark shows it, and the row tells screen readers. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full) floating: hidden until it is shown. */
GtkWidget *kh_check_mark_new (void);
/* @name: what the mark belongs to. */
void kh_check_mark_show (GtkWidget *mark, const char *name, gboolean visible, gboolean checked);
/* Tells screen readers of @row whether it is checked, or that it cannot be. */
void kh_check_mark_tell (GtkWidget *row, gboolean checkable, gboolean checked);

G_END_DECLS
