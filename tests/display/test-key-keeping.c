/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a version of a key ends (guard levels 1 and 2), and keys that come back from backups. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-error-card.h"
#include "kh-pages.h"
#include "kh-vault-acts.h"
#include "kh-version-row.h"

enum { NEVER, ONE_YEAR, TWO_YEARS, ON_A_DATE };

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} Test;

static void
set_up (Test *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  self->organization = display_open (&self->fixture);
}

static void
tear_down (Test *self, gconstpointer data)
{
  display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static void
show (Test *self, KhItemKind kind, const char *name)
{
  self->page =
      kh_detail_page_new (self->organization, display_item (self->organization, kind, name));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

/* --- Expiry ------------------------------------------------------------------------------- */

/* KH_TIME_NONE: it has none. */
static KhTime
expiry_of (Test *self, const char *path)
{
  g_autofree char *full = g_strconcat (K "/keys/kv-sales/", path, NULL);
  g_autoptr (KhJson) key = fixture_call (&self->fixture, KEYHOLD, "GET", full, NULL, 200);

  return kh_json_time (key, "exp");
}

static KhDialog *
open_dialog (Test *self, GtkWidget *within)
{
  KhDialog *dialog;

  display_press (within, "Set Expiry…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return dialog;
}

static void
choose (KhDialog *dialog, guint when)
{
  adw_combo_row_set_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Expires"), when);
}

static void
apply (KhDialog *dialog)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, "Set Expiry");
  display_assert_gone (watch);
}

/* Nothing uses it: the dialog is the question. A date that is over cannot be set, and an end can be
 * taken off again. */
static void
test_unused (Test *self, gconstpointer data)
{
  KhTime year = kh_clock_now (self->fixture.clock) + 365 * KH_DAY;
  g_autoptr (GDateTime) past = g_date_time_new_local (2001, 1, 1, 0, 0, 0);
  KhDialog *dialog;
  GtkWidget *verb;

  show (self, KH_ITEM_KEY, "kv-sales/spare");
  dialog = open_dialog (self, GTK_WIDGET (self->window));
  display_wait_for (dialog, GTK_TYPE_LABEL, "No environment uses it.");
  verb = display_wait_for (dialog, GTK_TYPE_BUTTON, "Set Expiry");
  choose (dialog, ON_A_DATE);
  gtk_calendar_select_day (display_find (dialog, GTK_TYPE_CALENDAR, NULL), past);
  display_wait_for (dialog, GTK_TYPE_LABEL, "The date of expiry is not ahead");
  g_assert_false (gtk_widget_is_sensitive (verb));
  choose (dialog, ONE_YEAR);
  apply (dialog);
  g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
  g_assert_cmpint (expiry_of (self, "spare"), >=, year);
  g_assert_cmpint (expiry_of (self, "spare"), <=, year + 2 * KH_DAY);
  display_until (display_find (self->window, GTK_TYPE_LABEL, "Never") == NULL);
  dialog = open_dialog (self, GTK_WIDGET (self->window));
  choose (dialog, NEVER);
  apply (dialog);
  g_assert_cmpint (expiry_of (self, "spare"), ==, KH_TIME_NONE);
}

/* An end of what an environment uses is asked about by its name; no keeps the dialog. */
static void
test_used (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  KhConfirmDialog *question;

  fixture_encrypt (&self->fixture, "Sales");
  show (self, KH_ITEM_KEY, "kv-sales/cmk");
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "key.id", "kv-sales/cmk"));
  dialog = open_dialog (self, GTK_WIDGET (self->window));
  display_wait_for (dialog, GTK_TYPE_LABEL, "Sales uses it.");
  choose (dialog, TWO_YEARS);
  display_press (dialog, "Set Expiry");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  question = display_window (KH_TYPE_CONFIRM_DIALOG);
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)),
                                   "Let cmk Expire on "));
  g_assert_nonnull (display_find (question, ADW_TYPE_ACTION_ROW, "Sales"));
  display_press (question, "Cancel");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Set Expiry");
  g_assert_false (kh_dialog_is_closed (dialog));
  g_assert_cmpint (expiry_of (self, "cmk"), ==, KH_TIME_NONE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Set Expiry");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Set Expiry");
  display_assert_gone (watch);
  g_assert_cmpint (expiry_of (self, "cmk"), !=, KH_TIME_NONE);
}

