/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That the keyring is being asked, and the passphrase as the way around it where it takes long.
 * Main thread.
 *
 * Signals: "instead": somebody prefers the passphrase. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_UNSEAL_WAITING (kh_unseal_waiting_get_type ())
G_DECLARE_FINAL_TYPE (KhUnsealWaiting, kh_unseal_waiting, KH, UNSEAL_WAITING, AdwBin)

/* @other_way: there is a passphrase, which is offered after some seconds. */
void kh_unseal_waiting_set_waiting (KhUnsealWaiting *self, gboolean waiting, gboolean other_way);

G_END_DECLS
