/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list page as a table, and as lines where there is no room for columns. */
#include "kh-list-table.h"

#include "kh-facts.h"
#include "kh-fold-bin.h"
#include "kh-list-cell.h"
#include "kh-list-check.h"
#include "kh-list-menu.h"
#include "kh-page.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

#define NO_COLUMN G_MAXUINT
/* Below this a name has no room beside the other columns; for text of the usual size. */
#define TABLE_WIDTH 720
/* So many are waited for a row that shall be there with the next one. */
#define FRAMES 10

/* A heading: what GTK asks when it is sorted by. */
typedef struct {
  KhListTable *table;          /* (not owned) */
  GtkColumnViewColumn *column; /* (not owned): of the column view */
  guint index;
} Head;

struct _KhListTable {
  AdwBin parent_instance;

  KhListOrder *order;           /* (owned) (nullable) */
  GtkSelectionModel *selection; /* (owned) */
  GPtrArray *heads;             /* (owned) (element-type Head) */
  guint asked;                  /* the first heading that GTK asks, or NO_COLUMN */
  KhItem *focused;              /* (owned) (nullable): to be focused when its row is there */
  guint n_frames;               /* that were waited for it */

  GtkStack *stack;
  GtkColumnView *table;
  GtkScrolledWindow *lines;
};

G_DEFINE_FINAL_TYPE (KhListTable, kh_list_table, ADW_TYPE_BIN)

static void
on_activate_cb (KhListTable *self, guint position)
{
  g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *uri = item != NULL ? kh_uri_of_item (item) : NULL;

  if (uri != NULL && !kh_list_check_activate (self->order, item))
    kh_open_uri (GTK_WIDGET (self), uri);
}

/* Cells. */

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  kh_list_cell_set_item (KH_LIST_CELL (gtk_list_item_get_child (list_item)),
                         gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  kh_list_cell_set_item (KH_LIST_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static void
set_up_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Head *head)
{
  gtk_list_item_set_child (list_item, kh_list_cell_new (head->table->order, head->index));
}

static void
set_up_line_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, KhListTable *self)
{
  gtk_list_item_set_child (list_item, kh_list_line_new (self->order));
}

static GtkListItemFactory *
factory_new (GCallback set_up, gpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", set_up, data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}

/* Sorting. GTK 4.8 does not tell which heading was chosen: the sorter made of all headings is asked
 * to compare any two objects, and the first heading that it asks is the chosen one. */

static int
tell_head (gconstpointer a, gconstpointer b, gpointer data)
{
  Head *head = data;

  if (head->table->asked == NO_COLUMN)
    head->table->asked = head->index;
  return -1;
}

static guint
find_chosen (KhListTable *self, gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->table);

  self->asked = NO_COLUMN;
  *descending = gtk_sorter_compare (sorter, self, self->table) == GTK_ORDERING_LARGER;
  return self->asked;
}

static void
on_heading_chosen_cb (KhListTable *self)
{
  gboolean descending;
  guint index = find_chosen (self, &descending);

  if (index != NO_COLUMN)
    kh_list_order_set_sort (
        self->order,
        kh_list_order_find_sort (self->order,
                                 kh_list_order_get_kind (self->order)->columns[index].id),
        descending);
}

/* The headings show what was chosen elsewhere. */
static void
on_sorted_cb (KhListTable *self)
{
  const KhListKind *kind = kh_list_order_get_kind (self->order);
  gboolean descending, shown_descending;
  guint sort = kh_list_order_get_sort (self->order, &descending);
  guint shown = find_chosen (self, &shown_descending);
  guint wanted = NO_COLUMN;

  for (guint i = 0; sort > 0 && i < kind->n_columns; i++)
    if (g_strcmp0 (kind->columns[i].id, kind->sorts[sort].id) == 0)
      wanted = i;
  if (shown == wanted && (wanted == NO_COLUMN || shown_descending == descending))
    return;
  gtk_column_view_sort_by_column (
      self->table,
      wanted != NO_COLUMN ? ((Head *)g_ptr_array_index (self->heads, wanted))->column : NULL,
      descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
add_column (KhListTable *self, guint index)
{
  const KhListColumn *column = &kh_list_order_get_kind (self->order)->columns[index];
  Head *head = g_new0 (Head, 1);
  g_autoptr (GtkSorter) sorter = NULL;

  g_ptr_array_add (self->heads, head);
  head->table = self;
  head->index = index;
  head->column = gtk_column_view_column_new (_ (column->title),
                                             factory_new (G_CALLBACK (set_up_cell_cb), head));
  sorter = GTK_SORTER (gtk_custom_sorter_new (tell_head, head, NULL));
  gtk_column_view_column_set_sorter (head->column, sorter);
  gtk_column_view_column_set_resizable (head->column, TRUE);
  gtk_column_view_column_set_expand (head->column, index == 0);
  gtk_column_view_append_column (self->table, head->column);
  g_object_unref (head->column);
}

/* Folding. */

/* Built when it is needed first. */
static void
make_lines (KhListTable *self)
{
  GtkWidget *view = gtk_list_view_new (g_object_ref (self->selection),
                                       factory_new (G_CALLBACK (set_up_line_cb), self));

  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "kh-lines");
  kh_set_name (view, _ (kh_list_order_get_kind (self->order)->title));
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (self->lines, view);
}

/* What scrolls: the view of lines, or the one inside of the column view. */
static GtkWidget *
get_view (KhListTable *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "lines") == 0)
    return gtk_scrolled_window_get_child (self->lines);
  return gtk_widget_get_last_child (GTK_WIDGET (self->table));
}

