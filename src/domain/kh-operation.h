/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long operation of an environment, with stages, progress and one row per store.
 * Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  KhOperationState state;
  KhTime started_at; /* KH_TIME_NONE */
  KhTime ended_at;   /* KH_TIME_NONE */
} KhOperationStage;

/* Progress of a re-encryption in one store; what resumes after a crash. */
typedef struct {
  KhStoreKind store;
  char *from_dek; /* (nullable) */
  char *to_dek;   /* (nullable) */
  KhOperationState state;
  char *cursor; /* (nullable): opaque to all but the runner */
  guint64 items, items_done;
  guint64 bytes, bytes_done;
} KhOperationStore;
KhOperationStore *kh_operation_store_new (KhStoreKind store);
KhOperationStore *kh_operation_store_copy (const KhOperationStore *self);
void kh_operation_store_free (KhOperationStore *self);

typedef struct {
  gatomicrefcount refs;
  char *id;
  KhOperationType type;
  char *environment_id; /* (nullable) */
  char *policy_id;      /* (nullable) */
  KhOperationState state;
  KhOperationStage stages[KH_STAGE_N];
  guint64 items, items_done;
  guint64 bytes, bytes_done;
  char *requested_by; /* (nullable): account id; NULL for the platform */
  KhTime created_at;
  KhTime ended_at; /* KH_TIME_NONE */
  char *error;     /* (nullable) */
  gboolean resumed;
  GPtrArray *stores; /* (element-type KhOperationStore), never NULL */
  gint64 revision;
} KhOperation;
KH_DECLARE_VALUE (KhOperation, operation)
/* Copy and restore: all data of an environment is replaced, and its key stays what it is. */
gboolean kh_operation_replaces_data (const KhOperation *self);

/* (transfer none) (nullable) */
KhOperationStore *kh_operation_get_store (const KhOperation *self, KhStoreKind store);
gboolean kh_operation_is_active (const KhOperation *self);
/* FALSE with STATE once it has ended, or every store is on its new data key: what is left then
 * takes no time, and there is nothing to keep. */
gboolean kh_operation_check_cancel (const KhOperation *self, GError **error);
/* Sums the stores' progress into the operation's, in a value under construction. */
void kh_operation_sum_progress (KhOperation *self);

G_END_DECLS
