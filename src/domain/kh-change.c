/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes as values: making, naming and reading them from words. */

#include "kh-change.h"

#include "kh-enum-private.h"
#include "kh-error.h"

static const KhEnumText change_kind_texts[] = {
  { KH_CHANGE_REVOKE_GRANT, "revoke-grant" },
  { KH_CHANGE_GRANT, "grant" },
  { KH_CHANGE_REVOKE_PRINCIPAL, "revoke-principal" },
  { KH_CHANGE_PUT_ASSIGNMENT, "put-assignment" },
  { KH_CHANGE_REMOVE_ASSIGNMENT, "remove-assignment" },
  { KH_CHANGE_DISABLE_KEY, "disable-key" },
  { KH_CHANGE_DISABLE_VERSION, "disable-version" },
  { KH_CHANGE_ENABLE_KEY, "enable-key" },
  { KH_CHANGE_UPDATE_VERSION, "update-version" },
  { KH_CHANGE_EXPIRE_KEY, "expire-key" },
  { KH_CHANGE_ROTATE_KEY, "rotate-key" },
  { KH_CHANGE_DELETE_KEY, "delete-key" },
  { KH_CHANGE_RECOVER_KEY, "recover-key" },
  { KH_CHANGE_PURGE_KEY, "purge-key" },
  { KH_CHANGE_DELETE_SECRET, "delete-secret" },
  { KH_CHANGE_RECOVER_SECRET, "recover-secret" },
  { KH_CHANGE_PURGE_SECRET, "purge-secret" },
  { KH_CHANGE_UPDATE_VAULT, "update-vault" },
  { KH_CHANGE_CLOSE_NETWORK, "close-network" },
  { KH_CHANGE_SWITCH_MODEL, "switch-permission-model" },
  { KH_CHANGE_DELETE_VAULT, "delete-vault" },
  { KH_CHANGE_RECOVER_VAULT, "recover-vault" },
  { KH_CHANGE_PURGE_VAULT, "purge-vault" },
  { KH_CHANGE_DELETE_POLICY, "delete-policy" },
  { KH_CHANGE_UPDATE_POLICY, "update-policy" },
  { KH_CHANGE_REVERT, "revert" },
  { KH_CHANGE_DELETE_ENVIRONMENT, "delete-environment" },
  { KH_CHANGE_RECOVER_ENVIRONMENT, "recover-environment" },
  { KH_CHANGE_SET_MANAGED, "set-managed" },
  { KH_CHANGE_RESET_ENVIRONMENT, "reset-environment" },
  { KH_CHANGE_REPLACE_DATA, "replace-data" },
  { KH_CHANGE_RESTORE_DATA, "restore-data" },
  { KH_CHANGE_FOUR_EYES_OFF, "four-eyes-off" },
};
KH_DEFINE_ENUM_TEXT (KhChangeKind, change_kind);

KhChange *
kh_change_new (KhChangeKind kind)
{
  KhChange *self = g_new0 (KhChange, 1);
  self->kind = kind;
  self->nbf = KH_TIME_NONE;
  self->exp = KH_TIME_NONE;
  return self;
}

KhChange *
kh_change_new_for_key (KhChangeKind kind, const char *vault, const char *key, const char *version)
{
  KhChange *self = kh_change_new (kind);
  self->vault = g_strdup (vault);
  self->key = g_strdup (key);
  self->version = g_strdup (version);
  return self;
}

KhChange *
kh_change_new_for_secret (KhChangeKind kind, const char *vault, const char *secret)
{
  KhChange *self = kh_change_new_for_key (kind, vault, NULL, NULL);
  self->secret = g_strdup (secret);
  return self;
}

KhChange *
kh_change_new_for_vault (KhChangeKind kind, const char *vault)
{
  return kh_change_new_for_key (kind, vault, NULL, NULL);
}

KhChange *
kh_change_new_vault_update (const KhVault *wanted)
{
  KhChange *self = kh_change_new_for_vault (KH_CHANGE_UPDATE_VAULT, wanted->name);
  self->wanted = kh_vault_ref (wanted);
  return self;
}

