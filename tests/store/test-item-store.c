/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a store: in, out, replaced, removed, interrupted, locked. */
#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "items-fixture.h"

static void
test_sizes (void)
{
  static const gsize sizes[] = { 0, 1, 16383, 16384, 16385, 32768, 1048576, 3000001 };
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GPtrArray) items = NULL;
  KhStoreStats stats;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *name = g_strdup_printf ("file %u", i);

    items_add_file (store, name, sizes[i], i);
  }
  for (int round = 0; round < 2; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_autofree char *name = g_strdup_printf ("file %u", i);

      items_check_file (store, name, sizes[i], i);
    }
    g_clear_pointer (&store, kh_item_store_unref);
    store = items_fixture_open (&fixture, 0, 0);
  }
  g_assert_true (kh_item_store_get_stats (store, &stats, NULL));
  g_assert_cmpuint (stats.items, ==, 8);
  g_assert_cmpuint (stats.rows, ==, 8);
  g_assert_cmpuint (stats.bytes, ==, 4130498);
  items = kh_item_store_list (store, NULL);
  g_assert_cmpuint (items->len, ==, 8);
  g_assert_cmpstr (((KhStoreItem *)items->pdata[3])->name, ==, "file 3");
  g_assert_cmpint (((KhStoreItem *)items->pdata[3])->created_at, ==,
                   kh_time_from_unix (1750000000));
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (255, 'n'), *too_long = g_strnfill (256, 'n');
  const char *good[] = { "<b>bold<i> & co", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\xe2\x80\xae.pdf",
                         "tab\tand\nnewline", "11111111-2222-4333-8444-555555555555", longest };
  const char *bad[] = { "", ".", "..", "a/b", "\xff", too_long };
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    items_add_file (store, good[i], 100, i);
    items_check_file (store, good[i], 100, i);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (kh_item_writer_new (store, bad[i], &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
  g_assert_cmpuint (items_count_on_disk (&fixture, NULL), ==, G_N_ELEMENTS (good));
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static KhItemWriter *
staged (KhItemStore *store, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  KhItemWriter *writer = kh_item_writer_new (store, name, &error);

  g_assert_no_error (error);
  g_assert_true (kh_item_writer_write (writer, text, strlen (text), &error));
  g_assert_true (kh_item_writer_seal (writer, &error));
  return writer;
}

static void
test_replace (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhItemWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhStoreItem) old = NULL, new_item = NULL;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "a", 1000, 1);
  old = kh_item_store_find (store, "a", NULL);
  writer = staged (store, "a", "second");
  g_assert_false (kh_item_writer_commit (writer, FALSE, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  items_check_file (store, "a", 1000, 1);
  g_assert_true (kh_item_writer_commit (writer, TRUE, &new_item, NULL));
  g_assert_cmpstr (new_item->id, !=, old->id);
  g_assert_cmpuint (new_item->bytes, ==, 6);
  g_assert_cmpuint (items_count_on_disk (&fixture, NULL), ==, 1);
  g_clear_error (&error);
  g_assert_null (kh_item_store_find (store, old->id, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_assert_true (kh_item_store_remove (store, new_item->id, NULL));
  g_assert_cmpuint (items_count_on_disk (&fixture, NULL), ==, 0);
  g_clear_pointer (&writer, kh_item_writer_free);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

/* What was not committed is gone, at once or at the next open; what was stays. */
static void
test_left_overs (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  KhItemWriter *writer;
  g_autofree char *orphan = NULL, *half = NULL, *foreign = NULL;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "kept", 5000, 1);
  writer = kh_item_writer_new (store, "half", NULL);
  kh_item_writer_write (writer, "half", 4, NULL);
  g_assert_cmpuint (items_count_on_disk (&fixture, ".new"), ==, 1);
  kh_item_writer_free (writer);
  g_assert_cmpuint (items_count_on_disk (&fixture, NULL), ==, 1);
  kh_item_writer_free (staged (store, "sealed", "whole, but never stored"));
  g_assert_cmpuint (items_count_on_disk (&fixture, NULL), ==, 1);
  g_clear_pointer (&store, kh_item_store_unref);

  half =
      g_build_filename (fixture.folder, "items", "99999999-0000-4000-8000-000000000000.new", NULL);
  orphan = g_build_filename (fixture.folder, "items", "99999999-0000-4000-8000-000000000000", NULL);
  foreign = g_build_filename (fixture.folder, "items", "notes.txt", NULL);
  g_assert_true (g_file_set_contents (half, "x", 1, NULL));
  g_assert_true (g_file_set_contents (orphan, "x", 1, NULL));
  g_assert_true (g_file_set_contents (foreign, "x", 1, NULL));
  store = items_fixture_open (&fixture, 0, 0);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (orphan, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  items_check_file (store, "kept", 5000, 1);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static void
expect_refused (ItemsFixture *fixture, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_item_store_open (&fixture->spec, &error));
  g_assert_error (error, KH_ERROR, code);
}

static void
test_refusals (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GError) error = NULL;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  g_clear_pointer (&store, kh_item_store_unref);
  g_assert_null (kh_item_store_create (&fixture.spec, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  fixture.spec.deks = fixture.deks + 1;
  expect_refused (&fixture, KH_ERROR_WRONG_KEY);
  fixture.spec.deks = fixture.deks;
  fixture.spec.kind = KH_STORE_FLOWS;
  expect_refused (&fixture, KH_ERROR_NOT_OURS);
  fixture.spec.kind = KH_STORE_FILES;
  fixture.spec.environment = "11111111-2222-4333-8444-666666666666";
  expect_refused (&fixture, KH_ERROR_NOT_OURS);
  items_fixture_clear (&fixture);
}

/* A container that was put in the place of another, or an older one of the same file. */
static void
test_swapped (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhStoreItem) a = NULL, b = NULL;
  g_autofree char *path_a = NULL, *path_b = NULL, *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "a", 40000, 1);
  items_add_file (store, "b", 40000, 2);
  a = kh_item_store_find (store, "a", NULL);
  b = kh_item_store_find (store, "b", NULL);
  path_a = g_build_filename (fixture.folder, "items", a->id, NULL);
  path_b = g_build_filename (fixture.folder, "items", b->id, NULL);
  g_assert_true (g_file_get_contents (path_a, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (path_b, bytes, (gssize)size, NULL));
  g_assert_null (kh_item_reader_new (store, "b", &error));
  g_assert_nonnull (error);
  items_check_file (store, "a", 40000, 1);
  g_clear_error (&error);
  bytes[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (path_a, bytes, (gssize)size, NULL));
  g_assert_null (kh_item_reader_new (store, "a", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_DAMAGED);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static void
test_revoke (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhItemReader) reader = NULL;
  g_autoptr (KhItemWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  char buffer[100];
  gsize got;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  items_add_file (store, "a", 40000, 1);
  reader = kh_item_reader_new (store, "a", NULL);
  writer = kh_item_writer_new (store, "b", NULL);
  g_assert_true (kh_item_writer_write (writer, "x", 1, NULL));
  kh_item_store_revoke (store);
  g_assert_false (kh_item_reader_read (reader, 0, buffer, sizeof buffer, &got, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (kh_item_writer_write (writer, "x", 1, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (kh_item_store_list (store, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  kh_item_store_close (store, NULL);
  g_assert_cmpuint (items_count_on_disk (&fixture, ".new"), ==, 0);
  g_assert_false (kh_item_reader_read (reader, 0, buffer, sizeof buffer, &got, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (kh_item_reader_new (store, "a", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 0);
  items_check_file (store, "a", 40000, 1);
  g_clear_pointer (&reader, kh_item_reader_free);
  g_clear_pointer (&writer, kh_item_writer_free);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

typedef struct {
  KhItemStore *store;
  int ready, reads; /* atomic */
} Busy;

static gpointer
read_for_ever (gpointer data)
{
  Busy *busy = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhItemReader) reader = kh_item_reader_new (busy->store, "a", &error);
  g_autofree char *buffer = g_malloc (1 << 20);
  gsize got;

  g_assert_no_error (error);
  g_atomic_int_inc (&busy->ready);
  while (kh_item_reader_read (reader, 0, buffer, 1 << 20, &got, &error))
    g_atomic_int_inc (&busy->reads);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  return NULL;
}

/* A lock ends what runs on other threads, and close waits for it. */
static void
test_revoke_running (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  GThread *threads[3];
  Busy busy = { NULL, 0, 0 };

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = busy.store = items_fixture_create (&fixture);
  items_add_file (store, "a", 2000000, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_for_ever, &busy);
  while (g_atomic_int_get (&busy.ready) < 3 || g_atomic_int_get (&busy.reads) < 20)
    g_thread_yield ();
  kh_item_store_revoke (store);
  kh_item_store_close (store, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static gboolean
try_add (KhItemStore *store, GError **error)
{
  g_autofree guint8 *bytes = items_make_bytes (100000, 7);
  g_autoptr (KhItemWriter) writer = kh_item_writer_new (store, "new", error);

  return writer != NULL && kh_item_writer_write (writer, bytes, 100000, error)
         && kh_item_writer_seal (writer, error)
         && kh_item_writer_commit (writer, FALSE, NULL, error);
}

/* The disk fails at the n-th call, for every n: the new file is there whole or not at all. */
static void
nth_call (int error_number, gboolean only_writes)
{
  gboolean ok = FALSE;

  for (int n = 1; !ok; n++) {
    ItemsFixture fixture;
    g_autoptr (KhItemStore) store = NULL;
    g_autoptr (GError) error = NULL;
    guint expected;

    g_assert_cmpint (n, <, 400);
    items_fixture_init (&fixture, KH_STORE_FILES);
    store = items_fixture_create (&fixture);
    items_add_file (store, "old", 20000, 1);
    fixture.faulty.error = error_number;
    fixture.faulty.only_writes = only_writes;
    fixture.faulty.countdown = n;
    ok = try_add (store, &error);
    g_assert_true (ok == (error == NULL));
    if (error_number == ENOSPC && !ok)
      g_assert_error (error, KH_ERROR, KH_ERROR_NO_SPACE);
    ok = ok && !fixture.faulty.failed;
    fixture.faulty.countdown = -1;
    g_clear_pointer (&store, kh_item_store_unref);
    store = items_fixture_open (&fixture, 0, 0);
    items_check_file (store, "old", 20000, 1);
    g_clear_error (&error);
    {
      g_autoptr (KhStoreItem) item = kh_item_store_find (store, "new", NULL);

      expected = item == NULL ? 1 : 2;
      if (item != NULL)
        items_check_file (store, "new", 100000, 7);
      g_assert_true (item != NULL || !ok);
    }
    g_assert_cmpuint (items_count_on_disk (&fixture, NULL), ==, expected);
    g_clear_pointer (&store, kh_item_store_unref);
    items_fixture_clear (&fixture);
  }
}

static void
test_nth_call (void)
{
  nth_call (EIO, FALSE);
  nth_call (ENOSPC, TRUE);
}

static void
test_no_plaintext (void)
{
  static const char canary[] = "Keyhold canary 0123456789";
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  KhItemWriter *writer;

  items_fixture_init (&fixture, KH_STORE_FILES);
  store = items_fixture_create (&fixture);
  writer = staged (store, canary, canary);
  g_assert_false (items_find_on_disk (&fixture, canary));
  g_assert_true (kh_item_writer_commit (writer, FALSE, NULL, NULL));
  kh_item_writer_free (writer);
  g_assert_false (items_find_on_disk (&fixture, canary));
  g_assert_false (items_find_on_disk (&fixture, "SQLite format 3"));
  g_assert_false (items_find_on_disk (&fixture, "CREATE TABLE item"));
  g_clear_pointer (&store, kh_item_store_unref);
  g_assert_false (items_find_on_disk (&fixture, canary));
  g_assert_true (items_find_on_disk (&fixture, "HFILE")); /* the search is not blind */
  items_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/item-store/sizes", test_sizes);
  g_test_add_func ("/item-store/names", test_names);
  g_test_add_func ("/item-store/replace", test_replace);
  g_test_add_func ("/item-store/left-overs", test_left_overs);
  g_test_add_func ("/item-store/refusals", test_refusals);
  g_test_add_func ("/item-store/swapped", test_swapped);
  g_test_add_func ("/item-store/revoke", test_revoke);
  g_test_add_func ("/item-store/revoke-running", test_revoke_running);
  g_test_add_func ("/item-store/nth-call", test_nth_call);
  g_test_add_func ("/item-store/no-plaintext", test_no_plaintext);
  return g_test_run ();
}
