/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log from its end, and the place of a record in its chain. */
#include <string.h>

#include "audit-fixture.h"

#define NEWEST(...) ((KhAuditFilter){ .since = KH_TIME_NONE, __VA_ARGS__ })

static GPtrArray *
list_newest (KhAuditLog *log, KhAuditFilter filter, guint64 *next)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = kh_audit_log_list_newest (log, &filter, next, &error);

  g_assert_no_error (error);
  return records;
}

/* How many there are, all pages together. They come in order, and a page has no more than @limit.
 */
static guint
count_all (KhAuditLog *log, KhAuditFilter filter)
{
  guint64 last = G_MAXUINT64;
  guint n = 0;

  do {
    g_autoptr (GPtrArray) page = list_newest (log, filter, &filter.after);

    g_assert_cmpuint (page->len, <=, filter.limit > 0 ? filter.limit : 100);
    for (guint i = 0; i < page->len; i++) {
      const KhAuditRecord *record = page->pdata[i];

      g_assert_cmpuint (record->seq, <, last);
      g_assert_cmpint (record->phase, !=, KH_AUDIT_OUTCOME);
      last = record->seq;
    }
    n += page->len;
  } while (filter.after != 0);
  return n;
}

static void
act (AuditFixture *f, KhAuditLog *log, const char *action, const char *target, const char *result)
{
  KhAuditRecord record = audit_make (f, action, target);
  guint64 seq = 0;

  g_assert_true (kh_audit_log_append_intent (log, &record, &seq, NULL));
  record.result = result;
  g_assert_true (kh_audit_log_append_outcome (log, seq, &record, NULL));
}

/* An act is one record that knows how it ended, wherever a page is cut. */
static void
test_acts (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  guint64 next;

  for (int i = 0; i < 50; i++)
    act (f, log, "key.update", "k", KH_AUDIT_SUCCEEDED);
  audit_intent (f, log, "open");
  for (guint64 after = 1; after <= 103; after++) {
    g_autoptr (GPtrArray) page = list_newest (log, NEWEST (.limit = 1, .after = after), &next);
    const KhAuditRecord *record = page->len > 0 ? page->pdata[0] : NULL;

    if (after <= 2) {
      g_assert_cmpuint (page->len, ==, after - 1);
      g_assert_cmpuint (next, ==, 0);
      continue;
    }
    g_assert_cmpuint (record->seq, ==, (after - 1) / 2 * 2);
    g_assert_cmpuint (next, ==, record->seq);
    if (record->seq == 102) {
      g_assert_null (record->result);
      continue;
    }
    g_assert_cmpuint (record->outcome, ==, record->seq + 1);
    g_assert_cmpstr (record->result, ==, KH_AUDIT_SUCCEEDED);
  }
  g_assert_cmpuint (count_all (log, NEWEST (.limit = 7)), ==, 52);
  g_assert_cmpuint (count_all (log, NEWEST (.limit = 52)), ==, 52);
}

/* Uses by callers and acts that use a key; not what was refused or failed, nor what manages keys.
 */
static void
test_key_uses (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  KhAuditRecord record = audit_make (f, "key.wrap", "kv/cmk");

  record.phase = KH_AUDIT_NOTICE;
  record.result = KH_AUDIT_SUCCEEDED;
  g_assert_true (kh_audit_log_append_notice (log, &record, NULL));
  record.action = "key.unwrap";
  g_assert_true (kh_audit_log_append_notice (log, &record, NULL));
  record.result = KH_AUDIT_FAILED;
  g_assert_true (kh_audit_log_append_notice (log, &record, NULL));
  record.phase = KH_AUDIT_REFUSED;
  record.result = "KeyDisabled";
  g_assert_true (kh_audit_log_append_notice (log, &record, NULL));
  act (f, log, "cmk.enable", "Sales", KH_AUDIT_SUCCEEDED);
  act (f, log, "cmk.rotate", "ep-sales", KH_AUDIT_FAILED);
  act (f, log, "key.update", "kv/cmk", KH_AUDIT_SUCCEEDED);
  g_assert_cmpuint (count_all (log, NEWEST (.of = KH_AUDIT_OF_KEY_USES)), ==, 3);
}

