/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsed JSON values and their tolerant getters. */
#include "kh-json.h"

#include <string.h>

#include "kh-json-scan.h"
#include "kh-json-tree.h"

/* The scanner speaks of input files; on the wire a text that is not JSON, or nested too deep, is a
 * bad argument (protocol.md 8.9). */
static gboolean
scan (const char *text, gsize size, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (kh_json_check (text == NULL ? "" : text, size, NULL, NULL, NULL, &local))
    return TRUE;
  if (kh_error_is (local, KH_ERROR_FORMAT) || kh_error_is (local, KH_ERROR_TOO_LARGE))
    kh_set_error (error, KH_ERROR_ARGUMENT, "The text is not valid JSON: %s", local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

KhJson *
kh_json_parse (GBytes *body, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);
  if (!scan (data, size, error))
    return NULL;
  return kh_json_tree_build (data, size);
}

KhJson *
kh_json_parse_text (const char *text, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
  return kh_json_parse (body, error);
}

KhJson *
kh_json_parse_object (GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse (body, error);
  if (json == NULL)
    return NULL;
  if (!kh_json_is_object (json)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The body must be a JSON object");
    return NULL;
  }
  return g_steal_pointer (&json);
}

static KhJson *
find_exact (KhJson *object, const char *name, gsize length)
{
  KhJsonShape *shape = *kh_json_node_shape (object);

  for (guint i = 0; i < shape->n; i++)
    if (strncmp (shape->names[i], name, length) == 0 && shape->names[i][length] == '\0')
      return kh_json_node_values (object)[i];
  return NULL;
}

/* Services differ in the case of member names (protocol.md 4.2), so the exact name is only tried
 * first. */
static KhJson *
find_member (KhJson *object, const char *name, gsize length)
{
  KhJsonShape *shape = *kh_json_node_shape (object);
  KhJson *found = find_exact (object, name, length);

  for (guint i = 0; found == NULL && i < shape->n; i++)
    if (g_ascii_strncasecmp (shape->names[i], name, length) == 0 && shape->names[i][length] == '\0')
      found = kh_json_node_values (object)[i];
  return found;
}

KhJson *
kh_json_get (KhJson *self, const char *path)
{
  KhJson *node = self;

  while (node != NULL && path != NULL && *path != '\0') {
    gsize length = strcspn (path, ".");

    if (node->kind != KH_JSON_NODE_OBJECT)
      return NULL;
    node = find_member (node, path, length);
    path += length + (path[length] == '.');
  }
  return node == NULL || node->kind == KH_JSON_NODE_NULL ? NULL : node;
}

gboolean
kh_json_has (KhJson *self, const char *path)
{
  return kh_json_get (self, path) != NULL;
}

gboolean
kh_json_is_object (KhJson *self)
{
  return self != NULL && self->kind == KH_JSON_NODE_OBJECT;
}

static gboolean
is_of_kind (const KhJson *node, KhJsonNodeKind kind)
{
  return node != NULL && node->kind == kind;
}

const char *
kh_json_string (KhJson *self, const char *path)
{
  KhJson *node = kh_json_get (self, path);

  return is_of_kind (node, KH_JSON_NODE_TEXT) ? kh_json_node_text (node) : NULL;
}

gint64
kh_json_int (KhJson *self, const char *path, gint64 fallback)
{
  KhJson *node = kh_json_get (self, path);
  gint64 value = fallback;

  if (is_of_kind (node, KH_JSON_NODE_INT))
    return *kh_json_node_int (node);
  if (is_of_kind (node, KH_JSON_NODE_REAL)) {
    double number = *kh_json_node_real (node);

    return number > -9e15 && number < 9e15 ? (gint64)number : fallback;
  }
  if (is_of_kind (node, KH_JSON_NODE_TEXT)
      && g_ascii_string_to_signed (kh_json_node_text (node), 10, G_MININT64, G_MAXINT64, &value,
                                   NULL))
    return value;
  return fallback;
}

gboolean
kh_json_bool (KhJson *self, const char *path, gboolean fallback)
{
  KhJson *node = kh_json_get (self, path);
  const char *text = is_of_kind (node, KH_JSON_NODE_TEXT) ? kh_json_node_text (node) : NULL;

  if (is_of_kind (node, KH_JSON_NODE_BOOL))
    return node->truth;
  if (text != NULL && g_ascii_strcasecmp (text, "true") == 0)
    return TRUE;
  if (text != NULL && g_ascii_strcasecmp (text, "false") == 0)
    return FALSE;
  return fallback;
}

KhTime
kh_json_time (KhJson *self, const char *path)
{
  const char *text = kh_json_string (self, path);
  KhTime time = KH_TIME_NONE;
  if (text == NULL || !kh_time_parse (text, &time))
    return KH_TIME_NONE;
  return time;
}

KhTime
kh_json_unix (KhJson *self, const char *path)
{
  /* Beyond this a 64-bit count of microseconds overflows. */
  const gint64 limit = G_MAXINT64 / KH_SECOND;
  gint64 seconds = kh_json_int (self, path, G_MININT64);
  return seconds < -limit || seconds > limit ? KH_TIME_NONE : kh_time_from_unix (seconds);
}

static KhJson *
find_array (KhJson *self, const char *path)
{
  KhJson *node = kh_json_get (self, path);

  return is_of_kind (node, KH_JSON_NODE_ARRAY) ? node : NULL;
}

guint
kh_json_length (KhJson *self, const char *path)
{
  KhJson *array = find_array (self, path);

  return array == NULL ? 0 : array->n;
}

KhJson *
kh_json_element (KhJson *self, const char *path, guint index)
{
  KhJson *array = find_array (self, path);

  return array == NULL || index >= array->n ? NULL : kh_json_node_values (array)[index];
}

char **
kh_json_strv (KhJson *self, const char *path)
{
  KhJson *array = find_array (self, path);
  g_autoptr (GStrvBuilder) builder = NULL;

  if (array == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < array->n; i++) {
    KhJson *node = kh_json_node_values (array)[i];

    if (is_of_kind (node, KH_JSON_NODE_TEXT))
      g_strv_builder_add (builder, kh_json_node_text (node));
  }
  return g_strv_builder_end (builder);
}

/* Collects member names and, when @values, their texts. */
static char **
collect (KhJson *self, const char *path, gboolean values)
{
  KhJson *node = kh_json_get (self, path);
  g_autoptr (GStrvBuilder) builder = NULL;

  if (!is_of_kind (node, KH_JSON_NODE_OBJECT))
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < node->n; i++) {
    KhJson *value = kh_json_node_values (node)[i];

    if (values && !is_of_kind (value, KH_JSON_NODE_TEXT))
      continue;
    g_strv_builder_add (builder, (*kh_json_node_shape (node))->names[i]);
    if (values)
      g_strv_builder_add (builder, kh_json_node_text (value));
  }
  return g_strv_builder_end (builder);
}

