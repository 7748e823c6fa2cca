/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of key vaults (pages.md 2.5). */
#include "kh-list-page.h"

#include "kh-dialogs.h"
#include "kh-facts.h"
#include "kh-item-act.h"
#include "kh-lock-act.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-vault-acts.h"

typedef struct {
  KhListPage parent_instance;
} KhVaultList;
typedef KhListPageClass KhVaultListClass;

G_DEFINE_TYPE (KhVaultList, kh_vault_list, KH_TYPE_LIST_PAGE)

/* All shows what is there; what was deleted has a chip of its own. */
static gboolean
is_aside (KhItem *item)
{
  return kh_item_is (item, "state", "Deleted");
}

static gboolean
is_deleted (KhItem *item, KhOrganization *organization)
{
  return is_aside (item);
}

static gboolean
is_not_protected (KhItem *item, KhOrganization *organization)
{
  return !is_aside (item)
         && g_strcmp0 (kh_fact_protection (kh_item_get_snapshot (item)), "off") == 0;
}

static gboolean
is_closed (KhItem *item, KhOrganization *organization)
{
  return !is_aside (item)
         && g_strcmp0 (kh_fact_network (kh_item_get_snapshot (item)), "closed") == 0;
}

static const KhListChip chips[] = {
  { "unprotected", N_ ("Not protected"), is_not_protected },
  { "closed", N_ ("Closed to the service"), is_closed },
  { "deleted", N_ ("Deleted"), is_deleted },
};

static gint64
rank (KhItem *item, KhOrganization *organization)
{
  return !kh_item_is (item, "state", "Active") || kh_item_string (item, "fault") != NULL
                 || is_closed (item, organization)
             ? 0
             : 1;
}

static void
words (KhItem *item, GString *text)
{
  g_string_append_printf (text, "%s\n%s\n", kh_item_string (item, "region"),
                          kh_item_string (item, "uri"));
}

static guint
count_keys (KhOrganization *organization, const char *vault)
{
  GListModel *keys = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_KEY));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (KhItem) key = g_list_model_get_item (keys, i);

    if (kh_item_is (key, "vault", vault))
      n++;
  }
  return n;
}

static void
fill_deleted (KhItemRow *row, KhItem *item, KhTime now)
{
  g_autofree char *purged = kh_text_date (kh_fact_time (item, "scheduledPurgeAt"), now);
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s · purged %s"), kh_item_string (item, "region"), purged);

  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_pill (row, KH_STATE_VAULT, "Deleted", NULL);
}

/* What is in it cannot be told, and how well it is guarded is the lesser trouble. */
static void
fill_unreadable (KhItemRow *row, KhItem *item)
{
  g_autofree char *subtitle = g_strjoin (" · ", kh_item_string (item, "region"),
                                         kh_said (kh_item_string (item, "fault")), NULL);

  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_pill (row, KH_STATE_VAULT, "Unreachable", NULL);
}

static void
fill (KhItemRow *row, KhItem *item, gpointer data)
{
  KhJson *vault = kh_item_get_snapshot (item);
  guint n = count_keys (KH_ORGANIZATION (data), kh_item_get_name (item));
  g_autofree char *keys = g_strdup_printf (g_dngettext (NULL, "%u key", "%u keys", n), n);
  gboolean rbac = g_strcmp0 (kh_json_string (vault, "permissionModel"), "rbac") == 0;
  gboolean premium = g_strcmp0 (kh_json_string (vault, "sku"), "premium") == 0;
  g_autofree char *subtitle =
      g_strjoin (" · ", kh_json_string (vault, "region"), premium ? _ ("Premium") : _ ("Standard"),
                 rbac ? _ ("roles") : _ ("access policies"), keys, NULL);

  if (is_aside (item)) {
    fill_deleted (row, item, kh_organization_now (KH_ORGANIZATION (data)));
    return;
  }
  if (kh_item_string (item, "fault") != NULL) {
    fill_unreadable (row, item);
    return;
  }
  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_pill (row, KH_STATE_NETWORK, kh_fact_network (vault), NULL);
  kh_item_row_add_pill (row, KH_STATE_PROTECTION, kh_fact_protection (vault), NULL);
  if (!kh_item_is (item, "state", "Active"))
    kh_item_row_add_pill (row, KH_STATE_VAULT, kh_item_string (item, "state"), NULL);
}

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u key vault", "%u key vaults", n), n);
}

static void
create (KhPage *page)
{
  kh_dialog_show (kh_new_vault_dialog_new (kh_page_get_organization (page)), GTK_WIDGET (page));
}

static char *
region_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "region"));
}

static const KhListMenu menus[] = { { "region", N_ ("Region"), region_value, NULL } };

