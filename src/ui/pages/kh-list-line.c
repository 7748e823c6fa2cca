/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a table, with cells while it is filled. */
#include "kh-list-line.h"

#include "kh-check-mark.h"
#include "kh-list-cell.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Of a row that nothing is known of yet (pages.md 5). */
#define USUAL_HEIGHT 40

static void
lines_clear (gpointer data)
{
  g_ptr_array_unref (((KhListLines *)data)->lines);
}

KhListLines *
kh_list_lines_new (KhListOrder *order, KhListHead *head)
{
  KhListLines *self = g_rc_box_new0 (KhListLines);

  self->order = order;
  self->head = head;
  self->lines = g_ptr_array_new ();
  return self;
}

void
kh_list_lines_unref (KhListLines *self)
{
  g_rc_box_release_full (self, lines_clear);
}

struct _KhListLine {
  GtkWidget parent_instance;

  KhListLines *lines;     /* (owned) */
  GtkListItem *list_item; /* (not owned) */
  KhItem *item;           /* (owned) (nullable) */
  gulong handler;         /* of its snapshot */
  gboolean filled;        /* its children are cells */
};

G_DEFINE_FINAL_TYPE (KhListLine, kh_list_line, GTK_TYPE_WIDGET)

/* --- Size ---------------------------------------------------------------------------------------
 */

/* (nullable): a line that knows how high lines are. */
static KhListLine *
find_filled (KhListLine *self)
{
  for (guint i = 0; !self->filled && i < self->lines->lines->len; i++)
    if (kh_list_line_is_filled (self->lines->lines->pdata[i]))
      return self->lines->lines->pdata[i];
  return self->filled ? self : NULL;
}

static void
kh_list_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  KhListLine *self = KH_LIST_LINE (widget);
  KhListLine *filled = find_filled (self);
  gboolean vertical = orientation == GTK_ORIENTATION_VERTICAL;

  if (filled == NULL && vertical)
    *minimum = *natural = USUAL_HEIGHT;
  /* The headings are as wide as the columns. */
  if (filled == NULL || (!vertical && !self->lines->narrow))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (filled)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least = 0, usual = 0;

    gtk_widget_measure (child, orientation, self->lines->narrow ? for_size : -1, &least, &usual,
                        NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, usual);
  }
}

static GtkSizeRequestMode
kh_list_line_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
place (GtkWidget *child, int x, int width, int height)
{
  int least = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, 0, MAX (width, least), height }, -1);
}

static void
kh_list_line_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KhListLine *self = KH_LIST_LINE (widget);
  guint column = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int x = 0, size = width;

    if (!self->lines->narrow)
      kh_list_head_get_place (self->lines->head, column++, &x, &size);
    place (child, x, MIN (size, width - x), height);
  }
}

/* --- What it shows ------------------------------------------------------------------------------
 */

/* (nullable): the row's widget around. */
static GtkWidget *
find_row (KhListLine *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  while (row != NULL && g_strcmp0 (gtk_widget_get_css_name (row), "row") != 0)
    row = gtk_widget_get_parent (row);
  return row;
}

/* GTK 4.8 has no accessible label of list items, and says nothing of a row but "list item": the
 * row's widget around is told. */
void
kh_list_line_mark (KhListLine *self)
{
  KhListOrder *order = self->lines->order;
  KhListSelection *selection = kh_list_order_get_selection (order);
  GtkWidget *row = find_row (self);
  g_autofree char *name = NULL, *selected = NULL;
  gboolean is_selected;

  if (self->item == NULL || row == NULL)
    return;
  is_selected = kh_list_selection_contains (selection, self->item);
  name = kh_list_kind_name_item (kh_list_order_get_kind (order), self->item,
                                 kh_list_order_get_organization (order));
  selected = g_strdup_printf (_ ("%s, selected"), name);
  kh_set_name (row, is_selected ? selected : name);
  kh_check_mark_tell (row, kh_list_selection_is_active (selection), is_selected);
  if (self->filled)
    kh_list_cell_mark (KH_LIST_CELL (gtk_widget_get_first_child (GTK_WIDGET (self))), self->item);
}

static void
fill_cells (KhListLine *self)
{
  guint column = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    kh_list_cell_fill (KH_LIST_CELL (child), self->item);
    if (!self->lines->narrow)
      kh_list_head_widen (self->lines->head, column++, KH_LIST_CELL (child), self->item);
  }
}

