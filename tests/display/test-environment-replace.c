/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other Operations of an environment: copying it over another and emptying it, what is asked before
 * that, and who is offered it. */
#include "kh-list-test.h"
#include "kh-twin-test.h"

#include "kh-dialogs.h"
#include "kh-environment-backup.h"
#include "kh-erase-dialog.h"
#include "kh-error-card.h"
#include "kh-folder-row.h"
#include "kh-pages.h"

#define PASSPHRASE_ROW "Passphrase of Ada"
#define SWITCH_ROW "I want this to be irreversible"

static void
make_boxes (List *self)
{
  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, SANDBOX_BODY ("Box"),
              201);
  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT,
              SANDBOX_BODY ("Other box"), 201);
  fixture_do (&self->fixture, KEYHOLD, "PUT", K "/imports/a.txt?environment=Box&as=file", "text",
              200);
}

static void
show (List *self, const char *name)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, name);

  self->page = kh_detail_page_new (self->organization, item);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static void
expand (List *self)
{
  GtkWidget *row = display_wait_for (self->window, ADW_TYPE_EXPANDER_ROW, "Other Operations");

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
}

/* As the tenant counts them, whatever runs on the environment. */
static gint64
count_items (List *self, const char *environment)
{
  g_autofree char *path = g_strdup_printf (K "/environments/%s/stores", environment);
  g_autoptr (KhJson) json = fixture_call (&self->fixture, KEYHOLD, "GET", path, NULL, 200);

  for (guint i = 0; i < kh_json_length (json, "value"); i++) {
    KhJson *store = kh_json_element (json, "value", i);

    if (g_strcmp0 (kh_json_string (store, "store"), "files") == 0)
      return kh_json_int (store, "items", -1);
  }
  g_assert_not_reached ();
}

static KhEraseDialog *
wait_erase (void)
{
  display_until (display_window (KH_TYPE_ERASE_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_ERASE_DIALOG);
}

static void
confirm (KhEraseDialog *dialog, const char *name, const char *verb)
{
  g_autofree char *title = g_strdup_printf ("Type %s", name);
  GtkWidget *row;

  display_type (dialog, title, name);
  display_type (dialog, PASSPHRASE_ROW, PASSPHRASE);
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, verb)));
  row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, SWITCH_ROW);
  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), TRUE);
  display_press (dialog, verb);
  display_until (display_window (KH_TYPE_ERASE_DIALOG) == NULL);
}

static void
test_reset (List *self, gconstpointer data)
{
  KhEraseDialog *dialog;

  make_boxes (self);
  show (self, "Box");
  expand (self);
  display_press (self->window, "Reset…");
  dialog = wait_erase ();
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Reset Box?"));
  twin_check_guard (&self->fixture, dialog, "environment reset Box");
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_ERASE_DIALOG) == NULL);
  g_assert_cmpint (count_items (self, "Box"), ==, 1);
  display_press (self->window, "Reset…");
  confirm (wait_erase (), "Box", "Reset Environment");
  display_until (count_items (self, "Box") == 0);
}

static gboolean
reason_is (gpointer dialog, const char *words)
{
  g_autofree char *reason = NULL;

  g_object_get (dialog, "reason", &reason, NULL);
  return g_strcmp0 (reason, words) == 0;
}

/* One in another geography, which the lists have before @name or behind it. */
static void
make_abroad (List *self, const char *name)
{
  g_autofree char *body =
      g_strdup_printf ("{\"location\":\"europe\",\"properties\":{\"displayName\":\"%s\","
                       "\"environmentSku\":\"Sandbox\",\"databaseType\":\"CommonDataService\"}}",
                       name);

  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, body, 201);
  display_item (self->organization, KH_ITEM_ENVIRONMENT, name);
}

/* Whatever the order is, one is proposed that it can be copied onto. */
static void
test_copy_proposed (List *self, gconstpointer data)
{
  KhDialog *dialog;

  make_abroad (self, "Abroad");
  make_boxes (self);
  make_abroad (self, "Far");
  show (self, "Box");
  display_item (self->organization, KH_ITEM_ENVIRONMENT, "Other box");
  dialog = kh_copy_dialog_new (self->organization,
                               display_item (self->organization, KH_ITEM_ENVIRONMENT, "Box"));
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (
                        display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Onto"))),
                    ==, 3);
  display_until (reason_is (dialog, NULL));
  display_close (GTK_WINDOW (dialog));
}

