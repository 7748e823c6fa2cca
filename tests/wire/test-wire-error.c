/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error table is complete and reversible; errors survive every protocol. */
#include "kh-wire-error.h"

#include <string.h>

static void
test_complete (void)
{
  for (int code = 0; code < KH_ERROR_N_CODES; code++) {
    const KhErrorRow *row = kh_error_row (code);
    g_assert_cmpint (row->code, ==, code);
    g_assert_nonnull (row->wire_code);
    g_assert_cmpint (row->http_status, >=, 400);
    g_assert_cmpint (row->http_status, <, 600);
    g_assert_cmpint (row->exit_status, >=, KH_EXIT_ERROR);
    g_assert_cmpint (row->exit_status, <=, KH_EXIT_LOCKED);
    g_assert_cmpuint (strlen (row->title), >, 0);
    g_assert_cmpuint (strlen (row->advice), >, 0);
    g_assert_true (kh_error_row_by_wire_code (row->wire_code) == row);
  }
  g_assert_cmpint (kh_error_row (-1)->code, ==, KH_ERROR_INTERNAL);
  g_assert_cmpint (kh_error_row (KH_ERROR_N_CODES)->code, ==, KH_ERROR_INTERNAL);
  g_assert_null (kh_error_row_by_wire_code ("nothing"));
}

static void
test_reversible (void)
{
  for (int code = 0; code < KH_ERROR_N_CODES; code++)
    for (int dialect = KH_DIALECT_KEYHOLD; dialect <= KH_DIALECT_BAP; dialect++) {
      g_autoptr (GError) error = NULL, again = NULL;
      int status = 0;
      kh_set_error_facts (&error, code, "kv-sales", "KeyDisabled", "Enable it.", "It is off “x”.");
      kh_error_get_facts (error)->details = g_strdup ("{\"level\":3}");
      g_autoptr (GBytes) body = kh_wire_error_print (error, dialect, &status);
      kh_wire_error_read (body, status, &again);
      g_assert_error (again, KH_ERROR, code);
      g_assert_cmpstr (again->message, ==, error->message);
      KhErrorFacts *facts = kh_error_get_facts (again);
      g_assert_cmpstr (facts->target, ==, "kv-sales");
      g_assert_cmpstr (facts->inner, ==, "KeyDisabled");
      g_assert_cmpstr (facts->advice, ==, "Enable it.");
      g_autoptr (KhJson) impact = kh_wire_error_impact (again);
      g_assert_cmpint (kh_json_int (impact, "level", 0), ==, 3);
    }
}

static void
assert_words (int code, const char *inner, KhDialect dialect, int status, const char *wire_code,
              const char *inner_code)
{
  g_autoptr (GError) error = NULL;
  int printed = 0;
  kh_set_error_facts (&error, code, NULL, inner, NULL, "text");
  g_autoptr (GBytes) body = kh_wire_error_print (error, dialect, &printed);
  g_autoptr (KhJson) json = kh_json_parse (body, NULL);
  g_assert_cmpint (printed, ==, status);
  g_assert_cmpstr (kh_json_string (json, "error.code"), ==, wire_code);
  g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner_code);
}

static void
test_words (void)
{
  for (int dialect = KH_DIALECT_KEYHOLD; dialect <= KH_DIALECT_BAP; dialect++) {
    assert_words (KH_ERROR_CONFIRMATION, NULL, dialect, 409, "Conflict", "ConfirmationRequired");
    assert_words (KH_ERROR_CONFIRMATION, "ConfirmationStale", dialect, 409, "Conflict",
                  "ConfirmationStale");
  }
  assert_words (KH_ERROR_KEY_ACCESS, "KeyDisabled", KH_DIALECT_VAULT, 403, "Forbidden",
                "KeyDisabled");
  assert_words (KH_ERROR_NOT_FOUND, NULL, KH_DIALECT_VAULT, 404, "KeyNotFound", "NotFound");
  assert_words (KH_ERROR_RULE, "EnterprisePolicyInUse", KH_DIALECT_ARM, 409,
                "EnterprisePolicyInUse", "EnterprisePolicyInUse");
  assert_words (KH_ERROR_PERMISSION, "MissingRole", KH_DIALECT_ARM, 403, "AuthorizationFailed",
                "MissingRole");
  assert_words (KH_ERROR_BUSY, NULL, KH_DIALECT_BAP, 409, "OperationNotStartable",
                "EnvironmentBusy");
  assert_words (KH_ERROR_LOCKED, NULL, KH_DIALECT_KEYHOLD, 423, "EnvironmentLocked",
                "EnvironmentLocked");
}

static void
test_foreign (void)
{
  g_autoptr (GError) secret =
      g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_IO, "/home/x: secret path");
  int status = 0;
  g_autoptr (GBytes) body = kh_wire_error_print (secret, KH_DIALECT_KEYHOLD, &status);
  g_assert_cmpint (status, ==, 500);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_null (strstr (text, "secret"));
  static const struct {
    const char *body;
    int status, code;
  } cases[] = {
    { NULL, 409, KH_ERROR_CONFLICT },
    { "", 503, KH_ERROR_NETWORK },
    { "<html>", 502, KH_ERROR_REMOTE },
    { "{\"error\":7}", 404, KH_ERROR_NOT_FOUND },
    { "{\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"KeyDisabled\"}}}", 403,
      KH_ERROR_KEY_ACCESS },
    { "{\"error\":{\"code\":\"OperationNotStartable\",\"message\":\"m\"}}", 409,
      KH_ERROR_CONFLICT },
    { "[]", 418, KH_ERROR_REMOTE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes =
        cases[i].body == NULL ? NULL : g_bytes_new_static (cases[i].body, strlen (cases[i].body));
    kh_wire_error_read (bytes, cases[i].status, &error);
    g_assert_error (error, KH_ERROR, cases[i].code);
    g_assert_cmpuint (strlen (error->message), >, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/errors/complete", test_complete);
  g_test_add_func ("/wire/errors/reversible", test_reversible);
  g_test_add_func ("/wire/errors/words", test_words);
  g_test_add_func ("/wire/errors/foreign", test_foreign);
  return g_test_run ();
}
