/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts: intent, state, outcome. */
#include "kh-act.h"

#include "kh-act-store.h"
#include "kh-approval.h"
#include "kh-guard.h"
#include "kh-log.h"

struct _KhAct {
  KhTenant *tenant;
  KhCaller *caller;
  KhEstate *before;
  KhEstate *estate;
  KhTime time;
  guint64 intent;
  char *action, *target_kind, *target_id, *target, *detail;
  gboolean dangerous;
  KhChange *confirmed;  /* (owned) (nullable): what the token or the approval was needed for */
  KhPetition *approval; /* (nullable): approved, to be used up */
  KhActKeys keys;
};

static KhAuditRecord
record_of (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts)
{
  return (KhAuditRecord){
    .time = kh_tenant_now (tenant),
    .action = facts->action,
    .actor_id = caller->account_id,
    .actor = caller->account_name,
    .target_kind = facts->target_kind,
    .target_id = facts->target_id,
    .target = facts->target,
    .request = caller->request_id,
    .reason = caller->reason,
    .detail = facts->detail,
  };
}

static gboolean
append_notice (KhTenant *tenant, const KhAuditRecord *record)
{
  g_autoptr (GError) error = NULL;

  if (!kh_audit_log_append_notice (tenant->audit, record, &error))
    kh_warning ("The audit log did not take a record: %s", error->message);
  kh_tenant_wake (tenant);
  return error == NULL;
}

gboolean
kh_act_note (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts, const char *result)
{
  KhAuditRecord record = record_of (tenant, caller, facts);

  record.phase = KH_AUDIT_NOTICE;
  record.result = result;
  return append_notice (tenant, &record);
}

void
kh_act_note_refusal (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                     const GError *reason)
{
  KhErrorFacts *why = kh_error_get_facts (reason);
  KhAuditRecord record = record_of (tenant, caller, facts);

  record.phase = KH_AUDIT_REFUSED;
  record.result = why != NULL && why->inner != NULL ? why->inner : "Refused";
  append_notice (tenant, &record);
}

gboolean
kh_act_allowed (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (caller->is_platform || facts->granted || kh_role_check (caller->roles, facts->verb, &refusal))
    return TRUE;
  kh_act_note_refusal (tenant, caller, facts, refusal);
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/* By the token of who acts, with the approval of another person where it takes one; or by that
 * alone, when the approval itself sets the act off. */
static gboolean
passes_guard (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
              gboolean *used, KhPetition **approval, GError **error)
{
  if (caller->approval == NULL && !kh_guard_check (tenant, caller, change, used, error))
    return FALSE;
  if (caller->approval == NULL && !*used && !kh_approval_is_needed (tenant, caller, change))
    return TRUE;
  if (!kh_approval_pass (tenant, caller, facts, change, approval, error))
    return FALSE;
  *used = TRUE;
  if (caller->approval == NULL
      || (*approval != NULL && g_str_equal ((*approval)->id, caller->approval)))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_CONFIRMATION, caller->approval, "ApprovalStale", NULL,
                      "The approval is not for this act any more");
  return FALSE;
}

