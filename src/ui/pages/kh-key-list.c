/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of keys (pages.md 2.4). */
#include "kh-list-page.h"

#include "kh-dialogs.h"
#include "kh-facts.h"
#include "kh-key-acts.h"
#include "kh-key-bulk-dialogs.h"
#include "kh-lock-act.h"
#include "kh-text.h"
#include "kh-vault-object-end.h"

typedef struct {
  KhListPage parent_instance;
} KhKeyList;
typedef KhListPageClass KhKeyListClass;

G_DEFINE_TYPE (KhKeyList, kh_key_list, KH_TYPE_LIST_PAGE)

/* All shows what is there; what was deleted has a chip of its own. */
static gboolean
is_deleted (KhItem *item, KhOrganization *organization)
{
  return kh_item_is_deleted (item);
}

static gboolean
is_there (KhItem *item, KhOrganization *organization)
{
  return !kh_item_is_deleted (item);
}

static gboolean
expires_soon (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization)
         && kh_fact_expires_soon (organization, kh_item_get_snapshot (item));
}

static gboolean
is_used (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization)
         && kh_fact_count_environments (organization, "key.id", kh_item_get_id (item), NULL) > 0;
}

static gboolean
is_unused (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization) && !is_used (item, organization);
}

static gboolean
cannot_protect (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization) && !kh_fact_key_can_protect (kh_item_get_snapshot (item));
}

static const KhListChip chips[] = {
  { "expires", N_ ("Expires soon"), expires_soon },
  { "used", N_ ("Used"), is_used },
  { "unused", N_ ("Unused"), is_unused },
  { "cannot", N_ ("Cannot protect environments"), cannot_protect },
  { "deleted", N_ ("Deleted"), is_deleted },
};

/* A key that keeps environments locked is first, then it goes by the days that are left: until it
 * expires, or of a deleted one until it is purged. */
static gint64
rank (KhItem *item, KhOrganization *organization)
{
  KhTime expiry = kh_fact_time (item, kh_item_is_deleted (item) ? "scheduledPurgeAt" : "exp");
  guint locked = 0;

  kh_fact_count_environments (organization, "key.id", kh_item_get_id (item), &locked);
  if (locked > 0)
    return G_MININT64;
  return expiry != KH_TIME_NONE ? expiry : G_MAXINT64;
}

static void
words (KhItem *item, GString *text)
{
  g_autofree char *type = kh_fact_key_type (kh_item_get_snapshot (item));

  g_string_append_printf (text, "%s\n", type);
}

static char *
make_subtitle (KhItem *item, KhOrganization *organization)
{
  KhJson *key = kh_item_get_snapshot (item);
  const char *version = kh_json_string (key, "version");
  g_autofree char *type = kh_fact_key_type (key);
  g_autofree char *short_version = version != NULL ? kh_text_short_id (version) : NULL;
  g_autofree char *version_text =
      short_version != NULL ? g_strdup_printf (_ ("version %s"), short_version) : NULL;
  g_autofree char *age =
      kh_fact_age (kh_json_time (key, "createdAt"), kh_organization_now (organization));
  g_autofree char *more = kh_fact_key_can_protect (key)
                              ? NULL
                              : g_strdup_printf (_ ("cannot protect environments: %s"), type);
  GString *text = g_string_new (kh_json_string (key, "vault"));
  const char *const parts[] = { more == NULL ? type : NULL, version_text, age, more };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (text, " · %s", parts[i]);
  return g_string_free (text, FALSE);
}

static void
fill_deleted (KhItemRow *row, KhItem *item, KhTime now)
{
  g_autofree char *type = kh_fact_key_type (kh_item_get_snapshot (item));
  g_autofree char *deleted = kh_text_date (kh_fact_time (item, "deletedAt"), now);
  g_autofree char *purged = kh_text_date (kh_fact_time (item, "scheduledPurgeAt"), now);
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s · %s · deleted %s · purged %s"), kh_item_string (item, "vault"), type,
                       deleted, purged);

  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_pill (row, KH_STATE_KEY, "Deleted", NULL);
}

