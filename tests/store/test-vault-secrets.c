/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in vault.db: round trip, values stay where they belong, and a database of before. */
#include <errno.h>
#include <string.h>

#include "kh-vault-store.h"
#include "records-fixture.h"

#define VAULT_ID "b0000000-0000-4000-8000-000000000001"
#define V1 "00000000000000000000000000000001"
#define V2 "00000000000000000000000000000002"
#define V3 "00000000000000000000000000000003"
#define VALUE "value-of-a-customer-7d1f0a92"

static KhVaultStore *
create (RecordsFixture *f)
{
  g_autoptr (GError) error = NULL;
  KhVaultStore *store =
      kh_vault_store_create (&f->faulty.io, f->folder, "Contoso", VAULT_ID, f->root, &error);

  g_assert_no_error (error);
  return store;
}

static void
add_version (KhVaultSecret *secret, const char *id)
{
  static const char *const tags[] = { "team", "finance", "note", "<b>é", NULL };
  g_autoptr (KhVaultSecretVersion) version = kh_vault_secret_version_new ();

  kh_value_set_text (&version->version, id);
  version->enabled = FALSE;
  version->nbf = 5;
  version->exp = 6;
  version->created_at = RECORDS_TIME;
  version->updated_at = RECORDS_TIME + 1;
  kh_value_set_text (&version->content_type, "text/plain");
  g_strfreev (version->tags);
  version->tags = g_strdupv ((char **)tags);
  kh_vault_secret_set_version (secret, version);
}

static KhVaultSecret *
make_secret (const char *name, const char *version)
{
  KhVaultSecret *secret = kh_vault_secret_new ();

  kh_value_set_text (&secret->vault, "Contoso");
  kh_value_set_text (&secret->name, name);
  secret->deleted_at = 7;
  secret->scheduled_purge_at = 8;
  secret->created_at = 9;
  add_version (secret, version);
  return secret;
}

static gboolean
put_value (KhVaultStore *store, const char *name, const char *version, const char *text,
           GError **error)
{
  g_autoptr (KhSecret) value = kh_secret_new_copy (text, strlen (text));

  return kh_vault_store_put_secret_value (store, name, version, kh_secret_peek (value), error);
}

static void
save (KhVaultStore *store, KhVaultSecret *secret, const char *version)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_secret (store, secret, &error)
                 && put_value (store, secret->name, version, VALUE, &error));
  kh_vault_store_commit (store, &error);
  g_assert_no_error (error);
}

static void
check_value (KhVaultStore *store, const char *name, const char *version, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) value = kh_vault_store_get_secret_value (store, name, version, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (kh_secret_get_bytes (value), kh_secret_get_size (value), text, strlen (text));
}

