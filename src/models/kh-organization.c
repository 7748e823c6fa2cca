/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open organization: its life, its properties and its calls. */
#include "kh-organization-private.h"

#include <string.h>

#include "kh-organization-folder.h"

G_DEFINE_FINAL_TYPE (KhOrganization, kh_organization, G_TYPE_OBJECT)

static GParamSpec *props[KH_ORGANIZATION_LOG_FAULT + 1];

enum { SIGNAL_CHANGED, SIGNAL_GONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
refresh_clear (KhRefresh *refresh)
{
  g_clear_pointer (&refresh->touched, g_hash_table_unref);
}

static void
refresh_free (KhRefresh *refresh)
{
  refresh_clear (refresh);
  g_free (refresh);
}

static void
kh_organization_dispose (GObject *object)
{
  kh_organization_close (KH_ORGANIZATION (object));
  G_OBJECT_CLASS (kh_organization_parent_class)->dispose (object);
}

static void
free_token (char *token)
{
  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

static void
kh_organization_finalize (GObject *object)
{
  KhOrganization *self = KH_ORGANIZATION (object);

  for (guint i = 0; i < KH_N_ITEM_KINDS; i++) {
    g_clear_object (&self->lists[i]);
    refresh_clear (&self->refreshes[i]);
  }
  g_clear_object (&self->deleted_keys);
  g_clear_object (&self->requests);
  g_clear_object (&self->proof);
  g_clear_pointer (&self->objects, g_hash_table_unref);
  g_clear_pointer (&self->calls, g_hash_table_unref);
  g_clear_pointer (&self->client, kh_client_free);
  g_clear_pointer (&self->tenant, kh_json_unref);
  g_clear_pointer (&self->me, kh_json_unref);
  g_clear_pointer (&self->token, free_token);
  g_free (self->clock_note);
  g_free (self->socket);
  G_OBJECT_CLASS (kh_organization_parent_class)->finalize (object);
}

static void
kh_organization_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhOrganization *self = KH_ORGANIZATION (object);

  switch ((KhOrganizationProperty)id) {
  case KH_ORGANIZATION_NAME:
    g_value_set_string (value, kh_organization_get_name (self));
    break;
  case KH_ORGANIZATION_ACCOUNT:
    g_value_set_string (value, kh_organization_get_account (self));
    break;
  case KH_ORGANIZATION_ROLES:
    g_value_set_uint (value, self->roles);
    break;
  case KH_ORGANIZATION_CONNECTED:
    g_value_set_boolean (value, self->connected);
    break;
  case KH_ORGANIZATION_CLOCK_NOTE:
    g_value_set_string (value, self->clock_note);
    break;
  case KH_ORGANIZATION_LOG_FAULT:
    g_value_set_string (value, kh_organization_get_log_fault (self, NULL));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_organization_class_init (KhOrganizationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = kh_organization_dispose;
  object_class->finalize = kh_organization_finalize;
  object_class->get_property = kh_organization_get_property;
  props[KH_ORGANIZATION_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[KH_ORGANIZATION_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, NULL, flags);
  props[KH_ORGANIZATION_ROLES] = g_param_spec_uint ("roles", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[KH_ORGANIZATION_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, TRUE, flags);
  props[KH_ORGANIZATION_CLOCK_NOTE] = g_param_spec_string ("clock-note", NULL, NULL, NULL, flags);
  props[KH_ORGANIZATION_LOG_FAULT] = g_param_spec_string ("log-fault", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", KH_TYPE_ORGANIZATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_GONE] =
      g_signal_new ("gone", KH_TYPE_ORGANIZATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
kh_organization_init (KhOrganization *self)
{
  self->connected = TRUE;
  self->probe_pause = 1;
  self->calls = g_hash_table_new (NULL, NULL);
  self->objects =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)refresh_free);
  self->requests = kh_request_list_new ();
  self->proof = kh_log_proof_new (self);
  self->deleted_keys = kh_item_list_new (KH_ITEM_KEY);
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    self->lists[i] = kh_item_list_new ((KhItemKind)i);
}

KhOrganization *
kh_organization_new (const char *socket, const char *token, GError **error)
{
  g_autoptr (KhOrganization) self = g_object_new (KH_TYPE_ORGANIZATION, NULL);

  self->client = kh_client_new_for_socket (socket, error);
  if (self->client == NULL)
    return NULL;
  self->socket = g_strdup (socket);
  _kh_organization_set_token (self, token);
  return g_steal_pointer (&self);
}

void
_kh_organization_set_token (KhOrganization *self, const char *token)
{
  g_clear_pointer (&self->token, free_token);
  self->token = g_strdup (token);
  kh_client_set_token (self->client, token);
}

void
_kh_organization_notify (KhOrganization *self, KhOrganizationProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

void
_kh_organization_emit_changed (KhOrganization *self, KhItemKind kind, const char *id)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (int)kind, id);
}

void
_kh_organization_emit_gone (KhOrganization *self, const char *reason)
{
  g_signal_emit (self, signals[SIGNAL_GONE], 0, reason);
}

/* --- Start and end --------------------------------------------------------------------------- */

static void
on_started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhOrganization *self = KH_ORGANIZATION (source);
  GError *error = NULL;

  if (!_kh_organization_read_facts_finish (self, result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  _kh_organization_listen (self);
  g_task_return_boolean (task, TRUE);
}

void
kh_organization_start_async (KhOrganization *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_organization_start_async);
  g_task_set_check_cancellable (task, FALSE);
  _kh_organization_read_facts_async (self, cancellable, on_started_cb, g_object_ref (task));
}

gboolean
kh_organization_start_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kh_organization_close (KhOrganization *self)
{
  g_autoptr (GList) calls = NULL;

  if (self->closed)
    return;
  self->closed = TRUE;
  _kh_organization_stop_listening (self);
  _kh_organization_end_work (self);
  calls = g_hash_table_get_keys (self->calls);
  g_list_foreach (calls, (GFunc)(void (*) (void))g_object_ref, NULL);
  for (GList *l = calls; l != NULL; l = l->next) {
    g_cancellable_cancel (l->data);
    g_object_unref (l->data);
  }
}

void
kh_organization_empty (KhOrganization *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  kh_organization_close (self);
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    kh_item_list_take_all (self->lists[i], none);
  kh_item_list_take_all (self->deleted_keys, none);
  kh_request_list_take (self->requests, none);
  kh_log_proof_forget (self->proof);
}

/* --- Calls ----------------------------------------------------------------------------------- */

/* A call ends when its own cancellable does: by the caller's, or by closing. */
typedef struct {
  GCancellable *own, *outer; /* @outer: (nullable) */
  gulong handler;
} Way;

static void
way_free (Way *way)
{
  g_cancellable_disconnect (way->outer, way->handler);
  g_clear_object (&way->outer);
  g_object_unref (way->own);
  g_free (way);
}

static void
cancel_own_cb (GCancellable *outer, gpointer own)
{
  g_cancellable_cancel (own);
}

GCancellable *
_kh_organization_begin_call (KhOrganization *self, GTask *task)
{
  Way *way = g_new0 (Way, 1);
  GCancellable *outer = g_task_get_cancellable (task);

  way->own = g_cancellable_new ();
  g_task_set_task_data (task, way, (GDestroyNotify)way_free);
  g_task_set_check_cancellable (task, FALSE);
  g_hash_table_add (self->calls, way->own);
  if (self->closed)
    g_cancellable_cancel (way->own);
  if (outer == NULL)
    return way->own;
  way->outer = g_object_ref (outer);
  way->handler = g_cancellable_connect (outer, G_CALLBACK (cancel_own_cb), g_object_ref (way->own),
                                        g_object_unref);
  return way->own;
}

void
_kh_organization_end_call (KhOrganization *self, GTask *task)
{
  Way *way = g_task_get_task_data (task);

  g_hash_table_remove (self->calls, way->own);
}

/* The value stays in the client's result: only that knows how to free what nobody takes. */
static void
on_called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhOrganization *self = g_task_get_source_object (task);
  GError *error = NULL;

  _kh_organization_end_call (self, task);
  if (!g_task_had_error (G_TASK (result))) {
    g_task_return_pointer (task, g_object_ref (result), g_object_unref);
    return;
  }
  kh_client_call_finish (self->client, result, &error);
  _kh_organization_judge (self, error);
  g_task_return_error (task, error);
}

void
kh_organization_call_async (KhOrganization *self, KhCall *call, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GCancellable *own = _kh_organization_begin_call (self, task);

  g_task_set_source_tag (task, kh_organization_call_async);
  kh_client_call_async (self->client, call, own, on_called_cb, g_object_ref (task));
}

gpointer
kh_organization_call_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) inner = g_task_propagate_pointer (G_TASK (result), error);

  return inner != NULL ? kh_client_call_finish (self->client, inner, error) : NULL;
}

/* --- What is known --------------------------------------------------------------------------- */

const char *
kh_organization_get_name (KhOrganization *self)
{
  const char *name = kh_json_string (self->tenant, "name");

  return name != NULL ? name : "";
}

const char *
kh_organization_get_account (KhOrganization *self)
{
  const char *name = kh_json_string (self->me, "name");

  return name != NULL ? name : "";
}

gboolean
kh_organization_has_passphrase (KhOrganization *self)
{
  return self->me != NULL && kh_json_bool (self->me, "hasPassphrase", FALSE);
}

gboolean
kh_organization_may (KhOrganization *self, guint roles)
{
  return (self->roles & roles) != 0;
}

gboolean
kh_organization_is_read_only (KhOrganization *self)
{
  return !kh_organization_may (self, ~(guint)(KH_MAY_AUDITOR | KH_MAY_SUPPORT));
}

gboolean
kh_organization_is_connected (KhOrganization *self)
{
  return self->connected;
}

const KhArmPlace *
kh_organization_get_place (KhOrganization *self)
{
  return &self->place;
}

KhItemList *
kh_organization_get_list (KhOrganization *self, KhItemKind kind)
{
  return self->lists[kind];
}

char *
kh_organization_dup_folder (KhOrganization *self)
{
  return g_path_get_dirname (self->socket);
}
