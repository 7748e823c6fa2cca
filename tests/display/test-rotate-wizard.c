/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotate Key in its window, against a real tenant: both ways to their end, who may not, what stands
 * in the way, and what happens when something changes meanwhile. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-duration-row.h"
#include "kh-rotate-wizard.h"
#include "kh-vault-api.h"
#include "kh-window.h"
#include "kh-twin-test.h"
#include "kh-wizard-test.h"
#include "slow-disk.h"

#define KEY "kv-sales/cmk"
#define VERB "Create New Version"

static GtkWindow *
open_on (List *self, const char *key)
{
  return wizard_show (kh_rotate_wizard_new (self->organization, key), self->window);
}

static GtkWindow *
open_wizard (List *self)
{
  list_show (self, KH_ITEM_KEY);
  display_item (self->organization, KH_ITEM_KEY, KEY);
  return open_on (self, KEY);
}

static void
walk (GtkWindow *wizard)
{
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
}

static guint
count_versions (List *self, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/versions" A_KEY, key);
  g_autoptr (KhJson) list = fixture_call (&self->fixture, VAULT, "GET", path, NULL, 200);

  return kh_json_length (list, "value");
}

/* How many stores of Sales are wrapped by the newest version. */
static guint
count_on_newest (List *self)
{
  g_autoptr (KhJson) key =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200);
  g_autofree char *path =
      g_strdup_printf (K "/keys/kv-sales/cmk/%s/where-used", kh_json_string (key, "version"));
  g_autoptr (KhJson) uses = fixture_call (&self->fixture, KEYHOLD, "GET", path, NULL, 200);

  return kh_json_length (uses, "value");
}

static const char *
row_title (GtkWidget *root, const char *part)
{
  if (ADW_IS_ACTION_ROW (root)
      && strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), part) != NULL)
    return adw_action_row_get_subtitle (ADW_ACTION_ROW (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    const char *found = row_title (child, part);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
has_title (GtkWidget *root, const char *part)
{
  if (ADW_IS_ACTION_ROW (root)
      && strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_title (child, part))
      return TRUE;
  return FALSE;
}

/* A new version, taken up by what is there; the numbers are those that were said before. */
static void
test_version (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = NULL;
  const char *forbidden;

  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, "Rotate cmk");
  g_assert_cmpstr (kh_wizard_page_get_body (wizard_page (wizard)), ==,
                   "Used by 1 environment in 1 policy.");
  display_wait_for (wizard, GTK_TYPE_LABEL, "no, only the wrapped keys");
  twin_see (seen, wizard);
  walk (wizard);
  twin_see (seen, wizard);
  printed = twin_run (&self->fixture, "cmk plan --goal rotate kv-sales/cmk", 0);
  twin_assert (seen, printed);
  forbidden = row_title (GTK_WIDGET (wizard_page (wizard)),
                         "cmk gets a new version; its 3 stores in 1 environment take it up within "
                         "24 hours, without an outage.");
  g_assert_nonnull (forbidden);
  g_assert_true (g_str_has_prefix (forbidden, "Do not disable "));
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 1);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Do Not Do Meanwhile");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 2);
  g_assert_cmpuint (count_on_newest (self), ==, 3);
  wizard_finish (wizard, "Done");
}

/* (transfer full): the version of today. */
static KhJson *
current_version (List *self)
{
  return fixture_call (&self->fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200);
}

static void
show_options (GtkWindow *wizard)
{
  GtkWidget *options = display_wait_for (wizard, ADW_TYPE_EXPANDER_ROW, "New version options");

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (options), TRUE);
}

/* In the order of the rows: the same, 2048, 3072; never, in a year, in two years. */
static void
choose (GtkWindow *wizard, const char *row, guint n)
{
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, row), n);
}

