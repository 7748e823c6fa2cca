/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change that waited as text is the same change: nothing of it is lost or made up. */

#include "kh-change-text.h"
#include "kh-error.h"
#include "kh-impact.h"
#include "sample.h"

/* Everything that the bytes of an impact bind of a change is in the text. */
static void
check_same (const KhEstate *estate, const KhChange *change)
{
  g_autoptr (KhChange) any = kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (KhImpact) impact = kh_impact_compute (estate, any, NOW, NULL);
  g_autofree char *text = kh_change_to_text (change);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhChange) again = kh_change_from_text (estate, text, &error);
  g_autofree char *before = kh_impact_digest (impact, change);
  g_autofree char *after = NULL;

  g_test_message ("%s", text);
  g_assert_no_error (error);
  after = kh_impact_digest (impact, again);
  g_assert_cmpstr (before, ==, after);
}

static void
test_kinds (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();

  for (guint i = 0; i < kh_change_kind_count (); i++) {
    g_autoptr (KhChange) bare = kh_change_new (kh_change_kind_nth (i));
    g_autoptr (KhChange) full =
        kh_change_new_for_key (kh_change_kind_nth (i), "kv-sales", "cmk", V1);

    full->secret = g_strdup ("it's \"quoted\" and <odd>");
    full->policy_id = g_strdup (POLICY);
    full->environment_id = g_strdup (SALES);
    full->principal_id = g_strdup (IDENTITY);
    full->role_id = g_strdup ("");
    full->object = g_strdup (GRANT);
    full->has_enabled = full->has_nbf = full->has_exp = full->has_ops = TRUE;
    full->nbf = KH_TIME_NONE;
    full->exp = NOW;
    full->ops = KH_KEY_OPS_WRAP;
    check_same (estate, bare);
    check_same (estate, full);
  }
}

static void
test_assignment (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhChange) change = kh_change_new (KH_CHANGE_PUT_ASSIGNMENT);

  change->assignment = kh_role_assignment_copy (kh_estate_get_assignment (estate, GRANT));
  check_same (estate, change);
}

/* Each attribute that an update may set, alone. */
static void
test_vault (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();

  for (guint i = 0; i < 9; i++) {
    g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));
    g_autoptr (KhChange) change = NULL;

    wanted->sku = i == 0 ? !wanted->sku : wanted->sku;
    wanted->permission_model = i == 1 ? !wanted->permission_model : wanted->permission_model;
    wanted->purge_protection = i == 2 ? !wanted->purge_protection : wanted->purge_protection;
    wanted->public_network = i == 3 ? KH_PUBLIC_NETWORK_PERIMETER : wanted->public_network;
    wanted->default_action = i == 4 ? !wanted->default_action : wanted->default_action;
    wanted->bypass = i == 5 ? !wanted->bypass : wanted->bypass;
    wanted->access_policies_replaced = i == 6;
    if (i == 7)
      kh_vault_set_access_policy (wanted, IDENTITY, KH_PERMISSION_SERVICE);
    if (i == 8)
      kh_vault_set_secret_policy (wanted, ADMIN, KH_SECRET_PERMISSION_GET);
    change = kh_change_new_vault_update (wanted);
    check_same (estate, change);
  }
}

static void
check_refused (const KhEstate *estate, const char *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", text != NULL ? text : "nothing");
  g_assert_null (kh_change_from_text (estate, text, &error));
  g_assert_error (error, KH_ERROR, code);
}

static void
test_refusals (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhVault) vault = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));
  g_autoptr (KhChange) change = kh_change_new_vault_update (vault);
  g_autofree char *text = kh_change_to_text (change);

  check_refused (estate, NULL, KH_ERROR_DAMAGED);
  check_refused (estate, "", KH_ERROR_DAMAGED);
  check_refused (estate, "[1, 2]", KH_ERROR_DAMAGED);
  check_refused (estate, "{'vault': <'kv-sales'>}", KH_ERROR_DAMAGED);
  check_refused (estate, "{'kind': <'destroy-everything'>}", KH_ERROR_DAMAGED);
  check_refused (estate, "{'kind': <7>}", KH_ERROR_DAMAGED);
  drop_vault (&estate, "kv-sales");
  check_refused (estate, text, KH_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change-text/kinds", test_kinds);
  g_test_add_func ("/change-text/assignment", test_assignment);
  g_test_add_func ("/change-text/vault", test_vault);
  g_test_add_func ("/change-text/refusals", test_refusals);
  return g_test_run ();
}
