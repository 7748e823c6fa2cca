/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of enterprise policies. */
#include "kh-cli-context.h"

#include "kh-cli-grants.h"
#include "kh-cli-i18n.h"
#include "kh-id.h"
#include "kh-rbac.h"
#include "kh-rotate-acts.h"

static const KhCliColumn list_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Geo"), "geo" },
  { N_ ("Vault"), "key.vault" },
  { N_ ("Key"), "key.name" },
  { N_ ("Version"), "versionRule" },
  { N_ ("Health"), "health" },
  { N_ ("Granted"), "granted", KH_CLI_YES_NO },
  { N_ ("Environments"), "environments", KH_CLI_COUNT },
  { N_ ("Id"), "id" },
  { NULL },
};

static const KhCliColumn show_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Id"), "id" },
  { N_ ("System id"), "systemId" },
  { N_ ("Geo"), "geo" },
  { N_ ("Vault"), "key.vault" },
  { N_ ("Key"), "key.name" },
  { N_ ("Version"), "versionRule" },
  { N_ ("Pinned to"), "key.version" },
  { N_ ("Health"), "health" },
  { N_ ("Because"), "healthReason" },
  { N_ ("Identity"), "principalId" },
  { N_ ("Granted"), "granted", KH_CLI_YES_NO },
  { N_ ("Environments"), "environments", KH_CLI_COUNT },
  { N_ ("Readers"), "readers", KH_CLI_LIST },
  { NULL },
};

static const KhCliColumn environment_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Encryption"), "encryptionStatus" },
  { N_ ("Id"), "id" },
  { NULL },
};

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_cli_list (cli, kh_policy_api_list (), &error);

  if (all == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, all, list_columns, "id");
}

static int
print_policy (KhCli *cli, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, text, &error);

  if (policy == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, policy, show_columns, "id");
}

static int
show (KhCli *cli)
{
  return print_policy (cli, kh_cli_object (cli, 0));
}

