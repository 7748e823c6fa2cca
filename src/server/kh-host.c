/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service thread: its context, the HTTP server, the quick workers, start and stop. */
#include "kh-host-private.h"

#include "kh-log.h"
#include "kh-route-tables.h"
#include "kh-wire-rules.h"

#include <glib-unix.h>

#define PATIENCE_DEFAULT 300
#define QUICK_MIN 2
#define QUICK_MAX 8
#define TICK_MS 1000
#define STOP_TICK_MS 20

KhWorker *
kh_host_quick_worker (KhHost *self)
{
  guint least = 0;
  for (guint i = 1; i < self->n_quick; i++)
    if (self->quick_load[i] < self->quick_load[least])
      least = i;
  return self->quick[least];
}

KhWorker *
kh_host_stream_worker (KhHost *self, GError **error)
{
  if (self->streams >= KH_STREAMS_MAX) {
    kh_set_error (error, KH_ERROR_HOSTED, "Too many transfers at once; try again");
    return NULL;
  }
  self->streams++;
  return kh_worker_new ("kh-bulk");
}

void
kh_host_free_stream_worker (KhHost *self, KhWorker *worker)
{
  if (worker == NULL)
    return;
  self->streams--;
  kh_worker_free (worker);
}

static void
listen (KhHost *self)
{
  g_autoptr (GError) error = NULL;
  if (!soup_server_listen_socket (self->server, self->listening, 0, &error))
    kh_warning ("The host cannot listen: %s", error->message);
}

static void watch_listener (KhHost *self);

static void
set_watch (KhHost *self, GSource *source, GSourceFunc func)
{
  if (self->watch != NULL) {
    g_source_destroy (self->watch);
    g_source_unref (self->watch);
  }
  self->watch = source;
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
}

static gboolean
on_tick (gpointer data)
{
  KhHost *self = data;
  gboolean readable = (g_socket_condition_check (self->listening, G_IO_IN) & G_IO_IN) != 0;
  gboolean quiet = self->seen == self->seen_before;
  if (readable && quiet && self->readable_before) {
    listen (self);
    readable = FALSE;
  }
  self->readable_before = readable;
  self->seen_before = self->seen;
  if (readable)
    return G_SOURCE_CONTINUE;
  watch_listener (self);
  return G_SOURCE_REMOVE;
}

/* A connection was not taken before everything else was done. */
static gboolean
on_waiting (gint fd, GIOCondition condition, gpointer data)
{
  KhHost *self = data;
  self->seen_before = self->seen;
  set_watch (self, g_timeout_source_new (TICK_MS), on_tick);
  return G_SOURCE_REMOVE;
}

/* Any error of accept, such as running out of descriptors, removes the library's listener without a
 * word (http.md 1.1). Connections that wait over two looks while no request came in at all tell
 * that it is gone: it is put back. While no connection waits, nothing wakes this thread. */
static void
watch_listener (KhHost *self)
{
  GSource *source = g_unix_fd_source_new (g_socket_get_fd (self->listening), G_IO_IN);
  g_source_set_priority (source, G_PRIORITY_LOW);
  set_watch (self, source, G_SOURCE_FUNC (on_waiting));
}

