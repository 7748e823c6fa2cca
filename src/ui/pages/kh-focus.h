/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small helpers of pages: the focus inside widgets that are made anew, and weak references as data
 * of callbacks. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which of the focusable widgets in @parent has the focus: its place in their order, and its words.
 */
typedef struct {
  int place;   /* -1 when none has it */
  char *words; /* (nullable) */
} KhFocus;
void kh_focus_find (GtkWidget *parent, KhFocus *focus);
/* Gives it to the one with the same words, of several to the one at that place; else to the one at
 * that place, else to the last one. Clears @focus. */
void kh_focus_restore (GtkWidget *parent, KhFocus *focus);

/* For the data of a callback that may come after @object was released. */
gpointer kh_weak_new (gpointer object);
/* (transfer full) (nullable): frees @weak; the object, when it is still there. */
gpointer kh_weak_take (gpointer weak);

G_END_DECLS
