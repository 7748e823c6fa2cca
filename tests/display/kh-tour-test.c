/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tours by keyboard. */
#include "kh-tour-test.h"

#include <gdk/x11/gdkx.h>
#include <string.h>

#include "kh-refused-verb.h"
#include "kh-tour-walk.h"
#include "kh-window.h"

/* What has a key of its own, which test-shortcuts presses. */
static const char *const keyed[] = { "select",        "select-all",  "select-none",
                                     "end-selection", "focus-verbs", NULL };
/* What needs an estate that is in a certain state: the tour of the states. */
static const char *const of_states[] = { "cancel",
                                         "change-policy",
                                         "copy-secret",
                                         "delete-secret",
                                         "enable",
                                         "enable-managed",
                                         "enable-version",
                                         "fix",
                                         "follow-latest",
                                         "grant",
                                         "hand-over",
                                         "hide-secret",
                                         "move-pin",
                                         "new-secret-version",
                                         "plan-move",
                                         "purge",
                                         "purge-key",
                                         "purge-secret",
                                         "re-enable",
                                         "recover",
                                         "recover-key",
                                         "recover-secret",
                                         "remove-policy",
                                         "remove-reader",
                                         "repair",
                                         "retry",
                                         "unlock",
                                         "reveal-secret",
                                         NULL };

/* --- What a page can do ---------------------------------------------------------------------- */

static gboolean
menu_has (GMenuModel *menu, const char *action)
{
  for (int i = 0; menu != NULL && i < g_menu_model_get_n_items (menu); i++) {
    g_autofree char *name = NULL;
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
    g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SUBMENU);

    g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name);
    if (g_strcmp0 (name, action) == 0 || menu_has (section, action) || menu_has (below, action))
      return TRUE;
  }
  return FALSE;
}

/* Chips with a menu have theirs in a popover. */
static gboolean
leads_to (GtkWidget *widget, const char *action)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (GTK_IS_ACTIONABLE (widget)
      && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return TRUE;
  return GTK_IS_MENU_BUTTON (parent)
         && menu_has (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (parent)), action);
}

static GHashTable *offered, *reached; /* names of actions of any page */

static void
note_acts (GPtrArray *met)
{
  GActionGroup *group = G_ACTION_GROUP (kh_page_get_actions (console_page ()));
  GMenuModel *menu = kh_page_get_menu (console_page ());
  g_auto (GStrv) names = g_action_group_list_actions (group);

  if (offered == NULL) {
    offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  }
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *action = g_strconcat ("page.", names[i], NULL);
    gboolean found = menu != NULL && menu_has (menu, action);

    g_hash_table_add (offered, g_strdup (names[i]));
    for (guint k = 0; k < met->len && !found; k++)
      found = leads_to (met->pdata[k], action);
    if (found)
      g_hash_table_add (reached, g_strdup (names[i]));
  }
}

void
tour_check_pages (void)
{
  g_autoptr (GString) lost = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name = NULL;

  g_hash_table_iter_init (&iter, offered);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (reached, name) && !g_strv_contains (keyed, name)
        && !g_strv_contains (of_states, name))
      g_string_append_printf (lost, " page.%s", (const char *)name);
  if (lost->len > 0)
    g_error ("Out of reach of the keyboard:%s", lost->str);
}

void
tour_check_states (void)
{
  g_autoptr (GString) lost = g_string_new (NULL);

  for (guint i = 0; of_states[i] != NULL; i++)
    if (reached == NULL || !g_hash_table_contains (reached, of_states[i]))
      g_string_append_printf (lost, " page.%s", of_states[i]);
  if (lost->len > 0)
    g_error ("Out of reach of the keyboard:%s", lost->str);
}

/* --- What asks ------------------------------------------------------------------------------- */

static gboolean
is_back (void)
{
  return !console_asks () && gtk_window_is_active (console.window);
}

static void
check_dialog (GtkWindow *above, const char *what)
{
  g_autoptr (GPtrArray) met = NULL;

  display_settle ();
  /* That of GTK is not ours to name. */
  if (GTK_IS_FILE_CHOOSER (above))
    return;
  met = tour_walk (above);
  g_assert_cmpuint (met->len, >, 1);
  tour_check_window (above, met, what);
}

void
tour_dialog (const char *what)
{
  display_until (console_asks ());
  check_dialog (display_window (GTK_TYPE_WINDOW), what);
  console_press ("Escape");
  display_until (is_back ());
}

/* Opens it by the keyboard, looks at what asks, and says no. */
static void
open_and_cancel (GtkWidget *button, const char *name, const char *where)
{
  g_autofree char *what = g_strconcat (where, ", ", name, NULL);

  g_assert_true (gtk_widget_grab_focus (button));
  g_test_message ("%s", what);
  console_press ("space");
  tour_dialog (what);
}

static gboolean only_states;

void
tour_only_states (void)
{
  only_states = TRUE;
}

static gboolean
asks (GtkWidget *widget, const char *name)
{
  const char *action;

  if (!GTK_IS_BUTTON (widget) || GTK_IS_TOGGLE_BUTTON (widget) || !g_str_has_suffix (name, "…")
      || !gtk_widget_is_sensitive (widget))
    return FALSE;
  action = gtk_actionable_get_action_name (GTK_ACTIONABLE (widget));
  return !only_states || action == NULL || !g_str_has_prefix (action, "page.")
         || g_strv_contains (of_states, action + strlen ("page."));
}

