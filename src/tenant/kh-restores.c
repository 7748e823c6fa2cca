/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking in a backup that is to be restored. */
#include "kh-tenant-backups.h"

#include "kh-acts-private.h"
#include "kh-allowed.h"
#include "kh-environment-files.h"
#include "kh-id.h"
#include "kh-sent-backups.h"

struct _KhTenantRestore {
  KhTenant *tenant;
  KhCaller *caller;
  char *asked;
  char *target_id;      /* (nullable) until it was found */
  char *id;             /* of what is sent */
  char *beside, *place; /* names of the folder: while it is filled, and after */
  KhBackupReader *reader;
  gboolean checked, done;
};

void
kh_sent_backup_free (KhSentBackup *self)
{
  g_free (self->id);
  g_free (self->environment_id);
  g_free (self->environment);
  g_free (self);
}

/* (transfer full): what may be restored over. */
static gpointer
check_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenantRestore *self = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhEnvironment *target = kh_acts_find_environment (estate, self->asked, error);
  KhActFacts facts = {
    "environment.restore", KH_VERB_ENVIRONMENT, "environment", NULL, NULL, NULL
  };

  if (target == NULL)
    return NULL;
  facts.target_id = target->id;
  facts.target = target->name;
  if (!kh_act_allowed (self->tenant, self->caller, &facts, error)
      || !kh_environment_allows (estate, target, KH_OPERATION_RESTORE, kh_tenant_now (self->tenant),
                                 error))
    return NULL;
  return kh_environment_ref (target);
}

KhTenantRestore *
kh_tenant_restore_begin (KhTenant *tenant, KhCaller *caller, const char *environment,
                         GError **error)
{
  g_autoptr (KhTenantRestore) self = g_new0 (KhTenantRestore, 1);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhEnvironment) target = NULL;
  g_autofree char *path = NULL;

  self->tenant = tenant;
  self->caller = kh_caller_ref (caller);
  self->asked = g_strdup (environment);
  target = kh_worker_run (tenant->worker, check_work, self, NULL, error);
  if (target == NULL)
    return NULL;
  self->target_id = g_strdup (target->id);
  self->id = kh_id_new ();
  self->place = kh_sent_backups_name (self->target_id, self->id);
  self->beside = g_strconcat (self->place, ".new", NULL);
  path = g_build_filename (tenant->data_dir, "environments", self->beside, NULL);
  if (!kh_io_make_folder (tenant->io, path, error))
    return NULL;
  self->reader = kh_backup_reader_new (tenant->io, path, kh_estate_get_tenant (estate)->id,
                                       tenant->root, error);
  return self->reader != NULL ? g_steal_pointer (&self) : NULL;
}

/* What can be told from the header is told before gigabytes are sent. */
static gboolean
check_rules (KhTenantRestore *self, const KhBackupInfo *info, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhEnvironment *target = kh_estate_get_environment (estate, self->target_id);

  self->checked = TRUE;
  return kh_environment_allows_restore (estate, target, info->environment,
                                        kh_tenant_now (self->tenant), error);
}

gboolean
kh_tenant_restore_write (KhTenantRestore *self, const void *bytes, gsize size, GError **error)
{
  const KhBackupInfo *info;

  if (!kh_backup_reader_write (self->reader, bytes, size, error))
    return FALSE;
  info = kh_backup_reader_get_info (self->reader);
  return info == NULL || self->checked || check_rules (self, info, error);
}

/* The key opens it, and every database is whole: before anything is changed. */
static gboolean
prove (KhTenantRestore *self, const KhBackupInfo *info, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhEnvironment *target = kh_estate_get_environment (estate, self->target_id);

  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autoptr (KhItemStore) store =
        kh_sent_backups_open (self->tenant, estate, target, info, (KhStoreKind)i, error);

    if (store == NULL || !kh_item_store_close (store, error))
      return FALSE;
  }
  return TRUE;
}

static KhSentBackup *
describe (KhTenantRestore *self, const KhBackupInfo *info)
{
  KhSentBackup *sent = g_new0 (KhSentBackup, 1);

  sent->id = g_strdup (self->id);
  sent->environment_id = g_strdup (info->environment->id);
  sent->environment = g_strdup (info->environment->name);
  sent->created_at = info->created_at;
  for (guint i = 0; i < KH_STORE_N; i++) {
    sent->items += info->environment->stores[i].items;
    sent->bytes += info->environment->stores[i].bytes;
  }
  return sent;
}

/* One backup waits for an environment, the last that came. */
static gpointer
settle_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenantRestore *self = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);

  if (!check_rules (self, kh_backup_reader_get_info (self->reader), error))
    return NULL;
  kh_sent_backups_remove_others (self->tenant, estate, self->target_id, self->id);
  return self;
}

KhSentBackup *
kh_tenant_restore_finish (KhTenantRestore *self, GError **error)
{
  const KhBackupInfo *read = kh_backup_reader_get_info (self->reader);
  g_autofree char *beside =
      g_build_filename (self->tenant->data_dir, "environments", self->beside, NULL);
  g_autoptr (KhBackupInfo) info = NULL;

  if (!kh_backup_reader_finish (self->reader, error)
      || !kh_sent_backups_store (self->tenant, beside, read, error)
      || !kh_environment_files_settle (self->tenant, self->beside, self->place, error))
    return NULL;
  self->done = TRUE;
  info = kh_sent_backups_load (self->tenant, self->target_id, self->id, error);
  if (info == NULL || !prove (self, info, error)
      || kh_worker_run (self->tenant->worker, settle_work, self, NULL, error) == NULL) {
    kh_environment_files_remove (self->tenant, self->place);
    return NULL;
  }
  return describe (self, info);
}

void
kh_tenant_restore_free (KhTenantRestore *self)
{
  g_clear_pointer (&self->reader, kh_backup_reader_free);
  if (self->beside != NULL && !self->done)
    kh_environment_files_remove (self->tenant, self->beside);
  kh_caller_unref (self->caller);
  g_free (self->asked);
  g_free (self->target_id);
  g_free (self->id);
  g_free (self->beside);
  g_free (self->place);
  g_free (self);
}
