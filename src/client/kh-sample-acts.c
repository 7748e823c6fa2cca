/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The acts of the sample's story. */
#include "kh-sample-private.h"

#include "kh-acts.h"
#include "kh-client-i18n.h"
#include "kh-client-wait.h"
#include "kh-environment-api.h"
#include "kh-rbac.h"
#include "kh-rules-api.h"
#include "kh-secret-api.h"
#include "kh-tenant-api.h"
#include "kh-wire-account.h"

/* In microseconds; it takes parts of a second. */
#define UPTAKE_LIMIT (60 * G_USEC_PER_SEC)

gboolean
kh_sample_add_people (KhSample *self, const KhSampleStep *step, GError **error)
{
  kh_sample_say (self, _ ("Adding %u accounts"), N_PEOPLE);
  for (guint i = ALEX + 1; i < N_PEOPLE; i++) {
    const KhSamplePersonFacts *person = &kh_sample_people[i];
    g_autoptr (KhJson) made =
        kh_sample_get (self, kh_tenant_api_add_account (person->name, person->roles, NULL), error);

    if (made == NULL)
      return FALSE;
    self->ids[i] = g_strdup (kh_json_string (made, "id"));
  }
  return TRUE;
}

gboolean
kh_sample_add_environment (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleEnvironment *how = step->how;
  const KhEnvironmentDraft draft = {
    .name = step->what, .type = how->type, .geo = how->geo, .dataverse = how->dataverse
  };

  kh_sample_say (self, _ ("Making %s"), step->what);
  return kh_sample_do (self, kh_environment_api_create (&draft), error)
         && (!how->managed
             || kh_sample_do (self, kh_environment_api_set_managed (step->what, TRUE), error));
}

/* Who made a vault keeps the keys in it. */
static gboolean
grant_keeper (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhActGrant grant = { step->what, self->ids[step->who], KH_RBAC_CRYPTO_OFFICER };

  return kh_act_grant (self->client, &self->place, &grant, self->watch->cancellable, error);
}

gboolean
kh_sample_add_vault (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleVault *how = step->how;
  g_autoptr (KhArmVault) wanted = kh_arm_vault_new ();

  kh_sample_say (self, _ ("Making the vault %s"), step->what);
  wanted->location = g_strdup (how->region);
  wanted->sku_family = g_strdup ("A");
  wanted->sku_name = g_strdup (how->sku);
  wanted->rbac = how->rbac;
  wanted->purge_protection = TRUE;
  wanted->soft_delete = KH_TRI_UNSET;
  wanted->public_network_access = g_strdup (how->closed ? "Disabled" : "Enabled");
  wanted->bypass = g_strdup ("AzureServices");
  return kh_sample_do (self, kh_vault_api_put (&self->place, step->what, wanted), error)
         && grant_keeper (self, step, error);
}

/* By the organization's clock, in whole seconds. */
static gboolean
in_days (KhSample *self, guint days, KhTime *time, GError **error)
{
  g_autoptr (KhJson) clock = kh_sample_get (self, kh_tenant_api_clock (), error);

  if (clock == NULL)
    return FALSE;
  *time = kh_time_from_unix (kh_time_to_unix (kh_json_time (clock, "now")) + days * 86400LL);
  return TRUE;
}

/* Made a second time, a key has a second version. */
gboolean
kh_sample_add_key (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleKey *how = step->how;
  g_autoptr (KhKeyCreateRequest) wanted = kh_key_create_request_new ();
  g_autoptr (KhJson) made = NULL;

  kh_sample_say (self, _ ("Making the key %s"), step->what);
  wanted->kty = g_strdup ("RSA");
  wanted->key_size = how->size;
  if (how->days > 0 && !in_days (self, how->days, &wanted->exp, error))
    return FALSE;
  made = kh_sample_get (self, kh_key_api_create (how->vault, step->what, wanted), error);
  return made != NULL;
}

/* A backup file needs its version for ever. */
static gboolean
has_store (GPtrArray *uses)
{
  for (guint i = 0; i < uses->len; i++)
    if (kh_json_string (uses->pdata[i], "store") != NULL)
      return TRUE;
  return FALSE;
}

/* Until no store is wrapped by the version before: the clock must not move on meanwhile. */
static gboolean
wait_taken_up (KhSample *self, const char *vault, const char *key, const char *version,
               GError **error)
{
  gint64 limit = g_get_monotonic_time () + UPTAKE_LIMIT;
  gint64 seq = 0;

  while (g_get_monotonic_time () < limit) {
    g_autoptr (KhJson) events = kh_sample_get (self, kh_tenant_api_events ((guint64)seq), error);
    g_autoptr (GPtrArray) uses =
        events != NULL ? kh_client_call (self->client, kh_key_api_where_used (vault, key, version),
                                         self->watch->cancellable, error)
                       : NULL;

    if (uses == NULL || !has_store (uses))
      return uses != NULL;
    seq = kh_json_int (events, "seq", seq);
  }
  kh_set_error (error, KH_ERROR_INTERNAL, "The new version of %s was not taken up", key);
  return FALSE;
}