KhChange *
kh_change_new_for_policy (KhChangeKind kind, const char *policy_id)
{
  KhChange *self = kh_change_new (kind);
  self->policy_id = g_strdup (policy_id);
  return self;
}

KhChange *
kh_change_new_for_environment (KhChangeKind kind, const char *environment_id)
{
  KhChange *self = kh_change_new (kind);
  self->environment_id = g_strdup (environment_id);
  return self;
}

KhChange *
kh_change_copy (const KhChange *self)
{
  KhChange *copy = g_memdup2 (self, sizeof *self);
  copy->vault = g_strdup (self->vault);
  copy->key = g_strdup (self->key);
  copy->version = g_strdup (self->version);
  copy->secret = g_strdup (self->secret);
  copy->policy_id = g_strdup (self->policy_id);
  copy->environment_id = g_strdup (self->environment_id);
  copy->principal_id = g_strdup (self->principal_id);
  copy->role_id = g_strdup (self->role_id);
  copy->object = g_strdup (self->object);
  copy->wanted = self->wanted != NULL ? kh_vault_ref (self->wanted) : NULL;
  copy->assignment = self->assignment != NULL ? kh_role_assignment_ref (self->assignment) : NULL;
  return copy;
}

void
kh_change_free (KhChange *self)
{
  g_free (self->vault);
  g_free (self->key);
  g_free (self->version);
  g_free (self->secret);
  g_free (self->policy_id);
  g_free (self->environment_id);
  g_free (self->principal_id);
  g_free (self->role_id);
  g_free (self->object);
  g_clear_pointer (&self->wanted, kh_vault_unref);
  g_clear_pointer (&self->assignment, kh_role_assignment_unref);
  g_free (self);
}

/* How the words of `lock plan` name their target. */
typedef enum { TARGET_NONE, TARGET_POLICY, TARGET_VAULT, TARGET_KEY, TARGET_VERSION } KhTargetForm;

static KhTargetForm
get_form (KhChangeKind kind)
{
  static const KhTargetForm forms[KH_CHANGE_N] = {
    [KH_CHANGE_REVOKE_GRANT] = TARGET_POLICY,     [KH_CHANGE_DELETE_POLICY] = TARGET_POLICY,
    [KH_CHANGE_CLOSE_NETWORK] = TARGET_VAULT,     [KH_CHANGE_SWITCH_MODEL] = TARGET_VAULT,
    [KH_CHANGE_DELETE_VAULT] = TARGET_VAULT,      [KH_CHANGE_PURGE_VAULT] = TARGET_VAULT,
    [KH_CHANGE_DISABLE_KEY] = TARGET_KEY,         [KH_CHANGE_EXPIRE_KEY] = TARGET_KEY,
    [KH_CHANGE_DELETE_KEY] = TARGET_KEY,          [KH_CHANGE_PURGE_KEY] = TARGET_KEY,
    [KH_CHANGE_DISABLE_VERSION] = TARGET_VERSION,
  };
  return forms[kind];
}

static KhChange *
change_for_policy (const KhEstate *estate, KhChangeKind kind, const char *target, GError **error)
{
  const KhPolicy *policy = kh_estate_find_policy (estate, target);
  if (policy != NULL)
    return kh_change_new_for_policy (kind, policy->id);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no policy \"%s\".", target);
  return NULL;
}

static KhChange *
change_for_vault (const KhEstate *estate, KhChangeKind kind, const char *target, GError **error)
{
  const KhVault *vault = kh_estate_find_vault (estate, target);
  if (vault != NULL)
    return kh_change_new_for_vault (kind, vault->name);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no vault \"%s\".", target);
  return NULL;
}

static KhChange *
change_for_key (const KhEstate *estate, KhChangeKind kind, const char *target, GError **error)
{
  gboolean wants_version = get_form (kind) == TARGET_VERSION;
  g_auto (GStrv) parts = g_strsplit (target, "/", 4);
  guint n = g_strv_length (parts);
  if (n != 2 && n != 3) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "\"%s\" is not of the form VAULT/KEY%s.", target,
                  wants_version ? "/VERSION" : "");
    return NULL;
  }
  if ((n == 3) != wants_version && kind != KH_CHANGE_EXPIRE_KEY) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "\"%s\" wants a target of the form VAULT/KEY%s.",
                  kh_change_kind_to_string (kind), wants_version ? "/VERSION" : "");
    return NULL;
  }
  const KhVault *vault = kh_estate_get_vault (estate, parts[0]);
  if (vault != NULL && !kh_vault_check_readable (vault, error))
    return NULL;
  const KhKey *key = kh_estate_get_key (estate, parts[0], parts[1]);
  if (key == NULL || (n == 3 && kh_key_get_version (key, parts[2]) == NULL)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no key \"%s\".", target);
    return NULL;
  }
  return kh_change_new_for_key (kind, key->vault, key->name, n == 3 ? parts[2] : NULL);
}

