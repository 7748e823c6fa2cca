/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences of calls that the command line and the console share. */
#include "kh-acts.h"

#include "kh-client-i18n.h"
#include "kh-rbac.h"
#include "kh-rules-api.h"

/* Guard levels (model.md 5): up to CONCERNED a yes is enough, above it a name has to be typed. */
enum { LEVEL_CONCERNED = 2, LEVEL_WORST = 4 };

/* --- What was confirmed ---------------------------------------------------------------------- */

KhConfirmed *
kh_confirmed_new (KhJson *impact)
{
  KhConfirmed *self = g_new0 (KhConfirmed, 1);
  const char *token = kh_json_string (impact, "token");
  guint n = kh_json_length (impact, "environments");

  self->token = token != NULL && *token != '\0' ? g_strdup (token) : NULL;
  self->level = kh_json_int (impact, "level", LEVEL_WORST);
  self->environments = g_new0 (char *, n + 1);
  for (guint i = 0, filled = 0; i < n; i++) {
    const char *id = kh_json_string (kh_json_element (impact, "environments", i), "id");

    if (id != NULL)
      self->environments[filled++] = g_strdup (id);
  }
  return self;
}

void
kh_confirmed_free (KhConfirmed *self)
{
  g_free (self->token);
  g_strfreev (self->environments);
  g_free (self);
}

gboolean
kh_confirmed_includes (const KhConfirmed *self, const KhConfirmed *other)
{
  for (guint i = 0; other->environments[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)self->environments, other->environments[i]))
      return FALSE;
  return other->level <= MAX (self->level, LEVEL_CONCERNED);
}

gboolean
kh_act_take_step (KhClient *client, KhCall *call, KhWireImpactRequest *step,
                  const KhConfirmed *confirmed, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhWireImpactRequest) change = step;
  g_autoptr (KhCall) taken = call;
  g_autoptr (KhJson) impact = NULL;
  g_autoptr (KhConfirmed) own = NULL;

  if (confirmed == NULL)
    return kh_client_do (client, g_steal_pointer (&taken), cancellable, error);
  impact = kh_client_call (client, kh_rules_api_impact (change), cancellable, error);
  if (impact == NULL)
    return FALSE;
  own = kh_confirmed_new (impact);
  if (!kh_confirmed_includes (confirmed, own)) {
    kh_set_error_facts (error, KH_ERROR_CONFIRMATION, kh_json_string (impact, "target"),
                        "ConfirmationStale", NULL,
                        _ ("It would take down more than what was confirmed"));
    return FALSE;
  }
  if (own->token != NULL)
    kh_call_set_confirmation (taken, own->token);
  return kh_client_do (client, g_steal_pointer (&taken), cancellable, error);
}

/* --- Enabling and disabling ------------------------------------------------------------------ */

typedef struct {
  KhClient *client;
  const char *vault, *key;
  gboolean enabled;
  const KhConfirmed *confirmed; /* (nullable): the change as a whole */
  GCancellable *cancellable;
  guint n_changed; /* versions so far */
} Enabling;

static gboolean
patch_enabled (const Enabling *act, const char *version, const KhConfirmed *confirmed,
               GError **error)
{
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();
  KhCall *call;

  patch->enabled = act->enabled;
  call = kh_key_api_patch (act->vault, act->key, version, patch);
  if (confirmed != NULL && confirmed->token != NULL)
    kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (act->client, call, act->cancellable, error);
}

/* (transfer full): of disabling @version alone. */
static KhConfirmed *
look_at_version (const Enabling *act, const char *version, GError **error)
{
  g_autoptr (KhWireImpactRequest) step = kh_wire_impact_request_new ();
  g_autoptr (KhJson) impact = NULL;

  step->trigger = g_strdup ("update-version");
  step->vault = g_strdup (act->vault);
  step->key = g_strdup (act->key);
  step->version = g_strdup (version);
  step->enabled = FALSE;
  impact = kh_client_call (act->client, kh_rules_api_impact (step), act->cancellable, error);
  return impact != NULL ? kh_confirmed_new (impact) : NULL;
}