gboolean
kh_sample_rotate_key (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleKey *how = step->how;
  g_autoptr (KhJson) before =
      kh_sample_get (self, kh_key_api_get (how->vault, step->what, NULL), error);

  kh_sample_say (self, _ ("Rotating the key %s"), step->what);
  return before != NULL && kh_sample_do (self, kh_key_api_rotate (how->vault, step->what), error)
         && wait_taken_up (self, how->vault, step->what, kh_json_string (before, "version"), error);
}

/* Another value in each organization: nobody shall know one from the sources. */
gboolean
kh_sample_add_secret (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleKey *how = step->how;
  g_autoptr (KhSecretSetRequest) wanted = kh_secret_set_request_new ();
  gboolean done;

  kh_sample_say (self, _ ("Storing the secret %s"), step->what);
  wanted->enabled = KH_TRI_UNSET;
  wanted->value = g_uuid_string_random ();
  done = kh_sample_do (self, kh_secret_api_set (how->vault, step->what, wanted), error);
  kh_wire_wipe (wanted->value);
  return done;
}

gboolean
kh_sample_delete_key (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleKey *how = step->how;

  return kh_sample_do (self, kh_key_api_delete (how->vault, step->what), error);
}

static gboolean
find_version (KhSample *self, const KhSamplePolicy *how, GError **error)
{
  g_autoptr (KhJson) key = kh_sample_get (self, kh_key_api_get (how->vault, how->key, NULL), error);

  if (key == NULL)
    return FALSE;
  g_free (self->first_version);
  self->first_version = g_strdup (kh_json_string (key, "version"));
  return TRUE;
}

gboolean
kh_sample_add_policy (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSamplePolicy *how = step->how;
  KhPolicyDraft draft = {
    .name = step->what, .geo = how->geo, .vault = how->vault, .key = how->key
  };

  kh_sample_say (self, _ ("Making the policy %s"), step->what);
  if (how->pinned && !find_version (self, how, error))
    return FALSE;
  draft.version = how->pinned ? self->first_version : NULL;
  return kh_sample_do (self, kh_policy_api_create (&self->place, &draft), error)
         && kh_act_grant_policy (self->client, &self->place, step->what, self->watch->cancellable,
                                 error)
         && kh_sample_do (
             self, kh_policy_api_set_reader (step->what, kh_sample_people[PAUL].name, TRUE), error);
}

static gboolean
succeeded (KhJson *operation, GError **error)
{
  if (operation == NULL)
    return FALSE;
  if (g_strcmp0 (kh_json_string (operation, "state"), "Succeeded") == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_IO, kh_json_string (operation, "environment"),
                      "OperationFailed", NULL, kh_json_string (operation, "error"));
  return FALSE;
}

gboolean
kh_sample_encrypt (KhSample *self, const KhSampleStep *step, GError **error)
{
  g_autoptr (KhJson) policy = kh_sample_get (self, kh_policy_api_get (step->how), error);
  g_autoptr (KhJson) ended = NULL;
  g_autofree char *operation = NULL;

  if (policy == NULL)
    return FALSE;
  kh_sample_say (self, _ ("Encrypting %s"), step->what);
  operation = kh_client_call (
      self->client,
      kh_environment_api_link (step->what, kh_json_string (policy, "systemId"), FALSE),
      self->watch->cancellable, error);
  if (operation == NULL)
    return FALSE;
  ended = kh_client_wait_operation (self->client, operation, NULL, NULL, self->watch->cancellable,
                                    error);
  return succeeded (ended, error);
}

/* A maker cannot, and that is what the log shall show. */
gboolean
kh_sample_try_key (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleKey *how = step->how;
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();
  g_autoptr (GError) refusal = NULL;

  patch->enabled = FALSE;
  if (kh_sample_do (self, kh_key_api_patch (how->vault, step->what, NULL, patch), &refusal)) {
    kh_set_error (error, KH_ERROR_INTERNAL, "A maker could disable %s", step->what);
    return FALSE;
  }
  if (kh_error_is (refusal, KH_ERROR_PERMISSION))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

gboolean
kh_sample_disable_version (KhSample *self, const KhSampleStep *step, GError **error)
{
  const KhSampleKey *how = step->how;
  g_autoptr (KhWireImpactRequest) change = kh_wire_impact_request_new ();
  g_autoptr (KhConfirmed) confirmed = NULL;
  g_autoptr (KhJson) impact = NULL;

  kh_sample_say (self, _ ("Disabling the key %s"), step->what);
  change->trigger = g_strdup ("update-version");
  change->vault = g_strdup (how->vault);
  change->key = g_strdup (step->what);
  change->version = g_strdup (self->first_version);
  change->enabled = FALSE;
  impact = kh_sample_get (self, kh_rules_api_impact (change), error);
  if (impact == NULL)
    return FALSE;
  confirmed = kh_confirmed_new (impact);
  return kh_act_set_key_enabled (self->client, how->vault, step->what, self->first_version, FALSE,
                                 confirmed, self->watch->cancellable, error);
}
