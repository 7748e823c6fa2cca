/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine behind the tables of the codecs: reading, writing and freeing by shape. */
#include "kh-shape.h"

#include <string.h>

#define AT(type, value, field) (*(type *)((guint8 *)(value) + (field)->offset))
#define SEEN(type, value, field) (*(const type *)((const guint8 *)(value) + (field)->offset))

static void
destroy_element (gpointer element, gpointer shape)
{
  kh_shape_free (shape, element);
}

/* An array that cannot name its shape in a GDestroyNotify: freed by free_list(). */
static void
free_list (GPtrArray *list, const KhShape *shape)
{
  if (list == NULL)
    return;
  g_ptr_array_foreach (list, destroy_element, (gpointer)shape);
  g_ptr_array_unref (list);
}

gpointer
kh_shape_new (const KhShape *shape)
{
  gpointer value = g_malloc0 (shape->size);
  for (guint i = 0; i < shape->n_fields; i++) {
    const KhField *field = &shape->fields[i];
    if (field->kind == KH_FIELD_TIME || field->kind == KH_FIELD_UNIX)
      AT (KhTime, value, field) = KH_TIME_NONE;
    else if (field->kind == KH_FIELD_TRI)
      AT (int, value, field) = KH_TRI_UNSET;
    else if (field->kind == KH_FIELD_LIST && AT (GPtrArray *, value, field) == NULL)
      AT (GPtrArray *, value, field) = g_ptr_array_new ();
  }
  return value;
}

static void
free_field (const KhField *field, gpointer value)
{
  switch (field->kind) {
  case KH_FIELD_TEXT:
  case KH_FIELD_RAW:
    g_clear_pointer (&AT (char *, value, field), g_free);
    break;
  case KH_FIELD_TEXTS:
  case KH_FIELD_PAIRS:
    g_clear_pointer (&AT (char **, value, field), g_strfreev);
    break;
  case KH_FIELD_LIST:
    free_list (AT (GPtrArray *, value, field), field->shape);
    AT (GPtrArray *, value, field) = NULL;
    break;
  case KH_FIELD_OBJECT:
    kh_shape_free (field->shape, AT (gpointer, value, field));
    AT (gpointer, value, field) = NULL;
    break;
  case KH_FIELD_BOOL:
  case KH_FIELD_TRI:
  case KH_FIELD_INT:
  case KH_FIELD_TIME:
  case KH_FIELD_UNIX:
  case KH_FIELD_NULL:
  default:
    break;
  }
}

void
kh_shape_free (const KhShape *shape, gpointer value)
{
  if (value == NULL)
    return;
  for (guint i = 0; i < shape->n_fields; i++)
    free_field (&shape->fields[i], value);
  g_free (value);
}

/* Which type of JSON a field must have for kh_json_expect(); FALSE where any will do. */
static gboolean
expected_kind (KhFieldKind kind, KhJsonType *expected)
{
  static const int kinds[] = {
    [KH_FIELD_TEXT] = KH_JSON_TYPE_TEXT,
    [KH_FIELD_BOOL] = KH_JSON_TYPE_BOOL,
    [KH_FIELD_TRI] = KH_JSON_TYPE_BOOL,
    [KH_FIELD_INT] = KH_JSON_TYPE_INT,
    [KH_FIELD_TIME] = KH_JSON_TYPE_TEXT,
    [KH_FIELD_UNIX] = KH_JSON_TYPE_INT,
    [KH_FIELD_TEXTS] = KH_JSON_TYPE_TEXTS,
    [KH_FIELD_PAIRS] = KH_JSON_TYPE_PAIRS,
    [KH_FIELD_LIST] = KH_JSON_TYPE_OBJECTS,
    [KH_FIELD_OBJECT] = KH_JSON_TYPE_OBJECT,
    [KH_FIELD_RAW] = -1,
    [KH_FIELD_NULL] = -1,
  };
  *expected = kinds[kind] < 0 ? KH_JSON_TYPE_TEXT : (KhJsonType)kinds[kind];
  return kinds[kind] >= 0;
}

