/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list page as a boxed list. */
#include "kh-list-rows.h"

#include "kh-facts.h"
#include "kh-list-check.h"
#include "kh-list-menu.h"
#include "kh-page.h"
#include "kh-text.h"
#include "kh-uri.h"

/* A list box keeps a widget for every row: so many are made at first, and with each Show More.
 * Trouble is among the first, and a search looks through all. */
#define ROWS_AT_ONCE 100
/* A row that is filled takes a millisecond to make: those that are in sight come at once, the
 * others in turns of the main loop. */
#define ROWS_A_TURN 16
/* So many rows are filled before it is known how many can be seen. */
#define FIRST_FILLED 16
/* Of a row while none is known: as the library's own have (pages.md 7.1). */
#define USUAL_HEIGHT 58

struct _KhListRows {
  AdwBin parent_instance;

  KhListOrder *order;       /* (owned) (nullable) */
  GtkSliceListModel *slice; /* (owned): of the order, what is shown */
  KhItem *focused;          /* (owned) (nullable): whose row had the focus before the rows change */
  gboolean narrow;
  guint wanted; /* rows that shall be there, if there are so many objects */
  guint idle;   /* makes more of them */
  guint filler; /* an idle */

  GtkScrolledWindow *scroller;
  GtkListBox *rows;
  GtkButton *more;
};

G_DEFINE_FINAL_TYPE (KhListRows, kh_list_rows, ADW_TYPE_BIN)

/* (nullable): the row after @row, or the first of all. */
static KhItemRow *
next_row (KhListRows *self, KhItemRow *row)
{
  GtkWidget *next = row != NULL ? gtk_widget_get_next_sibling (GTK_WIDGET (row))
                                : gtk_widget_get_first_child (GTK_WIDGET (self->rows));

  return next != NULL ? KH_ITEM_ROW (next) : NULL;
}

/* --- Filling ------------------------------------------------------------------------------------
 * Rows that can be seen have widgets, and half as many before and behind them. A row that was
 * filled keeps its height, so that nothing moves when it is emptied. */

static int
find_usual_height (KhListRows *self)
{
  for (KhItemRow *row = next_row (self, NULL); row != NULL; row = next_row (self, row)) {
    int height = kh_item_row_get_place (row);

    if (kh_item_row_is_filled (row) && height > 0)
      return height;
  }
  return USUAL_HEIGHT;
}

static gboolean
fill_near_cb (gpointer data)
{
  KhListRows *self = KH_LIST_ROWS (data);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (place), value = gtk_adjustment_get_value (place);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->rows));
  int usual = find_usual_height (self);
  double top = 0;

  self->filler = 0;
  if (page <= 0)
    return G_SOURCE_REMOVE;
  for (KhItemRow *row = next_row (self, NULL); row != NULL; row = next_row (self, row)) {
    int height = kh_item_row_get_place (row);
    double bottom = top + (height > 0 ? height : usual);

    if (bottom > value - page / 2 && top < value + page * 1.5)
      kh_item_row_set_filled (row, TRUE);
    else if ((bottom <= value - page || top >= value + page * 2) && GTK_WIDGET (row) != focus)
      kh_item_row_set_filled (row, FALSE);
    top = bottom;
  }
  return G_SOURCE_REMOVE;
}

/* Before the next frame: what comes in sight by itself is never seen empty. */
static void
fill_soon (KhListRows *self)
{
  if (self->filler == 0)
    self->filler = g_idle_add_full (GTK_PRIORITY_RESIZE, fill_near_cb, self, NULL);
}

guint
kh_list_rows_count_filled (KhListRows *self)
{
  guint n = 0;

  for (KhItemRow *row = next_row (self, NULL); row != NULL; row = next_row (self, row))
    if (kh_item_row_is_filled (row))
      n++;
  return n;
}

/* --- Rows ---------------------------------------------------------------------------------------
 */

static guint
count_all (KhListRows *self)
{
  return g_list_model_get_n_items (kh_list_order_get_model (self->order));
}

static void
show_more (KhListRows *self)
{
  guint n_all = count_all (self);
  g_autofree char *number = kh_text_number (n_all - MIN (n_all, self->wanted));
  g_autofree char *label = g_strdup_printf (_ ("Show More (%s not shown)"), number);

  gtk_button_set_label (self->more, label);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_all > self->wanted);
}

static gboolean
grow_cb (gpointer data)
{
  KhListRows *self = KH_LIST_ROWS (data);
  guint size = gtk_slice_list_model_get_size (self->slice);

  if (size < MIN (self->wanted, count_all (self))) {
    gtk_slice_list_model_set_size (self->slice, MIN (size + ROWS_A_TURN, self->wanted));
    return G_SOURCE_CONTINUE;
  }
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

/* After what is there was drawn. */
static void
grow_soon (KhListRows *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_LOW, grow_cb, self, NULL);
}

static void
on_changed_cb (KhListRows *self)
{
  show_more (self);
  grow_soon (self);
}

/* Other objects come: the first of them in this turn. */
static void
start_again (KhListRows *self)
{
  gtk_slice_list_model_set_size (self->slice, ROWS_A_TURN);
  grow_soon (self);
}