static guint
find_position (KhListTable *self, KhItem *item)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (KhItem) other = g_list_model_get_item (model, i);

    if (other == item)
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* The row is made by the first allocation after the view was scrolled to it. */
static gboolean
focus_cb (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  KhListTable *self = KH_LIST_TABLE (data);
  GtkWidget *row = gtk_widget_get_first_child (view);

  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    KhListCell *cell = kh_list_cell_find (row);

    if (cell != NULL && kh_list_cell_get_item (cell) == self->focused && gtk_widget_get_mapped (row)
        && gtk_widget_grab_focus (row))
      break;
  }
  if (row == NULL && ++self->n_frames < FRAMES)
    return G_SOURCE_CONTINUE;
  g_clear_object (&self->focused);
  return G_SOURCE_REMOVE;
}

/* (nullable) (transfer full): what has the focus. */
static KhItem *
take_focused (KhListTable *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (get_view (self));
  KhListCell *cell = row != NULL ? kh_list_cell_find (row) : NULL;
  KhItem *item = cell != NULL ? kh_list_cell_get_item (cell) : NULL;

  return item != NULL ? g_object_ref (item) : NULL;
}

void
kh_list_table_set_narrow (KhListTable *self, gboolean narrow)
{
  KhItem *focused = take_focused (self);
  guint position = focused != NULL ? find_position (self, focused) : GTK_INVALID_LIST_POSITION;

  g_clear_object (&self->focused);
  self->focused = focused;
  self->n_frames = 0;
  if (narrow && gtk_scrolled_window_get_child (self->lines) == NULL)
    make_lines (self);
  gtk_stack_set_visible_child_name (self->stack, narrow ? "lines" : "table");
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_widget_activate_action (get_view (self), "list.scroll-to-item", "u", position);
  gtk_widget_add_tick_callback (get_view (self), focus_cb, self, NULL);
}

int
kh_list_table_get_needed_width (gpointer data)
{
  KhListTable *self = KH_LIST_TABLE (data);
  int minimum;

  gtk_widget_measure (GTK_WIDGET (self->table), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  return MAX (minimum, (int)(TABLE_WIDTH * kh_text_scale (GTK_WIDGET (self))));
}

static void
kh_list_table_dispose (GObject *object)
{
  KhListTable *self = KH_LIST_TABLE (object);

  kh_list_menu_detach (GTK_WIDGET (self));
  kh_list_check_detach (GTK_WIDGET (self));
  if (self->order != NULL) {
    g_signal_handlers_disconnect_by_data (self->order, self);
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->table), self);
    /* Cells and headings call back into this object. */
    for (guint i = self->heads->len; i-- > 0;)
      gtk_column_view_remove_column (self->table,
                                     ((Head *)g_ptr_array_index (self->heads, i))->column);
    gtk_scrolled_window_set_child (self->lines, NULL);
    gtk_column_view_set_model (self->table, NULL);
  }
  g_clear_object (&self->selection);
  g_clear_object (&self->focused);
  g_clear_object (&self->order);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_LIST_TABLE);
  G_OBJECT_CLASS (kh_list_table_parent_class)->dispose (object);
}

static void
kh_list_table_finalize (GObject *object)
{
  g_ptr_array_unref (KH_LIST_TABLE (object)->heads);
  G_OBJECT_CLASS (kh_list_table_parent_class)->finalize (object);
}

static void
kh_list_table_class_init (KhListTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_list_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_list_table_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-list-table.ui");
  gtk_widget_class_bind_template_child (widget_class, KhListTable, stack);
  gtk_widget_class_bind_template_child (widget_class, KhListTable, table);
  gtk_widget_class_bind_template_child (widget_class, KhListTable, lines);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
}

static void
kh_list_table_init (KhListTable *self)
{
  self->heads = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_list_table_new (KhListOrder *order)
{
  KhListTable *self = g_object_new (KH_TYPE_LIST_TABLE, NULL);
  const KhListKind *kind = kh_list_order_get_kind (order);
  GtkSingleSelection *selection;

  self->order = g_object_ref (order);
  selection = gtk_single_selection_new (g_object_ref (kh_list_order_get_model (order)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  self->selection = GTK_SELECTION_MODEL (selection);
  for (guint i = 0; i < kind->n_columns; i++)
    add_column (self, i);
  gtk_column_view_set_model (self->table, self->selection);
  kh_set_name (GTK_WIDGET (self->table), _ (kind->title));
  /* The row of headings would be called by its class. */
  kh_set_name (gtk_widget_get_first_child (GTK_WIDGET (self->table)), _ ("Headings"));
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed",
                           G_CALLBACK (on_heading_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (order, "sorted", G_CALLBACK (on_sorted_cb), self, G_CONNECT_SWAPPED);
  kh_list_menu_attach (GTK_WIDGET (self), order);
  kh_list_check_attach (GTK_WIDGET (self), order);
  return GTK_WIDGET (self);
}
