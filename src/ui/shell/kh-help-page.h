/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the handbook as widgets. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-handbook.h"

G_BEGIN_DECLS

/* Puts the page into @box, and what it is the guide of below. (transfer none) (nullable): where
 * @section (nullable) begins. */
GtkWidget *kh_help_page_fill (GtkBox *box, KhHandbook *handbook, const KhHelpPage *page,
                              const char *section);
/* Connects "activate-link" of the labels in @widget, swapped. */
void kh_help_page_connect (GtkWidget *widget, GCallback callback, gpointer data);

G_END_DECLS
