/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about vaults and role assignments. */
#include "kh-vault-api.h"

#include <string.h>

#include "kh-id.h"
#include "kh-rbac.h"
#include "kh-routes.h"

#define VERSION "?api-version=" KH_API_VERSION_ARM_VAULT
#define ASSIGNMENT_VERSION "api-version=" KH_API_VERSION_ARM_ASSIGNMENT

static KhJson *
lean_vault (KhJson *json, GError **error)
{
  g_autoptr (KhArmVault) arm = kh_arm_vault_read (json, error);
  g_autoptr (KhWireVault) vault = NULL;
  g_autoptr (GBytes) lean = NULL;

  if (arm == NULL)
    return NULL;
  vault = kh_wire_vault_from_arm (arm);
  lean = kh_wire_vault_print (vault);
  return kh_json_parse (lean, error);
}

static gpointer
decode_vault (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhJson) body = kh_call_decode_json (reply, NULL, error);

  return body != NULL ? lean_vault (body, error) : NULL;
}

static gpointer
decode_arm_vault (const KhReply *reply, gconstpointer data, GError **error)
{
  return kh_arm_vault_parse (reply->body, error);
}

/* Appends what @lean makes of each element. */
static gboolean
map_page (KhJson *page, GPtrArray *into, KhJson *(*lean) (KhJson *, GError **), GError **error)
{
  for (guint i = 0; i < kh_json_length (page, "value"); i++) {
    KhJson *element = lean (kh_json_element (page, "value", i), error);

    if (element == NULL)
      return FALSE;
    g_ptr_array_add (into, element);
  }
  return TRUE;
}

static gboolean
decode_vaults (KhJson *page, GPtrArray *into, GError **error)
{
  return map_page (page, into, lean_vault, error);
}

static KhJson *
lean_deleted (KhJson *json, GError **error)
{
  g_autoptr (KhArmDeletedVault) vault = kh_arm_deleted_vault_read (json, error);
  KhJsonOut *out;
  g_autoptr (GBytes) text = NULL;

  if (vault == NULL)
    return NULL;
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "id", vault->vault_id);
  kh_json_out_string (out, "name", vault->name);
  kh_json_out_string (out, "region", vault->location);
  kh_json_out_string (out, "state", "Deleted");
  kh_json_out_bool (out, "purgeProtection", vault->purge_protection);
  kh_json_out_time (out, "deletedAt", vault->deletion_date);
  kh_json_out_time (out, "scheduledPurgeAt", vault->scheduled_purge_date);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, error);
}

static gpointer
decode_one_deleted (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhJson) body = kh_call_decode_json (reply, NULL, error);

  return body != NULL ? lean_deleted (body, error) : NULL;
}

static gboolean
decode_deleted (KhJson *page, GPtrArray *into, GError **error)
{
  return map_page (page, into, lean_deleted, error);
}

static void
set_vault_result (KhCall *call)
{
  kh_call_set_decode (call, decode_vault, NULL, NULL, (GDestroyNotify)kh_json_unref);
}

KhCall *
kh_vault_api_list (const KhArmPlace *place)
{
  KhCall *call = kh_call_new (
      KH_SERVICE_ARM, "GET",
      "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.KeyVault/vaults" VERSION,
      place->subscription, place->group);

  kh_call_set_decode_pages (call, decode_vaults, (GDestroyNotify)kh_json_unref);
  return call;
}

static KhCall *
vault_call (const KhArmPlace *place, const char *method, const char *vault)
{
  g_autofree char *name = kh_call_escape (vault);
  g_autofree char *path = kh_arm_vault_id (place, name);

  return kh_call_new (KH_SERVICE_ARM, method, "%s" VERSION, path);
}

KhCall *
kh_vault_api_get (const KhArmPlace *place, const char *vault)
{
  KhCall *call = vault_call (place, "GET", vault);

  set_vault_result (call);
  return call;
}

KhCall *
kh_vault_api_get_arm (const KhArmPlace *place, const char *vault)
{
  KhCall *call = vault_call (place, "GET", vault);

  kh_call_set_decode (call, decode_arm_vault, NULL, NULL, (GDestroyNotify)kh_arm_vault_free);
  return call;
}

