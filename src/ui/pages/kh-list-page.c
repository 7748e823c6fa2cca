/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list page: chips, search and rows over all objects of a kind. */
#include "kh-list-page.h"

#include "kh-chips.h"
#include "kh-fold-bin.h"
#include "kh-list-csv.h"
#include "kh-list-export.h"
#include "kh-list-menu-chip.h"
#include "kh-list-order.h"
#include "kh-list-rows.h"
#include "kh-list-table.h"
#include "kh-rows.h"
#include "kh-selection-bar.h"
#include "kh-text.h"

/* Ages and times left are told in minutes. */
#define TICK_SECONDS 60
/* It is as wide as the page; so are the chips above it. */
#define TABLE_MOST 8192

typedef struct {
  KhFoldBin *fold_bin;
  AdwClamp *chips_clamp;
  GtkBox *chips;
  AdwBin *view, *bar; /* the rows, and what can be done with selected ones */
  KhListOrder *order; /* (owned) */
  GtkWidget *buttons[KH_LIST_MAX_CHIPS + 1];
  guint n_buttons;
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

static char *
find_fault (KhListPage *self)
{
  const KhListKind *kind = get_kind (self);

  return kind->fault != NULL ? kind->fault (kh_page_get_organization (KH_PAGE (self))) : NULL;
}

/* Without that, what is not shown has a chip of its own, which has to be in reach. */
static gboolean
is_filtered (KhListPage *self)
{
  KhListOrder *order = get_private (self)->order;
  gboolean chosen = kh_list_order_get_chip (order) > 0 || kh_list_order_get_search (order) != NULL;

  for (guint i = 0; i < get_kind (self)->n_menus && !chosen; i++)
    chosen = kh_list_order_get_chosen (order, i)[0] != NULL;
  return chosen;
}

static void
show_state (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  KhItemList *list = get_list (self);
  guint n_all = kh_list_order_count_all (priv->order);
  guint n_shown = g_list_model_get_n_items (kh_list_order_get_model (priv->order));
  KhListState state = kh_item_list_get_state (list);
  g_autofree char *fault = find_fault (self);

  if (n_all == 0 && state == KH_LIST_READY && fault != NULL) {
    g_autoptr (GError) error = NULL;

    kh_set_error (&error, KH_ERROR_DAMAGED, "%s", fault);
    kh_page_set_error (KH_PAGE (self), error);
  } else if (n_all == 0 && state == KH_LIST_FAILED)
    kh_page_set_error (KH_PAGE (self), kh_item_list_get_error (list));
  else if (n_all == 0 && state == KH_LIST_LOADING)
    kh_page_set_state (KH_PAGE (self), KH_PAGE_LOADING);
  else if (n_all == 0)
    kh_page_set_state (KH_PAGE (self), KH_PAGE_EMPTY);
  else if (n_shown == 0 && is_filtered (self))
    kh_page_set_state (KH_PAGE (self), KH_PAGE_NO_RESULTS);
  else
    kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
}

static void
show_counts (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  const KhListKind *kind = get_kind (self);
  g_autofree char *count = kind->subtitle != NULL
                               ? kind->subtitle (kh_page_get_organization (KH_PAGE (self)))
                               : kind->count (kh_list_order_count (priv->order, 0));

  g_autofree char *fault = find_fault (self);
  g_autofree char *both = fault != NULL ? g_strjoin (" · ", count, fault, NULL) : NULL;

  for (guint i = 0; i < priv->n_buttons; i++)
    show_chip (self, i);
  kh_page_set_subtitle (KH_PAGE (self), both != NULL ? both : count);
  show_state (self);
}

static gboolean
tick_cb (gpointer data)
{
  kh_list_order_update (get_private (data)->order);
  return G_SOURCE_CONTINUE;
}

static void
on_narrow_cb (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);
  gboolean narrow = kh_fold_bin_is_narrow (priv->fold_bin);

  if (KH_IS_LIST_TABLE (adw_bin_get_child (priv->view)))
    kh_list_table_set_narrow (KH_LIST_TABLE (adw_bin_get_child (priv->view)), narrow);
  else
    kh_list_rows_set_narrow (KH_LIST_ROWS (adw_bin_get_child (priv->view)), narrow);
}

static void
add_view (KhListPage *self)
{
  KhListPagePrivate *priv = get_private (self);

  if (get_kind (self)->n_columns == 0) {
    adw_bin_set_child (priv->view, kh_list_rows_new (priv->order));
    return;
  }
  adw_bin_set_child (priv->view, kh_list_table_new (priv->order));
  kh_fold_bin_set_needs (priv->fold_bin, kh_list_table_get_needed_width,
                         adw_bin_get_child (priv->view));
  adw_clamp_set_maximum_size (priv->chips_clamp, TABLE_MOST);
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
  for (guint i = 0; i < get_kind (self)->n_menus; i++)
    gtk_box_append (priv->chips, kh_list_menu_chip_new (priv->order, i));
}

