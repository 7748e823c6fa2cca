/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A failure that has no place of its own, told in a window. */
#include "kh-failure.h"

#include <adwaita.h>

#include "kh-rows.h"
#include "kh-text.h"

void
kh_failure_show (GtkWidget *place, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (place);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (root == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  title = kh_text_error_title (error);
  body = kh_text_error_body (error);
  dialog = adw_message_dialog_new (GTK_WINDOW (root), title, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  kh_set_plain_names (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}
