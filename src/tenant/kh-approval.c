/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts that wait for another person. */
#include "kh-approval.h"

#include "kh-acts-private.h"
#include "kh-change-text.h"
#include "kh-id.h"
#include "kh-petition-machine.h"
#include "kh-vaults.h"

/* --- Filing ----------------------------------------------------------------------------------- */

/* What an act does to what, as the subject of a request. */
static const char *const subjects[KH_CHANGE_N] = {
  [KH_CHANGE_REVOKE_GRANT] = "Revoke the key access of %s",
  [KH_CHANGE_REVOKE_PRINCIPAL] = "Revoke access to %s",
  [KH_CHANGE_REMOVE_ASSIGNMENT] = "Revoke the key access of %s",
  [KH_CHANGE_DISABLE_KEY] = "Disable key %s",
  [KH_CHANGE_DISABLE_VERSION] = "Disable key version %s",
  [KH_CHANGE_UPDATE_VERSION] = "Change attributes of key %s",
  [KH_CHANGE_EXPIRE_KEY] = "Let key %s expire",
  [KH_CHANGE_DELETE_KEY] = "Delete key %s",
  [KH_CHANGE_PURGE_KEY] = "Purge key %s",
  [KH_CHANGE_DELETE_SECRET] = "Delete secret %s",
  [KH_CHANGE_PURGE_SECRET] = "Purge secret %s",
  [KH_CHANGE_UPDATE_VAULT] = "Change vault %s",
  [KH_CHANGE_CLOSE_NETWORK] = "Close the network of vault %s",
  [KH_CHANGE_SWITCH_MODEL] = "Switch the permission model of vault %s",
  [KH_CHANGE_DELETE_VAULT] = "Delete vault %s",
  [KH_CHANGE_PURGE_VAULT] = "Purge vault %s",
  [KH_CHANGE_DELETE_POLICY] = "Delete policy %s",
  [KH_CHANGE_DELETE_ENVIRONMENT] = "Delete environment %s",
  [KH_CHANGE_RESET_ENVIRONMENT] = "Reset environment %s",
  [KH_CHANGE_REPLACE_DATA] = "Replace the data of environment %s",
  [KH_CHANGE_RESTORE_DATA] = "Restore a backup over environment %s",
  [KH_CHANGE_FOUR_EYES_OFF] = "Let one person do dangerous acts in %s",
};

/* Other environments than the one that the subject names. */
static gboolean
subject_locks (const KhImpact *impact)
{
  return impact->kind != KH_CHANGE_DELETE_ENVIRONMENT && impact->kind != KH_CHANGE_RESET_ENVIRONMENT
         && impact->kind != KH_CHANGE_REPLACE_DATA && impact->kind != KH_CHANGE_RESTORE_DATA
         && impact->environments->len > 0;
}

static char *
make_subject (const KhImpact *impact)
{
  const char *format = subjects[impact->kind] != NULL ? subjects[impact->kind] : "Change %s";
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  GString *subject = g_string_new (NULL);

  g_string_append (subject, parts[0]);
  g_string_append (subject, impact->target);
  g_string_append (subject, parts[1]);
  g_autofree char *whole = g_string_free (subject, FALSE);
  if (!subject_locks (impact))
    return g_steal_pointer (&whole);
  return g_strdup_printf (impact->environments->len == 1 ? "%s (locks %u environment)"
                                                         : "%s (locks %u environments)",
                          whole, impact->environments->len);
}

static void
add_evidence (KhTenant *tenant, KhPetition *petition, const KhImpact *impact)
{
  GString *out = g_string_new (NULL);
  g_autofree char *json = tenant->impact_printer != NULL ? tenant->impact_printer (impact) : NULL;

  g_string_append_printf (out, "Guard level %d\n", impact->level);
  for (guint i = 0; i < impact->environments->len; i++) {
    const KhImpactEnvironment *environment = impact->environments->pdata[i];

    g_string_append_printf (out, "Goes down: %s (%s)\n", environment->name,
                            kh_environment_type_to_string (environment->type));
  }
  for (guint i = 0; i < impact->holds->len; i++)
    g_string_append_printf (out, "Breaks a hold: %s\n",
                            ((const KhHold *)impact->holds->pdata[i])->reason);
  for (guint i = 0; impact->backups[i] != NULL; i++)
    g_string_append_printf (out, "Backup that would need it: %s\n", impact->backups[i]);
  for (guint i = 0; impact->way_back[i] != NULL; i++)
    g_string_append_printf (out, "Way back: %s\n", impact->way_back[i]);
  kh_petition_add_evidence (petition, "impact", "Impact that was confirmed", out->str);
  if (json != NULL)
    kh_petition_add_evidence (petition, "impact-json", "The same as JSON", json);
  g_string_free (out, TRUE);
}

