/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each step of a run asks of the tenant. Nothing that exists already is changed by making it
 * again. */
#include "kh-enable-steps-private.h"

#include "kh-acts.h"
#include "kh-environment-api.h"
#include "kh-models-i18n.h"
#include "kh-rules-api.h"

void
_kh_enable_task_free (gpointer data)
{
  KhEnableTask *task = data;

  kh_enable_plan_free (task->plan);
  g_free (task->environment);
  g_free (task->operation);
  g_free (task);
}

/* Takes @call, which asks for an object: TRUE if there is none. */
static gboolean
is_free (KhClient *client, KhCall *call, const char *name, const char *message,
         GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) found = kh_client_call (client, call, cancellable, &cause);

  if (found != NULL) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, name, NULL, NULL, message);
    return FALSE;
  }
  if (kh_error_is (cause, KH_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
make_vault (KhClient *client, const KhEnablePlan *plan, GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = kh_enable_plan_place (plan);
  g_autoptr (KhArmVault) wanted = kh_arm_vault_new ();

  if (!is_free (client, kh_vault_api_get (&place, plan->vault), plan->vault,
                _ ("There is a vault of this name already"), cancellable, error))
    return FALSE;
  wanted->soft_delete = KH_TRI_UNSET;
  wanted->rbac = TRUE;
  wanted->purge_protection = TRUE;
  wanted->location = g_strdup (plan->region);
  wanted->retention_days = plan->retention;
  return kh_client_do (client, kh_vault_api_put (&place, plan->vault, wanted), cancellable, error);
}

static gboolean
make_key (KhClient *client, const KhEnablePlan *plan, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhKeyCreateRequest) wanted = kh_key_create_request_new ();
  g_autofree char *expiry = g_strdup_printf ("P%" G_GINT64_FORMAT "Y", plan->expiry_years);

  if (!is_free (client, kh_key_api_get (plan->vault, plan->key, NULL), plan->key,
                _ ("There is a key of this name in the vault already"), cancellable, error))
    return FALSE;
  wanted->kty = g_strdup (plan->hardware ? "RSA-HSM" : "RSA");
  wanted->key_size = plan->key_size;
  wanted->enabled = KH_TRI_UNSET;
  wanted->nbf = wanted->exp = KH_TIME_NONE;
  if (plan->expiry_years > 0)
    kh_time_add_duration (plan->now, expiry, &wanted->exp);
  return kh_client_do (client, kh_key_api_create (plan->vault, plan->key, wanted), cancellable,
                       error);
}

static gboolean
make_policy (KhClient *client, const KhEnablePlan *plan, GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = kh_enable_plan_place (plan);
  const KhPolicyDraft draft = { .name = plan->policy,
                                .geo = plan->geo,
                                .vault = plan->vault,
                                .key = plan->key,
                                .version = plan->version };

  return is_free (client, kh_policy_api_get (plan->policy), plan->policy,
                  _ ("There is a policy of this name already"), cancellable, error)
         && kh_client_do (client, kh_policy_api_create (&place, &draft), cancellable, error);
}

/* The first finding that blocks, as an error. */
static void
report (KhJson *preflight, GError **error)
{
  for (guint i = 0; i < kh_json_length (preflight, "findings"); i++) {
    KhJson *finding = kh_json_element (preflight, "findings", i);
    g_autofree char *message = NULL;

    if (!kh_enable_finding_blocks (finding))
      continue;
    message = g_strdup_printf ("%s %s", kh_json_string (finding, "text"),
                               kh_json_string (finding, "evidence"));
    kh_set_error_facts (error, KH_ERROR_RULE, kh_json_string (finding, "subject"),
                        kh_json_string (finding, "id"), kh_json_string (finding, "fix.text"),
                        message);
    return;
  }
  kh_set_error (error, KH_ERROR_RULE, _ ("The checks do not pass"));
}

static gboolean
check (KhClient *client, const KhEnablePlan *plan, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) policy =
      kh_client_call (client, kh_policy_api_get (plan->policy), cancellable, error);
  g_autoptr (KhJson) result = NULL;
  const char *word;

  if (policy == NULL)
    return FALSE;
  result = kh_client_call (client,
                           kh_rules_api_preflight (kh_enable_goal_word (plan->goal),
                                                   kh_json_string (policy, "id"),
                                                   (const char *const *)plan->environments),
                           cancellable, error);
  if (result == NULL)
    return FALSE;
  word = kh_json_string (result, "result");
  if (g_strcmp0 (word, "pass") == 0 || g_strcmp0 (word, "warn") == 0)
    return TRUE;
  report (result, error);
  return FALSE;
}

