/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which built-in roles allow what an access policy of a vault allows (domain.md 6.8, 6.9): the move
 * from one permission model to the other. Pure functions, any thread. */
#pragma once

#include "kh-rbac.h"

G_BEGIN_DECLS

#define KH_RBAC_MATCH_MOST 3

typedef struct {
  const KhRbacRole *roles[KH_RBAC_MATCH_MOST];
  guint n_roles;
  /* What the roles allow beside it, since roles come as they are. */
  KhKeyPermissions more_keys;
  KhSecretPermissions more_secrets;
} KhRbacMatch;

/* The roles that together allow all of @keys and @secrets, and as little more as there is; of those
 * the fewest. None for what allows nothing. FALSE: no roles of the table allow all of it. */
gboolean kh_rbac_match (KhKeyPermissions keys, KhSecretPermissions secrets, KhRbacMatch *match);

G_END_DECLS
