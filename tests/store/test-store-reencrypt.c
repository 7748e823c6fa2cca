/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Re-encryption of a store: whole, interrupted at every point, killed at any moment. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "items-fixture.h"
#include "kh-id.h"
#include "kh-store-reencrypt.h"

#define N_FILES 6

static gsize
size_of (guint i)
{
  static const gsize sizes[] = { 0, 1, 16384, 50000, 16383, 200000 };

  return sizes[i % G_N_ELEMENTS (sizes)];
}

static void
fill (KhItemStore *store)
{
  g_autoptr (GPtrArray) columns =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);
  g_autoptr (KhTableWriter) writer = NULL;

  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("file %u", i);

    items_add_file (store, name, size_of (i), i);
  }
  g_ptr_array_add (columns, kh_table_column_new ("number", ""));
  writer = kh_table_writer_new (store, NULL);
  g_assert_true (kh_table_writer_begin (writer, "table", columns, FALSE, NULL));
  for (gint64 i = 1; i <= 2000; i++) {
    KhCell cell = { .type = KH_COLUMN_INT64, .integer = i };

    g_assert_true (kh_table_writer_add (writer, &cell, NULL));
  }
  g_assert_true (kh_table_writer_commit (writer, NULL, NULL));
}

static gboolean
add_row (guint64 row, const KhCell *cells, guint n, gpointer data, GError **error)
{
  *(gint64 *)data += cells[0].integer;
  return TRUE;
}

static void
check (KhItemStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTableInfo) info = kh_table_store_find (store, "table", &error);
  KhTableSpan span = { .limit = 10000 };
  gint64 sum = 0;

  g_assert_no_error (error);
  g_assert_true (kh_table_store_read (store, info, &span, add_row, &sum, &error));
  g_assert_cmpint (sum, ==, 2000 * 2001 / 2);
  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("file %u", i);

    items_check_file (store, name, size_of (i), i);
  }
}

static gboolean
reencrypt (ItemsFixture *fixture, KhItemStore *store, const KhReencryptPlan *given,
           GPtrArray **damaged, GError **error)
{
  KhReencryptPlan plan = { 0 };

  if (given != NULL)
    plan = *given;
  plan.to_dek = fixture->dek_ids[1];
  return kh_store_reencrypt (store, &plan, NULL, damaged, error);
}

/* Opens with the new key alone: nothing may need the old one. */
static void
check_done (ItemsFixture *fixture)
{
  g_autoptr (KhItemStore) store = items_fixture_open (fixture, 1, 1);
  guint64 count;

  check (store);
  g_assert_true (kh_item_store_count_on_dek (store, fixture->dek_ids[0], &count, NULL));
  g_assert_cmpuint (count, ==, 0);
  g_assert_true (kh_item_store_count_on_dek (store, fixture->dek_ids[1], &count, NULL));
  g_assert_cmpuint (count, ==, N_FILES);
  g_assert_cmpuint (items_count_on_disk (fixture, NULL), ==, N_FILES);
  g_assert_cmpuint (items_count_on_disk (fixture, ".new"), ==, 0);
}

typedef struct {
  guint64 items_done, bytes_done, batches;
  KhReencryptProgress last;
} Seen;

static void
on_progress (const KhReencryptProgress *progress, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpuint (progress->bytes_done, >=, seen->last.bytes_done);
  g_assert_cmpuint (progress->items_done, >=, seen->last.items_done);
  seen->last = *progress;
}

static gboolean
on_batch (const char *cursor, const KhReencryptProgress *progress, gpointer data, GError **error)
{
  g_assert_nonnull (cursor);
  ((Seen *)data)->batches++;
  return TRUE;
}

