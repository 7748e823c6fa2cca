/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking (model.md 3) and the end of deletion clocks. Worker. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* Locks every environment that the rule says has lost its key. @caller: who caused it. */
void kh_lock_what_lost_access (KhTenant *tenant, KhCaller *caller);
/* Keeps cause and deletion clock of what is locked as kh-environment.h says: a vault that cannot be
 * read stops the clock, a loss that is certain starts it. */
void kh_lock_follow_causes (KhTenant *tenant);
/* Locks the policy's environments that use the version of @ref, whose material cannot be read. */
void kh_lock_users_of (KhTenant *tenant, const KhPolicy *policy, const KhDekRef *ref);
/* Deletion clocks and retention that ran out; nothing while the clock is suspect, and nothing of
 * what a vault that cannot be read leaves in doubt. */
void kh_lock_end_clocks (KhTenant *tenant);

G_END_DECLS
