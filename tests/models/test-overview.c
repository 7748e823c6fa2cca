/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page Overview tells, from lists without a tenant. */
#include "kh-overview.h"

#define NOW ((KhTime)1764150000 * KH_SECOND)

typedef struct {
  KhItemList *lists[KH_N_ITEM_KINDS];
  KhAttentionFacts facts;
} Test;

static void
start (Test *self, gconstpointer data)
{
  self->facts.enables = TRUE;
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    self->lists[kind] = kh_item_list_new ((KhItemKind)kind);
}

static void
stop (Test *self, gconstpointer data)
{
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    g_assert_finalize_object (self->lists[kind]);
}

/* Puts an object into its list; "{+3d}" in @text is the time 3 days from NOW, "{-2h}" before it. */
static void
put (Test *self, KhItemKind kind, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "{", 0);
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) json = NULL;

  for (guint i = 0; parts[i] != NULL; i++) {
    char *end = NULL;
    gint64 n = g_ascii_strtoll (parts[i], &end, 10);
    gboolean is_time = (*parts[i] == '+' || *parts[i] == '-') && end[1] == '}';
    KhTime unit = is_time && *end == 'd' ? KH_DAY : KH_HOUR;
    g_autofree char *time = is_time ? kh_time_format (NOW + n * unit) : NULL;

    if (is_time)
      g_string_append_printf (whole, "\"%s\"%s", time, end + 2);
    else
      g_string_append_printf (whole, "%s%s", i > 0 ? "{" : "", parts[i]);
  }
  json = kh_json_parse_text (whole->str, &error);
  g_assert_no_error (error);
  kh_item_list_take_one (self->lists[kind], json);
}

/* "kind:name" of each row, in their order. */
static void
assert_attention (Test *self, const char *expected)
{
  static const char *const words[] = { "deletion", "locked",  "log",    "expired",
                                       "planned",  "removal", "failed", "expires",
                                       "decision", "request", "finding" };
  g_autoptr (GPtrArray) rows = kh_overview_attention (self->lists, &self->facts, NOW);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const KhAttention *row = rows->pdata[i];

    g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", words[row->kind],
                            row->item != NULL      ? kh_item_get_name (row->item)
                            : row->request != NULL ? kh_json_string (row->request, "subject")
                                                   : "");
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static const KhAttention *
find_row (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (kh_item_get_name (((KhAttention *)rows->pdata[i])->item), name) == 0)
      return rows->pdata[i];
  g_assert_not_reached ();
}

#define LOCKED(name, deletion)                                                                     \
  "{\"id\":\"" name "\",\"name\":\"" name "\",\"state\":\"Locked\",\"keyManagedBy\":\"Customer\"," \
  "\"encryptionStatus\":\"Encrypted\",\"key\":{\"id\":\"kv/used\"},\"deletionAt\":" deletion "}"
#define PLANNED(name, deletion)                                                                    \
  "{\"id\":\"" name "\",\"name\":\"" name                                                          \
  "\",\"state\":\"Locked\",\"lockCause\":{\"planned\":true},"                                      \
  "\"deletionAt\":" deletion "}"
#define KEY(name, state, expiry)                                                                   \
  "{\"vault\":\"kv\",\"version\":\"v2\",\"name\":\"" name "\",\"state\":\"" state                  \
  "\",\"exp\":" expiry "}"
#define POLICY(name, key, environments)                                                            \
  "{\"id\":\"" name "\",\"name\":\"" name "\",\"granted\":true,\"health\":\"Undetermined\","       \
  "\"environments\":[" environments "],\"key\":{\"vault\":\"kv\",\"name\":\"" key "\"}}"
#define OPERATION(id, type, state, created)                                                        \
  "{\"id\":\"" id "\",\"type\":\"" type "\",\"environment\":\"" id "\",\"environmentId\":\"E\","   \
  "\"state\":\"" state "\",\"createdAt\":" created "}"
#define FINDING(rule, severity, kind, object, dismissed)                                           \
  "{\"id\":\"" rule "-" object "\",\"rule\":\"" rule "\",\"severity\":\"" severity                 \
  "\",\"kind\":\"" kind "\",\"object\":\"" object "\",\"title\":\"" rule                           \
  "\",\"dismissed\":" dismissed "}"

static void
test_nothing (Test *self, gconstpointer data)
{
  assert_attention (self, "");
  put (self, KH_ITEM_ENVIRONMENT, "{\"id\":\"a\",\"name\":\"a\",\"state\":\"Ready\"}");
  put (self, KH_ITEM_KEY, KEY ("k", "Active", "{+31d}"));
  put (self, KH_ITEM_KEY, KEY ("forever", "Active", "null"));
  put (self, KH_ITEM_OPERATION, OPERATION ("o", "Enable", "Succeeded", "{-1h}"));
  put (self, KH_ITEM_FINDING, FINDING ("K3", "important", "vault", "kv", "false"));
  put (self, KH_ITEM_FINDING, FINDING ("K1", "critical", "vault", "kv", "true"));
  assert_attention (self, "");
}

