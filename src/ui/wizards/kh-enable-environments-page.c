/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choose Environments: those of one geo, several at once; the others are there with their reason.
 */
#include "kh-enable-page.h"

#include <string.h>

#include "kh-enable-rows.h"
#include "kh-facts.h"
#include "kh-geo.h"
#include "kh-limits.h"
#include "kh-rows.h"
#include "kh-text.h"

/* More rows than anybody reads; the filter finds the rest. */
#define MOST_ROWS 200

#define KH_TYPE_ENABLE_ENVIRONMENTS_PAGE (kh_enable_environments_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableEnvironmentsPage, kh_enable_environments_page, KH,
                      ENABLE_ENVIRONMENTS_PAGE, KhEnablePage)

struct _KhEnableEnvironmentsPage {
  KhEnablePage parent_instance;

  GtkSearchEntry *filter_entry;
  GtkDropDown *geo_choice;
  GtkLabel *quota_label, *note_label;
  GtkListBox *list;
  GPtrArray *items; /* (element-type KhItem): in the order of the page */
  GPtrArray *geos;  /* (element-type KhGeo): of the choice; NULL first: none yet */
};

G_DEFINE_FINAL_TYPE (KhEnableEnvironmentsPage, kh_enable_environments_page, KH_TYPE_ENABLE_PAGE)

static KhEnableDraft *
draft_of (KhEnableEnvironmentsPage *self)
{
  return kh_enable_page_get_draft (KH_ENABLE_PAGE (self));
}

static GListModel *
list_of (KhEnableEnvironmentsPage *self, KhItemKind kind)
{
  return G_LIST_MODEL (
      kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (self)), kind));
}

/* Why it is left out, with the time of the operation that runs. */
static KhExcluded
exclusion (KhEnableEnvironmentsPage *self, KhItem *item, char **text)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));
  KhExcluded excluded = kh_enable_draft_exclusion (draft_of (self), item, text);
  const char *id = kh_item_string (item, "activeOperation.id");
  KhItem *operation =
      id != NULL
          ? kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_OPERATION), id)
          : NULL;

  if (excluded == KH_EXCLUDED_BUSY && operation != NULL) {
    g_autofree char *since =
        kh_text_time (kh_json_time (kh_item_get_snapshot (operation), "createdAt"),
                      kh_organization_now (organization));

    g_free (*text);
    *text = g_strdup_printf (_ ("Another operation runs since %s"), since);
  }
  return excluded;
}

static void
on_toggled_cb (GtkCheckButton *check, KhEnableEnvironmentsPage *self)
{
  KhItem *item = g_object_get_data (G_OBJECT (check), "kh-item");

  if (!kh_work_page_is_updating (KH_WORK_PAGE (self)))
    kh_enable_draft_choose (draft_of (self), kh_item_get_id (item),
                            gtk_check_button_get_active (check));
}

static void
on_managed_clicked_cb (GtkWidget *widget, KhEnableEnvironmentsPage *self)
{
  kh_enable_page_ask_managed (KH_ENABLE_PAGE (self),
                              g_object_get_data (G_OBJECT (widget), "kh-item"), widget,
                              kh_work_page_update);
}

static void
keep_item (GtkWidget *widget, KhItem *item)
{
  g_object_set_data_full (G_OBJECT (widget), "kh-item", g_object_ref (item), g_object_unref);
}

/* (transfer full): "Production · 2.1 GiB" */
static char *
describe_choice (KhEnableEnvironmentsPage *self, KhItem *item)
{
  g_autofree char *size =
      kh_text_size ((guint64)MAX (kh_json_int (kh_item_get_snapshot (item), "bytes", 0), 0));

  if (kh_enable_page_returns (KH_ENABLE_PAGE (self)))
    return g_strdup_printf ("%s · %s · %s", kh_fact_type (kh_item_string (item, "type")), size,
                            kh_item_string (item, "policy.name"));
  return g_strdup_printf ("%s · %s", kh_fact_type (kh_item_string (item, "type")), size);
}

