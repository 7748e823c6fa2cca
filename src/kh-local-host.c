/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the host of the embedded tenant, or becomes it. */
#include "kh-local-host.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/resource.h>

#include "kh-error-table.h"
#include "kh-host.h"
#include "kh-local-key.h"
#include "kh-log.h"
#include "kh-tenant-api.h"

/* Two programs that start at once: the one without the lock waits for the other's socket. */
#define PATIENCE (10 * G_USEC_PER_SEC)
/* Many programs that start at once host in turn, and each leaves when its own work is done. */
#define PATIENCE_IN_TURN (60 * G_USEC_PER_SEC)
/* A host answers at once, whatever else it does; one that is stopped never does. */
#define ANSWER_SECONDS 10
#define PAUSE (50 * 1000)
#define WANTED_FILES 65536

struct _KhLocalHost {
  char *data_dir;
  char *socket;
  char *account; /* (nullable) */
  char *token;   /* (nullable): of the last sign-in */
  gboolean accept_rollback;
  gint64 clock_offset;
  KhClient *client;
  KhTenant *tenant; /* (nullable): hosted here */
  KhHost *host;     /* (nullable) */
  KhLocalHostAsk ask;
  gpointer ask_data;
  gboolean uses_keyring;
  KhKeyringCall keyring;
  KhLocalKey *key;       /* (nullable): what the keyring said, while it connects */
  KhSecret *recovery;    /* (nullable) */
  char *recovery_tenant; /* (nullable) */
};

/* Many clients need many descriptors, and a listener that runs out of them is dead. */
static void
raise_limits (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < WANTED_FILES) {
    limit.rlim_cur = MIN (limit.rlim_max, WANTED_FILES);
    setrlimit (RLIMIT_NOFILE, &limit);
  }
  /* No key in a core file. */
  limit.rlim_cur = limit.rlim_max = 0;
  setrlimit (RLIMIT_CORE, &limit);
}

KhLocalHost *
kh_local_host_new (const char *data_dir)
{
  KhLocalHost *self = g_new0 (KhLocalHost, 1);

  raise_limits ();
  self->data_dir = g_strdup (data_dir);
  self->socket = g_build_filename (data_dir, "tenant.sock", NULL);
  return self;
}

/* The client takes the token over, when there is one. */
static void
set_token (KhLocalHost *self, const char *token)
{
  if (self->token != NULL)
    explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  self->token = g_strdup (token);
  if (self->client != NULL)
    kh_client_set_token (self->client, token);
}

static void
forget_key (KhLocalHost *self)
{
  g_clear_pointer (&self->key, kh_local_key_free);
}

void
kh_local_host_free (KhLocalHost *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->client, kh_client_free);
  g_clear_pointer (&self->host, kh_host_stop);
  g_clear_pointer (&self->tenant, kh_tenant_close);
  set_token (self, NULL);
  forget_key (self);
  kh_local_host_use_recovery (self, NULL, NULL);
  g_free (self->account);
  g_free (self->socket);
  g_free (self->data_dir);
  g_free (self);
}

void
kh_local_host_accept_rollback (KhLocalHost *self)
{
  self->accept_rollback = TRUE;
}

void
kh_local_host_set_clock_offset (KhLocalHost *self, gint64 offset)
{
  self->clock_offset = offset;
}

void
kh_local_host_use_keyring (KhLocalHost *self, const KhKeyringCall *call)
{
  self->uses_keyring = call != NULL;
  if (call != NULL)
    self->keyring = *call;
}

void
kh_local_host_use_recovery (KhLocalHost *self, KhSecret *key, const char *tenant)
{
  g_clear_pointer (&self->recovery, kh_secret_unref);
  g_free (self->recovery_tenant);
  self->recovery = key != NULL ? kh_secret_ref (key) : NULL;
  self->recovery_tenant = g_strdup (tenant);
}

static gboolean
start_host (KhLocalHost *self, GError **error)
{
  self->host = kh_host_start (self->tenant, error);
  if (self->host == NULL)
    g_clear_pointer (&self->tenant, kh_tenant_close);
  return self->host != NULL;
}

gboolean
kh_local_host_create (KhLocalHost *self, const char *vaults_dir, const KhTenantSetup *setup,
                      KhSecret *passphrase, GError **error)
{
  KhTenantPlace place = { .data_dir = self->data_dir, .vaults_dir = vaults_dir };

  self->tenant = kh_tenant_create (&place, setup, passphrase, error);
  return self->tenant != NULL && start_host (self, error);
}

/* TRUE if a process answers at the socket now. */
static gboolean
host_answers (KhLocalHost *self)
{
  g_autoptr (KhClient) client = kh_client_new_for_socket (self->socket, NULL);

  return client != NULL && kh_client_probe (client, ANSWER_SECONDS);
}

static gboolean
check_exists (KhLocalHost *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->data_dir, "tenant", NULL);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, self->data_dir, "TenantNotFound",
                      "Make one with: keyholdctl tenant create NAME --home-geo GEO, or name "
                      "another folder with --data-dir.",
                      "There is no organization in the data folder");
  return FALSE;
}

