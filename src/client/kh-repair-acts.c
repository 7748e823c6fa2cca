/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The repairs of a lock, by the calls that the single verbs make. */
#include "kh-repair-acts.h"

#include "kh-client-i18n.h"
#include "kh-client-wait.h"
#include "kh-environment-api.h"
#include "kh-rotate-acts.h"

typedef struct {
  KhClient *client;
  const KhArmPlace *place;
  char **argv; /* keyholdctl NOUN VERB OBJECT [OPTION VALUE]… */
  GCancellable *cancellable;
} Repair;

typedef struct {
  KhRepairKind kind;
  const char *noun, *verb;
  const char *option; /* (nullable): must come first behind the object */
  gboolean (*run) (const Repair *act, GError **error);
} RepairVerb;

/* Takes @call. */
static gboolean
do_call (const Repair *act, KhCall *call, GError **error)
{
  return kh_client_do (act->client, call, act->cancellable, error);
}

/* (nullable) (transfer none): the value behind @option. */
static const char *
value_of (const Repair *act, const char *option)
{
  for (char **word = act->argv; *word != NULL; word++)
    if (g_str_equal (*word, option))
      return word[1];
  return NULL;
}

/* VAULT, KEY and VERSION; a version that is not named is NULL. */
static char **
split_key (const char *object)
{
  char **parts = g_strsplit (object, "/", 3);
  guint n = g_strv_length (parts);

  parts = g_renew (char *, parts, 4);
  for (guint i = n; i < 4; i++)
    parts[i] = NULL;
  return parts;
}

/* --- Keys ------------------------------------------------------------------------------------- */

static gboolean
enable_key (const Repair *act, GError **error)
{
  g_auto (GStrv) parts = split_key (act->argv[3]);

  return kh_act_set_key_enabled (act->client, parts[0], parts[1], parts[2], TRUE, NULL,
                                 act->cancellable, error);
}

static gboolean
recover_key (const Repair *act, GError **error)
{
  g_auto (GStrv) parts = split_key (act->argv[3]);

  return do_call (act, kh_key_api_recover (parts[0], parts[1]), error);
}

static gboolean
clear_date (const Repair *act, const char *date, GError **error)
{
  g_auto (GStrv) parts = split_key (act->argv[3]);
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();

  patch->enabled = KH_TRI_UNSET;
  patch->clear = g_new0 (char *, 2);
  patch->clear[0] = g_strdup (date);
  return do_call (act, kh_key_api_patch (parts[0], parts[1], parts[2], patch), error);
}

static gboolean
clear_activation (const Repair *act, GError **error)
{
  return clear_date (act, "nbf", error);
}

static gboolean
clear_expiry (const Repair *act, GError **error)
{
  return clear_date (act, "exp", error);
}

/* --- Vaults ----------------------------------------------------------------------------------- */

static gboolean
update_vault (const Repair *act, const char *bypass, const char *access, GError **error)
{
  g_autoptr (KhArmVault) part = kh_arm_vault_new ();

  part->rbac = part->purge_protection = part->soft_delete = KH_TRI_UNSET;
  part->bypass = g_strdup (bypass);
  part->public_network_access = g_strdup (access);
  return do_call (act, kh_vault_api_patch (act->place, act->argv[3], part), error);
}

static gboolean
allow_services (const Repair *act, GError **error)
{
  return update_vault (act, "AzureServices", NULL, error);
}

static gboolean
open_network (const Repair *act, GError **error)
{
  return update_vault (act, NULL, "Enabled", error);
}

/* (transfer full): the region of the vault, which can be recovered. */
static char *
find_region (const Repair *act, GError **error)
{
  g_autoptr (GPtrArray) deleted =
      kh_client_call (act->client, kh_vault_api_deleted (act->place), act->cancellable, error);

  for (guint i = 0; deleted != NULL && i < deleted->len; i++)
    if (g_strcmp0 (kh_json_string (deleted->pdata[i], "name"), act->argv[3]) == 0)
      return g_strdup (kh_json_string (deleted->pdata[i], "region"));
  if (deleted != NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, act->argv[3], NULL, NULL,
                        _ ("There is no deleted vault of this name"));
  return NULL;
}

static gboolean
recover_vault (const Repair *act, GError **error)
{
  g_autofree char *region = find_region (act, error);

  return region != NULL
         && do_call (act, kh_vault_api_recover (act->place, region, act->argv[3]), error);
}

/* --- Policies --------------------------------------------------------------------------------- */

static gboolean
grant_policy (const Repair *act, GError **error)
{
  return kh_act_grant_policy (act->client, act->place, act->argv[3], act->cancellable, error);
}

static gboolean
create_policy (const Repair *act, GError **error)
{
  const char *key = value_of (act, "--key");
  g_auto (GStrv) parts = key != NULL ? split_key (key) : NULL;
  const KhPolicyDraft draft = {
    .name = act->argv[3],
    .geo = value_of (act, "--geo"),
    .vault = parts != NULL ? parts[0] : NULL,
    .key = parts != NULL ? parts[1] : NULL,
  };

  if (draft.geo != NULL && draft.key != NULL)
    return do_call (act, kh_policy_api_create (act->place, &draft), error);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, draft.name, NULL, NULL,
                      _ ("The repair names no key"));
  return FALSE;
}

