/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded tenant as a session's host. */
#include "kh-console-host.h"

#include <glib/gstdio.h>

#include "kh-id.h"
#include "kh-io.h"
#include "kh-local-host.h"
#include "kh-local-key.h"
#include "kh-local-sample.h"
#include "kh-passphrase-file.h"
#include "kh-seal-restore.h"

/* The sample's passphrase lies beside it: it protects nothing, and nobody shall have to know it. */
#define SAMPLE_PASSPHRASE "sample-passphrase"

typedef struct {
  char *data_dir;
  KhLocalHost *local;
  KhSecret *passphrase; /* (nullable): of the call of now */
} ConsoleHost;

static gpointer
make (const char *data_dir, gint64 clock_offset)
{
  ConsoleHost *self = g_new0 (ConsoleHost, 1);

  self->data_dir = g_strdup (data_dir);
  self->local = kh_local_host_new (data_dir);
  kh_local_host_set_clock_offset (self->local, clock_offset);
  return self;
}

static void
free_host (gpointer host)
{
  ConsoleHost *self = host;

  kh_local_host_free (self->local);
  g_free (self->data_dir);
  g_free (self);
}

/* The key is in the keyring before anything is sealed with it, and goes again when nothing was. */
static gboolean
create_with_keyring (ConsoleHost *self, const KhSessionSetup *setup, KhTenantSetup *wanted,
                     GError **error)
{
  const KhKeyringCall asking = { KH_KEYRING_LIMIT_ASKING, TRUE, NULL, NULL };
  const KhKeyringCall quick = { 0 };
  g_autofree char *tenant = kh_id_new ();
  g_autofree char *account = kh_id_new ();
  g_autofree char *label = g_strdup_printf ("Keyhold: %s", setup->name);
  const KhKeyringName name = { tenant, account };
  g_autoptr (KhSecret) key = kh_keyring_new_key (error);

  if (key == NULL || !kh_keyring_is_there (&quick, error)
      || !kh_keyring_store (&name, label, key, &asking, error))
    return FALSE;
  wanted->keyring_key = key;
  wanted->tenant_id = tenant;
  wanted->admin_id = account;
  if (kh_local_host_create (self->local, setup->vaults_dir, wanted, NULL, error))
    return TRUE;
  kh_keyring_clear (&name, &quick, NULL);
  return FALSE;
}

static gboolean
create (gpointer data, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  ConsoleHost *self = data;
  KhTenantSetup wanted = {
    .name = setup->name,
    .home_geo = setup->home_geo,
    .admin_name = setup->admin != NULL ? setup->admin : g_get_user_name (),
    .unlock_rule = "self-service",
  };

  if (setup->keyring)
    return create_with_keyring (self, setup, &wanted, error);
  return kh_local_host_create (self->local, setup->vaults_dir, &wanted, passphrase, error);
}

static gboolean
has_keyring (const KhKeyringCall *call)
{
  return kh_keyring_is_there (call, NULL);
}

static KhSecret *
ask_cb (gpointer data, const GError *why, GError **error)
{
  ConsoleHost *self = data;
  g_autofree char *path = g_build_filename (self->data_dir, SAMPLE_PASSPHRASE, NULL);
  KhSecret *passphrase = self->passphrase != NULL ? kh_secret_ref (self->passphrase)
                                                  : kh_passphrase_read_file (path, NULL, NULL);

  if (passphrase == NULL && kh_keyring_reason (why) != NULL)
    g_propagate_error (error, g_error_copy (why));
  else if (passphrase == NULL)
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing", NULL,
                        "The organization is sealed: its passphrase opens it");
  return passphrase;
}

/* What the passphrase of an account does not open is as closed as what that of the seal does not.
 */
static void
set_sealed (GError **error, GError *cause)
{
  if (!kh_error_is (cause, KH_ERROR_UNAUTHENTICATED)) {
    g_propagate_error (error, cause);
    return;
  }
  kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "WrongPassphrase", NULL, cause->message);
  g_error_free (cause);
}