/* From the policy that it has now: whoever asked may have seen another one. */
static gpointer
unlink_environment (KhClient *client, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) environment =
      kh_client_call (client, kh_environment_api_get (id), cancellable, error);
  const char *attached = environment != NULL ? kh_json_string (environment, "policy.id") : NULL;
  g_autoptr (KhJson) policy = NULL;

  if (environment == NULL)
    return NULL;
  if (attached == NULL) {
    kh_set_error_facts (error, KH_ERROR_RULE, kh_json_string (environment, "name"),
                        "EnvironmentCmkLinked", NULL, _ ("It is on the Microsoft key already"));
    return NULL;
  }
  policy = kh_client_call (client, kh_policy_api_get (attached), cancellable, error);
  return policy != NULL
             ? kh_client_call (client,
                               kh_environment_api_unlink (id, kh_json_string (policy, "systemId")),
                               cancellable, error)
             : NULL;
}

static gpointer
link_environment (KhClient *client, const KhEnableTask *task, GCancellable *cancellable,
                  GError **error)
{
  const KhEnablePlan *plan = task->plan;
  g_autoptr (KhJson) policy = NULL;
  KhCall *call;

  if (task->operation != NULL)
    return kh_client_call (client, kh_environment_api_retry (task->operation), cancellable, error);
  if (plan->goal == KH_ENABLE_GOAL_RETURN)
    return unlink_environment (client, task->environment, cancellable, error);
  policy = kh_client_call (
      client, kh_policy_api_get (plan->policy_id != NULL ? plan->policy_id : plan->policy),
      cancellable, error);
  if (policy == NULL)
    return NULL;
  call = kh_environment_api_link (task->environment, kh_json_string (policy, "systemId"),
                                  plan->goal == KH_ENABLE_GOAL_CHANGE);
  kh_call_set_reason (call, plan->reason);
  return kh_client_call (client, call, cancellable, error);
}

gpointer
_kh_enable_task_run (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const KhEnableTask *task = data;
  const KhEnablePlan *plan = task->plan;
  const KhArmPlace place = kh_enable_plan_place (plan);
  gboolean done = FALSE;

  switch (task->kind) {
  case KH_ENABLE_STEP_VAULT:
    done = make_vault (client, plan, cancellable, error);
    break;
  case KH_ENABLE_STEP_KEY:
    done = make_key (client, plan, cancellable, error);
    break;
  case KH_ENABLE_STEP_POLICY:
    done = make_policy (client, plan, cancellable, error);
    break;
  case KH_ENABLE_STEP_GRANT:
    done = kh_act_grant_policy (client, &place, plan->policy, cancellable, error);
    break;
  case KH_ENABLE_STEP_READER:
    done = kh_client_do (client, kh_policy_api_set_reader (plan->policy, plan->reader, TRUE),
                         cancellable, error);
    break;
  case KH_ENABLE_STEP_CHECKS:
    done = check (client, plan, cancellable, error);
    break;
  case KH_ENABLE_STEP_ENVIRONMENT:
    return link_environment (client, task, cancellable, error);
  }
  return done ? g_strdup ("") : NULL;
}
