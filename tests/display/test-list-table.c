/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of environments: what screen readers hear of its rows, filters, search, order by
 * heading and by trouble, and that selection, focus and place stay with their objects. */
#include "kh-list-table.h"
#include "kh-list-test.h"

#define ENVIRONMENT                                                                                \
  "{\"id\":\"00000000-0000-0000-0000-0000000%u\",\"name\":\"Many %u\",\"type\":\"Production\","    \
  "\"geo\":\"europe\",\"state\":\"Ready\",\"encryptionStatus\":\"NotEncrypted\"}"

static void
show (List *self)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  display_wait_for_line (self->window, LIST_MARKUP);
}

/* The list view, of columns or of lines, that can be seen. */
static GtkWidget *
find_view (gpointer root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = NULL;

    if (!gtk_widget_get_mapped (child))
      continue;
    if (g_str_equal (gtk_widget_get_css_name (child), "listview"))
      return child;
    found = find_view (child);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkSelectionModel *
get_selection (List *self)
{
  return kh_list_table_get_model (display_find (self->window, KH_TYPE_LIST_TABLE, NULL));
}

static guint
count_rows (List *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_selection (self)));
}

/* (transfer full): the name of the object at @position. */
static char *
name_at (List *self, guint position)
{
  g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (get_selection (self)), position);

  return g_strdup (kh_item_get_name (item));
}

static gboolean
is_at (List *self, guint position, const char *name)
{
  g_autofree char *there = name_at (self, position);

  return g_str_equal (there, name);
}

static void
test_names (List *self, gconstpointer data)
{
  show (self);
  g_assert_true (display_has_name (display_wait_for_line (self->window, LIST_MARKUP), LIST_MARKUP
                                   ", Production · United States, Microsoft-managed, Ready"));
  g_assert_true (display_has_name (display_wait_for_line (self->window, LIST_RTL), LIST_RTL
                                   ", Production · United States, Microsoft-managed, Ready"));
  g_assert_true (display_has_name (display_wait_for_line (self->window, "Sales"),
                                   "Sales, Production · United States · cmk, Encrypted, Ready"));
  /* Not what a line was told when it showed another one. */
  kh_page_search (self->page, "sales");
  display_settle ();
  g_assert_true (display_has_name (display_wait_for_line (self->window, "Sales"),
                                   "Sales, Production · United States · cmk, Encrypted, Ready"));
}

static void
test_cells (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self);
  row = display_wait_for_line (self->window, "Sales");
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Production"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "United States"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Yes"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "cmk"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Encrypted"));
  row = display_wait_for_line (self->window, LIST_MARKUP);
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "No"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Microsoft"));
}

/* What can be read is not told once more; what is cut off is. */
static void
test_cut (List *self, gconstpointer data)
{
  g_autofree char *name = g_strnfill (120, 'n');
  GtkTooltip *tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  GtkLabel *label;
  gboolean told;

  list_make_environment (self, name);
  show (self);
  label = display_find (display_wait_for_line (self->window, "Sales"), GTK_TYPE_LABEL, "Sales");
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (label)));
  g_signal_emit_by_name (label, "query-tooltip", 1, 1, FALSE, tooltip, &told);
  g_assert_false (told);
  label = display_find (display_wait_for_line (self->window, name), GTK_TYPE_LABEL, name);
  g_signal_emit_by_name (label, "query-tooltip", 1, 1, FALSE, tooltip, &told);
  g_assert_true (told);
  g_object_unref (tooltip);
}

/* Trouble comes first; selection and focus go with their object. */
static void
test_trouble (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self);
  g_assert_true (is_at (self, 0, LIST_MARKUP));
  g_assert_true (is_at (self, 1, "Sales"));
  row = display_wait_for_line (self->window, "Sales");
  g_assert_true (gtk_widget_grab_focus (row));
  gtk_selection_model_select_item (get_selection (self), 1, TRUE);
  list_lock (self);
  display_until (is_at (self, 0, "Sales"));
  display_until ((row = display_find_line (self->window, "Sales")) != NULL
                 && display_find (row, GTK_TYPE_LABEL, "Locked") != NULL);
  g_assert_true (gtk_selection_model_is_selected (get_selection (self), 0));
  g_assert_true (gtk_window_get_focus (self->window) == row);
}

static void
opened_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_free (*(char **)data);
  *(char **)data = g_variant_dup_string (parameter, NULL);
}