KhCall *
kh_vault_api_put (const KhArmPlace *place, const char *vault, const KhArmVault *wanted)
{
  KhCall *call = vault_call (place, "PUT", vault);

  kh_call_set_body (call, kh_arm_vault_print (wanted));
  set_vault_result (call);
  return call;
}

KhCall *
kh_vault_api_patch (const KhArmPlace *place, const char *vault, const KhArmVault *part)
{
  KhCall *call = vault_call (place, "PATCH", vault);

  kh_call_set_body (call, kh_arm_vault_print (part));
  set_vault_result (call);
  return call;
}

KhCall *
kh_vault_api_delete (const KhArmPlace *place, const char *vault)
{
  return vault_call (place, "DELETE", vault);
}

KhCall *
kh_vault_api_deleted (const KhArmPlace *place)
{
  KhCall *call = kh_call_new (
      KH_SERVICE_ARM, "GET", "/subscriptions/%s/providers/Microsoft.KeyVault/deletedVaults" VERSION,
      place->subscription);

  kh_call_set_decode_pages (call, decode_deleted, (GDestroyNotify)kh_json_unref);
  return call;
}

/* @more: after the vault, for example "/purge". */
static KhCall *
deleted_call (const KhArmPlace *place, const char *method, const char *location, const char *vault,
              const char *more)
{
  g_autofree char *name = kh_call_escape (vault);
  g_autofree char *region = kh_call_escape (location);

  return kh_call_new (
      KH_SERVICE_ARM, method,
      "/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/deletedVaults/%s%s" VERSION,
      place->subscription, region, name, more);
}

KhCall *
kh_vault_api_get_deleted (const KhArmPlace *place, const char *location, const char *vault)
{
  KhCall *call = deleted_call (place, "GET", location, vault, "");

  kh_call_set_decode (call, decode_one_deleted, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_vault_api_recover (const KhArmPlace *place, const char *location, const char *vault)
{
  g_autoptr (KhArmVault) wanted = kh_arm_vault_new ();

  wanted->rbac = wanted->purge_protection = wanted->soft_delete = KH_TRI_UNSET;
  wanted->location = g_strdup (location);
  wanted->create_mode = g_strdup ("recover");
  return kh_vault_api_put (place, vault, wanted);
}

KhCall *
kh_vault_api_purge (const KhArmPlace *place, const char *location, const char *vault)
{
  return deleted_call (place, "POST", location, vault, "/purge");
}

static gpointer
decode_access_policies (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhArmVault) vault = kh_arm_vault_parse (reply->body, error);
  GPtrArray *rows;

  if (vault == NULL)
    return NULL;
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  for (guint i = 0; i < vault->access_policies->len; i++) {
    const KhWireAccessPolicy *entry = vault->access_policies->pdata[i];
    KhJsonOut *out = kh_json_out_new ();
    g_autoptr (GBytes) text = NULL;

    kh_json_out_begin (out, NULL);
    kh_json_out_string (out, "principalId", entry->object_id);
    kh_json_out_strv (out, "permissions", (const char *const *)entry->keys);
    kh_json_out_strv (out, "secretPermissions", (const char *const *)entry->secrets);
    kh_json_out_end (out);
    text = kh_json_out_finish (out);
    g_ptr_array_add (rows, kh_json_parse (text, NULL));
  }
  return rows;
}

KhCall *
kh_vault_api_access_policies (const KhArmPlace *place, const char *vault)
{
  KhCall *call = vault_call (place, "GET", vault);

  kh_call_set_decode (call, decode_access_policies, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  return call;
}

KhCall *
kh_vault_api_access_policy (const KhArmPlace *place, const char *vault, const char *verb,
                            const KhWireAccessPolicy *entry)
{
  g_autofree char *name = kh_call_escape (vault);
  g_autofree char *path = kh_arm_vault_id (place, name);
  KhCall *call = kh_call_new (KH_SERVICE_ARM, "PUT", "%s/accessPolicies/%s" VERSION, path, verb);
  g_autoptr (KhArmAccessPolicies) body = kh_arm_access_policies_new ();
  KhWireAccessPolicy *sent = kh_wire_access_policy_new ();

  sent->object_id = g_strdup (entry->object_id);
  sent->keys = g_strdupv (entry->keys);
  sent->secrets = g_strdupv (entry->secrets);
  g_ptr_array_add (body->access_policies, sent);
  kh_call_set_body (call, kh_arm_access_policies_print (body));
  return call;
}

/* The GUID at the end of a role definition's id. */
static const char *
last_part (const char *id)
{
  const char *slash = id != NULL ? strrchr (id, '/') : NULL;

  return slash != NULL ? slash + 1 : id;
}

static KhJson *
lean_assignment (KhJson *json, GError **error)
{
  g_autoptr (KhArmAssignment) assignment = kh_arm_assignment_read (json, error);
  g_autofree char *scope = NULL;
  const KhRbacRole *role;
  KhJsonOut *out;
  g_autoptr (GBytes) text = NULL;

  if (assignment == NULL)
    return NULL;
  scope = assignment->scope != NULL ? kh_arm_scope_parse (assignment->scope) : NULL;
  role = kh_rbac_role_find (last_part (assignment->role_definition_id));
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "id", assignment->name);
  kh_json_out_string (out, "scope", scope != NULL ? scope : assignment->scope);
  kh_json_out_string (out, "role", role != NULL ? role->name : assignment->role_name);
  kh_json_out_string (out, "roleId", last_part (assignment->role_definition_id));
  kh_json_out_string (out, "principalId", assignment->principal_id);
  kh_json_out_string (out, "principal", assignment->principal_name);
  kh_json_out_time (out, "createdAt", assignment->created_on);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, error);
}

