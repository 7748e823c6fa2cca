/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation policies in words. */
#include "kh-rotation-words.h"

#include "kh-cmk-ways.h"
#include "kh-text.h"

static char *
schedule (KhJson *key)
{
  const char *after = kh_json_string (key, "rotation.rotateAfter");
  const char *before = kh_json_string (key, "rotation.rotateBeforeExpiry");
  g_autofree char *words = kh_cmk_duration_words (after != NULL ? after : before);

  if (after != NULL)
    /* Translators: a time, as in "Every 18 months" */
    return g_strdup_printf (_ ("Every %s"), words);
  if (before != NULL)
    return g_strdup_printf (_ ("%s before a version expires"), words);
  return g_strdup (_ ("Not by itself"));
}

char *
kh_rotation_words (KhJson *key, KhTime now)
{
  KhTime next = kh_json_time (key, "rotation.nextAt");
  g_autofree char *words = schedule (key);
  g_autofree char *date = kh_text_date (next, now);

  if (next == KH_TIME_NONE)
    return g_steal_pointer (&words);
  return g_strdup_printf (_ ("%s, next on %s"), words, date);
}

char *
kh_rotation_words_of_trap (const KhRotationPolicy *policy, KhJson *key, KhTime now)
{
  KhTime exp = kh_json_time (key, "exp");
  g_autofree char *date = kh_text_date (exp, now);

  if (policy->expiry != NULL && exp != KH_TIME_NONE)
    return g_strdup_printf (_ ("The policy's expiry applies to versions made from now on. The "
                               "current version still expires on %s."),
                            date);
  if (policy->rotate_before != NULL && exp == KH_TIME_NONE)
    return g_strdup (_ ("The current version never expires, so nothing rotates it. Rotate the key "
                        "once, or give this version an expiry."));
  return NULL;
}

char *
kh_rotation_words_of_present_trap (KhJson *key, KhTime now)
{
  const KhRotationPolicy policy = {
    .rotate_before = (char *)kh_json_string (key, "rotation.rotateBeforeExpiry"),
    .expiry = (char *)kh_json_string (key, "rotation.expiry"),
  };

  return kh_rotation_words_of_trap (&policy, key, now);
}

static gboolean
is_good (const char *after, const char *before, const char *expiry)
{
  const KhRotationPolicy policy = { .rotate_after = (char *)after,
                                    .rotate_before = (char *)before,
                                    .expiry = (char *)expiry };

  return kh_rotation_policy_check (&policy, NULL);
}

const char *
kh_rotation_words_of_refusal (const KhRotationPolicy *policy)
{
  if (!is_good (NULL, NULL, policy->expiry))
    return _ ("New versions live for 28 days at least");
  if (policy->rotate_before != NULL && policy->expiry == NULL)
    return _ ("A rotation before the expiry needs versions that expire");
  if (policy->rotate_after != NULL && !is_good (policy->rotate_after, NULL, NULL))
    return _ ("At least 7 days lie between two rotations");
  return _ ("The rotation comes at least 7 days after a version is made, and 7 days before it "
            "expires");
}
