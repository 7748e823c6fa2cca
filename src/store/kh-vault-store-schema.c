/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of vault.db and its maps. */
#include "kh-vault-store-private.h"

/* A version must have its private part at commit; names of keys are unique without regard to case.
 */
static const char version_1[] =
    "CREATE TABLE vault (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;"

    "CREATE TABLE keys (name TEXT PRIMARY KEY COLLATE NOCASE, revision INTEGER NOT NULL,"
    " kty TEXT NOT NULL, deleted_at INTEGER, scheduled_purge_at INTEGER, created_at INTEGER,"
    " rotation_policy TEXT) STRICT;"

    "CREATE TABLE key_tags (key TEXT NOT NULL COLLATE NOCASE REFERENCES keys ON DELETE CASCADE,"
    " n INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, n)) STRICT;"

    "CREATE TABLE privates (key TEXT NOT NULL COLLATE NOCASE REFERENCES keys ON DELETE CASCADE,"
    " version TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (key, version)) STRICT;"

    "CREATE TABLE versions (key TEXT NOT NULL COLLATE NOCASE REFERENCES keys ON DELETE CASCADE,"
    " n INTEGER NOT NULL, version TEXT NOT NULL, size INTEGER NOT NULL, curve TEXT NOT NULL,"
    " ops INTEGER NOT NULL, enabled INTEGER NOT NULL, nbf INTEGER, exp INTEGER,"
    " created_at INTEGER, updated_at INTEGER, hsm_platform TEXT, thumbprint TEXT,"
    " imported INTEGER NOT NULL, rsa_n BLOB, rsa_e BLOB, ec_x BLOB, ec_y BLOB,"
    " PRIMARY KEY (key, n), UNIQUE (key, version),"
    " FOREIGN KEY (key, version) REFERENCES privates DEFERRABLE INITIALLY DEFERRED) STRICT;";

static const char version_2[] =
    "CREATE TABLE position (id INTEGER PRIMARY KEY CHECK (id = 1), audit_seq INTEGER NOT NULL)"
    " STRICT;"
    "INSERT INTO position VALUES (1, 0);";

/* A version of a secret must have its value at commit. */
static const char version_3[] =
    "CREATE TABLE secrets (name TEXT PRIMARY KEY COLLATE NOCASE, revision INTEGER NOT NULL,"
    " deleted_at INTEGER, scheduled_purge_at INTEGER, created_at INTEGER) STRICT;"

    "CREATE TABLE secret_values (secret TEXT NOT NULL COLLATE NOCASE"
    " REFERENCES secrets ON DELETE CASCADE,"
    " version TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (secret, version)) STRICT;"

    "CREATE TABLE secret_versions (secret TEXT NOT NULL COLLATE NOCASE"
    " REFERENCES secrets ON DELETE CASCADE,"
    " n INTEGER NOT NULL, version TEXT NOT NULL UNIQUE, enabled INTEGER NOT NULL, nbf INTEGER,"
    " exp INTEGER, created_at INTEGER, updated_at INTEGER, content_type TEXT,"
    " PRIMARY KEY (secret, n),"
    " FOREIGN KEY (secret, version) REFERENCES secret_values DEFERRABLE INITIALLY DEFERRED)"
    " STRICT;"

    "CREATE TABLE secret_tags (version TEXT NOT NULL"
    " REFERENCES secret_versions (version) ON DELETE CASCADE,"
    " n INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (version, n))"
    " STRICT;";

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

const KhMigration kh_vault_store_steps[] = { create_version_1, create_version_2, create_version_3 };
G_STATIC_ASSERT (G_N_ELEMENTS (kh_vault_store_steps) == KH_VAULT_STORE_VERSION);

static const KhField key_fields[] = {
  KH_FIELD_WORD (KhKey, kty, "kty", key_type),
  KH_FIELD (KhKey, deleted_at, "deleted_at", KH_FIELD_TIME),
  KH_FIELD (KhKey, scheduled_purge_at, "scheduled_purge_at", KH_FIELD_TIME),
  KH_FIELD (KhKey, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhKey, rotation_policy, "rotation_policy", KH_FIELD_TEXT),
};
const KhMap kh_vault_key_map = { .table = "keys",
                                 .key = "name",
                                 .key_offset = G_STRUCT_OFFSET (KhKey, name),
                                 .revision_offset = G_STRUCT_OFFSET (KhKey, revision),
                                 .fields = key_fields,
                                 .n_fields = G_N_ELEMENTS (key_fields) };

