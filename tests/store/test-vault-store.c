/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vault.db: keys round trip, private parts stay where they belong, crashes and damage. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kh-id.h"
#include "kh-vault-store.h"
#include "records-fixture.h"

#define VAULT_ID "b0000000-0000-4000-8000-000000000001"
#define OTHER_ID "b0000000-0000-4000-8000-000000000002"
#define V1 "00000000000000000000000000000001"
#define V2 "00000000000000000000000000000002"

static KhcRsaKey *keys[2]; /* made once: slow */

static GBytes *
number (const KhcRsaKey *rsa, int (*get) (const KhcRsaKey *, uint8_t *, size_t *))
{
  guint8 bytes[KHC_RSA_MAX_SIZE];
  gsize size;

  g_assert_cmpint (get (rsa, bytes, &size), ==, KHC_OK);
  return g_bytes_new (bytes, size);
}

static KhKeyVersion *
make_version (const char *id, const KhcRsaKey *rsa)
{
  KhKeyVersion *version = kh_key_version_new ();

  kh_value_set_text (&version->version, id);
  version->size = 2048;
  version->ops = KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP;
  version->nbf = 5;
  version->exp = 6;
  version->created_at = RECORDS_TIME;
  version->updated_at = RECORDS_TIME + 1;
  kh_value_set_text (&version->hsm_platform, "1");
  kh_value_set_text (&version->thumbprint, "abc");
  version->imported = TRUE;
  version->n = number (rsa, khc_rsa_modulus);
  version->e = number (rsa, khc_rsa_exponent);
  return version;
}

static void
add_version (KhKey *key, const char *id, const KhcRsaKey *rsa)
{
  g_autoptr (KhKeyVersion) version = make_version (id, rsa);

  kh_key_set_version (key, version);
}

static KhKey *
make_key (const char *name)
{
  KhKey *key = kh_key_new ();
  const char *const tags[] = { "team", "finance", "note", "<b>é", NULL };

  kh_value_set_text (&key->vault, "Contoso");
  kh_value_set_text (&key->name, name);
  key->kty = KH_KEY_TYPE_RSA_HSM;
  g_strfreev (key->tags);
  key->tags = g_strdupv ((char **)tags);
  key->deleted_at = 7;
  key->scheduled_purge_at = 8;
  key->created_at = 9;
  kh_value_set_text (&key->rotation_policy, "{}");
  add_version (key, V1, keys[0]);
  return key;
}

static KhVaultStore *
create (RecordsFixture *f, const char *name, const char *id)
{
  g_autoptr (GError) error = NULL;
  KhVaultStore *store = kh_vault_store_create (&f->faulty.io, f->folder, name, id, f->root, &error);

  g_assert_no_error (error);
  return store;
}

/* A key with one version in one transaction. */
static KhKey *
save_key (KhVaultStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;
  KhKey *key = make_key (name);

  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_key (store, key, &error)
                 && kh_vault_store_put_rsa (store, name, V1, keys[0], &error));
  kh_vault_store_commit (store, &error);
  g_assert_no_error (error);
  return key;
}

static void
same_version (const KhKeyVersion *a, const KhKeyVersion *b)
{
  g_assert_cmpstr (a->version, ==, b->version);
  g_assert_cmpuint (a->size, ==, b->size);
  g_assert_cmpint (a->curve, ==, b->curve);
  g_assert_cmpint (a->ops, ==, b->ops);
  g_assert_cmpint (a->enabled, ==, b->enabled);
  g_assert_cmpint (a->nbf, ==, b->nbf);
  g_assert_cmpint (a->exp, ==, b->exp);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->updated_at, ==, b->updated_at);
  g_assert_cmpstr (a->hsm_platform, ==, b->hsm_platform);
  g_assert_cmpstr (a->thumbprint, ==, b->thumbprint);
  g_assert_cmpint (a->imported, ==, b->imported);
  g_assert_true (g_bytes_equal (a->n, b->n));
  g_assert_true (g_bytes_equal (a->e, b->e));
  g_assert_true (a->x == NULL && b->x == NULL && a->y == NULL && b->y == NULL);
}

