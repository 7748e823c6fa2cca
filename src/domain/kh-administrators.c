/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last account of each administrator role. */
#include "kh-administrators.h"

#include "kh-error.h"

static const struct {
  KhRoles role;
  const char *inner, *message, *advice;
} administrators[] = {
  { KH_ROLE_OWNER, "LastOwner", "An organization needs at least one owner",
    "Make another account owner first" },
  { KH_ROLE_KVA, "LastKva", "An organization needs at least one Key Vault administrator",
    "Give another account the role kva first" },
  { KH_ROLE_PPA, "LastPpa", "An organization needs at least one Power Platform administrator",
    "Give another account the role ppa first" },
};

static gboolean
another_has (const KhEstate *estate, const char *account_id, KhRoles role)
{
  for (guint i = 0; i < kh_estate_n_accounts (estate); i++) {
    const KhAccount *account = kh_estate_account_at (estate, i);

    if (g_strcmp0 (account->id, account_id) != 0 && (account->roles & role) != 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
kh_estate_keeps_administrators (const KhEstate *estate, const char *account_id, KhRoles roles,
                                GError **error)
{
  const KhAccount *account = kh_estate_get_account (estate, account_id);
  guint lost = account != NULL ? account->roles & ~(guint)roles : 0;

  for (guint i = 0; i < G_N_ELEMENTS (administrators); i++) {
    if ((lost & administrators[i].role) == 0
        || another_has (estate, account_id, administrators[i].role))
      continue;
    kh_set_error_facts (error, KH_ERROR_RULE, account_id, administrators[i].inner,
                        administrators[i].advice, administrators[i].message);
    return FALSE;
  }
  return TRUE;
}
