/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values to rows and back. */
#include "kh-tenant-store-map.h"

#define AT(Type, value, offset) G_STRUCT_MEMBER (Type, value, offset)

/* --- Binding ------------------------------------------------------------------------------- */

static void
bind_field (KhStatement *statement, int index, const KhField *field, const void *value)
{
  switch (field->type) {
  case KH_FIELD_TEXT:
    kh_statement_bind_text (statement, index, AT (char *, value, field->offset));
    break;
  case KH_FIELD_NAME: {
    const char *text = AT (char *, value, field->offset);

    kh_statement_bind_text (statement, index, text != NULL ? text : "");
    break;
  }
  case KH_FIELD_BYTES: {
    GBytes *bytes = AT (GBytes *, value, field->offset);
    gsize size = 0;
    gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

    kh_statement_bind_blob (statement, index, data, size);
    break;
  }
  case KH_FIELD_INT64:
  case KH_FIELD_UINT64:
    kh_statement_bind_int64 (statement, index, AT (gint64, value, field->offset));
    break;
  case KH_FIELD_UINT:
    kh_statement_bind_int64 (statement, index, AT (guint, value, field->offset));
    break;
  case KH_FIELD_TIME:
    if (AT (KhTime, value, field->offset) == KH_TIME_NONE)
      kh_statement_bind_null (statement, index);
    else
      kh_statement_bind_int64 (statement, index, AT (KhTime, value, field->offset));
    break;
  case KH_FIELD_ENUM:
  default:
    kh_statement_bind_text (statement, index, field->to_string (AT (guint, value, field->offset)));
    break;
  }
}

static void
bind_fields (KhStatement *statement, int first, const KhMap *map, const void *value)
{
  for (guint i = 0; i < map->n_fields; i++)
    bind_field (statement, first + (int)i, &map->fields[i], value);
}

/* --- Texts of statements ------------------------------------------------------------------- */

/* "INSERT INTO t (a, b, f1, …) VALUES (?1, ?2, …)" */
static char *
insert_sql (const KhMap *map, const char *verb, const char *first, const char *second)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "%s INTO %s (%s%s%s", verb, map->table, first, second != NULL ? ", " : "",
                   second != NULL ? second : "");
  for (guint i = 0; i < map->n_fields; i++)
    g_string_append_printf (sql, ", %s", map->fields[i].column);
  g_string_append (sql, ") VALUES (?1");
  for (guint i = 1; i < map->n_fields + (second != NULL ? 2 : 1); i++)
    g_string_append_printf (sql, ", ?%u", i + 1);
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

/* The id is ?1, the new revision ?2, the fields follow, the old revision is last. */
static char *
update_sql (const KhMap *map)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "UPDATE %s SET revision = ?2", map->table);
  for (guint i = 0; i < map->n_fields; i++)
    g_string_append_printf (sql, ", %s = ?%u", map->fields[i].column, i + 3);
  g_string_append_printf (sql, " WHERE %s = ?1 AND revision = ?%u", map->key, map->n_fields + 3);
  return g_string_free (sql, FALSE);
}

/* --- Writing ------------------------------------------------------------------------------- */

gboolean
kh_map_insert_child (KhDatabase *db, const KhMap *map, const char *parent, gint64 n,
                     const void *value, GError **error)
{
  g_autofree char *sql = insert_sql (map, "INSERT", map->parent, "n");
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, parent);
  kh_statement_bind_int64 (statement, 2, n);
  bind_fields (statement, 3, map, value);
  return kh_statement_run (statement, error);
}

static gboolean
run_with_id (KhDatabase *db, const char *sql, const char *id, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  return kh_statement_run (statement, error);
}

gboolean
kh_map_delete_children (KhDatabase *db, const KhMap *map, const char *parent, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE %s = ?1", map->table, map->parent);

  return run_with_id (db, sql, parent, error);
}

static gboolean
replace_row (KhDatabase *db, const KhMap *map, const void *value, GError **error)
{
  g_autofree char *sql = insert_sql (map, "REPLACE", map->key, NULL);
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, AT (char *, value, map->key_offset));
  bind_fields (statement, 2, map, value);
  return kh_statement_run (statement, error);
}

static gboolean
stale (const KhMap *map, const char *id, GError **error)
{
  g_autofree char *message =
      g_strdup_printf ("“%s” was changed by somebody else in the meantime.", id);

  if (error != NULL)
    g_clear_error (error);
  kh_set_error_facts (error, KH_ERROR_CONFLICT, id, "StaleRevision", NULL, message);
  return FALSE;
}

static gboolean
insert_row (KhDatabase *db, const KhMap *map, const void *value, GError **error)
{
  g_autofree char *sql = insert_sql (map, "INSERT", map->key, "revision");
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);
  const char *id = AT (char *, value, map->key_offset);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  kh_statement_bind_int64 (statement, 2, 1);
  bind_fields (statement, 3, map, value);
  if (kh_statement_run (statement, &failure))
    return TRUE;
  if (kh_error_is (failure, KH_ERROR_EXISTS))
    return stale (map, id, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
update_row (KhDatabase *db, const KhMap *map, const void *value, GError **error)
{
  g_autofree char *sql = update_sql (map);
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);
  const char *id = AT (char *, value, map->key_offset);
  gint64 revision = AT (gint64, value, map->revision_offset);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  kh_statement_bind_int64 (statement, 2, revision + 1);
  bind_fields (statement, 3, map, value);
  kh_statement_bind_int64 (statement, (int)map->n_fields + 3, revision);
  if (!kh_statement_run (statement, error))
    return FALSE;
  return kh_database_changes (db) == 1 || stale (map, id, error);
}

