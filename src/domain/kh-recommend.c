/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as values, and when time alone changes them. */

#include "kh-recommend.h"

#include "kh-enum-private.h"
#include "kh-limits.h"
#include "kh-recommend-private.h"

static const KhEnumText grade_texts[] = {
  { KH_GRADE_CRITICAL, "critical" },
  { KH_GRADE_IMPORTANT, "important" },
  { KH_GRADE_ADVICE, "advice" },
};
KH_DEFINE_ENUM_TEXT (KhGrade, grade);

static const KhEnumText topic_texts[] = {
  { KH_TOPIC_ENVIRONMENT, "environment" },
  { KH_TOPIC_VAULT, "vault" },
  { KH_TOPIC_KEY, "key" },
  { KH_TOPIC_PERMISSION, "permission" },
  { KH_TOPIC_REMOVAL, "removal" },
  { KH_TOPIC_RESIDENCY, "residency" },
};
KH_DEFINE_ENUM_TEXT (KhTopic, topic);

static const KhEnumText remedy_texts[] = {
  { KH_REMEDY_ENABLE_MANAGED, "enable-managed" },
  { KH_REMEDY_RE_ENABLE, "re-enable" },
  { KH_REMEDY_RECOVER_VAULT, "recover-vault" },
  { KH_REMEDY_PROTECT_VAULT, "protect-vault" },
  { KH_REMEDY_ADMIT_SERVICE, "admit-service" },
  { KH_REMEDY_RECOVER_KEY, "recover-key" },
  { KH_REMEDY_ENABLE_VERSION, "enable-version" },
  { KH_REMEDY_CLEAR_ACTIVATION, "clear-activation" },
  { KH_REMEDY_CLEAR_EXPIRY, "clear-expiry" },
  { KH_REMEDY_ALLOW_WRAPPING, "allow-wrapping" },
  { KH_REMEDY_FOLLOW_LATEST, "follow-latest" },
  { KH_REMEDY_GRANT_POLICY, "grant-policy" },
  { KH_REMEDY_ADD_READER, "add-reader" },
  { KH_REMEDY_ROTATE, "rotate" },
  { KH_REMEDY_ROTATION_POLICY, "rotation-policy" },
};
KH_DEFINE_ENUM_TEXT (KhRemedy, remedy);

gboolean
kh_remedy_is_one_call (KhRemedy remedy)
{
  return remedy > KH_REMEDY_NONE && remedy < KH_REMEDY_ROTATE;
}

KhRecommendation *
kh_recommendation_ref (const KhRecommendation *self)
{
  KhRecommendation *mutable = (KhRecommendation *)self;
  g_atomic_ref_count_inc (&mutable->refs);
  return mutable;
}

void
kh_recommendation_unref (KhRecommendation *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->id);
  g_free (self->digest);
  g_free (self->object);
  g_free (self->subject);
  g_free (self->title);
  g_free (self->evidence);
  g_free (self->consequence);
  g_strfreev (self->environments);
  g_strfreev (self->who);
  g_free (self->version);
  g_free (self->account_id);
  g_free (self->fix_text);
  g_free (self->fix_command);
  g_free (self);
}

void
kh_recommendations_free (KhRecommendations *self)
{
  g_ptr_array_unref (self->found);
  g_free (self);
}

const KhRecommendation *
kh_recommendations_find (const KhRecommendations *self, const char *id)
{
  for (guint i = 0; i < self->found->len; i++) {
    const KhRecommendation *one = g_ptr_array_index (self->found, i);
    if (g_ascii_strcasecmp (one->id, id) == 0)
      return one;
  }
  return NULL;
}

guint
kh_recommend_n_rules (void)
{
  return _kh_n_standing;
}

const char *
kh_recommend_nth_rule (guint n)
{
  return _kh_standing[n].rule;
}

/* --- Dates ------------------------------------------------------------------------------------ */

static gboolean
is_between (KhTime date, gint64 shift, KhTime after, KhTime until)
{
  return date != KH_TIME_NONE && date + shift > after && date + shift <= until;
}

gboolean
kh_recommend_is_date_between (const KhEstate *estate, KhTime after, KhTime until)
{
  for (guint i = 0; i < kh_estate_n_keys (estate); i++) {
    const KhKey *key = kh_estate_key_at (estate, i);
    for (guint j = 0; j < key->versions->len; j++) {
      const KhKeyVersion *version = g_ptr_array_index (key->versions, j);
      if (is_between (version->nbf, 0, after, until) || is_between (version->exp, 0, after, until)
          || is_between (version->exp, -KH_EXPIRY_NOTICE, after, until)
          || is_between (version->created_at, KH_KEY_AGE_ADVICE, after, until))
        return TRUE;
    }
  }
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    gint64 hold = use->reason == KH_USE_ROTATED ? KH_OLD_VERSION_HOLD : KH_REMOVAL_HOLD;
    if (is_between (use->until, hold, after, until))
      return TRUE;
  }
  return FALSE;
}
