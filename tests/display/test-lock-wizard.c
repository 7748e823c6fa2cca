/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock Environments in its window, against a real tenant: from each kind of object, the guard, what
 * changes meanwhile, who may not, and what is down after it. */
#include "kh-list-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-lock-wizard.h"
#include "kh-window.h"
#include "kh-twin-test.h"
#include "kh-wizard-test.h"
#include "slow-disk.h"

#define KEY "kv-sales/cmk"

static GtkWindow *
open_on (List *self, KhItemKind kind, const char *name)
{
  KhItem *item = display_item (self->organization, kind, name);
  GtkWindow *wizard = kh_lock_wizard_new (self->organization, kind, kh_item_get_id (item));

  return wizard_show (wizard, self->window);
}

static void
choose_reason (GtkWindow *wizard, guint reason)
{
  AdwComboRow *row = display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Reason");

  adw_combo_row_set_selected (row, reason);
}

/* The plan is not kept as a file, unless a test is about that. */
static void
save_nothing (GtkWindow *wizard)
{
  gtk_switch_set_active (display_wait_for (wizard, GTK_TYPE_SWITCH, NULL), FALSE);
}

/* Up to Review, for the reason that is chosen first. */
static void
walk (GtkWindow *wizard)
{
  choose_reason (wizard, 2);
  wizard_next (wizard, "What Goes Down");
  wizard_next (wizard, "Review");
  save_nothing (wizard);
}

static void
type_name (GtkWindow *wizard, const char *title, const char *name)
{
  display_type (wizard, title, name);
}

static void
assert_state (List *self, const char *state)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  display_until (kh_item_is (sales, "state", state));
}

static void
assert_still_ready (List *self)
{
  g_autoptr (KhJson) now =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/environments/{environment}", NULL, 200);

  g_assert_cmpstr (kh_json_string (now, "state"), ==, "Ready");
}

/* The triggers of `lock plan`, the usual ones in sight; the version goes by its first letters. */
static void
assert_ways (GtkWindow *wizard)
{
  static const char *const rows[] = { "Revoke the key access of ep-sales",
                                      "Disable key cmk",
                                      "Close the network of kv-sales",
                                      "Delete key cmk",
                                      "Delete vault kv-sales",
                                      "Switch kv-sales to roles",
                                      "Delete policy ep-sales" };
  GtkWidget *first = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, rows[0]);
  GtkWidget *second = gtk_widget_get_next_sibling (first);

  g_assert_true (g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (second)),
                                   "Disable key version "));
  g_assert_null (display_find (wizard, ADW_TYPE_ACTION_ROW, rows[3]));
  adw_expander_row_set_expanded (display_wait_for (wizard, ADW_TYPE_EXPANDER_ROW, "More Ways"),
                                 TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_nonnull (display_wait_for (wizard, ADW_TYPE_ACTION_ROW, rows[i]));
}

/* From the policy: the proposed way, the name, the verb; the reason is in the audit log. */
static void
test_policy (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  g_autoptr (KhJson) log = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *text = NULL, *printed = NULL;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==,
                   "Lock Environments of ep-sales");
  wizard_wait_reason (wizard, "Choose a reason");
  assert_ways (wizard);
  choose_reason (wizard, 4);
  wizard_wait_reason (wizard, "Write what the reason is");
  display_type (wizard, "Note", "the laptop was stolen");
  wizard_next (wizard, "What Goes Down");
  display_wait_for (wizard, ADW_TYPE_PREFERENCES_ROW, "Sales");
  twin_see (seen, wizard);
  wizard_next (wizard, "Review");
  twin_see (seen, wizard);
  printed = twin_run (&self->fixture, "lock plan revoke-grant ep-sales", 0);
  twin_assert (seen, printed);
  save_nothing (wizard);
  wizard_wait_reason (wizard, "Type the policy's name to lock");
  type_name (wizard, "Name", "EP-sales");
  wizard_wait_reason (wizard, "Type the policy's name to lock");
  assert_still_ready (self);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  assert_state (self, "Locked");
  log = fixture_call (&self->fixture, KEYHOLD, "GET", K "/audit?newest=true&limit=50", NULL, 200);
  text = kh_json_to_text (log);
  g_assert_nonnull (strstr (text, "Other: the laptop was stolen"));
  wizard_finish (wizard, "Done");
}

