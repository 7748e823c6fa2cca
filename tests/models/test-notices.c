/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told when nobody looks, from lists without a tenant, and what is remembered of it. */
#include "kh-notices.h"

#include <glib/gstdio.h>

#include "kh-told.h"
#include "models-fixture.h"

#define NOW ((KhTime)1764150000 * KH_SECOND)
#define ALL_REMINDERS 0x1f
#define NEVER 0

typedef struct {
  KhItemList *lists[KH_N_ITEM_KINDS];
} Test;

static void
start (Test *self, gconstpointer data)
{
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    self->lists[kind] = kh_item_list_new ((KhItemKind)kind);
}

static void
stop (Test *self, gconstpointer data)
{
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    g_assert_finalize_object (self->lists[kind]);
}

/* (transfer full): a time so far from NOW as JSON. */
static char *
time_json (KhTime offset)
{
  g_autofree char *time = kh_time_format (NOW + offset);

  return g_strdup_printf ("\"%s\"", time);
}

static void
put (Test *self, KhItemKind kind, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) json = kh_json_parse_text (text, &error);

  g_assert_no_error (error);
  kh_item_list_take_one (self->lists[kind], json);
}

/* Locked @locked ago, and deleted in @left (NEVER: not at all). */
static void
put_locked (Test *self, const char *name, const char *policy, KhTime locked, KhTime left)
{
  g_autofree char *locked_at = time_json (-locked);
  g_autofree char *deletion = left != NEVER ? time_json (left) : g_strdup ("null");
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"%s\",\"name\":\"%s\",\"state\":\"Locked\",\"policy\":{\"id\":\"%s\"},"
      "\"key\":{\"id\":\"kv/k\",\"version\":\"v2\"},\"lockedAt\":%s,\"deletionAt\":%s}",
      name, name, policy, locked_at, deletion);

  put (self, KH_ITEM_ENVIRONMENT, text);
}

static void
put_ready (Test *self, const char *name, const char *version)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"%s\",\"name\":\"%s\",\"state\":\"Ready\",\"policy\":{\"id\":\"p\"},"
      "\"key\":{\"id\":\"kv/k\",\"version\":\"%s\"},\"lockedAt\":null,\"deletionAt\":null}",
      name, name, version);

  put (self, KH_ITEM_ENVIRONMENT, text);
}

static void
put_key (Test *self, const char *state, KhTime left)
{
  g_autofree char *expiry = left != NEVER ? time_json (left) : g_strdup ("null");
  g_autofree char *text = g_strdup_printf (
      "{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"v2\",\"state\":\"%s\",\"exp\":%s}", state,
      expiry);

  put (self, KH_ITEM_KEY, text);
}

static void
put_operation (Test *self, const char *id, const char *type, const char *state, KhTime ended)
{
  g_autofree char *time = time_json (ended);
  g_autofree char *text =
      g_strdup_printf ("{\"id\":\"%s\",\"type\":\"%s\",\"environment\":\"E\",\"state\":\"%s\","
                       "\"endedAt\":%s}",
                       id, type, state, time);

  put (self, KH_ITEM_OPERATION, text);
}

/* "kind:name" of each notice, with an exclamation mark where it is urgent. */
static void
assert_notices (Test *self, const KhNoticePast *past, guint reminders, const char *expected)
{
  static const char *const words[KH_N_NOTICE_KINDS] = { "lost",    "deletion", "expiry", "ended",
                                                        "failed",  "back",     "log",    "request",
                                                        "decided", "hold" };
  g_autoptr (GPtrArray) notices = kh_notices_compute (self->lists, past, reminders, NOW);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < notices->len; i++) {
    const KhNotice *notice = notices->pdata[i];

    g_string_append_printf (text, "%s%s:%s%s", i > 0 ? " " : "", words[notice->kind],
                            kh_item_get_id (notice->item), notice->urgent ? "!" : "");
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_nothing (Test *self, gconstpointer data)
{
  g_autoptr (KhNoticePast) past = kh_notice_past_new (self->lists, NOW);

  assert_notices (self, past, ALL_REMINDERS, "");
  put_ready (self, "e", "v2");
  put_key (self, "Active", NEVER);
  put_operation (self, "o", "Enable", "Running", 0);
  put_operation (self, "stopped", "NewCustomerManagedKey", "Canceled", 0);
  assert_notices (self, past, ALL_REMINDERS, "");
}

/* The environments of a policy are told together, and again when one more is locked. */
static void
test_lost (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) notices = NULL;
  const KhNotice *notice;

  put_locked (self, "a", "p", KH_HOUR, NEVER);
  put_locked (self, "b", "p", 2 * KH_HOUR, NEVER);
  put_locked (self, "c", "other", KH_HOUR, NEVER);
  put_ready (self, "d", "v2");
  assert_notices (self, NULL, ALL_REMINDERS, "lost:a! lost:c!");
  notices = kh_notices_compute (self->lists, NULL, ALL_REMINDERS, NOW);
  notice = notices->pdata[0];
  g_assert_cmpuint (notice->n_environments, ==, 2);
  g_assert_cmpuint (notice->ids->len, ==, 2);
  g_assert_cmpstr (notice->slot, ==, "lost p");
  g_assert_cmpstr (kh_item_get_name (notice->environment), ==, "a");
  /* Each lock has its own id: the next one of the same environment is another. */
  g_assert_true (g_str_has_prefix (notice->ids->pdata[0], "lost a "));
  put_locked (self, "a", "p", KH_MINUTE, NEVER);
  {
    g_autoptr (GPtrArray) again = kh_notices_compute (self->lists, NULL, ALL_REMINDERS, NOW);
    const KhNotice *other = again->pdata[0];

    g_assert_cmpstr (other->ids->pdata[0], !=, notice->ids->pdata[0]);
    g_assert_cmpstr (other->ids->pdata[1], ==, notice->ids->pdata[1]);
  }
}

