/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rules of domain.md 2 are asked all the time, of what, and how grave it is when one fails.
 *
 * Most rows ask what pre-flight asks. A row has a check of its own where pre-flight looks ahead at
 * an act, or where time makes a difference that an act does not care about.
 */

#include "kh-limits.h"
#include "kh-lock-rule.h"
#include "kh-recommend-private.h"
#include "kh-rotation.h"

static KhVerdict
pass_if (gboolean condition)
{
  return condition ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

static void
set_grade (KhAsked *asked, KhGrade grade)
{
  asked->has_grade = TRUE;
  asked->grade = grade;
}

static gboolean
is_used (const KhAsked *asked)
{
  return asked->dependents != NULL && asked->dependents->environments->len > 0;
}

/* --- Environments ----------------------------------------------------------------------------- */

/* As long as access is lost, the rule that lost it has the finding. */
static KhVerdict
check_waiting (KhAsked *asked, char **evidence)
{
  const KhRuleContext *c = &asked->rule;
  if (c->environment->state != KH_ENVIRONMENT_STATE_LOCKED)
    return KH_VERDICT_PASS;
  if (kh_environment_get_triggers (c->estate, c->environment, c->now) != 0)
    return KH_VERDICT_NOT_APPLICABLE;
  *evidence = g_strdup ("State Locked. Its key can be used again.");
  return KH_VERDICT_FAIL;
}

static KhVerdict
check_quota (KhAsked *asked, char **evidence)
{
  guint count = asked->dependence->n_attached;
  *evidence = g_strdup_printf ("%u environments with a customer-managed key.", count);
  return pass_if (count <= KH_FLOW_QUOTA);
}

/* --- Vaults ----------------------------------------------------------------------------------- */

static KhVerdict
check_shared (KhAsked *asked, char **evidence)
{
  guint count = is_used (asked) ? asked->dependents->environments->len : 0;
  if (asked->rule.vault == NULL)
    return KH_VERDICT_NOT_APPLICABLE;
  *evidence = g_strdup_printf ("%u environments depend on it.", count);
  return pass_if (count <= 1);
}

/* --- Keys ------------------------------------------------------------------------------------- */

static const KhKeyVersion *
get_version (const KhAsked *asked)
{
  const KhKey *key = asked->rule.key;
  return key != NULL && !kh_key_is_deleted (key) ? asked->rule.version : NULL;
}

static KhVerdict
check_expiry (KhAsked *asked, char **evidence)
{
  const KhKeyVersion *version = get_version (asked);
  if (version == NULL
      || (version->exp != KH_TIME_NONE && version->exp <= asked->rule.now)) /* that is Y6 */
    return KH_VERDICT_NOT_APPLICABLE;
  if (version->exp == KH_TIME_NONE)
    return KH_VERDICT_PASS;
  gint64 left = version->exp - asked->rule.now;
  g_autofree char *date = kh_time_format (version->exp);
  *evidence = g_strdup_printf ("Version %s, expiry %s.", version->version, date);
  asked->due = version->exp;
  if (left > KH_EXPIRY_NOTICE)
    set_grade (asked, KH_GRADE_ADVICE);
  return KH_VERDICT_FAIL;
}

static KhVerdict
check_age (KhAsked *asked, char **evidence)
{
  const KhKeyVersion *version = get_version (asked);
  if (version == NULL)
    return KH_VERDICT_NOT_APPLICABLE;
  if (version->created_at != KH_TIME_NONE
      && asked->rule.now - version->created_at > KH_KEY_AGE_ADVICE) {
    g_autofree char *date = kh_time_format (version->created_at);
    *evidence = g_strdup_printf ("Version %s, made %s.", version->version, date);
    return KH_VERDICT_FAIL;
  }
  if (kh_key_rotates_itself (asked->rule.key))
    return KH_VERDICT_PASS;
  *evidence = g_strdup ("There is no rotation policy.");
  set_grade (asked, KH_GRADE_ADVICE);
  asked->title = "{key} has no rotation policy";
  asked->remedy = KH_REMEDY_ROTATION_POLICY;
  asked->fix = "Let the key rotate by itself.";
  asked->command = "keyholdctl key rotation-policy {vault}/{key} --rotate-after P18M";
  return KH_VERDICT_FAIL;
}

static KhVerdict
check_pin (KhAsked *asked, char **evidence)
{
  const KhRuleContext *c = &asked->rule;
  const KhKeyVersion *newest =
      c->key != NULL && !kh_key_is_deleted (c->key) ? kh_key_get_current (c->key) : NULL;
  if (newest == NULL)
    return KH_VERDICT_NOT_APPLICABLE;
  if (c->policy->version == NULL)
    return KH_VERDICT_PASS;
  gboolean behind = g_ascii_strcasecmp (newest->version, c->policy->version) != 0;
  *evidence = g_strdup_printf (behind ? "It stays on version %s, and a newer one exists."
                                      : "It stays on version %s.",
                               c->policy->version);
  if (!behind)
    set_grade (asked, KH_GRADE_ADVICE);
  return KH_VERDICT_FAIL;
}

/* --- Holds ------------------------------------------------------------------------------------ */

/* The version that a hold of one of @reasons (bits of KhUseReason) still needs and that cannot be
 * used; NULL and *@held FALSE where nothing holds the key. */
static const KhKeyUse *
find_broken_hold (const KhAsked *asked, guint reasons, gboolean *held)
{
  const KhRuleContext *c = &asked->rule;
  GPtrArray *uses = asked->dependents->uses;
  *held = FALSE;
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUse *use = g_ptr_array_index (uses, i);
    gint64 length = use->reason == KH_USE_ROTATED ? KH_OLD_VERSION_HOLD : KH_REMOVAL_HOLD;
    if (!(reasons & (1u << use->reason)) || use->until == KH_TIME_NONE
        || c->now >= use->until + length)
      continue;
    *held = TRUE;
    KhKeyState state = kh_key_get_state (c->estate, use->vault, use->key, use->version, c->now);
    if (state != KH_KEY_STATE_ACTIVE && state != KH_KEY_STATE_EXPIRED)
      return use;
  }
  return NULL;
}

