/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several keys at once: one date with one question about all that it takes down, and one folder for
 * backups that replace nothing unasked. */
#include <string.h>

#include <glib/gstdio.h>

#include "kh-bulk-dialog.h"
#include "kh-confirm-dialog.h"
#include "kh-item-row.h"
#include "kh-list-test.h"

/* No tenant knows it. */
#define UNKNOWN                                                                                    \
  "{\"kid\":\"unknown\",\"vault\":\"kv-sales\",\"name\":\"unknown\",\"version\":\"v\","            \
  "\"enabled\":true,\"state\":\"Active\"}"

static void
act (List *self, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), name, NULL);
}

static void
check (List *self, const char *name)
{
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, name);

  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (list_press (row, GDK_KEY_space, 0));
}

/* The list with cmk, which protects an environment, and two that nothing uses. */
static void
show (List *self)
{
  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&self->fixture, VAULT, "POST", "/keys/other/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  list_show (self, KH_ITEM_KEY);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "spare");
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "other");
}

static void
add_unknown (List *self)
{
  g_autoptr (KhJson) unknown = kh_json_parse_text (UNKNOWN, NULL);

  kh_item_list_take_one (kh_organization_get_list (self->organization, KH_ITEM_KEY), unknown);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "unknown");
}

static KhDialog *
press_verb (List *self, const char *verb)
{
  display_press (self->window, verb);
  display_until (display_window (KH_TYPE_BULK_DIALOG) != NULL);
  return display_window (KH_TYPE_BULK_DIALOG);
}

static KhConfirmDialog *
wait_question (void)
{
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

static gboolean
expires (List *self, const char *name)
{
  g_autofree char *path = g_strconcat (K "/keys/kv-sales/", name, NULL);
  g_autoptr (KhJson) key = fixture_call (&self->fixture, KEYHOLD, "GET", path, NULL, 200);

  return kh_json_time (key, "exp") != KH_TIME_NONE;
}

/* --- Expiry ------------------------------------------------------------------------------- */

/* What goes offline is asked about once, by name; no keeps the dialog and changes nothing. */
static void
test_expiry (List *self, gconstpointer data)
{
  show (self);
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "key.id", "kv-sales/cmk"));
  act (self, "select-all");
  KhDialog *dialog = press_verb (self, "Set Expiry…");
  g_assert_nonnull (display_wait_for (dialog, GTK_TYPE_LABEL, "Set the Expiry of 3 Keys"));
  display_press (dialog, "Set Expiry");
  KhConfirmDialog *question = wait_question ();
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)),
                                   "Let 1 Key Expire on "));
  g_assert_nonnull (display_find (question, ADW_TYPE_ACTION_ROW, "Sales"));
  display_press (question, "Cancel");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Set Expiry");
  g_assert_false (expires (self, "cmk") || expires (self, "spare") || expires (self, "other"));
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Set Expiry");
  display_press (wait_question (), "Set Expiry");
  display_assert_gone (watch);
  g_assert_true (expires (self, "cmk") && expires (self, "spare") && expires (self, "other"));
  /* It was done for all: nothing is selected any more. */
  g_assert_null (kh_page_get_selection (self->page));
}

/* Where nothing goes offline there is no other question; a date that is over is none. */
static void
test_expiry_unused (List *self, gconstpointer data)
{
  g_autoptr (GDateTime) past = g_date_time_new_local (2001, 1, 1, 0, 0, 0);

  show (self);
  act (self, "select");
  check (self, "spare");
  check (self, "other");
  KhDialog *dialog = press_verb (self, "Set Expiry…");
  adw_combo_row_set_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Expires"), 3);
  gtk_calendar_select_day (display_wait_for (dialog, GTK_TYPE_CALENDAR, NULL), past);
  display_wait_for (dialog, GTK_TYPE_LABEL, "The date of expiry is not ahead");
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Set Expiry")));
  adw_combo_row_set_selected (display_find (dialog, ADW_TYPE_COMBO_ROW, "Expires"), 2);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Set Expiry");
  display_assert_gone (watch);
  g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
  g_assert_true (expires (self, "spare") && expires (self, "other"));
  g_assert_false (expires (self, "cmk"));
}