static void
check_key (KhVaultStore *store, const KhKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_vault_store_load_keys (store, &error);
  const KhKey *found = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < all->len; i++)
    if (strcmp (((KhKey *)all->pdata[i])->name, key->name) == 0)
      found = all->pdata[i];
  g_assert_nonnull (found);
  g_assert_cmpstr (found->vault, ==, key->vault);
  g_assert_cmpint (found->kty, ==, key->kty);
  g_assert_true (g_strv_equal ((const char *const *)found->tags, (const char *const *)key->tags));
  g_assert_cmpint (found->deleted_at, ==, key->deleted_at);
  g_assert_cmpint (found->scheduled_purge_at, ==, key->scheduled_purge_at);
  g_assert_cmpint (found->created_at, ==, key->created_at);
  g_assert_cmpstr (found->rotation_policy, ==, key->rotation_policy);
  g_assert_cmpint (found->revision, ==, key->revision);
  g_assert_cmpuint (found->versions->len, ==, key->versions->len);
  for (guint i = 0; i < key->versions->len; i++)
    same_version (found->versions->pdata[i], key->versions->pdata[i]);
}

static void
check_private (KhVaultStore *store, const char *key, const char *version, const KhcRsaKey *rsa)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) expected = number (rsa, khc_rsa_modulus);
  g_autoptr (GBytes) modulus = NULL;
  KhcRsaKey *found = kh_vault_store_get_rsa (store, key, version, &error);

  g_assert_no_error (error);
  g_assert_true (khc_rsa_has_private (found));
  modulus = number (found, khc_rsa_modulus);
  g_assert_true (g_bytes_equal (modulus, expected));
  khc_rsa_unref (found);
}

static void
expect_private (KhVaultStore *store, const char *key, const char *version, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_vault_store_get_rsa (store, key, version, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static void
sql (KhVaultStore *store, const char *text)
{
  g_autoptr (GError) error = NULL;

  kh_database_exec (kh_vault_store_get_database (store), text, &error);
  g_assert_no_error (error);
}

/* --- Round trips --------------------------------------------------------------------------- */

static KhVaultStore *
reopen_vault (RecordsFixture *f, KhVaultStore *store)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_vault_store_close (store, NULL));
  store = kh_vault_store_open (&f->faulty.io, f->folder, "Contoso", VAULT_ID, f->root, &error);
  g_assert_no_error (error);
  return store;
}

static void
check_position (KhVaultStore *store, guint64 expected)
{
  guint64 seq = 99;

  g_assert_true (kh_vault_store_get_position (store, &seq, NULL));
  g_assert_cmpuint (seq, ==, expected);
}

/* Goes back with its transaction; a file of the first version has none. */
static void
test_position (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (KhKey) key = NULL;

  records_fixture_init (&f);
  store = create (&f, "Contoso", VAULT_ID);
  check_position (store, 0);
  key = save_key (store, "k");
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_position (store, 17, NULL));
  g_assert_true (kh_vault_store_commit (store, NULL));
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_position (store, 18, NULL));
  kh_vault_store_rollback (store);
  store = reopen_vault (&f, store);
  check_position (store, 17);
  g_assert_true (kh_database_exec (kh_vault_store_get_database (store),
                                   "DROP TABLE secret_tags; DROP TABLE secret_versions;"
                                   "DROP TABLE secret_values; DROP TABLE secrets;"
                                   "DROP TABLE position; PRAGMA user_version = 1",
                                   NULL));
  store = reopen_vault (&f, store);
  check_position (store, 0);
  check_key (store, key);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