static void
add_parameter (GString *uri, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, TRUE);

  g_string_append_printf (uri, "%c%s=%s", strchr (uri->str, '?') == NULL ? '?' : '&', name,
                          escaped);
}

/* What is shown has an address: chip, values of menus, search, order. */
static void
show_uri (KhListPage *self)
{
  KhListOrder *order = get_private (self)->order;
  const KhListKind *kind = get_kind (self);
  GString *uri = g_string_new (kind->uri);
  guint chip = kh_list_order_get_chip (order);
  gboolean descending;
  guint sort = kh_list_order_get_sort (order, &descending);

  if (chip > 0)
    add_parameter (uri, "chip", kind->chips[chip - 1].id);
  for (guint i = 0; i < kind->n_menus; i++) {
    const char *const *chosen = kh_list_order_get_chosen (order, i);

    for (guint k = 0; chosen[k] != NULL; k++)
      add_parameter (uri, kind->menus[i].id, chosen[k]);
  }
  if (kh_list_order_get_search (order) != NULL)
    add_parameter (uri, "q", kh_list_order_get_search (order));
  if (sort > 0) {
    g_autofree char *id = g_strconcat (descending ? "-" : "", kind->sorts[sort].id, NULL);

    add_parameter (uri, "sort", id);
  }
  kh_page_set_uri (KH_PAGE (self), uri->str);
  g_string_free (uri, TRUE);
}

/* The menu and the headings tell the same order. */
static void
on_sorted_cb (KhListPage *self)
{
  guint sort = kh_list_order_get_sort (get_private (self)->order, NULL);
  GAction *action =
      g_action_map_lookup_action (G_ACTION_MAP (kh_page_get_actions (KH_PAGE (self))), "sort");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (get_kind (self)->sorts[sort].id));
  show_uri (self);
}

static void
sort_cb (GSimpleAction *action, GVariant *id, gpointer data)
{
  KhListOrder *order = get_private (KH_LIST_PAGE (data))->order;

  kh_list_order_set_sort (order, kh_list_order_find_sort (order, g_variant_get_string (id, NULL)),
                          FALSE);
}

/* Headings cannot be reached by keyboard in GTK 4.8, and there are none in boxed lists and lines.
 */
static void
add_sorts (KhListPage *self, GMenu *menu)
{
  static const GActionEntry entry = {
    .name = "sort", .parameter_type = "s", .state = "''", .change_state = sort_cb
  };
  const KhListKind *kind = get_kind (self);
  g_autoptr (GMenu) sorts = g_menu_new ();

  if (kind->n_sorts == 0)
    return;
  kh_page_add_actions (KH_PAGE (self), &entry, 1);
  for (guint i = 0; i < kind->n_sorts; i++) {
    g_autofree char *action = g_strconcat ("page.sort::", kind->sorts[i].id, NULL);

    g_menu_append (sorts, _ (kind->sorts[i].label), action);
  }
  g_menu_append_submenu (menu, _ ("_Sort By"), G_MENU_MODEL (sorts));
  g_signal_connect_object (get_private (self)->order, "sorted", G_CALLBACK (on_sorted_cb), self,
                           G_CONNECT_SWAPPED);
  on_sorted_cb (self);
}

/* What is shown, as it is now. */
static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const KhListKind *kind = get_kind (data);
  g_autoptr (GBytes) csv =
      kh_list_csv (kh_list_order_get_model (get_private (data)->order), kind->fields);
  g_autofree char *name = g_strconcat (kind->uri + strlen ("keyhold:"), ".csv", NULL);

  kh_dialog_show (kh_list_export_new (kh_page_get_organization (data), name, csv), data);
}

static void
add_menu (KhListPage *self)
{
  static const GActionEntry entry = { .name = "export-list", .activate = export_cb };
  g_autoptr (GMenu) menu = g_menu_new ();

  if (get_kind (self)->n_bulk_verbs > 0)
    kh_selection_bar_set_menu (KH_SELECTION_BAR (adw_bin_get_child (get_private (self)->bar)),
                               menu);
  add_sorts (self, menu);
  kh_page_add_actions (KH_PAGE (self), &entry, 1);
  g_menu_append (menu, _ ("_Export List…"), "page.export-list");
  kh_page_set_menu (KH_PAGE (self), G_MENU_MODEL (menu));
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  get_kind (data)->create (KH_PAGE (data));
}