static char *
connect_host (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  ConsoleHost *self = data;
  GError *cause = NULL;
  KhClient *client;

  self->passphrase = passphrase;
  client = kh_local_host_connect (self->local, account, ask_cb, self, &cause);
  self->passphrase = NULL;
  if (client == NULL) {
    set_sealed (error, cause);
    return NULL;
  }
  /* The session connects again by itself; the passphrase is not kept for that. */
  kh_client_set_reconnect (client, NULL, NULL);
  return g_strdup (kh_local_host_get_token (self->local));
}

static KhSecret *
write_passphrase (const char *path, GError **error)
{
  g_autofree char *one = kh_id_new ();
  g_autofree char *other = kh_id_new ();
  g_autofree char *text = g_strconcat (one, other, "\n", NULL);

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return NULL;
  return kh_passphrase_read_file (path, NULL, error);
}

static gboolean
make_sample (gpointer data, const KhSampleWatch *watch, GError **error)
{
  ConsoleHost *self = data;
  const KhLocalSample sample = { .data_dir = self->data_dir };
  g_autofree char *tenant = g_build_filename (self->data_dir, "tenant", NULL);
  g_autofree char *path = g_build_filename (self->data_dir, SAMPLE_PASSPHRASE, NULL);
  g_autoptr (KhSecret) passphrase = NULL;
  gboolean made;

  /* The passphrase of one that is there must not be lost. */
  if (g_file_test (tenant, G_FILE_TEST_EXISTS)) {
    kh_set_error (error, KH_ERROR_EXISTS, "%s holds an organization already", self->data_dir);
    return FALSE;
  }
  if (!kh_io_make_folder (kh_io_default (), self->data_dir, error))
    return FALSE;
  passphrase = write_passphrase (path, error);
  made = passphrase != NULL && kh_local_sample_make (&sample, passphrase, watch, error);
  if (!made)
    g_unlink (path);
  return made;
}

static gboolean
hosts (gpointer data)
{
  ConsoleHost *self = data;

  return kh_local_host_is_host (self->local);
}

static KhSessionWays
find_ways (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, SAMPLE_PASSPHRASE, NULL);
  const KhLocalWays slots = kh_local_key_ways (data_dir);
  guint ways = 0;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    ways |= KH_SESSION_WAY_KEPT;
  if (slots.keyring)
    ways |= KH_SESSION_WAY_KEYRING;
  if (slots.passphrase)
    ways |= KH_SESSION_WAY_PASSPHRASE;
  if (slots.recovery)
    ways |= KH_SESSION_WAY_RECOVERY;
  return (KhSessionWays)ways;
}

static void
use_keyring (gpointer data, const KhKeyringCall *call)
{
  ConsoleHost *self = data;

  kh_local_host_use_keyring (self->local, call);
}

static void
use_recovery (gpointer data, KhSecret *key, const char *tenant)
{
  ConsoleHost *self = data;

  kh_local_host_use_recovery (self->local, key, tenant);
}

static gint64
find_seal_copy (const char *data_dir)
{
  const KhTenantPlace place = { .data_dir = data_dir };

  return kh_tenant_find_seal_copy (&place);
}

static gboolean
use_seal_copy (const char *data_dir, GError **error)
{
  const KhTenantPlace place = { .data_dir = data_dir };

  return kh_tenant_use_seal_copy (&place, error);
}

static gboolean
follows_crash (gpointer data)
{
  ConsoleHost *self = data;

  return kh_local_host_follows_crash (self->local);
}

const KhSessionHost *
kh_console_host (void)
{
  static const KhSessionHost host = { make,         free_host,    create,         connect_host,
                                      hosts,        make_sample,  find_ways,      use_keyring,
                                      has_keyring,  use_recovery, find_seal_copy, use_seal_copy,
                                      follows_crash };

  return &host;
}
