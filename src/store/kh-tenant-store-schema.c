/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of tenant.db, one step a version. */
#include "kh-tenant-store-tables.h"

/* Ids and words as texts, times as microseconds, flags as bits. A reference to a data key must have
 * its wrapped record at commit; names of vaults are unique without regard to case. */
static const char version_1[] =
    "CREATE TABLE tenant (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, name TEXT NOT NULL,"
    " home_geo TEXT NOT NULL, subscription_id TEXT NOT NULL, resource_group TEXT NOT NULL,"
    " unlock_rule TEXT NOT NULL, four_eyes INTEGER NOT NULL,"
    " default_environment_cmk INTEGER NOT NULL, rehearsal INTEGER NOT NULL, vaults_dir TEXT,"
    " provider_registered INTEGER NOT NULL, subscription_active INTEGER NOT NULL) STRICT;"

    "CREATE TABLE accounts (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, name TEXT NOT NULL,"
    " roles INTEGER NOT NULL, has_passphrase INTEGER NOT NULL) STRICT;"

    "CREATE TABLE environments (id TEXT PRIMARY KEY, revision INTEGER NOT NULL,"
    " name TEXT NOT NULL, type TEXT NOT NULL, geo TEXT NOT NULL, azure_region TEXT,"
    " managed INTEGER NOT NULL, dataverse INTEGER NOT NULL, state TEXT NOT NULL,"
    " state_before TEXT NOT NULL, locked_before_delete INTEGER, encryption_status TEXT NOT NULL,"
    " policy_id TEXT, locked_at INTEGER, lock_trigger INTEGER NOT NULL, lock_vault TEXT,"
    " lock_key TEXT, lock_version TEXT, lock_actor_id TEXT, lock_cause_at INTEGER,"
    " deletion_at INTEGER, deleted_at INTEGER, created_at INTEGER, created_by TEXT,"
    " active_operation_id TEXT) STRICT;"

    "CREATE TABLE environment_stores (environment_id TEXT NOT NULL"
    " REFERENCES environments ON DELETE CASCADE, n INTEGER NOT NULL, store TEXT NOT NULL,"
    " items INTEGER NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " PRIMARY KEY (environment_id, n)) STRICT;"

    "CREATE TABLE deks (dek_id TEXT NOT NULL, vault TEXT NOT NULL, key TEXT NOT NULL,"
    " version TEXT NOT NULL, environment_id TEXT NOT NULL, store TEXT NOT NULL,"
    " record BLOB NOT NULL, PRIMARY KEY (dek_id, vault, key, version)) STRICT;"
    "CREATE INDEX deks_of_environment ON deks (environment_id);"

    "CREATE TABLE environment_deks (environment_id TEXT NOT NULL"
    " REFERENCES environments ON DELETE CASCADE, n INTEGER NOT NULL, dek_id TEXT NOT NULL,"
    " owner TEXT NOT NULL, vault TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL,"
    " role TEXT NOT NULL, PRIMARY KEY (environment_id, n),"
    " FOREIGN KEY (dek_id, vault, key, version) REFERENCES deks DEFERRABLE INITIALLY DEFERRED)"
    " STRICT;"
    "CREATE INDEX environment_deks_of_dek ON environment_deks (dek_id, vault, key, version);"

    "CREATE TABLE vaults (id TEXT PRIMARY KEY, revision INTEGER NOT NULL,"
    " name TEXT NOT NULL UNIQUE COLLATE NOCASE, region TEXT NOT NULL, tenant_id TEXT,"
    " sku TEXT NOT NULL, permission_model TEXT NOT NULL, retention_days INTEGER NOT NULL,"
    " purge_protection INTEGER NOT NULL, public_network TEXT NOT NULL,"
    " default_action TEXT NOT NULL, bypass TEXT NOT NULL,"
    " access_policies_replaced INTEGER NOT NULL, state TEXT NOT NULL, deleted_at INTEGER,"
    " scheduled_purge_at INTEGER, created_at INTEGER) STRICT;"

    "CREATE TABLE access_policies (vault_id TEXT NOT NULL REFERENCES vaults ON DELETE CASCADE,"
    " n INTEGER NOT NULL, principal_id TEXT NOT NULL, permissions INTEGER NOT NULL,"
    " PRIMARY KEY (vault_id, n)) STRICT;"

    "CREATE TABLE policies (id TEXT PRIMARY KEY, revision INTEGER NOT NULL,"
    " system_id TEXT NOT NULL, name TEXT NOT NULL, geo TEXT NOT NULL, vault TEXT NOT NULL,"
    " key TEXT NOT NULL, version TEXT, principal_id TEXT NOT NULL, health TEXT NOT NULL,"
    " health_reason TEXT, created_at INTEGER, deleted_at INTEGER) STRICT;"

    "CREATE TABLE policy_readers (policy_id TEXT NOT NULL REFERENCES policies ON DELETE CASCADE,"
    " n INTEGER NOT NULL, account_id TEXT NOT NULL, PRIMARY KEY (policy_id, n)) STRICT;"

    "CREATE TABLE role_assignments (id TEXT PRIMARY KEY, revision INTEGER NOT NULL,"
    " scope TEXT NOT NULL, role_id TEXT NOT NULL, principal_id TEXT NOT NULL,"
    " created_at INTEGER) STRICT;"

    "CREATE TABLE operations (id TEXT PRIMARY KEY, revision INTEGER NOT NULL,"
    " type TEXT NOT NULL, environment_id TEXT, policy_id TEXT, state TEXT NOT NULL,"
    " items INTEGER NOT NULL, items_done INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " bytes_done INTEGER NOT NULL, requested_by TEXT, created_at INTEGER, ended_at INTEGER,"
    " error TEXT, resumed INTEGER NOT NULL) STRICT;"

    "CREATE TABLE operation_stages (operation_id TEXT NOT NULL"
    " REFERENCES operations ON DELETE CASCADE, n INTEGER NOT NULL, state TEXT NOT NULL,"
    " started_at INTEGER, ended_at INTEGER, PRIMARY KEY (operation_id, n)) STRICT;"

    "CREATE TABLE operation_stores (operation_id TEXT NOT NULL"
    " REFERENCES operations ON DELETE CASCADE, n INTEGER NOT NULL, store TEXT NOT NULL,"
    " from_dek TEXT, to_dek TEXT, state TEXT NOT NULL, cursor TEXT, items INTEGER NOT NULL,"
    " items_done INTEGER NOT NULL, bytes INTEGER NOT NULL, bytes_done INTEGER NOT NULL,"
    " PRIMARY KEY (operation_id, n)) STRICT;"

    "CREATE TABLE key_uses (id TEXT PRIMARY KEY, vault TEXT NOT NULL, key TEXT NOT NULL,"
    " version TEXT NOT NULL, environment_id TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER,"
    " until INTEGER) STRICT;"

    "CREATE TABLE position (id INTEGER PRIMARY KEY CHECK (id = 1), clock_highest INTEGER,"
    " clock_shift INTEGER NOT NULL, audit_seq INTEGER NOT NULL, audit_head BLOB NOT NULL)"
    " STRICT;"
    "INSERT INTO position VALUES (1, NULL, 0, 0, zeroblob (32));";

