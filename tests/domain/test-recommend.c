/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recommendations: what each rule finds, how grave it is, what cures it, and when a finding that
 * was put aside comes back. */

#include <string.h>

#include "kh-limits.h"
#include "kh-recommend.h"
#include "sample.h"

/* Kira has both administrator roles, and two environments share the vault: the sample's own. */
#define OWN_FINDINGS 2

typedef void (*Breaker) (KhEstate **estate);

static const KhRecommendation *
find (KhRecommendations *all, const char *rule, const char *object)
{
  for (guint i = 0; i < all->found->len; i++) {
    const KhRecommendation *one = g_ptr_array_index (all->found, i);
    if (g_str_equal (one->rule, rule) && (object == NULL || g_str_equal (one->object, object)))
      return one;
  }
  return NULL;
}

static void
detach_all (KhEstate **estate)
{
  const char *ids[] = { SALES, SERVICE };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    KhEnvironment *environment = copy_environment (*estate, ids[i]);
    sample_protect (environment, NULL, NULL, NULL);
    kh_value_set_text (&environment->policy_id, NULL);
    put_environment (estate, environment);
  }
}

/* --- What breaks a rule --- */

#define BREAK_ENVIRONMENT(name, statement)                                                         \
  static void name (KhEstate **estate)                                                             \
  {                                                                                                \
    KhEnvironment *it = copy_environment (*estate, SALES);                                         \
    statement;                                                                                     \
    put_environment (estate, it);                                                                  \
  }
#define BREAK(kind, Type, name, statement)                                                         \
  static void name (KhEstate **estate)                                                             \
  {                                                                                                \
    Type *it = copy_##kind (*estate);                                                              \
    statement;                                                                                     \
    put_##kind (estate, it);                                                                       \
  }
#define BREAK_VERSION(name, statement)                                                             \
  static void name (KhEstate **estate)                                                             \
  {                                                                                                \
    KhKeyVersion *it = copy_version (*estate, V1);                                                 \
    statement;                                                                                     \
    put_version (estate, it);                                                                      \
  }

BREAK_ENVIRONMENT (unmanage, it->managed = FALSE)
BREAK_ENVIRONMENT (move_away, kh_value_set_text (&it->geo, "europe"))
BREAK_ENVIRONMENT (lock, it->state = KH_ENVIRONMENT_STATE_LOCKED)
BREAK (vault, KhVault, delete_vault, it->state = KH_VAULT_STATE_DELETED)
BREAK (vault, KhVault, unprotect, it->purge_protection = FALSE)
BREAK (vault, KhVault, shorten, it->retention_days = 7)
BREAK (vault, KhVault, close_network, it->public_network = KH_PUBLIC_NETWORK_OFF;
       it->bypass = KH_BYPASS_NONE)
BREAK (vault, KhVault, fence, it->public_network = KH_PUBLIC_NETWORK_PERIMETER)
BREAK (vault, KhVault, relocate, kh_value_set_text (&it->region, "westeurope"))
BREAK (vault, KhVault, use_access_policies,
       it->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
       kh_vault_set_access_policy (it, IDENTITY, KH_PERMISSION_SERVICE))
BREAK (vault, KhVault, drop_access_policies,
       it->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY)
BREAK (vault, KhVault, move_tenant, kh_value_set_text (&it->tenant_id, OPERATION))
BREAK (key, KhKey, delete_key, it->deleted_at = NOW - KH_HOUR)
BREAK (key, KhKey, make_curve, it->kty = KH_KEY_TYPE_EC)
BREAK (key, KhKey, forget_rotation, kh_value_set_text (&it->rotation_policy, NULL))
BREAK_VERSION (shrink, it->size = 4096)
BREAK_VERSION (disable, it->enabled = FALSE)
BREAK_VERSION (postpone, it->nbf = NOW + KH_HOUR)
BREAK_VERSION (expire, it->exp = NOW - KH_HOUR)
BREAK_VERSION (limit, it->exp = NOW + 21 * KH_DAY)
BREAK_VERSION (limit_later, it->exp = NOW + KH_EXPIRY_NOTICE + KH_SECOND)
BREAK_VERSION (forbid_wrapping, it->ops = KH_KEY_OPS_SIGN)
BREAK_VERSION (age, it->created_at = NOW - KH_KEY_AGE_ADVICE - KH_SECOND)
BREAK (policy, KhPolicy, pin, kh_value_set_text (&it->version, V1))