static void
test_round_trip (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  KhKeyVersion *disabled;
  g_autoptr (KhKey) key = NULL;

  records_fixture_init (&f);
  store = create (&f, "Contoso", VAULT_ID);
  key = save_key (store, "k");
  check_key (store, key);
  check_private (store, "K", V1, keys[0]);
  disabled = kh_key_version_copy (kh_key_get_version (key, V1));
  disabled->enabled = FALSE;
  disabled->exp = KH_TIME_NONE;
  disabled->ops = KH_KEY_OPS_SIGN;
  kh_key_set_version (key, disabled);
  kh_key_version_unref (disabled);
  add_version (key, V2, keys[1]);
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_key (store, key, NULL));
  g_assert_true (kh_vault_store_put_rsa (store, "k", V2, keys[1], NULL));
  g_assert_true (kh_vault_store_commit (store, NULL));
  g_assert_true (kh_vault_store_close (store, NULL));
  store = kh_vault_store_open (&f.faulty.io, f.folder, "Contoso", VAULT_ID, f.root, NULL);
  check_key (store, key);
  check_private (store, "k", V1, keys[0]); /* disabled, and still there */
  check_private (store, "k", V2, keys[1]);
  expect_private (store, "k", "0", KH_ERROR_NOT_FOUND);
  expect_private (store, "none", V1, KH_ERROR_NOT_FOUND);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