char **
kh_json_pairs (KhJson *self, const char *path)
{
  return collect (self, path, TRUE);
}

char **
kh_json_names (KhJson *self, const char *path)
{
  return collect (self, path, FALSE);
}

static gboolean
same_members (KhJson *a, KhJson *b)
{
  for (guint i = 0; i < a->n; i++) {
    const char *name = (*kh_json_node_shape (a))->names[i];
    KhJson *other = find_exact (b, name, strlen (name));

    if (other == NULL || !kh_json_equal (kh_json_node_values (a)[i], other))
      return FALSE;
  }
  return TRUE;
}

static gboolean
same_elements (KhJson *a, KhJson *b)
{
  for (guint i = 0; i < a->n; i++)
    if (!kh_json_equal (kh_json_node_values (a)[i], kh_json_node_values (b)[i]))
      return FALSE;
  return TRUE;
}

gboolean
kh_json_equal (KhJson *a, KhJson *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->kind != b->kind || a->n != b->n)
    return FALSE;
  switch ((KhJsonNodeKind)a->kind) {
  case KH_JSON_NODE_BOOL:
    return a->truth == b->truth;
  case KH_JSON_NODE_INT:
    return *kh_json_node_int (a) == *kh_json_node_int (b);
  case KH_JSON_NODE_REAL:
    return *kh_json_node_real (a) == *kh_json_node_real (b);
  case KH_JSON_NODE_TEXT:
    return strcmp (kh_json_node_text (a), kh_json_node_text (b)) == 0;
  case KH_JSON_NODE_ARRAY:
    return same_elements (a, b);
  case KH_JSON_NODE_OBJECT:
    return same_members (a, b);
  case KH_JSON_NODE_NULL:
  default:
    return TRUE;
  }
}

static gboolean
all_of_kind (KhJson *node, KhJsonNodeKind kind)
{
  for (guint i = 0; i < node->n; i++)
    if (kh_json_node_values (node)[i]->kind != kind)
      return FALSE;
  return TRUE;
}

static gboolean
fits (KhJson *node, KhJsonType kind)
{
  switch (kind) {
  case KH_JSON_TYPE_TEXT:
    return node->kind == KH_JSON_NODE_TEXT;
  case KH_JSON_TYPE_BOOL:
    return node->kind == KH_JSON_NODE_BOOL;
  case KH_JSON_TYPE_INT:
    return node->kind == KH_JSON_NODE_INT;
  case KH_JSON_TYPE_OBJECT:
    return node->kind == KH_JSON_NODE_OBJECT;
  case KH_JSON_TYPE_TEXTS:
    return node->kind == KH_JSON_NODE_ARRAY && all_of_kind (node, KH_JSON_NODE_TEXT);
  case KH_JSON_TYPE_OBJECTS:
    return node->kind == KH_JSON_NODE_ARRAY && all_of_kind (node, KH_JSON_NODE_OBJECT);
  case KH_JSON_TYPE_PAIRS:
  default:
    return node->kind == KH_JSON_NODE_OBJECT && all_of_kind (node, KH_JSON_NODE_TEXT);
  }
}

static const char *
kind_words (KhJsonType kind)
{
  static const char *const words[] = {
    [KH_JSON_TYPE_TEXT] = "a text",
    [KH_JSON_TYPE_BOOL] = "true or false",
    [KH_JSON_TYPE_INT] = "a whole number",
    [KH_JSON_TYPE_OBJECT] = "an object",
    [KH_JSON_TYPE_TEXTS] = "a list of texts",
    [KH_JSON_TYPE_PAIRS] = "an object of texts",
    [KH_JSON_TYPE_OBJECTS] = "a list of objects",
  };
  return words[kind];
}

gboolean
kh_json_expect (KhJson *self, const KhJsonMember *fields, guint n_fields, GError **error)
{
  for (guint i = 0; i < n_fields; i++) {
    const KhJsonMember *field = &fields[i];
    KhJson *node = kh_json_get (self, field->path);
    g_autofree char *message = NULL;
    if (node == NULL && field->required)
      message = g_strdup_printf ("The member “%s” is missing", field->path);
    else if (node != NULL && !fits (node, field->kind))
      message =
          g_strdup_printf ("The member “%s” must be %s", field->path, kind_words (field->kind));
    if (message != NULL) {
      kh_set_error_facts (error, KH_ERROR_ARGUMENT, field->path, "BadArgument", NULL, message);
      return FALSE;
    }
  }
  return TRUE;
}
