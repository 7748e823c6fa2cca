/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who can have access to a vault: the accounts of the organization and the identities of its
 * policies. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* (transfer full): what the principal is called: an account, a policy, else the beginning of its
 * id. @accounts: (nullable): array, as the tenant lists them. */
char *kh_principal_name (KhOrganization *organization, KhJson *accounts, const char *id);
/* TRUE for the identity of a policy. */
gboolean kh_principal_is_policy (KhOrganization *organization, const char *id);

typedef gboolean (*KhPrincipalFilter) (const char *id, gpointer data);
/* Offers those in @row that @filter (nullable) takes: people first, then policies. */
void kh_principals_offer (AdwComboRow *row, KhOrganization *organization, KhJson *accounts,
                          KhPrincipalFilter filter, gpointer data);
/* (nullable) (transfer none): the id of the chosen one. */
const char *kh_principals_get (AdwComboRow *row);

G_END_DECLS