/* What somebody approved is no alarm, and is not counted with what nobody did. */
static void
test_planned (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) notices = NULL;
  const KhNotice *notice;

  put_locked (self, "a", "p", KH_HOUR, NEVER);
  put (self, KH_ITEM_ENVIRONMENT,
       "{\"id\":\"b\",\"name\":\"b\",\"state\":\"Locked\",\"policy\":{\"id\":\"p\"},"
       "\"lockCause\":{\"planned\":true},\"lockedAt\":\"2025-01-01T00:00:00Z\",\"deletionAt\":"
       "null}");
  assert_notices (self, NULL, ALL_REMINDERS, "lost:a! lost:b");
  notices = kh_notices_compute (self->lists, NULL, ALL_REMINDERS, NOW);
  notice = notices->pdata[1];
  g_assert_true (notice->planned);
  g_assert_cmpuint (notice->n_environments, ==, 1);
  g_assert_cmpstr (notice->slot, ==, "locked p");
  g_assert_false (((const KhNotice *)notices->pdata[0])->planned);
}

/* The step at which a deletion is told, "" for none; @whole is the time from the lock on. */
typedef struct {
  KhTime left, whole;
  KhTime step; /* 0: nothing is told */
  gboolean urgent;
} Step;

static const Step steps[] = {
  { 30 * KH_DAY, 30 * KH_DAY, 0, FALSE },
  { 15 * KH_DAY + 1, 30 * KH_DAY, 0, FALSE },
  { 15 * KH_DAY, 30 * KH_DAY, 15 * KH_DAY, FALSE },
  { 72 * KH_HOUR + 1, 30 * KH_DAY, 15 * KH_DAY, FALSE },
  { 72 * KH_HOUR, 30 * KH_DAY, 72 * KH_HOUR, FALSE },
  { 84 * KH_HOUR, 7 * KH_DAY, 84 * KH_HOUR, FALSE },
  { 24 * KH_HOUR + 1, 7 * KH_DAY, 72 * KH_HOUR, FALSE },
  { 24 * KH_HOUR, 7 * KH_DAY, 24 * KH_HOUR, TRUE },
  { 6 * KH_HOUR, 7 * KH_DAY, 6 * KH_HOUR, TRUE },
  { KH_HOUR + 1, 7 * KH_DAY, 6 * KH_HOUR, TRUE },
  { KH_HOUR, 7 * KH_DAY, KH_HOUR, TRUE },
  { 1, 7 * KH_DAY, KH_HOUR, TRUE },
  { -KH_SECOND, 7 * KH_DAY, 0, FALSE },
};

static void
test_deletion (Test *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    const Step *step = &steps[i];
    g_autoptr (GPtrArray) notices = NULL;
    g_autofree char *end = g_strdup_printf (" %" G_GINT64_FORMAT, step->step);
    const KhNotice *notice;

    put_locked (self, "e", "p", step->whole - step->left, step->left);
    notices = kh_notices_compute (self->lists, NULL, ALL_REMINDERS, NOW);
    g_assert_cmpuint (notices->len, ==, step->step != 0 ? 2 : 1);
    if (step->step == 0)
      continue;
    notice = notices->pdata[1];
    g_assert_cmpint (notice->kind, ==, KH_NOTICE_DELETION);
    g_assert_true (g_str_has_suffix (notice->ids->pdata[0], end));
    g_assert_cmpint (notice->urgent, ==, step->urgent);
    g_assert_cmpint (notice->due, ==, NOW + step->left);
  }
}