/* At level 3 neither Return in the entry nor Ctrl+Return does it. */
static void
test_deliberate (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  GtkWidget *entry;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  walk (wizard);
  entry = display_wait_for (wizard, ADW_TYPE_ENTRY_ROW, "Name");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Type the policy's name to lock: ep-sales");
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  g_assert_null (gtk_window_get_default_widget (wizard));
  list_press (entry, GDK_KEY_Return, GDK_CONTROL_MASK);
  list_press (entry, GDK_KEY_Return, 0);
  display_settle ();
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, "Review");
  assert_still_ready (self);
  g_assert_true (gtk_widget_has_css_class (
      display_wait_for (wizard, GTK_TYPE_BUTTON, "Lock 1 Environment"), "destructive-action"));
  wizard_leave (wizard, "Discard");
  assert_still_ready (self);
}

static void
choose_way (GtkWindow *wizard, const char *way)
{
  wizard_wait_reason (wizard, "Choose a reason");
  adw_expander_row_set_expanded (display_wait_for (wizard, ADW_TYPE_EXPANDER_ROW, "More Ways"),
                                 TRUE);
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, way);
  display_activate_row (wizard, way);
}

/* Each way names the object that it changes, and its name is the one to type. */
static void
lock_by (List *self, KhItemKind kind, const char *name, const char *way, const char *wanted,
         const char *typed)
{
  GtkWindow *wizard = open_on (self, kind, name);

  choose_way (wizard, way);
  walk (wizard);
  wizard_wait_reason (wizard, wanted);
  type_name (wizard, "Name", typed);
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  wizard_finish (wizard, "Done");
  assert_state (self, "Locked");
}

/* Disabling and deleting a key that is in use goes on in this wizard; so the command line refuses
 * them with its words. */
static void
test_refused_twins (List *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *name, *way, *line;
  } rows[] = {
    { KH_ITEM_KEY, KEY, "Disable key cmk", "key disable kv-sales/cmk" },
    { KH_ITEM_KEY, KEY, "Delete key cmk", "key delete kv-sales/cmk" },
    { KH_ITEM_VAULT, "kv-sales", "Delete vault kv-sales", "vault delete kv-sales" },
    { KH_ITEM_POLICY, "ep-sales", "Revoke the key access of ep-sales", "policy revoke ep-sales" },
  };

  list_show (self, KH_ITEM_POLICY);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GtkWindow *wizard = open_on (self, rows[i].kind, rows[i].name);
    g_autoptr (GString) seen = g_string_new (NULL);
    g_autofree char *printed = twin_run (&self->fixture, rows[i].line, KH_EXIT_REFUSED);

    wizard_wait_reason (wizard, "Choose a reason");
    adw_expander_row_set_expanded (display_wait_for (wizard, ADW_TYPE_EXPANDER_ROW, "More Ways"),
                                   TRUE);
    display_activate_row (wizard, rows[i].way);
    twin_see (seen, wizard);
    walk (wizard);
    twin_see (seen, wizard);
    twin_assert (seen, printed);
    wizard_leave (wizard, "Discard");
  }
}

static void
test_key (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_KEY);
  lock_by (self, KH_ITEM_KEY, KEY, "Disable key cmk", "Type the key's name to lock", "cmk");
}

static void
test_vault (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_VAULT);
  lock_by (self, KH_ITEM_VAULT, "kv-sales", "Close the network of kv-sales",
           "Type the vault's name to lock", "kv-sales");
}

static void
test_rare_way (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  lock_by (self, KH_ITEM_ENVIRONMENT, "Sales", "Delete key cmk", "Type the key's name to lock",
           "cmk");
}

/* What cannot lock anything is said, and cannot be chosen. */
static void
test_nothing (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_VAULT);
  list_lock (self);
  assert_state (self, "Locked");
  wizard = open_on (self, KH_ITEM_VAULT, "kv-sales");
  wizard_wait_reason (wizard, "No environment would be locked");
  display_close (wizard);
}

