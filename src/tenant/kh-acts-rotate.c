/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New versions of keys, by a person and by the key's rotation policy, and that policy. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"

/* A deleted key is not found by its name, as in Key Vault. */
static const KhKey *
find_live_key (const KhEstate *estate, const char *vault, const char *name, GError **error)
{
  const KhKey *key = kh_acts_find_key (estate, vault, name, error);

  if (key != NULL && kh_key_is_deleted (key)) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "KeyNotFound", "Recover the key first",
                        "The key is deleted");
    return NULL;
  }
  return key;
}

static gboolean
check_vault (const KhEstate *estate, const KhKey *key, GError **error)
{
  const KhVault *vault = kh_estate_get_vault (estate, key->vault);

  if (vault->state == KH_VAULT_STATE_ACTIVE)
    return TRUE;
  kh_set_error (error, KH_ERROR_STATE, "The vault is deleted");
  return FALSE;
}

static KhKey *
ref_key (KhTenant *self, const char *vault, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return kh_key_ref (kh_estate_get_key (estate, vault, name));
}

/* --- A new version ------------------------------------------------------------------------------
 */

gboolean
kh_key_spec_of_next (const KhKey *key, KhKeySpec *spec)
{
  const KhKeyVersion *current = kh_key_get_current (key);

  if (current == NULL)
    return FALSE;
  *spec = (KhKeySpec){ .vault = key->vault,
                       .name = key->name,
                       .kty = key->kty,
                       .size = current->size,
                       .ops = current->ops,
                       .enabled = TRUE,
                       .nbf = KH_TIME_NONE,
                       .exp = KH_TIME_NONE };
  return TRUE;
}

/* (transfer full): @key with its next version, whose id is put into the facts. */
static KhKey *
with_next_version (const KhKey *key, const KhKeyMaterial *material, KhTime now, char **id)
{
  g_autoptr (KhKeyVersion) version = NULL;
  KhKey *after = kh_key_copy (key);
  KhKeySpec spec;

  kh_key_spec_of_next (key, &spec);
  version = kh_acts_new_version (&spec, material, now);
  version->exp = kh_key_get_new_expiry (key, now);
  *id = g_strdup (version->version);
  kh_key_set_version (after, version);
  return after;
}

KhKey *
kh_tenant_key_rotate (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                      KhKeyMaterial *material, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhKey *key;
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  g_autofree char *id = NULL;
  g_autoptr (KhKey) after = NULL;
  KhActFacts facts = { "key.rotate", KH_VERB_VAULT, "key", target, target, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  key = find_live_key (estate, vault, name, error);
  if (key == NULL || !check_vault (estate, key, error))
    return NULL;
  after = with_next_version (key, material, kh_tenant_now (self), &id);
  facts.detail = id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  kh_act_put_key (act, after);
  kh_act_put_private (act, key->name, id, material->rsa, NULL);
  return kh_act_commit (&act, error) ? ref_key (self, vault, name) : NULL;
}

/* --- The rotation policy ------------------------------------------------------------------------
 */

KhKey *
kh_tenant_key_set_rotation_policy (KhTenant *self, KhCaller *caller, const char *vault,
                                   const char *name, KhRotationPolicy *policy, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhKey *key;
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  g_autofree char *text = NULL;
  g_autoptr (KhRotationPolicy) before = NULL;
  g_autoptr (KhKey) after = NULL;
  KhActFacts facts = { "key.rotation-policy", KH_VERB_VAULT, "key", target, target, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  key = find_live_key (estate, vault, name, error);
  if (key == NULL || !check_vault (estate, key, error) || !kh_rotation_policy_check (policy, error))
    return NULL;
  before = kh_key_get_rotation_policy (key);
  policy->updated_at = kh_tenant_now (self);
  policy->created_at = before != NULL ? before->created_at : policy->updated_at;
  text = kh_rotation_policy_to_text (policy);
  facts.detail = text;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  after = kh_key_copy (key);
  kh_value_set_text (&after->rotation_policy, text);
  kh_act_put_key (act, after);
  return kh_act_commit (&act, error) ? ref_key (self, vault, name) : NULL;
}
