/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `tenant/tenant.db`: everything an organization has but the keys of its vaults.
 *
 * One connection under the encrypted page layer; STRICT tables with a column for each fact. A
 * mutation is one transaction that holds the new state, its operation and the position of the audit
 * log; either all of it is on the disk when kh_tenant_store_commit() returned TRUE, or nothing.
 *
 * Values carry the revision that was read (0: not stored yet). Putting one whose revision is not
 * the stored one is KH_ERROR_CONFLICT; otherwise the value's revision is raised by one, in the
 * database and in the value handed in, which nobody else may see yet. After any failed put the
 * caller rolls back.
 *
 * An environment's current and target data keys each need their wrapped record (put_dek) by the
 * time of commit: a reference without a record is data nobody can open, and is refused there with
 * KH_ERROR_CONFLICT.
 *
 * One thread: the store worker.
 */
#pragma once

#include "kh-audit-log.h"
#include "kh-database.h"
#include "kh-estate.h"

G_BEGIN_DECLS

#define KH_TENANT_STORE_FILE_NAME "tenant.db"
#define KH_TENANT_STORE_VERSION 9

typedef struct _KhTenantStore KhTenantStore;

/* Opens tenant.db in @folder (the `tenant` folder) under a key derived from @root (32 bytes); with
 * @create it is made when missing. An older version is migrated after a backup copy. Errors: those
 * of kh-database.h; KH_ERROR_NEWER. */
KhTenantStore *kh_tenant_store_open (const KhIo *io, const char *folder, KhSecret *root,
                                     gboolean create, GError **error);
/* Closes; FALSE when the last checkpoint failed, nothing committed is lost then. Frees either way.
 */
gboolean kh_tenant_store_close (KhTenantStore *self, GError **error);
void kh_tenant_store_free (KhTenantStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTenantStore, kh_tenant_store_free)

/* (transfer none): for integrity checks, copies and sums. */
KhDatabase *kh_tenant_store_get_database (KhTenantStore *self);

/* (transfer full): a builder with everything but keys, which come from the vault stores. Finish it
 * with kh_estate_builder_finish(). KH_ERROR_DAMAGED for content that no version of Keyhold writes,
 * KH_ERROR_NOT_FOUND when no tenant was put yet. */
KhEstateBuilder *kh_tenant_store_load_estate (KhTenantStore *self, GError **error);

gboolean kh_tenant_store_begin (KhTenantStore *self, GError **error);
/* On failure the transaction is rolled back. */
gboolean kh_tenant_store_commit (KhTenantStore *self, GError **error);
/* Harmless when none is open. */
void kh_tenant_store_rollback (KhTenantStore *self);

/* Inside of a transaction only. */
gboolean kh_tenant_store_put_tenant (KhTenantStore *self, KhTenantInfo *value, GError **error);
gboolean kh_tenant_store_put_account (KhTenantStore *self, KhAccount *value, GError **error);
/* With its coverage and data key references. */
gboolean kh_tenant_store_put_environment (KhTenantStore *self, KhEnvironment *value,
                                          GError **error);
/* With its access policies. */
gboolean kh_tenant_store_put_vault (KhTenantStore *self, KhVault *value, GError **error);
gboolean kh_tenant_store_put_policy (KhTenantStore *self, KhPolicy *value, GError **error);
gboolean kh_tenant_store_put_assignment (KhTenantStore *self, KhRoleAssignment *value,
                                         GError **error);
/* With its stages and stores. */
gboolean kh_tenant_store_put_operation (KhTenantStore *self, KhOperation *value, GError **error);
/* Without revision: inserted or replaced by id. */
gboolean kh_tenant_store_put_key_use (KhTenantStore *self, const KhKeyUse *value, GError **error);
gboolean kh_tenant_store_put_dismissal (KhTenantStore *self, const KhDismissal *value,
                                        GError **error);

/* With its environments, history and evidence, and the MAC over all of it, which is put into the
 * value as well. One that was altered in the database is loaded with the flag that says so. */
gboolean kh_tenant_store_put_petition (KhTenantStore *self, KhPetition *value, GError **error);

/* Inside of a transaction only. KH_ERROR_NOT_FOUND when there is none. A vault by its name. */
gboolean kh_tenant_store_delete_account (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_environment (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_vault (KhTenantStore *self, const char *name, GError **error);
gboolean kh_tenant_store_delete_policy (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_assignment (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_operation (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_key_use (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_dismissal (KhTenantStore *self, const char *id, GError **error);
gboolean kh_tenant_store_delete_petition (KhTenantStore *self, const char *id, GError **error);

/* Wrapped data keys: the bytes of khc-dek.h, parsed and checked before they are stored. One row for
 * each (DEK id, key version): a rotation puts the new one beside the old and deletes that later.
 * put: replaces the row of the same pair; inside of a transaction only. */
gboolean kh_tenant_store_put_dek (KhTenantStore *self, const guint8 *record, gsize size,
                                  GError **error);
/* (transfer full): the record for a reference of an environment. KH_ERROR_NOT_FOUND. */
GBytes *kh_tenant_store_get_dek (KhTenantStore *self, const KhDekRef *ref, GError **error);
/* Inside of a transaction only; destroys the wrapped key: secure_delete overwrites the row. */
gboolean kh_tenant_store_delete_dek (KhTenantStore *self, const KhDekRef *ref, GError **error);
/* Deletes every record of an environment whatever refers to it: its clock ended. */
gboolean kh_tenant_store_delete_deks_of (KhTenantStore *self, const char *environment_id,
                                         GError **error);
/* Deletes, in a transaction of its own, every record that no environment refers to: the end of a
 * rotation was cut short. */
gboolean kh_tenant_store_delete_loose_deks (KhTenantStore *self, GError **error);

/* What the clock needs at the next start (kh-clock.h). @highest is KH_TIME_NONE before the first
 * put, which is inside of a transaction. */
gboolean kh_tenant_store_put_clock (KhTenantStore *self, KhTime highest, gint64 shift,
                                    GError **error);
gboolean kh_tenant_store_get_clock (KhTenantStore *self, KhTime *highest, gint64 *shift,
                                    GError **error);

/* The position of the audit log that belongs to this state; @seq is 0 before the first put, which
 * is inside of a transaction. KH_ERROR_ROLLED_BACK for a position before the stored one. */
gboolean kh_tenant_store_put_audit_position (KhTenantStore *self, const KhAuditPosition *position,
                                             GError **error);
gboolean kh_tenant_store_get_audit_position (KhTenantStore *self, KhAuditPosition *position,
                                             GError **error);

/* The position that the file of a vault has at least (kh_vault_store_put_position()): an older file
 * was put back, or lost its write-ahead log. 0 before the first put, which is inside of a
 * transaction. */
gboolean kh_tenant_store_put_vault_position (KhTenantStore *self, const char *vault_id, guint64 seq,
                                             GError **error);
gboolean kh_tenant_store_get_vault_position (KhTenantStore *self, const char *vault_id,
                                             guint64 *seq, GError **error);

G_END_DECLS
