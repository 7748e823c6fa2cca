/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlock Environments in its window, against a real tenant: the way back from one cause and from
 * several, what another role has to do, a repair that is undone meanwhile, several environments,
 * nothing locked, and that it can be closed at any time. */
#include "kh-list-test.h"

#include "kh-dialog.h"
#include "kh-unlock-wizard.h"
#include "kh-twin-test.h"
#include "kh-wizard-test.h"

#define SUE "sue-passphrase-of-length"

static GtkWindow *
open_wizard (List *self, const char *environment)
{
  KhItem *item = environment != NULL
                     ? display_item (self->organization, KH_ITEM_ENVIRONMENT, environment)
                     : NULL;
  const char *const ids[] = { item != NULL ? kh_item_get_id (item) : NULL, NULL };

  return wizard_show (kh_unlock_wizard_new (self->organization, item != NULL ? ids : NULL, NULL),
                      self->window);
}

static void
wait_row (gpointer root, const char *title)
{
  display_wait_for (root, ADW_TYPE_PREFERENCES_ROW, title);
}

static void
wait_locked (List *self)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  list_lock (self);
  display_until (kh_item_is (sales, "state", "Locked"));
}

static void
assert_state (List *self, const char *state)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  display_until (kh_item_is (sales, "state", state));
}

/* Next, the repair, Next, the verb: four presses. */
static void
test_one_cause (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = NULL;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  wizard = open_wizard (self, "Sales");
  wait_row (wizard, "The key is disabled");
  display_wait_for (wizard, GTK_TYPE_LABEL, "One cause found. This account can repair it.");
  twin_see (seen, wizard);
  wizard_next (wizard, "Bring the Key Back");
  wait_row (wizard, "1. Enable the key cmk");
  wizard_wait_reason (wizard, "Step 1 is open");
  assert_state (self, "Locked");
  twin_see (seen, wizard);
  printed = twin_run (&self->fixture, "unlock diagnose Sales", 0);
  twin_assert (seen, printed);
  display_press (wizard, "Enable");
  wait_row (wizard, "Original key proved");
  wizard_next (wizard, "Review");
  assert_state (self, "Locked");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Re-enable 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Back");
  assert_state (self, "Ready");
  wizard_finish (wizard, "Done");
}

/* Of a policy that was deleted each step goes once it was done; the last one opens the environment
 * itself. */
static void
test_policy_deleted (List *self, gconstpointer data)
{
  static const struct {
    const char *row, *verb;
  } steps[] = { { "1. Make the policy ep-sales again with the same key", "Re-create Policy" },
                { "1. Grant the new policy access to the key", "Grant Key Access" },
                { "1. Attach Sales to the new policy", "Attach" } };
  GtkWindow *wizard;
  g_autofree char *deleted = NULL;

  list_show (self, KH_ITEM_ENVIRONMENT);
  deleted = twin_run (&self->fixture, "policy delete ep-sales --yes --confirm ep-sales", 0);
  assert_state (self, "Locked");
  wizard = open_wizard (self, NULL);
  wizard_next (wizard, "Bring the Key Back");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    wait_row (wizard, steps[i].row);
    display_press (wizard, steps[i].verb);
  }
  wait_row (wizard, "Nothing is locked");
  wizard_wait_reason (wizard, "Nothing is locked");
  assert_state (self, "Ready");
  wizard_finish (wizard, "Cancel");
}

/* Alt+P is the first open repair, wherever the focus is; what comes next has the focus by itself.
 */
