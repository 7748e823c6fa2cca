/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The About window. */
#include "kh-compat-about.h"

#include <glib/gi18n.h>

void
kh_show_about (GtkWindow *parent)
{
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about, "application-name", "Keyhold", "application-icon", KH_APPLICATION_ID,
                "version", KH_VERSION, "comments",
                _ ("Customer-managed keys of Power Platform environments"), "license-type",
                GTK_LICENSE_GPL_3_0, "transient-for", parent, "modal", parent != NULL, NULL);
  gtk_window_present (GTK_WINDOW (about));
}
