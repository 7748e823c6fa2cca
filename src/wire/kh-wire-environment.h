/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments: one struct, in the lean shape of cli.md 3 (Keyhold API and command line) and in the
 * shape of the Power Platform admin API (protocol.md 4.2), whose extra facts of ours are in
 * `properties.keyhold`. */
#pragma once

#include "kh-environment.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *id;
  char *reason_type; /* (nullable) */
  char *reason;      /* (nullable): NULL for an allowed one */
} KhWireAllowed;
KH_DECLARE_SHAPE (KhWireAllowed, wire_allowed)

/* Bytes by who protects them. Stores that customer-managed keys never cover are "always" the
 * platform's; one that changes hands is moving. Together they are all of the environment's. */
typedef struct {
  gint64 customer, moving, platform, always;
} KhWireCoverage;

typedef struct {
  char *id, *name, *type, *geo, *azure_region;
  char *tenant_id;
  gboolean managed, dataverse;
  char *state, *encryption_status;
  char *key_managed_by; /* "Customer", "Microsoft" */
  char *policy_id, *policy_name;
  char *policy_arm_id, *policy_system_id; /* admin API only */
  char *key_id;                           /* "VAULT/NAME" */
  char *key_version;
  KhTime locked_at, deletion_at, created_at;
  gboolean deletion_suspended; /* locked without a deletion clock: a vault cannot be read */
  char *lock_trigger;          /* (nullable): the word of `lock plan` */
  char *lock_text, *lock_object;
  gboolean lock_planned; /* somebody else had approved what locked it */
  char *lock_planned_by; /* (nullable): name of who asked for it */
  KhTime verified_at;    /* when all data was read, with the key of now */
  char *verify_result;   /* (nullable): "passed", "failed" */
  char *verify_error;    /* (nullable) */
  char *operation_id, *operation_type;
  gint64 bytes;                    /* of the data in its stores, as imported */
  KhWireCoverage coverage;         /* whose keys protect them */
  gint64 flows_that_stay;          /* on the platform's key, or would with a customer's */
  GPtrArray *allowed, *disallowed; /* (element-type KhWireAllowed) */
  char *created_by;                /* account id */
} KhWireEnvironment;
/* The lean shape. */
KH_DECLARE_SHAPE (KhWireEnvironment, wire_environment)
/* The admin API. Reading fills what the service does not say itself from the rest: state from the
 * runtime state, key_managed_by from protectionStatus, policy from enterprisePolicies. */
KhWireEnvironment *kh_wire_environment_read_bap (KhJson *json, GError **error);
void kh_wire_environment_write_bap (KhJsonOut *out, const char *name,
                                    const KhWireEnvironment *self);

/* POST …/environments. */
typedef struct {
  char *location, *display_name, *sku, *azure_region;
  char *database_type; /* "CommonDataService" or NULL */
} KhWireEnvironmentCreate;
KH_DECLARE_SHAPE (KhWireEnvironmentCreate, wire_environment_create)

/* POST …/enterprisePolicies/Encryption/link: systemId in either case. */
typedef struct {
  char *system_id;
} KhWireLink;
KH_DECLARE_SHAPE (KhWireLink, wire_link)

/* POST …/governanceConfiguration: "Standard" or "Basic". */
typedef struct {
  char *protection_level;
} KhWireGovernance;
KH_DECLARE_SHAPE (KhWireGovernance, wire_governance)

#define KH_BAP_PREFIX "/providers/Microsoft.BusinessAppPlatform"

G_END_DECLS
