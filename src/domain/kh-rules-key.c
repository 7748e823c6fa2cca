/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the key (domain.md 2.3). */

#include "kh-limits.h"
#include "kh-rotation.h"
#include "kh-rules-private.h"

/* The version's facts, or the verdict to answer where there are none. */
static const KhKeyVersion *
get_version (const KhRuleContext *c, KhVerdict *unjudged)
{
  *unjudged = c->facts->key_readable == KH_FACT_YES && c->policy != NULL ? KH_VERDICT_NOT_APPLICABLE
                                                                         : KH_VERDICT_UNKNOWN;
  return c->facts->key_readable == KH_FACT_YES ? c->version : NULL;
}

#define JUDGE(c)                                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    KhVerdict unjudged;                                                                            \
    if (get_version (c, &unjudged) == NULL)                                                        \
      return unjudged;                                                                             \
  }                                                                                                \
  G_STMT_END

static KhVerdict
pass_if (gboolean condition)
{
  return condition ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

/* @set has a place for the date. (transfer full) */
static char *
format_date (const char *set, const char *unset, KhTime date)
{
  if (date == KH_TIME_NONE)
    return g_strdup (unset);
  g_autofree char *text = kh_time_format (date);
  g_auto (GStrv) parts = g_strsplit (set, "%s", 2);
  return g_strconcat (parts[0], text, parts[1], NULL);
}

static KhVerdict
check_y1 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL || c->facts->key_readable == KH_FACT_UNKNOWN
      || (c->vault != NULL && c->vault->fault != NULL))
    return KH_VERDICT_UNKNOWN;
  if (c->key == NULL)
    *evidence = g_strdup ("There is no such key.");
  else if (c->facts->key_readable == KH_FACT_NO)
    *evidence = g_strdup ("It cannot be read.");
  else if (kh_key_is_deleted (c->key))
    *evidence = g_strdup ("It is deleted.");
  else if (c->version == NULL)
    *evidence = g_strdup ("It has no such version.");
  return pass_if (*evidence == NULL);
}

static KhVerdict
check_y2 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = g_strdup_printf ("Type %s.", kh_key_type_to_string (c->key->kty));
  return pass_if (c->key->kty == KH_KEY_TYPE_RSA || c->key->kty == KH_KEY_TYPE_RSA_HSM);
}

static KhVerdict
check_y3 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = g_strdup_printf ("%u bits.", c->version->size);
  return pass_if (c->version->size == KH_CMK_SIZE_SMALL || c->version->size == KH_CMK_SIZE_LARGE);
}

static KhVerdict
check_y4 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = g_strdup (c->version->enabled ? "It is enabled." : "It is disabled.");
  return pass_if (c->version->enabled);
}

static KhVerdict
check_y5 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence = format_date ("The activation date is %s.", "The activation date is not set.",
                           c->version->nbf);
  return pass_if (c->version->nbf == KH_TIME_NONE || c->version->nbf <= c->now);
}

static KhVerdict
check_y6 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence =
      format_date ("The expiry date is %s.", "The expiry date is not set.", c->version->exp);
  return pass_if (c->version->exp == KH_TIME_NONE || c->version->exp > c->now);
}

static KhVerdict
check_y7 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  *evidence =
      format_date ("The expiry date is %s.", "The expiry date is not set.", c->version->exp);
  return pass_if (c->version->exp == KH_TIME_NONE);
}

static KhVerdict
check_y8 (const KhRuleContext *c, char **evidence)
{
  const guint needed = KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP;
  JUDGE (c);
  return pass_if ((c->version->ops & needed) == needed);
}

static KhVerdict
check_y9 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  gboolean old =
      c->version->created_at != KH_TIME_NONE && c->now - c->version->created_at > KH_KEY_AGE_ADVICE;
  if (old)
    *evidence = g_strdup ("The version is older than two years.");
  else if (!kh_key_rotates_itself (c->key))
    *evidence = g_strdup ("There is no rotation policy.");
  return pass_if (*evidence == NULL);
}

static KhVerdict
check_y10 (const KhRuleContext *c, char **evidence)
{
  JUDGE (c);
  if (!c->version->imported || !kh_key_type_is_hsm (c->key->kty))
    return KH_VERDICT_NOT_APPLICABLE;
  return pass_if (c->version->created_at <= c->policy->created_at);
}

static KhVerdict
check_y11 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  *evidence = g_strdup_printf ("Version rule %s.",
                               kh_version_rule_to_string (kh_policy_get_version_rule (c->policy)));
  return pass_if (c->policy->version == NULL);
}

#define BLOCK KH_SEVERITY_BLOCK
#define WARN KH_SEVERITY_WARN
#define KVA KH_OWNER_KVA
#define KEY KH_SCOPE_KEY

const KhRule _kh_rules_key[] = {
  { "Y1", BLOCK, KVA, KEY, KH_GOALS_KEY, "key", "The key exists in the policy's vault.",
    "Recover the key, or make a policy with another one.", "keyholdctl key recover {vault}/{key}",
    check_y1 },
  { "Y2", BLOCK, KVA, KEY, KH_GOALS_KEY, "key type", "The key is an RSA or RSA-HSM key.",
    "Make an RSA key of 3072 bits and a policy with it.", NULL, check_y2 },
  { "Y3", BLOCK, KVA, KEY, KH_GOALS_KEY, "key size", "The key has 2048 or 3072 bits.",
    "Make an RSA key of 3072 bits and a policy with it.", NULL, check_y3 },
  { "Y4", BLOCK, KVA, KEY, KH_GOALS_KEY, "enabled", "The key version is enabled.",
    "Enable the version.", "keyholdctl key enable {vault}/{key}/{version}", check_y4 },
  { "Y5", BLOCK, KVA, KEY, KH_GOALS_KEY, "activation date", "The key version is valid already.",
    "Clear the activation date.", "keyholdctl key update {vault}/{key}/{version} --nbf none",
    check_y5 },
  { "Y6", BLOCK, KVA, KEY, KH_GOALS_KEY, "expiry date", "The key version has not expired.",
    "Extend or clear the expiry date.", "keyholdctl key update {vault}/{key}/{version} --exp none",
    check_y6 },
  { "Y7", WARN, KVA, KEY, KH_GOALS_KEY, "expiry date",
    "The key version never expires: on its expiry date every environment on it goes down.",
    "Set up an alert, or clear the expiry date.",
    "keyholdctl key update {vault}/{key}/{version} --exp none", check_y7 },
  { "Y8", BLOCK, KVA, KEY, KH_GOALS_KEY, "key operations", "The key may wrap and unwrap keys.",
    "Add wrapKey and unwrapKey to its operations.",
    "keyholdctl key update {vault}/{key}/{version} --ops {ops}", check_y8 },
  { "Y9", WARN, KVA, KEY, KH_GOALS_KEY, "age, rotation policy",
    "The current version is younger than two years, and a rotation policy exists.",
    "Give the key a new version, or a rotation policy.", "keyholdctl key rotate {vault}/{key}",
    check_y9 },
  { "Y10", WARN, KVA, KEY, KH_GOALS_KEY, "origin",
    "An imported HSM key is in the vault before the policy is made.",
    "Make the policy again, after the import.", NULL, check_y10 },
  { "Y11", WARN, KVA, KEY, KH_GOALS_KEY, "version rule",
    "The policy follows the newest key version.",
    "Take the version out of the policy, or change it with every rotation.",
    "keyholdctl policy update {policy} --key-version latest", check_y11 },
};
const guint _kh_n_rules_key = G_N_ELEMENTS (_kh_rules_key);