static void
import_late (KhEstate **estate)
{
  KhKey *key = copy_key (*estate);
  KhKeyVersion *version = copy_version (*estate, V1);
  key->kty = KH_KEY_TYPE_RSA_HSM;
  put_key (estate, key);
  version->imported = TRUE;
  version->created_at = NOW;
  put_version (estate, version);
}

static void
pin_old (KhEstate **estate)
{
  put_version (estate, sample_version (V2));
  pin (estate);
}

static void
take_grant (KhEstate **estate)
{
  drop_assignment (estate, GRANT);
}

static void
lose_readers (KhEstate **estate)
{
  KhAccount *kira = kh_account_copy (kh_estate_get_account (*estate, ADMIN));
  kira->roles = KH_ROLE_KVA;
  put_account (estate, kira);
}

static void
leave_disabled (KhEstate **estate)
{
  put_use (estate, V1, KH_USE_REVERTED, NOW - 29 * KH_DAY);
  disable (estate);
}

static void
replace_disabled (KhEstate **estate)
{
  put_use (estate, V1, KH_USE_ROTATED, NOW - 27 * KH_DAY);
  disable (estate);
  put_version (estate, sample_version (V2));
}

static void
multiply (KhEstate **estate)
{
  for (guint i = 0; i < KH_FLOW_QUOTA; i++) {
    g_autofree char *id = g_strdup_printf ("e1000000-0000-4000-8000-0000000000%02u", i);
    KhEnvironment *environment = sample_environment (id, id, KH_ENVIRONMENT_TYPE_SANDBOX);
    environment->policy_id = g_strdup (POLICY);
    put_environment (estate, environment);
  }
}

#define KEY "kv-sales/cmk"
#define TENANT "70000000-0000-4000-8000-000000000001"

typedef struct {
  const char *rule;
  Breaker breaker;
  const char *kind, *object;
  KhGrade used, unused;
  KhRemedy remedy;
} Row;

#define CRITICAL KH_GRADE_CRITICAL
#define IMPORTANT KH_GRADE_IMPORTANT
#define ADVICE KH_GRADE_ADVICE
/* No environment, no finding. */
#define NOTHING KH_GRADE_N

static const Row rows[] = {
  { "E2", unmanage, "environment", SALES, IMPORTANT, NOTHING, KH_REMEDY_ENABLE_MANAGED },
  { "E5", move_away, "environment", SALES, IMPORTANT, NOTHING, KH_REMEDY_NONE },
  { "E8", lock, "environment", SALES, CRITICAL, NOTHING, KH_REMEDY_RE_ENABLE },
  { "E12", multiply, "tenant", TENANT, IMPORTANT, NOTHING, KH_REMEDY_NONE },
  { "K1", delete_vault, "vault", "kv-sales", CRITICAL, IMPORTANT, KH_REMEDY_RECOVER_VAULT },
  { "K3", unprotect, "vault", "kv-sales", CRITICAL, ADVICE, KH_REMEDY_PROTECT_VAULT },
  { "K4", shorten, "vault", "kv-sales", ADVICE, ADVICE, KH_REMEDY_NONE },
  { "K5", close_network, "vault", "kv-sales", CRITICAL, IMPORTANT, KH_REMEDY_ADMIT_SERVICE },
  { "K6", fence, "vault", "kv-sales", CRITICAL, IMPORTANT, KH_REMEDY_NONE },
  { "K7", relocate, "vault", "kv-sales", IMPORTANT, ADVICE, KH_REMEDY_NONE },
  { "K9", use_access_policies, "vault", "kv-sales", IMPORTANT, ADVICE, KH_REMEDY_NONE },
  { "Y1", delete_key, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_RECOVER_KEY },
  { "Y2", make_curve, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_NONE },
  { "Y3", shrink, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_NONE },
  { "Y4", disable, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_ENABLE_VERSION },
  { "Y5", postpone, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_CLEAR_ACTIVATION },
  { "Y6", expire, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_CLEAR_EXPIRY },
  { "Y7", limit, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_ROTATE },
  { "Y7", limit_later, "key", KEY, ADVICE, ADVICE, KH_REMEDY_ROTATE },
  { "Y8", forbid_wrapping, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_ALLOW_WRAPPING },
  { "Y9", age, "key", KEY, IMPORTANT, ADVICE, KH_REMEDY_ROTATE },
  { "Y9", forget_rotation, "key", KEY, ADVICE, ADVICE, KH_REMEDY_ROTATION_POLICY },
  { "Y10", import_late, "key", KEY, ADVICE, ADVICE, KH_REMEDY_NONE },
  { "Y11", pin, "policy", POLICY, ADVICE, ADVICE, KH_REMEDY_FOLLOW_LATEST },
  { "Y11", pin_old, "policy", POLICY, IMPORTANT, ADVICE, KH_REMEDY_FOLLOW_LATEST },
  { "P4", move_tenant, "policy", POLICY, CRITICAL, IMPORTANT, KH_REMEDY_NONE },
  { "P5", take_grant, "policy", POLICY, CRITICAL, IMPORTANT, KH_REMEDY_GRANT_POLICY },
  { "P6", drop_access_policies, "policy", POLICY, CRITICAL, IMPORTANT, KH_REMEDY_GRANT_POLICY },
  { "P9", lose_readers, "policy", POLICY, IMPORTANT, ADVICE, KH_REMEDY_ADD_READER },
  { "R2", leave_disabled, "key", KEY, IMPORTANT, IMPORTANT, KH_REMEDY_ENABLE_VERSION },
  { "R5", replace_disabled, "key", KEY, CRITICAL, IMPORTANT, KH_REMEDY_ENABLE_VERSION },
};