/* What Enter does in a row. */
static void
test_open (List *self, gconstpointer data)
{
  static const GActionEntry entries[] = {
    { .name = "open-uri", .activate = opened_cb, .parameter_type = "s" }
  };
  GtkWidget *row;
  g_autofree char *opened = NULL;

  show (self);
  row = display_wait_for_line (self->window, "Sales");
  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries),
                                   &opened);
  g_assert_true (gtk_widget_activate (row));
  display_until (opened != NULL);
  g_assert_true (g_str_has_prefix (opened, "keyhold:environments/"));
  g_assert_true (g_str_has_suffix (
      opened, kh_item_get_id (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"))));
}

static GtkColumnViewColumn *
find_column (List *self, const char *title)
{
  GListModel *columns =
      gtk_column_view_get_columns (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

    if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0)
      return column;
  }
  g_assert_not_reached ();
}

static void
sort (List *self, const char *title, GtkSortType direction)
{
  gtk_column_view_sort_by_column (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL),
                                  title != NULL ? find_column (self, title) : NULL, direction);
}

static void
test_headings (List *self, gconstpointer data)
{
  static const char *const titles[] = { "Name",       "Type", "Geo",  "Managed",
                                        "Encryption", "Key",  "State" };

  show (self);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    g_assert_nonnull (gtk_column_view_column_get_sorter (find_column (self, titles[i])));
  sort (self, "Name", GTK_SORT_ASCENDING);
  g_assert_true (is_at (self, 0, LIST_MARKUP) && is_at (self, 1, "Sales"));
  sort (self, "Name", GTK_SORT_DESCENDING);
  g_assert_true (is_at (self, 0, LIST_RTL) && is_at (self, 1, "Sales"));
  /* "cmk" before "Microsoft". */
  sort (self, "Key", GTK_SORT_ASCENDING);
  g_assert_true (is_at (self, 0, "Sales"));
  sort (self, "Key", GTK_SORT_DESCENDING);
  g_assert_true (is_at (self, 2, "Sales"));
  /* States go from worst to best. */
  list_lock (self);
  sort (self, "State", GTK_SORT_DESCENDING);
  display_until (is_at (self, 2, "Sales"));
  sort (self, "Managed", GTK_SORT_ASCENDING);
  g_assert_true (is_at (self, 2, "Sales"));
}

static void
test_chips (List *self, gconstpointer data)
{
  show (self);
  g_assert_cmpuint (count_rows (self), ==, 3);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "All 3");
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Locked 0");
  gtk_toggle_button_set_active (
      display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Customer key 1"), TRUE);
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_show_part (self->page, "chip=locked");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  kh_page_clear_filters (self->page);
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
  g_assert_cmpuint (count_rows (self), ==, 3);
  list_lock (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Locked 1");
}

/* Names, and what belongs to them; not what looks alike; whatever the case. */
static void
test_search (List *self, gconstpointer data)
{
  show (self);
  kh_page_search (self->page, "r&d <");
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_search (self->page, "EP-SALES");
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_search (self->page, "מכירות");
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_search (self->page, "nothing like it");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  kh_page_search (self->page, "");
  g_assert_cmpuint (count_rows (self), ==, 3);
}

static GtkWidget *
wait_for_menu (List *self, const char *label)
{
  GtkWidget *widget = display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, label);

  return gtk_widget_get_ancestor (widget, GTK_TYPE_MENU_BUTTON);
}

static void
check (List *self, const char *menu, const char *value)
{
  GtkWidget *button = wait_for_menu (self, menu);

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  gtk_check_button_set_active (display_wait_for (button, GTK_TYPE_CHECK_BUTTON, value), TRUE);
  display_settle ();
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  display_settle ();
}

/* A menu is released, whatever moment the page goes: opened and closed in one turn of the loop,
 * open, or with the focus in it. */
static void
test_menu_goes (List *self, gconstpointer data)
{
  for (guint i = 0; i < 4; i++) {
    DisplayWatch *watch;
    GtkWidget *button;

    show (self);
    display_settle ();
    button = wait_for_menu (self, "Geo");
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
    if (i >= 2)
      g_assert_true (gtk_widget_grab_focus (
          display_wait_for (button, GTK_TYPE_CHECK_BUTTON, "United States")));
    watch = display_watch (self->window);
    if (i % 2 == 0)
      gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
    gtk_window_destroy (g_steal_pointer (&self->window));
    display_assert_gone (watch);
  }
}

