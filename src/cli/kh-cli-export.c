/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of an environment into a folder: files byte for byte, tables as CSV, and a manifest with
 * the SHA-256 of each. Files that are there already are kept, unless asked. */
#include "kh-cli-import.h"

#include <errno.h>
#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-data-api.h"
#include "kh-id.h"

const char *const kh_cli_stores[] = { "dataverse", "files", "flows", "apps", "connections", NULL };

static const KhCliColumn exported_columns[] = {
  { N_ ("Store"), "store" },    { N_ ("Name"), "name" },
  { N_ ("File"), "path" },      { N_ ("Bytes"), "bytes", KH_CLI_BYTES },
  { N_ ("SHA-256"), "sha256" }, { NULL },
};

typedef struct {
  KhCli *cli;
  KhClient *client;
  const char *folder;
  const char *environment; /* id */
  GPtrArray *exported;
} Export;

gboolean
kh_cli_store_check (const char *store, GError **error)
{
  if (store == NULL || g_strv_contains (kh_cli_stores, store))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, store, NULL,
                      _ ("Use dataverse, files, flows, apps or connections."),
                      _ ("There is no such store"));
  return FALSE;
}

static KhJson *
exported_row (const char *store, KhJson *item, const char *path, const KhDownload *download)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "store", store);
  kh_json_out_string (out, "name", kh_json_string (item, "name"));
  kh_json_out_string (out, "kind", kh_json_string (item, "kind"));
  kh_json_out_string (out, "path", path);
  kh_json_out_int (out, "bytes", (gint64)download->bytes);
  kh_json_out_string (out, "sha256", download->sha256);
  if (kh_json_has (item, "rows"))
    kh_json_out_int (out, "rows", kh_json_int (item, "rows", 0));
  if (kh_json_has (item, "base64Columns"))
    kh_json_out_json (out, "base64Columns", kh_json_get (item, "base64Columns"));
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* (transfer full): the path below the folder. */
static char *
item_path (const char *store, KhJson *item)
{
  const char *name = kh_json_string (item, "name");

  if (g_strcmp0 (kh_json_string (item, "kind"), "table") == 0)
    return g_strdup_printf ("tables/%s.csv", name);
  return g_strdup_printf ("%s/%s", store, name);
}

/* A file's digest is known before; it must be the one of the bytes that came. */
static gboolean
check_digest (KhJson *item, const KhDownload *download, GError **error)
{
  const char *expected = kh_json_string (item, "sha256");
  const char *name = kh_json_string (item, "name");

  if (expected == NULL || g_strcmp0 (kh_json_string (item, "kind"), "file") != 0
      || g_ascii_strcasecmp (expected, download->sha256) == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_DAMAGED, name, "DigestDiffers", NULL,
                      _ ("What was exported is not what was imported"));
  return FALSE;
}

static gboolean
export_item (Export *export, const char *store, KhJson *item, GError **error)
{
  const char *name = kh_json_string (item, "name");
  g_autofree char *path = NULL, *full = NULL, *parent = NULL;
  g_auto (KhDownload) download = { 0 };
  const char *id = kh_json_string (item, "id");

  /* A name becomes a path here: the server is not trusted with it. */
  if (name == NULL || !kh_name_is_item (name)) {
    kh_set_error_facts (error, KH_ERROR_REMOTE, name, "NameNotValid", NULL,
                        _ ("An item has a name that cannot be that of a file"));
    return FALSE;
  }
  path = item_path (store, item);
  full = g_build_filename (export->folder, path, NULL);
  parent = g_path_get_dirname (full);
  if (g_mkdir_with_parents (parent, 0700) != 0)
    return kh_error_from_errno (error, errno, parent);
  if (!kh_client_download (
          export->client, kh_data_api_content (export->environment, store, id != NULL ? id : name),
          full, kh_cli_flag (export->cli, "replace"), &download, export->cli->cancellable, error)
      || !check_digest (item, &download, error))
    return FALSE;
  g_ptr_array_add (export->exported, exported_row (store, item, path, &download));
  return TRUE;
}

static gboolean
export_store (Export *export, const char *store, GError **error)
{
  g_autoptr (GPtrArray) items =
      kh_cli_list (export->cli, kh_data_api_items (export->environment, store), error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    if (!export_item (export, store, g_ptr_array_index (items, i), error))
      return FALSE;
  return items != NULL;
}

static gboolean
export_stores (Export *export, GError **error)
{
  const char *wanted = kh_cli_value (export->cli, "store");

  for (guint i = 0; kh_cli_stores[i] != NULL; i++)
    if ((wanted == NULL || g_str_equal (wanted, kh_cli_stores[i]))
        && !export_store (export, kh_cli_stores[i], error))
      return FALSE;
  return TRUE;
}

/* (transfer full): {"exported":[…]}, as it is printed and written. */
static KhJson *
manifest (Export *export)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "exported");
  for (guint i = 0; i < export->exported->len; i++)
    kh_json_out_json (out, NULL, g_ptr_array_index (export->exported, i));
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

static gboolean
write_manifest (Export *export, KhJson *value, GError **error)
{
  g_autofree char *path = g_build_filename (export->folder, "manifest.json", NULL);
  g_autofree char *plain = kh_json_to_text (value);
  g_autofree char *text = kh_json_pretty (plain, NULL);

  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                error))
    return TRUE;
  kh_error_from_gio (error, path);
  return FALSE;
}

/* A folder with an older export is not mixed with a new one. */
static gboolean
check_folder (KhCli *cli, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "manifest.json", NULL);

  if (!kh_cli_flag (cli, "replace") && g_file_test (path, G_FILE_TEST_EXISTS)) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, folder, "ExportExists",
                        _ ("Choose another folder, or add --replace."),
                        _ ("The folder holds an export already"));
    return FALSE;
  }
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return kh_error_from_errno (error, errno, folder);
  return TRUE;
}

int
kh_cli_export (KhCli *cli)
{
  Export export = { .cli = cli, .folder = kh_cli_value (cli, "to") };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = NULL;
  g_autoptr (KhJson) value = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  if (!kh_cli_store_check (kh_cli_value (cli, "store"), &error))
    return kh_cli_fail (cli, error);
  environment = kh_cli_find_environment (cli, kh_cli_value (cli, "environment"), &error);
  if (environment == NULL || !check_folder (cli, export.folder, &error))
    return kh_cli_fail (cli, error);
  export.client = cli->client;
  export.environment = kh_json_string (environment, "id");
  export.exported = rows;
  if (!export_stores (&export, &error))
    return kh_cli_fail (cli, error);
  value = manifest (&export);
  if (!write_manifest (&export, value, &error))
    return kh_cli_fail (cli, error);
  if (cli->format == KH_CLI_JSON)
    return kh_cli_print_object (cli, value, exported_columns, "name");
  return kh_cli_print_list (cli, rows, exported_columns, "name");
}