static void
test_whole (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  KhReencryptPlan plan = { .progress = on_progress, .batch = on_batch, .data = &seen };

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  fill (store);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  g_assert_true (reencrypt (&fixture, store, &plan, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seen.batches, >=, 1);
  g_assert_cmpuint (seen.last.items_done, ==, N_FILES + 1);
  g_assert_cmpuint (seen.last.items, ==, N_FILES + 1);
  g_assert_cmpuint (seen.last.bytes_done, ==, seen.last.bytes);
  check (store);
  g_assert_true (reencrypt (&fixture, store, NULL, NULL, &error)); /* twice is harmless */
  check (store);
  g_clear_pointer (&store, kh_item_store_unref);
  check_done (&fixture);
  fixture.spec.deks = fixture.deks;
  fixture.spec.n_deks = 1;
  g_assert_null (kh_item_store_open (&fixture.spec, &error)); /* the old key opens nothing */
  g_assert_error (error, KH_ERROR, KH_ERROR_WRONG_KEY);
  items_fixture_clear (&fixture);
}

static void
test_wrong_order (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GError) error = NULL;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  g_assert_false (reencrypt (&fixture, store, NULL, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* --- What stays ---------------------------------------------------------------------------- */

static void
add_staying (KhItemStore *store, const char *name, const char *text)
{
  g_autoptr (KhItemWriter) writer = kh_item_writer_new (store, name, NULL);

  g_assert_true (kh_item_writer_write (writer, text, strlen (text), NULL));
  g_assert_true (kh_item_writer_seal (writer, NULL));
  kh_item_writer_set_stays (writer, TRUE);
  g_assert_true (kh_item_writer_commit (writer, FALSE, NULL, NULL));
}

static void
check_staying (KhItemStore *store, const char *moved_to, guint64 items, guint64 bytes)
{
  KhStoreStats stats;

  g_assert_true (kh_item_store_get_staying (store, moved_to, &stats, NULL));
  g_assert_cmpuint (stats.items, ==, items);
  g_assert_cmpuint (stats.bytes, ==, bytes);
}

/* (transfer full): a store on its first key with the usual files and two that are marked. */
static KhItemStore *
make_staying (ItemsFixture *fixture)
{
  g_autoptr (KhItemStore) store = NULL;

  items_fixture_init (fixture, KH_STORE_FLOWS);
  store = items_fixture_create (fixture);
  fill (store);
  add_staying (store, "called", "seven b");
  add_staying (store, "asked", "three");
  check_staying (store, NULL, 2, 12);
  g_clear_pointer (&store, kh_item_store_unref);
  return items_fixture_open (fixture, 0, 1);
}

static guint64
count_on (KhItemStore *store, const char *dek)
{
  guint64 count = 0;

  g_assert_true (kh_item_store_count_on_dek (store, dek, &count, NULL));
  return count;
}

static gboolean
can_read (KhItemStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhItemReader) reader = kh_item_reader_new (store, name, &error);

  g_assert_true (reader != NULL || kh_error_is (error, KH_ERROR_WRONG_KEY));
  return reader != NULL;
}

/* What is marked is under the kept key alone afterwards, everything else under the new one. */
static void
test_kept (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = make_staying (&fixture);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  KhReencryptPlan plan = { .kept_dek = fixture.dek_ids[0], .progress = on_progress, .data = &seen };

  g_assert_true (reencrypt (&fixture, store, &plan, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seen.last.items, ==, N_FILES + 1);
  g_assert_cmpuint (seen.last.bytes_done, ==, seen.last.bytes);
  g_assert_cmpuint (count_on (store, fixture.dek_ids[0]), ==, 2);
  g_assert_cmpuint (count_on (store, fixture.dek_ids[1]), ==, N_FILES);
  check_staying (store, fixture.dek_ids[1], 2, 12);
  check (store);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 1, 1); /* without the kept key */
  check (store);
  g_assert_false (can_read (store, "called"));
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  g_assert_true (can_read (store, "called") && can_read (store, "asked"));
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* Without a kept key the mark means nothing, and one that is under another key moves. */
static void
test_not_kept (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = make_staying (&fixture);
  g_autoptr (GError) error = NULL;
  KhReencryptPlan plan = { .kept_dek = fixture.dek_ids[2] };

  g_assert_true (reencrypt (&fixture, store, &plan, NULL, &error));
  g_assert_no_error (error);
  check_staying (store, fixture.dek_ids[1], 0, 0);
  check_staying (store, NULL, 2, 12);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 1, 1);
  g_assert_true (can_read (store, "called"));
  g_assert_cmpuint (count_on (store, fixture.dek_ids[1]), ==, N_FILES + 2);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* --- Stopped at each point ----------------------------------------------------------------- */

typedef struct {
  KhReencryptPoint point;
  int countdown;
  KhItemStore *revoke; /* (nullable) */
  gboolean passed[KH_REENCRYPT_N_POINTS];
} Stop;

static gboolean
on_point (KhReencryptPoint point, gpointer data, GError **error)
{
  Stop *stop = data;

  stop->passed[point] = TRUE;
  if (point != stop->point || --stop->countdown > 0)
    return TRUE;
  if (stop->revoke != NULL) {
    kh_item_store_revoke (stop->revoke);
    return TRUE;
  }
  kh_set_error (error, KH_ERROR_IO, "stopped");
  return FALSE;
}

static void
stop_and_resume (KhReencryptPoint point, int nth, gboolean revoke)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GError) error = NULL;
  Stop stop = { .point = point, .countdown = nth };
  int expected = revoke ? KH_ERROR_LOCKED : KH_ERROR_IO;
  KhReencryptPlan plan = { .point = on_point, .data = &stop };

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  fill (store);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  stop.revoke = revoke ? store : NULL;
  if (reencrypt (&fixture, store, &plan, NULL, &error))
    g_assert_true (revoke && point == KH_REENCRYPT_VERIFY);
  else
    g_assert_error (error, KH_ERROR, expected);
  g_assert_true (stop.passed[point]);
  if (!revoke)
    check (store); /* every file and row is still there to be read */
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  g_assert_cmpuint (items_count_on_disk (&fixture, ".new"), ==, 0);
  check (store);
  g_clear_error (&error);
  g_assert_true (reencrypt (&fixture, store, NULL, NULL, &error));
  g_assert_no_error (error);
  g_clear_pointer (&store, kh_item_store_unref);
  check_done (&fixture);
  items_fixture_clear (&fixture);
}

static void
test_points (void)
{
  for (int point = 0; point < KH_REENCRYPT_N_POINTS; point++) {
    g_assert_nonnull (kh_reencrypt_point_to_string ((KhReencryptPoint)point));
    stop_and_resume ((KhReencryptPoint)point, 1, FALSE);
    stop_and_resume ((KhReencryptPoint)point, 1, TRUE);
    if (point < KH_REENCRYPT_SYNC_FOLDER)
      stop_and_resume ((KhReencryptPoint)point, 4, FALSE);
  }
}

/* --- The disk fails at the n-th call ------------------------------------------------------- */

static void
test_nth_call (void)
{
  gboolean done = FALSE;
  int step = g_getenv ("KH_TEST_LONG") != NULL ? 1 : 17;

  for (int n = 1; !done; n += step) {
    ItemsFixture fixture;
    g_autoptr (KhItemStore) store = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (n, <, 3000);
    items_fixture_init (&fixture, KH_STORE_DATAVERSE);
    store = items_fixture_create (&fixture);
    fill (store);
    g_clear_pointer (&store, kh_item_store_unref);
    store = items_fixture_open (&fixture, 0, 1);
    fixture.faulty.error = n % 2 == 0 ? EIO : ENOSPC;
    fixture.faulty.countdown = n;
    done = reencrypt (&fixture, store, NULL, NULL, &error) && !fixture.faulty.failed;
    fixture.faulty.countdown = -1;
    g_clear_pointer (&store, kh_item_store_unref);
    store = items_fixture_open (&fixture, 0, 1);
    g_assert_cmpuint (items_count_on_disk (&fixture, ".new"), ==, 0);
    check (store);
    g_clear_error (&error);
    g_assert_true (reencrypt (&fixture, store, NULL, NULL, &error));
    g_assert_no_error (error);
    g_clear_pointer (&store, kh_item_store_unref);
    check_done (&fixture);
    items_fixture_clear (&fixture);
  }
}

/* --- Damage -------------------------------------------------------------------------------- */

static char *
path_of (ItemsFixture *fixture, KhItemStore *store, const char *name)
{
  g_autoptr (KhStoreItem) item = kh_item_store_find (store, name, NULL);

  return g_build_filename (fixture->folder, "items", item->id, NULL);
}

static void
test_damaged (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GPtrArray) damaged = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *bytes = NULL, *after = NULL;
  gsize size, size_after;
  guint64 count;

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  fill (store);
  path = path_of (&fixture, store, "file 5");
  g_clear_pointer (&store, kh_item_store_unref);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  bytes[50000] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL));
  store = items_fixture_open (&fixture, 0, 1);
  g_assert_false (reencrypt (&fixture, store, NULL, &damaged, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_DAMAGED);
  g_assert_cmpuint (damaged->len, ==, 1);
  g_assert_cmpstr (((KhStoreItem *)damaged->pdata[0])->name, ==, "file 5");
  g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
  g_assert_cmpmem (after, size_after, bytes, size); /* untouched */
  g_assert_true (kh_item_store_count_on_dek (store, fixture.dek_ids[0], &count, NULL));
  g_assert_cmpuint (count, ==, 1);
  g_clear_error (&error);
  g_assert_true (kh_item_store_remove (store, "file 5", &error));
  g_assert_true (reencrypt (&fixture, store, NULL, NULL, &error));
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 1, 1);
  items_check_file (store, "file 4", size_of (4), 4);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* The pair that a kill between rename and row leaves: read while both keys are there, its row
 * repaired; refused with one key. An older container of the file is refused always. */
