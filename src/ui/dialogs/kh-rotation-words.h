/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a key's rotation policy is called in words. Every text is (transfer full) unless it says
 * otherwise. Main thread. */
#pragma once

#include "kh-json.h"
#include "kh-rotation.h"

G_BEGIN_DECLS

/* "Every 18 months, next on May 10, 2028", from the member "rotation" of a key's snapshot. */
char *kh_rotation_words (KhJson *key, KhTime now);
/* (nullable): what a policy does not do to the version that exists (pages.md 2.4). */
char *kh_rotation_words_of_trap (const KhRotationPolicy *policy, KhJson *key, KhTime now);
/* The same for the policy that the key has. */
char *kh_rotation_words_of_present_trap (KhJson *key, KhTime now);
/* (transfer none): why a policy that kh_rotation_policy_check() refuses cannot be. */
const char *kh_rotation_words_of_refusal (const KhRotationPolicy *policy);

G_END_DECLS
