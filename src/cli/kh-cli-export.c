/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `data export`: items of an environment into a folder. */
#include "kh-cli-import.h"

#include "kh-cli-i18n.h"
#include "kh-export.h"

static const KhCliColumn exported_columns[] = {
  { N_ ("Store"), "store" },    { N_ ("Name"), "name" },
  { N_ ("File"), "path" },      { N_ ("Bytes"), "bytes", KH_CLI_BYTES },
  { N_ ("SHA-256"), "sha256" }, { NULL },
};

gboolean
kh_cli_store_check (const char *store, GError **error)
{
  if (store == NULL || g_strv_contains (kh_export_stores, store))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, store, NULL,
                      _ ("Use dataverse, files, flows, apps or connections."),
                      _ ("There is no such store"));
  return FALSE;
}

int
kh_cli_export (KhCli *cli)
{
  KhExportDraft draft = { .folder = kh_cli_value (cli, "to"),
                          .store = kh_cli_value (cli, "store"),
                          .reason = kh_cli_value (cli, "reason"),
                          .replace = kh_cli_flag (cli, "replace") };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = NULL;
  g_autoptr (KhJson) value = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (!kh_cli_store_check (draft.store, &error))
    return kh_cli_fail (cli, error);
  environment = kh_cli_find_environment (cli, kh_cli_value (cli, "environment"), &error);
  if (environment == NULL)
    return kh_cli_fail (cli, error);
  draft.environment = kh_json_string (environment, "id");
  value = kh_client_export (cli->client, &draft, NULL, NULL, cli->cancellable, &error);
  if (value == NULL)
    return kh_cli_fail (cli, error);
  if (cli->format == KH_CLI_JSON)
    return kh_cli_print_object (cli, value, exported_columns, "name");
  for (guint i = 0; i < kh_json_length (value, "exported"); i++)
    g_ptr_array_add (rows, kh_json_element (value, "exported", i));
  return kh_cli_print_list (cli, rows, exported_columns, "name");
}
