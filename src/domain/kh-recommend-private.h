/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the recommendations' table, and who depends on what. */
#pragma once

#include "kh-recommend.h"
#include "kh-rules-private.h"

/* Who names or uses a vault, a key or a policy. */
typedef struct {
  GPtrArray *policies;     /* (element-type KhPolicy): live ones; attached ones first */
  GPtrArray *environments; /* (element-type KhEnvironment): whose data it protects, or attached */
  GPtrArray *uses;         /* (element-type KhKeyUse): of keys */
} KhDependents;

/* All of it, found in one walk over the estate: asking for each object anew would cost the product
 * of keys and environments. */
typedef struct {
  GHashTable *vaults;   /* folded name → KhDependents */
  GHashTable *keys;     /* folded VAULT/NAME → KhDependents */
  GHashTable *policies; /* folded id → KhDependents */
  guint n_attached;     /* live environments with a policy */
} KhDependence;
void _kh_dependence_init (KhDependence *self, const KhEstate *estate);
void _kh_dependence_clear (KhDependence *self);
/* (transfer none) (nullable) */
const KhDependents *_kh_dependence_of_vault (const KhDependence *self, const char *name);
const KhDependents *_kh_dependence_of_key (const KhDependence *self, const char *vault,
                                           const char *name);
const KhDependents *_kh_dependence_of_policy (const KhDependence *self, const char *id);

/* Which objects a row is asked of. */
typedef enum {
  KH_EACH_ENVIRONMENT,  /* live, with a policy */
  KH_EACH_VAULT,        /* active, or named by a policy */
  KH_EACH_POLICY_VAULT, /* named by a policy */
  KH_EACH_KEY,          /* named by a policy */
  KH_EACH_HELD_KEY,     /* named by a policy, or needed since an environment left it */
  KH_EACH_POLICY,
  KH_EACH_ACCOUNT,
  KH_EACH_TENANT,
} KhEach;

/* What a check of the table sees, and may say about the finding besides its evidence. */
typedef struct {
  KhRuleContext rule;
  const KhDependence *dependence;
  const KhDependents *dependents; /* (nullable): of the object */
  const KhAccount *account;       /* of KH_EACH_ACCOUNT */
  /* Set by checks: */
  gboolean has_grade;
  KhGrade grade;
  KhTime due;
  const char *title;       /* (nullable): instead of the row's; static */
  KhRemedy remedy;         /* KH_REMEDY_NONE: the row's */
  const char *fix;         /* (nullable): instead of the rule's; static */
  const char *command;     /* (nullable) */
  const char *version;     /* (nullable): instead of the context's; of the estate */
  const KhAccount *reader; /* (nullable) */
} KhAsked;

typedef KhVerdict (*KhAskFunc) (KhAsked *asked, char **evidence);

typedef struct {
  const char *rule;
  KhTopic topic;
  KhEach each;
  KhGrade used;      /* while environments depend on the object */
  KhGrade unused;    /* else */
  KhAskFunc check;   /* (nullable): the rule's own, before an act */
  const char *title; /* braces as in KhRule */
  const char *why;
  KhRemedy remedy;
  const char *fix;     /* (nullable): the rule's own */
  const char *command; /* (nullable): the rule's own */
} KhStanding;

extern const KhStanding _kh_standing[];
extern const guint _kh_n_standing;

/* One run over an estate. */
typedef struct {
  const KhEstate *estate;
  KhTime now;
  KhFacts facts;
  KhPreflightQuery query;
  KhDependence dependence;
  KhRecommendations *result;
} KhRun;

/* One object that a row is asked of. What does not apply is NULL. */
typedef struct {
  const char *kind;
  const char *object;
  const char *subject;
  const char *vault, *key;
  const KhEnvironment *environment;
  const KhAccount *account;
  const KhDependents *dependents;
  GPtrArray *policies; /* (nullable): the row is asked for each of them */
} KhObject;

/* (transfer full): takes @evidence (nullable). */
KhRecommendation *_kh_recommendation_new (const KhRun *run, const KhStanding *row,
                                          const KhObject *object, const KhAsked *asked,
                                          char *evidence);