static gboolean
check_somebody_may_approve (const KhEstate *estate, const KhPetition *petition, GError **error)
{
  for (guint i = 0; i < kh_estate_n_accounts (estate); i++)
    if (kh_petition_check_decider (estate, petition, kh_estate_account_at (estate, i)->id, TRUE,
                                   NULL))
      return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, NULL, "NoApprover",
                      "Give another account a passphrase and the role kva or ppa",
                      "No other account may approve");
  return FALSE;
}

static KhPetition *
make_petition (KhTenant *tenant, KhCaller *caller, const KhEstate *estate, const KhActFacts *facts,
               const KhChange *change, const KhImpact *impact)
{
  const KhAccount *account = kh_estate_get_account (estate, caller->account_id);
  KhPetition *petition = kh_petition_new ();

  petition->id = kh_id_new ();
  petition->kind = KH_PETITION_APPROVAL;
  petition->subject = make_subject (impact);
  petition->reason = g_strdup (caller->reason);
  petition->action = g_strdup (facts->action);
  petition->target_kind = g_strdup (facts->target_kind);
  petition->target_id = g_strdup (facts->target_id);
  petition->target = g_strdup (facts->target);
  petition->change = kh_change_to_text (change);
  petition->digest = kh_impact_digest (impact, change);
  petition->level = impact->level;
  add_evidence (tenant, petition, impact);
  if (account != NULL)
    kh_petition_file (petition, account, kh_tenant_now (tenant));
  return petition;
}

/* Returns the id. */
static char *
file_petition (KhTenant *tenant, KhCaller *caller, const KhEstate *estate, const KhActFacts *facts,
               const KhChange *change, const KhImpact *impact, GError **error)
{
  g_autoptr (KhPetition) petition = make_petition (tenant, caller, estate, facts, change, impact);
  KhActFacts filing = { "request.file",    facts->verb,   "request",     petition->id,
                        petition->subject, facts->action, facts->granted };
  g_autoptr (KhAct) act = NULL;

  if (petition->requested_by == NULL) {
    kh_set_error (error, KH_ERROR_UNAUTHENTICATED, "The account is not there any more");
    return NULL;
  }
  if (!check_somebody_may_approve (estate, petition, error))
    return NULL;
  act = kh_act_begin (tenant, caller, &filing, NULL, error);
  if (act == NULL)
    return NULL;
  kh_act_put_petition (act, petition);
  return kh_act_commit (&act, error) ? g_strdup (petition->id) : NULL;
}

static gboolean
is_of (const KhPetition *petition, const KhCaller *caller, const KhActFacts *facts,
       const char *digest)
{
  return petition->kind == KH_PETITION_APPROVAL && !petition->altered
         && g_strcmp0 (petition->requested_by, caller->account_id) == 0
         && g_strcmp0 (petition->action, facts->action) == 0
         && g_strcmp0 (petition->digest, digest) == 0;
}

/* The approved one first, else the one that waits; NULL where neither is. */
static const KhPetition *
find_petition (const KhEstate *estate, const KhCaller *caller, const KhActFacts *facts,
               const char *digest, KhTime now)
{
  const KhPetition *waiting = NULL;

  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (estate, i);
    KhPetitionState state = kh_petition_get_state (petition, now);

    if (!is_of (petition, caller, facts, digest))
      continue;
    if (state == KH_PETITION_STATE_APPROVED
        && kh_petition_check_approved (estate, petition, now, NULL))
      return petition;
    if (state == KH_PETITION_STATE_PENDING)
      waiting = petition;
  }
  return waiting;
}

static void
set_required (const char *id, GError **error)
{
  g_autofree char *advice =
      g_strdup_printf ("Another account runs: keyholdctl request approve %s", id);

  kh_set_error_facts (error, KH_ERROR_CONFIRMATION, id, "ApprovalRequired", advice,
                      "Another person has to approve this: nothing was done yet");
}

gboolean
kh_approval_is_needed (KhTenant *tenant, KhCaller *caller, const KhChange *change)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhImpact) impact = NULL;

  if (caller->is_platform || !kh_estate_get_tenant (estate)->four_eyes)
    return FALSE;
  impact = kh_impact_compute (estate, change, kh_tenant_get_hold_time (tenant), NULL);
  return impact != NULL && impact->level >= KH_GUARD_DOWN;
}

