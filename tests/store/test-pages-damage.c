/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page layer on damaged files: flipped bits, pages out of place, cut and old logs. Whatever is
 * read is an earlier state as a whole, or an error; never other bytes. */
#include <string.h>

#include <glib/gstdio.h>

#include "pages-fixture.h"

#include "khc-page.h"

#define COMMITS 6
/* Every try opens a database: fewer of them but in the long suite. */
#define LONG (g_getenv ("KEYHOLD_TEST_LONG") != NULL)
#define FLIPS (LONG ? 1000u : 250u)
#define FRAME 4120

static guint8 *
copy_bytes (GBytes *bytes)
{
  return g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* A database closed in state COMMITS, all of it in the main file. */
static GBytes *
make_closed (PagesFixture *f)
{
  g_autoptr (KhDatabase) db = pages_open (f, 0);

  for (guint i = 1; i <= COMMITS; i++)
    g_assert_true (pages_commit (db, i, NULL));
  g_assert_true (kh_database_close (db, NULL));
  return pages_read (f->path);
}

/* A crash in state COMMITS: three commits in the main file, the rest in the log. */
static void
make_crash (PagesFixture *f, PagesCrash *crash)
{
  g_autoptr (KhDatabase) db = pages_open (f, 0);

  for (guint i = 1; i <= COMMITS; i++) {
    g_assert_true (pages_commit (db, i, NULL));
    if (i == 3)
      g_assert_true (kh_database_checkpoint (db, NULL));
  }
  pages_crash_take (f, crash);
}

/* TRUE if every page could be read and all is as it was; FALSE with an error that says damage. */
static gboolean
try_all_pages (PagesFixture *f, guint *n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDatabase) db = pages_try_open (f, 0, &error);
  g_autofree char *copy = pages_path (f, "copy.db");
  gboolean ok;

  ok = db != NULL && pages_get_state (db, n, &error)
       && kh_database_copy (db, copy, f->dek, NULL, NULL, NULL, &error);
  g_remove (copy);
  if (!ok && !kh_error_is (error, KH_ERROR_DAMAGED) && !kh_error_is (error, KH_ERROR_WRONG_KEY)
      && !kh_error_is (error, KH_ERROR_NOT_OURS) && !kh_error_is (error, KH_ERROR_NEWER)
      && !kh_error_is (error, KH_ERROR_TRUNCATED))
    g_error ("another error than expected: %s", error->message);
  return ok;
}

static void
test_flip_file (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) good = make_closed (f);
  gsize size = g_bytes_get_size (good);
  g_autofree guint8 *bytes = copy_bytes (good);
  guint n;

  for (guint i = 0; i < FLIPS; i++) {
    gsize at = (gsize)g_test_rand_int_range (0, (gint32)size);
    guint8 bit = (guint8)(1 << g_test_rand_int_range (0, 8));

    bytes[at] ^= bit;
    pages_write (f->path, bytes, size);
    g_assert_false (try_all_pages (f, &n));
    bytes[at] ^= bit;
  }
}

static void
test_flip_log (PagesFixture *f, gconstpointer data)
{
  PagesCrash crash;
  g_autofree guint8 *bytes = NULL;
  gsize size;
  guint refused = 0, n;

  make_crash (f, &crash);
  size = g_bytes_get_size (crash.wal);
  bytes = copy_bytes (crash.wal);
  for (guint i = 0; i < FLIPS; i++) {
    /* Some in every kind of place, the rest anywhere. */
    gsize at = i < 32 ? i : (gsize)g_test_rand_int_range (0, (gint32)size);
    guint8 bit = (guint8)(1 << g_test_rand_int_range (0, 8));

    if (i >= 32 && i < 200)
      at = 32 + (at - at % FRAME) % (size - 32) / FRAME * FRAME + i % 24;
    bytes[at] ^= bit;
    pages_crash_put (f, &crash);
    pages_write (f->wal, bytes, size);
    if (try_all_pages (f, &n)) {
      g_assert_cmpint (n, >=, 3);
      g_assert_cmpint (n, <=, COMMITS);
      g_assert_cmpint (at, >=, 32);
    } else {
      g_autoptr (GBytes) after = pages_read (f->wal);

      /* Refused, and everything still there for whoever repairs it. */
      g_assert_cmpmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), bytes, size);
      refused++;
    }
    bytes[at] ^= bit;
  }
  /* Damage before two or more whole commits is always noticed. */
  g_assert_cmpint (refused, >, FLIPS / 4);
  pages_crash_clear (&crash);
}

static void
swap_pages (guint8 *a, guint8 *b)
{
  guint8 page[KHC_PAGE_SIZE];

  memcpy (page, a, sizeof page);
  memcpy (a, b, sizeof page);
  memcpy (b, page, sizeof page);
}