/* Values of a menu add up, menus and chips narrow each other down; a set one says what is chosen,
 * and the address of the page tells all of it. */
static void
test_menus (List *self, gconstpointer data)
{
  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT,
              "{\"location\":\"europe\",\"properties\":{\"displayName\":\"Nordwind\","
              "\"environmentSku\":\"Sandbox\",\"databaseType\":\"CommonDataService\"}}",
              201);
  show (self);
  display_wait_for_line (self->window, "Nordwind");
  check (self, "Geo", "Europe");
  g_assert_cmpuint (count_rows (self), ==, 1);
  g_assert_true (is_at (self, 0, "Nordwind"));
  g_assert_true (display_has_name (
      display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Geo: Europe"), "Geo: Europe"));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:environments?geo=europe");
  check (self, "Geo: Europe", "United States");
  g_assert_cmpuint (count_rows (self), ==, 4);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Geo: 2 chosen");
  check (self, "Type", "Production");
  g_assert_cmpuint (count_rows (self), ==, 3);
  check (self, "Policy", "ep-sales");
  g_assert_cmpuint (count_rows (self), ==, 1);
  g_assert_true (is_at (self, 0, "Sales"));
  kh_page_show_part (self->page, "chip=microsoft");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  g_assert_cmpstr (kh_page_get_uri (self->page), ==,
                   "keyhold:environments?chip=microsoft&type=Production&geo=europe"
                   "&geo=unitedstates&policy=ep-sales");
  kh_page_clear_filters (self->page);
  g_assert_cmpuint (count_rows (self), ==, 4);
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:environments");
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Geo");
}

/* An address shows what it tells, and the page tells the same address. */
static void
test_address (List *self, gconstpointer data)
{
  static const char *const uri =
      "keyhold:environments?chip=microsoft&geo=unitedstates&q=R%26D&sort=-name";

  show (self);
  kh_page_show_part (self->page, strchr (uri, '?') + 1);
  kh_page_search (self->page, "R&D");
  g_assert_cmpuint (count_rows (self), ==, 1);
  g_assert_true (is_at (self, 0, LIST_MARKUP));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, uri);
  kh_page_clear_filters (self->page);
  g_assert_true (is_at (self, 0, LIST_RTL));
}

static const char *
get_sort (List *self)
{
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (G_ACTION_GROUP (kh_page_get_actions (self->page)), "sort");

  return g_intern_string (g_variant_get_string (state, NULL));
}

/* The menu sorts too, and menu and headings tell the same. */
static void
test_sort_by (List *self, gconstpointer data)
{
  GActionGroup *actions;

  show (self);
  actions = G_ACTION_GROUP (kh_page_get_actions (self->page));
  g_assert_nonnull (kh_page_get_menu (self->page));
  g_assert_cmpstr (get_sort (self), ==, "trouble");
  sort (self, "Name", GTK_SORT_DESCENDING);
  g_assert_cmpstr (get_sort (self), ==, "name");
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:environments?sort=-name");
  g_action_group_change_action_state (actions, "sort", g_variant_new_string ("key"));
  g_assert_true (is_at (self, 0, "Sales"));
  g_assert_cmpstr (get_sort (self), ==, "key");
  g_action_group_change_action_state (actions, "sort", g_variant_new_string ("trouble"));
  g_assert_true (is_at (self, 0, LIST_MARKUP));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:environments");
  /* The heading that was chosen before can be chosen again. */
  sort (self, "Key", GTK_SORT_ASCENDING);
  g_assert_cmpstr (get_sort (self), ==, "key");
}

/* New objects come by themselves. */
static void
test_new_row (List *self, gconstpointer data)
{
  show (self);
  list_make_environment (self, "Archive");
  display_wait_for_line (self->window, "Archive");
  display_until (g_strcmp0 (kh_page_get_subtitle (self->page), "4 environments") == 0);
}

/* At 360 pixels each object is a line of its own with all that the columns said, and the selection
 * is the same; wide again, it is the table again. */
