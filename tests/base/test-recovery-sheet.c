/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery sheet: what stands on it, what is read from it, and its file on a bad day. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kh-recovery-sheet.h"
#include "khc-error.h"

#define TENANT "4a9f5e0d-688a-4cd0-a32c-9d00e20786f3"

static KhSecret *
key_of (char filler)
{
  char bytes[32];

  memset (bytes, filler, sizeof bytes);
  return kh_secret_new_copy (bytes, sizeof bytes);
}

static KhSecret *
sheet_of (KhSecret *key)
{
  const KhRecoveryFacts facts = { .organization = "R&D <prod>\n    1   0000-0000-0000",
                                  .tenant = TENANT,
                                  .folder = "/data/\x1b[2Jfolder",
                                  .account = "Ada",
                                  .time = (KhTime)1764000000 * 1000000 };
  g_autoptr (GError) error = NULL;
  KhSecret *sheet = kh_recovery_sheet_print (&facts, key, &error);

  g_assert_no_error (error);
  return sheet;
}

static char *
text_of (KhSecret *sheet)
{
  return g_strndup ((const char *)kh_secret_get_bytes (sheet), kh_secret_get_size (sheet));
}

static void
expect_key (const char *text, char filler, const char *tenant)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  g_autoptr (KhSecret) key = kh_recovery_sheet_parse (text, strlen (text), &found, &error);
  g_autoptr (KhSecret) expected = key_of (filler);

  g_assert_no_error (error);
  g_assert_true (khc_secret_equal (kh_secret_peek (key), kh_secret_peek (expected)));
  g_assert_cmpstr (found, ==, tenant);
}

static void
expect_refused (const char *text, const char *inner, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  g_assert_null (kh_recovery_sheet_parse (text, strlen (text), &found, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_ARGUMENT);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
  g_assert_nonnull (strstr (error->message, message));
  g_assert_null (found);
}

static void
test_text (void)
{
  g_autoptr (KhSecret) key = key_of ('k');
  g_autoptr (KhSecret) sheet = sheet_of (key);
  g_autofree char *text = text_of (sheet);
  g_autoptr (GString) windows = g_string_new (text);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, "R&D <prod>?    1   0000-0000-0000\n"));
  g_assert_nonnull (strstr (text, "/data/?[2Jfolder\n"));
  g_assert_nonnull (strstr (text, "2025-11-24T16:00:00Z\n"));
  g_assert_nonnull (strstr (text, "keyholdctl --data-dir"));
  for (const char *c = text; *c != '\0'; c++)
    g_assert_true (*c == '\n' || (guchar)*c >= ' ');
  expect_key (text, 'k', TENANT);
  g_string_replace (windows, "\n", "\r\n", 0);
  expect_key (windows->str, 'k', TENANT);
}

/* Retyped from paper: the five lines, with numbers or without. */
static void
test_bare (void)
{
  g_autoptr (KhSecret) key = key_of ('b');
  g_autoptr (KhSecret) code = kh_recovery_code_print (key, NULL);
  g_autofree char *text = text_of (code);
  g_autoptr (GString) numbered = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  expect_key (text, 'b', NULL);
  for (guint i = 0; i < 5; i++)
    g_string_append_printf (numbered, "%u %s\n", i + 1, lines[i]);
  expect_key (numbered->str, 'b', NULL);
}

static void
test_refused (void)
{
  g_autoptr (KhSecret) key = key_of ('r');
  g_autoptr (KhSecret) sheet = sheet_of (key);
  g_autofree char *text = text_of (sheet);
  char *third = strstr (text, "    3   ") + 8;
  g_autofree char *long_one = g_strnfill (20000, 'A');
  char before = *third;

  *third = before == '7' ? '8' : '7';
  expect_refused (text, KH_RECOVERY_MISTYPED, "Line 3 of the recovery code has a typing error");
  *third = '#';
  expect_refused (text, "NoRecoveryCode", "no recovery code");
  expect_refused ("", KH_RECOVERY_MISTYPED, "Line 1 of the recovery code has fewer");
  expect_refused ("ABCD-EFGH-JKMN\nABCD", KH_RECOVERY_MISTYPED, "Line 2 of the recovery code has");
  expect_refused (long_one, "NoRecoveryCode", "no recovery code");
}

