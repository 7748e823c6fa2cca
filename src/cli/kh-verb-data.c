/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of data. */
#include "kh-cli-context.h"

#include "kh-cli-coverage.h"
#include "kh-cli-i18n.h"
#include "kh-cli-import.h"
#include "kh-data-api.h"
#include "kh-export.h"

#define ROWS_A_PAGE 200

static const KhCliColumn item_columns[] = {
  { N_ ("Store"), "store" },
  { N_ ("Name"), "name" },
  { N_ ("Kind"), "kind" },
  { N_ ("Rows"), "rows", KH_CLI_NUMBER },
  { N_ ("Bytes"), "bytes", KH_CLI_BYTES },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { NULL },
};

static KhJson *
with_store (KhJson *item, const char *store)
{
  KhJsonOut *out = kh_json_out_new ();
  g_auto (GStrv) names = kh_json_names (item, NULL);
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "store", store);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    kh_json_out_json (out, names[i], kh_json_get (item, names[i]));
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* Items of the wanted stores of an environment, each with its store's name. */
static GPtrArray *
find_items (KhCli *cli, const char *environment, GError **error)
{
  const char *wanted = kh_cli_value (cli, "store");
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; kh_export_stores[i] != NULL; i++) {
    g_autoptr (GPtrArray) items = NULL;

    if (wanted != NULL && !g_str_equal (wanted, kh_export_stores[i]))
      continue;
    items = kh_cli_list (cli, kh_data_api_items (environment, kh_export_stores[i]), error);
    if (items == NULL)
      return NULL;
    for (guint n = 0; n < items->len; n++)
      g_ptr_array_add (rows, with_store (g_ptr_array_index (items, n), kh_export_stores[i]));
  }
  return g_steal_pointer (&rows);
}

static KhJson *
the_environment (KhCli *cli, GError **error)
{
  if (!kh_cli_store_check (kh_cli_value (cli, "store"), error))
    return NULL;
  return kh_cli_find_environment (cli, kh_cli_value (cli, "environment"), error);
}

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = the_environment (cli, &error);
  g_autoptr (GPtrArray) rows = NULL;

  if (environment != NULL)
    rows = find_items (cli, kh_json_string (environment, "id"), &error);
  if (rows == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, item_columns, "id");
}

/* Rows of a table, without the names of its columns, as objects c0, c1, …: a name may hold a dot.
 */
static KhJson *
row_object (KhJson *row)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  for (guint i = 0; i < kh_json_length (row, NULL); i++) {
    g_autofree char *name = g_strdup_printf ("c%u", i);

    kh_json_out_json (out, name, kh_json_element (row, NULL, i));
  }
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

typedef struct {
  GPtrArray *titles; /* (element-type utf8) */
  GPtrArray *rows;   /* (element-type KhJson): arrays */
} Table;

static gboolean
read_rows (KhCli *cli, const char *environment, Table *table, gint64 limit, GError **error)
{
  guint64 after = 0;

  do {
    guint count = (guint)MIN (limit - table->rows->len, ROWS_A_PAGE);
    g_autoptr (KhJson) page = kh_cli_get (
        cli, kh_data_api_rows (environment, kh_cli_value (cli, "table"), after, count), error);

    if (page == NULL)
      return FALSE;
    for (guint i = table->titles->len; i < kh_json_length (page, "columns"); i++)
      g_ptr_array_add (table->titles,
                       g_strdup (kh_json_string (kh_json_element (page, "columns", i), NULL)));
    for (guint i = 0; i < kh_json_length (page, "value"); i++)
      g_ptr_array_add (table->rows, kh_json_ref (kh_json_element (page, "value", i)));
    after = (guint64)kh_json_int (page, "next", 0);
  } while (after != 0 && table->rows->len < limit);
  return TRUE;
}

static int
print_json_table (KhCli *cli, Table *table)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;
  g_autoptr (KhJson) value = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "table", kh_cli_value (cli, "table"));
  kh_json_out_begin_array (out, "columns");
  for (guint i = 0; i < table->titles->len; i++)
    kh_json_out_string (out, NULL, g_ptr_array_index (table->titles, i));
  kh_json_out_end_array (out);
  kh_json_out_begin_array (out, "rows");
  for (guint i = 0; i < table->rows->len; i++)
    kh_json_out_json (out, NULL, g_ptr_array_index (table->rows, i));
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  value = kh_json_parse (text, NULL);
  return kh_cli_print_object (cli, value, item_columns, "table");
}

