/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log: records, segments, checkpoints. */
#include <string.h>

#include "audit-fixture.h"

/* --- Records ------------------------------------------------------------------------------- */

static void
test_round_trip (AuditFixture *f, gconstpointer data)
{
  static const char hostile[] = "a\"b\\c\n\x01</script>\xe2\x80\xae"
                                "fdp.exe\xe2\x80\xa8 \xf0\x9f\x94\x91 é";
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *text = NULL;
  KhAuditRecord record = audit_make (f, "key.create", hostile);
  const KhAuditRecord *back;
  guint64 seq;

  record.reason = "Quarter end";
  record.detail = "rule=K04";
  g_assert_true (kh_audit_log_append_intent (log, &record, &seq, NULL));
  g_assert_cmpuint (seq, ==, 2);
  audit_outcome (f, log, seq);
  records = audit_list (log, 1);
  g_assert_cmpuint (records->len, ==, 2);
  back = records->pdata[0];
  g_assert_cmpuint (back->seq, ==, 2);
  g_assert_cmpint (back->time, ==, record.time);
  g_assert_cmpint (back->phase, ==, KH_AUDIT_INTENT);
  g_assert_cmpstr (back->target, ==, hostile);
  g_assert_cmpstr (back->actor_id, ==, ACTOR);
  g_assert_cmpstr (back->actor, ==, "Alex Wright");
  g_assert_cmpstr (back->target_kind, ==, "key");
  g_assert_cmpstr (back->target_id, ==, "kv/k");
  g_assert_cmpstr (back->request, ==, "req-1");
  g_assert_cmpstr (back->reason, ==, "Quarter end");
  g_assert_cmpstr (back->detail, ==, "rule=K04");
  back = records->pdata[1];
  g_assert_cmpint (back->phase, ==, KH_AUDIT_OUTCOME);
  g_assert_cmpuint (back->of, ==, 2);
  g_assert_cmpstr (back->result, ==, KH_AUDIT_SUCCEEDED);
  text = records_read (f->audit, "00000001.jsonl", NULL);
  g_assert_null (strstr (text, "\xe2\x80\xae"));
  g_assert_nonnull (strstr (text, "\\u202efdp.exe"));
}

