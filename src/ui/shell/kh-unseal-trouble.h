/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in the way of the keyring that opens an organization, and what can be done about it.
 * Main thread.
 *
 * Signals: "unlock": the keyring shall be asked once more; "instead": somebody prefers the
 * passphrase; "sheet": or the recovery sheet. */
#pragma once

#include <adwaita.h>

#include "kh-session.h"

G_BEGIN_DECLS

#define KH_TYPE_UNSEAL_TROUBLE (kh_unseal_trouble_get_type ())
G_DECLARE_FINAL_TYPE (KhUnsealTrouble, kh_unseal_trouble, KH, UNSEAL_TROUBLE, AdwBin)

void kh_unseal_trouble_show (KhUnsealTrouble *self, KhSession *session);
void kh_unseal_trouble_grab_focus (KhUnsealTrouble *self);

G_END_DECLS