/* A version can be named too, but choosing one is no repair. */
static gboolean
follow_latest (const Repair *act, GError **error)
{
  if (g_strcmp0 (act->argv[5], "latest") == 0)
    return kh_act_set_policy_version (act->client, act->place, act->argv[3], NULL, act->cancellable,
                                      error);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, act->argv[3], NULL, NULL,
                      _ ("This is not a repair that can be done from here"));
  return FALSE;
}

/* To the policy that was made in place of a deleted one; the key stays, so this is quick. */
static gboolean
attach (const Repair *act, GError **error)
{
  const char *environment = value_of (act, "--environment");
  g_autoptr (KhJson) policy = kh_client_call (
      act->client, kh_policy_api_get (value_of (act, "--policy")), act->cancellable, error);
  g_autofree char *id =
      policy != NULL ? kh_client_call (
          act->client,
          kh_environment_api_link (environment, kh_json_string (policy, "systemId"), FALSE),
          act->cancellable, error)
                     : NULL;
  g_autoptr (KhJson) operation =
      id != NULL ? kh_client_wait_operation (act->client, id, NULL, NULL, act->cancellable, error)
                 : NULL;

  if (operation == NULL)
    return FALSE;
  if (g_strcmp0 (kh_json_string (operation, "state"), "Succeeded") == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_STATE, environment, NULL, NULL,
                      _ ("The environment was not attached to the policy"));
  return FALSE;
}

/* --- By their words --------------------------------------------------------------------------- */

static const RepairVerb verbs[] = {
  { KH_REPAIR_ENABLE_KEY, "key", "enable", NULL, enable_key },
  { KH_REPAIR_RECOVER_KEY, "key", "recover", NULL, recover_key },
  { KH_REPAIR_CLEAR_ACTIVATION, "key", "update", "--nbf", clear_activation },
  { KH_REPAIR_CLEAR_EXPIRY, "key", "update", "--exp", clear_expiry },
  { KH_REPAIR_GRANT_POLICY, "policy", "grant", NULL, grant_policy },
  { KH_REPAIR_RECOVER_VAULT, "vault", "recover", NULL, recover_vault },
  { KH_REPAIR_ALLOW_SERVICES, "vault", "update", "--bypass", allow_services },
  { KH_REPAIR_OPEN_NETWORK, "vault", "update", "--public-network", open_network },
  { KH_REPAIR_CREATE_POLICY, "policy", "create", "--geo", create_policy },
  { KH_REPAIR_FOLLOW_LATEST, "policy", "update", "--key-version", follow_latest },
  { KH_REPAIR_RE_ENABLE, "unlock", "apply", NULL, NULL },
};

/* The one command whose object is an option. */
static const RepairVerb attach_verb = { KH_REPAIR_ATTACH, "cmk", "enable", NULL, attach };

static gboolean
fits (const RepairVerb *verb, char **argv)
{
  return g_str_equal (verb->noun, argv[1]) && g_str_equal (verb->verb, argv[2])
         && g_strcmp0 (verb->option, argv[4]) == 0;
}

/* @argv receives the words. */
static const RepairVerb *
find_verb (const char *command, char ***argv)
{
  int argc = 0;

  *argv = NULL;
  if (command == NULL || !g_shell_parse_argv (command, &argc, argv, NULL) || argc < 4)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (fits (&verbs[i], *argv))
      return &verbs[i];
  if (g_str_equal (attach_verb.noun, (*argv)[1]) && g_str_equal (attach_verb.verb, (*argv)[2])
      && g_strv_contains ((const char *const *)*argv, "--policy")
      && g_strv_contains ((const char *const *)*argv, "--environment"))
    return &attach_verb;
  return NULL;
}

KhRepairKind
kh_act_repair_kind (const char *command)
{
  g_auto (GStrv) argv = NULL;
  const RepairVerb *verb = find_verb (command, &argv);

  return verb != NULL ? verb->kind : KH_REPAIR_NONE;
}

char **
kh_act_repair_key (const char *command)
{
  g_auto (GStrv) argv = NULL;
  const RepairVerb *verb = find_verb (command, &argv);

  return verb != NULL && g_str_equal (verb->noun, "key") ? split_key (argv[3]) : NULL;
}

gboolean
kh_act_repair (KhClient *client, const KhArmPlace *place, const char *command,
               GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) argv = NULL;
  const RepairVerb *verb = find_verb (command, &argv);
  const Repair act = { client, place, argv, cancellable };

  if (verb != NULL && verb->run != NULL)
    return verb->run (&act, error);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, command, NULL, NULL,
                      _ ("This is not a repair that can be done from here"));
  return FALSE;
}