void
kh_list_line_update (KhListLine *self)
{
  if (self->item == NULL)
    return;
  if (self->filled)
    fill_cells (self);
  kh_list_line_mark (self);
}

static void
add_cell (KhListLine *self, GtkWidget *cell, const char *style)
{
  if (style != NULL)
    gtk_widget_add_css_class (cell, style);
  gtk_widget_set_parent (cell, GTK_WIDGET (self));
}

static void
add_cells (KhListLine *self)
{
  KhListOrder *order = self->lines->order;

  if (self->lines->narrow)
    add_cell (self, kh_list_cell_new_line (order), NULL);
  for (guint i = 0; !self->lines->narrow && i < kh_list_order_get_kind (order)->n_columns; i++)
    add_cell (self, kh_list_cell_new (order, i), "kh-cell");
}

static void
remove_cells (KhListLine *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

void
kh_list_line_set_filled (KhListLine *self, gboolean filled)
{
  if (self->filled == filled)
    return;
  self->filled = filled;
  if (filled)
    add_cells (self);
  else
    remove_cells (self);
  if (filled && self->item != NULL) {
    fill_cells (self);
    kh_list_cell_mark (KH_LIST_CELL (gtk_widget_get_first_child (GTK_WIDGET (self))), self->item);
  }
}

void
kh_list_line_fold (KhListLine *self)
{
  gboolean filled = self->filled;

  kh_list_line_set_filled (self, FALSE);
  kh_list_line_set_filled (self, filled);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
kh_list_line_set_item (KhListLine *self, KhItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->handler, self->item);
  g_set_object (&self->item, item);
  if (item != NULL)
    self->handler =
        g_signal_connect_swapped (item, "notify::snapshot", G_CALLBACK (kh_list_line_update), self);
  kh_list_line_update (self);
}

/* --- The class ----------------------------------------------------------------------------------
 */

static void
kh_list_line_map (GtkWidget *widget)
{
  KhListLines *lines = KH_LIST_LINE (widget)->lines;

  GTK_WIDGET_CLASS (kh_list_line_parent_class)->map (widget);
  if (lines->on_map != NULL)
    lines->on_map (lines->data);
}

static void
kh_list_line_dispose (GObject *object)
{
  KhListLine *self = KH_LIST_LINE (object);

  kh_list_line_set_item (self, NULL);
  remove_cells (self);
  self->filled = FALSE;
  g_ptr_array_remove_fast (self->lines->lines, self);
  G_OBJECT_CLASS (kh_list_line_parent_class)->dispose (object);
}

static void
kh_list_line_finalize (GObject *object)
{
  kh_list_lines_unref (KH_LIST_LINE (object)->lines);
  G_OBJECT_CLASS (kh_list_line_parent_class)->finalize (object);
}

static void
kh_list_line_class_init (KhListLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_list_line_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_list_line_finalize;
  widget_class->map = kh_list_line_map;
  widget_class->measure = kh_list_line_measure;
  widget_class->get_request_mode = kh_list_line_get_request_mode;
  widget_class->size_allocate = kh_list_line_size_allocate;
}

static void
kh_list_line_init (KhListLine *self)
{
}

GtkWidget *
kh_list_line_new (KhListLines *lines, GtkListItem *list_item)
{
  KhListLine *self = g_object_new (KH_TYPE_LIST_LINE, NULL);

  self->lines = g_rc_box_acquire (lines);
  self->list_item = list_item;
  g_ptr_array_add (lines->lines, self);
  return GTK_WIDGET (self);
}

KhItem *
kh_list_line_get_item (KhListLine *self)
{
  return self->item;
}

guint
kh_list_line_get_position (KhListLine *self)
{
  return gtk_list_item_get_position (self->list_item);
}

gboolean
kh_list_line_is_filled (KhListLine *self)
{
  return self->filled;
}

KhListLine *
kh_list_line_find (GtkWidget *row)
{
  KhListLine *line = NULL;

  if (KH_IS_LIST_LINE (row))
    return KH_LIST_LINE (row);
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL && line == NULL;
       child = gtk_widget_get_next_sibling (child))
    line = kh_list_line_find (child);
  return line;
}
