/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the rule tables, and what a check sees. */
#pragma once

#include "kh-command-private.h"
#include "kh-preflight.h"

/* FAIL blocks, warns or informs by the rule's severity; WARN warns where the severity would block.
 */
typedef enum {
  KH_VERDICT_PASS,
  KH_VERDICT_FAIL,
  KH_VERDICT_WARN,
  KH_VERDICT_UNKNOWN,
  KH_VERDICT_NOT_APPLICABLE,
} KhVerdict;

/* What a rule is about: one finding for each. */
typedef enum {
  KH_SCOPE_ENVIRONMENT,
  KH_SCOPE_TENANT,
  KH_SCOPE_VAULT,
  KH_SCOPE_KEY,
  KH_SCOPE_POLICY,
  KH_SCOPE_ACTOR,
} KhScope;

/* All nullable but query, facts and tenant: what is missing is for the checks to judge. */
typedef struct {
  const KhPreflightQuery *query;
  const KhEstate *estate;
  const KhFacts *facts;
  const KhTenantInfo *tenant;
  const KhPolicy *policy;
  const KhEnvironment *environment; /* never NULL in a rule of scope environment */
  const KhVault *vault;
  const KhKey *key;
  const KhKeyVersion *version; /* pinned, or the newest */
  KhTime now;
} KhRuleContext;

/* @evidence: (transfer full) out, may stay NULL. */
typedef KhVerdict (*KhRuleCheck) (const KhRuleContext *c, char **evidence);

#define KH_GOAL_BIT(goal) (1u << (goal))
#define KH_GOALS_APPLY (KH_GOAL_BIT (KH_GOAL_ENABLE) | KH_GOAL_BIT (KH_GOAL_CHANGE))
/* What the policy's key and its access to it have to be like, whatever is done with the key. */
#define KH_GOALS_KEY (KH_GOALS_APPLY | KH_GOAL_BIT (KH_GOAL_ROTATE))

/* {environment}, {policy}, {vault}, {key}, {version}, {geo} and {account} in @fix and @command are
 * filled in; in a command they are quoted for the shell. */
typedef struct {
  const char *id;
  KhSeverity severity;
  KhOwner owner;
  KhScope scope;
  guint goals;
  const char *facts;
  const char *text;
  const char *fix;     /* (nullable) */
  const char *command; /* (nullable) */
  KhRuleCheck check;
} KhRule;

extern const KhRule _kh_rules_environment[];
extern const guint _kh_n_rules_environment;
extern const KhRule _kh_rules_vault[];
extern const guint _kh_n_rules_vault;
extern const KhRule _kh_rules_key[];
extern const guint _kh_n_rules_key;
extern const KhRule _kh_rules_access[];
extern const guint _kh_n_rules_access;
extern const KhRule _kh_rules_change[];
extern const guint _kh_n_rules_change;

/* PASS if @fact is YES, FAIL if NO, UNKNOWN otherwise. */
KhVerdict _kh_verdict_if_yes (KhFact fact);
/* The other way round. */
KhVerdict _kh_verdict_if_no (KhFact fact);

/* (transfer none) (nullable): the row of a rule. */
const KhRule *_kh_rule_find (const char *id);
/* (transfer full): what the key may do now, with what it has to do: an update replaces the list. */
char *_kh_rule_join_ops (const KhRuleContext *c);
/* Borrowed from @c. */
KhNames _kh_rule_get_names (const KhRuleContext *c, const char *ops);
