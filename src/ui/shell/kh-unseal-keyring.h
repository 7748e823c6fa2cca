/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keyring of a sealed organization means for the window that opens it: whether something
 * has to be typed, and what is said of the keyring. Nothing is drawn here. Main thread.
 *
 * @instead: the passphrase is preferred to the keyring, whatever the keyring said.
 */
#pragma once

#include "kh-session.h"

G_BEGIN_DECLS

gboolean kh_unseal_has_way (KhSession *session, KhSessionWays way);
/* (nullable): why the keyring did not do; owned by the session's error. */
const char *kh_unseal_keyring_reason (KhSession *session, gboolean instead);
/* TRUE if somebody can unlock a keyring that did not do for @reason (nullable). */
gboolean kh_unseal_is_locked (const char *reason);
/* The keyring has a page of its own where somebody can do something about it, or nothing else
 * opens the organization. */
gboolean kh_unseal_has_trouble (KhSession *session, gboolean instead);
/* Nothing is to be typed where the passphrase is kept or the keyring will be asked. */
gboolean kh_unseal_wants_passphrase (KhSession *session, gboolean instead);
/* (transfer full): @reason in words. */
char *kh_unseal_keyring_text (const char *reason);

G_END_DECLS
