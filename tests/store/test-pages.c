/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page layer on healthy files: what is on the disk, what is refused, what SQLite may do. */
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "kh-page-vfs.h"
#include "pages-fixture.h"

static void
test_round_trip (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n;

  for (guint round = 0; round < 3; round++) {
    g_autoptr (KhDatabase) db = pages_open (f, GPOINTER_TO_INT (data));

    g_assert_true (pages_get_state (db, &n, &error));
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, round * 4);
    for (guint i = 1; i <= 4; i++)
      g_assert_true (pages_commit (db, n + i, &error));
    g_assert_true (kh_database_close (db, &error));
    g_assert_no_error (error);
    /* Closed: everything is in the file, and the log is gone. */
    g_assert_cmpint (pages_count_files (f), ==, 1);
  }
}

/* Points 1 and 13: pages rewritten without their header, checksums redone after. */
static void
test_spill (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = pages_open (f, KH_DATABASE_TINY_CACHE);
  PagesCrash crash;
  guint n;

  g_assert_true (kh_database_begin (db, &error));
  for (guint round = 0; round < 30; round++) {
    g_autofree char *sql =
        g_strdup_printf ("INSERT INTO t SELECT %u + value, 0, 'spill', randomblob(3000) FROM "
                         "json_each('[1,2,3,4,5,6,7,8,9]'); UPDATE t SET c = c + 1",
                         round * 10);
    g_assert_true (kh_database_exec (db, sql, &error));
  }
  g_assert_true (kh_database_commit (db, &error));
  pages_crash_take (f, &crash);
  kh_database_unref (g_steal_pointer (&db));
  /* The commit stands in the log alone; recovery must find all of it. */
  pages_crash_put (f, &crash);
  db = pages_open (f, KH_DATABASE_TINY_CACHE);
  g_assert_true (kh_database_check (db, &error));
  g_assert_no_error (error);
  for (guint round = 0; round < 30; round++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM t WHERE id BETWEEN %u AND %u AND "
                                            "c = %u AND length(v) = 3000",
                                            round * 10 + 1, round * 10 + 9, 30 - round);
    gint64 count;

    g_assert_true (kh_database_get_int64 (db, sql, &count, &error));
    g_assert_cmpint (count, ==, 9);
  }
  g_assert_true (kh_database_exec (db, "DELETE FROM t", &error));
  g_assert_true (pages_get_state (db, &n, &error));
  pages_crash_clear (&crash);
}

/* Nothing readable in any file, while a transaction is open, after it, and after closing. */
static void
test_canary (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = pages_open (f, KH_DATABASE_TINY_CACHE);
  g_autofree char *copy = pages_path (f, "copy.db"), *plain = pages_path (f, "plain");

  g_assert_true (pages_commit (db, 1, &error));
  g_assert_true (kh_database_begin (db, &error));
  g_assert_true (kh_database_exec (
      db, "UPDATE t SET k = '" PAGES_CANARY "' || id; SAVEPOINT a; DELETE FROM t; ROLLBACK TO a",
      &error));
  g_assert_false (pages_find_text (f, PAGES_CANARY));
  g_assert_true (kh_database_commit (db, &error));
  g_assert_true (kh_database_copy (db, copy, f->dek, NULL, NULL, NULL, &error));
  g_assert_false (pages_find_text (f, PAGES_CANARY));
  g_assert_false (pages_find_text (f, "SQLite format"));
  g_assert_true (kh_database_close (db, &error));
  g_assert_false (pages_find_text (f, PAGES_CANARY));
  g_assert_false (pages_find_text (f, "CREATE TABLE"));
  /* The search itself works. */
  pages_write (plain, "x" PAGES_CANARY, strlen (PAGES_CANARY) + 1);
  g_assert_true (pages_find_text (f, PAGES_CANARY));
}

