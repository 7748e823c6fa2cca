/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One try to make or open an organization, on the session's thread. */
#include "kh-session-private.h"

#include <string.h>

#include "kh-wire-error.h"

void
_kh_session_try_free (KhSessionTry *try)
{
  g_clear_pointer (&try->passphrase, kh_secret_unref);
  g_clear_pointer (&try->recovery, kh_secret_unref);
  g_clear_object (&try->leave);
  g_free (try->sheet_tenant);
  g_free (try->account);
  g_free (try->name);
  g_free (try->home_geo);
  g_free (try->admin);
  g_free (try->vaults_dir);
  if (try->token != NULL)
    explicit_bzero (try->token, strlen (try->token));
  g_free (try->token);
  g_free (try);
}

static gboolean
check_wait (KhUnsealTries *tries, GError **error)
{
  guint wait = kh_unseal_tries_get_wait (tries);
  g_autofree char *text = NULL;

  if (wait == 0)
    return TRUE;
  text = g_strdup_printf ("There were too many wrong passphrases; the next one is accepted in %u "
                          "seconds",
                          wait);
  kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "TooManyTries", NULL, text);
  return FALSE;
}

/* The tenant, which counts as well, did not look at it. */
static gboolean
is_too_early (const GError *error)
{
  return g_strcmp0 (kh_error_get_facts (error)->inner, "TooManyTries") == 0;
}

static char *
connect_with_secret (KhSessionTry *try, GError **error)
{
  KhSession *self = try->session;
  char *token;

  if (try->recovery != NULL)
    self->host->use_recovery (self->hosting, try->recovery, try->sheet_tenant);
  token = self->host->connect (self->hosting, try->account, try->passphrase, error);
  if (try->recovery != NULL)
    self->host->use_recovery (self->hosting, NULL, NULL);
  return token;
}

static char *
connect_counted (KhSessionTry *try, GError **error)
{
  KhSession *self = try->session;
  g_autoptr (GError) cause = NULL;
  char *token;

  if (!check_wait (self->tries, error))
    return NULL;
  kh_unseal_tries_begin (self->tries);
  token = connect_with_secret (try, &cause);
  if (token != NULL)
    kh_unseal_tries_clear (self->tries);
  else if (!kh_error_is (cause, KH_ERROR_SEALED) || is_too_early (cause))
    kh_unseal_tries_undo (self->tries);
  try->tenant_wait = kh_wire_error_wait (cause);
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return token;
}

static gboolean
create_here (KhSessionTry *try, GError **error)
{
  KhSession *self = try->session;
  KhSessionSetup setup = { .name = try->name,
                           .home_geo = try->home_geo,
                           .admin = try->admin,
                           .vaults_dir = try->vaults_dir,
                           .keyring = try->keyring };

  try->created = self->host->create (self->hosting, &setup, try->passphrase, error);
  return try->created;
}

/* A step on its way to the main thread. */
typedef struct {
  GTask *task;
  char *text;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->task);
  g_free (step->text);
  g_free (step);
}

static gboolean
show_step_cb (gpointer data)
{
  Step *step = data;
  KhSessionTry *try = g_task_get_task_data (step->task);

  if (try->step != NULL)
    try->step (step->text, try->step_data);
  return G_SOURCE_REMOVE;
}

static void
send_step (const char *text, gpointer data)
{
  Step *step = g_new0 (Step, 1);

  step->task = g_object_ref (data);
  step->text = g_strdup (text);
  g_main_context_invoke_full (g_task_get_context (data), G_PRIORITY_DEFAULT, show_step_cb, step,
                              step_free);
}

static gboolean
make_sample_here (KhSessionTry *try, GTask *task, GError **error)
{
  const KhSampleWatch watch = { .progress = send_step,
                                .data = task,
                                .cancellable = g_task_get_cancellable (task) };

  try->created = try->session->host->make_sample (try->session->hosting, &watch, error);
  return try->created;
}

/* Makes what shall be made first. */
static gboolean
prepare (KhSessionTry *try, GTask *task, GError **error)
{
  if (try->sample)
    return make_sample_here (try, task, error);
  if (try->use_copy)
    return try->session->host->use_seal_copy (try->session->data_dir, error);
  return !try->create || create_here (try, error);
}

static void
find_ways (KhSessionTry *try)
{
  const KhSessionHost *host = try->session->host;

  if (host->find_ways != NULL)
    try->ways = host->find_ways (try->session->data_dir);
}

/* Only a seal that does not do needs another. */
static void
find_seal_copy (KhSessionTry *try)
{
  const KhSessionHost *host = try->session->host;

  if (try->token == NULL && host->find_seal_copy != NULL)
    try->seal_copy = host->find_seal_copy (try->session->data_dir);
}

/* Where nobody gives a passphrase. With pages on the window it ends soon: nothing shows that it
 * waits. */
static char *
connect_silently (KhSessionTry *try, GError **error)
{
  KhSession *self = try->session;
  const KhKeyringCall call = { try->alone ? KH_KEYRING_LIMIT_ASKING : KH_KEYRING_LIMIT,
                               try->may_ask, try->leave, &try->busy };
  gboolean asks = self->host->use_keyring != NULL && !try->change && !try->create;
  char *token;

  if (asks)
    self->host->use_keyring (self->hosting, &call);
  token = self->host->connect (self->hosting, try->account, try->passphrase, error);
  if (asks)
    self->host->use_keyring (self->hosting, NULL);
  return token;
}

gpointer
_kh_session_try_work (gpointer data, GCancellable *cancellable, GError **error)
{
  GTask *task = data;
  KhSessionTry *try = g_task_get_task_data (task);
  KhSession *self = try->session;

  if (self->hosting == NULL)
    self->hosting = self->host->make (self->data_dir, self->clock_offset);
  kh_unseal_tries_load (self->tries);
  /* Whoever is told that the keyring is being asked knows what else there is. */
  find_ways (try);
  if (!try->create && (try->passphrase != NULL || try->recovery != NULL))
    try->token = connect_counted (try, error);
  else if (prepare (try, task, error))
    try->token = connect_silently (try, error);
  try->wait = MAX (kh_unseal_tries_get_wait (self->tries), try->tenant_wait);
  if (try->created || try->use_copy)
    find_ways (try);
  find_seal_copy (try);
  try->is_host =
      try->token != NULL && self->host->hosts != NULL && self->host->hosts (self->hosting);
  try->crash = try->is_host && self->host->follows_crash != NULL
               && self->host->follows_crash (self->hosting);
  g_clear_pointer (&try->passphrase, kh_secret_unref);
  return try->token;
}
