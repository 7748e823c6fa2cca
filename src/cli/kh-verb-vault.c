/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of key vaults. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-grants.h"
#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-id.h"
#include "kh-secret-api.h"

static const KhCliColumn list_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Region"), "region" },
  { N_ ("SKU"), "sku" },
  { N_ ("Permissions"), "permissionModel" },
  { N_ ("Purge protection"), "purgeProtection", KH_CLI_YES_NO },
  { N_ ("Public network"), "publicNetwork" },
  { N_ ("State"), "state" },
  { NULL },
};

static const KhCliColumn show_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Address"), "uri" },
  { N_ ("Region"), "region" },
  { N_ ("SKU"), "sku" },
  { N_ ("Permissions"), "permissionModel" },
  { N_ ("Retention in days"), "softDeleteRetentionDays" },
  { N_ ("Purge protection"), "purgeProtection", KH_CLI_YES_NO },
  { N_ ("Public network"), "publicNetwork" },
  { N_ ("Default action"), "defaultAction" },
  { N_ ("Bypass"), "bypass" },
  { N_ ("State"), "state" },
  { N_ ("Purged at"), "scheduledPurgeAt", KH_CLI_TIME },
  { N_ ("Id"), "id" },
  { NULL },
};

static const KhCliColumn deleted_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Region"), "region" },
  { N_ ("Deleted"), "deletedAt", KH_CLI_TIME },
  { N_ ("Purged at"), "scheduledPurgeAt", KH_CLI_TIME },
  { N_ ("Purge protection"), "purgeProtection", KH_CLI_YES_NO },
  { NULL },
};

static int
print_list (KhCli *cli, KhCall *call, const KhCliColumn *columns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_cli_list (cli, call, &error);

  if (all == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, all, columns, "name");
}

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  KhArmPlace place;

  if (!kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  return print_list (cli, kh_vault_api_list (&place), list_columns);
}

static int
deleted (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  KhArmPlace place;

  if (!kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  return print_list (cli, kh_vault_api_deleted (&place), deleted_columns);
}

static int
show (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) vault = kh_cli_find_vault (cli, kh_cli_object (cli, 0), &error);

  if (vault == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, vault, show_columns, "name");
}

/* One of two words of an option, as @values says them on the wire. NULL with @error for another. */
static gboolean
choose (KhCli *cli, const char *option, const char *const words[4], const char **value,
        GError **error)
{
  const char *given = kh_cli_value (cli, option);
  g_autofree char *message = NULL;

  *value = NULL;
  if (given == NULL)
    return TRUE;
  if (g_str_equal (given, words[0]))
    *value = words[1];
  else if (g_str_equal (given, words[2]))
    *value = words[3];
  if (*value != NULL)
    return TRUE;
  message = g_strdup_printf (_ ("--%s is %s or %s"), option, words[0], words[2]);
  kh_set_error_facts (error, KH_ERROR_USAGE, given, NULL, NULL, message);
  return FALSE;
}

static gboolean
read_model (KhCli *cli, KhArmVault *vault, GError **error)
{
  static const char *const models[4] = { "rbac", "yes", "access-policy", "no" };
  const char *model;

  if (!choose (cli, "permission-model", models, &model, error))
    return FALSE;
  if (model != NULL)
    vault->rbac = g_str_equal (model, "yes");
  if (kh_cli_flag (cli, "purge-protection"))
    vault->purge_protection = TRUE;
  return TRUE;
}

/* kh_arm_vault_print() leaves a tri-state out only where it says so. */
static KhArmVault *
new_vault (void)
{
  KhArmVault *vault = kh_arm_vault_new ();

  vault->rbac = vault->purge_protection = vault->soft_delete = KH_TRI_UNSET;
  return vault;
}

