/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks that come at a bad moment: in the middle of an export or a rotation, on what is locked
 * already; and a key that comes back from an older backup, without the version that is needed. */
#include <string.h>

#include "kh-tenant-private.h"
#include "tenant-fixture.h"

#define START (G_GINT64_CONSTANT (1764044880) * KH_SECOND)

static void
set_up_encrypted (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
  make_all (f);
  import_all (f);
  enable_cmk (f);
}

static void
pass_time (Fixture *f, gint64 length)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + length, length);
  on_worker (f, settle, NULL, NULL);
}

static void
run (Fixture *f, KhChange *taken)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (GError) error = NULL;

  confirmed (f, do_change, change, &error);
  g_assert_no_error (error);
}

static void
open_it (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, re_enable, NULL, &error);

  g_assert_no_error (error);
}

static void
refuse_to_open (Fixture *f, int code, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static gpointer
key_of (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return g_strdup (kh_key_get_current (kh_estate_get_key (estate, "kv-sales", "cmk"))->version);
}

static char *
current_version (Fixture *f)
{
  return on_worker (f, key_of, NULL, NULL);
}

static gboolean
uses (Fixture *f, const char *version)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  return kh_environment_uses (environment, "kv-sales", "cmk", version);
}

/* --- Export ------------------------------------------------------------------------------------
 */

/* What was given out before stays given out; not a byte more. */
static void
test_export (Fixture *f, gconstpointer store)
{
  KhStoreKind kind = GPOINTER_TO_UINT (store);
  const char *name = kind == KH_STORE_FILES ? "report.pdf" : "customers";
  guint8 buffer[8];
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTenantContent) content =
      kh_tenant_content_open (f->tenant, f->caller, "Sales", kind, name, &error);

  g_assert_no_error (error);
  g_assert_cmpint (kh_tenant_content_read (content, buffer, sizeof buffer, &error), >, 0);
  lock (f);
  check_locked (f);
  g_assert_cmpint (kh_tenant_content_read (content, buffer, sizeof buffer, &error), <, 0);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  unlock (f);
  /* It has ended for good. */
  g_assert_cmpint (kh_tenant_content_read (content, buffer, sizeof buffer, &error), <, 0);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  check_all (f);
  check_audit (f);
}

/* --- Rotation ----------------------------------------------------------------------------------
 */

static KhChange *
close_network (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  wanted->public_network = KH_PUBLIC_NETWORK_OFF;
  wanted->bypass = KH_BYPASS_NONE;
  return kh_change_new_vault_update (wanted);
}

static KhChange *
open_network (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  wanted->public_network = KH_PUBLIC_NETWORK_ON;
  wanted->bypass = KH_BYPASS_TRUSTED_SERVICES;
  return kh_change_new_vault_update (wanted);
}

/* In one turn of the worker: nothing comes between the new version and the lock. */
static gpointer
rotate_and_close (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhKey) rotated = make_key (f, "cmk", error);
  g_autoptr (KhChange) change = close_network (f);
  g_autofree char *token = NULL;
  g_autoptr (KhImpact) impact = kh_tenant_impact (f->tenant, f->caller, change, &token, error);
  g_autoptr (KhCaller) plain = g_steal_pointer (&f->caller);
  gpointer done;

  g_assert_nonnull (rotated);
  g_assert_nonnull (impact);
  f->caller = kh_caller_with (plain, NULL, NULL, token);
  done = do_change (f, change, error);
  kh_caller_unref (f->caller);
  f->caller = g_steal_pointer (&plain);
  return done;
}

