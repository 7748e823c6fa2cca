/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsed JSON values and their tolerant getters. */
#include "kh-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "kh-json-scan.h"

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
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  if (!json_parser_load_from_data (parser, data, (gssize)size, &local)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The text is not valid JSON: %s", local->message);
    return NULL;
  }
  JsonNode *root = json_parser_steal_root (parser);
  if (root == NULL)
    kh_set_error (error, KH_ERROR_ARGUMENT, "The text is not valid JSON: it is empty");
  return root;
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
  if (!JSON_NODE_HOLDS_OBJECT (json)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The body must be a JSON object");
    return NULL;
  }
  return g_steal_pointer (&json);
}

KhJson *
kh_json_ref (KhJson *self)
{
  return json_node_ref (self);
}

void
kh_json_unref (KhJson *self)
{
  json_node_unref (self);
}

/* Services differ in the case of member names (protocol.md 4.2), so the exact name is only tried
 * first. */
static JsonNode *
find_member (JsonObject *object, const char *name, gsize length)
{
  g_autofree char *exact = g_strndup (name, length);
  JsonNode *node = json_object_get_member (object, exact);
  if (node != NULL)
    return node;
  JsonObjectIter iter;
  const char *member = NULL;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &node))
    if (g_ascii_strcasecmp (member, exact) == 0)
      return node;
  return NULL;
}

static KhJson *
find (KhJson *self, const char *path)
{
  JsonNode *node = self;
  while (node != NULL && path != NULL && *path != '\0') {
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return NULL;
    gsize length = strcspn (path, ".");
    node = find_member (json_node_get_object (node), path, length);
    path += length + (path[length] == '.');
  }
  return node;
}

KhJson *
kh_json_get (KhJson *self, const char *path)
{
  JsonNode *node = find (self, path);
  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

gboolean
kh_json_has (KhJson *self, const char *path)
{
  return kh_json_get (self, path) != NULL;
}

gboolean
kh_json_is_object (KhJson *self)
{
  return self != NULL && JSON_NODE_HOLDS_OBJECT (self);
}

static gboolean
is_of_type (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
kh_json_string (KhJson *self, const char *path)
{
  JsonNode *node = kh_json_get (self, path);
  return is_of_type (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

gint64
kh_json_int (KhJson *self, const char *path, gint64 fallback)
{
  JsonNode *node = kh_json_get (self, path);
  gint64 value = fallback;
  if (is_of_type (node, G_TYPE_INT64))
    return json_node_get_int (node);
  if (is_of_type (node, G_TYPE_DOUBLE)) {
    double number = json_node_get_double (node);
    return number > -9e15 && number < 9e15 ? (gint64)number : fallback;
  }
  if (is_of_type (node, G_TYPE_STRING)
      && g_ascii_string_to_signed (json_node_get_string (node), 10, G_MININT64, G_MAXINT64, &value,
                                   NULL))
    return value;
  return fallback;
}

gboolean
kh_json_bool (KhJson *self, const char *path, gboolean fallback)
{
  JsonNode *node = kh_json_get (self, path);
  if (is_of_type (node, G_TYPE_BOOLEAN))
    return json_node_get_boolean (node);
  const char *text = is_of_type (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
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

static JsonArray *
find_array (KhJson *self, const char *path)
{
  JsonNode *node = kh_json_get (self, path);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

guint
kh_json_length (KhJson *self, const char *path)
{
  JsonArray *array = find_array (self, path);
  return array == NULL ? 0 : json_array_get_length (array);
}

KhJson *
kh_json_element (KhJson *self, const char *path, guint index)
{
  JsonArray *array = find_array (self, path);
  if (array == NULL || index >= json_array_get_length (array))
    return NULL;
  return json_array_get_element (array, index);
}

char **
kh_json_strv (KhJson *self, const char *path)
{
  JsonArray *array = find_array (self, path);
  if (array == NULL)
    return NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    if (is_of_type (node, G_TYPE_STRING))
      g_strv_builder_add (builder, json_node_get_string (node));
  }
  return g_strv_builder_end (builder);
}

/* Collects member names and, when @values, their texts. */
static char **
collect (KhJson *self, const char *path, gboolean values)
{
  JsonNode *node = kh_json_get (self, path);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    if (values && !is_of_type (value, G_TYPE_STRING))
      continue;
    g_strv_builder_add (builder, name);
    if (values)
      g_strv_builder_add (builder, json_node_get_string (value));
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

char *
kh_json_to_text (KhJson *self)
{
  return json_to_string (self, FALSE);
}

gboolean
kh_json_equal (KhJson *a, KhJson *b)
{
  return a == b || (a != NULL && b != NULL && json_node_equal (a, b));
}

char *
kh_json_pretty (const char *json, GError **error)
{
  g_autoptr (KhJson) parsed = kh_json_parse_text (json, error);
  return parsed == NULL ? NULL : json_to_string (parsed, TRUE);
}

static gboolean
all_texts (JsonNode *node)
{
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_of_type (json_array_get_element (array, i), G_TYPE_STRING))
      return FALSE;
  return TRUE;
}

static gboolean
all_objects (JsonNode *node)
{
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

static gboolean
all_text_members (JsonNode *node)
{
  JsonObjectIter iter;
  JsonNode *value = NULL;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, NULL, &value))
    if (!is_of_type (value, G_TYPE_STRING))
      return FALSE;
  return TRUE;
}

static gboolean
fits (JsonNode *node, KhJsonType kind)
{
  switch (kind) {
  case KH_JSON_TYPE_TEXT:
    return is_of_type (node, G_TYPE_STRING);
  case KH_JSON_TYPE_BOOL:
    return is_of_type (node, G_TYPE_BOOLEAN);
  case KH_JSON_TYPE_INT:
    return is_of_type (node, G_TYPE_INT64);
  case KH_JSON_TYPE_OBJECT:
    return JSON_NODE_HOLDS_OBJECT (node);
  case KH_JSON_TYPE_TEXTS:
    return JSON_NODE_HOLDS_ARRAY (node) && all_texts (node);
  case KH_JSON_TYPE_OBJECTS:
    return JSON_NODE_HOLDS_ARRAY (node) && all_objects (node);
  case KH_JSON_TYPE_PAIRS:
  default:
    return JSON_NODE_HOLDS_OBJECT (node) && all_text_members (node);
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
