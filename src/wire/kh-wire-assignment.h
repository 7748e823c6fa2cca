/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Role assignments of ARM (protocol.md 3.3): request and reply. */
#pragma once

#include "kh-role-assignment.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *id, *name, *type;
  char *scope;
  char *role_definition_id; /* ends with the role's GUID */
  char *principal_id, *principal_type;
  KhTime created_on;
  char *role_name, *principal_name; /* (nullable): properties.keyhold */
} KhArmAssignment;
KH_DECLARE_SHAPE (KhArmAssignment, arm_assignment)

/* Scopes: the ARM path below the subscription <-> ours of kh-role-assignment.h. */
typedef struct {
  const char *subscription, *group;
} KhArmPlace;
/* (transfer full): "/subscriptions/…" of a vault, VAULT/KEY, policy:NAME or "*" (the group). */
char *kh_arm_scope_print (const KhArmPlace *place, const char *scope);
/* (transfer full) (nullable): NULL when the path is no scope of ours; a policy gives "policy:NAME".
 */
char *kh_arm_scope_parse (const char *path);
/* (transfer full): ARM ids. */
char *kh_arm_vault_id (const KhArmPlace *place, const char *vault);
char *kh_arm_policy_id (const KhArmPlace *place, const char *policy);

G_END_DECLS
