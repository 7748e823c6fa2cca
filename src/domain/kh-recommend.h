/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recommendations: the rules of domain.md 2 (and of 8.1 for residency) asked of everything that
 * the organization has, all the time and not only before an act.
 *
 * There is one finding for each rule and object. Its id depends on these two alone, its digest on
 * the facts as well. What a rule does not concern is no check; what could not be read is a check
 * that did not pass. Pure functions, any thread.
 */
#pragma once

#include "kh-estate.h"

G_BEGIN_DECLS

/* "critical": data or access is at risk. "important": to be fixed soon. "advice": worth doing. */
typedef enum { KH_GRADE_CRITICAL, KH_GRADE_IMPORTANT, KH_GRADE_ADVICE } KhGrade;
#define KH_GRADE_N (KH_GRADE_ADVICE + 1)
KH_DECLARE_ENUM_TEXT (KhGrade, grade)

/* "environment", "vault", "key", "permission", "removal", "residency". */
typedef enum {
  KH_TOPIC_ENVIRONMENT,
  KH_TOPIC_VAULT,
  KH_TOPIC_KEY,
  KH_TOPIC_PERMISSION,
  KH_TOPIC_REMOVAL,
  KH_TOPIC_RESIDENCY,
} KhTopic;
KH_DECLARE_ENUM_TEXT (KhTopic, topic)

/* What cures a finding, as verbs of the console. The first group is one call that only makes or
 * repairs; the others need a decision. Texts are the names with hyphens: "enable-managed". */
typedef enum {
  KH_REMEDY_NONE,
  KH_REMEDY_ENABLE_MANAGED,
  KH_REMEDY_RE_ENABLE,
  KH_REMEDY_RECOVER_VAULT,
  KH_REMEDY_ADMIT_SERVICE, /* trusted services pass the firewall */
  KH_REMEDY_RECOVER_KEY,
  KH_REMEDY_ENABLE_VERSION,
  KH_REMEDY_CLEAR_ACTIVATION,
  KH_REMEDY_CLEAR_EXPIRY,
  KH_REMEDY_ALLOW_WRAPPING,
  KH_REMEDY_FOLLOW_LATEST,
  KH_REMEDY_GRANT_POLICY,
  KH_REMEDY_ADD_READER,
  KH_REMEDY_ROTATE, /* from here on: a decision */
  KH_REMEDY_ROTATION_POLICY,
  KH_REMEDY_PROTECT_VAULT, /* purge protection, which nobody can take back */
} KhRemedy;
KH_DECLARE_ENUM_TEXT (KhRemedy, remedy)
gboolean kh_remedy_is_one_call (KhRemedy remedy);

typedef struct {
  gatomicrefcount refs;
  char *id;     /* "Y7-3f09a1c2" */
  char *digest; /* of the facts */
  const char *rule;
  KhGrade grade;
  KhTopic topic;
  KhOwner owner;
  gboolean dismissed;
  const char *kind; /* "environment", "vault", "key", "policy", "account", "tenant": static */
  char *object;     /* id, vault name, or VAULT/KEY */
  char *subject;    /* the object's name for people */
  char *title;
  char *evidence;
  const char *why;     /* static */
  char *consequence;   /* (nullable), without a full stop: "Sales goes offline" */
  KhTime due;          /* KH_TIME_NONE, or when the consequence comes */
  char **environments; /* ids of the environments that depend on the object; never NULL */
  char **who;          /* names of the accounts that can fix it; never NULL */
  KhRemedy remedy;
  char *version;     /* (nullable): what the remedy is about */
  char *account_id;  /* (nullable): the reader to add */
  char *fix_text;    /* (nullable) */
  char *fix_command; /* (nullable) */
} KhRecommendation;
KhRecommendation *kh_recommendation_ref (const KhRecommendation *self);
void kh_recommendation_unref (KhRecommendation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhRecommendation, kh_recommendation_unref)

typedef struct {
  GPtrArray *found; /* (element-type KhRecommendation): worst first, then by subject; dismissed
                       ones are among them */
  guint passed;
  guint unknown;
  guint total; /* passed, unknown and found */
} KhRecommendations;
KhRecommendations *kh_recommend (const KhEstate *estate, KhTime now);
void kh_recommendations_free (KhRecommendations *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhRecommendations, kh_recommendations_free)
/* (transfer none) (nullable): by id, without regard to case. */
const KhRecommendation *kh_recommendations_find (const KhRecommendations *self, const char *id);

/* TRUE if time alone may have changed a finding between the two moments. */
gboolean kh_recommend_is_date_between (const KhEstate *estate, KhTime after, KhTime until);

/* The rules that are asked, for help and tests. */
guint kh_recommend_n_rules (void);
const char *kh_recommend_nth_rule (guint n);

G_END_DECLS
