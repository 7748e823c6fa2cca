/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of backups that wait to be restored. */
#include "kh-sent-backups.h"

#include "kh-access.h"
#include "kh-change-text.h"
#include "kh-environment-files.h"
#include "kh-petition-machine.h"

#define HEADER "backup.header"

char *
kh_sent_backups_name (const char *target_id, const char *id)
{
  return g_strconcat (target_id, ".", id, KH_SENT_BACKUP_SUFFIX, NULL);
}

gboolean
kh_sent_backups_store (KhTenant *tenant, const char *path, const KhBackupInfo *info, GError **error)
{
  g_autofree char *file = g_build_filename (path, HEADER, NULL);
  g_autoptr (GBytes) header = kh_backup_info_encode (info, error);

  return header != NULL
         && kh_io_replace_file (tenant->io, file, g_bytes_get_data (header, NULL),
                                g_bytes_get_size (header), error);
}

static gboolean
is_missing (const GError *error)
{
  return kh_error_is (error, KH_ERROR_NOT_FOUND);
}

KhBackupInfo *
kh_sent_backups_load (KhTenant *tenant, const char *target_id, const char *id, GError **error)
{
  g_autofree char *name = kh_sent_backups_name (target_id, id);
  g_autofree char *file = g_build_filename (tenant->data_dir, "environments", name, HEADER, NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) header =
      kh_io_read_file (tenant->io, file, 2 * KH_BACKUP_HEADER_MAX, &failure);
  KhBackupInfo *info;

  if (header == NULL && is_missing (failure)) {
    kh_set_error_facts (
        error, KH_ERROR_NOT_FOUND, id, "BackupNotSent", "Send the backup file again",
        "What was sent is not there any more: the backup file has to be sent again");
    return NULL;
  }
  if (header == NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  info = kh_backup_info_parse (g_bytes_get_data (header, NULL), g_bytes_get_size (header), error);
  if (info != NULL)
    kh_value_set_text (&info->environment->folder, name);
  return info;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static const KhPolicy *
find_opener (const KhEstate *estate, const KhEnvironment *target, const KhDekRef *ref, KhTime now)
{
  const KhPolicy *own =
      target->policy_id != NULL ? kh_estate_get_policy (estate, target->policy_id) : NULL;

  if (own != NULL)
    return own;
  for (guint i = 0; i < kh_estate_n_policies (estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (estate, i);

    if (kh_policy_is_live (policy) && kh_dek_ref_uses (ref, policy->vault, policy->key, NULL)
        && kh_access_get_triggers (estate, policy, ref, now) == 0)
      return policy;
  }
  return NULL;
}

KhItemStore *
kh_sent_backups_open (KhTenant *tenant, const KhEstate *estate, const KhEnvironment *target,
                      const KhBackupInfo *info, KhStoreKind store, GError **error)
{
  const KhDekRef *ref = kh_environment_get_customer_dek (info->environment);
  const KhPolicy *policy =
      ref != NULL ? find_opener (estate, target, ref, kh_tenant_now (tenant)) : NULL;
  g_autoptr (KhEnvironment) source = NULL;

  if (ref != NULL && policy == NULL) {
    kh_set_error_facts (error, KH_ERROR_KEY_ACCESS, ref->key, "BackupKeyAccess",
                        "Give the key back, and a policy with this key access to it",
                        "No policy has access to the key that the backup is under");
    return NULL;
  }
  source = kh_environment_copy (info->environment);
  kh_value_set_text (&source->policy_id, policy != NULL ? policy->id : NULL);
  return kh_environment_files_open (tenant, estate, source, store, info->records[store], error);
}

/* --- Removing --------------------------------------------------------------------------------- */

void
kh_sent_backups_remove (KhTenant *tenant, const char *target_id, const char *id)
{
  g_autofree char *name = kh_sent_backups_name (target_id, id);

  kh_environment_files_remove (tenant, name);
}

static gboolean
is_at_work (const KhEstate *estate, const char *name)
{
  for (guint i = 0; i < kh_estate_n_operations (estate); i++) {
    const KhOperation *operation = kh_estate_operation_at (estate, i);
    const KhOperationStore *part;
    g_autofree char *own = NULL;

    if (operation->type != KH_OPERATION_RESTORE || !kh_operation_is_active (operation)
        || operation->stores->len == 0)
      continue;
    part = operation->stores->pdata[0];
    own = kh_sent_backups_name (operation->environment_id, part->cursor);
    if (g_ascii_strcasecmp (own, name) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
waits_for_approval (const KhEstate *estate, const char *name)
{
  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (estate, i);
    g_autoptr (KhChange) change = NULL;
    g_autofree char *own = NULL;

    if (petition->change == NULL
        || (petition->state != KH_PETITION_STATE_PENDING
            && petition->state != KH_PETITION_STATE_APPROVED))
      continue;
    change = kh_change_from_text (estate, petition->change, NULL);
    if (change == NULL || change->kind != KH_CHANGE_RESTORE_DATA)
      continue;
    own = kh_sent_backups_name (change->environment_id, change->object);
    if (g_ascii_strcasecmp (own, name) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
kh_sent_backups_is_old (const KhEstate *estate, const char *name)
{
  return !is_at_work (estate, name) && !waits_for_approval (estate, name);
}

void
kh_sent_backups_remove_others (KhTenant *tenant, const KhEstate *estate, const char *target_id,
                               const char *but)
{
  g_autofree char *path = g_build_filename (tenant->data_dir, "environments", NULL);
  g_autofree char *prefix = g_strconcat (target_id, ".", NULL);
  g_autofree char *kept = kh_sent_backups_name (target_id, but);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && g_str_has_suffix (name, KH_SENT_BACKUP_SUFFIX)
        && !g_str_equal (name, kept) && kh_sent_backups_is_old (estate, name))
      kh_environment_files_remove (tenant, name);
}
