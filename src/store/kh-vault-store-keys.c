/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and versions of a vault: loaded, saved, purged. */
#include <string.h>

#include "kh-vault-store-private.h"

/* --- Loading ------------------------------------------------------------------------------- */

GPtrArray *
kh_vault_store_load_versions (KhVaultStore *self, const char *key, GError **error)
{
  g_autoptr (GPtrArray) versions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_key_version_unref);
  g_autoptr (KhStatement) statement = kh_map_select (self->db, &kh_vault_version_map, key, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    KhKeyVersion *version = kh_key_version_new ();

    g_ptr_array_add (versions, version);
    if (!kh_map_read (statement, &kh_vault_version_map, version, error))
      return NULL;
  }
  return step == KH_STEP_DONE ? g_steal_pointer (&versions) : NULL;
}

char **
kh_vault_store_load_tags (KhVaultStore *self, const KhMap *map, const char *parent, GError **error)
{
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();
  g_autoptr (KhStatement) statement = kh_map_select (self->db, map, parent, error);
  KhStep step = KH_STEP_ERROR;
  KhTagRow row = { NULL, NULL };

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    if (!kh_map_read (statement, map, &row, error)) {
      step = KH_STEP_ERROR;
      break;
    }
    g_strv_builder_add (tags, row.name);
    g_strv_builder_add (tags, row.value);
  }
  g_free (row.name);
  g_free (row.value);
  return step == KH_STEP_DONE ? g_strv_builder_end (tags) : NULL;
}

static KhKey *
read_key (KhVaultStore *self, KhStatement *statement, GError **error)
{
  g_autoptr (KhKey) key = kh_key_new ();
  g_autoptr (GPtrArray) versions = NULL;
  char **tags;

  if (!kh_map_read (statement, &kh_vault_key_map, key, error))
    return NULL;
  kh_value_set_text (&key->vault, self->name);
  versions = kh_vault_store_load_versions (self, key->name, error);
  tags = versions != NULL ? kh_vault_store_load_tags (self, &kh_vault_tag_map, key->name, error)
                          : NULL;
  if (tags == NULL)
    return NULL;
  g_strfreev (key->tags);
  key->tags = tags;
  for (guint i = 0; i < versions->len; i++)
    kh_key_set_version (key, versions->pdata[i]);
  return g_steal_pointer (&key);
}

GPtrArray *
kh_vault_store_load_keys (KhVaultStore *self, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_key_unref);
  g_autoptr (KhStatement) statement = kh_map_select (self->db, &kh_vault_key_map, NULL, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    KhKey *key = read_key (self, statement, error);

    if (key == NULL)
      return NULL;
    g_ptr_array_add (keys, key);
  }
  return step == KH_STEP_DONE ? g_steal_pointer (&keys) : NULL;
}

/* --- Saving -------------------------------------------------------------------------------- */

static gboolean
same_bytes (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

/* The facts that the sealed private part is bound to. */
static gboolean
same_facts (const KhKeyVersion *a, const KhKeyVersion *b)
{
  return a->size == b->size && a->curve == b->curve && a->created_at == b->created_at
         && same_bytes (a->n, b->n) && same_bytes (a->e, b->e) && same_bytes (a->x, b->x)
         && same_bytes (a->y, b->y);
}

static gboolean
read_kty (KhVaultStore *self, const char *key, KhKeyType *kty, gboolean *found, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db, "SELECT kty FROM keys WHERE name = ?1", error);
  KhStep step;

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, key);
  step = kh_statement_step (statement, error);
  *found = step == KH_STEP_ROW;
  if (*found && !kh_key_type_from_string (kh_statement_get_text (statement, 0), kty)) {
    kh_set_error (error, KH_ERROR_DAMAGED, "The type of the key “%s” is not known.", key);
    return FALSE;
  }
  return step != KH_STEP_ERROR;
}

static gboolean
check_unchanged (KhVaultStore *self, const KhKey *key, GError **error)
{
  g_autoptr (GPtrArray) stored = NULL;
  KhKeyType kty = key->kty;
  gboolean found = FALSE, ok;

  if (!read_kty (self, key->name, &kty, &found, error))
    return FALSE;
  stored = kh_vault_store_load_versions (self, key->name, error);
  if (stored == NULL)
    return FALSE;
  ok = kty == key->kty;
  for (guint i = 0; ok && i < stored->len; i++) {
    const KhKeyVersion *old = stored->pdata[i];
    const KhKeyVersion *now = kh_key_get_version (key, old->version);

    ok = now != NULL && same_facts (old, now);
  }
  if (!ok)
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "Type, size, date of creation and material of a version never change.");
  return ok;
}

gboolean
kh_vault_store_insert_tags (KhVaultStore *self, const KhMap *map, const char *parent, char **tags,
                            GError **error)
{
  for (guint i = 0; tags != NULL && tags[i] != NULL && tags[i + 1] != NULL; i += 2) {
    KhTagRow row = { tags[i], tags[i + 1] };

    if (!kh_map_insert_child (self->db, map, parent, i / 2, &row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_parts (KhVaultStore *self, const KhKey *key, GError **error)
{
  for (guint i = 0; i < key->versions->len; i++)
    if (!kh_map_insert_child (self->db, &kh_vault_version_map, key->name, i,
                              key->versions->pdata[i], error))
      return FALSE;
  return kh_vault_store_insert_tags (self, &kh_vault_tag_map, key->name, key->tags, error);
}

gboolean
kh_vault_store_put_key (KhVaultStore *self, KhKey *key, GError **error)
{
  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  return check_unchanged (self, key, error) && kh_map_put (self->db, &kh_vault_key_map, key, error)
         && kh_map_delete_children (self->db, &kh_vault_version_map, key->name, error)
         && kh_map_delete_children (self->db, &kh_vault_tag_map, key->name, error)
         && insert_parts (self, key, error);
}

gboolean
kh_vault_store_delete_key (KhVaultStore *self, const char *key, GError **error)
{
  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  return kh_map_delete (self->db, &kh_vault_key_map, key, error);
}
