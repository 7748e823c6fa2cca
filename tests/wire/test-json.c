/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getters, writers and the check of requests. */
#include "kh-json.h"
#include "kh-wire-key.h"

#include <string.h>

static void
test_getters (void)
{
  g_autoptr (KhJson) json = kh_json_parse_text (
      "{\"A\":{\"b\":[1,\"2\",3.0,null,true]},\"n\":null,\"t\":\"TRUE\",\"when\":"
      "\"2023-09-27T07:08:27.6057592Z\",\"unix\":1600000000,\"tags\":{\"x\":\"y\",\"z\":1}}",
      NULL);
  g_assert_nonnull (json);
  g_assert_cmpint (kh_json_length (json, "a.B"), ==, 5);
  g_assert_cmpint (kh_json_int (kh_json_element (json, "A.b", 1), NULL, -1), ==, 2);
  g_assert_cmpint (kh_json_int (kh_json_element (json, "A.b", 4), NULL, -1), ==, -1);
  g_assert_null (kh_json_element (json, "A.b", 5));
  g_assert_false (kh_json_has (json, "n"));
  g_assert_true (kh_json_bool (json, "t", FALSE));
  g_assert_true (kh_json_time (json, "when") != KH_TIME_NONE);
  g_assert_true (kh_json_time (json, "t") == KH_TIME_NONE);
  g_assert_cmpint (kh_json_unix (json, "unix"), ==, G_GINT64_CONSTANT (1600000000000000));
  g_auto (GStrv) pairs = kh_json_pairs (json, "tags");
  g_assert_cmpuint (g_strv_length (pairs), ==, 2);
  g_assert_null (kh_json_string (NULL, "a"));
  g_assert_null (kh_json_string (json, "A.b.c"));
}

static void
test_hostile (void)
{
  static const char *const bad[] = { "",
                                     " ",
                                     "{",
                                     "[1,]",
                                     "{\"a\":1}{",
                                     "\xff",
                                     "{\"a\":\"\\ud800\"}",
                                     "nul",
                                     "\xef\xbb\xbf{}",
                                     "{\"a\":1,\"a\":2}",
                                     "[1e999]" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhJson) json = kh_json_parse_text (bad[i], &error);
    g_assert_null (json);
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
  g_autofree char *deep = g_strnfill (200, '[');
  g_autoptr (GError) error = NULL;
  g_assert_null (kh_json_parse_text (deep, &error));
  g_assert_nonnull (error);
  g_autoptr (GBytes) list = g_bytes_new_static ("[]", 2);
  g_autoptr (GError) not_object = NULL;
  g_assert_null (kh_json_parse_object (list, &not_object));
  g_assert_error (not_object, KH_ERROR, KH_ERROR_ARGUMENT);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_assert_null (kh_json_parse_object (empty, NULL));
}

static void
test_writer (void)
{
  g_autoptr (KhJsonOut) out = kh_json_out_new ();
  static const char *const pairs[] = { "k\"", "v\n\x01", NULL };
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "s", "<b>\xe2\x80\xae\\\"");
  kh_json_out_string (out, "bad", "a\xff");
  kh_json_out_string_if (out, "left", NULL);
  kh_json_out_pairs_if (out, "p", pairs);
  kh_json_out_begin_array (out, "empty");
  kh_json_out_end_array (out);
  kh_json_out_begin (out, "o");
  kh_json_out_end (out);
  kh_json_out_time (out, "none", KH_TIME_NONE);
  kh_json_out_end (out);
  g_autofree char *text = kh_json_out_finish_text (g_steal_pointer (&out));
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) json = kh_json_parse_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (json, "s"), ==, "<b>\xe2\x80\xae\\\"");
  g_assert_cmpstr (kh_json_string (json, "bad"), ==, "a\xef\xbf\xbd");
  g_auto (GStrv) read = kh_json_pairs (json, "p");
  g_assert_cmpstr (read[1], ==, "v\n\x01");
  g_assert_null (strstr (text, "left"));
  g_assert_nonnull (strstr (text, "\"empty\":[],\"o\":{},\"none\":null"));
}

