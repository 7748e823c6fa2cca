/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The triggers of a lock, by the calls that the single verbs make. */
#include "kh-lock-acts.h"

#include "kh-access-acts.h"
#include "kh-client-i18n.h"
#include "kh-tenant-api.h"

typedef struct {
  KhClient *client;
  const KhArmPlace *place;
  const char *target;
  const KhConfirmed *confirmed;
  GCancellable *cancellable;
} Locking;

/* The token of the plan is that of this very call. Takes @call. */
static gboolean
do_confirmed (const Locking *act, KhCall *call, GError **error)
{
  if (act->confirmed->token != NULL)
    kh_call_set_confirmation (call, act->confirmed->token);
  return kh_client_do (act->client, call, act->cancellable, error);
}

/* A call whose change is written otherwise than the trigger. Takes @call and @step. */
static gboolean
do_step (const Locking *act, KhCall *call, KhWireImpactRequest *step, GError **error)
{
  return kh_act_take_step (act->client, call, step, act->confirmed, act->cancellable, error);
}

/* --- Policies --------------------------------------------------------------------------------- */

static gboolean
revoke_grant (const Locking *act, GError **error)
{
  g_autoptr (KhJson) policy =
      kh_client_call (act->client, kh_policy_api_get (act->target), act->cancellable, error);
  KhActGrant grant = { NULL };

  if (policy == NULL)
    return FALSE;
  grant.vault = kh_json_string (policy, "key.vault");
  grant.principal = kh_json_string (policy, "principalId");
  return kh_act_revoke (act->client, act->place, &grant, act->confirmed, act->cancellable, error);
}

static gboolean
delete_policy (const Locking *act, GError **error)
{
  return do_confirmed (act, kh_policy_api_delete (act->place, act->target), error);
}

/* --- Vaults ----------------------------------------------------------------------------------- */

static gboolean
delete_vault (const Locking *act, GError **error)
{
  return do_confirmed (act, kh_vault_api_delete (act->place, act->target), error);
}

static KhArmVault *
new_part (void)
{
  KhArmVault *part = kh_arm_vault_new ();

  part->rbac = part->purge_protection = part->soft_delete = KH_TRI_UNSET;
  return part;
}

static gboolean
update_vault (const Locking *act, const KhArmVault *part, GError **error)
{
  KhWireImpactRequest *step = kh_wire_impact_request_new ();
  g_autoptr (GBytes) wanted = kh_arm_vault_print (part);

  step->trigger = g_strdup ("update-vault");
  step->vault = g_strdup (act->target);
  step->wanted = g_strndup (g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
  return do_step (act, kh_vault_api_patch (act->place, act->target, part), step, error);
}

static gboolean
close_network (const Locking *act, GError **error)
{
  g_autoptr (KhArmVault) part = new_part ();

  part->public_network_access = g_strdup ("Disabled");
  part->bypass = g_strdup ("None");
  return update_vault (act, part, error);
}

static gboolean
switch_model (const Locking *act, GError **error)
{
  g_autoptr (KhArmVault) part = new_part ();

  part->rbac = TRUE;
  return update_vault (act, part, error);
}

/* --- Keys ------------------------------------------------------------------------------------- */

/* VAULT, KEY and, where it is named, VERSION; NULL with @error for what is none of that. */
static char **
split_key (const Locking *act, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (act->target, "/", -1);
  guint n = g_strv_length (parts);

  if (n == 2 || n == 3)
    return g_steal_pointer (&parts);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, act->target, NULL, NULL,
                      _ ("This does not name a key"));
  return NULL;
}

static gboolean
delete_key (const Locking *act, GError **error)
{
  g_auto (GStrv) parts = split_key (act, error);

  return parts != NULL && do_confirmed (act, kh_key_api_delete (parts[0], parts[1]), error);
}

static gboolean
disable_key (const Locking *act, GError **error)
{
  g_auto (GStrv) parts = split_key (act, error);

  return parts != NULL
         && kh_act_set_key_enabled (act->client, parts[0], parts[1], NULL, FALSE, act->confirmed,
                                    act->cancellable, error);
}

