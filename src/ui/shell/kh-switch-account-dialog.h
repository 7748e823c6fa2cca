/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Switch Account…: who acts from now on (pages.md 1.3). Main thread. */
#pragma once

#include "kh-dialog.h"
#include "kh-session.h"

G_BEGIN_DECLS

#define KH_TYPE_SWITCH_ACCOUNT_DIALOG (kh_switch_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhSwitchAccountDialog, kh_switch_account_dialog, KH, SWITCH_ACCOUNT_DIALOG,
                      KhDialog)

/* @session is open. When the account was changed, the session has another organization; the dialog
 * goes with the window that shows the one before. Reads the accounts; an account that may not read
 * them types a name. */
KhDialog *kh_switch_account_dialog_new (KhSession *session);

G_END_DECLS
