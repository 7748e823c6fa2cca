/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an environment is locked, how healthy a policy is, and when either changes next (model.md
 * 3). Pure functions, any thread. */
#pragma once

#include "kh-access.h"

G_BEGIN_DECLS

/* Every reason why a covered data key of the environment cannot be unwrapped; 0 = open. */
KhTriggers kh_environment_get_triggers (const KhEstate *estate, const KhEnvironment *environment,
                                        KhTime now);
/* The first data key concerned: its vault, key and version go into the lock's cause. (nullable) */
const KhDekRef *kh_environment_get_lost_dek (const KhEstate *estate,
                                             const KhEnvironment *environment, KhTime now);
/* TRUE if its data can be opened: open by the rule, and Ready (or busy) by its state. */
gboolean kh_environment_is_open (const KhEstate *estate, const KhEnvironment *environment,
                                 KhTime now);

/* Health of a live policy; @reason (nullable) gets a sentence (transfer full) or NULL. Undetermined
 * is what a policy is before its first probe: @probed FALSE. */
KhHealth kh_policy_get_health (const KhEstate *estate, const KhPolicy *policy, gboolean probed,
                               KhTime now, char **reason);
/* Encryption status outside of operations: what coverage and policy say; @failed = the last
 * operation failed. */
KhEncryptionStatus kh_environment_get_status (const KhEstate *estate,
                                              const KhEnvironment *environment, gboolean failed,
                                              KhTime now);

/* When a locked environment of the type that lost its key at @lost_at is deleted. */
KhTime kh_environment_deletion_time (KhEnvironmentType type, KhTime lost_at);
/* The same for one that is locked, by its cause; KH_TIME_NONE while the clock stands still because
 * a vault cannot be read. */
KhTime kh_environment_get_lock_end (const KhEnvironment *environment);
/* TRUE if it is locked and nothing but a vault that cannot be read keeps it from its key, or
 * nothing else is known since: its clock stands still, and nothing of it may be destroyed. */
gboolean kh_environment_is_in_doubt (const KhEstate *estate, const KhEnvironment *environment,
                                     KhTime now);
/* (transfer full) (nullable): a locked environment with its cause and clock as what is known now
 * demands; NULL if they are so already. */
KhEnvironment *kh_environment_follow_cause (const KhEstate *estate,
                                            const KhEnvironment *environment, KhTime now);
/* The next moment after @now at which a date is reached: nbf, exp, deletion, purge; KH_TIME_NONE.
 */
KhTime kh_next_date (const KhEstate *estate, KhTime now);

G_END_DECLS
