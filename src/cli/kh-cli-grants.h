/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access to vaults, by whichever permission model the vault has. One thread. */
#pragma once

#include "kh-access-acts.h"
#include "kh-cli-context.h"

G_BEGIN_DECLS

/* (transfer full): the principal of an account or a policy, named by name or id. */
char *kh_cli_principal (KhCli *cli, const char *text, GError **error);
/* The id of a role by its name or id; @role may be NULL, and the id then is too. */
gboolean kh_cli_role_id (const char *role, char **id, GError **error);
/* (transfer full) (element-type KhJson): role assignments and access policies of a vault. */
GPtrArray *kh_cli_grants_list (KhCli *cli, const char *vault, GError **error);
/* (transfer full): the same of the vault of the policy's key, and the readers of the policy. */
GPtrArray *kh_cli_grants_of_policy (KhCli *cli, KhJson *policy, GError **error);
extern const KhCliColumn kh_cli_access_columns[];
gboolean kh_cli_grants_add (KhCli *cli, const char *vault, const char *principal, const char *role,
                            GError **error);
/* Takes the grant away, as kh_act_revoke(). */
gboolean kh_cli_grants_remove (KhCli *cli, const KhActGrant *grant, const KhConfirmed *confirmed,
                               GError **error);

G_END_DECLS