/* What nobody deletes now: somebody else's deletion, and one that waits for a trusted clock. */
static void
test_no_deletion (Test *self, gconstpointer data)
{
  g_autofree char *soon = time_json (KH_HOUR);
  g_autofree char *deleted = g_strdup_printf (
      "{\"id\":\"d\",\"name\":\"d\",\"state\":\"Deleted\",\"deletionAt\":%s}", soon);
  g_autofree char *suspended =
      g_strdup_printf ("{\"id\":\"s\",\"name\":\"s\",\"state\":\"Locked\",\"lockedAt\":%s,"
                       "\"deletionAt\":%s,\"deletionSuspended\":true}",
                       soon, soon);

  put (self, KH_ITEM_ENVIRONMENT, deleted);
  put (self, KH_ITEM_ENVIRONMENT, suspended);
  assert_notices (self, NULL, ALL_REMINDERS, "lost:s!");
}

static void
test_expiry (Test *self, gconstpointer data)
{
  static const struct {
    KhTime left;
    guint reminders;
    const char *days; /* (nullable): the end of the id */
  } rows[] = {
    { 60 * KH_DAY + 1, ALL_REMINDERS, NULL },
    { 60 * KH_DAY, ALL_REMINDERS, " 60" },
    { 30 * KH_DAY + 1, ALL_REMINDERS, " 60" },
    { 30 * KH_DAY, ALL_REMINDERS, " 30" },
    { 14 * KH_DAY, ALL_REMINDERS, " 14" },
    { 7 * KH_DAY, ALL_REMINDERS, " 7" },
    { KH_DAY, ALL_REMINDERS, " 1" },
    { 1, ALL_REMINDERS, " 1" },
    { -1, ALL_REMINDERS, NULL },
    { NEVER, ALL_REMINDERS, NULL },
    { 20 * KH_DAY, 0x01, " 60" }, /* 60 days alone */
    { 20 * KH_DAY, 0x14, NULL },  /* 14 and 1 */
    { 20 * KH_DAY, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) notices = NULL;
    const KhNotice *notice;

    put_key (self, "Active", rows[i].left);
    notices = kh_notices_compute (self->lists, NULL, rows[i].reminders, NOW);
    g_assert_cmpuint (notices->len, ==, rows[i].days != NULL ? 1 : 0);
    if (rows[i].days == NULL)
      continue;
    notice = notices->pdata[0];
    g_assert_true (g_str_has_suffix (notice->ids->pdata[0], rows[i].days));
    g_assert_false (notice->urgent);
  }
  put_key (self, "Deleted", KH_DAY);
  assert_notices (self, NULL, ALL_REMINDERS, "");
}

/* An expiry takes down what is on the version that expires. */
static void
test_users (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) notices = NULL;
  const KhNotice *notice;

  put_key (self, "Active", KH_DAY);
  put_ready (self, "old", "v1");
  put_ready (self, "a", "v2");
  put_ready (self, "b", "v2");
  notices = kh_notices_compute (self->lists, NULL, ALL_REMINDERS, NOW);
  g_assert_cmpuint (notices->len, ==, 1);
  notice = notices->pdata[0];
  g_assert_cmpuint (notice->n_environments, ==, 2);
  g_assert_cmpstr (kh_item_get_name (notice->environment), ==, "a");
}

/* Operations are told when they end, and just once: not what had ended before. */
static void
test_operations (Test *self, gconstpointer data)
{
  g_autoptr (KhNoticePast) past = NULL, later = NULL;

  put_operation (self, "before", "NewCustomerManagedKey", "Succeeded", -KH_HOUR);
  put_operation (self, "runs", "NewCustomerManagedKey", "Running", NEVER);
  put_operation (self, "breaks", "RotateCustomerManagedKey", "Running", NEVER);
  put_operation (self, "returns", "Enable", "NotStarted", NEVER);
  assert_notices (self, NULL, ALL_REMINDERS, "");
  past = kh_notice_past_new (self->lists, NOW);
  assert_notices (self, past, ALL_REMINDERS, "");
  put_operation (self, "runs", "NewCustomerManagedKey", "Succeeded", -KH_SECOND);
  put_operation (self, "breaks", "RotateCustomerManagedKey", "Failed", -KH_SECOND);
  put_operation (self, "returns", "Enable", "Succeeded", -KH_SECOND);
  put_operation (self, "quick", "Provision", "Succeeded", -KH_SECOND);
  put_operation (self, "late", "Provision", "Succeeded", -KH_HOUR);
  assert_notices (self, past, ALL_REMINDERS, "ended:quick back:returns failed:breaks ended:runs");
  assert_notices (self, NULL, ALL_REMINDERS, "");
  later = kh_notice_past_new (self->lists, NOW);
  assert_notices (self, later, ALL_REMINDERS, "");
}