/* The version is like that, and is taken up. */
static void
test_options (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  g_autoptr (KhJson) after = NULL;
  const char *words;

  show_options (wizard);
  choose (wizard, "Size", 2);
  choose (wizard, "Expires", 2);
  walk (wizard);
  words = row_title (GTK_WIDGET (wizard_page (wizard)), "New version");
  g_assert_true (g_str_has_prefix (words, "Now · 3072 bits · expires "));
  g_assert_true (
      has_title (GTK_WIDGET (wizard_page (wizard)), "environments on this key go offline"));
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  after = current_version (self);
  g_assert_cmpint (kh_json_int (after, "size", 0), ==, 3072);
  g_assert_cmpint (kh_json_time (after, "exp") - kh_clock_now (self->fixture.clock), >,
                   729 * KH_DAY);
  g_assert_cmpuint (count_on_newest (self), ==, 3);
  wizard_finish (wizard, "Done");
}

/* What cannot be used is made, said, and moved to by nobody. */
static void
test_made_disabled (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autoptr (KhJson) after = NULL;
  const char *forbidden;

  show_options (wizard);
  gtk_switch_set_active (GTK_SWITCH (adw_action_row_get_activatable_widget (
                             display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Enabled now"))),
                         FALSE);
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW,
                    "Nothing takes the new version up before it is enabled; until then the version "
                    "of today stays in use, and policies that follow the latest show a warning.");
  walk (wizard);
  g_assert_cmpstr (row_title (GTK_WIDGET (wizard_page (wizard)), "New version"), ==,
                   "Now · not enabled");
  forbidden = row_title (GTK_WIDGET (wizard_page (wizard)),
                         "cmk gets a new version that is not enabled. No environment takes it up "
                         "before it is.");
  g_assert_true (g_str_has_suffix (forbidden, ": it stays in use."));
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  after = current_version (self);
  g_assert_false (kh_json_bool (after, "enabled", TRUE));
  g_assert_cmpuint (count_on_newest (self), ==, 0);
  display_until (kh_item_is (sales, "encryptionStatus", "Warning"));
  g_assert_true (kh_item_is (sales, "state", "Ready"));
  wizard_finish (wizard, "Done");
}

/* The review is the confirmation: before its verb nothing is done. */
static void
test_left (List *self, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  GtkWindow *wizard = open_wizard (self);

  before = fixture_state (&self->fixture);
  walk (wizard);
  wizard_finish (wizard, "Cancel");
  after = fixture_state (&self->fixture);
  g_assert_true (fixture_is_same (before, after));
}

static void
choose_way (GtkWindow *wizard, const char *way)
{
  GtkWidget *label = display_wait_for (wizard, GTK_TYPE_LABEL, way);
  GtkWidget *check = gtk_widget_get_ancestor (label, GTK_TYPE_CHECK_BUTTON);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
}

static void
choose_schedule (GtkWindow *wizard)
{
  choose_way (wizard, "Rotate by schedule");
  display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Rotate");
}

/* What would be refused is refused here; saved, the key has it. */
static void
set_time (GtkWindow *wizard, const char *duration)
{
  GtkWidget *row = display_wait_for (wizard, KH_TYPE_DURATION_ROW, "Time");

  kh_duration_row_set_duration (KH_DURATION_ROW (row), duration);
  g_signal_emit_by_name (row, "changed");
}

static void
test_schedule (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, KEY);

  choose_schedule (wizard);
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Rotate"), 1);
  wizard_wait_reason (wizard, "A rotation before the expiry needs versions that expire");
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Rotate"), 0);
  /* What no vault takes is refused where it is entered. */
  set_time (wizard, "P6D");
  wizard_wait_reason (wizard, "At least 7 days lie between two rotations");
  g_assert_cmpstr (kh_wizard_page_get_step (wizard_page (wizard)), ==, "How");
  set_time (wizard, "P18M");
  walk (wizard);
  display_press (wizard, "Save Schedule");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Schedule Saved");
  display_until (kh_item_is (key, "rotation.rotateAfter", "P18M"));
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 1);
  wizard_finish (wizard, "Done");
}

/* From the first page to the end without a pointer. */
/* What GTK does for Return where nobody else wanted it. */
static void
press_return (GtkWindow *wizard)
{
  display_settle ();
  g_signal_emit_by_name (wizard, "activate-default");
}

/* On a row that hides something Return shows it, and on a list of choices its choices; it does not
 * go on to the next page. */
