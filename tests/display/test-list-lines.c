/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a table: which of them have cells, what the others are like, and that cells stand
 * below their headings. */
#include "kh-list-cell.h"
#include "kh-list-line.h"
#include "kh-list-table.h"
#include "kh-list-test.h"

#define MANY 2000
#define ENVIRONMENT                                                                                \
  "{\"id\":\"00000000-0000-0000-0000-0000000%u\",\"name\":\"Many %u\",\"type\":\"Production\","    \
  "\"geo\":\"europe\",\"state\":\"Ready\",\"encryptionStatus\":\"NotEncrypted\"}"

static KhListTable *
show (List *self)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  display_wait_for_line (self->window, LIST_MARKUP);
  return display_find (self->window, KH_TYPE_LIST_TABLE, NULL);
}

static KhListTable *
show_many (List *self)
{
  KhListTable *table = show (self);

  list_invent (self, KH_ITEM_ENVIRONMENT, ENVIRONMENT, MANY);
  display_wait_for_line (self->window, "Many 00000");
  return table;
}

/* (transfer none): the list view that shows the rows. */
static GtkWidget *
find_view (List *self)
{
  return display_find (self->window, GTK_TYPE_LIST_VIEW, NULL);
}

/* (nullable): also of a row that cannot be seen. */
static KhListLine *
find_line (List *self, const char *name)
{
  GtkWidget *row = gtk_widget_get_first_child (find_view (self));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    KhListLine *line = kh_list_line_find (row);
    KhItem *item = line != NULL ? kh_list_line_get_item (line) : NULL;

    if (item != NULL && g_str_equal (kh_item_get_name (item), name))
      return line;
  }
  return NULL;
}

static gboolean
is_filled (List *self, const char *name)
{
  KhListLine *line = find_line (self, name);

  return line != NULL && kh_list_line_is_filled (line);
}

/* GTK 4.8 scrolls by where rows were put last. */
static void
scroll_to (List *self, guint position)
{
  display_settle ();
  gtk_widget_activate_action (find_view (self), "list.scroll-to-item", "u", position);
  display_settle ();
}

/* Rows that can be seen have cells, and few others; that is so wherever the list is scrolled to. */
static void
test_near (List *self, gconstpointer data)
{
  KhListTable *table = show_many (self);

  display_until (is_filled (self, "Many 00000") && is_filled (self, "Many 00010")
                 && kh_list_table_count_filled (table) < 50);
  g_assert_false (is_filled (self, "Many 00100"));
  scroll_to (self, MANY / 2);
  display_until (is_filled (self, "Many 01000"));
  display_until (kh_list_table_count_filled (table) < 60);
  g_assert_false (is_filled (self, "Many 00000"));
  scroll_to (self, MANY - 1);
  display_until (is_filled (self, "Many 01999"));
  display_until (!is_filled (self, "Many 01000") && kh_list_table_count_filled (table) < 60);
}

static int
get_height (KhListLine *line)
{
  int height = 0;

  gtk_widget_measure (GTK_WIDGET (line), GTK_ORIENTATION_VERTICAL, 340, &height, NULL, NULL, NULL);
  return height;
}

/* A row without cells has its name all the same, and is as high as one with cells. */
static void
test_far (List *self, gconstpointer data)
{
  KhListLine *far, *near;
  gboolean narrow = data != NULL;

  show_many (self);
  if (narrow) {
    display_resize (self->window, 360, 600);
    display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) == NULL);
  }
  display_until (is_filled (self, "Many 00000") && (far = find_line (self, "Many 00100")) != NULL
                 && !kh_list_line_is_filled (far));
  near = find_line (self, "Many 00000");
  g_assert_null (display_find (far, KH_TYPE_LIST_CELL, NULL));
  g_assert_nonnull (display_find (near, KH_TYPE_LIST_CELL, NULL));
  g_assert_cmpint (get_height (far), ==, get_height (near));
  g_assert_true (display_has_name (gtk_widget_get_parent (GTK_WIDGET (far)),
                                   "Many 00100, Production · Europe, Microsoft-managed, Ready"));
}

