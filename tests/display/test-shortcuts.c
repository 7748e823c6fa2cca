/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key that the window of shortcuts tells of is pressed, and does what it says. */
#include "kh-console-test.h"

#include "kh-dialog.h"
#include "kh-help-window.h"
#include "kh-operations-button.h"
#include "kh-preferences.h"
#include "kh-sidebar.h"
#include "kh-window.h"
#include "kh-wizard.h"

/* --- What the keys do ------------------------------------------------------------------------ */

static void
show_policies (void)
{
  console_show ("keyhold:policies", "Enterprise Policies");
}

static void
show_keys (void)
{
  console_show ("keyhold:keys", "Keys");
}

static guint section; /* that is shown last */

static gboolean
shows_section (void)
{
  static const char *const titles[] = { "Overview",   "Environments", "Enterprise Policies",
                                        "Keys",       "Key Vaults",   "Requests",
                                        "Operations", "Activity",     "Recommendations" };

  if (!console_shows (titles[section]))
    return FALSE;
  section++;
  return TRUE;
}

static gboolean
shows_list (void)
{
  return console_shows ("Environments");
}

static gboolean
shows_object (void)
{
  return console_shows ("Sales");
}

static gboolean
shows_overview (void)
{
  return console_shows ("Overview");
}

static gboolean
shows_activity (void)
{
  return console_shows ("Activity");
}

static guint refreshed;

static void
refresh_cb (KhPage *self)
{
  refreshed++;
}

static void
count_refreshs (void)
{
  show_keys ();
  refreshed = 0;
  KH_PAGE_GET_CLASS (console_page ())->refresh = refresh_cb;
}

static gboolean
has_refreshed (void)
{
  return refreshed == 1;
}

static gboolean
shows_dialog (void)
{
  GtkWindow *dialog = display_window (KH_TYPE_DIALOG);

  return dialog != NULL && gtk_window_is_active (dialog);
}

static gboolean
shows_row_menu (void)
{
  return display_find (console_page (), GTK_TYPE_POPOVER_MENU, NULL) != NULL;
}

static gboolean
has_copied (void)
{
  GdkContentProvider *content =
      gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (console.window)));
  KhOrganization *organization = kh_page_get_organization (console_page ());
  g_auto (GValue) value = G_VALUE_INIT;

  if (content == NULL)
    return FALSE;
  g_value_init (&value, G_TYPE_STRING);
  return gdk_content_provider_get_value (content, &value, NULL)
         && g_str_equal (
             g_value_get_string (&value),
             kh_item_get_id (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales")));
}

static gboolean
selects (void)
{
  return g_strcmp0 (kh_page_get_selection (console_page ()), "1 selected") == 0;
}

static gboolean
selects_none (void)
{
  return g_strcmp0 (kh_page_get_selection (console_page ()), "0 selected") == 0;
}

static gboolean
does_not_select (void)
{
  return kh_page_get_selection (console_page ()) == NULL;
}

static gboolean
shows_operations (void)
{
  return display_find (console_find (KH_TYPE_OPERATIONS_BUTTON), GTK_TYPE_POPOVER, NULL) != NULL;
}

static void
show_sidebar (void)
{
  console_press ("F9");
  display_until (console_find (KH_TYPE_SIDEBAR) != NULL);
}

static gboolean
is_in_bar (void)
{
  return g_str_equal (console_area (), "bar");
}

static gboolean
is_in_chips (void)
{
  return g_str_equal (console_area (), "chips");
}

static gboolean
shows_preferences (void)
{
  return display_window (KH_TYPE_PREFERENCES) != NULL
         && gtk_window_is_active (display_window (KH_TYPE_PREFERENCES));
}

static gboolean
shows_help (void)
{
  return display_window (KH_TYPE_HELP_WINDOW) != NULL
         && gtk_window_is_active (display_window (KH_TYPE_HELP_WINDOW));
}

static void
close_help (void)
{
  gtk_window_close (display_window (KH_TYPE_HELP_WINDOW));
}

static GLogLevelFlags fatal; /* what ends the test otherwise */

/* GTK 4.8 measures labels in its own window of shortcuts as less than nothing, and warns. */
static void
bear_warnings (void)
{
  show_keys ();
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
}

static gboolean
shows_shortcuts (void)
{
  return display_window (GTK_TYPE_SHORTCUTS_WINDOW) != NULL
         && gtk_window_is_active (display_window (GTK_TYPE_SHORTCUTS_WINDOW));
}

static void
close_shortcuts (void)
{
  console_press ("Escape");
  display_until (!shows_shortcuts () && gtk_window_is_active (console.window));
  g_log_set_always_fatal (fatal);
}

static GtkWindow *first; /* below another one, for as long as there are two */

static void
open_another (void)
{
  first = console.window;
  g_action_group_activate_action (G_ACTION_GROUP (console.application), "new-window", NULL);
  display_until (display_window (KH_TYPE_WINDOW) != (gpointer)first);
  console.window = display_window (KH_TYPE_WINDOW);
  display_until (gtk_window_is_active (console.window));
  display_settle ();
}

static gboolean
is_closed (void)
{
  return display_window (KH_TYPE_WINDOW) == (gpointer)first;
}

static void
go_to_first (void)
{
  console.window = first;
  display_until (gtk_window_is_active (console.window));
}

static gboolean
wizard_shows (const char *title)
{
  GtkWindow *wizard = display_window (KH_TYPE_WIZARD);

  return wizard != NULL && display_find (wizard, GTK_TYPE_LABEL, title) != NULL;
}

static gboolean
shows_second_step (void)
{
  return wizard_shows ("Choose a Key");
}

static gboolean
shows_first_step (void)
{
  return wizard_shows ("Choose Environments");
}

static void
open_second_step (void)
{
  console_open_wizard ();
  g_assert_true (gtk_widget_activate_action (display_window (KH_TYPE_WIZARD), "wizard.next", NULL));
  display_until (shows_second_step ());
  display_settle ();
}

static gboolean
shows_unlock (void)
{
  GtkWindow *wizard = display_window (KH_TYPE_WIZARD);

  return wizard != NULL && g_strcmp0 (gtk_window_get_title (wizard), "Unlock Environments") == 0;
}

/* --- The table ------------------------------------------------------------------------------- */

typedef struct {
  const char *title;           /* in the window of shortcuts */
  void (*set_up) (void);       /* (nullable): before each key */
  gboolean (*has_done) (void); /* (nullable): what the key does; the end has a play of its own */
  void (*put_back) (void);     /* (nullable): NULL: Escape, when a window or a menu came */
} Case;

static void
stay (void)
{
}

static const Case cases[] = {
  { "Page of the Sidebar", NULL, shows_section, stay },
  { "Back", console_show_object, shows_list, stay },
  { "Search", console_show_list, console_searches, NULL },
  { "Refresh", count_refreshs, has_refreshed, stay },
  { "New…", show_policies, shows_dialog, NULL },
  { "Unlock Environments", show_keys, shows_unlock, NULL },
  { "Open", console_show_list, shows_object, stay },
  { "Menu of the Row", console_show_list, shows_row_menu, NULL },
  { "Copy the Identifier", console_show_list, has_copied, stay },
  { "Delete, After a Question", console_show_object, console_asks, NULL },
  { "Select All", console_show_list, selects, NULL },
  { "Select None", console_select_all, selects_none, NULL },
  { "Select or Not, While Rows Are Selected", console_select_all, selects_none, NULL },
  { "End Selecting", console_select_all, does_not_select, stay },
  { "Next", console_open_wizard, shows_second_step, console_close_wizard },
  { "Back to the Step Before", open_second_step, shows_first_step, console_close_wizard },
  { "Next, or the Last Step’s Verb", console_open_wizard, shows_second_step, console_close_wizard },
  { "First of What Needs Attention", show_keys, shows_overview, stay },
  { "Activity of the Shown Object", console_show_object, shows_activity, stay },
  { "Operations", show_keys, shows_operations, NULL },
  { "Sidebar", show_keys, console_hides_sidebar, show_sidebar },
  { "Next Area", console_select_all, is_in_bar, stay },
  { "Previous Area", console_select_all, is_in_chips, stay },
  { "Main Menu", show_keys, console_shows_main_menu, NULL },
  { "Preferences", show_keys, shows_preferences, NULL },
  { "Help for the Page", show_keys, shows_help, close_help },
  { "Keyboard Shortcuts", bear_warnings, shows_shortcuts, close_shortcuts },
  { "Close Window", open_another, is_closed, go_to_first },
  { "Seal Now", NULL, NULL, NULL },
  { "Quit", NULL, NULL, NULL },
};

static const Case *
find_case (const char *title)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].title, title))
      return &cases[i];
  g_error ("No test presses the keys of: %s", title);
}

