/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several objects of a list at once: selecting by keys, what of it survives, which verbs it offers
 * and why not, and what comes of each object. */
#include <string.h>

#include "kh-bulk-dialog.h"
#include "kh-environment-api.h"
#include "kh-item-row.h"
#include "kh-list-test.h"
#include "kh-selection-bar.h"
#include "kh-wizard-test.h"

#define MICROSOFT ", Production · United States, Microsoft-managed, Ready"
#define CUSTOMER ", Production · United States · cmk, Encrypted, Ready"
#define UNKNOWN "00000000-0000-0000-0000-00000000ffff"
#define BY_TITLE                                                                                   \
  "{\"id\":\"00000000-0000-0000-0000-0000000%u\",\"name\":\"Many %u\",\"type\":\"Production\","    \
  "\"geo\":\"europe\",\"state\":\"Ready\",\"encryptionStatus\":\"NotEncrypted\"}"

static GtkWidget *
show (List *self)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  return display_wait_for_line (self->window, LIST_MARKUP);
}

static void
act (List *self, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), name, NULL);
}

static gboolean
is_enabled (List *self, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (kh_page_get_actions (self->page)),
                                            name);
}

static void
assert_selection (List *self, const char *text)
{
  g_assert_cmpstr (kh_page_get_selection (self->page), ==, text);
}

static void
check (List *self, const char *name)
{
  GtkWidget *row = display_wait_for_line (self->window, name);

  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (list_press (row, GDK_KEY_space, 0));
}

/* Whether the row says this, behind its name. */
static gboolean
is_row_named (List *self, const char *name, const char *rest)
{
  GtkWidget *row = display_find_line (self->window, name);
  g_autofree char *label = g_strconcat (name, rest, NULL);

  return row != NULL && display_has_name (row, label);
}

/* The first entry of the page's menu. */
static void
assert_menu (List *self, const char *wanted)
{
  g_autofree char *label = NULL;

  g_assert_true (g_menu_model_get_item_attribute (kh_page_get_menu (self->page), 0,
                                                  G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, wanted);
}

/* Space checks once selecting has begun; Ctrl+A takes all, Ctrl+Shift+A none, Escape ends it. */
static void
test_keys (List *self, gconstpointer data)
{
  GtkWidget *row = show (self);
  GtkWidget *verb;

  assert_selection (self, NULL);
  g_assert_true (is_row_named (self, LIST_MARKUP, MICROSOFT));
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_null (display_find (self->window, GTK_TYPE_CHECK_BUTTON, NULL));
  g_assert_null (display_find (self->window, KH_TYPE_SELECTION_BAR, NULL));
  g_assert_false (is_enabled (self, "end-selection"));
  assert_menu (self, "Se_lect…");
  act (self, "select");
  assert_menu (self, "Select _All");
  assert_selection (self, "0 selected");
  g_assert_nonnull (display_find (self->window, GTK_TYPE_CHECK_BUTTON, NULL));
  verb = display_find (self->window, GTK_TYPE_BUTTON, "Enable Managed Environment…");
  g_assert_false (gtk_widget_get_sensitive (verb));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (verb), ==, "Nothing is selected");
  check (self, LIST_MARKUP);
  assert_selection (self, "1 selected");
  g_assert_true (is_row_named (self, LIST_MARKUP, MICROSOFT ", selected"));
  g_assert_true (is_row_named (self, "Sales", CUSTOMER));
  check (self, LIST_MARKUP);
  assert_selection (self, "0 selected");
  g_assert_true (list_press (row, GDK_KEY_a, GDK_CONTROL_MASK));
  assert_selection (self, "3 selected");
  g_assert_true (list_press (row, GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  assert_selection (self, "0 selected");
  g_assert_true (list_press (row, GDK_KEY_Escape, 0));
  assert_selection (self, NULL);
  g_assert_true (is_row_named (self, LIST_MARKUP, MICROSOFT));
  g_assert_null (display_find (self->window, KH_TYPE_SELECTION_BAR, NULL));
  /* Ctrl+A begins it, too. */
  g_assert_true (list_press (row, GDK_KEY_a, GDK_CONTROL_MASK));
  assert_selection (self, "3 selected");
}

/* The wizard is told of the whole selection, and says what it leaves out. */
static void
test_change (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  GtkWidget *row;

  show (self);
  act (self, "select-all");
  display_press (self->window, "Change Key…");
  wizard = wizard_wait_open ();
  wizard_wait_title (wizard, "Choose the New Policy");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Left Out");
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, LIST_MARKUP);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "On the Microsoft key. Use Enable Customer-Managed Key…");
  display_close (wizard);
}

