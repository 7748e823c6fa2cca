/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of environments (pages.md 2.2). */
#include "kh-list-page.h"

#include "kh-dialogs.h"
#include "kh-enable-wizard.h"
#include "kh-environment-bulk.h"
#include "kh-environment-end.h"
#include "kh-facts.h"
#include "kh-lock-act.h"
#include "kh-repair.h"
#include "kh-state.h"
#include "kh-text.h"
#include "kh-wizard.h"

typedef struct {
  KhListPage parent_instance;
} KhEnvironmentList;
typedef KhListPageClass KhEnvironmentListClass;

G_DEFINE_TYPE (KhEnvironmentList, kh_environment_list, KH_TYPE_LIST_PAGE)

static gboolean
is_locked (KhItem *item, KhOrganization *organization)
{
  return kh_fact_is_locked (item);
}

static gboolean
needs_attention (KhItem *item, KhOrganization *organization)
{
  return kh_fact_is_locked (item) || kh_item_is (item, "encryptionStatus", "Failed")
         || kh_item_is (item, "encryptionStatus", "Warning");
}

static gboolean
has_customer_key (KhItem *item, KhOrganization *organization)
{
  return kh_item_is (item, "keyManagedBy", "Customer");
}

static gboolean
has_microsoft_key (KhItem *item, KhOrganization *organization)
{
  return !kh_item_is (item, "keyManagedBy", "Customer");
}

/* What the list can tell of the rules; the wizard's checks tell the rest. */
static gboolean
can_be_enabled (KhItem *item, KhOrganization *organization)
{
  KhJson *snapshot = kh_item_get_snapshot (item);

  return has_microsoft_key (item, organization) && kh_item_is (item, "state", "Ready")
         && kh_json_bool (snapshot, "managed", FALSE)
         && kh_json_bool (snapshot, "dataverse", FALSE);
}

static const KhListChip chips[] = {
  { "attention", N_ ("Needs attention"), needs_attention },
  { "customer", N_ ("Customer key"), has_customer_key },
  { "microsoft", N_ ("Microsoft key"), has_microsoft_key },
  { "locked", N_ ("Locked"), is_locked },
  { "enable", N_ ("Can be enabled"), can_be_enabled },
};

/* Locked ones by the time that is left, then failed ones and warnings. */
static gint64
rank (KhItem *item, KhOrganization *organization)
{
  KhTime deletion = kh_fact_time (item, "deletionAt");

  if (kh_fact_is_locked (item))
    return G_MININT64 / 2 + (deletion != KH_TIME_NONE ? deletion : 0);
  if (kh_item_is (item, "encryptionStatus", "Failed"))
    return -2;
  return kh_item_is (item, "encryptionStatus", "Warning") ? -1 : 0;
}

static void
words (KhItem *item, GString *text)
{
  static const char *const paths[] = { "policy.name", "key.id", "geo", "type", "url" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    const char *word = kh_item_string (item, paths[i]);

    if (word != NULL)
      g_string_append_c (g_string_append (text, word), '\n');
  }
}

/* (nullable): "cmk-us" */
static const char *
get_key (KhItem *item)
{
  const char *key = kh_item_string (item, "key.id");
  const char *slash = key != NULL ? strchr (key, '/') : NULL;

  return slash != NULL ? slash + 1 : NULL;
}

static char *
line (KhItem *item)
{
  return g_strjoin (" · ", kh_fact_type (kh_item_string (item, "type")),
                    kh_text_geo (kh_item_string (item, "geo")), get_key (item), NULL);
}

static char *
note (KhItem *item, KhOrganization *organization)
{
  g_autofree char *time = NULL;

  if (!kh_fact_is_locked (item) && !kh_item_is (item, "state", "Deleted"))
    return NULL;
  time = kh_fact_time_left (organization, kh_fact_time (item, "deletionAt"));
  return g_strdup_printf (_ ("%s left"), time);
}

static char *
name_text (KhItem *item, KhOrganization *organization)
{
  return g_strdup (kh_item_get_name (item));
}

static char *
type_text (KhItem *item, KhOrganization *organization)
{
  return g_strdup (kh_fact_type (kh_item_string (item, "type")));
}

static char *
geo_text (KhItem *item, KhOrganization *organization)
{
  return g_strdup (kh_text_geo (kh_item_string (item, "geo")));
}

static char *
managed_text (KhItem *item, KhOrganization *organization)
{
  return g_strdup (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE) ? _ ("Yes")
                                                                                : _ ("No"));
}

static char *
key_text (KhItem *item, KhOrganization *organization)
{
  const char *key = get_key (item);

  return g_strdup (key != NULL ? key : _ ("Microsoft"));
}

/* "kv-contoso-us/cmk-us, version 7c1e…" */
static char *
key_tooltip (KhItem *item, KhOrganization *organization)
{
  const char *version = kh_item_string (item, "key.version");
  g_autofree char *short_version = version != NULL ? kh_text_short_id (version) : NULL;

  if (short_version == NULL)
    return g_strdup (kh_item_string (item, "key.id"));
  return g_strdup_printf (_ ("%s, version %s"), kh_item_string (item, "key.id"), short_version);
}

