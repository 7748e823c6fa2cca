/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the use cases share. Worker. */
#pragma once

#include "kh-act.h"
#include "kh-tenant-acts.h"
#include "khc-rsa.h"

G_BEGIN_DECLS

/* One guarded change: role, guard, intent, the change on the estate, outcome. */
gboolean kh_acts_apply (KhTenant *self, KhCaller *caller, const KhActFacts *facts,
                        const KhChange *change, GError **error);
/* TRUE if the caller's confirmation is the token of @change. */
gboolean kh_acts_is_confirmed (KhTenant *self, KhCaller *caller, const KhChange *change);
/* (transfer none): NOT_FOUND names what is missing. */
const KhEnvironment *kh_acts_find_environment (const KhEstate *estate, const char *text,
                                               GError **error);
const KhVault *kh_acts_find_vault (const KhEstate *estate, const char *text, GError **error);
const KhPolicy *kh_acts_find_policy (const KhEstate *estate, const char *text, GError **error);
const KhKey *kh_acts_find_key (const KhEstate *estate, const char *vault, const char *name,
                               GError **error);
/* The key pair of a version that is made. */
struct _KhKeyMaterial {
  KhcRsaKey *rsa;
};
/* (transfer full): a version of a new id with this material and what @spec names. */
KhKeyVersion *kh_acts_new_version (const KhKeySpec *spec, const KhKeyMaterial *material,
                                   KhTime now);
/* PERMISSION unless the caller is a reader of @policy. */
gboolean kh_acts_may_use_policy (const KhEstate *estate, const KhPolicy *policy, KhCaller *caller,
                                 GError **error);
/* STATE unless @environment is locked; RULE, with the trigger's word, while its key cannot be used.
 */
gboolean kh_acts_check_access_is_back (KhTenant *self, const KhEstate *estate,
                                       const KhEnvironment *environment, GError **error);
/* (transfer full): an operation of @caller that runs; one that has succeeded at once. */
KhOperation *kh_acts_new_operation (KhOperationType type, const KhEnvironment *environment,
                                    const char *policy_id, KhCaller *caller, KhTime now);
KhOperation *kh_acts_ended_operation (KhOperationType type, const KhEnvironment *environment,
                                      const char *policy_id, KhCaller *caller, KhTime now);
/* Gives a locked environment whose policy was deleted to @policy, which has the same key: no data
 * is touched, and the identity of @policy proves that it opens everything. It is open afterwards
 * unless the organization unlocks by support request alone. Takes @act on success. */
KhOperation *kh_acts_relink (KhTenant *self, KhCaller *caller, const KhEnvironment *environment,
                             const KhPolicy *policy, KhAct **act, GError **error);
/* What the approval of another person sets off: RESET_ENVIRONMENT, REPLACE_DATA or
 * RESTORE_DATA. */
gboolean kh_acts_replace (KhTenant *self, KhCaller *caller, const KhActFacts *facts,
                          const KhChange *change, GError **error);
/* (transfer full): the present value. */
KhEnvironment *kh_acts_ref_environment (KhTenant *self, const char *id);

G_END_DECLS
