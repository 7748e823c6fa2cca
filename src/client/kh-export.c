/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of an environment into a folder, with a manifest. */
#include "kh-export.h"

#include <errno.h>

#include "kh-data-api.h"
#include "kh-id.h"

const char *const kh_export_stores[] = {
  "dataverse", "files", "flows", "apps", "connections", NULL
};

typedef struct {
  KhClient *client;
  const KhExportDraft *draft;
  KhExportProgress progress; /* (nullable) */
  gpointer data;
  GCancellable *cancellable;
  GPtrArray *exported; /* (element-type KhJson) */
  guint total;
} Export;

static gpointer
call (Export *export, KhCall *request, GError **error)
{
  kh_call_set_reason (request, export->draft->reason);
  return kh_client_call (export->client, request, export->cancellable, error);
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
                      "What was exported is not what was imported");
  return FALSE;
}

static gboolean
export_item (Export *export, const char *store, KhJson *item, GError **error)
{
  const char *name = kh_json_string (item, "name");
  g_autofree char *path = NULL, *full = NULL, *parent = NULL;
  g_auto (KhDownload) download = { 0 };
  const char *id = kh_json_string (item, "id");
  KhCall *request;

  /* A name becomes a path here: the server is not trusted with it. */
  if (name == NULL || !kh_name_is_item (name)) {
    kh_set_error_facts (error, KH_ERROR_REMOTE, name, "NameNotValid", NULL,
                        "An item has a name that cannot be that of a file");
    return FALSE;
  }
  if (export->progress != NULL)
    export->progress (name, export->exported->len, export->total, export->data);
  path = item_path (store, item);
  full = g_build_filename (export->draft->folder, path, NULL);
  parent = g_path_get_dirname (full);
  if (g_mkdir_with_parents (parent, 0700) != 0)
    return kh_error_from_errno (error, errno, parent);
  request = kh_data_api_content (export->draft->environment, store, id != NULL ? id : name);
  if (!kh_client_download (export->client, request, full, export->draft->replace, &download,
                           export->cancellable, error)
      || !check_digest (item, &download, error))
    return FALSE;
  g_ptr_array_add (export->exported, exported_row (store, item, path, &download));
  return TRUE;
}

/* Lists of the wanted stores; an element is NULL where a store is not wanted. */
static GPtrArray *
list_stores (Export *export, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  const char *wanted = export->draft->store;

  for (guint i = 0; kh_export_stores[i] != NULL; i++) {
    GPtrArray *items;

    if (wanted != NULL && !g_str_equal (wanted, kh_export_stores[i])) {
      g_ptr_array_add (lists, g_ptr_array_new ());
      continue;
    }
    items =
        call (export, kh_data_api_items (export->draft->environment, kh_export_stores[i]), error);
    if (items == NULL)
      return NULL;
    export->total += items->len;
    g_ptr_array_add (lists, items);
  }
  return g_steal_pointer (&lists);
}

static gboolean
export_stores (Export *export, GError **error)
{
  g_autoptr (GPtrArray) lists = list_stores (export, error);

  for (guint i = 0; lists != NULL && i < lists->len; i++) {
    GPtrArray *items = g_ptr_array_index (lists, i);

    for (guint n = 0; n < items->len; n++)
      if (!export_item (export, kh_export_stores[i], g_ptr_array_index (items, n), error))
        return FALSE;
  }
  return lists != NULL;
}

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
write_manifest (const char *folder, KhJson *value, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "manifest.json", NULL);
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
check_folder (const KhExportDraft *draft, GError **error)
{
  g_autofree char *path = g_build_filename (draft->folder, "manifest.json", NULL);

  if (!draft->replace && g_file_test (path, G_FILE_TEST_EXISTS)) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, draft->folder, "ExportExists",
                        "Choose another folder, or replace the files (--replace).",
                        "The folder holds an export already");
    return FALSE;
  }
  if (g_mkdir_with_parents (draft->folder, 0700) != 0)
    return kh_error_from_errno (error, errno, draft->folder);
  return TRUE;
}

KhJson *
kh_client_export (KhClient *client, const KhExportDraft *draft, KhExportProgress progress,
                  gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  Export export = { client, draft, progress, data, cancellable, rows, 0 };
  g_autoptr (KhJson) value = NULL;

  if (!check_folder (draft, error) || !export_stores (&export, error))
    return NULL;
  value = manifest (&export);
  return write_manifest (draft->folder, value, error) ? g_steal_pointer (&value) : NULL;
}
