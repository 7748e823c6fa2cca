/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of keys: whole, and good for nothing anywhere else or with one bit changed. */
#include <string.h>

#include "kh-key-backup.h"
#include "records-fixture.h"

#define OTHER_TENANT "11111111-2222-4333-8444-666666666666"
#define MATERIAL "private-part-7d1f0a92-of-version-"

static RecordsFixture f;

static KhKeyBackupPlace
here (void)
{
  return (KhKeyBackupPlace){ f.root, RECORDS_TENANT, "unitedstates" };
}

static KhSecret *
get_private (const char *version, gpointer data, GError **error)
{
  g_autofree char *text = g_strconcat (MATERIAL, version, NULL);

  return kh_secret_new_copy (text, strlen (text));
}

static KhSecret *
fail_private (const char *version, gpointer data, GError **error)
{
  kh_set_error (error, KH_ERROR_IO, "no");
  return NULL;
}

static KhKey *
make_key (guint n_versions)
{
  static const char *const tags[] = { "team", "finance", "note", "<b>é", NULL };
  KhKey *key = kh_key_new ();

  kh_value_set_text (&key->vault, "kv-sales");
  kh_value_set_text (&key->name, "cmk");
  key->kty = KH_KEY_TYPE_RSA_HSM;
  g_strfreev (key->tags);
  key->tags = g_strdupv ((char **)tags);
  key->created_at = RECORDS_TIME;
  kh_value_set_text (&key->rotation_policy, "{}");
  for (guint i = 0; i < n_versions; i++) {
    g_autoptr (KhKeyVersion) version = kh_key_version_new ();

    version->version = g_strdup_printf ("%032x", i);
    version->size = 3072;
    version->ops = KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP;
    version->enabled = i % 2 == 0;
    version->nbf = i % 2 == 0 ? KH_TIME_NONE : 5;
    version->exp = RECORDS_TIME + 7;
    version->created_at = RECORDS_TIME + i;
    version->updated_at = RECORDS_TIME + i + 1;
    kh_value_set_text (&version->thumbprint, "abc");
    version->imported = TRUE;
    version->n = g_bytes_new_static ("modulus", 7);
    version->e = g_bytes_new_static ("\1\0\1", 3);
    kh_key_set_version (key, version);
  }
  return key;
}

static GBytes *
seal (const KhKey *key)
{
  KhKeyBackupPlace place = here ();
  g_autoptr (GError) error = NULL;
  GBytes *blob = kh_key_backup_seal (&place, key, get_private, NULL, &error);

  g_assert_no_error (error);
  return blob;
}

static void
check_version (const KhKeyVersion *a, const KhKeyVersion *b)
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
  g_assert_true (g_bytes_equal (a->n, b->n) && g_bytes_equal (a->e, b->e));
  g_assert_true (a->x == NULL && a->y == NULL);
}

static void
test_round_trip (void)
{
  KhKeyBackupPlace place = here ();
  g_autoptr (KhKey) key = make_key (3);
  g_autoptr (GBytes) blob = seal (key);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKeyBackup) backup = kh_key_backup_open (&place, blob, &error);
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (blob, &size);

  g_assert_no_error (error);
  g_assert_cmpstr (backup->key->name, ==, key->name);
  g_assert_null (backup->key->vault);
  g_assert_cmpint (backup->key->kty, ==, key->kty);
  g_assert_cmpint (backup->key->created_at, ==, key->created_at);
  g_assert_cmpstr (backup->key->rotation_policy, ==, key->rotation_policy);
  g_assert_true (
      g_strv_equal ((const char *const *)backup->key->tags, (const char *const *)key->tags));
  g_assert_cmpuint (backup->key->versions->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const KhKeyVersion *version = key->versions->pdata[i];
    g_autoptr (KhSecret) expected = get_private (version->version, NULL, NULL);
    g_autoptr (KhSecret) plain = kh_key_backup_open_private (&place, backup, i, &error);

    g_assert_no_error (error);
    check_version (backup->key->versions->pdata[i], version);
    g_assert_true (khc_secret_equal (kh_secret_peek (plain), kh_secret_peek (expected)));
  }
  /* Neither the material nor what the key is called stands in it. */
  g_assert_null (memmem (data, size, "7d1f0a92", 8));
  g_assert_null (memmem (data, size, "finance", 7));
}

