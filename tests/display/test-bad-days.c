/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad days: what is shown when roles, objects and impacts change under the user's hands, when the
 * host goes, and when the disk is full. */
#include "kh-display-test.h"

#include <errno.h>
#include <string.h>

#include "flaky-io.h"
#include "kh-banner.h"
#include "kh-send-file.h"
#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-enable-wizard.h"
#include "kh-error-card.h"
#include "kh-facts.h"
#include "kh-wizard.h"
#include "kh-window.h"

typedef struct {
  Fixture fixture;
  FlakyIo disk;
  KhOrganization *organization;
  GtkWindow *window;
} Day;

static void
open_window (Day *self)
{
  self->organization = display_open (&self->fixture);
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

/* @data: (nullable): the account of the console; what happens is done by Ada. */
static void
day_start (Day *self, gconstpointer data)
{
  flaky_io_init (&self->disk);
  self->fixture.io = &self->disk.io;
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
  if (data != NULL) {
    fixture_make_accounts (&self->fixture);
    fixture_as (&self->fixture, data);
  }
  open_window (self);
  fixture_as (&self->fixture, "Ada");
}

static void
end_organization (KhOrganization *organization)
{
  display_end (organization);
}

static void
day_stop (Day *self, gconstpointer data)
{
  display_close (self->window);
  end_organization (self->organization);
  fixture_stop (&self->fixture);
  flaky_io_clear (&self->disk);
}

static void
go (Day *self, const char *uri)
{
  kh_window_open_uri (KH_WINDOW (self->window), uri);
}

static gboolean
shows (gpointer root, const char *text)
{
  return display_find (root, GTK_TYPE_LABEL, text) != NULL;
}

static void
wait_text (gpointer root, const char *text)
{
  gint64 limit = display_limit ();

  while (!shows (root, text))
    display_step (limit, text);
}

static gboolean
finds_part (gpointer root, const char *part)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child)
        && ((GTK_IS_LABEL (child) && strstr (gtk_label_get_text (GTK_LABEL (child)), part) != NULL)
            || finds_part (child, part)))
      return TRUE;
  return FALSE;
}

static gpointer
wait_window (GType type)
{
  gint64 limit = display_limit ();

  while (display_window (type) == NULL)
    display_step (limit, g_type_name (type));
  return display_window (type);
}

static void
set_roles (Day *self, const char *account, const char *role)
{
  g_autofree char *path = g_strconcat (K "/accounts/", account, NULL);
  g_autofree char *body = g_strdup_printf ("{\"roles\":[\"%s\"]}", role);

  fixture_do (&self->fixture, KEYHOLD, "PATCH", path, body, 200);
}

/* --- Roles -------------------------------------------------------------------------------- */

/* What was typed is kept, the reason is plain, and the pages become read-only. */
static void
test_role_lost_in_dialog (Day *self, gconstpointer data)
{
  GtkWindow *dialog;

  go (self, "keyhold:vaults/kv-sales");
  wait_text (self->window, "Make a key");
  display_press (self->window, "New Key…");
  dialog = wait_window (KH_TYPE_DIALOG);
  display_type (dialog, "Name", "another");
  set_roles (self, "kva", "auditor");
  display_press (dialog, "Create Key");
  display_until (display_find (dialog, KH_TYPE_ERROR_CARD, NULL) != NULL);
  g_assert_true (shows (dialog, "A role is missing"));
  g_assert_cmpstr (gtk_editable_get_text (display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Name")),
                   ==, "another");
  display_press (dialog, "Cancel");
  wait_text (self->window, "Read-only: the auditor role cannot change anything");
  display_until (!shows (self->window, "Make a key"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "New Key…"));
  display_until (shows (display_find (self->window, KH_TYPE_BANNER, NULL),
                        "Read-only: the auditor role "
                        "cannot change anything"));
}

static void
test_role_lost_on_list (Day *self, gconstpointer data)
{
  go (self, "keyhold:keys");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "New Key…");
  set_roles (self, "kva", "support");
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "New Key…") == NULL);
  wait_text (self->window, "Read-only: this account has no role that changes anything");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.new", NULL);
  display_settle ();
  g_assert_null (display_window (KH_TYPE_DIALOG));
  set_roles (self, "kva", "kva");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "New Key…");
}

