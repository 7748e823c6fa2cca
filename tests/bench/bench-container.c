/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing and opening one file on one thread, beside cp, bare AES-256-GCM and age. */
#include "bench.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kh-container-file.h"

#define RAW_SEGMENT (64 * 1024)

typedef struct {
  char *folder;
  char *plain, *sealed, *copy, *opened;
  char *age_key, *age_recipient, *aged; /* age_recipient: NULL when age is missing */
  guint64 size;
  guint runs;
  KhSecret *dek;
  KhcContainerFacts facts;
  KhContainerRecord record;
  BenchSeries cp_plain, cp_sealed, raw_seal, raw_open, seal, open, age_seal, age_open;
} Bench;

static double
copy_file (Bench *bench, const char *from)
{
  const char *const argv[] = { "cp", from, bench->copy, NULL };

  g_unlink (bench->copy);
  return bench_run_program (argv, NULL);
}

/* One context with its key set, a new nonce for each segment, over one buffer of 1 MiB. */
static double
run_raw (Bench *bench, gboolean seal)
{
  g_autofree guint8 *in = g_malloc0 (BENCH_MIB), *out = g_malloc0 (BENCH_MIB);
  guint8 key[32] = { 1 }, nonce[12] = { 0 }, tag[16] = { 0 };
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (NULL, "AES-256-GCM", NULL);
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
  double start;
  int size;

  EVP_CipherInit_ex2 (ctx, cipher, key, nonce, seal, NULL);
  start = bench_cpu ();
  for (guint64 done = 0; done < bench->size; done += RAW_SEGMENT) {
    gsize at = (gsize)(done % BENCH_MIB);

    nonce[0]++;
    EVP_CipherInit_ex2 (ctx, NULL, NULL, nonce, -1, NULL);
    EVP_CipherUpdate (ctx, out + at, &size, in + at, RAW_SEGMENT);
    if (seal) {
      EVP_CipherFinal_ex (ctx, tag, &size);
      EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_AEAD_GET_TAG, sizeof tag, tag);
    } else { /* the tag is wrong, which costs the same to find out */
      EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag);
      EVP_CipherFinal_ex (ctx, tag, &size);
    }
  }
  start = bench_cpu () - start;
  EVP_CIPHER_CTX_free (ctx);
  EVP_CIPHER_free (cipher);
  return start;
}

static double
run_seal (Bench *bench)
{
  g_autofree guint8 *buffer = g_malloc (BENCH_MIB);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhContainerWriter) writer = NULL;
  const KhIo *io = kh_io_default ();
  double start;
  gint64 offset = 0;
  gsize got = 1;
  int fd;

  g_unlink (bench->sealed);
  start = bench_cpu ();
  fd = kh_io_open (io, bench->plain, KH_IO_READ, &error);
  bench_check (fd >= 0, error, bench->plain);
  writer = kh_container_writer_new (io, bench->sealed, bench->dek, &bench->facts, &error);
  bench_check (writer != NULL, error, bench->sealed);
  while (got > 0) {
    if (!kh_io_read (io, fd, buffer, BENCH_MIB, offset, &got)
        || !kh_container_writer_write (writer, buffer, got, &error))
      bench_fail ("%s: could not be sealed", bench->plain);
    offset += (gint64)got;
  }
  bench_check (kh_container_writer_finish (writer, TRUE, &bench->record, &error), error,
               bench->sealed);
  kh_io_close (io, &fd);
  return bench_cpu () - start;
}

static double
run_open (Bench *bench)
{
  g_autofree guint8 *buffer = g_malloc (BENCH_MIB);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhContainerReader) reader = NULL;
  const KhIo *io = kh_io_default ();
  double start;
  guint64 offset = 0;
  gsize got;
  int fd;

  g_unlink (bench->opened);
  start = bench_cpu ();
  fd = kh_io_open (io, bench->opened, KH_IO_CREATE_NEW, &error);
  bench_check (fd >= 0, error, bench->opened);
  reader = kh_container_reader_new (io, bench->sealed, bench->dek, &bench->facts, &bench->record,
                                    &error);
  bench_check (reader != NULL, error, bench->sealed);
  do {
    if (!kh_container_reader_read (reader, offset, buffer, BENCH_MIB, &got, &error)
        || !kh_io_write (io, fd, buffer, got, (gint64)offset))
      bench_fail ("%s: could not be opened", bench->sealed);
    offset += got;
  } while (offset < bench->size);
  bench_check (kh_io_sync (io, fd, bench->opened, &error), error, bench->opened);
  kh_io_close (io, &fd);
  return bench_cpu () - start;
}

/* age may use a second thread: whichever of its two times is less counts. */
static void
run_age_way (BenchSeries *series, const char *const *argv)
{
  double wall, cpu = bench_run_program (argv, &wall);

  bench_series_add (series, MIN (wall, cpu));
}

