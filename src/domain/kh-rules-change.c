/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of removal, change and rotation (domain.md 2.5). */

#include "kh-hold.h"
#include "kh-limits.h"
#include "kh-rules-private.h"

static KhVerdict
pass_if (gboolean condition)
{
  return condition ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

static KhVerdict
check_r1 (const KhRuleContext *c, char **evidence)
{
  *evidence = g_strdup ("Its data cannot be used until it has returned to the platform's key.");
  return KH_VERDICT_PASS;
}

/* How many holds of the kinds (bits of KhHoldKind) the version in question has. */
static guint
count_holds (const KhRuleContext *c, guint kinds)
{
  g_autoptr (GPtrArray) holds =
      kh_holds (c->estate, c->policy->vault, c->policy->key, c->query->version, c->now);
  guint count = 0;
  for (guint i = 0; i < holds->len; i++) {
    const KhHold *hold = g_ptr_array_index (holds, i);
    count += (kinds & (1u << hold->kind)) != 0;
  }
  return count;
}

static KhVerdict
check_r2 (const KhRuleContext *c, char **evidence)
{
  if (c->query->goal == KH_GOAL_REVERT) {
    g_autofree char *date = kh_time_format_day (c->now + KH_REMOVAL_HOLD);
    *evidence = g_strdup_printf ("Restoring a backup needs the key until %s.", date);
    return KH_VERDICT_WARN;
  }
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  guint holds = count_holds (c, 1u << KH_HOLD_REVERTED | 1u << KH_HOLD_CHANGED);
  *evidence = g_strdup_printf ("%u removals in the last 30 days.", holds);
  return pass_if (holds == 0);
}

static KhVerdict
check_r3 (const KhRuleContext *c, char **evidence)
{
  const KhDekRef *dek = kh_environment_get_customer_dek (c->environment);
  if (c->policy == NULL || c->facts->grants_readable != KH_FACT_YES)
    return KH_VERDICT_UNKNOWN;
  if (dek == NULL)
    return KH_VERDICT_NOT_APPLICABLE;
  KhKeyPermissions granted =
      kh_access_get_granted (c->estate, c->policy->principal_id, dek->vault, dek->key);
  *evidence = g_strdup_printf ("The old key is %s/%s.", dek->vault, dek->key);
  return pass_if ((granted & KH_PERMISSION_SERVICE) == KH_PERMISSION_SERVICE);
}

static KhVerdict
check_r4 (const KhRuleContext *c, char **evidence)
{
  *evidence = g_strdup ("A new version of the same key would cost none.");
  return KH_VERDICT_PASS;
}

/* Two versions may spread at once, but then both that were there before have to stay. */
static KhVerdict
check_r5_to_rotate (const KhRuleContext *c, char **evidence)
{
  if (count_holds (c, 1u << KH_HOLD_SPREAD) > 0) {
    *evidence = g_strdup ("Another version was replaced less than 24 hours ago.");
    return KH_VERDICT_WARN;
  }
  g_autofree char *date = kh_time_format_day (c->now + KH_OLD_VERSION_HOLD);
  *evidence = g_strdup_printf ("The version of today is needed until %s.", date);
  return KH_VERDICT_PASS;
}

static KhVerdict
check_r5 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  if (c->query->goal == KH_GOAL_ROTATE)
    return check_r5_to_rotate (c, evidence);
  if (count_holds (c, 1u << KH_HOLD_SPREAD) > 0) {
    *evidence = g_strdup ("It was replaced less than 24 hours ago.");
    return KH_VERDICT_FAIL;
  }
  if (count_holds (c, 1u << KH_HOLD_ROTATED) == 0)
    return KH_VERDICT_PASS;
  *evidence = g_strdup ("It was replaced less than 28 days ago.");
  return KH_VERDICT_WARN;
}

static gboolean
is_behind (const KhRuleContext *c, const KhEnvironment *environment)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *dek = kh_environment_get_current_dek (environment, (KhStoreKind)i);
    if (dek != NULL && kh_dek_ref_uses (dek, c->policy->vault, c->policy->key, NULL)
        && !kh_dek_ref_uses (dek, c->policy->vault, c->policy->key, c->version->version))
      return TRUE;
  }
  return FALSE;
}

