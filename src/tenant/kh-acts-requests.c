/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deciding requests: approve, reject, withdraw. */
#include "kh-tenant-requests.h"

#include "kh-approval.h"
#include "kh-petition-machine.h"

KhRequestFile *
kh_request_file_new (const char *name, GBytes *content)
{
  KhRequestFile *self = g_new0 (KhRequestFile, 1);

  self->name = g_strdup (name);
  self->content = g_bytes_ref (content);
  return self;
}

void
kh_request_file_free (KhRequestFile *self)
{
  g_free (self->name);
  g_bytes_unref (self->content);
  g_free (self);
}

static const KhPetition *
find_petition (const KhEstate *estate, const char *id, GError **error)
{
  const KhPetition *petition = kh_estate_get_petition (estate, id);

  if (petition == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, id, "RequestNotFound", NULL,
                        "There is no such request");
  return petition;
}

/* --- One decision ----------------------------------------------------------------------------- */

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  const char *id, *text, *action;
  KhPetitionEvent event;
  gboolean proven; /* approve: the passphrase was looked at */
} Decision;

static gboolean
check_requester (const Decision *decision, const KhPetition *petition, GError **error)
{
  if (g_strcmp0 (petition->requested_by, decision->caller->account_id) == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_PERMISSION, petition->id, "NotRequester", NULL,
                      "A request is withdrawn by the account that made it alone");
  return FALSE;
}

static gboolean
may_decide (const Decision *decision, const KhEstate *estate, const KhPetition *petition,
            GError **error)
{
  gboolean approves = decision->event == KH_PETITION_EVENT_APPROVE;

  if (decision->event == KH_PETITION_EVENT_WITHDRAW)
    return check_requester (decision, petition, error);
  if (!kh_petition_check_decider (estate, petition, decision->caller->account_id, approves, error))
    return FALSE;
  if (!approves || decision->proven)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_UNAUTHENTICATED, decision->caller->account_name,
                      "PassphraseNeeded", NULL,
                      "To approve takes the passphrase of the account that approves");
  return FALSE;
}

/* What is approved is the impact that there is now. */
static gboolean
check_impact (const Decision *decision, const KhEstate *estate, const KhPetition *petition,
              GError **error)
{
  g_autoptr (KhChange) change = NULL;

  if (decision->event != KH_PETITION_EVENT_APPROVE || petition->kind != KH_PETITION_APPROVAL)
    return TRUE;
  change = kh_approval_check (decision->tenant, estate, petition, error);
  return change != NULL;
}

/* An approved act is done at once. If that fails, or is cut off, the approval stands: who asked can
 * do the act again until it expires. */
static KhPetition *
follow (const Decision *decision, KhPetition *after, GError **error)
{
  g_autoptr (KhPetition) approved = after;
  g_autoptr (KhEstate) estate = NULL;

  if (decision->event == KH_PETITION_EVENT_APPROVE && after->kind == KH_PETITION_APPROVAL
      && !kh_approval_run (decision->tenant, after, error))
    return NULL;
  estate = kh_tenant_ref_estate (decision->tenant);
  return kh_petition_ref ((KhPetition *)kh_estate_get_petition (estate, approved->id));
}

static gpointer
decide_work (gpointer data, GCancellable *cancellable, GError **error)
{
  const Decision *decision = data;
  KhTenant *tenant = decision->tenant;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhAccount *account = kh_estate_get_account (estate, decision->caller->account_id);
  const KhPetition *petition = find_petition (estate, decision->id, error);
  KhActFacts facts = { decision->action, KH_VERB_READ, "request", NULL, NULL, NULL };
  g_autoptr (GError) refusal = NULL;
  g_autoptr (KhPetition) after = NULL;
  g_autoptr (KhAct) act = NULL;

  if (petition == NULL)
    return NULL;
  facts.target_id = petition->id;
  facts.target = petition->subject;
  facts.detail = kh_petition_kind_to_string (petition->kind);
  if (!may_decide (decision, estate, petition, &refusal)) {
    kh_act_note_refusal (tenant, decision->caller, &facts, refusal);
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  after = kh_petition_step (petition, decision->event, account, decision->text,
                            kh_tenant_now (tenant), error);
  if (after != NULL && !check_impact (decision, estate, petition, &refusal)) {
    kh_act_note_refusal (tenant, decision->caller, &facts, refusal);
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  act = after != NULL ? kh_act_begin (tenant, decision->caller, &facts, NULL, error) : NULL;
  if (act == NULL)
    return NULL;
  kh_act_put_petition (act, after);
  return kh_act_commit (&act, error) ? follow (decision, g_steal_pointer (&after), error) : NULL;
}

/* --- Approving -------------------------------------------------------------------------------- */

/* Two accounts of one passphrase are one person. */
static gboolean
is_also_the_requester (KhSealFile *seal, const KhPetition *petition, KhSecret *passphrase)
{
  g_autoptr (KhSecret) root = NULL;

  if (kh_seal_file_has_slot (seal, KH_SEAL_SLOT_PASSPHRASE, petition->requested_by))
    root = kh_seal_file_open (seal, petition->requested_by, passphrase, NULL);
  return root != NULL;
}

static gboolean
prove (KhTenant *self, KhCaller *caller, const KhPetition *petition, KhSecret *passphrase,
       GError **error)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (self->io, self->tenant_dir, error);
  g_autoptr (KhSecret) root = NULL;

  if (seal == NULL)
    return FALSE;
  root = kh_sign_in_tries_open (self->tries, seal, caller->account_id, passphrase, error);
  if (root == NULL)
    return FALSE;
  if (!is_also_the_requester (seal, petition, passphrase))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, petition->id, "SamePassphrase",
                      "Ask a person who has a passphrase of their own",
                      "A request cannot be approved with the passphrase of the account that made "
                      "it");
  return FALSE;
}

KhPetition *
kh_tenant_request_approve (KhTenant *self, KhCaller *caller, const char *id, KhSecret *passphrase,
                           const char *text, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhPetition *petition = find_petition (estate, id, error);
  Decision decision = {
    self, caller, id, text, "request.approve", KH_PETITION_EVENT_APPROVE, FALSE
  };

  if (petition == NULL)
    return NULL;
  /* Who may not approve need not prove anything: the worker refuses and records it. */
  if (passphrase != NULL
      && kh_petition_check_decider (estate, petition, caller->account_id, TRUE, NULL)) {
    if (!prove (self, caller, petition, passphrase, error))
      return NULL;
    decision.proven = TRUE;
  }
  return kh_worker_run (self->worker, decide_work, &decision, NULL, error);
}

KhPetition *
kh_tenant_request_reject (KhTenant *self, KhCaller *caller, const char *id, const char *text,
                          GError **error)
{
  Decision decision = { self, caller, id, text, "request.reject", KH_PETITION_EVENT_REJECT, FALSE };

  return decide_work (&decision, NULL, error);
}

KhPetition *
kh_tenant_request_withdraw (KhTenant *self, KhCaller *caller, const char *id, const char *text,
                            GError **error)
{
  Decision decision = { self, caller, id, text, "request.withdraw", KH_PETITION_EVENT_WITHDRAW,
                        FALSE };

  return decide_work (&decision, NULL, error);
}
