/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a key vault (pages.md 2.5). */
#include "kh-detail-page.h"

#include "kh-detail-menu.h"
#include "kh-dialogs.h"
#include "kh-facts.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"
#include "kh-vault-access.h"
#include "kh-vault-acts.h"
#include "kh-vault-deleted.h"
#include "kh-vault-secrets.h"

typedef struct {
  KhDetailPage parent_instance;

  KhVaultSecrets *secrets; /* (owned) */
} KhVaultPage;
typedef KhDetailPageClass KhVaultPageClass;

G_DEFINE_TYPE (KhVaultPage, kh_vault_page, KH_TYPE_DETAIL_PAGE)

static void
new_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_new_key_dialog_new (kh_page_get_organization (data),
                                         kh_item_get_name (kh_detail_page_get_item (data))),
                  data);
}

static const GActionEntry entries[] = { { .name = "new-key", .activate = new_key_cb } };

/* --- Groups ------------------------------------------------------------------------------- */

static gboolean
is_deleted (KhItem *item)
{
  return kh_item_is (item, "state", "Deleted");
}

static GtkWidget *
new_state_row (const char *title, const char *subtitle, KhStateKind kind, const char *value)
{
  KhStateInfo info = kh_state_info (kind, value);
  GtkWidget *row = kh_row_new (title, subtitle != NULL ? subtitle : info.sentence);

  kh_row_add_pill (row, kind, value);
  return row;
}

static GtkWidget *
build_deleted_summary (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (NULL);
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  g_autofree char *date = kh_text_date (kh_fact_time (item, "scheduledPurgeAt"), now);
  g_autofree char *sentence =
      g_strdup_printf (_ ("Recoverable until %s; its grants must be made again."), date);

  kh_detail_group_add (group, new_state_row (_ ("State"), sentence, KH_STATE_VAULT, "Deleted"));
  kh_detail_group_add (group, new_state_row (_ ("Protection"), NULL, KH_STATE_PROTECTION,
                                             kh_fact_protection (kh_item_get_snapshot (item))));
  return group;
}

/* Beside its state the sentence would be a column of single words where the page is narrow. */
static void
add_protection (KhDetailPage *page, GtkWidget *group, const char *sentence, const char *value)
{
  KhStateInfo info = kh_state_info (KH_STATE_PROTECTION, value);
  GtkWidget *row;

  if (!kh_detail_page_is_narrow (page)) {
    kh_detail_group_add (group,
                         new_state_row (_ ("Protection"), sentence, KH_STATE_PROTECTION, value));
    return;
  }
  kh_detail_group_add (group, kh_row_new (_ ("Protection"), sentence));
  row = kh_row_new ("", NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), kh_pill_new (KH_STATE_PROTECTION, value));
  kh_set_name (row, info.word);
  kh_detail_group_add (group, row);
}

static GtkWidget *
build_active_summary (KhDetailPage *page, KhItem *item)
{
  KhJson *vault = kh_item_get_snapshot (item);
  GtkWidget *group = kh_detail_group_new (NULL);
  guint days = (guint)kh_json_int (vault, "softDeleteRetentionDays", 0);
  KhStateInfo info = kh_state_info (KH_STATE_PROTECTION, kh_fact_protection (vault));
  g_autofree char *keeps = g_strdup_printf (
      ngettext ("Deleted keys are kept for %u day.", "Deleted keys are kept for %u days.", days),
      days);
  g_autofree char *protection = g_strdup_printf ("%s %s", keeps, info.sentence);

  kh_detail_group_add (
      group, new_state_row (_ ("State"), NULL, KH_STATE_VAULT, kh_json_string (vault, "state")));
  add_protection (page, group, protection, kh_fact_protection (vault));
  kh_detail_group_add (
      group, new_state_row (_ ("Network"), NULL, KH_STATE_NETWORK, kh_fact_network (vault)));
  return group;
}

static GtkWidget *
build_summary (KhDetailPage *page, KhItem *item)
{
  return is_deleted (item) ? build_deleted_summary (page, item) : build_active_summary (page, item);
}

static GtkWidget *
new_key_row (KhDetailPage *page, KhJson *key)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  g_autofree char *id =
      g_strdup_printf ("%s/%s", kh_json_string (key, "vault"), kh_json_string (key, "name"));
  g_autofree char *uri = kh_uri_format (KH_ITEM_KEY, id);
  g_autofree char *type = kh_fact_key_type (key);
  GtkWidget *row = kh_link_row_new (kh_json_string (key, "name"), type, uri);

  kh_row_add_pill (row, KH_STATE_KEY, kh_fact_key_state (organization, key));
  kh_detail_row_set_object (row, KH_ITEM_KEY, id);
  return row;
}

