/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list page: chips, search and rows over all objects of a kind. */
#include "kh-list-page.h"

#include "kh-facts.h"
#include "kh-fold-bin.h"
#include "kh-list-order.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Ages and times left are told in minutes. */
#define TICK_SECONDS 60
/* A list box keeps a widget for every row: so many are made at first, and with each Show More.
 * Trouble is among the first, and a search looks through all. */
#define ROWS_AT_ONCE 200

typedef struct {
  KhFoldBin *fold_bin;
  GtkBox *chips;
  GtkScrolledWindow *scrolled;
  GtkListBox *rows;
  GtkButton *more;
  KhListOrder *order;       /* (owned) */
  GtkSliceListModel *slice; /* (owned): of the order, what is shown */
  GtkWidget *buttons[KH_LIST_MAX_CHIPS + 1];
  guint n_buttons;
  KhItem *focused; /* (owned) (nullable): whose row had the focus before the rows change */
  guint tick;
} KhListPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KhListPage, kh_list_page, KH_TYPE_PAGE)

static KhListPagePrivate *
get_private (KhListPage *self)
{
  return kh_list_page_get_instance_private (self);
}

static const KhListKind *
get_kind (KhListPage *self)
{
  return KH_LIST_PAGE_GET_CLASS (self)->kind;
}

static KhItemList *
get_list (KhListPage *self)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));

  return kh_organization_get_list (organization, get_kind (self)->kind);
}

static void
show_chip (KhListPage *self, guint chip)
{
  KhListPagePrivate *priv = get_private (self);
  const KhListKind *kind = get_kind (self);
  const char *label = chip == 0 ? N_ ("All") : kind->chips[chip - 1].label;
  g_autofree char *number = kh_text_number (kh_list_order_count (priv->order, chip));
  g_autofree char *text = g_strdup_printf ("%s %s", _ (label), number);

  gtk_button_set_label (GTK_BUTTON (priv->buttons[chip]), text);
  kh_set_name (priv->buttons[chip], text);
}

static void
show_more (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  guint n_all = g_list_model_get_n_items (kh_list_order_get_model (priv->order));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (priv->slice));
  g_autofree char *number = kh_text_number (n_all - n_shown);
  g_autofree char *label = g_strdup_printf (_ ("Show More (%s not shown)"), number);

  gtk_button_set_label (priv->more, label);
  gtk_widget_set_visible (GTK_WIDGET (priv->more), n_all > n_shown);
}

static void
on_more_clicked_cb (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  guint size = gtk_slice_list_model_get_size (priv->slice);
  GtkListBoxRow *first;

  gtk_slice_list_model_set_size (priv->slice, size + ROWS_AT_ONCE);
  show_more (self);
  first = gtk_list_box_get_row_at_index (priv->rows, (int)size);
  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
show_state (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  KhItemList *list = get_list (self);
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint n_shown = g_list_model_get_n_items (kh_list_order_get_model (priv->order));
  KhListState state = kh_item_list_get_state (list);

  if (n_all == 0 && state == KH_LIST_FAILED)
    kh_page_set_error (KH_PAGE (self), kh_item_list_get_error (list));
  else if (n_all == 0 && state == KH_LIST_LOADING)
    kh_page_set_state (KH_PAGE (self), KH_PAGE_LOADING);
  else if (n_all == 0)
    kh_page_set_state (KH_PAGE (self), KH_PAGE_EMPTY);
  else if (n_shown == 0)
    kh_page_set_state (KH_PAGE (self), KH_PAGE_NO_RESULTS);
  else
    kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
  show_more (self);
}

static void
show_counts (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  g_autofree char *count =
      get_kind (self)->count (g_list_model_get_n_items (G_LIST_MODEL (get_list (self))));

  for (guint i = 0; i < priv->n_buttons; i++)
    show_chip (self, i);
  kh_page_set_subtitle (KH_PAGE (self), count);
  show_state (self);
}

static void
refill_rows (KhListPage *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (get_private (self)->rows));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (KH_IS_ITEM_ROW (child))
      kh_item_row_refill (KH_ITEM_ROW (child));
}

static void
on_order_changed_cb (KhListPage *self)
{
  show_counts (self);
  refill_rows (self);
}

static gboolean
tick_cb (gpointer data)
{
  kh_list_order_update (get_private (data)->order);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  KhListPage *self = KH_LIST_PAGE (data);
  GtkWidget *row =
      kh_item_row_new (item, get_kind (self)->fill, kh_page_get_organization (KH_PAGE (self)));

  kh_item_row_set_compact (KH_ITEM_ROW (row), kh_fold_bin_is_narrow (get_private (self)->fold_bin));
  return row;
}

static void
on_narrow_cb (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (priv->rows));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (KH_IS_ITEM_ROW (child))
      kh_item_row_set_compact (KH_ITEM_ROW (child), kh_fold_bin_is_narrow (priv->fold_bin));
}

static void
on_row_activated_cb (KhListPage *self, GtkListBoxRow *row)
{
  g_autofree char *uri = kh_fact_uri (kh_item_row_get_item (KH_ITEM_ROW (row)));

  kh_open_uri (GTK_WIDGET (self), uri);
}

/* The list box makes new rows for what has moved: the focus follows its object. */
static void
keep_focus_cb (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (priv->rows));

  g_clear_object (&priv->focused);
  if (focus != NULL)
    priv->focused = g_object_ref (kh_item_row_get_item (KH_ITEM_ROW (focus)));
}

