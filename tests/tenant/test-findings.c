/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of a living organization: each remedy that is one call mends what it is for; a finding
 * that was put aside stays so until its facts change, also over a restart; and changes are told. */
#include <string.h>

#include "kh-id.h"
#include "kh-rbac.h"
#include "kh-recommend.h"
#include "tenant-fixture.h"

static KhRecommendations *
look (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_recommend (estate, kh_tenant_now (f->tenant));
}

/* (transfer full) (nullable) */
static KhRecommendation *
find (Fixture *f, const char *rule)
{
  g_autoptr (KhRecommendations) all = look (f);

  for (guint i = 0; i < all->found->len; i++) {
    const KhRecommendation *one = all->found->pdata[i];

    if (g_str_equal (one->rule, rule))
      return kh_recommendation_ref (one);
  }
  return NULL;
}

/* --- Remedies --------------------------------------------------------------------------------- */

static gpointer
fix_work (Fixture *f, gconstpointer id, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_finding_fix (f->tenant, f->caller, id, error));
}

static void
fix (Fixture *f, const char *rule)
{
  g_autoptr (KhRecommendation) before = find (f, rule);
  g_autoptr (KhRecommendation) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (before);
  g_assert_true (kh_remedy_is_one_call (before->remedy));
  on_worker (f, fix_work, before->id, &error);
  g_assert_no_error (error);
  after = find (f, rule);
  g_assert_null (after);
}

static gpointer
vault_work (Fixture *f, gconstpointer wanted, GError **error)
{
  return kh_tenant_vault_update (f->tenant, f->caller, (KhVault *)wanted, error);
}

typedef void (*ChangeVault) (KhVault *vault);

static void
change_vault (Fixture *f, ChangeVault change)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));
  g_autoptr (KhVault) done = NULL;
  g_autoptr (GError) error = NULL;

  change (wanted);
  done = on_worker (f, vault_work, wanted, &error);
  g_assert_no_error (error);
}

static void
close_network (KhVault *vault)
{
  vault->public_network = KH_PUBLIC_NETWORK_OFF;
  vault->bypass = KH_BYPASS_NONE;
}

static void
use_access_policies (KhVault *vault)
{
  vault->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
}

static gpointer
key_work (Fixture *f, gconstpointer patch, GError **error)
{
  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", NULL, patch, error);
}

static void
change_key (Fixture *f, const KhKeyPatch *patch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) done = on_worker (f, key_work, patch, &error);

  g_assert_no_error (error);
}

static gpointer
delete_key_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_delete (f->tenant, f->caller, "kv-sales", "cmk", error);
}

static gpointer
delete_vault_work (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_vault_delete (f->tenant, f->caller, "kv-sales", error));
}

static gpointer
pin_work (Fixture *f, gconstpointer version, GError **error)
{
  return kh_tenant_policy_update (f->tenant, f->caller, "ep-sales", "kv-sales", "cmk", version,
                                  error);
}

static void
break_key_and_fix (Fixture *f)
{
  KhTime now = kh_tenant_now (f->tenant);
  const KhKeyPatch disable = { .has_enabled = TRUE };
  const KhKeyPatch postpone = { .has_nbf = TRUE, .nbf = now + KH_DAY };
  const KhKeyPatch expire = { .has_exp = TRUE, .exp = now - KH_DAY };
  const KhKeyPatch restrict_ops = { .has_ops = TRUE, .ops = KH_KEY_OPS_SIGN };
  g_autoptr (KhEstate) estate = NULL;
  const KhKeyVersion *version;

  change_key (f, &disable);
  fix (f, "Y4");
  change_key (f, &postpone);
  fix (f, "Y5");
  change_key (f, &expire);
  fix (f, "Y6");
  change_key (f, &restrict_ops);
  fix (f, "Y8");
  estate = kh_tenant_ref_estate (f->tenant);
  version = kh_key_get_current (kh_estate_get_key (estate, "kv-sales", "cmk"));
  g_assert_cmpint (version->ops, ==, KH_KEY_OPS_SIGN | KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP);
}

static void
test_remedies (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) deleted = NULL;
  g_autoptr (KhPolicy) pinned = NULL;
  g_autoptr (KhEstate) estate = NULL;

  make_all (f);
  fix (f, "P5");
  break_key_and_fix (f);
  change_vault (f, close_network);
  fix (f, "K5");
  change_vault (f, use_access_policies);
  fix (f, "P6");
  estate = kh_tenant_ref_estate (f->tenant);
  pinned = on_worker (f, pin_work,
                      kh_key_get_current (kh_estate_get_key (estate, "kv-sales", "cmk"))->version,
                      &error);
  g_assert_no_error (error);
  fix (f, "Y11");
  deleted = on_worker (f, delete_key_work, NULL, &error);
  g_assert_no_error (error);
  fix (f, "Y1");
  on_worker (f, delete_vault_work, NULL, &error);
  g_assert_no_error (error);
  fix (f, "K1");
  check_audit (f);
}

static void
test_way_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhRecommendation) lost = NULL, early = NULL;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  lock (f);
  lost = find (f, "Y4");
  early = find (f, "E8");
  g_assert_nonnull (lost);
  g_assert_cmpint (lost->grade, ==, KH_GRADE_CRITICAL);
  g_assert_cmpstr (lost->consequence, ==, "Sales is offline");
  g_assert_null (early); /* the key comes first */
  fix (f, "Y4");
  check_locked (f);
  fix (f, "E8");
  check_all (f);
}

