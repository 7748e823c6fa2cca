/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One engine's round on one database: plain SQLite, sqlcipher, or Keyhold's sealed pages.
 *
 * A process is one round of one engine, since Keyhold configures SQLite's allocator for its whole
 * process and two builds of SQLite do not live in one. Prints "time NAME SECONDS" for each load;
 * bench.py runs the rounds in turn and compares their least times. All engines get the same
 * pragmas.
 */
#include "bench.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kh-database.h"

#define SQLITE_ROW 100
#define SQLITE_DONE 101
#define SQLITE_TRANSIENT ((void (*) (void *)) - 1)

#define VALUE_SIZE 540
#define CACHED_ROWS 20000

#define PRAGMAS                                                                                    \
  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"       \
  "PRAGMA journal_size_limit = 67108864; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"     \
  "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON"

/* --- An engine: the few calls that the loads need ------------------------------------------- */

typedef struct {
  void (*open) (const char *path);
  void (*close) (void);
  void (*exec) (const char *sql);
  void (*prepare) (const char *sql);
  void (*finish) (void);
  void (*bind_int) (int index, gint64 value);
  void (*bind_text) (int index, const char *value);
  void (*bind_blob) (int index, const void *value, gsize size);
  /* TRUE for a row; after the last one the statement is reset. */
  gboolean (*step) (void);
  void (*reset) (void);
  gint64 (*get_int) (int column);
} Engine;

/* --- SQLite's own interface, of whichever library ------------------------------------------- */

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

static struct {
  gboolean cipher;
  int (*open) (const char *path, sqlite3 **db);
  int (*close) (sqlite3 *db);
  int (*exec) (sqlite3 *db, const char *sql, void *callback, void *data, char **message);
  int (*prepare) (sqlite3 *db, const char *sql, int size, sqlite3_stmt **stmt, const char **tail);
  int (*finalize) (sqlite3_stmt *stmt);
  int (*bind_int64) (sqlite3_stmt *stmt, int index, gint64 value);
  int (*bind_text) (sqlite3_stmt *stmt, int index, const char *text, int size, void (*) (void *));
  int (*bind_blob) (sqlite3_stmt *stmt, int index, const void *blob, int size, void (*) (void *));
  int (*step) (sqlite3_stmt *stmt);
  int (*reset) (sqlite3_stmt *stmt);
  gint64 (*column_int64) (sqlite3_stmt *stmt, int column);
  const char *(*errmsg) (sqlite3 *db);
  sqlite3 *db;
  sqlite3_stmt *stmt;
} lib;

