/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and their versions. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-id.h"
#include "kh-key-notes.h"
#include "kh-vault-service.h"
#include "khc-rsa.h"

void
kh_key_material_free (KhKeyMaterial *material)
{
  khc_rsa_unref (material->rsa);
  g_free (material);
}

const KhKey *
kh_acts_find_key (const KhEstate *estate, const char *vault, const char *name, GError **error)
{
  const KhVault *holder = kh_estate_get_vault (estate, vault);
  const KhKey *key = kh_estate_get_key (estate, vault, name);

  if (holder != NULL && !kh_vault_check_readable (holder, error))
    return NULL;
  if (key == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "KeyNotFound", NULL,
                        "There is no key of this name in the vault");
  return key;
}

static gboolean
check_kind (const KhKeySpec *spec, GError **error)
{
  if (spec->kty != KH_KEY_TYPE_RSA && spec->kty != KH_KEY_TYPE_RSA_HSM)
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, spec->name, "BadArgument",
                        "Choose RSA or RSA-HSM", "This tenant makes RSA keys alone");
  else if (spec->size != 0 && spec->size != 2048 && spec->size != 3072 && spec->size != 4096)
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, spec->name, "BadArgument",
                        "Choose 2048 or 3072 bits for a key that protects environments",
                        "An RSA key has 2048, 3072 or 4096 bits");
  else
    return TRUE;
  return FALSE;
}

KhKeyMaterial *
kh_tenant_key_generate (const KhKeySpec *spec, GError **error)
{
  KhKeyMaterial *material;
  KhcRsaKey *rsa = NULL;
  int result;

  if (!check_kind (spec, error))
    return NULL;
  result = khc_rsa_generate (spec->size != 0 ? spec->size : 2048, &rsa);
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "Making an RSA key");
    return NULL;
  }
  material = g_new0 (KhKeyMaterial, 1);
  material->rsa = rsa;
  return material;
}

static char *
thumbprint_of (const KhcRsaKey *rsa)
{
  GString *text = g_string_new (NULL);
  guint8 bytes[32] = { 0 };

  khc_rsa_thumbprint (rsa, bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

KhKeyVersion *
kh_acts_new_version (const KhKeySpec *spec, const KhKeyMaterial *material, KhTime now)
{
  KhKeyVersion *version = kh_key_version_new ();
  guint8 number[KHC_RSA_MAX_SIZE];
  gsize size = 0;

  version->version = kh_id_new_version ();
  version->size = khc_rsa_bits (material->rsa);
  version->ops = spec->ops != 0 ? spec->ops : kh_key_type_get_default_ops (spec->kty);
  version->enabled = spec->enabled;
  version->nbf = spec->nbf;
  version->exp = spec->exp;
  version->created_at = now;
  version->updated_at = now;
  version->thumbprint = thumbprint_of (material->rsa);
  if (khc_rsa_modulus (material->rsa, number, &size) == KHC_OK)
    version->n = g_bytes_new (number, size);
  if (khc_rsa_exponent (material->rsa, number, &size) == KHC_OK)
    version->e = g_bytes_new (number, size);
  return version;
}

static gboolean
check_spec (const KhEstate *estate, const KhKeySpec *spec, GError **error)
{
  const KhVault *vault = kh_acts_find_vault (estate, spec->vault, error);
  const KhKey *key = kh_estate_get_key (estate, spec->vault, spec->name);

  if (vault == NULL)
    return FALSE;
  if (vault->state != KH_VAULT_STATE_ACTIVE) {
    kh_set_error (error, KH_ERROR_STATE, "The vault is deleted");
    return FALSE;
  }
  if (!kh_name_is_key (spec->name)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, spec->name, "BadParameter", NULL,
                        "A key's name is 1 to 127 letters, digits and hyphens");
    return FALSE;
  }
  if (key != NULL && kh_key_is_deleted (key)) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, spec->name, "ObjectIsDeletedButRecoverable", NULL,
                        "A deleted key has this name: it can be recovered or purged");
    return FALSE;
  }
  if (kh_key_type_is_hsm (spec->kty) && vault->sku != KH_SKU_PREMIUM) {
    kh_set_error (error, KH_ERROR_RULE, "A standard vault takes no HSM keys");
    return FALSE;
  }
  if (spec->nbf != KH_TIME_NONE && spec->exp != KH_TIME_NONE && spec->nbf > spec->exp) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The key would expire before it becomes valid");
    return FALSE;
  }
  return TRUE;
}