static gboolean
check_field (const KhField *field, KhJson *json, GError **error)
{
  KhJsonMember wanted = { field->path, KH_JSON_TYPE_TEXT, (field->flags & KH_FIELD_REQUIRED) != 0 };
  if (!expected_kind (field->kind, &wanted.kind))
    return TRUE;
  if (!kh_json_expect (json, &wanted, 1, error))
    return FALSE;
  if ((field->kind == KH_FIELD_TIME && kh_json_has (json, field->path)
       && kh_json_time (json, field->path) == KH_TIME_NONE)
      || (field->kind == KH_FIELD_UNIX && kh_json_has (json, field->path)
          && kh_json_unix (json, field->path) == KH_TIME_NONE)) {
    g_autofree char *message = g_strdup_printf ("The member “%s” is not a time", field->path);
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, field->path, "BadArgument", NULL, message);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_list (const KhField *field, KhJson *json, GPtrArray *list, GError **error)
{
  guint n = kh_json_length (json, field->path);
  for (guint i = 0; i < n; i++) {
    gpointer element = kh_shape_read (field->shape, kh_json_element (json, field->path, i), error);
    if (element == NULL)
      return FALSE;
    g_ptr_array_add (list, element);
  }
  return TRUE;
}

static gboolean
read_compound (const KhField *field, KhJson *json, gpointer value, GError **error)
{
  if (field->kind == KH_FIELD_LIST)
    return read_list (field, json, AT (GPtrArray *, value, field), error);
  KhJson *object = kh_json_get (json, field->path);
  if (object == NULL)
    return TRUE;
  AT (gpointer, value, field) = kh_shape_read (field->shape, object, error);
  return AT (gpointer, value, field) != NULL;
}

static void
read_scalar (const KhField *field, KhJson *json, gpointer value)
{
  KhJson *node = kh_json_get (json, field->path);
  switch (field->kind) {
  case KH_FIELD_TEXT:
    AT (char *, value, field) = g_strdup (kh_json_string (json, field->path));
    break;
  case KH_FIELD_BOOL:
    AT (gboolean, value, field) = kh_json_bool (json, field->path, FALSE);
    break;
  case KH_FIELD_TRI:
    AT (int, value, field) = node == NULL ? KH_TRI_UNSET : kh_json_bool (json, field->path, FALSE);
    break;
  case KH_FIELD_INT:
    AT (gint64, value, field) = kh_json_int (json, field->path, 0);
    break;
  case KH_FIELD_TIME:
    AT (KhTime, value, field) = kh_json_time (json, field->path);
    break;
  case KH_FIELD_UNIX:
    AT (KhTime, value, field) = kh_json_unix (json, field->path);
    break;
  case KH_FIELD_TEXTS:
    AT (char **, value, field) = kh_json_strv (json, field->path);
    break;
  case KH_FIELD_PAIRS:
    AT (char **, value, field) = kh_json_pairs (json, field->path);
    break;
  case KH_FIELD_RAW:
    AT (char *, value, field) = node == NULL ? NULL : kh_json_to_text (node);
    break;
  case KH_FIELD_LIST:
  case KH_FIELD_OBJECT:
  case KH_FIELD_NULL:
  default:
    break;
  }
}

gpointer
kh_shape_read (const KhShape *shape, KhJson *json, GError **error)
{
  if (!kh_json_is_object (json)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "A JSON object was expected");
    return NULL;
  }
  gpointer value = kh_shape_new (shape);
  for (guint i = 0; i < shape->n_fields; i++) {
    const KhField *field = &shape->fields[i];
    gboolean ok = TRUE;
    if ((field->flags & KH_FIELD_ECHO) != 0 || field->kind == KH_FIELD_NULL)
      continue;
    ok = check_field (field, json, error);
    if (ok && (field->kind == KH_FIELD_LIST || field->kind == KH_FIELD_OBJECT))
      ok = read_compound (field, json, value, error);
    else if (ok)
      read_scalar (field, json, value);
    if (!ok) {
      kh_shape_free (shape, value);
      return NULL;
    }
  }
  return value;
}

static gboolean
is_unset (const KhField *field, gconstpointer value)
{
  switch (field->kind) {
  case KH_FIELD_TEXT:
  case KH_FIELD_RAW:
  case KH_FIELD_OBJECT:
  case KH_FIELD_TEXTS:
  case KH_FIELD_PAIRS:
    return SEEN (gpointer, value, field) == NULL;
  case KH_FIELD_TRI:
    return SEEN (int, value, field) == KH_TRI_UNSET;
  case KH_FIELD_BOOL:
    return !SEEN (gboolean, value, field);
  case KH_FIELD_INT:
    return SEEN (gint64, value, field) == 0;
  case KH_FIELD_TIME:
  case KH_FIELD_UNIX:
    return SEEN (KhTime, value, field) == KH_TIME_NONE;
  case KH_FIELD_LIST:
    return SEEN (GPtrArray *, value, field) == NULL || SEEN (GPtrArray *, value, field)->len == 0;
  case KH_FIELD_NULL:
    return SEEN (gpointer, value, field) != NULL;
  default:
    return FALSE;
  }
}

