/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyholdctl: the command line on the embedded tenant. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "kh-cli.h"
#include "kh-diagnostics.h"
#include "kh-local-doctor.h"
#include "kh-local-end.h"
#include "kh-local-host.h"
#include "kh-local-sample.h"
#include "kh-place.h"

static void
print_out (const char *text, gpointer data)
{
  fputs (text, stdout);
}

static void
print_err (const char *text, gpointer data)
{
  fflush (stdout);
  fputs (text, stderr);
}

static KhLocalHost *
get_host (gpointer data, const char *data_dir)
{
  KhLocalHost **host = data;

  if (*host == NULL)
    *host = kh_local_host_new (data_dir);
  return *host;
}

static gboolean
create (gpointer data, const char *data_dir, const KhCliSetup *setup, KhSecret *passphrase,
        GError **error)
{
  const KhLocalSample sample = { data_dir, setup->name, setup->home_geo, setup->admin };
  KhTenantSetup wanted = {
    .name = setup->name,
    .home_geo = setup->home_geo,
    .admin_name = setup->admin,
    .unlock_rule = setup->unlock_rule != NULL ? setup->unlock_rule : "self-service",
  };

  if (setup->sample != NULL)
    return kh_local_sample_make (&sample, passphrase, setup->sample, error);
  return kh_local_host_create (get_host (data, data_dir), setup->vaults_dir, &wanted, passphrase,
                               error);
}

static KhClient *
connect_client (gpointer data, const char *data_dir, const char *account,
                KhCliPassphrase passphrase, gpointer passphrase_data, GError **error)
{
  return kh_local_host_connect (get_host (data, data_dir), account, passphrase, passphrase_data,
                                error);
}

static void
use_keyring (gpointer data, const char *data_dir)
{
  const KhKeyringCall call = { 0 };

  kh_local_host_use_keyring (get_host (data, data_dir), &call);
}

static void
use_recovery (gpointer data, const char *data_dir, KhSecret *key, const char *tenant)
{
  kh_local_host_use_recovery (get_host (data, data_dir), key, tenant);
}

static void
accept_rollback (gpointer data, const char *data_dir)
{
  kh_local_host_accept_rollback (get_host (data, data_dir));
}

static KhJson *
examine (gpointer data, const char *data_dir)
{
  return kh_local_doctor_examine (data_dir);
}

int
main (int argc, char **argv)
{
  g_autoptr (KhLocalHost) local = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  KhCliHost host = { create,          connect_client, use_keyring, use_recovery,
                     accept_rollback, examine,        &local,      cancellable };
  KhCliStreams streams = { .out = print_out,
                           .err = print_err,
                           .in_is_terminal = isatty (STDIN_FILENO),
                           .out_is_terminal = isatty (STDOUT_FILENO),
                           .err_is_terminal = isatty (STDERR_FILENO) };
  KhLocalEnd *end;
  int status;

  kh_place_init_language ();
  kh_diagnostics_start ("keyholdctl", NULL);
  signal (SIGPIPE, SIG_IGN);
  end = kh_local_end_watch (cancellable, &local);
  status = kh_cli_run (argv + 1, &host, &streams);
  if (fflush (stdout) != 0 && status == KH_EXIT_DONE)
    status = KH_EXIT_ERROR;
  kh_local_end_free (end);
  g_clear_pointer (&local, kh_local_host_free);
  kh_diagnostics_stop ();
  return status;
}
