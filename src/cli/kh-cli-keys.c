/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enabling, disabling, changing, deleting, recovering and purging keys, behind their guards. */
#include "kh-cli-keys.h"

#include <string.h>

#include "kh-acts.h"
#include "kh-backup-acts.h"
#include "kh-cli-i18n.h"
#include "kh-cli-text.h"

static KhKeyPatchRequest *
new_patch (void)
{
  KhKeyPatchRequest *patch = kh_key_patch_request_new ();

  patch->enabled = KH_TRI_UNSET;
  return patch;
}

static KhWireImpactRequest *
key_change (const char *trigger, const KhCliKey *key, const char *version)
{
  KhWireImpactRequest *change = kh_cli_change (trigger);

  change->vault = g_strdup (key->vault);
  change->key = g_strdup (key->name);
  change->version = g_strdup (version);
  return change;
}

static KhWireImpactRequest *
version_change (const KhCliKey *key, const char *version)
{
  KhWireImpactRequest *change = key_change ("update-version", key, version);

  change->enabled = FALSE;
  return change;
}

/* One version, or all of them. */
static gboolean
set_enabled (KhCli *cli, const KhCliKey *key, gboolean enabled, const KhConfirmed *confirmed,
             GError **error)
{
  KhClient *client = kh_cli_client (cli, error);

  return client != NULL
         && kh_act_set_key_enabled (client, key->vault, key->name, key->version, enabled, confirmed,
                                    cli->cancellable, error);
}

int
kh_cli_key_enable (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  gboolean done;

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error))
    return kh_cli_fail (cli, error);
  done = set_enabled (cli, &key, TRUE, NULL, &error);
  return done ? kh_cli_key_show (cli, &key) : kh_cli_fail (cli, error);
}

int
kh_cli_key_disable (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (KhWireImpactRequest) change = NULL;
  g_autoptr (KhJson) impact = NULL;
  g_autoptr (KhConfirmed) confirmed = NULL;
  gboolean done;
  int status;

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error))
    return kh_cli_fail (cli, error);
  change = key.version != NULL ? version_change (&key, key.version)
                               : key_change ("disable-key", &key, NULL);
  cli->guard = (KhGuardFacts){ KH_GUARDED_DISABLE_KEY };
  impact = kh_cli_confirm (cli, change, &status);
  if (impact == NULL)
    return status;
  confirmed = kh_confirmed_new (impact);
  done = set_enabled (cli, &key, FALSE, confirmed, &error);
  return done ? kh_cli_key_show (cli, &key) : kh_cli_fail (cli, error);
}

/* A date, or "none", which takes the date off. */
static gboolean
read_date (KhCli *cli, const char *option, KhTime *time, GPtrArray *clear, GError **error)
{
  const char *text = kh_cli_value (cli, option);

  if (text == NULL)
    return TRUE;
  if (g_str_equal (text, "none")) {
    g_ptr_array_add (clear, g_strdup (option));
    return TRUE;
  }
  return kh_cli_time (text, time, error);
}

static gboolean
read_patch (KhCli *cli, KhKeyPatchRequest *patch, GError **error)
{
  g_autoptr (GPtrArray) clear = g_ptr_array_new_with_free_func (g_free);

  if (!read_date (cli, "nbf", &patch->nbf, clear, error)
      || !read_date (cli, "exp", &patch->exp, clear, error))
    return FALSE;
  g_ptr_array_add (clear, NULL);
  if (clear->len > 1)
    patch->clear = g_strdupv ((char **)clear->pdata);
  return kh_cli_key_read_options (cli, &patch->key_ops, &patch->tags, error);
}

int
kh_cli_key_update (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (KhKeyPatchRequest) patch = new_patch ();
  g_autoptr (KhWireImpactRequest) change = NULL;
  g_autofree char *token = NULL;
  int status;

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error) || !read_patch (cli, patch, &error))
    return kh_cli_fail (cli, error);
  change = key_change ("update-version", &key, key.version);
  change->nbf = patch->nbf;
  change->exp = patch->exp;
  change->clear = g_strdupv (patch->clear);
  change->key_ops = g_strdupv (patch->key_ops);
  if (!kh_cli_guard (cli, change, &token, &status))
    return status;
  if (!kh_cli_do (cli, kh_key_api_patch (key.vault, key.name, key.version, patch), token, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_key_show (cli, &key);
}

/* The key that is named, all versions of it; a version is not accepted. */
static gboolean
parse_whole_key (KhCli *cli, KhCliKey *key, GError **error)
{
  if (!kh_cli_key_parse (kh_cli_object (cli, 0), key, error))
    return FALSE;
  if (key->version == NULL)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, key->version, NULL,
                      _ ("Name the key alone; one version can be disabled."),
                      _ ("This is done to the whole key, not to a single version"));
  return FALSE;
}

