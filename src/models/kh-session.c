/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to an open organization. */
#include "kh-session-private.h"

#include "kh-tenant-api.h"

G_DEFINE_FINAL_TYPE (KhSession, kh_session, G_TYPE_OBJECT)

typedef enum { PROP_STATE = 1, PROP_ORGANIZATION } KhSessionProperty;
static GParamSpec *props[PROP_ORGANIZATION + 1];

static void
kh_session_finalize (GObject *object)
{
  KhSession *self = KH_SESSION (object);

  kh_session_close (self);
  kh_unseal_tries_free (self->tries);
  g_clear_object (&self->keyring);
  g_clear_error (&self->error);
  g_clear_pointer (&self->recovery, kh_secret_unref);
  g_free (self->data_dir);
  g_free (self->account);
  G_OBJECT_CLASS (kh_session_parent_class)->finalize (object);
}

static void
kh_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhSession *self = KH_SESSION (object);

  switch ((KhSessionProperty)id) {
  case PROP_STATE:
    g_value_set_int (value, (int)self->state);
    break;
  case PROP_ORGANIZATION:
    g_value_set_object (value, self->organization);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_session_class_init (KhSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = kh_session_finalize;
  object_class->get_property = kh_session_get_property;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, KH_SESSION_UNKNOWN, KH_SESSION_FAILED,
                                        KH_SESSION_UNKNOWN, flags);
  props[PROP_ORGANIZATION] =
      g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_session_init (KhSession *self)
{
}

KhSession *
kh_session_new (const KhSessionHost *host, const char *data_dir, const char *account)
{
  KhSession *self = g_object_new (KH_TYPE_SESSION, NULL);

  self->host = host;
  self->data_dir = g_strdup (data_dir);
  self->account = g_strdup (account);
  self->tries = kh_unseal_tries_new (data_dir, NULL);
  self->worker = kh_worker_new ("kh-session");
  return self;
}

void
kh_session_set_clock_offset (KhSession *self, gint64 offset)
{
  self->clock_offset = offset;
}

KhSessionState
kh_session_get_state (KhSession *self)
{
  return self->state;
}

KhOrganization *
kh_session_get_organization (KhSession *self)
{
  return self->organization;
}

const GError *
kh_session_get_error (KhSession *self)
{
  return self->error;
}

const char *
kh_session_get_data_dir (KhSession *self)
{
  return self->data_dir;
}

guint
kh_session_get_wait (KhSession *self)
{
  gint64 rest = self->wait_until - g_get_monotonic_time ();

  return rest > 0 ? (guint)((rest + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND) : 0;
}

/* --- Back on the main thread ----------------------------------------------------------------- */

void
_kh_session_set_state (KhSession *self, KhSessionState state, const GError *error)
{
  gboolean changed = state != self->state || error != NULL;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->state = state;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Nothing is there; a part that is missing of what is there is another matter. */
static gboolean
is_absent (const GError *error)
{
  return kh_error_is (error, KH_ERROR_NOT_FOUND)
         && g_strcmp0 (kh_error_get_facts (error)->inner, "TenantNotFound") == 0;
}

/* Takes @error. Pages of an organization that was open stay as they are while it cannot be reached;
 * what could not be created leaves everything as it was, and so does an account that cannot be
 * used.
 */
static void
fail (GTask *task, GError *error)
{
  KhSession *self = g_task_get_source_object (task);
  KhSessionTry *try = g_task_get_task_data (task);

  if (((try->create || try->sample) && !try->created) || try->change) {
    g_task_return_error (task, error);
    return;
  }
  /* A sheet that is not the right one leaves the organization as sealed as it was. */
  if (kh_error_is (error, KH_ERROR_ARGUMENT) && try->recovery != NULL)
    _kh_session_set_state (self, KH_SESSION_SEALED, NULL);
  else if (kh_error_is (error, KH_ERROR_SEALED))
    _kh_session_set_state (self, KH_SESSION_SEALED,
                           kh_keyring_reason (error) != NULL ? error : NULL);
  else if (is_absent (error))
    _kh_session_set_state (self, KH_SESSION_ABSENT, NULL);
  else if (self->organization == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _kh_session_set_state (self, KH_SESSION_FAILED, error);
  else if (self->state == KH_SESSION_WAITING)
    _kh_session_set_state (self, KH_SESSION_SEALED, NULL);
  g_task_return_error (task, error);
}

/* The session of the account that was left ends with it. */
static void
on_signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *left = KH_ORGANIZATION (source);
  KhSession *self = data;
  g_autoptr (KhJson) answer = kh_organization_call_finish (left, result, NULL);

  kh_organization_close (left);
  g_clear_object (&self->left);
  g_object_unref (self);
}

/* Takes @organization's place, and ends the one before. */
static void
replace_organization (KhSession *self, KhOrganization *organization)
{
  g_autoptr (KhOrganization) before = g_steal_pointer (&self->organization);

  self->organization = g_object_ref (organization);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORGANIZATION]);
  if (before == NULL)
    return;
  if (self->left != NULL)
    kh_organization_close (self->left);
  g_set_object (&self->left, before);
  kh_organization_call_async (before, kh_tenant_api_sign_out (), NULL, on_signed_out_cb,
                              g_object_ref (self));
}

static void
on_started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhSession *self = g_task_get_source_object (task);
  KhOrganization *organization = KH_ORGANIZATION (source);
  KhSessionTry *try = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kh_organization_start_finish (organization, result, &error)) {
    kh_organization_close (organization);
    fail (task, error);
    return;
  }
  if (self->worker == NULL || try->epoch != self->epoch) {
    kh_organization_close (organization);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The session is closed");
    return;
  }
  if (try->change) {
    g_free (self->account);
    self->account = g_strdup (try->account);
  }
  replace_organization (self, organization);
  _kh_session_set_state (self, KH_SESSION_OPEN, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
enter (GTask *task, const char *token)
{
  KhSession *self = g_task_get_source_object (task);
  g_autofree char *socket = g_build_filename (self->data_dir, "tenant.sock", NULL);
  g_autoptr (KhOrganization) organization = NULL;
  GError *error = NULL;

  if (self->worker == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The session is closed");
    return;
  }
  if (self->organization != NULL && !((KhSessionTry *)g_task_get_task_data (task))->change) {
    kh_organization_reconnected (self->organization, token);
    _kh_session_set_state (self, KH_SESSION_OPEN, NULL);
    g_task_return_boolean (task, TRUE);
    return;
  }
  organization = kh_organization_new (socket, token, &error);
  if (organization == NULL)
    fail (task, error);
  else
    kh_organization_start_async (organization, NULL, on_started_cb, g_object_ref (task));
}

static void
on_tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhSession *self = g_task_get_source_object (task);
  KhSessionTry *try = g_task_get_task_data (task);
  GError *error = NULL;

  kh_worker_run_finish (result, &error);
  try->step = NULL;
  self->ways = try->ways;
  self->seal_copy = try->seal_copy;
  _kh_session_stop_watching (self, try);
  self->wait_until = g_get_monotonic_time () + (gint64)try->wait * G_TIME_SPAN_SECOND;
  if (try->created)
    self->sheet = try->sheet;
  if (try->epoch != self->epoch) {
    g_clear_error (&error);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The session was sealed");
    return;
  }
  if (error != NULL) {
    fail (task, error);
    return;
  }
  self->is_host = try->is_host;
  self->crash = try->crash;
  g_clear_pointer (&self->recovery, kh_secret_unref);
  self->recovery = g_steal_pointer (&try->recovery);
  enter (task, try->token);
}

