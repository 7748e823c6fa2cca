/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message about the end before. */
#include "kh-crash-note.h"

#include "kh-text.h"

static void
on_response_cb (KhWindow *window, const char *response)
{
  if (g_str_equal (response, "activity"))
    kh_window_open_uri (window, "keyhold:activity");
  else if (g_str_equal (response, "log"))
    kh_window_open_uri (window, "keyhold:diagnostic-log");
}

/* What was confirmed is on the disk, and operations go on by themselves: there is nothing to be
 * done, but to be known. */
void
kh_crash_note_show (KhWindow *window)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (window), _ ("Keyhold Did Not End Properly"),
      _ ("The last time the organization was open, the program ended without closing it. "
         "Everything that was confirmed is there, and operations go on where they were."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"), "activity",
                                    _ ("Activity"), "log", _ ("Diagnostic Log"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response_cb), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