static GtkWidget *
new_choice (KhEnableEnvironmentsPage *self, KhItem *item)
{
  g_autofree char *facts = describe_choice (self, item);
  GtkWidget *row = kh_row_new (kh_item_get_name (item), facts);
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               kh_enable_draft_is_chosen (draft_of (self), kh_item_get_id (item)));
  keep_item (check, item);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  kh_row_add_pill (row, KH_STATE_ENVIRONMENT, kh_item_string (item, "state"));
  g_object_set_data (G_OBJECT (row), "kh-check", check);
  return row;
}

/* A button of this length leaves a narrow row no room: there the row itself is the button. */
static void
add_cure (KhEnableEnvironmentsPage *self, GtkWidget *row, KhItem *item)
{
  const char *verb = _ ("Enable Managed Environment…");
  GtkWidget *button;

  if (kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self))) {
    kh_enable_row_act (row, verb, "go-next-symbolic");
    g_signal_connect_object (row, "activated", G_CALLBACK (on_managed_clicked_cb), self, 0);
    return;
  }
  button = gtk_button_new_with_label (verb);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  keep_item (button, item);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_managed_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
new_exclusion (KhEnableEnvironmentsPage *self, KhItem *item, KhExcluded why, const char *reason)
{
  GtkWidget *row = kh_row_new (kh_item_get_name (item), reason);
  GtkWidget *icon = gtk_image_new_from_icon_name ("action-unavailable-symbolic");

  gtk_widget_add_css_class (icon, "dim-label");
  /* As wide as a check mark, so that the names stand below each other. */
  gtk_widget_set_size_request (icon, 26, -1);
  kh_set_name (icon, _ ("Not available"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (why == KH_EXCLUDED_UNMANAGED
      && kh_organization_may (kh_work_page_get_organization (KH_WORK_PAGE (self)), KH_MAY_PPA))
    add_cure (self, row, item);
  return row;
}

/* What a row shows besides the check mark; a row is made anew only when it differs. */
static char *
describe (KhEnableEnvironmentsPage *self, KhItem *item, KhExcluded why, const char *reason)
{
  g_autofree char *facts = describe_choice (self, item);

  return g_strdup_printf ("%s %s %d %s %s %d", kh_item_get_name (item), facts, why,
                          kh_item_string (item, "state"), reason != NULL ? reason : "",
                          kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self)));
}

static GtkWidget *
new_row (KhEnableEnvironmentsPage *self, KhItem *item)
{
  g_autofree char *reason = NULL;
  KhExcluded why = exclusion (self, item, &reason);
  GtkWidget *row =
      why == KH_EXCLUDED_NOT ? new_choice (self, item) : new_exclusion (self, item, why, reason);

  keep_item (row, item);
  g_object_set_data_full (G_OBJECT (row), "kh-shown", describe (self, item, why, reason), g_free);
  return row;
}

static void
update_row (KhEnableEnvironmentsPage *self, GtkListBoxRow *row)
{
  KhItem *item = g_object_get_data (G_OBJECT (row), "kh-item");
  GtkCheckButton *check = g_object_get_data (G_OBJECT (row), "kh-check");
  g_autofree char *reason = NULL;
  KhExcluded why = exclusion (self, item, &reason);
  g_autofree char *shown = describe (self, item, why, reason);
  int place = gtk_list_box_row_get_index (row);

  if (!g_str_equal (shown, g_object_get_data (G_OBJECT (row), "kh-shown"))) {
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
    gtk_list_box_insert (self->list, new_row (self, item), place);
  } else if (check != NULL) {
    gtk_check_button_set_active (
        check, kh_enable_draft_is_chosen (draft_of (self), kh_item_get_id (item)));
  }
}

static gboolean
matches (KhEnableEnvironmentsPage *self, KhItem *item)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->filter_entry));
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_autofree char *name = g_utf8_casefold (kh_item_get_name (item), -1);

  return strstr (name, wanted) != NULL;
}

