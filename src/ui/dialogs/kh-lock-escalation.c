/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way of Lock Environments does what a change would do. */
#include "kh-lock-escalation.h"

/* Of the address; borrowed. */
typedef struct {
  const char *kind; /* "policy", "key", "vault" */
  const char *id;
  const char *way;
  const char *version; /* (nullable) */
} Place;

/* (transfer full) */
static char *
format (const Place *place)
{
  g_autofree char *id = g_uri_escape_string (place->id, "/", FALSE);

  return g_strconcat ("keyhold:wizard/lock?", place->kind, "=", id, "&way=", place->way,
                      place->version != NULL ? "&version=" : NULL, place->version, NULL);
}

/* (nullable) (transfer none): the policy that alone loses its key. */
static const char *
find_policy (KhJson *impact)
{
  if (kh_json_length (impact, "policies") != 1)
    return NULL;
  return kh_json_string (kh_json_element (impact, "policies", 0), "id");
}

static char *
of_policy (const char *policy, const char *way)
{
  return policy != NULL ? format (&(Place){ "policy", policy, way, NULL }) : NULL;
}

static char *
of_key (const KhWireImpactRequest *change, const char *way)
{
  g_autofree char *key = NULL;

  if (change->vault == NULL || change->key == NULL)
    return NULL;
  key = g_strconcat (change->vault, "/", change->key, NULL);
  return format (&(Place){ "key", key, way, change->version });
}

static char *
of_vault (const KhWireImpactRequest *change, const char *way)
{
  return change->vault != NULL ? format (&(Place){ "vault", change->vault, way, NULL }) : NULL;
}

/* An activation in the future is no way of a lock. */
static char *
of_version (const KhWireImpactRequest *change)
{
  if (change->enabled == FALSE)
    return of_key (change, "disable-version");
  return change->exp != KH_TIME_NONE ? of_key (change, "expire-key") : NULL;
}

/* To access policies is no way of a lock either. What is taken from the identity of one policy is
 * taken by the revocation of its access. */
static char *
of_vault_part (const KhWireImpactRequest *change, KhJson *impact)
{
  g_autoptr (KhJson) wanted =
      change->wanted != NULL ? kh_json_parse_text (change->wanted, NULL) : NULL;

  if (kh_json_get (wanted, "properties.enableRbacAuthorization") != NULL)
    return kh_json_bool (wanted, "properties.enableRbacAuthorization", FALSE)
               ? of_vault (change, "switch-permission-model")
               : NULL;
  if (kh_json_get (wanted, "properties.publicNetworkAccess") != NULL
      || kh_json_get (wanted, "properties.networkAcls") != NULL)
    return of_vault (change, "close-network");
  return kh_json_get (wanted, "properties.accessPolicies") != NULL
             ? of_policy (find_policy (impact), "revoke-grant")
             : NULL;
}

static char *
find (const KhWireImpactRequest *change, KhJson *impact)
{
  static const char *const of_keys[] = { "disable-key", "delete-key", NULL };
  static const char *const of_policies[] = { "revoke-grant", "delete-policy", NULL };
  static const char *const of_principals[] = { "remove-assignment", "revoke-principal", NULL };

  if (g_strv_contains (of_keys, change->trigger))
    return of_key (change, change->trigger);
  if (g_strv_contains (of_policies, change->trigger))
    return of_policy (change->policy, change->trigger);
  if (g_strv_contains (of_principals, change->trigger))
    return of_policy (find_policy (impact), "revoke-grant");
  if (g_str_equal (change->trigger, "delete-vault"))
    return of_vault (change, change->trigger);
  if (g_str_equal (change->trigger, "update-version"))
    return of_version (change);
  return g_str_equal (change->trigger, "update-vault") ? of_vault_part (change, impact) : NULL;
}

char *
kh_lock_escalation_find (const KhWireImpactRequest *change, KhJson *impact)
{
  /* Above that it is lost for good, which its own question says. */
  if (kh_json_int (impact, "level", 4) != 3 || kh_json_length (impact, "environments") == 0
      || change->trigger == NULL)
    return NULL;
  return find (change, impact);
}
