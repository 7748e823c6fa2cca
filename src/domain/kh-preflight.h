/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pre-flight: the rules of domain.md 2.1 to 2.5 as data, checked on facts.
 *
 * A fact that could not be read is unknown, and an unknown never counts as passed. The embedded
 * tenant knows all facts; a client of the cloud says what it does not know. Pure, any thread.
 */
#pragma once

#include "kh-access.h"

G_BEGIN_DECLS

/* Yes, no, or could not be read. 0 is unknown: a fact nobody set is not passed. */
typedef enum { KH_FACT_UNKNOWN, KH_FACT_NO, KH_FACT_YES } KhFact;

/* Facts outside of the estate, and what of the estate could not be read. Plain, owned by the
 * caller. */
typedef struct {
  const KhAccount *actor;      /* (nullable): who will enable; NULL = unknown */
  KhFact licensed_managed;     /* E9: users hold a Managed Environments entitlement */
  KhFact licensed_compliance;  /* E10 */
  KhFact finance_operations;   /* E11: a finance and operations environment is concerned */
  KhFact flows_readable;       /* E13: NO = the numbers of flows in the estate say nothing */
  KhFact firewall_ready;       /* E14: systems called by flows admit the new addresses */
  KhFact migrated_recently;    /* E16, R9: moved from the legacy key less than 7 days ago */
  KhFact soft_delete;          /* K2 */
  KhFact group_in_geo;         /* K7: resource group lies in the geography */
  KhFact diagnostics;          /* K11: diagnostic log and near-expiry alert exist */
  KhFact vault_readable;       /* K1: NO = the vault's facts in the estate are not to be trusted */
  KhFact key_readable;         /* Y1: the same for the key */
  KhFact grants_readable;      /* P5, P6: the same for grants */
  KhFact owners_can_grant;     /* P11: the key administrator holds the Azure rights */
  KhFact contributors_flagged; /* P12: YES = Contributors who could grant themselves access exist */
  KhFact kind_is_encryption;   /* P2 */
  KhFact identity_is_system;   /* P3 */
} KhFacts;
/* Facts of the embedded tenant: all known, all well; the caller sets @actor. */
void kh_facts_init_embedded (KhFacts *facts);

/* What is to be done: not every rule concerns every goal. */
typedef enum {
  KH_GOAL_ENABLE,
  KH_GOAL_CHANGE,
  KH_GOAL_REVERT,
  KH_GOAL_ROTATE,          /* a new version of the policy's key */
  KH_GOAL_DISABLE_VERSION, /* domain.md 2.5: R5, R6 */
  KH_GOAL_EDIT_POLICY,     /* R7, R8 */
} KhGoal;
/* Of "enable", "change", "revert" and "rotate", which callers ask for; FALSE for other words. */
gboolean kh_goal_from_word (const char *word, KhGoal *goal);

/* One rule and its subject, checked. */
typedef struct {
  const char *id; /* "E1": static */
  KhSeverity severity;
  KhResult result;
  char *subject;    /* name of the environment, vault, key or policy */
  const char *text; /* the rule: static */
  char *evidence;   /* what was found */
  KhOwner owner;
  char *fix_text;    /* (nullable) */
  char *fix_command; /* (nullable) */
} KhFinding;

typedef struct {
  gatomicrefcount refs;
  KhResult result; /* model.md 8 */
  GPtrArray
      *findings; /* (element-type KhFinding), in order of the tables, then of the environments */
} KhPreflight;
GType kh_preflight_get_type (void);
KhPreflight *kh_preflight_ref (const KhPreflight *self);
void kh_preflight_unref (KhPreflight *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhPreflight, kh_preflight_unref)

/* What is checked. @environments: (element-type KhEnvironment); @policy (nullable) for REVERT. */
typedef struct {
  const KhEstate *estate;
  const KhPolicy *policy;
  GPtrArray *environments;
  const KhFacts *facts;
  KhGoal goal;
  const char *version; /* (nullable): KH_GOAL_DISABLE_VERSION: which version of the policy's key */
} KhPreflightQuery;
KhPreflight *kh_preflight_run (const KhPreflightQuery *query, KhTime now);
/* `cmk enable` of @environments under @policy. */
KhPreflight *kh_preflight (const KhEstate *estate, const KhPolicy *policy, GPtrArray *environments,
                           const KhFacts *facts, KhTime now);
/* TRUE if the result lets an enable go on: pass or warn. */
gboolean kh_preflight_is_passed (const KhPreflight *self);
/* (transfer none) (nullable): the first finding that blocks, or is unknown where it must not be. */
const KhFinding *kh_preflight_get_first_block (const KhPreflight *self);

/* The tables, for help, documentation and tests. */
typedef struct {
  const char *id;
  KhSeverity severity;
  KhOwner owner;
  const char *facts; /* what it looks at */
  const char *text;
} KhRuleInfo;
guint kh_rules_count (void);
KhRuleInfo kh_rules_nth (guint n);

G_END_DECLS
