/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the audit log. */
#include "kh-cli-context.h"

#include <inttypes.h>
#include <string.h>

#include "kh-audit-file.h"
#include "kh-cli-i18n.h"

#define PAGE 500

static const KhCliColumn record_columns[] = {
  { N_ ("Number"), "seq", KH_CLI_NUMBER },
  { N_ ("Time"), "time", KH_CLI_TIME },
  { N_ ("Actor"), "actor" },
  { N_ ("Action"), "action" },
  { N_ ("Object"), "target" },
  { N_ ("Phase"), "phase" },
  { N_ ("Result"), "result" },
  { N_ ("Reason"), "reason" },
  { NULL },
};
static const KhCliColumn verify_columns[] = {
  { N_ ("Result"), "result" },
  { N_ ("Records"), "records" },
  { N_ ("Head"), "head" },
  { N_ ("First bad file"), "firstBad.file" },
  { N_ ("Line"), "firstBad.line" },
  { N_ ("Number"), "firstBad.seq" },
  { N_ ("Expected"), "firstBad.expected" },
  { N_ ("Found"), "firstBad.found" },
  { NULL },
};

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  const char *since = kh_cli_value (cli, "since");
  KhAuditQuery query = { .limit = PAGE,
                         .object = kh_cli_value (cli, "object"),
                         .actor = kh_cli_value (cli, "actor") };

  if (since != NULL && !kh_cli_time (since, &query.since, &error))
    return kh_cli_fail (cli, error);
  do {
    g_autoptr (KhJson) page = kh_cli_get (cli, kh_audit_api_page (&query), &error);

    if (page == NULL)
      return kh_cli_fail (cli, error);
    for (guint i = 0; i < kh_json_length (page, "value"); i++)
      g_ptr_array_add (rows, kh_json_ref (kh_json_element (page, "value", i)));
    query.after = (guint64)kh_json_int (page, "next", 0);
  } while (query.after != 0);
  return kh_cli_print_list (cli, rows, record_columns, "seq");
}

static int
verify (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) result = kh_cli_get (cli, kh_audit_api_verify (), &error);

  if (result == NULL)
    return kh_cli_fail (cli, error);
  kh_cli_print_object (cli, result, verify_columns, "result");
  if (g_strcmp0 (kh_json_string (result, "result"), "intact") == 0)
    return KH_EXIT_DONE;
  kh_set_error_facts (&error, KH_ERROR_DAMAGED, kh_json_string (result, "firstBad.file"), NULL,
                      _ ("Keep the log as it is and find out who changed it."),
                      _ ("The audit log does not verify"));
  return kh_cli_fail (cli, error);
}

/* In the order of KhAuditExportFormat. */
static const char *const formats[] = { "jsonl", "csv", "evidence" };

static gboolean
read_format (KhCli *cli, KhAuditExportFormat *format, GError **error)
{
  const char *word = kh_cli_value (cli, "format");

  *format = KH_AUDIT_EXPORT_JSON_LINES;
  if (word == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i], word)) {
      *format = (KhAuditExportFormat)i;
      return TRUE;
    }
  kh_set_error_facts (error, KH_ERROR_USAGE, word, NULL,
                      _ ("Choose one of jsonl, csv and evidence."),
                      _ ("The log has no such format"));
  return FALSE;
}

/* A time that is not given stays as it is. */
static gboolean
read_time (KhCli *cli, const char *option, KhTime *time, GError **error)
{
  const char *text = kh_cli_value (cli, option);

  return text == NULL || kh_cli_time (text, time, error);
}

static int
export_log (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhDownload) download = { 0 };
  const char *path = kh_cli_value (cli, "to");
  KhAuditQuery query = { 0 };
  KhAuditExportFormat format;
  KhClient *client;

  if (!read_format (cli, &format, &error) || !read_time (cli, "since", &query.since, &error)
      || !read_time (cli, "until", &query.until, &error))
    return kh_cli_fail (cli, error);
  if (query.until != 0 && query.until <= query.since) {
    kh_set_error_facts (&error, KH_ERROR_USAGE, kh_cli_value (cli, "until"), NULL, NULL,
                        _ ("The span of time ends before it begins"));
    return kh_cli_fail (cli, error);
  }
  client = kh_cli_client (cli, &error);
  if (client == NULL
      || !kh_client_audit_export (client, &query, format, path, kh_cli_flag (cli, "replace"),
                                  &download, cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, _ ("The log is in %s, %" PRIu64 " bytes, SHA-256 %s."), path, download.bytes,
              download.sha256);
  return KH_EXIT_DONE;
}

/* The text is for a file elsewhere: keyhold-verify --since takes it as it is. */
static int
print_anchor (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) anchor = kh_cli_get (cli, kh_audit_api_anchor (), &error);

  if (anchor == NULL)
    return kh_cli_fail (cli, error);
  if (cli->format == KH_CLI_JSON)
    kh_cli_print_object (cli, anchor, NULL, NULL);
  else
    cli->streams->out (kh_json_string (anchor, "note"), cli->streams->data);
  return KH_EXIT_DONE;
}

static const KhCliOption list_options[] = {
  { "since", KH_CLI_VALUE, "TIME", N_ ("only records from then on") },
  { "object", KH_CLI_VALUE, "NAME", N_ ("only records about this object") },
  { "actor", KH_CLI_VALUE, "NAME", N_ ("only what this account did") },
  { NULL },
};
static const KhCliOption export_options[] = {
  { "to", KH_CLI_VALUE, "FILE", N_ ("where to write it"), TRUE },
  { "format", KH_CLI_VALUE, "FORMAT",
    N_ ("jsonl, csv, or evidence: a ZIP archive with what keyhold-verify needs and how to use "
        "it") },
  { "since", KH_CLI_VALUE, "TIME", N_ ("only records from then on") },
  { "until", KH_CLI_VALUE, "TIME", N_ ("only records before then") },
  { "replace", KH_CLI_FLAG, NULL, N_ ("replace a file that is there") },
  { NULL },
};
const KhCliVerb kh_cli_audit_verbs[] = {
  { "audit", "list", "", 0, 0, N_ ("List what was done, oldest first."), list_options, list },
  { "audit", "verify", "", 0, 0, N_ ("Check that no record was cut, changed or moved."), NULL,
    verify },
  { "audit", "export", "", 0, 0,
    N_ ("Write the log into a file, one JSON object a line or in another format."), export_options,
    export_log },
  { "audit", "anchor", "", 0, 0, N_ ("Print the last signed checkpoint, to be kept elsewhere."),
    NULL, print_anchor },
  { NULL },
};