/* The token of the whole key is good for each of its versions until one of them has changed what
 * the whole would do; a version then needs its own. Somebody else's change is another matter: what
 * it brings down was not confirmed. */
static gboolean
set_version (Enabling *act, const char *version, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhConfirmed) own = NULL;

  if (!patch_enabled (act, version, act->confirmed, &cause)) {
    if (act->n_changed > 0 && act->confirmed != NULL
        && kh_error_is (cause, KH_ERROR_CONFIRMATION)) {
      own = look_at_version (act, version, error);
      if (own == NULL)
        return FALSE;
    }
    if (own == NULL || !kh_confirmed_includes (act->confirmed, own)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!patch_enabled (act, version, own, error))
      return FALSE;
  }
  act->n_changed++;
  return TRUE;
}

static gboolean
set_all_versions (Enabling *act, GError **error)
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
                        gboolean enabled, const KhConfirmed *confirmed, GCancellable *cancellable,
                        GError **error)
{
  Enabling act = { client, vault, key, enabled, confirmed, cancellable, 0 };

  return version != NULL ? set_version (&act, version, error) : set_all_versions (&act, error);
}

/* --- Undoing --------------------------------------------------------------------------------- */

static gboolean
has_usage (KhJson *key, KhJson *usage)
{
  for (guint i = 0; i < kh_json_length (key, "usedBy"); i++)
    if (kh_json_equal (kh_json_element (key, "usedBy", i), usage))
      return TRUE;
  return FALSE;
}

/* What used it before it was disabled does so still; more is what came meanwhile. */
static gboolean
is_used_since (KhJson *before, KhJson *after)
{
  for (guint i = 0; i < kh_json_length (after, "usedBy"); i++)
    if (!has_usage (before, kh_json_element (after, "usedBy", i)))
      return TRUE;
  for (guint i = 0; i < kh_json_length (after, "holds"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (after, "holds", i), "kind"), "operation") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
fail_used (KhJson *before, GError **error)
{
  kh_set_error_facts (error, KH_ERROR_STATE, kh_json_string (before, "name"), "VersionInUse", NULL,
                      "The version is in use");
  return FALSE;
}

gboolean
kh_act_undo_enable (KhClient *client, KhJson *before, GCancellable *cancellable, GError **error)
{
  const char *vault = kh_json_string (before, "vault"), *key = kh_json_string (before, "name");
  const char *version = kh_json_string (before, "version");
  Enabling act = { client, vault, key, FALSE, NULL, cancellable, 0 };
  g_autoptr (KhConfirmed) confirmed = look_at_version (&act, version, error);
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) after = NULL;

  if (confirmed == NULL)
    return FALSE;
  after = kh_client_call (client, kh_key_api_get (vault, key, version), cancellable, error);
  if (after == NULL)
    return FALSE;
  if (confirmed->environments[0] != NULL || is_used_since (before, after))
    return fail_used (before, error);
  /* The token binds what was looked at: a use that begins now makes it stale. */
  if (patch_enabled (&act, version, confirmed, &cause))
    return TRUE;
  if (kh_error_is (cause, KH_ERROR_CONFIRMATION))
    return fail_used (before, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* --- Grants ---------------------------------------------------------------------------------- */

static KhCall *
grant_call (const KhArmPlace *place, const KhArmVault *vault, const KhActGrant *grant)
{
  const KhRbacRole *role = kh_rbac_role_find (grant->role_id);
  g_autoptr (KhWireAccessPolicy) entry = kh_wire_access_policy_new ();

  if (vault->rbac == TRUE)
    return kh_assignment_api_put (place, vault->name, grant->role_id, grant->principal);
  entry->object_id = g_strdup (grant->principal);
  entry->keys =
      kh_wire_key_permission_words (role != NULL ? role->permissions : KH_PERMISSION_NONE);
  entry->secrets =
      kh_wire_secret_permission_words (role != NULL ? role->secrets : KH_SECRET_PERMISSION_NONE);
  return kh_vault_api_access_policy (place, vault->name, "add", entry);
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
