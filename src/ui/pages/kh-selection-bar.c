/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with all that is selected in a list page. */
#include "kh-selection-bar.h"

#include "kh-flow.h"
#include "kh-rows.h"
#include "kh-text.h"

#define SPACING 6

struct _KhSelectionBar {
  AdwBin parent_instance;

  KhPage *page;       /* (not owned) */
  GtkWidget *view;    /* (not owned) */
  KhListOrder *order; /* (owned) (nullable) */
  GMenu *menu;        /* (owned) (nullable) */
  int n_entries;      /* of the menu that are ours */
  guint idle;         /* gives the focus to the rows */

  GtkWidget *buttons; /* one child a verb that this account may use */
};

G_DEFINE_FINAL_TYPE (KhSelectionBar, kh_selection_bar, ADW_TYPE_BIN)

static KhListSelection *
get_selection (KhSelectionBar *self)
{
  return kh_list_order_get_selection (self->order);
}

/* --- Verbs ---------------------------------------------------------------------------------- */

static void
bulk_clear (KhBulk *bulk)
{
  g_ptr_array_unref (bulk->items);
  g_ptr_array_unref (bulk->others);
  g_ptr_array_unref (bulk->reasons);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhBulk, bulk_clear)

static void
judge (KhSelectionBar *self, const KhListBulkVerb *verb, KhBulk *bulk)
{
  KhOrganization *organization = kh_list_order_get_organization (self->order);
  g_autoptr (GPtrArray) selected = kh_list_selection_get_items (get_selection (self));

  bulk->items = g_ptr_array_new_with_free_func (g_object_unref);
  bulk->others = g_ptr_array_new_with_free_func (g_object_unref);
  bulk->reasons = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < selected->len; i++) {
    KhItem *item = selected->pdata[i];
    char *reason = verb->refuse != NULL ? verb->refuse (item, organization) : NULL;

    g_ptr_array_add (reason == NULL ? bulk->items : bulk->others, g_object_ref (item));
    if (reason != NULL)
      g_ptr_array_add (bulk->reasons, reason);
  }
}

/* (nullable) (transfer full): why it can be done for none of @selected. Thousands may be selected:
 * the first that allows it is enough. */
static char *
find_reason (KhSelectionBar *self, const KhListBulkVerb *verb, GPtrArray *selected)
{
  KhOrganization *organization = kh_list_order_get_organization (self->order);
  g_autofree char *first = NULL;
  gboolean mixed = FALSE;

  for (guint i = 0; i < selected->len; i++) {
    g_autofree char *reason =
        verb->refuse != NULL ? verb->refuse (selected->pdata[i], organization) : NULL;

    if (reason == NULL)
      return NULL;
    if (first == NULL)
      first = g_steal_pointer (&reason);
    else
      mixed |= !g_str_equal (reason, first);
  }
  if (first == NULL)
    return g_strdup (_ ("Nothing is selected"));
  return mixed ? g_strdup (_ ("Nothing that is selected allows this")) : g_steal_pointer (&first);
}

static void
on_done_for_cb (KhSelectionBar *self, KhItem *item)
{
  if (self->order != NULL)
    kh_list_selection_finish (get_selection (self), item);
}

static const KhListBulkVerb *
verb_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "kh-verb");
}

static void
on_clicked_cb (KhSelectionBar *self, GtkWidget *button)
{
  const KhListBulkVerb *verb = verb_of (button);
  KhBulkDialog *dialog;
  g_auto (KhBulk) bulk = { 0 };

  judge (self, verb, &bulk);
  if (bulk.items->len == 0)
    return;
  dialog = verb->run (GTK_WIDGET (self->page), kh_list_order_get_organization (self->order), &bulk);
  if (dialog != NULL)
    g_signal_connect_object (dialog, "done-for", G_CALLBACK (on_done_for_cb), self,
                             G_CONNECT_SWAPPED);
}

/* What is about to be hidden, or takes no keys any more, must not keep the focus. @widget: the bar
 * or a verb in it. */
static void
give_focus (KhSelectionBar *self, GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget)))
    gtk_widget_child_focus (self->view, GTK_DIR_TAB_FORWARD);
}

static void
show_verb (KhSelectionBar *self, GtkWidget *button, GPtrArray *selected)
{
  g_autofree char *reason = find_reason (self, verb_of (button), selected);

  if (reason != NULL)
    give_focus (self, button);
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "", -1);
}

static void
show_verbs (KhSelectionBar *self)
{
  GtkWidget *button = gtk_widget_get_first_child (self->buttons);
  g_autoptr (GPtrArray) selected = NULL;

  if (!kh_list_selection_is_active (get_selection (self)))
    return;
  selected = kh_list_selection_get_items (get_selection (self));
  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    show_verb (self, button, selected);
}

static GtkWidget *
new_button (KhSelectionBar *self, const KhListBulkVerb *verb)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ (verb->label));

  kh_button_wrap (GTK_BUTTON (button));
  kh_set_plain_name (button, _ (verb->label));
  g_object_set_data (G_OBJECT (button), "kh-verb", (gpointer)verb);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

/* --- Selecting ------------------------------------------------------------------------------ */

/* (nullable) (transfer full): "3 selected" */
static char *
describe (KhListSelection *selection)
{
  guint n = kh_list_selection_count (selection);
  guint hidden = kh_list_selection_count_hidden (selection);

  if (!kh_list_selection_is_active (selection))
    return NULL;
  return hidden > 0 ? g_strdup_printf (_ ("%u selected, %u not shown"), n, hidden)
                    : g_strdup_printf (_ ("%u selected"), n);
}