/* --- What was told --------------------------------------------------------------------------- */

static KhTold *
open_told (const char *folder, const char *organization)
{
  KhTold *told = kh_told_new (folder, organization);
  g_autoptr (GAsyncResult) result = NULL;

  kh_told_read_async (told, keep_result_cb, &result);
  wait_until (result != NULL);
  kh_told_read_finish (told, result);
  return told;
}

static void
save (KhTold *told)
{
  kh_told_save (told);
  wait_until (kh_told_is_saved (told));
}

/* (transfer full): everything in the files of @folder, which are removed. */
static char *
take_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GString *all = g_string_new (NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_string_append (all, text);
    g_unlink (path);
  }
  g_rmdir (folder);
  return g_string_free (all, FALSE);
}

static void
test_told (void)
{
  g_autofree char *top = g_dir_make_tmp ("kh-told-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "told", NULL);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (KhTold) told = open_told (folder, "one");
  g_autoptr (KhTold) again = NULL, other = NULL, last = NULL;
  g_autofree char *text = NULL;

  g_assert_false (kh_told_has (told, "lost a 1"));
  kh_told_add (told, "lost a 1");
  kh_told_add (told, "expiry kv/cmk-eu 2 30");
  save (told);
  again = open_told (folder, "one");
  g_assert_true (kh_told_has (again, "lost a 1"));
  g_assert_false (kh_told_has (again, "lost a 2"));
  other = open_told (folder, "two");
  g_assert_false (kh_told_has (other, "lost a 1"));
  g_ptr_array_add (kept, (gpointer) "lost a 1");
  kh_told_keep_only (again, kept);
  save (again);
  last = open_told (folder, "one");
  g_assert_true (kh_told_has (last, "lost a 1"));
  g_assert_false (kh_told_has (last, "expiry kv/cmk-eu 2 30"));
  kh_told_add (last, "expiry kv/cmk-eu 2 30");
  save (last);
  /* Sealed means sealed: no name of a key lies beside it. */
  text = take_files (folder);
  g_assert_cmpuint (strlen (text), ==, 2 * 65);
  g_assert_null (strstr (text, "cmk-eu"));
  g_assert_cmpint (g_rmdir (top), ==, 0);
}

/* A folder that cannot be made loses the memory, and nothing else. */
static void
test_no_room (void)
{
  g_autoptr (KhTold) told = open_told ("/dev/null/told", "one");

  kh_told_add (told, "lost a 1");
  save (told);
  g_assert_true (kh_told_has (told, "lost a 1"));
}

/* Told once for each record that does not fit, as long as it does not. */
static void
test_log (void)
{
  g_autoptr (GPtrArray) notices = NULL;
  KhItemList *lists[KH_N_ITEM_KINDS];
  const KhNotice *notice;

  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    lists[kind] = kh_item_list_new ((KhItemKind)kind);
  notices = kh_notices_compute (lists, NULL, ALL_REMINDERS, NOW);
  kh_notices_add_log (notices, NULL, 0);
  g_assert_cmpuint (notices->len, ==, 0);
  kh_notices_add_log (notices, "Record 871 was altered.", 871);
  g_assert_cmpuint (notices->len, ==, 1);
  notice = notices->pdata[0];
  g_assert_cmpint (notice->kind, ==, KH_NOTICE_LOG);
  g_assert_true (notice->urgent);
  g_assert_true (kh_notice_lasts (notice->kind));
  g_assert_cmpuint (notice->record, ==, 871);
  g_assert_cmpstr (notice->ids->pdata[0], ==, "log 871");
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    g_assert_finalize_object (lists[kind]);
}

static void
add_test (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, start, test, stop);
}

static void
put_held_key (Test *self, KhTime end)
{
  g_autofree char *time = time_json (end);
  g_autofree char *text = g_strdup_printf (
      "{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"v2\",\"state\":\"Active\",\"exp\":null,"
      "\"holdEnds\":[{\"version\":\"v1\",\"end\":%s}]}",
      time);

  put (self, KH_ITEM_KEY, text);
}

