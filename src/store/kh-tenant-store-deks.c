/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tenant.db keeps beside values: wrapped data keys, the clock, the audit position. */
#include <string.h>

#include "kh-id.h"
#include "kh-tenant-store-tables.h"
#include "khc-dek.h"

#define RETURN_UNLESS_IN_TRANSACTION(self)                                                         \
  g_return_val_if_fail (kh_database_in_transaction ((self)->db), FALSE)

/* --- Wrapped data keys --------------------------------------------------------------------- */

static const char *
store_name (KhcStore store)
{
  return kh_store_kind_to_string ((KhStoreKind)(store - KHC_STORE_DATAVERSE));
}

gboolean
kh_tenant_store_put_dek (KhTenantStore *self, const guint8 *record, gsize size, GError **error)
{
  KhcDekRecord parsed;
  int result = khc_dek_record_parse (khc_bytes (record, size), &parsed);
  g_autoptr (KhStatement) statement = NULL;
  g_autofree char *dek = NULL;
  g_autofree char *environment = NULL;

  RETURN_UNLESS_IN_TRANSACTION (self);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The wrapped data key");
  /* Not REPLACE: that deletes the row first, and references to it would have to be there again. */
  statement = kh_database_prepare (
      self->db,
      "INSERT INTO deks (dek_id, vault, key, version, environment_id, store, record)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (dek_id, vault, key, version)"
      " DO UPDATE SET environment_id = ?5, store = ?6, record = ?7",
      error);
  if (statement == NULL)
    return FALSE;
  dek = kh_id_from_bytes (parsed.dek);
  environment = kh_id_from_bytes (parsed.environment);
  kh_statement_bind_text (statement, 1, dek);
  kh_statement_bind_text (statement, 2, parsed.vault);
  kh_statement_bind_text (statement, 3, parsed.key);
  kh_statement_bind_text (statement, 4, parsed.key_version);
  kh_statement_bind_text (statement, 5, environment);
  kh_statement_bind_text (statement, 6, store_name (parsed.store));
  kh_statement_bind_blob (statement, 7, record, size);
  return kh_statement_run (statement, error);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static KhStatement *
prepare_for_ref (KhTenantStore *self, const char *sql, const KhDekRef *ref, GError **error)
{
  KhStatement *statement = kh_database_prepare (self->db, sql, error);

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, ref->dek_id);
  kh_statement_bind_text (statement, 2, or_empty (ref->vault));
  kh_statement_bind_text (statement, 3, or_empty (ref->key));
  kh_statement_bind_text (statement, 4, or_empty (ref->version));
  return statement;
}

static gboolean
no_dek (const KhDekRef *ref, GError **error)
{
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no wrapped data key %s.", ref->dek_id);
  return FALSE;
}

GBytes *
kh_tenant_store_get_dek (KhTenantStore *self, const KhDekRef *ref, GError **error)
{
  g_autoptr (KhStatement) statement =
      prepare_for_ref (self,
                       "SELECT record FROM deks"
                       " WHERE dek_id = ?1 AND vault = ?2 AND key = ?3 AND version = ?4",
                       ref, error);
  gconstpointer data;
  gsize size;

  if (statement == NULL)
    return NULL;
  switch (kh_statement_step (statement, error)) {
  case KH_STEP_ROW:
    data = kh_statement_get_blob (statement, 0, &size);
    return g_bytes_new (data, size);
  case KH_STEP_DONE:
    no_dek (ref, error);
    return NULL;
  case KH_STEP_ERROR:
  default:
    return NULL;
  }
}

gboolean
kh_tenant_store_delete_dek (KhTenantStore *self, const KhDekRef *ref, GError **error)
{
  g_autoptr (KhStatement) statement =
      prepare_for_ref (self,
                       "DELETE FROM deks"
                       " WHERE dek_id = ?1 AND vault = ?2 AND key = ?3 AND version = ?4",
                       ref, error);

  RETURN_UNLESS_IN_TRANSACTION (self);
  if (statement == NULL || !kh_statement_run (statement, error))
    return FALSE;
  return kh_database_changes (self->db) > 0 || no_dek (ref, error);
}

static gboolean
run_for_environment (KhTenantStore *self, const char *sql, const char *id, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  return kh_statement_run (statement, error);
}

gboolean
kh_tenant_store_delete_deks_of (KhTenantStore *self, const char *environment_id, GError **error)
{
  RETURN_UNLESS_IN_TRANSACTION (self);
  return run_for_environment (self, "DELETE FROM environment_deks WHERE environment_id = ?1",
                              environment_id, error)
         && run_for_environment (self, "DELETE FROM deks WHERE environment_id = ?1", environment_id,
                                 error);
}

static gboolean
delete_loose (KhTenantStore *self, GError **error)
{
  return kh_database_exec (self->db,
                           "DELETE FROM deks WHERE NOT EXISTS (SELECT 1 FROM environment_deks e"
                           " WHERE e.dek_id = deks.dek_id AND e.vault = deks.vault"
                           " AND e.key = deks.key AND e.version = deks.version)",
                           error);
}

