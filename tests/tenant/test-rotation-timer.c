/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that rotate themselves: on their date, once, and before an expiry takes something down. */
#include "kh-rotation-timer.h"
#include "tenant-fixture.h"

#include <string.h>

#define START (1764044880 * KH_SECOND)

static void
set_up_clock (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
}

static void
pass_time (Fixture *f, gint64 length)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + length, length);
  on_worker (f, settle, NULL, NULL);
}

static gpointer
set_policy_work (Fixture *f, gconstpointer text, GError **error)
{
  g_autoptr (KhRotationPolicy) policy = kh_rotation_policy_parse (text);

  return kh_tenant_key_set_rotation_policy (f->tenant, f->caller, "kv-sales", "cmk", policy, error);
}

static void
set_policy (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, set_policy_work, text, &error);

  g_assert_no_error (error);
}

/* Data under a key with a rotation policy. */
static void
encrypt (Fixture *f, const char *policy)
{
  make_all (f);
  import_all (f);
  enable_cmk (f);
  on_worker (f, settle, NULL, NULL);
  set_policy (f, policy);
}

static guint
count_versions (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_get_key (estate, "kv-sales", "cmk")->versions->len;
}

static gpointer
is_idle_work (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (!kh_rotation_timer_is_running (f->tenant));
}

/* Key pairs are made on a thread; a look at the end sees what it has done. */
static void
wait_until_idle (Fixture *f)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (on_worker (f, is_idle_work, NULL, NULL) == NULL) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (2000);
  }
}

static void
check_versions (Fixture *f, guint n)
{
  g_autoptr (KhEstate) estate = NULL;
  g_autoptr (KhEnvironment) environment = NULL;
  const KhKey *key;

  wait_until_idle (f);
  g_assert_cmpuint (count_versions (f), ==, n);
  estate = kh_tenant_ref_estate (f->tenant);
  environment = sales (f);
  key = kh_estate_get_key (estate, "kv-sales", "cmk");
  g_assert_true (
      kh_environment_uses (environment, "kv-sales", "cmk", kh_key_get_current (key)->version));
  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
}

static void
test_on_its_date (Fixture *f, gconstpointer unused)
{
  encrypt (f, "rotate-after=P30D;expiry=P90D");
  pass_time (f, 30 * KH_DAY - KH_SECOND);
  check_versions (f, 1);
  pass_time (f, KH_SECOND);
  check_versions (f, 2);
  pass_time (f, KH_MINUTE);
  check_versions (f, 2);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhKeyVersion *current = kh_key_get_current (kh_estate_get_key (estate, "kv-sales", "cmk"));
  g_assert_cmpint (current->exp, ==, current->created_at + 90 * KH_DAY);
  g_assert_cmpint (current->created_at, >=, START + 30 * KH_DAY);
  check_all (f);
  pass_time (f, 30 * KH_DAY);
  check_versions (f, 3);
  check_all (f);
  check_audit (f);
}

/* The organization was closed on the date, and on three more. */
static void
test_missed_dates_count_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhClock) before = NULL;

  encrypt (f, "rotate-after=P30D");
  before = g_steal_pointer (&f->clock);
  f->clock = kh_clock_new_manual (START + 130 * KH_DAY);
  reopen_quickly (f);
  g_assert_true (kh_clock_is_suspect (f->tenant->clock)); /* which holds nothing up */
  on_worker (f, settle, NULL, NULL);
  check_versions (f, 2);
  reopen_quickly (f);
  on_worker (f, settle, NULL, NULL);
  check_versions (f, 2);
  check_all (f);
}

static gpointer
set_exp_work (Fixture *f, gconstpointer exp, GError **error)
{
  KhKeyPatch patch = { .has_exp = TRUE, .exp = *(const KhTime *)exp };

  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", NULL, &patch, error);
}

static void
set_exp (Fixture *f, KhTime exp)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, set_exp_work, &exp, &error);

  g_assert_no_error (error);
}

static void
test_before_expiry (Fixture *f, gconstpointer unused)
{
  encrypt (f, "rotate-before=P30D;expiry=P90D");
  pass_time (f, 400 * KH_DAY);
  check_versions (f, 1); /* it never expires */
  set_exp (f, START + 500 * KH_DAY);
  pass_time (f, 70 * KH_DAY - KH_SECOND);
  check_versions (f, 1);
  pass_time (f, KH_SECOND);
  check_versions (f, 2);
  pass_time (f, 60 * KH_DAY);
  check_versions (f, 3);
  check_all (f);
}

