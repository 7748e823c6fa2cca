/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log after crashes and on failing disks. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit-fixture.h"

/* --- Crashes ------------------------------------------------------------------------------- */

static void
test_interrupted (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  guint64 done = audit_intent (f, log, "done"), lost = audit_intent (f, log, "lost");
  g_autoptr (GPtrArray) records = NULL;
  KhAuditRecord *last;

  audit_outcome (f, log, done);
  kh_audit_log_free (log);
  log = audit_reopen (f, NULL);
  records = audit_list (log, 0);
  g_assert_cmpuint (records->len, ==, 5);
  last = records->pdata[4];
  g_assert_cmpuint (last->of, ==, lost);
  g_assert_cmpstr (last->result, ==, KH_AUDIT_INTERRUPTED);
  g_assert_cmpstr (last->action, ==, "key.disable");
  g_assert_cmpstr (last->target, ==, "lost");
  kh_audit_log_free (log);
  log = audit_reopen (f, NULL);
  g_assert_cmpuint (kh_audit_log_get_position (log).seq, ==, 5);
  kh_audit_log_free (log);
}

static void
cut (AuditFixture *f, const char *name, gsize bytes)
{
  gsize size;
  g_autofree char *text = records_read (f->audit, name, &size);

  records_write (f->audit, name, text, (gssize)(size - bytes));
}

static void
test_torn (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  KhAuditPosition before;
  gsize whole;

  audit_notice (f, log, "one");
  g_assert_true (kh_audit_log_sync (log, NULL));
  before = kh_audit_log_get_position (log);
  g_free (records_read (f->audit, "00000001.jsonl", &whole));
  audit_notice (f, log, "two");
  kh_audit_log_free (log);
  for (guint left = 1;; left += 37) {
    g_autofree char *copy = NULL;
    g_autoptr (GPtrArray) records = NULL;
    g_auto (KhAuditReport) report = { 0 };
    gsize size;
    g_autofree char *text = records_read (f->audit, "00000001.jsonl", &size);

    if (whole + left >= size)
      break;
    copy = g_steal_pointer (&f->audit);
    f->audit = g_build_filename (f->base.folder, "torn", NULL);
    records_copy_folder (copy, f->audit);
    cut (f, "00000001.jsonl", size - whole - left);
    kh_audit_verify (f->audit, NULL, &report);
    g_assert_cmpint (report.verdict, ==, KH_AUDIT_CANNOT_TELL);
    log = audit_reopen (f, &before);
    g_assert_null (kh_audit_log_get_broken (log));
    records = audit_list (log, 0);
    g_assert_cmpuint (records->len, ==, 3);
    g_assert_cmpstr (((KhAuditRecord *)records->pdata[2])->action, ==, "log.repaired");
    g_assert_true (kh_audit_log_close (log, NULL));
    audit_check_intact (f, 3);
    g_free (f->audit);
    f->audit = g_steal_pointer (&copy);
  }
}

