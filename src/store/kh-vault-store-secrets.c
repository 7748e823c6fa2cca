/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of a vault and their versions: loaded, saved, purged; their values sealed and opened. */
#include <string.h>

#include "kh-vault-store-private.h"

#define ATTRIBUTES_LABEL "keyhold/1/secret-attributes"

/* --- Loading ------------------------------------------------------------------------------- */

static GPtrArray *
load_versions (KhVaultStore *self, const char *secret, GError **error)
{
  g_autoptr (GPtrArray) versions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_vault_secret_version_unref);
  g_autoptr (KhStatement) statement =
      kh_map_select (self->db, &kh_vault_secret_version_map, secret, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    KhVaultSecretVersion *version = kh_vault_secret_version_new ();

    g_ptr_array_add (versions, version);
    if (!kh_map_read (statement, &kh_vault_secret_version_map, version, error))
      return NULL;
  }
  if (step != KH_STEP_DONE)
    return NULL;
  for (guint i = 0; i < versions->len; i++) {
    KhVaultSecretVersion *version = versions->pdata[i];
    char **tags =
        kh_vault_store_load_tags (self, &kh_vault_secret_tag_map, version->version, error);

    if (tags == NULL)
      return NULL;
    g_strfreev (version->tags);
    version->tags = tags;
  }
  return g_steal_pointer (&versions);
}

static KhVaultSecret *
read_secret (KhVaultStore *self, KhStatement *statement, GError **error)
{
  g_autoptr (KhVaultSecret) secret = kh_vault_secret_new ();
  g_autoptr (GPtrArray) versions = NULL;

  if (!kh_map_read (statement, &kh_vault_secret_map, secret, error))
    return NULL;
  kh_value_set_text (&secret->vault, self->name);
  versions = load_versions (self, secret->name, error);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    kh_vault_secret_set_version (secret, versions->pdata[i]);
  return versions != NULL ? g_steal_pointer (&secret) : NULL;
}

GPtrArray *
kh_vault_store_load_secrets (KhVaultStore *self, GError **error)
{
  g_autoptr (GPtrArray) secrets =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_vault_secret_unref);
  g_autoptr (KhStatement) statement = kh_map_select (self->db, &kh_vault_secret_map, NULL, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    KhVaultSecret *secret = read_secret (self, statement, error);

    if (secret == NULL)
      return NULL;
    g_ptr_array_add (secrets, secret);
  }
  return step == KH_STEP_DONE ? g_steal_pointer (&secrets) : NULL;
}

/* --- Saving -------------------------------------------------------------------------------- */

/* A version never goes and its date of creation never changes while the secret is there. */
static gboolean
check_unchanged (KhVaultStore *self, const KhVaultSecret *secret, GError **error)
{
  g_autoptr (GPtrArray) stored = load_versions (self, secret->name, error);

  for (guint i = 0; stored != NULL && i < stored->len; i++) {
    const KhVaultSecretVersion *old = stored->pdata[i];
    const KhVaultSecretVersion *now = kh_vault_secret_get_version (secret, old->version);

    if (now != NULL && now->created_at == old->created_at)
      continue;
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "Versions of a secret and their dates of creation never change.");
    return FALSE;
  }
  return stored != NULL;
}

static gboolean
insert_version (KhVaultStore *self, const char *secret, guint n,
                const KhVaultSecretVersion *version, GError **error)
{
  return kh_map_insert_child (self->db, &kh_vault_secret_version_map, secret, n, version, error)
         && kh_vault_store_insert_tags (self, &kh_vault_secret_tag_map, version->version,
                                        version->tags, error);
}

gboolean
kh_vault_store_put_secret (KhVaultStore *self, KhVaultSecret *secret, GError **error)
{
  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  /* The tags go with their version. */
  if (!check_unchanged (self, secret, error)
      || !kh_map_put (self->db, &kh_vault_secret_map, secret, error)
      || !kh_map_delete_children (self->db, &kh_vault_secret_version_map, secret->name, error))
    return FALSE;
  for (guint i = 0; i < secret->versions->len; i++)
    if (!insert_version (self, secret->name, i, secret->versions->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
kh_vault_store_delete_secret (KhVaultStore *self, const char *secret, GError **error)
{
  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  return kh_map_delete (self->db, &kh_vault_secret_map, secret, error);
}

/* --- Values -------------------------------------------------------------------------------- */

static gboolean
no_version (const char *secret, const char *version, GError **error)
{
  kh_set_error (error, KH_ERROR_NOT_FOUND, "The vault has no secret “%s” with version %s.", secret,
                version);
  return FALSE;
}

/* (transfer full): the additional data of a value, from the rows and not from the caller. */
static GByteArray *
bind_place (KhVaultStore *self, const char *secret, const char *version, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db,
      "SELECT s.name, v.version, v.created_at FROM secrets s, secret_versions v"
      " WHERE v.secret = s.name AND s.name = ?1 AND v.version = ?2",
      error);
  g_autoptr (GByteArray) facts = g_byte_array_new ();
  KhStep step;

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, secret);
  kh_statement_bind_text (statement, 2, version);
  step = kh_statement_step (statement, error);
  if (step == KH_STEP_DONE)
    no_version (secret, version, error);
  if (step != KH_STEP_ROW)
    return NULL;
  g_byte_array_append (facts, (const guint8 *)ATTRIBUTES_LABEL, sizeof ATTRIBUTES_LABEL);
  kh_bind_number (facts, (guint64)kh_statement_get_int64 (statement, 2), 8);
  return kh_vault_store_bind (self, kh_statement_get_text (statement, 0),
                              kh_statement_get_text (statement, 1), facts, error);
}

gboolean
kh_vault_store_put_secret_value (KhVaultStore *self, const char *secret, const char *version,
                                 const KhcSecret *value, GError **error)
{
  g_autoptr (GByteArray) place = bind_place (self, secret, version, error);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (KhStatement) statement = NULL;

  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  sealed = place != NULL ? kh_vault_store_seal (self, place, value, error) : NULL;
  if (sealed == NULL)
    return FALSE;
  statement = kh_database_prepare (
      self->db, "INSERT INTO secret_values (secret, version, sealed) VALUES (?1, ?2, ?3)", error);
  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, secret);
  kh_statement_bind_text (statement, 2, version);
  kh_statement_bind_blob (statement, 3, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return kh_statement_run (statement, error);
}

/* (transfer full): the sealed bytes as they are stored. */
static GBytes *
read_sealed (KhVaultStore *self, const char *secret, const char *version, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db, "SELECT sealed FROM secret_values WHERE secret = ?1 AND version = ?2", error);
  gconstpointer sealed;
  KhStep step;
  gsize size;

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, secret);
  kh_statement_bind_text (statement, 2, version);
  step = kh_statement_step (statement, error);
  if (step == KH_STEP_DONE)
    no_version (secret, version, error);
  if (step != KH_STEP_ROW)
    return NULL;
  sealed = kh_statement_get_blob (statement, 0, &size);
  return g_bytes_new (sealed, size);
}

KhSecret *
kh_vault_store_get_secret_value (KhVaultStore *self, const char *secret, const char *version,
                                 GError **error)
{
  g_autoptr (GByteArray) place = bind_place (self, secret, version, error);
  g_autoptr (GBytes) sealed = place != NULL ? read_sealed (self, secret, version, error) : NULL;
  g_autofree char *what =
      g_strdup_printf ("The value of the secret “%s” version %s", secret, version);

  return sealed != NULL ? kh_vault_store_unseal (self, place, sealed, what, error) : NULL;
}
