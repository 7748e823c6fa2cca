/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Return does in a window with a default button. */
#include "kh-return.h"

#include <adwaita.h>

static gboolean
opens_something (GtkWidget *widget)
{
  return GTK_IS_LIST_BOX_ROW (widget)
         && gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget))
         && (!ADW_IS_ACTION_ROW (widget)
             || adw_action_row_get_activatable_widget (ADW_ACTION_ROW (widget)) == NULL);
}

/* GTK asks the widget with the focus whether it wants to be pressed instead of the default button.
 */
static void
on_focus_moved_cb (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus != NULL && opens_something (focus))
    gtk_widget_set_receives_default (focus, TRUE);
}

void
kh_return_opens_rows (GtkWindow *window)
{
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (on_focus_moved_cb), NULL);
}
