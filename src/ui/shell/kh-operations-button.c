/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs now, in the header. */
#include "kh-operations-button.h"

#include "kh-facts.h"
#include "kh-item-row.h"
#include "kh-list-page.h"
#include "kh-page.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

#define MOST_ROWS 5

struct _KhOperationsButton {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  guint update_idle;
  GtkMenuButton *button;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkPopover *popover;
  GtkWidget *empty, *all_button;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (KhOperationsButton, kh_operations_button, ADW_TYPE_BIN)

static gboolean
is_active (KhItem *item)
{
  return kh_fact_operation_is_active (kh_item_get_snapshot (item));
}

/* Where nothing is known yet, nothing is done. */
static guint
percent_of (KhItem *item)
{
  return (guint)MAX (kh_fact_percent (kh_item_get_snapshot (item)), 0);
}

/* What shall be shown, in its order. */
static GPtrArray *
find_active (KhOperationsButton *self)
{
  GListModel *items =
      G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_OPERATION));
  GPtrArray *active = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (items) && active->len < MOST_ROWS; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (items, i);

    if (is_active (item))
      g_ptr_array_add (active, g_steal_pointer (&item));
  }
  return active;
}

static GtkWidget *
new_row (KhOperationsButton *self, KhItem *item)
{
  GtkWidget *row = kh_item_row_new (item, kh_operation_list_fill, self->organization);

  kh_item_row_set_compact (KH_ITEM_ROW (row), TRUE);
  kh_item_row_set_filled (KH_ITEM_ROW (row), TRUE);
  return row;
}

/* GTK 4.8 holds on to a widget that goes with the focus in it. */
static void
remove_row (KhOperationsButton *self, GtkWidget *row)
{
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == row)
    gtk_widget_grab_focus (self->all_button);
  gtk_list_box_remove (self->list, row);
}

/* Rows are made when they are looked at, and stay while their operation runs: somebody may be
 * pressing one while its bar moves on. */
static void
fill_list (KhOperationsButton *self)
{
  g_autoptr (GPtrArray) active = find_active (self);
  GtkListBoxRow *row;
  guint kept = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, (int)kept)) != NULL)
    if (g_ptr_array_find (active, kh_item_row_get_item (KH_ITEM_ROW (row)), NULL))
      kept++;
    else
      remove_row (self, GTK_WIDGET (row));
  for (guint i = 0; i < active->len; i++) {
    row = gtk_list_box_get_row_at_index (self->list, (int)i);
    if (row == NULL || kh_item_row_get_item (KH_ITEM_ROW (row)) != active->pdata[i])
      gtk_list_box_insert (self->list, new_row (self, active->pdata[i]), (int)i);
  }
  /* One that is further up now was made anew there. */
  while ((row = gtk_list_box_get_row_at_index (self->list, (int)active->len)) != NULL)
    remove_row (self, GTK_WIDGET (row));
  gtk_widget_set_visible (self->empty, active->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), active->len > 0);
}

static char *
name_of (guint running, guint percent)
{
  if (running == 0)
    return g_strdup (_ ("Operations: nothing is running"));
  return g_strdup_printf (ngettext ("Operations: %u running, %u percent",
                                    "Operations: %u running, the first %u percent", running),
                          running, percent);
}

static void
update (KhOperationsButton *self)
{
  GListModel *items =
      G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_OPERATION));
  guint n = g_list_model_get_n_items (items);
  guint running = 0;
  guint percent = 0;
  g_autofree char *name = NULL;

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (items, i);

    if (!is_active (item))
      continue;
    if (running++ == 0)
      percent = percent_of (item);
  }
  name = name_of (running, percent);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  kh_set_name (GTK_WIDGET (self->button), name);
  gtk_spinner_set_spinning (self->spinner, running > 0);
  gtk_stack_set_visible_child_name (self->stack, running > 0 ? "running" : "idle");
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    fill_list (self);
}

static void
update_cb (gpointer data)
{
  KhOperationsButton *self = data;

  self->update_idle = 0;
  update (self);
}

static void
queue_update (KhOperationsButton *self)
{
  if (self->update_idle == 0)
    self->update_idle = g_idle_add_once (update_cb, self);
}

static void
on_changed_cb (KhOperationsButton *self, int kind, const char *id)
{
  if (kind == KH_ITEM_OPERATION)
    queue_update (self);
}

static void
on_popover_visible_cb (KhOperationsButton *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)) && self->organization != NULL)
    fill_list (self);
}

static void
on_row_activated_cb (KhOperationsButton *self, GtkListBoxRow *row)
{
  g_autofree char *uri = kh_uri_of_item (kh_item_row_get_item (KH_ITEM_ROW (row)));

  gtk_popover_popdown (self->popover);
  kh_open_uri (GTK_WIDGET (self), uri);
}

static void
on_all_clicked_cb (KhOperationsButton *self)
{
  gtk_popover_popdown (self->popover);
  kh_open_uri (GTK_WIDGET (self), "keyhold:operations");
}

static void
kh_operations_button_dispose (GObject *object)
{
  KhOperationsButton *self = KH_OPERATIONS_BUTTON (object);

  g_clear_handle_id (&self->update_idle, g_source_remove);
  g_clear_object (&self->organization);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_OPERATIONS_BUTTON);
  G_OBJECT_CLASS (kh_operations_button_parent_class)->dispose (object);
}

static void
kh_operations_button_class_init (KhOperationsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_operations_button_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-operations-button.ui");
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, button);
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, stack);
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, spinner);
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, popover);
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, empty);
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, all_button);
  gtk_widget_class_bind_template_child (widget_class, KhOperationsButton, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_all_clicked_cb);
}

static void
kh_operations_button_init (KhOperationsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "notify::visible", G_CALLBACK (on_popover_visible_cb),
                           self, G_CONNECT_SWAPPED);
}

void
kh_operations_button_set_organization (KhOperationsButton *self, KhOrganization *organization)
{
  if (!g_set_object (&self->organization, organization) || organization == NULL)
    return;
  g_signal_connect_object (kh_organization_get_list (organization, KH_ITEM_OPERATION),
                           "items-changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

void
kh_operations_button_popup (KhOperationsButton *self)
{
  gtk_menu_button_popup (self->button);
}
