/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences of calls that the command line and the console share. */
#include "kh-acts.h"

#include "kh-rbac.h"
#include "kh-rules-api.h"

/* --- Enabling and disabling ------------------------------------------------------------------ */

typedef struct {
  KhClient *client;
  const char *vault, *key;
  gboolean enabled;
  const char *token; /* (nullable): of the change as a whole */
  GCancellable *cancellable;
} Enabling;

static gboolean
patch_enabled (const Enabling *act, const char *version, const char *token, GError **error)
{
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();
  KhCall *call;

  patch->enabled = act->enabled;
  call = kh_key_api_patch (act->vault, act->key, version, patch);
  if (token != NULL && *token != '\0')
    kh_call_set_confirmation (call, token);
  return kh_client_do (act->client, call, act->cancellable, error);
}

/* (transfer full): the token of disabling @version alone; may be empty. NULL with @error. */
static char *
version_token (const Enabling *act, const char *version, GError **error)
{
  g_autoptr (KhWireImpactRequest) step = kh_wire_impact_request_new ();
  g_autoptr (KhJson) impact = NULL;
  const char *token;

  step->trigger = g_strdup ("update-version");
  step->vault = g_strdup (act->vault);
  step->key = g_strdup (act->key);
  step->version = g_strdup (version);
  step->enabled = FALSE;
  impact = kh_client_call (act->client, kh_rules_api_impact (step), act->cancellable, error);
  if (impact == NULL)
    return NULL;
  token = kh_json_string (impact, "token");
  return g_strdup (token != NULL ? token : "");
}

/* The token of the whole key is good for each of its versions until one of them has changed what
 * the whole would do; a version then needs its own. */
static gboolean
set_version (const Enabling *act, const char *version, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *own = NULL;

  if (patch_enabled (act, version, act->token, &cause))
    return TRUE;
  if (act->enabled || act->token == NULL || !kh_error_is (cause, KH_ERROR_CONFIRMATION)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  own = version_token (act, version, error);
  return own != NULL && patch_enabled (act, version, own, error);
}

static gboolean
set_all_versions (const Enabling *act, GError **error)
{
  g_autoptr (GPtrArray) versions = kh_client_call (
      act->client, kh_key_api_versions (act->vault, act->key), act->cancellable, error);
  g_autoptr (KhJson) current = NULL;
  const char *last;

  if (versions == NULL)
    return FALSE;
  current = kh_client_call (act->client, kh_key_api_get (act->vault, act->key, NULL),
                            act->cancellable, error);
  if (current == NULL)
    return FALSE;
  last = kh_json_string (current, "version");
  for (guint i = 0; i < versions->len; i++) {
    KhJson *item = g_ptr_array_index (versions, i);
    const char *version = kh_json_string (item, "version");

    if (g_strcmp0 (version, last) != 0 && kh_json_bool (item, "enabled", TRUE) != act->enabled
        && !set_version (act, version, error))
      return FALSE;
  }
  return kh_json_bool (current, "enabled", TRUE) == act->enabled || set_version (act, last, error);
}

gboolean
kh_act_set_key_enabled (KhClient *client, const char *vault, const char *key, const char *version,
                        gboolean enabled, const char *token, GCancellable *cancellable,
                        GError **error)
{
  Enabling act = { client, vault, key, enabled, token, cancellable };

  return version != NULL ? set_version (&act, version, error) : set_all_versions (&act, error);
}

/* --- Grants ---------------------------------------------------------------------------------- */

/* (transfer full): the words of a set of permissions. */
static char **
permission_words (KhKeyPermissions permissions)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; i < kh_key_permission_count (); i++) {
    KhKeyPermissions one = kh_key_permission_nth (i);

    if ((permissions & one) != 0)
      g_strv_builder_add (words, kh_key_permission_to_string (one));
  }
  return g_strv_builder_end (words);
}

static KhCall *
grant_call (const KhArmPlace *place, const KhArmVault *vault, const KhActGrant *grant)
{
  const KhRbacRole *role = kh_rbac_role_find (grant->role_id);
  g_auto (GStrv) words = NULL;

  if (vault->rbac == TRUE)
    return kh_assignment_api_put (place, vault->name, grant->role_id, grant->principal);
  words = permission_words (role != NULL ? role->permissions : KH_PERMISSION_NONE);
  return kh_vault_api_access_policy (place, vault->name, "add", grant->principal,
                                     (const char *const *)words);
}

gboolean
kh_act_grant (KhClient *client, const KhArmPlace *place, const KhActGrant *grant,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (KhArmVault) vault =
      kh_client_call (client, kh_vault_api_get_arm (place, grant->vault), cancellable, error);
  g_autoptr (GError) cause = NULL;

  if (vault == NULL)
    return FALSE;
  if (kh_client_do (client, grant_call (place, vault, grant), cancellable, &cause)
      || kh_error_is (cause, KH_ERROR_EXISTS))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
kh_act_grant_policy (KhClient *client, const KhArmPlace *place, const char *policy,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) found =
      kh_client_call (client, kh_policy_api_get (policy), cancellable, error);
  KhActGrant grant = { .role_id = KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER };

  if (found == NULL)
    return FALSE;
  grant.vault = kh_json_string (found, "key.vault");
  grant.principal = kh_json_string (found, "principalId");
  return kh_act_grant (client, place, &grant, cancellable, error);
}
