/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens to what changed, notices that the connection is lost, and that it is back. */
#include "kh-organization-private.h"

#include <string.h>

#include "kh-tenant-api.h"
#include "kh-wire-log.h"

/* Between two questions: what changes in a burst comes as one answer, progress four times a second.
 */
#define PAUSE 250
#define LONGEST_PROBE_PAUSE 15
/* No host has so many: it answers at once, and tells the newest number. */
#define EVERYTHING ((guint64)G_MAXINT64)
/* So many changed objects of a kind are read faster as a list. */
#define MANY 40

static void poll (KhOrganization *self);

/* --- What changed ---------------------------------------------------------------------------- */

/* There is no list of all secrets: who shows their vault reads them again. */
static void
tell_vault_of (KhOrganization *self, const char *id)
{
  g_autofree char *vault = g_strndup (id, strcspn (id, "/"));

  _kh_organization_emit_changed (self, KH_ITEM_VAULT, vault);
}

/* A grant does not tell on what it was: whoever shows one reads again. */
static void
refresh_granted (KhOrganization *self)
{
  self->refreshes[KH_ITEM_POLICY].tell = self->refreshes[KH_ITEM_VAULT].tell = TRUE;
  kh_organization_refresh (self, KH_ITEM_POLICY);
  kh_organization_refresh (self, KH_ITEM_VAULT);
}

/* The ids that changed, a set for each kind. */
static void
sort_event (KhOrganization *self, const KhWireEvent *event, GHashTable **ids)
{
  KhItemKind kind = KH_ITEM_ENVIRONMENT;

  if (g_strcmp0 (event->kind, kh_item_kind_to_string (KH_ITEM_FINDING)) == 0) {
    /* Any of them may be another now. */
    self->refreshes[KH_ITEM_FINDING].tell = TRUE;
    kh_organization_refresh (self, KH_ITEM_FINDING);
  } else if (kh_item_kind_from_string (event->kind, &kind))
    g_hash_table_add (ids[kind], event->id);
  else if (g_strcmp0 (event->kind, "secret") == 0)
    tell_vault_of (self, event->id);
  else if (g_strcmp0 (event->kind, "assignment") == 0)
    refresh_granted (self);
  else if (g_strcmp0 (event->kind, "request") == 0)
    kh_organization_refresh_requests (self);
  else if (g_strcmp0 (event->kind, "account") == 0 || g_strcmp0 (event->kind, "tenant") == 0)
    _kh_organization_refresh_facts (self);
}

static void
refresh_kind (KhOrganization *self, KhItemKind kind, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  if (g_hash_table_size (ids) > MANY) {
    self->refreshes[kind].tell = TRUE;
    kh_organization_refresh (self, kind);
    return;
  }
  /* It may have been deleted, recovered or purged. */
  if (kind == KH_ITEM_KEY && g_hash_table_size (ids) > 0)
    _kh_organization_refresh_deleted_keys (self);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    _kh_organization_refresh_one (self, kind, id);
}

static void
take_events (KhOrganization *self, const KhWireEvents *events)
{
  GHashTable *ids[KH_N_ITEM_KINDS];

  self->after = (guint64)events->newest;
  if (events->lost) {
    _kh_organization_refresh_facts (self);
    _kh_organization_refresh_all (self);
    return;
  }
  /* Nothing in half a minute: the clock may have been shifted, or stand still. */
  if (events->value->len == 0)
    _kh_organization_refresh_facts (self);
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    ids[i] = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < events->value->len; i++)
    sort_event (self, events->value->pdata[i], ids);
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++) {
    refresh_kind (self, (KhItemKind)i, ids[i]);
    g_hash_table_unref (ids[i]);
  }
}

/* --- The connection -------------------------------------------------------------------------- */

static void probe (KhOrganization *self);

static gboolean
probe_cb (gpointer data)
{
  KhOrganization *self = data;

  self->probe_timer = 0;
  probe (self);
  return G_SOURCE_REMOVE;
}