/* When a deleted one is gone for good, and how much of it there is. A vault that lets nobody read
 * keys does not keep them from being deleted. */
static void
read_facts (KhCli *cli, const KhWireImpactRequest *change, char **until)
{
  g_autoptr (KhJson) key = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  KhTime now;

  if (!g_str_equal (change->trigger, "delete-key")) {
    cli->guard = (KhGuardFacts){ KH_GUARDED_PURGE_KEY };
    return;
  }
  key = kh_cli_get (cli, kh_key_api_get (change->vault, change->key, NULL), NULL);
  versions = key != NULL ? kh_cli_list (cli, kh_key_api_versions (change->vault, change->key), NULL)
                         : NULL;
  if (versions == NULL || !kh_cli_now (cli, &now, NULL))
    return;
  *until = kh_cli_day (now + kh_json_int (key, "recoverableDays", 0) * KH_DAY, now);
  cli->guard =
      (KhGuardFacts){ KH_GUARDED_DELETE_KEY, .until = *until, .n_versions = versions->len };
}

static gboolean
guard_whole (KhCli *cli, const KhWireImpactRequest *change, char **token, int *status)
{
  g_autofree char *until = NULL;

  read_facts (cli, change, &until);
  return kh_cli_guard (cli, change, token, status);
}

/* A guarded call on a whole key. */
static int
guarded (KhCli *cli, const char *trigger, KhCall *(*call) (const char *, const char *),
         KhCliKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireImpactRequest) change = NULL;
  g_autofree char *token = NULL;
  int status;

  if (!parse_whole_key (cli, key, &error))
    return kh_cli_fail (cli, error);
  change = key_change (trigger, key, NULL);
  if (!guard_whole (cli, change, &token, &status))
    return status;
  if (!kh_cli_do (cli, call (key->vault, key->name), token, &error))
    return kh_cli_fail (cli, error);
  return KH_EXIT_DONE;
}

int
kh_cli_key_delete (KhCli *cli)
{
  g_auto (KhCliKey) key = { NULL };
  int status = guarded (cli, "delete-key", kh_key_api_delete, &key);

  if (status == KH_EXIT_DONE)
    kh_cli_say (cli,
                _ ("The key is deleted; it can be recovered with: keyholdctl key recover %s/%s"),
                key.vault, key.name);
  return status;
}

int
kh_cli_key_recover (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error)
      || !kh_cli_do (cli, kh_key_api_recover (key.vault, key.name), NULL, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_key_show (cli, &key);
}

int
kh_cli_key_purge (KhCli *cli)
{
  g_auto (KhCliKey) key = { NULL };
  int status = guarded (cli, "purge-key", kh_key_api_purge, &key);

  if (status == KH_EXIT_DONE)
    kh_cli_say (cli, _ ("The key %s/%s is gone for good."), key.vault, key.name);
  return status;
}

int
kh_cli_key_backup (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  const char *path = kh_cli_value (cli, "to");
  KhClient *client;

  if (!parse_whole_key (cli, &key, &error))
    return kh_cli_fail (cli, error);
  client = kh_cli_client (cli, &error);
  if (client == NULL
      || !kh_act_backup_key (client, key.vault, key.name, path, FALSE, cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli,
              _ ("The key is in %s with all its versions; only this organization can restore "
                 "it."),
              path);
  return KH_EXIT_DONE;
}

int
kh_cli_key_restore (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) vault = kh_cli_find_vault (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhJson) restored = NULL;
  g_auto (KhCliKey) key = { NULL };
  KhClient *client = vault != NULL ? kh_cli_client (cli, &error) : NULL;

  if (client != NULL)
    restored = kh_act_restore_key (client, kh_json_string (vault, "name"), kh_cli_object (cli, 1),
                                   cli->cancellable, &error);
  if (restored == NULL)
    return kh_cli_fail (cli, error);
  key.vault = g_strdup (kh_json_string (restored, "vault"));
  key.name = g_strdup (kh_json_string (restored, "name"));
  return kh_cli_key_show (cli, &key);
}