static void
refuse (const KhKeyBackupPlace *place, GBytes *blob, KhErrorCode code, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_key_backup_open (place, blob, &error));
  g_assert_error (error, KH_ERROR, (int)code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static void
test_elsewhere (void)
{
  KhKeyBackupPlace place = here ();
  g_autoptr (KhKey) key = make_key (1);
  g_autoptr (GBytes) blob = seal (key);
  g_autoptr (KhSecret) root = kh_secret_new_copy ("another root key, of 32 bytes...", 32);

  place.geo = "europe";
  refuse (&place, blob, KH_ERROR_RULE, "OtherGeography");
  place = here ();
  place.tenant_id = OTHER_TENANT;
  refuse (&place, blob, KH_ERROR_ARGUMENT, "OtherOrganization");
  place = here ();
  place.root = root;
  refuse (&place, blob, KH_ERROR_ARGUMENT, "BadParameter");
}

/* The geography and the organization stand before the sealed part, and are bound to it. */
static void
test_every_byte (void)
{
  KhKeyBackupPlace place = here ();
  g_autoptr (KhKey) key = make_key (2);
  g_autoptr (GBytes) blob = seal (key);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (blob, &size);
  g_autofree guint8 *altered = g_memdup2 (data, size + 1);
  g_autoptr (GBytes) longer = NULL;

  for (gsize i = 0; i < size; i++) {
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) cut = g_bytes_new (data, i);
    g_autoptr (GError) error = NULL;

    altered[i] ^= 1;
    bytes = g_bytes_new (altered, size);
    g_assert_null (kh_key_backup_open (&place, bytes, NULL));
    refuse (&place, cut, KH_ERROR_ARGUMENT, "BadParameter");
    altered[i] ^= 1;
  }
  altered[size] = 0;
  longer = g_bytes_new (altered, size + 1);
  refuse (&place, longer, KH_ERROR_ARGUMENT, "BadParameter");
  /* Where the geography in the head is changed to that of the vault. */
  memcpy (altered + 26, "unitedstatea", 12);
  place.geo = "unitedstatea";
  g_clear_pointer (&longer, g_bytes_unref);
  longer = g_bytes_new (altered, size);
  refuse (&place, longer, KH_ERROR_ARGUMENT, "BadParameter");
}

/* A file of version 1 that another program wrote. */
static void
test_golden (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data/golden/key-backup-1", NULL);
  guint8 bytes[32];
  char *text = NULL;
  gsize size = 0;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(100 + i);
  g_autoptr (KhSecret) root = kh_secret_new_copy (bytes, sizeof bytes);
  const KhKeyBackupPlace place = { root, RECORDS_TENANT, "unitedstates" };
  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) blob = g_bytes_new_take (text, size);
  g_autoptr (KhKeyBackup) backup = kh_key_backup_open (&place, blob, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (backup->key->name, ==, "cmk");
  g_assert_cmpint (backup->key->kty, ==, KH_KEY_TYPE_RSA);
  g_assert_cmpint (backup->key->created_at, ==, RECORDS_TIME);
  g_assert_cmpstr (backup->key->rotation_policy, ==, "{}");
  g_assert_cmpstr (backup->key->tags[1], ==, "<b>é");
  g_assert_cmpuint (backup->key->versions->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const KhKeyVersion *version = backup->key->versions->pdata[i];
    g_autofree char *id = g_strdup_printf ("%032x", i + 1);
    g_autofree char *material = g_strdup_printf ("private part %u", i + 1);
    g_autoptr (KhSecret) expected = kh_secret_new_copy (material, strlen (material));
    g_autoptr (KhSecret) plain = kh_key_backup_open_private (&place, backup, i, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (version->version, ==, id);
    g_assert_cmpuint (version->size, ==, 2048);
    g_assert_cmpint (version->ops, ==, KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP);
    g_assert_cmpint (version->enabled, ==, i == 0);
    g_assert_cmpint (version->nbf, ==, i == 0 ? 5 : KH_TIME_NONE);
    g_assert_cmpint (version->exp, ==, i == 0 ? KH_TIME_NONE : RECORDS_TIME + 7);
    g_assert_cmpint (version->updated_at, ==, RECORDS_TIME + i + 2);
    g_assert_cmpint (version->imported, ==, i == 0);
    g_assert_true (khc_secret_equal (kh_secret_peek (plain), kh_secret_peek (expected)));
  }
}

static void
test_limits (void)
{
  KhKeyBackupPlace place = here ();
  g_autoptr (KhKey) most = make_key (KH_KEY_BACKUP_VERSIONS_MAX);
  g_autoptr (KhKey) more = make_key (KH_KEY_BACKUP_VERSIONS_MAX + 1);
  g_autoptr (GBytes) blob = seal (most);
  g_autoptr (KhKeyBackup) backup = kh_key_backup_open (&place, blob, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (backup->key->versions->len, ==, KH_KEY_BACKUP_VERSIONS_MAX);
  g_assert_null (kh_key_backup_seal (&place, more, get_private, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_clear_error (&error);
  g_assert_null (kh_key_backup_seal (&place, most, fail_private, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_IO);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  records_fixture_init (&f);
  g_test_add_func ("/key-backup/round-trip", test_round_trip);
  g_test_add_func ("/key-backup/elsewhere", test_elsewhere);
  g_test_add_func ("/key-backup/every-byte", test_every_byte);
  g_test_add_func ("/key-backup/golden", test_golden);
  g_test_add_func ("/key-backup/limits", test_limits);
  status = g_test_run ();
  records_fixture_clear (&f);
  return status;
}