static KhConfirmDialog *
ask_to_disable (Day *self)
{
  go (self, "keyhold:keys/kv-sales/cmk");
  wait_text (self->window, "Stop the use of every version");
  display_press (self->window, "Disable…");
  return wait_window (KH_TYPE_CONFIRM_DIALOG);
}

static void
open_spare (Day *self)
{
  go (self, "keyhold:keys");
  wait_text (self->window, "spare");
  go (self, "keyhold:keys/kv-sales/spare");
  wait_text (self->window, "Stop the use of every version");
}

/* The question is about something that the account may not do any more: it goes, the page says
 * why, and offers nothing. */
static void
test_role_lost_in_guard (Day *self, gconstpointer data)
{
  KhConfirmDialog *guard;

  open_spare (self);
  display_press (self->window, "Disable…");
  guard = wait_window (KH_TYPE_CONFIRM_DIALOG);
  set_roles (self, "kva", "maker");
  display_press (guard, "Disable Version");
  wait_text (self->window, "A role is missing");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  wait_text (self->window, "Read-only: this needs the Key Vault administrator role");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Disable…"));
}

/* --- Objects that vanish ------------------------------------------------------------------ */

static void
delete_spare (Day *self)
{
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
}

/* Page and question go; what is left is the list, and a word about it. */
static void
test_gone_under_guard (Day *self, gconstpointer data)
{
  DisplayWatch *watch;

  open_spare (self);
  display_press (self->window, "Disable…");
  watch = display_watch (wait_window (KH_TYPE_CONFIRM_DIALOG));
  delete_spare (self);
  display_assert_gone (watch);
  wait_text (self->window, "spare no longer exists");
  wait_text (self->window, "cmk");
  g_assert_false (shows (self->window, "Stop the use of every version"));
}

/* A page behind the one in front is not met again on the way back. */
static void
test_gone_behind (Day *self, gconstpointer data)
{
  open_spare (self);
  go (self, "keyhold:vaults/kv-sales");
  wait_text (self->window, "Make a key");
  delete_spare (self);
  wait_text (self->window, "spare no longer exists");
  display_settle ();
  g_assert_true (shows (self->window, "Make a key"));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  wait_text (self->window, "cmk");
  g_assert_false (shows (self->window, "Stop the use of every version"));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "New Key…") != NULL);
}

/* A dialog stays with what was typed, and says why it cannot be done. */
static void
test_gone_under_dialog (Day *self, gconstpointer data)
{
  GtkWindow *dialog;

  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("true"), 201);
  go (self, "keyhold:vaults");
  wait_text (self->window, "kv-second");
  go (self, "keyhold:vaults/kv-second");
  wait_text (self->window, "Make a key");
  display_press (self->window, "New Key…");
  dialog = wait_window (KH_TYPE_DIALOG);
  display_type (dialog, "Name", "another");
  fixture_do (&self->fixture, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200);
  wait_text (self->window, "Bring the vault back");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  g_assert_cmpstr (gtk_editable_get_text (display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Name")),
                   ==, "another");
  display_close (dialog);
}

/* --- Two consoles ------------------------------------------------------------------------- */