/* Points 4, 5: the form of the file, opened here with the core alone. */
static void
test_file_form (PagesFixture *f, gconstpointer data)
{
  static const guint8 zero[KHC_PAGE_RESERVED];
  g_autoptr (KhDatabase) db = pages_open (f, 0);
  g_autoptr (GBytes) file = NULL;
  guint8 page[KHC_PAGE_SIZE], id[KHC_PAGE_ID_SIZE];
  KhcPageKey *key = NULL;
  const guint8 *bytes;
  gsize size;

  g_assert_true (pages_commit (db, 1, NULL));
  g_assert_true (kh_database_close (db, NULL));
  file = pages_read (f->path);
  bytes = g_bytes_get_data (file, &size);
  g_assert_cmpint (size % KHC_PAGE_SIZE, ==, 0);
  g_assert_cmpint (size / KHC_PAGE_SIZE, >, 20);
  g_assert_cmpmem (bytes, 4, "\xCBHD\x01", 4);
  g_assert_cmpmem (bytes + 16, 8, "\x10\x00\x02\x02\x30\x40\x20\x20", 8);
  g_assert_cmpint (khc_page_identify (khc_bytes (bytes, size), id), ==, KHC_OK);
  g_assert_cmpint (khc_page_key_new (kh_secret_peek (f->dek), id, &key), ==, KHC_OK);
  for (gsize i = 0; i < size / KHC_PAGE_SIZE; i++) {
    g_assert_cmpint (khc_page_open (key, (guint32)i + 1, bytes + i * KHC_PAGE_SIZE, page), ==,
                     KHC_OK);
    g_assert_cmpmem (page + KHC_PAGE_SIZE - KHC_PAGE_RESERVED, KHC_PAGE_RESERVED, zero,
                     sizeof zero);
    g_assert_cmpmem (bytes + (i + 1) * KHC_PAGE_SIZE - 8, 8, zero, 8);
    if (i == 0)
      g_assert_cmpmem (page, 16, "SQLite format 3", 16);
  }
  khc_page_key_free (key);
}

static void
checksum (const guint8 *data, gsize size, gboolean big, guint32 sum[2])
{
  for (gsize i = 0; i < size; i += 8) {
    guint32 a = khc_get_be32 (data + i), b = khc_get_be32 (data + i + 4);

    sum[0] += (big ? a : GUINT32_SWAP_LE_BE (a)) + sum[1];
    sum[1] += (big ? b : GUINT32_SWAP_LE_BE (b)) + sum[0];
  }
}

/* Walks a log with the core alone: each frame's checksum is of the plaintext, and neither it nor
 * the salts are readable. Returns the number of frames. */
static guint
walk_log (GBytes *wal, KhcPageKey *key)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (wal, &size);
  guint8 header[32], frame[4120];
  guint32 sum[2] = { 0, 0 };
  guint n = 0;

  memcpy (header, bytes, sizeof header);
  g_assert_cmpint (khc_page_block_open (key, 16, header + 16), ==, KHC_OK);
  checksum (header, 24, header[3] & 1, sum);
  g_assert_cmpint (khc_get_be32 (header + 24), ==, sum[0]);
  for (gsize at = 32; at + sizeof frame <= size; at += sizeof frame, n++) {
    memcpy (frame, bytes + at, sizeof frame);
    g_assert_cmpint (khc_page_block_open (key, at + 8, frame + 8), ==, KHC_OK);
    g_assert_cmpint (khc_page_open_in_place (key, khc_get_be32 (frame), frame + 24), ==, KHC_OK);
    checksum (frame, 8, header[3] & 1, sum);
    checksum (frame + 24, KHC_PAGE_SIZE, header[3] & 1, sum);
    g_assert_cmpint (khc_get_be32 (frame + 16), ==, sum[0]);
    g_assert_cmpint (khc_get_be32 (frame + 20), ==, sum[1]);
    g_assert_cmpmem (frame + 8, 8, header + 16, 8);
    g_assert_cmpint (memcmp (bytes + at + 16, frame + 16, 8), !=, 0);
    g_assert_cmpint (memcmp (bytes + at + 8, header + 16, 8), !=, 0);
    g_assert_cmpint (memcmp (bytes + at + 8, bytes + 16, 8), !=, 0);
  }
  return n;
}

/* Point 2. */
static void
test_log_form (PagesFixture *f, gconstpointer data)
{
  g_autoptr (KhDatabase) db = pages_open (f, KH_DATABASE_TINY_CACHE);
  g_autoptr (GBytes) file = NULL, wal = NULL;
  guint8 id[KHC_PAGE_ID_SIZE];
  KhcPageKey *key = NULL;

  g_assert_true (pages_commit (db, 1, NULL));
  g_assert_true (pages_commit (db, 2, NULL));
  file = pages_read (f->path);
  wal = pages_read (f->wal);
  g_assert_cmpint (khc_page_identify (khc_bytes (g_bytes_get_data (file, NULL), 24), id), ==,
                   KHC_OK);
  g_assert_cmpint (khc_page_key_new (kh_secret_peek (f->dek), id, &key), ==, KHC_OK);
  g_assert_cmpint (walk_log (wal, key), >, 38);
  khc_page_key_free (key);
}

