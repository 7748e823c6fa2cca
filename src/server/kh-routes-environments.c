/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Power Platform admin API: environments, policies linked to them, lifecycle operations. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-routes.h"
#include "kh-tenant-acts.h"
#include "kh-view.h"

#define P KH_BAP_PREFIX
/* What Microsoft's own clients are told to wait between polls (protocol.md 4.3). */
#define RETRY_AFTER "5"

static gboolean
answer_environment (KhRequest *request, KhResponse *response, int status,
                    const KhEnvironment *environment)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireEnvironment) wire = kh_view_environment (view, environment, TRUE);
  KhJsonOut *out = kh_json_out_new ();
  kh_wire_environment_write_bap (out, NULL, wire);
  return kh_response_take (response, status, kh_json_out_finish (out));
}

static gboolean
get_environment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhEnvironment *environment =
      kh_view_find_environment (view, kh_request_arg (request, 0), error);
  return environment != NULL && answer_environment (request, response, 200, environment);
}

static gboolean
list_environments (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < kh_estate_n_environments (view->estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (view->estate, i);
    g_autoptr (KhWireEnvironment) wire = NULL;
    if (!kh_environment_is_live (environment))
      continue;
    wire = kh_view_environment (view, environment, TRUE);
    kh_wire_environment_write_bap (out, NULL, wire);
  }
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  return kh_response_take (response, 200, kh_json_out_finish (out));
}

static gboolean
create_environment (KhRequest *request, KhResponse *response, GError **error)
{
  KhEnvironmentType type = KH_ENVIRONMENT_TYPE_PRODUCTION;
  g_autoptr (KhJson) json = kh_json_parse_object (request->body, error);
  g_autoptr (KhWireEnvironmentCreate) body =
      json == NULL ? NULL : kh_wire_environment_create_read (json, error);
  if (body == NULL)
    return FALSE;
  if (!kh_environment_type_from_string (body->sku, &type)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, body->sku, NULL, NULL,
                        "This is not a type of environment");
    return FALSE;
  }
  gboolean dataverse = g_strcmp0 (body->database_type, "CommonDataService") == 0
                       || kh_json_has (json, "properties.linkedEnvironmentMetadata");
  g_autoptr (KhEnvironment) environment = kh_tenant_environment_create (
      request->tenant, request->caller, body->display_name, type, body->location, dataverse, error);
  return environment != NULL && answer_environment (request, response, 201, environment);
}

static gboolean
delete_environment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  if (kh_view_find_environment (view, kh_request_arg (request, 0), error) == NULL)
    return FALSE;
  return kh_tenant_environment_delete (request->tenant, request->caller,
                                       kh_request_arg (request, 0), error)
         && kh_response_take (response, 202, NULL);
}

static gboolean
recover_environment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEnvironment) environment = kh_tenant_environment_recover (
      request->tenant, request->caller, kh_request_arg (request, 0), error);
  return environment != NULL && answer_environment (request, response, 200, environment);
}

static gboolean
set_governance (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireGovernance) body = kh_wire_governance_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  gboolean managed = g_ascii_strcasecmp (body->protection_level, "Standard") == 0;
  if (!managed && g_ascii_strcasecmp (body->protection_level, "Basic") != 0) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, body->protection_level, NULL, NULL,
                        "The protection level must be Standard or Basic");
    return FALSE;
  }
  g_autoptr (KhEnvironment) environment = kh_tenant_environment_set_managed (
      request->tenant, request->caller, kh_request_arg (request, 0), managed, error);
  if (environment == NULL)
    return FALSE;
  /* A poll address may answer with the environment instead of an operation (protocol.md 4.4). */
  g_autofree char *location =
      g_strdup_printf ("http://%s" P "/scopes/admin/environments/%s?api-version=%s", request->host,
                       environment->id, KH_API_VERSION_BAP_ENVIRONMENT);
  kh_response_header (response, "Location", location);
  return answer_environment (request, response, 202, environment);
}

