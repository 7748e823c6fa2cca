/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation policies of keys. */

#include "kh-rotation.h"

#include "kh-error.h"
#include "kh-limits.h"

#include <string.h>

KhRotationPolicy *
kh_rotation_policy_new (void)
{
  KhRotationPolicy *self = g_new0 (KhRotationPolicy, 1);
  self->created_at = KH_TIME_NONE;
  self->updated_at = KH_TIME_NONE;
  return self;
}

void
kh_rotation_policy_free (KhRotationPolicy *self)
{
  g_free (self->rotate_after);
  g_free (self->rotate_before);
  g_free (self->notify_after);
  g_free (self->notify_before);
  g_free (self->expiry);
  g_free (self);
}

/* --- As text ------------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  gsize offset;
} Member;
static const Member durations[] = {
  { "rotate-after", G_STRUCT_OFFSET (KhRotationPolicy, rotate_after) },
  { "rotate-before", G_STRUCT_OFFSET (KhRotationPolicy, rotate_before) },
  { "notify-after", G_STRUCT_OFFSET (KhRotationPolicy, notify_after) },
  { "notify-before", G_STRUCT_OFFSET (KhRotationPolicy, notify_before) },
  { "expiry", G_STRUCT_OFFSET (KhRotationPolicy, expiry) },
};
static const Member times[] = {
  { "created", G_STRUCT_OFFSET (KhRotationPolicy, created_at) },
  { "updated", G_STRUCT_OFFSET (KhRotationPolicy, updated_at) },
};

static char **
duration_of (const KhRotationPolicy *self, const Member *member)
{
  return (char **)G_STRUCT_MEMBER_P (self, member->offset);
}

char *
kh_rotation_policy_to_text (const KhRotationPolicy *self)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++) {
    const char *value = *duration_of (self, &durations[i]);
    if (value != NULL)
      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? ";" : "", durations[i].name, value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    KhTime time = G_STRUCT_MEMBER (KhTime, self, times[i].offset);
    if (time != KH_TIME_NONE)
      g_string_append_printf (text, "%s%s=%" G_GINT64_FORMAT, text->len > 0 ? ";" : "",
                              times[i].name, time);
  }
  return g_string_free (text, FALSE);
}

static gboolean
take_member (KhRotationPolicy *self, const char *name, const char *value)
{
  KhTime time;
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    if (g_str_equal (durations[i].name, name)) {
      g_free (*duration_of (self, &durations[i]));
      *duration_of (self, &durations[i]) = g_strdup (value);
      return kh_time_add_duration (0, value, &time);
    }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (g_str_equal (times[i].name, name))
      return g_ascii_string_to_signed (value, 10, G_MININT64 + 1, G_MAXINT64,
                                       &G_STRUCT_MEMBER (KhTime, self, times[i].offset), NULL);
  return FALSE;
}

KhRotationPolicy *
kh_rotation_policy_parse (const char *text)
{
  g_autoptr (KhRotationPolicy) self = kh_rotation_policy_new ();
  g_auto (GStrv) members = g_strsplit (text, ";", 0);
  for (guint i = 0; members[i] != NULL; i++) {
    char *value = strchr (members[i], '=');
    if (value == NULL)
      return NULL;
    *value++ = '\0';
    if (!take_member (self, members[i], value))
      return NULL;
  }
  return g_steal_pointer (&self);
}

/* --- Rules --------------------------------------------------------------------------------- */

/* Months are counted from the shortest one, so that a policy holds wherever the year begins. */
#define REFERENCE (1675209600 * KH_SECOND) /* 2023-02-01 */

static gboolean
refuse (const char *target, const char *advice, const char *message, GError **error)
{
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, target, "BadParameter", advice, message);
  return FALSE;
}

/* @length: what @duration is from the reference; 0 for none. */
static gboolean
measure (const char *duration, const char *target, gint64 *length, GError **error)
{
  KhTime end = REFERENCE;
  if (duration != NULL && (!kh_time_add_duration (REFERENCE, duration, &end) || end <= REFERENCE))
    return refuse (target, "Write a duration as in ISO 8601, for example P18M or P30D",
                   "The duration is not valid", error);
  *length = end - REFERENCE;
  return TRUE;
}

