/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on facts in the Keyhold API: pre-flight, impact, diagnosis. */
#pragma once

#include "kh-diagnosis.h"
#include "kh-impact.h"
#include "kh-preflight.h"
#include "kh-shape.h"

G_BEGIN_DECLS

/* POST /preflight. */
typedef struct {
  char *policy; /* (nullable): for the goal revert alone */
  char **environments;
  char *goal; /* (nullable): enable (the default), change, revert */
} KhWirePreflightRequest;
KH_DECLARE_SHAPE (KhWirePreflightRequest, wire_preflight_request)

typedef struct {
  char *id, *severity, *result, *subject, *text, *evidence, *owner;
  char *fix_text, *fix_command; /* (nullable) */
} KhWireFinding;
KH_DECLARE_SHAPE (KhWireFinding, wire_finding)

typedef struct {
  char *result;
  GPtrArray *findings; /* (element-type KhWireFinding) */
} KhWirePreflight;
KH_DECLARE_SHAPE (KhWirePreflight, wire_preflight)
KhWirePreflight *kh_wire_preflight_from (const KhPreflight *preflight);

/* POST /impact. Either the words of `lock plan` (trigger, target), or a change by its parts:
 * trigger is then any word of kh_change_kind_to_string(). For `update-vault` the changed members
 * stand in `vault` as in the ARM resource; for `update-version` in the attributes. */
typedef struct {
  char *trigger, *target;
  char *vault, *key, *version, *secret;
  char *policy, *environment;
  char *source; /* (nullable): the environment that data comes from */
  char *sent;   /* (nullable): id of the backup that data comes from */
  char *principal, *role, *assignment;
  int enabled;
  KhTime nbf, exp;
  char **key_ops, **clear;
  char *wanted; /* (nullable): the ARM vault resource as JSON */
} KhWireImpactRequest;
KH_DECLARE_SHAPE (KhWireImpactRequest, wire_impact_request)

typedef struct {
  char *id, *name, *type;
  gint64 users, active_operations;
  KhTime deletion_at;
} KhWireImpactEnvironment;
KH_DECLARE_SHAPE (KhWireImpactEnvironment, wire_impact_environment)
typedef struct {
  char *id, *name, *before, *after;
} KhWireImpactPolicy;
KH_DECLARE_SHAPE (KhWireImpactPolicy, wire_impact_policy)

/* `lock plan`; also the details of a guard's refusal (kh_wire_error_impact). */
typedef struct {
  char *trigger, *target;
  gint64 level;
  char *confirm_name;
  gboolean irreversible;
  GPtrArray *environments; /* (element-type KhWireImpactEnvironment) */
  GPtrArray *policies;     /* (element-type KhWireImpactPolicy) */
  GPtrArray *holds;        /* (element-type KhWireHold) */
  char **backups, **way_back;
  gboolean approval_needed;
  char *token; /* (nullable) */
} KhWireImpact;
KH_DECLARE_SHAPE (KhWireImpact, wire_impact)
/* @estate: (nullable): for the names of environments in holds. @token: (nullable). */
KhWireImpact *kh_wire_impact_from (const KhImpact *impact, const KhEstate *estate,
                                   const char *token);

typedef struct {
  gint64 number;
  char *text, *object;
} KhWireTrigger;
KH_DECLARE_SHAPE (KhWireTrigger, wire_trigger)
typedef struct {
  gint64 step;
  char *text, *owner, *command;
  gboolean allowed;
} KhWireRepair;
KH_DECLARE_SHAPE (KhWireRepair, wire_repair)
typedef struct {
  gboolean locked;
  GPtrArray *triggers; /* (element-type KhWireTrigger) */
  GPtrArray *repairs;  /* (element-type KhWireRepair) */
  char *original_key;
} KhWireDiagnosis;
KH_DECLARE_SHAPE (KhWireDiagnosis, wire_diagnosis)
KhWireDiagnosis *kh_wire_diagnosis_from (const KhDiagnosis *diagnosis);

G_END_DECLS