static KhKey *
key_with_version (const KhEstate *estate, const KhKeySpec *spec, KhKeyVersion *version, KhTime now)
{
  const KhKey *before = kh_estate_get_key (estate, spec->vault, spec->name);
  KhKey *key = before != NULL ? kh_key_copy (before) : kh_key_new ();

  if (before == NULL) {
    key->vault = g_strdup (kh_estate_get_vault (estate, spec->vault)->name);
    key->name = g_strdup (spec->name);
    key->kty = spec->kty;
    key->created_at = now;
  }
  if (spec->tags != NULL) {
    g_strfreev (key->tags);
    key->tags = g_strdupv (spec->tags);
  }
  kh_key_set_version (key, version);
  return key;
}

/* The key's rotation policy says when a version expires that is made without a date. */
static void
set_expiry (const KhEstate *estate, const KhKeySpec *spec, KhKeyVersion *version)
{
  const KhKey *key = kh_estate_get_key (estate, spec->vault, spec->name);

  if (key != NULL && version->exp == KH_TIME_NONE)
    version->exp = kh_key_get_new_expiry (key, version->created_at);
}

static KhKey *
ref_key (KhTenant *self, const char *vault, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return kh_key_ref (kh_estate_get_key (estate, vault, name));
}

KhKey *
kh_tenant_key_create (KhTenant *self, KhCaller *caller, const KhKeySpec *spec,
                      KhKeyMaterial *material, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autofree char *target = g_strdup_printf ("%s/%s", spec->vault, spec->name);
  KhActFacts facts = { "key.create", KH_VERB_VAULT, "key", target, target, NULL };
  g_autoptr (KhKeyVersion) version = NULL;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error) || !check_spec (estate, spec, error))
    return NULL;
  version = kh_acts_new_version (spec, material, kh_tenant_now (self));
  set_expiry (estate, spec, version);
  facts.detail = version->version;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  key = key_with_version (estate, spec, version, kh_act_get_time (act));
  kh_act_put_key (act, key);
  kh_act_put_private (act, key->name, version->version, material->rsa, NULL);
  return kh_act_commit (&act, error) ? ref_key (self, spec->vault, spec->name) : NULL;
}

/* Enabling and disabling have words of their own in the log and for the guards. */
static KhChange *
change_of_patch (const KhKey *key, const char *version, const KhKeyPatch *patch)
{
  KhChange *change =
      kh_change_new_for_key (KH_CHANGE_UPDATE_VERSION, key->vault, key->name, version);

  change->has_enabled = patch->has_enabled;
  change->enabled = patch->enabled;
  change->has_nbf = patch->has_nbf;
  change->nbf = patch->nbf;
  change->has_exp = patch->has_exp;
  change->exp = patch->exp;
  change->has_ops = patch->has_ops;
  change->ops = patch->ops;
  return change;
}

static KhEstate *
apply_patch (const KhEstate *estate, const KhChange *change, const KhKeyPatch *patch, KhTime now,
             GError **error)
{
  KhEstate *after = kh_change_apply (estate, change, now, error);
  g_autoptr (KhKey) tagged = NULL;
  KhEstate *result;

  if (after == NULL || patch->tags == NULL)
    return after;
  tagged = kh_key_copy (kh_estate_get_key (after, change->vault, change->key));
  g_strfreev (tagged->tags);
  tagged->tags = g_strdupv (patch->tags);
  result = kh_estate_with_key (after, tagged);
  kh_estate_unref (after);
  return result;
}

/* Disabling every version is one act with one confirmation on many calls: the token of the whole
 * key is as good for each of its versions. */
static KhChange *
guard_of_patch (KhTenant *self, KhCaller *caller, const KhKey *key, const KhChange *change)
{
  KhChange *whole;

  if (!change->has_enabled || change->enabled || caller->confirmation == NULL)
    return kh_change_copy (change);
  whole = kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, key->vault, key->name, NULL);
  if (kh_acts_is_confirmed (self, caller, whole))
    return whole;
  kh_change_free (whole);
  return kh_change_copy (change);
}

KhKey *
kh_tenant_key_update (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                      const char *version, const KhKeyPatch *patch, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhKey *key = kh_acts_find_key (estate, vault, name, error);
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  const char *action = !patch->has_enabled ? "key.update"
                       : patch->enabled    ? "key.enable"
                                           : "key.disable";
  KhActFacts facts = { action, KH_VERB_VAULT, "key", target, target, version };
  g_autoptr (KhChange) change = NULL;
  g_autoptr (KhChange) guard = NULL;
  g_autoptr (KhAct) act = NULL;
  KhEstate *after;

  if (key == NULL)
    return NULL;
  change = change_of_patch (key, version, patch);
  guard = guard_of_patch (self, caller, key, change);
  act = kh_act_begin (self, caller, &facts, guard, error);
  if (act == NULL)
    return NULL;
  after = apply_patch (kh_act_get_estate (act), change, patch, kh_act_get_time (act), error);
  if (after == NULL)
    return NULL;
  kh_act_set_estate (act, after);
  return kh_act_commit (&act, error) ? ref_key (self, vault, name) : NULL;
}

