/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New versions of keys, and which version a policy uses. As in kh-acts.h. */
#pragma once

#include "kh-acts.h"

G_BEGIN_DECLS

/* What a new version is like. */
typedef struct {
  guint size;        /* bits; 0: as the version of today */
  KhTime exp;        /* KH_TIME_NONE: as the key's rotation policy says, else never */
  gboolean disabled; /* nothing takes it up before it is enabled */
} KhNewVersion;
#define KH_NEW_VERSION_PLAIN                                                                       \
  {                                                                                                \
    .exp = KH_TIME_NONE                                                                            \
  }
/* TRUE when @how asks for nothing else than what a rotation makes by itself. */
gboolean kh_new_version_is_plain (const KhNewVersion *how);
/* (transfer full): the version, as the vault answers it. Type and operations are those of the
 * version of today. */
KhJson *kh_act_rotate (KhClient *client, const char *vault, const char *key,
                       const KhNewVersion *how, GCancellable *cancellable, GError **error);

/* Which version of its key the policy uses. @policy: id or name. @version: (nullable): a whole one;
 * NULL: the newest from now on. Data keys are wrapped again where the version can be used. */
gboolean kh_act_set_policy_version (KhClient *client, const KhArmPlace *place, const char *policy,
                                    const char *version, GCancellable *cancellable, GError **error);

G_END_DECLS
