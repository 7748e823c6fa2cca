/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said once a file was written. */
#include "kh-exported.h"

#include <glib/gi18n.h>

#include "kh-compat-show.h"
#include "kh-rows.h"

static void
show_act (GtkWidget *widget, gpointer data)
{
  kh_show_in_files (widget, data);
}

void
kh_dialog_done_exported (KhDialog *dialog, GFile *file)
{
  g_autofree char *path = g_file_get_parse_name (file);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *toast = g_strdup_printf (_ ("Exported to %s"), name);

  kh_dialog_done_act (dialog, toast, _ ("Show"), show_act, g_object_ref (file), g_object_unref);
}

static void
on_show_clicked_cb (GtkButton *button, GFile *file)
{
  kh_show_in_files (GTK_WIDGET (button), file);
}

GtkWidget *
kh_show_file_button_new (GFile *file)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Show"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_show_clicked_cb), g_object_ref (file),
                         (GClosureNotify)(void (*) (void))g_object_unref, 0);
  return button;
}