/* In the database file, which is not made anew. */
static void
flip_byte (PagesFixture *f, gint64 place)
{
  int fd = g_open (f->path, O_RDWR | O_CLOEXEC, 0);
  guint8 byte;

  g_assert_cmpint (pread (fd, &byte, 1, place), ==, 1);
  byte ^= 1;
  g_assert_cmpint (pwrite (fd, &byte, 1, place), ==, 1);
  close (fd);
}

/* Point 5: parts of page 1, asked of the VFS as SQLite asks it. */
static void
test_partial_reads (PagesFixture *f, gconstpointer data)
{
  g_autoptr (KhPageVfs) vfs = NULL;
  sqlite3_vfs *sqlite_vfs;
  sqlite3_file *file;
  guint8 whole[KHC_PAGE_SIZE], part[512];

  kh_database_unref (pages_open (f, 0));
  vfs = kh_page_vfs_new (&f->fault.io, f->dek, KH_PAGE_VFS_READ);
  sqlite_vfs = sqlite3_vfs_find (kh_page_vfs_get_name (vfs));
  g_assert_nonnull (sqlite_vfs);
  file = g_malloc0 (sqlite_vfs->szOsFile);
  g_assert_cmpint (sqlite_vfs->xOpen (sqlite_vfs, f->path, file,
                                      SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (file->pMethods->iVersion, ==, 1);
  g_assert_cmpint (file->pMethods->xDeviceCharacteristics (file), ==,
                   SQLITE_IOCAP_POWERSAFE_OVERWRITE);
  g_assert_cmpint (file->pMethods->xRead (file, whole, sizeof whole, 0), ==, SQLITE_OK);
  for (int offset = 0; offset < 100; offset++)
    for (int size = 1; offset + size <= 100; size += 7) {
      g_assert_cmpint (file->pMethods->xRead (file, part, size, offset), ==, SQLITE_OK);
      g_assert_cmpmem (part, size, whole + offset, size);
    }
  /* Of other pages too, but the whole page must be what was written. */
  g_assert_cmpint (file->pMethods->xRead (file, whole, sizeof whole, 4096), ==, SQLITE_OK);
  for (int offset = 0; offset + 512 <= 4048; offset += 442) {
    g_assert_cmpint (file->pMethods->xRead (file, part, 512, 4096 + offset), ==, SQLITE_OK);
    g_assert_cmpmem (part, 512, whole + offset, 512);
  }
  flip_byte (f, 2 * 4096 - 1);
  g_assert_cmpint (file->pMethods->xRead (file, part, 512, 4096), ==, SQLITE_IOERR_DATA);
  g_assert_cmpint (file->pMethods->xRead (file, part, 512, 1 << 20), ==, SQLITE_IOERR_SHORT_READ);
  /* Shapes that SQLite does not use are refused, not answered with ciphertext. */
  g_assert_cmpint (file->pMethods->xRead (file, part, 512, 4000), ==, SQLITE_IOERR_READ);
  g_assert_cmpint (file->pMethods->xRead (file, whole, 4096, 100), ==, SQLITE_IOERR_READ);
  g_assert_cmpint (file->pMethods->xWrite (file, whole, 512, 0), ==, SQLITE_IOERR_WRITE);
  file->pMethods->xClose (file);
  g_free (file);
}

/* Points 7 and 8: no file but the database and its log is ever opened. */
static void
test_no_other_files (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = NULL;
  g_autoptr (KhPageVfs) vfs = kh_page_vfs_new (&f->fault.io, f->dek, KH_PAGE_VFS_WRITE);
  static const int flags[] = { SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_TEMP_DB,
                               SQLITE_OPEN_TRANSIENT_DB, SQLITE_OPEN_TEMP_JOURNAL,
                               SQLITE_OPEN_SUBJOURNAL,   SQLITE_OPEN_SUPER_JOURNAL };
  sqlite3_vfs *sqlite_vfs = sqlite3_vfs_find (kh_page_vfs_get_name (vfs));
  g_autofree sqlite3_file *file = g_malloc0 (sqlite_vfs->szOsFile);

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++) {
    g_assert_cmpint (sqlite_vfs->xOpen (sqlite_vfs, f->path, file,
                                        flags[i] | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                        NULL),
                     ==, SQLITE_CANTOPEN);
    g_assert_cmpint (sqlite_vfs->xOpen (sqlite_vfs, NULL, file,
                                        flags[i] | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                        NULL),
                     ==, SQLITE_CANTOPEN);
  }
  db = pages_open (f, KH_DATABASE_TINY_CACHE);
  for (guint i = 1; i <= 5; i++)
    g_assert_true (pages_commit (db, i, &error));
  g_ptr_array_set_size (f->fault.opened, 0);
  g_assert_true (kh_database_exec (db,
                                   "CREATE TEMP TABLE tt AS SELECT * FROM t ORDER BY v;"
                                   "CREATE INDEX tt_v ON tt (v);"
                                   "SELECT * FROM t a, t b ORDER BY a.v || b.v LIMIT 10;"
                                   "BEGIN; SAVEPOINT s; UPDATE t SET v = randomblob(20000);"
                                   "UPDATE OR FAIL t SET k = k || 'x'; ROLLBACK TO s; COMMIT;"
                                   "CREATE INDEX t_v ON t (v); DROP INDEX t_v; VACUUM",
                                   &error));
  g_assert_no_error (error);
  g_assert_cmpint (pages_count_files (f), ==, 2);
  g_assert_cmpint (f->fault.opened->len, ==, 0);
  g_assert_true (kh_database_check (db, &error));
}

static void
assert_refused (PagesFixture *f, KhSecret *dek, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db =
      kh_database_open (f->path, dek, KH_DATABASE_CREATE, &f->fault.io, &error);

  g_assert_null (db);
  if (!kh_error_is (error, code))
    g_test_message ("%s", error->message);
  g_assert_error (error, KH_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, "t.db"));
}

