/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bench programs share. */
#include "bench.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

double
bench_now (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

double
bench_cpu (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void
bench_goal (const char *name, double value, BenchGoal goal, double limit, const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list arguments;

  va_start (arguments, format);
  detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  printf ("goal\t%s\t%.3f\t%s\t%g\t%s\n", name, value, goal == BENCH_AT_MOST ? "<=" : ">=", limit,
          detail);
  fflush (stdout);
}

void
bench_note (const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  printf ("note\t%s\t%s\n", name, text);
  fflush (stdout);
}

void
bench_fail (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
  exit (2);
}

void
bench_check (gboolean ok, GError *error, const char *what)
{
  if (error != NULL)
    bench_fail ("%s: %s", what, error->message);
  if (!ok)
    bench_fail ("%s: failed", what);
}

void
bench_series_add (BenchSeries *series, double value)
{
  g_assert_cmpuint (series->n, <, BENCH_MAX_RUNS);
  series->values[series->n++] = value;
}

double
bench_series_least (const BenchSeries *series)
{
  double least = series->values[0];

  for (guint i = 1; i < series->n; i++)
    least = MIN (least, series->values[i]);
  return least;
}

double
bench_series_greatest (const BenchSeries *series)
{
  double greatest = series->values[0];

  for (guint i = 1; i < series->n; i++)
    greatest = MAX (greatest, series->values[i]);
  return greatest;
}

void
bench_touch (gsize bytes)
{
  guint8 *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    return;
  for (gsize i = 0; i < bytes; i += 4096)
    memory[i] = 1;
  munmap (memory, bytes);
}

static void
fill (guint64 *words, gsize n, guint64 *state)
{
  for (gsize i = 0; i < n; i++) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    words[i] = *state;
  }
}

void
bench_make_file (const char *path, guint64 size)
{
  g_autofree guint64 *buffer = g_malloc (BENCH_MIB);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  guint64 state = 88172645463325252u;

  if (fd < 0)
    bench_fail ("%s: %s", path, g_strerror (errno));
  while (size > 0) {
    gsize part = (gsize)MIN (size, BENCH_MIB);

    fill (buffer, BENCH_MIB / sizeof *buffer, &state);
    if (write (fd, buffer, part) != (gssize)part)
      bench_fail ("%s: %s", path, g_strerror (errno));
    size -= part;
  }
  close (fd);
}

static double
cpu_of_children (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

double
bench_run_program (const char *const *argv, double *wall)
{
  g_autoptr (GError) error = NULL;
  double start = bench_now (), used = cpu_of_children ();
  int status = -1;
  gboolean ok = g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                              NULL, &status, &error)
                && g_spawn_check_wait_status (status, &error);

  bench_check (ok, error, argv[0]);
  if (wall != NULL)
    *wall = bench_now () - start;
  return cpu_of_children () - used;
}

void
bench_remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    bench_remove_tree (child);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}
