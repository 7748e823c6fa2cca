/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the crypto core share. */
#include "crypto-test.h"

#include <string.h>

#include "khc-random.h"
#include "khc-suite.h"

gboolean
ct_is_zero (const void *data, gsize size)
{
  const guint8 *bytes = data;
  guint8 bits = 0;
  for (gsize i = 0; i < size; i++)
    bits |= bytes[i];
  return bits == 0;
}

void
ct_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  ct_assert_ok (khc_init (NULL));
}

KhcSecret *
ct_secret (const void *data, gsize size)
{
  KhcSecret *secret;
  ct_assert_ok (khc_secret_new_copy (data, size, &secret));
  return secret;
}

KhcSecret *
ct_secret_fill (guint8 byte, gsize size)
{
  KhcSecret *secret;
  ct_assert_ok (khc_secret_new (size, &secret));
  memset (khc_secret_bytes_mut (secret), byte, size);
  return secret;
}

KhcBytes
ct_view (GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  return khc_bytes (data, size);
}

KhcBytes
ct_secret_view (const KhcSecret *secret)
{
  return khc_bytes (khc_secret_bytes (secret), khc_secret_size (secret));
}

GBytes *
ct_hex (const char *hex)
{
  gsize length = strlen (hex);
  g_assert_cmpuint (length % 2, ==, 0);
  guint8 *bytes = g_malloc (length / 2 + 1);
  for (gsize i = 0; i < length / 2; i++) {
    int high = g_ascii_xdigit_value (hex[2 * i]);
    int low = g_ascii_xdigit_value (hex[2 * i + 1]);
    g_assert_true (high >= 0 && low >= 0);
    bytes[i] = (guint8)(high << 4 | low);
  }
  return g_bytes_new_take (bytes, length / 2);
}

GBytes *
ct_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize size;
  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, size);
}

JsonNode *
ct_json (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_ref (json_parser_get_root (parser));
}

GBytes *
ct_member (JsonObject *object, const char *name)
{
  const char *hex = json_object_get_string_member (object, name);
  g_assert_nonnull (hex);
  return ct_hex (hex);
}

void
ct_wycheproof (const char *name, CtVectorFunc test, gpointer data)
{
  g_autofree char *path = g_build_filename ("vectors", name, NULL);
  g_autoptr (JsonNode) root = ct_json (path);
  JsonObject *file = json_node_get_object (root);
  JsonArray *groups = json_object_get_array_member (file, "testGroups");
  gint64 n = 0;
  for (guint i = 0; i < json_array_get_length (groups); i++) {
    JsonObject *group = json_array_get_object_element (groups, i);
    JsonArray *tests = json_object_get_array_member (group, "tests");
    for (guint j = 0; j < json_array_get_length (tests); j++) {
      JsonObject *one = json_array_get_object_element (tests, j);
      g_test_message ("%s %d", name, (int)json_object_get_int_member (one, "tcId"));
      test (group, one, data);
      n++;
    }
  }
  g_assert_cmpint (n, ==, json_object_get_int_member (file, "numberOfTests"));
  g_assert_cmpint (n, >, 0);
}

gboolean
ct_is_valid (JsonObject *test)
{
  const char *result = json_object_get_string_member (test, "result");
  g_assert_true (
      g_strv_contains ((const char *const[]){ "valid", "invalid", "acceptable", NULL }, result));
  return strcmp (result, "valid") == 0;
}

void
ct_assert_counts (const CtCounts *counts, guint valid, guint refused, guint policy)
{
  g_assert_cmpuint (counts->valid, ==, valid);
  g_assert_cmpuint (counts->refused, ==, refused);
  g_assert_cmpuint (counts->policy, ==, policy);
}

GBytes *
ct_join (GBytes *a, GBytes *b)
{
  GByteArray *all = g_byte_array_new ();
  g_byte_array_append (all, ct_view (a).data, (guint)ct_view (a).size);
  g_byte_array_append (all, ct_view (b).data, (guint)ct_view (b).size);
  return g_byte_array_free_to_bytes (all);
}

static guint8 fixed_next;
static guint calls_left;

static int
draw_fixed (void *data, uint8_t *out, size_t size)
{
  for (size_t i = 0; i < size; i++)
    out[i] = fixed_next++;
  return KHC_OK;
}

static int
draw_failing (void *data, uint8_t *out, size_t size)
{
  if (calls_left == 0)
    return KHC_ERR_RANDOM;
  calls_left--;
  return draw_fixed (data, out, size);
}

void
ct_random_fixed (guint8 seed)
{
  fixed_next = seed;
  khc_random_set_source (draw_fixed, NULL);
}

void
ct_random_failing (guint n)
{
  calls_left = n;
  khc_random_set_source (draw_failing, NULL);
}

void
ct_random_real (void)
{
  khc_random_set_source (NULL, NULL);
}

guint8 *
ct_noise (gsize size, guint32 seed)
{
  guint8 *bytes = g_malloc (size > 0 ? size : 1);
  guint32 state = seed * 2654435761u + 1;
  for (gsize i = 0; i < size; i++) {
    state = state * 1664525u + 1013904223u;
    bytes[i] = (guint8)(state >> 24);
  }
  return bytes;
}
