/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Approvals whose act was cut off between its vault and the tenant database. */
#include "kh-approval.h"

#include "kh-change-text.h"
#include "kh-log.h"
#include "kh-petition-machine.h"
#include "kh-vaults.h"

/* The records of acts that may have reached the vault and not the tenant database. */
typedef struct {
  guint64 after, until;
} Gap;

static gboolean
find_gap (KhTenant *tenant, const KhVault *vault, Gap *gap)
{
  KhVaultStore *store = kh_vaults_take (tenant, vault->name, NULL);
  gboolean read;

  if (store == NULL)
    return FALSE;
  read = kh_vault_store_get_position (store, &gap->until, NULL)
         && kh_tenant_store_get_vault_position (tenant->store, vault->id, &gap->after, NULL);
  kh_vaults_give (tenant);
  return read && gap->until > gap->after;
}

/* The act that was approved is among them, and did not succeed as a whole. */
static gboolean
is_in_gap (KhTenant *tenant, const KhPetition *petition, const Gap *gap)
{
  KhAuditFilter filter = { .since = KH_TIME_NONE,
                           .object = petition->target_id,
                           .object_too = petition->target,
                           .actor = petition->requested_by,
                           .of = KH_AUDIT_OF_CHANGES };
  guint64 next = 0;
  g_autoptr (GPtrArray) records = kh_audit_log_list_newest (tenant->audit, &filter, &next, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++) {
    const KhAuditRecord *record = records->pdata[i];

    if (record->phase == KH_AUDIT_INTENT && record->seq > gap->after && record->seq <= gap->until
        && g_strcmp0 (record->action, petition->action) == 0
        && g_strcmp0 (record->result, KH_AUDIT_SUCCEEDED) != 0)
      return TRUE;
  }
  return FALSE;
}

/* (transfer full) (nullable): the request used up, where the estate shows that its act was done. */
static KhPetition *
use_up (KhTenant *tenant, const KhEstate *estate, const KhPetition *petition)
{
  const KhAccount *account = kh_estate_get_account (estate, petition->requested_by);
  g_autoptr (KhChange) change = kh_change_from_text (estate, petition->change, NULL);
  g_autoptr (KhCaller) caller = account != NULL ? kh_caller_new (account) : NULL;
  Gap gap = { 0 };

  if (change == NULL || caller == NULL || change->vault == NULL
      || kh_estate_get_vault (estate, change->vault) == NULL
      || !find_gap (tenant, kh_estate_get_vault (estate, change->vault), &gap)
      || !is_in_gap (tenant, petition, &gap))
    return NULL;
  return kh_approval_use (tenant, caller, petition, change, estate);
}

static void
complete (KhTenant *tenant, KhCaller *platform, KhPetition *used)
{
  g_autoptr (GError) error = NULL;
  KhActFacts facts = { "request.complete", KH_VERB_READ,  "request",
                       used->id,           used->subject, used->action };
  g_autoptr (KhAct) act = kh_act_begin (tenant, platform, &facts, NULL, &error);

  if (act != NULL)
    kh_act_put_petition (act, used);
  if (act == NULL || !kh_act_commit (&act, &error))
    kh_warning ("The end of a request could not be stored: %s", error->message);
}

void
kh_approval_complete_cut_off (KhTenant *tenant, KhCaller *platform)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (estate, i);
    g_autoptr (KhPetition) used = NULL;

    if (petition->kind != KH_PETITION_APPROVAL || petition->altered
        || kh_petition_get_state (petition, kh_tenant_now (tenant)) != KH_PETITION_STATE_APPROVED)
      continue;
    used = use_up (tenant, estate, petition);
    if (used != NULL)
      complete (tenant, platform, used);
  }
}
