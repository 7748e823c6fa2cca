/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object a widget of a list page shows. */
#include "kh-list-place.h"

#include "kh-item-row.h"
#include "kh-list-line.h"

KhItem *
kh_list_place_find (GtkWidget *view, GtkWidget *widget, GtkWidget **row)
{
  for (; widget != NULL && widget != view; widget = gtk_widget_get_parent (widget)) {
    KhListLine *line = NULL;

    *row = widget;
    if (KH_IS_ITEM_ROW (widget))
      return kh_item_row_get_item (KH_ITEM_ROW (widget));
    if (g_strcmp0 (gtk_widget_get_css_name (widget), "row") == 0)
      line = kh_list_line_find (widget);
    if (line != NULL)
      return kh_list_line_get_item (line);
  }
  return NULL;
}

KhItem *
kh_list_place_find_focused (GtkWidget *view, GtkWidget **row)
{
  GtkRoot *root = gtk_widget_get_root (view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, view)
             ? kh_list_place_find (view, focus, row)
             : NULL;
}
