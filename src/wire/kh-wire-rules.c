/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of pre-flight, impact and diagnosis. */
#include "kh-wire-rules.h"

#include "kh-wire-key.h"

#define O(member) G_STRUCT_OFFSET (KhWirePreflightRequest, member)
static const KhField preflight_request_fields[] = {
  { "policy", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy) },
  { "environments", KH_FIELD_TEXTS, KH_FIELD_REQUIRED, O (environments) },
  { "goal", KH_FIELD_TEXT, KH_FIELD_OMIT, O (goal) },
};
#undef O
KH_DEFINE_SHAPE (KhWirePreflightRequest, wire_preflight_request, preflight_request_fields)

#define O(member) G_STRUCT_OFFSET (KhWireFinding, member)
static const KhField finding_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "severity", KH_FIELD_TEXT, 0, O (severity) },
  { "result", KH_FIELD_TEXT, 0, O (result) },
  { "subject", KH_FIELD_TEXT, 0, O (subject) },
  { "text", KH_FIELD_TEXT, 0, O (text) },
  { "evidence", KH_FIELD_TEXT, 0, O (evidence) },
  { "owner", KH_FIELD_TEXT, 0, O (owner) },
  { "fix", KH_FIELD_NULL, 0, O (fix_text) },
  { "fix.text", KH_FIELD_TEXT, KH_FIELD_OMIT, O (fix_text) },
  { "fix.command", KH_FIELD_TEXT, KH_FIELD_OMIT, O (fix_command) },
};
#undef O
KH_DEFINE_SHAPE (KhWireFinding, wire_finding, finding_fields)

#define O(member) G_STRUCT_OFFSET (KhWirePreflight, member)
static const KhField preflight_fields[] = {
  { "result", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (result) },
  { "findings", KH_FIELD_LIST, 0, O (findings), &kh_wire_finding_shape },
};
#undef O
KH_DEFINE_SHAPE (KhWirePreflight, wire_preflight, preflight_fields)

#define O(member) G_STRUCT_OFFSET (KhWireImpactRequest, member)
static const KhField impact_request_fields[] = {
  { "trigger", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (trigger) },
  { "target", KH_FIELD_TEXT, KH_FIELD_OMIT, O (target) },
  { "vault", KH_FIELD_TEXT, KH_FIELD_OMIT, O (vault) },
  { "key", KH_FIELD_TEXT, KH_FIELD_OMIT, O (key) },
  { "version", KH_FIELD_TEXT, KH_FIELD_OMIT, O (version) },
  { "secret", KH_FIELD_TEXT, KH_FIELD_OMIT, O (secret) },
  { "policy", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy) },
  { "environment", KH_FIELD_TEXT, KH_FIELD_OMIT, O (environment) },
  { "source", KH_FIELD_TEXT, KH_FIELD_OMIT, O (source) },
  { "sent", KH_FIELD_TEXT, KH_FIELD_OMIT, O (sent) },
  { "principal", KH_FIELD_TEXT, KH_FIELD_OMIT, O (principal) },
  { "role", KH_FIELD_TEXT, KH_FIELD_OMIT, O (role) },
  { "assignment", KH_FIELD_TEXT, KH_FIELD_OMIT, O (assignment) },
  { "enabled", KH_FIELD_TRI, KH_FIELD_OMIT, O (enabled) },
  { "nbf", KH_FIELD_TIME, KH_FIELD_OMIT, O (nbf) },
  { "exp", KH_FIELD_TIME, KH_FIELD_OMIT, O (exp) },
  { "keyOps", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (key_ops) },
  { "clear", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (clear) },
  { "wanted", KH_FIELD_RAW, KH_FIELD_OMIT, O (wanted) },
};
#undef O
KH_DEFINE_SHAPE (KhWireImpactRequest, wire_impact_request, impact_request_fields)

#define O(member) G_STRUCT_OFFSET (KhWireImpactEnvironment, member)
static const KhField impact_environment_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "type", KH_FIELD_TEXT, 0, O (type) },
  { "users", KH_FIELD_INT, 0, O (users) },
  { "activeOperations", KH_FIELD_INT, 0, O (active_operations) },
  { "deletionAt", KH_FIELD_TIME, 0, O (deletion_at) },
};
#undef O
KH_DEFINE_SHAPE (KhWireImpactEnvironment, wire_impact_environment, impact_environment_fields)

#define O(member) G_STRUCT_OFFSET (KhWireImpactPolicy, member)
static const KhField impact_policy_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "before", KH_FIELD_TEXT, 0, O (before) },
  { "after", KH_FIELD_TEXT, 0, O (after) },
};
#undef O
KH_DEFINE_SHAPE (KhWireImpactPolicy, wire_impact_policy, impact_policy_fields)

#define O(member) G_STRUCT_OFFSET (KhWireImpact, member)
static const KhField impact_fields[] = {
  { "trigger", KH_FIELD_TEXT, 0, O (trigger) },
  { "target", KH_FIELD_TEXT, 0, O (target) },
  { "level", KH_FIELD_INT, KH_FIELD_REQUIRED, O (level) },
  { "irreversible", KH_FIELD_BOOL, 0, O (irreversible) },
  { "confirmName", KH_FIELD_TEXT, 0, O (confirm_name) },
  { "environments", KH_FIELD_LIST, 0, O (environments), &kh_wire_impact_environment_shape },
  { "policies", KH_FIELD_LIST, 0, O (policies), &kh_wire_impact_policy_shape },
  { "holds", KH_FIELD_LIST, 0, O (holds), &kh_wire_hold_shape },
  { "backups", KH_FIELD_TEXTS, 0, O (backups) },
  { "wayBack", KH_FIELD_TEXTS, 0, O (way_back) },
  { "approvalNeeded", KH_FIELD_BOOL, 0, O (approval_needed) },
  { "token", KH_FIELD_TEXT, 0, O (token) },
};
#undef O
KH_DEFINE_SHAPE (KhWireImpact, wire_impact, impact_fields)

#define O(member) G_STRUCT_OFFSET (KhWireTrigger, member)
static const KhField trigger_fields[] = {
  { "number", KH_FIELD_INT, 0, O (number) },
  { "text", KH_FIELD_TEXT, 0, O (text) },
  { "object", KH_FIELD_TEXT, 0, O (object) },
};
#undef O
KH_DEFINE_SHAPE (KhWireTrigger, wire_trigger, trigger_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRepair, member)
static const KhField repair_fields[] = {
  { "step", KH_FIELD_INT, 0, O (step) },        { "text", KH_FIELD_TEXT, 0, O (text) },
  { "owner", KH_FIELD_TEXT, 0, O (owner) },     { "command", KH_FIELD_TEXT, 0, O (command) },
  { "allowed", KH_FIELD_BOOL, 0, O (allowed) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRepair, wire_repair, repair_fields)

#define O(member) G_STRUCT_OFFSET (KhWireDiagnosis, member)
static const KhField diagnosis_fields[] = {
  { "locked", KH_FIELD_BOOL, 0, O (locked) },
  { "triggers", KH_FIELD_LIST, 0, O (triggers), &kh_wire_trigger_shape },
  { "repairs", KH_FIELD_LIST, 0, O (repairs), &kh_wire_repair_shape },
  { "originalKey", KH_FIELD_TEXT, 0, O (original_key) },
};
#undef O
KH_DEFINE_SHAPE (KhWireDiagnosis, wire_diagnosis, diagnosis_fields)
