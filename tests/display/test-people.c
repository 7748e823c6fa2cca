/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who uses the console: the account menu, and Switch Account… with everything of the account before
 * gone. The program as it is, on a tenant that the test hosts. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-account-button.h"
#include "kh-application.h"
#include "kh-banner.h"
#include "kh-console-host.h"
#include "kh-dialog.h"
#include "kh-error-card.h"
#include "kh-switch-account-dialog.h"
#include "kh-ui.h"
#include "kh-window.h"

#define GOOD "gravel tinsel oboe marmot"

static Fixture fixture;
static KhApplication *application;

static GtkWindow *
wait_window (GType type)
{
  gint64 limit = display_limit ();

  while (display_window (type) == NULL)
    display_step (limit, g_type_name (type));
  return display_window (type);
}

static gboolean
uses (const char *name)
{
  GtkWindow *window = display_window (KH_TYPE_WINDOW);
  GtkWidget *button = window != NULL ? display_find (window, KH_TYPE_ACCOUNT_BUTTON, NULL) : NULL;
  GtkWidget *menu = button != NULL ? display_find (button, GTK_TYPE_MENU_BUTTON, NULL) : NULL;
  const char *words = menu != NULL ? gtk_widget_get_tooltip_text (menu) : NULL;

  return words != NULL && g_str_has_prefix (words, "Account: ")
         && g_str_has_prefix (words + strlen ("Account: "), name);
}

static GtkWindow *
open_dialog (void)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "switch-account", NULL);
  return wait_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG);
}

static gboolean
reason_is (GtkWindow *dialog, const char *words)
{
  g_autofree char *reason = NULL;

  g_object_get (dialog, "reason", &reason, NULL);
  return g_strcmp0 (reason, words) == 0;
}

/* Everything that the account before was shown is released. */
static void
expect_account (DisplayWatch *before, const char *name)
{
  display_until (uses (name));
  display_assert_gone (before);
  display_until (display_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG) == NULL);
}

static void
check_menu (GtkWindow *window)
{
  GtkWidget *button = display_wait_for (window, KH_TYPE_ACCOUNT_BUTTON, NULL);
  GtkWidget *menu = display_find (button, GTK_TYPE_MENU_BUTTON, NULL);
  GtkWidget *verb;

  g_assert_true (display_has_name (menu, "Account: Ada, both administrator roles"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  display_wait_for (button, GTK_TYPE_LABEL,
                    "Holds both administrator roles: duties are not separated");
  display_wait_for (button, GTK_TYPE_LABEL,
                    "Owner\nKey Vault administrator\nPower Platform administrator");
  verb = display_wait_for (button, GTK_TYPE_BUTTON, "Switch Account…");
  g_signal_emit_by_name (verb, "clicked");
  display_until (!gtk_widget_get_mapped (verb));
  display_press (wait_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG), "Cancel");
  display_until (display_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG) == NULL);
}

/* To an account without a passphrase; the banner leads on. */
static void
become_auditor (void)
{
  DisplayWatch *before = display_watch (display_window (KH_TYPE_WINDOW));
  GtkWindow *dialog = open_dialog ();
  GtkWidget *banner;

  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "auditor");
  g_assert_true (reason_is (dialog, ""));
  g_assert_null (display_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL));
  display_activate_row (dialog, "auditor");
  display_press (dialog, "Switch");
  expect_account (before, "auditor");
  banner = display_wait_for (display_window (KH_TYPE_WINDOW), KH_TYPE_BANNER, NULL);
  display_wait_for (banner, GTK_TYPE_LABEL, "Read-only: the auditor role cannot change anything");
  display_press (banner, "Switch Account…");
  display_press (wait_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG), "Cancel");
  display_until (display_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG) == NULL);
}

/* To one with a passphrase: it is asked for, a wrong one is said there, and nothing has changed. */
static void
become_administrator (void)
{
  DisplayWatch *before = display_watch (display_window (KH_TYPE_WINDOW));
  GtkWindow *dialog = open_dialog ();

  display_activate_row (dialog, "Ada");
  display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Passphrase of the account");
  g_assert_true (reason_is (dialog, ""));
  display_type (dialog, "Passphrase of the account", "wrong horse battery");
  display_press (dialog, "Switch");
  display_until (reason_is (dialog, "Wrong passphrase"));
  g_assert_true (uses ("auditor"));
  display_type (dialog, "Passphrase of the account", PASSPHRASE);
  display_press (dialog, "Switch");
  expect_account (before, "Ada");
}

