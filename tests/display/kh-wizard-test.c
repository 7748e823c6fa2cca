/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of wizards share. */
#include "kh-wizard-test.h"

GtkWindow *
wizard_show (GtkWindow *wizard, GtkWindow *below)
{
  gtk_window_set_transient_for (wizard, below);
  gtk_window_present (wizard);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (wizard)));
  return wizard;
}

KhWizardPage *
wizard_page (GtkWindow *wizard)
{
  return kh_wizard_get_page (KH_WIZARD (wizard));
}

void
wizard_wait_reason (GtkWindow *wizard, const char *reason)
{
  gint64 limit = display_limit ();

  while (g_strcmp0 (kh_wizard_page_get_reason (wizard_page (wizard)), reason) != 0)
    display_step (limit, reason != NULL ? reason : "Next is on");
}

void
wizard_wait_title (GtkWindow *wizard, const char *title)
{
  gint64 limit = display_limit ();

  while (g_strcmp0 (kh_wizard_page_get_title (wizard_page (wizard)), title) != 0)
    display_step (limit, title);
}

void
wizard_next (GtkWindow *wizard, const char *title)
{
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Next");
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, title);
}

void
wizard_finish (GtkWindow *wizard, const char *button)
{
  DisplayWatch *watch = display_watch (wizard);

  display_press (wizard, button);
  display_assert_gone (watch);
}