/* Several segments, each longer than what is read at once, and a torn end. */
static void
test_segments (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autofree char *name = g_strnfill (300, 'n');
  g_autofree char *text = NULL;
  guint64 next, last;
  gsize size;

  for (int month = 0; month < 3; month++) {
    for (int i = 0; i < 700; i++)
      audit_notice (f, log, name);
    f->now += 31 * KH_DAY;
  }
  last = kh_audit_log_get_position (log).seq;
  g_assert_cmpuint (count_all (log, NEWEST (.limit = 1000)), ==, last);
  g_assert_cmpuint (count_all (log, NEWEST (.limit = 33, .after = 1500)), ==, 1499);
  for (guint64 after = 2; after <= last; after += 97) {
    g_autoptr (GPtrArray) page = list_newest (log, NEWEST (.limit = 1, .after = after), &next);

    g_assert_cmpuint (((KhAuditRecord *)page->pdata[0])->seq, ==, after - 1);
  }
  g_assert_true (kh_audit_log_sync (log, NULL));
  text = records_read (f->audit, "00000003.jsonl", &size);
  text = g_realloc (text, size + 20);
  memcpy (text + size, "{\"v\":1,\"seq\":9999,", 19);
  records_write (f->audit, "00000003.jsonl", text, (gssize)size + 18);
  g_assert_cmpuint (count_all (log, NEWEST (.limit = 1000)), ==, last);
}

/* One call looks at so many lines and no more. */
static void
test_bounded (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GPtrArray) page = NULL;
  guint64 next;

  audit_notice (f, log, "first");
  for (int i = 0; i < KH_AUDIT_LINES_AT_ONCE + 100; i++)
    audit_notice (f, log, "other");
  page = list_newest (log, NEWEST (.object = "first"), &next);
  g_assert_cmpuint (page->len, ==, 0);
  g_assert_cmpuint (next, >, 2);
  g_assert_cmpuint (count_all (log, NEWEST (.object = "first")), ==, 1);
}

static void
test_filters (AuditFixture *f, gconstpointer data)
{
  static const char *const actions[] = { "key.create", NULL };
  static const char *const approved[] = { "approved", NULL };
  g_autoptr (KhAuditLog) log = audit_create (f);
  KhAuditRecord record = audit_make (f, "vault.update", "kv");
  KhTime middle;

  act (f, log, "key.create", "Straße", KH_AUDIT_SUCCEEDED);
  act (f, log, "key.delete", "gone", KH_AUDIT_SUCCEEDED);
  middle = f->now;
  act (f, log, "key.delete", "kept", KH_AUDIT_FAILED);
  record.phase = KH_AUDIT_REFUSED;
  record.target_kind = "vault";
  record.target_id = NULL;
  record.actor = "Mika";
  record.actor_id = NULL;
  record.time = f->now;
  g_assert_true (kh_audit_log_append_notice (log, &record, NULL));
  record.action = "environment.lock";
  record.actor = "platform";
  record.request = "approved";
  g_assert_true (kh_audit_log_append_intent (log, &record, &record.seq, NULL));
  record.action = "vault.purge";
  g_assert_true (kh_audit_log_append_intent (log, &record, &record.seq, NULL));

  g_assert_cmpuint (count_all (log, NEWEST ()), ==, 7);
  g_assert_cmpuint (count_all (log, NEWEST (.of = KH_AUDIT_OF_CHANGES)), ==, 5);
  g_assert_cmpuint (count_all (log, NEWEST (.of = KH_AUDIT_OF_REFUSALS)), ==, 1);
  /* The deletion that succeeded, and the lock; not what failed, nor what the platform ends. */
  g_assert_cmpuint (count_all (log, NEWEST (.of = KH_AUDIT_OF_UNPLANNED)), ==, 2);
  g_assert_cmpuint (count_all (log, NEWEST (.of = KH_AUDIT_OF_UNPLANNED, .planned = approved)), ==,
                    1);
  g_assert_cmpuint (count_all (log, NEWEST (.kind = "vault")), ==, 3);
  g_assert_cmpuint (count_all (log, NEWEST (.request = "approved")), ==, 2);
  g_assert_cmpuint (count_all (log, NEWEST (.actor = "mika")), ==, 1);
  g_assert_cmpuint (count_all (log, NEWEST (.object = "GONE")), ==, 1);
  g_assert_cmpuint (count_all (log, NEWEST (.object = "gone", .object_too = "kept")), ==, 2);
  g_assert_cmpuint (count_all (log, NEWEST (.until = middle)), ==, 3);
  g_assert_cmpuint (count_all (log, (KhAuditFilter){ .since = middle }), ==, 4);
  g_assert_cmpuint (count_all (log, NEWEST (.text = "STRASSE")), ==, 1);
  g_assert_cmpuint (count_all (log, NEWEST (.text = "kept", .actions = actions)), ==, 2);
  g_assert_cmpuint (count_all (log, NEWEST (.text = "4")), ==, 1);
}

