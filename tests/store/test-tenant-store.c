/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tenant.db: every value round trip, revisions, data keys, failing disks, damage. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kh-id.h"
#include "kh-tenant-store.h"
#include "khc-dek.h"
#include "tenant-values.h"

static KhTenantStore *
open_store (RecordsFixture *f, gboolean create)
{
  g_autoptr (GError) error = NULL;
  KhTenantStore *store = kh_tenant_store_open (&f->faulty.io, f->folder, f->root, create, &error);

  g_assert_no_error (error);
  return store;
}

static void
begin (KhTenantStore *store)
{
  g_assert_true (kh_tenant_store_begin (store, NULL));
}

static void
commit (KhTenantStore *store)
{
  g_autoptr (GError) error = NULL;

  kh_tenant_store_commit (store, &error);
  g_assert_no_error (error);
}

static KhEstate *
load (KhTenantStore *store)
{
  g_autoptr (GError) error = NULL;
  KhEstateBuilder *builder = kh_tenant_store_load_estate (store, &error);

  g_assert_no_error (error);
  return kh_estate_builder_finish (builder);
}

/* --- Records of data keys ------------------------------------------------------------------ */

static GBytes *
make_record (const char *dek, const char *vault)
{
  KhcDekRecord record;
  guint8 bytes[KHC_DEK_RECORD_MAX];
  gsize size;

  khc_dek_record_init (&record);
  kh_id_to_bytes (ENV, record.environment);
  kh_id_to_bytes (dek, record.dek);
  record.store = KHC_STORE_FILES;
  record.owner = vault != NULL ? KHC_DEK_OWNER_CUSTOMER : KHC_DEK_OWNER_PLATFORM;
  record.algorithm = vault != NULL ? KHC_DEK_RSA_OAEP_256 : KHC_DEK_A256KW;
  record.wrapped_size = vault != NULL ? 256 : 40;
  memset (record.wrapped, 0x5a, record.wrapped_size);
  if (vault != NULL) {
    g_strlcpy (record.vault, vault, sizeof record.vault);
    g_strlcpy (record.key, "k", sizeof record.key);
    g_strlcpy (record.key_version, VERSION, sizeof record.key_version);
  }
  g_assert_cmpint (khc_dek_record_encode (&record, bytes, &size), ==, KHC_OK);
  return g_bytes_new (bytes, size);
}

static void
put_record (KhTenantStore *store, const char *dek, const char *vault)
{
  g_autoptr (GBytes) record = make_record (dek, vault);
  g_autoptr (GError) error = NULL;

  kh_tenant_store_put_dek (store, g_bytes_get_data (record, NULL), g_bytes_get_size (record),
                           &error);
  g_assert_no_error (error);
}

/* --- Round trips --------------------------------------------------------------------------- */

typedef struct {
  KhTenantInfo *tenant;
  KhAccount *account;
  KhEnvironment *environment;
  KhVault *vault;
  KhPolicy *policy;
  KhRoleAssignment *assignment;
  KhOperation *operation;
  KhKeyUse *use;
  KhDismissal *dismissal;
} Values;

static void
make_all (Values *v)
{
  *v = (Values){ tenant_values_make_tenant (),      tenant_values_make_account (),
                 tenant_values_make_environment (), tenant_values_make_vault (),
                 tenant_values_make_policy (),      tenant_values_make_assignment (),
                 tenant_values_make_operation (),   tenant_values_make_key_use (),
                 tenant_values_make_dismissal () };
}

static void
clear_all (Values *v)
{
  kh_tenant_info_unref (v->tenant);
  kh_account_unref (v->account);
  kh_environment_unref (v->environment);
  kh_vault_unref (v->vault);
  kh_policy_unref (v->policy);
  kh_role_assignment_unref (v->assignment);
  kh_operation_unref (v->operation);
  kh_key_use_unref (v->use);
  kh_dismissal_unref (v->dismissal);
}

static gboolean
put_all (KhTenantStore *store, Values *v, GError **error)
{
  return kh_tenant_store_put_tenant (store, v->tenant, error)
         && kh_tenant_store_put_account (store, v->account, error)
         && kh_tenant_store_put_environment (store, v->environment, error)
         && kh_tenant_store_put_vault (store, v->vault, error)
         && kh_tenant_store_put_policy (store, v->policy, error)
         && kh_tenant_store_put_assignment (store, v->assignment, error)
         && kh_tenant_store_put_operation (store, v->operation, error)
         && kh_tenant_store_put_key_use (store, v->use, error)
         && kh_tenant_store_put_dismissal (store, v->dismissal, error);
}

