/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and the mouse do beside the table of shortcuts: how F6 goes round, typing on a list,
 * what asks for more than one key, and a narrow window.
 */
#include "kh-console-test.h"

#include "kh-dialog.h"
#include "kh-operations-button.h"
#include "kh-preferences.h"
#include "kh-sidebar.h"
#include "kh-wizard.h"

#include "kh-unseal-window.h"

/* --- Areas ----------------------------------------------------------------------------------- */

static gboolean
play_areas_cb (gpointer data)
{
  static const char *const there[] = { "bar", "sidebar", "chips", "list", "bar" };
  static const char *const back[] = { "list", "chips", "sidebar", "bar" };

  console_wait ();
  console_select_all ();
  g_assert_cmpstr (console_area (), ==, "list");
  for (guint i = 0; i < G_N_ELEMENTS (there); i++) {
    console_press ("F6");
    display_until (g_str_equal (console_area (), there[i]));
  }
  for (guint i = 0; i < G_N_ELEMENTS (back); i++) {
    console_press ("<Shift>F6");
    display_until (g_str_equal (console_area (), back[i]));
  }
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* --- Others ---------------------------------------------------------------------------------- */

/* A letter begins a search, Escape ends it and shows everything again. */
static gboolean
play_typing_cb (gpointer data)
{
  console_wait ();
  console_show_list ();
  console_press ("z");
  display_until (console_searches ());
  display_wait_for (console.window, GTK_TYPE_LABEL, "No Environments Found");
  console_press ("Escape");
  display_wait_for_line (console.window, "Sales");
  g_assert_false (console_searches ());
  /* What asks keeps Delete from text. */
  console_press ("<Control>f");
  display_until (console_searches ());
  console_press ("Delete");
  display_settle ();
  g_assert_false (console_asks ());
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* Only a list makes something new by one key. */
static gboolean
play_new_cb (gpointer data)
{
  console_wait ();
  console_show_object ();
  g_assert_cmpstr (kh_page_get_primary_action (console_page ()), ==, "page.enable-key");
  console_press ("<Control>n");
  console_press ("<Control>9");
  display_until (console_shows ("Recommendations"));
  g_assert_null (display_window (KH_TYPE_WIZARD));
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

static gboolean
play_mouse_cb (gpointer data)
{
  console_wait ();
  console_show_object ();
  g_assert_true (g_spawn_command_line_async ("xdotool mousemove 640 500 click 8", NULL));
  display_until (console_shows ("Environments"));
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* What loses something takes more than Ctrl+Return, or Return in an entry. */
static gboolean
play_deliberate_cb (gpointer data)
{
  GtkWindow *wizard;
  KhWizardPage *first_page;

  console_wait ();
  console_open_wizard ();
  wizard = display_window (KH_TYPE_WIZARD);
  first_page = kh_wizard_get_page (KH_WIZARD (wizard));
  g_assert_nonnull (gtk_window_get_default_widget (wizard));
  kh_wizard_page_set_verb (first_page, "_Lock");
  kh_wizard_page_set_deliberate (first_page, TRUE);
  g_assert_null (gtk_window_get_default_widget (wizard));
  console_press ("<Control>Return");
  display_settle ();
  g_assert_true (kh_wizard_get_page (KH_WIZARD (wizard)) == first_page);
  kh_wizard_page_set_verb (first_page, NULL);
  g_assert_nonnull (gtk_window_get_default_widget (wizard));
  console_press ("<Control>Return");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Choose a Key");
  console_close_wizard ();
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* The sidebar is a page of its own then. */
static gboolean
play_narrow_cb (gpointer data)
{
  console_wait ();
  console_show_list ();
  display_resize (console.window, 360, 720);
  display_until (console_hides_sidebar ());
  display_settle ();
  console_press ("F10");
  display_until (console_shows_main_menu ());
  console_press ("Escape");
  display_until (!console_shows_main_menu ());
  display_settle ();
  console_press ("<Control>2");
  display_until (console_hides_sidebar () && console_shows ("Environments"));
  console_press ("F9");
  display_until (!console_hides_sidebar ());
  console_press ("F6");
  display_until (console_hides_sidebar () && console_has_focus_in (console_page ()));
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

static gboolean
play_seal_cb (gpointer data)
{
  console_wait ();
  g_atomic_int_set (&console.sealed, TRUE);
  console_press ("<Control>l");
  display_until (display_window (KH_TYPE_UNSEAL_WINDOW) != NULL);
  display_until (gtk_window_is_active (display_window (KH_TYPE_UNSEAL_WINDOW)));
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  static const ConsolePlay plays[] = {
    { "/keys/areas", play_areas_cb },   { "/keys/typing", play_typing_cb },
    { "/keys/new", play_new_cb },       { "/keys/mouse", play_mouse_cb },
    { "/keys/narrow", play_narrow_cb }, { "/keys/deliberate", play_deliberate_cb },
    { "/keys/seal", play_seal_cb },
  };

  return console_main (argc, argv, plays, G_N_ELEMENTS (plays));
}
