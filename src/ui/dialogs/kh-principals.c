/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of principals, and the row that offers them. */
#include "kh-principals.h"

#include "kh-text.h"

#define IDS "kh-principal-ids"

static const char *
find_account (KhJson *accounts, const char *id)
{
  for (guint i = 0; id != NULL && i < kh_json_length (accounts, NULL); i++) {
    KhJson *account = kh_json_element (accounts, NULL, i);
    const char *other = kh_json_string (account, "id");

    if (other != NULL && g_ascii_strcasecmp (other, id) == 0)
      return kh_json_string (account, "name");
  }
  return NULL;
}

/* (nullable) (transfer none) */
static const char *
find_policy (KhOrganization *organization, const char *id)
{
  GListModel *policies = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_POLICY));

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (policies); i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (policies, i);
    const char *other = kh_item_string (policy, "principalId");

    if (other != NULL && g_ascii_strcasecmp (other, id) == 0)
      return kh_item_get_name (policy);
  }
  return NULL;
}

char *
kh_principal_name (KhOrganization *organization, KhJson *accounts, const char *id)
{
  const char *name = find_account (accounts, id);
  g_autofree char *start = NULL;

  if (name == NULL)
    name = find_policy (organization, id);
  if (name != NULL)
    return g_strdup (name);
  start = kh_text_short_id (id);
  /* Translators: the beginning of an identifier */
  return g_strdup_printf (_ ("Unknown %s"), start);
}

gboolean
kh_principal_is_policy (KhOrganization *organization, const char *id)
{
  return find_policy (organization, id) != NULL;
}

/* --- The row ---------------------------------------------------------------------------------- */

typedef struct {
  GtkStringList *names;
  GPtrArray *ids;
  KhPrincipalFilter filter;
  gpointer data;
} Offer;

static void
offer (const Offer *self, const char *id, const char *name)
{
  if (id == NULL || name == NULL || (self->filter != NULL && !self->filter (id, self->data)))
    return;
  gtk_string_list_append (self->names, name);
  g_ptr_array_add (self->ids, g_strdup (id));
}

static void
offer_policies (const Offer *self, KhOrganization *organization)
{
  GListModel *policies = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_POLICY));

  for (guint i = 0; i < g_list_model_get_n_items (policies); i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (policies, i);
    /* Translators: an enterprise policy, among people */
    g_autofree char *name = g_strdup_printf (_ ("%s (policy)"), kh_item_get_name (policy));

    offer (self, kh_item_string (policy, "principalId"), name);
  }
}

void
kh_principals_offer (AdwComboRow *row, KhOrganization *organization, KhJson *accounts,
                     KhPrincipalFilter filter, gpointer data)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  Offer self = { names, g_ptr_array_new_with_free_func (g_free), filter, data };

  for (guint i = 0; i < kh_json_length (accounts, NULL); i++) {
    KhJson *account = kh_json_element (accounts, NULL, i);

    offer (&self, kh_json_string (account, "id"), kh_json_string (account, "name"));
  }
  offer_policies (&self, organization);
  g_object_set_data_full (G_OBJECT (row), IDS, self.ids, (GDestroyNotify)g_ptr_array_unref);
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}

const char *
kh_principals_get (AdwComboRow *row)
{
  GPtrArray *ids = g_object_get_data (G_OBJECT (row), IDS);
  guint selected = adw_combo_row_get_selected (row);

  return ids != NULL && selected < ids->len ? ids->pdata[selected] : NULL;
}