/* A maker may not read the accounts: a name is typed. */
static void
become_maker_and_back (void)
{
  DisplayWatch *before = display_watch (display_window (KH_TYPE_WINDOW));
  GtkWindow *dialog = open_dialog ();

  display_activate_row (dialog, "maker");
  display_press (dialog, "Switch");
  expect_account (before, "maker");
  before = display_watch (display_window (KH_TYPE_WINDOW));
  kh_window_open_uri (display_window (KH_TYPE_WINDOW), "keyhold:keys");
  display_wait_for (display_window (KH_TYPE_WINDOW), GTK_TYPE_LABEL, "No Permission");
  display_press (display_window (KH_TYPE_WINDOW), "Switch Account…");
  dialog = wait_window (KH_TYPE_SWITCH_ACCOUNT_DIALOG);
  display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Account");
  display_type (dialog, "Account", "Nobody");
  display_press (dialog, "Switch");
  display_wait_for (dialog, KH_TYPE_ERROR_CARD, NULL);
  g_assert_true (uses ("maker"));
  display_type (dialog, "Account", "Ada");
  display_type (dialog, "Passphrase of the account", PASSPHRASE);
  display_press (dialog, "Switch");
  expect_account (before, "Ada");
}

/* --- Organization Settings ------------------------------------------------------------------- */

static GtkWindow *
open_settings (void)
{
  GtkWindow *window = display_window (KH_TYPE_WINDOW);

  kh_window_open_uri (KH_WINDOW (window), "keyhold:organization");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

static void
close_dialog (GtkWindow *dialog)
{
  DisplayWatch *watch = display_watch (dialog);

  gtk_window_close (dialog);
  display_assert_gone (watch);
}

static GtkSwitch *
switch_of (gpointer dialog, const char *title)
{
  return display_wait_for (display_wait_for (dialog, ADW_TYPE_ACTION_ROW, title), GTK_TYPE_SWITCH,
                           NULL);
}

static gboolean
tenant_has (const char *member, const char *value)
{
  g_autoptr (KhJson) tenant = NULL;
  g_autofree char *text = NULL;

  fixture_as (&fixture, "Ada");
  tenant = fixture_call (&fixture, KEYHOLD, "GET", K "/tenant", NULL, 200);
  text = kh_json_to_text (kh_json_get (tenant, member));
  return g_strcmp0 (text, value) == 0;
}

/* Nothing changes before the verb, all of it by the verb; each choice tells what it means. */
static void
change_rules (void)
{
  GtkWindow *dialog = open_settings ();

  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "auditor");
  display_wait_for (dialog, GTK_TYPE_LABEL,
                    "Needs two accounts with the same role and a passphrase each");
  g_assert_true (reason_is (dialog, ""));
  g_assert_false (gtk_widget_is_sensitive (display_find (
      display_find (dialog, ADW_TYPE_ACTION_ROW, "Four eyes"), GTK_TYPE_SWITCH, NULL)));
  display_activate_row (dialog, "Support request");
  gtk_switch_set_active (switch_of (dialog, "Default environment may use a key"), TRUE);
  display_wait_for (dialog, GTK_TYPE_LABEL,
                    "Everybody works in it: a lost key takes all of them offline");
  g_assert_true (tenant_has ("unlockRule", "\"self-service\""));
  display_press (dialog, "Save");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_true (tenant_has ("unlockRule", "\"support-request\""));
  g_assert_true (tenant_has ("encryptionAtDefault", "true"));
  dialog = open_settings ();
  display_until (gtk_switch_get_active (switch_of (dialog, "Default environment may use a key")));
  close_dialog (dialog);
}

static GtkWindow *
above (GtkWindow *settings)
{
  gint64 limit = display_limit ();

  while (display_window (KH_TYPE_DIALOG) == NULL
         || display_window (KH_TYPE_DIALOG) == (gpointer)settings)
    display_step (limit, "a dialog above");
  return display_window (KH_TYPE_DIALOG);
}

/* The people may show a change before the dialog that made it has its answer and goes. */
static void
back_at (GtkWindow *settings)
{
  display_until (display_window (KH_TYPE_DIALOG) == (gpointer)settings);
}

/* Rows that are true stay while the people are read again. */
static void
expect_rows_kept (GtkWindow *settings)
{
  GtkWidget *row = display_wait_for (settings, ADW_TYPE_ACTION_ROW, "Kira <Vance>");

  display_activate_row (settings, "Kira <Vance>");
  display_press (above (settings), "Cancel");
  back_at (settings);
  display_settle ();
  g_assert_true (row == display_find (settings, ADW_TYPE_ACTION_ROW, "Kira <Vance>"));
}