/* (nullable): the key that the keyring has; it is asked once for each connecting. */
static KhLocalKey *
find_key (KhLocalHost *self)
{
  if (!self->uses_keyring)
    return NULL;
  if (self->key == NULL)
    self->key = kh_local_key_find (self->data_dir, &self->keyring);
  return self->key;
}

/* Nothing that could be typed opens what only a keyring opens. */
static KhSecret *
ask (KhLocalHost *self, GError **error)
{
  if (self->key != NULL && self->key->why != NULL
      && !kh_local_key_ways (self->data_dir).passphrase) {
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, kh_keyring_reason (self->key->why),
                        "No passphrase was set: open it on the desktop that made it, with its "
                        "keyring unlocked.",
                        self->key->why->message);
    return NULL;
  }
  return self->ask (self->ask_data, self->key != NULL ? self->key->why : NULL, error);
}

static KhTenant *
open_by_passphrase (KhLocalHost *self, const KhTenantPlace *place, GError **error)
{
  g_autoptr (KhSecret) passphrase = ask (self, error);

  return passphrase != NULL ? kh_tenant_open (place, NULL, passphrase, error) : NULL;
}

/* A sheet of another organization is told before its code is tried. */
static gboolean
check_sheet (KhLocalHost *self, GError **error)
{
  if (self->recovery_tenant == NULL || kh_local_key_is_of (self->data_dir, self->recovery_tenant))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, self->recovery_tenant, "AnotherOrganization",
                      "Compare the organization id on the sheet with that of tenant show.",
                      "The recovery sheet is that of another organization");
  return FALSE;
}

static KhTenant *
open_tenant (KhLocalHost *self, const KhTenantPlace *place, GError **error)
{
  KhLocalKey *key = self->recovery == NULL ? find_key (self) : NULL;
  GError *cause = NULL;
  KhTenant *tenant;

  if (self->recovery != NULL)
    return check_sheet (self, error) ? kh_tenant_open_recovery (place, self->recovery, error)
                                     : NULL;
  if (key == NULL || key->key == NULL)
    return open_by_passphrase (self, place, error);
  tenant = kh_tenant_open_keyring (place, key->account, key->key, &cause);
  if (tenant != NULL || kh_keyring_reason (cause) == NULL) {
    if (tenant == NULL)
      g_propagate_error (error, cause);
    return tenant;
  }
  kh_local_key_refuse (key, cause);
  return open_by_passphrase (self, place, error);
}

/* Takes the lock and hosts the tenant here. HOSTED when another process has the lock. */
static gboolean
host_here (KhLocalHost *self, GError **error)
{
  KhTenantPlace place = { .data_dir = self->data_dir, .accept_rollback = self->accept_rollback };

  if (!check_exists (self, error) || !kh_local_key_check (self->data_dir, error))
    return FALSE;
  self->tenant = open_tenant (self, &place, error);
  return self->tenant != NULL && start_host (self, error);
}

static void
add_silence (GError *cause)
{
  char *message = g_strconcat (cause->message, " It does not answer.", NULL);

  g_free (cause->message);
  cause->message = message;
}

static gboolean
find_host (KhLocalHost *self, GError **error)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (self->host == NULL && !host_answers (self)) {
    g_autoptr (GError) cause = NULL;

    if (host_here (self, &cause))
      return TRUE;
    if (kh_error_is (cause, KH_ERROR_HOSTED) && g_get_monotonic_time () <= end) {
      g_usleep (PAUSE);
      continue;
    }
    if (kh_error_is (cause, KH_ERROR_HOSTED))
      add_silence (cause);
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  return TRUE;
}

static KhJson *
send_sign_in (KhLocalHost *self, KhSecret *passphrase, GError **error)
{
  const char *account = self->account != NULL ? self->account : "";

  return kh_client_call (self->client, kh_tenant_api_sign_in (account, passphrase), NULL, error);
}

/* (nullable): as the account whose slot the keyring opens, where no other is named. */
static KhJson *
sign_in_by_key (KhLocalHost *self, GError **error)
{
  KhLocalKey *key = self->account == NULL ? find_key (self) : NULL;
  GError *cause = NULL;
  KhJson *session;

  if (key == NULL || key->key == NULL)
    return NULL;
  session = kh_client_call (self->client, kh_tenant_api_sign_in_keyring (key->key), NULL, &cause);
  if (session == NULL && kh_keyring_reason (cause) != NULL)
    kh_local_key_refuse (key, cause);
  else if (session == NULL)
    g_propagate_error (error, cause);
  return session;
}

static KhJson *
sign_in_by_passphrase (KhLocalHost *self, GError **error)
{
  g_autoptr (KhSecret) passphrase = ask (self, error);

  return passphrase != NULL ? send_sign_in (self, passphrase, error) : NULL;
}