gboolean
kh_tenant_store_delete_loose_deks (KhTenantStore *self, GError **error)
{
  if (!kh_tenant_store_begin (self, error))
    return FALSE;
  if (delete_loose (self, error) && kh_tenant_store_commit (self, error))
    return TRUE;
  kh_tenant_store_rollback (self);
  return FALSE;
}

/* --- Clock --------------------------------------------------------------------------------- */

gboolean
kh_tenant_store_put_clock (KhTenantStore *self, KhTime highest, gint64 shift, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db, "UPDATE position SET clock_highest = ?1, clock_shift = ?2", error);

  RETURN_UNLESS_IN_TRANSACTION (self);
  if (statement == NULL)
    return FALSE;
  if (highest == KH_TIME_NONE)
    kh_statement_bind_null (statement, 1);
  else
    kh_statement_bind_int64 (statement, 1, highest);
  kh_statement_bind_int64 (statement, 2, shift);
  return kh_statement_run (statement, error);
}

/* The one row of the table, or NULL. */
static KhStatement *
select_position (KhTenantStore *self, const char *sql, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (self->db, sql, error);
  KhStep step = statement != NULL ? kh_statement_step (statement, error) : KH_STEP_ERROR;

  if (step == KH_STEP_ROW)
    return g_steal_pointer (&statement);
  if (step == KH_STEP_DONE)
    kh_set_error (error, KH_ERROR_DAMAGED, "The tenant database has lost its position.");
  return NULL;
}

gboolean
kh_tenant_store_get_clock (KhTenantStore *self, KhTime *highest, gint64 *shift, GError **error)
{
  g_autoptr (KhStatement) statement =
      select_position (self, "SELECT clock_highest, clock_shift FROM position", error);

  if (statement == NULL)
    return FALSE;
  *highest =
      kh_statement_is_null (statement, 0) ? KH_TIME_NONE : kh_statement_get_int64 (statement, 0);
  *shift = kh_statement_get_int64 (statement, 1);
  return TRUE;
}

/* --- Audit position ------------------------------------------------------------------------ */

gboolean
kh_tenant_store_put_audit_position (KhTenantStore *self, const KhAuditPosition *position,
                                    GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db, "UPDATE position SET audit_seq = ?1, audit_head = ?2 WHERE audit_seq <= ?1", error);

  RETURN_UNLESS_IN_TRANSACTION (self);
  if (statement == NULL)
    return FALSE;
  kh_statement_bind_int64 (statement, 1, (gint64)position->seq);
  kh_statement_bind_blob (statement, 2, position->head, sizeof position->head);
  if (!kh_statement_run (statement, error))
    return FALSE;
  if (kh_database_changes (self->db) == 1)
    return TRUE;
  kh_set_error (error, KH_ERROR_ROLLED_BACK,
                "The audit log is behind the position that was recorded with the last change.");
  return FALSE;
}

gboolean
kh_tenant_store_get_audit_position (KhTenantStore *self, KhAuditPosition *position, GError **error)
{
  g_autoptr (KhStatement) statement =
      select_position (self, "SELECT audit_seq, audit_head FROM position", error);
  gconstpointer head;
  gsize size;

  memset (position, 0, sizeof *position);
  if (statement == NULL)
    return FALSE;
  head = kh_statement_get_blob (statement, 1, &size);
  if (size != sizeof position->head || kh_statement_get_int64 (statement, 0) < 0) {
    kh_set_error (error, KH_ERROR_DAMAGED, "The tenant database has no valid audit position.");
    return FALSE;
  }
  position->seq = (guint64)kh_statement_get_int64 (statement, 0);
  memcpy (position->head, head, size);
  return TRUE;
}

gboolean
kh_tenant_store_put_vault_position (KhTenantStore *self, const char *vault_id, guint64 seq,
                                    GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db,
                           "INSERT INTO vault_positions (vault_id, audit_seq) VALUES (?1, ?2)"
                           " ON CONFLICT (vault_id) DO UPDATE SET audit_seq = ?2",
                           error);

  RETURN_UNLESS_IN_TRANSACTION (self);
  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, vault_id);
  kh_statement_bind_int64 (statement, 2, (gint64)seq);
  return kh_statement_run (statement, error);
}

gboolean
kh_tenant_store_get_vault_position (KhTenantStore *self, const char *vault_id, guint64 *seq,
                                    GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db, "SELECT audit_seq FROM vault_positions WHERE vault_id = ?1", error);
  KhStep step;

  *seq = 0;
  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, vault_id);
  step = kh_statement_step (statement, error);
  if (step == KH_STEP_ROW)
    *seq = (guint64)kh_statement_get_int64 (statement, 0);
  return step != KH_STEP_ERROR;
}
