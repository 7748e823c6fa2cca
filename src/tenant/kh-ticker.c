/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that waits for the next date. */
#include "kh-ticker.h"

struct _KhTicker {
  GThread *thread; /* (nullable): once stopped */
  GMutex lock;
  GCond cond;
  gint64 due; /* monotonic */
  gboolean stop;
  KhTickFunc func;
  gpointer data;
};

static gboolean
wait_until_due (KhTicker *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->stop && g_get_monotonic_time () < self->due)
    g_cond_wait_until (&self->cond, &self->lock, self->due);
  self->due = G_MAXINT64;
  return !self->stop;
}

static gpointer
ticker_thread (gpointer data)
{
  KhTicker *self = data;

  while (wait_until_due (self))
    kh_ticker_hurry (self, self->func (self->data));
  return NULL;
}

KhTicker *
kh_ticker_new (KhTickFunc func, gpointer data)
{
  KhTicker *self = g_new0 (KhTicker, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->func = func;
  self->data = data;
  self->thread = g_thread_new ("kh-ticker", ticker_thread, self);
  return self;
}

void
kh_ticker_stop (KhTicker *self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->thread, g_thread_join);
}

void
kh_ticker_free (KhTicker *self)
{
  kh_ticker_stop (self);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
kh_ticker_hurry (KhTicker *self, gint64 delay)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->due = MIN (self->due, g_get_monotonic_time () + MAX (delay, 1000));
  g_cond_signal (&self->cond);
}