static void
open_by_return (GtkWindow *wizard)
{
  AdwExpanderRow *options = display_wait_for (wizard, ADW_TYPE_EXPANDER_ROW, "New version options");
  GtkWidget *size;

  gtk_widget_child_focus (GTK_WIDGET (options), GTK_DIR_TAB_FORWARD);
  press_return (wizard);
  display_until (adw_expander_row_get_expanded (options));
  size = display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Size");
  gtk_widget_grab_focus (size);
  press_return (wizard);
  gtk_popover_popdown (display_wait_for (size, GTK_TYPE_POPOVER, NULL));
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, "Rotate cmk");
}

static void
test_keyboard (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);

  display_until (GTK_IS_CHECK_BUTTON (gtk_window_get_focus (wizard)));
  wizard_wait_reason (wizard, NULL);
  open_by_return (wizard);
  for (guint i = 0; i < 3; i++) {
    wizard_wait_reason (wizard, NULL);
    g_assert_true (list_press (gtk_window_get_focus (wizard), GDK_KEY_Return, GDK_CONTROL_MASK));
  }
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 2);
  wizard_finish (wizard, "Done");
}

/* A key that cannot be used does not become usable by a new version; what cures it is here. */
static guint
count_groups (GtkWidget *widget, const char *title)
{
  guint count =
      ADW_IS_PREFERENCES_GROUP (widget)
      && g_strcmp0 (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget)), title) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += count_groups (child, title);
  return count;
}

/* What blocks and what only warns about the key stand together, what blocks on top. */
static void
test_disabled (List *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  GtkWindow *wizard;

  list_lock (self);
  display_until (kh_item_is (sales, "state", "Locked"));
  wizard = open_wizard (self);
  wizard_next (wizard, "Checks");
  wizard_wait_reason (wizard, "1 check blocks cmk");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "The key version is disabled");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "The key is old, or nothing renews it");
  g_assert_cmpuint (count_groups (GTK_WIDGET (wizard_page (wizard)), "Key"), ==, 1);
  display_press (wizard, "Enable");
  wizard_wait_reason (wizard, NULL);
  wizard_next (wizard, "Review");
  display_until (row_title (GTK_WIDGET (wizard_page (wizard)), "Sales is locked: it needs") == NULL
                 || kh_item_is (sales, "state", "Locked"));
  wizard_finish (wizard, "Cancel");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 1);
}

/* Expired, it is the same; and the way out is an act of its own. */
static void
test_expired (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  KhTime now = kh_clock_now (self->fixture.clock);
  g_autofree char *body = g_strdup_printf ("{\"attributes\":{\"exp\":%" G_GINT64_FORMAT "}}",
                                           kh_time_to_unix (now + KH_MINUTE));

  walk (wizard);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, body, 200);
  kh_clock_manual_set (self->fixture.clock, now + 2 * KH_MINUTE, 2 * KH_MINUTE);
  /* Review sees it, too, as soon as it asks again. */
  display_press (wizard, "Check Again");
  wizard_wait_reason (wizard, "The checks do not pass any more");
  display_press (wizard, "Back");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "The key version has expired");
  wizard_finish (wizard, "Cancel");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 1);
}

/* Another role sees everything, and why not. */
static void
test_other_role (List *self, gconstpointer data)
{
  KhOrganization *mine = self->organization, *theirs;
  GtkWindow *wizard;

  list_show (self, KH_ITEM_KEY);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, "ppa");
  theirs = display_open (&self->fixture);
  self->organization = theirs;
  display_item (theirs, KH_ITEM_KEY, KEY);
  wizard = open_on (self, KEY);
  wizard_wait_reason (wizard, "This needs the Key Vault administrator role");
  display_wait_for (wizard, GTK_TYPE_LABEL, "it is time, or a rule says so");
  wizard_finish (wizard, "Cancel");
  display_end (theirs);
  self->organization = mine;
  fixture_as (&self->fixture, "Ada");
}

