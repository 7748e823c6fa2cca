/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the organization and of its people. */
#include "kh-cli-context.h"

#include "kh-cli-i18n.h"
#include "kh-cli-seed.h"
#include "kh-keyring-acts.h"
#include "kh-tenant-api.h"

static const KhCliColumn tenant_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Id"), "id" },
  { N_ ("Home geo"), "homeGeo" },
  { N_ ("Unlock rule"), "unlockRule" },
  { N_ ("Four eyes"), "fourEyes", KH_CLI_YES_NO },
  { N_ ("Default environment may use a key"), "encryptionAtDefault", KH_CLI_YES_NO },
  { N_ ("Rehearsal"), "rehearsal", KH_CLI_YES_NO },
  { N_ ("Duties separated"), "dutiesSeparated", KH_CLI_YES_NO },
  { N_ ("Subscription"), "subscriptionId" },
  { N_ ("Resource group"), "resourceGroup" },
  { N_ ("Vaults"), "vaultsDir" },
  { NULL },
};

static const KhCliColumn clock_columns[] = {
  { N_ ("Now"), "now", KH_CLI_TIME },
  { N_ ("Shifted by"), "shift" },
  { N_ ("Stands still"), "standing", KH_CLI_YES_NO },
  { N_ ("Jumped"), "suspect", KH_CLI_YES_NO },
  { NULL },
};

static const KhCliColumn account_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Roles"), "roles", KH_CLI_LIST },
  { N_ ("Passphrase"), "hasPassphrase", KH_CLI_YES_NO },
  { N_ ("Id"), "id" },
  { NULL },
};

/* Prints the object that @call brings. */
static int
print_call (KhCli *cli, KhCall *call, const KhCliColumn *columns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) object = kh_cli_get (cli, call, &error);

  if (object == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, object, columns, "id");
}

/* --- Making an organization ------------------------------------------------------------------ */

static void
on_sample_started (KhClient *client, gpointer data)
{
  kh_cli_watch_interrupt (data, client);
}

static void
on_sample_step (const char *step, gpointer data)
{
  kh_cli_say (data, "%s", step);
}

/* What the sample has of its own cannot be asked for. */
static gboolean
check_sample (KhCli *cli, GError **error)
{
  if (!kh_cli_flag (cli, "sample")
      || (!kh_cli_flag (cli, "vaults-dir") && !kh_cli_flag (cli, "unlock-rule")))
    return TRUE;
  kh_set_error (error, KH_ERROR_USAGE, "%s",
                _ ("--sample brings its vaults and its unlock rule: leave the other option out"));
  return FALSE;
}

static int
create (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) passphrase = NULL;
  const KhSampleWatch watch = { on_sample_started, on_sample_step, cli, cli->cancellable };
  gboolean sample = kh_cli_flag (cli, "sample");
  const char *admin = kh_cli_value (cli, "admin");
  KhCliSetup setup = {
    .name = kh_cli_object (cli, 0),
    .home_geo = kh_cli_value (cli, "home-geo"),
    .admin = admin != NULL || sample ? admin : g_get_user_name (),
    .unlock_rule = kh_cli_value (cli, "unlock-rule"),
    .vaults_dir = kh_cli_value (cli, "vaults-dir"),
    .sample = sample ? &watch : NULL,
  };

  if (!check_sample (cli, &error))
    return kh_cli_fail (cli, error);
  passphrase = kh_cli_value (cli, "passphrase-file") != NULL ? kh_cli_passphrase (cli, &error)
                                                             : kh_cli_new_passphrase (cli, &error);
  if (passphrase == NULL)
    return kh_cli_fail (cli, error);
  if (kh_secret_get_size (passphrase) == 0) {
    kh_set_error (&error, KH_ERROR_ARGUMENT, "%s", _ ("The passphrase is empty"));
    return kh_cli_fail (cli, error);
  }
  if (kh_secret_get_size (passphrase) < 12)
    kh_cli_warn (cli, _ ("the passphrase is shorter than %d characters"), 12);
  if (!cli->host->create (cli->host->host, cli->data_dir, &setup, passphrase, &error))
    return kh_cli_fail (cli, error);
  if (cli->passphrase == NULL)
    cli->passphrase = g_steal_pointer (&passphrase);
  return print_call (cli, kh_tenant_api_get (), tenant_columns);
}

