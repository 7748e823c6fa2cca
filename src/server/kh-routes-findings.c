/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of the recommendations. */
#include "kh-route-tables.h"

#include "kh-routes.h"
#include "kh-tenant-acts.h"
#include "kh-view.h"
#include "kh-wire-recommend.h"

#define K KH_KEYHOLD_PREFIX

static gboolean
list_findings (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhRecommendations) all = kh_recommend (view->estate, view->now);
  g_autoptr (KhWireRecommendations) wire = kh_wire_recommendations_from (all, view->now);
  return kh_response_take (response, 200, kh_wire_recommendations_print (wire));
}

/* (transfer full) (nullable) */
static KhWireRecommendation *
find (KhRequest *request, const char *id)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhRecommendations) all = kh_recommend (view->estate, view->now);
  const KhRecommendation *found = kh_recommendations_find (all, id);
  return found != NULL ? kh_wire_recommendation_from (found) : NULL;
}

static gboolean
get_finding (KhRequest *request, KhResponse *response, GError **error)
{
  const char *id = kh_request_arg (request, 0);
  g_autoptr (KhWireRecommendation) wire = find (request, id);
  if (wire == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, id, "FindingNotFound", NULL,
                        "There is no such finding, or no longer");
    return FALSE;
  }
  return kh_response_take (response, 200, kh_wire_recommendation_print (wire));
}

static gboolean
dismiss (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_finding_set_dismissed (request->tenant, request->caller,
                                          kh_request_arg (request, 0), TRUE, error)
         && get_finding (request, response, error);
}

static gboolean
undismiss (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_finding_set_dismissed (request->tenant, request->caller,
                                          kh_request_arg (request, 0), FALSE, error)
         && get_finding (request, response, error);
}

/* Answers with the finding as it was, or with what is left of it. */
static gboolean
fix (KhRequest *request, KhResponse *response, GError **error)
{
  const char *id = kh_request_arg (request, 0);
  g_autoptr (KhWireRecommendation) before = find (request, id);
  if (!kh_tenant_finding_fix (request->tenant, request->caller, id, error))
    return FALSE;
  g_autoptr (KhWireRecommendation) after = find (request, id);
  if (after != NULL)
    return kh_response_take (response, 200, kh_wire_recommendation_print (after));
  before->resolved = TRUE;
  return kh_response_take (response, 200, kh_wire_recommendation_print (before));
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body              \
  }

/* clang-format off */
const KhRoute kh_finding_routes[] = {
  ROW ("GET", "/findings", list_findings, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", "/findings/{finding}", get_finding, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/findings/{finding}/fix", fix, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/findings/{finding}/dismiss", dismiss, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/findings/{finding}/undismiss", undismiss, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
