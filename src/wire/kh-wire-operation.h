/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations: one struct, in the lean shape of cli.md 3 and as a lifecycle operation of the admin
 * API (protocol.md 4.4) with extra facts of ours in `keyhold`. */
#pragma once

#include "kh-operation.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *id, *state;
  KhTime started_at, ended_at;
} KhWireStage;
KH_DECLARE_SHAPE (KhWireStage, wire_stage)

typedef struct {
  char *store, *state;
  gint64 items, items_done, bytes, bytes_done;
} KhWireOperationStore;
KH_DECLARE_SHAPE (KhWireOperationStore, wire_operation_store)

typedef struct {
  char *id, *type;
  char *verb;                         /* (nullable): of the command line */
  char *environment, *environment_id; /* (nullable): display name and id */
  char *policy_id;
  char *state;
  GPtrArray *stages; /* (element-type KhWireStage) */
  gint64 items, items_done, bytes, bytes_done;
  char *requested_by, *requested_by_id; /* name; (nullable) id */
  KhTime created_at, ended_at;
  char *error;
  gboolean resumed;
  GPtrArray *stores; /* (element-type KhWireOperationStore) */
} KhWireOperation;
/* The lean shape. */
KH_DECLARE_SHAPE (KhWireOperation, wire_operation)
/* The admin API. */
extern const KhShape kh_lifecycle_operation_shape;
KhWireOperation *kh_lifecycle_operation_read (KhJson *json, GError **error);
void kh_lifecycle_operation_write (KhJsonOut *out, const char *name, const KhWireOperation *self);
/* TRUE once the state is Succeeded, Failed or Cancelled. */
gboolean kh_wire_operation_is_final (const KhWireOperation *self);

G_END_DECLS