/* An account is made, gets another role, and goes; the last owner stays one. */
static void
change_people (void)
{
  GtkWindow *settings = open_settings ();
  GtkWindow *dialog;

  display_wait_for (settings, ADW_TYPE_ACTION_ROW, "auditor");
  display_press (settings, "Add Account…");
  dialog = above (settings);
  display_type (dialog, "Name", "Kira <Vance>");
  g_assert_true (reason_is (dialog, "Choose at least one role"));
  gtk_switch_set_active (switch_of (dialog, "Auditor"), TRUE);
  display_type (dialog, "Passphrase, if any", GOOD);
  g_assert_false (reason_is (dialog, NULL));
  display_type (dialog, "Repeat passphrase", GOOD);
  display_until (reason_is (dialog, NULL));
  display_press (dialog, "Add Account");
  display_wait_for (settings, GTK_TYPE_LABEL, "Auditor · own passphrase");
  back_at (settings);
  expect_rows_kept (settings);

  display_activate_row (settings, "Kira <Vance>");
  dialog = above (settings);
  g_assert_true (reason_is (dialog, ""));
  gtk_switch_set_active (switch_of (dialog, "Support"), TRUE);
  display_press (dialog, "Save");
  display_wait_for (settings, GTK_TYPE_LABEL, "Auditor, Support · own passphrase");
  back_at (settings);

  display_activate_row (settings, "Kira <Vance>");
  dialog = above (settings);
  display_press (dialog, "Remove…");
  display_press (wait_window (ADW_TYPE_MESSAGE_DIALOG), "Remove Account");
  display_until (display_find (settings, ADW_TYPE_ACTION_ROW, "Kira <Vance>") == NULL);
  back_at (settings);

  fixture_do (&fixture, KEYHOLD, "DELETE", K "/accounts/owner", NULL, 204);
  display_activate_row (settings, "Ada");
  dialog = above (settings);
  gtk_switch_set_active (switch_of (dialog, "Owner"), FALSE);
  display_press (dialog, "Save");
  display_wait_for (dialog, KH_TYPE_ERROR_CARD, NULL);
  close_dialog (dialog);
  close_dialog (settings);
}

static void
change_passphrase (void)
{
  GtkWindow *settings = open_settings ();
  GtkWindow *dialog;

  display_press (settings, "Change…");
  dialog = above (settings);
  display_type (dialog, "Present passphrase", "wrong horse battery");
  display_type (dialog, "New passphrase", GOOD);
  display_type (dialog, "Repeat passphrase", GOOD);
  display_press (dialog, "Change");
  display_until (reason_is (dialog, "Wrong passphrase"));
  display_type (dialog, "Present passphrase", PASSPHRASE);
  display_press (dialog, "Change");
  back_at (settings);
  close_dialog (settings);
}

/* To an account that had none: nothing is there that would have to be typed first. */
static void
give_first_passphrase (GtkWindow *settings)
{
  GtkWindow *dialog;

  display_press (settings, "Set…");
  dialog = above (settings);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "Set Passphrase");
  g_assert_null (display_find (dialog, ADW_TYPE_ENTRY_ROW, "Present passphrase"));
  display_type (dialog, "New passphrase", GOOD);
  display_type (dialog, "Repeat passphrase", GOOD);
  display_press (dialog, "Set Passphrase");
  back_at (settings);
  display_wait_for (settings, GTK_TYPE_BUTTON, "Change…");
}

/* Who is no owner sees the settings, and changes none. */
static void
look_as_auditor (void)
{
  DisplayWatch *before = display_watch (display_window (KH_TYPE_WINDOW));
  GtkWindow *dialog = open_dialog ();

  display_activate_row (dialog, "auditor");
  display_press (dialog, "Switch");
  expect_account (before, "auditor");
  dialog = open_settings ();
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "kva");
  display_until (
      reason_is (dialog, "Only an account with the owner role can change these settings"));
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Add Account…"));
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Edit…"));
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Change…"));
  give_first_passphrase (dialog);
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_CHECK_BUTTON, NULL)));
  close_dialog (dialog);
}

static gboolean
play_settings_cb (gpointer data)
{
  wait_window (KH_TYPE_WINDOW);
  change_rules ();
  change_people ();
  change_passphrase ();
  look_as_auditor ();
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
play_cb (gpointer data)
{
  check_menu (wait_window (KH_TYPE_WINDOW));
  become_auditor ();
  become_administrator ();
  become_maker_and_back ();
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
test_play (gconstpointer play)
{
  g_autofree char *path = g_build_filename (fixture.top, "passphrase", NULL);
  char *arguments[] = {
    (char *)"keyhold", (char *)"--data-dir", fixture.folder, (char *)"--passphrase-file", path, NULL
  };
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, PASSPHRASE "\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  application = kh_application_new (kh_console_host ());
  g_idle_add ((GSourceFunc)play, NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 5, arguments), ==, 0);
  g_assert_finalize_object (application);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  kh_ui_init ();
  fixture_start_tenant (&fixture);
  fixture_make_accounts (&fixture);
  g_test_add_data_func ("/people/switch", play_cb, test_play);
  g_test_add_data_func ("/people/settings", play_settings_cb, test_play);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
