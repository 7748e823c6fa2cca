/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The durable steps of a run, each on the tenant's worker. Called from the run's thread without a
 * lease, but for the progress, which does not wait.
 */
#pragma once

#include "kh-machine.h"
#include "kh-store-reencrypt.h"
#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* The data keys of a store's move. */
typedef struct {
  char *to_dek;
  char *kept_dek;       /* (nullable): the platform's, for flows that do not move */
  gboolean to_customer; /* who owns @to_dek */
} KhRunMove;
void kh_run_move_clear (KhRunMove *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhRunMove, kh_run_move_clear)
/* FALSE when the store has nowhere to move to, or has arrived. @move is cleared by the caller. */
gboolean kh_run_get_move (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                          KhRunMove *move);
void kh_run_post_progress (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                           const KhReencryptProgress *progress);
/* The store is on its new data key: that becomes the current one, the old one is destroyed, or kept
 * if flows stayed under it. @staying: kh_item_store_get_staying() after the move. Errors:
 * G_IO_ERROR_CANCELLED when @cancellable was cancelled on the worker before. */
gboolean kh_run_finish_store (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                              const KhStoreStats *staying, GCancellable *cancellable,
                              GError **error);
/* The end, with @failure (nullable); nothing of a run that was cancelled. */
void kh_run_end (KhTenant *tenant, const char *operation_id, const GError *failure,
                 GCancellable *cancellable);
/* (transfer full): an active operation after its last event, stages included; @failure: (nullable).
 * Errors: STATE. */
KhOperation *kh_run_ended_operation (const KhOperation *operation, KhOperationEvent event,
                                     KhTime now, const char *failure, GError **error);

G_END_DECLS
