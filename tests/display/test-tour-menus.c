/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tour of the menus by keyboard alone: that of a row of each list, the verbs of a selection, and
 * what the main menu and the account lead to. */
#include "kh-tour-test.h"

#include "kh-account-button.h"
#include "kh-item-row.h"
#include "kh-section.h"
#include "kh-version-row.h"
#include "kh-window.h"

/* (nullable): the first row of what is in front, of a table or of lines. */
static GtkWidget *
find_row (GtkWidget *widget)
{
  const char *name = gtk_widget_get_css_name (widget);

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (KH_IS_ITEM_ROW (widget)
      || (g_str_equal (name, "row") && gtk_widget_get_focusable (widget)
          && !GTK_IS_LIST_BOX_ROW (widget)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_row (child);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* The list of @kind, the focus on its first row. Returns the title. */
static const char *
open_list (KhItemKind kind)
{
  guint n;
  guint i = 0;
  const KhSection *sections = kh_sections (&n);
  g_autofree char *key = NULL;

  while (i < n && sections[i].id != (KhSectionId)kind)
    i++;
  g_assert_cmpuint (i, <, n);
  key = g_strdup_printf ("<Control>%u", i + 1);
  console_press (key);
  display_until (console_shows (sections[i].title));
  display_until (find_row (GTK_WIDGET (console_page ())) != NULL);
  display_settle ();
  g_assert_true (gtk_widget_grab_focus (find_row (GTK_WIDGET (console_page ()))));
  return sections[i].title;
}

/* --- Several rows ---------------------------------------------------------------------------- */

static void
tour_selection (KhItemKind kind)
{
  const char *title = open_list (kind);
  g_autofree char *where = g_strconcat (title, ", selected", NULL);

  console_press ("<Control>a");
  display_until (kh_page_get_selection (console_page ()) != NULL);
  tour_page (where);
  console_press ("Escape");
  display_until (kh_page_get_selection (console_page ()) == NULL);
}

/* One environment is no Managed Environment, so that each verb has something to do. */
static gboolean
play_selections_cb (gpointer data)
{
  fixture_do (&console.fixture, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("Second"), 201);
  console_wait ();
  tour_selection (KH_ITEM_ENVIRONMENT);
  tour_selection (KH_ITEM_KEY);
  fixture_encrypt (&console.fixture, "Sales");
  tour_selection (KH_ITEM_OPERATION);
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* --- One row --------------------------------------------------------------------------------- */

/* There is something in each list since an environment was encrypted. */
static gboolean
play_rows_cb (gpointer data)
{
  console_wait ();
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    tour_row_menu (open_list ((KhItemKind)kind));
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* --- Rows inside of an object ---------------------------------------------------------------- */

static void
tour_row_of (const char *uri, const char *title, GType type, const char *row)
{
  GtkWidget *widget;
  g_autofree char *where = g_strdup_printf ("%s, %s", uri, row != NULL ? row : "version");

  console_show (uri, title);
  widget = display_wait_for (console.window, type, row);
  g_assert_true (gtk_widget_grab_focus (widget)
                 || gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD));
  tour_row_menu (where);
}

static gboolean
play_detail_rows_cb (gpointer data)
{
  fixture_do (&console.fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"opaque\"}", 200);
  console_wait ();
  tour_row_of ("keyhold:vaults/kv-sales", "kv-sales", ADW_TYPE_ACTION_ROW, "cmk");
  tour_row_of ("keyhold:vaults/kv-sales", "kv-sales", ADW_TYPE_ACTION_ROW, "smtp");
  tour_row_of ("keyhold:keys/kv-sales/cmk", "cmk", KH_TYPE_VERSION_ROW, NULL);
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* --- The main menu --------------------------------------------------------------------------- */

/* An entry of the main menu, which opens what @then looks at. */
static void
choose_in_main_menu (const char *label)
{
  console_press ("F10");
  display_until (console_shows_main_menu ());
  tour_choose (label);
}

static void
switch_account (void)
{
  GtkWidget *account = console_find (KH_TYPE_ACCOUNT_BUTTON);

  g_assert_true (gtk_widget_child_focus (account, GTK_DIR_TAB_FORWARD));
  console_press ("space");
  display_until (display_find (account, GTK_TYPE_POPOVER, NULL) != NULL);
  g_assert_true (
      gtk_widget_grab_focus (display_wait_for (account, GTK_TYPE_BUTTON, "Switch Account…")));
  console_press ("space");
  tour_dialog ("Switch Account");
}

static gboolean
play_main_menu_cb (gpointer data)
{
  static const char *const labels[] = { "Preferences", "Shift Clock…", "About Keyhold" };

  console_wait ();
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    choose_in_main_menu (labels[i]);
    tour_dialog (labels[i]);
  }
  choose_in_main_menu ("Organization Settings");
  display_until (console_asks ());
  display_wait_for (display_window (GTK_TYPE_WINDOW), GTK_TYPE_BUTTON, "Edit…");
  tour_deep_dialog ("Organization Settings");
  switch_account ();
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  static const ConsolePlay plays[] = { { "/tour/selections", play_selections_cb },
                                       { "/tour/rows", play_rows_cb },
                                       { "/tour/detail-rows", play_detail_rows_cb },
                                       { "/tour/main-menu", play_main_menu_cb } };

  return console_main (argc, argv, plays, G_N_ELEMENTS (plays));
}
