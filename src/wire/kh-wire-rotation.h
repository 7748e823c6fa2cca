/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key's rotation policy: as Key Vault's KeyRotationPolicy (protocol.md 2.2 and 8.3), and lean. */
#pragma once

#include "kh-rotation.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *time_after_create, *time_before_expiry; /* (nullable) */
  char *action;                                 /* "Rotate" or "Notify" */
} KhWireLifetimeAction;
KH_DECLARE_SHAPE (KhWireLifetimeAction, wire_lifetime_action)

typedef struct {
  char *id;
  GPtrArray *actions; /* (element-type KhWireLifetimeAction) */
  char *expiry;       /* (nullable) */
  KhTime created_at, updated_at;
} KhWireRotationPolicy;
KH_DECLARE_SHAPE (KhWireRotationPolicy, wire_rotation_policy)

/* @policy: (nullable): the one of a key that never had one is shown. */
KhWireRotationPolicy *kh_wire_rotation_policy_from (const KhRotationPolicy *policy, const char *id);
/* (transfer full): not checked by the rules yet. Errors: ARGUMENT for an unknown or doubled action,
 * and for an action without exactly one trigger. */
KhRotationPolicy *kh_wire_rotation_policy_to (const KhWireRotationPolicy *self, GError **error);

/* As keys are shown with it: null members where nothing is set. */
typedef struct {
  char *rotate_after, *rotate_before, *notify_after, *notify_before, *expiry;
  KhTime next_at; /* when the newest version is replaced; KH_TIME_NONE for never */
} KhWireRotation;
KH_DECLARE_SHAPE (KhWireRotation, wire_rotation)
/* (transfer full): of a key without a policy what holds for it then. */
KhWireRotation *kh_wire_rotation_from (const KhKey *key);

G_END_DECLS
