/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking an environment to a customer's key, rotating that key, and how fast a lock stops it. */
#include "bench-tenant.h"
#include "bench.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "kh-container-file.h"

#define FILE_NAME "film.bin"

/* --- Re-encryption against decryption and encryption alone ----------------------------------- */

/* The same bytes as a container of its own, opened to a file and sealed to another. */
typedef struct {
  char *sealed, *plain, *again;
  KhSecret *dek;
  KhcContainerFacts facts;
  KhContainerRecord record;
} Alone;

static void
seal (Alone *alone, const char *from, const char *to, KhContainerRecord *record)
{
  const KhIo *io = kh_io_default ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (BENCH_MIB);
  g_autoptr (KhContainerWriter) writer = NULL;
  gint64 offset = 0;
  gsize got = 1;
  int fd = kh_io_open (io, from, KH_IO_READ, &error);

  bench_check (fd >= 0, error, from);
  g_unlink (to);
  writer = kh_container_writer_new (io, to, alone->dek, &alone->facts, &error);
  bench_check (writer != NULL, error, to);
  while (got > 0) {
    if (!kh_io_read (io, fd, buffer, BENCH_MIB, offset, &got)
        || !kh_container_writer_write (writer, buffer, got, &error))
      bench_fail ("%s: could not be sealed", from);
    offset += (gint64)got;
  }
  bench_check (kh_container_writer_finish (writer, TRUE, record, &error), error, to);
  kh_io_close (io, &fd);
}

static void
open_to (Alone *alone, const char *to)
{
  const KhIo *io = kh_io_default ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (BENCH_MIB);
  g_autoptr (KhContainerReader) reader = kh_container_reader_new (
      io, alone->sealed, alone->dek, &alone->facts, &alone->record, &error);
  guint64 offset = 0;
  gsize got = 1;
  int fd;

  bench_check (reader != NULL, error, alone->sealed);
  g_unlink (to);
  fd = kh_io_open (io, to, KH_IO_CREATE_NEW, &error);
  bench_check (fd >= 0, error, to);
  while (offset < kh_container_reader_get_length (reader) && got > 0) {
    if (!kh_container_reader_read (reader, offset, buffer, BENCH_MIB, &got, &error)
        || !kh_io_write (io, fd, buffer, got, (gint64)offset))
      bench_fail ("%s: could not be opened", alone->sealed);
    offset += got;
  }
  kh_io_close (io, &fd);
}

static void
run_alone (Alone *alone, BenchSeries *decrypt, BenchSeries *encrypt)
{
  KhContainerRecord ignored;
  double start = bench_cpu ();

  open_to (alone, alone->plain);
  bench_series_add (decrypt, bench_cpu () - start);
  start = bench_cpu ();
  seal (alone, alone->plain, alone->again, &ignored);
  bench_series_add (encrypt, bench_cpu () - start);
  g_unlink (alone->plain);
  g_unlink (alone->again);
}

/* A fresh tenant each time: only the first enabling re-encrypts from the platform's key. Processor
 * time of the whole process, which waits meanwhile. */
static double
run_cmk (const char *folder, const char *file, double *wall)
{
  g_autofree char *home = g_build_filename (folder, "tenant", NULL);
  BenchTenant bench = { 0 };
  double start, began;

  bench_tenant_create (&bench, home);
  bench_tenant_import (&bench, file, FILE_NAME, "file");
  began = bench_now ();
  start = bench_cpu ();
  bench_tenant_start_cmk (&bench);
  bench_tenant_wait (&bench);
  start = bench_cpu () - start;
  *wall = bench_now () - began;
  bench_tenant_close (&bench);
  bench_remove_tree (home);
  return start;
}

static void
compare_cmk (const char *folder, const char *file, guint64 size, guint runs)
{
  guint8 key[32];
  Alone alone = { .sealed = g_build_filename (folder, "sealed", NULL),
                  .plain = g_build_filename (folder, "plain", NULL),
                  .again = g_build_filename (folder, "again", NULL) };
  BenchSeries decrypt = { 0 }, encrypt = { 0 }, cmk = { 0 }, walls = { 0 };
  double t, t_alone;

  memset (key, 0x5a, sizeof key);
  alone.dek = kh_secret_new_copy (key, sizeof key);
  seal (&alone, file, alone.sealed, &alone.record);
  for (guint i = 0; i < runs; i++) {
    double wall;

    run_alone (&alone, &decrypt, &encrypt);
    bench_series_add (&cmk, run_cmk (folder, file, &wall));
    bench_series_add (&walls, wall);
  }
  t = bench_series_least (&cmk);
  t_alone = bench_series_least (&decrypt) + bench_series_least (&encrypt);
  bench_goal ("cmk: enable / (decrypt + encrypt)", t / t_alone, BENCH_AT_MOST, 1.25,
              "%" G_GUINT64_FORMAT " MiB: enable %.3f s (wall %.3f s), decrypt %.3f s, encrypt "
              "%.3f s",
              size / BENCH_MIB, t, bench_series_least (&walls), bench_series_least (&decrypt),
              bench_series_least (&encrypt));
  g_unlink (alone.sealed);
  g_free (alone.sealed);
  g_free (alone.plain);
  g_free (alone.again);
  kh_secret_unref (alone.dek);
}

