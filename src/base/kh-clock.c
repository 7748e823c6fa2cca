/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The monotone, shiftable clock of the tenant. */
#include "kh-clock.h"

struct _KhClock {
  gatomicrefcount refs;
  GMutex lock;
  gboolean manual;
  KhTime wall;      /* manual only */
  gint64 mono;      /* manual only */
  KhTime highest;   /* highest wall time seen; KH_TIME_NONE before the first look */
  gint64 last_mono; /* monotonic time of the last look; -1 before the first */
  gint64 shift;
  gboolean standing;
  gboolean suspect;
};

KhClock *
kh_clock_new (KhTime highest, gint64 shift)
{
  KhClock *self = g_new0 (KhClock, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->highest = highest;
  self->shift = shift;
  self->last_mono = -1;
  return self;
}

KhClock *
kh_clock_new_manual (KhTime now)
{
  KhClock *self = kh_clock_new (KH_TIME_NONE, 0);

  self->manual = TRUE;
  self->wall = now;
  return self;
}

void
kh_clock_recall (KhClock *self, KhTime highest)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (highest != KH_TIME_NONE && (self->highest == KH_TIME_NONE || highest > self->highest))
    self->highest = highest;
}

KhClock *
kh_clock_ref (KhClock *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kh_clock_unref (KhClock *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Looks at both clocks and keeps the highest time. A jump is judged against the monotonic clock;
 * across a stop of the program (no earlier look) any jump of over a day is unexplained. */
static KhTime
look (KhClock *self)
{
  KhTime wall = self->manual ? self->wall : g_get_real_time ();
  gint64 mono = self->manual ? self->mono : g_get_monotonic_time ();

  if (self->highest != KH_TIME_NONE && wall > self->highest) {
    gint64 explained = self->last_mono >= 0 ? mono - self->last_mono : 0;

    if (wall - self->highest - explained > KH_DAY)
      self->suspect = TRUE;
  }
  self->standing = self->highest != KH_TIME_NONE && wall < self->highest;
  if (self->highest == KH_TIME_NONE || wall > self->highest)
    self->highest = wall;
  self->last_mono = mono;
  return self->highest + self->shift;
}

KhTime
kh_clock_now (KhClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return look (self);
}

void
kh_clock_manual_set (KhClock *self, KhTime wall, gint64 elapsed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_return_if_fail (self->manual);
  look (self);
  self->wall = wall;
  self->mono += elapsed;
  look (self);
}

void
kh_clock_shift (KhClock *self, gint64 delta)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_return_if_fail (delta > 0);
  self->shift += delta;
}

gint64
kh_clock_get_shift (KhClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->shift;
}

gboolean
kh_clock_is_standing (KhClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  look (self);
  return self->standing;
}

gboolean
kh_clock_is_suspect (KhClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  look (self);
  return self->suspect;
}

void
kh_clock_accept (KhClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  look (self);
  self->suspect = FALSE;
}

KhTime
kh_clock_get_highest (KhClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  look (self);
  return self->highest;
}
