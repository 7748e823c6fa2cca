/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects by id or name, and keys as people write them. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-environment-api.h"
#include "kh-id.h"
#include "kh-tenant-api.h"
#include "kh-vault-api.h"

KhJson *
kh_cli_pick (GPtrArray *all, const char *text, const char *id, const char *name, const char *kind,
             GError **error)
{
  KhJson *found = NULL;

  for (guint i = 0; i < all->len; i++) {
    KhJson *element = g_ptr_array_index (all, i);
    const char *own_id = kh_json_string (element, id);
    const char *own_name = kh_json_string (element, name);

    if (own_id != NULL && g_ascii_strcasecmp (own_id, text) == 0)
      return kh_json_ref (element);
    if (g_strcmp0 (own_name, text) != 0)
      continue;
    if (found != NULL) {
      g_autofree char *message =
          g_strdup_printf (_ ("There is more than one %s of this name: name it by its id"), kind);

      kh_set_error_facts (error, KH_ERROR_ARGUMENT, text, "NameNotUnique", NULL, message);
      return NULL;
    }
    found = element;
  }
  if (found == NULL) {
    g_autofree char *message = g_strdup_printf (_ ("There is no %s %s"), kind, text);

    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, NULL, NULL, message);
    return NULL;
  }
  return kh_json_ref (found);
}

/* In a path these would name what is above the object. */
static gboolean
is_no_name (const char *text, const char *message, GError **error)
{
  if (*text != '\0' && strcmp (text, ".") != 0 && strcmp (text, "..") != 0)
    return FALSE;
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, NULL, NULL, message);
  return TRUE;
}

/* One request where the server finds names itself. */
KhJson *
kh_cli_find_environment (KhCli *cli, const char *text, GError **error)
{
  if (is_no_name (text, _ ("There is no such environment"), error))
    return NULL;
  return kh_cli_get (cli, kh_environment_api_get (text), error);
}

KhJson *
kh_cli_find_policy (KhCli *cli, const char *text, GError **error)
{
  if (is_no_name (text, _ ("There is no such policy"), error))
    return NULL;
  return kh_cli_get (cli, kh_policy_api_get (text), error);
}

KhJson *
kh_cli_find_operation (KhCli *cli, const char *text, GError **error)
{
  if (is_no_name (text, _ ("There is no such operation"), error))
    return NULL;
  return kh_cli_get (cli, kh_environment_api_operation (text), error);
}

KhJson *
kh_cli_find_account (KhCli *cli, const char *text, GError **error)
{
  g_autoptr (GPtrArray) all = kh_cli_list (cli, kh_tenant_api_accounts (), error);

  return all != NULL ? kh_cli_pick (all, text, "id", "name", _ ("account"), error) : NULL;
}

/* Vaults go by their names, or by the resource's id. */
static const char *
vault_name (const char *text)
{
  const char *slash = strrchr (text, '/');

  return slash != NULL ? slash + 1 : text;
}

KhJson *
kh_cli_find_vault (KhCli *cli, const char *text, GError **error)
{
  KhArmPlace place;

  if (!kh_name_is_vault (vault_name (text))) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, "VaultNotFound", NULL,
                        _ ("No vault can have this name"));
    return NULL;
  }
  if (!kh_cli_place (cli, &place, error))
    return NULL;
  return kh_cli_get (cli, kh_vault_api_get (&place, vault_name (text)), error);
}

static gboolean
parse_path (const char *text, KhCliKey *key)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  guint n = g_strv_length (parts);

  if ((n != 2 && n != 3) || !kh_name_is_vault (parts[0]) || !kh_name_is_key (parts[1])
      || (n == 3 && !kh_name_is_version (parts[2])))
    return FALSE;
  key->vault = g_strdup (parts[0]);
  key->name = g_strdup (parts[1]);
  key->version = n == 3 ? g_ascii_strdown (parts[2], -1) : NULL;
  return TRUE;
}

gboolean
kh_cli_object_parse (const char *text, const char *kind, KhCliKey *key)
{
  gboolean is_url = strstr (text, "://") != NULL;

  memset (key, 0, sizeof *key);
  if (is_url ? kh_vault_object_parse (text, kind, &key->vault, &key->name, &key->version)
             : parse_path (text, key))
    return TRUE;
  kh_cli_key_clear (key);
  return FALSE;
}

gboolean
kh_cli_key_parse (const char *text, KhCliKey *key, GError **error)
{
  if (kh_cli_object_parse (text, "keys", key))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, text, "KeyNotUnderstood",
                      _ ("Write VAULT/NAME, VAULT/NAME/VERSION or the key's address."),
                      _ ("This does not name a key"));
  return FALSE;
}

void
kh_cli_key_clear (KhCliKey *key)
{
  g_clear_pointer (&key->vault, g_free);
  g_clear_pointer (&key->name, g_free);
  g_clear_pointer (&key->version, g_free);
}

/* Appends what is of one vault. */
static gboolean
add_of_vault (KhCli *cli, KhCliVaultList list, const char *vault, GPtrArray *rows, GError **error)
{
  g_autoptr (GPtrArray) some = kh_cli_list (cli, list (vault, kh_cli_flag (cli, "deleted")), error);

  for (guint i = 0; some != NULL && i < some->len; i++)
    g_ptr_array_add (rows, kh_json_ref (g_ptr_array_index (some, i)));
  return some != NULL;
}

/* One vault that cannot be read is told about, and the others are listed all the same. */
static gboolean
add_of_all_vaults (KhCli *cli, KhCliVaultList list, GPtrArray *rows, int *status, GError **error)
{
  KhArmPlace place;
  g_autoptr (GPtrArray) vaults = NULL;

  if (!kh_cli_place (cli, &place, error))
    return FALSE;
  vaults = kh_cli_list (cli, kh_vault_api_list (&place), error);
  for (guint i = 0; vaults != NULL && i < vaults->len; i++) {
    KhJson *vault = g_ptr_array_index (vaults, i);
    g_autoptr (GError) failure = NULL;

    if (add_of_vault (cli, list, kh_json_string (vault, "name"), rows, &failure))
      continue;
    if (kh_json_string (vault, "fault") == NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    *status = kh_cli_worse (*status, kh_cli_fail (cli, failure));
  }
  return vaults != NULL;
}

int
kh_cli_print_of_vaults (KhCli *cli, KhCliVaultList list, const KhCliColumn *columns, const char *id)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  g_autoptr (GError) error = NULL;
  const char *named = kh_cli_object (cli, 0);
  g_autoptr (KhJson) vault = named != NULL ? kh_cli_find_vault (cli, named, &error) : NULL;
  int status = KH_EXIT_DONE;
  gboolean done;

  if (named != NULL)
    done = vault != NULL && add_of_vault (cli, list, kh_json_string (vault, "name"), rows, &error);
  else
    done = add_of_all_vaults (cli, list, rows, &status, &error);
  if (!done)
    return kh_cli_fail (cli, error);
  return kh_cli_worse (kh_cli_print_list (cli, rows, columns, id), status);
}