static gpointer
account_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_account_add (f->tenant, f->caller, "Paul", KH_ROLE_PPA, NULL, error);
}

static gpointer
roles_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_account_set_roles (f->tenant, f->caller, "Ada",
                                      (KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA), error);
}

static void
test_people (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) paul = NULL, ada = NULL;
  g_autoptr (KhRecommendation) duties = NULL;

  make_all (f);
  duties = find (f, "P10");
  g_assert_nonnull (duties);
  g_assert_null (duties->fix_command); /* nobody else has either role */
  on_worker (f, fix_work, duties->id, &error);
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "NeedsDecision");
  g_clear_error (&error);
  paul = on_worker (f, account_work, NULL, &error);
  g_assert_no_error (error);
  ada = on_worker (f, roles_work, NULL, &error);
  g_assert_no_error (error);
  fix (f, "P9");
  on_worker (f, fix_work, duties->id, &error);
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
}

/* --- Dismissal -------------------------------------------------------------------------------- */

typedef struct {
  const char *id;
  gboolean dismissed;
} Dismiss;

static gpointer
dismiss_work (Fixture *f, gconstpointer data, GError **error)
{
  const Dismiss *what = data;

  return GINT_TO_POINTER (
      kh_tenant_finding_set_dismissed (f->tenant, f->caller, what->id, what->dismissed, error));
}

static void
set_dismissed (Fixture *f, const char *rule, gboolean dismissed)
{
  g_autoptr (KhRecommendation) one = find (f, rule);
  const Dismiss what = { one->id, dismissed };
  g_autoptr (GError) error = NULL;

  on_worker (f, dismiss_work, &what, &error);
  g_assert_no_error (error);
}

static gboolean
is_dismissed (Fixture *f, const char *rule)
{
  g_autoptr (KhRecommendation) one = find (f, rule);

  g_assert_nonnull (one);
  return one->dismissed;
}

static void
test_dismissal (Fixture *f, gconstpointer unused)
{
  const KhKeyPatch disable = { .has_enabled = TRUE };
  const KhKeyPatch enable = { .has_enabled = TRUE, .enabled = TRUE };
  g_autoptr (GError) error = NULL;
  const Dismiss none = { "Y7-00000000", TRUE };

  make_all (f);
  change_key (f, &disable);
  set_dismissed (f, "Y4", TRUE);
  g_assert_true (is_dismissed (f, "Y4"));
  set_dismissed (f, "Y4", TRUE); /* again is the same */
  reopen_quickly (f);
  g_assert_true (is_dismissed (f, "Y4"));
  set_dismissed (f, "Y4", FALSE);
  g_assert_false (is_dismissed (f, "Y4"));
  set_dismissed (f, "Y4", TRUE);
  change_key (f, &enable);
  change_key (f, &disable);
  g_assert_false (is_dismissed (f, "Y4")); /* other facts had come between */
  on_worker (f, dismiss_work, &none, &error);
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  check_audit (f);
}

/* --- Events ----------------------------------------------------------------------------------- */

static guint64
count_notes (Fixture *f, guint64 after, guint *findings)
{
  gboolean lost = FALSE;
  guint64 newest = 0;
  g_autoptr (GPtrArray) notes = kh_tenant_changes_after (f->tenant, after, &lost, &newest);

  *findings = 0;
  for (guint i = 0; i < notes->len; i++)
    *findings += g_str_equal (((KhChangeNote *)notes->pdata[i])->kind, "finding");
  return newest;
}

static void
set_up_clock (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (kh_time_from_unix (1795579200));
  set_up (f, unused);
}

static void
test_events (Fixture *f, gconstpointer unused)
{
  KhTime now = kh_tenant_now (f->tenant);
  const KhKeyPatch limit = { .has_exp = TRUE, .exp = now + 31 * KH_DAY };
  g_autoptr (KhRecommendation) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  guint64 seen;
  guint n = 0;

  make_all (f);
  seen = count_notes (f, 0, &n);
  change_key (f, &limit);
  seen = count_notes (f, seen, &n);
  g_assert_cmpuint (n, >=, 1);
  on_worker (f, settle, NULL, &error); /* the policy is probed for the first time */
  seen = count_notes (f, seen, &n);
  on_worker (f, settle, NULL, &error);
  seen = count_notes (f, seen, &n);
  g_assert_cmpuint (n, ==, 0);
  before = find (f, "Y7");
  kh_clock_manual_set (f->clock, kh_clock_now (f->clock) + KH_DAY + KH_SECOND, KH_DAY + KH_SECOND);
  on_worker (f, settle, NULL, &error);
  seen = count_notes (f, seen, &n);
  g_assert_cmpuint (n, ==, 1); /* thirty days are left: time alone made it graver */
  after = find (f, "Y7");
  g_assert_cmpint (before->grade, ==, KH_GRADE_ADVICE);
  g_assert_cmpint (after->grade, ==, KH_GRADE_IMPORTANT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/findings/remedies", Fixture, NULL, set_up, test_remedies, tear_down);
  g_test_add ("/findings/way-back", Fixture, NULL, set_up, test_way_back, tear_down);
  g_test_add ("/findings/people", Fixture, NULL, set_up, test_people, tear_down);
  g_test_add ("/findings/dismissal", Fixture, NULL, set_up, test_dismissal, tear_down);
  g_test_add ("/findings/events", Fixture, NULL, set_up_clock, test_events, tear_down);
  return g_test_run ();
}
