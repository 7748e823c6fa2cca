/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter that opens a list of values to check. */
#include "kh-list-menu-chip.h"

#include "kh-rows.h"
#include "kh-text.h"

struct _KhListMenuChip {
  AdwBin parent_instance;

  KhListOrder *order; /* (owned) (nullable) */
  guint menu;

  GtkMenuButton *button;
  GtkBox *checks;
};

G_DEFINE_FINAL_TYPE (KhListMenuChip, kh_list_menu_chip, ADW_TYPE_BIN)

static const KhListMenu *
get_menu (KhListMenuChip *self)
{
  return &kh_list_order_get_kind (self->order)->menus[self->menu];
}

/* "Geo", "Geo: Europe", "Geo: 2 chosen" */
static void
show_chosen (KhListMenuChip *self)
{
  const char *const *chosen = kh_list_order_get_chosen (self->order, self->menu);
  const KhListMenu *menu = get_menu (self);
  guint n = g_strv_length ((char **)chosen);
  g_autofree char *many = g_strdup_printf (g_dngettext (NULL, "%u chosen", "%u chosen", n), n);
  g_autofree char *label = NULL;

  if (n == 0)
    label = g_strdup (_ (menu->label));
  else
    label = g_strdup_printf ("%s: %s", _ (menu->label),
                             n == 1 ? kh_list_menu_text (menu, chosen[0]) : many);
  gtk_menu_button_set_label (self->button, label);
  kh_set_name (gtk_widget_get_first_child (GTK_WIDGET (self->button)), label);
  if (n > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "set");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "set");
}

static void
on_toggled_cb (KhListMenuChip *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->checks)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      g_strv_builder_add (builder, g_object_get_data (G_OBJECT (check), "kh-value"));
  chosen = g_strv_builder_end (builder);
  kh_list_order_set_chosen (self->order, self->menu, (const char *const *)chosen);
}

static void
add_check (KhListMenuChip *self, const char *value)
{
  const char *const *chosen = kh_list_order_get_chosen (self->order, self->menu);
  GtkWidget *check = gtk_check_button_new_with_label (kh_list_menu_text (get_menu (self), value));

  g_object_set_data_full (G_OBJECT (check), "kh-value", g_strdup (value), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_strv_contains (chosen, value));
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->checks, check);
}

/* What there is to choose from is asked for when somebody looks. */
static void
on_show_cb (KhListMenuChip *self)
{
  g_auto (GStrv) values = NULL;
  GtkWidget *check;

  if (self->order == NULL)
    return;
  while ((check = gtk_widget_get_first_child (GTK_WIDGET (self->checks))) != NULL)
    gtk_box_remove (self->checks, check);
  values = kh_list_order_get_values (self->order, self->menu);
  for (guint i = 0; values[i] != NULL; i++)
    add_check (self, values[i]);
}

/* A menu that is open when its page or window goes is closed before: GTK 4.8 never lets go of one
 * that has the focus then. */
static void
kh_list_menu_chip_unmap (GtkWidget *widget)
{
  gtk_menu_button_popdown (KH_LIST_MENU_CHIP (widget)->button);
  GTK_WIDGET_CLASS (kh_list_menu_chip_parent_class)->unmap (widget);
}

static void
kh_list_menu_chip_dispose (GObject *object)
{
  KhListMenuChip *self = KH_LIST_MENU_CHIP (object);

  if (self->order != NULL)
    g_signal_handlers_disconnect_by_data (self->order, self);
  g_clear_object (&self->order);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_LIST_MENU_CHIP);
  G_OBJECT_CLASS (kh_list_menu_chip_parent_class)->dispose (object);
}

static void
kh_list_menu_chip_class_init (KhListMenuChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_list_menu_chip_dispose;
  widget_class->unmap = kh_list_menu_chip_unmap;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-list-menu-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, KhListMenuChip, button);
  gtk_widget_class_bind_template_child (widget_class, KhListMenuChip, checks);
  gtk_widget_class_bind_template_callback (widget_class, on_show_cb);
}

static void
kh_list_menu_chip_init (KhListMenuChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_list_menu_chip_new (KhListOrder *order, guint menu)
{
  KhListMenuChip *self = g_object_new (KH_TYPE_LIST_MENU_CHIP, NULL);

  self->order = g_object_ref (order);
  self->menu = menu;
  g_signal_connect_object (order, "filtered", G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
  show_chosen (self);
  return GTK_WIDGET (self);
}
