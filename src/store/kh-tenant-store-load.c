/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading every value of tenant.db into an estate. */
#include "kh-tenant-store-tables.h"

#define DEKS_PER_STORE 100

typedef struct {
  KhDatabase *db;
  KhEstateBuilder *builder;
} Loader;

/* Reads one row into a new value, completes it and adds it to the estate. */
typedef gboolean (*RowFunc) (Loader *loader, KhStatement *statement, GError **error);

static gboolean
for_each_row (Loader *loader, const KhMap *map, RowFunc func, GError **error)
{
  g_autoptr (KhStatement) statement = kh_map_select (loader->db, map, NULL, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW)
    if (!func (loader, statement, error))
      return FALSE;
  return step == KH_STEP_DONE;
}

/* The same for rows of @parent, read into @value again and again. */
typedef gboolean (*ChildFunc) (KhStatement *statement, gint64 n, gpointer data, GError **error);

static gboolean
for_each_child (KhDatabase *db, const KhMap *map, const char *parent, ChildFunc func, gpointer data,
                GError **error)
{
  g_autoptr (KhStatement) statement = kh_map_select (db, map, parent, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW)
    if (!func (statement, kh_statement_get_int64 (statement, 0), data, error))
      return FALSE;
  return step == KH_STEP_DONE;
}

static gboolean
out_of_range (const KhMap *map, GError **error)
{
  kh_set_error (error, KH_ERROR_DAMAGED, "A row of table %s belongs nowhere.", map->table);
  return FALSE;
}

/* --- Values without parts ------------------------------------------------------------------ */

static gboolean
load_account (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhAccount) value = kh_account_new ();

  if (!kh_map_read (statement, &kh_account_map, value, error))
    return FALSE;
  kh_estate_builder_add_account (loader->builder, value);
  return TRUE;
}

static gboolean
load_assignment (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhRoleAssignment) value = kh_role_assignment_new ();

  if (!kh_map_read (statement, &kh_assignment_map, value, error))
    return FALSE;
  kh_estate_builder_add_assignment (loader->builder, value);
  return TRUE;
}

static gboolean
load_key_use (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhKeyUse) value = kh_key_use_new ();

  if (!kh_map_read (statement, &kh_key_use_map, value, error))
    return FALSE;
  kh_estate_builder_add_key_use (loader->builder, value);
  return TRUE;
}

static gboolean
load_dismissal (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhDismissal) value = kh_dismissal_new ();

  if (!kh_map_read (statement, &kh_dismissal_map, value, error))
    return FALSE;
  kh_estate_builder_add_dismissal (loader->builder, value);
  return TRUE;
}

/* --- Environments -------------------------------------------------------------------------- */

static gboolean
load_coverage (KhStatement *statement, gint64 n, gpointer data, GError **error)
{
  KhEnvironment *environment = data;

  if (n < 0 || n >= KH_STORE_N)
    return out_of_range (&kh_environment_store_map, error);
  return kh_map_read (statement, &kh_environment_store_map, &environment->stores[n], error);
}

static gboolean
load_dek (KhStatement *statement, gint64 n, gpointer data, GError **error)
{
  KhEnvironment *environment = data;
  KhDekRef *ref;

  if (n < 0 || n >= KH_STORE_N * DEKS_PER_STORE)
    return out_of_range (&kh_environment_dek_map, error);
  ref = g_new0 (KhDekRef, 1);
  g_ptr_array_add (environment->stores[n / DEKS_PER_STORE].deks, ref);
  return kh_map_read (statement, &kh_environment_dek_map, ref, error);
}

static gboolean
load_environment (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhEnvironment) value = kh_environment_new ();

  if (!kh_map_read (statement, &kh_environment_map, value, error)
      || !for_each_child (loader->db, &kh_environment_store_map, value->id, load_coverage, value,
                          error)
      || !for_each_child (loader->db, &kh_environment_dek_map, value->id, load_dek, value, error))
    return FALSE;
  kh_estate_builder_add_environment (loader->builder, value);
  return TRUE;
}

/* --- Vaults and policies ------------------------------------------------------------------- */

static gboolean
load_access_policy (KhStatement *statement, gint64 n, gpointer data, GError **error)
{
  KhVault *vault = data;
  KhAccessPolicy *policy = kh_access_policy_new ("", KH_PERMISSION_NONE);

  g_ptr_array_add (vault->access_policies, policy);
  return kh_map_read (statement, &kh_access_policy_map, policy, error);
}

