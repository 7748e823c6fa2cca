/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of a vault: made, opened, purged. */
#include "kh-vault-store.h"

#include <errno.h>
#include <unistd.h>

#include "kh-id.h"
#include "kh-vault-store-private.h"
#include "khc-labels.h"

/* A name is part of a path: nothing but a vault's name may get there. */
static gboolean
check_vault_name (const char *name, GError **error)
{
  if (kh_name_is_vault (name))
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not the name of a vault.", name);
  return FALSE;
}

/* --- Folders ------------------------------------------------------------------------------- */

/* Removes a folder of plain files; one that is missing is no error. */
static gboolean
remove_folder (const KhIo *io, const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    return TRUE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (!kh_io_unlink (io, file, error))
      return FALSE;
  }
  if (io->rmdir (io, path) != 0)
    return kh_error_from_errno (error, errno, path);
  return kh_io_sync_parent (io, path, error);
}

static gboolean
rename_folder (const KhIo *io, const char *from, const char *to, GError **error)
{
  return kh_io_rename (io, from, to, error) && kh_io_sync_parent (io, to, error);
}

gboolean
kh_vault_store_purge (const KhIo *io, const char *vaults_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (vaults_dir, name, NULL);
  g_autofree char *purged = g_strconcat (path, ".purged", NULL);

  if (!check_vault_name (name, error) || !remove_folder (io, purged, error))
    return FALSE;
  if (!kh_io_exists (io, path))
    return TRUE;
  return rename_folder (io, path, purged, error) && remove_folder (io, purged, error);
}

/* --- Opening ------------------------------------------------------------------------------- */

static KhSecret *
derive_key (KhSecret *root, KhcLabel label, const guint8 id[16], GError **error)
{
  KhcSecret *key = NULL;
  int result = khc_derive (kh_secret_peek (root), label, id, 16, &key);

  if (result == KHC_OK)
    return kh_secret_new_take (key);
  kh_error_from_khc (error, result, "The key of the vault");
  return NULL;
}

static KhVaultStore *
vault_store_alloc (const char *name, const char *id, KhSecret *root, GError **error)
{
  g_autoptr (KhVaultStore) self = g_new0 (KhVaultStore, 1);

  if (!check_vault_name (name, error))
    return NULL;
  if (!kh_id_to_bytes (id, self->id)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not the id of a vault.", id);
    return NULL;
  }
  self->name = g_strdup (name);
  self->seal = derive_key (root, KHC_LABEL_VAULT_SEAL, self->id, error);
  return self->seal != NULL ? g_steal_pointer (&self) : NULL;
}

void
kh_vault_store_free (KhVaultStore *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, kh_database_unref);
  g_clear_pointer (&self->seal, kh_secret_unref);
  g_free (self->name);
  g_free (self);
}

gboolean
kh_vault_store_close (KhVaultStore *self, GError **error)
{
  gboolean ok = kh_database_close (self->db, error);

  kh_vault_store_free (self);
  return ok;
}

static gboolean
open_database (KhVaultStore *self, const KhIo *io, const char *folder, KhSecret *root,
               KhDatabaseFlags flags, GError **error)
{
  g_autofree char *path = g_build_filename (folder, KH_VAULT_STORE_FILE_NAME, NULL);
  g_autoptr (KhSecret) key = derive_key (root, KHC_LABEL_VAULT_DB, self->id, error);

  if (key == NULL)
    return FALSE;
  self->db = kh_database_open (path, key, flags, io, error);
  return self->db != NULL
         && kh_database_migrate (self->db, kh_vault_store_steps, KH_VAULT_STORE_VERSION, error);
}

