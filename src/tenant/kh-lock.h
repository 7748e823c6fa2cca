/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking (model.md 3) and the end of deletion clocks. Worker. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* Locks every environment that the rule says has lost its key. @caller: who caused it. */
void kh_lock_what_lost_access (KhTenant *tenant, KhCaller *caller);
/* Locks the policy's environments that use the version of @ref. */
void kh_lock_users_of (KhTenant *tenant, const KhPolicy *policy, const KhDekRef *ref);
/* Deletion clocks and retention that ran out; nothing while the clock is suspect. */
void kh_lock_end_clocks (KhTenant *tenant);

G_END_DECLS
