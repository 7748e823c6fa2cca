/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change of the estate as a value, and what the estate is after it. Nothing is done by it: the
 * tenant does the act, the impact compares. Pure functions, any thread. */
#pragma once

#include "kh-estate.h"

G_BEGIN_DECLS

typedef enum {
  KH_CHANGE_REVOKE_GRANT,      /* policy: all grants of its identity on its key's vault */
  KH_CHANGE_GRANT,             /* policy: get, wrapKey, unwrapKey by the vault's permission model */
  KH_CHANGE_REVOKE_PRINCIPAL,  /* vault, principal, role (nullable: all, access policy included) */
  KH_CHANGE_PUT_ASSIGNMENT,    /* assignment */
  KH_CHANGE_REMOVE_ASSIGNMENT, /* object = id */
  KH_CHANGE_DISABLE_KEY,       /* vault, key: every version */
  KH_CHANGE_DISABLE_VERSION,   /* vault, key, version (NULL: the newest) */
  KH_CHANGE_ENABLE_KEY,        /* vault, key, version (NULL: every version) */
  KH_CHANGE_UPDATE_VERSION,    /* vault, key, version (NULL: the newest): the patch */
  KH_CHANGE_EXPIRE_KEY,        /* vault, key, version (NULL: all): exp = now */
  KH_CHANGE_ROTATE_KEY,        /* vault, key, version = the new id */
  KH_CHANGE_DELETE_KEY,
  KH_CHANGE_RECOVER_KEY,
  KH_CHANGE_PURGE_KEY,
  KH_CHANGE_DELETE_SECRET, /* vault, secret */
  KH_CHANGE_RECOVER_SECRET,
  KH_CHANGE_PURGE_SECRET,
  KH_CHANGE_UPDATE_VAULT,  /* wanted */
  KH_CHANGE_CLOSE_NETWORK, /* vault: public network off, bypass none */
  KH_CHANGE_SWITCH_MODEL,  /* vault: to rbac */
  KH_CHANGE_DELETE_VAULT,
  KH_CHANGE_RECOVER_VAULT,
  KH_CHANGE_PURGE_VAULT,
  KH_CHANGE_DELETE_POLICY, /* policy */
  KH_CHANGE_UPDATE_POLICY, /* policy; vault, key, version (NULL: newest) as wanted */
  KH_CHANGE_REVERT,        /* environment: back to the platform's key */
  KH_CHANGE_DELETE_ENVIRONMENT,
  KH_CHANGE_RECOVER_ENVIRONMENT,
  KH_CHANGE_SET_MANAGED,       /* environment; enabled = wanted */
  KH_CHANGE_RESET_ENVIRONMENT, /* environment: empty, under the platform's key, without a policy */
  KH_CHANGE_REPLACE_DATA,      /* environment: all its data by another's (object = that one's id) */
  KH_CHANGE_FOUR_EYES_OFF,     /* dangerous acts take one person again */
  KH_CHANGE_RESTORE_DATA,      /* environment: all its data by that of a backup that was sent
                                  (object = id of what was sent) */
} KhChangeKind;
#define KH_CHANGE_N (KH_CHANGE_RESTORE_DATA + 1)
/* "revoke-grant", "disable-key", "close-network", …: the triggers of `lock plan` among them. */
KH_DECLARE_ENUM_TEXT (KhChangeKind, change_kind)

typedef struct {
  KhChangeKind kind;
  char *vault, *key, *version;  /* (nullable) */
  char *secret;                 /* (nullable) */
  char *policy_id;              /* (nullable) */
  char *environment_id;         /* (nullable) */
  char *principal_id, *role_id; /* (nullable) */
  char *object;                 /* (nullable): id of an assignment; of the environment or the backup
                                   that data comes from */
  KhVault *wanted;              /* (nullable) */
  KhRoleAssignment *assignment; /* (nullable) */
  gboolean has_enabled, enabled;
  gboolean has_nbf, has_exp;
  KhTime nbf, exp; /* KH_TIME_NONE clears */
  gboolean has_ops;
  KhKeyOps ops;
} KhChange;
KhChange *kh_change_new (KhChangeKind kind);
KhChange *kh_change_new_for_key (KhChangeKind kind, const char *vault, const char *key,
                                 const char *version);
KhChange *kh_change_new_for_secret (KhChangeKind kind, const char *vault, const char *secret);
KhChange *kh_change_new_for_vault (KhChangeKind kind, const char *vault);
/* UPDATE_VAULT with the value the vault shall have. */
KhChange *kh_change_new_vault_update (const KhVault *wanted);
KhChange *kh_change_new_for_policy (KhChangeKind kind, const char *policy_id);
KhChange *kh_change_new_for_environment (KhChangeKind kind, const char *environment_id);
KhChange *kh_change_copy (const KhChange *self);
void kh_change_free (KhChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhChange, kh_change_free)

/* From the words of `lock plan TRIGGER TARGET`: @target is a policy, VAULT, VAULT/KEY or
 * VAULT/KEY/VERSION, by name or id. Errors: ARGUMENT (unknown trigger, wrong form), NOT_FOUND. */
KhChange *kh_change_from_words (const KhEstate *estate, const char *trigger, const char *target,
                                GError **error);

/* (transfer full): the estate after the change, without locks that follow from it (the lock rule
 * tells those). NOT_FOUND, STATE, RULE (purge under purge protection) or ARGUMENT on what cannot
 * be. */
KhEstate *kh_change_apply (const KhEstate *estate, const KhChange *change, KhTime now,
                           GError **error);
/* (transfer full): "kv-sales/cmk", a policy's name, …: what the change is about, for people. */
char *kh_change_get_target (const KhEstate *estate, const KhChange *change);
/* (transfer full): the exact text that --confirm wants: the object's own name (the key's for keys).
 */
char *kh_change_get_confirm_name (const KhEstate *estate, const KhChange *change);

G_END_DECLS
