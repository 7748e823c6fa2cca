/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of vaults and their versions. */
#include "kh-tenant-secrets.h"

#include <string.h>

#include "kh-access.h"
#include "kh-acts-private.h"
#include "kh-id.h"
#include "kh-vaults.h"

#define TAGS_MAX 15
#define TAG_LENGTH_MAX 256
#define CONTENT_TYPE_MAX 255

/* The facts of an act of @caller on VAULT/NAME. */
static KhActFacts
facts_of (const KhEstate *estate, KhCaller *caller, const char *action,
          KhSecretPermissions permission, const char *target)
{
  g_autofree char *vault = g_strndup (target, strcspn (target, "/"));
  KhSecretPermissions granted = kh_access_get_granted_secrets (estate, caller->account_id, vault);

  return (KhActFacts){
    action, KH_VERB_VAULT, "secret", target, target, NULL, (granted & permission) != 0
  };
}

static const KhVaultSecret *
find_secret (const KhEstate *estate, const char *vault, const char *name, GError **error)
{
  const KhVault *holder = kh_acts_find_vault (estate, vault, error);
  const KhVaultSecret *secret = kh_estate_get_secret (estate, vault, name);

  if (holder == NULL || !kh_vault_check_readable (holder, error))
    return NULL;
  if (holder->state != KH_VAULT_STATE_ACTIVE) {
    kh_set_error (error, KH_ERROR_STATE, "The vault is deleted");
    return NULL;
  }
  if (secret == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "SecretNotFound", NULL,
                        "There is no secret of this name in the vault");
  return secret;
}

static const KhVaultSecret *
find_live_secret (const KhEstate *estate, const char *vault, const char *name, const char *version,
                  const KhVaultSecretVersion **found, GError **error)
{
  const KhVaultSecret *secret = find_secret (estate, vault, name, error);

  if (secret == NULL)
    return NULL;
  if (kh_vault_secret_is_deleted (secret)) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "SecretNotFound",
                        "Recover the secret first", "The secret is deleted");
    return NULL;
  }
  *found = kh_vault_secret_get_version (secret, version);
  if (*found != NULL)
    return secret;
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, version, "SecretNotFound", NULL,
                      "The secret has no such version");
  return NULL;
}

static KhVaultSecret *
ref_secret (KhTenant *self, const char *vault, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return kh_vault_secret_ref (kh_estate_get_secret (estate, vault, name));
}

/* --- Checks ----------------------------------------------------------------------------------- */

static gboolean
bad (const char *target, const char *message, GError **error)
{
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, target, "BadParameter", NULL, message);
  return FALSE;
}

static gboolean
check_tags (char **tags, GError **error)
{
  guint n = tags != NULL ? g_strv_length (tags) : 0;

  if (n > 2 * TAGS_MAX)
    return bad ("tags", "A secret has at most 15 tags", error);
  for (guint i = 0; i < n; i++)
    if (g_utf8_strlen (tags[i], -1) > TAG_LENGTH_MAX)
      return bad ("tags", "The name and the value of a tag have at most 256 characters", error);
  return TRUE;
}

static gboolean
check_attributes (const char *content_type, KhTime nbf, KhTime exp, char **tags, GError **error)
{
  if (content_type != NULL && g_utf8_strlen (content_type, -1) > CONTENT_TYPE_MAX)
    return bad ("contentType", "A content type has at most 255 characters", error);
  if (nbf != KH_TIME_NONE && exp != KH_TIME_NONE && nbf > exp)
    return bad ("attributes", "The secret would expire before it becomes valid", error);
  return check_tags (tags, error);
}