/* FALSE: it was tried before in a window of this title. The verbs of a selection have no action. */
static gboolean
try_first (GtkWidget *verb, const char *name)
{
  static GHashTable *tried = NULL;
  const char *action = gtk_actionable_get_action_name (GTK_ACTIONABLE (verb));

  if (tried == NULL)
    tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return g_hash_table_add (
      tried,
      g_strdup_printf ("%s %s", gtk_window_get_title (GTK_WINDOW (gtk_widget_get_root (verb))),
                       action != NULL ? action : name));
}

/* (nullable): a verb below @widget that asks and was not tried. A page makes its groups anew: they
 * are looked for each time. */
static GtkWidget *
find_verb (GtkWidget *widget)
{
  g_autofree char *name = NULL;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return NULL;
  name = GTK_IS_BUTTON (widget) ? display_name (widget) : NULL;
  if (name != NULL && asks (widget, name) && try_first (widget, name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_verb (child);

    if (found != NULL)
      return found;
  }
  return NULL;
}

void
tour_page (const char *where)
{
  g_autoptr (GPtrArray) met = NULL;
  GtkWidget *verb = NULL;

  display_settle ();
  met = tour_walk (console.window);
  tour_check_window (console.window, met, where);
  note_acts (met);
  while ((verb = find_verb (GTK_WIDGET (console.window))) != NULL) {
    g_autofree char *name = display_name (verb);

    open_and_cancel (verb, name, where);
  }
}

void
tour_open (const char *uri)
{
  kh_window_open_uri (KH_WINDOW (console.window), uri);
  display_until (g_strcmp0 (kh_page_get_uri (console_page ()), uri) == 0
                 && kh_page_get_state (console_page ()) == KH_PAGE_READY);
  tour_page (uri);
}

/* What stands above the dialog. */
static gboolean
is_above (GtkWindow *dialog)
{
  GtkWindow *newest = display_window (GTK_TYPE_WINDOW);

  return newest != dialog && gtk_window_is_active (newest);
}

/* As Alt+Tab does: after a dialog of a dialog xfwm4 gives the keyboard to the lowest window. */
static void
activate (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_autofree char *line =
      g_strdup_printf ("xdotool windowactivate %lu", gdk_x11_surface_get_xid (surface));

  g_assert_true (g_spawn_command_line_sync (line, NULL, NULL, NULL, NULL));
  display_until (gtk_window_is_active (window));
  display_settle ();
}

void
tour_deep_dialog (const char *what)
{
  GtkWidget *verb = NULL;
  GtkWindow *dialog;

  display_until (console_asks ());
  dialog = display_window (GTK_TYPE_WINDOW);
  check_dialog (dialog, what);
  while ((verb = find_verb (GTK_WIDGET (dialog))) != NULL) {
    g_autofree char *name = display_name (verb);
    g_autofree char *inner = g_strconcat (what, ", ", name, NULL);

    g_test_message ("%s", inner);
    g_assert_true (gtk_widget_grab_focus (verb));
    console_press ("space");
    display_until (is_above (dialog));
    check_dialog (display_window (GTK_TYPE_WINDOW), inner);
    console_press ("Escape");
    display_until (display_window (GTK_TYPE_WINDOW) == (gpointer)dialog);
    activate (dialog);
  }
  console_press ("Escape");
  display_until (is_back ());
}

/* --- Menus ----------------------------------------------------------------------------------- */

/* It has the keyboard a moment after it is there. */
static GtkWidget *
wait_menu (void)
{
  GtkWidget *menu = display_wait_for (console.window, GTK_TYPE_POPOVER_MENU, NULL);

  display_until (tour_focus (console.window) != NULL
                 && gtk_widget_is_ancestor (tour_focus (console.window), menu));
  display_settle ();
  return menu;
}

/* As the key Down does. */
static GtkWidget *
next_entry (GtkWidget *menu)
{
  g_signal_emit_by_name (menu, "move-focus", GTK_DIR_DOWN);
  return tour_focus (console.window);
}

void
tour_choose (const char *label)
{
  GtkWidget *menu = wait_menu ();
  GtkWidget *at = NULL;
  g_autofree char *name = NULL;

  for (guint i = 0; i < TOUR_MANY && g_strcmp0 (name, label) != 0; i++) {
    at = next_entry (menu);
    g_free (name);
    name = display_name (at);
  }
  g_assert_cmpstr (name, ==, label);
  console_press ("Return");
  display_until (!gtk_widget_get_mapped (menu));
}

/* (transfer full): labels of the entries of the open menu that can be chosen, in their order. */
static GPtrArray *
read_menu (const char *where)
{
  g_autoptr (GPtrArray) met = g_ptr_array_new ();
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *menu = wait_menu ();

  while (tour_meet (met, next_entry (menu)))
    if (!KH_IS_REFUSED_VERB (tour_focus (console.window)))
      g_ptr_array_add (labels, display_name (tour_focus (console.window)));
  tour_check_names (met, where);
  return labels;
}

void
tour_row_menu (const char *where)
{
  g_autoptr (GPtrArray) labels = NULL;

  console_press ("<Shift>F10");
  labels = read_menu (where);
  g_assert_cmpuint (labels->len, >, 1);
  console_press ("Escape");
  for (guint i = 0; i < labels->len; i++) {
    const char *label = labels->pdata[i];
    g_autofree char *what = g_strconcat (where, ", ", label, NULL);

    if (!g_str_has_suffix (label, "…"))
      continue;
    display_until (console_find (GTK_TYPE_POPOVER_MENU) == NULL);
    g_test_message ("%s", what);
    console_press ("Menu");
    tour_choose (label);
    tour_dialog (what);
  }
}