static GtkWidget *
find_version (GtkWidget *root, const char *version)
{
  if (KH_IS_VERSION_ROW (root)
      && g_strcmp0 (kh_version_row_get_version (KH_VERSION_ROW (root)), version) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_version (child, version);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* An older version has an end of its own. */
static void
test_version (Test *self, gconstpointer data)
{
  g_autoptr (KhJson) key =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/keys/kv-sales/spare", NULL, 200);
  g_autofree char *old_one = g_strdup (kh_json_string (key, "version"));
  g_autofree char *path = g_strconcat ("spare/", old_one, NULL);
  GtkWidget *row;
  KhDialog *dialog;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  show (self, KH_ITEM_KEY, "kv-sales/spare");
  display_until (find_version (GTK_WIDGET (self->window), old_one) != NULL);
  row = find_version (GTK_WIDGET (self->window), old_one);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  dialog = open_dialog (self, row);
  choose (dialog, ONE_YEAR);
  apply (dialog);
  g_assert_cmpint (expiry_of (self, path), !=, KH_TIME_NONE);
  g_assert_cmpint (expiry_of (self, "spare"), ==, KH_TIME_NONE);
}

/* --- Backups ------------------------------------------------------------------------------ */

/* (transfer full): a backup of the key, in a file. */
static GListModel *
back_up (Test *self, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strdup_printf ("/keys/%s/backup" A_KEY, key);
  g_autoptr (KhJson) backup = fixture_call (&self->fixture, VAULT, "POST", path, NULL, 200);
  g_autofree char *text = g_strdup (kh_json_string (backup, "value"));
  g_autofree char *name = g_build_filename (self->fixture.folder, "spare.keybackup", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  GListStore *files = g_list_store_new (G_TYPE_FILE);
  g_autofree guchar *blob = NULL;
  gsize size = 0;

  for (char *c = text; *c != '\0'; c++)
    *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
  g_autofree char *padded = g_strconcat (text,
                                         strlen (text) % 4 == 0   ? ""
                                         : strlen (text) % 4 == 2 ? "=="
                                                                  : "=",
                                         NULL);
  blob = g_base64_decode (padded, &size);
  g_file_set_contents (name, (char *)blob, (gssize)size, &error);
  g_assert_no_error (error);
  g_list_store_append (files, file);
  return G_LIST_MODEL (files);
}

static gboolean
is_purged (Test *self)
{
  guint status = 0;
  g_autoptr (KhJson) answer = fixture_send (
      &self->fixture,
      fixture_message (&self->fixture, VAULT, "GET", "/deletedkeys/spare" A_KEY, NULL), &status);

  return status == 404;
}

/* A name that is taken is refused on the page; once the key is gone for good the backup brings it
 * back; and what is no backup is no key. */
static void
test_restore (Test *self, gconstpointer data)
{
  g_autoptr (GListModel) files = back_up (self, "spare");
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autoptr (GError) error = NULL;

  show (self, KH_ITEM_VAULT, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Restore…");
  kh_vault_restore_files (GTK_WIDGET (self->page), self->organization,
                          kh_detail_page_get_item (KH_DETAIL_PAGE (self->page)), files);
  display_until (display_find (self->window, KH_TYPE_ERROR_CARD, NULL) != NULL);
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  fixture_do (&self->fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"P91D\"}", 200);
  display_until (is_purged (self));
  kh_vault_restore_files (GTK_WIDGET (self->page), self->organization,
                          kh_detail_page_get_item (KH_DETAIL_PAGE (self->page)), files);
  display_until (kh_item_list_find (kh_organization_get_list (self->organization, KH_ITEM_KEY),
                                    "kv-sales/spare")
                 != NULL);
  display_until (display_find (self->window, KH_TYPE_ERROR_CARD, NULL) == NULL);
  fixture_do (&self->fixture, VAULT, "GET", "/keys/spare" A_KEY, NULL, 200);
  g_file_replace_contents (file, "no backup", 9, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                           &error);
  g_assert_no_error (error);
  kh_vault_restore_files (GTK_WIDGET (self->page), self->organization,
                          kh_detail_page_get_item (KH_DETAIL_PAGE (self->page)), files);
  display_until (display_find (self->window, KH_TYPE_ERROR_CARD, NULL) != NULL);
}

static void
add (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/key-keeping/expiry/unused", test_unused);
  add ("/key-keeping/expiry/used", test_used);
  add ("/key-keeping/expiry/version", test_version);
  add ("/key-keeping/restore", test_restore);
  return g_test_run ();
}
