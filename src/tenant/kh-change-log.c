/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered log of published changes. */
#include "kh-change-log.h"

#define KEPT 1024

struct _KhChangeLog {
  GMutex lock;
  GQueue notes; /* (element-type KhChangeNote), newest last */
  guint64 newest;
  GMutex listener_lock; /* held while the listener runs, so that removing it waits for it */
  void (*listener) (gpointer data);
  gpointer listener_data;
};

void
kh_change_note_free (KhChangeNote *note)
{
  g_free (note->kind);
  g_free (note->id);
  g_free (note);
}

static KhChangeNote *
note_new (guint64 seq, const char *kind, const char *id)
{
  KhChangeNote *note = g_new0 (KhChangeNote, 1);

  note->seq = seq;
  note->kind = g_strdup (kind);
  note->id = g_strdup (id);
  return note;
}

KhChangeLog *
kh_change_log_new (void)
{
  KhChangeLog *self = g_new0 (KhChangeLog, 1);

  g_mutex_init (&self->lock);
  g_mutex_init (&self->listener_lock);
  g_queue_init (&self->notes);
  return self;
}

void
kh_change_log_free (KhChangeLog *self)
{
  g_queue_clear_full (&self->notes, (GDestroyNotify)kh_change_note_free);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->listener_lock);
  g_free (self);
}

void
kh_change_log_add (KhChangeLog *self, const char *kind, const char *id)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->notes, note_new (++self->newest, kind, id));
  if (self->notes.length > KEPT)
    kh_change_note_free (g_queue_pop_head (&self->notes));
  g_mutex_unlock (&self->lock);
  g_mutex_lock (&self->listener_lock);
  if (self->listener != NULL)
    self->listener (self->listener_data);
  g_mutex_unlock (&self->listener_lock);
}

GPtrArray *
kh_change_log_after (KhChangeLog *self, guint64 after, gboolean *lost, guint64 *newest)
{
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_change_note_free);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  KhChangeNote *oldest = g_queue_peek_head (&self->notes);

  *newest = self->newest;
  /* A number from the future belongs to an earlier host: everything may have changed. */
  *lost = after > self->newest || (oldest != NULL && after + 1 < oldest->seq);
  for (GList *l = self->notes.head; l != NULL; l = l->next) {
    KhChangeNote *note = l->data;

    if (note->seq > after)
      g_ptr_array_add (result, note_new (note->seq, note->kind, note->id));
  }
  return result;
}

void
kh_change_log_set_listener (KhChangeLog *self, void (*listener) (gpointer data), gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->listener_lock);

  self->listener = listener;
  self->listener_data = data;
}