static KhVerdict
check_hold (KhAsked *asked, guint reasons, gint64 length, char **evidence)
{
  gboolean held = FALSE;
  const KhKeyUse *broken = find_broken_hold (asked, reasons, &held);
  if (!held)
    return KH_VERDICT_NOT_APPLICABLE;
  if (broken == NULL)
    return KH_VERDICT_PASS;
  const KhRuleContext *c = &asked->rule;
  g_autofree char *date = kh_time_format (broken->until + length);
  KhKeyState state =
      kh_key_get_state (c->estate, broken->vault, broken->key, broken->version, c->now);
  *evidence = g_strdup_printf ("Version %s is %s and needed until %s.", broken->version,
                               kh_key_state_to_string (state), date);
  asked->version = broken->version;
  if (state == KH_KEY_STATE_DELETED) {
    asked->remedy = KH_REMEDY_RECOVER_KEY;
    asked->fix = "Recover the key.";
    asked->command = "keyholdctl key recover {vault}/{key}";
  }
  return KH_VERDICT_FAIL;
}

static KhVerdict
check_removed (KhAsked *asked, char **evidence)
{
  return check_hold (asked, 1u << KH_USE_REVERTED | 1u << KH_USE_CHANGED, KH_REMOVAL_HOLD,
                     evidence);
}

static KhVerdict
check_rotated (KhAsked *asked, char **evidence)
{
  return check_hold (asked, 1u << KH_USE_ROTATED, KH_OLD_VERSION_HOLD, evidence);
}

/* --- People ----------------------------------------------------------------------------------- */

static KhVerdict
check_reader (KhAsked *asked, char **evidence)
{
  const KhRuleContext *c = &asked->rule;
  guint administrators = 0;
  for (guint i = 0; i < kh_estate_n_accounts (c->estate); i++) {
    const KhAccount *account = kh_estate_account_at (c->estate, i);
    if (!(account->roles & KH_ROLE_PPA))
      continue;
    if (kh_policy_is_readable (c->estate, c->policy, account))
      return KH_VERDICT_PASS;
    asked->reader = administrators++ == 0 ? account : NULL;
  }
  *evidence =
      g_strdup_printf ("%u platform administrators, none of them a reader.", administrators);
  if (administrators > 1) /* which of them is somebody's decision */
    asked->command = "keyholdctl policy reader {policy} --add ACCOUNT";
  if (administrators == 0) {
    asked->fix = "Give an account the role of a platform administrator.";
    asked->command = "keyholdctl account role ACCOUNT --add ppa";
  }
  return KH_VERDICT_FAIL;
}

static gboolean
has_another (const KhAsked *asked, KhRoles role)
{
  const KhEstate *estate = asked->rule.estate;
  for (guint i = 0; i < kh_estate_n_accounts (estate); i++) {
    const KhAccount *account = kh_estate_account_at (estate, i);
    if (account != asked->account && (account->roles & role))
      return TRUE;
  }
  return FALSE;
}

