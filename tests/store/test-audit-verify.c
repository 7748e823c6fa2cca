/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every manipulation of a log is found and named, by the library, the program and a second
 * verifier. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#include "audit-fixture.h"
#include "kh-id.h"
#include "khc-chain.h"

/* Three segments; records 1 to 8, 9 to 16, 17 to 23; checkpoints at 1, 5, 8 | 12, 16 | 20. */
#define SEGMENT_1 "00000001.jsonl"
#define SEGMENT_2 "00000002.jsonl"
#define SEGMENT_3 "00000003.jsonl"
#define NOTES_1 "00000001.notes"
#define NOTES_2 "00000002.notes"
#define NOTES_3 "00000003.notes"
#define RECORDS 23

static void
fill (AuditFixture *f, KhAuditLog *log, int before, int after)
{
  for (int i = 0; i < before; i++)
    audit_notice (f, log, "payroll");
  g_assert_true (kh_audit_log_checkpoint (log, NULL));
  for (int i = 0; i < after; i++)
    audit_notice (f, log, "ledger");
}

static void
make_log (AuditFixture *f)
{
  KhAuditLog *log = audit_create (f);

  fill (f, log, 4, 3);
  f->now += 31 * KH_DAY;
  fill (f, log, 3, 4); /* the first begins the segment: 9 and 10 */
  f->now += 31 * KH_DAY;
  fill (f, log, 3, 3);
  g_assert_true (kh_audit_log_sync (log, NULL));
  kh_audit_log_free (log);
}

/* --- Lines of a file ----------------------------------------------------------------------- */

static GPtrArray *
lines_of (AuditFixture *f, const char *name)
{
  g_autofree char *text = records_read (f->audit, name, NULL);
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; parts[i] != NULL && parts[i + 1] != NULL; i++)
    g_ptr_array_add (lines, g_strdup (parts[i]));
  return lines;
}

static void
store_lines (AuditFixture *f, const char *name, GPtrArray *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *)lines->pdata[i]);
  records_write (f->audit, name, text->str, (gssize)text->len);
}

static void
replace_in (AuditFixture *f, const char *name, guint line, const char *old, const char *new_text)
{
  g_autoptr (GPtrArray) lines = lines_of (f, name);
  g_auto (GStrv) parts = g_strsplit (lines->pdata[line], old, 2);

  g_assert_nonnull (parts[1]);
  g_free (lines->pdata[line]);
  lines->pdata[line] = g_strjoinv (new_text, parts);
  store_lines (f, name, lines);
}

static void
keep_lines (AuditFixture *f, const char *name, guint n)
{
  g_autoptr (GPtrArray) lines = lines_of (f, name);

  g_ptr_array_set_size (lines, (int)n);
  store_lines (f, name, lines);
}

/* What somebody without the signing key can do: alter record @from and link all after it again. */
static void
rewrite_chain (AuditFixture *f, const char *name, guint from)
{
  g_autoptr (GPtrArray) lines = lines_of (f, name);
  guint8 log[16], head[32];
  KhcChain *chain;
  char *at = strstr (lines->pdata[0], "\"log\":\"") + 7;
  g_autofree char *id = g_strndup (at, 36);

  g_assert_true (kh_id_to_bytes (id, log));
  g_assert_cmpint (khc_chain_new (log, &chain), ==, KHC_OK);
  for (guint i = from; i < lines->len; i++) {
    char *line = lines->pdata[i];
    char *prev = strstr (line, "\"prev\":\"") + 8;
    guint64 seq = g_ascii_strtoull (strstr (line, "\"seq\":") + 6, NULL, 10);

    if (i == from)
      *(strstr (line, "payroll")) = 'P';
    for (guint j = 0; i > from && j < 32; j++) {
      char digits[3];

      g_snprintf (digits, sizeof digits, "%02x", head[j]);
      memcpy (prev + 2 * j, digits, 2);
    }
    for (guint j = 0; i == from && j < 32; j++)
      head[j] = (guint8)(g_ascii_xdigit_value (prev[2 * j]) * 16
                         + g_ascii_xdigit_value (prev[2 * j + 1]));
    g_assert_cmpint (khc_chain_next (chain, seq, head, khc_bytes (line, strlen (line)), head), ==,
                     KHC_OK);
  }
  khc_chain_free (chain);
  store_lines (f, name, lines);
}

