/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded tenant as a session's host. */
#include "kh-console-host.h"

#include "kh-local-host.h"

static gpointer
make (const char *data_dir, gint64 clock_offset)
{
  KhLocalHost *host = kh_local_host_new (data_dir);

  kh_local_host_set_clock_offset (host, clock_offset);
  return host;
}

static void
free_host (gpointer host)
{
  kh_local_host_free (host);
}

static gboolean
create (gpointer host, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  KhTenantSetup wanted = {
    .name = setup->name,
    .home_geo = setup->home_geo,
    .admin_name = setup->admin != NULL ? setup->admin : g_get_user_name (),
    .unlock_rule = "self-service",
  };

  return kh_local_host_create (host, setup->vaults_dir, &wanted, passphrase, error);
}

static KhSecret *
ask_cb (gpointer data, GError **error)
{
  KhSecret *passphrase = data;

  if (passphrase == NULL)
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing", NULL,
                        "The organization is sealed: its passphrase opens it");
  return passphrase != NULL ? kh_secret_ref (passphrase) : NULL;
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
connect_host (gpointer host, const char *account, KhSecret *passphrase, GError **error)
{
  GError *cause = NULL;
  KhClient *client = kh_local_host_connect (host, account, ask_cb, passphrase, &cause);

  if (client == NULL) {
    set_sealed (error, cause);
    return NULL;
  }
  /* The session connects again by itself; the passphrase is not kept for that. */
  kh_client_set_reconnect (client, NULL, NULL);
  return g_strdup (kh_local_host_get_token (host));
}

static gboolean
hosts (gpointer host)
{
  return kh_local_host_is_host (host);
}

const KhSessionHost *
kh_console_host (void)
{
  static const KhSessionHost host = { make, free_host, create, connect_host, hosts };

  return &host;
}
