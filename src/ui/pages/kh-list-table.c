/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list page as a table, and as lines where there is no room for columns. */
#include "kh-list-table.h"

#include "kh-fold-bin.h"
#include "kh-list-check.h"
#include "kh-list-layout.h"
#include "kh-list-menu.h"
#include "kh-page.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

/* Below this a name has no room beside the other columns; for text of the usual size. */
#define TABLE_WIDTH 720
/* So many rows are filled before it is known how many can be seen. */
#define FIRST_FILLED 16

struct _KhListTable {
  AdwBin parent_instance;

  KhListOrder *order;           /* (owned) (nullable) */
  GtkSelectionModel *selection; /* (owned) */
  KhListLines *lines;           /* (owned) */
  GtkWidget *box, *head;
  GtkScrolledWindow *scroller;
  GtkWidget *view; /* the list view */
  guint idle;
};

G_DEFINE_FINAL_TYPE (KhListTable, kh_list_table, ADW_TYPE_BIN)

static KhListLine *
get_line (KhListTable *self, guint index)
{
  return g_ptr_array_index (self->lines->lines, index);
}

/* --- Filling ------------------------------------------------------------------------------------
 * Rows that can be seen have cells, and half as many before and behind them. GTK maps those alone
 * that can be seen. */

/* FALSE while there are none. */
static gboolean
find_mapped (KhListTable *self, guint *first, guint *last)
{
  *first = G_MAXUINT;
  *last = 0;
  for (guint i = 0; i < self->lines->lines->len; i++) {
    KhListLine *line = get_line (self, i);

    if (kh_list_line_get_item (line) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (line)))
      continue;
    *first = MIN (*first, kh_list_line_get_position (line));
    *last = MAX (*last, kh_list_line_get_position (line));
  }
  return *first <= *last;
}

static gboolean
fill_near_cb (gpointer data)
{
  KhListTable *self = KH_LIST_TABLE (data);
  guint first, last, more;

  self->idle = 0;
  if (!find_mapped (self, &first, &last))
    return G_SOURCE_REMOVE;
  more = (last - first + 2) / 2;
  for (guint i = 0; i < self->lines->lines->len; i++) {
    KhListLine *line = get_line (self, i);
    guint position = kh_list_line_get_position (line);

    kh_list_line_set_filled (line, kh_list_line_get_item (line) != NULL && position + more >= first
                                       && position <= last + more);
  }
  return G_SOURCE_REMOVE;
}

static void
fill_soon (gpointer data)
{
  KhListTable *self = KH_LIST_TABLE (data);

  if (self->idle == 0)
    self->idle = g_idle_add_full (GDK_PRIORITY_REDRAW, fill_near_cb, self, NULL);
}

static guint
count_filled (KhListTable *self)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->lines->len; i++)
    if (kh_list_line_is_filled (get_line (self, i)))
      n++;
  return n;
}

/* --- Rows ---------------------------------------------------------------------------------------
 */

static void
on_activate_cb (KhListTable *self, guint position)
{
  g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *uri = item != NULL ? kh_uri_of_item (item) : NULL;

  if (uri != NULL && !kh_list_check_activate (self->order, item))
    kh_open_uri (GTK_WIDGET (self), uri);
}