/* The role goes while Review stands: the tenant refuses, and says so. */
static void
test_role_lost (List *self, gconstpointer data)
{
  KhOrganization *mine = self->organization, *theirs;
  g_autoptr (KhJson) account = NULL;
  g_autofree char *path = NULL;
  GtkWindow *wizard;

  list_show (self, KH_ITEM_KEY);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, "kva");
  account = fixture_call (&self->fixture, KEYHOLD, "GET", K "/me", NULL, 200);
  theirs = display_open (&self->fixture);
  self->organization = theirs;
  display_item (theirs, KH_ITEM_KEY, KEY);
  wizard = open_on (self, KEY);
  walk (wizard);
  fixture_as (&self->fixture, "Ada");
  path = g_strconcat (K "/accounts/", kh_json_string (account, "id"), NULL);
  fixture_do (&self->fixture, KEYHOLD, "PATCH", path, "{\"roles\":[\"auditor\"]}", 200);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "No New Version");
  wizard_finish (wizard, "Done");
  display_end (theirs);
  self->organization = mine;
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 1);
}

/* A key that no policy uses has nothing to check; it goes between Review and the verb. */
static void
test_vanished (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/loose/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
  list_show (self, KH_ITEM_KEY);
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/loose");
  wizard = open_on (self, "kv-sales/loose");
  g_assert_cmpstr (kh_wizard_page_get_body (wizard_page (wizard)), ==, "No policy uses this key.");
  walk (wizard);
  g_assert_nonnull (row_title (GTK_WIDGET (wizard_page (wizard)),
                               "loose gets a new version. No environment takes it up."));
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/loose" A_KEY, NULL, 200);
  /* The event of it has not been heard yet when the button is pressed. */
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "No New Version");
  display_press (wizard, "Back to Review");
  wizard_wait_reason (wizard, "loose no longer exists");
  wizard_finish (wizard, "Cancel");
}

/* The tenant is away for the last step, and back. */
static void
test_tenant_gone (List *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GtkWindow *wizard = open_wizard (self);

  walk (wizard);
  kh_host_set_patience (self->fixture.host, 1);
  g_clear_pointer (&self->fixture.host, kh_host_stop);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "No New Version");
  self->fixture.host = kh_host_start (self->fixture.tenant, &error);
  g_assert_no_error (error);
  kh_organization_reconnected (self->organization, self->fixture.token);
  display_press (wizard, "Back to Review");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 2);
  wizard_finish (wizard, "Done");
}

/* A policy that is pinned is told, and its environments are not counted. */
static void
test_pinned (List *self, gconstpointer data)
{
  const KhArmPlace *place = kh_organization_get_place (self->organization);
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, KEY);
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const KhPolicyDraft draft = { .name = "ep-pinned",
                                .geo = "unitedstates",
                                .vault = "kv-sales",
                                .key = "cmk",
                                .version = kh_item_string (key, "version") };
  GtkWindow *wizard;

  kh_client_do (client, kh_policy_api_create (place, &draft), NULL, &error);
  g_assert_no_error (error);
  kh_client_do (client,
                kh_policy_api_set_reader ("ep-pinned",
                                          kh_organization_get_account (self->organization), TRUE),
                NULL, NULL);
  display_item (self->organization, KH_ITEM_POLICY, "ep-pinned");
  text =
      g_strdup_printf ("ep-pinned stays on %.4s…: it does not follow new versions.", draft.version);
  wizard = open_wizard (self);
  g_assert_cmpstr (kh_wizard_page_get_body (wizard_page (wizard)), ==,
                   "Used by 1 environment in 2 policies.");
  wizard_next (wizard, "Checks");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, text);
  /* Its identity has no access to the key, which is a matter of the rules as well. */
  wizard_wait_reason (wizard, "1 check blocks cmk");
  display_press (wizard, "Grant Key Access");
  wizard_next (wizard, "Review");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, text);
  display_press (wizard, "Back");
  display_press (wizard, "Follow the Latest");
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_POLICY, "ep-pinned"),
                             "versionRule", "latest"));
  wizard_next (wizard, "Review");
  g_assert_false (has_title (GTK_WIDGET (wizard_page (wizard)), "ep-pinned stays on"));
  wizard_finish (wizard, "Cancel");
}

