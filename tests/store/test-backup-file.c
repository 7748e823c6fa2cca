/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of an environment's backup: what another program wrote is read and written again, and
 * whatever is cut, altered, added or of somebody else is refused. */
#include <errno.h>
#include <string.h>

#include "kh-backup-file.h"
#include "records-fixture.h"

static RecordsFixture f;
static KhSecret *root;
static GBytes *golden;

static void
setup (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data/golden/backup-1", NULL);
  guint8 bytes[32];
  char *text = NULL;
  gsize size = 0;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(100 + i);
  root = kh_secret_new_copy (bytes, sizeof bytes);
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  golden = g_bytes_new_take (text, size);
  records_fixture_init (&f);
}

/* An empty folder. (transfer full) */
static char *
make_place (void)
{
  char *place = g_build_filename (f.folder, "unpacked", NULL);

  if (g_file_test (place, G_FILE_TEST_EXISTS))
    records_remove_folder (place);
  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  return place;
}

static gboolean
put (KhBackupReader *reader, const guint8 *bytes, gsize size, gsize step, GError **error)
{
  for (gsize at = 0; at < size; at += step)
    if (!kh_backup_reader_write (reader, bytes + at, MIN (step, size - at), error))
      return FALSE;
  return kh_backup_reader_finish (reader, error);
}

static gboolean
unpack (const guint8 *bytes, gsize size, GError **error)
{
  g_autofree char *place = make_place ();
  g_autoptr (KhBackupReader) reader =
      kh_backup_reader_new (&f.faulty.io, place, RECORDS_TENANT, root, error);

  return reader != NULL && put (reader, bytes, size, 4096, error);
}

static void
refuse (const guint8 *bytes, gsize size, int code, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (unpack (bytes, size, &error));
  g_assert_error (error, KH_ERROR, code);
  if (inner != NULL)
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static guint8 *
copy_golden (gsize *size)
{
  gconstpointer data = g_bytes_get_data (golden, size);

  return g_memdup2 (data, *size);
}

/* --- Right ------------------------------------------------------------------------------------ */

static void
check_info (const KhBackupInfo *info)
{
  const KhEnvironment *environment = info->environment;

  g_assert_cmpstr (info->organization, ==, RECORDS_TENANT);
  g_assert_cmpint (info->created_at, ==, RECORDS_TIME);
  g_assert_cmpstr (environment->name, ==, "Sales é");
  g_assert_cmpstr (environment->geo, ==, "unitedstates");
  g_assert_cmpint (environment->type, ==, KH_ENVIRONMENT_TYPE_SANDBOX);
  g_assert_true (environment->dataverse);
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *ref = environment->stores[i].deks->pdata[0];

    g_assert_cmpuint (environment->stores[i].items, ==, i + 1);
    g_assert_cmpuint (environment->stores[i].bytes, ==, i + 3);
    g_assert_cmpint (ref->owner, ==, i < 3 ? KH_KEY_OWNER_CUSTOMER : KH_KEY_OWNER_PLATFORM);
    g_assert_cmpstr (ref->key, ==, i < 3 ? "cmk-2026" : NULL);
    g_assert_cmpuint (info->records[i]->len, ==, 1);
  }
}

static void
check_written (const char *place, KhBackupInfo *info)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhBackupWriter) writer =
      kh_backup_writer_new (&f.faulty.io, place, info, root, &error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 buffer[100];
  gssize n;

  g_assert_no_error (error);
  g_assert_cmpuint (kh_backup_writer_get_size (writer), ==, g_bytes_get_size (golden));
  while ((n = kh_backup_writer_read (writer, buffer, sizeof buffer, &error)) > 0)
    g_byte_array_append (all, buffer, (guint)n);
  g_assert_no_error (error);
  /* Without its end nobody takes it. */
  g_assert_cmpuint (all->len, ==, g_bytes_get_size (golden) - 32);
  kh_backup_writer_seal (writer);
  while ((n = kh_backup_writer_read (writer, buffer, sizeof buffer, &error)) > 0)
    g_byte_array_append (all, buffer, (guint)n);
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpmem (all->data, all->len, g_bytes_get_data (golden, NULL), g_bytes_get_size (golden));
}

