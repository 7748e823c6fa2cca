/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access to vaults in both permission models: listed and taken away, for the command line and the
 * console. As in kh-acts.h.
 */
#pragma once

#include "kh-acts.h"

G_BEGIN_DECLS

/* (transfer full) (element-type KhJson): who has access to the vault and to single keys in it:
 * principal (name) and principalId, scope, role and roleId of an assignment with its id, or
 * permissions and secretPermissions of an access policy; effective tells whether the vault's
 * permission model makes it count. */
GPtrArray *kh_act_list_access (KhClient *client, const KhArmPlace *place, const char *vault,
                               GCancellable *cancellable, GError **error);
/* Takes the role (NULL: every role, and the access policy) of the principal on the vault and on its
 * keys away. What a guard protects goes only with @confirmed, and takes no other environment down
 * than those in it: CONFIRMATION. NOT_FOUND where there was nothing to take. */
gboolean kh_act_revoke (KhClient *client, const KhArmPlace *place, const KhActGrant *grant,
                        const KhConfirmed *confirmed, GCancellable *cancellable, GError **error);

/* What an access policy of a vault shall allow a principal; nothing at all: it is removed. */
typedef struct {
  const char *vault;
  const char *principal;                    /* id */
  const char *const *keys, *const *secrets; /* (nullable): permissions, in the words of the wire */
} KhActAccessPolicy;
/* (transfer full): the part of the vault's resource after that change, to ask for its impact as an
 * update of the vault. @rows: array as kh_vault_api_access_policies() lists it. */
char *kh_act_print_access_policies (KhJson *rows, const KhActAccessPolicy *wanted);
/* Makes, changes or removes the entry of the principal and leaves the others as they are. Guards as
 * kh_act_revoke(). NOT_FOUND where there was nothing to remove. */
gboolean kh_act_set_access_policy (KhClient *client, const KhArmPlace *place,
                                   const KhActAccessPolicy *wanted, const KhConfirmed *confirmed,
                                   GCancellable *cancellable, GError **error);

G_END_DECLS
