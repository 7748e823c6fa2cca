/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs that work on several environments at once. */
#include "kh-cli-many.h"

/* (transfer full): what was named with --environment, and further words. */
static char **
named_environments (KhCli *cli)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *const *values = kh_cli_values (cli, "environment");

  for (guint i = 0; values[i] != NULL; i++)
    g_ptr_array_add (names, g_strdup (values[i]));
  for (guint i = 0; kh_cli_object (cli, i) != NULL; i++)
    g_ptr_array_add (names, g_strdup (kh_cli_object (cli, i)));
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

GPtrArray *
kh_cli_find_environments (KhCli *cli, GError **error)
{
  g_auto (GStrv) names = named_environments (cli);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; names[i] != NULL; i++) {
    KhJson *environment = kh_cli_find_environment (cli, names[i], error);
    gboolean known = FALSE;

    if (environment == NULL)
      return NULL;
    for (guint n = 0; n < all->len; n++)
      known |= g_strcmp0 (kh_json_string (g_ptr_array_index (all, n), "id"),
                          kh_json_string (environment, "id"))
               == 0;
    if (known)
      kh_json_unref (environment);
    else
      g_ptr_array_add (all, environment);
  }
  return g_steal_pointer (&all);
}

int
kh_cli_finish_operations (KhCli *cli, GPtrArray *ids)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  int status = KH_EXIT_DONE;

  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);
    KhJson *operation = NULL;

    if (*id == '\0')
      continue;
    if (kh_cli_flag (cli, "no-wait"))
      operation = kh_cli_find_operation (cli, id, NULL);
    else
      status = kh_cli_worse (status, kh_cli_wait (cli, id, &operation));
    if (operation != NULL)
      g_ptr_array_add (rows, operation);
    if (g_cancellable_is_cancelled (cli->cancellable))
      break;
  }
  kh_cli_print_list (cli, rows, kh_cli_operation_columns, "id");
  return status;
}