static const char *
encryption_value (KhItem *item)
{
  return kh_item_string (item, "encryptionStatus");
}

static char *
encryption_text (KhItem *item, KhOrganization *organization)
{
  return kh_fact_encryption_word (item);
}

static const char *
state_value (KhItem *item)
{
  return kh_item_string (item, "state");
}

static char *
state_text (KhItem *item, KhOrganization *organization)
{
  return kh_fact_running_word (organization, item);
}

/* What is told of a locked one is when it is deleted. */
static char *
state_tooltip (KhItem *item, KhOrganization *organization)
{
  g_autofree char *left = note (item, organization);
  KhStateInfo info = kh_state_info (KH_STATE_ENVIRONMENT, state_value (item));

  return left != NULL ? g_strdup_printf ("%s %s", info.sentence, left) : g_strdup (info.sentence);
}

/* The place of a word among those that are sorted from worst to best. */
static char *
make_place (const char *word, const char *const *order, guint n)
{
  guint place = n;

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (order[i], word) == 0)
      place = i;
  return g_strdup_printf ("%02u %s", place, word != NULL ? word : "");
}

static char *
encryption_key (KhItem *item, KhOrganization *organization)
{
  static const char *const order[] = { "Failed",    "Warning",   "Encrypting",
                                       "Reverting", "Encrypted", "NotEncrypted" };

  return make_place (encryption_value (item), order, G_N_ELEMENTS (order));
}

static char *
state_key (KhItem *item, KhOrganization *organization)
{
  static const char *const order[] = { "Locked",    "Re-enabling",  "Encrypting",
                                       "Reverting", "Provisioning", "Ready" };

  return make_place (state_value (item), order, G_N_ELEMENTS (order));
}

static char *
type_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "type"));
}

static char *
geo_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "geo"));
}

static char *
policy_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "policy.name"));
}

static const KhListMenu menus[] = {
  { "type", N_ ("Type"), type_value, kh_fact_type },
  { "geo", N_ ("Geo"), geo_value, kh_text_geo },
  { "policy", N_ ("Policy"), policy_value, NULL },
};

static const KhListSort sorts[] = {
  { "trouble", N_ ("Trouble First"), NULL },
  { "name", N_ ("Name"), NULL },
  { "type", N_ ("Type"), type_text },
  { "geo", N_ ("Geo"), geo_text },
  { "managed", N_ ("Managed"), managed_text },
  { "encryption", N_ ("Encryption"), encryption_key },
  { "key", N_ ("Key"), key_text },
  { "state", N_ ("State"), state_key },
};

static const KhListColumn columns[] = {
  { "name", N_ ("Name"), name_text, .n_chars = 14 },
  { "type", N_ ("Type"), type_text, .n_chars = 10 },
  { "geo", N_ ("Geo"), geo_text, .n_chars = 13 },
  { "managed", N_ ("Managed"), managed_text, .n_chars = 4 },
  { "encryption", N_ ("Encryption"), encryption_text, encryption_value, KH_STATE_ENCRYPTION,
    .n_chars = 10 },
  { "key", N_ ("Key"), key_text, .tooltip = key_tooltip, .n_chars = 9 },
  { "state", N_ ("State"), state_text, state_value, KH_STATE_ENVIRONMENT, state_tooltip,
    .n_chars = 8 },
};

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u environment", "%u environments", n), n);
}

static void
create (KhPage *page)
{
  kh_dialog_show (kh_new_environment_dialog_new (kh_page_get_organization (page)),
                  GTK_WIDGET (page));
}

/* --- Acts on a row ------------------------------------------------------------------------ */

static gboolean
is_there (KhItem *item, KhOrganization *organization)
{
  return !kh_environment_is_deleted (item);
}

static gboolean
is_deleted (KhItem *item, KhOrganization *organization)
{
  return kh_environment_is_deleted (item);
}

static gboolean
is_unmanaged (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization)
         && !kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE);
}

/* What was reached already is no verb any more, as on the page. */
static gboolean
has_no_key (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization)
         && (!kh_item_is (item, "keyManagedBy", "Customer")
             || kh_item_is (item, "encryptionStatus", "Failed"));
}

/* What a list tells; the rest comes with the whole environment, which acts and wizards read. */
static char *
refuse_by_state (KhItem *item, KhOrganization *organization)
{
  KhStateInfo info = kh_state_info (KH_STATE_ENVIRONMENT, kh_item_string (item, "state"));

  if (kh_item_is (item, "state", "Ready"))
    return NULL;
  return g_strdup (kh_fact_is_locked (item) ? _ ("The environment is locked") : info.sentence);
}