static int
show (KhCli *cli)
{
  return print_call (cli, kh_tenant_api_get (), tenant_columns);
}

static int
accept_rollback (KhCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (!kh_cli_ask (cli, _ ("Go on without what the database has not, though the log does?"))) {
    kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, NULL, NULL, _ ("Repeat it with --yes."),
                        _ ("What is missing in the database is lost by that"));
    return kh_cli_fail (cli, error);
  }
  cli->host->accept_rollback (cli->host->host, cli->data_dir);
  return show (cli);
}

static int
set (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  static const char *const settings[] = { "unlock-rule", "four-eyes", "encryption-at-default",
                                          NULL };
  const char *key = kh_cli_object (cli, 0);
  KhCall *call;

  if (!g_strv_contains (settings, key)) {
    kh_set_error_facts (&error, KH_ERROR_USAGE, key, NULL,
                        _ ("Set unlock-rule, four-eyes or encryption-at-default."),
                        _ ("There is no such setting"));
    return kh_cli_fail (cli, error);
  }
  call = kh_tenant_api_set (key, kh_cli_object (cli, 1), &error);
  if (call == NULL)
    return kh_cli_fail (cli, error);
  return print_call (cli, call, tenant_columns);
}

static int
passphrase (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) before = NULL;
  g_autoptr (KhSecret) after = NULL;
  g_autoptr (KhJson) me = NULL;

  if (!g_str_equal (kh_cli_object (cli, 0), "change")) {
    kh_set_error (&error, KH_ERROR_USAGE, "%s", _ ("A passphrase can be changed: change"));
    return kh_cli_fail (cli, error);
  }
  me = kh_cli_get (cli, kh_tenant_api_me (), &error);
  if (me != NULL && cli->recovery == NULL && kh_json_bool (me, "hasPassphrase", TRUE))
    before = kh_cli_passphrase (cli, &error);
  after = error == NULL ? kh_cli_new_passphrase (cli, &error) : NULL;
  if (after == NULL
      || !kh_cli_do (cli,
                     cli->recovery != NULL ? kh_tenant_api_reset_passphrase (cli->recovery, after)
                                           : kh_tenant_api_change_passphrase (before, after),
                     NULL, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, "%s", _ ("The passphrase is changed."));
  return KH_EXIT_DONE;
}

static int
add_keyring (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  KhClient *client = kh_cli_client (cli, &error);

  if (client == NULL || !kh_act_add_keyring (client, cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, "%s", _ ("The keyring of this desktop opens the organization from now on."));
  return KH_EXIT_DONE;
}

static int
remove_keyring (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  KhClient *client = kh_cli_client (cli, &error);
  gboolean forgotten = FALSE;

  if (client == NULL || !kh_act_remove_keyring (client, &forgotten, cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  if (!forgotten)
    kh_cli_warn (cli, "%s", _ ("the keyring still has the key, which opens nothing any more"));
  kh_cli_say (cli, "%s", _ ("The keyring does not open the organization any more."));
  return KH_EXIT_DONE;
}

static int
keyring (KhCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (kh_cli_object (cli, 0), "add"))
    return add_keyring (cli);
  if (g_str_equal (kh_cli_object (cli, 0), "remove"))
    return remove_keyring (cli);
  kh_set_error (&error, KH_ERROR_USAGE, "%s",
                _ ("The keyring can be added and removed: add, remove"));
  return kh_cli_fail (cli, error);
}

static int
shift_clock (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  const char *duration = kh_cli_object (cli, 1);
  gint64 microseconds;

  if (duration == NULL || !kh_duration_parse (duration, &microseconds) || microseconds <= 0) {
    kh_set_error_facts (&error, KH_ERROR_USAGE, duration, NULL, _ ("Write it as P8D or PT12H."),
                        _ ("The clock is shifted forward by a duration"));
    return kh_cli_fail (cli, error);
  }
  return print_call (cli, kh_tenant_api_clock_shift (duration), clock_columns);
}

/* What becomes due by the new time is destroyed at once. */
static int
accept_clock (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) clock = kh_cli_get (cli, kh_tenant_api_clock (), &error);

  if (clock == NULL)
    return kh_cli_fail (cli, error);
  if (!kh_json_bool (clock, "suspect", FALSE)) {
    kh_cli_say (cli, "%s", _ ("The clock is not in doubt."));
    return kh_cli_print_object (cli, clock, clock_columns, "id");
  }
  kh_cli_say (cli, _ ("The clock has jumped. It shows %s."), kh_json_string (clock, "now"));
  if (!kh_cli_ask (cli, _ ("Is that time right?"))) {
    kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, NULL, NULL, _ ("Repeat it with --yes."),
                        _ ("What is due by that time is deleted or purged then"));
    return kh_cli_fail (cli, error);
  }
  return print_call (cli, kh_tenant_api_clock_accept (), clock_columns);
}