static void
test_refuses (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GError) error = NULL;
  g_autofree char *huge = g_strnfill (KH_AUDIT_LINE_MAX, 'x');
  KhAuditRecord record = audit_make (f, "key.create", huge);
  guint64 seq;

  g_assert_false (kh_audit_log_append_intent (log, &record, &seq, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_AUDIT);
  g_clear_error (&error);
  g_assert_null (kh_audit_log_create (&f->base.faulty.io, f->audit, RECORDS_TENANT, f->base.root,
                                      f->now, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (kh_audit_log_get (log, 99, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  audit_intent (f, log, "still works");
  g_assert_true (kh_audit_log_close (g_steal_pointer (&log), NULL));
  audit_check_intact (f, 2);
}

static void
test_list (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  KhAuditFilter filter = { .limit = 2, .since = KH_TIME_NONE, .object = "PAYROLL" };
  g_autoptr (GPtrArray) first = NULL, second = NULL, late = NULL, nobody = NULL;
  gboolean more = FALSE;

  for (int i = 0; i < 3; i++) {
    audit_notice (f, log, "payroll");
    audit_notice (f, log, "other");
  }
  first = kh_audit_log_list (log, &filter, &more, NULL);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_true (more);
  filter.after = ((KhAuditRecord *)first->pdata[1])->seq;
  second = kh_audit_log_list (log, &filter, &more, NULL);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_false (more);
  filter = (KhAuditFilter){ .since = f->now - KH_SECOND };
  late = kh_audit_log_list (log, &filter, NULL, NULL);
  g_assert_cmpuint (late->len, ==, 1);
  filter = (KhAuditFilter){ .since = KH_TIME_NONE, .actor = "Nobody" };
  nobody = kh_audit_log_list (log, &filter, NULL, NULL);
  g_assert_cmpuint (nobody->len, ==, 0);
}

/* --- Segments and checkpoints -------------------------------------------------------------- */

static void
test_month (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  guint64 open = audit_intent (f, log, "long one");
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) tail = NULL;
  KhAuditRecord *last;

  f->now += 31 * KH_DAY;
  audit_notice (f, log, "december");
  f->now += 31 * KH_DAY;
  audit_notice (f, log, "january");
  g_assert_true (kh_audit_log_close (g_steal_pointer (&log), NULL));
  audit_check_intact (f, 6);
  log = audit_reopen (f, NULL);
  g_assert_null (kh_audit_log_get_broken (log));
  records = audit_list (log, 0);
  last = records->pdata[records->len - 1];
  g_assert_cmpstr (last->result, ==, KH_AUDIT_INTERRUPTED);
  g_assert_cmpuint (last->of, ==, open);
  g_assert_cmpstr (last->target, ==, "long one");
  tail = audit_list (log, 5);
  g_assert_cmpuint (tail->len, ==, records->len - 5);
}

static void
test_full_segment (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autofree char *long_name = g_strnfill (8000, 'n');
  g_autofree char *second = g_build_filename (f->audit, "00000002.jsonl", NULL);
  guint64 n = 1;

  for (; !g_file_test (second, G_FILE_TEST_EXISTS); n++) {
    audit_notice (f, log, long_name);
    g_assert_cmpuint (n, <, 3000);
  }
  g_assert_true (kh_audit_log_close (g_steal_pointer (&log), NULL));
  audit_check_intact (f, n);
}

static void
test_checkpoints (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_auto (KhAuditReport) report = { 0 };
  g_autofree char *anchor_text = NULL;
  KhAuditAnchor anchor;
  KhAuditPosition position;

  g_assert_cmpint (kh_audit_log_get_unsigned_since (log), ==, KH_TIME_NONE);
  for (int i = 0; i < 300; i++)
    audit_notice (f, log, "x");
  kh_audit_verify (f->audit, NULL, &report);
  g_assert_cmpuint (report.checkpoints, ==, 2);
  g_assert_cmpuint (report.signed_size, ==, 257);
  g_assert_cmpint (kh_audit_log_get_unsigned_since (log), ==, RECORDS_TIME + 256 * KH_SECOND);
  g_assert_true (kh_audit_log_checkpoint (log, NULL));
  g_assert_cmpint (kh_audit_log_get_unsigned_since (log), ==, KH_TIME_NONE);
  anchor_text = kh_audit_log_get_anchor (log, NULL);
  position = kh_audit_log_get_position (log);
  g_assert_true (kh_audit_anchor_parse (anchor_text, strlen (anchor_text),
                                        kh_audit_log_get_public_key (log), &anchor));
  g_assert_cmpuint (anchor.size, ==, 301);
  g_assert_cmpmem (anchor.head, 32, position.head, 32);
  anchor_text[strlen (anchor_text) / 2] ^= 1;
  g_assert_false (kh_audit_anchor_parse (anchor_text, strlen (anchor_text),
                                         kh_audit_log_get_public_key (log), &anchor));
}

/* A verification found what opening had not: nothing is recorded any more, and it says where. */
static void
test_break (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GError) error = NULL;
  KhAuditReport report = { .verdict = KH_AUDIT_BROKEN,
                           .reason = (char *)"Record 2 was altered.",
                           .bad_seq = 2 };
  KhAuditRecord record = audit_make (f, "key.create", "x");
  guint64 seq;

  g_assert_true (kh_audit_log_append_intent (log, &record, &seq, NULL));
  g_assert_cmpuint (kh_audit_log_get_bad_record (log), ==, 0);
  kh_audit_log_break (log, &report);
  g_assert_false (kh_audit_log_append_intent (log, &record, &seq, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_AUDIT);
  g_assert_nonnull (strstr (error->message, "Record 2 was altered."));
  g_assert_cmpuint (kh_audit_log_get_bad_record (log), ==, 2);
  g_assert_cmpuint (audit_count (log), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  AUDIT_ADD ("/audit-log/round-trip", test_round_trip);
  AUDIT_ADD ("/audit-log/refuses", test_refuses);
  AUDIT_ADD ("/audit-log/list", test_list);
  AUDIT_ADD ("/audit-log/month", test_month);
  AUDIT_ADD ("/audit-log/full-segment", test_full_segment);
  AUDIT_ADD ("/audit-log/checkpoints", test_checkpoints);
  AUDIT_ADD ("/audit-log/break", test_break);
  return g_test_run ();
}