/* --- From the lock to the first refused read ------------------------------------------------- */

/* A thread that reads without a pause and says when it was first refused because of the lock. */
typedef struct {
  BenchTenant *bench;
  KhTenantContent *content; /* (nullable): reads it, else lists the files */
  double refused;           /* when */
  guint64 reads;            /* answered before */
} Reader;

static gboolean
read_once (Reader *reader, guint8 *buffer, GError **error)
{
  GPtrArray *items;
  gssize got;

  if (reader->content != NULL) {
    got = kh_tenant_content_read (reader->content, buffer, BENCH_MIB, error);
    return got >= 0;
  }
  items = kh_tenant_items (reader->bench->tenant, reader->bench->caller, "Sales", KH_STORE_FILES,
                           error);
  if (items != NULL)
    g_ptr_array_unref (items);
  return items != NULL;
}

static gpointer
read_until_refused (gpointer data)
{
  Reader *reader = data;
  g_autofree guint8 *buffer = g_malloc (BENCH_MIB);

  for (;; reader->reads++) {
    g_autoptr (GError) error = NULL;

    if (!read_once (reader, buffer, &error) && kh_error_is (error, KH_ERROR_LOCKED))
      break;
    if (error != NULL && !kh_error_is (error, KH_ERROR_BUSY))
      bench_fail ("reading: %s", error->message);
  }
  reader->refused = bench_now ();
  return NULL;
}

/* Milliseconds from asking for the impact, which is confirmed, to the refusal; *@whole to the end
 * of the call, when the keys are gone and the lock is durable. */
static double
lock_once (BenchTenant *bench, KhTenantContent *content, double *whole)
{
  Reader reader = { .bench = bench, .content = content };
  BenchTenant other = *bench;
  GThread *thread;
  double start;

  thread = g_thread_new ("reader", read_until_refused, &reader);
  g_usleep (20000);
  start = bench_now ();
  bench_tenant_lock (&other);
  *whole = (bench_now () - start) * 1000;
  g_thread_join (thread);
  if (reader.refused < start)
    bench_fail ("a read was refused before the lock");
  return (reader.refused - start) * 1000;
}

static void
report_lock (const char *name, const BenchSeries *first, const BenchSeries *whole, guint64 size)
{
  bench_goal (
      name, bench_series_greatest (first), BENCH_AT_MOST, 100,
      "greatest of %u, least %.1f ms; lock durable after at most %.1f ms; %" G_GUINT64_FORMAT
      " MiB",
      first->n, bench_series_least (first), bench_series_greatest (whole), size / BENCH_MIB);
}

/* A file that is stopped is begun again, so one file serves every run. */
static void
lock_in_reencryption (BenchTenant *bench, guint64 size, guint runs)
{
  BenchSeries first = { 0 }, whole = { 0 };

  bench_tenant_start_cmk (bench);
  for (guint i = 0; i < runs; i++) {
    g_autoptr (KhEnvironment) environment = NULL;
    double wall;

    /* Progress is told five times a second: a small file is stopped at its beginning, a large one
     * from there to near its end, where most has to be dropped. */
    bench_tenant_wait_progress (
        bench,
        size < 1024 * BENCH_MIB ? 1 : size / 10 + (runs > 1 ? size * 7 / 10 * i / (runs - 1) : 0));
    environment = bench_tenant_sales (bench);
    if (environment->state != KH_ENVIRONMENT_STATE_ENCRYPTING)
      bench_fail ("the re-encryption was over before the lock");
    bench_series_add (&first, lock_once (bench, NULL, &wall));
    bench_series_add (&whole, wall);
    bench_tenant_unlock (bench);
  }
  bench_tenant_wait (bench);
  report_lock ("lock in a re-encryption to refused read, ms", &first, &whole, size);
}

static void
lock_in_export (BenchTenant *bench, guint64 size, guint runs)
{
  BenchSeries first = { 0 }, whole = { 0 };

  for (guint i = 0; i < runs; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhTenantContent) content = kh_tenant_content_open (
        bench->tenant, bench->caller, "Sales", KH_STORE_FILES, FILE_NAME, &error);
    double wall;

    bench_check (content != NULL, error, FILE_NAME);
    bench_series_add (&first, lock_once (bench, content, &wall));
    bench_series_add (&whole, wall);
    bench_tenant_unlock (bench);
  }
  report_lock ("lock in an export to refused read, ms", &first, &whole, size);
}

