/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removing what a crash left. */
#include "kh-leftovers.h"

#include "kh-environment-files.h"
#include "kh-id.h"
#include "kh-log.h"
#include "kh-sent-backups.h"

#include <string.h>

#define NEW ".new"
#define PURGED ".purged"

static gboolean
is_folder (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

void
kh_leftovers_remove_tree (const KhIo *io, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (is_folder (path))
      kh_leftovers_remove_tree (io, path);
    else
      io->unlink (io, path);
  }
  io->rmdir (io, folder);
}

/* --- What the audit log knows -------------------------------------------------------------------
 */

/* The newest act of one of two kinds on an object. */
typedef struct {
  const char *create, *remove; /* actions; @remove (nullable) */
  guint64 seq;                 /* of the intent; 0: there is none */
  gboolean creates;
  gboolean succeeded;
} LastAct;

static void
consider (LastAct *last, const KhAuditRecord *record)
{
  gboolean creates = g_str_equal (record->action, last->create);

  if (!creates && g_strcmp0 (record->action, last->remove) != 0)
    return;
  if (record->phase == KH_AUDIT_INTENT) {
    last->seq = record->seq;
    last->creates = creates;
    last->succeeded = FALSE;
  } else if (record->phase == KH_AUDIT_OUTCOME && record->of == last->seq) {
    last->succeeded = g_strcmp0 (record->result, KH_AUDIT_SUCCEEDED) == 0;
  }
}

/* TRUE if the log shows that @object, which has no row, was never made whole or was removed. */
static gboolean
is_leftover (KhTenant *self, const char *object, const char *create, const char *remove)
{
  KhAuditFilter filter = { .object = object, .limit = 1000, .since = KH_TIME_NONE };
  LastAct last = { create, remove, 0, FALSE, FALSE };
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) records = kh_audit_log_list (self->audit, &filter, &more, &error);

    if (records == NULL) {
      kh_message ("What a crash left of %s stays: %s", object, error->message);
      return FALSE;
    }
    for (guint i = 0; i < records->len; i++)
      consider (&last, records->pdata[i]);
    if (records->len > 0)
      filter.after = ((KhAuditRecord *)records->pdata[records->len - 1])->seq;
  }
  return last.seq != 0 && !(last.creates && last.succeeded);
}

/* --- Folders ------------------------------------------------------------------------------------
 */

/* (transfer full): the name before @suffix, or NULL. */
static char *
strip (const char *name, const char *suffix)
{
  if (!g_str_has_suffix (name, suffix))
    return NULL;
  return g_strndup (name, strlen (name) - strlen (suffix));
}

/* "ID", or "ID.GUID" for data that took the place of other data: the id of the environment, and
 * nothing else that looks like a folder of ours. (transfer full) (nullable) */
static char *
owner_of (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);

  if (parts[0] == NULL || !kh_id_is_guid (parts[0])
      || (parts[1] != NULL && !kh_id_is_guid (parts[1])))
    return NULL;
  return g_strdup (parts[0]);
}

/* Never the last data there is: a database that was put back may name a folder of before. */
static gboolean
is_replaced (KhTenant *self, const KhEnvironment *environment, const char *name)
{
  const char *present = kh_environment_files_get_folder (environment);
  g_autofree char *path = g_build_filename (self->data_dir, "environments", present, NULL);

  return !g_str_equal (name, present) && is_folder (path);
}

/* What is of no backup is told from one by its name alone. (transfer full) (nullable): the name of
 * the folder that it would be without its suffix. */
static char *
strip_backup (const char *name)
{
  g_autofree char *beside = strip (name, NEW);
  char *sent = strip (beside != NULL ? beside : name, KH_SENT_BACKUP_SUFFIX);

  return sent != NULL ? sent : strip (name, KH_SNAPSHOT_SUFFIX);
}

/* Snapshots of backups, and backups that were sent and wait for nothing any more. */
static gboolean
is_old_backup (KhTenant *self, const char *name)
{
  g_autofree char *stem = strip_backup (name);
  g_autofree char *id = stem != NULL ? owner_of (stem) : NULL;

  return id != NULL
         && (!g_str_has_suffix (name, KH_SENT_BACKUP_SUFFIX)
             || kh_sent_backups_is_old (self->estate, name));
}

/* A copy that was cut off begins anew: what it had made is of no use. */
static gboolean
is_old_environment (KhTenant *self, const char *name)
{
  g_autofree char *backup = strip_backup (name);
  g_autofree char *beside = strip (name, NEW);
  g_autofree char *id = owner_of (beside != NULL ? beside : name);
  const KhEnvironment *environment =
      id != NULL ? kh_estate_get_environment (self->estate, id) : NULL;

  if (backup != NULL)
    return is_old_backup (self, name);
  if (beside != NULL || id == NULL)
    return id != NULL;
  if (environment != NULL)
    return environment->state == KH_ENVIRONMENT_STATE_GONE || is_replaced (self, environment, name);
  return g_str_equal (id, name) && is_leftover (self, name, "environment.create", NULL);
}

/* The folder of vaults may be one that the organization does not have for itself. */
static gboolean
is_old_vault (KhTenant *self, const char *name)
{
  g_autofree char *beside = strip (name, NEW);
  g_autofree char *purged = strip (name, PURGED);
  const char *vault = beside != NULL ? beside : purged != NULL ? purged : name;

  if (!kh_name_is_vault (vault))
    return FALSE;
  if (vault == name && kh_estate_get_vault (self->estate, vault) != NULL)
    return FALSE;
  return is_leftover (self, vault, "vault.create", "vault.purge");
}

typedef gboolean (*IsOld) (KhTenant *self, const char *name);

static void
clean_folder (KhTenant *self, const char *folder, IsOld is_old)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!is_folder (path) || !is_old (self, name))
      continue;
    kh_message ("Removing %s, which a crash left", path);
    kh_leftovers_remove_tree (self->io, path);
  }
}

static void
clean_files (KhTenant *self, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, NEW) && g_file_test (path, G_FILE_TEST_IS_REGULAR)
        && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      self->io->unlink (self->io, path);
  }
}

void
kh_leftovers_remove (KhTenant *self)
{
  g_autofree char *environments = g_build_filename (self->data_dir, "environments", NULL);
  g_autofree char *half_made = g_strconcat (self->tenant_dir, NEW, NULL);

  /* A log that does not verify is no witness. */
  if (kh_audit_log_get_broken (self->audit) != NULL)
    return;
  clean_files (self, self->tenant_dir);
  if (is_folder (half_made))
    kh_leftovers_remove_tree (self->io, half_made);
  clean_folder (self, environments, is_old_environment);
  clean_folder (self, self->vaults_dir, is_old_vault);
}
