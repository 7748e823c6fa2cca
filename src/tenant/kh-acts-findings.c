/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: put aside, taken up again, and mended where that is one call. */
#include "kh-tenant-acts.h"

#include <string.h>

#include "kh-acts-private.h"
#include "kh-rbac.h"
#include "kh-recommend.h"

/* (transfer full): the finding as it is now. */
static KhRecommendation *
find (KhTenant *self, const KhEstate *estate, const char *id, GError **error)
{
  g_autoptr (KhRecommendations) all = kh_recommend (estate, kh_tenant_now (self));
  const KhRecommendation *found = kh_recommendations_find (all, id);

  if (found != NULL)
    return kh_recommendation_ref (found);
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, id, "FindingNotFound", NULL,
                      "There is no such finding, or no longer");
  return NULL;
}

static KhEstate *
with_dismissal (const KhEstate *estate, const KhRecommendation *finding, KhCaller *caller,
                KhTime now)
{
  g_autoptr (KhDismissal) dismissal = kh_dismissal_new ();

  dismissal->id = g_strdup (finding->id);
  dismissal->digest = g_strdup (finding->digest);
  dismissal->account_id = g_strdup (caller->account_id);
  dismissal->at = now;
  return kh_estate_with_dismissal (estate, dismissal);
}

gboolean
kh_tenant_finding_set_dismissed (KhTenant *self, KhCaller *caller, const char *id,
                                 gboolean dismissed, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = {
    dismissed ? "finding.dismiss" : "finding.restore", KH_VERB_DISMISS, "finding", id, id, NULL
  };
  g_autoptr (KhRecommendation) finding = NULL;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  finding = find (self, estate, id, error);
  if (finding == NULL)
    return FALSE;
  if (finding->dismissed == dismissed)
    return TRUE;
  facts.target_id = facts.target = finding->id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return FALSE;
  kh_act_set_estate (
      act, dismissed
               ? with_dismissal (kh_act_get_estate (act), finding, caller, kh_act_get_time (act))
               : kh_estate_without_dismissal (kh_act_get_estate (act), finding->id));
  return kh_act_commit (&act, error);
}

/* --- Remedies --------------------------------------------------------------------------------- */

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  const KhEstate *estate;
  const KhRecommendation *finding;
  GError **error;
} Fix;

/* Takes @done, any counted value of the domain. */
#define FREE_AND_TEST(done, unref)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gpointer result = (done);                                                                      \
    if (result != NULL)                                                                            \
      unref (result);                                                                              \
    return result != NULL;                                                                         \
  }                                                                                                \
  G_STMT_END

static gboolean
fix_environment (Fix *fix)
{
  if (fix->finding->remedy == KH_REMEDY_ENABLE_MANAGED)
    FREE_AND_TEST (kh_tenant_environment_set_managed (fix->tenant, fix->caller,
                                                      fix->finding->object, TRUE, fix->error),
                   kh_environment_unref);
  FREE_AND_TEST (kh_tenant_re_enable (fix->tenant, fix->caller, fix->finding->object, fix->error),
                 kh_operation_unref);
}

static gboolean
fix_vault (Fix *fix)
{
  g_autoptr (KhVault) wanted = NULL;

  if (fix->finding->remedy == KH_REMEDY_RECOVER_VAULT)
    FREE_AND_TEST (
        kh_tenant_vault_recover (fix->tenant, fix->caller, fix->finding->object, fix->error),
        kh_vault_unref);
  wanted = kh_vault_copy (kh_estate_get_vault (fix->estate, fix->finding->object));
  wanted->bypass = KH_BYPASS_TRUSTED_SERVICES;
  FREE_AND_TEST (kh_tenant_vault_update (fix->tenant, fix->caller, wanted, fix->error),
                 kh_vault_unref);
}

static KhKeyPatch
make_patch (const Fix *fix, const KhKeyVersion *version)
{
  KhKeyPatch patch = { .nbf = KH_TIME_NONE, .exp = KH_TIME_NONE };

  patch.has_enabled = patch.enabled = fix->finding->remedy == KH_REMEDY_ENABLE_VERSION;
  patch.has_nbf = fix->finding->remedy == KH_REMEDY_CLEAR_ACTIVATION;
  patch.has_exp = fix->finding->remedy == KH_REMEDY_CLEAR_EXPIRY;
  patch.has_ops = fix->finding->remedy == KH_REMEDY_ALLOW_WRAPPING;
  patch.ops = (KhKeyOps)(version->ops | KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP);
  return patch;
}

