/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of identity, permissions and roles (domain.md 2.4). */

#include "kh-limits.h"
#include "kh-rules-private.h"

static KhVerdict
pass_if (gboolean condition)
{
  return condition ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

static KhVerdict
check_p1 (const KhRuleContext *c, char **evidence)
{
  return pass_if (c->tenant->provider_registered);
}

static KhVerdict
check_p2 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_yes (c->facts->kind_is_encryption);
}

static KhVerdict
check_p3 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_yes (c->facts->identity_is_system);
}

/* The vault's id begins with the subscription, which a vault of another organization does not
 * share. */
static KhVerdict
check_p4 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL || c->facts->vault_readable != KH_FACT_YES)
    return KH_VERDICT_UNKNOWN;
  if (c->vault == NULL)
    return KH_VERDICT_NOT_APPLICABLE;
  gboolean moved =
      c->vault->tenant_id != NULL && g_ascii_strcasecmp (c->vault->tenant_id, c->tenant->id) != 0;
  return pass_if (!moved && g_ascii_strcasecmp (c->vault->name, c->policy->vault) == 0);
}

static KhVerdict
check_grant (const KhRuleContext *c, KhPermissionModel model, char **evidence)
{
  if (c->policy == NULL || c->facts->vault_readable != KH_FACT_YES)
    return KH_VERDICT_UNKNOWN;
  if (c->vault == NULL || c->vault->permission_model != model)
    return KH_VERDICT_NOT_APPLICABLE;
  if (c->facts->grants_readable != KH_FACT_YES)
    return KH_VERDICT_UNKNOWN;
  gboolean granted = kh_policy_is_granted (c->estate, c->policy);
  *evidence = g_strdup (granted ? "It has get, wrapKey and unwrapKey."
                                : "It lacks get, wrapKey or unwrapKey.");
  return pass_if (granted);
}

static KhVerdict
check_p5 (const KhRuleContext *c, char **evidence)
{
  return check_grant (c, KH_PERMISSION_MODEL_RBAC, evidence);
}

static KhVerdict
check_p6 (const KhRuleContext *c, char **evidence)
{
  return check_grant (c, KH_PERMISSION_MODEL_ACCESS_POLICY, evidence);
}

static KhVerdict
check_p7 (const KhRuleContext *c, char **evidence)
{
  return KH_VERDICT_NOT_APPLICABLE;
}

static KhVerdict
check_p8 (const KhRuleContext *c, char **evidence)
{
  if (c->facts->actor == NULL)
    return KH_VERDICT_UNKNOWN;
  g_autofree char *roles = kh_roles_to_string (c->facts->actor->roles);
  *evidence = g_strdup_printf ("Roles: %s.", roles);
  return pass_if ((c->facts->actor->roles & KH_ROLE_PPA) != 0);
}

static KhVerdict
check_p9 (const KhRuleContext *c, char **evidence)
{
  if (c->facts->actor == NULL || c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  return pass_if (kh_policy_is_readable (c->estate, c->policy, c->facts->actor));
}

static KhVerdict
check_p10 (const KhRuleContext *c, char **evidence)
{
  const guint both = KH_ROLE_KVA | KH_ROLE_PPA;
  if (c->facts->actor == NULL)
    return KH_VERDICT_UNKNOWN;
  return pass_if ((c->facts->actor->roles & both) != both);
}

static KhVerdict
check_p11 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_yes (c->facts->owners_can_grant);
}

static KhVerdict
check_p12 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL || c->facts->vault_readable != KH_FACT_YES)
    return KH_VERDICT_UNKNOWN;
  if (c->vault == NULL || c->vault->permission_model == KH_PERMISSION_MODEL_RBAC)
    return KH_VERDICT_NOT_APPLICABLE;
  return _kh_verdict_if_no (c->facts->contributors_flagged);
}