/* The last account of a role keeps it: somebody else has to get it first. */
static KhVerdict
check_duties (KhAsked *asked, char **evidence)
{
  const guint both = KH_ROLE_KVA | KH_ROLE_PPA;
  if (!(asked->account->roles & both))
    return KH_VERDICT_NOT_APPLICABLE;
  g_autofree char *roles = kh_roles_to_string (asked->account->roles);
  *evidence = g_strdup_printf ("Roles: %s.", roles);
  if (has_another (asked, KH_ROLE_PPA))
    asked->command = "keyholdctl account role {account} --remove ppa";
  else if (has_another (asked, KH_ROLE_KVA))
    asked->command = "keyholdctl account role {account} --remove kva";
  return pass_if ((asked->account->roles & both) != both);
}

#define CRITICAL KH_GRADE_CRITICAL
#define IMPORTANT KH_GRADE_IMPORTANT
#define ADVICE KH_GRADE_ADVICE

/* clang-format off */
const KhStanding _kh_standing[] = {
  { "E2", KH_TOPIC_ENVIRONMENT, KH_EACH_ENVIRONMENT, IMPORTANT, IMPORTANT, NULL,
    "{environment} is not a Managed Environment",
    "A policy is enforced on Managed Environments only.", KH_REMEDY_ENABLE_MANAGED },
  { "E5", KH_TOPIC_RESIDENCY, KH_EACH_ENVIRONMENT, IMPORTANT, IMPORTANT, NULL,
    "{environment} is in another geography than its policy",
    "Environment, policy and key belong to one geography." },
  { "E8", KH_TOPIC_ENVIRONMENT, KH_EACH_ENVIRONMENT, CRITICAL, CRITICAL, check_waiting,
    "{environment} waits to be re-enabled",
    "The key is back, but an environment returns only when somebody re-enables it.",
    KH_REMEDY_RE_ENABLE, "Re-enable {environment}.", "keyholdctl unlock apply {environment}" },
  { "E12", KH_TOPIC_ENVIRONMENT, KH_EACH_TENANT, IMPORTANT, IMPORTANT, check_quota,
    "More than 25 environments use a customer-managed key",
    "Flows are covered in 25 environments until a higher limit is agreed with support." },

  { "K1", KH_TOPIC_VAULT, KH_EACH_POLICY_VAULT, CRITICAL, IMPORTANT, NULL,
    "{vault} cannot be used", "A policy cannot use a key of a vault that is deleted or unreadable.", KH_REMEDY_RECOVER_VAULT },
  { "K3", KH_TOPIC_VAULT, KH_EACH_VAULT, CRITICAL, ADVICE, NULL, "{vault} is not purge-protected",
    "Without purge protection a privileged user can erase keys for good, and the data with them. "
    "Keys of such a vault cannot be used for environments.", KH_REMEDY_PROTECT_VAULT },
  { "K4", KH_TOPIC_VAULT, KH_EACH_VAULT, ADVICE, ADVICE, NULL,
    "{vault} keeps deleted keys for a short time only",
    "After the retention nobody can bring a deleted key back. It is fixed when a vault is made." },
  { "K5", KH_TOPIC_VAULT, KH_EACH_POLICY_VAULT, CRITICAL, IMPORTANT, NULL,
    "{vault} is closed to the service",
    "The network rules keep the platform out, and what it cannot reach it cannot unwrap.",
    KH_REMEDY_ADMIT_SERVICE },
  { "K6", KH_TOPIC_VAULT, KH_EACH_POLICY_VAULT, CRITICAL, IMPORTANT, NULL,
    "{vault} is secured by a network perimeter",
    "A perimeter keeps trusted services out as well." },
  { "K7", KH_TOPIC_RESIDENCY, KH_EACH_POLICY_VAULT, IMPORTANT, ADVICE, NULL,
    "{vault} is outside of its policy's geography",
    "Vault, policy and environments belong to one geography." },
  { "K9", KH_TOPIC_VAULT, KH_EACH_VAULT, IMPORTANT, ADVICE, NULL, "{vault} uses access policies",
    "Access policies hold for the whole vault, and a redeployed template can drop them silently. "
    "Role assignments are per key and survive." },
  { "K10", KH_TOPIC_VAULT, KH_EACH_POLICY_VAULT, ADVICE, ADVICE, check_shared,
    "{vault} is shared by several environments",
    "What happens to the vault happens to all of them. A vault of their own keeps them apart." },

  { "Y1", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} is deleted or missing",
    "A policy cannot use a key that is not in its vault.", KH_REMEDY_RECOVER_KEY },
  { "Y2", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} is not an RSA key",
    "Only RSA keys of 2048 or 3072 bits can protect environments." },
  { "Y3", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} has a size that is refused",
    "Only RSA keys of 2048 or 3072 bits can protect environments." },
  { "Y4", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} is disabled",
    "A disabled version neither wraps nor unwraps.", KH_REMEDY_ENABLE_VERSION },
  { "Y5", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} is not active yet",
    "Until its activation date the platform treats the key as lost.",
    KH_REMEDY_CLEAR_ACTIVATION },
  { "Y6", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} has expired",
    "The vault still unwraps with an expired key, which hides the problem; the platform takes its "
    "environments offline.", KH_REMEDY_CLEAR_EXPIRY },
  { "Y7", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, check_expiry, "{key} expires",
    "When a key expires, every environment on it goes offline. The vault itself gives no warning "
    "here.", KH_REMEDY_ROTATE,
    "Make a new version, which costs no outage, or clear the expiry date.",
    "keyholdctl key rotate {vault}/{key}" },
  { "Y8", KH_TOPIC_KEY, KH_EACH_KEY, CRITICAL, IMPORTANT, NULL, "{key} may not wrap keys",
    "An environment's data keys are wrapped and unwrapped with it.",
    KH_REMEDY_ALLOW_WRAPPING },
  { "Y9", KH_TOPIC_KEY, KH_EACH_KEY, IMPORTANT, ADVICE, check_age,
    "{key} is older than two years",
    "The longer a key is in use, the more it protects, and the more is lost with it.",
    KH_REMEDY_ROTATE, "Make a new version, which costs no outage.",
    "keyholdctl key rotate {vault}/{key}" },
  { "Y10", KH_TOPIC_KEY, KH_EACH_KEY, ADVICE, ADVICE, NULL,
    "{key} was imported after its policy was made",
    "An imported HSM key must be in the vault before the policy is made." },
  { "Y11", KH_TOPIC_KEY, KH_EACH_POLICY, IMPORTANT, ADVICE, check_pin,
    "{policy} stays on one version of its key",
    "A policy that names a version does not follow a rotation.", KH_REMEDY_FOLLOW_LATEST,
    "Let the policy follow the newest version." },

  { "P4", KH_TOPIC_PERMISSION, KH_EACH_POLICY, CRITICAL, IMPORTANT, NULL,
    "{policy} names a vault of another organization",
    "A vault that was moved loses every grant." },
  { "P5", KH_TOPIC_PERMISSION, KH_EACH_POLICY, CRITICAL, IMPORTANT, NULL,
    "{policy} has no access to its key",
    "The policy's identity is what uses the key. A recovered vault comes back without its role "
    "assignments.", KH_REMEDY_GRANT_POLICY },
  { "P6", KH_TOPIC_PERMISSION, KH_EACH_POLICY, CRITICAL, IMPORTANT, NULL,
    "{policy} has no access to its key",
    "The policy's identity is what uses the key. A redeployed template can drop access policies "
    "silently.", KH_REMEDY_GRANT_POLICY },
  { "P9", KH_TOPIC_PERMISSION, KH_EACH_POLICY, IMPORTANT, ADVICE, check_reader,
    "Nobody can re-enable environments of {policy}",
    "A platform administrator who cannot read a policy can neither add environments to it nor "
    "re-enable locked ones.", KH_REMEDY_ADD_READER },
  { "P10", KH_TOPIC_PERMISSION, KH_EACH_ACCOUNT, IMPORTANT, IMPORTANT, check_duties,
    "{account} holds both administrator roles",
    "Who controls the key and who uses it should be two people: one of them alone can then do no "
    "harm." },

  { "R2", KH_TOPIC_REMOVAL, KH_EACH_HELD_KEY, IMPORTANT, IMPORTANT, check_removed,
    "{key} is still needed",
    "For 30 days after an environment left a key, restoring its backups needs that key.",
    KH_REMEDY_ENABLE_VERSION, "Enable the version.",
    "keyholdctl key enable {vault}/{key}/{version}" },
  { "R5", KH_TOPIC_REMOVAL, KH_EACH_HELD_KEY, CRITICAL, IMPORTANT, check_rotated,
    "The previous version of {key} is still needed",
    "For 28 days after a rotation the previous version must stay usable.",
    KH_REMEDY_ENABLE_VERSION, "Enable the version.",
    "keyholdctl key enable {vault}/{key}/{version}" },
};
/* clang-format on */
const guint _kh_n_standing = G_N_ELEMENTS (_kh_standing);
