/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All checks of a plan: the tenant's own where the policy exists, else the same rules on facts that
 * were read just now. */
#include "kh-enable-plan.h"

#include "kh-data-api.h"
#include "kh-enable-facts-private.h"
#include "kh-environment-api.h"
#include "kh-models-i18n.h"
#include "kh-preflight.h"
#include "kh-rules-api.h"
#include "kh-wire-rules.h"

gboolean
kh_enable_finding_blocks (KhJson *finding)
{
  const char *result = kh_json_string (finding, "result");

  return g_strcmp0 (result, "block") == 0
         || (g_strcmp0 (result, "unknown") == 0
             && g_strcmp0 (kh_json_string (finding, "severity"), "block") == 0);
}

/* TRUE for a rule about something that the plan makes first. */
static gboolean
is_later (const KhEnablePlan *plan, const char *rule)
{
  static const char *const of_identity[] = { "P2", "P3", "P4", "P5", "P6", "P7", "P13", NULL };

  if (rule[0] == 'K' || g_str_equal (rule, "P12"))
    return plan->create_vault;
  if (rule[0] == 'Y' && !g_str_equal (rule, "Y11"))
    return plan->create_key;
  if (!g_strv_contains (of_identity, rule) || !plan->create_policy)
    return FALSE;
  /* Without a grant the plan cannot work, whatever is made. */
  return plan->grant || (!g_str_equal (rule, "P5") && !g_str_equal (rule, "P6"));
}

/* What is not there has no properties, which the rules call not applicable; most of them concern it
 * as soon as it is made. */
static gboolean
concerns (const KhEnablePlan *plan, const char *rule, const char *result)
{
  static const char *const never[] = { "K8", "P6", "P7", "P12", "P13", "Y10", NULL };

  if (!g_str_equal (result, "not-applicable"))
    return TRUE;
  if (!plan->create_vault && !(plan->create_key && rule[0] == 'Y'))
    return FALSE;
  return !g_strv_contains (never, rule);
}

static void
judge (const KhEnablePlan *plan, KhWireFinding *finding)
{
  if (!is_later (plan, finding->id) || !concerns (plan, finding->id, finding->result))
    return;
  g_free (finding->result);
  g_free (finding->evidence);
  g_clear_pointer (&finding->fix_text, g_free);
  g_clear_pointer (&finding->fix_command, g_free);
  finding->result = g_strdup ("later");
  finding->evidence =
      g_strdup (g_str_equal (finding->id, "P5") || g_str_equal (finding->id, "P6")
                    ? _ ("Access is granted when the policy is made.")
                    : _ ("It is checked when it is made, before any environment is touched."));
}

static const char *
sum_up (GPtrArray *findings)
{
  const char *sum = "pass";

  for (guint i = 0; i < findings->len; i++) {
    const KhWireFinding *finding = g_ptr_array_index (findings, i);

    if (g_str_equal (finding->result, "block"))
      return "block";
    if (g_str_equal (finding->result, "unknown") && g_str_equal (finding->severity, "block"))
      sum = "unknown";
    else if (g_str_equal (sum, "pass")
             && (g_str_equal (finding->result, "warn") || g_str_equal (finding->result, "unknown")))
      sum = "warn";
  }
  return sum;
}

KhJson *
kh_enable_check_facts (const KhEnablePlan *plan, const KhEnableFacts *facts)
{
  g_autoptr (KhPreflight) result = _kh_enable_run_rules (plan, facts);
  g_autoptr (KhWirePreflight) wire = kh_wire_preflight_from (result);
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; i < wire->findings->len; i++)
    judge (plan, g_ptr_array_index (wire->findings, i));
  g_free (wire->result);
  wire->result = g_strdup (sum_up (wire->findings));
  text = kh_wire_preflight_print (wire);
  return kh_json_parse (text, NULL);
}

/* What the environments hold together; what cannot be read is not counted. */
static gboolean
read_bytes (KhClient *client, const KhEnablePlan *plan, guint64 *bytes, GCancellable *cancellable,
            GError **error)
{
  for (guint i = 0; plan->environments[i] != NULL; i++) {
    g_autoptr (GError) cause = NULL;
    g_autoptr (GPtrArray) stores =
        kh_client_call (client, kh_data_api_stores (plan->environments[i]), cancellable, &cause);

    if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    for (guint n = 0; stores != NULL && n < stores->len; n++)
      *bytes += (guint64)kh_json_int (g_ptr_array_index (stores, n), "bytes", 0);
  }
  return TRUE;
}

static gboolean
read_environments (KhClient *client, const KhEnablePlan *plan, KhEnableFacts *facts,
                   GCancellable *cancellable, GError **error)
{
  facts->environments = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  for (guint i = 0; plan->environments[i] != NULL; i++) {
    KhJson *one =
        kh_client_call (client, kh_environment_api_get (plan->environments[i]), cancellable, error);

    if (one == NULL)
      return FALSE;
    g_ptr_array_add (facts->environments, one);
  }
  facts->others = kh_client_call (client, kh_environment_api_list (), cancellable, error);
  return facts->others != NULL;
}

/* The vault and the key, as far as they exist. One that is gone meanwhile is for the rules to say.
 */
static gboolean
read_key (KhClient *client, const KhEnablePlan *plan, KhEnableFacts *facts,
          GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = kh_enable_plan_place (plan);
  g_autoptr (GError) cause = NULL;

  if (!plan->create_vault)
    facts->vault =
        kh_client_call (client, kh_vault_api_get (&place, plan->vault), cancellable, &cause);
  if (cause != NULL && !kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  g_clear_error (&cause);
  if (!plan->create_key)
    facts->key = kh_client_call (client, kh_key_api_get (plan->vault, plan->key, plan->version),
                                 cancellable, &cause);
  if (cause != NULL && !kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  return TRUE;
}

static void
clear_facts (KhEnableFacts *facts)
{
  g_clear_pointer (&facts->environments, g_ptr_array_unref);
  g_clear_pointer (&facts->others, g_ptr_array_unref);
  g_clear_pointer (&facts->vault, kh_json_unref);
  g_clear_pointer (&facts->key, kh_json_unref);
}

/* The answer with what the environments hold. */
static KhJson *
add_bytes (KhJson *taken_result, guint64 bytes)
{
  g_autoptr (KhJson) result = taken_result;
  g_auto (GStrv) names = kh_json_names (result, NULL);
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    kh_json_out_json (out, names[i], kh_json_get (result, names[i]));
  kh_json_out_int (out, "bytes", (gint64)bytes);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

gpointer
kh_enable_check (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const KhEnablePlan *plan = data;
  KhEnableFacts facts = { NULL };
  KhJson *result = NULL;

  if (!read_bytes (client, plan, &facts.bytes, cancellable, error))
    return NULL;
  if (!plan->create_policy)
    result =
        kh_client_call (client,
                        kh_rules_api_preflight (kh_enable_goal_word (plan->goal), plan->policy_id,
                                                (const char *const *)plan->environments),
                        cancellable, error);
  else if (read_environments (client, plan, &facts, cancellable, error)
           && read_key (client, plan, &facts, cancellable, error))
    result = kh_enable_check_facts (plan, &facts);
  clear_facts (&facts);
  return result != NULL ? add_bytes (result, facts.bytes) : NULL;
}
