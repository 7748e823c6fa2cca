/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about findings. */
#include "kh-finding-api.h"

#include "kh-routes.h"

#define K KH_KEYHOLD_PREFIX

KhCall *
kh_finding_api_list (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/findings");
}

KhCall *
kh_finding_api_get (const char *finding)
{
  g_autofree char *id = kh_call_escape (finding);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/findings/%s", id);
}

KhCall *
kh_finding_api_fix (const char *finding)
{
  g_autofree char *id = kh_call_escape (finding);

  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/findings/%s/fix", id);
}

KhCall *
kh_finding_api_set_dismissed (const char *finding, gboolean dismissed)
{
  g_autofree char *id = kh_call_escape (finding);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/findings/%s/%s", id,
                              dismissed ? "dismiss" : "undismiss");

  kh_call_set_idempotent (call);
  return call;
}