/* Tab goes from the rows to the verbs. */
static void
test_tab (List *self, gconstpointer data)
{
  GtkWidget *row = show (self);
  GtkWidget *verb;

  act (self, "select-all");
  verb = display_wait_for (self->window, GTK_TYPE_BUTTON, "Change Key…");
  g_assert_true (gtk_widget_grab_focus (row));
  for (guint i = 0; i < 3; i++)
    g_assert_true (gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_window_get_focus (self->window) == verb);
  gtk_widget_grab_focus (row);
  act (self, "focus-verbs");
  g_assert_true (gtk_window_get_focus (self->window) == verb);
  /* A verb that has the focus and is not allowed any more gives it to the rows, too. */
  act (self, "select-none");
  g_assert_false (gtk_widget_get_sensitive (verb));
  g_assert_true (gtk_window_get_focus (self->window) != verb);
  act (self, "select-all");
  act (self, "focus-verbs");
  g_assert_true (gtk_window_get_focus (self->window) == verb);
  /* The bar goes, and the focus goes back to the rows. */
  act (self, "end-selection");
  g_assert_false (gtk_widget_get_mapped (verb));
  g_assert_true (gtk_window_get_focus (self->window) != NULL);
  g_assert_true (gtk_window_get_focus (self->window) != verb);
}

/* What activates a row checks it while rows are selected. */
static void
test_activate (List *self, gconstpointer data)
{
  GtkWidget *row = show (self);

  act (self, "select");
  g_assert_true (gtk_widget_activate (row));
  assert_selection (self, "1 selected");
  g_assert_true (gtk_widget_activate (row));
  assert_selection (self, "0 selected");
}

/* It belongs to objects: order, filter, search and new readings leave it, what is gone leaves it.
 */
static void
test_survives (List *self, gconstpointer data)
{
  show (self);
  act (self, "select");
  check (self, "Sales");
  check (self, LIST_RTL);
  kh_page_show_part (self->page, "sort=-name");
  assert_selection (self, "2 selected");
  g_assert_true (is_row_named (self, "Sales", CUSTOMER ", selected"));
  kh_page_search (self->page, "sales");
  assert_selection (self, "2 selected, 1 not shown");
  act (self, "select-all");
  assert_selection (self, "2 selected, 1 not shown");
  kh_page_search (self->page, "");
  kh_page_show_part (self->page, "chip=customer");
  assert_selection (self, "2 selected, 1 not shown");
  kh_page_clear_filters (self->page);
  assert_selection (self, "2 selected");
  list_make_environment (self, "Another");
  kh_page_refresh (self->page);
  display_wait_for_line (self->window, "Another");
  assert_selection (self, "2 selected");
  g_assert_true (is_row_named (self, "Sales", CUSTOMER ", selected"));
  g_assert_false (is_row_named (self, "Another", MICROSOFT ", selected"));
  kh_item_list_remove (
      kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT),
      kh_item_get_id (display_item (self->organization, KH_ITEM_ENVIRONMENT, LIST_RTL)));
  assert_selection (self, "1 selected");
}