/* A hold that was known to end is told when it has ended, also where the list says no more of it;
 * not when it was longer in the end, and not when it had ended before anybody looked. */
static void
test_holds (Test *self, gconstpointer data)
{
  g_autoptr (KhNoticePast) past = NULL, late = NULL;
  g_autoptr (GPtrArray) notices = NULL;

  put_held_key (self, -KH_HOUR);
  past = kh_notice_past_new (self->lists, NOW - KH_DAY);
  late = kh_notice_past_new (self->lists, NOW);
  assert_notices (self, past, ALL_REMINDERS, "hold:kv/k");
  assert_notices (self, late, ALL_REMINDERS, "");
  assert_notices (self, NULL, ALL_REMINDERS, "");
  notices = kh_notices_compute (self->lists, past, ALL_REMINDERS, NOW);
  g_assert_cmpstr (((KhNotice *)notices->pdata[0])->version, ==, "v1");
  put_key (self, "Active", NEVER);
  assert_notices (self, past, ALL_REMINDERS, "hold:kv/k");
  put_held_key (self, KH_DAY);
  assert_notices (self, past, ALL_REMINDERS, "");
}

static KhJson *
make_request (const char *id, const char *state, const char *by, gboolean may, KhTime decided)
{
  const char *member = g_str_equal (state, "Expired") ? "expiresAt" : "decidedAt";
  g_autofree char *time = time_json (decided);
  g_autofree char *text =
      g_strdup_printf ("{\"id\":\"%s\",\"state\":\"%s\",\"requestedBy\":\"%s\",\"mayApprove\":%s,"
                       "\"%s\":%s}",
                       id, state, by, may ? "true" : "false", member, time);
  g_autoptr (GError) error = NULL;
  KhJson *json = kh_json_parse_text (text, &error);

  g_assert_no_error (error);
  return json;
}

/* What waits for this account, and what its own requests came to since it was looked; nothing of
 * what others ask and decide. */
static void
test_requests (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  g_autoptr (GPtrArray) notices = kh_notices_compute (self->lists, NULL, 0, NOW);
  g_autoptr (KhRequestList) requests = kh_request_list_new ();
  g_autoptr (KhNoticePast) past = kh_notice_past_new (self->lists, NOW - KH_HOUR);
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (all, make_request ("waits", "Pending", "Kira", TRUE, 0));
  g_ptr_array_add (all, make_request ("own", "Pending", "Ada", FALSE, 0));
  g_ptr_array_add (all, make_request ("good", "Approved", "Ada", FALSE, -KH_MINUTE));
  g_ptr_array_add (all, make_request ("late", "Expired", "Ada", FALSE, -KH_MINUTE));
  g_ptr_array_add (all, make_request ("later", "Expired", "Ada", FALSE, -KH_DAY));
  g_ptr_array_add (all, make_request ("old", "Rejected", "Ada", FALSE, -KH_DAY));
  g_ptr_array_add (all, make_request ("taken", "Withdrawn", "Ada", FALSE, -KH_MINUTE));
  g_ptr_array_add (all, make_request ("others", "Rejected", "Kira", FALSE, -KH_MINUTE));
  kh_request_list_take (requests, all);
  kh_notices_add_requests (notices, requests, "Ada", past);
  for (guint i = 0; i < notices->len; i++) {
    const KhNotice *notice = notices->pdata[i];

    g_string_append_printf (text, "%s%u ", kh_json_string (notice->request, "id"),
                            notice->kind - KH_NOTICE_REQUEST);
    g_assert_cmpint (kh_notice_lasts (notice->kind), ==, notice->kind == KH_NOTICE_REQUEST);
  }
  g_assert_cmpstr (text->str, ==, "waits0 good1 late1 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/notices/nothing", test_nothing);
  add_test ("/notices/lost", test_lost);
  add_test ("/notices/planned", test_planned);
  add_test ("/notices/deletion", test_deletion);
  add_test ("/notices/no-deletion", test_no_deletion);
  add_test ("/notices/expiry", test_expiry);
  add_test ("/notices/users", test_users);
  add_test ("/notices/operations", test_operations);
  add_test ("/notices/holds", test_holds);
  add_test ("/notices/requests", test_requests);
  g_test_add_func ("/notices/log", test_log);
  g_test_add_func ("/told/kept", test_told);
  g_test_add_func ("/told/no-room", test_no_room);
  return g_test_run ();
}