static int
clock_verb (KhCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (kh_cli_object (cli, 0), "show"))
    return print_call (cli, kh_tenant_api_clock (), clock_columns);
  if (g_str_equal (kh_cli_object (cli, 0), "shift"))
    return shift_clock (cli);
  if (g_str_equal (kh_cli_object (cli, 0), "accept"))
    return accept_clock (cli);
  kh_set_error (&error, KH_ERROR_USAGE, "%s",
                _ ("A clock can be shown, shifted and accepted: show, shift, accept"));
  return kh_cli_fail (cli, error);
}

static int
add_account (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) roles = kh_cli_split (kh_cli_values (cli, "role"));
  g_autoptr (KhSecret) secret = NULL;

  if (kh_cli_value (cli, "new-passphrase-file") != NULL) {
    secret = kh_cli_new_passphrase (cli, &error);
    if (secret == NULL)
      return kh_cli_fail (cli, error);
  }
  return print_call (
      cli, kh_tenant_api_add_account (kh_cli_object (cli, 0), (const char *const *)roles, secret),
      account_columns);
}

static int
list_accounts (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_cli_list (cli, kh_tenant_api_accounts (), &error);

  if (all == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, all, account_columns, "id");
}

/* The account's roles, with some added and some taken away. */
static char **
new_roles (KhCli *cli, KhJson *account)
{
  g_auto (GStrv) add = kh_cli_split (kh_cli_values (cli, "add"));
  g_auto (GStrv) take = kh_cli_split (kh_cli_values (cli, "remove"));
  g_auto (GStrv) has = kh_json_strv (account, "roles");
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();

  for (guint i = 0; has != NULL && has[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)take, has[i]))
      g_ptr_array_add (roles, g_strdup (has[i]));
  for (guint i = 0; add[i] != NULL; i++)
    if (has == NULL || !g_strv_contains ((const char *const *)has, add[i]))
      g_ptr_array_add (roles, g_strdup (add[i]));
  g_ptr_array_add (roles, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&roles), FALSE);
}

static int
change_roles (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) account = NULL;
  g_auto (GStrv) roles = NULL;

  if (!kh_cli_flag (cli, "add") && !kh_cli_flag (cli, "remove")) {
    kh_set_error (&error, KH_ERROR_USAGE, "%s", _ ("Say which role: --add ROLE or --remove ROLE"));
    return kh_cli_fail (cli, error);
  }
  account = kh_cli_find_account (cli, kh_cli_object (cli, 0), &error);
  if (account == NULL)
    return kh_cli_fail (cli, error);
  roles = new_roles (cli, account);
  return print_call (
      cli, kh_tenant_api_set_roles (kh_json_string (account, "id"), (const char *const *)roles),
      account_columns);
}

static int
remove_account (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) account = kh_cli_find_account (cli, kh_cli_object (cli, 0), &error);

  if (account == NULL
      || !kh_cli_do (cli, kh_tenant_api_remove_account (kh_json_string (account, "id")), NULL,
                     &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, _ ("The account %s is removed."), kh_json_string (account, "name"));
  return KH_EXIT_DONE;
}

