/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that hears signals while the program waits for something else. */
#include "kh-local-end.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "kh-diagnostics.h"

/* How long the program may take to end by itself. */
#define GRACE_MS 2000

struct _KhLocalEnd {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GCancellable *cancellable;
  KhLocalHost **local;
  GMutex lock; /* who ends the program */
  int signal;  /* that has come, else 0 */
};

typedef struct {
  KhLocalEnd *end;
  int signal;
} Heard;

/* The organization is given back, whatever the rest of the program does, and the program is over.
 */
static gboolean
on_grace_over_cb (gpointer data)
{
  KhLocalEnd *self = data;

  g_mutex_lock (&self->lock); /* for ever */
  if (*self->local != NULL)
    kh_local_host_leave (*self->local);
  kh_diagnostics_stop ();
  _exit (128 + self->signal);
}

static gboolean
on_signal_cb (gpointer data)
{
  const Heard *heard = data;
  KhLocalEnd *self = heard->end;
  g_autoptr (GSource) grace = g_timeout_source_new (GRACE_MS);

  if (self->signal != 0)
    return G_SOURCE_CONTINUE;
  self->signal = heard->signal;
  g_source_set_callback (grace, on_grace_over_cb, self, NULL);
  g_source_attach (grace, self->context);
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
listen_for (KhLocalEnd *self, int signal)
{
  g_autoptr (GSource) source = g_unix_signal_source_new (signal);
  Heard *heard = g_new0 (Heard, 1);

  heard->end = self;
  heard->signal = signal;
  g_source_set_callback (source, on_signal_cb, heard, g_free);
  g_source_attach (source, self->context);
}

/* A program that shall outlive its terminal is started so. */
static gboolean
is_ignored (int signal)
{
  struct sigaction now;

  return sigaction (signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static gpointer
listen_thread (gpointer data)
{
  KhLocalEnd *self = data;

  g_main_loop_run (self->loop);
  return NULL;
}

KhLocalEnd *
kh_local_end_watch (GCancellable *cancellable, KhLocalHost **local)
{
  KhLocalEnd *self = g_new0 (KhLocalEnd, 1);

  g_mutex_init (&self->lock);
  self->cancellable = g_object_ref (cancellable);
  self->local = local;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  listen_for (self, SIGTERM);
  if (!is_ignored (SIGHUP))
    listen_for (self, SIGHUP);
  self->thread = g_thread_new ("kh-end", listen_thread, self);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* A loop that has not begun yet would not notice that it shall end: it is told from inside. */
void
kh_local_end_free (KhLocalEnd *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_source_set_priority (quit, G_PRIORITY_HIGH);
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_mutex_lock (&self->lock);
  g_source_attach (quit, self->context);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_free (self);
}
