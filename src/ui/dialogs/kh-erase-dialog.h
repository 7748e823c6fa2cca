/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of a guard of level 4 (pages.md 5.1, style.md 4.18): what is lost as rows, the name to
 * type, the account's passphrase, and a switch that is off at first. Main thread.
 *
 * It proves the passphrase, then emits "proven" and stays busy until kh_erase_dialog_ask_again(),
 * or kh_dialog_done() closes it. An account without a passphrase is told so, and goes no further.
 */
#pragma once

#include "kh-confirm.h"
#include "kh-dialog.h"

G_BEGIN_DECLS

#define KH_TYPE_ERASE_DIALOG (kh_erase_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhEraseDialog, kh_erase_dialog, KH, ERASE_DIALOG, KhDialog)

/* @impact: with the name to confirm. */
KhEraseDialog *kh_erase_dialog_new (KhOrganization *organization, const KhConfirmTexts *texts,
                                    KhJson *impact);
/* Shows it over @parent, with the focus in the name. */
void kh_erase_dialog_show (KhEraseDialog *self, GtkWidget *parent);
/* The tenant refused: says why, shows the impact of now, and wants passphrase and switch again. */
void kh_erase_dialog_ask_again (KhEraseDialog *self, KhJson *impact, const GError *refusal);

G_END_DECLS