/* What may be made, as the account's roles are now. */
static void
show_primary (KhListPage *self)
{
  const KhListKind *kind = get_kind (self);
  gboolean may =
      kh_organization_may (kh_page_get_organization (KH_PAGE (self)), kind->create_roles);

  kh_page_set_action_enabled (KH_PAGE (self), "new", may);
  kh_page_set_primary (KH_PAGE (self), may ? _ (kind->primary_label) : NULL,
                       may ? "page.new" : NULL);
}

static void
set_up (KhListPage *self)
{
  static const GActionEntry entries[] = { { .name = "new", .activate = new_cb } };
  const KhListKind *kind = get_kind (self);

  kh_page_set_title (KH_PAGE (self), _ (kind->title));
  kh_page_set_uri (KH_PAGE (self), kind->uri);
  kh_page_set_search_label (KH_PAGE (self), _ (kind->search_label));
  if (kind->create == NULL)
    return;
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
  g_signal_connect_object (kh_page_get_organization (KH_PAGE (self)), "notify::roles",
                           G_CALLBACK (show_primary), self, G_CONNECT_SWAPPED);
  show_primary (self);
}

static void
kh_list_page_constructed (GObject *object)
{
  KhListPage *self = KH_LIST_PAGE (object);
  KhListPagePrivate *priv = get_private (self);

  G_OBJECT_CLASS (kh_list_page_parent_class)->constructed (object);
  set_up (self);
  priv->order = kh_list_order_new (kh_page_get_organization (KH_PAGE (self)), get_kind (self));
  g_signal_connect_object (priv->order, "changed", G_CALLBACK (show_counts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_list (self), "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_list_order_get_model (priv->order), "items-changed",
                           G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->order, "filtered", G_CALLBACK (show_uri), self, G_CONNECT_SWAPPED);
  add_chips (self);
  add_view (self);
  if (get_kind (self)->n_bulk_verbs > 0)
    adw_bin_set_child (priv->bar,
                       kh_selection_bar_new (KH_PAGE (self), priv->order, GTK_WIDGET (priv->view)));
  add_menu (self);
  show_counts (self);
  priv->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
kh_list_page_dispose (GObject *object)
{
  KhListPage *self = KH_LIST_PAGE (object);
  KhListPagePrivate *priv = get_private (self);

  g_clear_handle_id (&priv->tick, g_source_remove);
  if (priv->order != NULL)
    g_signal_handlers_disconnect_by_data (kh_list_order_get_model (priv->order), self);
  g_clear_object (&priv->order);
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
  for (guint i = 0; i < get_kind (KH_LIST_PAGE (page))->n_menus; i++)
    kh_list_order_set_chosen (priv->order, i, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (priv->buttons[0]), TRUE);
}

static void
show_parameter (KhListPage *self, const char *name, const char *value)
{
  KhListPagePrivate *priv = get_private (self);
  const KhListKind *kind = get_kind (self);

  for (guint i = 0; i < kind->n_chips && g_str_equal (name, "chip"); i++)
    if (g_str_equal (kind->chips[i].id, value))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (priv->buttons[i + 1]), TRUE);
  for (guint i = 0; i < kind->n_menus; i++) {
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_auto (GStrv) chosen = NULL;

    if (!g_str_equal (kind->menus[i].id, name))
      continue;
    g_strv_builder_addv (builder, (const char **)kh_list_order_get_chosen (priv->order, i));
    g_strv_builder_add (builder, value);
    chosen = g_strv_builder_end (builder);
    kh_list_order_set_chosen (priv->order, i, (const char *const *)chosen);
  }
  if (g_str_equal (name, "sort")) {
    gboolean descending = *value == '-';

    kh_list_order_set_sort (priv->order,
                            kh_list_order_find_sort (priv->order, value + (descending ? 1 : 0)),
                            descending);
  }
}

/* "chip=locked&geo=europe&sort=-name"; what the shell searches for is its own. */
static void
kh_list_page_show_part (KhPage *page, const char *part)
{
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, part, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL)) {
    show_parameter (KH_LIST_PAGE (page), name, value);
    g_free (name);
    g_free (value);
  }
  kh_chips_show_set (get_private (KH_LIST_PAGE (page))->chips);
}

static GtkWidget *
kh_list_page_get_area (KhPage *page, guint index)
{
  KhListPagePrivate *priv = get_private (KH_LIST_PAGE (page));
  GtkWidget *areas[] = { GTK_WIDGET (priv->chips), GTK_WIDGET (priv->view),
                         GTK_WIDGET (priv->bar) };

  return index < G_N_ELEMENTS (areas) ? areas[index] : NULL;
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
  page_class->get_area = kh_list_page_get_area;
  g_type_ensure (KH_TYPE_FOLD_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-list-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, fold_bin);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, chips);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, chips_clamp);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, view);
  gtk_widget_class_bind_template_child_private (widget_class, KhListPage, bar);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
}

static void
kh_list_page_init (KhListPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
