/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict JSON scanner against JSONTestSuite and against what the suite leaves open. */
#include "kh-json-scan.h"

#include <string.h>

#include "kh-error.h"

/* Grammatical texts that the scanner refuses on purpose: they hold NUL. */
static const char *const refused_on_purpose[] = { "y_object_escaped_null_in_key.json" };

static gboolean
check_text (const char *text, gsize *offset, GError **error)
{
  return kh_json_check (text, strlen (text), NULL, NULL, offset, error);
}

static void
test_suite_files (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "json-robust", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint accepted = 0, refused = 0, either = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
    g_autoptr (GError) error = NULL;
    gsize size;
    gboolean ok;

    if (!g_str_has_suffix (name, ".json"))
      continue;
    g_assert_true (g_file_get_contents (path, &text, &size, NULL));
    ok = kh_json_check (text, size, NULL, NULL, NULL, &error);
    g_assert_true (ok == (error == NULL));
    if (name[0] == 'i') {
      either++;
    } else if (name[0] == 'y' && strcmp (name, refused_on_purpose[0]) != 0) {
      g_assert_no_error (error);
      accepted++;
    } else {
      if (ok)
        g_error ("%s was accepted", name);
      refused++;
    }
  }
  g_assert_cmpuint (accepted, ==, 40);
  g_assert_cmpuint (refused, ==, 90);
  g_assert_cmpuint (either, ==, 16);
}

static void
test_refusals (void)
{
  static const struct {
    const char *text;
    int code;
    gsize offset;
  } rows[] = {
    { "{\"a\":1,\"a\":2}", KH_ERROR_FORMAT, 7 },
    { "{\"a\":1,\"\\u0061\":2}", KH_ERROR_FORMAT, 7 },
    { "[\"\\u0000\"]", KH_ERROR_FORMAT, 8 },
    { "[\"\\ud800\"]", KH_ERROR_FORMAT, 8 },
    { "[\"\\udc00\\ud800\"]", KH_ERROR_FORMAT, 4 },
    { "[1e400]", KH_ERROR_FORMAT, 6 },
    { "9007199254740993", KH_ERROR_FORMAT, 16 },
    { "18446744073709551616", KH_ERROR_FORMAT, 20 },
    { "{} {}", KH_ERROR_FORMAT, 3 },
    { "\xef\xbb\xbf{}", KH_ERROR_FORMAT, 0 },
    { "", KH_ERROR_FORMAT, 0 },
    { "   ", KH_ERROR_FORMAT, 3 },
    { "{\"a\":", KH_ERROR_FORMAT, 5 },
    { "[\"\xff\"]", KH_ERROR_FORMAT, 2 },
    { "01", KH_ERROR_FORMAT, 1 },
    { "-", KH_ERROR_FORMAT, 1 },
    { "[1,]", KH_ERROR_FORMAT, 3 },
    { "[1}", KH_ERROR_FORMAT, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    gsize offset = 999;

    g_assert_false (check_text (rows[i].text, &offset, &error));
    g_assert_error (error, KH_ERROR, rows[i].code);
    if (rows[i].text[0] != '[' || rows[i].text[1] != '"')
      g_assert_cmpuint (offset, ==, rows[i].offset);
  }
}

static void
test_limits (void)
{
  KhJsonLimits limits = { .max_depth = 2, .max_bytes = 10, .big_integers = TRUE };
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  KhJsonKind kind;

  g_assert_true (kh_json_check ("[[1]]", 5, &limits, &kind, NULL, NULL));
  g_assert_cmpint (kind, ==, KH_JSON_ARRAY);
  g_assert_false (kh_json_check ("[[[1]]]", 7, &limits, NULL, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (kh_json_check ("[         ]", 11, &limits, NULL, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_TOO_LARGE);
  g_clear_error (&error);
  limits.max_bytes = 0;
  g_assert_true (kh_json_check ("-99999999999999999999", 21, &limits, &kind, NULL, NULL));
  g_assert_cmpint (kind, ==, KH_JSON_BIG_INTEGER);
  g_assert_true (kh_json_check ("9007199254740992", 16, NULL, &kind, NULL, NULL));
  g_assert_cmpint (kind, ==, KH_JSON_INTEGER);

  for (int i = 0; i < KH_JSON_MAX_DEPTH; i++)
    g_string_append (deep, "{\"a\":");
  g_string_append (deep, "1");
  for (int i = 0; i < KH_JSON_MAX_DEPTH; i++)
    g_string_append (deep, "}");
  g_assert_true (kh_json_check (deep->str, deep->len, NULL, NULL, NULL, NULL));
  g_string_prepend (deep, "[");
  g_string_append (deep, "]");
  g_assert_false (kh_json_check (deep->str, deep->len, NULL, NULL, NULL, NULL));
}

static void
test_many_keys (void)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (text, "\"key %d\":{\"key %d\":1},", i, i);
  g_string_append (text, "\"key 4711\":1}");
  g_assert_false (kh_json_check (text->str, text->len, NULL, NULL, NULL, NULL));
  g_string_truncate (text, text->len - strlen ("\"key 4711\":1}"));
  g_string_append (text, "\"last\":1}");
  g_assert_true (kh_json_check (text->str, text->len, NULL, NULL, NULL, NULL));
}

static gboolean
collect (const KhJsonSlice *slice, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s/%d/%.*s;", slice->key == NULL ? "-" : slice->key, slice->kind,
                          (int)slice->size, slice->raw);
  return TRUE;
}

static void
test_visit (void)
{
  static const struct {
    const char *text, *wanted;
  } rows[] = {
    { "{ \"a\" : [ 1, {\"b\":2} ] , \"c\\n\" : null,\"d\":-1.5e3 }",
      "a/8/[ 1, {\"b\":2} ];c\n/0/null;d/5/-1.5e3;" },
    { "[true,\"x\",{}, 12]", "-/2/true;-/6/\"x\";-/7/{};-/3/12;" },
    { " \"alone\" ", "-/6/\"alone\";" },
    { "{}", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) seen = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    kh_json_visit (rows[i].text, strlen (rows[i].text), NULL, collect, seen, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (seen->str, ==, rows[i].wanted);
  }
}

static void
test_unescape (void)
{
  const char *raw = "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\xc3\xa9\"";
  g_autofree char *text = kh_json_unescape (raw, strlen (raw));

  g_assert_cmpstr (text, ==, "a\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80\xc3\xa9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-scan/suite", test_suite_files);
  g_test_add_func ("/json-scan/refusals", test_refusals);
  g_test_add_func ("/json-scan/limits", test_limits);
  g_test_add_func ("/json-scan/many-keys", test_many_keys);
  g_test_add_func ("/json-scan/visit", test_visit);
  g_test_add_func ("/json-scan/unescape", test_unescape);
  return g_test_run ();
}
