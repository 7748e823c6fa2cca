/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passphrases, the connection and who acts on it. */
#include "kh-cli-context.h"

#include <glib-unix.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "kh-cli-i18n.h"
#include "kh-keyring.h"
#include "kh-passphrase-file.h"
#include "kh-tenant-api.h"

KhSecret *
kh_cli_read_passphrase (KhCli *cli, const char *path, GError **error)
{
  gboolean open_to_others = FALSE;
  KhSecret *secret = kh_passphrase_read_file (path, &open_to_others, error);

  if (open_to_others)
    kh_cli_warn (cli, _ ("others may read %s; change that with: chmod 600 %s"), path, path);
  return secret;
}

KhSecret *
kh_cli_ask_hidden (KhCli *cli, const char *question, GError **error)
{
  struct termios before, quiet;
  KhSecret *secret;

  if (!cli->streams->in_is_terminal || tcgetattr (STDIN_FILENO, &before) != 0) {
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing",
                        _ ("Give it with --passphrase-file FILE."),
                        _ ("The passphrase is needed, and there is no terminal to ask for it"));
    return NULL;
  }
  cli->streams->err (question, cli->streams->data);
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t)ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
  secret = kh_passphrase_read (STDIN_FILENO, error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  cli->streams->err ("\n", cli->streams->data);
  return secret;
}

KhSecret *
kh_cli_passphrase (KhCli *cli, GError **error)
{
  const char *path = kh_cli_value (cli, "passphrase-file");

  if (cli->passphrase == NULL)
    cli->passphrase = path != NULL ? kh_cli_read_passphrase (cli, path, error)
                                   : kh_cli_ask_hidden (cli, _ ("Passphrase: "), error);
  return cli->passphrase != NULL ? kh_secret_ref (cli->passphrase) : NULL;
}

static gboolean
equal_secrets (KhSecret *a, KhSecret *b)
{
  return kh_secret_get_size (a) == kh_secret_get_size (b)
         && memcmp (kh_secret_get_bytes (a), kh_secret_get_bytes (b), kh_secret_get_size (a)) == 0;
}

static KhSecret *
ask_twice (KhCli *cli, GError **error)
{
  g_autoptr (KhSecret) first = kh_cli_ask_hidden (cli, _ ("New passphrase: "), error);
  g_autoptr (KhSecret) second = NULL;

  if (first == NULL)
    return NULL;
  second = kh_cli_ask_hidden (cli, _ ("The same again: "), error);
  if (second == NULL)
    return NULL;
  if (!equal_secrets (first, second)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s", _ ("The two passphrases are not the same"));
    return NULL;
  }
  return g_steal_pointer (&first);
}

KhSecret *
kh_cli_new_passphrase (KhCli *cli, GError **error)
{
  const char *path = kh_cli_value (cli, "new-passphrase-file");
  KhSecret *secret =
      path != NULL ? kh_cli_read_passphrase (cli, path, error) : ask_twice (cli, error);

  if (secret != NULL && kh_secret_get_size (secret) == 0) {
    kh_secret_unref (secret);
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s", _ ("The passphrase is empty"));
    return NULL;
  }
  if (secret != NULL && kh_secret_get_size (secret) < KH_PASSPHRASE_SHORT)
    kh_cli_warn (cli, _ ("the passphrase is shorter than %d characters"), KH_PASSPHRASE_SHORT);
  return secret;
}

/* Nobody is asked without a word about the keyring, which was to answer instead. */
static KhSecret *
passphrase_cb (gpointer data, const GError *why, GError **error)
{
  KhCli *cli = data;

  if (why == NULL)
    return kh_cli_passphrase (cli, error);
  if (cli->passphrase != NULL)
    return kh_secret_ref (cli->passphrase);
  if (cli->streams->in_is_terminal) {
    kh_cli_warn (cli, "%s", why->message);
    return kh_cli_passphrase (cli, error);
  }
  kh_set_error_facts (error, KH_ERROR_SEALED, NULL, kh_keyring_reason (why),
                      _ ("Unlock it on the desktop, or give the passphrase with --passphrase-file "
                         "FILE."),
                      why->message);
  return NULL;
}

static gboolean
on_interrupt_cb (gpointer data)
{
  KhCli *cli = data;

  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

/* Of the client of now: an earlier one is gone, and its context with it. */
void
kh_cli_watch_interrupt (KhCli *cli, KhClient *client)
{
  if (cli->interrupt != NULL)
    g_source_destroy (cli->interrupt);
  g_clear_pointer (&cli->interrupt, g_source_unref);
  cli->interrupt = g_unix_signal_source_new (SIGINT);
  g_source_set_callback (cli->interrupt, on_interrupt_cb, cli, NULL);
  g_source_attach (cli->interrupt, kh_client_get_context (client));
}

KhClient *
kh_cli_client (KhCli *cli, GError **error)
{
  if (cli->client == NULL) {
    if (!kh_cli_use_recovery (cli, error))
      return NULL;
    if (kh_cli_value (cli, "passphrase-file") == NULL && cli->recovery == NULL)
      cli->host->use_keyring (cli->host->host, cli->data_dir);
    cli->client = cli->host->connect (cli->host->host, cli->data_dir, kh_cli_value (cli, "as"),
                                      passphrase_cb, cli, error);
    if (cli->client != NULL) {
      kh_client_set_reason (cli->client, kh_cli_value (cli, "reason"));
      /* It ends the wait, not the work. */
      kh_cli_watch_interrupt (cli, cli->client);
    }
  }
  return cli->client;
}

KhJson *
kh_cli_get (KhCli *cli, KhCall *call, GError **error)
{
  KhClient *client = kh_cli_client (cli, error);

  if (client == NULL) {
    kh_call_free (call);
    return NULL;
  }
  kh_call_set_reason (call, kh_cli_value (cli, "reason"));
  return kh_client_call (client, call, cli->cancellable, error);
}

GPtrArray *
kh_cli_list (KhCli *cli, KhCall *call, GError **error)
{
  return (GPtrArray *)kh_cli_get (cli, call, error);
}

gboolean
kh_cli_do (KhCli *cli, KhCall *call, const char *token, GError **error)
{
  KhClient *client = kh_cli_client (cli, error);

  if (client == NULL) {
    kh_call_free (call);
    return FALSE;
  }
  if (token != NULL && *token != '\0')
    kh_call_set_confirmation (call, token);
  kh_call_set_reason (call, kh_cli_value (cli, "reason"));
  return kh_client_do (client, call, cli->cancellable, error);
}

gboolean
kh_cli_now (KhCli *cli, KhTime *now, GError **error)
{
  g_autoptr (KhJson) clock = kh_cli_get (cli, kh_tenant_api_clock (), error);

  *now = clock != NULL ? kh_json_time (clock, "now") : KH_TIME_NONE;
  return clock != NULL;
}

gboolean
kh_cli_place (KhCli *cli, KhArmPlace *place, GError **error)
{
  if (cli->tenant == NULL)
    cli->tenant = kh_cli_get (cli, kh_tenant_api_get (), error);
  if (cli->tenant == NULL)
    return FALSE;
  place->subscription = kh_json_string (cli->tenant, "subscriptionId");
  place->group = kh_json_string (cli->tenant, "resourceGroup");
  return TRUE;
}
