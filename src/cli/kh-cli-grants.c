/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants on vaults: role assignments where the vault is of the model rbac, else access policies. */
#include "kh-cli-grants.h"

#include "kh-cli-i18n.h"
#include "kh-rbac.h"

const KhCliColumn kh_cli_access_columns[] = {
  { N_ ("Principal"), "principal" },
  { N_ ("Role"), "role" },
  { N_ ("On keys"), "permissions", KH_CLI_LIST },
  { N_ ("On secrets"), "secretPermissions", KH_CLI_LIST },
  { N_ ("Scope"), "scope" },
  { N_ ("Effective"), "effective", KH_CLI_YES_NO },
  { N_ ("Principal's id"), "principalId" },
  { NULL },
};

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

GPtrArray *
kh_cli_grants_list (KhCli *cli, const char *vault, GError **error)
{
  KhArmPlace place;
  g_autoptr (KhJson) found = kh_cli_find_vault (cli, vault, error);

  if (found == NULL || !kh_cli_place (cli, &place, error))
    return NULL;
  return kh_act_list_access (cli->client, &place, kh_json_string (found, "name"), cli->cancellable,
                             error);
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

gboolean
kh_cli_grants_remove (KhCli *cli, const KhActGrant *grant, const KhConfirmed *confirmed,
                      GError **error)
{
  KhArmPlace place;

  return kh_cli_place (cli, &place, error)
         && kh_act_revoke (cli->client, &place, grant, confirmed, cli->cancellable, error);
}

static KhJson *
reader_row (KhJson *policy, const char *reader)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *scope = g_strconcat ("policy:", kh_json_string (policy, "name"), NULL);
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "principal", reader);
  kh_json_out_string (out, "role", "Reader");
  kh_json_out_string (out, "scope", scope);
  kh_json_out_bool (out, "effective", TRUE);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

GPtrArray *
kh_cli_grants_of_policy (KhCli *cli, KhJson *policy, GError **error)
{
  GPtrArray *rows = kh_cli_grants_list (cli, kh_json_string (policy, "key.vault"), error);
  KhJson *readers = kh_json_get (policy, "readers");

  for (guint i = 0; rows != NULL && i < kh_json_length (readers, NULL); i++) {
    const char *reader = kh_json_string (kh_json_element (readers, NULL, i), NULL);

    if (reader != NULL)
      g_ptr_array_add (rows, reader_row (policy, reader));
  }
  return rows;
}
