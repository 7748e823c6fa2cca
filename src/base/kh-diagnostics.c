/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a message to a line, and the thread that writes lines. */
#include "kh-diagnostics.h"

#include <string.h>
#include <unistd.h>

#include "kh-clock.h"
#include "kh-diagnostics-private.h"
#include "kh-log.h"
#include "kh-worker.h"

/* Lines that wait; more are not kept, when the disk does not come after them. */
#define WAITING_MAX 2000
#define TEXT_MAX 2000

static struct {
  GMutex lock;
  gboolean runs; /* from start to stop */
  char *program;
  KhDiagnosticFile *file; /* of the worker's thread */
  KhWorker *worker;       /* (nullable): from the first line on */
  KhClock *clock;
  gint waiting; /* atomic */
  int lost;     /* since the last line */
} diagnostics;

/* --- On the thread that writes --------------------------------------------------------------- */

static void
append_work (gpointer data, gpointer unused)
{
  _kh_diagnostic_file_append (diagnostics.file, data);
  g_atomic_int_add (&diagnostics.waiting, -1);
}

static gpointer
nothing_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return NULL;
}

/* --- In any thread --------------------------------------------------------------------------- */

/* (transfer full): a line for the file. */
static char *
make_line (KhDiagnosticLevel level, const char *domain, const char *text)
{
  g_autofree char *time = kh_time_format (kh_clock_now (diagnostics.clock));
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)strnlen (text, TEXT_MAX));

  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_strdup_printf ("%s %s %s[%d] %s: %s\n", time, kh_diagnostic_level_name (level),
                          diagnostics.program, (int)getpid (), domain, valid);
}

static void
post (KhDiagnosticLevel level, const char *domain, const char *text)
{
  g_atomic_int_inc (&diagnostics.waiting);
  kh_worker_post (diagnostics.worker, append_work, make_line (level, domain, text), g_free);
}

/* What the log itself has to say. */
static void G_GNUC_PRINTF (2, 3) post_own (KhDiagnosticLevel level, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  post (level, G_LOG_DOMAIN, text);
}

/* Who logs, before the first line of a program. */
static void
begin (void)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  diagnostics.clock = kh_clock_new (KH_TIME_NONE, 0);
  diagnostics.worker = kh_worker_new ("kh-diagnostics");
  post_own (KH_DIAGNOSTIC_INFO, "Keyhold %s, GLib %u.%u.%u, %s", KH_VERSION, glib_major_version,
            glib_minor_version, glib_micro_version, system != NULL ? system : "?");
}

static void
note (KhDiagnosticLevel level, const char *domain, const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&diagnostics.lock);
  int lost;

  if (!diagnostics.runs)
    return;
  if (diagnostics.worker == NULL)
    begin ();
  if (g_atomic_int_get (&diagnostics.waiting) >= WAITING_MAX) {
    diagnostics.lost++;
    return;
  }
  lost = diagnostics.lost;
  diagnostics.lost = 0;
  if (lost > 0)
    post_own (KH_DIAGNOSTIC_WARNING, "%d messages were left out", lost);
  post (level, domain, text);
}

static gboolean
is_ours (const char *domain)
{
  return domain != NULL
         && (g_str_has_prefix (domain, "kh-") || g_str_has_prefix (domain, "keyhold"));
}

static KhDiagnosticLevel
level_of (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return KH_DIAGNOSTIC_ERROR;
  if (level & G_LOG_LEVEL_WARNING)
    return KH_DIAGNOSTIC_WARNING;
  return level & G_LOG_LEVEL_MESSAGE ? KH_DIAGNOSTIC_NOTICE : KH_DIAGNOSTIC_INFO;
}

/* (transfer none) (nullable): texts of GLib's own functions end with a zero. */
static const char *
find (const GLogField *fields, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (fields[i].length < 0 && g_str_equal (fields[i].key, key))
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
write_cb (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  const char *domain = find (fields, n, "GLIB_DOMAIN");
  const char *text = find (fields, n, "MESSAGE");
  gboolean trouble = find (fields, n, KH_LOG_TROUBLE_FIELD) != NULL;

  if (is_ours (domain) && text != NULL && !(level & G_LOG_LEVEL_DEBUG))
    note (trouble ? KH_DIAGNOSTIC_WARNING : level_of (level), domain, text);
  if (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_ERROR))
    kh_diagnostics_flush (); /* nothing comes after it */
  return g_log_writer_default (level, fields, n, data);
}

void
kh_diagnostics_start (const char *program, const char *path)
{
  g_autofree char *own = path == NULL ? kh_diagnostics_get_path () : g_strdup (path);

  g_return_if_fail (!diagnostics.runs);
  diagnostics.runs = TRUE;
  diagnostics.program = g_strdup (program);
  diagnostics.file = _kh_diagnostic_file_new (own);
  g_log_set_writer_func (write_cb, NULL, NULL);
}

void
kh_diagnostics_flush (void)
{
  if (diagnostics.worker != NULL)
    kh_worker_run (diagnostics.worker, nothing_work, NULL, NULL, NULL);
}

void
kh_diagnostics_stop (void)
{
  g_mutex_lock (&diagnostics.lock);
  diagnostics.runs = FALSE;
  g_mutex_unlock (&diagnostics.lock);
  kh_diagnostics_flush (); /* a worker that is closed drops what waits */
  g_clear_pointer (&diagnostics.worker, kh_worker_free);
  g_clear_pointer (&diagnostics.file, _kh_diagnostic_file_free);
  g_clear_pointer (&diagnostics.clock, kh_clock_unref);
  g_clear_pointer (&diagnostics.program, g_free);
}