static int
print_table (KhCli *cli, Table *table)
{
  g_autofree KhCliColumn *columns = g_new0 (KhCliColumn, table->titles->len + 1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  if (cli->format == KH_CLI_JSON)
    return print_json_table (cli, table);
  for (guint i = 0; i < table->titles->len; i++) {
    g_ptr_array_add (paths, g_strdup_printf ("c%u", i));
    columns[i].title = g_ptr_array_index (table->titles, i);
    columns[i].literal = TRUE;
    columns[i].path = g_ptr_array_index (paths, i);
  }
  for (guint i = 0; i < table->rows->len; i++)
    g_ptr_array_add (objects, row_object (g_ptr_array_index (table->rows, i)));
  return kh_cli_print_list (cli, objects, columns, "c0");
}

static int
show (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = NULL;
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  Table table = { titles, rows };
  const char *limit_text = kh_cli_value (cli, "limit");
  gint64 limit = 100;

  if (limit_text != NULL && !kh_cli_number (limit_text, &limit, &error))
    return kh_cli_fail (cli, error);
  environment = the_environment (cli, &error);
  if (environment == NULL
      || !read_rows (cli, kh_json_string (environment, "id"), &table, limit, &error))
    return kh_cli_fail (cli, error);
  return print_table (cli, &table);
}

static int
remove_items (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = the_environment (cli, &error);
  g_autoptr (GPtrArray) items = NULL;
  const char *id;

  if (environment == NULL)
    return kh_cli_fail (cli, error);
  id = kh_json_string (environment, "id");
  items = find_items (cli, id, &error);
  if (items == NULL)
    return kh_cli_fail (cli, error);
  if (!kh_cli_ask (cli, _ ("Remove for good?"))) {
    kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, NULL, "ConfirmationRequired",
                        _ ("Repeat it with --yes."),
                        _ ("What is removed cannot be brought back; nothing was changed"));
    return kh_cli_fail (cli, error);
  }
  for (guint i = 0; kh_cli_object (cli, i) != NULL; i++) {
    g_autoptr (KhJson) item =
        kh_cli_pick (items, kh_cli_object (cli, i), "id", "name", _ ("item"), &error);

    if (item == NULL
        || !kh_cli_do (
            cli,
            kh_data_api_remove (id, kh_json_string (item, "store"), kh_json_string (item, "id")),
            NULL, &error))
      return kh_cli_fail (cli, error);
    kh_cli_say (cli, _ ("%s is removed."), kh_json_string (item, "name"));
  }
  return KH_EXIT_DONE;
}

static int
coverage (KhCli *cli)
{
  return kh_cli_coverage_print (cli, FALSE);
}

#define STORES "dataverse|files|flows|apps|connections"
#define ENVIRONMENT_OPTION                                                                         \
  {                                                                                                \
    "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("the environment"), TRUE                        \
  }
#define STORE_OPTION                                                                               \
  {                                                                                                \
    "store", KH_CLI_VALUE, STORES, N_ ("this store alone")                                         \
  }
static const KhCliOption import_options[] = {
  ENVIRONMENT_OPTION,
  { "kind", KH_CLI_VALUE, "auto|table|file",
    N_ ("what to make of the files; auto is the default") },
  { "table", KH_CLI_VALUE, "NAME", N_ ("name of the table") },
  { "charset", KH_CLI_VALUE, "NAME", N_ ("charset of texts that are not UTF-8") },
  { "delimiter", KH_CLI_VALUE, "comma|semicolon|tab|pipe",
    N_ ("what separates the fields of CSV") },
  { "skip-bad-rows", KH_CLI_FLAG, NULL, N_ ("leave rows out that break a rule") },
  { "replace", KH_CLI_FLAG, NULL, N_ ("replace items of the same name") },
  { NULL },
};
static const KhCliOption list_options[] = { ENVIRONMENT_OPTION, STORE_OPTION, { NULL } };
static const KhCliOption show_options[] = {
  ENVIRONMENT_OPTION,
  { "table", KH_CLI_VALUE, "NAME", N_ ("name of the table"), TRUE },
  { "limit", KH_CLI_VALUE, "N", N_ ("number of rows; 100 is the default") },
  { NULL },
};
static const KhCliOption export_options[] = {
  ENVIRONMENT_OPTION, { "to", KH_CLI_VALUE, "DIR", N_ ("folder to write to"), TRUE },
  STORE_OPTION,       { "replace", KH_CLI_FLAG, NULL, N_ ("replace files that are there") },
  { NULL },
};
static const KhCliOption stats_options[] = {
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("this one alone") },
  { NULL },
};
const KhCliVerb kh_cli_data_verbs[] = {
  { "data", "import", "FILE...", 1, G_MAXUINT, N_ ("Import files, tables and whole folders."),
    import_options, kh_cli_import },
  { "data", "list", "", 0, 0, N_ ("List files and tables."), list_options, list },
  { "data", "show", "", 0, 0, N_ ("Show rows of a table."), show_options, show },
  { "data", "export", "", 0, 0, N_ ("Write files and tables into a folder."), export_options,
    kh_cli_export },
  { "data", "remove", "ITEM...", 1, G_MAXUINT, N_ ("Remove files and tables for good."),
    list_options, remove_items },
  { "data", "stats", "", 0, 0, N_ ("Show how much is in each store."), stats_options, coverage },
  { "data", "coverage", "", 0, 0, N_ ("Show which key protects each store."), stats_options,
    coverage },
  { NULL },
};