static void
check_texts (const KhRecommendation *one)
{
  g_assert_true (g_str_has_prefix (one->id, one->rule));
  g_assert_cmpuint (strlen (one->digest), ==, 64);
  g_assert_null (strchr (one->title, '{'));
  g_assert_false (g_str_has_suffix (one->title, "."));
  g_assert_true (g_str_has_suffix (one->evidence, "."));
  g_assert_true (g_str_has_suffix (one->why, "."));
  g_assert_nonnull (one->fix_text);
  if (one->fix_command != NULL)
    g_assert_true (g_str_has_prefix (one->fix_command, "keyholdctl "));
  /* What the console does in one call, a person can do as well, or it has no command line. */
  if (kh_remedy_is_one_call (one->remedy) && one->remedy != KH_REMEDY_FOLLOW_LATEST)
    g_assert_nonnull (one->fix_command);
}

static void
test_rule (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhRecommendations) before = kh_recommend (estate, NOW);
  g_assert_null (find (before, row->rule, row->object));
  row->breaker (&estate);
  g_autoptr (KhRecommendations) used = kh_recommend (estate, NOW);
  const KhRecommendation *one = find (used, row->rule, row->object);
  g_assert_nonnull (one);
  g_assert_cmpstr (one->kind, ==, row->kind);
  g_assert_cmpint (one->grade, ==, row->used);
  g_assert_cmpint (one->remedy, ==, row->remedy);
  check_texts (one);
  g_autofree char *id = g_strdup (one->id);
  detach_all (&estate);
  g_autoptr (KhRecommendations) unused = kh_recommend (estate, NOW);
  one = find (unused, row->rule, row->object);
  if (row->unused == NOTHING) {
    g_assert_null (one);
    return;
  }
  g_assert_nonnull (one);
  g_assert_cmpint (one->grade, ==, row->unused);
  g_assert_cmpstr (one->id, ==, id); /* of rule and object alone */
}

