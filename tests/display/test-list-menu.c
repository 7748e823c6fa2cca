/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row offers without being opened: its menu by pointer and keys, its identifier by Ctrl+C;
 * and the list as a file that no spreadsheet takes for more than text. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-csv-text.h"
#include "kh-dialog.h"
#include "kh-item-row.h"
#include "kh-list-csv.h"
#include "kh-list-test.h"
#include "kh-wizard-test.h"

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
assert_clipboard (GtkWidget *widget, const char *wanted)
{
  g_autofree char *text = NULL;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, read_cb, &text);
  display_until (text != NULL);
  g_assert_cmpstr (text, ==, wanted);
}

/* The popover that is open. */
static GtkWidget *
wait_menu (List *self)
{
  return display_wait_for (self->window, GTK_TYPE_POPOVER_MENU, NULL);
}

static void
close_menu (GtkWidget *menu)
{
  gtk_popover_popdown (GTK_POPOVER (menu));
  display_until (!gtk_widget_get_mapped (menu));
}

/* Every kind of list, its identifier and its name. */
static void
test_keys (List *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *row, *copy, *field;
    gboolean has_activity;
  } kinds[] = {
    { KH_ITEM_POLICY, "ep-sales", "Copy Policy ID", "id", TRUE },
    { KH_ITEM_KEY, "cmk", "Copy Key ID", "kid", TRUE },
    { KH_ITEM_VAULT, "kv-sales", "Copy Vault ID", "id", TRUE },
    { KH_ITEM_OPERATION, "Encrypt Sales", "Copy Operation ID", "id", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    list_show (self, kinds[i].kind);
    GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, kinds[i].row);
    KhItem *item = kh_item_row_get_item (KH_ITEM_ROW (row));
    g_assert_false (list_press (row, GDK_KEY_c, GDK_CONTROL_MASK));
    gtk_widget_grab_focus (row);
    g_assert_true (list_press (row, GDK_KEY_c, GDK_CONTROL_MASK));
    assert_clipboard (row, kh_item_string (item, kinds[i].field));
    g_assert_true (list_press (row, GDK_KEY_F10, GDK_SHIFT_MASK));
    GtkWidget *menu = wait_menu (self);
    g_assert_nonnull (display_wait_for (menu, GTK_TYPE_LABEL, kinds[i].copy));
    g_assert_nonnull (display_find (menu, GTK_TYPE_LABEL, "Open"));
    g_assert_cmpint (display_find (menu, GTK_TYPE_LABEL, "Show Activity") != NULL, ==,
                     kinds[i].has_activity);
    /* It has ended: there is nothing to cancel. */
    g_assert_null (display_find (menu, GTK_TYPE_LABEL, "Cancel…"));
    close_menu (menu);
    display_until (gtk_root_get_focus (gtk_widget_get_root (row)) == row);
    g_assert_true (list_press (row, GDK_KEY_Menu, 0));
    close_menu (wait_menu (self));
    display_close (g_steal_pointer (&self->window));
  }
}

/* What the menu of the row with the focus offers; the menu is closed again. */
static void
assert_offers (List *self, GtkWidget *row, const char *verb, gboolean wanted)
{
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  GtkWidget *menu = wait_menu (self);
  display_wait_for (menu, GTK_TYPE_LABEL, "Open");
  g_assert_cmpint (display_find (menu, GTK_TYPE_LABEL, verb) != NULL, ==, wanted);
  close_menu (menu);
}

/* Chooses the verb in the menu of the row, and returns the window that asks. */
static GtkWidget *
choose (List *self, GtkWidget *row, int verb, GType asks)
{
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  GtkWidget *menu = wait_menu (self);
  gtk_widget_activate_action (menu, "row.verb", "i", verb);
  close_menu (menu);
  display_until (display_window (asks) != NULL);
  return display_window (asks);
}

static guint
count_versions (List *self)
{
  g_autoptr (KhJson) list =
      fixture_call (&self->fixture, VAULT, "GET", "/keys/cmk/versions" A_KEY, NULL, 200);
  return kh_json_length (list, "value");
}

/* The verbs of a key: each asks first as on its page. */
static void
test_key_verbs (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_KEY);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  assert_offers (self, row, "Rotate…", TRUE);
  wizard_answer (self->window, self->organization);
  GtkWidget *wizard = choose (self, row, 0, KH_TYPE_WIZARD);
  g_assert_cmpuint (count_versions (self), ==, 1);
  wizard_rotate (GTK_WINDOW (wizard));
  g_assert_cmpuint (count_versions (self), ==, 2);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  GtkWidget *dialog = choose (self, row, 4, KH_TYPE_DIALOG);
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (dialog)), "Set Expiry"));
  display_close (dialog);
}