/* One that cannot have it is one marked result. */
static void
test_expiry_partly (List *self, gconstpointer data)
{
  show (self);
  add_unknown (self);
  act (self, "select");
  check (self, "unknown");
  check (self, "spare");
  KhDialog *dialog = press_verb (self, "Set Expiry…");
  display_press (dialog, "Set Expiry");
  display_wait_for (dialog, GTK_TYPE_LABEL, "1 of 2 Done");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Failed"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Succeeded"));
  /* There is nothing to choose any more. */
  display_until (display_find (dialog, ADW_TYPE_COMBO_ROW, "Expires") == NULL);
  g_assert_true (expires (self, "spare"));
  g_assert_cmpstr (kh_page_get_selection (self->page), ==, "1 selected");
  display_press (dialog, "Done");
  display_until (display_window (KH_TYPE_BULK_DIALOG) == NULL);
}

/* --- Backups ------------------------------------------------------------------------------ */

/* (transfer full) */
static char *
backup_path (const char *key)
{
  g_autofree char *name = g_strdup_printf ("kv-sales-%s.keybackup", key);

  return g_build_filename (g_get_home_dir (), name, NULL);
}

/* (transfer full) (nullable): what is in the file. */
static char *
read_backup (const char *key)
{
  g_autofree char *path = backup_path (key);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static void
remove_backups (void)
{
  static const char *const keys[] = { "cmk", "spare", "other", "unknown" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *path = backup_path (keys[i]);

    g_unlink (path);
  }
}

/* A file each, which its owner alone may read; those that were there are kept, or replaced when
 * that was said. */
static void
test_backup (List *self, gconstpointer data)
{
  g_autofree char *mine = backup_path ("spare");
  g_autofree char *made = backup_path ("other");
  g_autofree char *kept = NULL, *replaced = NULL;
  GStatBuf info;

  remove_backups ();
  g_assert_true (g_file_set_contents (mine, "mine", -1, NULL));
  show (self);
  act (self, "select-all");
  KhDialog *dialog = press_verb (self, "Back Up…");
  g_assert_nonnull (display_wait_for (dialog, GTK_TYPE_LABEL, "Back Up 3 Keys"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, g_get_home_dir ()));
  display_press (dialog, "Back Up");
  KhConfirmDialog *question = wait_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==,
                   "Replace 1 File?");
  g_assert_nonnull (display_find (question, ADW_TYPE_ACTION_ROW, "kv-sales-spare.keybackup"));
  display_press (question, "Cancel");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Back Up");
  kept = read_backup ("spare");
  g_assert_cmpstr (kept, ==, "mine");
  g_assert_false (g_file_test (made, G_FILE_TEST_EXISTS));
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Back Up");
  display_press (wait_question (), "Replace");
  display_assert_gone (watch);
  replaced = read_backup ("spare");
  g_assert_cmpstr (replaced, !=, "mine");
  g_assert_cmpint (g_stat (made, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (mine, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  remove_backups ();
}

/* One that cannot be backed up leaves no file, and the others are done. */
static void
test_backup_partly (List *self, gconstpointer data)
{
  g_autofree char *left = backup_path ("unknown");
  g_autofree char *made = backup_path ("spare");

  remove_backups ();
  show (self);
  add_unknown (self);
  act (self, "select");
  check (self, "unknown");
  check (self, "spare");
  KhDialog *dialog = press_verb (self, "Back Up…");
  display_press (dialog, "Back Up");
  display_wait_for (dialog, GTK_TYPE_LABEL, "1 of 2 Done");
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (made, G_FILE_TEST_EXISTS));
  display_press (dialog, "Done");
  display_until (display_window (KH_TYPE_BULK_DIALOG) == NULL);
  remove_backups ();
}

static void
add (const char *path, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, NULL, list_start, test, list_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/key-bulk/expiry", test_expiry);
  add ("/key-bulk/expiry-unused", test_expiry_unused);
  add ("/key-bulk/expiry-partly", test_expiry_partly);
  add ("/key-bulk/backup", test_backup);
  add ("/key-bulk/backup-partly", test_backup_partly);
  return g_test_run ();
}