static gboolean
sign_in_by_sheet (KhLocalHost *self, GError **error)
{
  g_autoptr (KhJson) session = NULL;

  if (!check_sheet (self, error))
    return FALSE;
  session =
      kh_client_call (self->client, kh_tenant_api_sign_in_recovery (self->recovery), NULL, error);
  if (session != NULL)
    set_token (self, kh_json_string (session, "token"));
  return session != NULL;
}

/* An account without a passphrase needs none; one that has it is asked for it. */
static gboolean
sign_in (KhLocalHost *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) session = NULL;

  if (self->tenant != NULL && self->account == NULL) {
    g_autofree char *token = kh_tenant_sign_in_opener (self->tenant);

    set_token (self, token);
    return TRUE;
  }
  if (self->recovery != NULL)
    return sign_in_by_sheet (self, error);
  session = send_sign_in (self, NULL, &cause);
  if (session == NULL && kh_error_is (cause, KH_ERROR_UNAUTHENTICATED)) {
    g_clear_error (&cause);
    session = sign_in_by_key (self, &cause);
    if (session == NULL && cause == NULL)
      session = sign_in_by_passphrase (self, &cause);
  }
  if (session == NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  set_token (self, kh_json_string (session, "token"));
  return TRUE;
}

/* A host that answered a moment ago may end its work before it has heard of this process. */
static gboolean
is_leaving (const GError *error)
{
  return kh_error_is (error, KH_ERROR_NETWORK) || kh_error_is (error, KH_ERROR_HOSTED);
}

/* Finds a host, or becomes it, and signs in there. */
static gboolean
reach_host (KhLocalHost *self, GError **error)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_IN_TURN;

  for (;;) {
    g_autoptr (GError) cause = NULL;

    if (!find_host (self, error))
      return FALSE;
    if (self->client == NULL)
      self->client = kh_client_new_for_socket (self->socket, &cause);
    if (self->client != NULL && sign_in (self, &cause))
      return TRUE;
    if (!is_leaving (cause) || g_get_monotonic_time () > end) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    g_usleep (PAUSE);
  }
}

/* Moved once, it stays: the same offset again moves nothing. */
static gboolean
offset_clock (KhLocalHost *self, GError **error)
{
  g_autoptr (KhJson) clock = NULL;
  g_autofree char *rest = NULL;
  gint64 shift = 0;

  if (self->clock_offset <= 0)
    return TRUE;
  clock = kh_client_call (self->client, kh_tenant_api_clock (), NULL, error);
  if (clock == NULL)
    return FALSE;
  /* What is behind real time has no duration and counts as nothing. */
  kh_duration_parse (kh_json_string (clock, "shift"), &shift);
  if (self->clock_offset - shift < KH_SECOND)
    return TRUE;
  rest = kh_duration_format (self->clock_offset - shift);
  return kh_client_do (self->client, kh_tenant_api_clock_shift (rest), NULL, error);
}

/* The host vanished: the next one may be this process. */
static gboolean
reconnect_cb (KhClient *client, gpointer data, GError **error)
{
  KhLocalHost *self = data;
  gboolean done;

  kh_client_set_reconnect (client, NULL, NULL);
  done = reach_host (self, error);
  forget_key (self);
  kh_client_set_reconnect (client, reconnect_cb, self);
  return done;
}

/* Why, but not in the words that are for a person: they may have more in them than a log should. */
static void
note_closed (KhLocalHost *self, const GError *cause)
{
  const KhErrorFacts *facts = kh_error_get_facts (cause);

  kh_trouble ("The organization in %s was not opened: %s, %s", self->data_dir,
              kh_error_row_of (cause)->wire_code,
              facts != NULL && facts->inner != NULL ? facts->inner : "no reason");
}

KhClient *
kh_local_host_connect (KhLocalHost *self, const char *account, KhLocalHostAsk ask_passphrase,
                       gpointer data, GError **error)
{
  gboolean reached;

  GError *cause = NULL;

  self->ask = ask_passphrase;
  self->ask_data = data;
  g_free (self->account);
  self->account = g_strdup (account);
  if (self->client != NULL)
    kh_client_set_reconnect (self->client, NULL, NULL);
  reached = reach_host (self, &cause);
  forget_key (self);
  if (!reached || !offset_clock (self, &cause)) {
    note_closed (self, cause);
    g_propagate_error (error, cause);
    g_clear_pointer (&self->client, kh_client_free);
    return NULL;
  }
  kh_client_set_reconnect (self->client, reconnect_cb, self);
  return self->client;
}

void
kh_local_host_leave (KhLocalHost *self)
{
  g_clear_pointer (&self->host, kh_host_stop);
  g_clear_pointer (&self->tenant, kh_tenant_close);
}

gboolean
kh_local_host_is_host (KhLocalHost *self)
{
  return self->host != NULL;
}

gboolean
kh_local_host_follows_crash (KhLocalHost *self)
{
  return self->tenant != NULL && kh_tenant_follows_crash (self->tenant);
}

const char *
kh_local_host_get_token (KhLocalHost *self)
{
  return self->token;
}
