/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs of a lock that are one click away. */
#include "kh-repair.h"

#include "kh-acts.h"
#include "kh-enable-version.h"
#include "kh-text.h"

/* What the worker needs; the organization's own texts stay on the main thread. */
typedef struct _Repair Repair;
typedef gboolean (*RepairRun) (KhClient *client, const Repair *repair, GCancellable *cancellable,
                               GError **error);
struct _Repair {
  RepairRun run;
  char **object; /* the command's object, split at its slashes */
  char *subscription, *group;
};

typedef struct {
  const char *noun, *verb;
  const char *option; /* (nullable): must stand behind the object */
  const char *label;  /* marked for translation, as is the toast */
  const char *toast;
  RepairRun run;
} RepairVerb;

static gboolean
enable_key (KhClient *client, const Repair *repair, GCancellable *cancellable, GError **error)
{
  return kh_act_set_key_enabled (client, repair->object[0], repair->object[1], repair->object[2],
                                 TRUE, NULL, cancellable, error);
}

static gboolean
recover_key (KhClient *client, const Repair *repair, GCancellable *cancellable, GError **error)
{
  return kh_client_do (client, kh_key_api_recover (repair->object[0], repair->object[1]),
                       cancellable, error);
}

static gboolean
clear_activation (KhClient *client, const Repair *repair, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();

  patch->enabled = KH_TRI_UNSET;
  patch->clear = g_new0 (char *, 2);
  patch->clear[0] = g_strdup ("nbf");
  return kh_client_do (
      client, kh_key_api_patch (repair->object[0], repair->object[1], repair->object[2], patch),
      cancellable, error);
}

static gboolean
grant_policy (KhClient *client, const Repair *repair, GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = { repair->subscription, repair->group };

  return kh_act_grant_policy (client, &place, repair->object[0], cancellable, error);
}

static gboolean
allow_services (KhClient *client, const Repair *repair, GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = { repair->subscription, repair->group };
  g_autoptr (KhArmVault) part = kh_arm_vault_new ();

  part->rbac = part->purge_protection = part->soft_delete = KH_TRI_UNSET;
  part->bypass = g_strdup ("AzureServices");
  return kh_client_do (client, kh_vault_api_patch (&place, repair->object[0], part), cancellable,
                       error);
}

/* (transfer full): the region of a vault that can be recovered. */
static char *
find_region (KhClient *client, const KhArmPlace *place, const char *vault,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) deleted =
      kh_client_call (client, kh_vault_api_deleted (place), cancellable, error);

  for (guint i = 0; deleted != NULL && i < deleted->len; i++)
    if (g_strcmp0 (kh_json_string (deleted->pdata[i], "name"), vault) == 0)
      return g_strdup (kh_json_string (deleted->pdata[i], "region"));
  if (deleted != NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, vault, NULL, NULL,
                        "There is no deleted vault of this name");
  return NULL;
}

static gboolean
recover_vault (KhClient *client, const Repair *repair, GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = { repair->subscription, repair->group };
  g_autoptr (KhArmVault) wanted = kh_arm_vault_new ();

  wanted->rbac = wanted->purge_protection = wanted->soft_delete = KH_TRI_UNSET;
  wanted->location = find_region (client, &place, repair->object[0], cancellable, error);
  wanted->create_mode = g_strdup ("recover");
  return wanted->location != NULL
         && kh_client_do (client, kh_vault_api_put (&place, repair->object[0], wanted), cancellable,
                          error);
}

static const RepairVerb verbs[] = {
  { "key", "enable", NULL, N_ ("_Enable"), N_ ("Key enabled"), enable_key },
  { "key", "recover", NULL, N_ ("_Recover"), N_ ("Key recovered"), recover_key },
  { "key", "update", "--nbf", N_ ("_Clear Activation Date"), N_ ("Activation date cleared"),
    clear_activation },
  { "policy", "grant", NULL, N_ ("_Grant Key Access"),
    N_ ("Access granted, may take up to five minutes"), grant_policy },
  { "vault", "recover", NULL, N_ ("_Recover"), N_ ("Vault recovered"), recover_vault },
  { "vault", "update", "--bypass", N_ ("_Allow Trusted Services"), N_ ("Trusted services allowed"),
    allow_services },
};

/* keyholdctl NOUN VERB OBJECT [OPTION VALUE]; @argv receives the parts. */
static const RepairVerb *
find_verb (const char *command, char ***argv)
{
  int argc = 0;

  *argv = NULL;
  if (command == NULL || !g_shell_parse_argv (command, &argc, argv, NULL) || argc < 4)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++) {
    const RepairVerb *verb = &verbs[i];

    if (g_str_equal (verb->noun, (*argv)[1]) && g_str_equal (verb->verb, (*argv)[2])
        && g_strcmp0 (verb->option, (*argv)[4]) == 0)
      return verb;
  }
  return NULL;
}

const char *
kh_repair_verb (const char *command)
{
  g_auto (GStrv) argv = NULL;
  const RepairVerb *verb = find_verb (command, &argv);

  return verb != NULL ? _ (verb->label) : NULL;
}

static void
repair_free (gpointer data)
{
  Repair *repair = data;

  g_strfreev (repair->object);
  g_free (repair->subscription);
  g_free (repair->group);
  g_free (repair);
}

static gpointer
run_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Repair *repair = data;

  return GINT_TO_POINTER (repair->run (client, repair, cancellable, error));
}

/* Keys and their versions are split; a policy's name stays whole, whatever it holds. */
static char **
split_object (const RepairVerb *verb, const char *object)
{
  char **whole;

  if (g_str_equal (verb->noun, "key")) {
    char **parts = g_strsplit (object, "/", 3);
    guint n = g_strv_length (parts);

    /* A version that is not named is NULL: both ends are in reach. */
    parts = g_renew (char *, parts, 4);
    for (guint i = n; i < 4; i++)
      parts[i] = NULL;
    return parts;
  }
  whole = g_new0 (char *, 2);
  whole[0] = g_strdup (object);
  return whole;
}

void
kh_repair_run (KhDetailPage *page, const char *action, const char *command)
{
  g_auto (GStrv) argv = NULL;
  g_auto (GStrv) object = NULL;
  const RepairVerb *verb = find_verb (command, &argv);
  const KhArmPlace *place = kh_organization_get_place (kh_page_get_organization (KH_PAGE (page)));
  Repair *repair;

  g_return_if_fail (verb != NULL);
  object = split_object (verb, argv[3]);
  if (verb->run == enable_key && object[2] != NULL) {
    kh_enable_version_run (page, action, object[0], object[1], object[2]);
    return;
  }
  repair = g_new0 (Repair, 1);
  repair->run = verb->run;
  repair->object = g_steal_pointer (&object);
  repair->subscription = g_strdup (place->subscription);
  repair->group = g_strdup (place->group);
  kh_detail_page_run_work (page, action, run_worker, repair, repair_free, _ (verb->toast));
}
