/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counted use of an environment's data. */
#include "kh-leases.h"

struct _KhLeases {
  GMutex lock;
  GCond cond;
  guint count;
  GError *reason; /* (owned) (nullable): set while refusing */
};

KhLeases *
kh_leases_new (void)
{
  KhLeases *self = g_new0 (KhLeases, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

void
kh_leases_free (KhLeases *self)
{
  g_clear_error (&self->reason);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

/* Under the lock. */
static gboolean
is_admitted (KhLeases *self, GError **error)
{
  if (self->reason != NULL)
    g_propagate_error (error, g_error_copy (self->reason));
  return self->reason == NULL;
}

gboolean
kh_leases_check (KhLeases *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return is_admitted (self, error);
}

gboolean
kh_leases_take (KhLeases *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!is_admitted (self, error))
    return FALSE;
  self->count++;
  return TRUE;
}

void
kh_leases_give (KhLeases *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert (self->count > 0);
  if (--self->count == 0)
    g_cond_broadcast (&self->cond);
}

void
kh_leases_refuse (KhLeases *self, const GError *reason)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_error (&self->reason);
  self->reason = g_error_copy (reason);
}

void
kh_leases_drain (KhLeases *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->count > 0)
    g_cond_wait (&self->cond, &self->lock);
}

void
kh_leases_admit (KhLeases *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_error (&self->reason);
}
