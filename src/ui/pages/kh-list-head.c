/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headings of a table. */
#include "kh-list-head.h"

#include "kh-rows.h"
#include "kh-text.h"

#define NO_COLUMN G_MAXUINT

/* A heading: what GTK asks when it is sorted by. */
typedef struct {
  KhListHead *head;            /* (not owned) */
  GtkColumnViewColumn *column; /* (not owned): of the column view */
  GtkWidget *widest;           /* (not owned) (nullable): a cell that is never shown; the column is
                                * as wide as it */
  guint index;
  int x, width;
} Heading;

struct _KhListHead {
  AdwBin parent_instance;

  KhListOrder *order; /* (owned) (nullable) */
  GtkColumnView *view;
  GPtrArray *headings; /* (owned) (element-type Heading) */
  guint asked;         /* the first heading that GTK asks, or NO_COLUMN */
};

G_DEFINE_FINAL_TYPE (KhListHead, kh_list_head, ADW_TYPE_BIN)

static Heading *
get_heading (KhListHead *self, guint column)
{
  return g_ptr_array_index (self->headings, column);
}

/* --- Sorting ------------------------------------------------------------------------------------
 * GTK 4.8 does not tell which heading was chosen: the sorter made of all headings is asked to
 * compare any two objects, and the first heading that it asks is the chosen one. */

static int
tell_heading (gconstpointer a, gconstpointer b, gpointer data)
{
  Heading *heading = data;

  if (heading->head->asked == NO_COLUMN)
    heading->head->asked = heading->index;
  return -1;
}

static guint
find_chosen (KhListHead *self, gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  self->asked = NO_COLUMN;
  *descending = gtk_sorter_compare (sorter, self, self->view) == GTK_ORDERING_LARGER;
  return self->asked;
}

static void
on_heading_chosen_cb (KhListHead *self)
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
on_sorted_cb (KhListHead *self)
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
  gtk_column_view_sort_by_column (self->view,
                                  wanted != NO_COLUMN ? get_heading (self, wanted)->column : NULL,
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* --- Widths -------------------------------------------------------------------------------------
 * The only row of the column view holds the widest cells, and is hidden: GTK measures them, shares
 * out what room there is, and lets columns be dragged. */

static int
measure_content (KhListCell *cell)
{
  int natural = 0;

  gtk_widget_measure (adw_bin_get_child (ADW_BIN (cell)), GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                      &natural, NULL, NULL);
  return natural;
}

void
kh_list_head_widen (KhListHead *self, guint column, KhListCell *cell, KhItem *item)
{
  KhListCell *widest = KH_LIST_CELL (get_heading (self, column)->widest);

  if (widest == NULL || measure_content (cell) <= measure_content (widest))
    return;
  kh_list_cell_fill (widest, item);
}

gboolean
kh_list_head_note_places (KhListHead *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = gtk_widget_get_first_child (header);
  gboolean changed = FALSE;

  for (guint i = 0; title != NULL && i < self->headings->len; i++) {
    Heading *heading = get_heading (self, i);
    graphene_rect_t bounds;

    if (gtk_widget_compute_bounds (title, header, &bounds)) {
      int x = (int)bounds.origin.x, width = (int)bounds.size.width;

      changed |= x != heading->x || width != heading->width;
      heading->x = x;
      heading->width = width;
    }
    title = gtk_widget_get_next_sibling (title);
  }
  return changed;
}

void
kh_list_head_get_place (KhListHead *self, guint column, int *x, int *width)
{
  *x = get_heading (self, column)->x;
  *width = get_heading (self, column)->width;
}

static void
set_up_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Heading *heading)
{
  heading->widest = kh_list_cell_new (heading->head->order, heading->index);
  gtk_list_item_set_child (list_item, heading->widest);
}

static void
tear_down_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Heading *heading)
{
  heading->widest = NULL;
}

/* --- The class ----------------------------------------------------------------------------------
 */

static void
add_column (KhListHead *self, guint index)
{
  const KhListColumn *column = &kh_list_order_get_kind (self->order)->columns[index];
  Heading *heading = g_new0 (Heading, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (tell_heading, heading, NULL));

  g_ptr_array_add (self->headings, heading);
  heading->head = self;
  heading->index = index;
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), heading);
  g_signal_connect (factory, "teardown", G_CALLBACK (tear_down_cb), heading);
  heading->column = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_sorter (heading->column, sorter);
  gtk_column_view_column_set_resizable (heading->column, TRUE);
  gtk_column_view_column_set_expand (heading->column, index == 0);
  gtk_column_view_append_column (self->view, heading->column);
  g_object_unref (heading->column);
}

static void
kh_list_head_dispose (GObject *object)
{
  KhListHead *self = KH_LIST_HEAD (object);

  if (self->order != NULL) {
    g_signal_handlers_disconnect_by_data (self->order, self);
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
    /* Cells and headings call back into this object. */
    for (guint i = self->headings->len; i-- > 0;)
      gtk_column_view_remove_column (self->view, get_heading (self, i)->column);
    gtk_column_view_set_model (self->view, NULL);
  }
  g_clear_object (&self->order);
  G_OBJECT_CLASS (kh_list_head_parent_class)->dispose (object);
}

static void
kh_list_head_finalize (GObject *object)
{
  g_ptr_array_unref (KH_LIST_HEAD (object)->headings);
  G_OBJECT_CLASS (kh_list_head_parent_class)->finalize (object);
}

static void
kh_list_head_class_init (KhListHeadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_list_head_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_list_head_finalize;
}

static void
kh_list_head_init (KhListHead *self)
{
  self->headings = g_ptr_array_new_with_free_func (g_free);
}

static void
add_view (KhListHead *self)
{
  g_autoptr (GObject) one = g_object_new (G_TYPE_OBJECT, NULL);
  GListStore *store = g_list_store_new (G_TYPE_OBJECT);
  GtkWidget *view =
      gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (store))));

  g_list_store_append (store, one);
  self->view = GTK_COLUMN_VIEW (view);
  gtk_widget_add_css_class (view, "data-table");
  gtk_widget_add_css_class (view, "kh-head");
  gtk_widget_set_visible (gtk_widget_get_last_child (view), FALSE);
  adw_bin_set_child (ADW_BIN (self), view);
}

GtkWidget *
kh_list_head_new (KhListOrder *order)
{
  KhListHead *self = g_object_new (KH_TYPE_LIST_HEAD, NULL);

  self->order = g_object_ref (order);
  add_view (self);
  for (guint i = 0; i < kh_list_order_get_kind (order)->n_columns; i++)
    add_column (self, i);
  /* The row of headings would be called by its class. */
  kh_set_name (GTK_WIDGET (self->view), _ (kh_list_order_get_kind (order)->title));
  kh_set_name (gtk_widget_get_first_child (GTK_WIDGET (self->view)), _ ("Headings"));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (on_heading_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (order, "sorted", G_CALLBACK (on_sorted_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