static char *
region_key (KhItem *item, KhOrganization *organization)
{
  return region_value (item);
}

static const KhListSort sorts[] = {
  { "trouble", N_ ("Trouble First"), NULL },
  { "name", N_ ("Name"), NULL },
  { "region", N_ ("Region"), region_key },
};

/* --- Acts on a row ------------------------------------------------------------------------ */

static gboolean
is_there (KhItem *item, KhOrganization *organization)
{
  return !is_aside (item);
}

static char *
refuse_change (KhItem *item, KhOrganization *organization)
{
  const char *fault = kh_item_string (item, "fault");

  if (fault != NULL)
    return g_strdup (kh_said (fault));
  return kh_item_is (item, "state", "Active") ? NULL : g_strdup (_ ("The vault is not active"));
}

static void
run_new_key (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_dialog_show (kh_new_key_dialog_new (organization, kh_item_get_name (item)), place);
}

static void
run_network (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_dialog_show (kh_network_dialog_new (organization, item), place);
}

/* Takes @act: the dialog is what was wanted. */
static void
show_dialog (KhPendingAct *act, KhDialog *dialog)
{
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (act);

  kh_dialog_show (dialog, place);
  kh_pending_act_end (act, NULL);
}

static void
show_new_secret (KhPendingAct *act, KhOrganization *organization, KhItem *item)
{
  show_dialog (act, kh_secret_dialog_new (organization, item, NULL));
}

static void
run_new_secret (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_item_act_read (kh_pending_act_new (place, "new-secret", NULL), organization, item,
                    refuse_change, show_new_secret);
}

static void
show_grant (KhPendingAct *act, KhOrganization *organization, KhItem *item)
{
  show_dialog (act, kh_item_is (item, "permissionModel", "rbac")
                        ? kh_access_dialog_new (organization, item)
                        : kh_access_policy_dialog_new (organization, item, NULL));
}

static void
run_grant (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_item_act_read (kh_pending_act_new (place, "grant-access", NULL), organization, item,
                    refuse_change, show_grant);
}

static const KhListVerb verbs[] = {
  { N_ ("New _Key…"), KH_MAY_KVA, is_there, run_new_key, refuse_change },
  { N_ ("_Network…"), KH_MAY_KVA, is_there, run_network, refuse_change },
  { N_ ("New _Secret…"), KH_MAY_KVA, is_there, run_new_secret, refuse_change },
  { N_ ("_Grant Access…"), KH_MAY_KVA, is_there, run_grant, refuse_change },
  { N_ ("_Restore…"), KH_MAY_KVA, is_there, kh_vault_restore, refuse_change },
  { N_ ("_Lock Environments…"), KH_MAY_KVA, is_there, kh_lock_open },
  { N_ ("_Delete…"), KH_MAY_KVA, is_there, kh_vault_delete, .is_delete = TRUE },
  { N_ ("Re_cover…"), KH_MAY_KVA, is_deleted, kh_vault_recover },
  { N_ ("_Purge…"), KH_MAY_KVA, is_deleted, kh_vault_purge, kh_vault_refuse_purge },
};

static const char *const fields[] = { "id",
                                      "name",
                                      "region",
                                      "sku",
                                      "permissionModel",
                                      "purgeProtection",
                                      "softDeleteRetentionDays",
                                      "publicNetwork",
                                      "defaultAction",
                                      "bypass",
                                      "state",
                                      "uri",
                                      NULL };

static const KhListKind kind = {
  .kind = KH_ITEM_VAULT,
  .uri = "keyhold:vaults",
  .id_field = "id",
  .id_caption = N_ ("Vault ID"),
  .fields = fields,
  .verbs = verbs,
  .n_verbs = G_N_ELEMENTS (verbs),
  .title = N_ ("Key Vaults"),
  .search_label = N_ ("Search key vaults"),
  .primary_label = N_ ("_New Vault…"),
  .create = create,
  .create_roles = KH_MAY_KVA,
  .count = count,
  .aside = is_aside,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .menus = menus,
  .n_menus = G_N_ELEMENTS (menus),
  .sorts = sorts,
  .n_sorts = G_N_ELEMENTS (sorts),
  .rows_also = 1u << KH_ITEM_KEY,
  .rank = rank,
  .words = words,
  .fill = fill,
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading key vaults"),
  .empty_icon = "drive-multidisk-symbolic",
  .empty_title = N_ ("No Key Vaults"),
  .empty_body = N_ ("A vault stores keys and secrets apart from the data they protect."),
  .none_title = N_ ("No Key Vaults Found"),
  .error_title = N_ ("Key Vaults Cannot Be Shown"),
};

static void
kh_vault_list_class_init (KhVaultListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_vault_list_init (KhVaultList *self)
{
}