static void
test_two_consoles (Day *self, gconstpointer data)
{
  Day other = { 0 };
  KhConfirmDialog *guard;

  other.organization = display_open (&self->fixture);
  other.window = kh_window_new (display_application (), other.organization);
  gtk_window_present (other.window);
  open_spare (self);
  open_spare (&other);
  display_press (self->window, "Disable…");
  guard = wait_window (KH_TYPE_CONFIRM_DIALOG);
  display_press (guard, "Disable Version");
  wait_text (other.window, "Every version is disabled");
  wait_text (self->window, "Every version is disabled");
  display_press (other.window, "Enable");
  wait_text (self->window, "Every version is enabled");
  wait_text (other.window, "Every version is enabled");
  display_close (other.window);
  end_organization (other.organization);
}

/* What is confirmed is what was shown: an environment came to the key meanwhile, so nothing is
 * done, and what it would lock by now is said. */
static void
test_impact_changed (Day *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  KhConfirmDialog *guard;
  DisplayWatch *watch;

  guard = ask_to_disable (self);
  display_wait_for (guard, ADW_TYPE_ACTION_ROW, "ep-sales");
  fixture_encrypt (&self->fixture, "{environment}");
  watch = display_watch (guard);
  display_press (guard, "Disable Version");
  display_assert_gone (watch);
  guard = wait_window (KH_TYPE_CONFIRM_DIALOG);
  wait_text (guard, "The Impact Has Changed");
  wait_text (guard, "This Locks 1 Environment");
  g_assert_true (shows (guard, "It now affects 1 environment instead of 0. Nothing was done."));
  display_wait_for (guard, ADW_TYPE_ACTION_ROW, "Sales");
  display_press (guard, "Cancel");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  g_assert_true (kh_item_is (sales, "state", "Ready"));
}

/* --- The disk ----------------------------------------------------------------------------- */

static gboolean
says_refused (gpointer root)
{
  return shows (root, "Changes Are Refused")
         && finds_part (root, "what cannot be recorded does not happen")
         && finds_part (root, "Free some space and try again; reading works meanwhile.");
}

/* Not a byte can be written: acts are refused with the reason, what is there can be read, and all
 * is well when there is room again. */
