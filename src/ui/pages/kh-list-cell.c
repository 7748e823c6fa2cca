/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table shows of an object. */
#include "kh-list-cell.h"

#include "kh-check-mark.h"
#include "kh-flow.h"
#include "kh-pill.h"
#include "kh-rows.h"

#define LINE (-1)
#define MAX_PILLS 3

struct _KhListCell {
  AdwBin parent_instance;

  KhListOrder *order; /* (not owned): outlives the cells of its table */
  int column;         /* or LINE */

  GtkWidget *label, *line;     /* (nullable): of a text or a line */
  GtkWidget *box;              /* (nullable): of what begins a line */
  GtkWidget *check;            /* (nullable): made when it is shown first, at the start of @box */
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

static void
fill_pill (KhListCell *self, KhItem *item, GtkWidget *pill, const KhListColumn *column)
{
  g_autofree char *word =
      column->text != NULL ? column->text (item, get_organization (self)) : NULL;

  kh_pill_set_state (KH_PILL (pill), column->state, column->value (item));
  kh_pill_set_word (KH_PILL (pill), word);
}

static void
fill_cell (KhListCell *self, KhItem *item)
{
  const KhListColumn *column = &get_kind (self)->columns[self->column];
  g_autofree char *text = NULL;
  g_autofree char *tooltip =
      column->tooltip != NULL ? column->tooltip (item, get_organization (self)) : NULL;

  if (column->value != NULL) {
    fill_pill (self, item, self->pills[0], column);
  } else {
    text = kh_list_column_text (column, item, get_organization (self));
    gtk_label_set_text (GTK_LABEL (self->label), text);
  }
  if (column->tooltip != NULL)
    gtk_widget_set_tooltip_text (adw_bin_get_child (ADW_BIN (self)), tooltip);
}

static void
fill_line (KhListCell *self, KhItem *item)
{
  const KhListKind *kind = get_kind (self);
  g_autofree char *line = kind->line (item);
  g_autofree char *note = kind->note (item, get_organization (self));
  g_autofree char *both = note != NULL ? g_strjoin (" · ", line, note, NULL) : g_strdup (line);
  GString *text = g_string_new (both);
  guint n = 0;

  /* A line that breaks begins with a word, not with a dot. */
  g_string_replace (text, " · ", "\u00a0· ", 0);
  gtk_label_set_text (GTK_LABEL (self->label), kh_item_get_name (item));
  gtk_label_set_text (GTK_LABEL (self->line), text->str);
  g_string_free (text, TRUE);
  for (guint i = 0; i < kind->n_columns; i++)
    if (kind->columns[i].value != NULL)
      fill_pill (self, item, self->pills[n++], &kind->columns[i]);
}

void
kh_list_cell_fill (KhListCell *self, KhItem *item)
{
  if (self->column == LINE)
    fill_line (self, item);
  else
    fill_cell (self, item);
}

void
kh_list_cell_mark (KhListCell *self, KhItem *item)
{
  KhListSelection *selection = kh_list_order_get_selection (self->order);
  gboolean visible = kh_list_selection_is_active (selection);

  if (self->box == NULL || (self->check == NULL && !visible))
    return;
  if (self->check == NULL) {
    self->check = kh_check_mark_new ();
    gtk_box_prepend (GTK_BOX (self->box), self->check);
  }
  kh_check_mark_show (self->check, kh_item_get_name (item), visible,
                      kh_list_selection_contains (selection, item));
}

static void
kh_list_cell_class_init (KhListCellClass *klass)
{
}

static void
kh_list_cell_init (KhListCell *self)
{
}

static KhListCell *
cell_new (KhListOrder *order, int column)
{
  KhListCell *self = g_object_new (KH_TYPE_LIST_CELL, NULL);

  self->order = order;
  self->column = column;
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
  if (column->tooltip == NULL)
    kh_label_tell_cut (GTK_LABEL (self->label));
  if (index == 0) {
    self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_box_append (GTK_BOX (self->box), self->label);
    adw_bin_set_child (ADW_BIN (self), self->box);
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
kh_list_cell_new_line (KhListOrder *order)
{
  KhListCell *self = cell_new (order, LINE);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->label = new_wrapping_label ();
  self->line = new_wrapping_label ();
  gtk_widget_add_css_class (self->line, "caption");
  gtk_widget_add_css_class (self->line, "dim-label");
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->line);
  gtk_box_append (GTK_BOX (box), new_states (self));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (self->box), box);
  gtk_box_append (GTK_BOX (self->box), kh_arrow_new ());
  gtk_widget_add_css_class (self->box, "kh-line");
  adw_bin_set_child (ADW_BIN (self), self->box);
  return GTK_WIDGET (self);
}
