/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of secrets. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-value.h"
#include "kh-secret-api.h"
#include "kh-wire-account.h"

static const KhCliColumn list_columns[] = {
  { N_ ("Secret"), "name" },
  { N_ ("Vault"), "vault" },
  { N_ ("Type"), "contentType" },
  { N_ ("State"), "state" },
  { N_ ("Expires"), "exp", KH_CLI_TIME },
  { N_ ("Deleted"), "deletedAt", KH_CLI_TIME },
  { N_ ("Purged at"), "scheduledPurgeAt", KH_CLI_TIME },
  { N_ ("Identifier"), "id" },
  { NULL },
};

static const KhCliColumn version_columns[] = {
  { N_ ("Version"), "version" },
  { N_ ("State"), "state" },
  { N_ ("Current"), "current", KH_CLI_YES_NO },
  { N_ ("Type"), "contentType" },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { N_ ("Not before"), "nbf", KH_CLI_TIME },
  { N_ ("Expires"), "exp", KH_CLI_TIME },
  { NULL },
};

static const KhCliColumn show_columns[] = {
  { N_ ("Secret"), "name" },
  { N_ ("Vault"), "vault" },
  { N_ ("Version"), "version" },
  { N_ ("Type"), "contentType" },
  { N_ ("State"), "state" },
  { N_ ("Current"), "current", KH_CLI_YES_NO },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { N_ ("Not before"), "nbf", KH_CLI_TIME },
  { N_ ("Expires"), "exp", KH_CLI_TIME },
  { N_ ("Recovery"), "recoveryLevel" },
  { N_ ("Value"), "value" },
  { N_ ("Identifier"), "id" },
  { NULL },
};

/* VAULT/NAME, VAULT/NAME/VERSION or the address of either. */
static gboolean
parse_secret (KhCli *cli, KhCliKey *secret, gboolean may_have_version, GError **error)
{
  const char *text = kh_cli_object (cli, 0);
  gboolean understood = kh_cli_object_parse (text, "secrets", secret);

  if (understood && (may_have_version || secret->version == NULL))
    return TRUE;
  kh_cli_key_clear (secret);
  kh_set_error_facts (error, KH_ERROR_USAGE, text, "SecretNotUnderstood",
                      understood ? _ ("Name the secret alone.")
                                 : _ ("Write VAULT/NAME, VAULT/NAME/VERSION or its address."),
                      understood ? _ ("This is done to a secret with all its versions")
                                 : _ ("This does not name a secret"));
  return FALSE;
}

/* --- Showing ---------------------------------------------------------------------------------- */

static int
list (KhCli *cli)
{
  return kh_cli_print_of_vaults (cli, kh_secret_api_list, list_columns, "id");
}

static int
versions (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) secret = { NULL };
  g_autoptr (GPtrArray) rows = NULL;

  if (!parse_secret (cli, &secret, FALSE, &error))
    return kh_cli_fail (cli, error);
  rows = kh_cli_list (cli, kh_secret_api_versions (secret.vault, secret.name), &error);
  if (rows == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, version_columns, "version");
}

/* (transfer full): the facts of one version, from the list of them: reading the value is another
 * right, and leaves a record. */
static KhJson *
get_facts (KhCli *cli, const KhCliKey *secret, GError **error)
{
  g_autoptr (GPtrArray) all =
      kh_cli_list (cli, kh_secret_api_versions (secret->vault, secret->name), error);

  for (guint i = 0; all != NULL && i < all->len; i++) {
    KhJson *one = g_ptr_array_index (all, i);

    if (secret->version != NULL ? g_strcmp0 (kh_json_string (one, "version"), secret->version) == 0
                                : kh_json_bool (one, "current", FALSE))
      return kh_json_ref (one);
  }
  if (all != NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, secret->version, "SecretNotFound", NULL,
                        _ ("The secret has no such version"));
  return NULL;
}

static int
show (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) secret = { NULL };
  g_autoptr (KhJson) shown = NULL;

  if (!parse_secret (cli, &secret, TRUE, &error))
    return kh_cli_fail (cli, error);
  shown =
      kh_cli_flag (cli, "value")
          ? kh_cli_get (cli, kh_secret_api_get (secret.vault, secret.name, secret.version), &error)
          : get_facts (cli, &secret, &error);
  if (shown == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, shown, show_columns, "id");
}

