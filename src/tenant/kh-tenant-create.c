/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a new tenant: everything is built in tenant.new and gets its name at the end. */
#include "kh-tenant-private.h"

#include "kh-geo.h"
#include "kh-id.h"
#include "kh-leftovers.h"
#include "kh-tenant-open.h"

static gboolean
check_setup (const KhTenantSetup *setup, GError **error)
{
  KhUnlockRule rule;

  if (!kh_name_is_display (setup->name)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "The name of an organization is 1 to 127 visible characters");
    return FALSE;
  }
  if (!kh_name_is_display (setup->admin_name)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "The name of an account is 1 to 127 visible characters");
    return FALSE;
  }
  if (kh_geo_find (setup->home_geo) == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s is not a geography", setup->home_geo);
    return FALSE;
  }
  if (setup->age < 0 || (setup->age > 0 && !setup->rehearsal)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "Only a rehearsal organization can begin in the past, and none in the future");
    return FALSE;
  }
  if (setup->unlock_rule != NULL && !kh_unlock_rule_from_string (setup->unlock_rule, &rule)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s is not an unlock rule", setup->unlock_rule);
    return FALSE;
  }
  return TRUE;
}

static KhTenantInfo *
make_info (const KhTenantPlace *place, const KhTenantSetup *setup)
{
  KhTenantInfo *info = kh_tenant_info_new ();

  info->id = setup->tenant_id != NULL ? g_strdup (setup->tenant_id) : kh_id_new ();
  info->name = g_strdup (setup->name);
  info->home_geo = g_strdup (setup->home_geo);
  info->subscription_id = kh_id_new ();
  info->resource_group = g_strdup ("keyhold");
  info->rehearsal = setup->rehearsal;
  /* Kept for later starts, which may be made in any folder. */
  if (place->vaults_dir != NULL)
    info->vaults_dir = g_canonicalize_filename (place->vaults_dir, NULL);
  if (setup->unlock_rule != NULL)
    kh_unlock_rule_from_string (setup->unlock_rule, &info->unlock_rule);
  return info;
}

static KhAccount *
make_admin (const KhTenantSetup *setup)
{
  KhAccount *account = kh_account_new ();

  account->id = setup->admin_id != NULL ? g_strdup (setup->admin_id) : kh_id_new ();
  account->name = g_strdup (setup->admin_name);
  account->roles = (KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA | KH_ROLE_PPA);
  account->has_passphrase = setup->keyring_key == NULL;
  return account;
}

static gboolean
write_database (const KhIo *io, const char *folder, KhSecret *root, KhTenantInfo *info,
                KhAccount *admin, const KhAuditPosition *position, KhClock *clock, GError **error)
{
  g_autoptr (KhTenantStore) store = kh_tenant_store_open (io, folder, root, TRUE, error);

  if (store == NULL || !kh_tenant_store_begin (store, error))
    return FALSE;
  if (!kh_tenant_store_put_tenant (store, info, error)
      || !kh_tenant_store_put_account (store, admin, error)
      || !kh_tenant_store_put_clock (store, kh_clock_get_highest (clock),
                                     kh_clock_get_shift (clock), error)
      || !kh_tenant_store_put_audit_position (store, position, error)) {
    kh_tenant_store_rollback (store);
    return FALSE;
  }
  return kh_tenant_store_commit (store, error)
         && kh_tenant_store_close (g_steal_pointer (&store), error);
}

static KhSealFile *
make_seal (const KhIo *io, const char *folder, const KhTenantInfo *info, const KhAccount *admin,
           const KhTenantSetup *setup, KhSecret *passphrase, KhSecret **root, GError **error)
{
  if (setup->keyring_key != NULL)
    return kh_seal_file_create_keyring (io, folder, info->id, admin->id, setup->keyring_key, root,
                                        error);
  return kh_seal_file_create (io, folder, info->id, admin->id, NULL, passphrase, root, error);
}

/* Fills the folder; the root secret goes to @root. */
static gboolean
build (const KhIo *io, const char *folder, const KhTenantPlace *place, const KhTenantSetup *setup,
       KhSecret *passphrase, KhSecret **root, GError **error)
{
  g_autoptr (KhClock) clock =
      place->clock != NULL ? kh_clock_ref (place->clock) : kh_clock_new (KH_TIME_NONE, -setup->age);
  g_autoptr (KhTenantInfo) info = make_info (place, setup);
  g_autoptr (KhAccount) admin = make_admin (setup);
  g_autoptr (KhSealFile) seal = NULL;
  g_autofree char *audit_folder = g_build_filename (folder, "audit", NULL);
  KhAuditLog *audit;
  KhAuditPosition position;

  seal = make_seal (io, folder, info, admin, setup, passphrase, root, error);
  if (seal == NULL)
    return FALSE;
  audit = kh_audit_log_create (io, audit_folder, info->id, *root, kh_clock_now (clock), error);
  if (audit == NULL)
    return FALSE;
  position = kh_audit_log_get_position (audit);
  return kh_audit_log_close (audit, error)
         && write_database (io, folder, *root, info, admin, &position, clock, error);
}

KhTenant *
kh_tenant_create (const KhTenantPlace *place, const KhTenantSetup *setup, KhSecret *passphrase,
                  GError **error)
{
  const KhIo *io = place->io != NULL ? place->io : kh_io_default ();
  g_autofree char *final = g_build_filename (place->data_dir, "tenant", NULL);
  g_autofree char *folder = g_build_filename (place->data_dir, "tenant.new", NULL);
  g_autoptr (KhLockFile) lock_file = NULL;
  g_autoptr (KhSecret) root = NULL;

  if (!check_setup (setup, error) || !kh_io_make_folder (io, place->data_dir, error))
    return NULL;
  lock_file = kh_lock_file_acquire (io, place->data_dir, error);
  if (lock_file == NULL)
    return NULL;
  if (kh_io_exists (io, final)) {
    kh_set_error (error, KH_ERROR_EXISTS, "%s holds an organization already", place->data_dir);
    return NULL;
  }
  kh_leftovers_remove_tree (io, folder);
  if (!kh_io_make_folder (io, folder, error)
      || !build (io, folder, place, setup, passphrase, &root, error)) {
    kh_leftovers_remove_tree (io, folder);
    return NULL;
  }
  if (!kh_io_rename (io, folder, final, error) || !kh_io_sync_parent (io, final, error))
    return NULL;
  return kh_tenant_open_with_root (place, g_steal_pointer (&lock_file), NULL,
                                   g_steal_pointer (&root), error);
}