void
_kh_session_begin (KhSession *self, KhSessionTry *try, KhSecret *passphrase, GTask *task)
{
  try->session = self;
  try->epoch = self->epoch;
  try->ways = self->ways; /* where it is cancelled before it was looked for */
  if (!try->change)
    try->account = g_strdup (self->account);
  try->passphrase = passphrase != NULL ? kh_secret_ref (passphrase) : NULL;
  g_task_set_task_data (task, try, (GDestroyNotify)_kh_session_try_free);
  g_task_set_check_cancellable (task, FALSE);
  if (self->worker == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The session is closed");
    return;
  }
  _kh_session_start_watching (self, try, task);
  kh_worker_run_async (self->worker, _kh_session_try_work, task, NULL, NULL,
                       g_task_get_cancellable (task), on_tried_cb, g_object_ref (task));
}

void
kh_session_open_async (KhSession *self, KhSecret *passphrase, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_session_open_async);
  _kh_session_begin (self, g_new0 (KhSessionTry, 1), passphrase, task);
}

void
kh_session_unlock_async (KhSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KhSessionTry *try = g_new0 (KhSessionTry, 1);

  try->may_ask = TRUE;
  g_task_set_source_tag (task, kh_session_unlock_async);
  _kh_session_begin (self, try, NULL, task);
}