static gboolean
apply_to_key (KhTenant *self, KhCaller *caller, const char *action, KhChangeKind kind,
              const char *vault, const char *name, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhKey *key = kh_acts_find_key (estate, vault, name, error);
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  KhActFacts facts = { action, KH_VERB_VAULT, "key", target, target, NULL };
  g_autoptr (KhChange) change = NULL;

  if (key == NULL)
    return FALSE;
  change = kh_change_new_for_key (kind, key->vault, key->name, NULL);
  return kh_acts_apply (self, caller, &facts, change, error);
}

KhKey *
kh_tenant_key_delete (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                      GError **error)
{
  if (!apply_to_key (self, caller, "key.delete", KH_CHANGE_DELETE_KEY, vault, name, error))
    return NULL;
  return ref_key (self, vault, name);
}

KhKey *
kh_tenant_key_recover (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                       GError **error)
{
  if (!apply_to_key (self, caller, "key.recover", KH_CHANGE_RECOVER_KEY, vault, name, error))
    return NULL;
  return ref_key (self, vault, name);
}

gboolean
kh_tenant_key_purge (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                     GError **error)
{
  return apply_to_key (self, caller, "key.purge", KH_CHANGE_PURGE_KEY, vault, name, error);
}

static GBytes *
use_key (KhTenant *self, KhCaller *caller, const KhKeyOperation *operation, GBytes *value,
         const KhKeyTriple *triple, GError **error)
{
  KhcOaep oaep =
      g_strcmp0 (operation->algorithm, "RSA-OAEP") == 0 ? KHC_OAEP_SHA1 : KHC_OAEP_SHA256;
  g_autoptr (KhSecret) secret = NULL;
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (value, &size);

  if (operation->op == KH_VAULT_WRAP) {
    secret = kh_secret_new_copy (data, size);
    return kh_vault_service_wrap (self, caller->account_id, triple, oaep, secret, error);
  }
  secret = kh_vault_service_unwrap (self, caller->account_id, triple, oaep, value, error);
  return secret != NULL ? g_bytes_new (kh_secret_get_bytes (secret), kh_secret_get_size (secret))
                        : NULL;
}

/* Whatever came of it, somebody asked the key. */
static GBytes *
use_and_note (KhTenant *self, KhCaller *caller, const KhKeyOperation *operation, GBytes *value,
              const KhKeyVersion *exact, GError **error)
{
  KhKeyTriple triple = { operation->vault, operation->name, operation->version };
  KhKeyTriple told = { operation->vault, operation->name,
                       exact != NULL ? exact->version : operation->version };
  g_autoptr (GError) failure = NULL;
  GBytes *result = use_key (self, caller, operation, value, &triple, &failure);

  kh_key_note_use (self, caller, operation->op == KH_VAULT_WRAP ? "key.wrap" : "key.unwrap", &told,
                   failure);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return result;
}

GBytes *
kh_tenant_key_operate (KhTenant *self, KhCaller *caller, const KhKeyOperation *operation,
                       GBytes *value, char **version, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhKey *key = kh_acts_find_key (estate, operation->vault, operation->name, error);
  const KhKeyVersion *exact = key != NULL ? kh_key_get_version (key, operation->version) : NULL;

  if (key == NULL)
    return NULL;
  if (g_strcmp0 (operation->algorithm, "RSA-OAEP") != 0
      && g_strcmp0 (operation->algorithm, "RSA-OAEP-256") != 0) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, operation->algorithm, "BadParameter", NULL,
                        "The algorithm is not one of RSA-OAEP and RSA-OAEP-256");
    return NULL;
  }
  if (version != NULL)
    *version = g_strdup (exact != NULL ? exact->version : NULL);
  /* Before it becomes a secret: secure memory is for keys, and no key wraps more than its size. */
  if (g_bytes_get_size (value) > KHC_RSA_MAX_SIZE) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, NULL, "BadParameter", NULL,
                        "The value is longer than any key can take");
    return NULL;
  }
  return use_and_note (self, caller, operation, value, exact, error);
}
