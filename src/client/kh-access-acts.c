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

/* Takes @call and @step. */
static gboolean
take_step (const Revoking *act, KhCall *call, KhWireImpactRequest *step, GError **error)
{
  return kh_act_take_step (act->client, call, step, act->confirmed, act->cancellable, error);
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

static void
append_entry (KhArmAccessPolicies *all, const char *principal, const char *const *keys,
              const char *const *secrets)
{
  KhWireAccessPolicy *entry = kh_wire_access_policy_new ();

  entry->object_id = g_strdup (principal);
  entry->keys = g_strdupv ((char **)keys);
  entry->secrets = g_strdupv ((char **)secrets);
  g_ptr_array_add (all->access_policies, entry);
}

/* (transfer full): a part of the vault's resource. */
static char *
print_policies (const KhArmAccessPolicies *all)
{
  g_autoptr (GBytes) text = kh_arm_access_policies_print (all);

  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

/* (transfer full): the vault's access policies without the principal's. */
static char *
print_remaining (const KhArmVault *vault, const char *principal)
{
  g_autoptr (KhArmAccessPolicies) remaining = kh_arm_access_policies_new ();

  for (guint i = 0; i < vault->access_policies->len; i++) {
    const KhWireAccessPolicy *entry = vault->access_policies->pdata[i];

    if (g_ascii_strcasecmp (entry->object_id, principal) != 0)
      append_entry (remaining, entry->object_id, (const char *const *)entry->keys,
                    (const char *const *)entry->secrets);
  }
  return print_policies (remaining);
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

/* --- Changing an access policy ---------------------------------------------------------------- */

static gboolean
is_empty (const char *const *words)
{
  return words == NULL || words[0] == NULL;
}

static gboolean
is_of (KhJson *row, const char *principal)
{
  const char *id = kh_json_string (row, "principalId");

  return id != NULL && g_ascii_strcasecmp (id, principal) == 0;
}

char *
kh_act_print_access_policies (KhJson *rows, const KhActAccessPolicy *wanted)
{
  g_autoptr (KhArmAccessPolicies) all = kh_arm_access_policies_new ();

  for (guint i = 0; i < kh_json_length (rows, NULL); i++) {
    KhJson *row = kh_json_element (rows, NULL, i);
    g_auto (GStrv) keys = kh_json_strv (row, "permissions");
    g_auto (GStrv) secrets = kh_json_strv (row, "secretPermissions");

    if (!is_of (row, wanted->principal))
      append_entry (all, kh_json_string (row, "principalId"), (const char *const *)keys,
                    (const char *const *)secrets);
  }
  if (!is_empty (wanted->keys) || !is_empty (wanted->secrets))
    append_entry (all, wanted->principal, wanted->keys, wanted->secrets);
  return print_policies (all);
}

/* (transfer full): the words of @all that are not in @others. */
static char **
words_beside (const char *const *all, const char *const *others)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    if (others == NULL || !g_strv_contains (others, all[i]))
      g_strv_builder_add (builder, all[i]);
  return g_strv_builder_end (builder);
}

/* (transfer full): what the one of @more and @less has and the other has not. */
static KhWireAccessPolicy *
entry_beside (const KhActAccessPolicy *more, const KhActAccessPolicy *less)
{
  KhWireAccessPolicy *entry = kh_wire_access_policy_new ();

  entry->object_id = g_strdup (more->principal);
  entry->keys = words_beside (more->keys, less->keys);
  entry->secrets = words_beside (more->secrets, less->secrets);
  return entry;
}

static gboolean
has_words (const KhWireAccessPolicy *entry)
{
  return !is_empty ((const char *const *)entry->keys)
         || !is_empty ((const char *const *)entry->secrets);
}

/* (transfer full): an array of the rows, as a snapshot of the vault has it. */
static KhJson *
rows_to_json (GPtrArray *rows)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin_array (out, NULL);
  for (guint i = 0; i < rows->len; i++)
    kh_json_out_json (out, NULL, rows->pdata[i]);
  kh_json_out_end_array (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* What is added comes first: in between nobody has less than in the end. */
static gboolean
change_entry (const Revoking *act, GPtrArray *rows, const KhActAccessPolicy *held,
              const KhActAccessPolicy *wanted, GError **error)
{
  g_autoptr (KhWireAccessPolicy) added = entry_beside (wanted, held);
  g_autoptr (KhWireAccessPolicy) dropped = entry_beside (held, wanted);
  g_autoptr (KhJson) present = rows_to_json (rows);
  KhWireImpactRequest *step;

  if (has_words (added)
      && !kh_client_do (act->client,
                        kh_vault_api_access_policy (act->place, wanted->vault, "add", added),
                        act->cancellable, error))
    return FALSE;
  if (!has_words (dropped))
    return TRUE;
  step = kh_wire_impact_request_new ();
  step->trigger = g_strdup ("update-vault");
  step->vault = g_strdup (wanted->vault);
  step->wanted = kh_act_print_access_policies (present, wanted);
  return take_step (act, kh_vault_api_access_policy (act->place, wanted->vault, "remove", dropped),
                    step, error);
}

gboolean
kh_act_set_access_policy (KhClient *client, const KhArmPlace *place,
                          const KhActAccessPolicy *wanted, const KhConfirmed *confirmed,
                          GCancellable *cancellable, GError **error)
{
  const KhActGrant grant = { wanted->vault, wanted->principal, NULL };
  const Revoking act = { client, place, &grant, confirmed, cancellable };
  g_autoptr (GPtrArray) rows = kh_client_call (
      client, kh_vault_api_access_policies (place, wanted->vault), cancellable, error);
  g_auto (GStrv) keys = NULL;
  g_auto (GStrv) secrets = NULL;
  KhActAccessPolicy held = { wanted->vault, wanted->principal, NULL, NULL };

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len && keys == NULL; i++)
    if (is_of (rows->pdata[i], wanted->principal)) {
      keys = kh_json_strv (rows->pdata[i], "permissions");
      secrets = kh_json_strv (rows->pdata[i], "secretPermissions");
    }
  held.keys = (const char *const *)keys;
  held.secrets = (const char *const *)secrets;
  if (is_empty (wanted->keys) && is_empty (wanted->secrets) && keys == NULL && secrets == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, wanted->vault, "GrantNotFound", NULL,
                        _ ("There is no such grant on the vault"));
    return FALSE;
  }
  return change_entry (&act, rows, &held, wanted, error);
}
