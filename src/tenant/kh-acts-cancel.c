/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cancelling an encryption that runs. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-environment-data.h"
#include "kh-lock-rule.h"
#include "kh-replace.h"
#include "kh-run-steps.h"
#include "kh-runs.h"

static gboolean
check (const KhOperation *operation, const KhEnvironment *environment, GError **error)
{
  if (!kh_operation_check_cancel (operation, error))
    return FALSE;
  if (environment->state != KH_ENVIRONMENT_STATE_LOCKED)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_LOCKED, environment->name, "CustomerManagedKeyRevoked",
                      "Unlock the environment first",
                      "The environment is locked, and the operation waits for its key");
  return FALSE;
}

/* Who uses the environment meanwhile is the run alone. */
static void
stop_run (KhTenant *self, const KhEnvironment *environment)
{
  kh_runs_cancel (self, environment->id);
  kh_environment_data_interrupt (self, environment->id,
                                 "The re-encryption of the environment is being cancelled");
}

static KhOperation *
cancel (KhTenant *self, const KhOperation *operation, const KhEnvironment *environment, KhAct **act,
        GError **error)
{
  KhTime now = kh_act_get_time (*act);
  g_autoptr (KhOperation) done =
      kh_run_ended_operation (operation, KH_OPERATION_EVENT_CANCEL, now, NULL, error);
  g_autoptr (KhEnvironment) after =
      done != NULL
          ? kh_environment_step (environment, KH_ENVIRONMENT_EVENT_FAILED, now, NULL, error)
          : NULL;

  if (after == NULL)
    return NULL;
  kh_value_set_text (&after->active_operation_id, NULL);
  kh_act_put_environment (*act, after);
  kh_act_put_operation (*act, done);
  after->encryption_status = kh_environment_get_status (
      kh_act_get_estate (*act), after, !kh_operation_replaces_data (operation), now);
  stop_run (self, environment);
  if (kh_act_commit (act, error)) {
    kh_replace_drop (self, operation);
    return g_steal_pointer (&done);
  }
  /* It was not stored: the operation is as it was, and so it goes on. */
  kh_runs_start (self, operation);
  return NULL;
}

KhOperation *
kh_tenant_operation_cancel (KhTenant *self, KhCaller *caller, const char *id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhOperation *operation = kh_estate_get_operation (estate, id);
  const KhEnvironment *environment =
      operation != NULL && operation->environment_id != NULL
          ? kh_estate_get_environment (estate, operation->environment_id)
          : NULL;
  KhActFacts facts = { "cmk.cancel", KH_VERB_CMK, "environment", NULL, NULL, id };
  g_autoptr (KhAct) act = NULL;

  if (environment == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no operation %s", id);
    return NULL;
  }
  facts.target_id = environment->id;
  facts.target = environment->name;
  if (!kh_act_allowed (self, caller, &facts, error) || !check (operation, environment, error))
    return NULL;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  return act != NULL ? cancel (self, operation, environment, &act, error) : NULL;
}