/* An acknowledged record that is cut, whole or in part, is not a crash. */
static void
test_cut_acknowledged (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  KhAuditPosition position;
  g_autoptr (GError) error = NULL;
  KhAuditRecord record;
  guint64 seq;

  audit_intent (f, log, "one");
  position = kh_audit_log_get_position (log);
  kh_audit_log_free (log);
  cut (f, "00000001.jsonl", 5);
  log = audit_reopen (f, &position);
  g_assert_error (kh_audit_log_get_broken (log), KH_ERROR, KH_ERROR_AUDIT);
  record = audit_make (f, "key.enable", "x");
  g_assert_false (kh_audit_log_append_intent (log, &record, &seq, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_AUDIT);
  g_assert_cmpuint (audit_count (log), ==, 1);
  g_assert_true (kh_audit_log_close (log, NULL));
}

static void
test_other_position (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  KhAuditPosition position;

  audit_intent (f, log, "one");
  position = kh_audit_log_get_position (log);
  position.head[3] ^= 1;
  kh_audit_log_free (log);
  log = audit_reopen (f, &position);
  g_assert_nonnull (kh_audit_log_get_broken (log));
  kh_audit_log_free (log);
}

/* A position in an older segment than the last one is still checked. */
static void
test_position_before (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  KhAuditPosition position;

  audit_intent (f, log, "one");
  position = kh_audit_log_get_position (log);
  f->now += 31 * KH_DAY;
  audit_notice (f, log, "next month");
  g_assert_true (kh_audit_log_close (log, NULL));
  log = audit_reopen (f, &position);
  g_assert_null (kh_audit_log_get_broken (log));
  kh_audit_log_free (log);
  position.head[0] ^= 1;
  log = audit_reopen (f, &position);
  g_assert_nonnull (kh_audit_log_get_broken (log));
  kh_audit_log_free (log);
}

static void
test_unborn_segment (AuditFixture *f, gconstpointer data)
{
  static const char *const contents[] = { "", "{\"v\":1,\"seq\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++) {
    KhAuditLog *log;
    guint64 seq;

    records_remove_folder (f->audit);
    log = audit_create (f);
    audit_intent (f, log, "one");
    g_assert_true (kh_audit_log_close (log, NULL));
    records_write (f->audit, "00000002.jsonl", contents[i], -1);
    log = audit_reopen (f, NULL);
    g_assert_null (kh_audit_log_get_broken (log));
    seq = kh_audit_log_get_position (log).seq;
    g_assert_cmpuint (seq, ==, i == 0 ? 3 : 4);
    f->now += 31 * KH_DAY;
    audit_notice (f, log, "next month");
    g_assert_true (kh_audit_log_close (log, NULL));
    audit_check_intact (f, seq + 2);
  }
}

static void
test_identity (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhSecret) other = kh_secret_new_copy ("another root secret of 32 bytes!", 32);
  g_autoptr (GError) error = NULL;
  KhAuditLog *log = audit_create (f);
  g_autofree char *text = NULL;

  kh_audit_log_free (log);
  log = kh_audit_log_open (&f->base.faulty.io, f->audit, RECORDS_TENANT, other, NULL, f->now, NULL);
  g_assert_nonnull (kh_audit_log_get_broken (log));
  kh_audit_log_free (log);
  log = kh_audit_log_open (&f->base.faulty.io, f->audit, "00000000-2222-4333-8444-555555555555",
                           f->base.root, NULL, f->now, NULL);
  g_assert_nonnull (kh_audit_log_get_broken (log));
  kh_audit_log_free (log);
  text = records_read (f->audit, "00000001.jsonl", NULL);
  text[5] = '2'; /* {"v":2 */
  records_write (f->audit, "00000001.jsonl", text, -1);
  g_assert_null (kh_audit_log_open (&f->base.faulty.io, f->audit, RECORDS_TENANT, f->base.root,
                                    NULL, f->now, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NEWER);
  g_clear_error (&error);
  records_remove_folder (f->audit);
  g_assert_null (kh_audit_log_open (&f->base.faulty.io, f->audit, RECORDS_TENANT, f->base.root,
                                    NULL, f->now, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
}

/* --- Failing disks ------------------------------------------------------------------------- */

/* Intents and outcomes are on the disk when the call returns; notices after the next sync. */
static void
test_durable (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  guint64 seq;

  g_assert_false (f->base.faulty.dirty);
  seq = audit_intent (f, log, "k");
  g_assert_false (f->base.faulty.dirty);
  audit_outcome (f, log, seq);
  g_assert_false (f->base.faulty.dirty);
  g_assert_false (kh_audit_log_needs_sync (log));
  audit_notice (f, log, "t");
  g_assert_true (f->base.faulty.dirty);
  g_assert_true (kh_audit_log_needs_sync (log));
  g_assert_true (kh_audit_log_sync (log, NULL));
  g_assert_false (f->base.faulty.dirty);
  g_assert_false (kh_audit_log_needs_sync (log));
  audit_notice (f, log, "t");
  audit_intent (f, log, "k"); /* takes the notice with it */
  g_assert_false (f->base.faulty.dirty);
  kh_audit_log_free (log);
}

/* A record that was refused is not in the file afterwards, whatever call failed. */
static void
test_no_trace (AuditFixture *f, gconstpointer data)
{
  KhAuditLog *log = audit_create (f);
  KhAuditRecord record = audit_make (f, "key.disable", "k");
  gboolean refused = TRUE;

  audit_notice (f, log, "not synced yet");
  for (guint n = 1; refused; n++) {
    gsize before, after;
    guint64 seq;

    g_free (records_read (f->audit, "00000001.jsonl", &before));
    records_fail_at (&f->base, n, EIO);
    refused = !kh_audit_log_append_intent (log, &record, &seq, NULL);
    records_fail_never (&f->base);
    g_free (records_read (f->audit, "00000001.jsonl", &after));
    if (refused)
      g_assert_cmpuint (after, ==, before);
    g_assert_true (n > 2 || refused); /* the write, then the sync */
  }
  g_assert_true (kh_audit_log_close (log, NULL));
  audit_check_intact (f, 3);
}

/* One act: what the caller was told must be what a reopened log shows. */
typedef struct {
  guint64 seqs[8];
  guint n;
} Acked;

static gboolean
act (AuditFixture *f, KhAuditLog *log, Acked *acked)
{
  KhAuditRecord record = audit_make (f, "key.disable", "k");
  g_autoptr (GError) error = NULL;
  guint64 seq;

  if (!kh_audit_log_append_intent (log, &record, &seq, &error)) {
    g_assert_true (kh_error_is (error, KH_ERROR_AUDIT) || kh_error_is (error, KH_ERROR_NO_SPACE));
    return FALSE;
  }
  acked->seqs[acked->n++] = seq;
  record.result = KH_AUDIT_SUCCEEDED;
  if (kh_audit_log_append_outcome (log, seq, &record, NULL))
    acked->seqs[acked->n++] = kh_audit_log_get_position (log).seq;
  return TRUE;
}

static void
check_acked (KhAuditLog *log, const Acked *acked)
{
  for (guint i = 0; i < acked->n; i++) {
    g_autoptr (KhAuditRecord) record = kh_audit_log_get (log, acked->seqs[i], NULL);

    g_assert_nonnull (record);
    g_assert_cmpint (record->phase, !=, KH_AUDIT_NOTICE);
  }
}

/* Everything one log does in its life, with notices between and a month that changes. */
static void
live (AuditFixture *f, KhAuditLog *log, Acked *acked)
{
  KhAuditRecord record = audit_make (f, "data.read", "t");

  act (f, log, acked);
  kh_audit_log_append_notice (log, &record, NULL);
  kh_audit_log_sync (log, NULL);
  kh_audit_log_append_notice (log, &record, NULL);
  act (f, log, acked);
  f->now += 31 * KH_DAY;
  act (f, log, acked);
  kh_audit_log_checkpoint (log, NULL);
}

static void
fail_each (AuditFixture *f, int error, gboolean for_ever)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    KhAuditLog *log;
    Acked acked = { 0 };
    KhAuditPosition position;
    guint before;

    f->now = RECORDS_TIME;
    records_remove_folder (f->audit);
    log = audit_create (f);
    records_fail_at (&f->base, n, error);
    f->base.faulty.for_ever = for_ever;
    live (f, log, &acked);
    failed = f->base.faulty.calls >= n;
    records_fail_never (&f->base);
    before = acked.n;
    if (!for_ever || n % 2 == 0)
      g_assert_true (act (f, log, &acked)); /* the disk is well again: so is the log */
    g_assert_true (acked.n == before || acked.n == before + 2);
    position = kh_audit_log_get_position (log);
    if (n % 3 != 0)
      kh_audit_log_free (log);
    else
      g_assert_true (kh_audit_log_close (log, NULL));
    log = audit_reopen (f, &position);
    g_assert_no_error (kh_audit_log_get_broken (log));
    check_acked (log, &acked);
    g_assert_true (kh_audit_log_close (log, NULL));
    audit_check_intact (f, acked.n);
    g_assert_cmpuint (n, <, 500);
  }
}

static void
test_nth_failure (AuditFixture *f, gconstpointer data)
{
  fail_each (f, EIO, FALSE);
  fail_each (f, EIO, TRUE);
}

static void
test_nth_no_space (AuditFixture *f, gconstpointer data)
{
  fail_each (f, ENOSPC, FALSE);
}

/* A failed open leaves the log as it was. */
static void
test_nth_failure_open (AuditFixture *f, gconstpointer data)
{
  gboolean failed = TRUE;
  KhAuditLog *log = audit_create (f);

  audit_intent (f, log, "open");
  audit_notice (f, log, "torn");
  kh_audit_log_free (log);
  cut (f, "00000001.jsonl", 7);
  for (guint n = 1; failed; n++) {
    g_autofree char *pristine = g_steal_pointer (&f->audit);
    g_autoptr (GPtrArray) records = NULL;

    f->audit = g_build_filename (f->base.folder, "copy", NULL);
    records_copy_folder (pristine, f->audit);
    records_fail_at (&f->base, n, EIO);
    log = kh_audit_log_open (&f->base.faulty.io, f->audit, RECORDS_TENANT, f->base.root, NULL,
                             f->now, NULL);
    failed = f->base.faulty.calls >= n;
    records_fail_never (&f->base);
    if (log != NULL)
      g_assert_no_error (kh_audit_log_get_broken (log));
    kh_audit_log_free (log);
    log = audit_reopen (f, NULL);
    g_assert_no_error (kh_audit_log_get_broken (log));
    records = audit_list (log, 2);
    g_assert_cmpuint (records->len, >=, 1);
    g_assert_cmpstr (((KhAuditRecord *)records->pdata[records->len - 1])->result, ==,
                     KH_AUDIT_INTERRUPTED);
    g_assert_true (kh_audit_log_close (log, NULL));
    audit_check_intact (f, 3);
    g_free (f->audit);
    f->audit = g_steal_pointer (&pristine);
    g_assert_cmpuint (n, <, 200);
  }
}

static void
test_full_disk (AuditFixture *f, gconstpointer data)
{
  for (gint64 space = 0; space < 3000; space += 101) {
    KhAuditLog *log;
    Acked acked = { 0 };
    g_autoptr (GError) error = NULL;
    KhAuditRecord record;
    guint64 seq;
    guint tries = 0;

    records_remove_folder (f->audit);
    log = audit_create (f);
    f->base.faulty.space = space;
    while (acked.n < 6 && tries++ < 3 && act (f, log, &acked))
      ;
    record = audit_make (f, "key.disable", "k");
    f->base.faulty.space = 10;
    g_assert_false (kh_audit_log_append_intent (log, &record, &seq, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_NO_SPACE);
    g_assert_cmpuint (audit_count (log), ==, kh_audit_log_get_position (log).seq);
    records_fail_never (&f->base);
    g_assert_true (kh_audit_log_close (log, NULL));
    log = audit_reopen (f, NULL);
    check_acked (log, &acked);
    g_assert_true (kh_audit_log_close (log, NULL));
    audit_check_intact (f, acked.n + 1);
  }
}

/* The child writes and tells each acknowledged number; the parent kills it somewhere. */
static void
child_writes (AuditFixture *f, int pipe_fd, guint seed)
{
  KhAuditLog *log = audit_reopen (f, NULL);

  for (guint i = 0;; i++) {
    guint64 seq = audit_intent (f, log, "child");

    if (write (pipe_fd, &seq, sizeof seq) != sizeof seq)
      _exit (1);
    if (i % 3 == seed % 3)
      audit_notice (f, log, "between");
    audit_outcome (f, log, seq);
    if (i % 50 == 49)
      f->now += 31 * KH_DAY;
    if (i % 20 == 19)
      kh_audit_log_checkpoint (log, NULL);
  }
}

static guint64
kill_one (AuditFixture *f, guint seed)
{
  int fds[2], status;
  guint64 seq, last = 0;
  pid_t pid;
  guint want = 1 + seed * 7 % 90;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  if (pid == 0)
    child_writes (f, fds[1], seed);
  close (fds[1]);
  for (guint i = 0; read (fds[0], &seq, sizeof seq) == sizeof seq; i++) {
    last = seq;
    if (i == want)
      kill (pid, SIGKILL);
  }
  close (fds[0]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return last;
}

static void
test_kill (AuditFixture *f, gconstpointer data)
{
  guint rounds = g_getenv ("KEYHOLD_TEST_LONG") != NULL ? 300 : 20;

  kh_audit_log_free (audit_create (f));
  for (guint i = 0; i < rounds; i++) {
    guint64 acked = kill_one (f, i);
    KhAuditLog *log = audit_reopen (f, NULL);
    g_autoptr (KhAuditRecord) record = kh_audit_log_get (log, acked, NULL);

    g_assert_no_error (kh_audit_log_get_broken (log));
    g_assert_nonnull (record);
    g_assert_cmpstr (record->target, ==, "child");
    g_assert_true (kh_audit_log_close (log, NULL));
    audit_check_intact (f, acked);
    f->now += 40 * KH_DAY;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  AUDIT_ADD ("/audit-log-crash/interrupted", test_interrupted);
  AUDIT_ADD ("/audit-log-crash/torn", test_torn);
  AUDIT_ADD ("/audit-log-crash/cut-acknowledged", test_cut_acknowledged);
  AUDIT_ADD ("/audit-log-crash/other-position", test_other_position);
  AUDIT_ADD ("/audit-log-crash/position-before", test_position_before);
  AUDIT_ADD ("/audit-log-crash/unborn-segment", test_unborn_segment);
  AUDIT_ADD ("/audit-log-crash/identity", test_identity);
  AUDIT_ADD ("/audit-log-crash/durable", test_durable);
  AUDIT_ADD ("/audit-log-crash/no-trace", test_no_trace);
  AUDIT_ADD ("/audit-log-crash/nth-failure", test_nth_failure);
  AUDIT_ADD ("/audit-log-crash/nth-no-space", test_nth_no_space);
  AUDIT_ADD ("/audit-log-crash/nth-failure-open", test_nth_failure_open);
  AUDIT_ADD ("/audit-log-crash/full-disk", test_full_disk);
  AUDIT_ADD ("/audit-log-crash/kill", test_kill);
  return g_test_run ();
}