/* Whatever the order in which the lists tell it. */
static void
test_order (Test *self, gconstpointer data)
{
  put (self, KH_ITEM_FINDING, FINDING ("K1", "critical", "vault", "kv", "false"));
  put (self, KH_ITEM_POLICY, POLICY ("ready", "free", ""));
  put (self, KH_ITEM_KEY, KEY ("free", "Active", "null"));
  put (self, KH_ITEM_KEY, KEY ("soon", "Active", "{+30d}"));
  put (self, KH_ITEM_KEY, KEY ("sooner", "Active", "{+2d}"));
  put (self, KH_ITEM_OPERATION, OPERATION ("broken", "Enable", "Failed", "{-1h}"));
  put (self, KH_ITEM_VAULT,
       "{\"name\":\"kv-old\",\"state\":\"Deleted\",\"scheduledPurgeAt\":{+60d}}");
  put (self, KH_ITEM_KEY, KEY ("over", "Expired", "{-2d}"));
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("stopped", "null"));
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("later", "{+4d}"));
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("tomorrow", "{+25h}"));
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("today", "{+24h}"));
  put (self, KH_ITEM_ENVIRONMENT, PLANNED ("agreed", "{+2d}"));
  /* The last day counts for what was planned, too. */
  put (self, KH_ITEM_ENVIRONMENT, PLANNED ("ending", "{+3h}"));
  assert_attention (self, "deletion:ending deletion:today locked:tomorrow locked:later "
                          "locked:stopped expired:over planned:agreed removal:kv-old failed:broken "
                          "expires:sooner expires:soon request:ready "
                          "finding:K1");
}

/* A key tells how many environments it takes down. */
static void
test_users (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  put (self, KH_ITEM_KEY, KEY ("used", "Active", "{+3d}"));
  put (self, KH_ITEM_KEY, KEY ("unused", "Active", "{+4d}"));
  for (guint i = 0; i < 4; i++) {
    g_autofree char *text = g_strdup_printf (
        "{\"id\":\"e%u\",\"name\":\"E%u\",\"state\":\"Ready\",\"key\":{\"id\":\"%s\","
        "\"version\":\"%s\"}}",
        i, i, i != 2 ? "kv/used" : "kv/other", i != 3 ? "v2" : "v1");

    put (self, KH_ITEM_ENVIRONMENT, text);
  }
  rows = kh_overview_attention (self->lists, &self->facts, NOW);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpuint (find_row (rows, "used")->n_environments, ==, 2);
  g_assert_cmpstr (kh_item_get_name (find_row (rows, "used")->environment), ==, "E0");
  g_assert_cmpuint (find_row (rows, "unused")->n_environments, ==, 0);
  g_assert_null (find_row (rows, "unused")->environment);
}

/* What was tried again is told by the later operation alone. */
static void
test_retried (Test *self, gconstpointer data)
{
  put (self, KH_ITEM_OPERATION, OPERATION ("first", "Enable", "Failed", "{-3h}"));
  assert_attention (self, "failed:first");
  put (self, KH_ITEM_OPERATION, OPERATION ("other", "ImportData", "Succeeded", "{-2h}"));
  assert_attention (self, "failed:first");
  put (self, KH_ITEM_OPERATION, OPERATION ("second", "Enable", "Running", "{-1h}"));
  assert_attention (self, "");
}

/* A finding that a row tells already is no row of its own; others about the same object are. */
static void
test_findings (Test *self, gconstpointer data)
{
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("sales", "{+4d}"));
  put (self, KH_ITEM_KEY, KEY ("a", "Active", "{+4d}"));
  put (self, KH_ITEM_KEY, KEY ("b", "Expired", "{-4d}"));
  put (self, KH_ITEM_FINDING, FINDING ("E8", "critical", "environment", "sales", "false"));
  put (self, KH_ITEM_FINDING, FINDING ("Y7", "critical", "key", "kv/a", "false"));
  put (self, KH_ITEM_FINDING, FINDING ("Y6", "critical", "key", "kv/b", "false"));
  assert_attention (self, "locked:sales expired:b expires:a");
  put (self, KH_ITEM_FINDING, FINDING ("Y2", "critical", "key", "kv/a", "false"));
  put (self, KH_ITEM_FINDING, FINDING ("Y4", "critical", "key", "kv/c", "false"));
  assert_attention (self, "locked:sales expired:b expires:a finding:Y2 finding:Y4");
}

/* A policy waits for its first environment, for who can enable; a locked environment that waits is
 * told by its own row. */
