/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a log for a verifier elsewhere: which there are, how much of them counts, and what
 * cannot be read by their name. */
#include <string.h>

#include "audit-fixture.h"
#include "kh-audit-log-files.h"

static GPtrArray *
list (KhAuditLog *log)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *files = kh_audit_log_list_files (log, &error);

  g_assert_no_error (error);
  return files;
}

static const KhAuditFile *
file_at (GPtrArray *files, guint i)
{
  return g_ptr_array_index (files, i);
}

static void
test_segments (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  gsize size;

  audit_notice (f, log, "x");
  f->now += 40 * KH_DAY; /* another month, another segment */
  audit_notice (f, log, "y");
  g_assert_true (kh_audit_log_checkpoint (log, NULL));
  files = list (log);
  g_assert_cmpuint (files->len, ==, 4);
  g_assert_cmpstr (file_at (files, 0)->name, ==, "00000001.jsonl");
  g_assert_cmpstr (file_at (files, 3)->name, ==, "00000002.notes");
  bytes = kh_audit_file_read (kh_io_default (), f->audit, "00000002.jsonl",
                              file_at (files, 2)->bytes, NULL);
  text = records_read (f->audit, "00000002.jsonl", &size);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, size);
  /* What comes later is not in what was listed. */
  audit_notice (f, log, "z");
  later = list (log);
  g_assert_cmpuint (file_at (later, 2)->bytes, >, file_at (files, 2)->bytes);
  g_bytes_unref (bytes);
  bytes = kh_audit_file_read (kh_io_default (), f->audit, "00000002.jsonl",
                              file_at (files, 2)->bytes, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, size);
}

/* Bytes that were never made durable are no part of the log. */
static void
test_torn (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *path = g_build_filename (f->audit, "00000001.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = NULL;

  audit_notice (f, log, "x");
  files = list (log);
  stream = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, NULL);
  g_assert_true (
      g_output_stream_write_all (G_OUTPUT_STREAM (stream), "{\"v\":1", 6, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL));
  again = list (log);
  g_assert_cmpuint (file_at (again, 0)->bytes, ==, file_at (files, 0)->bytes);
}

static void
test_names (AuditFixture *f, gconstpointer data)
{
  static const char *const bad[] = { "",
                                     "..",
                                     "../tenant.db",
                                     "00000001",
                                     "00000001.jsonl/..",
                                     "1.jsonl",
                                     "000000001.jsonl",
                                     "00000001.jsonl.new",
                                     "00000009.jsonl" };
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (log);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (kh_audit_file_read (kh_io_default (), f->audit, bad[i], 1, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
    g_clear_error (&error);
  }
  g_assert_null (
      kh_audit_file_read (kh_io_default (), f->audit, "00000001.jsonl", 1 << 20, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_TRUNCATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  AUDIT_ADD ("/audit-log-files/segments", test_segments);
  AUDIT_ADD ("/audit-log-files/torn", test_torn);
  AUDIT_ADD ("/audit-log-files/names", test_names);
  return g_test_run ();
}