static const char version_2[] =
    "CREATE TABLE vault_positions (vault_id TEXT PRIMARY KEY REFERENCES vaults ON DELETE CASCADE,"
    " audit_seq INTEGER NOT NULL) STRICT;";

static const char version_3[] =
    "CREATE TABLE dismissals (id TEXT PRIMARY KEY, digest TEXT NOT NULL, account_id TEXT,"
    " at INTEGER) STRICT;";

static const char version_4[] =
    "ALTER TABLE access_policies ADD COLUMN secrets INTEGER NOT NULL DEFAULT 0;";

static const char version_5[] =
    "CREATE TABLE requests (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, kind TEXT NOT NULL,"
    " state TEXT NOT NULL, requested_by TEXT NOT NULL, requested_name TEXT NOT NULL,"
    " subject TEXT NOT NULL, reason TEXT, created_at INTEGER, expires_at INTEGER, decided_by TEXT,"
    " decided_at INTEGER, action TEXT, target_kind TEXT, target_id TEXT, target TEXT, change TEXT,"
    " digest TEXT, level INTEGER NOT NULL, mac BLOB NOT NULL) STRICT;"

    "CREATE TABLE request_environments (request_id TEXT NOT NULL"
    " REFERENCES requests ON DELETE CASCADE, n INTEGER NOT NULL, id TEXT NOT NULL,"
    " name TEXT NOT NULL, used_at INTEGER, PRIMARY KEY (request_id, n)) STRICT;"

    "CREATE TABLE request_notes (request_id TEXT NOT NULL REFERENCES requests ON DELETE CASCADE,"
    " n INTEGER NOT NULL, at INTEGER, event TEXT NOT NULL, account_id TEXT, account TEXT,"
    " text TEXT, PRIMARY KEY (request_id, n)) STRICT;"

    "CREATE TABLE request_evidence (request_id TEXT NOT NULL REFERENCES requests ON DELETE CASCADE,"
    " n INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, PRIMARY KEY (request_id, n)) STRICT;";

static const char version_6[] =
    "ALTER TABLE environment_stores ADD COLUMN staying INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE environment_stores ADD COLUMN staying_bytes INTEGER NOT NULL DEFAULT 0;";

static const char version_7[] = "ALTER TABLE environments ADD COLUMN folder TEXT;";

static const char version_8[] =
    "ALTER TABLE environments ADD COLUMN lock_planned INTEGER NOT NULL DEFAULT 0;";

/* Of a file that was made before, nobody can ask its client any more whether it was finished. */
static const char version_9[] =
    "ALTER TABLE environments ADD COLUMN verified_at INTEGER;"
    "ALTER TABLE environments ADD COLUMN verified_key TEXT;"
    "ALTER TABLE environments ADD COLUMN verify_error TEXT;"
    "ALTER TABLE key_uses ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0;";

static gboolean
create_version_1 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_1, error);
}

static gboolean
create_version_2 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_2, error);
}

static gboolean
create_version_3 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_3, error);
}

static gboolean
create_version_4 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_4, error);
}

static gboolean
create_version_5 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_5, error);
}

static gboolean
create_version_6 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_6, error);
}

static gboolean
create_version_7 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_7, error);
}

static gboolean
create_version_8 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_8, error);
}

static gboolean
create_version_9 (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, version_9, error);
}

const KhMigration kh_tenant_store_steps[] = {
  create_version_1, create_version_2, create_version_3, create_version_4, create_version_5,
  create_version_6, create_version_7, create_version_8, create_version_9
};
G_STATIC_ASSERT (G_N_ELEMENTS (kh_tenant_store_steps) == KH_TENANT_STORE_VERSION);