static int
put_vault (KhCli *cli, const char *name, KhArmVault *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = NULL;
  KhArmPlace place;

  if (!kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  made = kh_cli_get (cli, kh_vault_api_put (&place, name, wanted), &error);
  if (made == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, made, show_columns, "name");
}

/* A vault of this name must not be changed by making it again. */
static gboolean
is_free (KhCli *cli, const char *name, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) vault = kh_cli_find_vault (cli, name, &cause);

  if (vault != NULL) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, name, "VaultAlreadyExists", NULL,
                        _ ("There is a vault of this name already"));
    return FALSE;
  }
  if (kh_error_is (cause, KH_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static int
create (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhArmVault) vault = new_vault ();
  const char *name = kh_cli_object (cli, 0);
  const char *retention = kh_cli_value (cli, "retention");
  const char *sku = kh_cli_value (cli, "sku");

  if (retention != NULL && !kh_cli_number (retention, &vault->retention_days, &error))
    return kh_cli_fail (cli, error);
  if (!read_model (cli, vault, &error))
    return kh_cli_fail (cli, error);
  if (vault->rbac == KH_TRI_UNSET)
    vault->rbac = TRUE;
  vault->location = g_strdup (kh_cli_value (cli, "region"));
  vault->sku_family = g_strdup ("A");
  vault->sku_name = g_strdup (sku != NULL ? sku : "premium");
  if (!kh_name_is_vault (name)) {
    kh_set_error_facts (&error, KH_ERROR_ARGUMENT, name, "VaultNameNotValid",
                        _ ("Use 3 to 24 letters, digits and single hyphens."),
                        _ ("No vault can have this name"));
    return kh_cli_fail (cli, error);
  }
  if (!is_free (cli, name, &error))
    return kh_cli_fail (cli, error);
  return put_vault (cli, name, vault);
}

static gboolean
read_network (KhCli *cli, KhArmVault *vault, GError **error)
{
  static const char *const networks[4] = { "on", "Enabled", "off", "Disabled" };
  static const char *const actions[4] = { "allow", "Allow", "deny", "Deny" };
  static const char *const bypasses[4] = { "trusted-services", "AzureServices", "none", "None" };
  const char *network, *action, *bypass;

  if (!choose (cli, "public-network", networks, &network, error)
      || !choose (cli, "default-action", actions, &action, error)
      || !choose (cli, "bypass", bypasses, &bypass, error))
    return FALSE;
  vault->public_network_access = g_strdup (network);
  vault->default_action = g_strdup (action);
  vault->bypass = g_strdup (bypass);
  return TRUE;
}

static int
update (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhArmVault) part = new_vault ();
  g_autoptr (KhJson) vault = NULL;
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("update-vault");
  g_autoptr (GBytes) wanted = NULL;
  g_autofree char *token = NULL;
  g_autoptr (KhJson) changed = NULL;
  KhArmPlace place;
  KhCall *call;
  int status;

  if (!read_model (cli, part, &error) || !read_network (cli, part, &error))
    return kh_cli_fail (cli, error);
  vault = kh_cli_find_vault (cli, kh_cli_object (cli, 0), &error);
  if (vault == NULL || !kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  wanted = kh_arm_vault_print (part);
  change->vault = g_strdup (kh_json_string (vault, "name"));
  change->wanted = g_strndup (g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
  if (!kh_cli_guard (cli, change, &token, &status))
    return status;
  call = kh_vault_api_patch (&place, change->vault, part);
  kh_call_set_confirmation (call, token);
  changed = kh_cli_get (cli, call, &error);
  if (changed == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, changed, show_columns, "name");
}

/* What is deleted with it, and until when it can be recovered. A vault that lets nobody look into
 * it can be deleted all the same. */
static void
read_facts (KhCli *cli, KhJson *vault, char **until)
{
  const char *name = kh_json_string (vault, "name");
  g_autoptr (GPtrArray) keys = kh_cli_list (cli, kh_key_api_list (name, FALSE), NULL);
  g_autoptr (GPtrArray) secrets =
      keys != NULL ? kh_cli_list (cli, kh_secret_api_list (name, FALSE), NULL) : NULL;
  KhTime now;

  if (secrets == NULL || !kh_cli_now (cli, &now, NULL))
    return;
  *until = kh_cli_day (now + kh_json_int (vault, "softDeleteRetentionDays", 0) * KH_DAY, now);
  cli->guard = (KhGuardFacts){ KH_GUARDED_DELETE_VAULT, .until = *until, .n_keys = keys->len,
                               .n_secrets = secrets->len };
}

static int delete (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) vault = kh_cli_find_vault (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("delete-vault");
  g_autofree char *until = NULL;
  g_autofree char *token = NULL;
  KhArmPlace place;
  int status;

  if (vault == NULL || !kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  change->vault = g_strdup (kh_json_string (vault, "name"));
  read_facts (cli, vault, &until);
  if (!kh_cli_guard (cli, change, &token, &status))
    return status;
  if (!kh_cli_do (cli, kh_vault_api_delete (&place, change->vault), token, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli,
              _ ("The vault %s is deleted; it can be recovered with: keyholdctl vault recover %s"),
              change->vault, change->vault);
  return KH_EXIT_DONE;
}

static KhJson *
find_deleted (KhCli *cli, const char *name, GError **error)
{
  KhArmPlace place;
  g_autoptr (GPtrArray) all = NULL;

  if (!kh_cli_place (cli, &place, error))
    return NULL;
  all = kh_cli_list (cli, kh_vault_api_deleted (&place), error);
  return all != NULL ? kh_cli_pick (all, name, "id", "name", _ ("deleted vault"), error) : NULL;
}

static int
recover (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) vault = find_deleted (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhJson) recovered = NULL;
  KhArmPlace place;

  if (vault == NULL || !kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  recovered = kh_cli_get (cli,
                          kh_vault_api_recover (&place, kh_json_string (vault, "region"),
                                                kh_json_string (vault, "name")),
                          &error);
  if (recovered == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, recovered, show_columns, "name");
}

static int
purge (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) vault = find_deleted (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("purge-vault");
  g_autofree char *token = NULL;
  KhArmPlace place;
  int status;

  if (vault == NULL || !kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  change->vault = g_strdup (kh_json_string (vault, "name"));
  cli->guard = (KhGuardFacts){ KH_GUARDED_PURGE_VAULT };
  if (!kh_cli_guard (cli, change, &token, &status))
    return status;
  if (!kh_cli_do (cli, kh_vault_api_purge (&place, kh_json_string (vault, "region"), change->vault),
                  token, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, _ ("The vault %s is gone for good."), change->vault);
  return KH_EXIT_DONE;
}

static int
access_verb (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = kh_cli_grants_list (cli, kh_cli_object (cli, 0), &error);

  if (rows == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, kh_cli_access_columns, "principalId");
}

static int
grant (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *principal = kh_cli_principal (cli, kh_cli_value (cli, "to"), &error);

  if (principal == NULL
      || !kh_cli_grants_add (cli, kh_cli_object (cli, 0), principal, kh_cli_value (cli, "role"),
                             &error))
    return kh_cli_fail (cli, error);
  return access_verb (cli);
}

static int
revoke_verb (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *principal = kh_cli_principal (cli, kh_cli_value (cli, "from"), &error);
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("revoke-principal");
  g_autoptr (KhJson) vault = NULL;
  g_autoptr (KhJson) impact = NULL;
  g_autoptr (KhConfirmed) confirmed = NULL;
  KhActGrant grant;
  int status;

  vault = principal != NULL ? kh_cli_find_vault (cli, kh_cli_object (cli, 0), &error) : NULL;
  if (vault == NULL)
    return kh_cli_fail (cli, error);
  change->vault = g_strdup (kh_json_string (vault, "name"));
  change->principal = g_strdup (principal);
  if (!kh_cli_role_id (kh_cli_value (cli, "role"), &change->role, &error))
    return kh_cli_fail (cli, error);
  impact = kh_cli_confirm (cli, change, &status);
  if (impact == NULL)
    return status;
  confirmed = kh_confirmed_new (impact);
  grant = (KhActGrant){ change->vault, principal, change->role };
  if (!kh_cli_grants_remove (cli, &grant, confirmed, &error))
    return kh_cli_fail (cli, error);
  return access_verb (cli);
}

#define MODEL "rbac|access-policy"
static const KhCliOption create_options[] = {
  { "region", KH_CLI_VALUE, "REGION", N_ ("Azure region, for example eastus"), TRUE },
  { "sku", KH_CLI_VALUE, "standard|premium", N_ ("premium takes HSM keys; the default") },
  { "purge-protection", KH_CLI_FLAG, NULL, N_ ("nobody can purge it early; cannot be undone") },
  { "retention", KH_CLI_VALUE, "DAYS", N_ ("7 to 90 days of recovery; 90 is the default") },
  { "permission-model", KH_CLI_VALUE, MODEL, N_ ("how access is given; rbac is the default") },
  { NULL },
};
static const KhCliOption update_options[] = {
  { "public-network", KH_CLI_VALUE, "on|off", N_ ("reachable from the internet") },
  { "default-action", KH_CLI_VALUE, "allow|deny", N_ ("what the firewall does with others") },
  { "bypass", KH_CLI_VALUE, "trusted-services|none", N_ ("who may pass the firewall") },
  { "permission-model", KH_CLI_VALUE, MODEL, N_ ("how access is given") },
  { "purge-protection", KH_CLI_FLAG, NULL, N_ ("switch it on; cannot be undone") },
  { NULL },
};
static const KhCliOption grant_options[] = {
  { "to", KH_CLI_VALUE, "ACCOUNT|POLICY", N_ ("who gets access"), TRUE },
  { "role", KH_CLI_MANY, "ROLE", N_ ("Azure's name or id of the role"), TRUE },
  { NULL },
};
static const KhCliOption revoke_options[] = {
  { "from", KH_CLI_VALUE, "ACCOUNT|POLICY", N_ ("who loses access"), TRUE },
  { "role", KH_CLI_MANY, "ROLE", N_ ("this role alone") },
  { NULL },
};
const KhCliVerb kh_cli_vault_verbs[] = {
  { "vault", "list", "", 0, 0, N_ ("List the vaults."), NULL, list },
  { "vault", "show", "VAULT", 1, 1, N_ ("Show a vault."), NULL, show },
  { "vault", "create", "NAME", 1, 1, N_ ("Make a vault."), create_options, create },
  { "vault", "update", "VAULT", 1, 1, N_ ("Change network, permissions or protection."),
    update_options, update },
  { "vault", "delete", "VAULT", 1, 1, N_ ("Delete a vault; it can be recovered."), NULL, delete },
  { "vault", "recover", "VAULT", 1, 1, N_ ("Recover a deleted vault, without its grants."), NULL,
    recover },
  { "vault", "purge", "VAULT", 1, 1, N_ ("Erase a deleted vault for good."), NULL, purge },
  { "vault", "deleted", "", 0, 0, N_ ("List the vaults that can be recovered."), NULL, deleted },
  { "vault", "access", "VAULT", 1, 1, N_ ("List who has access."), NULL, access_verb },
  { "vault", "grant", "VAULT", 1, 1, N_ ("Give somebody a role on a vault."), grant_options,
    grant },
  { "vault", "revoke", "VAULT", 1, 1, N_ ("Take access away."), revoke_options, revoke_verb },
  { NULL },
};
