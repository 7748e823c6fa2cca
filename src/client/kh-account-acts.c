/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proof of who is there. */
#include "kh-account-acts.h"

#include "kh-tenant-api.h"

gboolean
kh_act_prove_passphrase (KhClient *client, const char *account, KhSecret *passphrase,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) session =
      kh_client_call (client, kh_tenant_api_sign_in (account, passphrase), cancellable, error);

  if (session == NULL)
    return FALSE;
  /* The session that came of it is of no further use; the proof stands whether it ends or not. */
  kh_client_set_token (client, kh_json_string (session, "token"));
  kh_client_do (client, kh_tenant_api_sign_out (), cancellable, NULL);
  kh_client_set_token (client, NULL);
  return TRUE;
}
