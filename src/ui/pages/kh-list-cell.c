/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table shows of an object. */
#include "kh-list-cell.h"

#include "kh-check-mark.h"
#include "kh-flow.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"

#define LINE (-1)
#define MAX_PILLS 3

struct _KhListCell {
  AdwBin parent_instance;

  KhListOrder *order;    /* (not owned): outlives the cells of its table */
  GSignalGroup *signals; /* of the item */
  KhItem *item;          /* (owned) (nullable) */
  int column;            /* or LINE */

  GtkWidget *label, *line;     /* (nullable): of a text or a line */
  GtkWidget *check;            /* (nullable): of what names the row */
  GtkWidget *pills[MAX_PILLS]; /* one of a pill's column, all of a line */
  guint n_pills;
};

G_DEFINE_FINAL_TYPE (KhListCell, kh_list_cell, ADW_TYPE_BIN)

static const KhListKind *
get_kind (KhListCell *self)
{
  return kh_list_order_get_kind (self->order);
}

static KhOrganization *
get_organization (KhListCell *self)
{
  return kh_list_order_get_organization (self->order);
}

/* (nullable): the row's widget around. */
static GtkWidget *
find_row (KhListCell *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  while (row != NULL && g_strcmp0 (gtk_widget_get_css_name (row), "row") != 0)
    row = gtk_widget_get_parent (row);
  return row;
}

/* GTK 4.8 has no accessible label of list items, and says nothing of a row but "list item": the
 * row's widget around is told. */
static void
name_row (KhListCell *self)
{
  GtkWidget *row = find_row (self);
  KhListSelection *selection = kh_list_order_get_selection (self->order);
  g_autofree char *name =
      kh_list_kind_name_item (get_kind (self), self->item, get_organization (self));
  g_autofree char *selected = g_strdup_printf (_ ("%s, selected"), name);

  gboolean is_selected = kh_list_selection_contains (selection, self->item);

  if (row != NULL)
    kh_set_name (row, is_selected ? selected : name);
  kh_check_mark_show (self->check, row, kh_item_get_name (self->item),
                      kh_list_selection_is_active (selection), is_selected);
}

static void
fill_pill (KhListCell *self, GtkWidget *pill, const KhListColumn *column)
{
  g_autofree char *word =
      column->text != NULL ? column->text (self->item, get_organization (self)) : NULL;

  kh_pill_set_state (KH_PILL (pill), column->state, column->value (self->item));
  kh_pill_set_word (KH_PILL (pill), word);
}

static void
fill_cell (KhListCell *self)
{
  const KhListColumn *column = &get_kind (self)->columns[self->column];
  g_autofree char *text = NULL;
  g_autofree char *tooltip =
      column->tooltip != NULL ? column->tooltip (self->item, get_organization (self)) : NULL;

  if (column->value != NULL) {
    fill_pill (self, self->pills[0], column);
  } else {
    text = kh_list_column_text (column, self->item, get_organization (self));
    gtk_label_set_text (GTK_LABEL (self->label), text);
  }
  if (tooltip != NULL || column->value == NULL)
    gtk_widget_set_tooltip_text (adw_bin_get_child (ADW_BIN (self)),
                                 tooltip != NULL ? tooltip : text);
}

static void
fill_line (KhListCell *self)
{
  const KhListKind *kind = get_kind (self);
  g_autofree char *line = kind->line (self->item);
  g_autofree char *note = kind->note (self->item, get_organization (self));
  g_autofree char *both = note != NULL ? g_strjoin (" · ", line, note, NULL) : g_strdup (line);
  GString *text = g_string_new (both);
  guint n = 0;

  /* A line that breaks begins with a word, not with a dot. */
  g_string_replace (text, " · ", "\u00a0· ", 0);
  gtk_label_set_text (GTK_LABEL (self->label), kh_item_get_name (self->item));
  gtk_label_set_text (GTK_LABEL (self->line), text->str);
  g_string_free (text, TRUE);
  for (guint i = 0; i < kind->n_columns; i++)
    if (kind->columns[i].value != NULL)
      fill_pill (self, self->pills[n++], &kind->columns[i]);
}