static gboolean
decode_assignments (KhJson *page, GPtrArray *into, GError **error)
{
  return map_page (page, into, lean_assignment, error);
}

KhCall *
kh_assignment_api_list (const KhArmPlace *place, const char *scope, const char *principal_id)
{
  g_autofree char *path = kh_arm_scope_print (place, scope);
  /* Without a filter ARM lists what is above and what is below. */
  g_autofree char *text =
      principal_id != NULL ? g_strdup_printf ("principalId eq '%s'", principal_id) : NULL;
  g_autofree char *escaped = text != NULL ? kh_call_escape (text) : NULL;
  g_autofree char *filter =
      escaped != NULL ? g_strdup_printf ("$filter=%s&", escaped) : g_strdup ("");
  KhCall *call = kh_call_new (
      KH_SERVICE_ARM, "GET",
      "%s/providers/Microsoft.Authorization/roleAssignments?%s" ASSIGNMENT_VERSION, path, filter);

  kh_call_set_decode_pages (call, decode_assignments, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_assignment_api_put (const KhArmPlace *place, const char *scope, const char *role_id,
                       const char *principal_id)
{
  g_autofree char *path = kh_arm_scope_print (place, scope);
  g_autofree char *id = kh_id_new ();
  KhCall *call = kh_call_new (
      KH_SERVICE_ARM, "PUT",
      "%s/providers/Microsoft.Authorization/roleAssignments/%s?" ASSIGNMENT_VERSION, path, id);
  g_autoptr (KhArmAssignment) body = kh_arm_assignment_new ();

  body->role_definition_id =
      g_strdup_printf ("/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s",
                       place->subscription, role_id);
  body->principal_id = g_strdup (principal_id);
  body->principal_type = g_strdup ("ServicePrincipal");
  kh_call_set_body (call, kh_arm_assignment_print (body));
  return call;
}

KhCall *
kh_assignment_api_delete (const KhArmPlace *place, const char *scope, const char *id)
{
  g_autofree char *path = kh_arm_scope_print (place, scope);

  return kh_call_new (KH_SERVICE_ARM, "DELETE",
                      "%s/providers/Microsoft.Authorization/roleAssignments/%s?" ASSIGNMENT_VERSION,
                      path, id);
}
