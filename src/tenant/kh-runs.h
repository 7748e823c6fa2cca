/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operation runner: one bulk thread for each running operation, at most one an environment.
 *
 * A run re-encrypts store by store. It holds a lease only while it works inside of a store and
 * talks to the tenant's worker only without one. Losing the key or closing the tenant ends a run
 * between two buffers; what is durable by then is where the next one goes on.
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

void kh_runs_init (KhTenant *tenant);
void kh_runs_clear (KhTenant *tenant);
/* Starts the thread of a Running operation. Worker. */
void kh_runs_start (KhTenant *tenant, const KhOperation *operation);
/* The run of this environment stops at its next buffer and changes nothing of the tenant from now
 * on. Worker. */
void kh_runs_cancel (KhTenant *tenant, const char *environment_id);
/* Starts every operation that is Running and has no thread: after opening. Worker. */
void kh_runs_resume (KhTenant *tenant);
/* Ends all runs and waits. Not on the worker. */
void kh_runs_stop (KhTenant *tenant);
guint kh_runs_count (KhTenant *tenant);

G_END_DECLS
