/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that makes an organization: what it asks, what it complains of, and that it can be
 * closed in the middle of a key derivation. */
#include <glib/gstdio.h>
#include <string.h>

#include "kh-create-window.h"
#include "kh-error-card.h"
#include "start-test.h"

static void
fill (Start *self)
{
  display_type (self->window, "Name", "  Fabrikam ");
  display_type (self->window, "Passphrase", GOOD_PASSPHRASE);
  display_type (self->window, "Repeat passphrase", GOOD_PASSPHRASE);
  display_type (self->window, "Account name", "Alex & <Co>");
}

static char *
get_reason (Start *self)
{
  char *reason = NULL;

  g_object_get (self->window, "reason", &reason, NULL);
  return reason;
}

/* A field is left: its complaint may be shown. */
static void
assert_complaint (Start *self, const char *title, const char *text, const char *complaint)
{
  g_autofree char *reason = NULL;

  gtk_widget_grab_focus (GTK_WIDGET (start_entry (self, title)));
  display_type (self->window, title, text);
  gtk_widget_grab_focus (display_find (self->window, GTK_TYPE_BUTTON, "Choose…"));
  reason = get_reason (self);
  g_assert_cmpstr (reason, ==, complaint);
  g_assert_false (start_is_sensitive (self, "Create"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (start_entry (self, title)), "error"));
  fill (self);
  g_assert_true (start_is_sensitive (self, "Create"));
}

static void
test_complaints (Start *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (65, 'a');
  g_autofree char *at_first = get_reason (self);

  g_assert_cmpstr (at_first, ==, "");
  g_assert_false (start_is_sensitive (self, "Create"));
  g_assert_true (start_has_focus (self, start_entry (self, "Name")));
  g_assert_cmpstr (start_text_of (start_entry (self, "Account name")), !=, "");
  fill (self);
  assert_complaint (self, "Name", "", "Use 1 to 64 characters");
  assert_complaint (self, "Name", "   ", "Use 1 to 64 characters");
  assert_complaint (self, "Name", long_name, "Use 1 to 64 characters");
  assert_complaint (self, "Account name", "", "Use 1 to 64 characters");
  assert_complaint (self, "Repeat passphrase", "gravel tinsel oboe", "The two do not match");
}

static void
test_meter (Start *self, gconstpointer data)
{
  const char *const words[][2] = { { "short", "Too short: at least 12 characters" },
                                   { "Password1234", "Weak: found in common lists" },
                                   { "aaaaaaaaaaaaaa", "Weak: easy to guess" },
                                   { "vK3!tq9Zw#e%", "Good" },
                                   { GOOD_PASSPHRASE, "Strong" } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    display_type (self->window, "Passphrase", words[i][0]);
    display_until (start_says (self, words[i][1]));
  }
  display_type (self->window, "Passphrase", "");
  g_assert_null (display_find (self->window, ADW_TYPE_ACTION_ROW, "Strength"));
  g_assert_true (
      start_says (self, "Without the passphrase nobody can open this organization again."));
  g_assert_true (start_says (self, "Duties are not separated"));
  /* The vaults lie in the data folder. */
  display_until (start_says (self, "The same disk as the data"));
}

static void
test_created (Start *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (start_entry (self, "Passphrase"));

  fill (self);
  start_set_hold (TRUE);
  display_press (self->window, "Create");
  display_until (start_says (self, "Creating the organization"));
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_false (start_is_sensitive (self, "Create"));
  g_assert_true (start_is_sensitive (self, "Cancel"));
  start_set_hold (FALSE);
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_cmpstr (start_host.setup, ==, "Fabrikam|unitedstates|Alex & <Co>|–");
  g_assert_cmpstr (start_host.passphrase, ==, GOOD_PASSPHRASE);
  display_until (*start_text_of (row) == '\0');
  /* It stays busy until the application takes it away. */
  g_assert_false (gtk_widget_is_sensitive (row));
  /* Which asks where to save the sheet, once. */
  g_assert_true (kh_session_take_sheet (self->session));
  g_assert_false (kh_session_take_sheet (self->session));
}

static GtkCheckButton *
check (Start *self, const char *title)
{
  GtkWidget *row = display_find (self->window, ADW_TYPE_ACTION_ROW, title);

  return GTK_CHECK_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));
}

static gboolean
asks_for_passphrase (Start *self)
{
  return display_find (self->window, ADW_TYPE_ENTRY_ROW, "Repeat passphrase") != NULL;
}

