/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a store: values kept, order kept, all or nothing, and their CSV. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "items-fixture.h"

static GPtrArray *
make_columns (const char *const *names)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);

  for (; *names != NULL; names++)
    g_ptr_array_add (columns, kh_table_column_new (*names, "TEXT"));
  return columns;
}

static const KhCell values[] = {
  { .type = KH_COLUMN_NULL },
  { .type = KH_COLUMN_TEXT, .data = "", .size = 0 },
  { .type = KH_COLUMN_TEXT, .data = "a,\"b\"\r\nc", .size = 8 },
  { .type = KH_COLUMN_TEXT, .data = "0123", .size = 4 },
  { .type = KH_COLUMN_TEXT, .data = " blanks ", .size = 8 },
  { .type = KH_COLUMN_INT64, .integer = G_MININT64 },
  { .type = KH_COLUMN_INT64, .integer = 42 },
  { .type = KH_COLUMN_DOUBLE, .real = 0.1 },
  { .type = KH_COLUMN_DOUBLE, .real = 1.0 },
  { .type = KH_COLUMN_DOUBLE, .real = 1e300 },
  { .type = KH_COLUMN_BLOB, .data = "\0\1\2", .size = 3 },
  { .type = KH_COLUMN_BLOB, .data = "", .size = 0 },
};