static void
test_requests (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  put (self, KH_ITEM_KEY, KEY ("k", "Active", "null"));
  put (self, KH_ITEM_POLICY, POLICY ("used", "k", "{\"name\":\"x\"}"));
  put (self, KH_ITEM_ENVIRONMENT,
       "{\"id\":\"x\",\"name\":\"x\",\"state\":\"Locked\",\"policy\":{\"id\":\"used\"}}");
  assert_attention (self, "locked:x");
  put (self, KH_ITEM_POLICY, POLICY ("unused", "k", ""));
  assert_attention (self, "locked:x request:unused");
  self->facts.enables = FALSE;
  rows = kh_overview_attention (self->lists, &self->facts, NOW);
  g_assert_cmpuint (rows->len, ==, 1);
}

#define PERSONS(id, state, may, expires)                                                           \
  "{\"id\":\"" id "\",\"subject\":\"" id "\",\"state\":\"" state "\",\"mayApprove\":" may          \
  ",\"expiresAt\":\"" expires "\"}"

/* What this account decides waits above its own work; a broken log above everything but what is
 * locked. What others decide, or was decided, is no row. */
static void
test_decisions (Test *self, gconstpointer data)
{
  static const char *const texts[] = { PERSONS ("later", "Pending", "true", "2026-12-02T00:00:00Z"),
                                       PERSONS ("soon", "Pending", "true", "2026-12-01T00:00:00Z"),
                                       PERSONS ("own", "Pending", "false", "2026-12-01T00:00:00Z"),
                                       PERSONS ("old", "Approved", "true",
                                                "2026-12-01T00:00:00Z") };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  g_autoptr (KhRequestList) requests = kh_request_list_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_ptr_array_add (all, kh_json_parse_text (texts[i], &error));
    g_assert_no_error (error);
  }
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("sales", "{+4d}"));
  put (self, KH_ITEM_KEY, KEY ("b", "Expired", "{-4d}"));
  assert_attention (self, "locked:sales expired:b");
  kh_request_list_take (requests, all);
  self->facts.requests = requests;
  assert_attention (self, "locked:sales expired:b decision:soon decision:later");
  self->facts.log_fault = "altered";
  assert_attention (self, "locked:sales log: expired:b decision:soon decision:later");
}

static void
test_running (Test *self, gconstpointer data)
{
  g_autoptr (GPtrArray) running = NULL;

  put (self, KH_ITEM_OPERATION, OPERATION ("done", "Enable", "Succeeded", "{-3h}"));
  put (self, KH_ITEM_OPERATION, OPERATION ("runs", "Enable", "Running", "{-2h}"));
  put (self, KH_ITEM_OPERATION, OPERATION ("waits", "Enable", "Paused", "{-1h}"));
  running = kh_overview_running (self->lists[KH_ITEM_OPERATION]);
  g_assert_cmpuint (running->len, ==, 2);
  g_assert_cmpstr (kh_item_get_id (running->pdata[0]), ==, "waits");
}

#define ENVIRONMENT(name, state, by, status, coverage)                                             \
  "{\"id\":\"" name "\",\"name\":\"" name "\",\"state\":\"" state "\",\"keyManagedBy\":\"" by      \
  "\",\"encryptionStatus\":\"" status "\",\"coverage\":" coverage "}"

static void
test_counts (Test *self, gconstpointer data)
{
  KhOverviewCounts counts;

  put (self, KH_ITEM_ENVIRONMENT,
       ENVIRONMENT ("a", "Ready", "Customer", "Encrypted",
                    "{\"customer\":100,\"moving\":20,\"platform\":3,\"always\":4}"));
  put (self, KH_ITEM_ENVIRONMENT,
       ENVIRONMENT ("b", "Locked", "Customer", "Encrypted",
                    "{\"customer\":50,\"moving\":5,\"platform\":0,\"always\":1}"));
  put (self, KH_ITEM_ENVIRONMENT,
       ENVIRONMENT ("c", "Ready", "Customer", "Warning", "{\"platform\":7}"));
  put (self, KH_ITEM_ENVIRONMENT, ENVIRONMENT ("d", "Ready", "Microsoft", "NotEncrypted", "{}"));
  kh_overview_count (self->lists[KH_ITEM_ENVIRONMENT], &counts);
  g_assert_cmpuint (counts.customer, ==, 3);
  g_assert_cmpuint (counts.microsoft, ==, 1);
  g_assert_cmpuint (counts.locked, ==, 1);
  g_assert_cmpstr (counts.statuses[0].status, ==, "Encrypted");
  g_assert_cmpuint (counts.statuses[0].customer, ==, 2);
  g_assert_cmpstr (counts.statuses[1].status, ==, "Warning");
  g_assert_cmpuint (counts.statuses[1].customer, ==, 1);
  g_assert_cmpstr (counts.statuses[5].status, ==, "NotEncrypted");
  g_assert_cmpuint (counts.statuses[5].customer, ==, 0);
  g_assert_cmpuint (counts.statuses[5].microsoft, ==, 1);
  g_assert_cmpint (counts.bytes[KH_SHARE_CUSTOMER], ==, 100);
  g_assert_cmpint (counts.bytes[KH_SHARE_MOVING], ==, 20);
  g_assert_cmpint (counts.bytes[KH_SHARE_UNREADABLE], ==, 55);
  g_assert_cmpint (counts.bytes[KH_SHARE_PLATFORM], ==, 10);
  g_assert_cmpint (counts.bytes[KH_SHARE_ALWAYS], ==, 5);
}