static void
fill (KhItemRow *row, KhItem *item, gpointer data)
{
  KhOrganization *organization = KH_ORGANIZATION (data);
  KhJson *key = kh_item_get_snapshot (item);
  KhTime expiry = kh_json_time (key, "exp");
  guint n = kh_fact_count_environments (organization, "key.id", kh_item_get_id (item), NULL);
  g_autofree char *used = kh_fact_environments_text (n);
  g_autofree char *left = expiry != KH_TIME_NONE ? kh_fact_time_left (organization, expiry)
                                                 : g_strdup (_ ("never expires"));
  g_autofree char *subtitle = make_subtitle (item, organization);

  if (kh_item_is_deleted (item)) {
    fill_deleted (row, item, kh_organization_now (organization));
    return;
  }
  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_label (row, used);
  kh_item_row_add_label (row, left);
  kh_item_row_add_pill (row, KH_STATE_KEY, kh_fact_key_state (organization, key), NULL);
}

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u key", "%u keys", n), n);
}

static gboolean
has_active_vault (KhOrganization *organization)
{
  GListModel *vaults = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_VAULT));

  for (guint i = 0; i < g_list_model_get_n_items (vaults); i++) {
    g_autoptr (KhItem) vault = g_list_model_get_item (vaults, i);

    if (kh_item_is (vault, "state", "Active"))
      return TRUE;
  }
  return FALSE;
}

/* "kv-sales cannot be read": its keys are there, and not among these. */
static char *
fault (KhOrganization *organization)
{
  GListModel *vaults = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_VAULT));
  GString *names = g_string_new (NULL);
  g_autofree char *all = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (vaults); i++) {
    g_autoptr (KhItem) vault = g_list_model_get_item (vaults, i);

    if (kh_item_string (vault, "fault") != NULL)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", kh_item_get_name (vault));
  }
  all = g_string_free (names, FALSE);
  return *all != '\0' ? g_strdup_printf (_ ("%s cannot be read"), all) : NULL;
}

/* A key needs a vault to be in. */
static void
create (KhPage *page)
{
  KhOrganization *organization = kh_page_get_organization (page);

  kh_dialog_show (has_active_vault (organization) ? kh_new_key_dialog_new (organization, NULL)
                                                  : kh_new_vault_dialog_new (organization),
                  GTK_WIDGET (page));
}

static char *
vault_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "vault"));
}

static char *
type_value (KhItem *item)
{
  return kh_fact_key_type (kh_item_get_snapshot (item));
}

static const KhListMenu menus[] = {
  { "vault", N_ ("Vault"), vault_value, NULL },
  { "type", N_ ("Type"), type_value, NULL },
};

/* The oldest first. */
static char *
age_key (KhItem *item, KhOrganization *organization)
{
  return g_strdup_printf ("%020" G_GINT64_FORMAT, MAX (kh_fact_time (item, "createdAt"), 0));
}

/* The most used first. */
static char *
used_key (KhItem *item, KhOrganization *organization)
{
  guint n = kh_fact_count_environments (organization, "key.id", kh_item_get_id (item), NULL);

  return g_strdup_printf ("%010u", G_MAXINT - n);
}

static const KhListSort sorts[] = {
  { "expires", N_ ("Expires In"), NULL },
  { "name", N_ ("Name"), NULL },
  { "age", N_ ("Age"), age_key },
  { "used", N_ ("Used By"), used_key },
};

/* --- Acts on a row ------------------------------------------------------------------------ */

static char *
refuse_disable (KhItem *item, KhOrganization *organization)
{
  return g_strdup (kh_key_disable_reason (item));
}

static char *
refuse_enable (KhItem *item, KhOrganization *organization)
{
  return g_strdup (kh_key_enable_reason (item));
}

static void
run_disable (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_key_disable (place, organization, item, NULL);
}

static void
run_enable (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_key_enable (place, organization, item, NULL);
}

static void
run_set_expiry (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_key_set_expiry (place, organization, item, NULL);
}

static void
run_recover (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_key_recover (place, organization, kh_item_string (item, "vault"), kh_item_get_name (item));
}

static void
run_purge (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_key_purge (place, organization, kh_item_string (item, "vault"), kh_item_get_name (item));
}