static GtkWidget *
build_keys (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "keys");
  GtkWidget *group;

  if (is_deleted (item))
    return NULL;
  group = kh_detail_group_new (_ ("Keys"));
  for (guint i = 0; i < n; i++)
    kh_detail_group_add (group, new_key_row (page, kh_json_element (snapshot, "keys", i)));
  if (n == 0)
    kh_detail_group_add (group, kh_row_new (_ ("There is no key in this vault"), NULL));
  return group;
}

static GtkWidget *
build_secrets (KhDetailPage *page, KhItem *item)
{
  return kh_vault_secrets_build (((KhVaultPage *)page)->secrets, item);
}

static GtkWidget *
build_actions (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (_ ("Actions"));

  if (kh_detail_add_read_only (page, group, KH_MAY_KVA))
    return group;
  if (!is_deleted (item))
    kh_detail_add_act (page, group, _ ("Make a key"),
                       _ ("It can protect environments as soon as a policy uses it"),
                       _ ("_New Key…"), "page.new-key",
                       kh_item_is (item, "state", "Active") ? NULL : _ ("The vault is not active"));
  kh_vault_acts_add_rows (page, group, item);
  return group;
}

static GtkWidget *
build_details (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (_ ("Details"));
  gboolean rbac = kh_item_is (item, "permissionModel", "rbac");
  gboolean premium = kh_item_is (item, "sku", "premium");

  kh_detail_group_add (
      group, kh_property_row_new (_ ("Region"), kh_item_string (item, "region"), FALSE, FALSE));
  kh_detail_group_add (
      group, kh_property_row_new (_ ("Resource ID"), kh_item_string (item, "id"), TRUE, TRUE));
  if (is_deleted (item))
    return group;
  kh_detail_group_add (
      group, kh_property_row_new (_ ("Address"), kh_item_string (item, "uri"), TRUE, TRUE));
  kh_detail_group_add (
      group,
      kh_property_row_new (_ ("Tier"), premium ? _ ("Premium") : _ ("Standard"), FALSE, FALSE));
  kh_detail_group_add (
      group, kh_property_row_new (_ ("Permission Model"),
                                  rbac ? _ ("Roles (RBAC)") : _ ("Access policies"), FALSE, FALSE));
  return group;
}

static const KhDetailGroup groups[] = {
  { "summary",
    "state purgeProtection softDeleteRetentionDays scheduledPurgeAt publicNetwork defaultAction "
    "bypass",
    build_summary },
  { "keys", "keys state", build_keys },
  { "secrets", "secrets +secrets", build_secrets },
  { "access", "permissionModel assignments accessPolicies accounts state", kh_vault_access_build },
  { "deleted", "deletedKeys deletedSecrets purgeProtection", kh_vault_deleted_build },
  { "actions", "state purgeProtection scheduledPurgeAt", build_actions },
  { "details", "state uri region sku permissionModel id", build_details },
};

static void
show (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  g_autofree char *subtitle =
      g_strdup_printf (_ ("Key vault · %s"), kh_item_string (item, "region"));

  kh_page_set_subtitle (KH_PAGE (page), subtitle);
  if (kh_organization_may (organization, KH_MAY_KVA) && kh_item_is (item, "state", "Active"))
    kh_page_set_primary (KH_PAGE (page), _ ("_New Key…"), "page.new-key");
  else
    kh_page_set_primary (KH_PAGE (page), NULL, NULL);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading the vault"),
  .error_title = N_ ("The Vault Cannot Be Shown"),
};

static void
kh_vault_page_dispose (GObject *object)
{
  KhVaultPage *self = (KhVaultPage *)object;

  g_clear_pointer (&self->secrets, kh_vault_secrets_free);
  G_OBJECT_CLASS (kh_vault_page_parent_class)->dispose (object);
}

static void
kh_vault_page_class_init (KhVaultPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_vault_page_dispose;
  KH_PAGE_CLASS (klass)->texts = &texts;
  klass->groups = groups;
  klass->n_groups = G_N_ELEMENTS (groups);
  klass->also = 1u << KH_ITEM_KEY;
  klass->show = show;
}

static void
kh_vault_page_init (KhVaultPage *self)
{
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
  kh_vault_acts_add (KH_DETAIL_PAGE (self));
  kh_vault_deleted_add_actions (KH_DETAIL_PAGE (self));
  kh_vault_access_add_actions (KH_DETAIL_PAGE (self));
  self->secrets = kh_vault_secrets_new (KH_DETAIL_PAGE (self));
}