static void
swap_files (AuditFixture *f, const char *a, const char *b)
{
  gsize size_a, size_b;
  g_autofree char *text_a = records_read (f->audit, a, &size_a);
  g_autofree char *text_b = records_read (f->audit, b, &size_b);

  records_write (f->audit, a, text_b, (gssize)size_b);
  records_write (f->audit, b, text_a, (gssize)size_a);
}

static void
remove_file (AuditFixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->audit, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* --- Manipulations ------------------------------------------------------------------------- */

static void
edit (AuditFixture *f)
{
  replace_in (f, SEGMENT_1, 2, "payroll", "PAYROLL");
}

static void
edit_first (AuditFixture *f)
{
  replace_in (f, SEGMENT_1, 0, "log.start", "log.Start");
}

static void
edit_last_of_segment (AuditFixture *f)
{
  replace_in (f, SEGMENT_1, 7, "ledger", "LEDGER");
}

static void
edit_signed (AuditFixture *f)
{
  replace_in (f, SEGMENT_3, 3, "payroll", "PAYROLL");
}

static void
edit_link (AuditFixture *f)
{
  replace_in (f, SEGMENT_2, 1, "\"prev\":\"", "\"prev\":\"00");
}

static void
edit_link_well (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_2);
  char *prev = strstr (lines->pdata[1], "\"prev\":\"") + 8;

  *prev = *prev == '0' ? '1' : '0';
  store_lines (f, SEGMENT_2, lines);
}

static void
edit_sequence (AuditFixture *f)
{
  replace_in (f, SEGMENT_2, 2, "\"seq\":11", "\"seq\":12");
}

static void
insert (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_1);

  g_ptr_array_insert (lines, 3, g_strdup (lines->pdata[2]));
  store_lines (f, SEGMENT_1, lines);
}

static void
insert_forged (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_1);
  char *forged = g_strdup (lines->pdata[2]);

  *strstr (forged, "payroll") = 'X';
  g_ptr_array_insert (lines, 2, forged);
  store_lines (f, SEGMENT_1, lines);
}

static void
delete_line (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_2);

  g_ptr_array_remove_index (lines, 4);
  store_lines (f, SEGMENT_2, lines);
}

static void
reorder (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_1);
  gpointer line = lines->pdata[2];

  lines->pdata[2] = lines->pdata[3];
  lines->pdata[3] = line;
  store_lines (f, SEGMENT_1, lines);
}

static void
cut_below_checkpoint (AuditFixture *f)
{
  keep_lines (f, SEGMENT_3, 2);
}

static void
cut_segment (AuditFixture *f)
{
  keep_lines (f, SEGMENT_2, 6);
}

static void
swap_segments (AuditFixture *f)
{
  swap_files (f, SEGMENT_2, SEGMENT_3);
}

static void
remove_segment (AuditFixture *f)
{
  remove_file (f, SEGMENT_2);
}

static void
remove_first_segment (AuditFixture *f)
{
  remove_file (f, SEGMENT_1);
}

/* The second segment of another log of the same organization, with its checkpoints. */
static void
foreign_segment (AuditFixture *f)
{
  AuditFixture other;
  gsize size;
  char *text;

  audit_fixture_setup (&other, NULL);
  make_log (&other);
  text = records_read (other.audit, SEGMENT_2, &size);
  records_write (f->audit, SEGMENT_2, text, (gssize)size);
  g_free (text);
  text = records_read (other.audit, NOTES_2, &size);
  records_write (f->audit, NOTES_2, text, (gssize)size);
  g_free (text);
  audit_fixture_teardown (&other, NULL);
}

static void
alter_checkpoint_size (AuditFixture *f)
{
  replace_in (f, NOTES_1, 7, "5", "6");
}

static void
alter_checkpoint_head (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, NOTES_3);
  char *head = lines->pdata[2];

  head[4] = head[4] == 'A' ? 'B' : 'A';
  store_lines (f, NOTES_3, lines);
}

static void
alter_signature (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, NOTES_2);
  char *signature = lines->pdata[5];
  char *middle = signature + strlen (signature) - 20;

  *middle = *middle == 'A' ? 'B' : 'A';
  store_lines (f, NOTES_2, lines);
}

