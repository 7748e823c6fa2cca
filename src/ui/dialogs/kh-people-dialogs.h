/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs about the organization and its people. Each makes a dialog; show it with
 * kh_dialog_show(). Main thread. */
#pragma once

#include "kh-dialog.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* Organization Settings. An account that is no owner sees them and changes none. */
KhDialog *kh_organization_dialog_new (KhOrganization *organization);
/* @account: (nullable): as the tenant tells it; NULL adds one. */
KhDialog *kh_account_dialog_new (KhOrganization *organization, KhJson *account);
/* Of the account in use: changes the passphrase it has, or gives it its first one. */
KhDialog *kh_passphrase_dialog_new (KhOrganization *organization, gboolean has_passphrase);
/* Save a Recovery Sheet…; @replaces: there is one, which becomes worthless. */
KhDialog *kh_save_sheet_dialog_new (KhOrganization *organization, gboolean replaces);
/* After a recovery sheet opened it: a new passphrase of the account in use, which the bytes of the
 * code, @recovery, prove to be allowed. */
KhDialog *kh_passphrase_dialog_new_recovered (KhOrganization *organization, KhSecret *recovery);
/* Shift Clock…, of a rehearsal. What would be deleted by then asks for the organization's name. */
KhDialog *kh_shift_dialog_new (KhOrganization *organization);

G_END_DECLS
