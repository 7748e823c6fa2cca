/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage of environments by keys. */
#include "kh-cli-coverage.h"

#include "kh-cli-i18n.h"
#include "kh-data-api.h"
#include "kh-environment-api.h"

static const KhCliColumn status_columns[] = {
  { N_ ("Environment"), "environment" },
  { N_ ("Encryption"), "encryptionStatus", KH_CLI_STATUS },
  { N_ ("Policy"), "policy" },
  { N_ ("Store"), "store" },
  { N_ ("Key"), "keyOwner" },
  { N_ ("State"), "state" },
  { N_ ("Items"), "items", KH_CLI_NUMBER },
  { N_ ("Rows"), "rows", KH_CLI_NUMBER },
  { N_ ("Bytes"), "bytes", KH_CLI_BYTES },
  { N_ ("Key identifier"), "kid" },
  { NULL },
};
static const KhCliColumn store_columns[] = {
  { N_ ("Environment"), "environment" },    { N_ ("Store"), "store" },
  { N_ ("Items"), "items", KH_CLI_NUMBER }, { N_ ("Rows"), "rows", KH_CLI_NUMBER },
  { N_ ("Bytes"), "bytes", KH_CLI_BYTES },  { N_ ("Key"), "keyOwner" },
  { N_ ("Key identifier"), "kid" },         { NULL },
};

/* The environments that are named, or all that still are. */
static GPtrArray *
wanted_environments (KhCli *cli, GError **error)
{
  const char *const *names = kh_cli_values (cli, "environment");
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  g_autoptr (GPtrArray) listed = NULL;

  for (guint i = 0; names[i] != NULL; i++) {
    KhJson *environment = kh_cli_find_environment (cli, names[i], error);

    if (environment == NULL)
      return NULL;
    g_ptr_array_add (all, environment);
  }
  if (all->len > 0)
    return g_steal_pointer (&all);
  listed = kh_cli_list (cli, kh_environment_api_list (), error);
  if (listed == NULL)
    return NULL;
  for (guint i = 0; i < listed->len; i++)
    if (g_strcmp0 (kh_json_string (g_ptr_array_index (listed, i), "state"), "Gone") != 0)
      g_ptr_array_add (all, kh_json_ref (g_ptr_array_index (listed, i)));
  return g_steal_pointer (&all);
}

static void
copy_member (KhJsonOut *out, KhJson *from, const char *name)
{
  kh_json_out_json (out, name, kh_json_get (from, name));
}

/* The key of the covered stores. */
static const char *
kid_of (GPtrArray *stores)
{
  for (guint i = 0; i < stores->len; i++) {
    const char *kid = kh_json_string (g_ptr_array_index (stores, i), "kid");

    if (kid != NULL)
      return kid;
  }
  return NULL;
}

static KhJson *
finish (KhJsonOut *out)
{
  g_autoptr (GBytes) text = kh_json_out_finish (out);

  return kh_json_parse (text, NULL);
}

/* One object for each environment, with its stores. */
static KhJson *
whole_object (KhJson *environment, GPtrArray *stores)
{
  KhJsonOut *out = kh_json_out_new ();

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "environment", kh_json_string (environment, "name"));
  copy_member (out, environment, "id");
  copy_member (out, environment, "state");
  copy_member (out, environment, "encryptionStatus");
  copy_member (out, environment, "flowsThatStay");
  copy_member (out, environment, "keyManagedBy");
  kh_json_out_string (out, "policy", kh_json_string (environment, "policy.name"));
  kh_json_out_string (out, "kid", kid_of (stores));
  kh_json_out_begin_array (out, "stores");
  for (guint i = 0; i < stores->len; i++)
    kh_json_out_json (out, NULL, g_ptr_array_index (stores, i));
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  return finish (out);
}

/* One row for each store, which also says whose it is. */
static KhJson *
store_row (KhJson *environment, KhJson *store)
{
  KhJsonOut *out = kh_json_out_new ();
  g_auto (GStrv) names = kh_json_names (store, NULL);

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "environment", kh_json_string (environment, "name"));
  copy_member (out, environment, "encryptionStatus");
  copy_member (out, environment, "flowsThatStay");
  kh_json_out_string (out, "policy", kh_json_string (environment, "policy.name"));
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    copy_member (out, store, names[i]);
  kh_json_out_end (out);
  return finish (out);
}

static gboolean
add_rows (KhCli *cli, KhJson *environment, gboolean objects, GPtrArray *rows, GError **error)
{
  g_autoptr (GPtrArray) stores =
      kh_cli_list (cli, kh_data_api_stores (kh_json_string (environment, "id")), error);

  if (stores == NULL)
    return FALSE;
  if (objects) {
    g_ptr_array_add (rows, whole_object (environment, stores));
    return TRUE;
  }
  for (guint i = 0; i < stores->len; i++)
    g_ptr_array_add (rows, store_row (environment, g_ptr_array_index (stores, i)));
  return TRUE;
}

int
kh_cli_coverage_print (KhCli *cli, gboolean whole)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) environments = wanted_environments (cli, &error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  gboolean objects = whole && (cli->format == KH_CLI_JSON || cli->format == KH_CLI_ID);

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  for (guint i = 0; i < environments->len; i++)
    if (!add_rows (cli, g_ptr_array_index (environments, i), objects, rows, &error))
      return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, whole ? status_columns : store_columns,
                            objects ? "id" : "store");
}
