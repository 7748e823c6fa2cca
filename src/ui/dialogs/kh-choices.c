/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be chosen in dialogs, and names that are taken. */
#include "kh-choices.h"

#include <string.h>

#include "kh-tenant-api.h"
#include "kh-text.h"

static const char *
name_of (const KhGeo *geo)
{
  return kh_text_geo (geo->environment_name);
}

/* The geos in the order of the row. */
static GPtrArray *
sorted_geos (void)
{
  static GPtrArray *sorted;
  guint n;
  const KhGeo *geos;

  if (sorted != NULL)
    return sorted;
  sorted = g_ptr_array_new ();
  geos = kh_geos (&n);
  for (guint i = 0; i < n; i++) {
    guint at = 0;

    while (at < sorted->len
           && g_utf8_collate (name_of (g_ptr_array_index (sorted, at)), name_of (&geos[i])) < 0)
      at++;
    g_ptr_array_insert (sorted, (int)at, (gpointer)&geos[i]);
  }
  return sorted;
}

static void
select_geo (AdwComboRow *row, const char *name)
{
  GPtrArray *geos = sorted_geos ();

  for (guint i = 0; i < geos->len; i++) {
    const KhGeo *geo = g_ptr_array_index (geos, i);

    if (kh_geo_equal (geo->environment_name, name))
      adw_combo_row_set_selected (row, i);
  }
}

typedef struct {
  KhDialog *dialog; /* (owned) */
  AdwComboRow *row; /* (owned) */
} Home;

/* The user may have been faster, or the dialog gone. */
static void
home_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Home *home = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) tenant =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  const char *geo = kh_json_string (tenant, "homeGeo");

  if (!kh_dialog_is_closed (home->dialog)
      && adw_combo_row_get_selected (home->row) == GTK_INVALID_LIST_POSITION) {
    if (geo != NULL)
      select_geo (home->row, geo);
    if (adw_combo_row_get_selected (home->row) == GTK_INVALID_LIST_POSITION)
      select_geo (home->row, "unitedstates");
  }
  g_object_unref (home->dialog);
  g_object_unref (home->row);
  g_free (home);
}

void
kh_choices_set_geos (KhDialog *dialog, AdwComboRow *row)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  GPtrArray *geos = sorted_geos ();
  Home *home;

  for (guint i = 0; i < geos->len; i++)
    gtk_string_list_append (
        names, kh_text_geo (((const KhGeo *)g_ptr_array_index (geos, i))->environment_name));
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, GTK_INVALID_LIST_POSITION);
  if (organization == NULL)
    return;
  home = g_new0 (Home, 1);
  home->dialog = g_object_ref (dialog);
  home->row = g_object_ref (row);
  kh_organization_call_async (organization, kh_tenant_api_get (),
                              kh_dialog_get_cancellable (dialog), home_read_cb, home);
}

const KhGeo *
kh_choices_get_geo (AdwComboRow *row)
{
  GPtrArray *geos = sorted_geos ();
  guint selected = adw_combo_row_get_selected (row);

  return selected < geos->len ? g_ptr_array_index (geos, selected) : NULL;
}

void
kh_choices_set_regions (AdwComboRow *row, const KhGeo *geo)
{
  g_autoptr (GtkStringList) regions =
      gtk_string_list_new (geo != NULL ? (const char *const *)geo->regions : NULL);

  adw_combo_row_set_model (row, G_LIST_MODEL (regions));
  adw_combo_row_set_selected (row, 0);
}

const char *
kh_choices_get_text (AdwComboRow *row)
{
  GtkStringObject *selected = adw_combo_row_get_selected_item (row);

  return selected != NULL ? gtk_string_object_get_string (selected) : NULL;
}

static gboolean
filter_cb (gpointer item, gpointer data)
{
  return ((KhChoiceFilter)data) (KH_ITEM (item));
}

void
kh_choices_set_items (AdwComboRow *row, KhOrganization *organization, KhItemKind kind,
                      KhChoiceFilter filter, KhChoiceText text)
{
  GListModel *items = G_LIST_MODEL (kh_organization_get_list (organization, kind));
  GtkFilter *taken = filter != NULL
                         ? GTK_FILTER (gtk_custom_filter_new (filter_cb, (gpointer)filter, NULL))
                         : NULL;
  g_autoptr (GtkFilterListModel) model = gtk_filter_list_model_new (g_object_ref (items), taken);
  g_autoptr (GtkExpression) expression =
      gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (text), NULL, NULL);

  adw_combo_row_set_expression (row, expression);
  adw_combo_row_set_model (row, G_LIST_MODEL (model));
}

KhItem *
kh_choices_get_item (AdwComboRow *row)
{
  return adw_combo_row_get_selected_item (row);
}

void
kh_choices_select_item (AdwComboRow *row, const char *id)
{
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (model); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (model, i);

    if (g_ascii_strcasecmp (kh_item_get_id (item), id) == 0)
      adw_combo_row_set_selected (row, i);
  }
}

gboolean
kh_choices_is_taken (KhOrganization *organization, KhItemKind kind, const char *vault,
                     const char *name)
{
  GListModel *items = G_LIST_MODEL (kh_organization_get_list (organization, kind));
  g_autofree char *wanted = g_utf8_casefold (name, -1);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (items, i);
    g_autofree char *folded = g_utf8_casefold (kh_item_get_name (item), -1);

    if (strcmp (folded, wanted) == 0
        && (vault == NULL || g_strcmp0 (kh_item_string (item, "vault"), vault) == 0))
      return TRUE;
  }
  return FALSE;
}