static gboolean
fix_key (Fix *fix)
{
  g_auto (GStrv) names = g_strsplit (fix->finding->object, "/", 2);
  const KhKey *key = kh_estate_get_key (fix->estate, names[0], names[1]);
  const KhKeyVersion *version =
      key != NULL ? kh_key_get_version (key, fix->finding->version) : NULL;
  KhKeyPatch patch;

  if (fix->finding->remedy == KH_REMEDY_RECOVER_KEY)
    FREE_AND_TEST (kh_tenant_key_recover (fix->tenant, fix->caller, names[0], names[1], fix->error),
                   kh_key_unref);
  if (version == NULL) {
    kh_set_error (fix->error, KH_ERROR_NOT_FOUND, "The key has no such version");
    return FALSE;
  }
  patch = make_patch (fix, version);
  FREE_AND_TEST (kh_tenant_key_update (fix->tenant, fix->caller, key->vault, key->name,
                                       version->version, &patch, fix->error),
                 kh_key_unref);
}

/* By the permission model of the vault. */
static gboolean
grant (Fix *fix, const KhPolicy *policy)
{
  const KhVault *vault = kh_estate_get_vault (fix->estate, policy->vault);
  g_autoptr (KhVault) wanted = NULL;

  if (vault == NULL || vault->permission_model == KH_PERMISSION_MODEL_RBAC)
    FREE_AND_TEST (kh_tenant_assignment_put (fix->tenant, fix->caller, NULL, policy->vault,
                                             KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER,
                                             policy->principal_id, fix->error),
                   kh_role_assignment_unref);
  wanted = kh_vault_copy (vault);
  kh_vault_set_access_policy (
      wanted, policy->principal_id,
      (KhKeyPermissions)(KH_PERMISSION_SERVICE
                         | kh_vault_get_access_policy (vault, policy->principal_id)));
  FREE_AND_TEST (kh_tenant_vault_update (fix->tenant, fix->caller, wanted, fix->error),
                 kh_vault_unref);
}

static gboolean
fix_policy (Fix *fix)
{
  const KhPolicy *policy = kh_estate_get_policy (fix->estate, fix->finding->object);

  if (fix->finding->remedy == KH_REMEDY_GRANT_POLICY)
    return grant (fix, policy);
  if (fix->finding->remedy == KH_REMEDY_ADD_READER)
    FREE_AND_TEST (kh_tenant_policy_set_reader (fix->tenant, fix->caller, policy->id,
                                                fix->finding->account_id, TRUE, fix->error),
                   kh_policy_unref);
  FREE_AND_TEST (kh_tenant_policy_update (fix->tenant, fix->caller, policy->id, policy->vault,
                                          policy->key, NULL, fix->error),
                 kh_policy_unref);
}

static gboolean
refuse (const KhRecommendation *finding, GError **error)
{
  g_autofree char *advice =
      g_strconcat (finding->fix_text != NULL ? finding->fix_text : "",
                   finding->fix_command != NULL ? " Run: " : "",
                   finding->fix_command != NULL ? finding->fix_command : "", NULL);

  kh_set_error_facts (error, KH_ERROR_RULE, finding->id, "NeedsDecision", advice,
                      "This cannot be mended in one step: it needs a decision");
  return FALSE;
}

gboolean
kh_tenant_finding_fix (KhTenant *self, KhCaller *caller, const char *id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = { "finding.fix", KH_VERB_READ, "finding", id, id, NULL };
  g_autoptr (KhRecommendation) finding = NULL;
  Fix fix = { self, caller, estate, NULL, error };

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  finding = find (self, estate, id, error);
  if (finding == NULL)
    return FALSE;
  if (!kh_remedy_is_one_call (finding->remedy))
    return refuse (finding, error);
  fix.finding = finding;
  if (strcmp (finding->kind, "environment") == 0)
    return fix_environment (&fix);
  if (strcmp (finding->kind, "vault") == 0)
    return fix_vault (&fix);
  if (strcmp (finding->kind, "key") == 0)
    return fix_key (&fix);
  return fix_policy (&fix);
}