static void
swap_checkpoints (AuditFixture *f)
{
  swap_files (f, NOTES_1, NOTES_2);
}

static void
remove_closing_checkpoint (AuditFixture *f)
{
  keep_lines (f, NOTES_1, 12);
}

static void
remove_checkpoints (AuditFixture *f)
{
  remove_file (f, NOTES_2);
}

static void
rewrite (AuditFixture *f)
{
  rewrite_chain (f, SEGMENT_3, 1);
}

static void
replace_key (AuditFixture *f)
{
  replace_in (f, SEGMENT_1, 0, "\"publicKey\":\"", "\"publicKey\":\"00");
}

static void
garbage (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_2);

  g_free (lines->pdata[3]);
  lines->pdata[3] = g_strdup ("\xff\xfe{}");
  store_lines (f, SEGMENT_2, lines);
}

static void
huge_line (AuditFixture *f)
{
  g_autoptr (GPtrArray) lines = lines_of (f, SEGMENT_2);

  g_free (lines->pdata[3]);
  lines->pdata[3] = g_strnfill (3000000, 'x');
  store_lines (f, SEGMENT_2, lines);
}

static void
join_lines (AuditFixture *f)
{
  g_autofree char *text = records_read (f->audit, SEGMENT_2, NULL);

  *strchr (text, '\n') = ' ';
  records_write (f->audit, SEGMENT_2, text, -1);
}

static const struct {
  const char *name;
  void (*apply) (AuditFixture *f);
  const char *file;
  guint64 line;
  guint64 seq;
  gboolean signature; /* only a signature shows it: nothing for the second verifier */
} manipulations[] = {
  { "edit", edit, SEGMENT_1, 3, 3, FALSE },
  { "edit-first", edit_first, SEGMENT_1, 1, 1, FALSE },
  { "edit-last-of-segment", edit_last_of_segment, SEGMENT_1, 8, 8, FALSE },
  { "edit-signed", edit_signed, SEGMENT_3, 4, 20, FALSE },
  { "edit-link", edit_link, SEGMENT_2, 2, 10, FALSE },
  { "edit-link-well", edit_link_well, SEGMENT_2, 2, 10, FALSE },
  { "edit-sequence", edit_sequence, SEGMENT_2, 3, 11, FALSE },
  { "insert", insert, SEGMENT_1, 4, 3, FALSE },
  { "insert-forged", insert_forged, SEGMENT_1, 3, 3, FALSE },
  { "delete", delete_line, SEGMENT_2, 5, 13, FALSE },
  { "reorder", reorder, SEGMENT_1, 3, 3, FALSE },
  { "cut-below-checkpoint", cut_below_checkpoint, SEGMENT_3, 3, 19, FALSE },
  { "cut-segment", cut_segment, SEGMENT_2, 7, 15, FALSE },
  { "swap-segments", swap_segments, SEGMENT_2, 1, 9, FALSE },
  { "remove-segment", remove_segment, SEGMENT_2, 1, 9, FALSE },
  { "remove-first-segment", remove_first_segment, SEGMENT_1, 1, 1, FALSE },
  { "foreign-segment", foreign_segment, SEGMENT_2, 1, 9, FALSE },
  { "alter-checkpoint-size", alter_checkpoint_size, NOTES_1, 7, 6, FALSE },
  { "alter-checkpoint-head", alter_checkpoint_head, NOTES_3, 1, 20, FALSE },
  { "alter-signature", alter_signature, NOTES_2, 1, 12, TRUE },
  { "swap-checkpoints", swap_checkpoints, NOTES_1, 1, 12, TRUE },
  { "remove-closing-checkpoint", remove_closing_checkpoint, NOTES_1, 13, 8, TRUE },
  { "remove-checkpoints", remove_checkpoints, NOTES_2, 1, 16, TRUE },
  { "rewrite-chain", rewrite, SEGMENT_3, 4, 20, FALSE },
  { "replace-key", replace_key, SEGMENT_1, 1, 1, FALSE },
  { "garbage", garbage, SEGMENT_2, 4, 12, FALSE },
  { "huge-line", huge_line, SEGMENT_2, 4, 12, FALSE },
  { "join-lines", join_lines, SEGMENT_2, 1, 9, FALSE },
};

/* --- Three verifiers ----------------------------------------------------------------------- */