/* Among the choices are the others whose data may be lost. */
static void
test_copy (List *self, gconstpointer data)
{
  AdwComboRow *row;
  KhDialog *dialog;
  g_autofree char *line = NULL;

  make_boxes (self);
  show (self, "Box");
  expand (self);
  display_press (self->window, "Copy…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  row = display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Onto");
  display_until (g_list_model_get_n_items (adw_combo_row_get_model (row)) == 1);
  display_until (reason_is (dialog, NULL));
  display_press (dialog, "Copy…");
  g_assert_nonnull (display_find (wait_erase (), GTK_TYPE_LABEL, "Replace All Data of Other box?"));
  line = g_strdup_printf (
      "environment copy Box --to %s",
      kh_item_get_id (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Other box")));
  twin_check_guard (&self->fixture, wait_erase (), line);
  confirm (wait_erase (), "Other box", "Replace Data");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_until (count_items (self, "Other%20box") == 1);
  g_assert_cmpint (count_items (self, "Box"), ==, 1);
}

/* What the file is, and what it is worth without the key, `keyholdctl` says in the same words. */
static void
assert_twin_says (List *self, gpointer dialog)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "twin.khbackup", NULL);
  g_autofree char *line = g_strconcat ("environment backup Box --to ", path, NULL);
  g_autofree char *said = twin_run_said (&self->fixture, line, KH_EXIT_DONE);
  g_autoptr (GString) seen = g_string_new (NULL);

  twin_see (seen, dialog);
  g_assert_nonnull (strstr (said, kh_backup_words ()));
  twin_assert (seen, said);
}

/* As a person would choose it: from a folder that exists. */
static char *
back_up_box (List *self)
{
  KhDialog *dialog;
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  char *path = g_build_filename (g_get_home_dir (), "box.khbackup", NULL);

  display_press (self->window, "Back Up…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  kh_folder_row_set_folder (display_wait_for (dialog, KH_TYPE_FOLDER_ROW, "Folder"), home);
  display_type (dialog, "Name of the new file in it", "a/b");
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Back Up")));
  assert_twin_says (self, dialog);
  display_type (dialog, "Name of the new file in it", "box.khbackup");
  display_press (dialog, "Back Up");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  return path;
}

static KhDialog *
open_restore (List *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  KhDialog *dialog;

  display_press (self->window, "Restore…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_until (reason_is (dialog, "Choose the file of a backup"));
  kh_restore_dialog_set_file (dialog, file);
  display_until (reason_is (dialog, NULL));
  return dialog;
}

/* To a file and back; what is given up at the question changes nothing. */
static void
test_backup (List *self, gconstpointer data)
{
  g_autofree char *path = NULL, *line = NULL;
  KhDialog *dialog;

  make_boxes (self);
  show (self, "Box");
  expand (self);
  path = back_up_box (self);
  fixture_do (&self->fixture, KEYHOLD, "DELETE", K "/environments/Box/stores/files/items/a.txt",
              NULL, 204);
  g_assert_cmpint (count_items (self, "Box"), ==, 0);
  dialog = open_restore (self, path);
  display_press (dialog, "Restore…");
  g_assert_nonnull (display_find (wait_erase (), GTK_TYPE_LABEL, "Replace All Data of Box?"));
  line = g_strconcat ("environment restore Box ", path, NULL);
  twin_check_guard (&self->fixture, wait_erase (), line);
  display_press (wait_erase (), "Cancel");
  display_until (display_window (KH_TYPE_ERASE_DIALOG) == NULL);
  g_assert_cmpint (count_items (self, "Box"), ==, 0);
  display_until (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Restore…")));
  display_press (dialog, "Restore…");
  confirm (wait_erase (), "Box", "Replace Data");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_until (count_items (self, "Box") == 1);
}

/* A file that is none is refused where it was chosen. */
static void
test_no_backup (List *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "none.txt", NULL);
  KhDialog *dialog;

  g_assert_true (g_file_set_contents (path, "not a backup at all", -1, NULL));
  make_boxes (self);
  show (self, "Box");
  expand (self);
  dialog = open_restore (self, path);
  display_press (dialog, "Restore…");
  display_until (display_find (dialog, KH_TYPE_ERROR_CARD, NULL) != NULL);
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_cmpint (count_items (self, "Box"), ==, 1);
}

/* A production environment keeps its data, and one under a key is no source for one without. */
static void
test_refused (List *self, gconstpointer data)
{
  GtkWidget *button;
  KhDialog *dialog;

  make_boxes (self);
  show (self, "Sales");
  expand (self);
  display_wait_for (self->window, GTK_TYPE_LABEL,
                    "Reset cannot be performed on environment of type Production.");
  button = display_find (self->window, GTK_TYPE_BUTTON, "Reset…");
  g_assert_true (button == NULL || !gtk_widget_is_sensitive (button));
  display_press (self->window, "Copy…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_until (reason_is (dialog, "The two are not encrypted with the same key"));
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

static void
test_other_role (List *self, gconstpointer data)
{
  fixture_make_accounts (&self->fixture);
  display_end (self->organization);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  show (self, "Sales");
  expand (self);
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Reset…"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Copy…"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Back Up…"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Restore…"));
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
  add ("/environment-replace/reset", test_reset);
  add ("/environment-replace/copy", test_copy);
  add ("/environment-replace/copy-proposed", test_copy_proposed);
  add ("/environment-replace/backup", test_backup);
  add ("/environment-replace/no-backup", test_no_backup);
  add ("/environment-replace/refused", test_refused);
  add ("/environment-replace/other-role", test_other_role);
  return g_test_run ();
}