static void
show_menu (KhSelectionBar *self)
{
  gboolean active = kh_list_selection_is_active (get_selection (self));

  if (self->menu == NULL)
    return;
  for (; self->n_entries > 0; self->n_entries--)
    g_menu_remove (self->menu, 0);
  if (active) {
    g_menu_insert (self->menu, self->n_entries++, _ ("Select _All"), "page.select-all");
    g_menu_insert (self->menu, self->n_entries++, _ ("Select _None"), "page.select-none");
  } else if (kh_list_order_can_select (self->order)) {
    g_menu_insert (self->menu, self->n_entries++, _ ("Se_lect…"), "page.select");
  }
}

static void
on_selected_cb (KhSelectionBar *self)
{
  KhListSelection *selection = get_selection (self);
  gboolean active = kh_list_selection_is_active (selection);
  g_autofree char *text = describe (selection);

  if (!active)
    give_focus (self, GTK_WIDGET (self));
  if (gtk_widget_get_visible (GTK_WIDGET (self)) != active) {
    gtk_widget_set_visible (GTK_WIDGET (self), active);
    kh_page_set_action_enabled (self->page, "end-selection", active);
    kh_page_set_action_enabled (self->page, "select-none", active);
    kh_page_set_action_enabled (self->page, "focus-verbs", active);
    show_menu (self);
  }
  kh_page_set_selection (self->page, text);
  show_verbs (self);
}

static void
on_roles_cb (KhSelectionBar *self)
{
  const KhListKind *kind = kh_list_order_get_kind (self->order);
  KhOrganization *organization = kh_list_order_get_organization (self->order);
  gboolean can = kh_list_order_can_select (self->order);
  GtkWidget *button;

  while ((button = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (self->buttons), button);
  for (guint i = 0; i < kind->n_bulk_verbs; i++)
    if (kh_organization_may (organization, kind->bulk_verbs[i].roles))
      gtk_box_append (GTK_BOX (self->buttons), new_button (self, &kind->bulk_verbs[i]));
  kh_page_set_action_enabled (self->page, "select", can);
  kh_page_set_action_enabled (self->page, "select-all", can);
  if (!can)
    kh_list_selection_end (get_selection (self));
  show_menu (self);
  show_verbs (self);
}

static gboolean
focus_rows_cb (gpointer data)
{
  KhSelectionBar *self = KH_SELECTION_BAR (data);

  self->idle = 0;
  gtk_widget_child_focus (self->view, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* The menu takes the focus back to its button when it closes; rows are checked where the focus is.
 */
static void
select_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhSelectionBar *self = data;

  kh_list_selection_start (get_selection (self));
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_LOW, focus_rows_cb, self, NULL);
}

static void
select_all_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_list_selection_select_shown (get_selection (data));
}

static void
select_none_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_list_selection_select_none (get_selection (data));
}

static void
end_selection_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_list_selection_end (get_selection (data));
}

static void
focus_verbs_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_child_focus (GTK_WIDGET (data), GTK_DIR_TAB_FORWARD);
}

static const GActionEntry entries[] = {
  { .name = "select", .activate = select_act },
  { .name = "select-all", .activate = select_all_act },
  { .name = "select-none", .activate = select_none_act },
  { .name = "end-selection", .activate = end_selection_act },
  { .name = "focus-verbs", .activate = focus_verbs_act },
};

/* --- The object ----------------------------------------------------------------------------- */

static void
kh_selection_bar_dispose (GObject *object)
{
  KhSelectionBar *self = KH_SELECTION_BAR (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->order != NULL) {
    GActionMap *actions = G_ACTION_MAP (kh_page_get_actions (self->page));

    for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
      g_action_map_remove_action (actions, entries[i].name);
    g_signal_handlers_disconnect_by_data (get_selection (self), self);
    g_signal_handlers_disconnect_by_data (self->order, self);
  }
  g_clear_object (&self->menu);
  g_clear_object (&self->order);
  G_OBJECT_CLASS (kh_selection_bar_parent_class)->dispose (object);
}

static void
kh_selection_bar_class_init (KhSelectionBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_selection_bar_dispose;
}

static void
kh_selection_bar_init (KhSelectionBar *self)
{
  /* Not a GtkActionBar: in GTK 4.8 it asks for the height of fewer lines than it has room for, and
   * the last verbs would be below the window. */
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->buttons, kh_flow_new (SPACING, FALSE));
  gtk_widget_add_css_class (self->buttons, "kh-selection-bar");
  adw_bin_set_child (ADW_BIN (self), self->buttons);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
kh_selection_bar_new (KhPage *page, KhListOrder *order, GtkWidget *view)
{
  KhSelectionBar *self = g_object_new (KH_TYPE_SELECTION_BAR, NULL);

  self->page = page;
  self->view = view;
  self->order = g_object_ref (order);
  g_action_map_add_action_entries (G_ACTION_MAP (kh_page_get_actions (page)), entries,
                                   G_N_ELEMENTS (entries), self);
  g_signal_connect_object (get_selection (self), "changed", G_CALLBACK (on_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (order, "changed", G_CALLBACK (show_verbs), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_list_order_get_organization (order), "notify::roles",
                           G_CALLBACK (on_roles_cb), self, G_CONNECT_SWAPPED);
  kh_page_set_action_enabled (page, "end-selection", FALSE);
  kh_page_set_action_enabled (page, "select-none", FALSE);
  kh_page_set_action_enabled (page, "focus-verbs", FALSE);
  on_roles_cb (self);
  return GTK_WIDGET (self);
}

void
kh_selection_bar_set_menu (KhSelectionBar *self, GMenu *menu)
{
  g_set_object (&self->menu, menu);
  show_menu (self);
}
