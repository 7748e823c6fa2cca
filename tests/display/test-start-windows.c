/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows before an organization is open: what they ask, what they say when it fails, and that
 * they can be closed in the middle of a key derivation. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-create-window.h"
#include "kh-error-card.h"
#include "kh-unseal-window.h"
#include "start-host.h"

static int forced_wait = -1;

guint __wrap_kh_session_get_wait (KhSession *self);
guint __real_kh_session_get_wait (KhSession *self);

/* The linker puts it in front of the session's: no test waits for half a minute. */
guint
__wrap_kh_session_get_wait (KhSession *self)
{
  return forced_wait >= 0 ? (guint)forced_wait : __real_kh_session_get_wait (self);
}

/* --- A session and its window -------------------------------------------------------------- */

typedef struct {
  KhSession *session;
  GtkWindow *window; /* owned by GTK */
} Case;

static void
fail_with (KhErrorCode code, const char *target, const char *inner)
{
  host.code = code;
  host.target = target;
  host.inner = inner;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_session_open_finish (KH_SESSION (source), result, NULL);
  *(gboolean *)data = TRUE;
}

static void
look (Case *self)
{
  gboolean looked = FALSE;

  kh_session_open_async (self->session, NULL, NULL, looked_cb, &looked);
  display_until (looked);
}