/* Every neighbouring pair of pages, page k of another database, another page 1. */
static void
test_pages_out_of_place (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) good = make_closed (f), other = NULL;
  gsize size = g_bytes_get_size (good), n_pages = size / KHC_PAGE_SIZE;
  g_autofree guint8 *bytes = copy_bytes (good);
  const guint8 *foreign;
  guint n;

  pages_empty_folder (f);
  other = make_closed (f);
  foreign = g_bytes_get_data (other, NULL);
  g_assert_cmpint (g_bytes_get_size (other), >=, size - 8 * KHC_PAGE_SIZE);
  n_pages = MIN (n_pages, g_bytes_get_size (other) / KHC_PAGE_SIZE);
  for (gsize i = 0; i < n_pages; i++) {
    guint8 *page = bytes + i * KHC_PAGE_SIZE;

    if (i + 1 < n_pages) {
      swap_pages (page, page + KHC_PAGE_SIZE);
      pages_write (f->path, bytes, size);
      g_assert_false (try_all_pages (f, &n));
      swap_pages (page, page + KHC_PAGE_SIZE);
    }
    memcpy (page, foreign + i * KHC_PAGE_SIZE, KHC_PAGE_SIZE);
    pages_write (f->path, bytes, size);
    g_assert_false (try_all_pages (f, &n));
    memcpy (page, (const guint8 *)g_bytes_get_data (good, NULL) + i * KHC_PAGE_SIZE, KHC_PAGE_SIZE);
  }
  pages_write (f->path, bytes, size);
  g_assert_true (try_all_pages (f, &n));
  /* Cut, at a page and inside of one. */
  pages_write (f->path, bytes, size - KHC_PAGE_SIZE);
  g_assert_false (try_all_pages (f, &n));
  pages_write (f->path, bytes, size - 1);
  g_assert_false (try_all_pages (f, &n));
}

/* The log cut at every byte of its last three frames and before them: always a whole state, and the
 * latest one that is complete. */
static void
test_cut_log (PagesFixture *f, gconstpointer data)
{
  PagesCrash crash;
  gsize size, step = LONG ? 1 : 61;
  guint n;

  make_crash (f, &crash);
  size = g_bytes_get_size (crash.wal);
  for (gsize cut = 0; cut <= 3 * FRAME; cut += cut == 0 ? 1 : step) {
    pages_crash_put (f, &crash);
    pages_write (f->wal, g_bytes_get_data (crash.wal, NULL), size - cut);
    g_assert_true (try_all_pages (f, &n));
    g_assert_cmpint (n, ==, cut == 0 ? COMMITS : COMMITS - 1);
  }
  for (gsize left = 0; left < size; left += FRAME / 2 + 1) {
    pages_crash_put (f, &crash);
    pages_write (f->wal, g_bytes_get_data (crash.wal, NULL), left);
    g_assert_true (try_all_pages (f, &n));
    g_assert_cmpint (n, >=, 3);
  }
  pages_crash_clear (&crash);
}

/* A file system that had grown the log, but not written all of it: zeros at its end, or instead of
 * its last frames. */
static void
test_zero_tail (PagesFixture *f, gconstpointer data)
{
  PagesCrash crash;
  g_autofree guint8 *bytes = NULL;
  gsize size;
  guint n;

  make_crash (f, &crash);
  size = g_bytes_get_size (crash.wal);
  bytes = g_malloc0 (size + 10 * FRAME);
  memcpy (bytes, g_bytes_get_data (crash.wal, NULL), size);
  pages_crash_put (f, &crash);
  pages_write (f->wal, bytes, size + 10 * FRAME);
  g_assert_true (try_all_pages (f, &n));
  g_assert_cmpint (n, ==, COMMITS);
  /* The last 8 bytes of a frame are zero anyway. */
  for (gsize zeros = 9; zeros < 3 * FRAME; zeros += 97) {
    memset (bytes + size - zeros, 0, zeros);
    pages_crash_put (f, &crash);
    pages_write (f->wal, bytes, size);
    g_assert_true (try_all_pages (f, &n));
    g_assert_cmpint (n, ==, COMMITS - 1);
  }
  /* Nothing but zeros: the log had only been made longer. */
  memset (bytes, 0, size);
  pages_crash_put (f, &crash);
  pages_write (f->wal, bytes, size);
  g_assert_true (try_all_pages (f, &n));
  g_assert_cmpint (n, ==, 3);
  pages_crash_clear (&crash);
}