static void
test_full_disk (Day *self, gconstpointer data)
{
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");
  KhConfirmDialog *guard;
  GtkWindow *dialog;

  /* What the tenant cannot store by itself it warns of, and that is no failure of the test. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  guard = ask_to_disable (self);
  flaky_io_arm (&self->disk, 1, ENOSPC);
  display_press (guard, "Disable Version");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL
                 && says_refused (display_window (KH_TYPE_CONFIRM_DIALOG)));
  g_assert_true (kh_item_is (key, "state", "Active"));
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Cancel");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  go (self, "keyhold:vaults/kv-sales");
  wait_text (self->window, "Make a key");
  display_press (self->window, "New Key…");
  dialog = wait_window (KH_TYPE_DIALOG);
  display_type (dialog, "Name", "another");
  display_press (dialog, "Create Key");
  display_until (says_refused (dialog));
  g_assert_true (flaky_io_disarm (&self->disk, NULL));
  display_press (dialog, "Create Key");
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/another");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_log_set_always_fatal (fatal);
}

static void
import_file (Day *self)
{
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autofree char *path = g_build_filename (self->fixture.top, "report.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  KhImportDraft draft = { .environment = kh_item_get_id (sales), .kind = "file" };
  KhSendOptions options = { .shown = "report.pdf", .length = 6 };
  g_autoptr (KhJson) report = NULL;

  g_file_set_contents (path, "canary", -1, &error);
  g_assert_no_error (error);
  report = kh_client_send_file (client, file, &draft, &options, NULL, &error);
  g_assert_no_error (error);
}

static void
next (GtkWindow *wizard, const char *title)
{
  display_press (wizard, "Next");
  display_until (
      g_strcmp0 (kh_wizard_page_get_title (kh_wizard_get_page (KH_WIZARD (wizard))), title) == 0);
}

/* The disk keeps what the run needs to make: the wizard says that it stopped and what is safe, and
 * goes on when it is asked to. */
static void
test_stops_in_wizard (Day *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  const char *ids[] = { kh_item_get_id (sales), NULL };
  GtkWindow *wizard = kh_enable_wizard_new (self->organization, ids, NULL);
  DisplayWatch *watch;

  import_file (self);
  gtk_window_set_transient_for (wizard, self->window);
  gtk_window_present (wizard);
  next (wizard, "Choose a Key");
  next (wizard, "Choose an Enterprise Policy");
  next (wizard, "Checks");
  next (wizard, "Review");
  flaky_io_keep_name (&self->disk, "/files/items/");
  display_press (wizard, "Enable for 1 Environment");
  wait_text (wizard, "Encryption Stopped");
  display_until (finds_part (wizard, "Its data stays readable. Retry continues where it stopped."));
  flaky_io_keep_name (&self->disk, NULL);
  display_press (wizard, "Retry");
  wait_text (wizard, "Encrypted");
  g_assert_true (kh_item_is (sales, "keyManagedBy", "Customer"));
  watch = display_watch (wizard);
  display_press (wizard, "Done");
  display_assert_gone (watch);
}

/* The same on the operation's own page. */
static void
test_stops_on_page (Day *self, gconstpointer data)
{
  g_autoptr (KhJson) operation = NULL;
  g_autofree char *uri = NULL;
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  KhItem *item;

  import_file (self);
  flaky_io_keep_name (&self->disk, "/files/items/");
  operation = fixture_call (&self->fixture, BAP, "POST",
                            P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK,
                            LINK_BODY, 202);
  item = display_item (self->organization, KH_ITEM_OPERATION, kh_json_string (operation, "id"));
  uri = g_strconcat ("keyhold:operations/", kh_item_get_id (item), NULL);
  go (self, uri);
  wait_text (self->window, "What Failed");
  display_until (finds_part (self->window, "Each store stays readable with the key that protects "
                                           "it now."));
  flaky_io_keep_name (&self->disk, NULL);
  display_press (self->window, "Retry");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "View");
  /* It stays as what it was, and cannot be retried a second time. */
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Retry") == NULL);
  g_assert_true (kh_item_is (item, "state", "Failed"));
  display_press (self->window, "View");
  wait_text (self->window, "Succeeded");
  g_assert_false (shows (self->window, "What Failed"));
  g_assert_true (kh_item_is (sales, "keyManagedBy", "Customer"));
}

/* --- The host ----------------------------------------------------------------------------- */

static void
stop_host (Day *self)
{
  kh_host_set_patience (self->fixture.host, 1);
  g_clear_pointer (&self->fixture.host, kh_host_stop);
}

/* Another process hosts from now on: it does not know the token. */
static void
start_other_host (Day *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  KhTenantPlace place = { .data_dir = self->fixture.folder,
                          .clock = self->fixture.clock,
                          .io = self->fixture.io };

  kh_tenant_close (self->fixture.tenant);
  self->fixture.tenant = kh_tenant_open (&place, NULL, passphrase, &error);
  g_assert_no_error (error);
  g_free (self->fixture.token);
  self->fixture.token = kh_tenant_sign_in_opener (self->fixture.tenant);
  self->fixture.host = kh_host_start (self->fixture.tenant, &error);
  g_assert_no_error (error);
}

static void
make_many_keys (Day *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("/keys/k%02u/create" A_KEY, i);
    g_autofree char *name = g_strdup_printf ("kv-sales/k%02u", i);

    fixture_do (&self->fixture, VAULT, "POST", path, "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
    display_item (self->organization, KH_ITEM_KEY, name);
  }
}