static void
save_all (KhTenantStore *store, Values *v)
{
  g_autoptr (GError) error = NULL;

  begin (store);
  put_record (store, DEK_A, "kv");
  put_record (store, DEK_B, NULL);
  put_all (store, v, &error);
  g_assert_no_error (error);
  commit (store);
}

static void
check_all (KhTenantStore *store, const Values *v)
{
  g_autoptr (KhEstate) estate = load (store);
  const KhAccount *account = kh_estate_get_account (estate, v->account->id);
  const KhRoleAssignment *assignment = kh_estate_get_assignment (estate, v->assignment->id);
  const KhKeyUse *use = kh_estate_get_key_use (estate, v->use->id);
  const KhDismissal *dismissal = kh_estate_get_dismissal (estate, v->dismissal->id);

  tenant_values_same_tenant (kh_estate_get_tenant (estate), v->tenant);
  g_assert_cmpstr (account->name, ==, v->account->name);
  g_assert_cmpint (account->roles, ==, v->account->roles);
  g_assert_cmpint (account->has_passphrase, ==, v->account->has_passphrase);
  g_assert_cmpint (account->revision, ==, v->account->revision);
  tenant_values_same_environment (kh_estate_get_environment (estate, ENV), v->environment);
  tenant_values_same_vault (kh_estate_get_vault (estate, v->vault->name), v->vault);
  tenant_values_same_policy (kh_estate_get_policy (estate, v->policy->id), v->policy);
  g_assert_cmpstr (assignment->scope, ==, v->assignment->scope);
  g_assert_cmpstr (assignment->role_id, ==, v->assignment->role_id);
  g_assert_cmpstr (assignment->principal_id, ==, v->assignment->principal_id);
  g_assert_cmpint (assignment->created_at, ==, v->assignment->created_at);
  g_assert_cmpint (assignment->revision, ==, v->assignment->revision);
  tenant_values_same_operation (kh_estate_get_operation (estate, v->operation->id), v->operation);
  g_assert_cmpstr (use->vault, ==, v->use->vault);
  g_assert_cmpstr (use->key, ==, v->use->key);
  g_assert_cmpstr (use->version, ==, v->use->version);
  g_assert_cmpstr (use->environment_id, ==, v->use->environment_id);
  g_assert_cmpint (use->reason, ==, v->use->reason);
  g_assert_cmpint (use->since, ==, v->use->since);
  g_assert_cmpint (use->until, ==, v->use->until);
  g_assert_cmpstr (dismissal->digest, ==, v->dismissal->digest);
  g_assert_cmpstr (dismissal->account_id, ==, v->dismissal->account_id);
  g_assert_cmpint (dismissal->at, ==, v->dismissal->at);
}

static void
test_round_trip (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  Values v;

  records_fixture_init (&f);
  make_all (&v);
  store = open_store (&f, TRUE);
  save_all (store, &v);
  g_assert_cmpint (v.environment->revision, ==, 1);
  check_all (store, &v);
  g_assert_true (kh_tenant_store_close (store, NULL));
  store = open_store (&f, FALSE);
  check_all (store, &v);
  kh_value_set_text (&v.environment->name, "Finance 2");
  kh_value_set_text (&v.environment->azure_region, NULL);
  v.environment->locked_at = KH_TIME_NONE;
  g_ptr_array_remove_index (v.environment->stores[1].deks, 0);
  kh_policy_set_reader (v.policy, "reader-2", FALSE);
  kh_vault_set_access_policy (v.vault, "principal-1", KH_PERMISSION_NONE);
  save_all (store, &v);
  g_assert_cmpint (v.environment->revision, ==, 2);
  check_all (store, &v);
  g_assert_true (kh_tenant_store_close (store, NULL));
  clear_all (&v);
  records_fixture_clear (&f);
}

