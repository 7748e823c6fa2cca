/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is checked before a policy's key gets a new version. */
#include "kh-limits.h"
#include "preflight-case.h"

static void
start (KhCase *c)
{
  case_init (c);
  c->goal = KH_GOAL_ROTATE;
  c->environment = SALES;
}

static void
assert_result (KhCase *c, const char *rule, KhResult result)
{
  g_autoptr (KhPreflight) preflight = case_run (c);
  const KhFinding *finding = case_find (preflight, rule);

  g_assert_nonnull (finding);
  g_test_message ("%s: %s", rule, finding->evidence);
  g_assert_cmpstr (kh_result_to_string (finding->result), ==, kh_result_to_string (result));
}

/* The key and the access to it, and nothing that enabling alone needs. */
static void
test_which (void)
{
  static const char *const wanted[] = { "Y1", "Y2",  "Y3",  "Y4", "Y5", "Y6", "Y7", "Y8",
                                        "Y9", "Y10", "Y11", "P5", "P6", "P7", "R5", "R6" };
  KhCase c;
  g_autoptr (KhPreflight) preflight = NULL;

  start (&c);
  preflight = case_run (&c);
  g_assert_cmpuint (preflight->findings->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_nonnull (case_find (preflight, wanted[i]));
  g_assert_true (kh_preflight_is_passed (preflight));
  kh_estate_unref (c.estate);
}

/* A key that cannot be used does not become usable by a new version: what it wrapped stays shut. */
static void
test_unusable (void)
{
  KhKeyVersion *version;
  g_autoptr (KhPreflight) preflight = NULL;
  KhCase c;

  start (&c);
  version = copy_version (c.estate, V1);
  version->enabled = FALSE;
  put_version (&c.estate, version);
  assert_result (&c, "Y4", KH_RESULT_BLOCK);
  preflight = case_run (&c);
  g_assert_false (kh_preflight_is_passed (preflight));
  kh_estate_unref (c.estate);
}

static void
test_no_grant (void)
{
  KhCase c;

  start (&c);
  assert_result (&c, "P5", KH_RESULT_PASS);
  drop_assignment (&c.estate, GRANT);
  assert_result (&c, "P5", KH_RESULT_BLOCK);
  kh_estate_unref (c.estate);
}

/* Until 24 hours are over two old versions have to stay, which whoever rotates has to know. */
static void
test_spreading (void)
{
  KhCase c;

  start (&c);
  assert_result (&c, "R5", KH_RESULT_PASS);
  put_use (&c.estate, V1, KH_USE_ROTATED, NOW - KH_ROTATION_SPREAD + KH_SECOND);
  assert_result (&c, "R5", KH_RESULT_WARN);
  kh_estate_unref (c.estate);
  start (&c);
  put_use (&c.estate, V1, KH_USE_ROTATED, NOW - KH_ROTATION_SPREAD);
  assert_result (&c, "R5", KH_RESULT_PASS);
  c.policy = NULL;
  assert_result (&c, "R5", KH_RESULT_UNKNOWN);
  kh_estate_unref (c.estate);
}

/* Somebody did not follow the last time. */
static void
test_behind (void)
{
  KhCase c;

  start (&c);
  assert_result (&c, "R6", KH_RESULT_PASS);
  put_version (&c.estate, sample_version (V2));
  assert_result (&c, "R6", KH_RESULT_WARN);
  c.policy = NULL;
  assert_result (&c, "R6", KH_RESULT_UNKNOWN);
  kh_estate_unref (c.estate);
}

/* The new version of a pinned policy's key is not followed, and the old one is no leftover. */
static void
test_pinned (void)
{
  KhPolicy *policy;
  KhCase c;

  start (&c);
  policy = copy_policy (c.estate);
  kh_value_set_text (&policy->version, V1);
  put_policy (&c.estate, policy);
  put_version (&c.estate, sample_version (V2));
  assert_result (&c, "Y11", KH_RESULT_WARN);
  assert_result (&c, "R6", KH_RESULT_PASS);
  kh_estate_unref (c.estate);
}

static void
test_word (void)
{
  KhGoal goal = KH_GOAL_ENABLE;

  g_assert_true (kh_goal_from_word ("rotate", &goal));
  g_assert_cmpint (goal, ==, KH_GOAL_ROTATE);
  g_assert_false (kh_goal_from_word ("disable", &goal));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/rules-rotate/which", test_which);
  g_test_add_func ("/domain/rules-rotate/unusable", test_unusable);
  g_test_add_func ("/domain/rules-rotate/no-grant", test_no_grant);
  g_test_add_func ("/domain/rules-rotate/spreading", test_spreading);
  g_test_add_func ("/domain/rules-rotate/behind", test_behind);
  g_test_add_func ("/domain/rules-rotate/pinned", test_pinned);
  g_test_add_func ("/domain/rules-rotate/word", test_word);
  return g_test_run ();
}
