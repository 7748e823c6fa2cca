/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows inside of a vault and of a key offer without being opened: the menu of the object that
 * they show, or the verbs of the page on a secret, a version, or what was deleted. */
#include "kh-list-test.h"

#include "kh-confirm-dialog.h"
#include "kh-pages.h"
#include "kh-refused-verb.h"
#include "kh-version-row.h"
#include "kh-wizard-test.h"

static void
show (List *self, KhItemKind kind, const char *name)
{
  self->page =
      kh_detail_page_new (self->organization, display_item (self->organization, kind, name));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static GtkWidget *
wait_row (List *self, const char *title)
{
  return display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, title);
}

/* A row that can be opened has the focus in its head. */
static void
focus (GtkWidget *row)
{
  GtkWidget *now = GTK_WIDGET (gtk_root_get_focus (gtk_widget_get_root (row)));

  g_assert_true ((now != NULL && gtk_widget_is_ancestor (now, row)) || gtk_widget_grab_focus (row)
                 || gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD));
}

static GtkWidget *
open_menu (List *self, GtkWidget *from)
{
  GtkWidget *menu;

  focus (from);
  g_assert_true (
      list_press (GTK_WIDGET (gtk_window_get_focus (self->window)), GDK_KEY_F10, GDK_SHIFT_MASK));
  menu = display_wait_for (self->window, GTK_TYPE_POPOVER_MENU, NULL);
  display_until (display_find (menu, GTK_TYPE_LABEL, NULL) != NULL);
  return menu;
}

/* The menu of @from has these entries, separated by "|"; "!" before one that is refused. */
static void
assert_offers (List *self, GtkWidget *from, const char *wanted)
{
  GtkWidget *menu = open_menu (self, from);
  g_auto (GStrv) verbs = g_strsplit (wanted, "|", -1);

  for (guint i = 0; verbs[i] != NULL; i++) {
    gboolean refused = *verbs[i] == '!';
    GtkWidget *item = list_find_verb (menu, refused ? verbs[i] + 1 : verbs[i]);

    if (item == NULL)
      g_error ("%s is not offered", verbs[i]);
    g_assert_cmpint (KH_IS_REFUSED_VERB (item), ==, refused);
  }
  list_close_menu (menu);
}

static void
assert_not_offered (List *self, GtkWidget *from, const char *verb)
{
  GtkWidget *menu = open_menu (self, from);

  g_assert_null (display_find (menu, GTK_TYPE_LABEL, verb));
  list_close_menu (menu);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
assert_clipboard (List *self, const char *wanted)
{
  g_autofree char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), NULL,
                                 read_cb, &text);
  display_until (text != NULL);
  g_assert_cmpstr (text, ==, wanted);
}

/* Waits for the question, answers it by @verb, or cancels without one. */
static void
answer (const char *heading, const char *verb)
{
  GtkWidget *dialog;
  DisplayWatch *watch;

  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_CONFIRM_DIALOG);
  display_wait_for (dialog, GTK_TYPE_LABEL, heading);
  watch = display_watch (dialog);
  if (verb != NULL)
    display_press (dialog, verb);
  else
    gtk_window_close (GTK_WINDOW (dialog));
  display_assert_gone (watch);
}

static void
make_spare (List *self)
{
  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
}

/* A key in a vault offers what it does in the list of keys. */
static void
test_key (List *self, gconstpointer data)
{
  KhItem *item;
  GtkWidget *row;

  make_spare (self);
  show (self, KH_ITEM_VAULT, "kv-sales");
  row = wait_row (self, "spare");
  item = display_item (self->organization, KH_ITEM_KEY, "kv-sales/spare");
  assert_offers (self, row,
                 "Open|Show Activity|Rotate…|Rotation Policy…|Disable…|!Enable|Set Expiry…|"
                 "Back Up…|Lock Environments…|Delete…|Copy Key ID|Copy Name");
  display_until (gtk_window_get_focus (self->window) == row);
  g_assert_true (list_press (row, GDK_KEY_c, GDK_CONTROL_MASK));
  assert_clipboard (self, kh_item_string (item, "kid"));
  wizard_answer (self->window, self->organization);
  list_choose_verb (open_menu (self, row), "Rotate…");
  wizard_wait_title (wizard_wait_open (), "Rotate spare");
  wizard_finish (wizard_wait_open (), "Cancel");
  /* The act is the key's: that of the vault of the same name is not touched. */
  focus (row);
  g_assert_true (list_press (row, GDK_KEY_Delete, 0));
  answer ("Delete Key spare?", "Delete Key");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover spare");
  g_assert_true (gtk_widget_is_sensitive (display_find (self->window, GTK_TYPE_BUTTON, "Delete…")));
  display_item (self->organization, KH_ITEM_VAULT, "kv-sales");
}

static void
test_secret (List *self, gconstpointer data)
{
  GtkWidget *row;

  fixture_do (&self->fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"opaque-7\"}", 200);
  fixture_do (&self->fixture, VAULT, "PUT", "/secrets/worn" A_KEY,
              "{\"value\":\"opaque-8\",\"attributes\":{\"enabled\":false}}", 200);
  show (self, KH_ITEM_VAULT, "kv-sales");
  assert_offers (self, wait_row (self, "worn"),
                 "!Reveal|!Copy Value|New Version…|Delete…|Copy Name");
  row = wait_row (self, "smtp");
  assert_offers (self, row, "Reveal|Copy Value|New Version…|Delete…|Copy Name");
  list_choose_verb (open_menu (self, row), "Reveal");
  display_wait_for (self->window, GTK_TYPE_LABEL, "opaque-7");
  list_choose_verb (open_menu (self, wait_row (self, "smtp")), "Hide");
  display_until (display_find (self->window, GTK_TYPE_LABEL, "opaque-7") == NULL);
  row = wait_row (self, "smtp");
  focus (row);
  g_assert_true (list_press (row, GDK_KEY_c, GDK_CONTROL_MASK));
  assert_clipboard (self, "smtp");
  g_assert_true (list_press (row, GDK_KEY_Delete, 0));
  answer ("Delete Secret smtp?", "Delete Secret");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover smtp");
}

