/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pre-flight, impact, diagnosis, policies in the lean shape, operations. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-impact-request.h"
#include "kh-routes.h"
#include "kh-tenant-acts.h"
#include "kh-tenant-data.h"
#include "kh-view.h"
#include "kh-wire-log.h"
#include "kh-wire-rules.h"

#define K KH_KEYHOLD_PREFIX

static gboolean
preflight (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWirePreflightRequest) body = kh_wire_preflight_request_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  KhGoal goal = KH_GOAL_ENABLE;
  if (body->goal != NULL && !kh_goal_from_word (body->goal, &goal)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "goal is enable, change, revert or rotate");
    return FALSE;
  }
  if (body->policy == NULL && goal != KH_GOAL_REVERT) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "policy is needed");
    return FALSE;
  }
  g_autoptr (KhPreflight) result =
      kh_tenant_preflight (request->tenant, request->caller, goal, body->policy,
                           (const char *const *)body->environments, error);
  if (result == NULL)
    return FALSE;
  g_autoptr (KhWirePreflight) wire = kh_wire_preflight_from (result);
  return kh_response_take (response, 200, kh_wire_preflight_print (wire));
}

static gboolean
impact (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireImpactRequest) body = kh_wire_impact_request_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  g_autoptr (KhChange) change = kh_impact_request_to_change (view, body, error);
  g_autofree char *token = NULL;
  if (change == NULL)
    return FALSE;
  g_autoptr (KhImpact) result =
      kh_tenant_impact (request->tenant, request->caller, change, &token, error);
  if (result == NULL)
    return FALSE;
  g_autoptr (KhWireImpact) wire = kh_wire_impact_from (result, view->estate, token);
  wire->approval_needed =
      kh_estate_get_tenant (view->estate)->four_eyes && result->level >= KH_GUARD_DOWN;
  return kh_response_take (response, 200, kh_wire_impact_print (wire));
}

static gboolean
diagnosis (KhRequest *request, KhResponse *response, GError **error)
{
  const char *environment = kh_request_query (request, "environment");
  const char *policy = kh_request_query (request, "policy");
  if ((environment == NULL) == (policy == NULL)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "One of environment and policy is needed");
    return FALSE;
  }
  g_autoptr (KhDiagnosis) result = kh_tenant_diagnose (
      request->tenant, request->caller, environment != NULL ? environment : policy, error);
  if (result == NULL)
    return FALSE;
  g_autoptr (KhWireDiagnosis) wire = kh_wire_diagnosis_from (result);
  return kh_response_take (response, 200, kh_wire_diagnosis_print (wire));
}

static gboolean
list_policies (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_policy_shape);
  for (guint i = 0; i < kh_estate_n_policies (view->estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (view->estate, i);
    if (kh_policy_is_live (policy))
      kh_list_take (list, kh_view_policy (view, policy));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_wire_policy_shape, list));
}

static gboolean
answer_policy (KhRequest *request, KhResponse *response, const KhPolicy *policy)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWirePolicy) wire = kh_view_policy (view, policy);
  return kh_response_take (response, 200, kh_wire_policy_print (wire));
}

static gboolean
get_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhPolicy *policy = kh_view_find_policy (view, kh_request_arg (request, 0), error);
  return policy != NULL && answer_policy (request, response, policy);
}

static gboolean
set_reader (KhRequest *request, KhResponse *response, GError **error)
{
  gboolean reader = strcmp (request->route->method, "PUT") == 0;
  g_autoptr (KhPolicy) policy =
      kh_tenant_policy_set_reader (request->tenant, request->caller, kh_request_arg (request, 0),
                                   kh_request_arg (request, 1), reader, error);
  return policy != NULL && answer_policy (request, response, policy);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const KhOperation *first = *(const KhOperation *const *)a;
  const KhOperation *second = *(const KhOperation *const *)b;
  if (first->created_at != second->created_at)
    return first->created_at < second->created_at ? 1 : -1;
  return strcmp (first->id, second->id);
}

/* (transfer container): of one environment, or all. */
static GPtrArray *
collect_operations (KhView *view, const char *environment_id, gboolean active)
{
  GPtrArray *found = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_operations (view->estate); i++) {
    const KhOperation *operation = kh_estate_operation_at (view->estate, i);
    if ((environment_id == NULL || g_strcmp0 (operation->environment_id, environment_id) == 0)
        && (!active || kh_operation_is_active (operation)))
      g_ptr_array_add (found, (gpointer)operation);
  }
  g_ptr_array_sort (found, newest_first);
  return found;
}

static gboolean
list_operations (KhRequest *request, KhResponse *response, GError **error)
{
  const char *name = kh_request_query (request, "environment"), *text = NULL;
  guint64 after = 0;
  guint limit = 0;
  g_autoptr (KhView) view = kh_view_new (request);
  const KhEnvironment *environment =
      name == NULL ? NULL : kh_view_find_environment (view, name, error);
  if ((name != NULL && environment == NULL) || !kh_request_page (request, &text, &limit, error)
      || !kh_request_query_number (request, "after", 0, G_MAXUINT, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) found =
      collect_operations (view, environment == NULL ? NULL : environment->id,
                          kh_request_query_bool (request, "active"));
  g_autoptr (KhList) list = kh_list_new (&kh_wire_operation_shape);
  for (guint i = (guint)after; i < found->len && list->value->len < limit; i++)
    kh_list_take (list, kh_view_operation (view, found->pdata[i]));
  if (after + limit < found->len) {
    g_autofree char *next = g_strdup_printf ("%" G_GUINT64_FORMAT, after + limit);
    list->next_link = kh_request_next_link (request, "after", next);
  }
  return kh_response_take (response, 200, kh_list_print (&kh_wire_operation_shape, list));
}

static gboolean
answer_operation (KhRequest *request, KhResponse *response, int status,
                  const KhOperation *operation)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireOperation) wire = kh_view_operation (view, operation);
  return kh_response_take (response, status, kh_wire_operation_print (wire));
}

static gboolean
get_operation (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhOperation *operation = kh_view_find_operation (view, kh_request_arg (request, 0), error);
  return operation != NULL && answer_operation (request, response, 200, operation);
}

static gboolean
cancel_operation (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhOperation) operation = kh_tenant_operation_cancel (
      request->tenant, request->caller, kh_request_arg (request, 0), error);
  return operation != NULL && answer_operation (request, response, 200, operation);
}

static gboolean
retry_operation (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhOperation) operation = kh_tenant_operation_retry (
      request->tenant, request->caller, kh_request_arg (request, 0), error);
  return operation != NULL && answer_operation (request, response, 202, operation);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body              \
  }

/* clang-format off */
const KhRoute kh_rule_routes[] = {
  ROW ("POST", "/preflight", preflight, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/impact", impact, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/diagnosis", diagnosis, TENANT, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("GET", "/policies", list_policies, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", "/policies/{policy}", get_policy, QUICK, KH_VERB_READ, NONE),
  ROW ("PUT", "/policies/{policy}/readers/{account}", set_reader, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", "/policies/{policy}/readers/{account}", set_reader, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/operations", list_operations, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", "/operations/{operation}", get_operation, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("POST", "/operations/{operation}/cancel", cancel_operation, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/operations/{operation}/retry", retry_operation, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
