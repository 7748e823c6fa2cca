/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Role assignments (protocol.md 3.3). Arguments: the scope's path, then the assignment's GUID. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-arm-scope.h"
#include "kh-id.h"
#include "kh-tenant-acts.h"

/* (transfer full) (nullable): the path in our own words: a policy by its id, vaults as they are
 * spelled in the estate. NOT_FOUND when there is no such thing. */
static char *
resolve_scope (const KhView *view, const char *path, GError **error)
{
  g_autofree char *scope = kh_arm_scope_parse (path);
  g_auto (GStrv) parts = g_strsplit (path, "/", 0);
  guint n = g_strv_length (parts);
  if (scope == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, path, NULL, NULL, "There is no such scope");
    return NULL;
  }
  if (!kh_arm_place_is_ours (view, n > 2 ? parts[2] : "", n > 4 ? parts[4] : NULL, error))
    return NULL;
  if (strcmp (scope, "*") == 0)
    return g_steal_pointer (&scope);
  if (g_str_has_prefix (scope, "policy:")) {
    const KhPolicy *policy = kh_view_find_policy (view, scope + strlen ("policy:"), error);
    return policy == NULL ? NULL : g_strconcat ("policy:", policy->id, NULL);
  }
  g_auto (GStrv) names = g_strsplit (scope, "/", 2);
  const KhVault *vault = kh_view_find_vault (view, names[0], error);
  if (vault == NULL || names[1] == NULL)
    return vault == NULL ? NULL : g_strdup (vault->name);
  const KhKey *key = kh_view_find_key (view, vault->name, names[1], FALSE, error);
  return key == NULL ? NULL : g_strconcat (vault->name, "/", key->name, NULL);
}

/* TRUE if @outer is @inner or has it in it. */
static gboolean
is_within (const char *outer, const char *inner)
{
  gsize length = strlen (outer);
  return strcmp (outer, "*") == 0 || g_ascii_strcasecmp (outer, inner) == 0
         || (g_ascii_strncasecmp (outer, inner, length) == 0 && inner[length] == '/');
}

static gboolean
answer (KhRequest *request, KhResponse *response, int status, const KhRoleAssignment *assignment)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhArmAssignment) wire = kh_view_assignment (view, assignment);
  return kh_response_take (response, status, kh_arm_assignment_print (wire));
}

static const KhRoleAssignment *
find (KhRequest *request, const KhView *view, GError **error)
{
  const KhRoleAssignment *found =
      kh_estate_get_assignment (view->estate, kh_request_arg (request, 1));
  if (found == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, kh_request_arg (request, 1), NULL, NULL,
                        "There is no such role assignment");
  return found;
}

static gboolean
get_assignment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhRoleAssignment *found = find (request, view, error);
  return found != NULL && answer (request, response, 200, found);
}

/* (transfer full) (nullable): the GUID in principalId eq '…' and in assignedTo('…'). */
static char *
filter_principal (const char *filter)
{
  const char *quote = filter == NULL ? NULL : strchr (filter, '\'');
  return quote == NULL ? NULL : g_strndup (quote + 1, strcspn (quote + 1, "'"));
}

static gboolean
list_assignments (KhRequest *request, KhResponse *response, GError **error)
{
  const char *filter = kh_request_query (request, "$filter");
  gboolean exact = filter != NULL && g_ascii_strncasecmp (filter, "atScope", 7) == 0;
  g_autofree char *principal = filter_principal (filter);
  g_autoptr (KhView) view = kh_view_new (request);
  g_autofree char *scope = resolve_scope (view, kh_request_arg (request, 0), error);
  if (scope == NULL)
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_arm_assignment_shape);
  for (guint i = 0; i < kh_estate_n_assignments (view->estate); i++) {
    const KhRoleAssignment *one = kh_estate_assignment_at (view->estate, i);
    /* ARM lists what is inherited from above, and, unless atScope() is asked for, what is below. */
    gboolean fits = is_within (one->scope, scope) || (!exact && is_within (scope, one->scope));
    if (fits && (principal == NULL || g_ascii_strcasecmp (one->principal_id, principal) == 0))
      kh_list_take (list, kh_view_assignment (view, one));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_arm_assignment_shape, list));
}

static gboolean
put (KhRequest *request, KhResponse *response, const char *scope, const KhArmAssignment *body,
     GError **error)
{
  const char *slash = strrchr (body->role_definition_id, '/');
  const char *role = slash == NULL ? body->role_definition_id : slash + 1;
  const char *id = kh_request_arg (request, 1);
  g_autoptr (KhEstate) before = kh_tenant_ref_estate (request->tenant);
  g_autoptr (KhRoleAssignment) made = kh_tenant_assignment_put (
      request->tenant, request->caller, id, scope, role, body->principal_id, error);
  return made != NULL
         && answer (request, response, made == kh_estate_get_assignment (before, id) ? 200 : 201,
                    made);
}

static gboolean
put_assignment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhArmAssignment) body = kh_arm_assignment_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  if (!kh_id_is_guid (kh_request_arg (request, 1))) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The name of a role assignment is a GUID");
    return FALSE;
  }
  g_autoptr (KhView) view = kh_view_new (request);
  g_autofree char *scope = resolve_scope (view, kh_request_arg (request, 0), error);
  return scope != NULL && put (request, response, scope, body, error);
}

static gboolean
delete_assignment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhRoleAssignment *found = find (request, view, NULL);
  if (found == NULL)
    return kh_response_take (response, 204, NULL);
  return kh_tenant_assignment_delete (request->tenant, request->caller, found->id, error)
         && answer (request, response, 200, found);
}

#define A "{*}/providers/Microsoft.Authorization/roleAssignments"
#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_ARM, method, path, handler, KH_RUN_##run, access, KH_BODY_##body                    \
  }

const KhRoute kh_assignment_routes[] = {
  ROW ("GET", A, list_assignments, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", A "/{assignment}", get_assignment, QUICK, KH_VERB_READ, NONE),
  ROW ("PUT", A "/{assignment}", put_assignment, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", A "/{assignment}", delete_assignment, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