/* The key of the database is the vault's own, so this catches a folder under another name. */
static gboolean
check_name (KhVaultStore *self, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db, "SELECT name FROM vault", error);
  KhStep step = statement != NULL ? kh_statement_step (statement, error) : KH_STEP_ERROR;

  if (step == KH_STEP_ERROR)
    return FALSE;
  if (step == KH_STEP_ROW
      && g_ascii_strcasecmp (kh_statement_get_text (statement, 0), self->name) == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_DAMAGED, "The folder of the vault “%s” belongs to another vault.",
                self->name);
  return FALSE;
}

KhVaultStore *
kh_vault_store_open (const KhIo *io, const char *vaults_dir, const char *name, const char *id,
                     KhSecret *root, GError **error)
{
  g_autofree char *folder = g_build_filename (vaults_dir, name, NULL);
  g_autoptr (KhVaultStore) self = vault_store_alloc (name, id, root, error);

  if (self == NULL || !open_database (self, io, folder, root, KH_DATABASE_DEFAULT, error)
      || !check_name (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- Making -------------------------------------------------------------------------------- */

static gboolean
insert_identity (KhVaultStore *self, const char *id, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db, "INSERT INTO vault (id, name) VALUES (?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  kh_statement_bind_text (statement, 2, self->name);
  return kh_statement_run (statement, error);
}

/* A whole vault in @folder, closed again. */
static gboolean
build_folder (const KhIo *io, const char *folder, const char *name, const char *id, KhSecret *root,
              GError **error)
{
  KhVaultStore *self = vault_store_alloc (name, id, root, error);

  if (self == NULL)
    return FALSE;
  if (kh_io_make_folder (io, folder, error)
      && open_database (self, io, folder, root, KH_DATABASE_CREATE, error)
      && insert_identity (self, id, error))
    return kh_vault_store_close (self, error);
  kh_vault_store_free (self);
  return FALSE;
}

KhVaultStore *
kh_vault_store_create (const KhIo *io, const char *vaults_dir, const char *name, const char *id,
                       KhSecret *root, GError **error)
{
  g_autofree char *path = g_build_filename (vaults_dir, name, NULL);
  g_autofree char *beside = g_strconcat (path, ".new", NULL);

  if (!check_vault_name (name, error))
    return NULL;
  if (kh_io_exists (io, path)) {
    kh_set_error (error, KH_ERROR_EXISTS, "%s exists already.", path);
    return NULL;
  }
  if (!kh_io_make_folder (io, vaults_dir, error) || !remove_folder (io, beside, error))
    return NULL;
  if (!build_folder (io, beside, name, id, root, error)
      || !rename_folder (io, beside, path, error)) {
    remove_folder (io, beside, NULL);
    return NULL;
  }
  return kh_vault_store_open (io, vaults_dir, name, id, root, error);
}

/* --- Access -------------------------------------------------------------------------------- */

KhDatabase *
kh_vault_store_get_database (KhVaultStore *self)
{
  return self->db;
}

gboolean
kh_vault_store_begin (KhVaultStore *self, GError **error)
{
  return kh_database_begin (self->db, error);
}

gboolean
kh_vault_store_commit (KhVaultStore *self, GError **error)
{
  return kh_database_commit (self->db, error);
}

void
kh_vault_store_rollback (KhVaultStore *self)
{
  kh_database_rollback (self->db);
}

gboolean
kh_vault_store_put_position (KhVaultStore *self, guint64 seq, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db, "UPDATE position SET audit_seq = ?1", error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_int64 (statement, 1, (gint64)seq);
  return kh_statement_run (statement, error);
}

gboolean
kh_vault_store_get_position (KhVaultStore *self, guint64 *seq, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db, "SELECT audit_seq FROM position", error);
  KhStep step = statement != NULL ? kh_statement_step (statement, error) : KH_STEP_ERROR;

  if (step == KH_STEP_ROW)
    *seq = (guint64)kh_statement_get_int64 (statement, 0);
  else if (step == KH_STEP_DONE)
    kh_set_error (error, KH_ERROR_DAMAGED, "The vault “%s” has lost its position.", self->name);
  return step == KH_STEP_ROW;
}
