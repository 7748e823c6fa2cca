/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The appliers of the kinds of change. Each takes over @estate, which it may replace, and answers
 * the estate after the change, or NULL with @error. */
#pragma once

#include "kh-change.h"

typedef KhEstate *(*KhChangeApplier) (KhEstate *estate, const KhChange *change, KhTime now,
                                      GError **error);

KhEstate *_kh_apply_revoke_grant (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_grant (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_revoke_principal (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_put_assignment (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_remove_assignment (KhEstate *, const KhChange *, KhTime, GError **);
/* All that changes attributes of versions: disable, enable, update, expire. */
KhEstate *_kh_apply_versions (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_rotate (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_delete_key (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_recover_key (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_purge_key (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_delete_secret (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_recover_secret (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_purge_secret (KhEstate *, const KhChange *, KhTime, GError **);
/* Settings of a vault: update, close network, switch model. */
KhEstate *_kh_apply_vault_settings (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_delete_vault (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_recover_vault (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_purge_vault (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_delete_policy (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_update_policy (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_revert (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_environment_state (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_set_managed (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_reset (KhEstate *, const KhChange *, KhTime, GError **);
/* What the environment is does not change, only what is in it. */
KhEstate *_kh_apply_replace_data (KhEstate *, const KhChange *, KhTime, GError **);
KhEstate *_kh_apply_restore_data (KhEstate *, const KhChange *, KhTime, GError **);

/* Drops @estate and returns NULL: for `return _kh_apply_fail (…)` after an error was set. */
KhEstate *_kh_apply_fail (KhEstate *estate);
/* Put a changed copy (taken) into a taken estate. */
KhEstate *_kh_apply_put_vault (KhEstate *estate, KhVault *vault);
KhEstate *_kh_apply_put_key (KhEstate *estate, KhKey *key);
KhEstate *_kh_apply_put_secret (KhEstate *estate, KhVaultSecret *secret);
KhEstate *_kh_apply_put_policy (KhEstate *estate, KhPolicy *policy);
KhEstate *_kh_apply_put_environment (KhEstate *estate, KhEnvironment *environment);
/* TRUE with RULE when purge protection still keeps a deleted object. */
gboolean _kh_apply_is_kept (const KhVault *vault, KhTime scheduled, KhTime now, GError **error);
/* (transfer full): a copy to change, or NULL with NOT_FOUND. */
KhVault *_kh_apply_copy_vault (const KhEstate *estate, const KhChange *change, GError **error);
KhPolicy *_kh_apply_copy_policy (const KhEstate *estate, const KhChange *change, GError **error);
/* Removes the assignments of @principal_id (NULL: everybody) on @vault and its keys; @role_id NULL:
 * all. */
KhEstate *_kh_apply_drop_assignments (KhEstate *estate, const char *vault, const char *principal_id,
                                      const char *role_id);
