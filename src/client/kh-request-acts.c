/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second person at the machine of the first. */
#include "kh-request-acts.h"

#include "kh-client-i18n.h"
#include "kh-request-api.h"
#include "kh-tenant-api.h"

/* Takes @call. */
static gboolean
do_as (KhClient *client, const char *token, KhCall *call, GCancellable *cancellable, GError **error)
{
  kh_call_set_token (call, token);
  return kh_client_do (client, call, cancellable, error);
}

gboolean
kh_act_approve_as (KhClient *client, const char *account, KhSecret *passphrase, const char *request,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) session =
      kh_client_call (client, kh_tenant_api_sign_in (account, passphrase), cancellable, error);
  const char *token = kh_json_string (session, "token");
  gboolean approved;

  if (session == NULL)
    return FALSE;
  approved = do_as (client, token, kh_request_api_decide (request, "approve", passphrase, NULL),
                    cancellable, error);
  /* Ended also by who gave up meanwhile; what came of the approval stands whether it ends or not.
   */
  do_as (client, token, kh_tenant_api_sign_out (), NULL, NULL);
  return approved;
}

const char *
kh_request_reason_missing (void)
{
  return _ ("Write the reason");
}