static void
measure_lock (const char *folder, guint64 size, guint runs)
{
  g_autofree char *home = g_build_filename (folder, "tenant", NULL),
                  *file = g_build_filename (folder, "file", NULL);
  BenchTenant bench = { 0 };

  bench_make_file (file, size);
  bench_tenant_create (&bench, home);
  bench_tenant_import (&bench, file, FILE_NAME, "file");
  g_unlink (file);
  lock_in_reencryption (&bench, size, runs);
  lock_in_export (&bench, size, runs);
  bench_tenant_close (&bench);
  bench_remove_tree (home);
}

/* --- Rotation, which depends on no data ------------------------------------------------------- */

/* Two organizations that differ in the size of one file alone. */
typedef struct {
  BenchTenant tenant;
  char *home;
  BenchSeries times, bytes;
} Rotated;

static void
rotated_init (Rotated *self, const char *folder, const char *name, guint64 size)
{
  g_autofree char *file = g_build_filename (folder, "file", NULL);

  self->home = g_build_filename (folder, name, NULL);
  bench_make_file (file, size);
  bench_tenant_create (&self->tenant, self->home);
  bench_tenant_import (&self->tenant, file, FILE_NAME, "file");
  g_unlink (file);
  bench_tenant_start_cmk (&self->tenant);
  bench_tenant_wait (&self->tenant);
}

static void
rotated_clear (Rotated *self)
{
  bench_tenant_close (&self->tenant);
  bench_remove_tree (self->home);
  g_free (self->home);
}

static void
stamp_tree (const char *path, GString *stamp)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  GStatBuf info;

  if (dir == NULL && g_stat (path, &info) == 0)
    g_string_append_printf (stamp, "%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %ld.%09ld\n",
                            path, (guint64)info.st_ino, (gint64)info.st_size,
                            (long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    stamp_tree (child, stamp);
  }
}

/* (transfer full): which files hold the data, and when each was last written. */
static char *
stamp_data (Rotated *self)
{
  g_autofree char *folder = g_build_filename (self->home, "environments", NULL);
  GString *stamp = g_string_new (NULL);

  stamp_tree (folder, stamp);
  return g_string_free (stamp, FALSE);
}

/* What this process has written so far. */
static guint64
written (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/io", &text, NULL, NULL))
    bench_fail ("/proc/self/io: not there");
  line = strstr (text, "wchar:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("wchar:"), NULL, 10) : 0;
}

/* The key pair is made before: that takes what it takes, whatever it is for. */
static void
rotate_once (Rotated *self)
{
  KhKeySpec spec = { .vault = "kv-sales", .name = "cmk", .kty = KH_KEY_TYPE_RSA, .size = 2048 };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, &error);
  guint64 before;
  double start;

  bench_check (material != NULL, error, "a key pair");
  before = written ();
  start = bench_cpu ();
  bench_tenant_rotate (&self->tenant, material);
  bench_series_add (&self->times, bench_cpu () - start);
  bench_series_add (&self->bytes, (double)(written () - before));
}

static void
measure_rotation (const char *folder, guint64 size, guint runs)
{
  Rotated small = { 0 }, large = { 0 };
  double t_small, t_large, b_small, b_large;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  rotated_init (&small, folder, "small", BENCH_MIB);
  rotated_init (&large, folder, "large", size);
  before = stamp_data (&large);
  for (guint i = 0; i < runs; i++) {
    rotate_once (&small);
    rotate_once (&large);
  }
  after = stamp_data (&large);
  if (!g_str_equal (before, after))
    bench_fail ("a rotation touched the data: %s instead of %s", after, before);
  t_small = bench_series_least (&small.times);
  t_large = bench_series_least (&large.times);
  b_small = bench_series_least (&small.bytes);
  b_large = bench_series_least (&large.bytes);
  bench_goal ("rotate: time beside 1 MiB", t_large / t_small, BENCH_AT_MOST, 1.5,
              "%" G_GUINT64_FORMAT " MiB %.1f ms, 1 MiB %.1f ms", size / BENCH_MIB, t_large * 1000,
              t_small * 1000);
  bench_goal ("rotate: bytes written beside 1 MiB", b_large / b_small, BENCH_AT_MOST, 1.5,
              "%.0f KiB and %.0f KiB", b_large / 1024, b_small / 1024);
  rotated_clear (&small);
  rotated_clear (&large);
}

int
main (int argc, char **argv)
{
  guint64 size;
  guint runs;

  if (argc != 5)
    bench_fail ("usage: %s enable|lock|rotate FOLDER MEBIBYTES RUNS", argv[0]);
  size = g_ascii_strtoull (argv[3], NULL, 10) * BENCH_MIB;
  runs = (guint)CLAMP (atoi (argv[4]), 1, BENCH_MAX_RUNS);
  if (g_str_equal (argv[1], "enable")) {
    g_autofree char *file = g_build_filename (argv[2], "file", NULL);

    bench_make_file (file, size);
    compare_cmk (argv[2], file, size, runs);
    g_unlink (file);
  } else if (g_str_equal (argv[1], "rotate")) {
    measure_rotation (argv[2], size, runs);
  } else {
    measure_lock (argv[2], size, runs);
  }
  return 0;
}
