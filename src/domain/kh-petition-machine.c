/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state machine of requests, and the rules round it. */
#include "kh-petition-machine.h"

#include "kh-error.h"

typedef struct {
  KhPetitionState state;
  KhPetitionEvent event;
  KhPetitionState next;
} Step;

/* What is not here does not happen: no decision is taken twice, and nothing that has ended comes
 * back. */
static const Step steps[] = {
  { KH_PETITION_STATE_PENDING, KH_PETITION_EVENT_APPROVE, KH_PETITION_STATE_APPROVED },
  { KH_PETITION_STATE_PENDING, KH_PETITION_EVENT_REJECT, KH_PETITION_STATE_REJECTED },
  { KH_PETITION_STATE_PENDING, KH_PETITION_EVENT_WITHDRAW, KH_PETITION_STATE_WITHDRAWN },
  { KH_PETITION_STATE_PENDING, KH_PETITION_EVENT_EXPIRE, KH_PETITION_STATE_EXPIRED },
  { KH_PETITION_STATE_APPROVED, KH_PETITION_EVENT_WITHDRAW, KH_PETITION_STATE_WITHDRAWN },
  { KH_PETITION_STATE_APPROVED, KH_PETITION_EVENT_EXPIRE, KH_PETITION_STATE_EXPIRED },
  { KH_PETITION_STATE_APPROVED, KH_PETITION_EVENT_USE, KH_PETITION_STATE_COMPLETED },
};

gboolean
kh_petition_machine_step (KhPetitionState state, KhPetitionEvent event, KhPetitionState *next,
                          GError **error)
{
  g_autofree char *message = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].state == state && steps[i].event == event) {
      *next = steps[i].next;
      return TRUE;
    }
  message =
      g_strdup_printf ("The request is %s: it cannot be %s", kh_petition_state_to_string (state),
                       kh_petition_event_to_string (event));
  kh_set_error_facts (error, KH_ERROR_STATE, NULL, "RequestDecided", NULL, message);
  return FALSE;
}

KhPetitionState
kh_petition_get_state (const KhPetition *petition, KhTime now)
{
  KhPetitionState next = petition->state;

  if (petition->expires_at != KH_TIME_NONE && petition->expires_at <= now)
    kh_petition_machine_step (petition->state, KH_PETITION_EVENT_EXPIRE, &next, NULL);
  return next;
}

static void
add_note (KhPetition *petition, KhPetitionEvent event, const KhAccount *account, const char *text,
          KhTime now)
{
  KhPetitionNote *note = kh_petition_new_note (petition);

  note->at = now;
  note->event = event;
  note->account_id = account != NULL ? g_strdup (account->id) : NULL;
  note->account = account != NULL ? g_strdup (account->name) : NULL;
  note->text = g_strdup (text);
}

void
kh_petition_file (KhPetition *petition, const KhAccount *account, KhTime now)
{
  kh_value_set_text (&petition->requested_by, account->id);
  kh_value_set_text (&petition->requested_name, account->name);
  petition->state = KH_PETITION_STATE_PENDING;
  petition->created_at = now;
  petition->expires_at =
      petition->kind == KH_PETITION_APPROVAL ? now + KH_PETITION_LIFE : KH_TIME_NONE;
  add_note (petition, KH_PETITION_EVENT_FILE, account, petition->reason, now);
}

static gboolean
check_whole (const KhPetition *petition, GError **error)
{
  if (!petition->altered)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, petition->id, "RequestAltered", "File a new request",
                      "The request was altered in the database and is good for nothing");
  return FALSE;
}

static void
set_times (KhPetition *petition, KhPetitionEvent event, const KhAccount *account, KhTime now)
{
  if (event == KH_PETITION_EVENT_APPROVE || event == KH_PETITION_EVENT_REJECT) {
    kh_value_set_text (&petition->decided_by, account != NULL ? account->id : NULL);
    petition->decided_at = now;
  }
  if (event == KH_PETITION_EVENT_APPROVE)
    petition->expires_at = now + KH_PETITION_LIFE;
  else if (event != KH_PETITION_EVENT_EXPIRE)
    petition->expires_at = KH_TIME_NONE;
}

/* (transfer full) (nullable): who decided it, and how: what whoever comes second is told. */
static char *
tell_decision (const KhPetition *petition)
{
  for (guint i = petition->notes->len; i > 0; i--) {
    const KhPetitionNote *note = petition->notes->pdata[i - 1];

    if (note->account != NULL
        && (note->event == KH_PETITION_EVENT_APPROVE || note->event == KH_PETITION_EVENT_REJECT
            || note->event == KH_PETITION_EVENT_WITHDRAW))
      return g_strdup_printf ("%s has %s it already", note->account,
                              kh_petition_event_to_string (note->event));
  }
  return NULL;
}

/* FALSE with STATE, inner "RequestDecided". */
static gboolean
step_state (const KhPetition *petition, KhPetitionEvent event, KhPetitionState *next,
            GError **error)
{
  g_autoptr (GError) plain = NULL;
  g_autofree char *told = NULL;

  if (kh_petition_machine_step (petition->state, event, next, &plain))
    return TRUE;
  told = tell_decision (petition);
  if (told == NULL)
    g_propagate_error (error, g_steal_pointer (&plain));
  else
    kh_set_error_facts (error, KH_ERROR_STATE, petition->id, "RequestDecided", NULL, told);
  return FALSE;
}