gboolean
kh_approval_pass (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                  const KhChange *change, KhPetition **approval, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);
  g_autoptr (KhImpact) impact = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *id = NULL;
  const KhPetition *found;

  *approval = NULL;
  if (!kh_estate_get_tenant (estate)->four_eyes)
    return TRUE;
  impact = kh_impact_compute (estate, change, kh_tenant_get_hold_time (tenant), error);
  if (impact == NULL)
    return FALSE;
  digest = kh_impact_digest (impact, change);
  found = find_petition (estate, caller, facts, digest, now);
  if (found != NULL && found->state == KH_PETITION_STATE_APPROVED) {
    *approval = kh_petition_ref ((KhPetition *)found);
    return TRUE;
  }
  id = found != NULL ? g_strdup (found->id)
                     : file_petition (tenant, caller, estate, facts, change, impact, error);
  if (id != NULL)
    set_required (id, error);
  return FALSE;
}

/* --- Using ------------------------------------------------------------------------------------ */

KhPetition *
kh_approval_use (KhTenant *tenant, KhCaller *caller, const KhPetition *approval,
                 const KhChange *change, const KhEstate *after)
{
  g_autoptr (KhImpact) impact =
      kh_impact_compute (after, change, kh_tenant_get_hold_time (tenant), NULL);
  g_autofree char *digest = impact != NULL ? kh_impact_digest (impact, change) : NULL;
  const KhAccount *account = kh_estate_get_account (after, caller->account_id);

  if (g_strcmp0 (digest, approval->digest) == 0)
    return NULL;
  return kh_petition_step (approval, KH_PETITION_EVENT_USE, account, NULL, kh_tenant_now (tenant),
                           NULL);
}

/* --- Approving -------------------------------------------------------------------------------- */

KhChange *
kh_approval_check (KhTenant *tenant, const KhEstate *estate, const KhPetition *petition,
                   GError **error)
{
  g_autoptr (KhChange) change = kh_change_from_text (estate, petition->change, error);
  g_autoptr (KhImpact) now =
      change != NULL ? kh_impact_compute (estate, change, kh_tenant_get_hold_time (tenant), error)
                     : NULL;
  g_autofree char *digest = now != NULL ? kh_impact_digest (now, change) : NULL;

  if (digest == NULL)
    return NULL;
  if (g_strcmp0 (digest, petition->digest) == 0)
    return g_steal_pointer (&change);
  kh_set_error_facts (error, KH_ERROR_RULE, petition->id, "ImpactChanged",
                      "Do the act again: it becomes a new request",
                      "The impact is no longer what was asked. Ask again.");
  return NULL;
}

/* The right that an act takes, by what the audit log calls it. */
static KhVerb
verb_of (const char *action)
{
  if (g_str_has_prefix (action, "environment."))
    return KH_VERB_ENVIRONMENT;
  if (g_str_has_prefix (action, "tenant."))
    return KH_VERB_TENANT;
  return g_str_has_prefix (action, "policy.") ? KH_VERB_POLICY : KH_VERB_VAULT;
}

gboolean
kh_approval_run (KhTenant *tenant, const KhPetition *petition, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhAccount *account = kh_estate_get_account (estate, petition->requested_by);
  g_autoptr (KhChange) change = kh_approval_check (tenant, estate, petition, error);
  KhActFacts facts = { petition->action,    verb_of (petition->action), petition->target_kind,
                       petition->target_id, petition->target,           petition->id };
  g_autoptr (KhCaller) plain = NULL;
  g_autoptr (KhCaller) caller = NULL;

  if (change == NULL)
    return FALSE;
  if (account == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, petition->requested_by, "AccountNotFound", NULL,
                        "The account that asked does not exist any more");
    return FALSE;
  }
  plain = kh_caller_new (account);
  caller = kh_caller_with_approval (plain, petition->id, petition->reason);
  if (change->kind == KH_CHANGE_RESET_ENVIRONMENT || change->kind == KH_CHANGE_REPLACE_DATA
      || change->kind == KH_CHANGE_RESTORE_DATA)
    return kh_acts_replace (tenant, caller, &facts, change, error);
  return kh_acts_apply (tenant, caller, &facts, change, error)
         && (change->kind != KH_CHANGE_PURGE_VAULT
             || kh_vaults_purge (tenant, change->vault, error));
}