static void
show_note (KhEnableEnvironmentsPage *self, guint shown, guint found)
{
  g_autofree char *note = NULL;

  if (found == 0)
    note = g_strdup (self->items->len == 0 ? _ ("There are no environments yet")
                                           : _ ("No environment of this name"));
  else if (found > shown)
    note = g_strdup_printf (ngettext ("%u more environment: filter by name to see it",
                                      "%u more environments: filter by name to see them",
                                      found - shown),
                            found - shown);
  gtk_label_set_text (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->list), found > 0);
}

static void
fill (KhEnableEnvironmentsPage *self)
{
  GtkListBoxRow *row;
  guint shown = 0, found = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < self->items->len; i++) {
    KhItem *item = g_ptr_array_index (self->items, i);

    if (!matches (self, item))
      continue;
    found++;
    if (shown == MOST_ROWS)
      continue;
    gtk_list_box_append (self->list, new_row (self, item));
    shown++;
  }
  show_note (self, shown, found);
}

/* Chosen ones first, then those that can be chosen, then by name. */
static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  KhItem *items[2] = { *(KhItem *const *)a, *(KhItem *const *)b };
  int rank[2];

  for (guint i = 0; i < 2; i++) {
    KhExcluded why = kh_enable_draft_exclusion (data, items[i], NULL);

    rank[i] = kh_enable_draft_is_chosen (data, kh_item_get_id (items[i])) ? 0
              : why == KH_EXCLUDED_NOT                                    ? 1
              : why == KH_EXCLUDED_UNMANAGED                              ? 2
                                                                          : 3;
  }
  if (rank[0] != rank[1])
    return rank[0] - rank[1];
  return g_utf8_collate (kh_item_get_name (items[0]), kh_item_get_name (items[1]));
}

/* TRUE if the page knows exactly the environments of the list. */
static gboolean
knows_all (KhEnableEnvironmentsPage *self, GListModel *all)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  guint n = g_list_model_get_n_items (all);

  for (guint i = 0; i < self->items->len; i++)
    g_hash_table_add (known, g_ptr_array_index (self->items, i));
  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (all, i);

    if (!g_hash_table_contains (known, item))
      return FALSE;
  }
  return n == self->items->len;
}

/* The order is kept while the page is used: only when environments come or go it is made anew. */
static gboolean
collect (KhEnableEnvironmentsPage *self)
{
  GListModel *all = list_of (self, KH_ITEM_ENVIRONMENT);

  if (knows_all (self, all))
    return FALSE;
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    g_ptr_array_add (self->items, g_list_model_get_item (all, i));
  g_ptr_array_sort_with_data (self->items, compare, draft_of (self));
  return TRUE;
}

static void
collect_geos (KhEnableEnvironmentsPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->geos, 0);
  g_ptr_array_add (self->geos, NULL);
  gtk_string_list_append (names, _ ("Any geo"));
  for (guint i = 0; i < self->items->len; i++) {
    const char *text = kh_item_string (g_ptr_array_index (self->items, i), "geo");
    const KhGeo *geo = text != NULL ? kh_geo_find (text) : NULL;

    if (geo == NULL || g_ptr_array_find (self->geos, geo, NULL))
      continue;
    g_ptr_array_add (self->geos, (gpointer)geo);
    gtk_string_list_append (names, kh_text_geo (geo->environment_name));
  }
  gtk_drop_down_set_model (self->geo_choice, G_LIST_MODEL (names));
}

static void
show_geo (KhEnableEnvironmentsPage *self)
{
  const char *text = kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_GEO);
  const KhGeo *geo = text != NULL ? kh_geo_find (text) : NULL;
  guint n = 0;

  if (g_ptr_array_find (self->geos, geo, &n))
    gtk_drop_down_set_selected (self->geo_choice, n);
  /* With one geo there is nothing to choose. */
  gtk_widget_set_visible (GTK_WIDGET (self->geo_choice), self->geos->len > 2);
}