/* One row a value, with the value in both columns. */
static void
add_values (KhItemStore *store, const char *name, gboolean replace)
{
  static const char *const names[] = { "first, \"odd\"", "second", NULL };
  g_autoptr (GPtrArray) columns = make_columns (names);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTableWriter) writer = kh_table_writer_new (store, &error);

  g_assert_no_error (error);
  kh_table_writer_begin (writer, name, columns, replace, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    KhCell cells[] = { values[i], values[i] };

    kh_table_writer_add (writer, cells, &error);
    g_assert_no_error (error);
  }
  kh_table_writer_commit (writer, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
check_row (guint64 row, const KhCell *cells, guint n, gpointer data, GError **error)
{
  guint *count = data;

  g_assert_cmpuint (n, ==, 2);
  for (guint i = 0; i < n; i++) {
    const KhCell *wanted = &values[row - 1];

    g_assert_cmpint (cells[i].type, ==, wanted->type);
    g_assert_cmpint (cells[i].integer, ==, wanted->integer);
    g_assert_true (cells[i].real == wanted->real);
    if (wanted->type == KH_COLUMN_TEXT || wanted->type == KH_COLUMN_BLOB)
      g_assert_cmpmem (cells[i].data, cells[i].size, wanted->data, wanted->size);
  }
  (*count)++;
  return TRUE;
}

static void
test_values (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhTableInfo) info = NULL;
  KhTableSpan span = { .limit = 5 };
  KhStoreStats stats;
  guint count = 0;

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  add_values (store, "values", FALSE);
  g_clear_pointer (&store, kh_item_store_unref);
  store = items_fixture_open (&fixture, 0, 0);
  info = kh_table_store_find (store, "values", NULL);
  g_assert_cmpuint (info->item->rows, ==, 12);
  g_assert_cmpstr (((KhTableColumn *)info->columns->pdata[0])->name, ==, "first, \"odd\"");
  g_assert_cmpuint (((KhTableColumn *)info->columns->pdata[1])->blobs, ==, 2);
  g_assert_true (kh_table_store_read (store, info, &span, check_row, &count, NULL));
  g_assert_cmpuint (count, ==, 5);
  g_assert_cmpuint (span.next, ==, 5);
  span = (KhTableSpan){ .after = 5, .limit = 7 };
  g_assert_true (kh_table_store_read (store, info, &span, check_row, &count, NULL));
  g_assert_cmpuint (count, ==, 12);
  g_assert_cmpuint (span.next, ==, 0);
  g_assert_true (kh_item_store_get_stats (store, &stats, NULL));
  g_assert_cmpuint (stats.items, ==, 1);
  g_assert_cmpuint (stats.rows, ==, 12);
  g_assert_cmpuint (stats.bytes, ==, 2 * (8 + 4 + 8 + 5 * 8 + 3));
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static char *
export_csv (KhItemStore *store, const char *name, gsize piece)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTableCsv) csv = kh_table_csv_new (store, name, &error);
  g_autofree char *buffer = g_malloc (piece);
  GString *text = g_string_new (NULL);
  gssize got;

  g_assert_no_error (error);
  while ((got = kh_table_csv_read (csv, buffer, piece, &error)) > 0)
    g_string_append_len (text, buffer, got);
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
test_csv (void)
{
  static const char wanted[] = "\"first, \"\"odd\"\"\",second\n"
                               ",\n"
                               "\"\",\"\"\n"
                               "\"a,\"\"b\"\"\r\nc\",\"a,\"\"b\"\"\r\nc\"\n"
                               "0123,0123\n"
                               " blanks , blanks \n"
                               "-9223372036854775808,-9223372036854775808\n"
                               "42,42\n"
                               "0.1,0.1\n"
                               "1.0,1.0\n"
                               "1e+300,1e+300\n"
                               "AAEC,AAEC\n"
                               "\"\",\"\"\n";
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autofree char *whole = NULL, *pieces = NULL;

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  add_values (store, "values", FALSE);
  whole = export_csv (store, "values", 100000);
  pieces = export_csv (store, "values", 3);
  g_assert_cmpstr (whole, ==, wanted);
  g_assert_cmpstr (pieces, ==, wanted);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static void
test_reals (void)
{
  static const struct {
    double value;
    const char *text;
  } rows[] = { { 0.1, "0.1" },
               { 1.0, "1.0" },
               { -0.0, "-0.0" },
               { 1.0 / 3, "0.3333333333333333" },
               { 5e-324, "4.94065645841247e-324" },
               { 1e21, "1e+21" },
               { INFINITY, "inf" },
               { -INFINITY, "-inf" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) text = g_string_new (NULL);

    kh_cell_append_real (text, rows[i].value);
    g_assert_cmpstr (text->str, ==, rows[i].text);
    if (isfinite (rows[i].value))
      g_assert_true (g_ascii_strtod (text->str, NULL) == rows[i].value);
  }
}

static void
test_replace_and_remove (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GPtrArray) items = NULL, columns = NULL;
  static const char *const names[] = { "only", NULL };
  g_autoptr (GError) error = NULL;
  KhTableWriter *writer;
  KhCell cell = KH_CELL_TEXT ("x", 1);

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  add_values (store, "a", FALSE);
  add_values (store, "b", FALSE);
  columns = make_columns (names);
  writer = kh_table_writer_new (store, NULL);
  g_assert_true (kh_table_writer_begin (writer, "c", columns, FALSE, NULL));
  g_assert_true (kh_table_writer_add (writer, &cell, NULL));
  g_assert_false (kh_table_writer_begin (writer, "a", columns, FALSE, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  kh_table_writer_free (writer);
  items = kh_item_store_list (store, NULL);
  g_assert_cmpuint (items->len, ==, 2); /* c went with the rest of its transaction */
  writer = kh_table_writer_new (store, NULL);
  g_assert_true (kh_table_writer_begin (writer, "a", columns, TRUE, NULL));
  g_assert_true (kh_table_writer_add (writer, &cell, NULL));
  g_assert_true (kh_table_writer_commit (writer, NULL, NULL));
  kh_table_writer_free (writer);
  {
    g_autofree char *text = export_csv (store, "a", 100);

    g_assert_cmpstr (text, ==, "only\nx\n");
  }
  g_assert_true (kh_item_store_remove (store, "b", NULL));
  g_clear_error (&error);
  g_assert_null (kh_table_store_find (store, "b", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static void
test_limits (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GPtrArray) columns =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTableWriter) writer = NULL;
  g_autofree KhCell *cells = g_new0 (KhCell, 1024);

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  writer = kh_table_writer_new (store, NULL);
  g_assert_false (kh_table_writer_begin (writer, "none", columns, FALSE, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 0; i < 1024; i++) {
    g_autofree char *name = g_strdup_printf ("c%u", i);

    g_ptr_array_add (columns, kh_table_column_new (name, ""));
    cells[i] = (KhCell){ .type = KH_COLUMN_INT64, .integer = i };
  }
  g_assert_true (kh_table_writer_begin (writer, "most", columns, FALSE, &error));
  g_assert_true (kh_table_writer_add (writer, cells, &error));
  g_ptr_array_add (columns, kh_table_column_new ("one more", ""));
  g_assert_false (kh_table_writer_begin (writer, "more", columns, FALSE, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (kh_table_writer_begin (writer, "a/b", columns, FALSE, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_pointer (&writer, kh_table_writer_free);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static gboolean
add_small (KhItemStore *store, GError **error)
{
  static const char *const names[] = { "a", NULL };
  g_autoptr (GPtrArray) columns = make_columns (names);
  g_autoptr (KhTableWriter) writer = kh_table_writer_new (store, error);
  g_autofree char *text = g_strnfill (3000, 'x');
  KhCell cell = KH_CELL_TEXT (text, 3000);

  if (writer == NULL || !kh_table_writer_begin (writer, "new", columns, FALSE, error))
    return FALSE;
  for (guint i = 0; i < 20; i++) {
    if (!kh_table_writer_add (writer, &cell, error))
      return FALSE;
  }
  return kh_table_writer_commit (writer, NULL, error);
}

static void
test_nth_call (void)
{
  gboolean done = FALSE;

  for (int n = 1; !done; n++) {
    ItemsFixture fixture;
    g_autoptr (KhItemStore) store = NULL;
    g_autoptr (KhTableInfo) info = NULL;
    g_autoptr (GError) error = NULL;
    gboolean ok;

    g_assert_cmpint (n, <, 400);
    items_fixture_init (&fixture, KH_STORE_DATAVERSE);
    store = items_fixture_create (&fixture);
    add_values (store, "old", FALSE);
    fixture.faulty.error = ENOSPC;
    fixture.faulty.only_writes = TRUE;
    fixture.faulty.countdown = n;
    ok = add_small (store, &error);
    if (!ok)
      g_assert_error (error, KH_ERROR, KH_ERROR_NO_SPACE);
    done = ok && !fixture.faulty.failed;
    fixture.faulty.countdown = -1;
    g_clear_pointer (&store, kh_item_store_unref);
    store = items_fixture_open (&fixture, 0, 0);
    info = kh_table_store_find (store, "new", NULL);
    if (info != NULL)
      g_assert_cmpuint (info->item->rows, ==, 20);
    g_assert_true (!ok || info != NULL);
    g_clear_pointer (&info, kh_table_info_free);
    info = kh_table_store_find (store, "old", NULL);
    g_assert_cmpuint (info->item->rows, ==, 12);
    g_clear_pointer (&store, kh_item_store_unref);
    items_fixture_clear (&fixture);
  }
}

static long
peak_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static gboolean
count_row (guint64 row, const KhCell *cells, guint n, gpointer data, GError **error)
{
  guint64 *sum = data;

  g_assert_cmpint (cells[0].integer, ==, (gint64)row);
  *sum += row;
  return TRUE;
}

/* A million rows (a tenth of it in the short suite) in bounded memory. */
static void
test_many_rows (void)
{
  static const char *const names[] = { "number", "text", NULL };
  guint64 rows = g_getenv ("KH_TEST_LONG") != NULL ? 1000000 : 100000, sum = 0;
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (GPtrArray) columns = make_columns (names);
  g_autoptr (KhTableInfo) info = NULL;
  KhTableSpan span = { .limit = 1000 };
  KhTableWriter *writer;
  long before;

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  before = peak_kib ();
  writer = kh_table_writer_new (store, NULL);
  g_assert_true (kh_table_writer_begin (writer, "many", columns, FALSE, NULL));
  for (guint64 i = 1; i <= rows; i++) {
    char text[100];
    int size =
        g_snprintf (text, sizeof text, "row %" G_GUINT64_FORMAT " of the table of many rows", i);
    KhCell cells[] = { { .type = KH_COLUMN_INT64, .integer = (gint64)i },
                       KH_CELL_TEXT (text, (gsize)size) };

    g_assert_true (kh_table_writer_add (writer, cells, NULL));
  }
  g_assert_true (kh_table_writer_commit (writer, NULL, NULL));
  kh_table_writer_free (writer);
  info = kh_table_store_find (store, "many", NULL);
  do {
    g_assert_true (kh_table_store_read (store, info, &span, count_row, &sum, NULL));
    span.after = span.next;
  } while (span.next != 0);
  g_assert_cmpuint (sum, ==, rows * (rows + 1) / 2);
  g_test_message ("peak grew by %ld KiB", peak_kib () - before);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what is freed */
  g_assert_cmpint (peak_kib () - before, <, 64 * 1024);
#endif
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

static void
test_revoke (void)
{
  ItemsFixture fixture;
  g_autoptr (KhItemStore) store = NULL;
  g_autoptr (KhTableCsv) csv = NULL;
  g_autoptr (GError) error = NULL;
  char buffer[10];

  items_fixture_init (&fixture, KH_STORE_DATAVERSE);
  store = items_fixture_create (&fixture);
  add_values (store, "a", FALSE);
  csv = kh_table_csv_new (store, "a", NULL);
  g_assert_cmpint (kh_table_csv_read (csv, buffer, 10, NULL), ==, 10);
  kh_item_store_revoke (store);
  g_assert_cmpint (kh_table_csv_read (csv, buffer, 10, &error), ==, -1);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (add_small (store, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  kh_item_store_close (store, NULL);
  g_clear_pointer (&csv, kh_table_csv_free);
  g_clear_pointer (&store, kh_item_store_unref);
  items_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-store/values", test_values);
  g_test_add_func ("/table-store/csv", test_csv);
  g_test_add_func ("/table-store/reals", test_reals);
  g_test_add_func ("/table-store/replace-and-remove", test_replace_and_remove);
  g_test_add_func ("/table-store/limits", test_limits);
  g_test_add_func ("/table-store/nth-call", test_nth_call);
  g_test_add_func ("/table-store/many-rows", test_many_rows);
  g_test_add_func ("/table-store/revoke", test_revoke);
  return g_test_run ();
}