/* A verb opens with those that allow it and names the others; where none does it says why. */
static void
test_verbs (List *self, gconstpointer data)
{
  GtkWidget *managed, *enable, *back, *give_up;

  show (self);
  act (self, "select");
  check (self, "Sales");
  managed = display_find (self->window, GTK_TYPE_BUTTON, "Enable Managed Environment…");
  enable = display_find (self->window, GTK_TYPE_BUTTON, "Enable Customer-Managed Key…");
  back = display_find (self->window, GTK_TYPE_BUTTON, "Unlock…");
  give_up = display_find (self->window, GTK_TYPE_BUTTON, "Return to Microsoft-Managed Key…");
  g_assert_true (gtk_widget_get_sensitive (give_up));
  g_assert_false (gtk_widget_get_sensitive (managed));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (managed), ==,
                   "It is a Managed Environment already");
  g_assert_false (gtk_widget_get_sensitive (enable));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (enable), ==, "Already on cmk");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (back), ==, "It is not locked");
  check (self, LIST_MARKUP);
  g_assert_true (gtk_widget_get_sensitive (managed));
  g_assert_null (gtk_widget_get_tooltip_text (managed));
  g_assert_false (gtk_widget_get_sensitive (enable));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (enable), ==,
                   "Nothing that is selected allows this");
  /* What is selected changes: so does what can be done with it. */
  list_lock (self);
  display_until (gtk_widget_get_sensitive (back));
  display_press (self->window, "Unlock…");
  display_until (display_window (KH_TYPE_WIZARD) != NULL);
  display_wait_for (display_window (KH_TYPE_WIZARD), GTK_TYPE_LABEL, "Why It Is Locked");
  display_close (display_window (KH_TYPE_WIZARD));
}

static KhDialog *
press_verb (List *self, const char *verb)
{
  display_press (self->window, verb);
  display_until (display_window (KH_TYPE_BULK_DIALOG) != NULL);
  return display_window (KH_TYPE_BULK_DIALOG);
}

static gboolean
is_managed (List *self, const char *name)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, name);
  g_autofree char *path =
      g_strdup_printf (P "/scopes/admin/environments/%s" A_ENVIRONMENT, kh_item_get_id (item));
  g_autoptr (KhJson) answer = fixture_call (&self->fixture, BAP, "GET", path, NULL, 200);
  const char *level = kh_json_string (answer, "properties.governanceConfiguration.protectionLevel");

  return g_strcmp0 (level, "Standard") == 0;
}

static void
test_done (List *self, gconstpointer data)
{
  KhDialog *dialog;
  DisplayWatch *watch;

  show (self);
  act (self, "select-all");
  assert_selection (self, "3 selected");
  dialog = press_verb (self, "Enable Managed Environment…");
  /* What is left out comes first, with the reason. */
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Left Out"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "It is a Managed Environment already"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Sales"));
  g_assert_nonnull (
      display_find (dialog, GTK_TYPE_LABEL, "Make 2 Environments Managed Environments?"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, LIST_MARKUP));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, LIST_RTL));
  g_assert_false (is_managed (self, LIST_MARKUP));
  watch = display_watch (dialog);
  display_press (dialog, "Enable");
  display_assert_gone (watch);
  g_assert_true (is_managed (self, LIST_MARKUP) && is_managed (self, LIST_RTL));
  /* What it was done for is not selected any more. */
  assert_selection (self, "1 selected");
}

/* One that cannot be reached any more is told by name, and does not stop the others. */
static void
test_partly (List *self, gconstpointer data)
{
  g_autoptr (KhJson) unknown = kh_json_parse_text (
      "{\"id\":\"" UNKNOWN "\",\"name\":\"Unknown\",\"state\":\"Ready\"}", NULL);
  KhDialog *dialog;

  show (self);
  kh_item_list_take_one (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT),
                         unknown);
  display_wait_for_line (self->window, "Unknown");
  act (self, "select");
  check (self, "Unknown");
  check (self, LIST_RTL);
  dialog = press_verb (self, "Enable Managed Environment…");
  display_press (dialog, "Enable");
  display_wait_for (dialog, GTK_TYPE_LABEL, "1 of 2 Done");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Failed"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Succeeded"));
  g_assert_true (is_managed (self, LIST_RTL));
  /* The one that failed stays selected. */
  assert_selection (self, "1 selected");
  display_press (dialog, "Done");
  display_until (display_window (KH_TYPE_BULK_DIALOG) == NULL);
}

