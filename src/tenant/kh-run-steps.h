/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The durable steps of a run, each on the tenant's worker. Called from the run's thread without a
 * lease, but for the progress, which does not wait.
 */
#pragma once

#include "kh-machine.h"
#include "kh-store-reencrypt.h"
#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the data key that the store has still to move to. */
char *kh_run_get_target (KhTenant *tenant, const char *operation_id, KhStoreKind store);
void kh_run_post_progress (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                           const KhReencryptProgress *progress);
/* The store is on its new data key: that becomes the current one, the old one is destroyed. Errors:
 * G_IO_ERROR_CANCELLED when @cancellable was cancelled on the worker before. */
gboolean kh_run_finish_store (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                              GCancellable *cancellable, GError **error);
/* The end, with @failure (nullable); nothing of a run that was cancelled. */
void kh_run_end (KhTenant *tenant, const char *operation_id, const GError *failure,
                 GCancellable *cancellable);
/* (transfer full): an active operation after its last event, stages included; @failure: (nullable).
 * Errors: STATE. */
KhOperation *kh_run_ended_operation (const KhOperation *operation, KhOperationEvent event,
                                     KhTime now, const char *failure, GError **error);

G_END_DECLS