static void
test_refusals (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhKey) bare = make_key ("bare");
  g_autoptr (KhKey) stale = NULL;
  g_autoptr (KhKey) altered = NULL;
  KhKeyVersion *other;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  store = create (&f, "Contoso", VAULT_ID);
  key = save_key (store, "k");
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_key (store, bare, NULL));
  g_assert_false (kh_vault_store_commit (store, &error)); /* no private part */
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_clear_error (&error);
  stale = kh_key_copy (key);
  stale->revision = 5;
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_false (kh_vault_store_put_key (store, stale, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (kh_vault_store_put_rsa (store, "k", V1, keys[1], &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_clear_error (&error);
  altered = kh_key_copy (key);
  other = kh_key_version_copy (kh_key_get_version (key, V1));
  other->created_at++;
  kh_key_set_version (altered, other);
  kh_key_version_unref (other);
  g_assert_false (kh_vault_store_put_key (store, altered, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  kh_vault_store_rollback (store);
  check_key (store, key);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

static void
test_delete (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  store = create (&f, "Contoso", VAULT_ID);
  kh_key_unref (save_key (store, "a"));
  kh_key_unref (save_key (store, "b"));
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_delete_key (store, "A", NULL));
  g_assert_true (kh_vault_store_commit (store, NULL));
  left = kh_vault_store_load_keys (store, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  expect_private (store, "a", V1, KH_ERROR_NOT_FOUND);
  check_private (store, "b", V1, keys[0]);
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_false (kh_vault_store_delete_key (store, "a", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

/* --- Private parts elsewhere than they belong ---------------------------------------------- */

/* Each statement alters what a sealed private part is bound to. */
static void
test_bound (void)
{
  static const char *const alterations[] = {
    "UPDATE privates SET sealed = (SELECT sealed FROM privates WHERE key = 'b') WHERE key = 'a'",
    "UPDATE privates SET sealed = CAST (substr (sealed, 1, 40) AS BLOB) WHERE key = 'a'",
    "UPDATE privates SET sealed = x'00' WHERE key = 'a'",
    "UPDATE privates SET sealed = CAST (sealed || x'00' AS BLOB) WHERE key = 'a'",
    "UPDATE versions SET size = 3072 WHERE key = 'a'",
    "UPDATE versions SET created_at = created_at + 1 WHERE key = 'a'",
    "UPDATE versions SET curve = 'P-256' WHERE key = 'a'",
    "UPDATE versions SET rsa_e = x'03' WHERE key = 'a'",
    "UPDATE versions SET rsa_n = x'03' WHERE key = 'a'",
    "UPDATE versions SET ec_x = x'03' WHERE key = 'a'",
    "UPDATE keys SET kty = 'RSA' WHERE name = 'a'",
    "UPDATE privates SET version = '" V2 "' WHERE key = 'a';"
    "UPDATE versions SET version = '" V2 "' WHERE key = 'a'",
  };
  RecordsFixture f;

  records_fixture_init (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (alterations); i++) {
    g_autofree char *name = g_strdup_printf ("vault%u", (guint)i);
    g_autofree char *id = kh_id_new ();
    KhVaultStore *store = create (&f, name, id);

    kh_key_unref (save_key (store, "a"));
    kh_key_unref (save_key (store, "b"));
    g_assert_true (kh_vault_store_begin (store, NULL));
    sql (store, alterations[i]);
    g_assert_true (kh_vault_store_commit (store, NULL));
    expect_private (store, "a", strstr (alterations[i], V2) != NULL ? V2 : V1, KH_ERROR_DAMAGED);
    check_private (store, "b", V1, keys[0]);
    kh_vault_store_free (store);
  }
  records_fixture_clear (&f);
}

static void
test_every_byte (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  gint64 size;
  g_autoptr (KhStatement) statement = NULL;

  records_fixture_init (&f);
  store = create (&f, "Contoso", VAULT_ID);
  kh_key_unref (save_key (store, "a"));
  g_assert_true (kh_database_get_int64 (kh_vault_store_get_database (store),
                                        "SELECT length (sealed) FROM privates", &size, NULL));
  for (gint64 i = 1; i <= size; i += 13) {
    g_autofree char *flip =
        g_strdup_printf ("UPDATE privates SET sealed = CAST (substr (sealed, 1, %d) || "
                         "CASE substr (sealed, %d, 1) WHEN x'00' THEN x'01' ELSE x'00' END || "
                         "substr (sealed, %d) AS BLOB)",
                         (int)i - 1, (int)i, (int)i + 1);

    g_assert_true (kh_vault_store_begin (store, NULL));
    sql (store, flip);
    expect_private (store, "a", V1, KH_ERROR_DAMAGED);
    kh_vault_store_rollback (store);
  }
  check_private (store, "a", V1, keys[0]);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

/* The sealed bytes of one vault in the database of another, and a folder in another's place. */
static void
test_other_vault (void)
{
  RecordsFixture f;
  KhVaultStore *one, *two;
  g_autoptr (KhStatement) get = NULL;
  g_autoptr (KhStatement) set = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *from = NULL, *to = NULL;
  gconstpointer sealed;
  gsize size;

  records_fixture_init (&f);
  one = create (&f, "one", VAULT_ID);
  two = create (&f, "two", OTHER_ID);
  kh_key_unref (save_key (one, "a"));
  kh_key_unref (save_key (two, "a"));
  get =
      kh_database_prepare (kh_vault_store_get_database (one), "SELECT sealed FROM privates", NULL);
  g_assert_cmpint (kh_statement_step (get, NULL), ==, KH_STEP_ROW);
  sealed = kh_statement_get_blob (get, 0, &size);
  set = kh_database_prepare (kh_vault_store_get_database (two), "UPDATE privates SET sealed = ?1",
                             NULL);
  kh_statement_bind_blob (set, 1, sealed, size);
  g_assert_true (kh_statement_run (set, NULL));
  expect_private (two, "a", V1, KH_ERROR_DAMAGED);
  check_private (one, "a", V1, keys[0]);
  g_clear_pointer (&get, kh_statement_free);
  g_clear_pointer (&set, kh_statement_free);
  kh_vault_store_free (one);
  kh_vault_store_free (two);
  g_assert_true (kh_vault_store_purge (&f.faulty.io, f.folder, "two", NULL));
  from = g_build_filename (f.folder, "one", NULL);
  to = g_build_filename (f.folder, "two", NULL);
  g_assert_cmpint (g_rename (from, to), ==, 0);
  g_assert_null (kh_vault_store_open (&f.faulty.io, f.folder, "two", OTHER_ID, f.root, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_WRONG_KEY);
  g_clear_error (&error);
  g_assert_null (kh_vault_store_open (&f.faulty.io, f.folder, "two", VAULT_ID, f.root, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_DAMAGED);
  records_fixture_clear (&f);
}

/* --- Making and purging -------------------------------------------------------------------- */

static void
test_create (void)
{
  RecordsFixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *beside = NULL;

  records_fixture_init (&f);
  kh_vault_store_free (create (&f, "kv-one", VAULT_ID));
  g_assert_null (
      kh_vault_store_create (&f.faulty.io, f.folder, "kv-one", OTHER_ID, f.root, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (kh_vault_store_create (&f.faulty.io, f.folder, "../x", OTHER_ID, f.root, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (kh_vault_store_open (&f.faulty.io, f.folder, "none", VAULT_ID, f.root, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (kh_vault_store_purge (&f.faulty.io, f.folder, "../x", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_error (&error);
  beside = g_build_filename (f.folder, "kv-two.new", NULL);
  g_assert_cmpint (g_mkdir (beside, 0700), ==, 0);
  records_write (beside, "vault.db", "half", 4);
  kh_vault_store_free (create (&f, "kv-two", OTHER_ID));
  g_assert_false (g_file_test (beside, G_FILE_TEST_EXISTS));
  g_assert_true (kh_vault_store_purge (&f.faulty.io, f.folder, "kv-two", NULL));
  g_assert_true (kh_vault_store_purge (&f.faulty.io, f.folder, "kv-two", NULL));
  kh_vault_store_free (create (&f, "kv-two", OTHER_ID)); /* the name is free again */
  records_fixture_clear (&f);
}

/* After any single failure the vault is whole or not there, and can be made then. */
static void
test_nth_failure (void)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    RecordsFixture f;
    KhVaultStore *store;
    g_autoptr (KhKey) key = NULL;
    g_autoptr (GError) error = NULL;

    records_fixture_init (&f);
    records_fail_at (&f, n, EIO);
    store = kh_vault_store_create (&f.faulty.io, f.folder, "Contoso", VAULT_ID, f.root, NULL);
    failed = f.faulty.calls >= n;
    kh_vault_store_free (store);
    records_fail_never (&f);
    store = kh_vault_store_open (&f.faulty.io, f.folder, "Contoso", VAULT_ID, f.root, &error);
    if (store == NULL) {
      g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
      store = create (&f, "Contoso", VAULT_ID);
    }
    key = save_key (store, "k");
    check_key (store, key);
    kh_vault_store_free (store);
    records_fixture_clear (&f);
    g_assert_cmpuint (n, <, 500);
  }
}

static void
test_nth_failure_purge (void)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    RecordsFixture f;
    KhVaultStore *store;
    g_autofree char *path = NULL;

    records_fixture_init (&f);
    kh_vault_store_free (create (&f, "Contoso", VAULT_ID));
    records_fail_at (&f, n, EIO);
    kh_vault_store_purge (&f.faulty.io, f.folder, "Contoso", NULL);
    failed = f.faulty.calls >= n;
    records_fail_never (&f);
    path = g_build_filename (f.folder, "Contoso", NULL);
    if (g_file_test (path, G_FILE_TEST_EXISTS)) {
      store = kh_vault_store_open (&f.faulty.io, f.folder, "Contoso", VAULT_ID, f.root, NULL);
      g_assert_nonnull (store);
      kh_vault_store_free (store);
    }
    g_assert_true (kh_vault_store_purge (&f.faulty.io, f.folder, "Contoso", NULL));
    g_assert_cmpint (g_rmdir (f.folder), ==, 0); /* nothing is left */
    records_fixture_clear (&f);
    g_assert_cmpuint (n, <, 100);
  }
}

int
main (int argc, char **argv)
{
  RecordsFixture f;
  int status;

  g_test_init (&argc, &argv, NULL);
  records_fixture_init (&f);
  records_fixture_clear (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (khc_rsa_generate (2048, &keys[i]), ==, KHC_OK);
  g_test_add_func ("/vault-store/round-trip", test_round_trip);
  g_test_add_func ("/vault-store/position", test_position);
  g_test_add_func ("/vault-store/refusals", test_refusals);
  g_test_add_func ("/vault-store/delete", test_delete);
  g_test_add_func ("/vault-store/bound", test_bound);
  g_test_add_func ("/vault-store/every-byte", test_every_byte);
  g_test_add_func ("/vault-store/other-vault", test_other_vault);
  g_test_add_func ("/vault-store/create", test_create);
  g_test_add_func ("/vault-store/nth-failure", test_nth_failure);
  g_test_add_func ("/vault-store/nth-failure-purge", test_nth_failure_purge);
  status = g_test_run ();
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    khc_rsa_unref (keys[i]);
  return status;
}