/* A second environment comes under the policy while Review stands. */
static void
encrypt_finance (List *self)
{
  list_make_environment (self, "Finance");
  fixture_do (&self->fixture, BAP, "POST",
              P "/environments/Finance/governanceConfiguration" A_MANAGED, MANAGED_BODY, 202);
  fixture_encrypt (&self->fixture, "Finance");
}

/* The tenant refuses what was confirmed for less; nothing is done, and the impact is shown. */
static void
test_stale (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  walk (wizard);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  encrypt_finance (self);
  display_press (wizard, "Lock 1 Environment");
  wizard_wait_title (wizard, "What Goes Down");
  g_assert_nonnull (kh_wizard_page_get_error (wizard_page (wizard)));
  display_wait_for (wizard, ADW_TYPE_PREFERENCES_ROW, "Finance");
  assert_still_ready (self);
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, "Type the policy's name to lock");
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 2 Environments");
  display_wait_for (wizard, GTK_TYPE_LABEL, "2 Environments Are Locked");
  wizard_finish (wizard, "Done");
}

/* Between Impact and Review. */
static void
test_changed (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  choose_reason (wizard, 2);
  wizard_next (wizard, "What Goes Down");
  wizard_wait_reason (wizard, NULL);
  encrypt_finance (self);
  display_press (wizard, "Next");
  save_nothing (wizard);
  wizard_wait_reason (wizard, "Impact has changed");
  display_wait_for (wizard, ADW_TYPE_PREFERENCES_ROW, "Impact has changed");
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, "Impact has changed");
  display_press (wizard, "Show Impact");
  display_wait_for (wizard, ADW_TYPE_PREFERENCES_ROW, "Finance");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  wizard_leave (wizard, "Discard");
  assert_still_ready (self);
}

/* Another role sees everything, and why not. */
static void
test_other_role (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  KhOrganization *mine = self->organization, *theirs;

  list_show (self, KH_ITEM_POLICY);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, "ppa");
  theirs = display_open (&self->fixture);
  self->organization = theirs;
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  walk (wizard);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, "This needs the Key Vault administrator role");
  wizard_leave (wizard, "Discard");
  display_end (theirs);
  self->organization = mine;
  fixture_as (&self->fixture, "Ada");
  assert_still_ready (self);
}

/* The role goes while Review stands: the tenant refuses, and nothing is locked. */
static void
test_role_lost (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  KhOrganization *mine = self->organization, *theirs;
  g_autoptr (KhJson) account = NULL;
  g_autofree char *path = NULL;

  list_show (self, KH_ITEM_POLICY);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, "kva");
  account = fixture_call (&self->fixture, KEYHOLD, "GET", K "/me", NULL, 200);
  theirs = display_open (&self->fixture);
  self->organization = theirs;
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  walk (wizard);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  fixture_as (&self->fixture, "Ada");
  path = g_strconcat (K "/accounts/", kh_json_string (account, "id"), NULL);
  fixture_do (&self->fixture, KEYHOLD, "PATCH", path, "{\"roles\":[\"auditor\"]}", 200);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing Was Locked");
  wizard_finish (wizard, "Done");
  display_end (theirs);
  self->organization = mine;
  assert_still_ready (self);
}

/* What was confirmed more than five minutes ago has to be looked at again. */
static void
test_old_token (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  KhTime later = 6 * KH_MINUTE;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  choose_way (wizard, "Delete key cmk");
  walk (wizard);
  type_name (wizard, "Name", "cmk");
  wizard_wait_reason (wizard, NULL);
  kh_clock_manual_set (self->fixture.clock, kh_clock_now (self->fixture.clock) + later, later);
  display_press (wizard, "Lock 1 Environment");
  wizard_wait_title (wizard, "What Goes Down");
  display_wait_for (wizard, GTK_TYPE_LABEL, "The Impact Has Changed");
  assert_still_ready (self);
  wizard_leave (wizard, "Discard");
}