static void
return_focus_cb (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  g_autoptr (KhItem) focused = g_steal_pointer (&priv->focused);
  GListModel *model = G_LIST_MODEL (priv->slice);

  for (guint i = 0; focused != NULL && i < g_list_model_get_n_items (model); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (model, i);

    if (item == focused) {
      gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (priv->rows, (int)i)));
      return;
    }
  }
}

static void
bind_rows (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  GListModel *all = kh_list_order_get_model (priv->order);
  GListModel *model;

  priv->slice = gtk_slice_list_model_new (g_object_ref (all), 0, ROWS_AT_ONCE);
  model = G_LIST_MODEL (priv->slice);
  /* Signals are handled in the order of their connection: before the list box, and after it. */
  g_signal_connect_object (model, "items-changed", G_CALLBACK (keep_focus_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (priv->rows, model, make_row, self, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (return_focus_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (all, "items-changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
}

static void
on_chip_toggled_cb (GtkToggleButton *button, KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);

  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < priv->n_buttons; i++)
    if (priv->buttons[i] == GTK_WIDGET (button))
      kh_list_order_set_chip (priv->order, i);
}

static void
add_chips (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);

  priv->n_buttons = get_kind (self)->n_chips + 1;
  g_assert (priv->n_buttons <= G_N_ELEMENTS (priv->buttons));
  for (guint i = 0; i < priv->n_buttons; i++) {
    GtkWidget *button = gtk_toggle_button_new ();

    priv->buttons[i] = button;
    gtk_widget_add_css_class (button, "kh-chip");
    if (i == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
    else
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                   GTK_TOGGLE_BUTTON (priv->buttons[0]));
    g_signal_connect_object (button, "toggled", G_CALLBACK (on_chip_toggled_cb), self, 0);
    gtk_box_append (priv->chips, button);
  }
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  get_kind (data)->create (KH_PAGE (data));
}

static void
set_up (KhListPage *self)
{
  static const GActionEntry entries[] = { { .name = "new", .activate = new_cb } };
  const KhListKind *kind = get_kind (self);
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));

  kh_page_set_title (KH_PAGE (self), _ (kind->title));
  kh_page_set_uri (KH_PAGE (self), kind->uri);
  kh_page_set_search_label (KH_PAGE (self), _ (kind->search_label));
  if (kind->create == NULL || !kh_organization_may (organization, kind->create_roles))
    return;
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
  kh_page_set_primary (KH_PAGE (self), _ (kind->primary_label), "page.new");
}

static void
kh_list_page_constructed (GObject *object)
{
  KhListPage *self = KH_LIST_PAGE (object);
  KhListPagePrivate *priv = get_private (self);

  G_OBJECT_CLASS (kh_list_page_parent_class)->constructed (object);
  set_up (self);
  priv->order = kh_list_order_new (kh_page_get_organization (KH_PAGE (self)), get_kind (self));
  g_signal_connect_object (priv->order, "changed", G_CALLBACK (on_order_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_list (self), "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  add_chips (self);
  bind_rows (self);
  show_counts (self);
  priv->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
kh_list_page_dispose (GObject *object)
{
  KhListPage *self = KH_LIST_PAGE (object);
  KhListPagePrivate *priv = get_private (self);

  g_clear_handle_id (&priv->tick, g_source_remove);
  if (priv->order != NULL) {
    gtk_list_box_bind_model (priv->rows, NULL, NULL, NULL, NULL);
    g_signal_handlers_disconnect_by_data (kh_list_order_get_model (priv->order), self);
    g_signal_handlers_disconnect_by_data (priv->slice, self);
  }
  g_clear_object (&priv->slice);
  g_clear_object (&priv->order);
  g_clear_object (&priv->focused);
  /* No gtk_widget_dispose_template(): GTK 4.8 looks for the template in the subclass. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (kh_list_page_parent_class)->dispose (object);
}

static void
kh_list_page_refresh (KhPage *page)
{
  kh_organization_refresh (kh_page_get_organization (page), get_kind (KH_LIST_PAGE (page))->kind);
}

static void
kh_list_page_search (KhPage *page, const char *text)
{
  kh_list_order_set_search (get_private (KH_LIST_PAGE (page))->order, text);
}

static void
kh_list_page_clear_filters (KhPage *page)
{
  KhListPagePrivate *priv = get_private (KH_LIST_PAGE (page));

  kh_list_order_set_search (priv->order, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (priv->buttons[0]), TRUE);
}

/* "chip=locked", or the chip's id alone. */
static void
kh_list_page_show_part (KhPage *page, const char *part)
{
  KhListPagePrivate *priv = get_private (KH_LIST_PAGE (page));
  const KhListKind *kind = get_kind (KH_LIST_PAGE (page));
  const char *id = g_str_has_prefix (part, "chip=") ? part + strlen ("chip=") : part;

  for (guint i = 0; i < kind->n_chips; i++)
    if (g_strcmp0 (kind->chips[i].id, id) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (priv->buttons[i + 1]), TRUE);
}

static void
kh_list_page_class_init (KhListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = kh_list_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_list_page_dispose;
  page_class->refresh = kh_list_page_refresh;
  page_class->search = kh_list_page_search;
  page_class->clear_filters = kh_list_page_clear_filters;
  page_class->show_part = kh_list_page_show_part;
  g_type_ensure (KH_TYPE_FOLD_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-list-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, fold_bin);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, chips);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, scrolled);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, rows);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, more);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
kh_list_page_init (KhListPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
