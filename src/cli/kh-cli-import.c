/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files into an environment: a folder is walked, each file is taken whole or not at all, and one
 * that is refused does not stop the others. */
#include "kh-cli-import.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-send-file.h"

static const KhCliColumn imported_columns[] = {
  { N_ ("File"), "file" },
  { N_ ("Kind"), "kind" },
  { N_ ("Store"), "store" },
  { N_ ("Name"), "name" },
  { N_ ("Rows"), "rows", KH_CLI_NUMBER },
  { N_ ("Bytes"), "bytes", KH_CLI_BYTES },
  { NULL },
};
static const KhCliColumn refused_columns[] = {
  { N_ ("Refused"), "file" },
  { N_ ("Rule"), "rule" },
  { N_ ("Line"), "line" },
  { N_ ("Reason"), "reason" },
  { NULL },
};

typedef struct {
  KhCli *cli;
  char *environment; /* id */
  GPtrArray *imported, *refused;
  int status;
  gboolean stop; /* no further file can do better */
  const char *file;
  guint width; /* of the bar on the screen */
} Import;

static void
refuse (Import *import, const char *file, const char *rule, const char *reason)
{
  g_ptr_array_add (import->refused, kh_send_refusal (file, rule, reason));
  import->status = kh_cli_worse (import->status, KH_EXIT_REFUSED);
}

static void
on_progress (guint64 done, gint64 total, gpointer data)
{
  Import *import = data;
  g_autofree char *name = NULL, *bytes = NULL, *text = NULL;
  guint width;

  if (!import->cli->streams->err_is_terminal || kh_cli_flag (import->cli, "quiet"))
    return;
  name = kh_cli_escape (import->file);
  bytes = kh_cli_format_bytes (done);
  text = g_strdup_printf ("\r%3d %%  %s  %s", total > 0 ? (int)(done * 100 / (guint64)total) : 0,
                          name, bytes);
  width = kh_cli_width (text + 1);
  import->cli->streams->err (text, import->cli->streams->data);
  for (guint i = width; i < import->width; i++)
    import->cli->streams->err (" ", import->cli->streams->data);
  import->width = width;
}

static void
end_progress (Import *import)
{
  if (import->width > 0)
    import->cli->streams->err ("\n", import->cli->streams->data);
  import->width = 0;
}

/* Takes the elements of the server's report over. */
static void
take_report (Import *import, KhJson *report)
{
  for (guint i = 0; i < kh_json_length (report, "imported"); i++)
    g_ptr_array_add (import->imported, kh_json_ref (kh_json_element (report, "imported", i)));
  for (guint i = 0; i < kh_json_length (report, "refused"); i++) {
    g_ptr_array_add (import->refused, kh_json_ref (kh_json_element (report, "refused", i)));
    import->status = kh_cli_worse (import->status, KH_EXIT_REFUSED);
  }
}