/* The text of KH_CURVE_NONE may be none at all. */
static const char *
curve_to_text (guint curve)
{
  return curve == KH_CURVE_NONE ? "" : kh_curve_to_string ((KhCurve)curve);
}

static gboolean
curve_from_text (const char *text, guint *curve)
{
  KhCurve value = KH_CURVE_NONE;

  if (*text != '\0' && !kh_curve_from_string (text, &value))
    return FALSE;
  *curve = value;
  return TRUE;
}

static const KhField version_fields[] = {
  KH_FIELD (KhKeyVersion, version, "version", KH_FIELD_TEXT),
  KH_FIELD (KhKeyVersion, size, "size", KH_FIELD_UINT),
  { "curve", KH_FIELD_ENUM, G_STRUCT_OFFSET (KhKeyVersion, curve), curve_to_text, curve_from_text },
  KH_FIELD (KhKeyVersion, ops, "ops", KH_FIELD_UINT),
  KH_FIELD (KhKeyVersion, enabled, "enabled", KH_FIELD_UINT),
  KH_FIELD (KhKeyVersion, nbf, "nbf", KH_FIELD_TIME),
  KH_FIELD (KhKeyVersion, exp, "exp", KH_FIELD_TIME),
  KH_FIELD (KhKeyVersion, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhKeyVersion, updated_at, "updated_at", KH_FIELD_TIME),
  KH_FIELD (KhKeyVersion, hsm_platform, "hsm_platform", KH_FIELD_TEXT),
  KH_FIELD (KhKeyVersion, thumbprint, "thumbprint", KH_FIELD_TEXT),
  KH_FIELD (KhKeyVersion, imported, "imported", KH_FIELD_UINT),
  KH_FIELD (KhKeyVersion, n, "rsa_n", KH_FIELD_BYTES),
  KH_FIELD (KhKeyVersion, e, "rsa_e", KH_FIELD_BYTES),
  KH_FIELD (KhKeyVersion, x, "ec_x", KH_FIELD_BYTES),
  KH_FIELD (KhKeyVersion, y, "ec_y", KH_FIELD_BYTES),
};
const KhMap kh_vault_version_map = { .table = "versions",
                                     .parent = "key",
                                     .fields = version_fields,
                                     .n_fields = G_N_ELEMENTS (version_fields) };

static const KhField tag_fields[] = {
  KH_FIELD (KhTagRow, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhTagRow, value, "value", KH_FIELD_TEXT),
};
const KhMap kh_vault_tag_map = {
  .table = "key_tags", .parent = "key", .fields = tag_fields, .n_fields = G_N_ELEMENTS (tag_fields)
};

static const KhField secret_fields[] = {
  KH_FIELD (KhVaultSecret, deleted_at, "deleted_at", KH_FIELD_TIME),
  KH_FIELD (KhVaultSecret, scheduled_purge_at, "scheduled_purge_at", KH_FIELD_TIME),
  KH_FIELD (KhVaultSecret, created_at, "created_at", KH_FIELD_TIME),
};
const KhMap kh_vault_secret_map = { .table = "secrets",
                                    .key = "name",
                                    .key_offset = G_STRUCT_OFFSET (KhVaultSecret, name),
                                    .revision_offset = G_STRUCT_OFFSET (KhVaultSecret, revision),
                                    .fields = secret_fields,
                                    .n_fields = G_N_ELEMENTS (secret_fields) };

static const KhField secret_version_fields[] = {
  KH_FIELD (KhVaultSecretVersion, version, "version", KH_FIELD_TEXT),
  KH_FIELD (KhVaultSecretVersion, enabled, "enabled", KH_FIELD_UINT),
  KH_FIELD (KhVaultSecretVersion, nbf, "nbf", KH_FIELD_TIME),
  KH_FIELD (KhVaultSecretVersion, exp, "exp", KH_FIELD_TIME),
  KH_FIELD (KhVaultSecretVersion, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhVaultSecretVersion, updated_at, "updated_at", KH_FIELD_TIME),
  KH_FIELD (KhVaultSecretVersion, content_type, "content_type", KH_FIELD_TEXT),
};
const KhMap kh_vault_secret_version_map = { .table = "secret_versions",
                                            .parent = "secret",
                                            .fields = secret_version_fields,
                                            .n_fields = G_N_ELEMENTS (secret_version_fields) };

const KhMap kh_vault_secret_tag_map = { .table = "secret_tags",
                                        .parent = "version",
                                        .fields = tag_fields,
                                        .n_fields = G_N_ELEMENTS (tag_fields) };
