/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matching of paths to the rows of the route tables, hosts to services, and API versions. */
#include "kh-router.h"

#include <string.h>

#include "kh-routes.h"

typedef struct {
  const KhRoute *route;
  char **segments;
} Row;

struct _KhRouter {
  GPtrArray *rows; /* (element-type Row) */
};

/* Splits at slashes and leaves empty segments out. */
static char **
split (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 0);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

static void
free_row (gpointer data)
{
  Row *row = data;
  g_strfreev (row->segments);
  g_free (row);
}

KhRouter *
kh_router_new (const KhRoute *const *tables, guint n_tables)
{
  KhRouter *self = g_new0 (KhRouter, 1);
  self->rows = g_ptr_array_new_with_free_func (free_row);
  for (guint i = 0; i < n_tables; i++)
    for (const KhRoute *route = tables[i]; route->path != NULL; route++) {
      Row *row = g_new0 (Row, 1);
      row->route = route;
      row->segments = split (route->path);
      g_ptr_array_add (self->rows, row);
    }
  return self;
}

void
kh_router_free (KhRouter *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* (transfer full) (nullable): NULL for what is no text. */
static char *
decode (const char *segment)
{
  g_autofree char *text = g_uri_unescape_string (segment, NULL);
  return text != NULL && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

gboolean
kh_router_path_is_valid (const char *path)
{
  g_auto (GStrv) segments = split (path);
  for (guint i = 0; segments[i] != NULL; i++) {
    g_autofree char *text = decode (segments[i]);
    if (text == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_argument (const char *segment)
{
  return segment[0] == '{';
}

/* Matches @n segments one to one and collects the arguments. */
static gboolean
match_segments (char **pattern, char **segments, guint n, GStrvBuilder *args)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = decode (segments[i]);
    if (text == NULL)
      return FALSE;
    if (is_argument (pattern[i]))
      g_strv_builder_add (args, text);
    else if (g_ascii_strcasecmp (pattern[i], text) != 0)
      return FALSE;
  }
  return TRUE;
}

static char **
match (const Row *row, char **segments, guint n)
{
  g_autoptr (GStrvBuilder) args = g_strv_builder_new ();
  guint n_pattern = g_strv_length (row->segments);
  guint skipped = 0, first = 0;
  if (n_pattern > 0 && strcmp (row->segments[0], "{*}") == 0) {
    if (n < n_pattern)
      return NULL;
    first = 1;
    skipped = n - (n_pattern - 1);
    g_autoptr (GString) scope = g_string_new (NULL);
    for (guint i = 0; i < skipped; i++)
      g_string_append_printf (scope, "/%s", segments[i]);
    g_strv_builder_add (args, scope->str);
  } else if (n != n_pattern) {
    return NULL;
  }
  if (!match_segments (row->segments + first, segments + skipped, n - skipped, args))
    return NULL;
  return g_strv_builder_end (args);
}

const KhRoute *
kh_router_find (KhRouter *self, KhDialect dialect, const char *method, const char *path,
                char ***args, char **methods)
{
  g_auto (GStrv) segments = split (path);
  g_autoptr (GString) others = NULL;
  guint n = g_strv_length (segments);
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];
    g_auto (GStrv) found = row->route->dialect == dialect ? match (row, segments, n) : NULL;
    if (found == NULL)
      continue;
    if (strcmp (row->route->method, method) == 0) {
      *args = g_steal_pointer (&found);
      return row->route;
    }
    if (others == NULL)
      others = g_string_new (row->route->method);
    else if (strstr (others->str, row->route->method) == NULL)
      g_string_append_printf (others, ", %s", row->route->method);
  }
  *methods = others == NULL ? NULL : g_string_free (g_steal_pointer (&others), FALSE);
  return NULL;
}

gboolean
kh_router_dialect (const char *host, const char *path, KhDialect *dialect, char **vault)
{
  const gsize suffix = strlen (KH_HOST_VAULT_SUFFIX);
  g_autofree char *name = g_ascii_strdown (host == NULL ? "" : host, -1);
  name[strcspn (name, ":")] = '\0';
  gsize length = strlen (name);
  *vault = NULL;
  if (g_ascii_strncasecmp (path, KH_KEYHOLD_PREFIX "/", strlen (KH_KEYHOLD_PREFIX) + 1) == 0)
    *dialect = KH_DIALECT_KEYHOLD;
  else if (strcmp (name, KH_HOST_ARM) == 0)
    *dialect = KH_DIALECT_ARM;
  else if (strcmp (name, KH_HOST_BAP) == 0)
    *dialect = KH_DIALECT_BAP;
  else if (length > suffix && g_str_has_suffix (name, KH_HOST_VAULT_SUFFIX)) {
    *dialect = KH_DIALECT_VAULT;
    *vault = g_strndup (name, length - suffix);
  } else
    return FALSE;
  return TRUE;
}

static const char *const vault_versions[] = { "7.2", "7.3",        "7.4",        "7.5",
                                              "7.6", "2025-06-01", "2025-07-01", NULL };
static const char *const arm_vault_versions[] = { "2026-02-01", "2025-05-01", "2024-11-01",
                                                  "2023-07-01", NULL };
static const char *const arm_policy_versions[] = { "2020-10-30-preview", "2020-10-30", NULL };
static const char *const arm_assignment_versions[] = { "2022-04-01", NULL };
static const char *const bap_versions[] = { "2016-02-01", "2016-11-01", "2018-01-01", "2018-10-01",
                                            "2019-05-01", "2019-10-01", "2020-04-01", "2020-05-01",
                                            "2020-06-01", "2020-08-01", "2020-09-01", "2020-10-01",
                                            "2021-03-01", "2021-04-01", "2021-07-01", "2022-05-01",
                                            "2023-06-01", "2024-05-01", "2026-06-01", NULL };

static gboolean
contains (const char *path, const char *provider)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return strstr (lower, provider) != NULL;
}

static const char *const *
versions_of (KhDialect dialect, const char *path)
{
  if (dialect == KH_DIALECT_VAULT)
    return vault_versions;
  if (dialect == KH_DIALECT_BAP)
    return bap_versions;
  if (contains (path, "/microsoft.authorization/"))
    return arm_assignment_versions;
  return contains (path, "/microsoft.powerplatform/") ? arm_policy_versions : arm_vault_versions;
}

gboolean
kh_router_check_version (KhDialect dialect, const char *path, const char *version, GError **error)
{
  static const char *const inner[] = { [KH_DIALECT_KEYHOLD] = NULL,
                                       [KH_DIALECT_VAULT] = NULL,
                                       [KH_DIALECT_ARM] = "InvalidApiVersionParameter",
                                       [KH_DIALECT_BAP] = "InvalidApiVersion" };
  if (dialect == KH_DIALECT_KEYHOLD)
    return TRUE;
  const char *const *versions = versions_of (dialect, path);
  if (version != NULL && g_strv_contains (versions, version))
    return TRUE;
  g_autofree char *known = g_strjoinv (", ", (char **)versions);
  g_autofree char *message =
      version == NULL
          ? g_strdup_printf ("The parameter api-version is missing; it can be %s", known)
          : g_strdup_printf ("The api-version “%s” is not supported; it can be %s", version, known);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "api-version", inner[dialect], NULL, message);
  return FALSE;
}
