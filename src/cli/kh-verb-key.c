/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of keys that show something or make something. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-keys.h"
#include "kh-cli-pem.h"

const KhCliColumn kh_cli_key_columns[] = {
  { N_ ("Key"), "name" },
  { N_ ("Vault"), "vault" },
  { N_ ("Version"), "version" },
  { N_ ("Type"), "kty" },
  { N_ ("Size"), "size" },
  { N_ ("Curve"), "curve" },
  { N_ ("Operations"), "keyOps", KH_CLI_LIST },
  { N_ ("State"), "state" },
  { N_ ("Current"), "current", KH_CLI_YES_NO },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { N_ ("Not before"), "nbf", KH_CLI_TIME },
  { N_ ("Expires"), "exp", KH_CLI_TIME },
  { N_ ("Recovery"), "recoveryLevel" },
  { N_ ("Thumbprint"), "thumbprint" },
  { N_ ("Used by"), "usedBy", KH_CLI_COUNT },
  { N_ ("Holds"), "holds", KH_CLI_COUNT },
  { N_ ("Safe to disable"), "safeToDisable", KH_CLI_YES_NO },
  { N_ ("Next rotation"), "rotation.nextAt", KH_CLI_TIME },
  { N_ ("Identifier"), "kid" },
  { NULL },
};

static const KhCliColumn list_columns[] = {
  { N_ ("Key"), "name" },
  { N_ ("Vault"), "vault" },
  { N_ ("Type"), "kty" },
  { N_ ("Enabled"), "enabled", KH_CLI_YES_NO },
  { N_ ("Expires"), "exp", KH_CLI_TIME },
  { N_ ("Identifier"), "kid" },
  { NULL },
};

static const KhCliColumn version_columns[] = {
  { N_ ("Version"), "version" },
  { N_ ("State"), "state" },
  { N_ ("Current"), "current", KH_CLI_YES_NO },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { N_ ("Expires"), "exp", KH_CLI_TIME },
  { N_ ("Used by"), "usedBy", KH_CLI_COUNT },
  { N_ ("Holds"), "holds", KH_CLI_COUNT },
  { N_ ("Safe to disable"), "safeToDisable", KH_CLI_YES_NO },
  { NULL },
};

static const KhCliColumn hold_columns[] = {
  { N_ ("Kind"), "kind" },
  { N_ ("Reason"), "reason" },
  { N_ ("Environment"), "environment" },
  { N_ ("Since"), "start", KH_CLI_TIME },
  { N_ ("Until"), "end", KH_CLI_TIME },
  { NULL },
};

static const KhCliColumn usage_columns[] = {
  { N_ ("Environment"), "environment" },  { N_ ("Store"), "store" },
  { N_ ("Version"), "version" },          { N_ ("Backup file"), "backup" },
  { N_ ("Made"), "madeAt", KH_CLI_TIME }, { NULL },
};

static int
list (KhCli *cli)
{
  return kh_cli_print_of_vaults (cli, kh_key_api_list, list_columns, "kid");
}

int
kh_cli_key_show (KhCli *cli, const KhCliKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) shown =
      kh_cli_get (cli, kh_key_api_get (key->vault, key->name, key->version), &error);

  if (shown == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, shown, kh_cli_key_columns, "kid");
}

static int
show (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_key_show (cli, &key);
}

static int
versions (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error))
    return kh_cli_fail (cli, error);
  items = kh_cli_list (cli, kh_key_api_versions (key.vault, key.name), &error);
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const char *version = kh_json_string (g_ptr_array_index (items, i), "version");
    KhJson *whole = kh_cli_get (cli, kh_key_api_get (key.vault, key.name, version), &error);

    if (whole == NULL)
      return kh_cli_fail (cli, error);
    g_ptr_array_add (rows, whole);
  }
  if (items == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, version_columns, "version");
}

static int public(KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (KhJson) bundle = NULL;
  g_autofree char *pem = NULL;
  const char *path = kh_cli_value (cli, "to");

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error))
    return kh_cli_fail (cli, error);
  bundle = kh_cli_get (cli, kh_key_api_bundle (key.vault, key.name, key.version), &error);
  pem = bundle != NULL ? kh_cli_pem_from_jwk (kh_json_get (bundle, "key"), &error) : NULL;
  if (pem == NULL)
    return kh_cli_fail (cli, error);
  if (!g_file_set_contents_full (path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error)) {
    kh_error_from_gio (&error, path);
    return kh_cli_fail (cli, error);
  }
  kh_cli_say (cli, _ ("The public key is in %s."), path);
  return KH_EXIT_DONE;
}

