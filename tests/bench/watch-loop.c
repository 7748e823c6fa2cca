/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures a GTK program from inside without changing it: loaded before all else (LD_PRELOAD), it
 * writes lines to the file that KH_BENCH_LOG names. "frame N" is the processor time of the whole
 * process in microseconds when the first frame was drawn; "stall N AT" tells of every turn of the
 * main loop that took longer than 10 ms, in microseconds of wall time, and when it ended
 * (CLOCK_MONOTONIC, microseconds). */
#include <fcntl.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define LEAST_STALL 10000

static int log_fd = -1;
static gboolean rendered, told;
static gint64 woken;

static void
tell (const char *word, gint64 first, gint64 second)
{
  char line[96];
  int length =
      snprintf (line, sizeof line, "%s %lld %lld\n", word, (long long)first, (long long)second);
  if (write (log_fd, line, (size_t)length) != length)
    _exit (70);
}

static gint64
processor_time (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec
         + usage.ru_stime.tv_usec;
}

static gboolean
rendered_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  rendered = TRUE;
  return FALSE;
}

static gboolean
painted_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  if (!rendered)
    return TRUE;
  if (!told)
    tell ("frame", processor_time (), g_get_monotonic_time ());
  told = TRUE;
  return FALSE;
}

/* Between the end of one wait and the beginning of the next the loop was busy. */
static gint
poll_cb (GPollFD *fds, guint n_fds, gint timeout)
{
  gint64 now = g_get_monotonic_time ();
  if (woken != 0 && now - woken > LEAST_STALL)
    tell ("stall", now - woken, now);
  gint ready = g_poll (fds, n_fds, timeout);
  woken = g_get_monotonic_time ();
  return ready;
}

static __attribute__ ((constructor)) void
watch (void)
{
  const char *path = g_getenv ("KH_BENCH_LOG");
  log_fd = path == NULL ? -1 : open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0)
    return;
  g_unsetenv ("LD_PRELOAD");
  g_main_context_set_poll_func (NULL, poll_cb);
  g_type_class_unref (g_type_class_ref (GDK_TYPE_SURFACE));
  g_type_class_unref (g_type_class_ref (GDK_TYPE_FRAME_CLOCK));
  g_signal_add_emission_hook (g_signal_lookup ("render", GDK_TYPE_SURFACE), 0, rendered_cb, NULL,
                              NULL);
  g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0, painted_cb,
                              NULL, NULL);
}
