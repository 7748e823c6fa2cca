/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets a window grow with what it shows. */
#include "kh-window-fit.h"

/* It does not grow beyond this by itself, in pixels: the rest scrolls. */
#define MAX_HEIGHT 680
#define SOURCE "kh-fit-source"

static gboolean
fit_cb (gpointer data)
{
  GtkWindow *window = data;
  int width = gtk_widget_get_width (GTK_WIDGET (window));
  int height = gtk_widget_get_height (GTK_WIDGET (window));
  int natural;

  g_object_set_data (G_OBJECT (window), SOURCE, NULL);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL,
                      NULL);
  natural = MIN (natural, MAX_HEIGHT);
  if (width > 0 && natural > height)
    gtk_window_set_default_size (window, width, natural);
  return G_SOURCE_REMOVE;
}

void
kh_window_fit (GtkWindow *window)
{
  if (g_object_get_data (G_OBJECT (window), SOURCE) != NULL
      || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    return;
  g_object_set_data (G_OBJECT (window), SOURCE, GUINT_TO_POINTER (g_idle_add (fit_cb, window)));
}

void
kh_window_fit_cancel (GtkWindow *window)
{
  guint source = GPOINTER_TO_UINT (g_object_steal_data (G_OBJECT (window), SOURCE));

  if (source != 0)
    g_source_remove (source);
}