/* It was sent, and nobody waits for it any more. */
static void
test_close (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  walk (wizard);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 1 Environment");
  display_close (wizard);
  assert_state (self, "Locked");
}

/* The plan is there before anything happens. */
static void
test_save (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  g_autoptr (GDir) folder = NULL;
  g_autofree char *path = NULL, *text = NULL;
  const char *name;

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  choose_reason (wizard, 2);
  wizard_next (wizard, "What Goes Down");
  wizard_next (wizard, "Review");
  gtk_switch_set_active (display_wait_for (wizard, GTK_TYPE_SWITCH, NULL), TRUE);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  wizard_finish (wizard, "Done");
  folder = g_dir_open (g_get_home_dir (), 0, NULL);
  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "lock-"))
      path = g_build_filename (g_get_home_dir (), name, NULL);
  g_assert_nonnull (path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Sales"));
  g_assert_nonnull (strstr (text, "keyholdctl policy grant ep-sales"));
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* What cannot be saved locks nothing. */
static void
test_save_refused (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  g_autofree char *home = g_strdup (g_get_home_dir ());
  g_autofree char *moved = g_strconcat (home, "-moved", NULL);

  list_show (self, KH_ITEM_POLICY);
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  walk (wizard);
  gtk_switch_set_active (display_wait_for (wizard, GTK_TYPE_SWITCH, NULL), TRUE);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  g_assert_cmpint (g_rename (home, moved), ==, 0);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing Was Locked");
  g_assert_cmpint (g_rename (moved, home), ==, 0);
  assert_still_ready (self);
  display_press (wizard, "Back to Review");
  wizard_wait_reason (wizard, "Type the policy's name to lock");
  wizard_leave (wizard, "Discard");
}

/* --- Other ways out --------------------------------------------------------------------------- */

/* Another wizard goes on with the object in hand, in the place of this one, whose draft is kept. */
static void
leave_by (List *self, KhItemKind kind, const char *name, const char *button, const char *title)
{
  GtkWindow *wizard = open_on (self, kind, name);

  wizard_wait_reason (wizard, "Choose a reason");
  display_press (wizard, button);
  display_until ((wizard = display_window (KH_TYPE_WIZARD)) != NULL
                 && g_str_equal (kh_wizard_page_get_title (wizard_page (wizard)), title));
  display_close (wizard);
}

static void
test_other_ways (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_POLICY);
  leave_by (self, KH_ITEM_POLICY, "ep-sales", "Rotate…", "Rotate cmk");
  leave_by (self, KH_ITEM_KEY, KEY, "Rotate…", "Rotate cmk");
  leave_by (self, KH_ITEM_POLICY, "ep-sales", "Change Key…", "Choose the New Policy");
  leave_by (self, KH_ITEM_VAULT, "kv-sales", "Return to Microsoft-Managed Key…",
            "Choose Environments");
  assert_still_ready (self);
}

/* A known key is not made safe by a lock: the way to a new one is beside the reason. */
static void
test_compromise (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_KEY);
  wizard = open_on (self, KH_ITEM_KEY, KEY);
  wizard_wait_reason (wizard, "Choose a reason");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Move to a New Key…"));
  choose_reason (wizard, 0);
  display_press (wizard, "Move to a New Key…");
  display_until (
      (wizard = display_window (KH_TYPE_WIZARD)) != NULL
      && g_str_equal (kh_wizard_page_get_title (wizard_page (wizard)), "Choose the New Policy"));
  display_close (wizard);
  wizard = open_on (self, KH_ITEM_KEY, KEY);
  g_assert_true (display_wait_for (wizard, GTK_TYPE_BUTTON, "Continue") != NULL);
  display_close (wizard);
}

/* Who may use the data, by name, and the chain in one line. */
static void
test_people (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  GtkWidget *row;

  list_show (self, KH_ITEM_POLICY);
  list_make_account (self, "Mo", "maker", "mo-has-a-long-passphrase");
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  choose_reason (wizard, 2);
  wizard_next (wizard, "What Goes Down");
  display_wait_for (wizard, GTK_TYPE_LABEL, "ep-sales → 1 environment → 2 people");
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "2 people may use the data");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "Ada, Mo");
  wizard_leave (wizard, "Discard");
}