static gboolean
check_spec (const KhEstate *estate, const KhSecretSpec *spec, GError **error)
{
  const KhVault *vault = kh_acts_find_vault (estate, spec->vault, error);
  const KhVaultSecret *secret = kh_estate_get_secret (estate, spec->vault, spec->name);

  if (vault == NULL || !kh_vault_check_readable (vault, error))
    return FALSE;
  if (vault->state != KH_VAULT_STATE_ACTIVE) {
    kh_set_error (error, KH_ERROR_STATE, "The vault is deleted");
    return FALSE;
  }
  if (!kh_name_is_key (spec->name))
    return bad (spec->name, "A secret's name is 1 to 127 letters, digits and hyphens", error);
  if (kh_secret_get_size (spec->value) > KH_SECRET_VALUE_MAX)
    return bad ("value", "The value of a secret has at most 25 KB", error);
  if (secret != NULL && kh_vault_secret_is_deleted (secret)) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, spec->name, "ObjectIsDeletedButRecoverable", NULL,
                        "A deleted secret has this name: it can be recovered or purged");
    return FALSE;
  }
  return check_attributes (spec->content_type, spec->nbf, spec->exp, spec->tags, error);
}

/* --- Acts ------------------------------------------------------------------------------------- */

static KhVaultSecretVersion *
make_version (const KhSecretSpec *spec, KhTime now)
{
  KhVaultSecretVersion *version = kh_vault_secret_version_new ();

  version->version = kh_id_new_version ();
  version->enabled = spec->enabled;
  version->nbf = spec->nbf;
  version->exp = spec->exp;
  version->created_at = now;
  version->updated_at = now;
  version->content_type = g_strdup (spec->content_type);
  if (spec->tags != NULL) {
    g_strfreev (version->tags);
    version->tags = g_strdupv (spec->tags);
  }
  return version;
}

static KhVaultSecret *
secret_with_version (const KhEstate *estate, const KhSecretSpec *spec,
                     const KhVaultSecretVersion *version)
{
  const KhVaultSecret *before = kh_estate_get_secret (estate, spec->vault, spec->name);
  KhVaultSecret *secret = before != NULL ? kh_vault_secret_copy (before) : kh_vault_secret_new ();

  if (before == NULL) {
    secret->vault = g_strdup (kh_estate_get_vault (estate, spec->vault)->name);
    secret->name = g_strdup (spec->name);
    secret->created_at = version->created_at;
  }
  kh_vault_secret_set_version (secret, version);
  return secret;
}

KhVaultSecret *
kh_tenant_secret_set (KhTenant *self, KhCaller *caller, const KhSecretSpec *spec, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autofree char *target = g_strdup_printf ("%s/%s", spec->vault, spec->name);
  KhActFacts facts = facts_of (estate, caller, "secret.set", KH_SECRET_PERMISSION_SET, target);
  g_autoptr (KhVaultSecretVersion) version = NULL;
  g_autoptr (KhVaultSecret) secret = NULL;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error) || !check_spec (estate, spec, error))
    return NULL;
  version = make_version (spec, kh_tenant_now (self));
  facts.detail = version->version;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  secret = secret_with_version (estate, spec, version);
  kh_act_put_secret (act, secret);
  kh_act_put_secret_value (act, secret->name, version->version, spec->value);
  return kh_act_commit (&act, error) ? ref_secret (self, spec->vault, spec->name) : NULL;
}

static KhSecret *
read_value (KhTenant *self, const KhVaultSecret *secret, const char *version, GError **error)
{
  KhVaultStore *store = kh_vaults_take (self, secret->vault, error);
  KhSecret *value;

  if (store == NULL)
    return NULL;
  value = kh_vault_store_get_secret_value (store, secret->name, version, error);
  kh_vaults_give (self);
  return value;
}

KhSecret *
kh_tenant_secret_get (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                      const char *version, KhVaultSecret **secret, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  KhActFacts facts = facts_of (estate, caller, "secret.get", KH_SECRET_PERMISSION_GET, target);
  const KhVaultSecretVersion *exact = NULL;
  const KhVaultSecret *found;
  KhSecret *value;

  *secret = NULL;
  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  found = find_live_secret (estate, vault, name, version, &exact, error);
  if (found == NULL)
    return NULL;
  facts.detail = exact->version;
  if (!exact->enabled) {
    kh_act_note (self, caller, &facts, "SecretDisabled");
    kh_set_error_facts (error, KH_ERROR_KEY_ACCESS, target, "SecretDisabled", NULL,
                        "Operation get is not allowed on a disabled secret.");
    return NULL;
  }
  value = read_value (self, found, exact->version, error);
  kh_act_note (self, caller, &facts, value != NULL ? KH_AUDIT_SUCCEEDED : KH_AUDIT_FAILED);
  if (value != NULL)
    *secret = kh_vault_secret_ref (found);
  return value;
}

