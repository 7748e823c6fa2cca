/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sum of the findings, and what a finding says. */

#include <string.h>

#include "preflight-case.h"

/* The transcript: blocked before the grant with the command that mends it, a warning afterwards. */
static void
test_transcript (void)
{
  KhCase c;
  case_init (&c);
  c.facts.actor = kh_estate_get_account (c.estate, ADMIN);
  drop_assignment (&c.estate, GRANT);
  g_autoptr (KhPreflight) before = case_run (&c);
  g_assert_cmpint (before->result, ==, KH_RESULT_BLOCK);
  g_assert_false (kh_preflight_is_passed (before));
  g_assert_cmpstr (kh_preflight_get_first_block (before)->id, ==, "P5");
  g_assert_cmpstr (kh_preflight_get_first_block (before)->fix_command, ==,
                   "keyholdctl policy grant ep-sales");
  kh_estate_unref (c.estate);
  case_init (&c);
  c.facts.actor = kh_estate_get_account (c.estate, ADMIN);
  g_autoptr (KhPreflight) after = case_run (&c);
  g_assert_cmpint (after->result, ==, KH_RESULT_WARN);
  g_assert_true (kh_preflight_is_passed (after));
  g_assert_null (kh_preflight_get_first_block (after));
  kh_estate_unref (c.estate);
}

/* Back to the platform's key, so that nothing else depends on the vault. */
static void
release (KhCase *c, const char *id)
{
  KhEnvironment *environment = copy_environment (c->estate, id);
  sample_protect (environment, NULL, NULL, NULL);
  g_clear_pointer (&environment->policy_id, g_free);
  put_environment (&c->estate, environment);
}

static void
test_sum (void)
{
  KhCase c;
  case_init (&c);
  release (&c, SALES);
  release (&c, SERVICE);
  KhPolicy *policy = copy_policy (c.estate);
  kh_policy_set_reader (policy, PPA, TRUE);
  put_policy (&c.estate, policy);
  c.facts.actor = kh_estate_get_account (c.estate, PPA);
  g_autoptr (KhPreflight) clean = case_run (&c);
  g_assert_cmpint (clean->result, ==, KH_RESULT_PASS);
  c.facts.diagnostics = KH_FACT_UNKNOWN;
  g_autoptr (KhPreflight) unsure = case_run (&c);
  g_assert_cmpint (unsure->result, ==, KH_RESULT_WARN);
  c.facts.soft_delete = KH_FACT_UNKNOWN;
  g_autoptr (KhPreflight) unknown = case_run (&c);
  g_assert_cmpint (unknown->result, ==, KH_RESULT_UNKNOWN);
  g_assert_false (kh_preflight_is_passed (unknown));
  g_assert_cmpstr (kh_preflight_get_first_block (unknown)->id, ==, "K2");
  c.facts.kind_is_encryption = KH_FACT_NO;
  g_autoptr (KhPreflight) blocked = case_run (&c);
  g_assert_cmpint (blocked->result, ==, KH_RESULT_BLOCK);
  g_assert_cmpstr (kh_preflight_get_first_block (blocked)->id, ==, "P2");
  kh_estate_unref (c.estate);
}

/* A client that read nothing at all must not be told that anything is well. */
static void
test_nothing_known (void)
{
  KhCase c;
  case_init (&c);
  memset (&c.facts, 0, sizeof c.facts);
  g_autoptr (KhPreflight) preflight = case_run (&c);
  g_assert_cmpint (preflight->result, ==, KH_RESULT_UNKNOWN);
  g_assert_cmpint (case_find (preflight, "K3")->result, ==, KH_RESULT_UNKNOWN);
  g_assert_cmpint (case_find (preflight, "Y3")->result, ==, KH_RESULT_UNKNOWN);
  g_assert_cmpint (case_find (preflight, "P5")->result, ==, KH_RESULT_UNKNOWN);
  g_assert_cmpint (case_find (preflight, "P8")->result, ==, KH_RESULT_UNKNOWN);
  kh_estate_unref (c.estate);
}

static void
test_names_in_commands (void)
{
  KhCase c;
  case_init (&c);
  KhEnvironment *environment = copy_environment (c.estate, PLAIN);
  kh_value_set_text (&environment->name, "It's $(rm) {key} ünder");
  environment->managed = FALSE;
  put_environment (&c.estate, environment);
  g_autoptr (KhPreflight) preflight = case_run (&c);
  g_auto (GStrv) words = NULL;
  g_assert_true (g_shell_parse_argv (case_find (preflight, "E2")->fix_command, NULL, &words, NULL));
  g_assert_cmpuint (g_strv_length (words), ==, 4);
  g_assert_cmpstr (words[3], ==, "It's $(rm) {key} ünder");
  g_assert_cmpstr (case_find (preflight, "E2")->subject, ==, "It's $(rm) {key} ünder");
  kh_estate_unref (c.estate);
}

static void
test_several_environments (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (GPtrArray) environments = g_ptr_array_new ();
  KhFacts facts;
  kh_facts_init_embedded (&facts);
  g_ptr_array_add (environments, (gpointer)kh_estate_get_environment (estate, SALES));
  g_ptr_array_add (environments, (gpointer)kh_estate_get_environment (estate, PLAIN));
  g_autoptr (KhPreflight) preflight =
      kh_preflight (estate, kh_estate_get_policy (estate, POLICY), environments, &facts, NOW);
  guint e1 = 0, k1 = 0;
  for (guint i = 0; i < preflight->findings->len; i++) {
    const KhFinding *finding = g_ptr_array_index (preflight->findings, i);
    e1 += g_str_equal (finding->id, "E1");
    k1 += g_str_equal (finding->id, "K1");
    g_assert_false (finding->id[0] == 'R');
  }
  g_assert_cmpuint (e1, ==, 2);
  g_assert_cmpuint (k1, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/preflight/transcript", test_transcript);
  g_test_add_func ("/domain/preflight/sum", test_sum);
  g_test_add_func ("/domain/preflight/nothing-known", test_nothing_known);
  g_test_add_func ("/domain/preflight/names-in-commands", test_names_in_commands);
  g_test_add_func ("/domain/preflight/several-environments", test_several_environments);
  return g_test_run ();
}