static void
test_policy_verbs (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_POLICY);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "ep-sales");
  assert_offers (self, row, "Add Environments…", TRUE);
  assert_offers (self, row, "Lock Environments…", TRUE);
}

static void
test_vault_verbs (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_VAULT);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-sales");
  assert_offers (self, row, "New Key…", TRUE);
  GtkWidget *dialog = choose (self, row, 1, KH_TYPE_DIALOG);
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (dialog)), "Network"));
  display_close (dialog);
}

/* An encrypted environment is not encrypted again. */
static void
test_environment_verbs (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  GtkWidget *row = display_wait_for_line (self->window, "Sales");
  assert_offers (self, row, "Enable Customer-Managed Key…", FALSE);
  assert_offers (self, row, "Change Key…", TRUE);
  assert_offers (self, row, "Return to Microsoft-Managed Key…", TRUE);
  assert_offers (self, row, "Import Data…", TRUE);
  assert_offers (self, row, "Unlock…", FALSE);
  assert_offers (self, row, "Lock Environments…", TRUE);
  GtkWidget *dialog = choose (self, row, 6, KH_TYPE_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Export Data");
  display_close (dialog);
}

/* An account without the role is offered what reads alone. */
static void
test_other_role (List *self, gconstpointer data)
{
  fixture_make_accounts (&self->fixture);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  fixture_as (&self->fixture, "ppa");
  self->organization = display_open (&self->fixture);
  list_show (self, KH_ITEM_KEY);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  assert_offers (self, row, "Rotate…", FALSE);
  assert_offers (self, row, "Lock Environments…", FALSE);
  assert_offers (self, row, "Copy Key ID", TRUE);
}

/* A table, whose rows are GTK's own, and the name of what is no markup. */
static void
test_table (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  GtkWidget *row = display_wait_for_line (self->window, LIST_MARKUP);
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, LIST_MARKUP);
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_c, GDK_CONTROL_MASK));
  assert_clipboard (row, kh_item_get_id (item));
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  GtkWidget *menu = wait_menu (self);
  gtk_widget_activate_action (menu, "row.copy-name", NULL);
  assert_clipboard (row, LIST_MARKUP);
  close_menu (menu);
  /* Left open, it goes with its window. */
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  wait_menu (self);
}

/* What a list shows, in its order, into a file; one that is there is kept. */
static void
test_export (List *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "environments.csv", NULL);
  g_autofree char *text = NULL;
  list_show (self, KH_ITEM_ENVIRONMENT);
  display_wait_for_line (self->window, LIST_MARKUP);
  kh_page_search (self->page, "sales");
  display_until (display_find_line (self->window, LIST_MARKUP) == NULL);
  for (guint i = 0; i < 2; i++) {
    gtk_widget_activate_action (GTK_WIDGET (self->page), "page.export-list", NULL);
    display_until (display_window (KH_TYPE_DIALOG) != NULL);
    GtkWidget *dialog = display_window (KH_TYPE_DIALOG);
    display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "File Name");
    display_type (dialog, "File Name", "a/b");
    g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Export")));
    display_type (dialog, "File Name", "environments.csv");
    DisplayWatch *watch = display_watch (dialog);
    display_press (dialog, "Export");
    if (i == 1) {
      display_wait_for (dialog, GTK_TYPE_LABEL, "The name is taken");
      gtk_window_close (GTK_WINDOW (dialog));
    }
    display_assert_gone (watch);
  }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_prefix (lines[0], "id,name,type,geo,"));
  g_assert_nonnull (strstr (lines[1], "\"Sales\",\"Production\""));
  g_assert_nonnull (strstr (lines[1], "\"Encrypted\""));
}

static void
test_csv (void)
{
  static const struct {
    const char *text, *wanted;
  } fields[] = {
    { "plain", "\"plain\"" }, { "", "\"\"" },       { "a \"b\"", "\"a \"\"b\"\"\"" },
    { "=1+1", "\"'=1+1\"" },  { "+1", "\"'+1\"" },  { "-1", "\"'-1\"" },
    { "@a", "\"'@a\"" },      { "\tx", "\"' x\"" }, { "a\r\nb\x1b[1m", "\"a  b [1m\"" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (GString) line = g_string_new (NULL);
    kh_csv_add_text (line, fields[i].text);
    g_assert_cmpstr (line->str, ==, fields[i].wanted);
  }
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
  add ("/list-menu/keys", test_keys);
  add ("/list-menu/key-verbs", test_key_verbs);
  add ("/list-menu/policy-verbs", test_policy_verbs);
  add ("/list-menu/vault-verbs", test_vault_verbs);
  add ("/list-menu/environment-verbs", test_environment_verbs);
  add ("/list-menu/other-role", test_other_role);
  add ("/list-menu/table", test_table);
  add ("/list-menu/export", test_export);
  g_test_add_func ("/list-menu/csv", test_csv);
  return g_test_run ();
}