static void
test_keyboard (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  wizard = open_wizard (self, NULL);
  wizard_next (wizard, "Bring the Key Back");
  g_assert_true (list_press (gtk_window_get_focus (wizard), GDK_KEY_p, GDK_ALT_MASK));
  wizard_wait_reason (wizard, NULL);
  display_until (gtk_window_get_focus (wizard) == gtk_window_get_default_widget (wizard));
  g_assert_true (list_press (gtk_window_get_focus (wizard), GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, "Review");
  wizard_wait_reason (wizard, NULL);
  g_assert_true (list_press (gtk_window_get_focus (wizard), GDK_KEY_Return, GDK_CONTROL_MASK));
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Back");
  assert_state (self, "Ready");
  wizard_finish (wizard, "Done");
}

/* A repair that somebody undoes is seen on Review, and opens nothing. */
static void
test_undone (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  wizard = open_wizard (self, "Sales");
  wizard_next (wizard, "Bring the Key Back");
  /* The key reaches it from outside of the page, too. */
  gtk_widget_grab_focus (display_find (wizard, GTK_TYPE_BUTTON, "Cancel"));
  g_assert_true (list_press (gtk_window_get_focus (wizard), GDK_KEY_p, GDK_ALT_MASK));
  wizard_wait_reason (wizard, NULL);
  list_lock (self);
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, "Choose at least one environment");
  display_press (wizard, "Back");
  display_press (wizard, "Check Again");
  wait_row (wizard, "1. Enable the key cmk");
  assert_state (self, "Locked");
  display_close (wizard);
}

/* What is not chosen stays as it is. */
static void
test_leave_out (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":true}}", 200);
  wizard = open_wizard (self, "Sales");
  display_wait_for (wizard, GTK_TYPE_LABEL, "The key works again. Only re-enabling is left.");
  wizard_next (wizard, "Bring the Key Back");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  display_activate_row (wizard, "Sales");
  wizard_wait_reason (wizard, "Choose at least one environment");
  display_activate_row (wizard, "Sales");
  wizard_wait_reason (wizard, NULL);
  display_close (wizard);
  assert_state (self, "Locked");
}

static void
make_encrypted (List *self, const char *name)
{
  g_autofree char *path =
      g_strdup_printf (P "/environments/%s/governanceConfiguration" A_MANAGED, name);

  list_make_environment (self, name);
  fixture_do (&self->fixture, BAP, "POST", path, MANAGED_BODY, 202);
  fixture_encrypt (&self->fixture, name);
}

static gboolean
is_checked (GtkWindow *wizard, const char *name)
{
  GtkWidget *row = display_find (wizard, ADW_TYPE_ACTION_ROW, name);

  return gtk_check_button_get_active (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL));
}

/* Of three that went down together two were selected: the third is shown, and left out. */
static void
test_selected (List *self, gconstpointer data)
{
  const char *ids[3] = { NULL };
  GtkWindow *wizard;
  GtkWidget *title;

  make_encrypted (self, "Second");
  make_encrypted (self, "Third");
  list_show (self, KH_ITEM_ENVIRONMENT);
  display_until (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Third") != NULL);
  wait_locked (self);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":true}}", 200);
  ids[0] = kh_item_get_id (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"));
  ids[1] = kh_item_get_id (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Third"));
  wizard = wizard_show (kh_unlock_wizard_new (self->organization, ids, NULL), self->window);
  wizard_next (wizard, "Bring the Key Back");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  g_assert_true (is_checked (wizard, "Sales"));
  g_assert_false (is_checked (wizard, "Second"));
  g_assert_true (is_checked (wizard, "Third"));
  display_press (wizard, "Re-enable 2 Environments");
  display_wait_for (wizard, GTK_TYPE_LABEL, "2 Environments Are Back");
  /* The header is all the title's now, and as wide as before. */
  title = display_find (wizard, GTK_TYPE_LABEL, "Unlock Environments");
  display_until (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (title))) == 1);
  wizard_finish (wizard, "Done");
  assert_state (self, "Ready");
}

/* Another role's step is handed over, and nothing can be pressed but that. */
static void
test_other_role (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  KhOrganization *mine = self->organization, *theirs;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = NULL;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, "ppa");
  theirs = display_open (&self->fixture);
  self->organization = theirs;
  wizard = open_wizard (self, "Sales");
  display_wait_for (wizard, GTK_TYPE_LABEL,
                    "One cause found. Another administrator has to repair it.");
  twin_see (seen, wizard);
  wizard_next (wizard, "Bring the Key Back");
  wizard_wait_reason (wizard, "Step 1 is open");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Enable"));
  twin_see (seen, wizard);
  printed = twin_run (&self->fixture, "unlock diagnose Sales", 0);
  twin_assert (seen, printed);
  display_press (wizard, "Hand Over…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  display_close (display_window (KH_TYPE_DIALOG));
  display_close (wizard);
  display_end (theirs);
  self->organization = mine;
}