/* What was chosen is kept for the next time. */
static void
test_draft (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  DisplayWatch *watch = display_watch (wizard);

  show_options (wizard);
  choose (wizard, "Size", 1);
  choose_schedule (wizard);
  gtk_window_close (wizard);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Keep Draft");
  display_assert_gone (watch);
  wizard = open_on (self, KEY);
  g_assert_null (display_find (wizard, ADW_TYPE_COMBO_ROW, "Rotate"));
  display_press (wizard, "Continue");
  display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Rotate");
  walk (wizard);
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Save Schedule");
  display_press (wizard, "Back");
  display_press (wizard, "Back");
  choose_way (wizard, "New version");
  g_assert_cmpuint (
      adw_combo_row_get_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Size")), ==, 1);
  wizard_leave (wizard, "Discard");
}

/* It was sent, and nobody waits for it any more. */
static void
test_close (List *self, gconstpointer data)
{
  gint64 limit = display_limit ();
  GtkWindow *wizard = open_wizard (self);

  walk (wizard);
  display_press (wizard, VERB);
  display_close (wizard);
  while (count_versions (self, "cmk") < 2)
    display_step (limit, "a new version");
}

/* Nothing is cut where there is little room. */
static void
test_narrow (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  display_scale_text (2);
  wizard = open_wizard (self);
  display_resize (wizard, 360, 640);
  display_wait_whole (wizard);
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Rotate by schedule");
  walk (wizard);
  display_wait_whole (wizard);
  wizard_finish (wizard, "Cancel");
  display_scale_text (1);
}

/* From the key, from an environment, and by the address alone, which acts on nothing. */
static void
opens (List *self, const char *uri, gboolean presses)
{
  GtkWindow *wizard;

  kh_window_open_uri (KH_WINDOW (self->window), uri);
  if (presses)
    display_press (self->window, "Rotate…");
  display_until ((wizard = display_window (KH_TYPE_WIZARD)) != NULL);
  wizard_wait_title (wizard, "Rotate cmk");
  display_close (wizard);
}

static void
test_pages (List *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *of_sales = g_strconcat ("keyhold:environments/", kh_item_get_id (sales), NULL);

  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  opens (self, "keyhold:keys/" KEY, TRUE);
  opens (self, of_sales, TRUE);
  opens (self, "keyhold:wizard/rotate?key=" KEY, FALSE);
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:wizard/rotate");
  g_assert_null (display_window (KH_TYPE_WIZARD));
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 1);
}

/* --- While an operation runs ------------------------------------------------------------------ */

static void
start_running (List *self, gconstpointer data)
{
  slow_disk_use (&self->fixture);
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  slow_disk_import (&self->fixture);
  fixture_encrypt (&self->fixture, "Sales");
  slow_disk_set (TRUE);
  fixture_do (&self->fixture, BAP, "POST",
              P "/environments/Sales/enterprisePolicies/Encryption/unlink" A_LINK, LINK_BODY, 202);
  self->organization = display_open (&self->fixture);
}

/* Its data returns to the platform's key meanwhile: it does not take the version up, which is said,
 * and looked at again. */
static void
test_spreading (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);

  walk (wizard);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "New Version Is Spreading");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 2);
  slow_disk_set (FALSE);
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "state", "Ready"));
  display_press (wizard, "Look Again");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Rotated");
  g_assert_cmpuint (count_versions (self, "cmk"), ==, 2);
  wizard_finish (wizard, "Done");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (List *self, gconstpointer data);
  } tests[] = {
    { "/rotate-wizard/version", test_version },
    { "/rotate-wizard/options", test_options },
    { "/rotate-wizard/made-disabled", test_made_disabled },
    { "/rotate-wizard/left", test_left },
    { "/rotate-wizard/schedule", test_schedule },
    { "/rotate-wizard/keyboard", test_keyboard },
    { "/rotate-wizard/disabled", test_disabled },
    { "/rotate-wizard/expired", test_expired },
    { "/rotate-wizard/other-role", test_other_role },
    { "/rotate-wizard/role-lost", test_role_lost },
    { "/rotate-wizard/vanished", test_vanished },
    { "/rotate-wizard/tenant-gone", test_tenant_gone },
    { "/rotate-wizard/pinned", test_pinned },
    { "/rotate-wizard/draft", test_draft },
    { "/rotate-wizard/close", test_close },
    { "/rotate-wizard/narrow", test_narrow },
    { "/rotate-wizard/pages", test_pages },
  };

  display_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, List, NULL, list_start, tests[i].test, list_stop);
  g_test_add ("/rotate-wizard/spreading", List, NULL, start_running, test_spreading, list_stop);
  return g_test_run ();
}
