/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles in place of access policies. */
#include "kh-move-acts.h"

#include "kh-client-i18n.h"

/* --- The plan --------------------------------------------------------------------------------- */

static void
step_free (gpointer data)
{
  KhMoveStep *step = data;

  g_free (step->principal);
  g_strfreev (step->keys);
  g_strfreev (step->secrets);
  g_strfreev (step->unknown);
  g_free (step);
}

/* The flags of all words that are known; the others go into @unknown. */
static KhKeyPermissions
read_keys (char **words, GStrvBuilder *unknown)
{
  guint all = 0;

  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    KhKeyPermissions one;

    if (g_ascii_strcasecmp (words[i], "all") == 0)
      all |= (guint)KH_PERMISSION_ALL;
    else if (kh_key_permission_from_string (words[i], &one))
      all |= (guint)one;
    else
      g_strv_builder_add (unknown, words[i]);
  }
  return (KhKeyPermissions)all;
}

static KhSecretPermissions
read_secrets (char **words, GStrvBuilder *unknown)
{
  guint all = 0;

  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    KhSecretPermissions one;

    if (g_ascii_strcasecmp (words[i], "all") == 0)
      all |= (guint)KH_SECRET_PERMISSION_ALL;
    else if (kh_secret_permission_from_string (words[i], &one))
      all |= (guint)one;
    else
      g_strv_builder_add (unknown, words[i]);
  }
  return (KhSecretPermissions)all;
}

static gboolean
is_same (const char *a, const char *b)
{
  return a != NULL && b != NULL && g_ascii_strcasecmp (a, b) == 0;
}

/* A role on a key alone is none on the vault. */
static gboolean
is_given (KhJson *assignment, const char *vault, const char *principal, const KhRbacRole *role)
{
  const char *scope = kh_json_string (assignment, "scope");

  return is_same (kh_json_string (assignment, "principalId"), principal)
         && is_same (kh_json_string (assignment, "roleId"), role->id)
         && (is_same (scope, vault) || g_strcmp0 (scope, "*") == 0);
}

static KhMoveStep *
step_new (KhJson *policy, KhJson *assignments, const char *vault)
{
  KhMoveStep *step = g_new0 (KhMoveStep, 1);
  g_autoptr (GStrvBuilder) unknown = g_strv_builder_new ();
  KhKeyPermissions keys;
  KhSecretPermissions secrets;

  step->principal = g_strdup (kh_json_string (policy, "principalId"));
  step->keys = kh_json_strv (policy, "permissions");
  step->secrets = kh_json_strv (policy, "secretPermissions");
  keys = read_keys (step->keys, unknown);
  secrets = read_secrets (step->secrets, unknown);
  kh_rbac_match (keys, secrets, &step->match);
  step->unknown = g_strv_builder_end (unknown);
  for (guint i = 0; i < step->match.n_roles; i++)
    for (guint k = 0; k < kh_json_length (assignments, NULL); k++)
      step->is_there[i] |= is_given (kh_json_element (assignments, NULL, k), vault, step->principal,
                                     step->match.roles[i]);
  return step;
}

GPtrArray *
kh_move_plan (KhJson *policies, KhJson *assignments, const char *vault)
{
  GPtrArray *plan = g_ptr_array_new_with_free_func (step_free);

  for (guint i = 0; i < kh_json_length (policies, NULL); i++)
    g_ptr_array_add (plan, step_new (kh_json_element (policies, NULL, i), assignments, vault));
  return plan;
}

guint
kh_move_count_missing (GPtrArray *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->len; i++) {
    const KhMoveStep *step = plan->pdata[i];

    for (guint k = 0; k < step->match.n_roles; k++)
      n += step->is_there[k] ? 0 : 1;
  }
  return n;
}

/* --- Making ----------------------------------------------------------------------------------- */

static gboolean
make_missing (KhClient *client, const KhArmPlace *place, const char *vault, const KhMoveStep *step,
              GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < step->match.n_roles; i++)
    if (!step->is_there[i]
        && !kh_client_do (
            client, kh_assignment_api_put (place, vault, step->match.roles[i]->id, step->principal),
            cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_among (GPtrArray *assignments, const char *vault, const char *principal, const KhRbacRole *role)
{
  for (guint i = 0; i < assignments->len; i++)
    if (is_given (assignments->pdata[i], vault, principal, role))
      return TRUE;
  return FALSE;
}

/* What was granted is looked at where it counts: a cloud may take minutes to know it. */
static gboolean
check (GPtrArray *assignments, const char *vault, GPtrArray *plan, GError **error)
{
  for (guint i = 0; i < plan->len; i++) {
    const KhMoveStep *step = plan->pdata[i];

    for (guint k = 0; k < step->match.n_roles; k++) {
      if (is_among (assignments, vault, step->principal, step->match.roles[k]))
        continue;
      kh_set_error_facts (error, KH_ERROR_STATE, vault, "GrantSpreading",
                          _ ("Nothing was switched. Try again in a few minutes."),
                          _ ("A role that was made is not seen yet; it may take up to five "
                             "minutes"));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
kh_act_make_roles (KhClient *client, const KhArmPlace *place, const char *vault, GPtrArray *plan,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) assignments = NULL;

  for (guint i = 0; i < plan->len; i++)
    if (!make_missing (client, place, vault, plan->pdata[i], cancellable, error))
      return FALSE;
  assignments =
      kh_client_call (client, kh_assignment_api_list (place, vault, NULL), cancellable, error);
  return assignments != NULL && check (assignments, vault, plan, error);
}