static int
print_facts (KhCli *cli, KhCall *(*call) (const char *, const char *, const char *),
             const KhCliColumn *columns, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (GPtrArray) rows = NULL;

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error))
    return kh_cli_fail (cli, error);
  rows = kh_cli_list (cli, call (key.vault, key.name, key.version), &error);
  if (rows == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, columns, id);
}

static int
holds (KhCli *cli)
{
  return print_facts (cli, kh_key_api_holds, hold_columns, "kind");
}

static int
where_used (KhCli *cli)
{
  return print_facts (cli, kh_key_api_where_used, usage_columns, "environmentId");
}

/* name=value, …, as name, value, …, NULL. */
static char **
read_tags (const char *const *pairs, GError **error)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; pairs[i] != NULL; i++) {
    const char *equals = strchr (pairs[i], '=');

    if (equals == NULL || equals == pairs[i]) {
      kh_set_error_facts (error, KH_ERROR_USAGE, pairs[i], NULL, NULL,
                          _ ("A tag is written NAME=VALUE"));
      return NULL;
    }
    g_ptr_array_add (tags, g_strndup (pairs[i], (gsize)(equals - pairs[i])));
    g_ptr_array_add (tags, g_strdup (equals + 1));
  }
  g_ptr_array_add (tags, NULL);
  g_ptr_array_set_free_func (tags, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&tags), FALSE);
}

gboolean
kh_cli_key_read_options (KhCli *cli, char ***ops, char ***tags, GError **error)
{
  g_auto (GStrv) words = kh_cli_split (kh_cli_values (cli, "ops"));

  if (kh_cli_flag (cli, "ops"))
    *ops = g_steal_pointer (&words);
  if (!kh_cli_flag (cli, "tag"))
    return TRUE;
  *tags = read_tags (kh_cli_values (cli, "tag"), error);
  return *tags != NULL;
}

static gboolean
read_create (KhCli *cli, KhKeyCreateRequest *request, GError **error)
{
  const char *size = kh_cli_value (cli, "size");
  const char *nbf = kh_cli_value (cli, "nbf");
  const char *exp = kh_cli_value (cli, "exp");

  request->kty = g_strdup (kh_cli_value (cli, "kty"));
  request->crv = g_strdup (kh_cli_value (cli, "curve"));
  request->enabled = KH_TRI_UNSET;
  if (size != NULL && !kh_cli_number (size, &request->key_size, error))
    return FALSE;
  if (nbf != NULL && !kh_cli_time (nbf, &request->nbf, error))
    return FALSE;
  if (exp != NULL && !kh_cli_time (exp, &request->exp, error))
    return FALSE;
  return kh_cli_key_read_options (cli, &request->key_ops, &request->tags, error);
}

static int
create (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (KhKeyCreateRequest) request = kh_key_create_request_new ();
  g_autoptr (KhJson) made = NULL;

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, &error)
      || !read_create (cli, request, &error))
    return kh_cli_fail (cli, error);
  made = kh_cli_get (cli, kh_key_api_create (key.vault, key.name, request), &error);
  if (made == NULL)
    return kh_cli_fail (cli, error);
  g_free (key.version);
  key.version = g_strdup (kh_json_string (made, "version"));
  return kh_cli_key_show (cli, &key);
}

