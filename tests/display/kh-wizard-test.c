/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of wizards share. */
#include "kh-wizard-test.h"

#include "kh-wizard-uri.h"

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
wizard_leave (GtkWindow *wizard, const char *verb)
{
  DisplayWatch *watch = display_watch (wizard);

  gtk_window_close (wizard);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), verb);
  display_assert_gone (watch);
}

void
wizard_finish (GtkWindow *wizard, const char *button)
{
  DisplayWatch *watch = display_watch (wizard);

  display_press (wizard, button);
  display_assert_gone (watch);
}

static void
open_uri_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  kh_wizard_uri_open (gtk_window_get_child (window),
                      g_object_get_data (G_OBJECT (window), "wizard-organization"),
                      g_variant_get_string (parameter, NULL));
}

void
wizard_answer (GtkWindow *window, KhOrganization *organization)
{
  static const GActionEntry entries[] = {
    { .name = "open-uri", .activate = open_uri_cb, .parameter_type = "s" },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_object_set_data (G_OBJECT (window), "wizard-organization", organization);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), window);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "win", G_ACTION_GROUP (actions));
}

GtkWindow *
wizard_wait_open (void)
{
  display_until (display_window (KH_TYPE_WIZARD) != NULL);
  return display_window (KH_TYPE_WIZARD);
}

static void
assert_begins_with (GtkWindow *wizard, const char *way)
{
  GtkWidget *row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, way);

  g_assert_true (gtk_check_button_get_active (display_wait_for (row, GTK_TYPE_CHECK_BUTTON, NULL)));
}

void
wizard_lock (gpointer question, const char *way, const char *wanted, const char *name)
{
  GtkWindow *wizard;

  g_assert_cmpstr (adw_message_dialog_get_heading (question), ==, "This Locks 1 Environment");
  display_wait_for (question, ADW_TYPE_ACTION_ROW, "Sales");
  g_assert_null (display_find (question, ADW_TYPE_ENTRY_ROW, NULL));
  display_press (question, "Continue in Lock Environments…");
  wizard = wizard_wait_open ();
  wizard_wait_reason (wizard, "Choose a reason");
  assert_begins_with (wizard, way);
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Reason"), 2);
  wizard_next (wizard, "What Goes Down");
  wizard_next (wizard, "Review");
  gtk_switch_set_active (display_wait_for (wizard, GTK_TYPE_SWITCH, NULL), FALSE);
  wizard_wait_reason (wizard, wanted);
  display_type (wizard, "Name", name);
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  wizard_finish (wizard, "Done");
}

void
wizard_rotate (GtkWindow *wizard)
{
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Create New Version");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  wizard_finish (wizard, "Done");
}