/* Lists of rows show the marks, and names tell them; the button of a row makes place for them. */
static void
test_rows (List *self, gconstpointer data)
{
  GtkWidget *row, *verb;

  list_show (self, KH_ITEM_OPERATION);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Encrypt Sales");
  g_assert_null (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL));
  act (self, "select-all");
  assert_selection (self, "1 selected");
  g_assert_true (gtk_check_button_get_active (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL)));
  verb = display_find (self->window, GTK_TYPE_BUTTON, "Retry");
  g_assert_false (gtk_widget_get_sensitive (verb));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (verb), ==, "It has not failed");
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_space, 0));
  assert_selection (self, "0 selected");
  g_assert_false (gtk_check_button_get_active (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL)));
  g_assert_true (list_press (row, GDK_KEY_Escape, 0));
  g_assert_null (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL));
}

/* Whoever may do nothing with several at once has nothing to select; nor has a list without such
 * verbs. */
static void
test_other_role (List *self, gconstpointer data)
{
  GtkWidget *row;

  fixture_make_accounts (&self->fixture);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  fixture_as (&self->fixture, "support");
  self->organization = display_open (&self->fixture);
  row = show (self);
  g_assert_false (is_enabled (self, "select"));
  g_assert_false (is_enabled (self, "select-all"));
  gtk_widget_grab_focus (row);
  list_press (row, GDK_KEY_a, GDK_CONTROL_MASK);
  assert_selection (self, NULL);
  display_close (g_steal_pointer (&self->window));
  list_show (self, KH_ITEM_POLICY);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "ep-sales");
  g_assert_false (
      g_action_group_has_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "select"));
}

/* All verbs are in one line where there is room; with text of double size they take more, and none
 * is below the window. */
static void
test_lines (List *self, gconstpointer data)
{
  GtkWidget *bar;
  int line;

  show (self);
  display_resize (self->window, 1100, 720);
  act (self, "select-all");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Enable Managed Environment…");
  bar = display_find (self->window, KH_TYPE_SELECTION_BAR, NULL);
  display_until (gtk_widget_get_height (bar) > 0);
  display_wait_whole (bar);
  line = gtk_widget_get_height (bar);
  g_assert_cmpint (line, <,
                   2
                       * gtk_widget_get_height (
                           display_find (bar, GTK_TYPE_BUTTON, "Enable Managed Environment…")));
  display_scale_text (2);
  display_resize (self->window, 860, 720);
  display_until (gtk_widget_get_height (bar) > line);
  display_wait_whole (self->window);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, 720);
  display_scale_text (1);
}

/* In a narrow window, with text of double size, the verbs are whole, and need no wider window. */
static void
test_narrow (List *self, gconstpointer data)
{
  int least = 0;

  show (self);
  display_resize (self->window, 360, 600);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) == NULL);
  act (self, "select-all");
  assert_selection (self, "3 selected");
  display_wait_for_line (self->window, LIST_MARKUP);
  g_assert_true (is_row_named (self, LIST_MARKUP, MICROSOFT ", selected"));
  display_wait_whole (display_find (self->window, KH_TYPE_SELECTION_BAR, NULL));
  display_scale_text (2);
  display_settle ();
  gtk_widget_measure (GTK_WIDGET (self->page), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                      NULL);
  g_assert_cmpint (least, <=, 360);
  display_wait_whole (self->window);
  display_scale_text (1);
}

/* Thousands, without a moment that is felt. */
static void
test_many (List *self, gconstpointer data)
{
  gint64 start;

  show (self);
  list_invent (self, KH_ITEM_ENVIRONMENT, BY_TITLE, 10000);
  display_wait_for_line (self->window, "Many 00000");
  start = g_get_monotonic_time ();
  act (self, "select-all");
  g_test_message ("the main loop stands still for %d ms",
                  (int)((g_get_monotonic_time () - start) / 1000));
  display_settle ();
  assert_selection (self, "10000 selected");
  display_close (press_verb (self, "Enable Managed Environment…"));
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
  add ("/selection/keys", test_keys);
  add ("/selection/change", test_change);
  add ("/selection/tab", test_tab);
  add ("/selection/activate", test_activate);
  add ("/selection/survives", test_survives);
  add ("/selection/verbs", test_verbs);
  add ("/selection/done", test_done);
  add ("/selection/partly", test_partly);
  add ("/selection/rows", test_rows);
  add ("/selection/other-role", test_other_role);
  add ("/selection/lines", test_lines);
  add ("/selection/narrow", test_narrow);
  add ("/selection/many", test_many);
  return g_test_run ();
}
