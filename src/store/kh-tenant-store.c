/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening tenant.db, and saving values into it. */
#include "kh-tenant-store.h"

#include "kh-tenant-store-tables.h"
#include "khc-labels.h"

/* --- Opening ------------------------------------------------------------------------------- */

static KhSecret *
derive_key (KhSecret *root, KhcLabel label, GError **error)
{
  KhcSecret *key = NULL;
  int result = khc_derive (kh_secret_peek (root), label, NULL, 0, &key);

  if (result == KHC_OK)
    return kh_secret_new_take (key);
  kh_error_from_khc (error, result, "The key of the tenant database");
  return NULL;
}

KhTenantStore *
kh_tenant_store_open (const KhIo *io, const char *folder, KhSecret *root, gboolean create,
                      GError **error)
{
  g_autofree char *path = g_build_filename (folder, KH_TENANT_STORE_FILE_NAME, NULL);
  g_autoptr (KhSecret) key = derive_key (root, KHC_LABEL_TENANT_DB, error);
  g_autoptr (KhTenantStore) self = NULL;

  if (key == NULL)
    return NULL;
  self = g_new0 (KhTenantStore, 1);
  self->petition_key = derive_key (root, KHC_LABEL_PETITION, error);
  if (self->petition_key == NULL)
    return NULL;
  self->db =
      kh_database_open (path, key, create ? KH_DATABASE_CREATE : KH_DATABASE_DEFAULT, io, error);
  if (self->db == NULL
      || !kh_database_migrate (self->db, kh_tenant_store_steps, KH_TENANT_STORE_VERSION, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
kh_tenant_store_free (KhTenantStore *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, kh_database_unref);
  g_clear_pointer (&self->petition_key, kh_secret_unref);
  g_free (self);
}

gboolean
kh_tenant_store_close (KhTenantStore *self, GError **error)
{
  gboolean ok = kh_database_close (self->db, error);

  kh_tenant_store_free (self);
  return ok;
}

KhDatabase *
kh_tenant_store_get_database (KhTenantStore *self)
{
  return self->db;
}

gboolean
kh_tenant_store_begin (KhTenantStore *self, GError **error)
{
  return kh_database_begin (self->db, error);
}

gboolean
kh_tenant_store_commit (KhTenantStore *self, GError **error)
{
  return kh_database_commit (self->db, error);
}

void
kh_tenant_store_rollback (KhTenantStore *self)
{
  kh_database_rollback (self->db);
}

/* --- Saving -------------------------------------------------------------------------------- */

#define RETURN_UNLESS_IN_TRANSACTION(self)                                                         \
  g_return_val_if_fail (kh_database_in_transaction ((self)->db), FALSE)

gboolean
kh_tenant_store_put_tenant (KhTenantStore *self, KhTenantInfo *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_put (self->db, &kh_tenant_map, value, error);
}

gboolean
kh_tenant_store_put_account (KhTenantStore *self, KhAccount *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_put (self->db, &kh_account_map, value, error);
}

/* Replaces the rows that belong to a value by those of @rows. */
static gboolean
replace_children (KhTenantStore *self, const KhMap *map, const char *parent, GPtrArray *rows,
                  GError **error)
{
  if (!kh_map_delete_children (self->db, map, parent, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!kh_map_insert_child (self->db, map, parent, i, rows->pdata[i], error))
      return FALSE;
  return TRUE;
}

#define DEKS_PER_STORE 100

static gboolean
insert_coverage (KhTenantStore *self, const char *id, const KhStoreCoverage *store, guint n,
                 GError **error)
{
  if (!kh_map_insert_child (self->db, &kh_environment_store_map, id, n, store, error))
    return FALSE;
  for (guint i = 0; store->deks != NULL && i < store->deks->len; i++)
    if (!kh_map_insert_child (self->db, &kh_environment_dek_map, id, n * DEKS_PER_STORE + i,
                              store->deks->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
kh_tenant_store_put_environment (KhTenantStore *self, KhEnvironment *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  if (!kh_map_put (self->db, &kh_environment_map, value, error)
      || !kh_map_delete_children (self->db, &kh_environment_store_map, value->id, error)
      || !kh_map_delete_children (self->db, &kh_environment_dek_map, value->id, error))
    return FALSE;
  for (guint i = 0; i < KH_STORE_N; i++)
    if (!insert_coverage (self, value->id, &value->stores[i], i, error))
      return FALSE;
  return TRUE;
}

gboolean
kh_tenant_store_put_vault (KhTenantStore *self, KhVault *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_put (self->db, &kh_vault_map, value, error)
         && replace_children (self, &kh_access_policy_map, value->id, value->access_policies,
                              error);
}

gboolean
kh_tenant_store_put_policy (KhTenantStore *self, KhPolicy *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  if (!kh_map_put (self->db, &kh_policy_map, value, error)
      || !kh_map_delete_children (self->db, &kh_policy_reader_map, value->id, error))
    return FALSE;
  for (guint i = 0; value->readers != NULL && value->readers[i] != NULL; i++) {
    KhReaderRow row = { value->readers[i] };

    if (!kh_map_insert_child (self->db, &kh_policy_reader_map, value->id, i, &row, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
kh_tenant_store_put_assignment (KhTenantStore *self, KhRoleAssignment *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_put (self->db, &kh_assignment_map, value, error);
}

gboolean
kh_tenant_store_put_operation (KhTenantStore *self, KhOperation *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  if (!kh_map_put (self->db, &kh_operation_map, value, error)
      || !kh_map_delete_children (self->db, &kh_operation_stage_map, value->id, error))
    return FALSE;
  for (guint i = 0; i < KH_STAGE_N; i++)
    if (!kh_map_insert_child (self->db, &kh_operation_stage_map, value->id, i, &value->stages[i],
                              error))
      return FALSE;
  return replace_children (self, &kh_operation_store_map, value->id, value->stores, error);
}

gboolean
kh_tenant_store_put_key_use (KhTenantStore *self, const KhKeyUse *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_put (self->db, &kh_key_use_map, (gpointer)value, error);
}

gboolean
kh_tenant_store_put_dismissal (KhTenantStore *self, const KhDismissal *value, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_put (self->db, &kh_dismissal_map, (gpointer)value, error);
}

/* --- Deleting ------------------------------------------------------------------------------ */

gboolean
kh_tenant_store_delete_account (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_account_map, id, error);
}

gboolean
kh_tenant_store_delete_environment (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_environment_map, id, error);
}

gboolean
kh_tenant_store_delete_vault (KhTenantStore *self, const char *name, GError **error)
{
  static const KhMap by_name = { .table = "vaults", .key = "name" };

  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &by_name, name, error);
}

gboolean
kh_tenant_store_delete_policy (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_policy_map, id, error);
}

gboolean
kh_tenant_store_delete_assignment (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_assignment_map, id, error);
}

gboolean
kh_tenant_store_delete_operation (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_operation_map, id, error);
}

gboolean
kh_tenant_store_delete_key_use (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_key_use_map, id, error);
}

gboolean
kh_tenant_store_delete_dismissal (KhTenantStore *self, const char *id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return kh_map_delete (self->db, &kh_dismissal_map, id, error);
}
