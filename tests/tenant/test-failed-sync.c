/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sync of a database fails, and acts go on: each is refused, and the next start finds a sound
 * database. */
#include "kh-database.h"
#include "tenant-fixture.h"

#include <errno.h>

/* A transaction that leaves about @pages frames in the log. */
static gboolean
write_pages (KhDatabase *db, int pages, GError **error)
{
  g_autofree char *insert = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " INSERT INTO t SELECT randomblob (3500) FROM n",
      pages);

  if (!kh_database_begin (db, error))
    return FALSE;
  if (kh_database_exec (db, insert, error) && kh_database_commit (db, error))
    return TRUE;
  kh_database_rollback (db);
  return FALSE;
}

static int
fails_once (const KhIo *io, int fd)
{
  static gint calls;

  if (g_atomic_int_add (&calls, 1) > 0)
    return 0;
  errno = EIO;
  return -1;
}

static void
test_failed_sync (void)
{
  g_autofree char *folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.db", NULL);
  g_autoptr (KhSecret) key = passphrase ("0123456789abcdef0123456789abcdef");
  KhIo io = *kh_io_default ();
  g_autoptr (GError) error = NULL;
  KhDatabase *db = kh_database_open (path, key, KH_DATABASE_CREATE, &io, &error);

  g_assert_no_error (error);
  g_assert_true (kh_database_exec (db, "CREATE TABLE t (b BLOB)", &error));
  g_assert_true (write_pages (db, 3, &error));
  io.fdatasync = fails_once;
  for (int pages = 24; pages >= 3; pages -= 7) {
    g_assert_false (write_pages (db, pages, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_IO);
    g_clear_error (&error);
  }
  kh_database_close (db, NULL);
  kh_database_unref (db);
  db = kh_database_open (path, key, KH_DATABASE_DEFAULT, kh_io_default (), &error);
  g_assert_no_error (error);
  g_assert_true (write_pages (db, 3, &error));
  g_assert_no_error (error);
  kh_database_close (db, NULL);
  kh_database_unref (db);
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tenant/failed-sync", test_failed_sync);
  return g_test_run ();
}