static void
probe_later (KhOrganization *self)
{
  if (self->probe_timer != 0 || self->probing || !self->listening || self->told_gone)
    return;
  self->probe_timer = g_timeout_add_seconds (self->probe_pause, probe_cb, self);
  self->probe_pause = MIN (self->probe_pause * 2, LONGEST_PROBE_PAUSE);
}

static void
stop_polling (KhOrganization *self)
{
  g_clear_handle_id (&self->poll_timer, g_source_remove);
  if (self->poll != NULL)
    g_cancellable_cancel (self->poll);
  g_clear_object (&self->poll);
}

static void
set_connected (KhOrganization *self, gboolean connected)
{
  if (self->connected == connected)
    return;
  self->connected = connected;
  _kh_organization_notify (self, KH_ORGANIZATION_CONNECTED);
}

static void
lose (KhOrganization *self)
{
  if (!self->listening)
    return;
  stop_polling (self);
  probe_later (self);
  set_connected (self, FALSE);
}

static void
tell_gone (KhOrganization *self, const GError *error)
{
  if (self->told_gone)
    return;
  self->told_gone = TRUE;
  lose (self);
  _kh_organization_emit_gone (self, error->message);
}

/* The same host may be back, or was only slow; another one does not know the token. */
static void
on_probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) me = kh_organization_call_finish (self, result, &error);

  self->probing = FALSE;
  if (!self->listening)
    return;
  if (me != NULL) {
    self->probe_pause = 1;
    set_connected (self, TRUE);
    if (self->poll == NULL && self->poll_timer == 0)
      poll (self);
  } else if (kh_error_is (error, KH_ERROR_UNAUTHENTICATED)) {
    tell_gone (self, error);
  } else {
    lose (self);
  }
}

static void
probe (KhOrganization *self)
{
  if (self->probing || self->told_gone || !self->listening)
    return;
  self->probing = TRUE;
  kh_organization_call_async (self, kh_tenant_api_me (), NULL, on_probed_cb, NULL);
}

void
_kh_organization_judge (KhOrganization *self, const GError *error)
{
  if (!self->listening)
    return;
  if (kh_error_is (error, KH_ERROR_NETWORK) || kh_error_is (error, KH_ERROR_HOSTED))
    lose (self);
  else if (kh_error_is (error, KH_ERROR_UNAUTHENTICATED))
    probe (self); /* it may have been a passphrase of the call alone */
  else if (kh_error_is (error, KH_ERROR_PERMISSION))
    _kh_organization_refresh_facts (self);
}

/* --- Listening ------------------------------------------------------------------------------- */

static gboolean
poll_cb (gpointer data)
{
  KhOrganization *self = data;

  self->poll_timer = 0;
  poll (self);
  return G_SOURCE_REMOVE;
}

static void
on_events_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GCancellable) mine = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer = kh_organization_call_finish (self, result, &error);
  g_autoptr (KhWireEvents) events = answer != NULL ? kh_wire_events_read (answer, &error) : NULL;

  if (mine != self->poll)
    return;
  g_clear_object (&self->poll);
  if (events == NULL) {
    lose (self);
    return;
  }
  self->poll_timer = g_timeout_add (PAUSE, poll_cb, self);
  take_events (self, events);
}

static void
poll (KhOrganization *self)
{
  self->poll = g_cancellable_new ();
  kh_organization_call_async (self, kh_tenant_api_events (self->after), self->poll, on_events_cb,
                              g_object_ref (self->poll));
}

void
_kh_organization_listen (KhOrganization *self)
{
  if (self->closed)
    return;
  stop_polling (self);
  g_clear_handle_id (&self->probe_timer, g_source_remove);
  self->listening = TRUE;
  self->told_gone = FALSE;
  self->probe_pause = 1;
  self->after = EVERYTHING;
  poll (self);
  set_connected (self, TRUE);
}

void
_kh_organization_stop_listening (KhOrganization *self)
{
  self->listening = FALSE;
  stop_polling (self);
  g_clear_handle_id (&self->probe_timer, g_source_remove);
}

void
kh_organization_reconnected (KhOrganization *self, const char *token)
{
  _kh_organization_set_token (self, token);
  if (self->listening)
    _kh_organization_listen (self);
}