static void
assert_bytes_refused (PagesFixture *f, const void *bytes, gsize size, KhErrorCode code)
{
  g_autoptr (GBytes) after = NULL;

  pages_write (f->path, bytes, size);
  assert_refused (f, f->dek, code);
  /* Refused is not adopted: the file is as it was. */
  after = pages_read (f->path);
  g_assert_cmpmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), bytes, size);
}

static void
make_plain_database (const char *path)
{
  sqlite3 *plain;

  g_assert_cmpint (sqlite3_open (path, &plain), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (plain, "CREATE TABLE t (a); INSERT INTO t VALUES (1)", NULL, NULL, NULL), ==,
      SQLITE_OK);
  sqlite3_close (plain);
}

/* Point 6, and every other kind of thing that may lie there. */
static void
test_refusals (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) good = NULL, plain = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize size;

  kh_database_unref (pages_open (f, 0));
  good = pages_read (f->path);
  size = g_bytes_get_size (good);
  bytes = g_memdup2 (g_bytes_get_data (good, NULL), size);
  pages_empty_folder (f);
  make_plain_database (f->path);
  plain = pages_read (f->path);
  assert_bytes_refused (f, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                        KH_ERROR_NOT_OURS);
  assert_bytes_refused (f, "", 0, KH_ERROR_TRUNCATED);
  assert_bytes_refused (f, bytes, 1, KH_ERROR_TRUNCATED);
  assert_bytes_refused (f, bytes, 23, KH_ERROR_TRUNCATED);
  assert_bytes_refused (f, "This is a text, not a database.\n", 32, KH_ERROR_NOT_OURS);
  bytes[3] = 2;
  assert_bytes_refused (f, bytes, size, KH_ERROR_NEWER);
  bytes[3] = 0;
  assert_bytes_refused (f, bytes, size, KH_ERROR_DAMAGED);
  bytes[3] = 1;
  bytes[0] ^= 1;
  assert_bytes_refused (f, bytes, size, KH_ERROR_NOT_OURS);
  g_remove (f->path);
  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0);
  assert_refused (f, f->dek, KH_ERROR_NOT_OURS);
  g_rmdir (f->path);
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_refused (f, f->dek, KH_ERROR_NOT_OURS);
  g_remove (f->path);
  g_assert_cmpint (symlink ("/dev/zero", f->path), ==, 0);
  assert_refused (f, f->dek, KH_ERROR_NOT_OURS);
}