static char *
refuse_enable (KhItem *item, KhOrganization *organization)
{
  return kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE)
             ? refuse_by_state (item, organization)
             : g_strdup (_ ("Not a Managed Environment"));
}

/* A locked one can be deleted, too. */
static char *
refuse_delete (KhItem *item, KhOrganization *organization)
{
  if (kh_item_is (item, "type", "Default"))
    return g_strdup (_ ("The default environment stays"));
  return kh_fact_is_locked (item) ? NULL : refuse_by_state (item, organization);
}

static void
run_enable (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  const char *const ids[] = { kh_item_get_id (item), NULL };

  kh_wizard_show (kh_enable_wizard_new (organization, ids, NULL), place);
}

static gboolean
has_policy (KhItem *item, KhOrganization *organization)
{
  return is_there (item, organization) && kh_item_string (item, "policy.name") != NULL;
}

static void
run_change (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  const char *const ids[] = { kh_item_get_id (item), NULL };

  kh_wizard_show (kh_change_wizard_new (organization, ids, NULL), place);
}

static void
run_return (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  const char *const ids[] = { kh_item_get_id (item), NULL };

  kh_wizard_show (kh_return_wizard_new (organization, ids), place);
}

static void
run_import (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_dialog_show (kh_import_dialog_new (organization, item, NULL), place);
}

static void
run_export (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_dialog_show (kh_export_dialog_new (organization, item), place);
}

/* Its policy can be, with all that use it. */
static gboolean
can_be_locked (KhItem *item, KhOrganization *organization)
{
  return kh_item_string (item, "policy.id") != NULL && is_there (item, organization)
         && !kh_fact_is_locked (item);
}

static void
run_unlock (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_repair_open_wizard (place, item);
}

static const KhListVerb verbs[] = {
  { N_ ("_Unlock…"), KH_MAY_PPA | KH_MAY_KVA, is_locked, run_unlock },
  { N_ ("_Lock Environments…"), KH_MAY_KVA, can_be_locked, kh_lock_open },
  { N_ ("_Enable Customer-Managed Key…"), KH_MAY_PPA, has_no_key, run_enable, refuse_enable },
  { N_ ("Chan_ge Key…"), KH_MAY_PPA, has_policy, run_change, refuse_by_state },
  { N_ ("Re_turn to Microsoft-Managed Key…"), KH_MAY_PPA, has_policy, run_return, refuse_by_state },
  { N_ ("_Import Data…"), KH_MAY_PPA | KH_MAY_MAKER, is_there, run_import, refuse_by_state },
  { N_ ("E_xport Data…"), KH_MAY_PPA | KH_MAY_MAKER, is_there, run_export, refuse_by_state },
  { N_ ("Enable _Managed Environment…"), KH_MAY_PPA, is_unmanaged, kh_environment_make_managed,
    refuse_by_state },
  { N_ ("_Re-enable"), KH_MAY_PPA, is_locked, kh_environment_re_enable },
  { N_ ("_Delete…"), KH_MAY_PPA, is_there, kh_environment_delete, refuse_delete, TRUE },
  { N_ ("Re_cover…"), KH_MAY_PPA, is_deleted, kh_environment_recover },
};

static const char *const fields[] = { "id",
                                      "name",
                                      "type",
                                      "geo",
                                      "azureRegion",
                                      "managed",
                                      "encryptionStatus",
                                      "flowsThatStay",
                                      "state",
                                      "keyManagedBy",
                                      "policy.name",
                                      "key.id",
                                      "key.version",
                                      "lockedAt",
                                      "deletionAt",
                                      "createdAt",
                                      NULL };

static const KhListKind kind = {
  .kind = KH_ITEM_ENVIRONMENT,
  .uri = "keyhold:environments",
  .id_field = "id",
  .id_caption = N_ ("Environment ID"),
  .fields = fields,
  .verbs = verbs,
  .n_verbs = G_N_ELEMENTS (verbs),
  .bulk_verbs = kh_environment_bulk_verbs,
  .n_bulk_verbs = KH_N_ENVIRONMENT_BULK_VERBS,
  .title = N_ ("Environments"),
  .search_label = N_ ("Search environments"),
  .primary_label = N_ ("_New Environment…"),
  .create = create,
  .create_roles = KH_MAY_PPA,
  .count = count,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .menus = menus,
  .n_menus = G_N_ELEMENTS (menus),
  .rows_also = 1u << KH_ITEM_OPERATION,
  .rank = rank,
  .words = words,
  .sorts = sorts,
  .n_sorts = G_N_ELEMENTS (sorts),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .line = line,
  .note = note,
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading environments"),
  .empty_icon = "view-grid-symbolic",
  .empty_title = N_ ("No Environments"),
  .empty_body = N_ ("An environment holds apps, flows and data."),
  .none_title = N_ ("No Environments Found"),
  .error_title = N_ ("Environments Cannot Be Shown"),
};

static void
kh_environment_list_class_init (KhEnvironmentListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_environment_list_init (KhEnvironmentList *self)
{
}