static void
test_own (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhRecommendations) all = kh_recommend (estate, NOW);
  const KhRecommendation *duties = find (all, "P10", ADMIN);
  const KhRecommendation *shared = find (all, "K10", "kv-sales");
  g_assert_cmpuint (all->found->len, ==, OWN_FINDINGS);
  g_assert_cmpuint (all->total, ==, all->passed + OWN_FINDINGS);
  g_assert_cmpuint (all->unknown, ==, 0);
  g_assert_cmpuint (all->passed, >=, 25);
  g_assert_cmpstr (duties->title, ==, "Kira Vance holds both administrator roles");
  g_assert_cmpstr (duties->fix_command, ==, "keyholdctl account role 'Kira Vance' --remove ppa");
  g_assert_cmpint (shared->grade, ==, ADVICE);
  g_assert_cmpstr (shared->consequence, ==, "2 environments depend on it");
  g_assert_cmpuint (g_strv_length (shared->environments), ==, 2);
  g_assert_cmpstr (shared->who[0], ==, "Kira Vance");
  g_assert_null (shared->who[1]);
  check_texts (duties);
  check_texts (shared);
}

static void
test_every_rule_is_tested (void)
{
  for (guint i = 0; i < kh_recommend_n_rules (); i++) {
    const char *rule = kh_recommend_nth_rule (i);
    gboolean found = g_str_equal (rule, "P10") || g_str_equal (rule, "K10"); /* test_own */
    for (guint j = 0; j < G_N_ELEMENTS (rows) && !found; j++)
      found = g_str_equal (rows[j].rule, rule);
    if (!found)
      g_error ("Rule %s has no test", rule);
  }
}

/* Y9 has two causes with a command each. */
static void
test_rotation_commands (void)
{
  g_autoptr (KhEstate) old = sample_estate ();
  g_autoptr (KhEstate) forgotten = sample_estate ();
  age (&old);
  forget_rotation (&forgotten);
  g_autoptr (KhRecommendations) of_old = kh_recommend (old, NOW);
  g_autoptr (KhRecommendations) of_forgotten = kh_recommend (forgotten, NOW);
  g_assert_cmpstr (find (of_old, "Y9", KEY)->fix_command, ==, "keyholdctl key rotate kv-sales/cmk");
  g_assert_cmpstr (find (of_forgotten, "Y9", KEY)->fix_command, ==,
                   "keyholdctl key rotation-policy kv-sales/cmk --rotate-after P18M");
}

static void
test_expiry_texts (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  limit (&estate);
  g_autoptr (KhRecommendations) all = kh_recommend (estate, NOW);
  const KhRecommendation *first = g_ptr_array_index (all->found, 0);
  g_assert_cmpstr (first->rule, ==, "Y7"); /* worst first */
  g_assert_cmpstr (first->title, ==, "cmk expires in 21 days");
  g_assert_cmpstr (first->consequence, ==, "2 environments go offline");
  g_assert_cmpint (first->due, ==, NOW + 21 * KH_DAY);
  g_assert_cmpstr (first->fix_command, ==, "keyholdctl key rotate kv-sales/cmk");
  g_autoptr (KhRecommendations) nearly = kh_recommend (estate, NOW + 20 * KH_DAY + 1);
  g_assert_cmpstr (find (nearly, "Y7", KEY)->title, ==, "cmk expires in 23 hours");
  g_assert_cmpstr (find (nearly, "Y7", KEY)->digest, ==, first->digest);
  g_autoptr (KhRecommendations) after = kh_recommend (estate, NOW + 21 * KH_DAY);
  g_assert_null (find (after, "Y7", KEY));
  g_assert_nonnull (find (after, "Y6", KEY));
}

/* A vault that is gone explains everything about it: one finding, not ten. */
static void
test_one_cause (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  drop_vault (&estate, "kv-sales");
  g_autoptr (KhRecommendations) all = kh_recommend (estate, NOW);
  const KhRecommendation *lost = find (all, "K1", "kv-sales");
  g_assert_nonnull (lost);
  g_assert_cmpint (lost->remedy, ==, KH_REMEDY_NONE); /* nothing to recover */
  g_assert_null (lost->fix_command);
  for (guint i = 0; i < all->found->len; i++) {
    const KhRecommendation *one = g_ptr_array_index (all->found, i);
    g_assert_true (one == lost || g_str_equal (one->kind, "account"));
  }
}

