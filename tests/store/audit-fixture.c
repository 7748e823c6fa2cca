/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit log in a folder of its own. */
#include "audit-fixture.h"

void
audit_fixture_setup (AuditFixture *f, gconstpointer data)
{
  records_fixture_init (&f->base);
  f->audit = g_build_filename (f->base.folder, "audit", NULL);
  f->now = RECORDS_TIME;
}

void
audit_fixture_teardown (AuditFixture *f, gconstpointer data)
{
  records_fixture_clear (&f->base);
  g_free (f->audit);
}

KhAuditLog *
audit_create (AuditFixture *f)
{
  g_autoptr (GError) error = NULL;
  KhAuditLog *log = kh_audit_log_create (&f->base.faulty.io, f->audit, RECORDS_TENANT, f->base.root,
                                         f->now, &error);

  g_assert_no_error (error);
  return log;
}

KhAuditLog *
audit_reopen (AuditFixture *f, const KhAuditPosition *position)
{
  g_autoptr (GError) error = NULL;
  KhAuditLog *log = kh_audit_log_open (&f->base.faulty.io, f->audit, RECORDS_TENANT, f->base.root,
                                       position, f->now, &error);

  g_assert_no_error (error);
  return log;
}

KhAuditRecord
audit_make (AuditFixture *f, const char *action, const char *target)
{
  KhAuditRecord record = { .time = f->now,
                           .action = action,
                           .actor_id = ACTOR,
                           .actor = "Alex Wright",
                           .target_kind = "key",
                           .target_id = "kv/k",
                           .target = target,
                           .request = "req-1" };

  f->now += KH_SECOND;
  return record;
}

guint64
audit_intent (AuditFixture *f, KhAuditLog *log, const char *target)
{
  g_autoptr (GError) error = NULL;
  KhAuditRecord record = audit_make (f, "key.disable", target);
  guint64 seq = 0;

  g_assert_true (kh_audit_log_append_intent (log, &record, &seq, &error));
  g_assert_no_error (error);
  return seq;
}

void
audit_outcome (AuditFixture *f, KhAuditLog *log, guint64 of)
{
  g_autoptr (GError) error = NULL;
  KhAuditRecord record = audit_make (f, "key.disable", "x");

  record.result = KH_AUDIT_SUCCEEDED;
  g_assert_true (kh_audit_log_append_outcome (log, of, &record, &error));
  g_assert_no_error (error);
}

void
audit_notice (AuditFixture *f, KhAuditLog *log, const char *target)
{
  KhAuditRecord record = audit_make (f, "data.read", target);

  record.phase = KH_AUDIT_NOTICE;
  g_assert_true (kh_audit_log_append_notice (log, &record, NULL));
}

GPtrArray *
audit_list (KhAuditLog *log, guint64 after)
{
  KhAuditFilter filter = { .after = after, .limit = 1000, .since = KH_TIME_NONE };
  GPtrArray *records = kh_audit_log_list (log, &filter, NULL, NULL);

  g_assert_nonnull (records);
  return records;
}

void
audit_check_intact (AuditFixture *f, guint64 at_least)
{
  g_auto (KhAuditReport) report = { 0 };

  kh_audit_verify (f->audit, NULL, &report);
  g_assert_cmpstr (report.reason, ==, NULL);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_INTACT);
  g_assert_cmpuint (report.records, >=, at_least);
}

guint
audit_count (KhAuditLog *log)
{
  g_autoptr (GPtrArray) records = audit_list (log, 0);

  return records->len;
}