static void
show_quota (KhEnableEnvironmentsPage *self)
{
  guint count = kh_enable_draft_count (draft_of (self));

  for (guint i = 0; i < self->items->len; i++)
    count +=
        g_strcmp0 (kh_item_string (g_ptr_array_index (self->items, i), "keyManagedBy"), "Customer")
        == 0;
  gtk_label_set_text (self->quota_label,
                      _ ("Flows are covered in 25 environments until a higher limit is agreed with "
                         "support."));
  gtk_widget_set_visible (GTK_WIDGET (self->quota_label),
                          count > KH_FLOW_QUOTA && !kh_enable_page_returns (KH_ENABLE_PAGE (self)));
}

static void
kh_enable_environments_page_changed (KhWorkPage *page)
{
  KhEnableEnvironmentsPage *self = KH_ENABLE_ENVIRONMENTS_PAGE (page);
  g_autofree char *reason = kh_enable_draft_reason (draft_of (self), KH_ENABLE_ENVIRONMENTS);

  if (collect (self)) {
    collect_geos (self);
    fill (self);
  } else {
    GtkListBoxRow *row;

    for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
      update_row (self, row);
  }
  show_geo (self);
  show_quota (self);
  /* Both in a line would leave a narrow page no room for their words. */
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_parent (GTK_WIDGET (self->filter_entry))),
      kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self)) ? GTK_ORIENTATION_VERTICAL
                                                       : GTK_ORIENTATION_HORIZONTAL);
  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
  if (kh_enable_page_returns (KH_ENABLE_PAGE (self)))
    kh_wizard_page_set_body (KH_WIZARD_PAGE (self),
                             _ ("Each goes offline while its data returns to the Microsoft key, "
                                "and comes back by itself. How long that takes depends on the "
                                "amount of data."));
}

static void
on_filter_changed_cb (KhEnableEnvironmentsPage *self)
{
  fill (self);
}

/* The first Escape empties the filter, the next one closes. */
static void
on_filter_stopped_cb (KhEnableEnvironmentsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (*gtk_editable_get_text (GTK_EDITABLE (self->filter_entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
  else if (GTK_IS_WINDOW (root))
    gtk_window_close (GTK_WINDOW (root));
}

static void
on_geo_chosen_cb (KhEnableEnvironmentsPage *self)
{
  guint n = gtk_drop_down_get_selected (self->geo_choice);
  const KhGeo *geo = n < self->geos->len ? g_ptr_array_index (self->geos, n) : NULL;

  if (kh_work_page_is_updating (KH_WORK_PAGE (self)))
    return;
  if (geo == NULL && kh_enable_draft_count (draft_of (self)) > 0)
    show_geo (self);
  else
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_GEO,
                              geo != NULL ? geo->environment_name : NULL);
}

static GtkWidget *
kh_enable_environments_page_get_focus (KhWizardPage *page)
{
  KhEnableEnvironmentsPage *self = KH_ENABLE_ENVIRONMENTS_PAGE (page);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  return row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->filter_entry);
}

static void
kh_enable_environments_page_dispose (GObject *object)
{
  KhEnableEnvironmentsPage *self = KH_ENABLE_ENVIRONMENTS_PAGE (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->geos, g_ptr_array_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ENABLE_ENVIRONMENTS_PAGE);
  G_OBJECT_CLASS (kh_enable_environments_page_parent_class)->dispose (object);
}

static void
kh_enable_environments_page_class_init (KhEnableEnvironmentsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_environments_page_dispose;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_enable_environments_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_enable_environments_page_get_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-environments-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhEnableEnvironmentsPage, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, KhEnableEnvironmentsPage, geo_choice);
  gtk_widget_class_bind_template_child (widget_class, KhEnableEnvironmentsPage, quota_label);
  gtk_widget_class_bind_template_child (widget_class, KhEnableEnvironmentsPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, KhEnableEnvironmentsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_geo_chosen_cb);
}

static void
kh_enable_environments_page_init (KhEnableEnvironmentsPage *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->geos = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhWizardPage *
kh_enable_environments_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_ENABLE_ENVIRONMENTS_PAGE, "organization", organization, "draft",
                       draft, NULL);
}