static void
test_revision (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  Values v;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) old = NULL;
  g_autoptr (KhAccount) again = tenant_values_make_account ();

  records_fixture_init (&f);
  make_all (&v);
  store = open_store (&f, TRUE);
  save_all (store, &v);
  old = kh_environment_copy (v.environment);
  save_all (store, &v);
  begin (store);
  g_assert_false (kh_tenant_store_put_environment (store, old, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_assert_cmpint (old->revision, ==, 1);
  g_clear_error (&error);
  g_assert_false (kh_tenant_store_put_account (store, again, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  kh_tenant_store_rollback (store);
  check_all (store, &v);
  kh_tenant_store_free (store);
  clear_all (&v);
  records_fixture_clear (&f);
}

static void
test_rollback_and_delete (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  Values v;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEstate) estate = NULL;

  records_fixture_init (&f);
  make_all (&v);
  store = open_store (&f, TRUE);
  g_assert_null (kh_tenant_store_load_estate (store, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  save_all (store, &v);
  begin (store);
  g_assert_true (kh_tenant_store_delete_environment (store, ENV, NULL));
  kh_tenant_store_rollback (store);
  check_all (store, &v);
  begin (store);
  g_assert_true (kh_tenant_store_delete_environment (store, ENV, NULL));
  g_assert_true (kh_tenant_store_delete_vault (store, "CONTOSO-kv", NULL));
  g_assert_true (kh_tenant_store_delete_policy (store, v.policy->id, NULL));
  g_assert_true (kh_tenant_store_delete_account (store, v.account->id, NULL));
  g_assert_true (kh_tenant_store_delete_assignment (store, v.assignment->id, NULL));
  g_assert_true (kh_tenant_store_delete_operation (store, v.operation->id, NULL));
  g_assert_true (kh_tenant_store_delete_key_use (store, v.use->id, NULL));
  g_assert_true (kh_tenant_store_delete_dismissal (store, v.dismissal->id, NULL));
  g_assert_false (kh_tenant_store_delete_key_use (store, v.use->id, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  commit (store);
  estate = load (store);
  g_assert_cmpuint (kh_estate_n_environments (estate) + kh_estate_n_vaults (estate)
                        + kh_estate_n_policies (estate) + kh_estate_n_accounts (estate)
                        + kh_estate_n_assignments (estate) + kh_estate_n_operations (estate)
                        + kh_estate_n_key_uses (estate) + kh_estate_n_dismissals (estate),
                    ==, 0);
  g_assert_true (kh_database_check (kh_tenant_store_get_database (store), NULL));
  kh_tenant_store_free (store);
  clear_all (&v);
  records_fixture_clear (&f);
}

/* --- Data keys, clock, position ------------------------------------------------------------ */

static void
test_deks (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  g_autoptr (KhEnvironment) environment = tenant_values_make_environment ();
  const KhDekRef *ref = environment->stores[1].deks->pdata[0];
  g_autoptr (GBytes) record = make_record (DEK_A, "kv");
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  store = open_store (&f, TRUE);
  begin (store);
  g_assert_true (kh_tenant_store_put_environment (store, environment, NULL));
  put_record (store, DEK_B, NULL);
  g_assert_false (kh_tenant_store_commit (store, &error)); /* DEK_A has no record */
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_clear_error (&error);
  environment->revision = 0;
  begin (store);
  g_assert_true (kh_tenant_store_put_environment (store, environment, NULL));
  put_record (store, DEK_A, "kv");
  put_record (store, DEK_B, NULL);
  put_record (store, DEK_A, "kv"); /* again, while referenced */
  commit (store);
  got = kh_tenant_store_get_dek (store, ref, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (got, record));
  begin (store);
  g_assert_true (kh_tenant_store_delete_dek (store, ref, NULL));
  g_assert_false (kh_tenant_store_commit (store, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_clear_error (&error);
  begin (store);
  g_assert_false (kh_tenant_store_put_dek (store, (const guint8 *)"KHWD", 4, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (kh_tenant_store_delete_deks_of (store, ENV, NULL));
  commit (store);
  g_assert_null (kh_tenant_store_get_dek (store, ref, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  kh_tenant_store_free (store);
  records_fixture_clear (&f);
}

static void
test_position (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  KhAuditPosition position, got;
  KhTime highest;
  gint64 shift;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  store = open_store (&f, TRUE);
  g_assert_true (kh_tenant_store_get_clock (store, &highest, &shift, NULL));
  g_assert_cmpint (highest, ==, KH_TIME_NONE);
  g_assert_true (kh_tenant_store_get_audit_position (store, &got, NULL));
  g_assert_cmpuint (got.seq, ==, 0);
  position.seq = 17;
  memset (position.head, 0xab, sizeof position.head);
  begin (store);
  g_assert_true (kh_tenant_store_put_clock (store, 123, 456, NULL));
  g_assert_true (kh_tenant_store_put_audit_position (store, &position, NULL));
  commit (store);
  g_assert_true (kh_tenant_store_close (store, NULL));
  store = open_store (&f, FALSE);
  g_assert_true (kh_tenant_store_get_clock (store, &highest, &shift, NULL));
  g_assert_cmpint (highest, ==, 123);
  g_assert_cmpint (shift, ==, 456);
  g_assert_true (kh_tenant_store_get_audit_position (store, &got, NULL));
  g_assert_cmpuint (got.seq, ==, 17);
  g_assert_cmpmem (got.head, 32, position.head, 32);
  position.seq = 16;
  begin (store);
  g_assert_false (kh_tenant_store_put_audit_position (store, &position, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ROLLED_BACK);
  kh_tenant_store_rollback (store);
  kh_tenant_store_free (store);
  records_fixture_clear (&f);
}

static void
put_vault_position (KhTenantStore *store, const char *vault_id, guint64 seq)
{
  begin (store);
  g_assert_true (kh_tenant_store_put_vault_position (store, vault_id, seq, NULL));
  commit (store);
}

static void
check_vault_position (KhTenantStore *store, const char *vault_id, guint64 expected)
{
  guint64 seq = 99;

  g_assert_true (kh_tenant_store_get_vault_position (store, vault_id, &seq, NULL));
  g_assert_cmpuint (seq, ==, expected);
}

/* It goes with its vault; a database of the first version has none. */
static void
test_vault_position (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  Values v;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;

  records_fixture_init (&f);
  make_all (&v);
  id = g_strdup (v.vault->id);
  name = g_strdup (v.vault->name);
  store = open_store (&f, TRUE);
  save_all (store, &v);
  clear_all (&v);
  check_vault_position (store, id, 0);
  put_vault_position (store, id, 17);
  put_vault_position (store, id, 16); /* after a rollback that was accepted */
  check_vault_position (store, id, 16);
  g_assert_true (kh_database_exec (kh_tenant_store_get_database (store),
                                   "ALTER TABLE access_policies DROP COLUMN secrets;"
                                   "DROP TABLE vault_positions; DROP TABLE dismissals;"
                                   "DROP TABLE request_environments; DROP TABLE request_notes;"
                                   "DROP TABLE request_evidence; DROP TABLE requests;"
                                   "ALTER TABLE environment_stores DROP COLUMN staying;"
                                   "ALTER TABLE environment_stores DROP COLUMN staying_bytes;"
                                   "ALTER TABLE environments DROP COLUMN folder;"
                                   "ALTER TABLE environments DROP COLUMN lock_planned;"
                                   "ALTER TABLE environments DROP COLUMN verified_at;"
                                   "ALTER TABLE environments DROP COLUMN verified_key;"
                                   "ALTER TABLE environments DROP COLUMN verify_error;"
                                   "ALTER TABLE key_uses DROP COLUMN unconfirmed;"
                                   "PRAGMA user_version = 1",
                                   NULL));
  g_assert_true (kh_tenant_store_close (store, NULL));
  store = open_store (&f, FALSE);
  check_vault_position (store, id, 0);
  put_vault_position (store, id, 18);
  begin (store);
  g_assert_true (kh_tenant_store_delete_vault (store, name, NULL));
  commit (store);
  check_vault_position (store, id, 0);
  kh_tenant_store_free (store);
  records_fixture_clear (&f);
}

/* --- Bad files and failing disks ----------------------------------------------------------- */

/* After any single failure the store is what it was, or what it was meant to become. */
static void
test_nth_failure (void)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    RecordsFixture f;
    KhTenantStore *store;
    Values v;
    g_autoptr (KhAccount) changed = NULL;
    g_autoptr (KhEstate) estate = NULL;
    const KhAccount *found;
    gboolean ok;

    records_fixture_init (&f);
    make_all (&v);
    store = open_store (&f, TRUE);
    save_all (store, &v);
    changed = kh_account_copy (v.account);
    kh_value_set_text (&changed->name, "Changed");
    records_fail_at (&f, n, EIO);
    ok = kh_tenant_store_begin (store, NULL) && kh_tenant_store_put_account (store, changed, NULL)
         && kh_tenant_store_commit (store, NULL);
    kh_tenant_store_rollback (store);
    kh_tenant_store_close (store, NULL);
    failed = f.faulty.calls >= n;
    records_fail_never (&f);
    store = open_store (&f, FALSE);
    estate = load (store);
    found = kh_estate_get_account (estate, v.account->id);
    if (ok)
      g_assert_cmpstr (found->name, ==, "Changed");
    else
      g_assert_true (g_str_equal (found->name, "Changed")
                     || g_str_equal (found->name, v.account->name));
    g_assert_true (kh_database_check (kh_tenant_store_get_database (store), NULL));
    kh_tenant_store_free (store);
    clear_all (&v);
    records_fixture_clear (&f);
    g_assert_cmpuint (n, <, 300);
  }
}

static void
expect_open_error (RecordsFixture *f, KhSecret *root, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_tenant_store_open (&f->faulty.io, f->folder, root, FALSE, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static void
test_bad_files (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  Values v;
  g_autoptr (KhSecret) other = kh_secret_new_copy ("another root secret of 32 bytes!", 32);
  g_autofree char *good = NULL;
  char plain[8192];
  g_autoptr (KhEstateBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  records_fixture_init (&f);
  expect_open_error (&f, f.root, KH_ERROR_NOT_FOUND);
  make_all (&v);
  store = open_store (&f, TRUE);
  save_all (store, &v);
  clear_all (&v);
  g_assert_true (kh_tenant_store_close (store, NULL));
  expect_open_error (&f, other, KH_ERROR_WRONG_KEY);
  good = records_read (f.folder, KH_TENANT_STORE_FILE_NAME, &size);
  g_assert_null (g_strstr_len (good, (gssize)size, "Kira Vance"));
  g_assert_null (g_strstr_len (good, (gssize)size, "CREATE TABLE"));
  memset (plain, 0, sizeof plain);
  memcpy (plain, "SQLite format 3", 16);
  records_write (f.folder, KH_TENANT_STORE_FILE_NAME, plain, sizeof plain);
  expect_open_error (&f, f.root, KH_ERROR_NOT_OURS);
  good[2 * 4096 + 100] ^= 1;
  records_write (f.folder, KH_TENANT_STORE_FILE_NAME, good, (gssize)size);
  store = kh_tenant_store_open (&f.faulty.io, f.folder, f.root, FALSE, &error);
  if (store != NULL)
    builder = kh_tenant_store_load_estate (store, &error);
  g_assert_error (error, KH_ERROR, KH_ERROR_DAMAGED);
  g_clear_error (&error);
  kh_tenant_store_free (store);
  good[2 * 4096 + 100] ^= 1;
  records_write (f.folder, KH_TENANT_STORE_FILE_NAME, good, (gssize)size);
  store = open_store (&f, FALSE);
  g_assert_true (
      kh_database_exec (kh_tenant_store_get_database (store), "PRAGMA user_version = 99", NULL));
  kh_tenant_store_free (store);
  expect_open_error (&f, f.root, KH_ERROR_NEWER);
  records_fixture_clear (&f);
}

/* A word that no version writes is damage, not a default. */
static void
test_unknown_word (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  Values v;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  make_all (&v);
  store = open_store (&f, TRUE);
  save_all (store, &v);
  clear_all (&v);
  g_assert_true (kh_database_exec (kh_tenant_store_get_database (store),
                                   "UPDATE environments SET state = 'Asleep'", NULL));
  g_assert_null (kh_tenant_store_load_estate (store, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_DAMAGED);
  kh_tenant_store_free (store);
  records_fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tenant-store/round-trip", test_round_trip);
  g_test_add_func ("/tenant-store/revision", test_revision);
  g_test_add_func ("/tenant-store/rollback-and-delete", test_rollback_and_delete);
  g_test_add_func ("/tenant-store/deks", test_deks);
  g_test_add_func ("/tenant-store/position", test_position);
  g_test_add_func ("/tenant-store/vault-position", test_vault_position);
  g_test_add_func ("/tenant-store/nth-failure", test_nth_failure);
  g_test_add_func ("/tenant-store/bad-files", test_bad_files);
  g_test_add_func ("/tenant-store/unknown-word", test_unknown_word);
  return g_test_run ();
}