/* --- In the console --------------------------------------------------------------------------- */

/* From a page, from a row, and by the address alone. */
static void
opens (List *self, const char *uri, const char *title)
{
  KhWindow *window = KH_WINDOW (self->window);
  GtkWindow *wizard;

  kh_window_open_uri (window, uri);
  if (!g_str_has_prefix (uri, "keyhold:wizard"))
    display_press (window, "Lock Environments…");
  display_until ((wizard = display_window (KH_TYPE_WIZARD)) != NULL);
  wizard_wait_title (wizard, title);
  display_close (wizard);
}

static void
test_pages (List *self, gconstpointer data)
{
  KhItem *policy = display_item (self->organization, KH_ITEM_POLICY, "ep-sales");
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *of_policy = g_strconcat ("keyhold:policies/", kh_item_get_id (policy), NULL);
  g_autofree char *of_sales = g_strconcat ("keyhold:environments/", kh_item_get_id (sales), NULL);
  g_autofree char *address =
      g_strconcat ("keyhold:wizard/lock?environment=", kh_item_get_id (sales), NULL);

  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  opens (self, of_policy, "Lock Environments of ep-sales");
  opens (self, of_sales, "Lock Environments of ep-sales");
  opens (self, "keyhold:keys/kv-sales/cmk", "Lock Environments of cmk");
  opens (self, "keyhold:vaults/kv-sales", "Lock Environments of kv-sales");
  opens (self, address, "Lock Environments of ep-sales");
  opens (self, "keyhold:wizard/lock?key=kv-sales/cmk", "Lock Environments of cmk");
}

/* --- While an operation runs ------------------------------------------------------------------ */

static void
start_running (List *self, gconstpointer data)
{
  slow_disk_use (&self->fixture);
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  slow_disk_import (&self->fixture);
  slow_disk_set (TRUE);
  fixture_do (&self->fixture, BAP, "POST",
              P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK, LINK_BODY, 202);
  self->organization = display_open (&self->fixture);
}

/* Its data is being encrypted under the policy: it pauses, and goes on after unlocking. */
static void
test_while_running (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  list_show (self, KH_ITEM_POLICY);
  assert_state (self, "Encrypting");
  wizard = open_on (self, KH_ITEM_POLICY, "ep-sales");
  choose_reason (wizard, 2);
  wizard_next (wizard, "What Goes Down");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Running Operations");
  wizard_next (wizard, "Review");
  save_nothing (wizard);
  type_name (wizard, "Name", "ep-sales");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Lock 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  wizard_finish (wizard, "Done");
  assert_state (self, "Locked");
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_OPERATION, "Sales"), "state",
                             "Paused"));
  slow_disk_set (FALSE);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (List *self, gconstpointer data);
  } tests[] = {
    { "/lock-wizard/policy", test_policy },
    { "/lock-wizard/deliberate", test_deliberate },
    { "/lock-wizard/refused-twins", test_refused_twins },
    { "/lock-wizard/key", test_key },
    { "/lock-wizard/vault", test_vault },
    { "/lock-wizard/rare-way", test_rare_way },
    { "/lock-wizard/nothing", test_nothing },
    { "/lock-wizard/stale", test_stale },
    { "/lock-wizard/changed", test_changed },
    { "/lock-wizard/other-role", test_other_role },
    { "/lock-wizard/role-lost", test_role_lost },
    { "/lock-wizard/old-token", test_old_token },
    { "/lock-wizard/close", test_close },
    { "/lock-wizard/save", test_save },
    { "/lock-wizard/save-refused", test_save_refused },
    { "/lock-wizard/other-ways", test_other_ways },
    { "/lock-wizard/compromise", test_compromise },
    { "/lock-wizard/people", test_people },
    { "/lock-wizard/pages", test_pages },
  };

  display_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, List, NULL, list_start, tests[i].test, list_stop);
  g_test_add ("/lock-wizard/while-running", List, NULL, start_running, test_while_running,
              list_stop);
  return g_test_run ();
}
