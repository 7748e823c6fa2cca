/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best set of roles for what is to be allowed, found by trying all small sets. */
#include "kh-rbac-match.h"

typedef struct {
  guint keys, secrets; /* wanted, as bits */
  guint best_excess;
  KhRbacMatch *match;
  gboolean found;
} Search;

static guint
count_bits (guint bits)
{
  guint n = 0;

  for (; bits != 0; bits &= bits - 1)
    n++;
  return n;
}

/* Roles without keys and secrets only add to a set. */
static gboolean
is_of_use (const KhRbacRole *role, const Search *search)
{
  return ((guint)role->permissions & search->keys) != 0
         || ((guint)role->secrets & search->secrets) != 0;
}

static void
judge (Search *search, const KhRbacRole *const *roles, guint n)
{
  guint keys = 0, secrets = 0, excess;

  for (guint i = 0; i < n; i++) {
    keys |= (guint)roles[i]->permissions;
    secrets |= (guint)roles[i]->secrets;
  }
  if ((search->keys & ~keys) != 0 || (search->secrets & ~secrets) != 0)
    return;
  excess = count_bits (keys & ~search->keys) + count_bits (secrets & ~search->secrets);
  if (search->found
      && (excess > search->best_excess
          || (excess == search->best_excess && n >= search->match->n_roles)))
    return;
  search->found = TRUE;
  search->best_excess = excess;
  search->match->n_roles = n;
  for (guint i = 0; i < n; i++)
    search->match->roles[i] = roles[i];
  search->match->more_keys = (KhKeyPermissions)(keys & ~search->keys);
  search->match->more_secrets = (KhSecretPermissions)(secrets & ~search->secrets);
}

/* Every set of @n roles, and those that come of it with roles from @first on. */
static void
try_sets (Search *search, const KhRbacRole **roles, guint n, guint first)
{
  guint n_all;
  const KhRbacRole *all = kh_rbac_roles (&n_all);

  judge (search, roles, n);
  for (guint i = first; i < n_all && n < KH_RBAC_MATCH_MOST; i++) {
    if (!is_of_use (&all[i], search))
      continue;
    roles[n] = &all[i];
    try_sets (search, roles, n + 1, i + 1);
  }
}

gboolean
kh_rbac_match (KhKeyPermissions keys, KhSecretPermissions secrets, KhRbacMatch *match)
{
  const KhRbacRole *roles[KH_RBAC_MATCH_MOST];
  Search search = { .keys = (guint)keys, .secrets = (guint)secrets, .match = match };

  *match = (KhRbacMatch){ .n_roles = 0 };
  try_sets (&search, roles, 0, 0);
  return search.found;
}
