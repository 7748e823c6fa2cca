/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console as a program, in the process of a test. */
#include "kh-console-test.h"

#include "kh-content.h"
#include "kh-selection-bar.h"
#include "kh-sidebar.h"
#include "kh-ui.h"
#include "kh-window.h"
#include "kh-wizard.h"

Console console;

static gpointer
host_make (const char *data_dir, gint64 clock_offset)
{
  return &console.fixture;
}

static void
host_free (gpointer data)
{
}

static gboolean
host_create (gpointer data, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  return TRUE;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  if (!g_atomic_int_get (&console.sealed))
    return g_strdup (console.fixture.token);
  kh_set_error_facts (error, KH_ERROR_SEALED, NULL, NULL, NULL, "It is sealed");
  return NULL;
}

static const KhSessionHost host = { host_make, host_free, host_create, host_connect };

/* --- Keys ------------------------------------------------------------------------------------ */

/* As X names it: "ctrl+shift+a". */
void
console_press (const char *accelerator)
{
  g_autoptr (GString) line = g_string_new ("xdotool key ");
  GdkModifierType held;
  guint key;

  g_assert_true (gtk_accelerator_parse (accelerator, &key, &held));
  if (held & GDK_CONTROL_MASK)
    g_string_append (line, "ctrl+");
  if (held & GDK_ALT_MASK)
    g_string_append (line, "alt+");
  if (held & GDK_SHIFT_MASK)
    g_string_append (line, "shift+");
  g_string_append (line, key == GDK_KEY_Back ? "XF86Back" : gdk_keyval_name (key));
  g_assert_true (g_spawn_command_line_sync (line->str, NULL, NULL, NULL, NULL));
}

KhPage *
console_page (void)
{
  KhContent *content = display_wait_for (console.window, KH_TYPE_CONTENT, NULL);

  return kh_content_get_page (content);
}

gboolean
console_shows (const char *title)
{
  return console_page () != NULL && kh_page_get_state (console_page ()) != KH_PAGE_LOADING
         && g_strcmp0 (kh_page_get_title (console_page ()), title) == 0;
}

void
console_show (const char *uri, const char *title)
{
  kh_window_open_uri (KH_WINDOW (console.window), uri);
  display_until (console_shows (title));
  display_settle ();
}

gboolean
console_has_focus_in (gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (console.window);

  return widget != NULL && focus != NULL
         && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

void
console_wait (void)
{
  display_until (display_window (KH_TYPE_WINDOW) != NULL);
  console.window = display_window (KH_TYPE_WINDOW);
  display_until (gtk_window_is_active (console.window));
  display_until (console_shows (kh_page_get_title (console_page ())));
  display_settle ();
}

gpointer
console_find (GType type)
{
  return display_find (console.window, type, NULL);
}

void
console_show_list (void)
{
  console_show ("keyhold:environments", "Environments");
  gtk_widget_grab_focus (display_wait_for_line (console.window, "Sales"));
  display_settle ();
}

void
console_show_object (void)
{
  console_show ("keyhold:environments", "Environments");
  console_show ("keyhold:environments/Sales", "Sales");
}

void
console_select_all (void)
{
  console_show_list ();
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (console_page ()), "page.select-all", NULL));
  display_until (kh_page_get_selection (console_page ()) != NULL);
  display_settle ();
}

gboolean
console_searches (void)
{
  return console_has_focus_in (console_find (GTK_TYPE_SEARCH_ENTRY));
}

/* A question is a dialog of another class. */
gboolean
console_asks (void)
{
  GtkWindow *above = display_window (GTK_TYPE_WINDOW);

  return above != console.window && gtk_window_get_modal (above) && gtk_window_is_active (above);
}

gboolean
console_hides_sidebar (void)
{
  return console_find (KH_TYPE_SIDEBAR) == NULL;
}

/* Where the focus is, as a word. */
const char *
console_area (void)
{
  GtkWidget *focus = gtk_window_get_focus (console.window);

  if (console_has_focus_in (gtk_widget_get_parent (console_find (KH_TYPE_SIDEBAR))))
    return "sidebar";
  if (focus == NULL || !console_has_focus_in (console_page ()))
    return "elsewhere";
  if (gtk_widget_get_ancestor (focus, KH_TYPE_SELECTION_BAR) != NULL)
    return "bar";
  return GTK_IS_TOGGLE_BUTTON (focus) || GTK_IS_MENU_BUTTON (gtk_widget_get_parent (focus))
             ? "chips"
             : "list";
}

gboolean
console_shows_main_menu (void)
{
  return display_find (console.window, GTK_TYPE_POPOVER_MENU, NULL) != NULL;
}

/* Two steps on, so that there is a way in both directions. */
void
console_open_wizard (void)
{
  GtkWindow *wizard;

  console_show_object ();
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (console_page ()), "page.enable-key", NULL));
  display_until (display_window (KH_TYPE_WIZARD) != NULL);
  wizard = display_window (KH_TYPE_WIZARD);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Choose Environments");
  display_until (gtk_window_is_active (wizard));
}

void
console_close_wizard (void)
{
  gtk_window_destroy (display_window (KH_TYPE_WIZARD));
  display_until (display_window (KH_TYPE_WIZARD) == NULL);
}

static void
play (gconstpointer data)
{
  char *arguments[] = { (char *)"keyhold", (char *)"--data-dir", console.fixture.folder, NULL };

  g_atomic_int_set (&console.sealed, FALSE);
  console.application = kh_application_new (&host);
  g_idle_add (*(const GSourceFunc *)data, NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (console.application), 3, arguments), ==, 0);
  g_assert_null (display_window (GTK_TYPE_WINDOW));
  g_assert_finalize_object (console.application);
}

int
console_main (int argc, char **argv, const ConsolePlay *plays, guint n_plays)
{
  int status;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  kh_ui_init ();
  fixture_start_tenant (&console.fixture);
  fixture_make_estate (&console.fixture);
  for (guint i = 0; i < n_plays; i++)
    g_test_add_data_func (plays[i].path, &plays[i].function, play);
  status = g_test_run ();
  fixture_stop (&console.fixture);
  return status;
}
