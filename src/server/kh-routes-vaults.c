/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults as ARM resources (protocol.md 3.1). Arguments: subscription, then group or location, then
 * the vault. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-arm-scope.h"
#include "kh-routes.h"
#include "kh-tenant-acts.h"

static KhView *
open_view (KhRequest *request, gboolean has_group, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const char *group = has_group ? kh_request_arg (request, 1) : NULL;
  return kh_arm_place_is_ours (view, kh_request_arg (request, 0), group, error)
             ? g_steal_pointer (&view)
             : NULL;
}

static gboolean
answer_vault (KhRequest *request, KhResponse *response, int status, const KhVault *vault)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhArmVault) wire = kh_view_vault (view, vault);
  return kh_response_take (response, status, kh_arm_vault_print (wire));
}

static gboolean
get_vault (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, TRUE, error);
  const KhVault *vault =
      view == NULL ? NULL : kh_view_find_vault (view, kh_request_arg (request, 2), error);
  return vault != NULL && answer_vault (request, response, 200, vault);
}

static gboolean
list_vaults (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, g_strv_length (request->args) > 1, error);
  if (view == NULL)
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_arm_vault_shape);
  for (guint i = 0; i < kh_estate_n_vaults (view->estate); i++) {
    const KhVault *vault = kh_estate_vault_at (view->estate, i);
    if (vault->state == KH_VAULT_STATE_ACTIVE)
      kh_list_take (list, kh_view_vault (view, vault));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_arm_vault_shape, list));
}

static gboolean
recover_vault (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhVault) vault = kh_tenant_vault_recover (request->tenant, request->caller,
                                                       kh_request_arg (request, 2), error);
  return vault != NULL && answer_vault (request, response, 200, vault);
}

static gboolean
create_vault (KhRequest *request, KhResponse *response, const KhArmVault *arm, GError **error)
{
  g_autoptr (KhVault) wanted = kh_vault_new ();
  kh_value_set_text (&wanted->name, kh_request_arg (request, 2));
  if (arm->location == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "location", NULL, NULL,
                        "The member “location” is missing");
    return FALSE;
  }
  if (!kh_arm_vault_apply (arm, wanted, error))
    return FALSE;
  /* A list that comes with the vault has not replaced another one. */
  wanted->access_policies_replaced = FALSE;
  g_autoptr (KhVault) vault =
      kh_tenant_vault_create (request->tenant, request->caller, wanted, error);
  return vault != NULL && answer_vault (request, response, 201, vault);
}

static gboolean
check_fixed (const KhArmVault *arm, const KhVault *vault, GError **error)
{
  if (arm->location != NULL && g_ascii_strcasecmp (arm->location, vault->region) != 0) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "location", NULL, NULL,
                        "The region of a vault cannot be changed");
    return FALSE;
  }
  if (arm->retention_days != 0 && (guint)arm->retention_days != vault->retention_days) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "softDeleteRetentionInDays", NULL, NULL,
                        "The retention of a vault is fixed when it is created");
    return FALSE;
  }
  return TRUE;
}

static gboolean
change_vault (KhRequest *request, KhResponse *response, const KhVault *present,
              const KhArmVault *arm, GError **error)
{
  if (!check_fixed (arm, present, error))
    return FALSE;
  g_autoptr (KhVault) wanted = kh_vault_copy (present);
  if (!kh_arm_vault_apply (arm, wanted, error))
    return FALSE;
  g_autoptr (KhVault) vault =
      kh_tenant_vault_update (request->tenant, request->caller, wanted, error);
  return vault != NULL && answer_vault (request, response, 200, vault);
}

static gboolean
put_vault (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, TRUE, error);
  if (view == NULL)
    return FALSE;
  g_autoptr (KhArmVault) arm = kh_arm_vault_parse_request (request->body, error);
  const KhVault *present = kh_view_find_vault (view, kh_request_arg (request, 2), NULL);
  if (arm == NULL)
    return FALSE;
  if (present == NULL && arm->create_mode != NULL
      && g_ascii_strcasecmp (arm->create_mode, "recover") == 0)
    return recover_vault (request, response, error);
  return present == NULL ? create_vault (request, response, arm, error)
                         : change_vault (request, response, present, arm, error);
}

static gboolean
patch_vault (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, TRUE, error);
  const KhVault *present =
      view == NULL ? NULL : kh_view_find_vault (view, kh_request_arg (request, 2), error);
  if (present == NULL)
    return FALSE;
  g_autoptr (KhArmVault) arm = kh_arm_vault_parse_request (request->body, error);
  return arm != NULL && change_vault (request, response, present, arm, error);
}

static gboolean
delete_vault (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, TRUE, error);
  if (view == NULL)
    return FALSE;
  if (kh_view_find_vault (view, kh_request_arg (request, 2), NULL) == NULL)
    return kh_response_take (response, 204, NULL);
  return kh_tenant_vault_delete (request->tenant, request->caller, kh_request_arg (request, 2),
                                 error)
         && kh_response_take (response, 200, NULL);
}

static gboolean
names_none (char **words)
{
  return words == NULL || words[0] == NULL;
}