static void
test_ahead (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhStoreItem) item = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *old = NULL;
  gsize size;
  Stop stop = { .point = KH_REENCRYPT_SYNC_FOLDER, .countdown = 1 };
  KhReencryptPlan plan = { .point = on_point, .data = &stop };

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "a", 70000, 3);
  path = path_of (&fixture, store, "a");
  g_assert_true (g_file_get_contents (path, &old, &size, NULL));
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  g_assert_false (reencrypt (&fixture, store, &plan, NULL, NULL));
  g_clear_pointer (&store, kh_item_store_unref);

  store = items_fixture_open (&fixture, 0, 0);
  g_assert_null (kh_item_reader_new (store, "a", &error));
  g_assert_nonnull (error);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  items_check_file (store, "a", 70000, 3);
  item = kh_item_store_find (store, "a", NULL);
  g_assert_cmpuint (item->generation, ==, 2);
  g_assert_cmpstr (item->dek, ==, fixture.dek_ids[1]);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, old, (gssize)size, NULL));
  g_assert_null (kh_item_reader_new (store, "a", &error));
  g_assert_nonnull (error);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* Puts a container of these facts in the place of @item, as somebody who has the key could. */
static void
plant (ItemsFixture *fixture, const KhStoreItem *item, guint key, guint64 generation)
{
  g_autofree char *path = g_build_filename (fixture->folder, "items", item->id, NULL);
  g_autofree guint8 *bytes = items_make_bytes (item->bytes, 3);
  g_autoptr (KhContainerWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  KhcContainerFacts facts = { .generation = generation };
  KhContainerRecord record;

  g_assert_true (kh_id_to_bytes (fixture->spec.environment, facts.environment));
  g_assert_true (kh_id_to_bytes (item->id, facts.item));
  g_assert_true (kh_id_to_bytes (fixture->dek_ids[key], facts.dek));
  writer = kh_container_writer_new (kh_io_default (), path, fixture->secrets[key], &facts, &error);
  g_assert_no_error (error);
  g_assert_true (kh_container_writer_write (writer, bytes, item->bytes, &error));
  g_assert_true (kh_container_writer_finish (writer, TRUE, &record, &error));
}

/* Nothing but the new key and the next generation is taken for a re-encryption's work. */
static void
test_not_ahead (void)
{
  static const struct {
    guint key;
    guint64 generation;
  } rows[] = { { 1, 1 }, { 1, 3 }, { 1, 0 }, { 0, 2 }, { 2, 2 }, { 0, 1 } };
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhStoreItem) item = NULL;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "a", 70000, 3);
  item = kh_item_store_find (store, "a", NULL);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    plant (&fixture, item, rows[i].key, rows[i].generation);
    g_assert_null (kh_item_reader_new (store, "a", &error));
    g_assert_nonnull (error);
  }
  plant (&fixture, item, 1, 2);
  items_check_file (store, "a", 70000, 3);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* A lock ends the copy of a file in its middle, not at its end. */
