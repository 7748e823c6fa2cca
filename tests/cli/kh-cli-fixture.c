/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program around the command line for tests. */
#include "kh-cli-fixture.h"

static void
take_out (const char *text, gpointer data)
{
  g_string_append (((KhCliRun *)data)->out, text);
}

static void
take_err (const char *text, gpointer data)
{
  g_string_append (((KhCliRun *)data)->err, text);
}

static gboolean
create (gpointer host, const char *data_dir, const KhCliSetup *setup, KhSecret *passphrase,
        GError **error)
{
  kh_set_error (error, KH_ERROR_EXISTS, "The folder %s holds an organization already", data_dir);
  return FALSE;
}

static KhClient *
connect_client (gpointer host, const char *data_dir, const char *account,
                KhCliPassphrase passphrase, gpointer data, GError **error)
{
  if (host == NULL)
    kh_set_error (error, KH_ERROR_SEALED, "The passphrase is wrong");
  return host;
}

static void
use_keyring (gpointer host, const char *data_dir)
{
}

static void
use_recovery (gpointer host, const char *data_dir, KhSecret *key, const char *tenant)
{
}

static void
accept_rollback (gpointer host, const char *data_dir)
{
}

static KhJson *
examine (gpointer host, const char *data_dir)
{
  return kh_json_parse_text ("{\"value\":[]}", NULL);
}

KhCliRun *
kh_cli_fixture_run (const char *line, KhClient *client)
{
  KhCliRun *run = g_new0 (KhCliRun, 1);
  KhCliHost host = { create,          connect_client, use_keyring, use_recovery,
                     accept_rollback, examine,        client };
  KhCliStreams streams = { take_out, take_err, run, FALSE, FALSE, FALSE };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  run->out = g_string_new (NULL);
  run->err = g_string_new (NULL);
  run->status = kh_cli_run (words, &host, &streams);
  return run;
}

void
kh_cli_fixture_free (KhCliRun *run)
{
  g_string_free (run->out, TRUE);
  g_string_free (run->err, TRUE);
  g_free (run);
}