/* An entry that names no permission is removed whole. */
static gboolean
merge_entry (const KhWireAccessPolicy *entry, gboolean adds, gboolean removes, KhVault *vault,
             GError **error)
{
  KhKeyPermissions keys;
  KhSecretPermissions secrets;
  if (!kh_wire_permissions_parse (entry, &keys, &secrets, error))
    return FALSE;
  guint held = kh_vault_get_access_policy (vault, entry->object_id);
  guint held_secrets = kh_vault_get_secret_policy (vault, entry->object_id);
  gboolean whole = removes && names_none (entry->keys) && names_none (entry->secrets);
  if (whole)
    held = held_secrets = 0;
  kh_vault_set_access_policy (vault, entry->object_id,
                              (KhKeyPermissions)(removes ? held & ~(guint)keys
                                                 : adds  ? held | keys
                                                         : keys));
  kh_vault_set_secret_policy (vault, entry->object_id,
                              (KhSecretPermissions)(removes ? held_secrets & ~(guint)secrets
                                                    : adds  ? held_secrets | secrets
                                                            : secrets));
  return TRUE;
}

/* FALSE with ARGUMENT for a verb that is none of the three. */
static gboolean
merge_access_policies (const KhArmAccessPolicies *body, const char *verb, KhVault *vault,
                       GError **error)
{
  gboolean adds = g_ascii_strcasecmp (verb, "add") == 0;
  gboolean removes = g_ascii_strcasecmp (verb, "remove") == 0;
  if (!adds && !removes && g_ascii_strcasecmp (verb, "replace") != 0) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” must be add, replace or remove", verb);
    return FALSE;
  }
  if (!adds && !removes)
    g_ptr_array_set_size (vault->access_policies, 0);
  vault->access_policies_replaced = !adds && !removes;
  for (guint i = 0; i < body->access_policies->len; i++)
    if (!merge_entry (body->access_policies->pdata[i], adds, removes, vault, error))
      return FALSE;
  return TRUE;
}

static gboolean
put_access_policies (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, TRUE, error);
  const KhVault *present =
      view == NULL ? NULL : kh_view_find_vault (view, kh_request_arg (request, 2), error);
  if (present == NULL)
    return FALSE;
  g_autoptr (KhArmAccessPolicies) body = kh_arm_access_policies_parse (request->body, error);
  g_autoptr (KhVault) wanted = kh_vault_copy (present);
  if (body == NULL || !merge_access_policies (body, kh_request_arg (request, 3), wanted, error))
    return FALSE;
  g_autoptr (KhVault) vault =
      kh_tenant_vault_update (request->tenant, request->caller, wanted, error);
  if (vault == NULL)
    return FALSE;
  g_autoptr (KhArmVault) whole = kh_view_vault (view, vault);
  g_autoptr (KhArmAccessPolicies) reply = kh_arm_access_policies_new ();
  reply->id = g_strconcat (whole->id, "/accessPolicies/", NULL);
  reply->type = g_strdup ("Microsoft.KeyVault/vaults/accessPolicies");
  g_ptr_array_unref (reply->access_policies);
  reply->access_policies = g_steal_pointer (&whole->access_policies);
  return kh_response_take (response, 200, kh_arm_access_policies_print (reply));
}

static const KhVault *
find_deleted (const KhView *view, const char *name, GError **error)
{
  const KhVault *vault = kh_estate_find_vault (view->estate, name);
  if (vault != NULL && vault->state == KH_VAULT_STATE_DELETED)
    return vault;
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "VaultNotFound", NULL,
                      "There is no such deleted vault");
  return NULL;
}

static gboolean
list_deleted (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, FALSE, error);
  if (view == NULL)
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_arm_deleted_vault_shape);
  for (guint i = 0; i < kh_estate_n_vaults (view->estate); i++) {
    const KhVault *vault = kh_estate_vault_at (view->estate, i);
    if (vault->state == KH_VAULT_STATE_DELETED)
      kh_list_take (list, kh_view_deleted_vault (view, vault));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_arm_deleted_vault_shape, list));
}

static gboolean
get_deleted (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, FALSE, error);
  const KhVault *vault =
      view == NULL ? NULL : find_deleted (view, kh_request_arg (request, 2), error);
  if (vault == NULL)
    return FALSE;
  g_autoptr (KhArmDeletedVault) wire = kh_view_deleted_vault (view, vault);
  return kh_response_take (response, 200, kh_arm_deleted_vault_print (wire));
}

static gboolean
purge_vault (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = open_view (request, FALSE, error);
  return view != NULL && find_deleted (view, kh_request_arg (request, 2), error) != NULL
         && kh_tenant_vault_purge (request->tenant, request->caller, kh_request_arg (request, 2),
                                   error)
         && kh_response_take (response, 200, NULL);
}

#define S "/subscriptions/{subscription}"
#define P "/providers/Microsoft.KeyVault"
#define G S "/resourceGroups/{group}" P "/vaults"
#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_ARM, method, path, handler, KH_RUN_##run, access, KH_BODY_##body                    \
  }

/* clang-format off */
const KhRoute kh_vault_routes[] = {
  ROW ("GET", G, list_vaults, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", S P "/vaults", list_vaults, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", G "/{vault}", get_vault, QUICK, KH_VERB_READ, NONE),
  ROW ("PUT", G "/{vault}", put_vault, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("PATCH", G "/{vault}", patch_vault, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", G "/{vault}", delete_vault, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("PUT", G "/{vault}/accessPolicies/{verb}", put_access_policies, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", S P "/deletedVaults", list_deleted, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", S P "/locations/{location}/deletedVaults/{vault}", get_deleted, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", S P "/locations/{location}/deletedVaults/{vault}/purge", purge_vault, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