/* Environments of the policy that have not taken up the version of today. */
static KhVerdict
check_r6_to_rotate (const KhRuleContext *c, char **evidence)
{
  g_autoptr (GPtrArray) attached = kh_estate_environments_of_policy (c->estate, c->policy->id);
  guint behind = 0;
  if (c->version == NULL)
    return KH_VERDICT_UNKNOWN;
  for (guint i = 0; i < attached->len; i++)
    behind += is_behind (c, g_ptr_array_index (attached, i));
  *evidence = g_strdup_printf ("%u environments still use an older version.", behind);
  return pass_if (behind == 0);
}

static KhVerdict
check_r6 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  if (c->query->goal == KH_GOAL_ROTATE)
    return check_r6_to_rotate (c, evidence);
  guint uses = count_holds (c, 1u << KH_HOLD_IN_USE | 1u << KH_HOLD_OPERATION);
  *evidence = g_strdup_printf ("%u environments use it.", uses);
  return pass_if (uses == 0);
}

static KhVerdict
check_unattached (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  g_autoptr (GPtrArray) attached = kh_estate_environments_of_policy (c->estate, c->policy->id);
  *evidence = g_strdup_printf ("%u environments are attached.", attached->len);
  return pass_if (attached->len == 0);
}

static KhVerdict
check_r9 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_no (c->facts->migrated_recently);
}

#define BLOCK KH_SEVERITY_BLOCK
#define WARN KH_SEVERITY_WARN
#define INFORM KH_SEVERITY_INFORM
#define KVA KH_OWNER_KVA
#define PPA KH_OWNER_PPA
#define CHANGE KH_GOAL_BIT (KH_GOAL_CHANGE)
#define REVERT KH_GOAL_BIT (KH_GOAL_REVERT)
#define DISABLE KH_GOAL_BIT (KH_GOAL_DISABLE_VERSION)
#define ROTATE KH_GOAL_BIT (KH_GOAL_ROTATE)
#define EDIT KH_GOAL_BIT (KH_GOAL_EDIT_POLICY)

const KhRule _kh_rules_change[] = {
  { "R1", INFORM, PPA, KH_SCOPE_ENVIRONMENT, REVERT, "none",
    "The environment is disabled while its data returns to the platform's key.", NULL, NULL,
    check_r1 },
  { "R2", BLOCK, KVA, KH_SCOPE_KEY, REVERT | DISABLE, "removals in the last 30 days",
    "Key, vault and grant stay for 30 days after a removal.", "Wait until the hold has ended.",
    "keyholdctl key holds {vault}/{key}", check_r2 },
  { "R3", WARN, KVA, KH_SCOPE_ENVIRONMENT, CHANGE, "grants on the old key",
    "The new policy's identity has access to the old key as well.",
    "Keep the old policy and its grant until the change is done.", NULL, check_r3 },
  { "R4", INFORM, PPA, KH_SCOPE_ENVIRONMENT, CHANGE, "none",
    "A change of key costs an outage of the environment.", NULL, NULL, check_r4 },
  { "R5", BLOCK, KVA, KH_SCOPE_KEY, DISABLE | ROTATE, "rotation date",
    "The previous key version stays usable for 28 days.", "Wait until the hold has ended.",
    "keyholdctl key holds {vault}/{key}", check_r5 },
  { "R6", WARN, KVA, KH_SCOPE_KEY, DISABLE | ROTATE, "use of the version",
    "No store is protected by the version.", "Look where it is used.",
    "keyholdctl key where-used {vault}/{key}", check_r6 },
  { "R7", BLOCK, KVA, KH_SCOPE_POLICY, EDIT, "attached environments",
    "The key of a policy changes only while no environment is attached.",
    "Make another policy and change the environments to it.", NULL, check_unattached },
  { "R8", BLOCK, KVA, KH_SCOPE_POLICY, EDIT, "attached environments",
    "A policy is deleted only while no environment is attached.",
    "Return the environments to the platform's key, or change them to another policy.",
    "keyholdctl policy environments {policy}", check_unattached },
  { "R9", BLOCK, PPA, KH_SCOPE_ENVIRONMENT, REVERT, "migration date",
    "The environment was not moved from a legacy key in the last 7 days.",
    "Wait until seven days have passed.", NULL, check_r9 },
};
const guint _kh_n_rules_change = G_N_ELEMENTS (_kh_rules_change);
