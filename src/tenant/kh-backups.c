/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the backup of an environment. */
#include "kh-tenant-backups.h"

#include "kh-acts-private.h"
#include "kh-allowed.h"
#include "kh-backup-uses.h"
#include "kh-environment-data.h"
#include "kh-environment-files.h"
#include "kh-id.h"
#include "kh-sent-backups.h"
#include "kh-store-snapshot.h"

struct _KhTenantBackup {
  KhTenant *tenant;
  KhCaller *caller;
  char *asked;          /* the environment, as it was named */
  char *environment_id; /* (nullable): until it was found */
  char *folder;         /* name of the snapshot's */
  KhBackupInfo *info;
  KhBackupWriter *writer;
  gboolean sealed;
};

static KhActFacts
facts_of (KhTenantBackup *self, const KhEnvironment *environment)
{
  return (KhActFacts){ "environment.backup", KH_VERB_ENVIRONMENT, "environment",
                       environment->id,      environment->name,   self->info->id };
}

/* --- At one moment ---------------------------------------------------------------------------- */

/* (transfer full): the environment as it is, which may be backed up. */
static gpointer
check_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenantBackup *self = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhEnvironment *environment = kh_acts_find_environment (estate, self->asked, error);
  KhActFacts facts;

  if (environment == NULL)
    return NULL;
  facts = facts_of (self, environment);
  if (!kh_act_allowed (self->tenant, self->caller, &facts, error)
      || !kh_environment_allows (estate, environment, KH_OPERATION_BACKUP,
                                 kh_tenant_now (self->tenant), error))
    return NULL;
  return kh_environment_ref (environment);
}

static gboolean
take_store (KhTenantBackup *self, KhStoreKind store, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (self->tenant->data_dir, "environments", self->folder,
                                            kh_store_kind_to_string (store), NULL);
  KhItemStore *items = kh_environment_data_take (self->tenant, self->environment_id, store,
                                                 KH_DATA_FOR_PEOPLE, error);
  gboolean taken;

  if (items == NULL)
    return FALSE;
  taken = kh_store_snapshot (items, path, cancellable, error);
  kh_environment_data_give (self->tenant, self->environment_id);
  return taken;
}

static gboolean
take_stores (KhTenantBackup *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    if (!take_store (self, (KhStoreKind)i, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
has_same_deks (const KhEnvironment *a, const KhEnvironment *b)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    GPtrArray *one = a->stores[i].deks;
    GPtrArray *other = b->stores[i].deks;

    if (one->len != other->len)
      return FALSE;
    for (guint n = 0; n < one->len; n++)
      if (g_ascii_strcasecmp (((KhDekRef *)one->pdata[n])->dek_id,
                              ((KhDekRef *)other->pdata[n])->dek_id)
          != 0)
        return FALSE;
  }
  return TRUE;
}

/* --- Its keys --------------------------------------------------------------------------------- */

typedef struct {
  KhTenantBackup *self;
  const KhEnvironment *before;
} Keys;

static gboolean
take_records (KhTenantBackup *self, const KhEnvironment *environment, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    GPtrArray *records =
        kh_environment_files_get_records (self->tenant, environment, (KhStoreKind)i, error);

    if (records == NULL)
      return FALSE;
    g_ptr_array_unref (self->info->records[i]);
    self->info->records[i] = records;
  }
  return TRUE;
}

/* A rotation meanwhile only wraps the same data keys anew; a re-encryption or a copy that came and
 * went has left a snapshot of two halves. */
static gpointer
keys_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Keys *keys = data;
  KhTenantBackup *self = keys->self;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhEnvironment *now = kh_estate_get_environment (estate, self->environment_id);

  if (now == NULL || !has_same_deks (keys->before, now)) {
    kh_set_error_facts (error, KH_ERROR_BUSY, keys->before->name, "EnvironmentBusy", NULL,
                        "The environment was changed while it was backed up");
    return NULL;
  }
  if (!take_records (self, now, error))
    return NULL;
  g_clear_pointer (&self->info->environment, kh_environment_unref);
  self->info->environment = kh_environment_ref (now);
  return self;
}

static gboolean
prepare (KhTenantBackup *self, const KhEnvironment *environment, GCancellable *cancellable,
         GError **error)
{
  Keys keys = { self, environment };
  g_autofree char *path =
      g_build_filename (self->tenant->data_dir, "environments", self->folder, NULL);

  if (!kh_io_make_folder (self->tenant->io, path, error) || !take_stores (self, cancellable, error)
      || kh_worker_run (self->tenant->worker, keys_work, &keys, cancellable, error) == NULL)
    return FALSE;
  self->info->created_at = kh_tenant_now (self->tenant);
  self->writer =
      kh_backup_writer_new (self->tenant->io, path, self->info, self->tenant->root, error);
  return self->writer != NULL;
}

