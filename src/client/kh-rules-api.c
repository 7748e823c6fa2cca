/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about rules on the present facts, and the audit log. */
#include "kh-rules-api.h"

#include "kh-routes.h"

#define K KH_KEYHOLD_PREFIX

KhCall *
kh_rules_api_preflight (const char *policy, const char *const *environments)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/preflight");
  g_autoptr (KhWirePreflightRequest) body = kh_wire_preflight_request_new ();

  body->policy = g_strdup (policy);
  body->environments = g_strdupv ((char **)environments);
  kh_call_set_body (call, kh_wire_preflight_request_print (body));
  kh_call_set_idempotent (call);
  return call;
}

KhCall *
kh_rules_api_impact (const KhWireImpactRequest *change)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/impact");

  kh_call_set_body (call, kh_wire_impact_request_print (change));
  kh_call_set_idempotent (call);
  return call;
}

KhCall *
kh_rules_api_diagnosis (const char *environment, const char *policy)
{
  g_autofree char *id = kh_call_escape (environment != NULL ? environment : policy);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/diagnosis?%s=%s",
                      environment != NULL ? "environment" : "policy", id);
}

KhCall *
kh_audit_api_page (guint64 after, guint limit, const char *object)
{
  g_autofree char *id = object != NULL ? kh_call_escape (object) : NULL;

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET",
                      K "/audit?after=%" G_GUINT64_FORMAT "&limit=%u%s%s", after, limit,
                      id != NULL ? "&object=" : "", id != NULL ? id : "");
}

KhCall *
kh_audit_api_verify (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/verify");
}

KhCall *
kh_audit_api_export (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/export");
}