static int
create (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (KhJson) before = NULL;
  KhArmPlace place;
  KhPolicyDraft draft = { .name = kh_cli_object (cli, 0), .geo = kh_cli_value (cli, "geo") };

  if (!kh_cli_key_parse (kh_cli_value (cli, "key"), &key, &error)
      || !kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  if (!kh_name_is_display (draft.name)) {
    kh_set_error (&error, KH_ERROR_ARGUMENT, "%s",
                  _ ("The name of a policy is 1 to 127 visible characters"));
    return kh_cli_fail (cli, error);
  }
  before = kh_cli_find_policy (cli, draft.name, &cause);
  if (before != NULL) {
    kh_set_error_facts (&error, KH_ERROR_EXISTS, draft.name, "PolicyAlreadyExists", NULL,
                        _ ("There is a policy of this name already"));
    return kh_cli_fail (cli, error);
  }
  if (!kh_error_is (cause, KH_ERROR_NOT_FOUND))
    return kh_cli_fail (cli, cause);
  draft.vault = key.vault;
  draft.key = key.name;
  draft.version = key.version;
  if (!kh_cli_do (cli, kh_policy_api_create (&place, &draft), NULL, &error))
    return kh_cli_fail (cli, error);
  return print_policy (cli, draft.name);
}

/* The key itself is fixed while environments use the policy; `cmk change` moves those. */
static int
update (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_object (cli, 0), &error);
  const char *version = kh_cli_value (cli, "key-version");
  KhArmPlace place;

  if (g_strcmp0 (version, "latest") == 0)
    version = NULL;
  if (policy == NULL || !kh_cli_place (cli, &place, &error)
      || !kh_act_set_policy_version (cli->client, &place, kh_json_string (policy, "id"), version,
                                     cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  return print_policy (cli, kh_json_string (policy, "id"));
}

static int
environments (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (policy == NULL)
    return kh_cli_fail (cli, error);
  for (guint i = 0; i < kh_json_length (policy, "environments"); i++)
    g_ptr_array_add (rows, kh_json_element (policy, "environments", i));
  return kh_cli_print_list (cli, rows, environment_columns, "id");
}

static int
grant (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_object (cli, 0), &error);

  if (policy == NULL
      || !kh_cli_grants_add (cli, kh_json_string (policy, "key.vault"),
                             kh_json_string (policy, "principalId"),
                             KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER, &error))
    return kh_cli_fail (cli, error);
  return print_policy (cli, kh_json_string (policy, "id"));
}

static int
revoke_verb (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("revoke-grant");
  g_autoptr (KhJson) impact = NULL;
  g_autoptr (KhConfirmed) confirmed = NULL;
  KhActGrant grant;
  int status;

  if (policy == NULL)
    return kh_cli_fail (cli, error);
  change->policy = g_strdup (kh_json_string (policy, "id"));
  cli->guard = (KhGuardFacts){ KH_GUARDED_REVOKE_GRANT,
                               .n_environments = kh_json_length (policy, "environments") };
  impact = kh_cli_confirm (cli, change, &status);
  if (impact == NULL)
    return status;
  confirmed = kh_confirmed_new (impact);
  grant = (KhActGrant){ kh_json_string (policy, "key.vault"),
                        kh_json_string (policy, "principalId"), NULL };
  if (!kh_cli_grants_remove (cli, &grant, confirmed, &error))
    return kh_cli_fail (cli, error);
  return print_policy (cli, change->policy);
}

static int
reader (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  const char *add = kh_cli_value (cli, "add");
  const char *take = kh_cli_value (cli, "remove");
  g_autoptr (KhJson) policy = NULL;
  const char *id;

  if ((add == NULL) == (take == NULL)) {
    kh_set_error (&error, KH_ERROR_USAGE, "%s",
                  _ ("Name one account: --add ACCOUNT or --remove ACCOUNT"));
    return kh_cli_fail (cli, error);
  }
  policy = kh_cli_find_policy (cli, kh_cli_object (cli, 0), &error);
  id = kh_json_string (policy, "id");
  if (policy == NULL
      || !kh_cli_do (cli, kh_policy_api_set_reader (id, add != NULL ? add : take, add != NULL),
                     NULL, &error))
    return kh_cli_fail (cli, error);
  return print_policy (cli, id);
}

static int delete (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("delete-policy");
  g_auto (GStrv) grants = NULL;
  g_autofree char *token = NULL;
  KhArmPlace place;
  int status;

  if (policy == NULL || !kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  change->policy = g_strdup (kh_json_string (policy, "id"));
  grants = kh_guard_grants (policy);
  cli->guard = (KhGuardFacts){ KH_GUARDED_DELETE_POLICY, .grants = (const char *const *)grants };
  if (!kh_cli_guard (cli, change, &token, &status))
    return status;
  if (!kh_cli_do (cli, kh_policy_api_delete (&place, kh_json_string (policy, "name")), token,
                  &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, _ ("The policy %s is deleted."), kh_json_string (policy, "name"));
  return KH_EXIT_DONE;
}

static const KhCliOption create_options[] = {
  { "geo", KH_CLI_VALUE, "GEO", N_ ("where its environments are"), TRUE },
  { "key", KH_CLI_VALUE, "VAULT/KEY[/VERSION]",
    N_ ("the key; without a version it follows the newest"), TRUE },
  { NULL },
};
static const KhCliOption update_options[] = {
  { "key-version", KH_CLI_VALUE, "VERSION|latest", N_ ("the version of its key that it uses"),
    TRUE },
  { NULL },
};
static const KhCliOption reader_options[] = {
  { "add", KH_CLI_MANY, "ACCOUNT", N_ ("make this account a reader") },
  { "remove", KH_CLI_MANY, "ACCOUNT", N_ ("take this reader away") },
  { NULL },
};
const KhCliVerb kh_cli_policy_verbs[] = {
  { "policy", "list", "", 0, 0, N_ ("List the policies."), NULL, list },
  { "policy", "show", "POLICY", 1, 1, N_ ("Show a policy."), NULL, show },
  { "policy", "create", "NAME", 1, 1, N_ ("Make a policy."), create_options, create },
  { "policy", "update", "POLICY", 1, 1, N_ ("Change which version of its key a policy uses."),
    update_options, update },
  { "policy", "environments", "POLICY", 1, 1, N_ ("List its environments."), NULL, environments },
  { "policy", "grant", "POLICY", 1, 1, N_ ("Let the policy's identity use its key."), NULL, grant },
  { "policy", "revoke", "POLICY", 1, 1, N_ ("Take the key from the policy's identity."), NULL,
    revoke_verb },
  { "policy", "reader", "POLICY", 1, 1, N_ ("Say who may use the policy for environments."),
    reader_options, reader },
  { "policy", "delete", "POLICY", 1, 1, N_ ("Delete a policy."), NULL, delete },
  { NULL },
};