static void
fill (KhListCell *self)
{
  if (self->item == NULL)
    return;
  if (self->column == LINE)
    fill_line (self);
  else
    fill_cell (self);
  if (self->column <= 0)
    name_row (self);
}

static void
on_selected_cb (KhListCell *self)
{
  if (self->item != NULL)
    name_row (self);
}

static void
kh_list_cell_dispose (GObject *object)
{
  KhListCell *self = KH_LIST_CELL (object);

  g_clear_object (&self->item);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (kh_list_cell_parent_class)->dispose (object);
}

static void
kh_list_cell_class_init (KhListCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_list_cell_dispose;
}

static void
kh_list_cell_init (KhListCell *self)
{
  self->signals = g_signal_group_new (KH_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::snapshot", G_CALLBACK (fill), self);
}

static KhListCell *
cell_new (KhListOrder *order, int column)
{
  KhListCell *self = g_object_new (KH_TYPE_LIST_CELL, NULL);

  self->order = order;
  self->column = column;
  g_signal_connect_object (order, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  if (column > 0)
    return self;
  self->check = kh_check_mark_new ();
  g_signal_connect_object (kh_list_order_get_selection (order), "changed",
                           G_CALLBACK (on_selected_cb), self, G_CONNECT_SWAPPED);
  return self;
}

static GtkWidget *
new_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

GtkWidget *
kh_list_cell_new (KhListOrder *order, guint index)
{
  KhListCell *self = cell_new (order, (int)index);
  const KhListColumn *column = &get_kind (self)->columns[index];

  if (column->value != NULL) {
    self->pills[0] = kh_pill_new (column->state, NULL);
    kh_pill_set_width_chars (KH_PILL (self->pills[0]), column->n_chars);
    adw_bin_set_child (ADW_BIN (self), self->pills[0]);
    return GTK_WIDGET (self);
  }
  self->label = new_label ();
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->label), (int)column->n_chars);
  if (self->check != NULL) {
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

    gtk_box_append (GTK_BOX (box), self->check);
    gtk_box_append (GTK_BOX (box), self->label);
    adw_bin_set_child (ADW_BIN (self), box);
    return GTK_WIDGET (self);
  }
  adw_bin_set_child (ADW_BIN (self), self->label);
  return GTK_WIDGET (self);
}

static GtkWidget *
new_wrapping_label (void)
{
  GtkWidget *label = new_label ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

static GtkWidget *
new_states (KhListCell *self)
{
  const KhListKind *kind = get_kind (self);
  GtkWidget *states = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (states, kh_flow_new (12, FALSE));
  for (guint i = 0; i < kind->n_columns; i++)
    if (kind->columns[i].value != NULL) {
      g_assert (self->n_pills < MAX_PILLS);
      self->pills[self->n_pills] = kh_pill_new (kind->columns[i].state, NULL);
      gtk_box_append (GTK_BOX (states), self->pills[self->n_pills++]);
    }
  return states;
}

GtkWidget *
kh_list_line_new (KhListOrder *order)
{
  KhListCell *self = cell_new (order, LINE);
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->label = new_wrapping_label ();
  self->line = new_wrapping_label ();
  gtk_widget_add_css_class (self->line, "caption");
  gtk_widget_add_css_class (self->line, "dim-label");
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->line);
  gtk_box_append (GTK_BOX (box), new_states (self));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (whole), self->check);
  gtk_box_append (GTK_BOX (whole), box);
  gtk_box_append (GTK_BOX (whole), kh_arrow_new ());
  gtk_widget_add_css_class (whole, "kh-line");
  adw_bin_set_child (ADW_BIN (self), whole);
  return GTK_WIDGET (self);
}

void
kh_list_cell_set_item (KhListCell *self, KhItem *item)
{
  g_set_object (&self->item, item);
  g_signal_group_set_target (self->signals, item);
  fill (self);
}

KhListCell *
kh_list_cell_find (GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);
  KhListCell *cell = NULL;

  if (KH_IS_LIST_CELL (row))
    return KH_LIST_CELL (row);
  for (; child != NULL && cell == NULL; child = gtk_widget_get_next_sibling (child))
    cell = kh_list_cell_find (child);
  return cell;
}

KhItem *
kh_list_cell_get_item (KhListCell *self)
{
  return self->item;
}
