/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an environment is locked and what opens it again, in the order to do it (domain.md 4.1, 4.4).
 * Immutable once made. Pure functions, any thread. */
#pragma once

#include "kh-access.h"

G_BEGIN_DECLS

typedef struct {
  KhTrigger trigger;
  char *text;
  char *object; /* "kv-sales/cmk/VERSION", a vault's or a policy's name */
} KhDiagnosisTrigger;

typedef struct {
  guint step;        /* from 1 */
  KhTrigger trigger; /* what it cures; KH_TRIGGER_NONE for the re-enable itself */
  char *text;
  KhOwner owner;
  char *command;    /* (nullable): of the command line, ready to paste */
  gboolean allowed; /* for the account that asks */
} KhRepair;

/* "unknown", "proven", "different", "gone". Rules alone say gone or unknown; the tenant proves. */
typedef enum {
  KH_ORIGINAL_KEY_UNKNOWN,
  KH_ORIGINAL_KEY_PROVEN,
  KH_ORIGINAL_KEY_DIFFERENT,
  KH_ORIGINAL_KEY_GONE,
} KhOriginalKey;
KH_DECLARE_ENUM_TEXT (KhOriginalKey, original_key)

typedef struct {
  gatomicrefcount refs;
  gboolean locked;
  GPtrArray *triggers; /* (element-type KhDiagnosisTrigger) */
  GPtrArray *repairs;  /* (element-type KhRepair) */
  KhOriginalKey original_key;
} KhDiagnosis;
GType kh_diagnosis_get_type (void);
KhDiagnosis *kh_diagnosis_ref (const KhDiagnosis *self);
void kh_diagnosis_unref (KhDiagnosis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhDiagnosis, kh_diagnosis_unref)

/* @roles: of the account that asks, for `allowed`. */
KhDiagnosis *kh_diagnose (const KhEstate *estate, const KhEnvironment *environment, KhRoles roles,
                          KhTime now);
/* The same for a policy: its key's current version, and its environments' data keys. */
KhDiagnosis *kh_diagnose_policy (const KhEstate *estate, const KhPolicy *policy, KhRoles roles,
                                 KhTime now);
/* (transfer full): a copy with the outcome of the tenant's proof. */
KhDiagnosis *kh_diagnosis_with_original_key (const KhDiagnosis *self, KhOriginalKey original_key);

G_END_DECLS