static void
test_line (void)
{
  g_autoptr (KhSecret) key = key_of ('l');
  g_autoptr (KhSecret) code = kh_recovery_code_print (key, NULL);
  g_autofree char *text = text_of (code);
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_recovery_code_check_line (text, 14, 1, NULL));
  g_assert_false (kh_recovery_code_check_line (text, 14, 2, &error));
  g_assert_nonnull (strstr (error->message, "Line 2 of the recovery code has a typing error"));
  g_clear_error (&error);
  g_assert_false (kh_recovery_code_check_line (text, 20, 1, &error));
  g_assert_nonnull (strstr (error->message, "has more than 12"));
}

/* --- The file -------------------------------------------------------------------------------- */

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
remove_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("keyhold-sheet.XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.txt", NULL);
  g_autofree char *missing = g_build_filename (folder, "none", "sheet.txt", NULL);
  g_autoptr (KhSecret) key = key_of ('f');
  g_autoptr (KhSecret) sheet = sheet_of (key);
  g_autoptr (KhSecret) read = NULL;
  g_autofree char *tenant = NULL;
  g_autoptr (GError) error = NULL;
  gboolean open_to_others = TRUE;
  struct stat info;

  g_assert_true (kh_recovery_sheet_write (path, sheet, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  read = kh_recovery_sheet_read (path, &tenant, &open_to_others, &error);
  g_assert_no_error (error);
  g_assert_true (khc_secret_equal (kh_secret_peek (read), kh_secret_peek (key)));
  g_assert_cmpstr (tenant, ==, TENANT);
  g_assert_false (open_to_others);
  g_assert_false (kh_recovery_sheet_write (path, sheet, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_assert_false (kh_recovery_sheet_write (missing, sheet, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (kh_recovery_sheet_read (missing, NULL, NULL, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_chmod (path, 0644);
  g_clear_pointer (&tenant, g_free);
  kh_secret_unref (kh_recovery_sheet_read (path, &tenant, &open_to_others, NULL));
  g_assert_true (open_to_others);
  /* A symbolic link is a name like any other: nothing is written through it. */
  g_unlink (path);
  g_assert_cmpint (symlink ("elsewhere", path), ==, 0);
  g_assert_false (kh_recovery_sheet_write (path, sheet, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_EXISTS);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_unlink (path);
  g_rmdir (folder);
}

/* No room: neither a part of it nor what it was written to stays. */
static void
test_no_room (void)
{
  g_autofree char *folder = g_dir_make_tmp ("keyhold-sheet.XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.txt", NULL);
  g_autoptr (KhSecret) key = key_of ('n');
  g_autoptr (KhSecret) sheet = sheet_of (key);
  g_autoptr (GError) error = NULL;
  struct rlimit before, none;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  none = before;
  none.rlim_cur = 100;
  setrlimit (RLIMIT_FSIZE, &none);
  g_assert_false (kh_recovery_sheet_write (path, sheet, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_rmdir (folder);
}

/* Killed at any moment: the name stands for a whole sheet or for nothing. */
static void
test_killed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("keyhold-sheet.XXXXXX", NULL);
  g_autoptr (KhSecret) key = key_of ('x');
  g_autoptr (KhSecret) sheet = sheet_of (key);
  guint found = 0;

  for (guint i = 0; i < 40; i++) {
    g_autofree char *path = g_strdup_printf ("%s/sheet-%u", folder, i);
    g_autoptr (KhSecret) read = NULL;
    pid_t child = fork ();

    if (child == 0) {
      kh_recovery_sheet_write (path, sheet, NULL);
      _exit (0);
    }
    g_usleep (i * 50);
    kill (child, SIGKILL);
    waitpid (child, NULL, 0);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    found++;
    read = kh_recovery_sheet_read (path, NULL, NULL, NULL);
    g_assert_true (read != NULL && khc_secret_equal (kh_secret_peek (read), kh_secret_peek (key)));
  }
  g_test_message ("%u of 40 sheets", found);
  remove_files (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery-sheet/text", test_text);
  g_test_add_func ("/recovery-sheet/bare", test_bare);
  g_test_add_func ("/recovery-sheet/refused", test_refused);
  g_test_add_func ("/recovery-sheet/line", test_line);
  g_test_add_func ("/recovery-sheet/file", test_file);
  g_test_add_func ("/recovery-sheet/no-room", test_no_room);
  g_test_add_func ("/recovery-sheet/killed", test_killed);
  return g_test_run ();
}