/* A wrong key is told from damage, and leaves file and log alone. */
static void
test_wrong_key (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = pages_open (f, 0);
  g_autoptr (KhSecret) other = pages_make_dek (0x5b), zero = pages_make_dek (0);
  g_autoptr (KhSecret) shorter = kh_secret_new_copy ("0123456789012345678901234567890", 31);
  g_autoptr (KhSecret) wiped = pages_make_dek (0x5a);
  g_autoptr (GBytes) wal = NULL;
  PagesCrash crash;
  guint n;

  for (guint i = 1; i <= 3; i++)
    g_assert_true (pages_commit (db, i, &error));
  pages_crash_take (f, &crash);
  kh_database_unref (g_steal_pointer (&db));
  pages_crash_put (f, &crash);
  assert_refused (f, other, KH_ERROR_WRONG_KEY);
  assert_refused (f, zero, KH_ERROR_ARGUMENT);
  assert_refused (f, shorter, KH_ERROR_ARGUMENT);
  kh_secret_wipe (wiped);
  assert_refused (f, wiped, KH_ERROR_LOCKED);
  wal = pages_read (f->wal);
  g_assert_true (g_bytes_equal (wal, crash.wal));
  db = pages_open (f, 0);
  g_assert_true (pages_get_state (db, &n, &error));
  g_assert_cmpint (n, ==, 3);
  pages_crash_clear (&crash);
}

/* One connection for a file; a second one, ATTACH and VACUUM INTO get nothing. */
static void
test_one_connection (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = pages_open (f, 0);
  g_autofree char *into = g_strdup_printf ("VACUUM INTO '%s/into.db'", f->folder);
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s/attach.db' AS a", f->folder);
  g_autofree char *uri = g_strdup_printf ("ATTACH 'file:%s/uri.db?vfs=unix' AS a", f->folder);

  assert_refused (f, f->dek, KH_ERROR_HOSTED);
  g_assert_false (kh_database_exec (db, into, NULL));
  g_assert_false (kh_database_exec (db, attach, NULL));
  g_assert_false (kh_database_exec (db, uri, NULL));
  g_assert_cmpint (pages_count_files (f), ==, 2);
  g_assert_true (pages_commit (db, 1, &error));
  g_assert_true (kh_database_close (db, &error));
  kh_database_unref (pages_open (f, 0));
}

/* A journal that somebody put there is not played back. */
static void
test_planted_journal (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *journal = g_strconcat (f->path, "-journal", NULL);
  g_autoptr (KhDatabase) db = pages_open (f, 0);
  static const guint8 magic[512] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
  guint n;

  g_assert_true (pages_commit (db, 1, &error));
  kh_database_unref (g_steal_pointer (&db));
  pages_write (journal, magic, sizeof magic);
  db = pages_open (f, 0);
  g_assert_true (pages_get_state (db, &n, &error));
  g_assert_cmpint (n, ==, 1);
}

/* A log of an earlier database of the same name does not touch the new one. */
static void
test_stale_log (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = pages_open (f, 0);
  PagesCrash crash;
  guint n;

  g_assert_true (pages_commit (db, 1, &error));
  pages_crash_take (f, &crash);
  kh_database_unref (g_steal_pointer (&db));
  pages_crash_put (f, &crash);
  g_assert_cmpint (g_remove (f->path), ==, 0);
  db = pages_open (f, 0);
  g_assert_true (pages_get_state (db, &n, &error));
  g_assert_cmpint (n, ==, 0);
  kh_database_unref (g_steal_pointer (&db));
  /* Put beside another database it is called what it is, and not deleted. */
  pages_write (f->wal, g_bytes_get_data (crash.wal, NULL), g_bytes_get_size (crash.wal));
  assert_refused (f, f->dek, KH_ERROR_DAMAGED);
  g_assert_true (g_file_test (f->wal, G_FILE_TEST_EXISTS));
  pages_crash_clear (&crash);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/store/pages/" name, PagesFixture, data, set_up, function, tear_down)

static void
set_up (PagesFixture *f, gconstpointer data)
{
  pages_fixture_init (f);
}

static void
tear_down (PagesFixture *f, gconstpointer data)
{
  pages_fixture_clear (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", NULL, test_round_trip);
  ADD ("round-trip-tiny", GINT_TO_POINTER (KH_DATABASE_TINY_CACHE), test_round_trip);
  ADD ("spill", NULL, test_spill);
  ADD ("canary", NULL, test_canary);
  ADD ("file-form", NULL, test_file_form);
  ADD ("log-form", NULL, test_log_form);
  ADD ("partial-reads", NULL, test_partial_reads);
  ADD ("no-other-files", NULL, test_no_other_files);
  ADD ("refusals", NULL, test_refusals);
  ADD ("wrong-key", NULL, test_wrong_key);
  ADD ("one-connection", NULL, test_one_connection);
  ADD ("planted-journal", NULL, test_planted_journal);
  ADD ("stale-log", NULL, test_stale_log);
  return g_test_run ();
}
