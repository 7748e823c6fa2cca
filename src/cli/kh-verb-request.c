/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of requests: file, read, decide, export. */
#include "kh-cli-request.h"

#include "kh-cli-i18n.h"
#include "kh-cli-many.h"
#include "kh-request-acts.h"
#include "kh-request-api.h"
#include "kh-request-ticket.h"

static const KhCliColumn list_columns[] = {
  { N_ ("Request"), "subject" },
  { N_ ("Kind"), "kind" },
  { N_ ("State"), "state" },
  { N_ ("Asked by"), "requestedBy" },
  { N_ ("Asked at"), "createdAt", KH_CLI_TIME },
  { N_ ("Expires"), "expiresAt", KH_CLI_TIME },
  { N_ ("Id"), "id" },
  { NULL },
};

static const KhCliColumn show_columns[] = {
  { N_ ("Request"), "subject" },
  { N_ ("Id"), "id" },
  { N_ ("Kind"), "kind" },
  { N_ ("State"), "state" },
  { N_ ("Asked by"), "requestedBy" },
  { N_ ("Asked at"), "createdAt", KH_CLI_TIME },
  { N_ ("Expires"), "expiresAt", KH_CLI_TIME },
  { N_ ("Reason"), "reason" },
  { N_ ("Guard level"), "level", KH_CLI_NUMBER },
  { N_ ("Confirm with"), "impact.confirmName" },
  { N_ ("Changed since"), "changed", KH_CLI_YES_NO },
  { N_ ("Decided by"), "decidedBy" },
  { N_ ("Decided at"), "decidedAt", KH_CLI_TIME },
  { N_ ("Altered"), "altered", KH_CLI_YES_NO },
  { NULL },
};

static const KhCliColumn history_columns[] = {
  { N_ ("When"), "at", KH_CLI_TIME },
  { N_ ("What"), "event" },
  { N_ ("By"), "by" },
  { N_ ("Why"), "text" },
  { NULL },
};

static const KhCliColumn evidence_columns[] = {
  { N_ ("Evidence"), "name" },
  { N_ ("Kind"), "kind" },
  { N_ ("Verified"), "verified", KH_CLI_YES_NO },
  { N_ ("SHA-256"), "sha256" },
  { NULL },
};

static int
print_request (KhCli *cli, KhJson *request)
{
  kh_cli_print_object (cli, request, show_columns, "id");
  if (cli->format == KH_CLI_TABLE) {
    kh_cli_print_part (cli, request, "history", history_columns);
    kh_cli_print_part (cli, request, "evidence", evidence_columns);
  }
  return KH_EXIT_DONE;
}

/* By its id, or by its subject where that is one request's alone. */
static KhJson *
find_request (KhCli *cli, GError **error)
{
  const char *text = kh_cli_object (cli, 0);
  g_autoptr (GPtrArray) all = kh_cli_list (cli, kh_request_api_list (NULL), error);
  g_autoptr (KhJson) found =
      all != NULL ? kh_cli_pick (all, text, "id", "subject", "request", error) : NULL;

  return found != NULL ? kh_cli_get (cli, kh_request_api_get (kh_json_string (found, "id")), error)
                       : NULL;
}

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      kh_cli_list (cli, kh_request_api_list (kh_cli_value (cli, "state")), &error);

  return rows != NULL ? kh_cli_print_list (cli, rows, list_columns, "id")
                      : kh_cli_fail (cli, error);
}

static int
show (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) request = find_request (cli, &error);

  return request != NULL ? print_request (cli, request) : kh_cli_fail (cli, error);
}

/* --- Filing ----------------------------------------------------------------------------------- */

static gboolean
add_file (KhWireRequestFiling *filing, const char *path, GError **error)
{
  KhWireRequestFile *file;
  g_autofree char *content = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &content, &size, error)) {
    kh_error_from_gio (error, path);
    return FALSE;
  }
  file = kh_wire_request_file_new ();
  file->name = g_path_get_basename (path);
  file->content = g_base64_encode ((const guchar *)content, size);
  g_ptr_array_add (filing->files, file);
  return TRUE;
}

/* (transfer full) (nullable) */
static KhWireRequestFiling *
make_filing (KhCli *cli, GError **error)
{
  const char *const *paths = kh_cli_values (cli, "evidence");
  g_autoptr (KhWireRequestFiling) filing = kh_wire_request_filing_new ();
  g_autoptr (GPtrArray) environments = kh_cli_find_environments (cli, error);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (environments == NULL)
    return NULL;
  for (guint i = 0; i < environments->len; i++)
    g_strv_builder_add (ids, kh_json_string (environments->pdata[i], "id"));
  filing->kind = g_strdup ("unlock");
  filing->environments = g_strv_builder_end (ids);
  filing->reason = g_strdup (kh_cli_value (cli, "reason"));
  filing->severity = g_strdup (kh_cli_value (cli, "severity"));
  filing->contact = g_strdup (kh_cli_value (cli, "contact"));
  filing->left_out = g_strdupv ((char **)kh_cli_values (cli, "without"));
  filing->preview = kh_cli_flag (cli, "preview");
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (!add_file (filing, paths[i], error))
      return NULL;
  return g_steal_pointer (&filing);
}