KhChange *
kh_change_from_words (const KhEstate *estate, const char *trigger, const char *target,
                      GError **error)
{
  KhChangeKind kind;
  KhTargetForm form = TARGET_NONE;
  if (kh_change_kind_from_string (trigger, &kind))
    form = get_form (kind);
  switch (form) {
  case TARGET_POLICY:
    return change_for_policy (estate, kind, target, error);
  case TARGET_VAULT:
    return change_for_vault (estate, kind, target, error);
  case TARGET_KEY:
  case TARGET_VERSION:
    return change_for_key (estate, kind, target, error);
  case TARGET_NONE:
    break;
  }
  kh_set_error (error, KH_ERROR_ARGUMENT, "\"%s\" is not a trigger of a lock.", trigger);
  return NULL;
}

static const char *
get_policy_name (const KhEstate *estate, const char *id)
{
  const KhPolicy *policy = kh_estate_get_policy (estate, id);
  return policy != NULL ? policy->name : id;
}

static const char *
get_environment_name (const KhEstate *estate, const char *id)
{
  const KhEnvironment *environment = kh_estate_get_environment (estate, id);
  return environment != NULL ? environment->name : id;
}

/* (nullable): of a change that names neither a policy, an environment nor a vault. */
static const KhRoleAssignment *
get_assignment (const KhEstate *estate, const KhChange *change)
{
  if (change->assignment != NULL)
    return change->assignment;
  return change->object != NULL ? kh_estate_get_assignment (estate, change->object) : NULL;
}

/* What a role is assigned for: the policy whose identity has it, else what it opens. */
static const char *
get_assignment_name (const KhEstate *estate, const KhChange *change)
{
  const KhRoleAssignment *assignment = get_assignment (estate, change);
  const KhPolicy *policy =
      assignment != NULL ? kh_estate_find_policy_by_principal (estate, assignment->principal_id)
                         : NULL;
  if (assignment == NULL)
    return change->object;
  return policy != NULL ? policy->name : assignment->scope;
}

char *
kh_change_get_target (const KhEstate *estate, const KhChange *change)
{
  if (change->kind == KH_CHANGE_FOUR_EYES_OFF)
    return g_strdup (kh_estate_get_tenant (estate)->name);
  if (change->policy_id != NULL)
    return g_strdup (get_policy_name (estate, change->policy_id));
  if (change->environment_id != NULL)
    return g_strdup (get_environment_name (estate, change->environment_id));
  if (change->vault == NULL)
    return g_strdup (get_assignment_name (estate, change));
  if (change->secret != NULL)
    return g_strconcat (change->vault, "/", change->secret, NULL);
  return g_strconcat (change->vault, change->key != NULL ? "/" : "",
                      change->key != NULL ? change->key : "", change->version != NULL ? "/" : "",
                      change->version != NULL ? change->version : "", NULL);
}

char *
kh_change_get_confirm_name (const KhEstate *estate, const KhChange *change)
{
  if (change->kind == KH_CHANGE_FOUR_EYES_OFF)
    return g_strdup (kh_estate_get_tenant (estate)->name);
  if (change->policy_id != NULL)
    return g_strdup (get_policy_name (estate, change->policy_id));
  if (change->environment_id != NULL)
    return g_strdup (get_environment_name (estate, change->environment_id));
  if (change->key != NULL)
    return g_strdup (change->key);
  if (change->secret != NULL)
    return g_strdup (change->secret);
  if (change->vault != NULL)
    return g_strdup (change->vault);
  return g_strdup (get_assignment_name (estate, change));
}
