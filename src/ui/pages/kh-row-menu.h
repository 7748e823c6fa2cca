/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a row (pages.md 1.7), wherever rows are: by a right click, the Menu key and
 * Shift+F10; with Ctrl+C for what identifies the row, and Delete for the verb that deletes. The
 * focus returns to the row.
 *
 * Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _KhRowMenu KhRowMenu;

/* What rows offer. @data: of the attachment. */
typedef struct {
  /* (nullable) (transfer none): the row of @view that holds @widget; NULL: it offers nothing. */
  GtkWidget *(*find) (GtkWidget *view, GtkWidget *widget, gpointer data);
  /* Fills the menu of @row by the functions below. */
  void (*fill) (KhRowMenu *menu, GtkWidget *row, gpointer data);
  /* Does what the keys say; FALSE: that is nothing here. */
  gboolean (*copy) (GtkWidget *row, gpointer data);
  gboolean (*remove) (GtkWidget *row, gpointer data);
} KhRowMenuSource;

/* @view: the widget around the rows; it detaches the menu when it is disposed. @destroy: of @data.
 */
void kh_row_menu_attach (GtkWidget *view, const KhRowMenuSource *source, gpointer data,
                         GDestroyNotify destroy);
void kh_row_menu_detach (GtkWidget *view);

/* Begins the next section; an empty one is not seen. */
void kh_row_menu_begin_section (KhRowMenu *self);
/* @label: with mnemonic, translated. @action: detailed, of @view or what is around it. With @reason
 * (nullable) it cannot be chosen and says why. */
void kh_row_menu_append (KhRowMenu *self, const char *label, const char *action,
                         const char *reason);

G_END_DECLS