static int
run (char **argv, char **output)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, output,
                               NULL, &status, &error));
  g_assert_no_error (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static int
run_program (const char *folder, char **output)
{
  char *argv[] = { (char *)g_getenv ("KEYHOLD_VERIFY"), (char *)folder, NULL };

  return run (argv, output);
}

static int
run_second (const char *folder, char **output)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "store", "verify-audit.py", NULL);
  char *argv[] = { (char *)"/usr/bin/python3", script, (char *)folder, NULL };

  return run (argv, output);
}

static void
test_intact (AuditFixture *f, gconstpointer data)
{
  g_auto (KhAuditReport) report = { 0 };
  g_autofree char *program = NULL;
  g_autofree char *second = NULL;
  g_autofree char *expected = NULL;
  char head[65];

  make_log (f);
  kh_audit_verify (f->audit, NULL, &report);
  g_assert_cmpstr (report.reason, ==, NULL);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_INTACT);
  g_assert_cmpuint (report.records, ==, RECORDS);
  g_assert_cmpuint (report.checkpoints, ==, 6);
  g_assert_cmpuint (report.signed_size, ==, 20);
  for (guint i = 0; i < 32; i++)
    g_snprintf (head + 2 * i, 3, "%02x", report.head[i]);
  g_assert_cmpint (run_program (f->audit, &program), ==, 0);
  g_assert_nonnull (strstr (program, "result:      intact"));
  g_assert_nonnull (strstr (program, head));
  expected = g_strdup_printf ("intact %d %s\n", RECORDS, head);
  g_assert_cmpint (run_second (f->audit, &second), ==, 0);
  g_assert_cmpstr (second, ==, expected);
}

static void
test_manipulation (AuditFixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (KhAuditReport) report = { 0 };
  g_autofree char *program = NULL;
  g_autofree char *second = NULL;
  g_autofree char *named = NULL;
  KhAuditLog *log;

  make_log (f);
  manipulations[i].apply (f);
  kh_audit_verify (f->audit, NULL, &report);
  g_test_message ("%s", report.reason);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_BROKEN);
  g_assert_cmpstr (report.bad_file, ==, manipulations[i].file);
  g_assert_cmpuint (report.bad_line, ==, manipulations[i].line);
  g_assert_cmpuint (report.bad_seq, ==, manipulations[i].seq);
  named = g_strdup_printf ("file %s, line %" G_GUINT64_FORMAT ", record %" G_GUINT64_FORMAT "\n",
                           report.bad_file, report.bad_line, report.bad_seq);
  g_assert_cmpint (run_program (f->audit, &program), ==, 1);
  g_assert_nonnull (strstr (program, named));
  g_assert_cmpint (run_second (f->audit, &second), ==, manipulations[i].signature ? 0 : 1);
  if (strncmp (manipulations[i].file, "00000003", 8) == 0) {
    log = audit_reopen (f, NULL);
    g_assert_error (kh_audit_log_get_broken (log), KH_ERROR, KH_ERROR_AUDIT);
    kh_audit_log_free (log);
  }
}

/* --- What the log alone does not show ------------------------------------------------------ */

static void
test_cut_with_checkpoints (AuditFixture *f, gconstpointer data)
{
  g_auto (KhAuditReport) alone = { 0 };
  g_auto (KhAuditReport) anchored = { 0 };
  g_autofree char *note_path = g_build_filename (f->base.folder, "anchor", NULL);
  g_autofree char *text = NULL;
  g_autofree char *output = NULL;
  KhAuditAnchor anchor;
  KhAuditVerifyOptions options = { .anchor = &anchor };
  char *argv[] = { (char *)g_getenv ("KEYHOLD_VERIFY"), (char *)"--since", note_path, f->audit,
                   NULL };
  KhAuditLog *log;

  make_log (f);
  log = audit_reopen (f, NULL);
  text = kh_audit_log_get_anchor (log, NULL);
  g_assert_true (
      kh_audit_anchor_parse (text, strlen (text), kh_audit_log_get_public_key (log), &anchor));
  kh_audit_log_free (log);
  records_write (f->base.folder, "anchor", text, -1);
  g_assert_cmpint (run (argv, &output), ==, 0);
  keep_lines (f, SEGMENT_3, 2);
  remove_file (f, NOTES_3);
  kh_audit_verify (f->audit, NULL, &alone);
  g_assert_cmpint (alone.verdict, ==, KH_AUDIT_INTACT); /* as the header says */
  kh_audit_verify (f->audit, &options, &anchored);
  g_assert_cmpint (anchored.verdict, ==, KH_AUDIT_BROKEN);
  g_assert_cmpuint (anchored.bad_seq, ==, 19);
  g_clear_pointer (&output, g_free);
  g_assert_cmpint (run (argv, &output), ==, 1);
}