static void
test_rotation (Fixture *f, gconstpointer restart)
{
  g_autofree char *old = current_version (f);
  g_autofree char *fresh = NULL;
  g_autoptr (GError) error = NULL;
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  on_worker (f, rotate_and_close, NULL, &error);
  g_assert_no_error (error);
  fresh = current_version (f);
  g_assert_cmpstr (old, !=, fresh);
  check_locked (f);
  /* All of its data keys are wrapped by one of the two. */
  g_assert_true (uses (f, old) != uses (f, fresh));
  if (restart != NULL)
    reopen_quickly (f);
  refuse_to_open (f, KH_ERROR_RULE, "close-network");
  run (f, open_network (f));
  open_it (f);
  check_all (f);
  while (!uses (f, fresh)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
  g_assert_false (uses (f, old));
  check_encrypted (f);
  check_all (f);
  check_audit (f);
}

/* --- Twice -------------------------------------------------------------------------------------
 */

static gpointer
list_locks (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  KhAuditFilter filter = { .since = KH_TIME_NONE, .object = environment->id };
  guint64 next = 0;
  guint n = 0;
  g_autoptr (GPtrArray) records =
      kh_tenant_audit_list (f->tenant, f->caller, &filter, TRUE, &next, error);

  for (guint i = 0; i < records->len; i++)
    n += g_str_equal (((KhAuditRecord *)records->pdata[i])->action, "environment.lock");
  return GUINT_TO_POINTER (n);
}

static guint
count_locks (Fixture *f)
{
  return GPOINTER_TO_UINT (on_worker (f, list_locks, NULL, NULL));
}

/* The clock of the first lock runs on, and the second cause has to be repaired as well. */
static void
test_twice (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) first = NULL;
  g_autoptr (KhEnvironment) second = NULL;
  g_autoptr (KhEnvironment) third = NULL;
  g_autoptr (KhKey) key = NULL;

  lock (f);
  first = sales (f);
  pass_time (f, KH_DAY);
  run (f, close_network (f));
  second = sales (f);
  g_assert_cmpint (second->locked_at, ==, first->locked_at);
  g_assert_cmpint (second->deletion_at, ==, first->deletion_at);
  check_locked (f);
  g_assert_cmpuint (count_locks (f), ==, 1);
  key = on_worker (f, set_enabled, GINT_TO_POINTER (TRUE), NULL);
  refuse_to_open (f, KH_ERROR_RULE, "close-network");
  run (f, open_network (f));
  open_it (f);
  refuse_to_open (f, KH_ERROR_STATE, "NotLocked");
  check_all (f);
  pass_time (f, KH_DAY);
  lock (f);
  third = sales (f);
  g_assert_cmpint (third->locked_at, ==, kh_tenant_now (f->tenant));
  g_assert_cmpint (third->deletion_at, ==, first->deletion_at + 2 * KH_DAY);
  g_assert_cmpuint (count_locks (f), ==, 2);
  check_audit (f);
}

/* --- An older backup -----------------------------------------------------------------------------
 */

static gpointer
take_protection_off (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) vault = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  vault->purge_protection = FALSE;
  kh_tenant_publish (f->tenant, kh_estate_with_vault (estate, vault));
  return f;
}

static gpointer
back_up (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_backup (f->tenant, f->caller, "kv-sales", "cmk", error);
}

static gpointer
restore (Fixture *f, gconstpointer blob, GError **error)
{
  g_autoptr (KhKey) key =
      kh_tenant_key_restore (f->tenant, f->caller, "kv-sales", (GBytes *)blob, error);

  return GINT_TO_POINTER (key != NULL);
}

static gpointer
purge_work (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_key_purge (f->tenant, f->caller, "kv-sales", "cmk", error));
}

static void
destroy_key (Fixture *f)
{
  g_autoptr (KhChange) purge = kh_change_new_for_key (KH_CHANGE_PURGE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (GError) error = NULL;

  pass_time (f, KH_SECOND);
  run (f, kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "cmk", NULL));
  confirmed (f, purge_work, purge, &error);
  g_assert_no_error (error);
}

static gpointer
diagnose (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_diagnose (f->tenant, f->caller, "Sales", error);
}

static void
check_original (Fixture *f, KhOriginalKey expected)
{
  g_autoptr (KhDiagnosis) diagnosis = on_worker (f, diagnose, NULL, NULL);

  g_assert_cmpint (diagnosis->original_key, ==, expected);
}

/* It is the same key by its name and by its older version, and does not open what the newer wraps.
 */
static void
test_older_backup (Fixture *f, gconstpointer unused)
{
  g_autofree char *old = current_version (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) older = on_worker (f, back_up, NULL, &error);
  g_autoptr (GBytes) newer = NULL;
  g_autoptr (KhKey) rotated = NULL;
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  g_assert_no_error (error);
  rotated = on_worker (f, make_key, "cmk", &error);
  g_assert_no_error (error);
  while (uses (f, old)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
  newer = on_worker (f, back_up, NULL, &error);
  g_assert_no_error (error);
  on_worker (f, take_protection_off, NULL, NULL);
  destroy_key (f);
  check_locked (f);
  on_worker (f, restore, older, &error);
  g_assert_no_error (error);
  check_original (f, KH_ORIGINAL_KEY_GONE);
  refuse_to_open (f, KH_ERROR_RULE, "purge");
  check_locked (f);
  destroy_key (f);
  on_worker (f, restore, newer, &error);
  g_assert_no_error (error);
  check_original (f, KH_ORIGINAL_KEY_PROVEN);
  open_it (f);
  check_all (f);
  check_audit (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/lock-midway/" name, Fixture, data, set_up_encrypted, func, tear_down)
  ADD ("export-of-a-file", GUINT_TO_POINTER (KH_STORE_FILES), test_export);
  ADD ("export-of-a-table", GUINT_TO_POINTER (KH_STORE_DATAVERSE), test_export);
  ADD ("rotation", NULL, test_rotation);
  ADD ("rotation-and-restart", "restart", test_rotation);
  ADD ("twice", NULL, test_twice);
  ADD ("older-backup", NULL, test_older_backup);
  return g_test_run ();
}