const KhCliOption kh_cli_unlock_request_options[] = {
  { "evidence", KH_CLI_VALUE, "FILE", N_ ("a file that goes with it (repeatable)") },
  { "severity", KH_CLI_VALUE, "WORD", N_ ("critical, high, medium or low") },
  { "contact", KH_CLI_VALUE, "TEXT", N_ ("who is asked back") },
  { "preview", KH_CLI_FLAG, NULL, N_ ("show what it would hold, and file nothing") },
  { "without", KH_CLI_VALUE, "KIND", N_ ("a kind of evidence that stays out of it (repeatable)") },
  { NULL },
};

int
kh_cli_unlock_request (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireRequestFiling) filing = make_filing (cli, &error);
  g_autoptr (KhJson) request =
      filing != NULL ? kh_cli_get (cli, kh_request_api_file (filing), &error) : NULL;

  if (request == NULL)
    return kh_cli_fail (cli, error);
  if (kh_cli_flag (cli, "preview") && cli->format == KH_CLI_TABLE) {
    g_autofree char *text = kh_request_ticket (request);

    cli->streams->out (text, cli->streams->data);
    return KH_EXIT_DONE;
  }
  return print_request (cli, request);
}

/* --- Deciding --------------------------------------------------------------------------------- */

/* To approve an act takes what the act itself takes: its impact, as it is now, and the name. */
static gboolean
is_confirmed (KhCli *cli, KhJson *request, const char *verb, int *status)
{
  KhJson *impact = kh_json_get (request, "impact");

  if (impact == NULL || !g_str_equal (verb, "approve") || kh_json_bool (request, "changed", FALSE)
      || !kh_json_bool (request, "mayApprove", FALSE))
    return TRUE;
  return kh_cli_confirm_impact (cli, impact, status);
}

static int
decide (KhCli *cli, const char *verb, KhSecret *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) request = find_request (cli, &error);
  g_autoptr (KhJson) after = NULL;
  int status = KH_EXIT_REFUSED;

  if (request != NULL && !is_confirmed (cli, request, verb, &status))
    return status;
  if (request != NULL)
    after = kh_cli_get (cli,
                        kh_request_api_decide (kh_json_string (request, "id"), verb, passphrase,
                                               kh_cli_value (cli, "reason")),
                        &error);
  return after != NULL ? print_request (cli, after) : kh_cli_fail (cli, error);
}

/* Who is signed in by the keyring, or by who opened the seal, proves it here all the same. */
static int
approve (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) passphrase = NULL;

  if (kh_cli_client (cli, &error) == NULL)
    return kh_cli_fail (cli, error);
  passphrase = kh_cli_passphrase (cli, &error);
  return passphrase != NULL ? decide (cli, "approve", passphrase) : kh_cli_fail (cli, error);
}

/* As in the console: who asked reads why. */
static int
reject (KhCli *cli)
{
  const char *reason = kh_cli_value (cli, "reason");
  g_autoptr (GError) error = NULL;

  if (reason != NULL && *reason != '\0')
    return decide (cli, "reject", NULL);
  kh_set_error_facts (&error, KH_ERROR_USAGE, "--reason", NULL, NULL, kh_request_reason_missing ());
  return kh_cli_fail (cli, error);
}

static int
withdraw (KhCli *cli)
{
  return decide (cli, "withdraw", NULL);
}

static int export(KhCli *cli)
{
  const char *path = kh_cli_value (cli, "to");
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) request = find_request (cli, &error);
  g_autofree char *text = NULL;

  if (request == NULL)
    return kh_cli_fail (cli, error);
  text = kh_request_ticket (request);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) {
    kh_error_from_gio (&error, path);
    return kh_cli_fail (cli, error);
  }
  kh_cli_say (cli, _ ("Written to %s."), path);
  return KH_EXIT_DONE;
}

static const KhCliOption list_options[] = {
  { "state", KH_CLI_VALUE, "STATE",
    N_ ("only those that are Pending, Approved, Rejected, Withdrawn, Expired or Completed") },
  { NULL },
};
static const KhCliOption export_options[] = {
  { "to", KH_CLI_VALUE, "FILE", N_ ("where to write it"), TRUE },
  { NULL },
};

const KhCliVerb kh_cli_request_verbs[] = {
  { "request", "list", "", 0, 0, N_ ("List requests, newest first."), list_options, list },
  { "request", "show", "REQUEST", 1, 1,
    N_ ("Show a request with its history and what evidence it has."), NULL, show },
  { "request", "approve", "REQUEST", 1, 1,
    N_ ("Approve the request of another account, with the passphrase of your own."), NULL,
    approve },
  { "request", "reject", "REQUEST", 1, 1, N_ ("Reject the request of another account."), NULL,
    reject },
  { "request", "withdraw", "REQUEST", 1, 1, N_ ("Take back a request of your own."), NULL,
    withdraw },
  { "request", "export", "REQUEST", 1, 1,
    N_ ("Write a request with its evidence as text, for example for a support ticket."),
    export_options, export },
  { NULL },
};