static void
load (const char *name)
{
  void *handle = dlopen (name, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  const struct {
    const char *name;
    void *place;
  } symbols[] = {
    { "sqlite3_open", &lib.open },
    { "sqlite3_close", &lib.close },
    { "sqlite3_exec", &lib.exec },
    { "sqlite3_prepare_v2", &lib.prepare },
    { "sqlite3_finalize", &lib.finalize },
    { "sqlite3_bind_int64", &lib.bind_int64 },
    { "sqlite3_bind_text", &lib.bind_text },
    { "sqlite3_bind_blob", &lib.bind_blob },
    { "sqlite3_step", &lib.step },
    { "sqlite3_reset", &lib.reset },
    { "sqlite3_column_int64", &lib.column_int64 },
    { "sqlite3_errmsg", &lib.errmsg },
  };

  if (handle == NULL) {
    printf ("missing\t%s\n", dlerror ());
    exit (0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++) {
    void *symbol = dlsym (handle, symbols[i].name);

    if (symbol == NULL)
      bench_fail ("%s: no %s", name, symbols[i].name);
    memcpy (symbols[i].place, &symbol, sizeof symbol);
  }
}

static void
lib_check (gboolean ok)
{
  if (!ok)
    bench_fail ("SQLite: %s", lib.errmsg (lib.db));
}

static void
lib_exec (const char *sql)
{
  lib_check (lib.exec (lib.db, sql, NULL, NULL, NULL) == 0);
}

static void
lib_open (const char *path)
{
  lib_check (lib.open (path, &lib.db) == 0);
  if (lib.cipher)
    lib_exec (
        "PRAGMA key = \"x'5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'\";"
        "PRAGMA cipher_page_size = 4096");
  lib_exec (PRAGMAS "; PRAGMA journal_mode = WAL");
}

static void
lib_close (void)
{
  lib_check (lib.close (lib.db) == 0);
}

static void
lib_prepare (const char *sql)
{
  lib_check (lib.prepare (lib.db, sql, -1, &lib.stmt, NULL) == 0);
}

static void
lib_finish (void)
{
  lib.finalize (lib.stmt);
}

static void
lib_bind_int (int index, gint64 value)
{
  lib_check (lib.bind_int64 (lib.stmt, index, value) == 0);
}

static void
lib_bind_text (int index, const char *value)
{
  lib_check (lib.bind_text (lib.stmt, index, value, -1, SQLITE_TRANSIENT) == 0);
}

static void
lib_bind_blob (int index, const void *value, gsize size)
{
  lib_check (lib.bind_blob (lib.stmt, index, value, (int)size, SQLITE_TRANSIENT) == 0);
}

static gboolean
lib_step (void)
{
  int code = lib.step (lib.stmt);

  lib_check (code == SQLITE_ROW || code == SQLITE_DONE);
  if (code == SQLITE_DONE)
    lib.reset (lib.stmt);
  return code == SQLITE_ROW;
}

static void
lib_reset (void)
{
  lib.reset (lib.stmt);
}

static gint64
lib_get_int (int column)
{
  return lib.column_int64 (lib.stmt, column);
}

static const Engine lib_engine = { lib_open,   lib_close,    lib_exec,      lib_prepare,
                                   lib_finish, lib_bind_int, lib_bind_text, lib_bind_blob,
                                   lib_step,   lib_reset,    lib_get_int };

/* --- Keyhold's database ---------------------------------------------------------------------- */

static struct {
  KhDatabase *db;
  KhStatement *statement;
} own;

static void
own_open (const char *path)
{
  guint8 key[32];
  g_autoptr (KhSecret) dek = NULL;
  g_autoptr (GError) error = NULL;

  memset (key, 0x5a, sizeof key);
  dek = kh_secret_new_copy (key, sizeof key);
  own.db = kh_database_open (path, dek, KH_DATABASE_CREATE | KH_DATABASE_LARGE_CACHE,
                             kh_io_default (), &error);
  bench_check (own.db != NULL, error, path);
}

static void
own_close (void)
{
  g_autoptr (GError) error = NULL;

  bench_check (kh_database_close (own.db, &error), error, "closing");
  g_clear_pointer (&own.db, kh_database_unref);
}

static void
own_exec (const char *sql)
{
  g_autoptr (GError) error = NULL;

  bench_check (kh_database_exec (own.db, sql, &error), error, sql);
}

static void
own_prepare (const char *sql)
{
  g_autoptr (GError) error = NULL;

  own.statement = kh_database_prepare (own.db, sql, &error);
  bench_check (own.statement != NULL, error, sql);
}

static void
own_finish (void)
{
  g_clear_pointer (&own.statement, kh_statement_free);
}

static void
own_bind_int (int index, gint64 value)
{
  kh_statement_bind_int64 (own.statement, index, value);
}

static void
own_bind_text (int index, const char *value)
{
  kh_statement_bind_text (own.statement, index, value);
}

static void
own_bind_blob (int index, const void *value, gsize size)
{
  kh_statement_bind_blob (own.statement, index, value, size);
}

static gboolean
own_step (void)
{
  g_autoptr (GError) error = NULL;
  KhStep step = kh_statement_step (own.statement, &error);

  bench_check (step != KH_STEP_ERROR, error, "step");
  if (step == KH_STEP_DONE)
    kh_statement_reset (own.statement);
  return step == KH_STEP_ROW;
}

static void
own_reset (void)
{
  kh_statement_reset (own.statement);
}

static gint64
own_get_int (int column)
{
  return kh_statement_get_int64 (own.statement, column);
}

static const Engine own_engine = { own_open,   own_close,    own_exec,      own_prepare,
                                   own_finish, own_bind_int, own_bind_text, own_bind_blob,
                                   own_step,   own_reset,    own_get_int };

/* --- The loads ------------------------------------------------------------------------------- */

static guint64 state;

static guint64
draw (void)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static void
show (const char *name, double start)
{
  printf ("time\t%s\t%.6f\n", name, bench_cpu () - start);
}

static void
insert (const Engine *engine, gint64 id)
{
  guint64 value[VALUE_SIZE / 8 + 1];
  char key[17];

  for (gsize i = 0; i < G_N_ELEMENTS (value); i++)
    value[i] = draw ();
  g_snprintf (key, sizeof key, "%016" G_GINT64_MODIFIER "x", draw ());
  engine->bind_int (1, id);
  engine->bind_text (2, key);
  engine->bind_blob (3, value, VALUE_SIZE);
  engine->step ();
}

/* One transaction, as an import is, and what moves it from the log into the file. */
static void
bulk_insert (const Engine *engine, gint64 rows)
{
  double start = bench_cpu ();

  engine->exec ("BEGIN IMMEDIATE");
  engine->prepare ("INSERT INTO t (id, k, v) VALUES (?1, ?2, ?3)");
  for (gint64 i = 1; i <= rows; i++)
    insert (engine, i);
  engine->finish ();
  engine->exec ("COMMIT");
  engine->exec ("PRAGMA wal_checkpoint (TRUNCATE)");
  show ("bulk insert", start);
}

static void
small_transactions (const Engine *engine, gint64 rows, gint64 n)
{
  double start = bench_cpu ();

  for (gint64 i = 1; i <= n; i++) {
    engine->exec ("BEGIN IMMEDIATE");
    engine->prepare ("INSERT INTO t (id, k, v) VALUES (?1, ?2, ?3)");
    insert (engine, rows + i);
    engine->finish ();
    engine->exec ("COMMIT");
  }
  show ("one-row transaction", start);
}

static void
scan (const Engine *engine)
{
  double start = bench_cpu ();
  gint64 sum = 0;

  engine->prepare ("SELECT sum (length (v)) FROM t NOT INDEXED");
  while (engine->step ())
    sum = engine->get_int (0);
  engine->finish ();
  show ("uncached scan", start);
  if (sum == 0)
    bench_fail ("the scan found nothing");
}

/* Rows @from to @from + @span, in random order. */
static void
read_points (const Engine *engine, gint64 span, gint64 n)
{
  gint64 found = 0;

  engine->prepare ("SELECT length (v) FROM t WHERE id = ?1");
  for (gint64 i = 0; i < n; i++) {
    engine->bind_int (1, (gint64)(draw () % (guint64)span) + 1);
    if (engine->step ())
      found += engine->get_int (0) == VALUE_SIZE;
    engine->reset ();
  }
  engine->finish ();
  if (found != n)
    bench_fail ("a row was not found");
}

static void
cached_points (const Engine *engine, gint64 rows, gint64 n)
{
  gint64 span = MIN (rows, CACHED_ROWS);
  double start;

  read_points (engine, span, 4 * span);
  start = bench_cpu ();
  read_points (engine, span, n);
  show ("cached point read", start);
}

static void
uncached_points (const Engine *engine, gint64 rows, gint64 n)
{
  double start;

  engine->exec ("PRAGMA cache_size = 64");
  start = bench_cpu ();
  read_points (engine, rows, n);
  show ("uncached point read", start);
}

int
main (int argc, char **argv)
{
  const Engine *engine = &lib_engine;
  g_autofree char *path = NULL;
  gint64 rows;

  if (argc != 4)
    bench_fail ("usage: %s plain|sqlcipher|sealed FOLDER ROWS", argv[0]);
  if (g_str_equal (argv[1], "sealed"))
    engine = &own_engine;
  else
    load (g_str_equal (argv[1], "sqlcipher") ? "libsqlcipher.so.0" : "libsqlite3.so.0");
  lib.cipher = g_str_equal (argv[1], "sqlcipher");
  path = g_build_filename (argv[2], "data.db", NULL);
  rows = (gint64)g_ascii_strtoull (argv[3], NULL, 10);
  state = 88172645463325252u;
  engine->open (path);
  engine->exec ("CREATE TABLE t (id INTEGER PRIMARY KEY, k TEXT, v BLOB);"
                "CREATE INDEX t_k ON t (k)");
  bulk_insert (engine, rows);
  small_transactions (engine, rows, rows / 20);
  engine->close ();
  engine->open (path);
  scan (engine);
  cached_points (engine, rows, rows);
  engine->close ();
  engine->open (path);
  uncached_points (engine, rows, rows / 4);
  engine->close ();
  return 0;
}
