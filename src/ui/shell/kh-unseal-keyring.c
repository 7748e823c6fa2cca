/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keyring means for the window that opens a sealed organization. */
#include "kh-unseal-keyring.h"

#include "kh-keyring.h"
#include "kh-text.h"

gboolean
kh_unseal_has_way (KhSession *session, KhSessionWays way)
{
  return (kh_session_get_ways (session) & (guint)way) != 0;
}

const char *
kh_unseal_keyring_reason (KhSession *session, gboolean instead)
{
  return instead ? NULL : kh_keyring_reason (kh_session_get_error (session));
}

gboolean
kh_unseal_is_locked (const char *reason)
{
  return g_strcmp0 (reason, KH_KEYRING_LOCKED) == 0 || g_strcmp0 (reason, KH_KEYRING_REFUSED) == 0;
}

gboolean
kh_unseal_has_trouble (KhSession *session, gboolean instead)
{
  const char *reason = kh_unseal_keyring_reason (session, instead);

  return kh_unseal_is_locked (reason)
         || (reason != NULL && !kh_unseal_has_way (session, KH_SESSION_WAY_PASSPHRASE));
}

gboolean
kh_unseal_wants_passphrase (KhSession *session, gboolean instead)
{
  if (kh_unseal_has_way (session, KH_SESSION_WAY_KEPT))
    return FALSE;
  return instead || kh_unseal_keyring_reason (session, instead) != NULL
         || !kh_unseal_has_way (session, KH_SESSION_WAY_KEYRING);
}

char *
kh_unseal_keyring_text (const char *reason)
{
  if (kh_unseal_is_locked (reason))
    return g_strdup (_ ("The keyring is locked"));
  if (g_strcmp0 (reason, KH_KEYRING_MISSING) == 0)
    return g_strdup (_ ("This desktop has no keyring"));
  if (g_strcmp0 (reason, KH_KEYRING_SILENT) == 0)
    return g_strdup (_ ("The keyring does not answer"));
  return g_strdup (_ ("The keyring has no key of this organization"));
}
