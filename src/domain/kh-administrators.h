/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No administrator role loses its last account (model.md 6): nobody could give it back, or take
 * keys and environments over. Pure functions, any thread. */
#pragma once

#include "kh-estate.h"

G_BEGIN_DECLS

/* TRUE if owner, kva and ppa each still have an account when @account_id has @roles; KH_ROLE_NONE
 * stands for its removal. A role that nobody has now is not asked for. Errors: RULE with
 * "LastOwner", "LastKva" or "LastPpa", target the account. */
gboolean kh_estate_keeps_administrators (const KhEstate *estate, const char *account_id,
                                         KhRoles roles, GError **error);

G_END_DECLS
