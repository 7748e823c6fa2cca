/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filing a request to unlock. */
#include "kh-tenant-requests.h"

#include <string.h>

#include "kh-acts-private.h"
#include "kh-environment-data.h"
#include "kh-id.h"
#include "kh-petition-machine.h"
#include "kh-request-evidence.h"

static gboolean
check_rule (const KhEstate *estate, GError **error)
{
  if (kh_estate_get_tenant (estate)->unlock_rule == KH_UNLOCK_RULE_SUPPORT_REQUEST)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, NULL, "SelfService", "Run unlock apply",
                      "This organization needs no request: its administrators re-enable "
                      "environments themselves");
  return FALSE;
}

/* One that is open already would be decided twice. */
static gboolean
check_none_open (const KhEstate *estate, const KhEnvironment *environment, KhTime now,
                 GError **error)
{
  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *other = kh_estate_petition_at (estate, i);
    const KhPetitionEnvironment *part = kh_petition_get_environment (other, environment->id);
    KhPetitionState state = kh_petition_get_state (other, now);

    if (part == NULL || part->used_at != KH_TIME_NONE || other->altered
        || (state != KH_PETITION_STATE_PENDING && state != KH_PETITION_STATE_APPROVED))
      continue;
    kh_set_error_facts (error, KH_ERROR_CONFLICT, other->id, "RequestOpen",
                        "Wait for it, or withdraw it",
                        "There is a request for this environment already");
    return FALSE;
  }
  return TRUE;
}

static gboolean
add_environment (KhTenant *self, KhCaller *caller, const KhEstate *estate, const char *text,
                 KhPetition *petition, GError **error)
{
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  const KhPolicy *policy =
      environment != NULL ? kh_estate_get_policy (estate, environment->policy_id) : NULL;

  if (environment == NULL)
    return FALSE;
  if (kh_petition_get_environment (petition, environment->id) != NULL)
    return TRUE;
  if (!kh_acts_check_access_is_back (self, estate, environment, error)
      || !check_none_open (estate, environment, kh_tenant_now (self), error)
      || (policy != NULL && !kh_acts_may_use_policy (estate, policy, caller, error))
      || !kh_environment_data_prove (self, environment, error))
    return FALSE;
  kh_petition_add_environment (petition, environment->id, environment->name);
  return TRUE;
}

static gboolean
add_environments (KhTenant *self, KhCaller *caller, const KhEstate *estate,
                  const KhUnlockFiling *filing, KhPetition *petition, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; filing->environments != NULL && filing->environments[i] != NULL; i++)
    if (!add_environment (self, caller, estate, filing->environments[i], petition, error))
      return FALSE;
  for (guint i = 0; i < petition->environments->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((KhPetitionEnvironment *)petition->environments->pdata[i])->name);
  petition->subject = g_strdup_printf ("Unlock %s", names->str);
  if (petition->environments->len > 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "A request names at least one environment");
  return FALSE;
}

static gboolean
add_files (const KhUnlockFiling *filing, KhPetition *petition, GError **error)
{
  gsize size = 0;

  for (guint i = 0; filing->files != NULL && i < filing->files->len; i++) {
    const KhRequestFile *file = filing->files->pdata[i];

    size += g_bytes_get_size (file->content);
    if (size > KH_REQUEST_FILES_MAX) {
      kh_set_error (error, KH_ERROR_TOO_LARGE, "The files of a request hold at most %d KiB in all",
                    KH_REQUEST_FILES_MAX / 1024);
      return FALSE;
    }
    kh_petition_add_file (petition, file->name, file->content);
  }
  return TRUE;
}

/* --- What support asks for -------------------------------------------------------------------- */

#define CONTACT_MAX 200

static gboolean
check_ticket (const KhUnlockFiling *filing, GError **error)
{
  static const char *const severities[] = { "critical", "high", "medium", "low", NULL };

  if (filing->severity != NULL && !g_strv_contains (severities, filing->severity)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "severity is critical, high, medium or low");
    return FALSE;
  }
  if (filing->contact != NULL && strlen (filing->contact) > CONTACT_MAX) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "contact has at most %d bytes", CONTACT_MAX);
    return FALSE;
  }
  return kh_request_evidence_check_left_out (filing->left_out, error);
}

/* Part of the evidence, so that it is covered as that is. Whoever decides also sees what was left
 * out. */
static void
add_ticket (const KhUnlockFiling *filing, KhPetition *petition)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *left_out =
      filing->left_out != NULL ? g_strjoinv (", ", (char **)filing->left_out) : NULL;

  if (filing->severity != NULL)
    g_string_append_printf (out, "Severity: %s\n", filing->severity);
  if (filing->contact != NULL && *filing->contact != '\0')
    g_string_append_printf (out, "Contact: %s\n", filing->contact);
  if (left_out != NULL && *left_out != '\0')
    g_string_append_printf (out, "Left out by who asked: %s\n", left_out);
  if (out->len > 0)
    kh_petition_add_evidence (petition, "ticket", "Severity and contact", out->str);
}

static KhPetition *
make_petition (KhTenant *self, KhCaller *caller, const KhEstate *estate,
               const KhUnlockFiling *filing, GError **error)
{
  const KhAccount *account = kh_estate_get_account (estate, caller->account_id);
  g_autoptr (KhPetition) petition = kh_petition_new ();
  KhTime now = kh_tenant_now (self);

  if (account == NULL) {
    kh_set_error (error, KH_ERROR_UNAUTHENTICATED, "The account is not there any more");
    return NULL;
  }
  petition->id = kh_id_new ();
  petition->kind = KH_PETITION_UNLOCK;
  petition->reason = g_strdup (filing->reason);
  if (!add_environments (self, caller, estate, filing, petition, error)
      || !kh_request_evidence_gather (self, estate, petition, now, error))
    return NULL;
  kh_request_evidence_leave_out (petition, filing->left_out);
  add_ticket (filing, petition);
  if (!add_files (filing, petition, error))
    return NULL;
  kh_petition_file (petition, account, now);
  return g_steal_pointer (&petition);
}

KhPetition *
kh_tenant_unlock_request (KhTenant *self, KhCaller *caller, const KhUnlockFiling *filing,
                          GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = { "request.file", KH_VERB_UNLOCK_REQUEST, "request", NULL, NULL, "unlock" };
  g_autoptr (KhPetition) petition = NULL;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error) || !check_rule (estate, error)
      || !check_ticket (filing, error))
    return NULL;
  petition = make_petition (self, caller, estate, filing, error);
  if (petition == NULL || filing->preview)
    return g_steal_pointer (&petition);
  facts.target_id = petition->id;
  facts.target = petition->subject;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  kh_act_put_petition (act, petition);
  return kh_act_commit (&act, error) ? g_steal_pointer (&petition) : NULL;
}