gboolean
kh_session_open_finish (KhSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kh_session_change_account_async (KhSession *self, const char *account, KhSecret *passphrase,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KhSessionTry *try = g_new0 (KhSessionTry, 1);

  try->change = TRUE;
  try->account = g_strdup (account);
  g_task_set_source_tag (task, kh_session_change_account_async);
  _kh_session_begin (self, try, passphrase, task);
}

gboolean
kh_session_change_account_finish (KhSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- The seal -------------------------------------------------------------------------------- */

static gpointer leave_work (gpointer data, GCancellable *cancellable, GError **error);

static void
on_sealed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_boolean (task, TRUE);
}

void
kh_session_seal_async (KhSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (KhOrganization) organization = NULL;

  g_task_set_source_tag (task, kh_session_seal_async);
  if (self->worker == NULL || self->organization == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  kh_session_leave_keyring (self);
  self->epoch++;
  self->is_host = FALSE;
  g_clear_pointer (&self->recovery, kh_secret_unref);
  organization = g_steal_pointer (&self->organization);
  kh_organization_empty (organization);
  _kh_session_set_state (self, KH_SESSION_SEALED, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORGANIZATION]);
  kh_worker_run_async (self->worker, leave_work, self, NULL, NULL, NULL, on_sealed_cb,
                       g_object_ref (task));
}

gboolean
kh_session_seal_finish (KhSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

KhSessionWays
kh_session_get_ways (KhSession *self)
{
  return self->ways;
}

gboolean
kh_session_is_host (KhSession *self)
{
  return self->is_host && self->organization != NULL;
}

/* --- The end --------------------------------------------------------------------------------- */

static gpointer
leave_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhSession *self = data;

  if (self->hosting != NULL)
    self->host->free (self->hosting);
  self->hosting = NULL;
  return NULL;
}

static void
on_left_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gboolean *)data = TRUE;
}

void
kh_session_close (KhSession *self)
{
  KhWorker *worker = g_steal_pointer (&self->worker);
  gboolean left = FALSE;

  if (worker == NULL)
    return;
  kh_session_leave_keyring (self);
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->organization != NULL)
    kh_organization_close (self->organization);
  if (self->left != NULL)
    kh_organization_close (self->left);
  kh_worker_run_async (worker, leave_work, self, NULL, NULL, NULL, on_left_cb, &left);
  /* The host answers what is on its way, also to this very thread. */
  while (!left)
    g_main_context_iteration (NULL, TRUE);
  kh_worker_free (worker);
  g_clear_object (&self->organization);
}

gboolean
kh_session_take_crash (KhSession *self)
{
  gboolean crash = self->crash;

  self->crash = FALSE;
  return crash;
}