static void
test_deleted (List *self, gconstpointer data)
{
  make_spare (self);
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  show (self, KH_ITEM_VAULT, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover spare");
  assert_offers (self, wait_row (self, "spare"), "Recover…|!Purge…|Copy Name");
  list_choose_verb (open_menu (self, wait_row (self, "spare")), "Recover…");
  answer ("Recover Key spare?", "Recover Key");
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Recover spare") == NULL);
  /* The vault tells of it before the list of keys does, and without that there is no menu. */
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/spare");
  assert_offers (self, wait_row (self, "spare"), "Rotate…");
}

/* The first version row of the page. */
static GtkWidget *
version_row (List *self)
{
  return display_wait_for (self->window, KH_TYPE_VERSION_ROW, NULL);
}

/* A version need not be open, and what is inside of it has no menu of its own. */
static void
test_version (List *self, gconstpointer data)
{
  g_autofree char *version = NULL;

  make_spare (self);
  show (self, KH_ITEM_KEY, "kv-sales/spare");
  version = g_strdup (kh_version_row_get_version (KH_VERSION_ROW (version_row (self))));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (version_row (self)), FALSE);
  assert_offers (self, version_row (self), "Disable…|Set Expiry…|Copy Version");
  list_choose_verb (open_menu (self, version_row (self)), "Copy Version");
  assert_clipboard (self, version);
  display_until (gtk_widget_is_ancestor (gtk_window_get_focus (self->window), version_row (self)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (version_row (self)), TRUE);
  assert_offers (self, wait_row (self, "Stop its use"), "Disable…|Set Expiry…|Copy Version");
  list_choose_verb (open_menu (self, version_row (self)), "Disable…");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Disable Version");
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_KEY, "kv-sales/spare"),
                             "state", "Disabled"));
  wait_row (self, "Let it be used again");
  list_choose_verb (open_menu (self, version_row (self)), "Enable");
  wait_row (self, "Stop its use");
}

/* Rows that are facts have no menu, and Delete is of the page. */
static void
test_other_rows (List *self, gconstpointer data)
{
  GtkWidget *row;

  make_spare (self);
  show (self, KH_ITEM_KEY, "kv-sales/spare");
  row = wait_row (self, "Type");
  focus (row);
  g_assert_false (list_press (row, GDK_KEY_F10, GDK_SHIFT_MASK));
  row = version_row (self);
  focus (row);
  g_assert_true (list_press (GTK_WIDGET (gtk_window_get_focus (self->window)), GDK_KEY_Delete, 0));
  answer ("Delete Key spare?", NULL);
}

/* An account without the role is offered what reads alone. */
static void
test_other_role (List *self, gconstpointer data)
{
  fixture_do (&self->fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"opaque-7\"}", 200);
  fixture_make_accounts (&self->fixture);
  display_end (self->organization);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  show (self, KH_ITEM_VAULT, "kv-sales");
  assert_not_offered (self, wait_row (self, "smtp"), "Reveal");
  assert_not_offered (self, wait_row (self, "cmk"), "Rotate…");
  assert_offers (self, wait_row (self, "cmk"), "Open|Copy Key ID");
  display_close (g_steal_pointer (&self->window));
  show (self, KH_ITEM_KEY, "kv-sales/cmk");
  assert_not_offered (self, version_row (self), "Disable…");
  assert_offers (self, version_row (self), "Copy Version");
}

/* How far the page is scrolled. */
static double
scrolled (List *self)
{
  GtkScrolledWindow *scroller = display_find (self->window, GTK_TYPE_SCROLLED_WINDOW, NULL);

  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (scroller));
}

/* A menu opens where its row is: the page stays where it was scrolled to, also when the row is
 * higher than what can be seen of the page. */
static void
test_scrolled (List *self, gconstpointer data)
{
  const struct {
    KhItemKind kind;
    const char *object, *row;
  } cases[] = { { KH_ITEM_VAULT, "kv-sales", "spare" }, { KH_ITEM_KEY, "cmk", NULL } };

  make_spare (self);
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/spare");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GtkWidget *row, *menu;
    double before;

    show (self, cases[i].kind, cases[i].object);
    display_settle ();
    display_resize (self->window, 900, 240);
    row = cases[i].row != NULL ? wait_row (self, cases[i].row)
                               : display_wait_for (self->window, KH_TYPE_VERSION_ROW, NULL);
    focus (row);
    display_until (scrolled (self) > 0);
    display_settle ();
    before = scrolled (self);
    menu = open_menu (self, row);
    display_settle ();
    g_assert_cmpfloat (scrolled (self), ==, before);
    list_close_menu (menu);
    display_close (self->window);
    self->window = NULL;
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
  add ("/detail-menu/key", test_key);
  add ("/detail-menu/secret", test_secret);
  add ("/detail-menu/deleted", test_deleted);
  add ("/detail-menu/version", test_version);
  add ("/detail-menu/other-rows", test_other_rows);
  add ("/detail-menu/scrolled", test_scrolled);
  add ("/detail-menu/other-role", test_other_role);
  return g_test_run ();
}