/* What was read stays where it is: the row with the focus, and the scroll position. */
static void
test_host_dies_under_list (Day *self, gconstpointer data)
{
  GtkAdjustment *place;
  GtkWidget *focus;
  double value;

  make_many_keys (self, 20);
  go (self, "keyhold:keys");
  focus = display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "k19");
  display_settle ();
  g_assert_true (gtk_widget_grab_focus (focus));
  place = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (focus, GTK_TYPE_SCROLLED_WINDOW)));
  display_until (gtk_adjustment_get_value (place) > 0);
  display_settle ();
  value = gtk_adjustment_get_value (place);
  stop_host (self);
  display_until (finds_part (display_find (self->window, KH_TYPE_BANNER, NULL),
                             "Not connected: data shown is from "));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Reconnect") != NULL);
  kh_organization_refresh (self->organization, KH_ITEM_KEY);
  display_settle ();
  g_assert_true (gtk_window_get_focus (self->window) == focus);
  start_other_host (self);
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  kh_organization_reconnected (self->organization, self->fixture.token);
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Reconnect") == NULL);
  display_until (!shows (self->window, "spare"));
  display_settle ();
  g_assert_true (gtk_window_get_focus (self->window) == focus);
  g_assert_true (shows (focus, "k19"));
  g_assert_cmpfloat (gtk_adjustment_get_value (place), >, value - 100);
}

/* An act fails with the reason, what was typed stays, and the same button does it later. */
static void
test_host_dies_under_dialog (Day *self, gconstpointer data)
{
  GtkWindow *dialog;

  go (self, "keyhold:vaults/kv-sales");
  wait_text (self->window, "Make a key");
  display_press (self->window, "New Key…");
  dialog = wait_window (KH_TYPE_DIALOG);
  display_type (dialog, "Name", "another");
  stop_host (self);
  display_press (dialog, "Create Key");
  wait_text (dialog, "The server cannot be reached");
  g_assert_true (shows (self->window, "Make a key"));
  start_other_host (self);
  kh_organization_reconnected (self->organization, self->fixture.token);
  display_press (dialog, "Create Key");
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/another");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

static void
test_host_dies_under_guard (Day *self, gconstpointer data)
{
  KhConfirmDialog *guard;

  open_spare (self);
  display_press (self->window, "Disable…");
  guard = wait_window (KH_TYPE_CONFIRM_DIALOG);
  stop_host (self);
  display_press (guard, "Disable Version");
  wait_text (self->window, "The server cannot be reached");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  g_assert_true (shows (self->window, "Stop the use of every version"));
  start_other_host (self);
  kh_organization_reconnected (self->organization, self->fixture.token);
  display_press (self->window, "Disable…");
  display_press (wait_window (KH_TYPE_CONFIRM_DIALOG), "Disable Version");
  wait_text (self->window, "Every version is disabled");
  display_until (!shows (self->window, "The server cannot be reached"));
}

#define ADD(path, account, func) g_test_add (path, Day, account, day_start, func, day_stop)

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  ADD ("/bad-days/role-lost-in-dialog", "kva", test_role_lost_in_dialog);
  ADD ("/bad-days/role-lost-on-list", "kva", test_role_lost_on_list);
  ADD ("/bad-days/role-lost-in-guard", "kva", test_role_lost_in_guard);
  ADD ("/bad-days/gone-under-guard", NULL, test_gone_under_guard);
  ADD ("/bad-days/gone-behind", NULL, test_gone_behind);
  ADD ("/bad-days/gone-under-dialog", NULL, test_gone_under_dialog);
  ADD ("/bad-days/two-consoles", NULL, test_two_consoles);
  ADD ("/bad-days/impact-changed", NULL, test_impact_changed);
  ADD ("/bad-days/full-disk", NULL, test_full_disk);
  ADD ("/bad-days/stops-in-wizard", NULL, test_stops_in_wizard);
  ADD ("/bad-days/stops-on-page", NULL, test_stops_on_page);
  ADD ("/bad-days/host-dies-under-list", NULL, test_host_dies_under_list);
  ADD ("/bad-days/host-dies-under-dialog", NULL, test_host_dies_under_dialog);
  ADD ("/bad-days/host-dies-under-guard", NULL, test_host_dies_under_guard);
  return g_test_run ();
}
