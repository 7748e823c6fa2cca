/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts that take more than one call: one place for the command line and the console.
 *
 * Blocking; they use the client on its own thread, as kh_client_call(). Where a guard is due, what
 * was confirmed as a whole is handed in; nullable where nothing was. A reason for the audit records
 * is that of the client (kh_client_set_reason()).
 */
#pragma once

#include "kh-client.h"
#include "kh-vault-api.h"
#include "kh-wire-rules.h"

G_BEGIN_DECLS

/* An impact that somebody said yes to. Never changes: any thread. */
typedef struct {
  char *token;         /* (nullable): none was needed */
  char **environments; /* ids of those that go down */
  gint64 level;        /* of the guard */
} KhConfirmed;
KhConfirmed *kh_confirmed_new (KhJson *impact);
void kh_confirmed_free (KhConfirmed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhConfirmed, kh_confirmed_free)
/* TRUE when every environment that @other takes down was said yes to, and @other needs no name
 * typed that was not asked for. */
gboolean kh_confirmed_includes (const KhConfirmed *self, const KhConfirmed *other);
/* A step of what was @confirmed (nullable) as a whole: it has an impact and a token of its own.
 * What would take down more is not done: CONFIRMATION with the inner code ConfirmationStale. Takes
 * @call and @step. */
gboolean kh_act_take_step (KhClient *client, KhCall *call, KhWireImpactRequest *step,
                           const KhConfirmed *confirmed, GCancellable *cancellable, GError **error);

/* One version, or with @version NULL every version whose flag differs, the current one last: as
 * long as an older one is enabled, data under it stays readable when this stops midway. Without
 * @confirmed nothing that a guard protects is disabled, and with it no other environment goes down
 * than those in it: CONFIRMATION. */
gboolean kh_act_set_key_enabled (KhClient *client, const char *vault, const char *key,
                                 const char *version, gboolean enabled,
                                 const KhConfirmed *confirmed, GCancellable *cancellable,
                                 GError **error);

/* Disables a version that was enabled a moment ago. @before: the whole version as it was before,
 * when nothing could use it. STATE with the inner code VersionInUse when something has used it
 * since: an environment came back with it, data was wrapped by it, or an operation needs it. */
gboolean kh_act_undo_enable (KhClient *client, KhJson *before, GCancellable *cancellable,
                             GError **error);

/* What a principal gets: a role assignment where the vault is of the model rbac, else the role's
 * permissions on keys and secrets in an access policy. */
typedef struct {
  const char *vault;
  const char *principal; /* id */
  const char *role_id;   /* of kh-rbac.h */
} KhActGrant;
/* TRUE too when the principal had it, provided the caller may grant. */
gboolean kh_act_grant (KhClient *client, const KhArmPlace *place, const KhActGrant *grant,
                       GCancellable *cancellable, GError **error);
/* Gives the policy's identity get, wrapKey and unwrapKey on its key's vault, by the permission
 * model of the vault. @policy: id or name. */
gboolean kh_act_grant_policy (KhClient *client, const KhArmPlace *place, const char *policy,
                              GCancellable *cancellable, GError **error);

G_END_DECLS
