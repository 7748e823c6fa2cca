/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key's rotation policy: when it gets a new version by itself, and when that expires (domain.md
 * 6.6, protocol.md 2.2 and 8.3). Durations are ISO 8601 texts, with calendar months. Pure, any
 * thread. */
#pragma once

#include "kh-key.h"

G_BEGIN_DECLS

typedef struct {
  char *rotate_after;  /* (nullable): after the version was made */
  char *rotate_before; /* (nullable): before it expires */
  char *notify_after;  /* (nullable) */
  char *notify_before; /* (nullable) */
  char *expiry;        /* (nullable): of versions that are made from now on */
  KhTime created_at, updated_at;
} KhRotationPolicy;
/* Nothing is set, both times are KH_TIME_NONE. */
KhRotationPolicy *kh_rotation_policy_new (void);
void kh_rotation_policy_free (KhRotationPolicy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhRotationPolicy, kh_rotation_policy_free)

/* As KhKey keeps it: "rotate-after=P18M;expiry=P2Y;created=…;updated=…", members that are not set
 * left out. (transfer full); a text that is none gives NULL. */
char *kh_rotation_policy_to_text (const KhRotationPolicy *self);
KhRotationPolicy *kh_rotation_policy_parse (const char *text);

/* ARGUMENT with the member of the wire as target: at most one rotation, at least 7 days after the
 * version was made and before it expires; an expiry of at least 28 days. */
gboolean kh_rotation_policy_check (const KhRotationPolicy *self, GError **error);
gboolean kh_rotation_policy_rotates (const KhRotationPolicy *self);

/* (transfer full) (nullable) */
KhRotationPolicy *kh_key_get_rotation_policy (const KhKey *key);
/* TRUE if the key has a policy, and that rotates it. */
gboolean kh_key_rotates_itself (const KhKey *key);
/* When the newest version is replaced by itself; KH_TIME_NONE for never: a deleted key, a disabled
 * version, one without the expiry that the policy counts from. */
KhTime kh_key_get_rotation_time (const KhKey *key);
/* What a version made at @made expires at by the key's policy, or KH_TIME_NONE. */
KhTime kh_key_get_new_expiry (const KhKey *key, KhTime made);

G_END_DECLS