static GSource *
add_timer (KhHost *self, guint milliseconds, GSourceFunc func, gpointer data)
{
  GSource *source = g_timeout_source_new (milliseconds);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
set_up (KhHost *self)
{
  self->server = soup_server_new ("raw-paths", TRUE, "server-header", "Keyhold", NULL);
  soup_server_add_early_handler (self->server, NULL, kh_front_early, self, NULL);
  soup_server_add_handler (self->server, NULL, kh_front_late, self, NULL);
  listen (self);
  watch_listener (self);
}

static void
tear_down (KhHost *self)
{
  g_source_destroy (self->watch);
  g_source_unref (self->watch);
  for (guint i = self->exchanges->len; i > 0; i--)
    if (i <= self->exchanges->len)
      kh_exchange_cut (self->exchanges->pdata[i - 1]);
  soup_server_disconnect (self->server);
  while (self->jobs > 0 || g_main_context_pending (self->context))
    g_main_context_iteration (self->context, TRUE);
  g_clear_object (&self->server);
}

static gpointer
service_thread (gpointer data)
{
  KhHost *self = data;
  g_main_context_push_thread_default (self->context);
  set_up (self);
  g_main_loop_run (self->loop);
  tear_down (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
on_change_here (gpointer data)
{
  kh_events_wake (data, FALSE);
  return G_SOURCE_REMOVE;
}

/* Runs on the tenant's threads. */
static void
on_change (gpointer data)
{
  KhHost *self = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_change_here, self, NULL);
  g_source_attach (source, self->context);
}

static char *
print_impact (const KhImpact *impact)
{
  g_autoptr (KhWireImpact) wire = kh_wire_impact_from (impact, NULL, NULL);
  KhJsonOut *out = kh_json_out_new ();
  kh_wire_impact_write (out, NULL, wire);
  return kh_json_out_finish_text (out);
}

static void
make_workers (KhHost *self)
{
  self->n_quick = CLAMP (g_get_num_processors (), QUICK_MIN, QUICK_MAX);
  self->quick = g_new0 (KhWorker *, self->n_quick);
  self->quick_load = g_new0 (guint, self->n_quick);
  for (guint i = 0; i < self->n_quick; i++)
    self->quick[i] = kh_worker_new ("kh-quick");
}

KhHost *
kh_host_start_with (const char *folder, KhTenant *tenant, const KhRoute *const *tables,
                    guint n_tables, GError **error)
{
  kh_host_raise_limit ();
  GSocket *socket = kh_host_socket_new (folder, error);
  if (socket == NULL)
    return NULL;
  KhHost *self = g_new0 (KhHost, 1);
  self->listening = socket;
  self->tenant = tenant;
  self->folder = g_strdup (folder);
  self->patience = PATIENCE_DEFAULT;
  self->router = kh_router_new (tables, n_tables);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->exchanges = g_ptr_array_new ();
  self->waiting = g_ptr_array_new ();
  make_workers (self);
  if (tenant != NULL) {
    kh_tenant_set_impact_printer (tenant, print_impact);
    kh_tenant_set_listener (tenant, on_change, self);
  }
  self->thread = g_thread_new ("kh-service", service_thread, self);
  kh_info ("libsoup %u.%u.%u answers other programs", soup_get_major_version (),
           soup_get_minor_version (), soup_get_micro_version ());
  return self;
}

KhHost *
kh_host_start (KhTenant *tenant, GError **error)
{
  guint n = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  return kh_host_start_with (kh_tenant_get_data_dir (tenant), tenant, tables, n, error);
}

void
kh_host_set_patience (KhHost *self, guint seconds)
{
  g_atomic_int_set (&self->patience, (gint)MIN (seconds, 86400));
}

guint
kh_host_get_in_flight (KhHost *self)
{
  return (guint)MAX (0, g_atomic_int_get (&self->in_flight));
}

typedef struct {
  KhHost *host;
  gint64 deadline;
} Stopping;

static gboolean
on_stop_tick (gpointer data)
{
  Stopping *stopping = data;
  KhHost *self = stopping->host;
  kh_events_wake (self, TRUE);
  if (self->exchanges->len > 0 && g_get_monotonic_time () < stopping->deadline)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
free_host (KhHost *self)
{
  for (guint i = 0; i < self->n_quick; i++)
    kh_worker_free (self->quick[i]);
  g_free (self->quick);
  g_free (self->quick_load);
  g_ptr_array_unref (self->exchanges);
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->listening);
  kh_router_free (self->router);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->folder);
  g_free (self);
}

void
kh_host_stop (KhHost *self)
{
  Stopping stopping = { self, 0 };
  if (self->tenant != NULL)
    kh_tenant_set_listener (self->tenant, NULL, NULL);
  stopping.deadline =
      g_get_monotonic_time () + (gint64)g_atomic_int_get (&self->patience) * G_TIME_SPAN_SECOND;
  g_atomic_int_set (&self->stopping, TRUE);
  g_autoptr (GSource) source = add_timer (self, STOP_TICK_MS, on_stop_tick, &stopping);
  g_thread_join (self->thread);
  kh_host_socket_remove (self->folder);
  free_host (self);
}