/* Nobody listens to each of ten thousand objects: those in rows are listened to by their lines. */
static void
test_listeners (List *self, gconstpointer data)
{
  guint notify = g_signal_lookup ("notify", G_TYPE_OBJECT);
  GQuark snapshot = g_quark_from_string ("snapshot");
  g_autoptr (KhItem) far = NULL;

  show_many (self);
  far = g_list_model_get_item (
      G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT)), MANY / 2);
  g_assert_true (g_signal_has_handler_pending (
      kh_list_line_get_item (find_line (self, "Many 00000")), notify, snapshot, TRUE));
  g_assert_false (g_signal_has_handler_pending (far, notify, snapshot, TRUE));
}

/* --- Headings ---------------------------------------------------------------------------------
 */

static void
get_extent (GtkWidget *widget, GtkWidget *root, int *x, int *width)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, root, &bounds));
  *x = (int)bounds.origin.x;
  *width = (int)bounds.size.width;
}

/* Each cell of the row called @name is below its heading and as wide, and within the row. */
static gboolean
is_in_columns (List *self, const char *name)
{
  GtkWidget *table = display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (table));
  KhListLine *line = find_line (self, name);
  GtkWidget *cell = line != NULL ? gtk_widget_get_first_child (GTK_WIDGET (line)) : NULL;
  int start = 0, end = 0;
  guint n = 0;

  if (line == NULL)
    return FALSE;
  get_extent (GTK_WIDGET (line), GTK_WIDGET (self->window), &start, &end);
  end += start;
  for (; cell != NULL && title != NULL; cell = gtk_widget_get_next_sibling (cell)) {
    int x, width, title_x, title_width;

    get_extent (cell, GTK_WIDGET (self->window), &x, &width);
    get_extent (title, GTK_WIDGET (self->window), &title_x, &title_width);
    if (x != title_x || width != title_width || x + width > end || width < 20)
      return FALSE;
    title = gtk_widget_get_next_sibling (title);
    n++;
  }
  return cell == NULL && title == NULL && n > 0;
}

static void
test_columns (List *self, gconstpointer data)
{
  GtkColumnView *columns;
  g_autoptr (GtkColumnViewColumn) geo = NULL;
  int x, before, after = 0;
  GtkWidget *cell;

  gtk_widget_set_default_direction (data != NULL ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  show (self);
  display_until (is_in_columns (self, "Sales") && is_in_columns (self, LIST_MARKUP));
  columns = display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL);
  geo = g_list_model_get_item (gtk_column_view_get_columns (columns), 2);
  cell = gtk_widget_get_first_child (GTK_WIDGET (find_line (self, "Sales")));
  cell = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (cell));
  get_extent (cell, GTK_WIDGET (self->window), &x, &before);
  /* As when it is dragged. */
  gtk_column_view_column_set_fixed_width (geo, before + 20);
  display_until ((get_extent (cell, GTK_WIDGET (self->window), &x, &after), after == before + 20)
                 && is_in_columns (self, "Sales"));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* A column is as wide as what it shows: no word is cut while there is room. */
static void
test_widest (List *self, gconstpointer data)
{
  GtkWidget *label;

  show (self);
  display_until (is_in_columns (self, LIST_MARKUP));
  label = display_find (display_find_line (self->window, LIST_MARKUP), GTK_TYPE_LABEL,
                        "Microsoft-managed");
  g_assert_nonnull (label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
  label = display_find (display_find_line (self->window, "Sales"), GTK_TYPE_LABEL, "United States");
  g_assert_nonnull (label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
}

static void
add (const char *path, gconstpointer data, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, data, list_start, test, list_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/lines/near", NULL, test_near);
  add ("/lines/far", NULL, test_far);
  add ("/lines/far-narrow", "narrow", test_far);
  add ("/lines/listeners", NULL, test_listeners);
  add ("/lines/columns", NULL, test_columns);
  add ("/lines/columns-rtl", "rtl", test_columns);
  add ("/lines/widest", NULL, test_widest);
  return g_test_run ();
}