static void
test_narrow (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self);
  gtk_selection_model_select_item (get_selection (self), 1, TRUE);
  display_settle ();
  display_resize (self->window, 360, 600);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) == NULL);
  row = display_wait_for_line (self->window, "Sales");
  g_assert_true (
      display_has_name (row, "Sales, Production · United States · cmk, Encrypted, Ready"));
  g_assert_nonnull (
      display_find (row, GTK_TYPE_LABEL, "Production\u00a0· United States\u00a0· cmk"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Encrypted"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Ready"));
  g_assert_true (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  list_lock (self);
  display_until ((row = display_find_line (self->window, "Sales")) != NULL
                 && display_find (row, GTK_TYPE_LABEL, "Locked") != NULL);
  g_assert_true (gtk_widget_grab_focus (row));
  display_resize (self->window, 1100, 720);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) != NULL);
  row = display_wait_for_line (self->window, "Sales");
  display_until (gtk_window_get_focus (self->window) == row);
  g_assert_true (gtk_selection_model_is_selected (get_selection (self), 0));
}

/* Columns need more room for text that is larger: there are lines before anything is cut. */
static void
test_large_text (List *self, gconstpointer data)
{
  show (self);
  display_settle ();
  display_wait_whole (self->window);
  display_scale_text (2);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) == NULL);
  display_wait_for_line (self->window, "Sales");
  display_wait_whole (self->window);
  display_resize (self->window, 360, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  display_wait_for_line (self->window, "Sales");
  display_wait_whole (self->window);
  display_resize (self->window, 1100, 600);
  display_scale_text (1);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) != NULL);
}

static GtkAdjustment *
get_place (List *self)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (find_view (self->window)));
}

/* Widgets are made for what can be seen alone; the place in the list, the selection and the focus
 * stay while others come and go. */
static void
test_many (List *self, gconstpointer data)
{
  const guint n = 10000;
  GtkWidget *row, *view;
  double place;
  guint n_rows = 0;
  gint64 start;

  show (self);
  start = g_get_monotonic_time ();
  list_invent (self, KH_ITEM_ENVIRONMENT, ENVIRONMENT, n);
  display_wait_for_line (self->window, "Many 00000");
  g_test_message ("10,000 environments are shown after %d ms",
                  (int)((g_get_monotonic_time () - start) / 1000));
  g_assert_cmpuint (count_rows (self), ==, n);
  display_until (g_strcmp0 (kh_page_get_subtitle (self->page), "10000 environments") == 0);
  view = find_view (self->window);
  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_rows++;
  g_assert_cmpuint (n_rows, <, 500);
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", n / 2);
  row = display_wait_for_line (self->window, "Many 05000");
  g_assert_true (
      display_has_name (row, "Many 05000, Production · Europe, Microsoft-managed, Ready"));
  g_assert_true (gtk_widget_grab_focus (row));
  gtk_selection_model_select_item (get_selection (self), n / 2, TRUE);
  display_settle ();
  place = gtk_adjustment_get_value (get_place (self));
  g_assert_cmpfloat (place, >, 0);
  /* The same list is read again, with one more. */
  start = g_get_monotonic_time ();
  list_invent (self, KH_ITEM_ENVIRONMENT, ENVIRONMENT, n + 1);
  display_until (count_rows (self) == n + 1);
  g_test_message ("10,001 environments are read again after %d ms",
                  (int)((g_get_monotonic_time () - start) / 1000));
  display_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_value (get_place (self)), ==, place);
  row = display_wait_for_line (self->window, "Many 05000");
  g_assert_true (gtk_window_get_focus (self->window) == row);
  g_assert_true (gtk_selection_model_is_selected (get_selection (self), n / 2));
  /* Also when the columns turn into lines. */
  display_resize (self->window, 360, 600);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) == NULL);
  row = display_wait_for_line (self->window, "Many 05000");
  display_until (gtk_window_get_focus (self->window) == row);
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
  add ("/table/names", test_names);
  add ("/table/cells", test_cells);
  add ("/table/cut", test_cut);
  add ("/table/trouble", test_trouble);
  add ("/table/open", test_open);
  add ("/table/headings", test_headings);
  add ("/table/chips", test_chips);
  add ("/table/menus", test_menus);
  add ("/table/menu-goes", test_menu_goes);
  add ("/table/address", test_address);
  add ("/table/sort-by", test_sort_by);
  add ("/table/search", test_search);
  add ("/table/new-row", test_new_row);
  add ("/table/narrow", test_narrow);
  add ("/table/large-text", test_large_text);
  add ("/table/many", test_many);
  return g_test_run ();
}
