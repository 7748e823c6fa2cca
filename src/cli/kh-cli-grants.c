/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants on vaults: role assignments where the vault is of the model rbac, else access policies. */
#include "kh-cli-grants.h"

#include <string.h>

#include "kh-acts.h"
#include "kh-cli-i18n.h"
#include "kh-rbac.h"

char *
kh_cli_principal (KhCli *cli, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, text, &cause);
  g_autoptr (KhJson) account = NULL;

  if (policy != NULL)
    return g_strdup (kh_json_string (policy, "principalId"));
  if (!kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  account = kh_cli_find_account (cli, text, error);
  if (account != NULL)
    return g_strdup (kh_json_string (account, "id"));
  if (kh_error_is (*error, KH_ERROR_NOT_FOUND)) {
    g_clear_error (error);
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, NULL, NULL,
                        _ ("There is neither a policy nor an account of this name"));
  }
  return NULL;
}

gboolean
kh_cli_role_id (const char *role, char **id, GError **error)
{
  const KhRbacRole *found = role != NULL ? kh_rbac_role_find (role) : NULL;

  *id = NULL;
  if (role == NULL)
    return TRUE;
  if (found == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, role, "RoleNotFound",
                        _ ("Use a name like \"Key Vault Crypto Officer\", or the role's id."),
                        _ ("There is no such role"));
    return FALSE;
  }
  *id = g_strdup (found->id);
  return TRUE;
}

static KhArmVault *
get_vault (KhCli *cli, const char *vault, KhArmPlace *place, GError **error)
{
  if (!kh_cli_place (cli, place, error))
    return NULL;
  return (KhArmVault *)kh_cli_get (cli, kh_vault_api_get_arm (place, vault), error);
}

static KhJson *
access_row (const KhWireAccessPolicy *entry, const char *vault, gboolean effective)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "scope", vault);
  kh_json_out_null (out, "role");
  kh_json_out_strv (out, "permissions", (const char *const *)entry->keys);
  kh_json_out_string (out, "principalId", entry->object_id);
  kh_json_out_bool (out, "effective", effective);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

static KhJson *
assignment_row (KhJson *assignment, gboolean effective)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;
  g_auto (GStrv) names = kh_json_names (assignment, NULL);

  kh_json_out_begin (out, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    kh_json_out_json (out, names[i], kh_json_get (assignment, names[i]));
  kh_json_out_bool (out, "effective", effective);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

GPtrArray *
kh_cli_grants_list (KhCli *cli, const char *vault, GError **error)
{
  KhArmPlace place;
  g_autoptr (KhArmVault) arm = get_vault (cli, vault, &place, error);
  g_autoptr (GPtrArray) assignments = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  if (arm == NULL)
    return NULL;
  assignments = kh_cli_list (cli, kh_assignment_api_list (&place, arm->name, NULL), error);
  if (assignments == NULL)
    return NULL;
  for (guint i = 0; i < assignments->len; i++)
    g_ptr_array_add (rows, assignment_row (g_ptr_array_index (assignments, i), arm->rbac == TRUE));
  for (guint i = 0; i < arm->access_policies->len; i++)
    g_ptr_array_add (rows, access_row (g_ptr_array_index (arm->access_policies, i), arm->name,
                                       arm->rbac != TRUE));
  return g_steal_pointer (&rows);
}

gboolean
kh_cli_grants_add (KhCli *cli, const char *vault, const char *principal, const char *role,
                   GError **error)
{
  KhArmPlace place;
  g_autofree char *role_id = NULL;
  KhActGrant grant = { .vault = vault, .principal = principal };

  if (!kh_cli_role_id (role, &role_id, error) || !kh_cli_place (cli, &place, error))
    return FALSE;
  grant.role_id = role_id;
  return kh_act_grant (cli->client, &place, &grant, cli->cancellable, error);
}

static gboolean
remove_assignment (KhCli *cli, const KhArmPlace *place, KhJson *assignment, GError **error)
{
  g_autoptr (KhWireImpactRequest) step = kh_cli_change ("remove-assignment");
  g_autofree char *token = NULL;

  step->assignment = g_strdup (kh_json_string (assignment, "id"));
  token = kh_cli_step_token (cli, step, error);
  return token != NULL
         && kh_cli_do (cli,
                       kh_assignment_api_delete (place, kh_json_string (assignment, "scope"),
                                                 step->assignment),
                       token, error);
}

static gboolean
remove_access_policy (KhCli *cli, const KhArmPlace *place, const char *vault,
                      const KhWireAccessPolicy *entry, GError **error)
{
  g_autoptr (KhWireImpactRequest) step = kh_cli_change ("revoke-principal");
  g_autofree char *token = NULL;

  step->vault = g_strdup (vault);
  step->principal = g_strdup (entry->object_id);
  token = kh_cli_step_token (cli, step, error);
  return token != NULL
         && kh_cli_do (cli,
                       kh_vault_api_access_policy (place, vault, "remove", entry->object_id,
                                                   (const char *const *)entry->keys),
                       token, error);
}

/* TRUE for the vault itself and the keys in it. */
static gboolean
is_in_vault (const char *scope, const char *vault)
{
  gsize length = strlen (vault);

  return scope != NULL && g_ascii_strncasecmp (scope, vault, length) == 0
         && (scope[length] == '\0' || scope[length] == '/');
}

/* Number of assignments that were removed, or -1. */
static int
remove_assignments (KhCli *cli, const KhArmPlace *place, const char *vault, const char *principal,
                    const char *role_id, GError **error)
{
  g_autoptr (GPtrArray) all =
      kh_cli_list (cli, kh_assignment_api_list (place, vault, principal), error);
  int removed = 0;

  if (all == NULL)
    return -1;
  for (guint i = 0; i < all->len; i++) {
    KhJson *assignment = g_ptr_array_index (all, i);

    if (!is_in_vault (kh_json_string (assignment, "scope"), vault)
        || g_strcmp0 (kh_json_string (assignment, "principalId"), principal) != 0
        || (role_id != NULL && g_strcmp0 (kh_json_string (assignment, "roleId"), role_id) != 0))
      continue;
    if (!remove_assignment (cli, place, assignment, error))
      return -1;
    removed++;
  }
  return removed;
}

gboolean
kh_cli_grants_remove (KhCli *cli, const char *vault, const char *principal, const char *role_id,
                      GError **error)
{
  KhArmPlace place;
  g_autoptr (KhArmVault) arm = get_vault (cli, vault, &place, error);
  int removed =
      arm != NULL ? remove_assignments (cli, &place, arm->name, principal, role_id, error) : -1;

  for (guint i = 0; removed >= 0 && role_id == NULL && i < arm->access_policies->len; i++) {
    const KhWireAccessPolicy *entry = g_ptr_array_index (arm->access_policies, i);

    if (g_strcmp0 (entry->object_id, principal) != 0)
      continue;
    removed = remove_access_policy (cli, &place, arm->name, entry, error) ? removed + 1 : -1;
  }
  if (removed == 0)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, vault, "GrantNotFound", NULL,
                        _ ("There is no such grant on the vault"));
  return removed > 0;
}
