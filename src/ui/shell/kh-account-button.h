/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account in use: who it is, which roles it has, and the way to another one (pages.md 1.3).
 * Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_TYPE_ACCOUNT_BUTTON (kh_account_button_get_type ())
G_DECLARE_FINAL_TYPE (KhAccountButton, kh_account_button, KH, ACCOUNT_BUTTON, AdwBin)

/* Once. The button follows the account's name and roles. */
void kh_account_button_set_organization (KhAccountButton *self, KhOrganization *organization);

G_END_DECLS
