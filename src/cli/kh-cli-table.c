/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns and the options of every verb. */
#include "kh-cli-context.h"

#include "kh-cli-i18n.h"

static const KhCliNoun nouns[] = {
  { "tenant", N_ ("the organization, its settings and its clock"), kh_cli_tenant_verbs },
  { "account", N_ ("people and their roles"), kh_cli_account_verbs },
  { "environment", N_ ("environments, which hold the data"), kh_cli_environment_verbs },
  { "vault", N_ ("key vaults"), kh_cli_vault_verbs },
  { "key", N_ ("keys and their versions"), kh_cli_key_verbs },
  { "secret", N_ ("secrets and their versions"), kh_cli_secret_verbs },
  { "policy", N_ ("enterprise policies, which join environments and a key"), kh_cli_policy_verbs },
  { "cmk", N_ ("customer-managed keys of environments"), kh_cli_cmk_verbs },
  { "lock", N_ ("what taking a key away would do"), kh_cli_lock_verbs },
  { "unlock", N_ ("the way back for locked environments"), kh_cli_unlock_verbs },
  { "data", N_ ("files and tables of an environment"), kh_cli_data_verbs },
  { "operation", N_ ("long work on environments"), kh_cli_operation_verbs },
  { "request", N_ ("what one person asks and another decides"), kh_cli_request_verbs },
  { "audit", N_ ("the record of what was done"), kh_cli_audit_verbs },
  { "recommend", N_ ("what should be mended, and how"), kh_cli_recommend_verbs },
  { "doctor", N_ ("looks for what is wrong with the folder and the machine"), kh_cli_doctor_verbs },
  { NULL },
};

static const KhCliOption global_options[] = {
  { "data-dir", KH_CLI_VALUE, "DIR",
    N_ ("folder of the organization (else $KEYHOLD_DATA_DIR, else $XDG_DATA_HOME/keyhold)") },
  { "passphrase-file", KH_CLI_VALUE, "FILE", N_ ("file whose first line is the passphrase") },
  { "recovery-file", KH_CLI_VALUE, "FILE",
    N_ ("recovery sheet that opens it instead, or its code; - to type it") },
  { "as", KH_CLI_VALUE, "ACCOUNT", N_ ("act as this account") },
  { "output", KH_CLI_VALUE, "table|json|tsv|id", N_ ("how results are written (-o)") },
  { "no-wait", KH_CLI_FLAG, NULL, N_ ("return as soon as a long operation is accepted") },
  { "yes", KH_CLI_FLAG, NULL, N_ ("answer yes where a verb concerns other objects") },
  { "confirm", KH_CLI_VALUE, "NAME",
    N_ ("confirm what takes environments down, with the object's exact name") },
  { "irreversible", KH_CLI_FLAG, NULL, N_ ("confirm what cannot be undone, besides --confirm") },
  { "reason", KH_CLI_VALUE, "TEXT", N_ ("a reason for the audit record") },
  { "quiet", KH_CLI_FLAG, NULL, N_ ("say nothing but results and errors (-q)") },
  { "verbose", KH_CLI_FLAG, NULL, N_ ("say more (-v)") },
  { "version", KH_CLI_FLAG, NULL, N_ ("print the version") },
  { "help", KH_CLI_FLAG, NULL, N_ ("print help") },
  { NULL },
};

const KhCliNoun *
kh_cli_nouns (void)
{
  return nouns;
}

const KhCliOption *
kh_cli_global_options (void)
{
  return global_options;
}

const KhCliNoun *
kh_cli_find_noun (const char *noun)
{
  for (guint i = 0; noun != NULL && nouns[i].name != NULL; i++)
    if (g_str_equal (nouns[i].name, noun))
      return &nouns[i];
  return NULL;
}

const KhCliVerb *
kh_cli_find_verb (const char *noun, const char *verb)
{
  const KhCliNoun *found = kh_cli_find_noun (noun);

  /* A noun may have something to do without a verb. */
  for (guint i = 0; found != NULL && found->verbs[i].noun != NULL; i++)
    if (g_str_equal (found->verbs[i].verb, verb != NULL ? verb : ""))
      return &found->verbs[i];
  return NULL;
}
