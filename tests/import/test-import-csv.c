/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV: what is accepted, with which values, and what is refused, with which line. */
#include <string.h>

#include "import-fixture.h"

static void
test_accepted (void)
{
  static const struct {
    const char *text, *wanted;
  } rows[] = {
    { "a,b\n1,2\n", "a|b;1|2;" },
    { "a,b\r\n1,2\r\n", "a|b;1|2;" },
    { "a,b\r1,2\r", "a|b;1|2;" },
    { "a,b\n1,2", "a|b;1|2;" },
    { "\xef\xbb\xbf"
      "a,b\n1,2\n",
      "a|b;1|2;" },
    { "a;b\n1,5;2\n", "a|b;1,5|2;" },
    { "a\tb\n1\t2\n", "a|b;1|2;" },
    { "a|b\n1|2\n", "a|b;1|2;" },
    { "a,b\n,\"\"\n", "a|b;~|;" },
    { "a,b\n 1 ,\" 2 \"\n", "a|b; 1 | 2 ;" },
    { "a,b\n\"x\"\"y\",\"1\n2\"\n", "a|b;x\"y|1\n2;" },
    { "a,b\n\"1\r\n2\",3\n", "a|b;1\r\n2|3;" },
    { "a,b\n\"1\r2\",3\r\n", "a|b;1\r2|3;" },
    { "a,b\n\n1,2\n\n", "a|b;1|2;" },
    { "a\n1\n\n\"\"\n", "a;1;~;;" },
    { "a,b\n=1+1,-2\n", "a|b;=1+1|-2;" },
    { "a,b\n<b>x</b>,\xe2\x80\xaey\n", "a|b;<b>x</b>|\xe2\x80\xaey;" },
    { "x y,\"a,b\"\n1,2\n", "x y|a,b;1|2;" },
    { "a,b\n", "a|b;" },
    { "a,b;c\n1,2\n3,4\n", "a|b;c;1|2;3|4;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    import_expect (&kh_importer_csv, rows[i].text, strlen (rows[i].text), NULL, rows[i].wanted);
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *rule;
    guint64 line;
  } rows[] = {
    { "", "F9", 0 },
    { "\n", "F9", 1 },
    { "a,b\n1,2\n3\n", "F9", 3 },
    { "a,b\n1,2,3\n", "F9", 2 },
    { "a,b\n\"1\n\n2\",3\n4\n", "F9", 5 },
    { "a,b\n1,2\"3\n", "F9", 2 },
    { "a,b\n\"1\"2,3\n", "F9", 2 },
    { "a,b\n1,2\n\"3,4\n5,6\n", "F9", 3 },
    { "a,\n1,2\n", "F9", 1 },
    { "a,A\n1,2\n", "F9", 1 },
    { "a, a \n1,2\n", "F9", 1 },
    { "a,b\nM\xfcller,2\n", "charset", 2 },
    { "a,b;c\n1,2;3\n", "F9", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    import_expect_refused (&kh_importer_csv, rows[i].text, strlen (rows[i].text), rows[i].rule,
                           rows[i].line);
  import_expect_refused (&kh_importer_csv, "a,b\n1,\0\n", 8, "F9", 2);
  import_expect_refused (&kh_importer_csv, "a\0,\0b\0\n\0", 8, "F9", 1);
}

static void
test_charsets (void)
{
  static const char little[] = "\xff\xfe"
                               "a\0,\0b\0\n\0\xe4\0,\0\x3d\xd8\x00\xde\n\0";
  static const char big[] = "\xfe\xff"
                            "\0a\0,\0b\0\n\0\xe4\0,\xd8\x3d\xde\x00\0\n";
  static const char cut[] = "\xff\xfe"
                            "a\0,\0b\0\n\0\xe4\0,\0\x3d\xd8";
  static const char windows[] = "a,b\nM\xfcller,\x80\n";
  const ImportOptions options = { .charset = "windows-1252" };
  const ImportOptions unknown = { .charset = "no-such-charset" };
  g_autoptr (GError) error = NULL;
  ImportResult result;

  import_expect (&kh_importer_csv, little, sizeof little - 1, NULL,
                 "a|b;\xc3\xa4|\xf0\x9f\x98\x80;");
  import_expect (&kh_importer_csv, big, sizeof big - 1, NULL, "a|b;\xc3\xa4|\xf0\x9f\x98\x80;");
  import_expect_refused (&kh_importer_csv, cut, sizeof cut - 1, "charset", 2);
  import_expect (&kh_importer_csv, windows, sizeof windows - 1, &options,
                 "a|b;M\xc3\xbcller|\xe2\x82\xac;");
  g_assert_false (
      import_bytes (&kh_importer_csv, windows, sizeof windows - 1, &unknown, &result, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_FORMAT);
  import_result_clear (&result);
}

static void
test_skip (void)
{
  static const char text[] = "a,b\n1,2\n3\n4,5\"\n6,7\n\xff,8\n9,10\n\"11,12\n";
  const ImportOptions options = { .skip_bad_rows = TRUE };
  g_autoptr (GError) error = NULL;
  ImportResult result;

  import_bytes (&kh_importer_csv, text, sizeof text - 1, &options, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result.rows->str, ==, "a|b;1|2;6|7;9|10;");
  g_assert_cmpuint (result.report->rows_skipped, ==, 4);
  g_assert_cmpuint (result.report->refused->len, ==, 4);
  g_assert_cmpuint (((KhRefusedItem *)result.report->refused->pdata[1])->line, ==, 4);
  import_result_clear (&result);
}

static void
test_limits (void)
{
  g_autoptr (GString) wide = g_string_new ("c0"), field = g_string_new ("a,b\n1,");
  g_autofree char *most = g_strnfill (KH_IMPORT_MAX_FIELD, 'x');
  g_autoptr (GError) error = NULL;
  ImportResult result;

  for (int i = 1; i < 1024; i++)
    g_string_append_printf (wide, ",c%d", i);
  import_bytes (&kh_importer_csv, wide->str, wide->len, NULL, &result, &error);
  g_assert_no_error (error);
  import_result_clear (&result);
  g_string_append (wide, ",c1024");
  import_expect_refused (&kh_importer_csv, wide->str, wide->len, "F9", 1);

  g_string_append (field, most);
  import_bytes (&kh_importer_csv, field->str, field->len, NULL, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.n_rows, ==, 1);
  import_result_clear (&result);
  g_string_append_c (field, 'x');
  import_expect_refused (&kh_importer_csv, field->str, field->len, "F9", 2);

  g_string_assign (field, "a,b\n\"");
  for (int i = 0; i < 17; i++) {
    g_string_append (field, most);
    g_string_append_c (field, '\n');
  }
  import_expect_refused (&kh_importer_csv, field->str, field->len, "F9", 2);
}

/* Pieces of the source end at every place of a line. */
static void
test_borders (void)
{
  g_autoptr (GString) text = g_string_new ("a,b\r\n"), wanted = g_string_new ("a|b;");
  const char *long_part = "0123456789012345678901234567890123456789";

  for (int i = 0; text->len < 600000; i++) {
    g_string_append_printf (text, "%d,\"%s\"\"\r\n%d\"\r\n", i, long_part, i);
    g_string_append_printf (wanted, "%d|%s\"\r\n%d;", i, long_part, i);
  }
  for (int shift = 0; shift < 5; shift++) {
    import_expect (&kh_importer_csv, text->str, text->len, NULL, wanted->str);
    g_string_insert (text, 1, "a");
    g_string_insert (wanted, 1, "a");
  }
}

static void
test_detection (void)
{
  static const struct {
    const char *text, *wanted;
  } rows[] = {
    { "a,b\n1,2\n", "csv" },
    { "a;b\n1;2\n", "csv" },
    { "a,b\n1\n", "file" },
    { "a,b\n", "file" },
    { "a,a\n1,2\n", "file" },
    { "only one\n1\n", "file" },
    { "", "file" },
    { "Stra\xdf"
      "e,b\n1,2\n",
      "csv" },
    { "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "file" },
    { "{\"a\":1}\n{\"a\":2}\n", "jsonl" },
    { " {\"a\":1}", "jsonl" },
    { "{\n\"a\":1}\n", "file" },
    { "[1,2]\n[3,4]\n", "csv" },
    { "PK\3\4,b\n1,2\n", "file" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (import_detect (rows[i].text, strlen (rows[i].text)), ==, rows[i].wanted);
  g_assert_cmpstr (import_detect ("a,b\n1,\0\n", 8), ==, "file");
  g_assert_cmpstr (import_detect ("SQLite format 3\0 and so on", 26), ==, "sqlite");
}

typedef struct {
  guint accepted, refused;
} Counts;

static void
run_folder (const char *name, Counts *counts)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "csv-robust", name, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, file, NULL), *bytes = NULL;
    g_autoptr (GError) error = NULL;
    ImportResult result;
    gsize size;
    guint64 line;

    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    if (import_bytes (&kh_importer_csv, bytes, size, NULL, &result, &error)) {
      counts->accepted++;
    } else {
      g_assert_nonnull (kh_import_get_rule (error, &line));
      g_test_message ("%s: %s", file, error->message);
      counts->refused++;
    }
    import_result_clear (&result);
  }
}

/* Files from bug reports of other readers: each is taken or refused with a reason. */
static void
test_corpus (void)
{
  Counts counts = { 0, 0 };

  run_folder ("commons-csv", &counts);
  run_folder ("duckdb", &counts);
  g_test_message ("%u accepted, %u refused", counts.accepted, counts.refused);
  g_assert_cmpuint (counts.accepted, ==, 57);
  g_assert_cmpuint (counts.accepted + counts.refused, ==, 85);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-csv/accepted", test_accepted);
  g_test_add_func ("/import-csv/refused", test_refused);
  g_test_add_func ("/import-csv/charsets", test_charsets);
  g_test_add_func ("/import-csv/skip", test_skip);
  g_test_add_func ("/import-csv/limits", test_limits);
  g_test_add_func ("/import-csv/borders", test_borders);
  g_test_add_func ("/import-csv/detection", test_detection);
  g_test_add_func ("/import-csv/corpus", test_corpus);
  return g_test_run ();
}
