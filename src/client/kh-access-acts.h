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

G_END_DECLS