gboolean
kh_map_put (KhDatabase *db, const KhMap *map, void *value, GError **error)
{
  gint64 *revision;

  if (map->revision_offset == 0)
    return replace_row (db, map, value, error);
  revision = &AT (gint64, value, map->revision_offset);
  if (!(*revision == 0 ? insert_row : update_row) (db, map, value, error))
    return FALSE;
  *revision += 1;
  return TRUE;
}

gboolean
kh_map_delete (KhDatabase *db, const KhMap *map, const char *id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE %s = ?1", map->table, map->key);

  if (!run_with_id (db, sql, id, error))
    return FALSE;
  if (kh_database_changes (db) > 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_NOT_FOUND, "“%s” does not exist.", id);
  return FALSE;
}

/* --- Reading ------------------------------------------------------------------------------- */

KhStatement *
kh_map_select (KhDatabase *db, const KhMap *map, const char *parent, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  KhStatement *statement;

  if (map->parent != NULL)
    g_string_append (sql, "n");
  else
    g_string_append_printf (sql, "%s, %s", map->key, map->revision_offset > 0 ? "revision" : "0");
  for (guint i = 0; i < map->n_fields; i++)
    g_string_append_printf (sql, ", %s", map->fields[i].column);
  g_string_append_printf (sql, " FROM %s", map->table);
  if (map->parent != NULL)
    g_string_append_printf (sql, " WHERE %s = ?1 ORDER BY n", map->parent);
  else
    g_string_append_printf (sql, " ORDER BY %s", map->key);
  statement = kh_database_prepare (db, sql->str, error);
  if (statement != NULL && map->parent != NULL)
    kh_statement_bind_text (statement, 1, parent);
  return statement;
}

static gboolean
damaged (const KhMap *map, const KhField *field, GError **error)
{
  kh_set_error (error, KH_ERROR_DAMAGED, "Column %s of table %s has a value that is not known.",
                field->column, map->table);
  return FALSE;
}

static void
set_text (void *value, gsize offset, const char *text)
{
  char **member = &AT (char *, value, offset);

  g_free (*member);
  *member = g_strdup (text);
}

static void
read_bytes (KhStatement *statement, int column, const KhField *field, void *value)
{
  GBytes **member = &AT (GBytes *, value, field->offset);
  gsize size;
  gconstpointer data = kh_statement_get_blob (statement, column, &size);

  g_clear_pointer (member, g_bytes_unref);
  if (!kh_statement_is_null (statement, column))
    *member = g_bytes_new (data, size);
}

static gboolean
read_field (KhStatement *statement, int column, const KhField *field, void *value)
{
  const char *text;
  gint64 number;

  switch (field->type) {
  case KH_FIELD_TEXT:
    set_text (value, field->offset, kh_statement_get_text (statement, column));
    return TRUE;
  case KH_FIELD_NAME:
    text = kh_statement_get_text (statement, column);
    set_text (value, field->offset, text != NULL && *text != '\0' ? text : NULL);
    return TRUE;
  case KH_FIELD_BYTES:
    read_bytes (statement, column, field, value);
    return TRUE;
  case KH_FIELD_INT64:
    AT (gint64, value, field->offset) = kh_statement_get_int64 (statement, column);
    return TRUE;
  case KH_FIELD_UINT64:
    AT (gint64, value, field->offset) = number = kh_statement_get_int64 (statement, column);
    return number >= 0;
  case KH_FIELD_UINT:
    number = kh_statement_get_int64 (statement, column);
    AT (guint, value, field->offset) = (guint)number;
    return number >= 0 && number <= G_MAXUINT;
  case KH_FIELD_TIME:
    AT (KhTime, value, field->offset) = kh_statement_is_null (statement, column)
                                            ? KH_TIME_NONE
                                            : kh_statement_get_int64 (statement, column);
    return TRUE;
  case KH_FIELD_ENUM:
  default:
    text = kh_statement_get_text (statement, column);
    return text != NULL && field->from_string (text, &AT (guint, value, field->offset));
  }
}

gboolean
kh_map_read (KhStatement *statement, const KhMap *map, void *value, GError **error)
{
  int column = 1;

  if (map->parent == NULL) {
    set_text (value, map->key_offset, kh_statement_get_text (statement, 0));
    column = 2;
  }
  if (map->revision_offset > 0)
    AT (gint64, value, map->revision_offset) = kh_statement_get_int64 (statement, 1);
  for (guint i = 0; i < map->n_fields; i++)
    if (!read_field (statement, column + (int)i, &map->fields[i], value))
      return damaged (map, &map->fields[i], error);
  return TRUE;
}