static char *
refuse_purge (KhItem *item, KhOrganization *organization)
{
  KhItem *vault = kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_VAULT),
                                     kh_item_string (item, "vault"));
  g_autofree char *date = NULL;

  if (vault == NULL || !kh_json_bool (kh_item_get_snapshot (vault), "purgeProtection", FALSE))
    return NULL;
  date = kh_text_date (kh_fact_time (item, "scheduledPurgeAt"), kh_organization_now (organization));
  return g_strdup_printf (_ ("Purge protection keeps it until %s"), date);
}

static const KhListVerb verbs[] = {
  { N_ ("_Rotate…"), KH_MAY_KVA, is_there, kh_key_rotate },
  { N_ ("Rotation _Policy…"), KH_MAY_KVA, is_there, kh_key_change_rotation },
  { N_ ("_Disable…"), KH_MAY_KVA, is_there, run_disable, refuse_disable },
  { N_ ("_Enable"), KH_MAY_KVA, is_there, run_enable, refuse_enable },
  { N_ ("Set E_xpiry…"), KH_MAY_KVA, is_there, run_set_expiry },
  { N_ ("_Back Up…"), KH_MAY_KVA, is_there, kh_key_back_up },
  { N_ ("_Lock Environments…"), KH_MAY_KVA, is_there, kh_lock_open },
  { N_ ("Dele_te…"), KH_MAY_KVA, is_there, kh_key_delete, .is_delete = TRUE },
  { N_ ("Re_cover…"), KH_MAY_KVA, is_deleted, run_recover },
  { N_ ("P_urge…"), KH_MAY_KVA, is_deleted, run_purge, refuse_purge },
};

/* --- Acts on several ---------------------------------------------------------------------- */

static char *
refuse_deleted (KhItem *item, KhOrganization *organization)
{
  return kh_item_is_deleted (item) ? g_strdup (_ ("The key is deleted")) : NULL;
}

static KhBulkDialog *
run_set_expiry_of_all (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  KhBulkDialog *dialog = kh_expiry_bulk_new (organization, bulk);

  kh_dialog_show (KH_DIALOG (dialog), widget);
  return dialog;
}

static KhBulkDialog *
run_back_up_all (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  KhBulkDialog *dialog = kh_backup_bulk_new (organization, bulk);

  kh_dialog_show (KH_DIALOG (dialog), widget);
  return dialog;
}

/* Never Disable, Delete or Purge. */
static const KhListBulkVerb bulk_verbs[] = {
  { N_ ("Set E_xpiry…"), KH_MAY_KVA, refuse_deleted, run_set_expiry_of_all },
  { N_ ("_Back Up…"), KH_MAY_KVA, refuse_deleted, run_back_up_all },
};

static const char *const fields[] = {
  "kid",     "vault", "name",      "version", "kty", "size",      "curve",
  "enabled", "state", "createdAt", "nbf",     "exp", "deletedAt", "scheduledPurgeAt",
  NULL
};

static const KhListKind kind = {
  .kind = KH_ITEM_KEY,
  .uri = "keyhold:keys",
  .id_field = "kid",
  .id_caption = N_ ("Key ID"),
  .fields = fields,
  .verbs = verbs,
  .n_verbs = G_N_ELEMENTS (verbs),
  .bulk_verbs = bulk_verbs,
  .n_bulk_verbs = G_N_ELEMENTS (bulk_verbs),
  .title = N_ ("Keys"),
  .search_label = N_ ("Search keys"),
  .primary_label = N_ ("_New Key…"),
  .create = create,
  .create_roles = KH_MAY_KVA,
  .count = count,
  .fault = fault,
  .aside = kh_item_is_deleted,
  .beside = kh_organization_get_deleted_keys,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .menus = menus,
  .n_menus = G_N_ELEMENTS (menus),
  .sorts = sorts,
  .n_sorts = G_N_ELEMENTS (sorts),
  .also = (1u << KH_ITEM_ENVIRONMENT) | (1u << KH_ITEM_VAULT),
  .rank = rank,
  .words = words,
  .fill = fill,
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading keys"),
  .empty_icon = "dialog-password-symbolic",
  .empty_title = N_ ("No Keys"),
  .empty_body = N_ ("Keys live in a key vault and protect environments."),
  .none_title = N_ ("No Keys Found"),
  .error_title = N_ ("Keys Cannot Be Shown"),
};

static void
kh_key_list_class_init (KhKeyListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_key_list_init (KhKeyList *self)
{
}
