/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared between the two views of access. */
#pragma once

#include "kh-access.h"

/* Why @principal_id lacks the service's permissions on the key: 1, 12 or 13; KH_TRIGGER_NONE if it
 * has them. */
KhTrigger _kh_access_get_grant_trigger (const KhEstate *estate, const char *principal_id,
                                        const KhVault *vault, const char *key);
/* Why the vault's network keeps a trusted service out: 7, 8 or 14. */
KhTrigger _kh_access_get_network_trigger (const KhVault *vault);
