/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The known database, and looking at what is on the disk. */
#include "pages-fixture.h"

#include <string.h>

#include <glib/gstdio.h>

#define ROWS_PER_COMMIT 24

KhSecret *
pages_make_dek (guint8 fill)
{
  guint8 bytes[32];

  memset (bytes, fill, sizeof bytes);
  return kh_secret_new_copy (bytes, sizeof bytes);
}

void
pages_fixture_init (PagesFixture *self)
{
  self->folder = g_dir_make_tmp ("keyhold-pages-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "t.db", NULL);
  self->wal = g_strconcat (self->path, "-wal", NULL);
  self->dek = pages_make_dek (0x5a);
  fault_io_init (&self->fault);
  self->fault.no_sync = TRUE;
}

void
pages_empty_folder (PagesFixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
}

void
pages_fixture_clear (PagesFixture *self)
{
  pages_empty_folder (self);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  fault_io_clear (&self->fault);
  kh_secret_unref (self->dek);
  g_free (self->wal);
  g_free (self->path);
  g_free (self->folder);
}

char *
pages_path (PagesFixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

gboolean
pages_make_tables (KhDatabase *db, GError **error)
{
  return kh_database_exec (
      db,
      "BEGIN IMMEDIATE;"
      "CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY, n INTEGER NOT "
      "NULL) STRICT;"
      "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, c INTEGER NOT "
      "NULL, k TEXT NOT NULL, v BLOB NOT NULL) STRICT;"
      "CREATE INDEX IF NOT EXISTS t_k ON t (k);"
      "INSERT OR IGNORE INTO state VALUES (1, 0);"
      "COMMIT",
      error);
}

KhDatabase *
pages_try_open (PagesFixture *self, KhDatabaseFlags flags, GError **error)
{
  return kh_database_open (self->path, self->dek, flags, &self->fault.io, error);
}

KhDatabase *
pages_open (PagesFixture *self, KhDatabaseFlags flags)
{
  g_autoptr (GError) error = NULL;
  KhDatabase *db = pages_try_open (self, flags | KH_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (db);
  if ((flags & KH_DATABASE_READ_ONLY) == 0)
    g_assert_true (pages_make_tables (db, &error));
  return db;
}

/* The value of a row, from its id and the commit that wrote it. Up to three pages long. */
static GBytes *
row_value (guint id, guint commit)
{
  gsize size = 200 + (id * 7919u + commit * 104729u) % 9000;
  guint8 *value = g_malloc (size);
  guint32 x = id * 2654435761u + commit * 40503u + 1;

  for (gsize i = 0; i < size; i++) {
    x = x * 1664525u + 1013904223u;
    value[i] = (guint8)(x >> 24);
  }
  memcpy (value, PAGES_CANARY, strlen (PAGES_CANARY));
  return g_bytes_new_take (value, size);
}

static char *
row_key (guint id, guint commit)
{
  return g_strdup_printf ("%s-%08x-%u", PAGES_CANARY, id * 2654435761u ^ commit, id);
}

static guint
written_id (guint commit, guint i)
{
  return (commit * 37 + i * 13) % PAGES_IDS + 1;
}

static guint
deleted_id (guint commit)
{
  return (commit * 11) % PAGES_IDS + 1;
}

static gboolean
write_row (KhDatabase *db, guint id, guint commit, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db, "INSERT OR REPLACE INTO t (id, c, k, v) VALUES (?, ?, ?, ?)", error);
  g_autoptr (GBytes) value = row_value (id, commit);
  g_autofree char *key = row_key (id, commit);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_int64 (statement, 1, id);
  kh_statement_bind_int64 (statement, 2, commit);
  kh_statement_bind_text (statement, 3, key);
  kh_statement_bind_blob (statement, 4, g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  return kh_statement_run (statement, error);
}

static gboolean
run_with (KhDatabase *db, const char *sql, guint value, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_int64 (statement, 1, value);
  return kh_statement_run (statement, error);
}

gboolean
pages_commit (KhDatabase *db, guint n, GError **error)
{
  g_autoptr (KhTransaction) transaction = kh_transaction_new (db, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < ROWS_PER_COMMIT; i++)
    if (!write_row (db, written_id (n, i), n, error))
      return FALSE;
  return run_with (db, "DELETE FROM t WHERE id = ?", deleted_id (n), error)
         && run_with (db, "UPDATE state SET n = ? WHERE id = 1", n, error)
         && kh_transaction_commit (g_steal_pointer (&transaction), error);
}

/* What state n looks like: for each id the commit that wrote it, 0 where there is no row. */
static void
replay (guint n, guint commits[PAGES_IDS + 1])
{
  memset (commits, 0, (PAGES_IDS + 1) * sizeof *commits);
  for (guint c = 1; c <= n; c++) {
    for (guint i = 0; i < ROWS_PER_COMMIT; i++)
      commits[written_id (c, i)] = c;
    commits[deleted_id (c)] = 0;
  }
}

static void
check_row (KhStatement *row, guint id, guint commit)
{
  g_autoptr (GBytes) expected = row_value (id, commit);
  g_autofree char *key = row_key (id, commit);
  gsize size;
  const void *value = kh_statement_get_blob (row, 3, &size);

  g_assert_cmpint (kh_statement_get_int64 (row, 0), ==, id);
  g_assert_cmpint (kh_statement_get_int64 (row, 1), ==, commit);
  g_assert_cmpstr (kh_statement_get_text (row, 2), ==, key);
  g_assert_cmpmem (value, size, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static gboolean
check_rows (KhDatabase *db, guint n, GError **error)
{
  g_autoptr (KhStatement) rows =
      kh_database_prepare (db, "SELECT id, c, k, v FROM t ORDER BY id", error);
  guint commits[PAGES_IDS + 1];
  KhStep step;

  replay (n, commits);
  if (rows == NULL)
    return FALSE;
  for (guint id = 1; id <= PAGES_IDS; id++) {
    if (commits[id] == 0)
      continue;
    step = kh_statement_step (rows, error);
    if (step == KH_STEP_ERROR)
      return FALSE;
    g_assert_cmpint (step, ==, KH_STEP_ROW);
    check_row (rows, id, commits[id]);
  }
  step = kh_statement_step (rows, error);
  g_assert_cmpint (step, !=, KH_STEP_ROW);
  return step == KH_STEP_DONE;
}

gboolean
pages_get_state (KhDatabase *db, guint *n, GError **error)
{
  gint64 value, tables;

  *n = 0;
  if (!kh_database_check (db, error)
      || !kh_database_get_int64 (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'state'",
                                 &tables, error))
    return FALSE;
  if (tables == 0)
    return TRUE;
  if (!kh_database_get_int64 (db, "SELECT n FROM state WHERE id = 1", &value, error))
    return FALSE;
  *n = (guint)value;
  return check_rows (db, *n, error);
}

GBytes *
pages_read (const char *path)
{
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

void
pages_write (const char *path, const void *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents_full (path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT,
                                           0600, &error));
}

void
pages_crash_take (PagesFixture *self, PagesCrash *crash)
{
  crash->database = pages_read (self->path);
  crash->wal = g_file_test (self->wal, G_FILE_TEST_EXISTS) ? pages_read (self->wal) : NULL;
}

void
pages_crash_put (PagesFixture *self, const PagesCrash *crash)
{
  pages_empty_folder (self);
  pages_write (self->path, g_bytes_get_data (crash->database, NULL),
               g_bytes_get_size (crash->database));
  if (crash->wal != NULL)
    pages_write (self->wal, g_bytes_get_data (crash->wal, NULL), g_bytes_get_size (crash->wal));
}

void
pages_crash_clear (PagesCrash *crash)
{
  g_clear_pointer (&crash->database, g_bytes_unref);
  g_clear_pointer (&crash->wal, g_bytes_unref);
}

static gboolean
find_bytes (GBytes *where, const void *needle, gsize size)
{
  return memmem (g_bytes_get_data (where, NULL), g_bytes_get_size (where), needle, size) != NULL;
}

static gboolean
find_forms (GBytes *where, const char *text)
{
  gsize size = strlen (text);
  g_autofree char *base64 = g_base64_encode ((const guchar *)text, size - size % 3);
  g_autofree char *wide = g_malloc (2 * size);
  g_autoptr (GString) hex = g_string_new (NULL);

  for (gsize i = 0; i < size; i++) {
    wide[2 * i] = text[i];
    wide[2 * i + 1] = 0;
    g_string_append_printf (hex, "%02x", (guint8)text[i]);
  }
  return find_bytes (where, text, size) || find_bytes (where, wide, 2 * size)
         || find_bytes (where, hex->str, hex->len) || find_bytes (where, base64, strlen (base64));
}

gboolean
pages_find_text (PagesFixture *self, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    g_autoptr (GBytes) bytes = pages_read (path);

    found = found || find_forms (bytes, text);
  }
  return found;
}

guint
pages_count_files (PagesFixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}