/* --- Changing --------------------------------------------------------------------------------- */

static int
set (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) secret = { NULL };
  g_autoptr (KhSecretSetRequest) request = kh_secret_set_request_new ();
  g_autoptr (KhJson) made = NULL;

  if (!parse_secret (cli, &secret, FALSE, &error))
    return kh_cli_fail (cli, error);
  request->enabled = KH_TRI_UNSET;
  request->value = kh_cli_secret_value (cli, kh_cli_value (cli, "value-file"), &error);
  if (request->value == NULL)
    return kh_cli_fail (cli, error);
  made = kh_cli_get (cli, kh_secret_api_set (secret.vault, secret.name, request), &error);
  kh_wire_wipe (request->value);
  if (made == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, made, show_columns, "id");
}

/* A guarded call on a whole secret. */
static int
guarded (KhCli *cli, const char *trigger, KhCall *(*call) (const char *, const char *),
         KhCliKey *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireImpactRequest) change = kh_cli_change (trigger);
  g_autofree char *token = NULL;
  int status;

  if (!parse_secret (cli, secret, FALSE, &error))
    return kh_cli_fail (cli, error);
  change->vault = g_strdup (secret->vault);
  change->secret = g_strdup (secret->name);
  cli->guard = (KhGuardFacts){ g_str_equal (trigger, "purge-secret") ? KH_GUARDED_PURGE_SECRET
                                                                     : KH_GUARDED_NONE };
  if (!kh_cli_guard (cli, change, &token, &status))
    return status;
  if (!kh_cli_do (cli, call (secret->vault, secret->name), token, &error))
    return kh_cli_fail (cli, error);
  return KH_EXIT_DONE;
}

static int delete (KhCli *cli)
{
  g_auto (KhCliKey) secret = { NULL };
  int status = guarded (cli, "delete-secret", kh_secret_api_delete, &secret);

  if (status == KH_EXIT_DONE)
    kh_cli_say (
        cli, _ ("The secret is deleted; it can be recovered with: keyholdctl secret recover %s/%s"),
        secret.vault, secret.name);
  return status;
}

static int
recover (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) secret = { NULL };
  g_autoptr (KhJson) recovered = NULL;

  if (!parse_secret (cli, &secret, FALSE, &error))
    return kh_cli_fail (cli, error);
  recovered = kh_cli_get (cli, kh_secret_api_recover (secret.vault, secret.name), &error);
  if (recovered == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, recovered, show_columns, "id");
}

static int
purge (KhCli *cli)
{
  g_auto (KhCliKey) secret = { NULL };
  int status = guarded (cli, "purge-secret", kh_secret_api_purge, &secret);

  if (status == KH_EXIT_DONE)
    kh_cli_say (cli, _ ("The secret %s/%s is gone for good."), secret.vault, secret.name);
  return status;
}

static const KhCliOption list_options[] = {
  { "deleted", KH_CLI_FLAG, NULL, N_ ("those that can be recovered instead") },
  { NULL },
};
static const KhCliOption show_options[] = {
  { "value", KH_CLI_FLAG, NULL, N_ ("with the value, which leaves an audit record") },
  { NULL },
};
static const KhCliOption set_options[] = {
  { "value-file", KH_CLI_VALUE, "FILE",
    N_ ("the value, as it is in the file; else it is asked for, or read from standard input") },
  { NULL },
};
#define SECRET "VAULT/SECRET"
const KhCliVerb kh_cli_secret_verbs[] = {
  { "secret", "set", SECRET, 1, 1, N_ ("Make a secret, or a new version of one."), set_options,
    set },
  { "secret", "show", SECRET "[/VERSION]", 1, 1, N_ ("Show a secret, or one version of it."),
    show_options, show },
  { "secret", "list", "[VAULT]", 0, 1, N_ ("List secrets."), list_options, list },
  { "secret", "versions", SECRET, 1, 1, N_ ("List the versions of a secret."), NULL, versions },
  { "secret", "delete", SECRET, 1, 1, N_ ("Delete a secret; it can be recovered."), NULL, delete },
  { "secret", "recover", SECRET, 1, 1, N_ ("Recover a deleted secret."), NULL, recover },
  { "secret", "purge", SECRET, 1, 1, N_ ("Erase a deleted secret for good."), NULL, purge },
  { NULL },
};