/* Two policies on a key ask twice and get one answer. */
static void
test_one_finding_an_object (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhPolicy *second = sample_policy (OPERATION, "ep-second", "kv-sales", "cmk");
  kh_value_set_text (&second->version, V1);
  put_policy (&estate, second);
  disable (&estate);
  put_version (&estate, sample_version (V2));
  g_autoptr (KhRecommendations) all = kh_recommend (estate, NOW);
  guint found = 0;
  for (guint i = 0; i < all->found->len; i++)
    found += g_str_equal (((KhRecommendation *)all->found->pdata[i])->rule, "Y4");
  g_assert_cmpuint (found, ==, 1);
  g_assert_cmpstr (find (all, "Y4", KEY)->version, ==, V1);
}

static void
dismiss (KhEstate **estate, const KhRecommendation *one)
{
  g_autoptr (KhDismissal) dismissal = kh_dismissal_new ();
  g_autoptr (KhEstate) old = *estate;
  dismissal->id = g_strdup (one->id);
  dismissal->digest = g_strdup (one->digest);
  *estate = kh_estate_with_dismissal (old, dismissal);
}

static void
test_dismissal (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  limit_later (&estate);
  g_autoptr (KhRecommendations) before = kh_recommend (estate, NOW);
  const KhRecommendation *one = find (before, "Y7", KEY);
  g_assert_false (one->dismissed);
  dismiss (&estate, one);
  g_autoptr (KhRecommendations) after = kh_recommend (estate, NOW);
  g_assert_true (find (after, "Y7", KEY)->dismissed);
  g_assert_cmpuint (after->passed, ==, before->passed); /* it did not pass by that */
  /* Graver facts are other facts, and so is another date. */
  g_autoptr (KhRecommendations) later = kh_recommend (estate, NOW + KH_DAY);
  g_assert_cmpint (find (later, "Y7", KEY)->grade, ==, CRITICAL);
  g_assert_false (find (later, "Y7", KEY)->dismissed);
  KhKeyVersion *version = copy_version (estate, V1);
  version->exp += KH_DAY;
  put_version (&estate, version);
  g_autoptr (KhRecommendations) moved = kh_recommend (estate, NOW);
  g_assert_false (find (moved, "Y7", KEY)->dismissed);
}

static void
test_reader_is_a_decision (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhAccount *another = kh_account_copy (kh_estate_get_account (estate, MAKER));
  another->roles = KH_ROLE_PPA;
  lose_readers (&estate);
  g_autoptr (KhRecommendations) one = kh_recommend (estate, NOW);
  g_assert_cmpstr (find (one, "P9", POLICY)->account_id, ==, PPA);
  put_account (&estate, another);
  g_autoptr (KhRecommendations) two = kh_recommend (estate, NOW);
  g_assert_cmpint (find (two, "P9", POLICY)->remedy, ==, KH_REMEDY_NONE);
  g_assert_cmpstr (find (two, "P9", POLICY)->fix_command, ==,
                   "keyholdctl policy reader ep-sales --add ACCOUNT");
}

static void
test_dates (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  limit_later (&estate);
  put_use (&estate, V1, KH_USE_ROTATED, NOW);
  const KhTime dates[] = { NOW + KH_SECOND, NOW + KH_EXPIRY_NOTICE + KH_SECOND,
                           NOW + KH_OLD_VERSION_HOLD, NOW - KH_DAY + KH_KEY_AGE_ADVICE };
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    g_assert_true (kh_recommend_is_date_between (estate, dates[i] - 1, dates[i]));
    g_assert_false (kh_recommend_is_date_between (estate, dates[i], dates[i] + KH_MINUTE));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/recommend/rule/%s/%u", rows[i].rule, i);
    g_test_add_data_func (path, &rows[i], test_rule);
  }
  g_test_add_func ("/recommend/own", test_own);
  g_test_add_func ("/recommend/every-rule-is-tested", test_every_rule_is_tested);
  g_test_add_func ("/recommend/expiry-texts", test_expiry_texts);
  g_test_add_func ("/recommend/one-cause", test_one_cause);
  g_test_add_func ("/recommend/rotation-commands", test_rotation_commands);
  g_test_add_func ("/recommend/one-finding-an-object", test_one_finding_an_object);
  g_test_add_func ("/recommend/dismissal", test_dismissal);
  g_test_add_func ("/recommend/reader-is-a-decision", test_reader_is_a_decision);
  g_test_add_func ("/recommend/dates", test_dates);
  return g_test_run ();
}
