/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring of this desktop as a way to open the organization: blocking, on the thread of the
 * client. */
#pragma once

#include "kh-client.h"

G_BEGIN_DECLS

/* Puts a fresh key into the keyring and a slot for it into the seal, for the account that is signed
 * in. The keyring may ask to be unlocked. Either both or none. Errors: EXISTS, PERMISSION, and
 * those of kh_keyring_store(). */
gboolean kh_act_add_keyring (KhClient *client, GCancellable *cancellable, GError **error);
/* Takes the slot out of the seal, and then the key out of the keyring. @forgotten: (out): FALSE
 * when the keyring still has the key, which opens nothing any more. */
gboolean kh_act_remove_keyring (KhClient *client, gboolean *forgotten, GCancellable *cancellable,
                                GError **error);

G_END_DECLS