static void
on_more_clicked_cb (KhListRows *self)
{
  guint size = gtk_slice_list_model_get_size (self->slice);
  GtkListBoxRow *first;

  self->wanted += ROWS_AT_ONCE;
  grow_cb (self);
  on_changed_cb (self);
  first = gtk_list_box_get_row_at_index (self->rows, (int)size);
  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
refill_rows (KhListRows *self)
{
  for (KhItemRow *row = next_row (self, NULL); row != NULL; row = next_row (self, row))
    kh_item_row_refill (row);
}

static void
show_selected (KhListRows *self, KhItemRow *row)
{
  KhListSelection *selection = kh_list_order_get_selection (self->order);

  kh_item_row_set_selectable (row, kh_list_selection_is_active (selection),
                              kh_list_selection_contains (selection, kh_item_row_get_item (row)));
}

static void
on_selected_cb (KhListRows *self)
{
  for (KhItemRow *row = next_row (self, NULL); row != NULL; row = next_row (self, row))
    show_selected (self, row);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  KhListRows *self = KH_LIST_ROWS (data);
  GtkWidget *row = kh_item_row_new (item, kh_list_order_get_kind (self->order)->fill,
                                    kh_list_order_get_organization (self->order));

  kh_item_row_set_compact (KH_ITEM_ROW (row), self->narrow);
  show_selected (self, KH_ITEM_ROW (row));
  if (kh_list_rows_count_filled (self) < FIRST_FILLED)
    kh_item_row_set_filled (KH_ITEM_ROW (row), TRUE);
  else
    gtk_widget_set_size_request (row, -1, find_usual_height (self));
  return row;
}

void
kh_list_rows_set_narrow (KhListRows *self, gboolean narrow)
{
  self->narrow = narrow;
  for (KhItemRow *row = next_row (self, NULL); row != NULL; row = next_row (self, row))
    kh_item_row_set_compact (row, narrow);
}

static void
on_row_activated_cb (KhListRows *self, GtkListBoxRow *row)
{
  KhItem *item = kh_item_row_get_item (KH_ITEM_ROW (row));
  g_autofree char *uri = kh_uri_of_item (item);

  if (!kh_list_check_activate (self->order, item))
    kh_open_uri (GTK_WIDGET (self), uri);
}

/* The list box makes new rows for what has moved: the focus follows its object. */
static void
keep_focus_cb (KhListRows *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->rows));

  g_clear_object (&self->focused);
  if (focus != NULL)
    self->focused = g_object_ref (kh_item_row_get_item (KH_ITEM_ROW (focus)));
}

static void
return_focus_cb (KhListRows *self)
{
  g_autoptr (KhItem) focused = g_steal_pointer (&self->focused);
  GListModel *model = G_LIST_MODEL (self->slice);

  for (guint i = 0; focused != NULL && i < g_list_model_get_n_items (model); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (model, i);

    if (item == focused) {
      gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->rows, (int)i)));
      return;
    }
  }
}

static void
bind_rows (KhListRows *self)
{
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (self->scroller);
  GListModel *all = kh_list_order_get_model (self->order);
  GListModel *model;

  self->slice = gtk_slice_list_model_new (g_object_ref (all), 0, ROWS_A_TURN);
  self->wanted = ROWS_AT_ONCE;
  model = G_LIST_MODEL (self->slice);
  /* Signals are handled in the order of their connection: before the list box, and after it. */
  g_signal_connect_object (model, "items-changed", G_CALLBACK (keep_focus_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->rows, model, make_row, self, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (return_focus_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (fill_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (place, "changed", G_CALLBACK (fill_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (place, "value-changed", G_CALLBACK (fill_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (all, "items-changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
kh_list_rows_dispose (GObject *object)
{
  KhListRows *self = KH_LIST_ROWS (object);

  kh_list_menu_detach (GTK_WIDGET (self));
  kh_list_check_detach (GTK_WIDGET (self));
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->filler, g_source_remove);
  if (self->order != NULL) {
    gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
    g_signal_handlers_disconnect_by_data (kh_list_order_get_model (self->order), self);
    g_signal_handlers_disconnect_by_data (self->slice, self);
    g_signal_handlers_disconnect_by_data (gtk_scrolled_window_get_vadjustment (self->scroller),
                                          self);
    g_signal_handlers_disconnect_by_data (self->order, self);
    g_signal_handlers_disconnect_by_data (kh_list_order_get_selection (self->order), self);
  }
  g_clear_object (&self->slice);
  g_clear_object (&self->order);
  g_clear_object (&self->focused);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_LIST_ROWS);
  G_OBJECT_CLASS (kh_list_rows_parent_class)->dispose (object);
}

static void
kh_list_rows_class_init (KhListRowsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_list_rows_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-list-rows.ui");
  gtk_widget_class_bind_template_child (widget_class, KhListRows, scroller);
  gtk_widget_class_bind_template_child (widget_class, KhListRows, rows);
  gtk_widget_class_bind_template_child (widget_class, KhListRows, more);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
kh_list_rows_init (KhListRows *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_list_rows_new (KhListOrder *order)
{
  KhListRows *self = g_object_new (KH_TYPE_LIST_ROWS, NULL);

  self->order = g_object_ref (order);
  bind_rows (self);
  g_signal_connect_object (order, "changed", G_CALLBACK (refill_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_list_order_get_selection (order), "changed",
                           G_CALLBACK (on_selected_cb), self, G_CONNECT_SWAPPED);
  kh_list_menu_attach (GTK_WIDGET (self), order);
  kh_list_check_attach (GTK_WIDGET (self), order);
  g_signal_connect_object (order, "filtering", G_CALLBACK (start_again), self, G_CONNECT_SWAPPED);
  on_changed_cb (self);
  return GTK_WIDGET (self);
}
