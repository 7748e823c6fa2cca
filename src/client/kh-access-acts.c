/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has access to a vault, and how it is taken away: role assignments and access policies. */
#include "kh-access-acts.h"

#include <string.h>

#include "kh-client-i18n.h"
#include "kh-rules-api.h"
#include "kh-tenant-api.h"

/* --- Listing ---------------------------------------------------------------------------------- */

/* Who the principals are that have no name on the wire. */
typedef struct {
  GPtrArray *accounts; /* (nullable) */
  GPtrArray *policies; /* (nullable) */
} Names;

static void
names_clear (Names *names)
{
  g_clear_pointer (&names->accounts, g_ptr_array_unref);
  g_clear_pointer (&names->policies, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static const char *
name_in (GPtrArray *all, const char *member, const char *id)
{
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const char *candidate = kh_json_string (all->pdata[i], member);

    if (candidate != NULL && id != NULL && g_ascii_strcasecmp (candidate, id) == 0)
      return kh_json_string (all->pdata[i], "name");
  }
  return NULL;
}

static KhJson *
policy_row (const KhWireAccessPolicy *entry, const KhArmVault *vault, const Names *names)
{
  KhJsonOut *out = kh_json_out_new ();
  const char *name = name_in (names->accounts, "id", entry->object_id);
  g_autoptr (GBytes) text = NULL;

  if (name == NULL)
    name = name_in (names->policies, "principalId", entry->object_id);
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "scope", vault->name);
  kh_json_out_null (out, "role");
  kh_json_out_strv (out, "permissions", (const char *const *)entry->keys);
  kh_json_out_strv (out, "secretPermissions", (const char *const *)entry->secrets);
  kh_json_out_string (out, "principalId", entry->object_id);
  kh_json_out_string (out, "principal", name);
  kh_json_out_bool (out, "effective", vault->rbac != TRUE);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

static KhJson *
assignment_row (KhJson *assignment, const KhArmVault *vault)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;
  g_auto (GStrv) names = kh_json_names (assignment, NULL);

  kh_json_out_begin (out, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    kh_json_out_json (out, names[i], kh_json_get (assignment, names[i]));
  kh_json_out_bool (out, "effective", vault->rbac == TRUE);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

GPtrArray *
kh_act_list_access (KhClient *client, const KhArmPlace *place, const char *vault,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (KhArmVault) arm =
      kh_client_call (client, kh_vault_api_get_arm (place, vault), cancellable, error);
  g_autoptr (GPtrArray) assignments = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  g_auto (Names) names = { NULL };

  if (arm != NULL)
    assignments = kh_client_call (client, kh_assignment_api_list (place, arm->name, NULL),
                                  cancellable, error);
  if (assignments == NULL)
    return NULL;
  for (guint i = 0; i < assignments->len; i++)
    g_ptr_array_add (rows, assignment_row (assignments->pdata[i], arm));
  if (arm->access_policies->len > 0) {
    names.accounts = kh_client_call (client, kh_tenant_api_accounts (), cancellable, NULL);
    names.policies = kh_client_call (client, kh_policy_api_list (), cancellable, NULL);
  }
  for (guint i = 0; i < arm->access_policies->len; i++)
    g_ptr_array_add (rows, policy_row (arm->access_policies->pdata[i], arm, &names));
  return g_steal_pointer (&rows);
}

/* --- Taking away ------------------------------------------------------------------------------ */

typedef struct {
  KhClient *client;
  const KhArmPlace *place;
  const KhActGrant *grant;
  const KhConfirmed *confirmed; /* (nullable) */
  GCancellable *cancellable;
} Revoking;

/* A step of what was confirmed as a whole has an impact and a token of its own. Takes @call and
 * @step. */
static gboolean
take_step (const Revoking *act, KhCall *call, KhWireImpactRequest *step, GError **error)
{
  g_autoptr (KhWireImpactRequest) change = step;
  g_autoptr (KhCall) taken = call;
  g_autoptr (KhJson) impact = NULL;
  g_autoptr (KhConfirmed) own = NULL;

  if (act->confirmed == NULL)
    return kh_client_do (act->client, g_steal_pointer (&taken), act->cancellable, error);
  impact = kh_client_call (act->client, kh_rules_api_impact (change), act->cancellable, error);
  if (impact == NULL)
    return FALSE;
  own = kh_confirmed_new (impact);
  if (!kh_confirmed_includes (act->confirmed, own)) {
    kh_set_error_facts (error, KH_ERROR_CONFIRMATION, act->grant->vault, "ConfirmationStale", NULL,
                        _ ("It would take down more than what was confirmed"));
    return FALSE;
  }
  kh_call_set_confirmation (taken, own->token);
  return kh_client_do (act->client, g_steal_pointer (&taken), act->cancellable, error);
}

static gboolean
remove_assignment (const Revoking *act, KhJson *assignment, GError **error)
{
  KhWireImpactRequest *step = kh_wire_impact_request_new ();
  const char *id = kh_json_string (assignment, "id");

  step->trigger = g_strdup ("remove-assignment");
  step->assignment = g_strdup (id);
  return take_step (act,
                    kh_assignment_api_delete (act->place, kh_json_string (assignment, "scope"), id),
                    step, error);
}

/* (transfer full): the vault's access policies without the principal's, as a part of the resource.
 */
static char *
print_remaining (const KhArmVault *vault, const char *principal)
{
  g_autoptr (KhArmAccessPolicies) remaining = kh_arm_access_policies_new ();
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; i < vault->access_policies->len; i++) {
    const KhWireAccessPolicy *entry = vault->access_policies->pdata[i];
    KhWireAccessPolicy *copy;

    if (g_ascii_strcasecmp (entry->object_id, principal) == 0)
      continue;
    copy = kh_wire_access_policy_new ();
    copy->object_id = g_strdup (entry->object_id);
    copy->keys = g_strdupv (entry->keys);
    copy->secrets = g_strdupv (entry->secrets);
    g_ptr_array_add (remaining->access_policies, copy);
  }
  text = kh_arm_access_policies_print (remaining);
  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

/* On the wire an access policy is a part of the vault, and its removal a change of the vault. */
static gboolean
remove_access_policy (const Revoking *act, const KhArmVault *vault, GError **error)
{
  KhWireImpactRequest *step = kh_wire_impact_request_new ();
  g_autoptr (KhWireAccessPolicy) entry = kh_wire_access_policy_new ();

  step->trigger = g_strdup ("update-vault");
  step->vault = g_strdup (vault->name);
  step->wanted = print_remaining (vault, act->grant->principal);
  entry->object_id = g_strdup (act->grant->principal);
  return take_step (act, kh_vault_api_access_policy (act->place, vault->name, "remove", entry),
                    step, error);
}

/* TRUE for the vault itself and the keys in it. */
static gboolean
is_in_vault (const char *scope, const char *vault)
{
  gsize length = strlen (vault);

  return scope != NULL && g_ascii_strncasecmp (scope, vault, length) == 0
         && (scope[length] == '\0' || scope[length] == '/');
}

static gboolean
is_meant (const Revoking *act, KhJson *assignment, const char *vault)
{
  return is_in_vault (kh_json_string (assignment, "scope"), vault)
         && g_strcmp0 (kh_json_string (assignment, "principalId"), act->grant->principal) == 0
         && (act->grant->role_id == NULL
             || g_strcmp0 (kh_json_string (assignment, "roleId"), act->grant->role_id) == 0);
}

/* Number of assignments that were removed, or -1. */
static int
remove_assignments (const Revoking *act, const char *vault, GError **error)
{
  g_autoptr (GPtrArray) all = kh_client_call (
      act->client, kh_assignment_api_list (act->place, vault, act->grant->principal),
      act->cancellable, error);
  int removed = 0;

  if (all == NULL)
    return -1;
  for (guint i = 0; i < all->len; i++) {
    if (!is_meant (act, all->pdata[i], vault))
      continue;
    if (!remove_assignment (act, all->pdata[i], error))
      return -1;
    removed++;
  }
  return removed;
}

static gboolean
has_access_policy (const KhArmVault *vault, const char *principal)
{
  for (guint i = 0; i < vault->access_policies->len; i++)
    if (g_ascii_strcasecmp (
            ((const KhWireAccessPolicy *)vault->access_policies->pdata[i])->object_id, principal)
        == 0)
      return TRUE;
  return FALSE;
}

gboolean
kh_act_revoke (KhClient *client, const KhArmPlace *place, const KhActGrant *grant,
               const KhConfirmed *confirmed, GCancellable *cancellable, GError **error)
{
  const Revoking act = { client, place, grant, confirmed, cancellable };
  g_autoptr (KhArmVault) vault =
      kh_client_call (client, kh_vault_api_get_arm (place, grant->vault), cancellable, error);
  int removed = vault != NULL ? remove_assignments (&act, vault->name, error) : -1;

  if (removed >= 0 && grant->role_id == NULL && has_access_policy (vault, grant->principal))
    removed = remove_access_policy (&act, vault, error) ? removed + 1 : -1;
  if (removed == 0)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, grant->vault, "GrantNotFound", NULL,
                        _ ("There is no such grant on the vault"));
  return removed > 0;
}