static void
test_expect (void)
{
  static const KhJsonMember members[] = {
    { "a", KH_JSON_TYPE_TEXT, TRUE },   { "o.b", KH_JSON_TYPE_BOOL, FALSE },
    { "l", KH_JSON_TYPE_TEXTS, FALSE }, { "p", KH_JSON_TYPE_PAIRS, FALSE },
    { "i", KH_JSON_TYPE_INT, FALSE },
  };
  static const struct {
    const char *text, *target;
  } cases[] = {
    { "{\"a\":\"x\",\"o\":{\"b\":true},\"l\":[\"q\"],\"p\":{\"x\":\"y\"},\"i\":3}", NULL },
    { "{}", "a" },
    { "{\"a\":null}", "a" },
    { "{\"a\":1}", "a" },
    { "{\"a\":\"\",\"o\":{\"b\":\"true\"}}", "o.b" },
    { "{\"a\":\"\",\"l\":[1]}", "l" },
    { "{\"a\":\"\",\"p\":{\"x\":1}}", "p" },
    { "{\"a\":\"\",\"i\":1.5}", "i" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhJson) json = kh_json_parse_text (cases[i].text, NULL);
    gboolean ok = kh_json_expect (json, members, G_N_ELEMENTS (members), &error);
    g_assert_cmpint (ok, ==, cases[i].target == NULL);
    if (!ok)
      g_assert_cmpstr (kh_error_get_facts (error)->target, ==, cases[i].target);
  }
}

static void
test_base64url (void)
{
  static const char *const bad[] = { "A", "AB", "AAB", "AA==", "A+", "AA A", "\xc3\xa4", "AAAA=" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = kh_base64url_decode (bad[i], &error);
    g_assert_null (bytes);
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
  for (guint size = 0; size < 70; size++) {
    guint8 data[70];
    for (guint i = 0; i < size; i++)
      data[i] = (guint8)(i * 77 + size);
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autofree char *text = kh_base64url_encode (bytes);
    g_autoptr (GBytes) again = kh_base64url_decode (text, NULL);
    g_assert_nonnull (again);
    g_assert_true (g_bytes_equal (bytes, again));
  }
}

/* What is written is what was read, and reads the same again. */
static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "null",
    "true",
    "[]",
    "{}",
    "-7",
    "9007199254740992",
    "0.5",
    "-0.125",
    "1e+30",
    "3.0",
    "\"\"",
    "[[],{},[{}]]",
    "{\"b\":1,\"a\":[null,false,\"x\"],\"c\":{\"b\":\"x\"}}",
    "\"a \\\"quoted\\\" \\\\ line\\nand \\u0001 and Ã©\"",
    "[\"a text that is far too long to be shared\",\"a text that is far too long to be shared\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhJson) json = kh_json_parse_text (texts[i], &error);
    g_autofree char *text = NULL;
    g_autoptr (KhJson) again = NULL;

    g_assert_no_error (error);
    text = kh_json_to_text (json);
    g_assert_cmpstr (text, ==, texts[i]);
    again = kh_json_parse_text (text, &error);
    g_assert_no_error (error);
    g_assert_true (kh_json_equal (json, again));
  }
}

static gboolean
equal_texts (const char *one, const char *other)
{
  g_autoptr (KhJson) a = kh_json_parse_text (one, NULL);
  g_autoptr (KhJson) b = kh_json_parse_text (other, NULL);

  g_assert_true (a != NULL && b != NULL);
  g_assert_true (kh_json_equal (a, b) == kh_json_equal (b, a));
  return kh_json_equal (a, b);
}

static void
test_equal (void)
{
  static const char *const different[] = { "null",  "false",     "true",      "0",
                                           "1",     "0.0",       "\"\"",      "\"0\"",
                                           "[]",    "{}",        "[0]",       "[[]]",
                                           "[0,1]", "{\"a\":0}", "{\"A\":0}", "{\"a\":null}" };

  g_assert_true (equal_texts ("{\"a\":1,\"b\":[2]}", "{ \"b\" : [ 2 ], \"a\" : 1 }"));
  g_assert_true (equal_texts ("\"\\u0041\"", "\"A\""));
  for (guint i = 0; i < G_N_ELEMENTS (different); i++)
    for (guint k = 0; k < G_N_ELEMENTS (different); k++)
      g_assert_true (equal_texts (different[i], different[k]) == (i == k));
}