static KhVerdict
check_p13 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  g_autoptr (GPtrArray) grants = kh_estate_assignments_of (c->estate, c->policy->principal_id);
  if (grants->len == 0)
    return KH_VERDICT_NOT_APPLICABLE;
  for (guint i = 0; i < grants->len; i++) {
    const KhRoleAssignment *grant = g_ptr_array_index (grants, i);
    if (grant->created_at != KH_TIME_NONE && c->now - grant->created_at < KH_GRANT_SPREAD)
      *evidence =
          g_strdup ("Granted less than five minutes ago: in the cloud it may still spread.");
    if (*evidence != NULL)
      break;
  }
  return KH_VERDICT_PASS;
}

#define BLOCK KH_SEVERITY_BLOCK
#define WARN KH_SEVERITY_WARN
#define INFORM KH_SEVERITY_INFORM
#define KVA KH_OWNER_KVA
#define POLICY KH_SCOPE_POLICY
#define ACTOR KH_SCOPE_ACTOR

const KhRule _kh_rules_access[] = {
  { "P1", BLOCK, KVA, KH_SCOPE_TENANT, KH_GOALS_APPLY, "provider registration",
    "The subscription is registered for Microsoft.PowerPlatform.", "Register the provider.", NULL,
    check_p1 },
  { "P2", BLOCK, KVA, POLICY, KH_GOALS_APPLY, "policy kind", "The policy is of kind Encryption.",
    "Use an encryption policy.", NULL, check_p2 },
  { "P3", BLOCK, KVA, POLICY, KH_GOALS_APPLY, "policy identity",
    "The policy has a system-assigned identity.", "Make the policy again with an identity.", NULL,
    check_p3 },
  { "P4", BLOCK, KVA, POLICY, KH_GOALS_APPLY, "vault id",
    "The policy names the vault that was looked at.",
    "Make a policy with a vault of this organization.", NULL, check_p4 },
  { "P5", BLOCK, KVA, POLICY, KH_GOALS_KEY, "role assignments",
    "The policy's identity holds Key Vault Crypto Service Encryption User on the vault.",
    "Grant the policy access to its key.", "keyholdctl policy grant {policy}", check_p5 },
  { "P6", BLOCK, KVA, POLICY, KH_GOALS_KEY, "access policies",
    "The policy's identity has get, wrapKey and unwrapKey by an access policy.",
    "Grant the policy access to its key.", "keyholdctl policy grant {policy}", check_p6 },
  { "P7", BLOCK, KVA, POLICY, KH_GOALS_KEY, "managed HSM roles",
    "The policy's identity holds Managed HSM Crypto Service Encryption User.", NULL, NULL,
    check_p7 },
  { "P8", BLOCK, KH_OWNER_PPA, ACTOR, KH_GOALS_APPLY, "roles of the account",
    "The account is a platform administrator.", "Ask the owner for the role ppa.",
    "keyholdctl account role {account} --add ppa", check_p8 },
  { "P9", BLOCK, KVA, ACTOR, KH_GOALS_APPLY, "readers of the policy",
    "The account may read the policy.", "Add the account as a reader of {policy}.",
    "keyholdctl policy reader {policy} --add {account}", check_p9 },
  { "P10", WARN, KH_OWNER_PPA, ACTOR, KH_GOALS_APPLY, "roles of the account",
    "Key administrator and platform administrator are two persons.",
    "Give one of the roles to somebody else.", NULL, check_p10 },
  { "P11", WARN, KVA, KH_SCOPE_TENANT, KH_GOALS_APPLY, "rights of the key administrator",
    "The key administrator may make vaults and assign roles.", "Assign the rights.", NULL,
    check_p11 },
  { "P12", WARN, KVA, KH_SCOPE_VAULT, KH_GOALS_APPLY, "contributors of the vault",
    "Nobody can grant themselves access to the vault's keys.",
    "Move from access policies to role assignments.", NULL, check_p12 },
  { "P13", INFORM, KVA, POLICY, KH_GOALS_APPLY, "age of the grant",
    "The grant is older than five minutes.", NULL, NULL, check_p13 },
};
const guint _kh_n_rules_access = G_N_ELEMENTS (_kh_rules_access);