static void
test_revoke_in_copy (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GError) error = NULL;
  Stop stop = { .point = KH_REENCRYPT_READ_OLD, .countdown = 1 };
  KhReencryptPlan plan = { .point = on_point, .data = &stop };

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "a", 300000, 3);
  g_clear_pointer (&store, kh_item_store_unref);
  store = stop.revoke = items_fixture_open (&fixture, 0, 1);
  g_assert_false (reencrypt (&fixture, store, &plan, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_assert_true (stop.passed[KH_REENCRYPT_READ_OLD]);
  g_assert_false (stop.passed[KH_REENCRYPT_WRITE_NEW]);
  g_assert_cmpuint (items_count_on_disk (&fixture, ".new"), ==, 0);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static gboolean
cancel_at_once (const char *cursor, const KhReencryptProgress *progress, gpointer data,
                GError **error)
{
  g_cancellable_cancel (data);
  return TRUE;
}

static void
test_cancel (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  KhReencryptPlan plan = { .batch = cancel_at_once, .data = cancellable };

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  fill (store);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 1);
  plan.to_dek = fixture.dek_ids[1];
  g_assert_false (kh_store_reencrypt (store, &plan, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  check (store);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* --- kill -9 ------------------------------------------------------------------------------- */

/* What the child does: opens the store, re-encrypts, says so by its exit status. It ends without
 * looking for leaks: the sanitizer's search runs in a process of its own that shares the open files
 * and outlives the kill for a moment, with the lock of the store. */
static void
run_child (const char *root)
{
  ItemsFixture fixture, beside = { .root = (char *)root };
  KhItemStore *store;

  items_fixture_init_beside (&fixture, &beside, KH_STORE_DATAVERSE);
  store = items_fixture_open (&fixture, 0, 1);
  _exit (reencrypt (&fixture, store, NULL, NULL, NULL) ? 0 : 1);
}

static gboolean
kill_after (const char *program, const char *root, guint microseconds)
{
  const char *const argv[] = { program, "--child", root, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int status;

  g_assert_true (g_spawn_async (NULL, (char **)argv, NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                                &pid, &error));
  g_usleep (microseconds);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static const char *program;

/* The child is killed at random moments; each time everything must be there, and at the end a run
 * that nobody disturbs completes. */
static void
test_kills (void)
{
  int rounds = g_getenv ("KH_TEST_LONG") != NULL ? 150 : 10; /* two kills each */
  GRand *random = g_rand_new_with_seed (4711);
  guint finished = 0;

  for (int round = 0; round < rounds; round++) {
    ItemsFixture fixture;
    g_autoptr (KhItemStore) store = NULL;
    g_autoptr (GError) error = NULL;

    items_fixture_init (&fixture, KH_STORE_DATAVERSE);
    store = items_fixture_create (&fixture);
    fill (store);
    g_clear_pointer (&store, kh_item_store_unref);
    for (int kills = 0; kills < 2; kills++) {
      finished += kill_after (program, fixture.root, (guint)g_rand_int_range (random, 3000, 200000))
                      ? 1
                      : 0;
      store = items_fixture_open (&fixture, 0, 1);
      check (store);
      g_assert_cmpuint (items_count_on_disk (&fixture, ".new"), ==, 0);
      g_clear_pointer (&store, kh_item_store_unref);
    }
    store = items_fixture_open (&fixture, 0, 1);
    g_assert_true (reencrypt (&fixture, store, NULL, NULL, &error));
    g_assert_no_error (error);
    g_clear_pointer (&store, kh_item_store_unref);
    check_done (&fixture);
    items_fixture_clear (&fixture);
  }
  g_test_message ("%u of %d children ended before the kill", finished, 2 * rounds);
  g_assert_cmpuint (finished, <, 2 * (guint)rounds);
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-reencrypt/whole", test_whole);
  g_test_add_func ("/store-reencrypt/wrong-order", test_wrong_order);
  g_test_add_func ("/store-reencrypt/kept", test_kept);
  g_test_add_func ("/store-reencrypt/not-kept", test_not_kept);
  g_test_add_func ("/store-reencrypt/points", test_points);
  g_test_add_func ("/store-reencrypt/nth-call", test_nth_call);
  g_test_add_func ("/store-reencrypt/damaged", test_damaged);
  g_test_add_func ("/store-reencrypt/ahead", test_ahead);
  g_test_add_func ("/store-reencrypt/not-ahead", test_not_ahead);
  g_test_add_func ("/store-reencrypt/revoke-in-copy", test_revoke_in_copy);
  g_test_add_func ("/store-reencrypt/cancel", test_cancel);
  g_test_add_func ("/store-reencrypt/kills", test_kills);
  return g_test_run ();
}