/* Date and expiry both passed between two looks: the outage that the policy was to prevent does not
 * come. */
static void
test_expired_meanwhile (Fixture *f, gconstpointer unused)
{
  encrypt (f, "rotate-after=P30D");
  set_exp (f, START + 60 * KH_DAY);
  pass_time (f, 61 * KH_DAY);
  check_versions (f, 2);
  check_all (f);
  check_audit (f);
}

/* What somebody has switched off is not brought back by a date. */
static void
test_disabled_key_stays (Fixture *f, gconstpointer unused)
{
  encrypt (f, "rotate-after=P20D");
  lock (f);
  pass_time (f, 29 * KH_DAY);
  check_locked (f);
  pass_time (f, KH_DAY - KH_SECOND);
  wait_until_idle (f);
  g_assert_cmpuint (count_versions (f), ==, 1);
  check_locked (f);
}

/* A policy that is set when its date has passed acts at once; one that is taken away never. */
static void
test_set_late_and_cleared (Fixture *f, gconstpointer unused)
{
  encrypt (f, "rotate-after=P30D");
  set_policy (f, "notify-before=P30D");
  pass_time (f, 40 * KH_DAY);
  check_versions (f, 1);
  set_policy (f, "rotate-after=P35D");
  check_versions (f, 2);
}

static gpointer
actors_work (Fixture *f, gconstpointer action, GError **error)
{
  KhAuditFilter filter = { .limit = 1000, .since = KH_TIME_NONE };
  gboolean more = FALSE;
  g_autoptr (GPtrArray) records = kh_audit_log_list (f->tenant->audit, &filter, &more, error);
  GString *actors = g_string_new (NULL);

  g_assert_nonnull (records);
  for (guint i = 0; i < records->len; i++) {
    const KhAuditRecord *record = records->pdata[i];

    if (record->phase == KH_AUDIT_INTENT && g_strcmp0 (record->action, action) == 0)
      g_string_append_printf (actors, "%s;", record->actor);
  }
  return g_string_free (actors, FALSE);
}

static void
test_records (Fixture *f, gconstpointer unused)
{
  g_autofree char *rotations = NULL;
  g_autofree char *wrappings = NULL;

  encrypt (f, "rotate-after=P30D");
  pass_time (f, 30 * KH_DAY);
  check_versions (f, 2);
  rotations = on_worker (f, actors_work, "key.rotate", NULL);
  wrappings = on_worker (f, actors_work, "cmk.rotate", NULL);
  g_assert_cmpstr (rotations, ==, "Rotation policy of kv-sales/cmk;");
  g_assert_cmpstr (wrappings, ==, "ep-sales;");
}

/* The ticker looks at the date by itself. */
static void
test_by_itself (Fixture *f, gconstpointer unused)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  encrypt (f, "rotate-after=P30D");
  kh_clock_manual_set (f->clock, START + 30 * KH_DAY, 30 * KH_DAY);
  kh_tenant_wake (f->tenant);
  while (count_versions (f) == 1) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (2000);
  }
  check_versions (f, 2);
}

/* The thread that makes keys is waited for. */
static void
test_closing_meanwhile (Fixture *f, gconstpointer unused)
{
  encrypt (f, "rotate-after=P30D");
  pass_time (f, 30 * KH_DAY);
  reopen_quickly (f);
  on_worker (f, settle, NULL, NULL);
  check_versions (f, 2);
  check_all (f);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/tenant/rotation-timer/" path, Fixture, NULL, set_up_clock, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("on-its-date", test_on_its_date);
  ADD ("missed-dates-count-once", test_missed_dates_count_once);
  ADD ("before-expiry", test_before_expiry);
  ADD ("expired-meanwhile", test_expired_meanwhile);
  ADD ("disabled-key-stays", test_disabled_key_stays);
  ADD ("set-late-and-cleared", test_set_late_and_cleared);
  ADD ("records", test_records);
  ADD ("by-itself", test_by_itself);
  ADD ("closing-meanwhile", test_closing_meanwhile);
  return g_test_run ();
}