static void
write_list (const KhField *field, KhJsonOut *out, const char *name, const GPtrArray *list)
{
  kh_json_out_begin_array (out, name);
  for (guint i = 0; list != NULL && i < list->len; i++)
    kh_shape_write (field->shape, out, NULL, list->pdata[i]);
  kh_json_out_end_array (out);
}

static void
write_field (const KhField *field, KhJsonOut *out, const char *name, gconstpointer value)
{
  switch (field->kind) {
  case KH_FIELD_TEXT:
    kh_json_out_string (out, name, SEEN (char *, value, field));
    break;
  case KH_FIELD_BOOL:
    kh_json_out_bool (out, name, SEEN (gboolean, value, field));
    break;
  case KH_FIELD_TRI:
    if (SEEN (int, value, field) == KH_TRI_UNSET)
      kh_json_out_null (out, name);
    else
      kh_json_out_bool (out, name, SEEN (int, value, field));
    break;
  case KH_FIELD_INT:
    kh_json_out_int (out, name, SEEN (gint64, value, field));
    break;
  case KH_FIELD_TIME:
    kh_json_out_time (out, name, SEEN (KhTime, value, field));
    break;
  case KH_FIELD_UNIX:
    if (SEEN (KhTime, value, field) == KH_TIME_NONE)
      kh_json_out_null (out, name);
    else
      kh_json_out_unix_if (out, name, SEEN (KhTime, value, field));
    break;
  case KH_FIELD_TEXTS:
    kh_json_out_strv (out, name, SEEN (const char *const *, value, field));
    break;
  case KH_FIELD_PAIRS:
    kh_json_out_pairs_if (out, name, SEEN (const char *const *, value, field));
    break;
  case KH_FIELD_RAW:
    kh_json_out_raw (out, name, SEEN (char *, value, field));
    break;
  case KH_FIELD_LIST:
    write_list (field, out, name, SEEN (GPtrArray *, value, field));
    break;
  case KH_FIELD_OBJECT:
    kh_shape_write (field->shape, out, name, SEEN (gpointer, value, field));
    break;
  case KH_FIELD_NULL:
  default:
    kh_json_out_null (out, name);
    break;
  }
}

/* Ends the objects that @path is not in and begins those it is in; @open is the path of the object
 * that is being written. Returns the member's own name. */
static const char *
enter_objects (KhJsonOut *out, GString *open, const char *path)
{
  while (open->len > 0 && !(strncmp (path, open->str, open->len) == 0 && path[open->len] == '.')) {
    const char *dot = strrchr (open->str, '.');
    g_string_truncate (open, dot == NULL ? 0 : (gsize)(dot - open->str));
    kh_json_out_end (out);
  }
  const char *rest = path + open->len + (open->len > 0);
  for (const char *dot = strchr (rest, '.'); dot != NULL; dot = strchr (rest, '.')) {
    g_autofree char *name = g_strndup (rest, (gsize)(dot - rest));
    kh_json_out_begin (out, name);
    if (open->len > 0)
      g_string_append_c (open, '.');
    g_string_append (open, name);
    rest = dot + 1;
  }
  return rest;
}

void
kh_shape_write (const KhShape *shape, KhJsonOut *out, const char *name, gconstpointer value)
{
  if (value == NULL) {
    kh_json_out_null (out, name);
    return;
  }
  g_autoptr (GString) open = g_string_new (NULL);
  kh_json_out_begin (out, name);
  for (guint i = 0; i < shape->n_fields; i++) {
    const KhField *field = &shape->fields[i];
    gboolean omit = (field->flags & KH_FIELD_OMIT) != 0 || field->kind == KH_FIELD_NULL
                    || field->kind == KH_FIELD_PAIRS;
    if (omit && is_unset (field, value))
      continue;
    const char *own_name = enter_objects (out, open, field->path);
    write_field (field, out, own_name, value);
  }
  enter_objects (out, open, "");
  kh_json_out_end (out);
}

GBytes *
kh_shape_print (const KhShape *shape, gconstpointer value)
{
  KhJsonOut *out = kh_json_out_new ();
  kh_shape_write (shape, out, NULL, value);
  return kh_json_out_finish (out);
}

gpointer
kh_shape_parse (const KhShape *shape, GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse_object (body, error);
  return json == NULL ? NULL : kh_shape_read (shape, json, error);
}