static const KhCliOption list_options[] = {
  { "deleted", KH_CLI_FLAG, NULL, N_ ("those that can be recovered instead") },
  { NULL },
};
static const KhCliOption public_options[] = {
  { "to", KH_CLI_VALUE, "FILE", N_ ("where to write it, as PEM"), TRUE },
  { NULL },
};
static const KhCliOption backup_options[] = {
  { "to", KH_CLI_VALUE, "FILE", N_ ("where to write it; a new file"), TRUE },
  { NULL },
};
static const KhCliOption create_options[] = {
  { "kty", KH_CLI_VALUE, "RSA|RSA-HSM|EC|EC-HSM|oct|oct-HSM", N_ ("type of key"), TRUE },
  { "size", KH_CLI_VALUE, "BITS", N_ ("size; the type's default else") },
  { "curve", KH_CLI_VALUE, "CURVE", N_ ("curve of an EC key") },
  { "ops", KH_CLI_MANY, "OPERATION,OPERATION", N_ ("what it may be used for") },
  { "nbf", KH_CLI_VALUE, "TIME", N_ ("not before") },
  { "exp", KH_CLI_VALUE, "TIME", N_ ("expires") },
  { "tag", KH_CLI_PAIRS, "NAME=VALUE", N_ ("a tag") },
  { NULL },
};
static const KhCliOption update_options[] = {
  { "nbf", KH_CLI_VALUE, "TIME|none", N_ ("not before") },
  { "exp", KH_CLI_VALUE, "TIME|none", N_ ("expires") },
  { "ops", KH_CLI_MANY, "OPERATION,OPERATION", N_ ("what it may be used for") },
  { "tag", KH_CLI_PAIRS, "NAME=VALUE", N_ ("tags, in place of those it has") },
  { NULL },
};
static const KhCliOption rotation_options[] = {
  { "rotate-after", KH_CLI_VALUE, "DURATION", N_ ("new version so long after the one before") },
  { "rotate-before-expiry", KH_CLI_VALUE, "DURATION",
    N_ ("new version so long before it expires") },
  { "notify-before", KH_CLI_VALUE, "DURATION", N_ ("notice so long before the expiry") },
  { "expiry", KH_CLI_VALUE, "DURATION", N_ ("new versions expire after this") },
  { "clear", KH_CLI_FLAG, NULL, N_ ("take away what the policy holds") },
  { NULL },
};
#define KEY_OR_VERSION "VAULT/KEY[/VERSION]"
const KhCliVerb kh_cli_key_verbs[] = {
  { "key", "list", "[VAULT]", 0, 1, N_ ("List keys."), list_options, list },
  { "key", "show", KEY_OR_VERSION, 1, 1, N_ ("Show a key, or one version of it."), NULL, show },
  { "key", "versions", "VAULT/KEY", 1, 1, N_ ("List the versions of a key."), NULL, versions },
  { "key", "public", KEY_OR_VERSION, 1, 1, N_ ("Write the public key into a file."), public_options,
    public },
  { "key", "holds", KEY_OR_VERSION, 1, 1, N_ ("List what still needs a key."), NULL, holds },
  { "key", "where-used", KEY_OR_VERSION, 1, 1,
    N_ ("List the data that it protects, and the backup files that cannot be restored without it."),
    NULL, where_used },
  { "key", "create", "VAULT/KEY", 1, 1, N_ ("Make a key, or a new version of one."), create_options,
    create },
  { "key", "rotate", "VAULT/KEY", 1, 1, N_ ("Give a key a new version; environments follow."),
    kh_cli_rotate_options, kh_cli_key_rotate },
  { "key", "rotation-policy", "VAULT/KEY", 1, 1, N_ ("Show or change when a key rotates itself."),
    rotation_options, kh_cli_key_rotation_policy },
  { "key", "enable", KEY_OR_VERSION, 1, 1, N_ ("Enable every version, or one."), NULL,
    kh_cli_key_enable },
  { "key", "disable", KEY_OR_VERSION, 1, 1, N_ ("Disable every version, or one."), NULL,
    kh_cli_key_disable },
  { "key", "update", KEY_OR_VERSION, 1, 1, N_ ("Change dates, operations or tags."), update_options,
    kh_cli_key_update },
  { "key", "delete", "VAULT/KEY", 1, 1, N_ ("Delete a key; it can be recovered."), NULL,
    kh_cli_key_delete },
  { "key", "recover", "VAULT/KEY", 1, 1, N_ ("Recover a deleted key."), NULL, kh_cli_key_recover },
  { "key", "backup", "VAULT/KEY", 1, 1, N_ ("Write a key with all its versions into a file."),
    backup_options, kh_cli_key_backup },
  { "key", "restore", "VAULT FILE", 2, 2, N_ ("Restore a key from such a file."), NULL,
    kh_cli_key_restore },
  { "key", "purge", "VAULT/KEY", 1, 1, N_ ("Erase a deleted key for good."), NULL,
    kh_cli_key_purge },
  { NULL },
};