/* Where there is a keyring it is proposed, and takes the place of the passphrase. */
static void
test_keyring (Start *self, gconstpointer data)
{
  g_assert_true (gtk_check_button_get_active (check (self, "Keyring of this desktop")));
  g_assert_false (asks_for_passphrase (self));
  display_type (self->window, "Name", "Fabrikam");
  display_type (self->window, "Account name", "Alex");
  display_until (start_is_sensitive (self, "Create"));
  gtk_check_button_set_active (check (self, "Passphrase"), TRUE);
  g_assert_true (asks_for_passphrase (self));
  g_assert_false (start_is_sensitive (self, "Create"));
  gtk_check_button_set_active (check (self, "Keyring of this desktop"), TRUE);
  g_assert_true (start_is_sensitive (self, "Create"));
  display_press (self->window, "Create");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_cmpstr (start_host.setup, ==, "Fabrikam|unitedstates|Alex|–|keyring");
  g_assert_null (start_host.passphrase);
}

static void
test_no_keyring (Start *self, gconstpointer data)
{
  fill (self);
  g_assert_null (display_find (self->window, ADW_TYPE_ACTION_ROW, "Keyring of this desktop"));
  g_assert_true (asks_for_passphrase (self));
}

static void
test_not_created (Start *self, gconstpointer data)
{
  fill (self);
  start_host.broken = TRUE;
  display_press (self->window, "Create");
  display_until (display_find (self->window, KH_TYPE_ERROR_CARD, NULL) != NULL);
  g_assert_true (start_says (self, "The disk is full"));
  g_assert_cmpstr (start_text_of (start_entry (self, "Name")), ==, "  Fabrikam ");
  g_assert_cmpstr (start_text_of (start_entry (self, "Passphrase")), ==, GOOD_PASSPHRASE);
  g_assert_true (start_has_focus (self, start_entry (self, "Name")));
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_ABSENT);
  g_assert_false (kh_session_take_sheet (self->session));
  start_host.broken = FALSE;
  /* Nobody is asked for what is not wished. */
  gtk_check_button_set_active (check (self, "Save a recovery sheet…"), FALSE);
  display_press (self->window, "Create");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_false (kh_session_take_sheet (self->session));
}

static GtkFileChooser *
choose (Start *self)
{
  display_press (self->window, "Choose…");
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL);
  return display_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
}

static gboolean
is_chosen (GtkFileChooser *chooser, GFile *folder)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen != NULL && g_file_equal (chosen, folder);
}

static void
choose_folder (Start *self, const char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  GtkFileChooser *chooser = choose (self);

  gtk_file_chooser_set_file (chooser, folder, NULL);
  display_until (is_chosen (chooser, folder));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static void
test_vaults_folder (Start *self, gconstpointer data)
{
  g_autofree char *at_first = g_build_filename (start_fixture.folder, "vaults", NULL);
  g_autofree char *reason = NULL;

  fill (self);
  g_assert_true (start_says (self, at_first));
  /* Nothing chosen changes nothing. */
  gtk_dialog_response (GTK_DIALOG (choose (self)), GTK_RESPONSE_CANCEL);
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  g_assert_true (start_says (self, at_first));
  g_assert_true (start_is_sensitive (self, "Create"));
  choose_folder (self, start_fixture.folder);
  display_until (!start_is_sensitive (self, "Create"));
  reason = get_reason (self);
  g_assert_cmpstr (reason, ==, "Vaults need a folder of their own");
  /* Never the disk of the data. */
  choose_folder (self, "/proc");
  display_until (start_is_sensitive (self, "Create"));
  display_until (!start_says (self, "The same disk as the data"));
  display_press (self->window, "Create");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_true (g_str_has_suffix (start_host.setup, "|/proc"));
}

/* The chooser goes with the window that asked. */
static void
test_closed_while_choosing (Start *self, gconstpointer data)
{
  choose (self);
  display_close (g_steal_pointer (&self->window));
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static void
test_create_cancelled (Start *self, gconstpointer data)
{
  guint entered = start_get_entered ();

  fill (self);
  start_set_hold (TRUE);
  display_press (self->window, "Create");
  display_until (start_get_entered () > entered);
  start_cancel_in_the_middle (self);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/start/create/" path, Start, NULL, start_absent, func, start_stop)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&start_fixture);
  ADD ("complaints", test_complaints);
  ADD ("meter", test_meter);
  ADD ("created", test_created);
  g_test_add ("/start/create/keyring", Start, NULL, start_keyring, test_keyring, start_stop);
  ADD ("no-keyring", test_no_keyring);
  ADD ("not-created", test_not_created);
  ADD ("vaults-folder", test_vaults_folder);
  ADD ("closed-while-choosing", test_closed_while_choosing);
  ADD ("cancelled", test_create_cancelled);
  status = g_test_run ();
  fixture_stop (&start_fixture);
  g_free (start_host.passphrase);
  g_free (start_host.setup);
  return status;
}
