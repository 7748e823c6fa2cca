/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and parts of an impact request turned into a change. */
#include "kh-impact-request.h"

#include <string.h>

#include "kh-id.h"
#include "kh-rbac.h"

/* Sets an owned member from an optional text. */
static void
set_text (char **member, const char *text)
{
  if (text == NULL)
    return;
  g_free (*member);
  *member = g_strdup (text);
}

static gboolean
set_objects (const KhView *view, const KhWireImpactRequest *request, KhChange *change,
             GError **error)
{
  if (request->policy != NULL) {
    const KhPolicy *policy = kh_view_find_policy (view, request->policy, error);
    if (policy == NULL)
      return FALSE;
    set_text (&change->policy_id, policy->id);
  }
  if (request->environment != NULL) {
    const KhEnvironment *environment = kh_view_find_environment (view, request->environment, error);
    if (environment == NULL)
      return FALSE;
    set_text (&change->environment_id, environment->id);
  }
  if (request->source != NULL) {
    const KhEnvironment *source = kh_view_find_environment (view, request->source, error);
    if (source == NULL)
      return FALSE;
    set_text (&change->object, source->id);
  }
  set_text (&change->vault, request->vault);
  set_text (&change->key, request->key);
  set_text (&change->version, request->version);
  set_text (&change->secret, request->secret);
  set_text (&change->object, request->assignment);
  set_text (&change->object, request->sent);
  return TRUE;
}

static gboolean
is_cleared (const KhWireImpactRequest *request, const char *name)
{
  return request->clear != NULL && g_strv_contains ((const char *const *)request->clear, name);
}

static gboolean
set_attributes (const KhWireImpactRequest *request, KhChange *change, GError **error)
{
  change->has_enabled = request->enabled != KH_TRI_UNSET;
  change->enabled = request->enabled == TRUE;
  change->nbf = request->nbf;
  change->exp = request->exp;
  change->has_nbf = request->nbf != KH_TIME_NONE || is_cleared (request, "nbf");
  change->has_exp = request->exp != KH_TIME_NONE || is_cleared (request, "exp");
  change->has_ops = request->key_ops != NULL;
  return request->key_ops == NULL
         || kh_wire_key_ops_parse ((const char *const *)request->key_ops, &change->ops, error);
}

static gboolean
set_principal (const KhView *view, const KhWireImpactRequest *request, KhChange *change,
               GError **error)
{
  if (request->principal != NULL) {
    const KhAccount *account = kh_estate_find_account (view->estate, request->principal);
    const KhPolicy *policy = kh_estate_find_policy (view->estate, request->principal);
    set_text (&change->principal_id, account != NULL  ? account->id
                                     : policy != NULL ? policy->principal_id
                                                      : request->principal);
  }
  if (request->role == NULL)
    return TRUE;
  const KhRbacRole *role = kh_rbac_role_find (request->role);
  if (role == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a role of Azure", request->role);
    return FALSE;
  }
  set_text (&change->role_id, role->id);
  return TRUE;
}

static gboolean
set_wanted_vault (const KhView *view, const KhWireImpactRequest *request, KhChange *change,
                  GError **error)
{
  if (request->wanted == NULL)
    return TRUE;
  const KhVault *vault = kh_view_find_vault (view, request->vault, error);
  if (vault == NULL)
    return FALSE;
  g_autoptr (GBytes) body = g_bytes_new (request->wanted, strlen (request->wanted));
  g_autoptr (KhArmVault) arm = kh_arm_vault_parse_request (body, error);
  if (arm == NULL)
    return FALSE;
  g_clear_pointer (&change->wanted, kh_vault_unref);
  change->wanted = kh_vault_copy (vault);
  return kh_arm_vault_apply (arm, change->wanted, error);
}

/* An assignment that is to be put: its parts, as the request for it would have them. */
static gboolean
set_assignment (const KhWireImpactRequest *request, KhChange *change, GError **error)
{
  if (change->kind != KH_CHANGE_PUT_ASSIGNMENT)
    return TRUE;
  if (change->vault == NULL || change->principal_id == NULL || change->role_id == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "A role assignment needs vault, principal and role");
    return FALSE;
  }
  g_autofree char *id = kh_id_new ();
  KhRoleAssignment *assignment = kh_role_assignment_new ();
  kh_value_set_text (&assignment->id, id);
  assignment->scope =
      g_strconcat (change->vault, change->key != NULL ? "/" : NULL, change->key, NULL);
  kh_value_set_text (&assignment->role_id, change->role_id);
  kh_value_set_text (&assignment->principal_id, change->principal_id);
  change->assignment = assignment;
  return TRUE;
}

KhChange *
kh_impact_request_to_change (const KhView *view, const KhWireImpactRequest *request, GError **error)
{
  KhChangeKind kind = KH_CHANGE_REVOKE_GRANT;
  if (request->target != NULL)
    return kh_change_from_words (view->estate, request->trigger, request->target, error);
  if (!kh_change_kind_from_string (request->trigger, &kind)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, request->trigger, NULL, NULL,
                        "This is not a change whose impact is known");
    return NULL;
  }
  g_autoptr (KhChange) change = kh_change_new (kind);
  if (!set_objects (view, request, change, error) || !set_attributes (request, change, error)
      || !set_principal (view, request, change, error)
      || !set_wanted_vault (view, request, change, error)
      || !set_assignment (request, change, error))
    return NULL;
  return g_steal_pointer (&change);
}