static void
put_back (const Case *one)
{
  if (one->put_back != NULL) {
    one->put_back ();
    return;
  }
  console_press ("Escape");
  display_until (!one->has_done () && gtk_window_is_active (console.window));
}

static void
try_key (const Case *one, const char *key)
{
  if (one->set_up != NULL)
    one->set_up ();
  g_test_message ("%s: %s", one->title, key);
  display_until (gtk_window_is_active (display_window (GTK_TYPE_WINDOW)));
  console_press (key);
  display_until (one->has_done ());
  put_back (one);
  display_settle ();
}

/* "<Control>1...9" are as many. */
static void
try_range (const Case *one, const char *keys)
{
  const char *dots = strstr (keys, "...");

  for (char c = dots[-1]; c <= dots[strlen ("...")]; c++) {
    g_autofree char *key = g_strdup_printf ("%.*s%c", (int)(dots - keys) - 1, keys, c);

    try_key (one, key);
  }
}

/* (transfer full): the keys of a row of the window of shortcuts. */
static GStrv
get_keys (GtkShortcutsShortcut *row)
{
  g_autofree char *accelerator = NULL;
  g_autofree char *action = NULL;

  g_object_get (row, "accelerator", &accelerator, "action-name", &action, NULL);
  if (action != NULL)
    return gtk_application_get_accels_for_action (GTK_APPLICATION (console.application), action);
  return g_strsplit (accelerator, " ", -1);
}

static guint
try_row (GtkShortcutsShortcut *row)
{
  g_auto (GStrv) keys = get_keys (row);
  g_autofree char *title = NULL;
  const Case *one;

  g_object_get (row, "title", &title, NULL);
  one = find_case (title);
  g_assert_cmpuint (g_strv_length (keys), >, 0);
  for (guint i = 0; keys[i] != NULL && one->has_done != NULL; i++)
    if (strstr (keys[i], "...") != NULL)
      try_range (one, keys[i]);
    else
      try_key (one, keys[i]);
  return 1;
}

static gboolean
play_table_cb (gpointer data)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/keyhold/Keyhold/gtk/help-overlay.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);
  guint n = 0;

  console_wait ();
  for (GSList *l = objects; l != NULL; l = l->next)
    if (GTK_IS_SHORTCUTS_SHORTCUT (l->data))
      n += try_row (l->data);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (cases));
  g_assert_cmpuint (section, ==, 9);
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  static const ConsolePlay plays[] = { { "/shortcuts/table", play_table_cb } };

  return console_main (argc, argv, plays, G_N_ELEMENTS (plays));
}