/* Disables @version, or with @end lets it expire then. */
static gboolean
patch_version (const Locking *act, char *const *parts, const char *version, KhTime end,
               GError **error)
{
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();
  KhWireImpactRequest *step = kh_wire_impact_request_new ();

  patch->enabled = end == KH_TIME_NONE ? FALSE : KH_TRI_UNSET;
  patch->exp = end;
  step->trigger = g_strdup ("update-version");
  step->vault = g_strdup (parts[0]);
  step->key = g_strdup (parts[1]);
  step->version = g_strdup (version);
  step->enabled = patch->enabled;
  step->exp = end;
  return do_step (act, kh_key_api_patch (parts[0], parts[1], version, patch), step, error);
}

static gboolean
disable_version (const Locking *act, GError **error)
{
  g_auto (GStrv) parts = split_key (act, error);

  return parts != NULL && patch_version (act, parts, parts[2], KH_TIME_NONE, error);
}

/* The newest last: as long as it is valid, the data stays readable when this stops midway. */
static gboolean
expire_versions (const Locking *act, char *const *parts, KhTime now, GError **error)
{
  g_autoptr (GPtrArray) versions = kh_client_call (
      act->client, kh_key_api_versions (parts[0], parts[1]), act->cancellable, error);
  g_autoptr (KhJson) current = NULL;
  const char *last;

  if (versions != NULL)
    current = kh_client_call (act->client, kh_key_api_get (parts[0], parts[1], NULL),
                              act->cancellable, error);
  if (current == NULL)
    return FALSE;
  last = kh_json_string (current, "version");
  for (guint i = 0; i < versions->len; i++) {
    const char *version = kh_json_string (versions->pdata[i], "version");
    KhTime end = kh_json_time (versions->pdata[i], "exp");

    if (g_strcmp0 (version, last) != 0 && (end == KH_TIME_NONE || end > now)
        && !patch_version (act, parts, version, now, error))
      return FALSE;
  }
  return patch_version (act, parts, last, now, error);
}

/* Now is the tenant's; the wire knows whole seconds, and one that has begun is over. */
static gboolean
expire_key (const Locking *act, GError **error)
{
  g_auto (GStrv) parts = split_key (act, error);
  g_autoptr (KhJson) clock =
      parts != NULL ? kh_client_call (act->client, kh_tenant_api_clock (), act->cancellable, error)
                    : NULL;
  KhTime now;

  if (clock == NULL)
    return FALSE;
  now = kh_time_from_unix (kh_time_to_unix (kh_json_time (clock, "now")));
  return parts[2] != NULL ? patch_version (act, parts, parts[2], now, error)
                          : expire_versions (act, parts, now, error);
}

/* --- By their words --------------------------------------------------------------------------- */

static const struct {
  const char *trigger;
  gboolean (*lock) (const Locking *act, GError **error);
} triggers[] = {
  { "revoke-grant", revoke_grant },
  { "disable-key", disable_key },
  { "disable-version", disable_version },
  { "delete-key", delete_key },
  { "delete-vault", delete_vault },
  { "delete-policy", delete_policy },
  { "close-network", close_network },
  { "expire-key", expire_key },
  { "switch-permission-model", switch_model },
};

static guint
find_trigger (const char *trigger)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (triggers) && g_strcmp0 (triggers[i].trigger, trigger) != 0)
    i++;
  return i;
}

gboolean
kh_act_is_lock (const char *trigger)
{
  return find_trigger (trigger) < G_N_ELEMENTS (triggers);
}

gboolean
kh_act_lock (KhClient *client, const KhArmPlace *place, KhJson *impact, GCancellable *cancellable,
             GError **error)
{
  const char *trigger = kh_json_string (impact, "trigger");
  const char *target = kh_json_string (impact, "target");
  g_autoptr (KhConfirmed) confirmed = kh_confirmed_new (impact);
  const Locking act = { client, place, target, confirmed, cancellable };
  guint which = find_trigger (trigger);

  if (which < G_N_ELEMENTS (triggers) && target != NULL)
    return triggers[which].lock (&act, error);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, trigger, NULL, NULL,
                      _ ("This is not a trigger of a lock"));
  return FALSE;
}