/* --- The place ------------------------------------------------------------------------------- */

static void
locate (KhAuditLog *log, guint64 seq, KhAuditPlace *place)
{
  g_autoptr (GError) error = NULL;

  kh_audit_log_locate (log, seq, place, &error);
  g_assert_no_error (error);
}

static void
test_place (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autoptr (GError) error = NULL;
  KhAuditPlace first, second, outcome;

  act (f, log, "key.create", "k", KH_AUDIT_SUCCEEDED);
  audit_notice (f, log, "x");
  locate (log, 2, &first);
  locate (log, 3, &outcome);
  locate (log, 4, &second);
  g_assert_cmpstr (first.own, ==, outcome.previous);
  g_assert_cmpstr (outcome.own, ==, second.previous);
  g_assert_cmpuint (strlen (second.own), ==, 64);
  g_assert_cmpuint (first.segment, ==, 1);
  g_assert_cmpuint (first.line, ==, 2);
  g_assert_cmpuint (first.intent, ==, 2);
  g_assert_cmpuint (first.outcome, ==, 3);
  g_assert_cmpuint (outcome.intent, ==, 2);
  g_assert_cmpuint (outcome.outcome, ==, 3);
  g_assert_cmpuint (second.intent, ==, 0);
  g_assert_cmpint (first.seal, ==, KH_AUDIT_SEAL_NONE);
  g_assert_cmpuint (first.checkpoint, ==, 0);
  g_assert_true (kh_audit_log_checkpoint (log, NULL));
  locate (log, 2, &first);
  g_assert_cmpint (first.seal, ==, KH_AUDIT_SEAL_GOOD);
  g_assert_cmpuint (first.checkpoint, ==, 4);
  g_assert_false (kh_audit_log_locate (log, 5, &first, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
}

/* A later record that was changed breaks the way to the checkpoint. */
static void
test_broken_place (AuditFixture *f, gconstpointer data)
{
  g_autoptr (KhAuditLog) log = audit_create (f);
  g_autofree char *text = NULL;
  KhAuditPlace place;
  char *name;
  gsize size;

  for (int i = 0; i < 5; i++)
    audit_notice (f, log, "honest");
  f->now += 31 * KH_DAY;
  audit_notice (f, log, "later");
  g_assert_true (kh_audit_log_checkpoint (log, NULL));
  locate (log, 2, &place);
  g_assert_cmpint (place.seal, ==, KH_AUDIT_SEAL_GOOD);
  text = records_read (f->audit, "00000001.jsonl", &size);
  name = g_strrstr (text, "honest");
  memcpy (name, "forged", 6);
  records_write (f->audit, "00000001.jsonl", text, (gssize)size);
  locate (log, 2, &place);
  g_assert_cmpint (place.seal, ==, KH_AUDIT_SEAL_BROKEN);
  locate (log, kh_audit_log_get_position (log).seq, &place);
  g_assert_cmpint (place.seal, ==, KH_AUDIT_SEAL_GOOD);
  g_assert_cmpuint (place.segment, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  AUDIT_ADD ("/audit-log/newest/acts", test_acts);
  AUDIT_ADD ("/audit-log/newest/segments", test_segments);
  AUDIT_ADD ("/audit-log/newest/bounded", test_bounded);
  AUDIT_ADD ("/audit-log/newest/filters", test_filters);
  AUDIT_ADD ("/audit-log/newest/key-uses", test_key_uses);
  AUDIT_ADD ("/audit-log/place", test_place);
  AUDIT_ADD ("/audit-log/place/broken", test_broken_place);
  return g_test_run ();
}
