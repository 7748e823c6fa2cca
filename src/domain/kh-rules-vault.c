/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the vault (domain.md 2.2). */

#include "kh-geo.h"
#include "kh-limits.h"
#include "kh-rules-private.h"

/* A vault that could not be read has no facts; one that is not there has no properties. */
static gboolean
is_judged (const KhRuleContext *c, KhVerdict *verdict)
{
  *verdict = c->facts->vault_readable == KH_FACT_YES && c->policy != NULL
                 ? KH_VERDICT_NOT_APPLICABLE
                 : KH_VERDICT_UNKNOWN;
  return c->facts->vault_readable == KH_FACT_YES && c->vault != NULL;
}

#define JUDGE(c)                                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    KhVerdict unjudged;                                                                            \
    if (!is_judged (c, &unjudged))                                                                 \
      return unjudged;                                                                             \
  }                                                                                                \
  G_STMT_END

static KhVerdict
pass_if (gboolean condition)
{
  return condition ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

static KhVerdict
check_k1 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL || c->facts->vault_readable == KH_FACT_UNKNOWN)
    return KH_VERDICT_UNKNOWN;
  if (c->facts->vault_readable == KH_FACT_NO || c->vault == NULL || c->vault->fault != NULL) {
    *evidence = g_strdup (c->vault == NULL ? "There is no such vault." : "It cannot be read.");
    return KH_VERDICT_FAIL;
  }
  *evidence = g_strdup_printf ("State %s.", kh_vault_state_to_string (c->vault->state));
  return pass_if (c->vault->state == KH_VAULT_STATE_ACTIVE);
}

static KhVerdict
check_k2 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  return _kh_verdict_if_yes (c->facts->soft_delete);
}

static KhVerdict
check_k3 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = g_strdup_printf ("Recovery level %s.", kh_vault_get_recovery_level (c->vault));
  return pass_if (c->vault->purge_protection);
}

static KhVerdict
check_k4 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = g_strdup_printf ("%u days.", c->vault->retention_days);
  return pass_if (c->vault->retention_days >= KH_RETENTION_DEFAULT);
}

static KhVerdict
check_k5 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  if (c->vault->public_network == KH_PUBLIC_NETWORK_PERIMETER)
    return KH_VERDICT_NOT_APPLICABLE;
  *evidence = g_strdup_printf ("Public network %s, default action %s, bypass %s.",
                               kh_public_network_to_string (c->vault->public_network),
                               kh_default_action_to_string (c->vault->default_action),
                               kh_bypass_to_string (c->vault->bypass));
  return pass_if (kh_vault_admits_service (c->vault));
}

static KhVerdict
check_k6 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  return pass_if (c->vault->public_network != KH_PUBLIC_NETWORK_PERIMETER);
}

static KhVerdict
check_k7 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  const KhGeo *geo = kh_geo_find (c->policy->geo);
  if (geo == NULL || !kh_region_is_known (c->vault->region)
      || c->facts->group_in_geo == KH_FACT_UNKNOWN)
    return KH_VERDICT_UNKNOWN;
  *evidence = g_strdup_printf ("Vault in %s, policy in %s.", c->vault->region, c->policy->geo);
  return pass_if (kh_geo_has_region (geo, c->vault->region)
                  && c->facts->group_in_geo == KH_FACT_YES);
}

/* Managed HSMs are another kind of resource: a policy of this organization names a vault. */
static KhVerdict
check_k8 (const KhRuleContext *c, char **evidence)
{
  return KH_VERDICT_NOT_APPLICABLE;
}

static KhVerdict
check_k9 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = g_strdup_printf ("Permission model %s.",
                               kh_permission_model_to_string (c->vault->permission_model));
  return pass_if (c->vault->permission_model == KH_PERMISSION_MODEL_RBAC);
}

static gboolean
is_asked_for (const KhRuleContext *c, const KhEnvironment *environment)
{
  for (guint i = 0; i < c->query->environments->len; i++)
    if (g_ascii_strcasecmp (
            ((const KhEnvironment *)g_ptr_array_index (c->query->environments, i))->id,
            environment->id)
        == 0)
      return TRUE;
  return FALSE;
}

static KhVerdict
check_k10 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  guint count = c->query->environments->len;
  for (guint i = 0; i < kh_estate_n_environments (c->estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (c->estate, i);
    if (kh_environment_uses (environment, c->vault->name, NULL, NULL)
        && !is_asked_for (c, environment))
      count++;
  }
  *evidence = g_strdup_printf ("%u environments depend on it afterwards.", count);
  return pass_if (count <= 1);
}

static KhVerdict
check_k11 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  return _kh_verdict_if_yes (c->facts->diagnostics);
}

#define BLOCK KH_SEVERITY_BLOCK
#define WARN KH_SEVERITY_WARN
#define KVA KH_OWNER_KVA
#define VAULT KH_SCOPE_VAULT

const KhRule _kh_rules_vault[] = {
  { "K1", BLOCK, KVA, VAULT, KH_GOALS_APPLY, "vault state", "The vault exists and is active.",
    "Recover the vault {vault}, or make a policy with another one.",
    "keyholdctl vault recover {vault}", check_k1 },
  { "K2", BLOCK, KVA, VAULT, KH_GOALS_APPLY, "soft delete", "Soft delete is on.",
    "Turn soft delete on.", NULL, check_k2 },
  { "K3", BLOCK, KVA, VAULT, KH_GOALS_APPLY, "purge protection", "Purge protection is on.",
    "Turn purge protection on; it cannot be turned off again.",
    "keyholdctl vault update {vault} --purge-protection", check_k3 },
  { "K4", WARN, KVA, VAULT, KH_GOALS_APPLY, "retention",
    "Deleted keys are kept for 90 days: fewer shorten the time to rescue one.",
    "Use a vault with a retention of 90 days.", NULL, check_k4 },
  { "K5", BLOCK, KVA, VAULT, KH_GOALS_APPLY, "network", "The platform can reach the vault.",
    "Let trusted services pass the firewall of {vault}.",
    "keyholdctl vault update {vault} --bypass trusted-services", check_k5 },
  { "K6", BLOCK, KVA, VAULT, KH_GOALS_APPLY, "network perimeter",
    "The vault is not secured by a network perimeter.",
    "Take the vault out of the perimeter, or admit the service there.",
    "keyholdctl vault update {vault} --public-network on", check_k6 },
  { "K7", WARN, KVA, VAULT, KH_GOALS_APPLY, "regions of vault and resource group",
    "Vault and resource group are in the geography of the policy.",
    "Use a vault in a region of that geography.", NULL, check_k7 },
  { "K8", BLOCK, KVA, VAULT, KH_GOALS_APPLY, "managed HSM state",
    "A managed HSM is provisioned and activated.", NULL, NULL, check_k8 },
  { "K9", WARN, KVA, VAULT, KH_GOALS_APPLY, "permission model",
    "Access is given by role assignments.", "Move from access policies to role assignments.", NULL,
    check_k9 },
  { "K10", WARN, KVA, VAULT, KH_GOALS_APPLY, "use of the vault",
    "One environment depends on the vault.",
    "Use a vault of its own for each environment that must not go down with another.", NULL,
    check_k10 },
  { "K11", WARN, KVA, VAULT, KH_GOALS_APPLY, "diagnostic settings",
    "A diagnostic log and an alert before expiry exist.", "Set up logging and an alert.", NULL,
    check_k11 },
};
const guint _kh_n_rules_vault = G_N_ELEMENTS (_kh_rules_vault);
