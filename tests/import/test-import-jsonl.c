/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON lines: keys united, values kept, broken lines refused. */
#include <string.h>

#include "import-fixture.h"

static void
test_accepted (void)
{
  static const struct {
    const char *text, *wanted;
  } rows[] = {
    { "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"c\":null}\n", "a|b|c;#1|x|~;~|y|~;" },
    { "{\"a\":true}\n\n  \n{\"a\":false}", "a;true;false;" },
    { "{\"a\":{\"x\": [1, 2]}}\r\n{\"a\":[]}\r\n", "a;{\"x\": [1, 2]};[];" },
    { "{\"a\":1.5}\n{\"a\":-0}\n{\"a\":1e3}\n", "a;#1.5;-0;#1000.0;" },
    { "{\"a\":9007199254740993}\n", "a;9007199254740993;" },
    { "{\"a\":0.12345678901234567890}\n", "a;0.12345678901234567890;" },
    { "{\"a\":\"\"}\n{\"a\":\"\\u00e9\\n\"}\n", "a;;\xc3\xa9\n;" },
    { "\xef\xbb\xbf{\"a\":1}\n{}\n", "a;#1;~;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    import_expect (&kh_importer_jsonl, rows[i].text, strlen (rows[i].text), NULL, rows[i].wanted);
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    guint64 line;
  } rows[] = {
    { "{\"a\":1}\n{\"a\":\n{\"a\":3}\n", 2 },
    { "{\"a\":1}\n\n[1]\n", 3 },
    { "{\"a\":1}\n{\"a\":1,\"a\":2}\n", 2 },
    { "{\"a\":1}\n{\"a\":\"\\u0000\"}\n", 2 },
    { "{\"\":1}\n", 1 },
    { "{}\n", 0 },
  };
  g_autoptr (GString) wide = g_string_new ("{\"k0\":0");
  g_autoptr (GString) large = g_string_new ("{\"a\":\"");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    import_expect_refused (&kh_importer_jsonl, rows[i].text, strlen (rows[i].text), "F8",
                           rows[i].line);
  for (int i = 1; i < 1025; i++)
    g_string_append_printf (wide, ",\"k%d\":0", i);
  g_string_append (wide, "}\n");
  import_expect_refused (&kh_importer_jsonl, wide->str, wide->len, "F8", 1);
  for (int i = 0; i < 9; i++) {
    g_autofree char *filler = g_strnfill (1 << 20, 'x');

    g_string_append (large, filler);
  }
  g_string_append (large, "\"}\n");
  import_expect_refused (&kh_importer_jsonl, large->str, large->len, "F8", 1);
}

static void
test_skip (void)
{
  static const char text[] =
      "{\"a\":1}\n{\"b\":2,\"b\":2}\nnonsense\n{\"z\":1,\"\":2}\n{\"c\":3}\n";
  const ImportOptions options = { .skip_bad_rows = TRUE };
  g_autoptr (GError) error = NULL;
  ImportResult result;

  import_bytes (&kh_importer_jsonl, text, sizeof text - 1, &options, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result.rows->str, ==, "a|c;#1|~;~|#3;");
  g_assert_cmpuint (result.report->rows_skipped, ==, 3);
  g_assert_cmpuint (((KhRefusedItem *)result.report->refused->pdata[1])->line, ==, 3);
  import_result_clear (&result);
}

static void
test_real (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "import", "customer-intent.jsonl", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  ImportResult result;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpstr (import_detect (bytes, size), ==, "jsonl");
  import_bytes (&kh_importer_jsonl, bytes, size, NULL, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.n_rows, >, 10);
  import_result_clear (&result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-jsonl/accepted", test_accepted);
  g_test_add_func ("/import-jsonl/refused", test_refused);
  g_test_add_func ("/import-jsonl/skip", test_skip);
  g_test_add_func ("/import-jsonl/real", test_real);
  return g_test_run ();
}
