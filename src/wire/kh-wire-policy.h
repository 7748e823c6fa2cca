/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enterprise policies of kind Encryption: the lean shape of cli.md 3, and the ARM resource
 * (protocol.md 3.2) with extra facts of ours in `properties.keyhold`. */
#pragma once

#include "kh-policy.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *id, *name, *encryption_status;
} KhWirePolicyEnvironment;
KH_DECLARE_SHAPE (KhWirePolicyEnvironment, wire_policy_environment)

typedef struct {
  char *id; /* GUID */
  char *system_id, *name, *geo;
  char *key_vault, *key_name, *key_version; /* version NULL: the newest */
  char *version_rule;                       /* "latest", "pinned" */
  char *health, *health_reason;
  char *principal_id;
  gboolean granted;
  GPtrArray *environments; /* (element-type KhWirePolicyEnvironment) */
  char **readers;          /* names of accounts */
  /* ARM only */
  char *arm_id, *type, *kind, *identity_type, *tenant_id;
  char *vault_arm_id;
  char *encryption_state;
} KhWirePolicy;
/* The lean shape. */
KH_DECLARE_SHAPE (KhWirePolicy, wire_policy)
/* ARM: replies and the bodies of PUT and PATCH. Reading takes key_vault from keyVault.id and id
 * from systemId. */
extern const KhShape kh_arm_policy_shape;
KhWirePolicy *kh_arm_policy_read (KhJson *json, GError **error);
KhWirePolicy *kh_arm_policy_parse (GBytes *body, GError **error);

G_END_DECLS
