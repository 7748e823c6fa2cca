/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enterprise policies as ARM resources (protocol.md 3.2). Arguments: subscription, group, name. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-arm-scope.h"
#include "kh-tenant-acts.h"

static KhView *
open_view (KhRequest *request, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const char *group = g_strv_length (request->args) > 1 ? kh_request_arg (request, 1) : NULL;
  return kh_arm_place_is_ours (view, kh_request_arg (request, 0), group, error)
             ? g_steal_pointer (&view)
             : NULL;
}

static const KhPolicy *
find (KhRequest *request, const KhView *view, GError **error)
{
  return kh_view_find_policy (view, kh_request_arg (request, 2), error);
}

static gboolean
answer (KhRequest *request, KhResponse *response, int status, const KhPolicy *policy)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWirePolicy) wire = kh_view_policy (view, policy);
  return kh_response_take (response, status, kh_shape_print (&kh_arm_policy_shape, wire));
}

static gboolean
get_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, error);
  const KhPolicy *policy = view == NULL ? NULL : find (request, view, error);
  return policy != NULL && answer (request, response, 200, policy);
}

static gboolean
list_policies (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, error);
  if (view == NULL)
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_wire_policy_shape);
  for (guint i = 0; i < kh_estate_n_policies (view->estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (view->estate, i);
    if (kh_policy_is_live (policy))
      kh_list_take (list, kh_view_policy (view, policy));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_arm_policy_shape, list));
}

static gboolean
check_kind (const KhWirePolicy *body, GError **error)
{
  if (body->kind == NULL || g_ascii_strcasecmp (body->kind, "Encryption") == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "kind", NULL, NULL,
                      "Only policies of kind Encryption exist here");
  return FALSE;
}

static gboolean
create (KhRequest *request, KhResponse *response, const KhWirePolicy *body, GError **error)
{
  if (body->geo == NULL || body->key_vault == NULL || body->key_name == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "A policy needs location, properties.encryption.keyVault.id and its key.name");
    return FALSE;
  }
  g_autoptr (KhPolicy) policy = kh_tenant_policy_create (
      request->tenant, request->caller, kh_request_arg (request, 2), body->geo, body->key_vault,
      body->key_name, body->key_version, error);
  return policy != NULL && answer (request, response, 201, policy);
}

/* PUT names the whole key: without a version it follows the newest. PATCH that does not name the
 * key leaves it. */
static gboolean
change (KhRequest *request, KhResponse *response, const KhPolicy *present, const KhWirePolicy *body,
        GError **error)
{
  const char *vault = body->key_vault != NULL ? body->key_vault : present->vault;
  const char *key = body->key_name != NULL ? body->key_name : present->key;
  const char *version =
      body->key_name != NULL || body->key_version != NULL ? body->key_version : present->version;
  g_autoptr (KhPolicy) policy = kh_tenant_policy_update (request->tenant, request->caller,
                                                         present->id, vault, key, version, error);
  return policy != NULL && answer (request, response, 200, policy);
}

static gboolean
put_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, error);
  if (view == NULL)
    return FALSE;
  g_autoptr (KhWirePolicy) body = kh_arm_policy_parse (request->body, error);
  if (body == NULL || !check_kind (body, error))
    return FALSE;
  const KhPolicy *present = find (request, view, NULL);
  return present == NULL ? create (request, response, body, error)
                         : change (request, response, present, body, error);
}

static gboolean
patch_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, error);
  const KhPolicy *present = view == NULL ? NULL : find (request, view, error);
  if (present == NULL)
    return FALSE;
  g_autoptr (KhWirePolicy) body = kh_arm_policy_parse (request->body, error);
  return body != NULL && check_kind (body, error)
         && change (request, response, present, body, error);
}

static gboolean
delete_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, error);
  if (view == NULL)
    return FALSE;
  const KhPolicy *policy = find (request, view, NULL);
  if (policy == NULL)
    return kh_response_take (response, 204, NULL);
  return kh_tenant_policy_delete (request->tenant, request->caller, policy->id, error)
         && kh_response_take (response, 200, NULL);
}

#define S "/subscriptions/{subscription}"
#define P "/providers/Microsoft.PowerPlatform/enterprisePolicies"
#define G S "/resourceGroups/{group}" P
#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_ARM, method, path, handler, KH_RUN_##run, access, KH_BODY_##body                    \
  }

const KhRoute kh_policy_routes[] = {
  ROW ("GET", G, list_policies, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", S P, list_policies, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", G "/{policy}", get_policy, QUICK, KH_VERB_READ, NONE),
  ROW ("PUT", G "/{policy}", put_policy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("PATCH", G "/{policy}", patch_policy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", G "/{policy}", delete_policy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