#define AFTER "timeAfterCreate"
#define BEFORE "timeBeforeExpiry"
#define EXPIRY "expiryTime"

static gboolean
check_lengths (gint64 after, gint64 before, gint64 expiry, GError **error)
{
  const char *advice = "Rotate at least 7 days after a version is made, and 7 days before it "
                       "expires";
  if (expiry > 0 && expiry < KH_EXPIRY_MIN)
    return refuse (EXPIRY, "Let versions live for 28 days or longer",
                   "The expiry of new versions is at least 28 days", error);
  if (before > 0 && expiry == 0)
    return refuse (BEFORE, "Give the policy an expiry of new versions too",
                   "A rotation before the expiry needs an expiry of new versions", error);
  if (after > 0 && (after < KH_ROTATION_MIN || (expiry > 0 && expiry - after < KH_ROTATION_MIN)))
    return refuse (AFTER, advice, "The rotation is too early, or too close to the expiry", error);
  if (before > 0 && (before < KH_ROTATION_MIN || expiry - before < KH_ROTATION_MIN))
    return refuse (BEFORE, advice, "The rotation is too early, or too close to the expiry", error);
  return TRUE;
}

gboolean
kh_rotation_policy_check (const KhRotationPolicy *self, GError **error)
{
  gint64 after, before, expiry, notice;
  if (!measure (self->rotate_after, AFTER, &after, error)
      || !measure (self->rotate_before, BEFORE, &before, error)
      || !measure (self->notify_after, AFTER, &notice, error)
      || !measure (self->notify_before, BEFORE, &notice, error)
      || !measure (self->expiry, EXPIRY, &expiry, error))
    return FALSE;
  if ((after > 0 && before > 0) || (self->notify_after != NULL && self->notify_before != NULL))
    return refuse ("lifetimeActions", "Name one trigger for each action",
                   "There is at most one rotation and one notice", error);
  return check_lengths (after, before, expiry, error);
}

gboolean
kh_rotation_policy_rotates (const KhRotationPolicy *self)
{
  return self->rotate_after != NULL || self->rotate_before != NULL;
}

/* --- Dates --------------------------------------------------------------------------------- */

KhRotationPolicy *
kh_key_get_rotation_policy (const KhKey *key)
{
  return key->rotation_policy != NULL ? kh_rotation_policy_parse (key->rotation_policy) : NULL;
}

gboolean
kh_key_rotates_itself (const KhKey *key)
{
  g_autoptr (KhRotationPolicy) policy = kh_key_get_rotation_policy (key);
  return policy != NULL && kh_rotation_policy_rotates (policy);
}

KhTime
kh_key_get_rotation_time (const KhKey *key)
{
  const KhKeyVersion *version = kh_key_get_current (key);
  if (key->rotation_policy == NULL || version == NULL || !version->enabled
      || kh_key_is_deleted (key))
    return KH_TIME_NONE;
  g_autoptr (KhRotationPolicy) policy = kh_key_get_rotation_policy (key);
  KhTime time = KH_TIME_NONE;
  if (policy == NULL)
    return KH_TIME_NONE;
  if (policy->rotate_after != NULL && version->created_at != KH_TIME_NONE
      && kh_time_add_duration (version->created_at, policy->rotate_after, &time))
    return time;
  if (policy->rotate_before != NULL && version->exp != KH_TIME_NONE
      && kh_time_subtract_duration (version->exp, policy->rotate_before, &time))
    return time;
  return KH_TIME_NONE;
}

KhTime
kh_key_get_new_expiry (const KhKey *key, KhTime made)
{
  g_autoptr (KhRotationPolicy) policy = kh_key_get_rotation_policy (key);
  KhTime time = KH_TIME_NONE;
  if (policy == NULL || policy->expiry == NULL
      || !kh_time_add_duration (made, policy->expiry, &time))
    return KH_TIME_NONE;
  return time;
}
