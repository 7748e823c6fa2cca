/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of a guard of level 1 to 3: the question, the affected objects as rows, and the name
 * to type. Main thread. Its response is "verb" or "cancel". */
#pragma once

#include <adwaita.h>

#include "kh-confirm.h"

G_BEGIN_DECLS

#define KH_TYPE_CONFIRM_DIALOG (kh_confirm_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhConfirmDialog, kh_confirm_dialog, KH, CONFIRM_DIALOG, AdwMessageDialog)

/* @impact: (nullable): none at level 1. @now: of the organization. */
KhConfirmDialog *kh_confirm_dialog_new (const KhConfirmTexts *texts, KhJson *impact, KhTime now);
/* Does not ask: says what would be locked, and that Lock Environments goes on with it. */
KhConfirmDialog *kh_confirm_dialog_new_lock (KhJson *impact, KhTime now);
/* Says above the buttons why the question comes again. */
void kh_confirm_dialog_set_refusal (KhConfirmDialog *self, const GError *refusal);

G_END_DECLS
