/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diagnostic log: what gets into the file, from any thread, and that it never grows. */
#define G_LOG_DOMAIN "kh-test"
#include "kh-diagnostics.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kh-error.h"
#include "kh-log.h"

#define N_THREADS 4
#define N_MESSAGES 200

static char *folder, *path;

static GPtrArray *
read_all (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = kh_diagnostics_read (path, &error);

  g_assert_no_error (error);
  return lines;
}

/* (nullable): the newest line with @text at its beginning. */
static const KhDiagnosticLine *
find (GPtrArray *lines, const char *text)
{
  for (guint i = lines->len; i > 0; i--) {
    const KhDiagnosticLine *line = lines->pdata[i - 1];

    if (g_str_has_prefix (line->text, text))
      return line;
  }
  return NULL;
}

/* Nothing is there before something is said; the first line tells who says it. */
static void
test_first (void)
{
  g_autoptr (GPtrArray) none = read_all ();
  g_autoptr (GPtrArray) lines = NULL;
  const KhDiagnosticLine *line;
  struct stat facts;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  kh_info ("Hello\nworld\t%d", 1);
  kh_diagnostics_flush ();
  lines = read_all ();
  g_assert_cmpuint (lines->len, ==, 2);
  line = lines->pdata[0];
  g_assert_nonnull (strstr (line->text, KH_VERSION));
  g_assert_true (g_str_has_prefix (line->origin, "test["));
  line = lines->pdata[1];
  g_assert_cmpstr (line->text, ==, "Hello world 1");
  g_assert_cmpstr (line->domain, ==, "kh-test");
  g_assert_cmpint (line->level, ==, KH_DIAGNOSTIC_INFO);
  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0700);
}

static void
test_levels (void)
{
  g_autoptr (GPtrArray) lines = NULL;

  kh_debug ("a detail");
  kh_message ("a notice");
  kh_trouble ("a trouble: %s", "of the disk");
  g_log ("Gtk", G_LOG_LEVEL_MESSAGE, "what somebody typed");
  kh_diagnostics_flush ();
  lines = read_all ();
  g_assert_null (find (lines, "a detail"));
  g_assert_null (find (lines, "what somebody typed"));
  g_assert_cmpint (find (lines, "a notice")->level, ==, KH_DIAGNOSTIC_NOTICE);
  g_assert_cmpint (find (lines, "a trouble: of the disk")->level, ==, KH_DIAGNOSTIC_WARNING);
}

static gpointer
chatter_thread (gpointer data)
{
  for (guint i = 0; i < N_MESSAGES; i++)
    kh_info ("thread %d says %u", GPOINTER_TO_INT (data), i);
  return NULL;
}

/* Many threads at once: every line is whole, and each thread's are in order. */
static void
test_threads (void)
{
  GThread *threads[N_THREADS];
  g_autoptr (GPtrArray) lines = NULL;
  guint next[N_THREADS] = { 0 };

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("chatter", chatter_thread, GINT_TO_POINTER (i));
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  kh_diagnostics_flush ();
  lines = read_all ();
  for (guint i = 0; i < lines->len; i++) {
    const KhDiagnosticLine *line = lines->pdata[i];
    guint thread, number;

    if (sscanf (line->text, "thread %u says %u", &thread, &number) == 2)
      g_assert_cmpuint (number, ==, next[thread]++);
  }
  for (int i = 0; i < N_THREADS; i++)
    g_assert_cmpuint (next[i], ==, N_MESSAGES);
}

/* It stays below two files of 1 MiB, and what is newest is there. */
static void
test_room (void)
{
  g_autofree char *before = g_strconcat (path, ".1", NULL);
  g_autofree char *long_text = g_strnfill (1500, 'x');
  g_autoptr (GPtrArray) lines = NULL;
  struct stat now, one;

  for (guint i = 0; i < 3000; i++) {
    kh_info ("%u %s", i, long_text);
    if (i % 500 == 0)
      kh_diagnostics_flush ();
  }
  kh_info ("the end");
  kh_diagnostics_flush ();
  g_assert_cmpint (g_stat (path, &now), ==, 0);
  g_assert_cmpint (g_stat (before, &one), ==, 0);
  g_assert_cmpint (now.st_size, <=, 1024 * 1024);
  g_assert_cmpint (one.st_size, <=, 1024 * 1024);
  g_assert_cmpint (one.st_size, >, 1000 * 1024);
  lines = read_all ();
  g_assert_nonnull (find (lines, "the end"));
  g_assert_null (find (lines, "Hello world"));
}

/* Another program moved it away, or somebody removed it: it goes on in a new one. What is no line,
 * and what is cut in the middle of one, is passed over. */
static void
test_others (void)
{
  g_autofree char *before = g_strconcat (path, ".1", NULL);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  struct stat facts;

  g_assert_cmpint (g_rename (path, before), ==, 0);
  kh_info ("after it was moved");
  kh_diagnostics_flush ();
  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  g_unlink (path);
  g_file_set_contents (before, "\xff\xfe\nnonsense\n2026-01-01T00:00:00Z loud a b: c\n", -1,
                       &error);
  g_assert_no_error (error);
  kh_info ("after it was removed");
  kh_diagnostics_flush ();
  lines = read_all ();
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_nonnull (find (lines, "after it was removed"));
}

static void
test_export (void)
{
  g_autofree char *to = g_build_filename (folder, "out.txt", NULL);
  g_autofree char *bad = g_build_filename (folder, "nowhere", "out.txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  struct stat facts;

  kh_info ("to be exported");
  kh_diagnostics_flush ();
  g_assert_true (kh_diagnostics_export (path, to, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (to, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, " info test["));
  g_assert_nonnull (strstr (text, "kh-test: to be exported\n"));
  g_assert_cmpint (g_stat (to, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);
  g_assert_false (kh_diagnostics_export (path, bad, &error));
  g_assert_true (kh_error_is (error, KH_ERROR_IO));
  g_unlink (to);
}

/* A disk that takes nothing loses the log and nothing else. */
static void
test_in_the_way (void)
{
  g_unlink (path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  kh_info ("nobody reads this");
  kh_diagnostics_flush ();
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* What was said last is written before the program ends. */
static void
assert_end (void)
{
  g_autoptr (GPtrArray) lines = read_all ();

  g_assert_nonnull (find (lines, "line 499 before the end"));
}

int
main (int argc, char **argv)
{
  g_autofree char *before = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("kh-diagnostics-XXXXXX", NULL);
  path = g_build_filename (folder, "diagnostics.log", NULL);
  before = g_strconcat (path, ".1", NULL);
  kh_diagnostics_start ("test", path);
  g_test_add_func ("/diagnostics/first", test_first);
  g_test_add_func ("/diagnostics/levels", test_levels);
  g_test_add_func ("/diagnostics/threads", test_threads);
  g_test_add_func ("/diagnostics/room", test_room);
  g_test_add_func ("/diagnostics/others", test_others);
  g_test_add_func ("/diagnostics/export", test_export);
  g_test_add_func ("/diagnostics/in-the-way", test_in_the_way);
  status = g_test_run ();
  for (guint i = 0; i < 500; i++)
    kh_info ("line %u before the end", i);
  kh_diagnostics_stop ();
  assert_end ();
  g_unlink (path);
  g_unlink (before);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (path);
  g_free (folder);
  return status;
}
