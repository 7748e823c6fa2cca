/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One act that changes something: role, guard, durable intent, new state, outcome.
 *
 *   g_autoptr (KhAct) act = kh_act_begin (tenant, caller, &facts, change, &error);
 *   … kh_act_set_estate (act, …), kh_act_put_dek (act, …) …
 *   return kh_act_commit (&act, &error);
 *
 * What commit stores is the difference between the present estate and the act's. Keys and
 * secrets go to their vaults first, then everything else in one transaction with the position of
 * the audit log. An act that is dropped without commit ends with the outcome "failed". Worker.
 */
#pragma once

#include "kh-change.h"
#include "kh-role-check.h"
#include "kh-tenant-private.h"

G_BEGIN_DECLS

typedef struct {
  const char *action; /* "key.disable": what the audit log calls it */
  KhVerb verb;        /* whose right it is */
  const char *target_kind, *target_id, *target;
  const char *detail; /* (nullable): ids and rule ids only */
  gboolean granted;   /* a grant of the vault allows it, whatever the roles */
} KhActFacts;

typedef struct _KhAct KhAct;

/* Errors: PERMISSION, CONFIRMATION (both audited as refused), AUDIT, NO_SPACE, and those of
 * kh_change_apply() when @change (nullable) cannot be. */
KhAct *kh_act_begin (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                     const KhChange *change, GError **error);
void kh_act_free (KhAct *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhAct, kh_act_free)

/* The estate as the act leaves it (transfer none). */
const KhEstate *kh_act_get_estate (KhAct *self);
/* (transfer full): the new one. */
void kh_act_set_estate (KhAct *self, KhEstate *estate);
KhTime kh_act_get_time (KhAct *self);

/* Shorthands; the value is referenced. */
void kh_act_put_account (KhAct *self, const KhAccount *value);
void kh_act_put_environment (KhAct *self, const KhEnvironment *value);
void kh_act_put_vault (KhAct *self, const KhVault *value);
void kh_act_put_key (KhAct *self, const KhKey *value);
void kh_act_put_secret (KhAct *self, const KhVaultSecret *value);
void kh_act_put_policy (KhAct *self, const KhPolicy *value);
void kh_act_put_assignment (KhAct *self, const KhRoleAssignment *value);
void kh_act_put_operation (KhAct *self, const KhOperation *value);
void kh_act_put_petition (KhAct *self, const KhPetition *value);

/* (transfer full): the private part of version number @n; NULL with @error. */
typedef KhSecret *(*KhActOpenPrivate) (gpointer data, guint n, GError **error);

/* Private part of a new key version, stored with it. */
void kh_act_put_private (KhAct *self, const char *key, const char *version, const KhcRsaKey *rsa,
                         const KhcSecret *material);
/* Private parts of all versions of a new key: @open gives them one at a time while the act is
 * committed. */
void kh_act_put_privates (KhAct *self, const KhKey *key, KhActOpenPrivate open, gpointer data);
/* Value of a new version of a secret, stored with it. */
void kh_act_put_secret_value (KhAct *self, const char *secret, const char *version,
                              KhSecret *value);
/* Wrapped data keys to be stored or destroyed in the same transaction. */
void kh_act_put_dek (KhAct *self, GBytes *record);
void kh_act_delete_dek (KhAct *self, const KhDekRef *ref);
void kh_act_delete_deks_of (KhAct *self, const char *environment_id);

/* Stores, publishes, writes the outcome, and settles what follows (locks). Frees the act. */
gboolean kh_act_commit (KhAct **self, GError **error);
/* Ends the act with @reason as the outcome. Frees it. */
void kh_act_fail (KhAct **self, const GError *reason);

/* Audit without an act. Failures are logged, and FALSE: as a rule nothing depends on the record. */
gboolean kh_act_note (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                      const char *result);
/* A record of what was refused for @reason. */
void kh_act_note_refusal (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                          const GError *reason);
/* Checks the role and leaves a record when it is missing. */
gboolean kh_act_allowed (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                         GError **error);

G_END_DECLS