KhPetition *
kh_petition_step (const KhPetition *petition, KhPetitionEvent event, const KhAccount *account,
                  const char *text, KhTime now, GError **error)
{
  g_autoptr (KhPetition) after = NULL;
  KhPetitionState next;

  if (!check_whole (petition, error))
    return NULL;
  if (event != KH_PETITION_EVENT_EXPIRE
      && kh_petition_get_state (petition, now) == KH_PETITION_STATE_EXPIRED) {
    kh_set_error_facts (error, KH_ERROR_STATE, petition->id, "RequestExpired", "File a new request",
                        "The request has expired");
    return NULL;
  }
  if (!step_state (petition, event, &next, error))
    return NULL;
  after = kh_petition_copy (petition);
  after->state = next;
  set_times (after, event, account, now);
  add_note (after, event, account, text, now);
  return g_steal_pointer (&after);
}

/* --- Who decides ------------------------------------------------------------------------------ */

KhVerb
kh_petition_get_verb (const KhPetition *petition)
{
  return petition->kind == KH_PETITION_UNLOCK ? KH_VERB_DECIDE_UNLOCK : KH_VERB_APPROVE;
}

gboolean
kh_petition_check_decider (const KhEstate *estate, const KhPetition *petition,
                           const char *account_id, gboolean approves, GError **error)
{
  const KhAccount *account = kh_estate_get_account (estate, account_id);

  if (account == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, account_id, "AccountNotFound", NULL,
                        "The account that decides does not exist any more");
    return FALSE;
  }
  if (g_ascii_strcasecmp (account->id, petition->requested_by) == 0) {
    kh_set_error_facts (error, KH_ERROR_RULE, petition->id, "OwnRequest",
                        "Ask another account, or withdraw it",
                        approves ? "A request cannot be approved by the account that made it."
                                 : "A request cannot be rejected by the account that made it.");
    return FALSE;
  }
  if (!kh_role_check (account->roles, kh_petition_get_verb (petition), error))
    return FALSE;
  if (!approves || account->has_passphrase)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, account->name, "ApproverPassphrase",
                      "Set one with: keyholdctl tenant passphrase change",
                      "An account without a passphrase of its own cannot approve");
  return FALSE;
}

gboolean
kh_petition_check_approved (const KhEstate *estate, const KhPetition *petition, KhTime now,
                            GError **error)
{
  g_autoptr (KhPetition) used = NULL;

  if (kh_petition_get_state (petition, now) == KH_PETITION_STATE_PENDING && !petition->altered) {
    kh_set_error_facts (error, KH_ERROR_RULE, petition->id, "RequestPending",
                        "Wait for its approval", "The request is not approved yet");
    return FALSE;
  }
  used = kh_petition_step (petition, KH_PETITION_EVENT_USE, NULL, NULL, now, error);
  return used != NULL
         && kh_petition_check_decider (estate, petition, petition->decided_by, TRUE, error);
}

/* --- What an approved unlock is good for -------------------------------------------------------
 */

static gboolean
is_for (const KhPetition *petition, const char *environment_id)
{
  const KhPetitionEnvironment *part = petition->kind == KH_PETITION_UNLOCK
                                          ? kh_petition_get_environment (petition, environment_id)
                                          : NULL;

  return part != NULL && part->used_at == KH_TIME_NONE;
}

/* It explains nothing any more: that it was refused or withdrawn is known to who asks again. */
static gboolean
is_taken_back (const KhPetition *petition)
{
  return !petition->altered
         && (petition->state == KH_PETITION_STATE_REJECTED
             || petition->state == KH_PETITION_STATE_WITHDRAWN);
}

const KhPetition *
kh_petition_find_unlock (const KhEstate *estate, const char *environment_id, KhTime now,
                         GError **error)
{
  g_autoptr (GError) why = NULL;
  KhTime newest = KH_TIME_NONE;

  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (estate, i);
    g_autoptr (GError) refusal = NULL;

    if (!is_for (petition, environment_id) || is_taken_back (petition))
      continue;
    if (kh_petition_check_approved (estate, petition, now, &refusal))
      return petition;
    if (newest == KH_TIME_NONE || petition->created_at > newest) {
      newest = petition->created_at;
      g_clear_error (&why);
      why = g_steal_pointer (&refusal);
    }
  }
  if (why == NULL)
    kh_set_error_facts (&why, KH_ERROR_RULE, NULL, "SupportRequest",
                        "File a request with unlock request",
                        "This organization unlocks by support request alone");
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

KhPetition *
kh_petition_use_unlock (const KhPetition *petition, const char *environment_id,
                        const KhAccount *account, KhTime now, GError **error)
{
  g_autoptr (KhPetition) done =
      kh_petition_step (petition, KH_PETITION_EVENT_USE, account, NULL, now, error);
  gboolean all = TRUE;

  if (done == NULL)
    return NULL;
  for (guint i = 0; i < done->environments->len; i++) {
    KhPetitionEnvironment *part = done->environments->pdata[i];

    if (g_ascii_strcasecmp (part->id, environment_id) == 0) {
      KhPetitionNote *note = done->notes->pdata[done->notes->len - 1];

      part->used_at = now;
      kh_value_set_text (&note->text, part->name);
    }
    all = all && part->used_at != KH_TIME_NONE;
  }
  if (!all) {
    done->state = petition->state;
    done->expires_at = petition->expires_at;
  }
  return g_steal_pointer (&done);
}