static gboolean
answer_operation (KhRequest *request, KhResponse *response, int status,
                  const KhOperation *operation)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireOperation) wire = kh_view_operation (view, operation);
  KhJsonOut *out = kh_json_out_new ();
  kh_lifecycle_operation_write (out, NULL, wire);
  return kh_response_take (response, status, kh_json_out_finish (out));
}

static gboolean
answer_started (KhRequest *request, KhResponse *response, const KhOperation *operation)
{
  g_autofree char *location =
      g_strdup_printf ("http://%s" P "/lifecycleOperations/%s?api-version=%s", request->host,
                       operation->id, KH_API_VERSION_BAP_ENVIRONMENT);
  kh_response_header (response, "Operation-Location", location);
  kh_response_header (response, "Location", location);
  kh_response_header (response, "Retry-After", RETRY_AFTER);
  return answer_operation (request, response, 202, operation);
}

static gboolean
link_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireLink) body = kh_wire_link_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  const char *goal = kh_request_query (request, KH_QUERY_GOAL);
  gboolean may_change = g_strcmp0 (goal, "enable") != 0;
  g_autoptr (KhOperation) operation =
      kh_tenant_link_policy (request->tenant, request->caller, kh_request_arg (request, 0),
                             body->system_id, may_change, error);
  return operation != NULL && answer_started (request, response, operation);
}

static gboolean
unlink_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireLink) body = kh_wire_link_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  g_autoptr (KhOperation) operation = kh_tenant_unlink_policy (
      request->tenant, request->caller, kh_request_arg (request, 0), body->system_id, error);
  return operation != NULL && answer_started (request, response, operation);
}

static gboolean
get_operation (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhOperation *operation = kh_view_find_operation (view, kh_request_arg (request, 0), error);
  return operation != NULL && answer_operation (request, response, 200, operation);
}

/* (transfer full) (nullable): the id in: environment eq 'ID'. */
static char *
filter_environment (const char *filter)
{
  const char *quote = filter == NULL ? NULL : strchr (filter, '\'');
  return quote == NULL ? NULL : g_strndup (quote + 1, strcspn (quote + 1, "'"));
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

static gboolean
list_operations (KhRequest *request, KhResponse *response, GError **error)
{
  g_autofree char *id = filter_environment (kh_request_query (request, "$filter"));
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_operations (view->estate); i++) {
    const KhOperation *operation = kh_estate_operation_at (view->estate, i);
    if (id == NULL
        || (operation->environment_id != NULL
            && g_ascii_strcasecmp (operation->environment_id, id) == 0))
      g_ptr_array_add (found, (gpointer)operation);
  }
  g_ptr_array_sort (found, newest_first);
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < found->len; i++) {
    g_autoptr (KhWireOperation) wire = kh_view_operation (view, found->pdata[i]);
    kh_lifecycle_operation_write (out, NULL, wire);
  }
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  return kh_response_take (response, 200, kh_json_out_finish (out));
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_BAP, method, P path, handler, KH_RUN_##run, access, KH_BODY_##body                  \
  }
#define ADMIN "/scopes/admin/environments"
#define E "/environments/{environment}"

/* clang-format off */
const KhRoute kh_environment_routes[] = {
  ROW ("GET", ADMIN, list_environments, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("GET", ADMIN "/{environment}", get_environment, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("DELETE", ADMIN "/{environment}", delete_environment, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/environments", list_environments, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("POST", "/environments", create_environment, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", E, get_environment, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("POST", E "/recover", recover_environment, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", E "/governanceConfiguration", set_governance, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", E "/enterprisePolicies/Encryption/link", link_policy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", E "/enterprisePolicies/Encryption/unlink", unlink_policy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/lifecycleOperations", list_operations, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("GET", "/lifecycleOperations/{operation}", get_operation, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  { 0 },
};
/* clang-format on */
