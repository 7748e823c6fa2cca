/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what is chosen in a row whole. */
#include "kh-combo.h"

#include "kh-row-layout.h"

/* Of a line in the menu. */
#define MOST_CHARS 40

static void
set_up_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARS);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_list_item_set_child (list_item, box);
}

/* (transfer full) (nullable) */
static char *
describe (AdwComboRow *row, gpointer item)
{
  GtkExpression *expression = adw_combo_row_get_expression (row);
  g_auto (GValue) value = G_VALUE_INIT;

  if (expression != NULL && gtk_expression_evaluate (expression, item, &value))
    return g_value_dup_string (&value);
  return GTK_IS_STRING_OBJECT (item) ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

/* The one that is chosen has a mark in the menu. */
static void
show_mark (AdwComboRow *row, GParamSpec *pspec, GtkListItem *list_item)
{
  GtkWidget *mark = gtk_widget_get_last_child (gtk_list_item_get_child (list_item));
  gboolean chosen = adw_combo_row_get_selected_item (row) == gtk_list_item_get_item (list_item);

  gtk_widget_set_opacity (mark, chosen ? 1 : 0);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, AdwComboRow *row)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  gboolean in_menu = gtk_widget_get_ancestor (box, GTK_TYPE_POPOVER) != NULL;
  g_autofree char *text = describe (row, gtk_list_item_get_item (list_item));

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), text != NULL ? text : "");
  gtk_widget_set_visible (gtk_widget_get_last_child (box), in_menu);
  if (!in_menu)
    return;
  g_signal_connect (row, "notify::selected-item", G_CALLBACK (show_mark), list_item);
  show_mark (row, NULL, list_item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, AdwComboRow *row)
{
  g_signal_handlers_disconnect_by_func (row, show_mark, list_item);
}

static void
set_factory (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), row);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), row);
  adw_combo_row_set_factory (row, factory);
}

void
kh_combo_show_whole (AdwComboRow *row)
{
  GtkWidget *header = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
  GtkWidget *value = gtk_widget_get_first_child (gtk_widget_get_last_child (header));

  g_return_if_fail (ADW_IS_COMBO_ROW (row) && GTK_IS_LIST_VIEW (value));
  set_factory (row);
  /* Below the words it has the whole line, and the arrow its end. */
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_layout_manager (header, kh_row_layout_new_whole ());
}

void
kh_combos_show_whole (GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ADW_IS_COMBO_ROW (child))
      kh_combo_show_whole (ADW_COMBO_ROW (child));
    else
      kh_combos_show_whole (child);
}