static void
expect (KhVaultStore *store, const char *name, const char *version, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_vault_store_get_secret_value (store, name, version, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static void
sql (KhVaultStore *store, const char *text)
{
  g_autoptr (GError) error = NULL;

  kh_database_exec (kh_vault_store_get_database (store), text, &error);
  g_assert_no_error (error);
}

static void
check_same (KhVaultStore *store, const KhVaultSecret *saved)
{
  g_autoptr (GPtrArray) all = kh_vault_store_load_secrets (store, NULL);
  const KhVaultSecret *loaded = all->pdata[0];

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (loaded->vault, ==, saved->vault);
  g_assert_cmpstr (loaded->name, ==, saved->name);
  g_assert_cmpint (loaded->deleted_at, ==, saved->deleted_at);
  g_assert_cmpint (loaded->scheduled_purge_at, ==, saved->scheduled_purge_at);
  g_assert_cmpint (loaded->created_at, ==, saved->created_at);
  g_assert_cmpint (loaded->revision, ==, saved->revision);
  g_assert_cmpuint (loaded->versions->len, ==, saved->versions->len);
  for (guint i = 0; i < saved->versions->len; i++) {
    const KhVaultSecretVersion *a = loaded->versions->pdata[i];
    const KhVaultSecretVersion *b = saved->versions->pdata[i];

    g_assert_cmpstr (a->version, ==, b->version);
    g_assert_cmpint (a->enabled, ==, b->enabled);
    g_assert_cmpint (a->nbf, ==, b->nbf);
    g_assert_cmpint (a->exp, ==, b->exp);
    g_assert_cmpint (a->created_at, ==, b->created_at);
    g_assert_cmpint (a->updated_at, ==, b->updated_at);
    g_assert_cmpstr (a->content_type, ==, b->content_type);
    g_assert_true (g_strv_equal ((const char *const *)a->tags, (const char *const *)b->tags));
  }
}

static void
test_round_trip (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (KhVaultSecret) secret = make_secret ("smtp", V1);
  g_autofree char *text = NULL;
  gsize size;

  records_fixture_init (&f);
  store = create (&f);
  save (store, secret, V1);
  add_version (secret, V2);
  secret->deleted_at = KH_TIME_NONE;
  save (store, secret, V2);
  check_same (store, secret);
  check_value (store, "SMTP", V1, VALUE);
  g_assert_true (kh_vault_store_close (store, NULL));
  store = kh_vault_store_open (&f.faulty.io, f.folder, "Contoso", VAULT_ID, f.root, NULL);
  check_same (store, secret);
  check_value (store, "smtp", V2, VALUE);
  g_assert_true (kh_vault_store_close (store, NULL));
  text = records_read (f.folder, "Contoso/vault.db", &size);
  g_assert_null (memmem (text, size, VALUE, strlen (VALUE)));
  records_fixture_clear (&f);
}

static void
test_refusals (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (KhVaultSecret) secret = make_secret ("smtp", V1);
  g_autoptr (KhVaultSecret) other = make_secret ("smtp", V2);
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  store = create (&f);
  save (store, secret, V1);
  /* A version without a value does not get in, a version does not go, a value does not change. */
  add_version (secret, V3);
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_put_secret (store, secret, NULL));
  g_assert_false (kh_vault_store_commit (store, &error));
  g_clear_error (&error);
  other->revision = 1;
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_false (kh_vault_store_put_secret (store, other, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (put_value (store, "smtp", V1, "another", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  kh_vault_store_rollback (store);
  check_value (store, "smtp", V1, VALUE);
  expect (store, "smtp", V2, KH_ERROR_NOT_FOUND);
  expect (store, "none", V1, KH_ERROR_NOT_FOUND);
  g_assert_true (kh_vault_store_begin (store, NULL));
  g_assert_true (kh_vault_store_delete_secret (store, "Smtp", NULL));
  g_assert_true (kh_vault_store_commit (store, NULL));
  expect (store, "smtp", V1, KH_ERROR_NOT_FOUND);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

/* A value in another place, of another date, or with one bit changed is damaged. */
static void
test_bound (void)
{
  static const char *const moves[] = {
    "UPDATE secret_values SET sealed = (SELECT sealed FROM secret_values WHERE secret = 'b')"
    " WHERE secret = 'a'",
    "UPDATE secret_versions SET created_at = created_at + 1 WHERE secret = 'a'",
    "UPDATE secret_values SET sealed = CAST (x'00' || substr (sealed, 2) AS BLOB)"
    " WHERE secret = 'a' AND substr (sealed, 1, 1) != x'00'",
    "UPDATE secret_values SET sealed = substr (sealed, 1, 20) WHERE secret = 'a'",
  };
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (KhVaultSecret) a = make_secret ("a", V1);
  g_autoptr (KhVaultSecret) b = make_secret ("b", V2);

  records_fixture_init (&f);
  store = create (&f);
  save (store, a, V1);
  save (store, b, V2);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++) {
    gint64 altered = 0;

    g_assert_true (kh_vault_store_begin (store, NULL));
    sql (store, moves[i]);
    kh_database_get_int64 (kh_vault_store_get_database (store), "SELECT changes ()", &altered,
                           NULL);
    if (altered > 0)
      expect (store, "a", V1, KH_ERROR_DAMAGED);
    check_value (store, "b", V2, VALUE);
    kh_vault_store_rollback (store);
  }
  check_value (store, "a", V1, VALUE);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

/* A vault that was made before there were secrets gets their tables. */
static void
test_earlier (void)
{
  RecordsFixture f;
  KhVaultStore *store;
  g_autoptr (KhVaultSecret) secret = make_secret ("smtp", V1);
  g_autoptr (GPtrArray) keys = NULL;

  records_fixture_init (&f);
  store = create (&f);
  sql (store, "DROP TABLE secret_tags; DROP TABLE secret_versions; DROP TABLE secret_values;"
              "DROP TABLE secrets; PRAGMA user_version = 2");
  g_assert_true (kh_vault_store_close (store, NULL));
  store = kh_vault_store_open (&f.faulty.io, f.folder, "Contoso", VAULT_ID, f.root, NULL);
  g_assert_nonnull (store);
  save (store, secret, V1);
  check_value (store, "smtp", V1, VALUE);
  kh_vault_store_free (store);
  records_fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  RecordsFixture f;

  g_test_init (&argc, &argv, NULL);
  records_fixture_init (&f);
  records_fixture_clear (&f);
  g_test_add_func ("/vault-secrets/round-trip", test_round_trip);
  g_test_add_func ("/vault-secrets/refusals", test_refusals);
  g_test_add_func ("/vault-secrets/bound", test_bound);
  g_test_add_func ("/vault-secrets/earlier", test_earlier);
  return g_test_run ();
}