/* Point 10: one page put back to its older version is authentic; the sum of the file tells. */
static void
test_older_page (PagesFixture *f, gconstpointer data)
{
  g_autoptr (KhDatabase) db = NULL;
  g_autoptr (GBytes) older = make_closed (f), newer = NULL;
  guint8 recorded[KH_DATABASE_SUM_SIZE], again[KH_DATABASE_SUM_SIZE];
  g_autofree guint8 *bytes = NULL;
  gsize n_pages;
  guint changed = 0;

  db = pages_open (f, 0);
  g_assert_true (pages_commit (db, COMMITS + 1, NULL));
  g_assert_true (kh_database_sum (db, recorded, NULL));
  g_assert_true (kh_database_sum (db, again, NULL));
  g_assert_cmpmem (recorded, sizeof recorded, again, sizeof again);
  kh_database_unref (g_steal_pointer (&db));
  newer = pages_read (f->path);
  bytes = copy_bytes (newer);
  n_pages = MIN (g_bytes_get_size (older), g_bytes_get_size (newer)) / KHC_PAGE_SIZE;
  for (gsize i = 0; i < n_pages; i++) {
    const guint8 *old = (const guint8 *)g_bytes_get_data (older, NULL) + i * KHC_PAGE_SIZE;
    guint8 *page = bytes + i * KHC_PAGE_SIZE;

    if (memcmp (old, page, KHC_PAGE_SIZE) == 0)
      continue;
    memcpy (page, old, KHC_PAGE_SIZE);
    pages_write (f->path, bytes, g_bytes_get_size (newer));
    db = pages_try_open (f, 0, NULL);
    if (db != NULL) {
      g_assert_true (kh_database_sum (db, again, NULL));
      g_assert_cmpint (memcmp (recorded, again, sizeof again), !=, 0);
      kh_database_unref (g_steal_pointer (&db));
    }
    memcpy (page, (const guint8 *)g_bytes_get_data (newer, NULL) + i * KHC_PAGE_SIZE,
            KHC_PAGE_SIZE);
    changed++;
  }
  g_assert_cmpint (changed, >, 5);
  pages_write (f->path, bytes, g_bytes_get_size (newer));
  db = pages_open (f, 0);
  g_assert_true (kh_database_sum (db, again, NULL));
  g_assert_cmpmem (recorded, sizeof recorded, again, sizeof again);
}

/* An older log beside the newer file, and an older file as a whole: the sum is another one. */
static void
test_older_log (PagesFixture *f, gconstpointer data)
{
  g_autoptr (KhDatabase) db = NULL;
  g_autoptr (GError) error = NULL;
  guint8 recorded[KH_DATABASE_SUM_SIZE], again[KH_DATABASE_SUM_SIZE];
  PagesCrash crash;

  make_crash (f, &crash);
  db = pages_open (f, 0);
  for (guint i = COMMITS + 1; i <= COMMITS + 4; i++)
    g_assert_true (pages_commit (db, i, NULL));
  g_assert_true (kh_database_sum (db, recorded, NULL));
  kh_database_unref (g_steal_pointer (&db));
  pages_write (f->wal, g_bytes_get_data (crash.wal, NULL), g_bytes_get_size (crash.wal));
  db = pages_try_open (f, 0, &error);
  g_assert_no_error (error);
  g_assert_true (kh_database_sum (db, again, &error));
  g_assert_cmpint (memcmp (recorded, again, sizeof again), !=, 0);
  kh_database_unref (g_steal_pointer (&db));
  pages_crash_put (f, &crash);
  db = pages_try_open (f, 0, &error);
  g_assert_true (kh_database_sum (db, again, &error));
  g_assert_cmpint (memcmp (recorded, again, sizeof again), !=, 0);
  pages_crash_clear (&crash);
}

/* A page that goes bad while the database is open is an error there, and not elsewhere. */
static void
test_damage_while_open (PagesFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) good = make_closed (f);
  g_autoptr (KhDatabase) db = NULL;
  g_autofree guint8 *bytes = copy_bytes (good);
  gint64 value;
  guint n;
  FILE *file;

  db = pages_open (f, 0);
  g_assert_true (kh_database_get_int64 (db, "SELECT n FROM state", &value, &error));
  for (gsize at = 5 * KHC_PAGE_SIZE + 100; at < g_bytes_get_size (good); at += KHC_PAGE_SIZE)
    bytes[at] ^= 0x10;
  file = fopen (f->path, "r+");
  g_assert_cmpint (fwrite (bytes, g_bytes_get_size (good), 1, file), ==, 1);
  fclose (file);
  g_assert_false (pages_get_state (db, &n, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "page "));
  g_clear_error (&error);
  g_assert_true (kh_database_get_int64 (db, "SELECT n FROM state", &value, &error));
  g_assert_cmpint (value, ==, COMMITS);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/store/pages-damage/" name, PagesFixture, NULL, set_up, function, tear_down)

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
  ADD ("flip-file", test_flip_file);
  ADD ("flip-log", test_flip_log);
  ADD ("pages-out-of-place", test_pages_out_of_place);
  ADD ("cut-log", test_cut_log);
  ADD ("zero-tail", test_zero_tail);
  ADD ("older-page", test_older_page);
  ADD ("older-log", test_older_log);
  ADD ("damage-while-open", test_damage_while_open);
  return g_test_run ();
}
