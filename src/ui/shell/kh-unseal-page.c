/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the window that opens an organization. */
#include "kh-unseal-page.h"

#include "kh-text.h"
#include "kh-unseal-keyring.h"

const char *
kh_unseal_page_name (KhSession *session, KhUnsealRun running, gboolean instead)
{
  KhSessionState state = kh_session_get_state (session);

  if ((state == KH_SESSION_WAITING && !instead) || running == KH_UNSEAL_RUN_UNLOCK)
    return "keyring";
  if (running == KH_UNSEAL_RUN_UNSEAL)
    return "asking";
  if (running == KH_UNSEAL_RUN_LOOK || running == KH_UNSEAL_RUN_COPY)
    return "opening";
  if (state == KH_SESSION_SEALED)
    return kh_unseal_has_trouble (session, instead) ? "trouble" : "asking";
  if (state == KH_SESSION_FAILED)
    return "failed";
  return state == KH_SESSION_WAITING ? "asking" : "opening";
}

const char *
kh_unseal_page_title (const char *page, const char *failure)
{
  if (g_str_equal (page, "failed"))
    return failure;
  if (g_str_equal (page, "asking") || g_str_equal (page, "trouble"))
    return _ ("Unseal the Organization");
  if (g_str_equal (page, "keyring"))
    return _ ("Waiting for the Keyring");
  return _ ("Opening the Organization");
}