/* The character of a word; what is none goes to the server as it is, which refuses it. */
static const char *
delimiter_of (const char *word)
{
  static const char *const words[][2] = {
    { "comma", "," }, { "semicolon", ";" }, { "tab", "\t" }, { "pipe", "|" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (word, words[i][0]) == 0)
      return words[i][1];
  return word;
}

static void
send_file (Import *import, GFile *file, const char *path, gint64 length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (file);
  const char *kind = kh_cli_value (import->cli, "kind");
  KhImportDraft draft = { .environment = import->environment,
                          .kind = kind != NULL ? kind : "auto",
                          .table = kh_cli_value (import->cli, "table"),
                          .charset = kh_cli_value (import->cli, "charset"),
                          .delimiter = delimiter_of (kh_cli_value (import->cli, "delimiter")),
                          .replace = kh_cli_flag (import->cli, "replace"),
                          .skip_bad_rows = kh_cli_flag (import->cli, "skip-bad-rows") };
  KhSendOptions options = { path, length, kh_cli_value (import->cli, "reason"), on_progress,
                            import };
  g_autoptr (KhJson) report = NULL;

  import->file = name;
  report = kh_client_send_file (import->cli->client, file, &draft, &options,
                                import->cli->cancellable, &error);
  end_progress (import);
  if (report != NULL) {
    take_report (import, report);
    return;
  }
  import->status = kh_cli_worse (import->status, kh_cli_fail (import->cli, error));
  import->stop = TRUE;
}

static void take_path (Import *import, GFile *file, const char *path, gboolean named);

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The files of a folder in the order of their names. */
static void
take_folder (Import *import, GFile *folder, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *local = g_file_get_path (folder);
  g_autoptr (GDir) dir = g_dir_open (local, 0, &error);
  const char *name;

  if (dir == NULL) {
    refuse (import, path, "CannotRead", error->message);
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len && !import->stop; i++) {
    g_autoptr (GFile) child = g_file_get_child (folder, g_ptr_array_index (names, i));
    g_autofree char *child_path = g_build_filename (path, g_ptr_array_index (names, i), NULL);

    take_path (import, child, child_path, FALSE);
  }
}

/* Links inside a folder are not followed: a walk must end, and stay inside. */
static void
take_path (Import *import, GFile *file, const char *path, gboolean named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
      file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
      named ? G_FILE_QUERY_INFO_NONE : G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, &error);

  if (info == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    g_ptr_array_add (import->refused, kh_send_refusal (path, "FileNotFound", error->message));
    import->status = kh_cli_worse (import->status, KH_EXIT_NOT_FOUND);
  } else if (info == NULL) {
    refuse (import, path, "CannotRead", error->message);
  } else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY) {
    take_folder (import, file, path);
  } else if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR) {
    send_file (import, file, path, g_file_info_get_size (info));
  } else {
    refuse (import, path, "NotAFile", _ ("This is neither a file nor a folder"));
  }
}

static void
write_array (KhJsonOut *out, const char *name, GPtrArray *rows)
{
  kh_json_out_begin_array (out, name);
  for (guint i = 0; i < rows->len; i++)
    kh_json_out_json (out, NULL, g_ptr_array_index (rows, i));
  kh_json_out_end_array (out);
}

static void
print_report (Import *import)
{
  KhJsonOut *out;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (KhJson) report = NULL;
  g_autofree char *refused = NULL;

  if (import->cli->format != KH_CLI_JSON) {
    kh_cli_print_list (import->cli, import->imported, imported_columns, "name");
    refused = kh_cli_table (import->refused, refused_columns);
    import->cli->streams->err (refused, import->cli->streams->data);
    return;
  }
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  write_array (out, "imported", import->imported);
  write_array (out, "refused", import->refused);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  report = kh_json_parse (text, NULL);
  kh_cli_print_object (import->cli, report, imported_columns, "name");
}

static gboolean
check_kind (KhCli *cli, GError **error)
{
  static const char *const kinds[] = { "auto", "table", "file", NULL };
  const char *kind = kh_cli_value (cli, "kind");

  if (kind == NULL || g_strv_contains (kinds, kind))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, kind, NULL, NULL,
                      _ ("The kind is one of auto, table and file"));
  return FALSE;
}

int
kh_cli_import (KhCli *cli)
{
  Import import = { .cli = cli };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = NULL;

  if (check_kind (cli, &error))
    environment = kh_cli_find_environment (cli, kh_cli_value (cli, "environment"), &error);
  if (environment == NULL)
    return kh_cli_fail (cli, error);
  import.environment = g_strdup (kh_json_string (environment, "id"));
  import.imported = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  import.refused = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  for (guint i = 0; kh_cli_object (cli, i) != NULL && !import.stop; i++) {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (kh_cli_object (cli, i));

    take_path (&import, file, kh_cli_object (cli, i), TRUE);
  }
  print_report (&import);
  g_ptr_array_unref (import.imported);
  g_ptr_array_unref (import.refused);
  g_free (import.environment);
  return import.status;
}
