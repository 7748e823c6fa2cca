/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about requests of persons. */
#include "kh-request-api.h"

#include "kh-routes.h"
#include "kh-wire-account.h"

#define K KH_KEYHOLD_PREFIX

KhCall *
kh_request_api_list (const char *state)
{
  g_autofree char *word = state != NULL ? kh_call_escape (state) : NULL;
  KhCall *call = word != NULL
                     ? kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/requests?state=%s", word)
                     : kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/requests");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_request_api_get (const char *request)
{
  g_autofree char *id = kh_call_escape (request);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/requests/%s", id);
}

KhCall *
kh_request_api_file (const KhWireRequestFiling *filing)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/requests");

  kh_call_set_body (call, kh_wire_request_filing_print (filing));
  return call;
}

KhCall *
kh_request_api_decide (const char *request, const char *verb, KhSecret *passphrase,
                       const char *reason)
{
  g_autofree char *id = kh_call_escape (request);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/requests/%s/%s", id, verb);
  g_autoptr (KhWireDecision) body = kh_wire_decision_new ();

  body->reason = g_strdup (reason);
  if (passphrase != NULL)
    body->passphrase =
        g_strndup ((const char *)kh_secret_get_bytes (passphrase), kh_secret_get_size (passphrase));
  kh_call_set_secret_body (call, kh_wire_decision_print (body));
  kh_wire_wipe (body->passphrase);
  return call;
}
