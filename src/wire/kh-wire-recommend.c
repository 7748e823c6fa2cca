/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of findings. */
#include "kh-wire-recommend.h"

#define O(member) G_STRUCT_OFFSET (KhWireRecommendation, member)
static const KhField recommendation_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "rule", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (rule) },
  { "severity", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (severity) },
  { "topic", KH_FIELD_TEXT, 0, O (topic) },
  { "dismissed", KH_FIELD_BOOL, 0, O (dismissed) },
  { "kind", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kind) },
  { "object", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (object) },
  { "subject", KH_FIELD_TEXT, 0, O (subject) },
  { "title", KH_FIELD_TEXT, 0, O (title) },
  { "evidence", KH_FIELD_TEXT, 0, O (evidence) },
  { "why", KH_FIELD_TEXT, 0, O (why) },
  { "consequence", KH_FIELD_TEXT, 0, O (consequence) },
  { "due", KH_FIELD_TIME, 0, O (due) },
  { "environments", KH_FIELD_TEXTS, 0, O (environments) },
  { "owner", KH_FIELD_TEXT, 0, O (owner) },
  { "who", KH_FIELD_TEXTS, 0, O (who) },
  { "remedy", KH_FIELD_TEXT, 0, O (remedy) },
  { "oneCall", KH_FIELD_BOOL, 0, O (one_call) },
  { "version", KH_FIELD_TEXT, KH_FIELD_OMIT, O (version) },
  { "account", KH_FIELD_TEXT, KH_FIELD_OMIT, O (account) },
  { "fix", KH_FIELD_NULL, 0, O (fix_text) },
  { "fix.text", KH_FIELD_TEXT, KH_FIELD_OMIT, O (fix_text) },
  { "fix.command", KH_FIELD_TEXT, KH_FIELD_OMIT, O (fix_command) },
  { "resolved", KH_FIELD_BOOL, KH_FIELD_OMIT, O (resolved) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRecommendation, wire_recommendation, recommendation_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRecommendations, member)
static const KhField recommendations_fields[] = {
  { "value", KH_FIELD_LIST, 0, O (value), &kh_wire_recommendation_shape },
  { "passed", KH_FIELD_INT, KH_FIELD_REQUIRED, O (passed) },
  { "unknown", KH_FIELD_INT, 0, O (unknown) },
  { "total", KH_FIELD_INT, KH_FIELD_REQUIRED, O (total) },
  { "checkedAt", KH_FIELD_TIME, 0, O (checked_at) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRecommendations, wire_recommendations, recommendations_fields)

KhWireRecommendation *
kh_wire_recommendation_from (const KhRecommendation *finding)
{
  KhWireRecommendation *wire = kh_wire_recommendation_new ();

  wire->id = g_strdup (finding->id);
  wire->rule = g_strdup (finding->rule);
  wire->severity = g_strdup (kh_grade_to_string (finding->grade));
  wire->topic = g_strdup (kh_topic_to_string (finding->topic));
  wire->dismissed = finding->dismissed;
  wire->kind = g_strdup (finding->kind);
  wire->object = g_strdup (finding->object);
  wire->subject = g_strdup (finding->subject);
  wire->title = g_strdup (finding->title);
  wire->evidence = g_strdup (finding->evidence);
  wire->why = g_strdup (finding->why);
  wire->consequence = g_strdup (finding->consequence);
  wire->due = finding->due;
  wire->environments = g_strdupv (finding->environments);
  wire->owner = g_strdup (kh_owner_to_string (finding->owner));
  wire->who = g_strdupv (finding->who);
  wire->remedy = g_strdup (kh_remedy_to_string (finding->remedy));
  wire->one_call = kh_remedy_is_one_call (finding->remedy);
  wire->version = g_strdup (finding->version);
  wire->account = g_strdup (finding->account_id);
  wire->fix_text = g_strdup (finding->fix_text);
  wire->fix_command = g_strdup (finding->fix_command);
  return wire;
}

KhWireRecommendations *
kh_wire_recommendations_from (const KhRecommendations *all, KhTime now)
{
  KhWireRecommendations *wire = kh_wire_recommendations_new ();

  for (guint i = 0; i < all->found->len; i++)
    g_ptr_array_add (wire->value, kh_wire_recommendation_from (all->found->pdata[i]));
  wire->passed = all->passed;
  wire->unknown = all->unknown;
  wire->total = all->total;
  wire->checked_at = now;
  return wire;
}