/* Another whole log is intact, but not signed by the key that is expected. */
static void
test_other_key (AuditFixture *f, gconstpointer data)
{
  g_auto (KhAuditReport) report = { 0 };
  g_autofree char *key_path = g_build_filename (f->base.folder, "key", NULL);
  g_autofree char *output = NULL;
  char *argv[] = { (char *)g_getenv ("KEYHOLD_VERIFY"), (char *)"--public-key", key_path, f->audit,
                   NULL };
  guint8 key[32];
  KhAuditVerifyOptions options = { .public_key = key };

  make_log (f);
  kh_audit_verify (f->audit, NULL, &report);
  memcpy (key, report.public_key, sizeof key);
  records_write (f->base.folder, "key", (const char *)key, sizeof key);
  g_assert_cmpint (run (argv, &output), ==, 0);
  key[0] ^= 1;
  kh_audit_report_clear (&report);
  kh_audit_verify (f->audit, &options, &report);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_BROKEN);
  g_assert_cmpuint (report.bad_seq, ==, 1);
  records_write (f->base.folder, "key", (const char *)key, sizeof key);
  g_clear_pointer (&output, g_free);
  g_assert_cmpint (run (argv, &output), ==, 1);
}

static void
test_cannot_tell (AuditFixture *f, gconstpointer data)
{
  g_auto (KhAuditReport) report = { 0 };
  g_autofree char *output = NULL;

  g_assert_cmpint (run_program ("/nonexistent", &output), ==, 2);
  g_clear_pointer (&output, g_free);
  g_assert_cmpint (run_program (f->base.folder, &output), ==, 2);
  make_log (f);
  replace_in (f, SEGMENT_2, 3, "{\"v\":1", "{\"v\":2");
  kh_audit_verify (f->audit, NULL, &report);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_CANNOT_TELL);
  g_assert_nonnull (strstr (report.reason, "newer"));
  kh_audit_report_clear (&report);
  keep_lines (f, SEGMENT_1, 1);
  for (guint i = 2; i <= 3; i++) {
    g_autofree char *segment = g_strdup_printf ("%08u.jsonl", i);
    g_autofree char *notes = g_strdup_printf ("%08u.notes", i);

    remove_file (f, segment);
    remove_file (f, notes);
  }
  remove_file (f, NOTES_1);
  kh_audit_verify (f->audit, NULL, &report);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_CANNOT_TELL); /* nothing is signed */
}

/* A data folder is taken for its log; a clock that went back is told and is no fault. */
static void
test_data_folder (AuditFixture *f, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *tenant = g_build_filename (f->base.folder, "tenant", NULL);
  KhAuditLog *log;

  g_free (f->audit);
  f->audit = g_build_filename (tenant, "audit", NULL);
  log = audit_create (f);
  f->now -= KH_HOUR;
  audit_notice (f, log, "earlier");
  g_assert_true (kh_audit_log_close (log, NULL));
  g_assert_cmpint (run_program (f->base.folder, &output), ==, 0);
  g_assert_nonnull (strstr (output, "1 records are dated before"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  AUDIT_ADD ("/audit-verify/intact", test_intact);
  for (guint i = 0; i < G_N_ELEMENTS (manipulations); i++) {
    g_autofree char *path = g_strdup_printf ("/audit-verify/found/%s", manipulations[i].name);

    g_test_add (path, AuditFixture, GUINT_TO_POINTER (i), audit_fixture_setup, test_manipulation,
                audit_fixture_teardown);
  }
  AUDIT_ADD ("/audit-verify/cut-with-checkpoints", test_cut_with_checkpoints);
  AUDIT_ADD ("/audit-verify/other-key", test_other_key);
  AUDIT_ADD ("/audit-verify/cannot-tell", test_cannot_tell);
  AUDIT_ADD ("/audit-verify/data-folder", test_data_folder);
  return g_test_run ();
}