static void
write_description (GtkWindow *wizard, const char *text)
{
  GtkTextView *view = display_wait_for (wizard, GTK_TYPE_TEXT_VIEW, NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

/* What is proposed tells what happened; what was written stays when the page is made anew. */
static void
fill_ticket (GtkWindow *wizard)
{
  GtkTextView *view = display_wait_for (wizard, GTK_TYPE_TEXT_VIEW, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;
  g_autofree char *proposed = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  proposed = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_true (g_str_has_prefix (proposed, "Sales is locked since "));
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Severity"), 1);
  display_type (wizard, "Contact", "Ada <ada@example.org>");
  write_description (wizard, "  The laptop is back.\nNothing was copied.\n");
  gtk_switch_set_active (display_find (display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Approvals"),
                                       GTK_TYPE_SWITCH, NULL),
                         FALSE);
  g_assert_null (
      display_find (display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Proof of the original key"),
                    GTK_TYPE_SWITCH, NULL));
  display_press (wizard, "Back");
  wizard_wait_title (wizard, "Bring the Key Back");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
}

static const char *
find_evidence (KhJson *request, const char *kind)
{
  for (guint i = 0; i < kh_json_length (request, "evidence"); i++) {
    KhJson *piece = kh_json_element (request, "evidence", i);

    if (g_strcmp0 (kh_json_string (piece, "kind"), kind) == 0)
      return kh_json_string (piece, "text");
  }
  return NULL;
}

static void
check_ticket (Fixture *fixture, const char *id)
{
  g_autofree char *path = g_strconcat (K "/requests/", id, NULL);
  g_autoptr (KhJson) request = fixture_call (fixture, KEYHOLD, "GET", path, NULL, 200);

  g_assert_cmpstr (kh_json_string (request, "reason"), ==,
                   "The laptop is back.\nNothing was copied.");
  g_assert_cmpstr (find_evidence (request, "ticket"), ==,
                   "Severity: high\nContact: Ada <ada@example.org>\n"
                   "Left out by who asked: approvals\n");
  g_assert_null (find_evidence (request, "approvals"));
  g_assert_nonnull (find_evidence (request, "proof"));
}

/* A piece of the evidence as it would go along. */
static void
look_at_proof (GtkWindow *wizard)
{
  GtkWidget *row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Proof of the original key");
  GtkWidget *dialog;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  display_press (row, "Show");
  display_until ((dialog = display_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Proof of the original key");
  buffer = gtk_text_view_get_buffer (display_wait_for (dialog, GTK_TYPE_TEXT_VIEW, NULL));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_nonnull (strstr (text, "Thumbprint: "));
  display_press (dialog, "Close");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static gboolean
is_chosen (GtkFileChooser *chooser, GFile *folder)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen != NULL && g_file_equal (chosen, folder);
}

static char *
read_saved (List *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->fixture.top, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* All of it in a folder, for a program and for a person; nothing is filed by that. */
static void
save_evidence (List *self, GtkWindow *wizard)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->fixture.top);
  g_autoptr (KhJson) none = NULL;
  g_autoptr (KhJson) saved = NULL;
  g_autofree char *json = NULL, *text = NULL;
  GtkWidget *chooser, *dialog;

  display_press (wizard, "Save Evidence…");
  display_until ((chooser = display_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) != NULL);
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), folder, NULL);
  display_until (is_chosen (GTK_FILE_CHOOSER (chooser), folder));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  display_until ((dialog = display_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Evidence Saved");
  display_press (dialog, "Close");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  json = read_saved (self, "unlock-evidence.json");
  text = read_saved (self, "unlock-evidence.txt");
  saved = kh_json_parse_text (json, NULL);
  g_assert_nonnull (find_evidence (saved, "proof"));
  g_assert_nonnull (strstr (text, "Proof of the original key"));
  none = fixture_call (&self->fixture, KEYHOLD, "GET", K "/requests", NULL, 200);
  g_assert_cmpuint (kh_json_length (none, "value"), ==, 0);
}

/* Where support decides, the wizard files a request, and opens once that was approved. */
static void
test_request (List *self, gconstpointer data)
{
  Fixture *fixture = &self->fixture;
  GtkWindow *wizard;
  g_autoptr (KhJson) all = NULL;
  g_autoptr (KhJson) session = NULL;
  g_autofree char *path = NULL;

  fixture_do (fixture, KEYHOLD, "POST", K "/accounts",
              "{\"name\":\"Sue\",\"roles\":[\"support\"],\"passphrase\":\"" SUE "\"}", 201);
  session = fixture_call (fixture, KEYHOLD, "POST", K "/sign-in",
                          "{\"account\":\"Sue\",\"passphrase\":\"" SUE "\"}", 200);
  g_hash_table_insert (fixture->tokens, g_strdup ("Sue"),
                       g_strdup (kh_json_string (session, "token")));
  fixture_do (fixture, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"support-request\"}", 200);
  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  fixture_do (fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":true}}",
              200);
  display_until (kh_organization_unlocks_by_request (self->organization));
  wizard = open_wizard (self, "Sales");
  wizard_next (wizard, "Bring the Key Back");
  /* What the last page does is nothing that is handed over here. */
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Original key proved");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Hand Over…"));
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  look_at_proof (wizard);
  save_evidence (self, wizard);
  display_resize (wizard, 360, 640);
  display_wait_whole (wizard);
  display_resize (wizard, 760, 620);
  fill_ticket (wizard);
  display_press (wizard, "File Unlock Request");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Unlock Request Filed");
  assert_state (self, "Locked");
  wizard_finish (wizard, "Done");
  all = fixture_call (fixture, KEYHOLD, "GET", K "/requests", NULL, 200);
  check_ticket (fixture, kh_json_string (kh_json_element (all, "value", 0), "id"));
  path = g_strconcat (K "/requests/", kh_json_string (kh_json_element (all, "value", 0), "id"),
                      "/approve", NULL);
  fixture_as (fixture, "Sue");
  fixture_do (fixture, KEYHOLD, "POST", path, "{\"passphrase\":\"" SUE "\"}", 200);
  fixture_as (fixture, "Ada");
  display_until (kh_request_list_lets_unlock (
      kh_organization_get_requests (self->organization),
      kh_item_get_id (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"))));
  wizard = open_wizard (self, "Sales");
  wizard_next (wizard, "Bring the Key Back");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Re-enable 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Back");
  wizard_finish (wizard, "Done");
}

static void
test_nothing (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wizard = open_wizard (self, NULL);
  wizard_wait_reason (wizard, "Nothing is locked");
  display_wait_for (wizard, GTK_TYPE_LABEL, "No environment waits to be unlocked.");
  display_close (wizard);
}

/* Closed while it asks, on each of its pages, and while it opens. */
static void
test_close (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wait_locked (self);
  display_close (open_wizard (self, "Sales"));
  wizard = open_wizard (self, "Sales");
  wizard_next (wizard, "Bring the Key Back");
  display_press (wizard, "Enable");
  display_close (wizard);
  /* It may have been too late to end that, or not. */
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":true}}", 200);
  wizard = open_wizard (self, "Sales");
  wizard_next (wizard, "Bring the Key Back");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Re-enable 1 Environment");
  display_close (wizard);
  assert_state (self, "Ready");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (List *self, gconstpointer data);
  } tests[] = {
    { "/unlock-wizard/one-cause", test_one_cause },
    { "/unlock-wizard/policy-deleted", test_policy_deleted },
    { "/unlock-wizard/keyboard", test_keyboard },
    { "/unlock-wizard/undone", test_undone },
    { "/unlock-wizard/leave-out", test_leave_out },
    { "/unlock-wizard/selected", test_selected },
    { "/unlock-wizard/other-role", test_other_role },
    { "/unlock-wizard/request", test_request },
    { "/unlock-wizard/nothing", test_nothing },
    { "/unlock-wizard/close", test_close },
  };

  display_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, List, NULL, list_start, tests[i].test, list_stop);
  return g_test_run ();
}