static void
test_golden (void)
{
  static const gsize steps[] = { 1, 13, 100, 5000 };
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (golden, &size);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *place = make_place ();
    g_autoptr (GError) error = NULL;
    g_autoptr (KhBackupReader) reader =
        kh_backup_reader_new (&f.faulty.io, place, RECORDS_TENANT, root, &error);

    g_assert_true (put (reader, bytes, size, steps[i], &error));
    check_info (kh_backup_reader_get_info (reader));
    check_written (place, (KhBackupInfo *)kh_backup_reader_get_info (reader));
  }
}

/* --- Wrong ------------------------------------------------------------------------------------ */

static void
test_cut (void)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (golden, &size);

  for (gsize n = 0; n < size; n++)
    refuse (bytes, n, KH_ERROR_FORMAT, "BackupCut");
}

static void
test_longer (void)
{
  gsize size = 0;
  g_autofree guint8 *bytes = copy_golden (&size);

  bytes = g_realloc (bytes, size + 1);
  bytes[size] = 0;
  refuse (bytes, size + 1, KH_ERROR_FORMAT, "BackupAltered");
}

/* Whatever byte it is. */
static void
test_altered (void)
{
  gsize size = 0;
  g_autofree guint8 *bytes = copy_golden (&size);

  for (gsize at = 0; at < size; at++) {
    g_autoptr (GError) error = NULL;

    bytes[at] ^= 1;
    g_assert_false (unpack (bytes, size, &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == KH_ERROR);
    bytes[at] ^= 1;
  }
  g_assert_true (unpack (bytes, size, NULL));
}

/* A content that was changed together with its digest: only the end tells. */
static void
test_forged (void)
{
  gsize size = 0;
  g_autofree guint8 *bytes = copy_golden (&size);
  guint8 *content = memmem (bytes, size, "database 1", 10);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = 32;

  content[0] = 'D';
  g_checksum_update (sum, content, 10);
  g_checksum_get_digest (sum, content + 10, &length);
  refuse (bytes, size, KH_ERROR_FORMAT, "BackupAltered");
}

static void
test_foreign (void)
{
  gsize size = 0;
  g_autofree guint8 *bytes = copy_golden (&size);
  KhSecret *own = root;
  guint8 other[32] = { 5 };

  root = kh_secret_new_copy (other, sizeof other);
  refuse (bytes, size, KH_ERROR_FORMAT, "BackupAltered");
  kh_secret_unref (root);
  root = own;
  bytes[14] ^= 1; /* of the organization's id */
  refuse (bytes, size, KH_ERROR_RULE, "OtherOrganization");
  bytes[14] ^= 1;
  bytes[9] = 2;
  refuse (bytes, size, KH_ERROR_NEWER, NULL);
  refuse ((const guint8 *)"PK\3\4 this is an archive", 22, KH_ERROR_FORMAT, "NotABackup");
}

/* --- The disk --------------------------------------------------------------------------------- */

static void
test_disk_fails (void)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (golden, &size);
  guint n = 1;

  for (;; n++) {
    g_autoptr (GError) error = NULL;

    records_fail_at (&f, n, ENOSPC);
    if (unpack (bytes, size, &error))
      break;
    g_assert_error (error, KH_ERROR, KH_ERROR_NO_SPACE);
    g_assert_cmpuint (n, <, 500);
  }
  records_fail_never (&f);
  g_assert_cmpuint (n, >, 20);
}

static int
no_space (const KhIo *io, const char *path, guint64 *bytes)
{
  *bytes = 100;
  return 0;
}

static void
test_no_room (void)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (golden, &size);

  f.faulty.io.free_space = no_space;
  refuse (bytes, size, KH_ERROR_NO_SPACE, NULL);
  f.faulty.io.free_space = kh_io_default ()->free_space;
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  setup ();
  g_test_add_func ("/backup-file/golden", test_golden);
  g_test_add_func ("/backup-file/cut", test_cut);
  g_test_add_func ("/backup-file/longer", test_longer);
  g_test_add_func ("/backup-file/altered", test_altered);
  g_test_add_func ("/backup-file/forged", test_forged);
  g_test_add_func ("/backup-file/foreign", test_foreign);
  g_test_add_func ("/backup-file/disk-fails", test_disk_fails);
  g_test_add_func ("/backup-file/no-room", test_no_room);
  status = g_test_run ();
  records_fixture_clear (&f);
  g_bytes_unref (golden);
  kh_secret_unref (root);
  return status;
}
