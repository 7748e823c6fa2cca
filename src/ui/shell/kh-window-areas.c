/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The areas of a window among which F6 goes on: sidebar, banner, chips, list, action bar (pages.md
 * 1.7). The header is none of them; its controls are met on the way by Tab.
 */
#include "kh-window-private.h"

/* (element-type GtkWidget) (transfer container) */
static GPtrArray *
list_areas (KhWindow *self)
{
  GPtrArray *areas = g_ptr_array_new ();
  GtkWidget *area;

  g_ptr_array_add (areas, self->sidebar_box);
  for (guint i = 0; (area = kh_content_get_area (self->content, i)) != NULL; i++)
    g_ptr_array_add (areas, area);
  return areas;
}

/* Where the focus is; from the header of the content it goes on as from the sidebar. */
static guint
find_area (GPtrArray *areas, GtkWidget *focus)
{
  for (guint i = areas->len - 1; i > 0; i--)
    if (focus != NULL
        && (focus == areas->pdata[i] || gtk_widget_is_ancestor (focus, areas->pdata[i])))
      return i;
  return 0;
}

void
_kh_window_go_to_area (KhWindow *self, int step)
{
  g_autoptr (GPtrArray) areas = list_areas (self);
  guint from = find_area (areas, gtk_window_get_focus (GTK_WINDOW (self)));

  /* A sidebar that is a page of its own hides the others. */
  if (from == 0)
    _kh_window_show_content (self);
  for (guint i = 1; i < areas->len; i++) {
    guint at = (from + areas->len + i * (guint)step) % areas->len;
    GtkWidget *area = areas->pdata[at];

    if (gtk_widget_is_visible (area) && gtk_widget_get_child_visible (area)
        && gtk_widget_child_focus (area, GTK_DIR_TAB_FORWARD))
      return;
  }
}