static const KhCliOption create_options[] = {
  { "home-geo", KH_CLI_VALUE, "GEO", N_ ("where the organization is at home"), TRUE },
  { "admin", KH_CLI_VALUE, "NAME", N_ ("name of the first account (else yours)") },
  { "unlock-rule", KH_CLI_VALUE, "self-service|support-request",
    N_ ("who may open a locked environment again") },
  { "vaults-dir", KH_CLI_VALUE, "DIR", N_ ("keep the vaults in another folder") },
  { "sample", KH_CLI_FLAG, NULL, N_ ("fill it with the sample: people, environments, keys, data") },
  { "new-passphrase-file", KH_CLI_VALUE, "FILE", N_ ("file with the new passphrase") },
  { NULL },
};
static const KhCliOption passphrase_options[] = {
  { "new-passphrase-file", KH_CLI_VALUE, "FILE", N_ ("file with the new passphrase") },
  { NULL },
};
static const KhCliOption recovery_options[] = {
  { "to", KH_CLI_VALUE, "FILE", N_ ("where the sheet is written; never over another file") },
  { NULL },
};
static const KhCliOption seed_options[] = {
  { "environments", KH_CLI_VALUE, "N", N_ ("how many environments"), TRUE },
  { "vaults", KH_CLI_VALUE, "N", N_ ("how many vaults, each with 100 keys") },
  { "rows", KH_CLI_VALUE, "N", N_ ("rows of a table in each environment") },
  { NULL },
};
const KhCliVerb kh_cli_tenant_verbs[] = {
  { "tenant", "create", "NAME", 1, 1, N_ ("Make an organization in the data folder."),
    create_options, create },
  { "tenant", "show", "", 0, 0, N_ ("Show the organization."), NULL, show },
  { "tenant", "seed", "", 0, 0, N_ ("Add generated objects, to try what many are like."),
    seed_options, kh_cli_seed },
  { "tenant", "accept-rollback", "", 0, 0,
    N_ ("Open a database that was put back and is older than the audit log."), NULL,
    accept_rollback },
  { "tenant", "set", "unlock-rule|four-eyes|encryption-at-default VALUE", 2, 2,
    N_ ("Change a setting."), NULL, set },
  { "tenant", "passphrase", "change", 1, 1, N_ ("Change the passphrase of your account."),
    passphrase_options, passphrase },
  { "tenant", "keyring", "add|remove", 1, 1,
    N_ ("Let the keyring of this desktop open the organization, or no longer."), NULL, keyring },
  { "tenant", "recovery", "add|remove", 1, 1,
    N_ ("Save a recovery sheet that opens the organization, or make the one there is worthless."),
    recovery_options, kh_cli_recovery },
  { "tenant", "clock", "show|shift DURATION|accept", 1, 2,
    N_ ("Show the clock, shift a rehearsal's forward, or accept one that has jumped."), NULL,
    clock_verb },
  { NULL },
};

static const KhCliOption add_options[] = {
  { "role", KH_CLI_MANY, "owner|kva|ppa|maker|auditor|support", N_ ("a role of the account"),
    TRUE },
  { "new-passphrase-file", KH_CLI_VALUE, "FILE", N_ ("give the account a passphrase of its own") },
  { NULL },
};
static const KhCliOption role_options[] = {
  { "add", KH_CLI_MANY, "ROLE", N_ ("what to add") },
  { "remove", KH_CLI_MANY, "ROLE", N_ ("what to take away") },
  { NULL },
};
const KhCliVerb kh_cli_account_verbs[] = {
  { "account", "add", "NAME", 1, 1, N_ ("Add an account."), add_options, add_account },
  { "account", "list", "", 0, 0, N_ ("List the accounts."), NULL, list_accounts },
  { "account", "role", "NAME", 1, 1, N_ ("Add or take away roles of an account."), role_options,
    change_roles },
  { "account", "remove", "NAME", 1, 1, N_ ("Remove an account."), NULL, remove_account },
  { NULL },
};
