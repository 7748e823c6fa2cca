/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readings of the last ten minutes. */
#include "kh-throughput.h"

typedef struct {
  KhTime time;
  guint64 bytes;
} Reading;

struct _KhThroughput {
  GArray *readings; /* (element-type Reading) */
};

KhThroughput *
kh_throughput_new (void)
{
  KhThroughput *self = g_new0 (KhThroughput, 1);

  self->readings = g_array_new (FALSE, FALSE, sizeof (Reading));
  return self;
}

void
kh_throughput_free (KhThroughput *self)
{
  g_array_unref (self->readings);
  g_free (self);
}

void
kh_throughput_clear (KhThroughput *self)
{
  g_array_set_size (self->readings, 0);
}

static const Reading *
nth (const KhThroughput *self, guint n)
{
  return &g_array_index (self->readings, Reading, n);
}

static const Reading *
newest (const KhThroughput *self)
{
  return self->readings->len > 0 ? nth (self, self->readings->len - 1) : NULL;
}

/* The clock of a rehearsal may jump: what lies before the span is gone, whatever the reason. */
static void
drop_old (KhThroughput *self, KhTime time)
{
  guint old = 0;

  while (old < self->readings->len && nth (self, old)->time < time - KH_THROUGHPUT_SPAN)
    old++;
  if (old > 0)
    g_array_remove_range (self->readings, 0, old);
}

gboolean
kh_throughput_add (KhThroughput *self, KhTime time, guint64 bytes)
{
  const Reading *last = newest (self);
  const Reading reading = { time, bytes };

  if (last != NULL && (bytes < last->bytes || time < last->time))
    kh_throughput_clear (self);
  else if (last != NULL && time - last->time < KH_SECOND)
    return FALSE;
  drop_old (self, time);
  g_array_append_val (self->readings, reading);
  return TRUE;
}

static double
rate (const Reading *from, const Reading *to)
{
  return (double)(to->bytes - from->bytes) / ((double)(to->time - from->time) / (double)KH_SECOND);
}

guint
kh_throughput_count (const KhThroughput *self)
{
  return self->readings->len > 0 ? self->readings->len - 1 : 0;
}

double
kh_throughput_nth (const KhThroughput *self, guint n, KhTime *age)
{
  const Reading *to = nth (self, n + 1);

  if (age != NULL)
    *age = newest (self)->time - to->time;
  return rate (nth (self, n), to);
}

double
kh_throughput_get_now (const KhThroughput *self)
{
  const Reading *last = newest (self);
  guint i = self->readings->len;

  if (i < 2)
    return 0;
  i--;
  while (i > 0 && last->time - nth (self, i)->time < KH_THROUGHPUT_NOW)
    i--;
  return rate (nth (self, i), last);
}

double
kh_throughput_get_average (const KhThroughput *self)
{
  return self->readings->len >= 2 ? rate (nth (self, 0), newest (self)) : 0;
}

double
kh_throughput_get_most (const KhThroughput *self)
{
  double most = 0;

  for (guint i = 0; i < kh_throughput_count (self); i++)
    most = MAX (most, kh_throughput_nth (self, i, NULL));
  return most;
}