static gboolean
load_vault (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhVault) value = kh_vault_new ();

  if (!kh_map_read (statement, &kh_vault_map, value, error)
      || !for_each_child (loader->db, &kh_access_policy_map, value->id, load_access_policy, value,
                          error))
    return FALSE;
  kh_estate_builder_add_vault (loader->builder, value);
  return TRUE;
}

static gboolean
load_reader (KhStatement *statement, gint64 n, gpointer data, GError **error)
{
  KhReaderRow row = { NULL };
  gboolean ok = kh_map_read (statement, &kh_policy_reader_map, &row, error);

  if (ok)
    kh_policy_set_reader (data, row.account_id, TRUE);
  g_free (row.account_id);
  return ok;
}

static gboolean
load_policy (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhPolicy) value = kh_policy_new ();

  if (!kh_map_read (statement, &kh_policy_map, value, error)
      || !for_each_child (loader->db, &kh_policy_reader_map, value->id, load_reader, value, error))
    return FALSE;
  kh_estate_builder_add_policy (loader->builder, value);
  return TRUE;
}

/* --- Operations ---------------------------------------------------------------------------- */

static gboolean
load_stage (KhStatement *statement, gint64 n, gpointer data, GError **error)
{
  KhOperation *operation = data;

  if (n < 0 || n >= KH_STAGE_N)
    return out_of_range (&kh_operation_stage_map, error);
  return kh_map_read (statement, &kh_operation_stage_map, &operation->stages[n], error);
}

static gboolean
load_operation_store (KhStatement *statement, gint64 n, gpointer data, GError **error)
{
  KhOperation *operation = data;
  KhOperationStore *store = kh_operation_store_new (KH_STORE_DATAVERSE);

  g_ptr_array_add (operation->stores, store);
  return kh_map_read (statement, &kh_operation_store_map, store, error);
}

static gboolean
load_operation (Loader *loader, KhStatement *statement, GError **error)
{
  g_autoptr (KhOperation) value = kh_operation_new ();

  if (!kh_map_read (statement, &kh_operation_map, value, error)
      || !for_each_child (loader->db, &kh_operation_stage_map, value->id, load_stage, value, error)
      || !for_each_child (loader->db, &kh_operation_store_map, value->id, load_operation_store,
                          value, error))
    return FALSE;
  kh_estate_builder_add_operation (loader->builder, value);
  return TRUE;
}

/* --- The whole ----------------------------------------------------------------------------- */

static KhTenantInfo *
load_tenant (KhDatabase *db, GError **error)
{
  g_autoptr (KhTenantInfo) value = kh_tenant_info_new ();
  g_autoptr (KhStatement) statement = kh_map_select (db, &kh_tenant_map, NULL, error);
  KhStep step = statement != NULL ? kh_statement_step (statement, error) : KH_STEP_ERROR;

  if (step == KH_STEP_DONE)
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The tenant database has no organization in it.");
  if (step != KH_STEP_ROW || !kh_map_read (statement, &kh_tenant_map, value, error))
    return NULL;
  return g_steal_pointer (&value);
}

KhEstateBuilder *
kh_tenant_store_load_estate (KhTenantStore *self, GError **error)
{
  static const struct {
    const KhMap *map;
    RowFunc func;
  } tables[] = {
    { &kh_account_map, load_account },       { &kh_environment_map, load_environment },
    { &kh_vault_map, load_vault },           { &kh_policy_map, load_policy },
    { &kh_assignment_map, load_assignment }, { &kh_operation_map, load_operation },
    { &kh_key_use_map, load_key_use },       { &kh_dismissal_map, load_dismissal },
  };
  g_autoptr (KhTenantInfo) tenant = load_tenant (self->db, error);
  g_autoptr (KhEstateBuilder) builder = NULL;
  Loader loader = { self->db, NULL };

  if (tenant == NULL)
    return NULL;
  loader.builder = builder = kh_estate_builder_new (tenant);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!for_each_row (&loader, tables[i].map, tables[i].func, error))
      return NULL;
  if (!kh_tenant_store_load_petitions (self, builder, error))
    return NULL;
  return g_steal_pointer (&builder);
}
