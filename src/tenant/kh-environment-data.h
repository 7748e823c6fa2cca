/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The open stores of environments, and who may use them.
 *
 * take and give bracket every use of a store (a lease). refuse ends all use: running calls fail at
 * their next buffer, connections are closed, keyed contexts freed and data keys wiped before it
 * returns. A holder of a lease never waits for the tenant's worker.
 */
#pragma once

#include "kh-item-store.h"
#include "kh-tenant-private.h"

G_BEGIN_DECLS

void kh_environment_data_init (KhTenant *tenant);
void kh_environment_data_clear (KhTenant *tenant);

typedef enum {
  KH_DATA_FOR_PEOPLE, /* only while the environment is Ready */
  KH_DATA_FOR_RUN,    /* the operation that works on it */
} KhDataUse;

/* (transfer none): the open store, unwrapped as the policy's identity when it was not open. Any
 * thread without a lease. Errors: NOT_FOUND, LOCKED, BUSY, KEY_ACCESS, WRONG_KEY, DAMAGED, … */
KhItemStore *kh_environment_data_take (KhTenant *tenant, const char *environment_id,
                                       KhStoreKind store, KhDataUse use, GError **error);
void kh_environment_data_give (KhTenant *tenant, const char *environment_id);
/* Ends all use and closes; new leases fail with a copy of @reason until admitted. Worker. */
void kh_environment_data_refuse (KhTenant *tenant, const char *environment_id,
                                 const GError *reason);
/* Ends all use that has begun, with BUSY for @why; what begins later goes by the state. Worker. */
void kh_environment_data_interrupt (KhTenant *tenant, const char *environment_id, const char *why);
void kh_environment_data_admit (KhTenant *tenant, const char *environment_id);
/* Unwraps every data key of @environment and opens every store once: the proof that the original
 * key is back. Worker; nothing stays open. */
gboolean kh_environment_data_prove (KhTenant *tenant, const KhEnvironment *environment,
                                    GError **error);
/* Makes the folders and empty stores of a new environment under platform keys; its coverage is
 * filled and the wrapped keys are added to @records (element-type GBytes). Worker. */
gboolean kh_environment_data_create (KhTenant *tenant, KhEnvironment *environment,
                                     GPtrArray *records, GError **error);
/* Removes an environment's folder. */
void kh_environment_data_remove (KhTenant *tenant, const KhEnvironment *environment);

G_END_DECLS