static void
set_up (Case *self, KhErrorCode code)
{
  host.hold = host.broken = host.made = FALSE;
  forced_wait = -1;
  fail_with (code, NULL, code == KH_ERROR_NOT_FOUND ? "TenantNotFound" : NULL);
  self->session = kh_session_new (&host_functions, fixture.folder, NULL);
  look (self);
  self->window = code == KH_ERROR_NOT_FOUND
                     ? kh_create_window_new (display_application (), self->session)
                     : kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

static void
set_up_sealed (Case *self, gconstpointer data)
{
  set_up (self, KH_ERROR_SEALED);
}

static void
set_up_keyring (Case *self, gconstpointer data)
{
  host.has_keyring = TRUE;
  set_up (self, KH_ERROR_NOT_FOUND);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Keyring of this desktop");
}

static void
set_up_absent (Case *self, gconstpointer data)
{
  set_up (self, KH_ERROR_NOT_FOUND);
}

static void
tear_down (Case *self, gconstpointer data)
{
  g_autofree char *tries = g_build_filename (fixture.folder, "unseal-tries", NULL);

  set_hold (FALSE);
  host.has_keyring = FALSE;
  if (self->window != NULL)
    display_close (self->window);
  kh_session_close (self->session);
  g_assert_finalize_object (self->session);
  g_remove (tries);
}

/* Closes the window as its Cancel does, while the host is at work; it is gone when that ends. */
static void
cancel_in_the_middle (Case *self)
{
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  display_press (window, "Cancel");
  display_until (display_window (G_OBJECT_TYPE (window)) == NULL);
  set_hold (FALSE);
  display_assert_gone (watch);
}

static AdwEntryRow *
entry (Case *self, const char *title)
{
  return display_wait_for (self->window, ADW_TYPE_ENTRY_ROW, title);
}

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
says (Case *self, const char *text)
{
  return display_find (self->window, GTK_TYPE_LABEL, text) != NULL;
}

static gboolean
has_focus (Case *self, gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static gboolean
is_sensitive (Case *self, const char *button)
{
  GtkWidget *found = display_find (self->window, GTK_TYPE_BUTTON, button);

  g_assert_nonnull (found);
  return gtk_widget_is_sensitive (found);
}

/* --- Unsealing ----------------------------------------------------------------------------- */

static void
test_asking (Case *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (entry (self, "Passphrase"));
  GtkWidget *button = display_find (self->window, GTK_TYPE_BUTTON, "Unseal");

  g_assert_cmpstr (gtk_window_get_title (self->window), ==, "Unseal the Organization");
  g_assert_true (says (self, "Its keys and data stay encrypted until then."));
  g_assert_true (says (self, fixture.folder));
  g_assert_true (has_focus (self, row));
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Unseal");
  display_type (self->window, "Passphrase", "x");
  g_assert_true (gtk_widget_is_sensitive (button));
  display_type (self->window, "Passphrase", "");
  g_assert_false (gtk_widget_is_sensitive (button));
}

/* A sample has its passphrase beside it, which nobody knows: nothing is asked. */
static void
test_kept (Case *self, gconstpointer data)
{
  guint entered;

  gtk_window_destroy (self->window);
  host.keeps = TRUE;
  look (self);
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (is_sensitive (self, "Unseal"));
  g_assert_null (display_find (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase"));
  entered = get_entered ();
  display_press (self->window, "Unseal");
  display_until (get_entered () > entered);
  g_assert_null (host.passphrase);
  host.keeps = FALSE;
}

static void
try_wrong (Case *self, const char *text)
{
  guint entered = get_entered ();

  display_type (self->window, "Passphrase", text);
  display_press (self->window, "Unseal");
  display_until (get_entered () > entered);
  g_assert_cmpstr (host.passphrase, ==, text);
}

static void
test_wrong (Case *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (entry (self, "Passphrase"));

  for (guint i = 1; i <= 3; i++) {
    set_hold (TRUE);
    try_wrong (self, "wrong");
    g_assert_true (says (self, "Checking"));
    g_assert_cmpstr (text_of (row), ==, "");
    g_assert_false (gtk_widget_is_sensitive (row));
    g_assert_true (is_sensitive (self, "Cancel"));
    set_hold (FALSE);
    display_until (gtk_widget_is_sensitive (row));
    g_assert_true (says (self, i < 3 ? "Wrong passphrase"
                                     : "Wrong passphrase. After 5 wrong tries there is a wait."));
    g_assert_true (gtk_widget_has_css_class (row, "error"));
    g_assert_true (has_focus (self, row));
    g_assert_false (says (self, "Checking"));
  }
}

static void
test_right (Case *self, gconstpointer data)
{
  try_wrong (self, "wrong");
  display_wait_for (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  display_type (self->window, "Passphrase", GOOD_PASSPHRASE);
  /* Return does what the verb does. */
  g_signal_emit_by_name (entry (self, "Passphrase"), "entry-activated");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  display_until (says (self, "Opening the Organization"));
  g_assert_false (says (self, "Wrong passphrase"));
}

static void
test_too_many (Case *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (entry (self, "Passphrase"));
  GtkWidget *label;
  g_autofree char *said = NULL;

  for (guint i = 1; i <= 5; i++) {
    gtk_widget_grab_focus (row);
    try_wrong (self, "wrong");
    display_until (!says (self, "Checking"));
  }
  g_assert_cmpuint (kh_session_get_wait (self->session), >, 20);
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_false (is_sensitive (self, "Unseal"));
  g_assert_true (is_sensitive (self, "Cancel"));

  forced_wait = 83;
  display_until (says (self, "Try again in 1:23"));
  label = display_find (self->window, GTK_TYPE_LABEL, "Too many tries");
  forced_wait = 2;
  display_until (says (self, "Try again in 0:02"));
  /* Screen readers are told once. */
  said = gtk_test_accessible_check_property (GTK_ACCESSIBLE (label),
                                             GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  g_assert_nonnull (strstr (said, "Try again in 0:"));
  g_assert_null (strstr (said, "0:02"));
  forced_wait = 0;
  display_until (gtk_widget_is_sensitive (row));
  g_assert_true (has_focus (self, row));
  g_assert_false (gtk_widget_get_mapped (label));
}

/* A window that comes while somebody has to wait. */
static void
test_wait_at_first (Case *self, gconstpointer data)
{
  gpointer window;

  display_close (self->window);
  forced_wait = 600;
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (says (self, "Try again in 10:00"));
  g_assert_false (is_sensitive (self, "Unseal"));
  g_assert_nonnull (g_main_context_find_source_by_user_data (NULL, self->window));
  window = self->window;
  display_close (g_steal_pointer (&self->window));
  /* Nothing counts on for a window that is gone. */
  g_assert_null (g_main_context_find_source_by_user_data (NULL, window));
}

static void
test_unseal_cancelled (Case *self, gconstpointer data)
{
  set_hold (TRUE);
  try_wrong (self, GOOD_PASSPHRASE);
  cancel_in_the_middle (self);
}

/* The application may take it away at any time. */
static void
test_unseal_destroyed (Case *self, gconstpointer data)
{
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  set_hold (TRUE);
  display_type (window, "Passphrase", "wrong");
  display_press (window, "Unseal");
  gtk_window_destroy (window);
  set_hold (FALSE);
  display_assert_gone (watch);
}

/* --- What cannot be opened ----------------------------------------------------------------- */

typedef struct {
  KhErrorCode code;
  const char *target, *inner, *title, *body;
} Failure;

static const Failure failures[] = {
  { KH_ERROR_HOSTED, "4711", NULL, "This Organization Cannot Be Opened",
    "Another Keyhold (process 4711) holds it but does not answer." },
  { KH_ERROR_HOSTED, NULL, NULL, "This Organization Cannot Be Opened",
    "Another Keyhold holds it but does not answer." },
  { KH_ERROR_NEWER, NULL, NULL, "This Organization Cannot Be Opened",
    "It was written by a newer Keyhold. Update this one, then try again." },
  { KH_ERROR_DAMAGED, "/srv/R&D <prod>/seal", "SealDamaged",
    "The Seal of This Organization Is Damaged",
    "Nothing opens it without this file: /srv/R&D <prod>/seal. Put a copy of the file back, then "
    "try again." },
  { KH_ERROR_IO, NULL, NULL, "This Organization Cannot Be Opened", NULL },
};

static void
test_failures (Case *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++) {
    const Failure *failure = &failures[i];

    fail_with (failure->code, failure->target, failure->inner);
    look (self);
    display_until (says (self, failure->title));
    g_assert_cmpstr (gtk_window_get_title (self->window), ==, failure->title);
    if (failure->body != NULL)
      g_assert_true (says (self, failure->body));
    g_assert_true (has_focus (self, display_find (self->window, GTK_TYPE_BUTTON, "Try Again")));
    g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Cancel"));
    g_assert_nonnull (display_find (self->window, GTK_TYPE_EXPANDER, NULL));
  }
}

static void
test_try_again (Case *self, gconstpointer data)
{
  fail_with (KH_ERROR_HOSTED, NULL, NULL);
  look (self);
  set_hold (TRUE);
  display_press (self->window, "Try Again");
  display_until (says (self, "Opening the Organization"));
  fail_with (KH_ERROR_SEALED, NULL, NULL);
  set_hold (FALSE);
  display_until (has_focus (self, entry (self, "Passphrase")));
  g_assert_false (says (self, "Wrong passphrase"));
}

static void
test_quit (Case *self, gconstpointer data)
{
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  fail_with (KH_ERROR_NEWER, NULL, NULL);
  look (self);
  display_press (window, "Quit");
  display_assert_gone (watch);
}

/* Above the pages of an organization whose host went away. */
static void
test_above (Case *self, gconstpointer data)
{
  GtkWidget *page = gtk_label_new ("Pages");
  GtkWindow *below = display_show (page);
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  gtk_window_set_transient_for (window, below);
  fail_with (KH_ERROR_HOSTED, NULL, NULL);
  look (self);
  display_wait_for (window, GTK_TYPE_BUTTON, "Close");
  fail_with (KH_ERROR_SEALED, NULL, NULL);
  display_press (window, "Try Again");
  display_wait_for (window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  display_type (window, "Passphrase", GOOD_PASSPHRASE);
  display_press (window, "Unseal");
  display_assert_gone (watch);
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_OPEN);
  display_close (below);
}

/* --- Creating ------------------------------------------------------------------------------ */

static void
fill (Case *self)
{
  display_type (self->window, "Name", "  Fabrikam ");
  display_type (self->window, "Passphrase", GOOD_PASSPHRASE);
  display_type (self->window, "Repeat passphrase", GOOD_PASSPHRASE);
  display_type (self->window, "Account name", "Alex & <Co>");
}

static char *
get_reason (Case *self)
{
  char *reason = NULL;

  g_object_get (self->window, "reason", &reason, NULL);
  return reason;
}

/* A field is left: its complaint may be shown. */
static void
assert_complaint (Case *self, const char *title, const char *text, const char *complaint)
{
  g_autofree char *reason = NULL;

  gtk_widget_grab_focus (GTK_WIDGET (entry (self, title)));
  display_type (self->window, title, text);
  gtk_widget_grab_focus (display_find (self->window, GTK_TYPE_BUTTON, "Choose…"));
  reason = get_reason (self);
  g_assert_cmpstr (reason, ==, complaint);
  g_assert_false (is_sensitive (self, "Create"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry (self, title)), "error"));
  fill (self);
  g_assert_true (is_sensitive (self, "Create"));
}

static void
test_complaints (Case *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (65, 'a');
  g_autofree char *at_first = get_reason (self);

  g_assert_cmpstr (at_first, ==, "");
  g_assert_false (is_sensitive (self, "Create"));
  g_assert_true (has_focus (self, entry (self, "Name")));
  g_assert_cmpstr (text_of (entry (self, "Account name")), !=, "");
  fill (self);
  assert_complaint (self, "Name", "", "Use 1 to 64 characters");
  assert_complaint (self, "Name", "   ", "Use 1 to 64 characters");
  assert_complaint (self, "Name", long_name, "Use 1 to 64 characters");
  assert_complaint (self, "Account name", "", "Use 1 to 64 characters");
  assert_complaint (self, "Repeat passphrase", "gravel tinsel oboe", "The two do not match");
}

static void
test_meter (Case *self, gconstpointer data)
{
  const char *const words[][2] = { { "short", "Too short: at least 12 characters" },
                                   { "Password1234", "Weak: found in common lists" },
                                   { "aaaaaaaaaaaaaa", "Weak: easy to guess" },
                                   { "vK3!tq9Zw#e%", "Good" },
                                   { GOOD_PASSPHRASE, "Strong" } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    display_type (self->window, "Passphrase", words[i][0]);
    display_until (says (self, words[i][1]));
  }
  display_type (self->window, "Passphrase", "");
  g_assert_null (display_find (self->window, ADW_TYPE_ACTION_ROW, "Strength"));
  g_assert_true (says (self, "Without the passphrase nobody can open this organization again."));
  g_assert_true (says (self, "Duties are not separated"));
  /* The vaults lie in the data folder. */
  display_until (says (self, "The same disk as the data"));
}

static void
test_created (Case *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (entry (self, "Passphrase"));

  fill (self);
  set_hold (TRUE);
  display_press (self->window, "Create");
  display_until (says (self, "Creating the organization"));
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_false (is_sensitive (self, "Create"));
  g_assert_true (is_sensitive (self, "Cancel"));
  set_hold (FALSE);
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_cmpstr (host.setup, ==, "Fabrikam|unitedstates|Alex & <Co>|–");
  g_assert_cmpstr (host.passphrase, ==, GOOD_PASSPHRASE);
  display_until (*text_of (row) == '\0');
  /* It stays busy until the application takes it away. */
  g_assert_false (gtk_widget_is_sensitive (row));
  /* Which asks where to save the sheet, once. */
  g_assert_true (kh_session_take_sheet (self->session));
  g_assert_false (kh_session_take_sheet (self->session));
}

static GtkCheckButton *
check (Case *self, const char *title)
{
  GtkWidget *row = display_find (self->window, ADW_TYPE_ACTION_ROW, title);

  return GTK_CHECK_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));
}

static gboolean
asks_for_passphrase (Case *self)
{
  return display_find (self->window, ADW_TYPE_ENTRY_ROW, "Repeat passphrase") != NULL;
}

/* Where there is a keyring it is proposed, and takes the place of the passphrase. */
static void
test_keyring (Case *self, gconstpointer data)
{
  g_assert_true (gtk_check_button_get_active (check (self, "Keyring of this desktop")));
  g_assert_false (asks_for_passphrase (self));
  display_type (self->window, "Name", "Fabrikam");
  display_type (self->window, "Account name", "Alex");
  display_until (is_sensitive (self, "Create"));
  gtk_check_button_set_active (check (self, "Passphrase"), TRUE);
  g_assert_true (asks_for_passphrase (self));
  g_assert_false (is_sensitive (self, "Create"));
  gtk_check_button_set_active (check (self, "Keyring of this desktop"), TRUE);
  g_assert_true (is_sensitive (self, "Create"));
  display_press (self->window, "Create");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_cmpstr (host.setup, ==, "Fabrikam|unitedstates|Alex|–|keyring");
  g_assert_null (host.passphrase);
}

static void
test_no_keyring (Case *self, gconstpointer data)
{
  fill (self);
  g_assert_null (display_find (self->window, ADW_TYPE_ACTION_ROW, "Keyring of this desktop"));
  g_assert_true (asks_for_passphrase (self));
}

static void
test_not_created (Case *self, gconstpointer data)
{
  fill (self);
  host.broken = TRUE;
  display_press (self->window, "Create");
  display_until (display_find (self->window, KH_TYPE_ERROR_CARD, NULL) != NULL);
  g_assert_true (says (self, "The disk is full"));
  g_assert_cmpstr (text_of (entry (self, "Name")), ==, "  Fabrikam ");
  g_assert_cmpstr (text_of (entry (self, "Passphrase")), ==, GOOD_PASSPHRASE);
  g_assert_true (has_focus (self, entry (self, "Name")));
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_ABSENT);
  g_assert_false (kh_session_take_sheet (self->session));
  host.broken = FALSE;
  /* Nobody is asked for what is not wished. */
  gtk_check_button_set_active (check (self, "Save a recovery sheet…"), FALSE);
  display_press (self->window, "Create");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_false (kh_session_take_sheet (self->session));
}

static GtkFileChooser *
choose (Case *self)
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
choose_folder (Case *self, const char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  GtkFileChooser *chooser = choose (self);

  gtk_file_chooser_set_file (chooser, folder, NULL);
  display_until (is_chosen (chooser, folder));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static void
test_vaults_folder (Case *self, gconstpointer data)
{
  g_autofree char *at_first = g_build_filename (fixture.folder, "vaults", NULL);
  g_autofree char *reason = NULL;

  fill (self);
  g_assert_true (says (self, at_first));
  /* Nothing chosen changes nothing. */
  gtk_dialog_response (GTK_DIALOG (choose (self)), GTK_RESPONSE_CANCEL);
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  g_assert_true (says (self, at_first));
  g_assert_true (is_sensitive (self, "Create"));
  choose_folder (self, fixture.folder);
  display_until (!is_sensitive (self, "Create"));
  reason = get_reason (self);
  g_assert_cmpstr (reason, ==, "Vaults need a folder of their own");
  /* Never the disk of the data. */
  choose_folder (self, "/proc");
  display_until (is_sensitive (self, "Create"));
  display_until (!says (self, "The same disk as the data"));
  display_press (self->window, "Create");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_true (g_str_has_suffix (host.setup, "|/proc"));
}

/* The chooser goes with the window that asked. */
static void
test_closed_while_choosing (Case *self, gconstpointer data)
{
  choose (self);
  display_close (g_steal_pointer (&self->window));
  display_until (display_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static void
test_create_cancelled (Case *self, gconstpointer data)
{
  guint entered = get_entered ();

  fill (self);
  set_hold (TRUE);
  display_press (self->window, "Create");
  display_until (get_entered () > entered);
  cancel_in_the_middle (self);
}

#define SEALED(path, func)                                                                         \
  g_test_add ("/start/unseal/" path, Case, NULL, set_up_sealed, func, tear_down)
#define ABSENT(path, func)                                                                         \
  g_test_add ("/start/create/" path, Case, NULL, set_up_absent, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  SEALED ("asking", test_asking);
  SEALED ("wrong", test_wrong);
  SEALED ("right", test_right);
  SEALED ("too-many", test_too_many);
  SEALED ("wait-at-first", test_wait_at_first);
  SEALED ("kept", test_kept);
  SEALED ("cancelled", test_unseal_cancelled);
  SEALED ("destroyed", test_unseal_destroyed);
  SEALED ("failures", test_failures);
  SEALED ("try-again", test_try_again);
  SEALED ("quit", test_quit);
  SEALED ("above", test_above);
  ABSENT ("complaints", test_complaints);
  ABSENT ("meter", test_meter);
  ABSENT ("created", test_created);
  g_test_add ("/start/create/keyring", Case, NULL, set_up_keyring, test_keyring, tear_down);
  ABSENT ("no-keyring", test_no_keyring);
  ABSENT ("not-created", test_not_created);
  ABSENT ("vaults-folder", test_vaults_folder);
  ABSENT ("closed-while-choosing", test_closed_while_choosing);
  ABSENT ("cancelled", test_create_cancelled);
  status = g_test_run ();
  fixture_stop (&fixture);
  g_free (host.passphrase);
  g_free (host.setup);
  return status;
}