static gboolean
is_guarded (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
            gboolean *used, KhPetition **approval, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (change == NULL || passes_guard (tenant, caller, facts, change, used, approval, &refusal))
    return TRUE;
  if (kh_error_is (refusal, KH_ERROR_CONFIRMATION))
    kh_act_note_refusal (tenant, caller, facts, refusal);
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

KhAct *
kh_act_begin (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
              GError **error)
{
  KhAuditRecord record = record_of (tenant, caller, facts);
  g_autoptr (KhPetition) approval = NULL;
  guint64 intent = 0;
  gboolean used = FALSE;
  KhAct *self;

  g_assert (kh_worker_is_current (tenant->worker));
  if (!kh_act_allowed (tenant, caller, facts, error)
      || !is_guarded (tenant, caller, facts, change, &used, &approval, error)
      || !kh_audit_log_append_intent (tenant->audit, &record, &intent, error))
    return NULL;
  self = g_new0 (KhAct, 1);
  self->tenant = tenant;
  self->caller = kh_caller_ref (caller);
  self->before = kh_tenant_ref_estate (tenant);
  self->estate = kh_estate_ref (self->before);
  self->time = record.time;
  self->intent = intent;
  self->action = g_strdup (facts->action);
  self->target_kind = g_strdup (facts->target_kind);
  self->target_id = g_strdup (facts->target_id);
  self->target = g_strdup (facts->target);
  self->detail = g_strdup (facts->detail);
  self->dangerous = caller->confirmation != NULL || approval != NULL;
  self->approval = g_steal_pointer (&approval);
  self->confirmed = used ? kh_change_copy (change) : NULL;
  kh_act_keys_init (&self->keys);
  return self;
}

static void
append_outcome (KhAct *self, const char *result, const char *detail)
{
  KhActFacts facts = { self->action, 0, self->target_kind, self->target_id, self->target, detail };
  KhAuditRecord record = record_of (self->tenant, self->caller, &facts);
  g_autoptr (GError) error = NULL;

  record.result = result;
  if (!kh_audit_log_append_outcome (self->tenant->audit, self->intent, &record, &error))
    kh_warning ("The audit log did not take an outcome: %s", error->message);
  if (self->dangerous && !kh_audit_log_checkpoint (self->tenant->audit, &error))
    kh_warning ("The audit log was not signed: %s", error->message);
}

static void
destroy (KhAct *self)
{
  kh_act_keys_clear (&self->keys);
  g_clear_pointer (&self->confirmed, kh_change_free);
  g_clear_pointer (&self->approval, kh_petition_unref);
  g_clear_pointer (&self->before, kh_estate_unref);
  g_clear_pointer (&self->estate, kh_estate_unref);
  kh_caller_unref (self->caller);
  g_free (self->action);
  g_free (self->target_kind);
  g_free (self->target_id);
  g_free (self->target);
  g_free (self->detail);
  g_free (self);
}

void
kh_act_free (KhAct *self)
{
  append_outcome (self, KH_AUDIT_FAILED, self->detail);
  destroy (self);
}

void
kh_act_fail (KhAct **self, const GError *reason)
{
  KhErrorFacts *why = kh_error_get_facts (reason);
  KhAct *act = g_steal_pointer (self);

  append_outcome (act, KH_AUDIT_FAILED,
                  why != NULL && why->inner != NULL ? why->inner : act->detail);
  destroy (act);
}

/* In the transaction of the act, so that it is good for one. */
static void
use_approval (KhAct *self)
{
  g_autoptr (KhPetition) used = self->approval != NULL
                                    ? kh_approval_use (self->tenant, self->caller, self->approval,
                                                       self->confirmed, self->estate)
                                    : NULL;

  if (used != NULL)
    kh_act_put_petition (self, used);
}

gboolean
kh_act_commit (KhAct **self, GError **error)
{
  KhAct *act = *self;
  g_autoptr (GError) failure = NULL;

  use_approval (act);
  if (!kh_act_store (act->tenant, act->before, act->estate, &act->keys, &failure)) {
    kh_act_fail (self, failure);
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  kh_tenant_publish (act->tenant, kh_estate_ref (act->estate));
  append_outcome (act, KH_AUDIT_SUCCEEDED, act->detail);
  kh_tenant_settle (act->tenant, act->caller, FALSE);
  if (act->confirmed != NULL && act->caller->confirmation != NULL)
    kh_guard_spend (act->tenant, act->caller, act->confirmed);
  kh_tenant_wake (act->tenant); /* dates may have changed */
  *self = NULL;
  destroy (act);
  return TRUE;
}

const KhEstate *
kh_act_get_estate (KhAct *self)
{
  return self->estate;
}

void
kh_act_set_estate (KhAct *self, KhEstate *estate)
{
  kh_estate_unref (self->estate);
  self->estate = estate;
}

KhTime
kh_act_get_time (KhAct *self)
{
  return self->time;
}

#define ACT_PUT(noun, Type)                                                                        \
  void kh_act_put_##noun (KhAct *self, const Type *value)                                          \
  {                                                                                                \
    kh_act_set_estate (self, kh_estate_with_##noun (self->estate, value));                         \
  }

ACT_PUT (account, KhAccount)
ACT_PUT (environment, KhEnvironment)
ACT_PUT (vault, KhVault)
ACT_PUT (key, KhKey)
ACT_PUT (secret, KhVaultSecret)
ACT_PUT (policy, KhPolicy)
ACT_PUT (assignment, KhRoleAssignment)
ACT_PUT (operation, KhOperation)
ACT_PUT (petition, KhPetition)

void
kh_act_put_private (KhAct *self, const char *key, const char *version, const KhcRsaKey *rsa,
                    const KhcSecret *material)
{
  KhActPrivate *added = kh_act_keys_add_private (&self->keys, key, version);

  if (rsa != NULL)
    added->rsa = khc_rsa_ref ((KhcRsaKey *)rsa);
  if (material != NULL)
    added->material = kh_secret_new_copy (khc_secret_bytes (material), khc_secret_size (material));
}

void
kh_act_put_privates (KhAct *self, const KhKey *key, KhActOpenPrivate open, gpointer data)
{
  for (guint i = 0; i < key->versions->len; i++) {
    const KhKeyVersion *version = key->versions->pdata[i];
    KhActPrivate *added = kh_act_keys_add_private (&self->keys, key->name, version->version);

    added->open = open;
    added->data = data;
    added->n = i;
  }
}

void
kh_act_put_secret_value (KhAct *self, const char *secret, const char *version, KhSecret *value)
{
  KhActPrivate *added = kh_act_keys_add_private (&self->keys, secret, version);

  added->is_secret = TRUE;
  added->material = kh_secret_ref (value);
}

void
kh_act_put_dek (KhAct *self, GBytes *record)
{
  g_ptr_array_add (self->keys.put, g_bytes_ref (record));
}

void
kh_act_delete_dek (KhAct *self, const KhDekRef *ref)
{
  g_ptr_array_add (self->keys.drop, kh_act_keys_copy_ref (ref));
}

void
kh_act_delete_deks_of (KhAct *self, const char *environment_id)
{
  g_free (self->keys.drop_all_of);
  self->keys.drop_all_of = g_strdup (environment_id);
}
