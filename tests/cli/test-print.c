/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output: widths, escapes, tables, JSON, lines, errors and their exit statuses, public keys. */
#include <string.h>

#include "kh-cli-context.h"
#include "kh-cli-fixture.h"
#include "kh-cli-pem.h"
#include "kh-cli-text.h"
#include "pem-vectors.h"

static void
test_escape (void)
{
  static const struct {
    const char *raw, *shown;
    guint width;
  } rows[] = {
    { "plain", "plain", 5 },
    { "<b>&amp;", "<b>&amp;", 8 },
    { "a\nb\tc\r", "a\\nb\\tc\\r", 9 },
    { "\033[31mred\033[0m", "\\x1b[31mred\\x1b[0m", 18 },
    { "日本", "日本", 4 },
    { "e\xcc\x81", "e\xcc\x81", 1 },
    { "שלום", "שלום", 4 },
    { "a\xe2\x80\xaegpj.exe", "a\\u{202e}gpj.exe", 16 },
    { "\xc2\x9b", "\\u{9b}", 6 },
    { "bad\xff\xc3", "bad\\xff\\xc3", 11 },
    { NULL, "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *shown = kh_cli_escape (rows[i].raw);

    g_assert_cmpstr (shown, ==, rows[i].shown);
    g_assert_cmpuint (kh_cli_width (shown), ==, rows[i].width);
  }
}

static void
test_word (void)
{
  static const struct {
    const char *name, *word;
  } rows[] = {
    { "kv-sales/cmk", "kv-sales/cmk" },
    { "Finance Production", "'Finance Production'" },
    { "it's", "'it'\\''s'" },
    { "R&D <prod>", "'R&D <prod>'" },
    { "$(id)", "'$(id)'" },
    { "-x", "'-x'" },
    { "Zürich", "'Zürich'" },
    { "", "''" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *word = kh_cli_word (rows[i].name);

    g_assert_cmpstr (word, ==, rows[i].word);
  }
}

static const KhCliColumn columns[] = {
  { "Name", "name" },
  { "Bytes", "size.bytes", KH_CLI_BYTES },
  { "On", "on", KH_CLI_YES_NO },
  { "Tags", "tags", KH_CLI_LIST },
  { "At", "at", KH_CLI_TIME },
  { NULL },
};

static GPtrArray *
make_rows (void)
{
  static const char *const texts[] = {
    "{\"id\":\"1\",\"name\":\"日本 "
    "<b>\",\"size\":{\"bytes\":1536},\"on\":true,\"tags\":[\"a\",\"b\"]}",
    "{\"id\":\"2\",\"name\":\"שלום\",\"size\":{\"bytes\":7},\"on\":false,\"tags\":[],"
    "\"at\":\"2026-11-25T04:28:00.123456Z\"}",
    "{\"id\":\"3\",\"name\":\"tab\\there\",\"on\":null}",
  };
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (rows, kh_json_parse_text (texts[i], NULL));
  return rows;
}

static void
test_table (void)
{
  g_autoptr (GPtrArray) rows = make_rows ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *table = kh_cli_render_list (rows, columns, "id", KH_CLI_TABLE);
  g_autofree char *empty = kh_cli_render_list (none, columns, "id", KH_CLI_TABLE);
  g_autofree char *sheet =
      kh_cli_render_object (g_ptr_array_index (rows, 1), columns, "id", KH_CLI_TABLE);

  g_autofree char *plain = g_strdup (table);

  for (char *c = plain; *c != '\0'; c++)
    if ((guchar)c[0] == 0xc2 && (guchar)c[1] == 0xa0) {
      c[0] = ' ';
      memmove (c + 1, c + 2, strlen (c + 2) + 1);
    }
  g_assert_cmpstr (plain, ==,
                   "NAME         BYTES  ON   TAGS  AT\n"
                   "日本 <b>   1.5 KiB  yes  a, b\n"
                   "שלום       7 bytes  no         2026-11-25T04:28:00Z\n"
                   "tab\\there\n");
  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (sheet, ==,
                   "Name:  שלום\nBytes: 7 bytes\nOn:    no\nAt:    2026-11-25T04:28:00Z\n");
}

/* Titles that come out of an imported file are somebody else's text. */
static void
test_titles (void)
{
  static const KhCliColumn ours[] = { { "Name", "name", KH_CLI_TEXT, TRUE },
                                      { "b\n\033[31mc", "id", KH_CLI_TEXT, TRUE },
                                      { NULL } };
  g_autoptr (GPtrArray) rows = make_rows ();
  g_autofree char *table = kh_cli_render_list (rows, ours, "id", KH_CLI_TABLE);

  g_assert_true (g_str_has_prefix (table, "Name "));
  g_assert_nonnull (strstr (table, "b\\n\\x1b[31mc\n"));
  g_assert_null (strchr (table, '\033'));
}

static void
test_lines (void)
{
  g_autoptr (GPtrArray) rows = make_rows ();
  g_autofree char *tsv = kh_cli_render_list (rows, columns, "id", KH_CLI_TSV);
  g_autofree char *ids = kh_cli_render_list (rows, columns, "id", KH_CLI_ID);

  g_assert_cmpstr (tsv, ==,
                   "日本 <b>\t1536\ttrue\ta, b\t\n"
                   "שלום\t7\tfalse\t\t2026-11-25T04:28:00.123456Z\n"
                   "tab\\there\t\t\t\t\n");
  g_assert_cmpstr (ids, ==, "1\n2\n3\n");
}

static void
test_json (void)
{
  g_autoptr (GPtrArray) rows = make_rows ();
  g_autofree char *text = kh_cli_render_list (rows, columns, "id", KH_CLI_JSON);
  g_autoptr (KhJson) parsed = kh_json_parse_text (text, NULL);

  g_assert_cmpuint (kh_json_length (parsed, "value"), ==, 3);
  g_assert_cmpstr (kh_json_string (kh_json_element (parsed, "value", 2), "name"), ==, "tab\there");
  g_assert_true (g_str_has_suffix (text, "}\n"));
}

/* The exit statuses are a contract: this is the contract's own table, not the product's. */
static void
test_exit_statuses (void)
{
  static const struct {
    KhErrorCode code;
    int status;
  } rows[] = {
    { KH_ERROR_USAGE, 2 },        { KH_ERROR_NOT_FOUND, 3 },  { KH_ERROR_RULE, 4 },
    { KH_ERROR_CONFIRMATION, 4 }, { KH_ERROR_PERMISSION, 4 }, { KH_ERROR_CONFLICT, 5 },
    { KH_ERROR_BUSY, 5 },         { KH_ERROR_LOCKED, 6 },     { KH_ERROR_SEALED, 6 },
    { KH_ERROR_DAMAGED, 1 },      { KH_ERROR_NO_SPACE, 1 },   { KH_ERROR_IO, 1 },
    { KH_ERROR_NETWORK, 1 },      { KH_ERROR_WRONG_KEY, 4 },  { KH_ERROR_STATE, 4 },
    { KH_ERROR_KEY_ACCESS, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = g_error_new_literal (KH_ERROR, (int)rows[i].code, "x");

    g_assert_cmpint (kh_cli_exit_status (error), ==, rows[i].status);
  }
  g_assert_cmpint (kh_cli_worse (0, 4), ==, 4);
  g_assert_cmpint (kh_cli_worse (6, 4), ==, 6);
  g_assert_cmpint (kh_cli_worse (3, 4), ==, 4);
  g_assert_cmpint (kh_cli_worse (1, 6), ==, 1);
}

static void
test_errors (void)
{
  g_autoptr (KhCliRun) lines = kh_cli_fixture_run ("environment list", NULL);
  g_autoptr (KhCliRun) json = kh_cli_fixture_run ("environment list -o json", NULL);
  g_autoptr (KhCliRun) words = kh_cli_fixture_run ("vault list --nonsense -o json", NULL);
  g_autoptr (KhJson) parsed = kh_json_parse_text (json->err->str, NULL);
  g_autoptr (KhJson) usage = kh_json_parse_text (words->err->str, NULL);
  g_auto (GStrv) parts = g_strsplit (lines->err->str, "\n", -1);

  g_assert_cmpint (lines->status, ==, KH_EXIT_LOCKED);
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_true (g_str_has_prefix (parts[0], "keyholdctl: environment list: "));
  g_assert_cmpstr (parts[1], ==, "why: The passphrase is wrong");
  g_assert_true (g_str_has_prefix (parts[2], "do: "));
  g_assert_cmpint (json->status, ==, KH_EXIT_LOCKED);
  g_assert_cmpstr (kh_json_string (parsed, "error.code"), ==, "Sealed");
  g_assert_cmpstr (kh_json_string (parsed, "error.detail"), ==, "The passphrase is wrong");
  g_assert_nonnull (kh_json_string (parsed, "error.message"));
  g_assert_nonnull (kh_json_string (parsed, "error.advice"));
  g_assert_cmpint (words->status, ==, KH_EXIT_USAGE);
  g_assert_cmpstr (kh_json_string (usage, "error.target"), ==, "nonsense");
}

static void
test_pem (void)
{
  static const char *const bad[] = {
    "{\"kty\":\"oct\"}", "{\"kty\":\"RSA\",\"e\":\"AQAB\"}", "{}",
    "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}"
  };
  g_autoptr (KhJson) rsa = kh_json_parse_text (rsa_jwk, NULL);
  g_autoptr (KhJson) ec = kh_json_parse_text (ec_jwk, NULL);
  g_autofree char *rsa_text = kh_cli_pem_from_jwk (rsa, NULL);
  g_autofree char *ec_text = kh_cli_pem_from_jwk (ec, NULL);

  g_assert_cmpstr (rsa_text, ==, rsa_pem);
  g_assert_cmpstr (ec_text, ==, ec_pem);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhJson) jwk = kh_json_parse_text (bad[i], NULL);

    g_assert_null (kh_cli_pem_from_jwk (jwk, &error));
    g_assert_nonnull (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/escape", test_escape);
  g_test_add_func ("/print/word", test_word);
  g_test_add_func ("/print/table", test_table);
  g_test_add_func ("/print/titles", test_titles);
  g_test_add_func ("/print/lines", test_lines);
  g_test_add_func ("/print/json", test_json);
  g_test_add_func ("/print/exit-statuses", test_exit_statuses);
  g_test_add_func ("/print/errors", test_errors);
  g_test_add_func ("/print/pem", test_pem);
  return g_test_run ();
}