static void
set_up_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, KhListTable *self)
{
  gtk_list_item_set_child (list_item, kh_list_line_new (self->lines, list_item));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, KhListTable *self)
{
  KhListLine *line = KH_LIST_LINE (gtk_list_item_get_child (list_item));

  if (count_filled (self) < FIRST_FILLED)
    kh_list_line_set_filled (line, TRUE);
  kh_list_line_set_item (line, gtk_list_item_get_item (list_item));
  fill_soon (self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  kh_list_line_set_item (KH_LIST_LINE (gtk_list_item_get_child (list_item)), NULL);
}

static GtkListItemFactory *
factory_new (KhListTable *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}

static void
on_changed_cb (KhListTable *self)
{
  for (guint i = 0; i < self->lines->lines->len; i++)
    kh_list_line_update (get_line (self, i));
}

static void
on_selected_cb (KhListTable *self)
{
  for (guint i = 0; i < self->lines->lines->len; i++)
    kh_list_line_mark (get_line (self, i));
}

/* --- Folding ------------------------------------------------------------------------------------
 */

static void
show_lines (KhListTable *self)
{
  gboolean narrow = self->lines->narrow;

  gtk_list_view_set_show_separators (GTK_LIST_VIEW (self->view), narrow);
  gtk_widget_remove_css_class (self->view, narrow ? "kh-rows" : "kh-lines");
  gtk_widget_add_css_class (self->view, narrow ? "kh-lines" : "kh-rows");
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

/* What has the focus stays where it can be seen. */
static void
scroll_to_focus (KhListTable *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (self->view);
  KhListLine *line = row != NULL ? kh_list_line_find (row) : NULL;
  KhItem *item = line != NULL ? kh_list_line_get_item (line) : NULL;
  guint position = item != NULL ? find_position (self, item) : GTK_INVALID_LIST_POSITION;

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
}

void
kh_list_table_set_narrow (KhListTable *self, gboolean narrow)
{
  if (self->lines->narrow == narrow)
    return;
  self->lines->narrow = narrow;
  show_lines (self);
  for (guint i = 0; i < self->lines->lines->len; i++)
    kh_list_line_fold (get_line (self, i));
  gtk_widget_queue_resize (self->box);
  scroll_to_focus (self);
  fill_soon (self);
}

int
kh_list_table_get_needed_width (gpointer data)
{
  KhListTable *self = KH_LIST_TABLE (data);
  int minimum;

  gtk_widget_measure (self->head, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return MAX (minimum, (int)(TABLE_WIDTH * kh_text_scale (GTK_WIDGET (self))));
}

GtkSelectionModel *
kh_list_table_get_model (KhListTable *self)
{
  return self->selection;
}

guint
kh_list_table_count_filled (KhListTable *self)
{
  return count_filled (self);
}

/* --- The class ----------------------------------------------------------------------------------
 */

static void
kh_list_table_dispose (GObject *object)
{
  KhListTable *self = KH_LIST_TABLE (object);

  kh_list_menu_detach (GTK_WIDGET (self));
  kh_list_check_detach (GTK_WIDGET (self));
  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->order != NULL) {
    g_signal_handlers_disconnect_by_data (self->order, self);
    g_signal_handlers_disconnect_by_data (kh_list_order_get_selection (self->order), self);
    self->lines->on_map = NULL;
    gtk_list_view_set_model (GTK_LIST_VIEW (self->view), NULL);
  }
  g_clear_object (&self->selection);
  g_clear_object (&self->order);
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (kh_list_table_parent_class)->dispose (object);
}

static void
kh_list_table_finalize (GObject *object)
{
  kh_list_lines_unref (KH_LIST_TABLE (object)->lines);
  G_OBJECT_CLASS (kh_list_table_parent_class)->finalize (object);
}

static void
kh_list_table_class_init (KhListTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_list_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_list_table_finalize;
}

static void
kh_list_table_init (KhListTable *self)
{
}

static GtkSelectionModel *
selection_new (KhListOrder *order)
{
  GtkSingleSelection *selection =
      gtk_single_selection_new (g_object_ref (kh_list_order_get_model (order)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  return GTK_SELECTION_MODEL (selection);
}

static void
add_view (KhListTable *self)
{
  self->view = gtk_list_view_new (g_object_ref (self->selection), factory_new (self));
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  kh_set_name (self->view, _ (kh_list_order_get_kind (self->order)->title));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate_cb), self,
                           G_CONNECT_SWAPPED);
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, self->view);
  show_lines (self);
}

static void
add_box (KhListTable *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_layout_manager (self->box, kh_list_layout_new (self->lines));
  gtk_box_append (GTK_BOX (self->box), self->head);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->scroller));
  adw_bin_set_child (ADW_BIN (self), self->box);
}

static void
follow (KhListTable *self)
{
  g_signal_connect_object (self->order, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_list_order_get_selection (self->order), "changed",
                           G_CALLBACK (on_selected_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
kh_list_table_new (KhListOrder *order)
{
  KhListTable *self = g_object_new (KH_TYPE_LIST_TABLE, NULL);

  self->order = g_object_ref (order);
  self->head = kh_list_head_new (order);
  self->lines = kh_list_lines_new (order, KH_LIST_HEAD (self->head));
  self->lines->on_map = fill_soon;
  self->lines->data = self;
  self->selection = selection_new (order);
  add_view (self);
  add_box (self);
  follow (self);
  kh_list_menu_attach (GTK_WIDGET (self), order);
  kh_list_check_attach (GTK_WIDGET (self), order);
  return GTK_WIDGET (self);
}