/* A part that somebody keeps outlives its document, also where it was shared in it. */
/* Lists hold the same values by the thousand: what is equal within a document is one node. */
static void
test_shared (void)
{
  g_autoptr (KhJson) json =
      kh_json_parse_text ("[{\"n\":7,\"real\":7.5,\"o\":{\"a\":1,\"b\":\"x\"}},{\"n\":7,\"real\":7."
                          "5,\"o\":{\"a\":1,\"b\":\"x\"}},"
                          "{\"n\":8,\"o\":{\"a\":1,\"c\":\"x\"}},{\"n\":-7,\"o\":{\"a\":2,\"b\":"
                          "\"x\"}},{\"o\":{}},{\"o\":{}}]",
                          NULL);
  g_autoptr (KhJson) kept = kh_json_ref (kh_json_get (kh_json_element (json, NULL, 1), "o"));
  KhJson *rows[6];

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    rows[i] = kh_json_element (json, NULL, i);
  g_assert_true (kh_json_get (rows[0], "n") == kh_json_get (rows[1], "n"));
  g_assert_true (kh_json_get (rows[0], "o") == kh_json_get (rows[1], "o"));
  g_assert_true (kh_json_get (rows[4], "o") == kh_json_get (rows[5], "o"));
  /* Equal in value, in the names of members and in sign, or not the same. */
  g_assert_true (kh_json_get (rows[0], "o") != kh_json_get (rows[2], "o"));
  g_assert_true (kh_json_get (rows[0], "o") != kh_json_get (rows[3], "o"));
  g_assert_cmpint (kh_json_int (rows[2], "n", 0), ==, 8);
  g_assert_cmpint (kh_json_int (rows[3], "n", 0), ==, -7);
  g_assert_cmpstr (kh_json_string (rows[2], "o.c"), ==, "x");
  g_assert_null (kh_json_string (rows[2], "o.b"));
  /* What is shared outlives its document in the hands of whoever holds it. */
  g_clear_pointer (&json, kh_json_unref);
  g_assert_cmpint (kh_json_int (kept, "a", 0), ==, 1);
}

static void
test_parts (void)
{
  KhJson *document =
      kh_json_parse_text ("[{\"state\":\"Ready\",\"n\":1},{\"state\":\"Ready\",\"n\":2}]", NULL);
  g_autoptr (KhJson) second = kh_json_ref (kh_json_element (document, NULL, 1));
  g_autoptr (KhJson) word = kh_json_ref (kh_json_get (second, "state"));

  g_assert_true (kh_json_get (kh_json_element (document, NULL, 0), "state") == word);
  kh_json_unref (document);
  g_assert_cmpint (kh_json_int (second, "N", 0), ==, 2);
  g_assert_cmpstr (kh_json_string (word, NULL), ==, "Ready");
}

static gpointer
parse_often (gpointer data)
{
  for (guint i = 0; i < 20000; i++) {
    KhJson *json = kh_json_parse_text ("{\"shared\":1,\"other\":{\"shared\":2}}", NULL);

    g_assert_cmpint (kh_json_int (json, "other.shared", 0), ==, 2);
    kh_json_unref (json);
  }
  return NULL;
}

/* Documents with the same names come and go in several threads at once. */
static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, parse_often, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/json/getters", test_getters);
  g_test_add_func ("/wire/json/hostile", test_hostile);
  g_test_add_func ("/wire/json/round-trip", test_round_trip);
  g_test_add_func ("/wire/json/equal", test_equal);
  g_test_add_func ("/wire/json/shared", test_shared);
  g_test_add_func ("/wire/json/parts", test_parts);
  g_test_add_func ("/wire/json/writer", test_writer);
  g_test_add_func ("/wire/json/expect", test_expect);
  g_test_add_func ("/wire/json/base64url", test_base64url);
  g_test_add_func ("/wire/json/threads", test_threads);
  return g_test_run ();
}