static void
test_percents (void)
{
  static const struct {
    gint64 bytes[KH_N_SHARES];
    guint percents[KH_N_SHARES];
  } rows[] = {
    { { 600, 0, 0, 280, 120 }, { 60, 0, 0, 28, 12 } },
    { { 1, 0, 0, 1, 1 }, { 34, 0, 0, 33, 33 } },
    { { 2, 0, 0, 1, 0 }, { 67, 0, 0, 33, 0 } },
    { { 0, 7, 0, 0, 0 }, { 0, 100, 0, 0, 0 } },
    { { G_GINT64_CONSTANT (1) << 60, 0, 0, G_GINT64_CONSTANT (1) << 60, 1 }, { 50, 0, 0, 50, 0 } },
  };
  static const gint64 nothing[KH_N_SHARES];
  guint percents[KH_N_SHARES];

  g_assert_false (kh_overview_percents (nothing, percents));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_true (kh_overview_percents (rows[i].bytes, percents));
    for (guint k = 0; k < KH_N_SHARES; k++)
      g_assert_cmpuint (percents[k], ==, rows[i].percents[k]);
  }
}

static void
test_dates (Test *self, gconstpointer data)
{
  static const char *const names[] = { "sales", "kv-old", "held", "a", "turns", "edge" };
  static const KhDateKind kinds[] = { KH_DATE_DELETION, KH_DATE_DELETION, KH_DATE_HOLD,
                                      KH_DATE_EXPIRY,   KH_DATE_ROTATION, KH_DATE_EXPIRY };
  g_autoptr (GPtrArray) dates = NULL;

  put (self, KH_ITEM_KEY, KEY ("edge", "Active", "{+90d}"));
  put (self, KH_ITEM_KEY, KEY ("beyond", "Active", "{+91d}"));
  put (self, KH_ITEM_KEY, KEY ("past", "Expired", "{-1d}"));
  put (self, KH_ITEM_KEY, KEY ("a", "Active", "{+40d}"));
  put (self, KH_ITEM_KEY,
       "{\"vault\":\"kv\",\"name\":\"turns\",\"exp\":null,\"rotation\":{\"nextAt\":{+50d}}}");
  put (self, KH_ITEM_KEY,
       "{\"vault\":\"kv\",\"name\":\"held\",\"exp\":null,\"holdEnds\":["
       "{\"version\":\"v1\",\"end\":{-1d}},{\"version\":\"v2\",\"end\":{+10d}}]}");
  put (self, KH_ITEM_KEY,
       "{\"vault\":\"kv\",\"name\":\"stays\",\"exp\":null,\"rotation\":{\"nextAt\":null}}");
  put (self, KH_ITEM_VAULT,
       "{\"name\":\"kv-old\",\"state\":\"Deleted\",\"scheduledPurgeAt\":{+9d}}");
  put (self, KH_ITEM_ENVIRONMENT, LOCKED ("sales", "{+3d}"));
  dates = kh_overview_dates (self->lists, NOW);
  g_assert_cmpuint (dates->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < dates->len; i++) {
    const KhDate *date = dates->pdata[i];

    g_assert_cmpstr (kh_item_get_name (date->item), ==, names[i]);
    g_assert_cmpint (date->kind, ==, kinds[i]);
    g_assert_cmpstr (date->version, ==, kinds[i] == KH_DATE_HOLD ? "v2" : NULL);
  }
}

static void
add_test (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/overview/nothing", test_nothing);
  add_test ("/overview/order", test_order);
  add_test ("/overview/users", test_users);
  add_test ("/overview/retried", test_retried);
  add_test ("/overview/findings", test_findings);
  add_test ("/overview/requests", test_requests);
  add_test ("/overview/decisions", test_decisions);
  add_test ("/overview/running", test_running);
  add_test ("/overview/counts", test_counts);
  g_test_add_func ("/overview/percents", test_percents);
  add_test ("/overview/dates", test_dates);
  return g_test_run ();
}
