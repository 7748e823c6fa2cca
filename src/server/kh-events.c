/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /events: answered when something changed, or after thirty seconds. */
#include "kh-host-private.h"

#include "kh-wire-log.h"

#define WAIT_SECONDS 30

static void
forget_deadline (KhExchange *self)
{
  if (self->deadline == NULL)
    return;
  g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

void
kh_events_forget (KhExchange *self)
{
  forget_deadline (self);
  if (g_ptr_array_remove_fast (self->host->waiting, self))
    g_atomic_int_inc (&self->host->in_flight);
}

/* NULL when there is nothing to tell and @always is FALSE. */
static KhWireEvents *
collect (KhExchange *self, guint64 after, gboolean always)
{
  gboolean lost = FALSE;
  guint64 newest = after;
  g_autoptr (GPtrArray) notes = kh_tenant_changes_after (self->host->tenant, after, &lost, &newest);
  if (notes->len == 0 && !lost && !always)
    return NULL;
  KhWireEvents *events = kh_wire_events_new ();
  events->lost = lost;
  events->newest = (gint64)newest;
  for (guint i = 0; i < notes->len; i++) {
    const KhChangeNote *note = notes->pdata[i];
    KhWireEvent *event = kh_wire_event_new ();
    event->seq = (gint64)note->seq;
    event->kind = g_strdup (note->kind);
    event->id = g_strdup (note->id);
    g_ptr_array_add (events->value, event);
  }
  return events;
}

/* FALSE when it goes on waiting. */
static gboolean
try_answer (KhExchange *self, gboolean always)
{
  guint64 after = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhResponse) response = NULL;
  if (!kh_request_query_number (self->request, "after", 0, G_MAXINT64, &after, &error)) {
    kh_exchange_refuse (self, error);
    return TRUE;
  }
  g_autoptr (KhWireEvents) events = collect (self, after, always);
  if (events == NULL)
    return FALSE;
  response = kh_response_new ();
  kh_response_take (response, 200, kh_wire_events_print (events));
  kh_exchange_answer (self, response);
  return TRUE;
}

static void
answer_waiting (KhExchange *self, gboolean always)
{
  if (!try_answer (self, always))
    return;
  kh_events_forget (self);
  kh_exchange_unpause (self);
}

static gboolean
on_deadline (gpointer data)
{
  answer_waiting (data, TRUE);
  return G_SOURCE_REMOVE;
}

void
kh_events_begin (KhExchange *self)
{
  if (try_answer (self, FALSE))
    return;
  kh_exchange_pause (self);
  g_ptr_array_add (self->host->waiting, self);
  g_atomic_int_add (&self->host->in_flight, -1);
  self->deadline = g_timeout_source_new_seconds (WAIT_SECONDS);
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, self->host->context);
}

void
kh_events_wake (KhHost *self, gboolean all)
{
  for (guint i = self->waiting->len; i > 0; i--)
    answer_waiting (self->waiting->pdata[i - 1], all);
}
