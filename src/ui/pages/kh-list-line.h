/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a table: cells below the headings, or all below each other where there is no room for
 * columns.
 *
 * Main thread. GTK 4.8 keeps about two hundred rows however few can be seen, so a line has cells
 * only while it is filled; without them it is as high as a filled one, and still tells screen
 * readers of its row what it shows. It fills itself again when its object has changed.
 */
#pragma once

#include "kh-list-head.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_LINE (kh_list_line_get_type ())
G_DECLARE_FINAL_TYPE (KhListLine, kh_list_line, KH, LIST_LINE, GtkWidget)

/* What the lines of a table share; counted, since a line may outlive its table. */
typedef struct {
  KhListOrder *order; /* (not owned): of the table */
  KhListHead *head;   /* (not owned): the headings of the table, which place the cells */
  GPtrArray *lines;   /* (element-type KhListLine): those that live */
  gboolean narrow;
  void (*on_map) (gpointer data); /* (nullable): a line can be seen that could not */
  gpointer data;
} KhListLines;

KhListLines *kh_list_lines_new (KhListOrder *order, KhListHead *head);
void kh_list_lines_unref (KhListLines *self);

/* Not filled, and in @lines while it lives. @list_item: (not owned): its child is the line. */
GtkWidget *kh_list_line_new (KhListLines *lines, GtkListItem *list_item);
/* @item: (nullable): nothing is shown. */
void kh_list_line_set_item (KhListLine *self, KhItem *item);
/* (nullable) (transfer none) */
KhItem *kh_list_line_get_item (KhListLine *self);
/* Of the row among all. */
guint kh_list_line_get_position (KhListLine *self);
void kh_list_line_set_filled (KhListLine *self, gboolean filled);
gboolean kh_list_line_is_filled (KhListLine *self);
/* Says again what it shows: what that depends on has changed. */
void kh_list_line_update (KhListLine *self);
/* Says again whether it is selected. */
void kh_list_line_mark (KhListLine *self);
/* After the table turned into lines, or back. */
void kh_list_line_fold (KhListLine *self);
/* (nullable) (transfer none): the line in @row, a row of a table, or any widget around it. */
KhListLine *kh_list_line_find (GtkWidget *row);

G_END_DECLS
