/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tour of every page by keyboard alone: whatever a page can do now is reached by Tab and arrows,
 * by its menu or by a key; what asks opens, and goes by Escape. Everything that is met on the way,
 * in dialogs too, has a name, and no two mnemonics of a window are the same.
 *
 * What there is to do is asked of the pages themselves, so that a new act without a way fails here.
 */
#include "kh-console-test.h"

#include "kh-content.h"
#include "kh-section.h"
#include "kh-uri.h"
#include "kh-window.h"

/* More than any window has. */
#define MANY 500

/* What has a key of its own, which test-shortcuts presses. */
static const char *const keyed[] = { "select",        "select-all",  "select-none",
                                     "end-selection", "focus-verbs", NULL };
/* What this estate is not in the state for; the tests of its page press them. */
static const char *const elsewhere[] = { "cancel",
                                         "change-policy",
                                         "copy-secret",
                                         "delete-secret",
                                         "enable",
                                         "enable-managed",
                                         "enable-version",
                                         "fix",
                                         "grant",
                                         "hand-over",
                                         "hide-secret",
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

/* --- What is met ----------------------------------------------------------------------------- */

static GtkWidget *
focus_of (GtkWindow *window)
{
  return gtk_window_get_focus (window);
}

/* FALSE: it was met before. */
static gboolean
meet (GPtrArray *met, GtkWidget *widget)
{
  if (widget == NULL || g_ptr_array_find (met, widget, NULL))
    return FALSE;
  g_ptr_array_add (met, widget);
  return TRUE;
}

/* As the keys Tab and Down do. */
static GtkWidget *
tab (GtkWindow *window)
{
  g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
  return focus_of (window);
}

static GtkWidget *
down (GtkWindow *window, GtkWidget *box)
{
  g_signal_emit_by_name (box, "move-cursor", GTK_MOVEMENT_DISPLAY_LINES, 1, FALSE, FALSE);
  return focus_of (window);
}

/* From row to row, and through what each of them holds. */
static void
walk_box (GtkWindow *window, GtkWidget *row, GPtrArray *met)
{
  GtkWidget *box = gtk_widget_get_parent (row);

  while (row != NULL && GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_parent (row) == box) {
    GtkWidget *inside = tab (window);

    while (inside != NULL && gtk_widget_is_ancestor (inside, row) && meet (met, inside))
      inside = tab (window);
    gtk_widget_grab_focus (row);
    row = down (window, box);
    if (!meet (met, row))
      return;
  }
}

/* (element-type GtkWidget) (transfer container): once round. */
static GPtrArray *
walk (GtkWindow *window)
{
  GPtrArray *met = g_ptr_array_new ();

  gtk_window_set_focus (window, NULL);
  for (guint i = 0; i < MANY; i++) {
    GtkWidget *at = tab (window);

    if (!meet (met, at))
      return met;
    if (GTK_IS_LIST_BOX_ROW (at) && GTK_IS_LIST_BOX (gtk_widget_get_parent (at)))
      walk_box (window, at, met);
  }
  g_error ("Tab does not come round");
}

/* A label of its own, or words on it. */
static gboolean
has_name (GtkWidget *widget)
{
  g_autofree char *words = display_name (widget);

  return *words != '\0'
         || gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
check_names (GPtrArray *met, const char *where)
{
  /* Text inside an entry is named by what is around it. */
  for (guint i = 0; i < met->len; i++)
    if (!GTK_IS_TEXT (met->pdata[i]) && !has_name (met->pdata[i]))
      g_error ("%s: a %s in a %s has no name", where, G_OBJECT_TYPE_NAME (met->pdata[i]),
               G_OBJECT_TYPE_NAME (gtk_widget_get_parent (met->pdata[i])));
}

/* --- Mnemonics ------------------------------------------------------------------------------- */

/* An entry row has its title twice: above what was typed, and in its place. */
static gboolean
is_same_row (GtkWidget *a, GtkWidget *b)
{
  GtkWidget *row = gtk_widget_get_ancestor (a, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL && gtk_widget_is_ancestor (b, row);
}

static void
check_mnemonics (GtkWidget *widget, GHashTable *known, const char *where)
{
  guint key = GTK_IS_LABEL (widget) ? gtk_label_get_mnemonic_keyval (GTK_LABEL (widget))
                                    : GDK_KEY_VoidSymbol;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return;
  if (key != GDK_KEY_VoidSymbol && key != 0) {
    GtkWidget *other = g_hash_table_lookup (known, GUINT_TO_POINTER (key));

    if (other != NULL && !is_same_row (other, widget))
      g_error ("%s: Alt+%s is for %s and for %s", where, gdk_keyval_name (key),
               gtk_label_get_text (GTK_LABEL (other)), gtk_label_get_text (GTK_LABEL (widget)));
    g_hash_table_insert (known, GUINT_TO_POINTER (key), widget);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_mnemonics (child, known, where);
}

static void
check_window (GtkWindow *window, GPtrArray *met, const char *where)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  check_names (met, where);
  check_mnemonics (GTK_WIDGET (window), known, where);
}

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
static GHashTable *toured;            /* kinds of objects, from 1 */

static void
note_acts (GPtrArray *met)
{
  GActionGroup *group = G_ACTION_GROUP (kh_page_get_actions (console_page ()));
  GMenuModel *menu = kh_page_get_menu (console_page ());
  g_auto (GStrv) names = g_action_group_list_actions (group);

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

/* Every act of the pages has a way, here or where it is named. */
static void
check_acts (void)
{
  g_auto (GStrv) names = (GStrv)g_hash_table_get_keys_as_array (offered, NULL);
  guint n = g_hash_table_size (offered);

  g_autoptr (GString) lost = g_string_new (NULL);

  g_hash_table_steal_all (offered);
  for (guint i = 0; i < n; i++)
    if (!g_hash_table_contains (reached, names[i]) && !g_strv_contains (keyed, names[i])
        && !g_strv_contains (elsewhere, names[i]))
      g_string_append_printf (lost, " page.%s", names[i]);
  if (lost->len > 0)
    g_error ("Out of reach of the keyboard:%s", lost->str);
}

/* --- The tour -------------------------------------------------------------------------------- */

static gboolean
is_back (void)
{
  return !console_asks () && gtk_window_is_active (console.window);
}

/* Opens it by the keyboard, looks at what asks, and says no. */
static void
open_and_cancel (GtkWidget *button, const char *name, const char *where)
{
  g_autofree char *what = g_strconcat (where, ", ", name, NULL);
  g_autoptr (GPtrArray) met = NULL;
  GtkWindow *above;

  g_assert_true (gtk_widget_grab_focus (button));
  g_test_message ("%s", what);
  console_press ("space");
  display_until (console_asks ());
  display_settle ();
  above = display_window (GTK_TYPE_WINDOW);
  if (!GTK_IS_FILE_CHOOSER (above)) {
    met = walk (above);
    g_assert_cmpuint (met->len, >, 1);
    check_window (above, met, what);
  }
  console_press ("Escape");
  display_until (is_back ());
  display_settle ();
}

/* (nullable): the verb at @index of those that ask. A page makes its groups anew: they are looked
 * for each time. */
static GtkWidget *
find_verb (GPtrArray *met, guint index)
{
  for (guint i = 0; i < met->len; i++) {
    g_autofree char *name = display_name (met->pdata[i]);

    if (GTK_IS_BUTTON (met->pdata[i]) && !GTK_IS_TOGGLE_BUTTON (met->pdata[i])
        && g_str_has_suffix (name, "…") && gtk_widget_is_sensitive (met->pdata[i]) && index-- == 0)
      return met->pdata[i];
  }
  return NULL;
}

static void
tour_page (const char *where)
{
  GtkWidget *verb = NULL;
  guint index = 0;

  do {
    g_autoptr (GPtrArray) met = NULL;

    display_settle ();
    met = walk (console.window);
    check_window (console.window, met, where);
    note_acts (met);
    verb = find_verb (met, index++);
    if (verb != NULL) {
      g_autofree char *name = display_name (verb);

      open_and_cancel (verb, name, where);
    }
  } while (verb != NULL);
}

static gboolean
play_sections_cb (gpointer data)
{
  guint n;
  const KhSection *sections = kh_sections (&n);

  console_wait ();
  for (guint i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("<Control>%u", i + 1);

    console_press (key);
    display_until (console_shows (sections[i].title));
    tour_page (sections[i].title);
  }
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* The first object of each kind that there is one of. */
static void
tour_objects (KhOrganization *organization)
{
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    KhItemList *list = kh_organization_get_list (organization, (KhItemKind)kind);
    g_autoptr (KhItem) item = NULL;
    g_autofree char *uri = NULL;

    display_until (kh_item_list_get_state (list) == KH_LIST_READY);
    item = g_list_model_get_item (G_LIST_MODEL (list), 0);
    if (item == NULL)
      continue;
    uri = kh_uri_of_item (item);
    kh_window_open_uri (KH_WINDOW (console.window), uri);
    display_until (g_strcmp0 (kh_page_get_uri (console_page ()), uri) == 0
                   && kh_page_get_state (console_page ()) == KH_PAGE_READY);
    tour_page (uri);
    g_hash_table_add (toured, GUINT_TO_POINTER (kind + 1));
  }
}

static gboolean
play_objects_cb (gpointer data)
{
  KhOrganization *organization;

  console_wait ();
  organization = kh_page_get_organization (console_page ());
  tour_objects (organization);
  fixture_encrypt (&console.fixture, "Sales");
  display_until (kh_item_is (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "encryptionStatus", "Encrypted"));
  tour_objects (organization);
  g_assert_cmpuint (g_hash_table_size (toured), ==, KH_N_ITEM_KINDS);
  check_acts ();
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  static const ConsolePlay plays[] = { { "/tour/sections", play_sections_cb },
                                       { "/tour/objects", play_objects_cb } };

  offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  toured = g_hash_table_new (NULL, NULL);
  return console_main (argc, argv, plays, G_N_ELEMENTS (plays));
}