KhTenantBackup *
kh_tenant_backup_open (KhTenant *tenant, KhCaller *caller, const char *environment,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (KhTenantBackup) self = g_new0 (KhTenantBackup, 1);
  g_autoptr (KhEnvironment) found = NULL;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  self->tenant = tenant;
  self->caller = kh_caller_ref (caller);
  self->asked = g_strdup (environment);
  self->info = kh_backup_info_new ();
  self->info->id = kh_id_new ();
  self->info->organization = g_strdup (kh_estate_get_tenant (estate)->id);
  found = kh_worker_run (tenant->worker, check_work, self, cancellable, error);
  if (found == NULL)
    return NULL;
  self->environment_id = g_strdup (found->id);
  self->folder = g_strconcat (found->id, ".", self->info->id, KH_SNAPSHOT_SUFFIX, NULL);
  return prepare (self, found, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/* --- Held ------------------------------------------------------------------------------------- */

static gboolean
has_use (GPtrArray *uses, const KhDekRef *ref)
{
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUse *use = uses->pdata[i];

    if (kh_dek_ref_uses (ref, use->vault, use->key, use->version))
      return TRUE;
  }
  return FALSE;
}

static void
add_use (KhTenantBackup *self, GPtrArray *uses, const KhDekRef *ref)
{
  KhKeyUse *use;

  if (ref->owner != KH_KEY_OWNER_CUSTOMER || has_use (uses, ref))
    return;
  use = kh_key_use_new ();
  use->id = uses->len == 0 ? g_strdup (self->info->id) : kh_id_new ();
  use->vault = g_strdup (ref->vault);
  use->key = g_strdup (ref->key);
  use->version = g_strdup (ref->version);
  use->environment_id = g_strdup (self->environment_id);
  use->reason = KH_USE_BACKUP;
  use->since = self->info->created_at;
  use->unconfirmed = TRUE;
  g_ptr_array_add (uses, use);
}

static void
put_uses (KhTenantBackup *self, KhAct *act)
{
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_key_use_unref);

  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint n = 0; n < self->info->environment->stores[i].deks->len; n++)
      add_use (self, uses, self->info->environment->stores[i].deks->pdata[n]);
  for (guint i = 0; i < uses->len; i++)
    kh_act_set_estate (act, kh_estate_with_key_use (kh_act_get_estate (act), uses->pdata[i]));
}

static gpointer
hold_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenantBackup *self = data;
  const KhEnvironment *environment = self->info->environment;
  KhActFacts facts = facts_of (self, environment);
  g_autoptr (KhAct) act = kh_act_begin (self->tenant, self->caller, &facts, NULL, error);
  g_autoptr (KhOperation) done = NULL;

  if (act == NULL)
    return NULL;
  put_uses (self, act);
  done = kh_acts_ended_operation (KH_OPERATION_BACKUP, environment, environment->policy_id,
                                  self->caller, kh_act_get_time (act));
  kh_act_put_operation (act, done);
  return GINT_TO_POINTER (kh_act_commit (&act, error));
}

gssize
kh_tenant_backup_read (KhTenantBackup *self, void *buffer, gsize size, GError **error)
{
  gsize filled = 0;
  gssize n = 1;

  while (n > 0 && filled < size) {
    n = kh_backup_writer_read (self->writer, (guint8 *)buffer + filled, size - filled, error);
    if (n < 0)
      return -1;
    filled += (gsize)n;
  }
  if (filled > 0 || self->sealed)
    return (gssize)filled;
  if (kh_worker_run (self->tenant->worker, hold_work, self, NULL, error) == NULL)
    return -1;
  self->sealed = TRUE;
  kh_backup_writer_seal (self->writer);
  return kh_backup_writer_read (self->writer, buffer, size, error);
}

guint64
kh_tenant_backup_get_size (KhTenantBackup *self)
{
  return kh_backup_writer_get_size (self->writer);
}

const char *
kh_tenant_backup_get_id (KhTenantBackup *self)
{
  return self->info->id;
}

void
kh_tenant_backup_free (KhTenantBackup *self)
{
  g_clear_pointer (&self->writer, kh_backup_writer_free);
  if (self->folder != NULL)
    kh_environment_files_remove (self->tenant, self->folder);
  g_clear_pointer (&self->info, kh_backup_info_free);
  kh_caller_unref (self->caller);
  g_free (self->asked);
  g_free (self->environment_id);
  g_free (self->folder);
  g_free (self);
}

/* --- Confirmed, forgotten
 * -------------------------------------------------------------------------------- */

static const KhKeyUse *
find_use (const KhEstate *estate, const char *id, GError **error)
{
  const KhKeyUse *use = kh_estate_get_key_use (estate, id);

  if (use != NULL && use->reason == KH_USE_BACKUP)
    return use;
  kh_set_error (error, KH_ERROR_NOT_FOUND, "No key is held for a backup %s", id);
  return NULL;
}

typedef KhEstate *(*Change) (const KhEstate *estate, const char *environment_id, KhTime made);

/* @facts: of the act; its target becomes the environment. */
static gboolean
change_uses (KhTenant *self, KhCaller *caller, KhActFacts *facts, Change change, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhKeyUse *use;
  const KhEnvironment *environment;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, facts, error))
    return FALSE;
  use = find_use (estate, facts->detail, error);
  if (use == NULL)
    return FALSE;
  environment = kh_estate_get_environment (estate, use->environment_id);
  facts->target_kind = "environment";
  facts->target_id = use->environment_id;
  facts->target = environment != NULL ? environment->name : use->environment_id;
  act = kh_act_begin (self, caller, facts, NULL, error);
  if (act == NULL)
    return FALSE;
  kh_act_set_estate (act, change (kh_act_get_estate (act), use->environment_id, use->since));
  return kh_act_commit (&act, error);
}

gboolean
kh_tenant_backup_confirm (KhTenant *self, KhCaller *caller, const char *id, GError **error)
{
  KhActFacts facts = { "environment.confirm-backup", KH_VERB_ENVIRONMENT, "backup", id, id, id };

  return change_uses (self, caller, &facts, kh_backup_uses_confirm, error);
}

gboolean
kh_tenant_backup_forget (KhTenant *self, KhCaller *caller, const char *id, GError **error)
{
  KhActFacts facts = { "environment.forget-backup", KH_VERB_ENVIRONMENT, "backup", id, id, id };

  return change_uses (self, caller, &facts, kh_backup_uses_forget, error);
}
