/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking environments on purpose: the triggers of `lock plan`, done. As in kh-acts.h. */
#pragma once

#include "kh-acts.h"

G_BEGIN_DECLS

/* TRUE for the triggers that kh_act_lock() does (cli.md 2). Any thread. */
gboolean kh_act_is_lock (const char *trigger);
/* Does what @impact says: its trigger to its target. @impact: the answer of POST /impact to the
 * words of a trigger and a target, which somebody said yes to. What would take down more by now is
 * not done: CONFIRMATION with the inner code ConfirmationStale. ARGUMENT for another trigger. */
gboolean kh_act_lock (KhClient *client, const KhArmPlace *place, KhJson *impact,
                      GCancellable *cancellable, GError **error);

G_END_DECLS