static KhVaultSecret *
apply_patch (const KhVaultSecret *secret, const KhVaultSecretVersion *version,
             const KhSecretPatch *patch, KhTime now)
{
  KhVaultSecret *after = kh_vault_secret_copy (secret);
  g_autoptr (KhVaultSecretVersion) changed = kh_vault_secret_version_copy (version);

  if (patch->has_enabled)
    changed->enabled = patch->enabled;
  if (patch->has_nbf)
    changed->nbf = patch->nbf;
  if (patch->has_exp)
    changed->exp = patch->exp;
  if (patch->content_type != NULL)
    kh_value_set_text (&changed->content_type, patch->content_type);
  if (patch->tags != NULL) {
    g_strfreev (changed->tags);
    changed->tags = g_strdupv (patch->tags);
  }
  changed->updated_at = now;
  kh_vault_secret_set_version (after, changed);
  return after;
}

KhVaultSecret *
kh_tenant_secret_update (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                         const char *version, const KhSecretPatch *patch, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  KhActFacts facts = facts_of (estate, caller, "secret.update", KH_SECRET_PERMISSION_SET, target);
  const KhVaultSecretVersion *exact = NULL;
  const KhVaultSecret *secret;
  g_autoptr (KhVaultSecret) after = NULL;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  secret = find_live_secret (estate, vault, name, version, &exact, error);
  if (secret == NULL
      || !check_attributes (patch->content_type, patch->has_nbf ? patch->nbf : exact->nbf,
                            patch->has_exp ? patch->exp : exact->exp, patch->tags, error))
    return NULL;
  facts.detail = exact->version;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  after = apply_patch (secret, exact, patch, kh_act_get_time (act));
  kh_act_put_secret (act, after);
  return kh_act_commit (&act, error) ? ref_secret (self, vault, name) : NULL;
}

typedef struct {
  const char *action;
  KhSecretPermissions permission;
  KhChangeKind kind;
} Act;

static gboolean
apply_to_secret (KhTenant *self, KhCaller *caller, const Act *act, const char *vault,
                 const char *name, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  KhActFacts facts = facts_of (estate, caller, act->action, act->permission, target);
  const KhVaultSecret *secret;
  g_autoptr (KhChange) change = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  secret = find_secret (estate, vault, name, error);
  if (secret == NULL)
    return FALSE;
  change = kh_change_new_for_secret (act->kind, secret->vault, secret->name);
  return kh_acts_apply (self, caller, &facts, change, error);
}

KhVaultSecret *
kh_tenant_secret_delete (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                         GError **error)
{
  static const Act act = { "secret.delete", KH_SECRET_PERMISSION_DELETE, KH_CHANGE_DELETE_SECRET };

  return apply_to_secret (self, caller, &act, vault, name, error) ? ref_secret (self, vault, name)
                                                                  : NULL;
}

KhVaultSecret *
kh_tenant_secret_recover (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                          GError **error)
{
  static const Act act = { "secret.recover", KH_SECRET_PERMISSION_RECOVER,
                           KH_CHANGE_RECOVER_SECRET };

  return apply_to_secret (self, caller, &act, vault, name, error) ? ref_secret (self, vault, name)
                                                                  : NULL;
}

gboolean
kh_tenant_secret_purge (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                        GError **error)
{
  static const Act act = { "secret.purge", KH_SECRET_PERMISSION_PURGE, KH_CHANGE_PURGE_SECRET };

  return apply_to_secret (self, caller, &act, vault, name, error);
}
