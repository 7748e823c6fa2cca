/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bench programs share: time, rows of the table, files in memory.
 *
 * A program measures and prints one line a figure for bench.py, which judges and shows them; fields
 * are parted by tabs:
 *
 *   goal NAME VALUE <=|>= LIMIT DETAIL     a figure that must hold
 *   note NAME TEXT                         a figure beside it
 *
 * Every failure ends the program with status 2: a figure that was not taken is no figure.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BENCH_MIB (1024 * 1024)
#define BENCH_MAX_RUNS 9

/* Seconds since some moment that stays the same: wall time, and the processor time of this process.
 * What works on one thread in memory is measured in processor time, which a busy neighbour hardly
 * changes. */
double bench_now (void);
double bench_cpu (void);

typedef enum {
  BENCH_AT_MOST,
  BENCH_AT_LEAST,
} BenchGoal;

void bench_goal (const char *name, double value, BenchGoal goal, double limit, const char *format,
                 ...) G_GNUC_PRINTF (5, 6);
void bench_note (const char *name, const char *format, ...) G_GNUC_PRINTF (2, 3);
void bench_fail (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;
/* Fails when @error is set or @ok is FALSE. */
void bench_check (gboolean ok, GError *error, const char *what);

/* The least of values that were kept run by run. */
typedef struct {
  double values[BENCH_MAX_RUNS];
  guint n;
} BenchSeries;
void bench_series_add (BenchSeries *series, double value);
double bench_series_least (const BenchSeries *series);
double bench_series_greatest (const BenchSeries *series);

/* Touches so many bytes once and gives them back: memory that a host lends lazily is slow at its
 * first use. */
void bench_touch (gsize bytes);
/* A file of so many random-looking bytes, which no file system can shorten. */
void bench_make_file (const char *path, guint64 size);
/* Runs a program and waits; fails unless it ends well. Seconds of processor time, and of wall time
 * (nullable). */
double bench_run_program (const char *const *argv, double *wall);
void bench_remove_tree (const char *path);

G_END_DECLS