static void
run_age (Bench *bench)
{
  const char *const seal[] = { "age", "-e",        "-r",         bench->age_recipient,
                               "-o",  bench->aged, bench->plain, NULL };
  const char *const open[] = { "age", "-d",        "-i",        bench->age_key,
                               "-o",  bench->copy, bench->aged, NULL };

  if (bench->age_recipient == NULL)
    return;
  g_unlink (bench->aged);
  run_age_way (&bench->age_seal, seal);
  g_unlink (bench->copy);
  run_age_way (&bench->age_open, open);
  g_unlink (bench->aged);
}

static void
find_age (Bench *bench)
{
  g_autofree char *age = g_find_program_in_path ("age"), *keygen = NULL, *text = NULL;
  const char *const argv[] = { "age-keygen", "-o", bench->age_key, NULL };
  const char *recipient;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  keygen = g_find_program_in_path ("age-keygen");
  if (age == NULL || keygen == NULL)
    return;
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  bench_check (process != NULL && g_subprocess_wait_check (process, NULL, &error), error, keygen);
  bench_check (g_file_get_contents (bench->age_key, &text, NULL, &error), error, bench->age_key);
  recipient = strstr (text, "age1");
  if (recipient != NULL)
    bench->age_recipient = g_strndup (recipient, strcspn (recipient, "\n"));
}

static void
compare (Bench *bench)
{
  const char *const argv[] = { "cmp", bench->plain, bench->opened, NULL };

  bench_run_program (argv, NULL);
}

/* The references stand beside ours in every run, so that a slow moment meets all of them. */
static void
measure (Bench *bench)
{
  for (guint i = 0; i < bench->runs; i++) {
    bench_series_add (&bench->cp_plain, copy_file (bench, bench->plain));
    bench_series_add (&bench->seal, run_seal (bench));
    bench_series_add (&bench->raw_seal, run_raw (bench, TRUE));
    bench_series_add (&bench->cp_sealed, copy_file (bench, bench->sealed));
    bench_series_add (&bench->open, run_open (bench));
    bench_series_add (&bench->raw_open, run_raw (bench, FALSE));
    if (i == 0)
      compare (bench);
    run_age (bench);
  }
}

static void
report_way (const char *way, const BenchSeries *ours, const BenchSeries *cp, const BenchSeries *raw,
            const BenchSeries *age)
{
  double t = bench_series_least (ours), t_cp = bench_series_least (cp),
         t_raw = bench_series_least (raw);
  g_autofree char *fraction = g_strdup_printf ("container %s: (cp + raw GCM) / ours", way);
  g_autofree char *peer = g_strdup_printf ("container %s: ours / age", way);

  bench_goal (fraction, (t_cp + t_raw) / t, BENCH_AT_LEAST, 0.80,
              "ours %.3f s, cp %.3f s, raw %.3f s", t, t_cp, t_raw);
  if (age->n > 0)
    bench_goal (peer, t / bench_series_least (age), BENCH_AT_MOST, 0.75, "age %.3f s",
                bench_series_least (age));
  else
    bench_note (peer, "not measured: the program age is not installed");
}

static void
report (Bench *bench)
{
  report_way ("seal", &bench->seal, &bench->cp_plain, &bench->raw_seal, &bench->age_seal);
  report_way ("open", &bench->open, &bench->cp_sealed, &bench->raw_open, &bench->age_open);
  bench_note ("container: size and runs", "%" G_GUINT64_FORMAT " MiB, least of %u",
              bench->size / BENCH_MIB, bench->runs);
}

static void
set_up (Bench *bench, const char *folder)
{
  guint8 key[32];

  memset (key, 0x5a, sizeof key);
  bench->dek = kh_secret_new_copy (key, sizeof key);
  bench->folder = g_build_filename (folder, "container", NULL);
  g_mkdir (bench->folder, 0700);
  bench->plain = g_build_filename (bench->folder, "plain", NULL);
  bench->sealed = g_build_filename (bench->folder, "sealed", NULL);
  bench->opened = g_build_filename (bench->folder, "opened", NULL);
  bench->copy = g_build_filename (bench->folder, "copy", NULL);
  bench->aged = g_build_filename (bench->folder, "aged", NULL);
  bench->age_key = g_build_filename (bench->folder, "age-key", NULL);
  bench_make_file (bench->plain, bench->size);
}

static void
tear_down (Bench *bench)
{
  bench_remove_tree (bench->folder);
  kh_secret_unref (bench->dek);
  g_free (bench->folder);
  g_free (bench->plain);
  g_free (bench->sealed);
  g_free (bench->opened);
  g_free (bench->copy);
  g_free (bench->aged);
  g_free (bench->age_key);
  g_free (bench->age_recipient);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  if (argc != 4)
    bench_fail ("usage: %s FOLDER MEBIBYTES RUNS", argv[0]);
  bench.size = g_ascii_strtoull (argv[2], NULL, 10) * BENCH_MIB;
  bench.runs = (guint)CLAMP (atoi (argv[3]), 1, BENCH_MAX_RUNS);
  set_up (&bench, argv[1]);
  find_age (&bench);
  measure (&bench);
  report (&bench);
  tear_down (&bench);
  return 0;
}
